"""Layouts: clipped to the picture, cut where something covers, silent where nothing is sure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iamflow_agents.generator.storyboard.stage.layout import Seen, cut, frame_layout
from iamflow_agents.records import Slot

SIDES = st.integers(-40, 140)
BOXES = st.tuples(SIDES, SIDES, SIDES, SIDES).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]) + 1, max(b[1], b[3]) + 1)
)


def seen(identity: str, box: tuple[float, float, float, float], *parts: tuple[float, float, float, float]) -> Seen:
    return Seen(identity, box, tuple((Slot.TOP, part) for part in parts))


def test_boxes_are_clipped_and_those_outside_left_out() -> None:
    layout = frame_layout(3, [seen("a", (-10.0, -5.0, 20.0, 30.0)), seen("b", (200.0, 0.0, 230.0, 40.0))], 100, 60)
    assert layout.frame_index == 3
    assert [(box.identity, box.box) for box in layout.boxes] == [("a", (0, 0, 20, 30))]


def test_parts_are_cut_by_what_is_nearer_but_not_by_what_is_farther() -> None:
    body, prop = seen("a", (0.0, 0.0, 40.0, 90.0), (5.0, 10.0, 35.0, 50.0)), seen("o", (20.0, 0.0, 60.0, 60.0))
    (behind, _), (_, before) = (frame_layout(0, order, 100, 100).boxes for order in ([body, prop], [prop, body]))
    assert behind.parts[0].box == (5, 10, 20, 50)
    assert before.parts[0].box == (5, 10, 35, 50)
    assert before.depth > 0


def test_what_is_wholly_covered_or_tiny_has_no_part() -> None:
    body = seen("a", (0.0, 0.0, 40.0, 90.0), (5.0, 10.0, 35.0, 50.0), (1.0, 60.0, 3.2, 62.0))
    assert frame_layout(0, [body, seen("o", (0.0, 0.0, 60.0, 55.0))], 100, 100).boxes[0].parts == ()


def test_the_caption_band_hides_what_is_below_it() -> None:
    body = seen("a", (0.0, 0.0, 40.0, 90.0), (5.0, 10.0, 35.0, 80.0))
    box = frame_layout(0, [body], 100, 50).boxes[0]
    assert box.box == (0, 0, 40, 50) and box.parts[0].box == (5, 10, 35, 50)


def test_no_parts_while_an_older_picture_shines_through() -> None:
    body = seen("a", (0.0, 0.0, 40.0, 90.0), (5.0, 10.0, 35.0, 80.0))
    assert frame_layout(0, [body], 100, 100, parts=False).boxes[0].parts == ()
    assert frame_layout(0, [body], 100, 100).boxes[0].parts


@given(BOXES, BOXES)
def test_a_cut_rest_is_inside_the_box_and_outside_the_cover(box: tuple[int, ...], cover: tuple[int, ...]) -> None:
    rest = cut(box, cover)  # type: ignore[arg-type]
    if rest[2] > rest[0] and rest[3] > rest[1]:
        assert box[0] <= rest[0] and box[1] <= rest[1] and rest[2] <= box[2] and rest[3] <= box[3]
        assert rest[2] <= cover[0] or rest[0] >= cover[2] or rest[3] <= cover[1] or rest[1] >= cover[3]
