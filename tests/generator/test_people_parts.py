"""Part boxes show the nominal colours of what they name, in every pose; anchors and boxes are where they should be."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iamflow_agents.colours import find_colours
from iamflow_agents.generator.storyboard.people.figure_gesture import GESTURES
from iamflow_agents.generator.storyboard.people.figure_stance import STANCES
from iamflow_agents.generator.storyboard.people.person import make_person
from iamflow_agents.generator.storyboard.sprite import Drawn, Pose
from iamflow_agents.records import Appearance, AttributeValue, Kind, Slot

SIDE, SCALE, GROUND = 560, 170.0, 440.0
BACKGROUND = (255, 0, 255)
TOLERANCE = 5
"""Greatest difference of one channel between a box's median and the nominal colour."""


def appearance(key: str, *attributes: tuple[Slot, str], gender: str = "unknown") -> Appearance:
    values = tuple(AttributeValue(slot=slot, value=value) for slot, value in attributes)
    return Appearance(identity=key, kind=Kind.PERSON, name="somebody", gender=gender, attributes=values)


def render(person_of: Appearance, pose: Pose) -> tuple[np.ndarray, Drawn]:
    surface = skia.Surface(SIDE, SIDE)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorSetRGB(*BACKGROUND))
    canvas.translate(SIDE / 2, GROUND)
    canvas.scale(SCALE, SCALE)
    drawn = make_person(person_of).draw(canvas, pose)
    pixels = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3]
    return pixels, drawn


