"""What the drawings of things promise: distinct kinds, true colours, tight boxes, mirrors, determinism."""

from __future__ import annotations

import numpy as np
import pytest
import skia

from iamflow_agents.generator.storyboard.sprite import Drawn, LocalBox, Pose, Sprite
from iamflow_agents.generator.storyboard.things.animals import animal_table
from iamflow_agents.generator.storyboard.things.placeholder import Crowd, Labelled, Placeholder
from iamflow_agents.generator.storyboard.things.props import prop_table
from iamflow_agents.generator.storyboard.things.things import make_thing
from iamflow_agents.generator.storyboard.things.vehicles import vehicle_table
from iamflow_agents.records import Appearance, AttributeValue, Kind, Slot

_BACK = (250, 0, 250)
ANIMALS = (
    "dog", "terrier", "wolfhound", "cat", "bird", "crow", "gull", "parrot", "owl", "pigeon", "horse", "donkey", "cow",
    "sheep", "goat", "pig", "fish", "rabbit", "fox", "wolf", "bear", "deer", "mouse", "squirrel", "duck", "goose",
    "chicken", "frog", "turtle", "snake", "lion", "tiger", "elephant", "monkey", "butterfly", "dragon",
)  # fmt: skip
VEHICLES = (
    "car", "taxi", "bus", "truck", "van", "bicycle", "motorcycle", "rowing boat", "sailboat", "ship", "train",
    "locomotive", "tram", "plane", "hot air balloon", "sledge", "cart", "carriage", "pickup",
)  # fmt: skip
PROPS = (
    "book", "notebook", "letter", "key", "lantern", "lamp", "torch", "umbrella", "suitcase", "bag", "backpack",
        "basket",
    "box", "crate", "cup", "glass", "bottle", "teapot", "plate", "bowl", "bread", "cake", "apple", "flower", "bouquet",
    "camera", "phone", "laptop", "map", "scroll", "photograph", "painting", "pen", "brush", "pencil", "hammer",
        "wrench",
    "saw", "knife", "guitar", "violin", "trumpet", "drum", "flute", "ball", "kite", "toy boat", "doll", "teddy bear",
    "candle", "clock", "watch", "rope", "net", "hat", "coat", "scarf", "shoe", "ring", "necklace", "coin", "sword",
    "staff", "cane", "broom", "bucket", "tray", "newspaper", "telescope", "compass", "lens", "globe", "microscope",
    "chess piece", "balloon", "flag", "gift", "wheel", "gear", "radio", "mirror", "blanket", "bell", "feather", "shell",
    "vase", "plant", "chair", "tripod", "briefcase", "wig", "bandana",
)  # fmt: skip
STANCES = ("stand", "walk", "run", "sit", "lie", "sleep", "fly", "swim", "kneel", "crouch", "dance", "hug")
GESTURES = ("none", "wave", "nod", "point", "carry", "look", "talk", "eat", "work")


