"""How words choose a drawing, its colours and its marks; what nobody knows stays legible."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.generator.storyboard.sprite import Pose
from iamflow_agents.generator.storyboard.things.animals_coat import make_coat
from iamflow_agents.generator.storyboard.things.placeholder import Labelled, Placeholder
from iamflow_agents.generator.storyboard.things.props import make_prop, prop_table
from iamflow_agents.generator.storyboard.things.things import make_thing
from iamflow_agents.generator.storyboard.things.vehicles import Vehicle
from iamflow_agents.generator.storyboard.wording import find_noun, singular, stated_colours
from iamflow_agents.records import Appearance, AttributeValue, Kind, Slot


def appearance(kind: Kind, name: str, **slots: str) -> Appearance:
    attributes = tuple(AttributeValue(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Appearance(identity=name or "x", kind=kind, name=name, attributes=attributes)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a red-painted toy boat", "toy boat"), ("a small red notebook", "notebook"), ("brass key", "key"),
        ("a photograph of a girl with red braids", "photograph"), ("her oil lantern", "lantern"),
        ("a roast duck", "roast"), ("cup of tea", "cup"), ("a set of notes", "paper"), ("a sealed letter", "letter"),
        ("two logbooks", "notebook"), ("a long knife with a bone handle", "knife"), ("a bowler hat", "bowler"),
        ("a blonde wig", "wig"), ("the burned logbook", "notebook"), ("a camera lens", "lens"), ("cables", "cable"),
        ("metallic briefcase", "briefcase"), ("a carved ash staff", "staff"), ("teddy bear", "teddy"),
        ("a bouquet of red roses", "bouquet"), ("a bunch of keys", "key"), ("a crucial piece of equipment", "gear"),
            ("a bundle", "sack"), ("documents and files", "folder"),
        ("mustard coat", "coat"), ("replica vase", "vase"), ("keys", "key"), ("old leather suitcases", "suitcase"),
    ],
)  # fmt: skip
def test_head_noun_chooses_the_prop(name: str, kind: str) -> None:
    prop = make_prop(appearance(Kind.OBJECT, name))
    assert prop is not None and prop.kind == kind


def test_noun_finding_prefers_the_head_and_compounds() -> None:
    known = {"boat", "toy boat", "girl", "box", "music box"}
    assert find_noun("a girl in a boat", known) == "girl"
    assert find_noun("a toy boat", known) == "toy boat"
    assert find_noun("a music box", known) == "music box"
    assert find_noun("a crate of toy boats", known) == "toy boat"
    assert find_noun("a giraffe", known) is None


@pytest.mark.parametrize(
    ("word", "one"), [("knives", "knife"), ("boxes", "box"), ("berries", "berry"), ("brass", "brass"), ("dogs", "dog")]
)
def test_singular(word: str, one: str) -> None:
    assert singular(word) == one


def test_colour_slot_goes_before_name_and_material() -> None:
    thing = appearance(Kind.OBJECT, "green vase", colour="teal", material="brass")
    assert stated_colours(thing)[0] == (16, 122, 126)
    assert stated_colours(appearance(Kind.OBJECT, "vase", material="brass"))[0] == (190, 154, 70)
    assert stated_colours(appearance(Kind.OBJECT, "photograph of a girl with red braids")) == ()


def test_black_and_white_gives_patches_and_plain_does_not() -> None:
    coat = make_coat(appearance(Kind.ANIMAL, "collie", colour="black and white"), ((1, 2, 3),))
    assert coat.pattern == "patches" and coat.main == (34, 34, 38) and coat.second == (244, 244, 242)
    assert make_coat(appearance(Kind.ANIMAL, "cat", colour="ginger"), ((1, 2, 3),)).pattern == "plain"
    assert make_coat(appearance(Kind.ANIMAL, "cat", marking="striped"), ((1, 2, 3),)).pattern == "stripes"


@pytest.mark.parametrize(
    ("kind", "name", "slots"),
    [
        (Kind.ANIMAL, "tomcat", {"marking": "torn ear"}),
        (Kind.ANIMAL, "wolfhound", {"marking": "three legs"}),
        (Kind.ANIMAL, "collie", {"accessory": "an orange bandana"}),
        (Kind.ANIMAL, "horse", {"accessory": "blue saddle"}),
        (Kind.ANIMAL, "cow", {"marking": "spotted"}),
        (Kind.ROBOT, "robot", {"eyes": "one eye"}),
        (Kind.OBJECT, "jade vase", {"marking": "chipped rim"}),
        (Kind.OBJECT, "logbook", {"marking": "burned along its spine"}),
    ],
)
def test_marks_are_to_be_seen(kind: Kind, name: str, slots: dict[str, str]) -> None:
    def picture(thing: Appearance) -> np.ndarray:
        pixels = np.zeros((400, 500, 4), dtype=np.uint8)
        canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
        canvas.translate(250, 390)
        sprite = make_thing(thing)
        zoom = 330 / max(sprite.height, sprite.width)
        canvas.scale(zoom, zoom)
        sprite.draw(canvas, Pose())
        return pixels

    marked = picture(appearance(kind, name, **slots))
    assert (marked != picture(appearance(kind, name))).any(axis=-1).sum() > 40
    assert np.array_equal(marked, picture(appearance(kind, name, **slots)))


def test_worn_accessory_is_measured() -> None:
    sprite = make_thing(appearance(Kind.ANIMAL, "dog", colour="grey", accessory="orange collar"))
    drawn = sprite.draw(skia.Surface(8, 8).getCanvas(), Pose())
    assert [slot for slot, _ in drawn.parts] == [Slot.COLOUR, Slot.ACCESSORY]


def test_unknown_things_keep_their_names() -> None:
    tag = make_thing(appearance(Kind.OBJECT, "quantum fluxometer"))
    assert isinstance(tag, Placeholder) and " ".join(tag.label) == "quantum fluxometer"
    beast = make_thing(appearance(Kind.CREATURE, "snorgle"))
    assert isinstance(beast, Labelled) and beast.label == ("snorgle",)
    assert make_thing(appearance(Kind.CREATURE, "winged snorgle")).height != beast.height
    assert isinstance(make_thing(appearance(Kind.VEHICLE, "hovermat")), Placeholder)
    assert not isinstance(make_thing(appearance(Kind.OBJECT, "key")), Placeholder)


def test_vehicles_stand_in_for_objects_and_toys_stay_toys() -> None:
    assert isinstance(make_thing(appearance(Kind.OBJECT, "an old tram")), Vehicle)
    toy = make_thing(appearance(Kind.OBJECT, "a toy boat"))
    assert toy.width < 0.5 and "toy boat" in prop_table()


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    name=st.text(max_size=40),
    value=st.text(max_size=30),
    slot=st.sampled_from(list(Slot)),
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.PERSON]),
    facing=st.sampled_from([-1, 1]),
    phase=st.floats(0.0, 1.0),
)
def test_no_words_crash(name: str, value: str, slot: Slot, kind: Kind, facing: int, phase: float) -> None:
    thing = Appearance(identity="i", kind=kind, name=name, attributes=(AttributeValue(slot=slot, value=value),))
    drawn = make_thing(thing).draw(skia.Surface(16, 16).getCanvas(), Pose(stance="walk", facing=facing, phase=phase))
    assert drawn.box[2] > drawn.box[0] and drawn.box[3] > drawn.box[1]
