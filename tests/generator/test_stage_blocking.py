"""Where people stand: apart, inside, and on the same side in every segment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage_requests import FACTS, SIZES

from iamflow_agents.generator.storyboard.stage.blocking import ADULT_M, Blocking, Extra, Ties, block_stage
from iamflow_agents.records import Kind

HEAD_M = 0.27


def people(*keys: str) -> list[Extra]:
    return [Extra(identity=key, kind=Kind.PERSON, height_m=1.72, width_m=0.62) for key in keys]


def extra(key: str, kind: Kind) -> Extra:
    return Extra(identity=key, kind=kind, height_m=SIZES[kind][0], width_m=SIZES[kind][1])


def faces(blocking: Blocking) -> list[tuple[float, float, float, float]]:
    """Boxes around heads, as nominal bodies have them."""
    boxes = []
    for key, mark in blocking.marks.items():
        scale = blocking.scale(key, mark.depth)
        top = FACTS.ground(mark.depth) - blocking.extras[key].height_m * scale
        boxes.append((mark.x - HEAD_M / 2 * scale, top, mark.x + HEAD_M / 2 * scale, top + HEAD_M * scale))
    return boxes


def overlaps(boxes: list[tuple[float, float, float, float]]) -> int:
    return sum(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for number, a in enumerate(boxes)
        for b in boxes[number + 1 :]
    )


@given(st.lists(st.text("abcdef", min_size=1, max_size=6), min_size=1, max_size=10, unique=True))
def test_faces_never_cover_each_other(keys: list[str]) -> None:
    assert overlaps(faces(block_stage(people(*keys), FACTS))) == 0


def test_overlap_check_notices_two_people_on_one_spot() -> None:
    blocking = block_stage(people("a", "b"), FACTS)
    moved = {key: replace(mark, x=0.5, depth=0.5) for key, mark in blocking.marks.items()}
    assert overlaps(faces(replace(blocking, marks=moved))) == 1


@given(st.sets(st.text("abcdef", min_size=1, max_size=6), min_size=3, max_size=8))
def test_order_from_left_to_right_does_not_depend_on_who_else_is_there(keys: set[str]) -> None:
    everyone = block_stage(people(*sorted(keys)), FACTS)
    some = sorted(keys)[::2]
    fewer = block_stage(people(*reversed(some)), FACTS)
    by_x = sorted(some, key=lambda key: everyone.marks[key].x)
    assert by_x == sorted(some, key=lambda key: fewer.marks[key].x)


@pytest.mark.parametrize(
    ("count", "lowest", "highest"), [(1, 0.62, 0.66), (3, 0.62, 0.66), (4, 0.6, 0.64), (6, 0.4, 0.55), (10, 0.3, 0.5)]
)
def test_adults_fill_the_frame(count: int, lowest: float, highest: float) -> None:
    blocking = block_stage(people(*[f"p{number}" for number in range(count)]), FACTS)
    for key, mark in blocking.marks.items():
        assert lowest * 0.86 <= ADULT_M * blocking.scale(key, mark.depth) <= highest


@pytest.mark.parametrize("aspect", [9 / 16, 1.0, 832 / 480, 3.0])
def test_everybody_is_wholly_inside(aspect: float) -> None:
    facts = replace(FACTS, aspect=aspect)
    cast = [
        *people("a", "b", "c", "d"),
        extra("car", Kind.VEHICLE),
        extra("dog", Kind.ANIMAL),
        extra("cup", Kind.OBJECT),
    ]
    blocking = block_stage(cast, facts)
    for key, mark in blocking.marks.items():
        half = blocking.extras[key].width_m * blocking.scale(key, mark.depth) / 2
        assert mark.x - half * 0.8 >= -1e-6 and mark.x + half * 0.8 <= aspect + 1e-6
        assert facts.ground(mark.depth) - blocking.extras[key].height_m * blocking.scale(key, mark.depth) > -0.01


def test_far_people_are_smaller_and_higher() -> None:
    blocking = block_stage(people("a", "b", "c", "d", "e"), FACTS)
    near = max(blocking.marks.values(), key=lambda mark: mark.depth)
    far = min(blocking.marks.values(), key=lambda mark: mark.depth)
    assert blocking.scale(far.identity, far.depth) < blocking.scale(near.identity, near.depth)
    assert FACTS.ground(far.depth) < FACTS.ground(near.depth)


def test_a_prop_lies_beside_its_owner() -> None:
    cast = [*people("a", "b"), extra("cup", Kind.OBJECT)]
    for owner, other in (("a", "b"), ("b", "a")):
        marks = block_stage(cast, FACTS, Ties(owners={"cup": owner})).marks
        assert abs(marks["cup"].x - marks[owner].x) < abs(marks["cup"].x - marks[other].x)


def test_a_dog_stands_next_to_its_partner() -> None:
    cast = [*people("a", "b", "c", "d"), extra("dog", Kind.ANIMAL)]
    for partner in ("a", "d"):
        marks = block_stage(cast, FACTS, Ties(partners={"dog": partner})).marks
        nearest = min((key for key in marks if key != "dog"), key=lambda key: abs(marks[key].x - marks["dog"].x))
        between = [
            k
            for k in marks
            if k not in {"dog", partner} and (marks[k].x - marks["dog"].x) * (marks[k].x - marks[partner].x) < 0
        ]
        assert nearest == partner or between == []


def test_a_dog_is_not_between_two_who_step_together() -> None:
    cast = [*people("a", "b"), extra("dog", Kind.ANIMAL)]
    for partner in ("a", "b"):
        marks = block_stage(cast, FACTS, Ties(partners={"dog": partner}, close={("a", "b"): 0.9})).marks
        assert not min(marks["a"].x, marks["b"].x) < marks["dog"].x < max(marks["a"].x, marks["b"].x)
    loose = block_stage(cast, FACTS, Ties(between={"dog": ("a", "b")})).marks
    assert min(loose["a"].x, loose["b"].x) < loose["dog"].x < max(loose["a"].x, loose["b"].x)


def test_who_has_company_stays_about_where_they_were_alone() -> None:
    cast = [*people("a"), extra("dog", Kind.ANIMAL)]
    alone, walked = block_stage(cast[:1], FACTS).marks["a"].x, block_stage(cast, FACTS).marks["a"].x
    assert abs(alone - walked) < 0.2 * FACTS.aspect


def test_an_umbrella_finds_room_above_the_tallest() -> None:
    def highest(headroom_m: float) -> float:
        cast = [*people("a"), replace(people("b")[0], height_m=1.92)]
        blocking = block_stage(cast, FACTS, Ties(headroom_m=headroom_m))
        return min(FACTS.ground(m.depth) - (1.92 + 0.7) * blocking.scale("b", m.depth) for m in blocking.marks.values())

    assert highest(0.0) < 0.0 < highest(0.7)


def test_a_rider_needs_no_place_in_the_line() -> None:
    cast = [*people("a", "b"), extra("car", Kind.VEHICLE)]
    ridden = block_stage(cast, FACTS, Ties(mounts={"a": "car"}))
    assert ridden.marks["a"].x == ridden.marks["car"].x
    assert ridden.marks["b"].x == block_stage(people("b"), FACTS).marks["b"].x


def test_nobody_stands_between_two_who_step_together() -> None:
    cast = people("a", "b", "c", "d", "e")
    line = sorted(block_stage(cast, FACTS).marks.values(), key=lambda mark: mark.x)
    first, last = line[0].identity, line[-1].identity
    together = block_stage(cast, FACTS, Ties(close={(first, last): 0.9}))
    order = [mark.identity for mark in sorted(together.marks.values(), key=lambda mark: mark.x)]
    assert abs(order.index(first) - order.index(last)) == 1
    others = [mark.identity for mark in line if mark.identity not in {first, last}]
    assert [key for key in order if key in others] == others
