"""The contact sheet: everybody is labelled in a colour of their own, at every length."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skia
from report_pictures import make_keyframe, pixels_of

from iamflow_agents.errors import GeneratorError, StorageError
from iamflow_agents.report.contact_sheet import SheetRow, draw_contact_sheet
from iamflow_agents.report.name_tags import PALETTE, colours_by_name, draw_name_tags
from iamflow_agents.report.sheet_plan import MAX_ROWS, chosen_rows, plan_sheet
from iamflow_agents.takes import Box

SAND = (214, 196, 150)
MIRA: tuple[str, Box] = ("Mira", (20, 40, 60, 118))
TOM: tuple[str, Box] = ("Old Tom", (120, 30, 170, 118))


@pytest.fixture
def keyframe(tmp_path: Path) -> Path:
    return make_keyframe(tmp_path / "key.png", SAND)


def row_of(keyframe: Path, index: int = 0, **changes: Any) -> SheetRow:
    values: dict[str, Any] = {
        "segment_index": index,
        "prompt": "Mira waves to Old Tom.",
        "place": "harbour, day",
        "keyframes": (keyframe,) * 3,
        "boxes": ((MIRA, TOM),) * 3,
    }
    return SheetRow(**{**values, **changes})


def sheet_of(rows: list[SheetRow], target: Path, title: str = "A story") -> Any:
    draw_contact_sheet(rows, target, title=title)
    return pixels_of(target)


def count(pixels: Any, colour: tuple[int, int, int], tolerance: int = 8) -> int:
    """Pixels of a colour; tags are slightly see-through, hence the tolerance."""
    apart = np.abs(pixels.astype(np.int16) - np.array(colour, dtype=np.int16))
    return int((apart.max(axis=-1) <= tolerance).sum())


def test_report_sheet_labels_everybody_in_a_colour_of_their_own(tmp_path: Path, keyframe: Path) -> None:
    both = sheet_of([row_of(keyframe)], tmp_path / "both.png")
    one = sheet_of([row_of(keyframe, boxes=((MIRA,),) * 3)], tmp_path / "one.png")
    none = sheet_of([row_of(keyframe, boxes=())], tmp_path / "none.png")
    red, blue = PALETTE[0], PALETTE[1]
    assert count(both, red, 24) > 600
    assert count(both, blue, 24) > 600
    assert count(one, red, 24) > 600
    assert count(one, blue, 24) == 0
    assert count(none, red, 24) == count(none, blue, 24) == 0


def test_report_sheet_keeps_a_name_s_colour_in_every_row(tmp_path: Path, keyframe: Path) -> None:
    rows = [row_of(keyframe, 0, boxes=((TOM,),) * 3), row_of(keyframe, 1, boxes=((MIRA, TOM),) * 3)]
    pixels = sheet_of(rows, tmp_path / "sheet.png")
    plan = plan_sheet(2, 3, 208 / 120, 1)
    first, second = pixels[: plan.strip_top(1)], pixels[plan.strip_top(1) :]
    assert count(first, PALETTE[0], 24) > 300
    assert count(second, PALETTE[0], 24) > 300
    assert count(first, PALETTE[1], 24) < count(second, PALETTE[1], 24) / 2, "in the legend only"


def test_report_sheet_shows_pictures_prompt_place_and_note(tmp_path: Path, keyframe: Path) -> None:
    base = sheet_of([row_of(keyframe)], tmp_path / "base.png")
    assert count(base, SAND, 1) > 3 * 400 * 230 * 0.6
    for change in ({"prompt": "Other."}, {"place": "cave"}, {"note": "coat is grey"}, {"segment_index": 4}):
        assert not np.array_equal(base, sheet_of([row_of(keyframe, **change)], tmp_path / "other.png")), change
    assert not np.array_equal(base, sheet_of([row_of(keyframe)], tmp_path / "other.png", title="Another"))


def test_report_sheet_has_the_same_bytes_each_time(tmp_path: Path, keyframe: Path) -> None:
    rows = [row_of(keyframe, index) for index in range(3)]
    for name in ("a.png", "b.png"):
        draw_contact_sheet(rows, tmp_path / name, title="A story")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    draw_contact_sheet(rows[:2], tmp_path / "b.png", title="A story")
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("n_rows", [1, 8, 13, 60])
def test_report_sheet_of_any_length_shows_every_segment(tmp_path: Path, n_rows: int) -> None:
    shades = [(10 + 3 * index, 250 - 3 * index, 90) for index in range(n_rows)]
    rows = [row_of(make_keyframe(tmp_path / f"{i}.png", c, (52, 30)), i, boxes=()) for i, c in enumerate(shades)]
    pixels = sheet_of(rows, tmp_path / "sheet.png")
    seen = Counter(map(tuple, pixels[::4, ::4].reshape(-1, 3).tolist()))
    assert all(seen[shade] > 60 for shade in shades)
    assert seen[10 + 3 * n_rows, 250 - 3 * n_rows, 90] < 60
    assert pixels.shape[0] / pixels.shape[1] < 2.6


def test_report_sheet_memory_does_not_grow_with_its_length(tmp_path: Path, keyframe: Path) -> None:
    peaks = []
    for n_rows in (40, 200):
        rows = [row_of(keyframe, index, keyframes=(keyframe,), boxes=()) for index in range(n_rows)]
        tracemalloc.start()
        draw_contact_sheet(rows, tmp_path / "sheet.png", title="Long")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 3 * peaks[0], "a strip grows with the number of columns, never with the number of rows"


def test_report_sheet_of_thousands_shows_an_even_choice() -> None:
    chosen = chosen_rows(10_000)
    assert (len(chosen), chosen[0], chosen[-1]) == (MAX_ROWS, 0, 9_999)
    steps = {second - first for first, second in pairwise(chosen)}
    assert steps <= {25, 26}
    assert chosen_rows(200) == list(range(200))


@pytest.mark.parametrize("n_rows", [1, 2, 7, 12, 13, 48, 49, 200, 400])
@pytest.mark.parametrize("n_pictures", [1, 3, 4])
def test_report_sheet_cards_lie_apart_and_inside(n_rows: int, n_pictures: int) -> None:
    plan = plan_sheet(n_rows, n_pictures, 832 / 480)
    corners = [plan.corner(position) for position in range(n_rows)]
    assert len(set(corners)) == n_rows
    for (left, top), (other_left, other_top) in combinations(corners, 2):
        assert abs(left - other_left) >= plan.card_width or abs(top - other_top) >= plan.card_height
    assert max(left for left, _ in corners) + plan.card_width <= plan.width - plan.margin
    assert max(top for _, top in corners) + plan.card_height <= plan.height - plan.margin
    strips = [plan.strip_top(down) for down in range(plan.rows_down + 1)]
    assert strips == sorted(strips)
    assert strips[-1] == plan.height


def test_report_sheet_survives_odd_rows(tmp_path: Path, keyframe: Path) -> None:
    tall = make_keyframe(tmp_path / "tall.png", (9, 99, 9), (60, 160))
    rows = [
        row_of(keyframe, 0, keyframes=(), boxes=()),
        row_of(keyframe, 1, keyframes=(tall,), boxes=((("x" * 300, (0, 0, 60, 160)),),)),
        row_of(keyframe, 2, prompt="word " * 900, place="", note="wrong " * 200),
        row_of(keyframe, 3, prompt="שלום 🐕 他", place="حديقة", boxes=((("", (5, 5, 6, 6)),),)),
        row_of(keyframe, 4, boxes=(((MIRA[0], (-50, -50, 900, 900)), (TOM[0], (300, 300, 310, 310))),)),
        row_of(keyframe, 99_999),
    ]
    pixels = sheet_of(rows, tmp_path / "sheet.png", title="")
    assert count(pixels, (9, 99, 9), 0) > 500


def test_report_sheet_names_a_bad_keyframe(tmp_path: Path, keyframe: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    for path in (bad, tmp_path / "none.png", tmp_path):
        with pytest.raises(StorageError) as caught:
            draw_contact_sheet([row_of(keyframe), row_of(path)], tmp_path / "sheet.png", title="x")
        assert caught.value.where == str(path)
        assert not list(tmp_path.glob("sheet*"))
    with pytest.raises(GeneratorError, match="no segment"):
        draw_contact_sheet([], tmp_path / "sheet.png", title="x")


def test_report_tags_of_a_crowd_do_not_cover_each_other() -> None:
    canvas = skia.Surface(400, 230).getCanvas()
    picture = (0.0, 0.0, 400.0, 230.0)
    boxes = [(f"Person {n}", (20.0 + 45 * n, 60.0, 70.0 + 45 * n, 220.0)) for n in range(7)]
    tags = draw_name_tags(canvas, picture, boxes, colours_by_name(name for name, _ in boxes), 13)
    for first, second in combinations(tags, 2):
        apart = first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]
        assert apart
    assert all(left >= 0 and top >= 0 and right <= 400 and bottom <= 230 for left, top, right, bottom in tags)


def test_report_tags_leave_a_face_free_when_there_is_no_room_above() -> None:
    canvas = skia.Surface(400, 230).getCanvas()
    (tag,) = draw_name_tags(
        canvas, (0.0, 0.0, 400.0, 230.0), [("Mira", (100.0, 0.0, 300.0, 230.0))], {"Mira": PALETTE[0]}, 13
    )
    assert tag[1] > 230 * 0.3


def test_report_palette_is_readable_under_white_letters() -> None:
    def light(colour: tuple[int, int, int]) -> float:
        linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    assert len(set(PALETTE)) == len(PALETTE)
    for colour in PALETTE:
        assert 1.05 / (light(colour) + 0.05) >= 4.5, colour
    assert 1.05 / (light((255, 200, 0)) + 0.05) < 4.5


def test_report_tags_of_two_in_each_other_s_arms_stand_above_them_in_order() -> None:
    canvas = skia.Surface(400, 230).getCanvas()
    boxes = [("Tom", (190.0, 80.0, 250.0, 220.0)), ("Ida", (170.0, 84.0, 236.0, 220.0))]
    tom, ida = draw_name_tags(canvas, (0.0, 0.0, 400.0, 230.0), boxes, colours_by_name(["Tom", "Ida"]), 13)
    assert ida[2] <= tom[0], "Ida is on the left"
    assert max(ida[3], tom[3]) < 90, "both above the heads"