def median_in(pixels: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray | None:
    left, top = int(np.ceil(box[0] * SCALE + SIDE / 2)), int(np.ceil(box[1] * SCALE + GROUND))
    right, bottom = int(np.floor(box[2] * SCALE + SIDE / 2)), int(np.floor(box[3] * SCALE + GROUND))
    if right <= left or bottom <= top or min(left, top) < 0 or max(right, bottom) > SIDE:
        return None
    return np.median(pixels[top:bottom, left:right].reshape(-1, 3).astype(int), axis=0)


def wrong_parts(person_of: Appearance, pose: Pose, wanted: dict[Slot, tuple[int, int, int]]) -> list[str]:
    pixels, drawn = render(person_of, pose)
    wrong = []
    for slot, box in drawn.parts:
        seen = median_in(pixels, box)
        if slot in wanted and seen is not None and np.abs(seen - wanted[slot]).max() > TOLERANCE:
            wrong.append(f"{slot} {seen} instead of {wanted[slot]} at {box}")
    return wrong


COLOURS = ("red", "navy", "mustard", "white", "black", "moss green", "pink", "turquoise", "brown", "grey")
WEAR = {
    Slot.TOP: ("sweater", "shirt", "t-shirt", "blouse", "hoodie", "turtleneck", "dress", "striped shirt", "gown"),
    Slot.OUTERWEAR: (
        "coat", "trench coat", "raincoat", "jacket", "blazer", "lab coat", "cardigan", "vest", "apron", "cloak", "robe",
        "suit", "puffer jacket", "leather jacket", "denim jacket",
    ),
    Slot.BOTTOM: ("trousers", "jeans", "shorts", "skirt", "long skirt", "overalls"),
    Slot.FOOTWEAR: ("boots", "shoes", "sneakers", "heels"),
    Slot.HEADWEAR: ("hat", "cap", "beanie", "bowler hat", "top hat", "straw hat", "headscarf", "turban", "helmet",
                    "crown", "beret", "flat cap", "peaked cap", "cowboy hat", "hood"),
    Slot.ACCESSORY: ("scarf", "belt", "shoulder bag", "tie", "shawl"),
    Slot.HAIR: ("short hair", "long hair", "bob", "ponytail", "bun", "curls", "long curly hair", "afro", "braids",
                "buzz cut", "fringe", "dreadlocks"),
    Slot.FACIAL_HAIR: ("beard", "long beard", "goatee"),
}  # fmt: skip


@st.composite
def outfits(draw: st.DrawFn) -> dict[Slot, str]:
    slots = draw(st.lists(st.sampled_from(sorted(WEAR)), min_size=1, max_size=6, unique=True))
    return {slot: f"{draw(st.sampled_from(COLOURS))} {draw(st.sampled_from(WEAR[slot]))}" for slot in slots}


POSES = st.builds(
    Pose,
    stance=st.sampled_from(STANCES),
    gesture=st.sampled_from(GESTURES),
    facing=st.sampled_from((1, -1)),
    phase=st.floats(0, 1),
    gesture_phase=st.floats(0, 1),
    gaze=st.floats(-1, 1),
)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(outfits(), POSES, st.sampled_from(("female", "male")), st.integers(0, 10_000))
@example({Slot.OUTERWEAR: "red coat", Slot.HAIR: "long black hair"}, Pose(gesture="read"), "female", 1)
def test_part_boxes_show_nominal_colours(outfit: dict[Slot, str], pose: Pose, gender: str, key: int) -> None:
    who = appearance(f"p{key}", *outfit.items(), gender=gender)
    wanted = {slot: find_colours(text)[0].rgb for slot, text in outfit.items()}
    if any(w in outfit.get(Slot.TOP, "") for w in ("dress", "gown")):
        wanted.pop(Slot.BOTTOM, None)
    assert wrong_parts(who, pose, wanted) == []


def test_another_colour_is_noticed() -> None:
    who = appearance("k", (Slot.TOP, "red sweater"))
    assert wrong_parts(who, Pose(), {Slot.TOP: find_colours("red")[0].rgb}) == []
    assert wrong_parts(who, Pose(), {Slot.TOP: find_colours("teal")[0].rgb})


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        (Slot.TOP, "red sweater"), (Slot.OUTERWEAR, "navy coat"), (Slot.BOTTOM, "grey trousers"),
        (Slot.FOOTWEAR, "brown boots"), (Slot.HEADWEAR, "red cap"), (Slot.ACCESSORY, "red scarf"),
        (Slot.HAIR, "long black hair"), (Slot.FACIAL_HAIR, "white beard"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("facing", [1, -1])
def test_part_is_reported_when_standing(slot: Slot, value: str, facing: int) -> None:
    _, drawn = render(appearance("k", (slot, value), gender="male"), Pose(facing=facing))
    assert slot in {part for part, _ in drawn.parts}


def test_skin_is_reported_and_has_the_colour_of_the_look() -> None:
    for words in ("pale", "olive", "dark"):
        who = appearance("k", (Slot.SKIN, words))
        skin = make_person(who).look.body.skin
        _, drawn = render(who, Pose())
        assert Slot.SKIN in {part for part, _ in drawn.parts}
        assert wrong_parts(who, Pose(), {Slot.SKIN: skin}) == []


def test_top_under_a_closed_coat_is_not_reported() -> None:
    _, drawn = render(appearance("k", (Slot.OUTERWEAR, "yellow raincoat")), Pose())
    assert Slot.TOP not in {part for part, _ in drawn.parts}


def test_open_coat_shows_a_top_the_text_names() -> None:
    _, drawn = render(appearance("k", (Slot.OUTERWEAR, "brown coat"), (Slot.TOP, "white sweater")), Pose())
    assert Slot.TOP in {part for part, _ in drawn.parts}


def test_tie_shows_between_the_lapels_of_a_suit() -> None:
    who = appearance("k", (Slot.OUTERWEAR, "navy suit"), (Slot.ACCESSORY, "red tie"), gender="male")
    assert Slot.ACCESSORY in {part for part, _ in render(who, Pose())[1].parts}
    wanted = {Slot.ACCESSORY: find_colours("red")[0].rgb, Slot.OUTERWEAR: find_colours("navy")[0].rgb}
    assert wrong_parts(who, Pose(), wanted) == []


def test_colour_is_reported_under_the_slot_it_was_said_under() -> None:
    who = appearance("k", (Slot.TOP, "red scarf"), (Slot.OUTERWEAR, "dark green work shirt"))
    wanted = {Slot.TOP: find_colours("red")[0].rgb, Slot.OUTERWEAR: find_colours("dark green")[0].rgb}
    assert wrong_parts(who, Pose(), wanted) == []
    assert {Slot.TOP, Slot.OUTERWEAR} <= {slot for slot, _ in render(who, Pose())[1].parts}


@pytest.mark.parametrize("stance", STANCES)
@pytest.mark.parametrize("gesture", GESTURES)
def test_every_pose_draws_with_anchors_inside_its_box(stance: str, gesture: str) -> None:
    who = appearance("k", (Slot.HEADWEAR, "red cap"), (Slot.OUTERWEAR, "navy coat"))
    _, drawn = render(who, Pose(stance=stance, gesture=gesture, phase=0.3, gesture_phase=0.6))
    left, top, right, bottom = drawn.box
    for name, (x, y) in drawn.anchors.items():
        assert left - 0.02 <= x <= right + 0.02, name
        assert top - 0.02 <= y <= bottom + 0.02, name
    assert {"hand_front", "hand_back", "grip", "mouth", "eyes", "head_top", "seat", "chest"} <= set(drawn.anchors)
    for _, (x0, y0, x1, y1) in drawn.parts:
        assert left <= x0 < x1 <= right
        assert top <= y0 < y1 <= bottom
    assert bottom < 0.05 or stance in {"fly", "swim"}


@pytest.mark.parametrize("stance", ["stand", "walk", "sit", "lie", "dance"])
def test_box_is_tight_around_the_pixels(stance: str) -> None:
    pixels, drawn = render(appearance("k", (Slot.HAIR, "bob")), Pose(stance=stance, phase=0.4))
    ys, xs = np.nonzero((pixels != BACKGROUND).any(axis=2))
    seen = (
        (xs.min() - SIDE / 2) / SCALE, (ys.min() - GROUND) / SCALE,
        (xs.max() + 1 - SIDE / 2) / SCALE, (ys.max() + 1 - GROUND) / SCALE,
    )  # fmt: skip
    assert np.abs(np.subtract(seen, drawn.box)).max() < 0.05


def test_mirrored_facing_mirrors_boxes_and_anchors() -> None:
    who = appearance("k", (Slot.HAIR, "ponytail"), (Slot.ACCESSORY, "brown shoulder bag"))
    right, left = (render(who, Pose(stance="walk", facing=f, gesture="point", phase=0.2))[1] for f in (1, -1))
    assert np.allclose(right.box, (-left.box[2], left.box[1], -left.box[0], left.box[3]))
    for (slot, a), (other, b) in zip(right.parts, left.parts, strict=True):
        assert slot is other
        assert np.allclose(a, (-b[2], b[1], -b[0], b[3]))
    for name, (x, y) in right.anchors.items():
        assert np.allclose((x, y), (-left.anchors[name][0], left.anchors[name][1]))
    assert right.anchors["hand_front"][0] > 0.3