def appearance(kind: Kind, name: str, *, key: str | None = None, **slots: str) -> Appearance:
    attributes = tuple(AttributeValue(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Appearance(identity=key or name, kind=kind, name=name, attributes=attributes)


def render(sprite: Sprite, pose: Pose, metre: float = 110.0) -> tuple[np.ndarray, Drawn, LocalBox]:
    """Pixels [H W 3], what was drawn, and where the origin lies: left and top of the picture in metres."""
    reach = 1.5 * (sprite.width + sprite.height) + 0.6
    side = round(min(900.0, 2 * reach * metre))
    scale = side / (2 * reach)
    pixels = np.zeros((side, side, 4), dtype=np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
    canvas.clear(skia.Color(*_BACK))
    canvas.scale(scale, scale)
    canvas.translate(reach, reach)
    drawn = sprite.draw(canvas, pose)
    return pixels[..., :3], drawn, (-reach, -reach, scale, scale)


def ink_box(pixels: np.ndarray, frame: LocalBox) -> LocalBox:
    """Box of everything that is not background, in metres."""
    touched = (np.abs(pixels.astype(int) - np.array(_BACK)) > 24).any(axis=-1)
    ys, xs = np.nonzero(touched)
    left, top, scale, _ = frame
    return left + xs.min() / scale, top + ys.min() / scale, left + (xs.max() + 1) / scale, top + (ys.max() + 1) / scale


def median_in(pixels: np.ndarray, box: LocalBox, frame: LocalBox) -> np.ndarray:
    left, top, scale, _ = frame
    x0, x1 = int(np.ceil((box[0] - left) * scale)), int(np.floor((box[2] - left) * scale))
    y0, y1 = int(np.ceil((box[1] - top) * scale)), int(np.floor((box[3] - top) * scale))
    return np.median(pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)].reshape(-1, 3), axis=0)


def fingerprint(sprite: Sprite) -> np.ndarray:
    """Outline and lightness in a 24 x 24 grid, stretched to the box, with the box's shape in front."""
    pixels, _, frame = render(sprite, Pose())
    left, top, right, bottom = ink_box(pixels, frame)
    xs = ((np.linspace(left, right, 26)[1:-1] - frame[0]) * frame[2]).astype(int)
    ys = ((np.linspace(top, bottom, 26)[1:-1] - frame[1]) * frame[2]).astype(int)
    inside = (np.abs(pixels[np.ix_(ys, xs)].astype(int) - np.array(_BACK)) > 24).any(axis=-1)
    light = np.where(inside, pixels[np.ix_(ys, xs)].mean(axis=-1) / 255.0, 0.0)
    grid = np.concatenate([inside.ravel().astype(float), light.ravel()])
    aspect = (right - left) / max(bottom - top, 1e-6)
    return np.concatenate([[np.log(aspect) * 12], grid])


@pytest.mark.parametrize(("kind", "names"), [(Kind.ANIMAL, ANIMALS), (Kind.VEHICLE, VEHICLES), (Kind.OBJECT, PROPS)])
def test_listed_kinds_are_drawn_and_no_two_look_alike(kind: Kind, names: tuple[str, ...]) -> None:
    sprites = [make_thing(appearance(kind, f"a {name}", key="k")) for name in names]
    assert not any(isinstance(sprite, Placeholder | Labelled) for sprite in sprites)
    outlines = [fingerprint(sprite) for sprite in sprites]
    for i, first in enumerate(outlines):
        for j in range(i):
            difference = np.abs(first - outlines[j]).sum()
            assert difference > 6.0, (names[i], names[j])
    assert np.abs(outlines[0] - fingerprint(make_thing(appearance(kind, f"a {names[0]}", key="k")))).sum() == 0.0


@pytest.mark.parametrize("name", ANIMALS)
def test_animal_colour_is_measured_in_every_pose(name: str) -> None:
    sprite = make_thing(appearance(Kind.ANIMAL, name, colour="teal"))
    for i, stance in enumerate(STANCES):
        gesture = GESTURES[i % len(GESTURES)]
        pose = Pose(stance=stance, phase=0.13 + 0.07 * i, gesture=gesture, gesture_phase=0.21 * (i % 4))
        pixels, drawn, frame = render(sprite, pose, metre=220.0)
        boxes = [box for slot, box in drawn.parts if slot is Slot.COLOUR]
        if name != "dragon":  # its wings may cover the flank
            assert boxes, (stance, gesture)
        for box in boxes:
            assert np.abs(median_in(pixels, box, frame) - np.array((16, 122, 126))).max() <= 8, (stance, gesture)


@pytest.mark.parametrize("kind", [Kind.OBJECT, Kind.VEHICLE, Kind.ROBOT])
def test_colour_of_things_is_measured_and_another_colour_is_not(kind: Kind) -> None:
    names = {
        Kind.OBJECT: sorted({plan.nouns[0] for plan in prop_table().values()}),
        Kind.VEHICLE: sorted({plan.nouns[0] for plan in vehicle_table().values()}),
        Kind.ROBOT: ["robot", "small robot on treads", "one-eyed robot", "rover"],
    }[kind]
    measured = 0
    for name in names:
        pixels, drawn, frame = render(make_thing(appearance(kind, name, colour="teal")), Pose(), metre=260.0)
        for slot, box in drawn.parts:
            assert slot is Slot.COLOUR
            assert np.abs(median_in(pixels, box, frame) - np.array((16, 122, 126))).max() <= 8, name
            measured += 1
        pixels, drawn, frame = render(make_thing(appearance(kind, name, colour="crimson")), Pose(), metre=260.0)
        assert all(np.abs(median_in(pixels, b, frame) - np.array((16, 122, 126))).max() > 60 for _, b in drawn.parts)
    assert measured >= 0.9 * len(names)


@pytest.mark.parametrize("pose", [Pose(), Pose(stance="walk", phase=0.3), Pose(stance="sit", gesture="talk")])
@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.ANIMAL, "dog"), (Kind.ANIMAL, "crow"), (Kind.ANIMAL, "hare"), (Kind.CREATURE, "dragon"), (Kind.ROBOT,
        "robot"),
     (Kind.VEHICLE, "bicycle"), (Kind.OBJECT, "key"), (Kind.OBJECT, "candle"), (Kind.GROUP, "villagers")],
)  # fmt: skip
def test_box_is_tight_and_mirrors_with_the_facing(kind: Kind, name: str, pose: Pose) -> None:
    sprite = make_thing(appearance(kind, name))
    pixels, right, frame = render(sprite, pose)
    slack = 2.5 / frame[2]
    assert np.abs(np.array(right.box) - np.array(ink_box(pixels, frame))).max() <= slack
    left = sprite.draw(skia.NoDrawCanvas(8, 8) if hasattr(skia, "NoDrawCanvas") else skia.Surface(8, 8).getCanvas(),
                       Pose(stance=pose.stance, phase=pose.phase, gesture=pose.gesture, facing=-1))  # fmt: skip
    assert left.box == pytest.approx((-right.box[2], right.box[1], -right.box[0], right.box[3]), abs=1e-6)
    for (slot, box), (other_slot, other) in zip(right.parts, left.parts, strict=True):
        assert slot is other_slot
        assert other == pytest.approx((-box[2], box[1], -box[0], box[3]), abs=1e-6)
    assert right.box != pytest.approx((right.box[0] + 0.05, *right.box[1:]), abs=1e-6)


