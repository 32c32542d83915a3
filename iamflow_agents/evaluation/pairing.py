"""The heaviest one-to-one pairing of two sides, in whole numbers and with settled ties.

Where several pairings weigh the same, the attributes of the pairs still differ, so which one is taken must not be left
to chance: rows are placed one after the other along the cheapest path, and of columns that cost the same the first is
taken. The weights are integers, so every comparison is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def best_pairing(weights: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Pair rows with columns so that the weights of the pairs add up to the most.

    Args:
        weights: One row of weights (0 or more) for each thing on the left; all rows are equally long.

    Returns:
        Row and column of every pair whose weight is above 0, by row. No row and no column stands twice.
    """
    n_columns = max((len(row) for row in weights), default=0)
    size = max(len(weights), n_columns)
    heaviest = max((weight for row in weights for weight in row), default=0)
    if heaviest <= 0:
        return []
    # Rows and columns that only fill the square up weigh nothing.
    costs = [[heaviest] * size for _ in range(size)]
    for i, row in enumerate(weights):
        for j, weight in enumerate(row):
            costs[i][j] = heaviest - weight
    owners = _Matching(costs).owners()
    pairs = [(row, column) for column, row in enumerate(owners) if row < len(weights) and column < n_columns]
    return sorted((row, column) for row, column in pairs if weights[row][column] > 0)


class _Matching:
    """The cheapest perfect matching of a square, by shortest augmenting paths over reduced costs."""

    def __init__(self, costs: list[list[int]]) -> None:
        self.costs, self.size = costs, len(costs)
        self.row_price = [0] * self.size
        self.column_price = [0] * self.size
        self.owner: list[int | None] = [None] * self.size
        """Row of each column, once it has one."""

    def owners(self) -> list[int]:
        """Match all rows in order and say which row each column has."""
        for row in range(self.size):
            self._place(row)
        return [row for row in self.owner if row is not None]

    def _place(self, new_row: int) -> None:
        """Find the cheapest way from a row to a free column, past rows that would have to move, and move them."""
        distance: list[float] = [math.inf] * self.size
        reached_from: list[int | None] = [None] * self.size
        settled: list[int] = []
        row, last, walked = new_row, None, 0
        while True:
            rest = [column for column in range(self.size) if column not in settled]
            for column in rest:
                step = self.costs[row][column] - self.row_price[row] - self.column_price[column]
                if walked + step < distance[column]:
                    distance[column], reached_from[column] = walked + step, last
            nearest = min(rest, key=distance.__getitem__)  # the first of those that are equally near
            walked = int(distance[nearest])
            owner = self.owner[nearest]
            if owner is None:
                break
            settled.append(nearest)
            row, last = owner, nearest
        self._reprice(new_row, settled, distance, walked)
        self._move(new_row, nearest, reached_from)

    def _reprice(self, new_row: int, settled: list[int], distance: list[float], walked: int) -> None:
        """Change prices so that no reduced cost falls below 0 and the path found costs nothing."""
        self.row_price[new_row] += walked
        for column in settled:
            gain = walked - int(distance[column])
            owner = self.owner[column]
            if owner is not None:
                self.row_price[owner] += gain
            self.column_price[column] -= gain

    def _move(self, new_row: int, free_column: int, reached_from: list[int | None]) -> None:
        """Give every column of the path to the row before it, from the free end back to the new row."""
        column: int | None = free_column
        while column is not None:
            before = reached_from[column]
            self.owner[column] = new_row if before is None else self.owner[before]
            column = before
