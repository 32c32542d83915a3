"""The pairing weighs as much as the best of all pairings, tried one by one."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.evaluation.pairing import best_pairing

WEIGHTS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 4), min_size=width, max_size=width), max_size=5)
)


def heaviest(weights: list[list[int]]) -> int:
    """Weight of the best pairing, found by trying all of them."""
    if not weights:
        return 0
    if len(weights) > len(weights[0]):
        weights = [list(column) for column in zip(*weights, strict=True)]
    columns = range(len(weights[0]))
    return max(
        sum(row[column] for row, column in zip(weights, order, strict=True))
        for order in permutations(columns, len(weights))
    )


@settings(max_examples=120, deadline=None)
@given(WEIGHTS)
def test_evaluation_pairing_is_the_heaviest(weights: list[list[int]]) -> None:
    pairs = best_pairing(weights)
    assert sum(weights[i][j] for i, j in pairs) == heaviest(weights)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(weights[i][j] > 0 for i, j in pairs)


def test_evaluation_pairing_is_not_the_greedy_one() -> None:
    weights = [[5, 4], [4, 0]]
    assert best_pairing(weights) == [(0, 1), (1, 0)]
    assert heaviest(weights) == 8 > 5


def test_evaluation_pairing_takes_the_first_of_equals() -> None:
    assert best_pairing([[2, 2], [2, 2]]) == [(0, 0), (1, 1)]
    assert best_pairing([[1, 1, 1]]) == [(0, 0)]
    assert best_pairing([[3], [3]]) == [(0, 0)]


def test_evaluation_pairing_of_nothing_is_empty() -> None:
    assert best_pairing([]) == best_pairing([[], []]) == best_pairing([[0, 0], [0, 0]]) == []


def test_evaluation_pairing_finds_a_hidden_permutation() -> None:
    size = 60
    weights = [[1 if (i * 7 + 3) % size != j else 9 for j in range(size)] for i in range(size)]
    assert best_pairing(weights) == [(i, (i * 7 + 3) % size) for i in range(size)]