def test_same_words_give_the_same_pixels_and_other_keys_other_coats() -> None:
    pictures = [
        render(make_thing(appearance(Kind.ANIMAL, "dog", key=key)), Pose())[0] for key in ("a", "a", "b", "c", "d")
    ]
    assert np.array_equal(pictures[0], pictures[1])
    assert any(not np.array_equal(pictures[0], other) for other in pictures[2:])


def test_sizes_are_visible_and_lifelike() -> None:
    for name in PROPS:
        sprite = make_thing(appearance(Kind.OBJECT, name))
        assert max(sprite.height, sprite.width) >= 0.165, name
    heights = [
        make_thing(appearance(Kind.ANIMAL, name)).height for name in ("mouse", "cat", "dog", "horse", "elephant")
    ]
    assert heights == sorted(heights)


def test_every_noun_makes_a_sprite_with_anchors() -> None:
    canvas = skia.Surface(8, 8).getCanvas()
    props = {plan.nouns[-1] for plan in prop_table().values()} & set(prop_table())
    for kind, nouns in ((Kind.ANIMAL, animal_table()), (Kind.VEHICLE, vehicle_table()), (Kind.OBJECT, sorted(props))):
        for noun in nouns:
            drawn = make_thing(appearance(kind, noun)).draw(canvas, Pose())
            assert "grip" in drawn.anchors, noun
            assert drawn.box[0] < drawn.box[2] and drawn.box[1] < drawn.box[3]


def test_groups_are_a_cluster_of_people() -> None:
    sprite = make_thing(appearance(Kind.GROUP, "villagers"))
    assert isinstance(sprite, Crowd)
    assert 1.5 <= sprite.height <= 1.95 and sprite.width > 1.2
