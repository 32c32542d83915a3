"""Looks out of free phrases: what is said is drawn, what is open is filled the same way every time."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.colours import distance, find_colour, to_lab
from iamflow_agents.generator.storyboard.people.garments import CUTS
from iamflow_agents.generator.storyboard.people.hair_long import STYLES
from iamflow_agents.generator.storyboard.people.hats import HATS
from iamflow_agents.generator.storyboard.people.look import Look, resolve_look
from iamflow_agents.generator.storyboard.people.look_body import read_age
from iamflow_agents.generator.storyboard.people.person import make_person
from iamflow_agents.generator.storyboard.sprite import Pose
from iamflow_agents.records import Appearance, AttributeValue, Kind, Slot


def person(key: str, *attributes: tuple[Slot, str], gender: str = "unknown", name: str = "somebody") -> Appearance:
    values = tuple(AttributeValue(slot=slot, value=value) for slot, value in attributes)
    return Appearance(identity=key, kind=Kind.PERSON, name=name, gender=gender, attributes=values)


def look(*attributes: tuple[Slot, str], gender: str = "female", key: str = "k") -> Look:
    return resolve_look(person(key, *attributes, gender=gender))


def picture(who: Appearance, pose: Pose | None = None) -> np.ndarray:
    surface = skia.Surface(200, 320)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorWHITE)
    canvas.translate(100, 310)
    canvas.scale(150, 150)
    make_person(who).draw(canvas, pose or Pose())
    return surface.makeImageSnapshot().toarray()


def test_same_appearance_gives_same_pixels() -> None:
    who = person("ana", (Slot.HAIR, "red curls"), (Slot.TOP, "striped shirt"))
    assert np.array_equal(picture(who), picture(who))
    assert not np.array_equal(picture(who), picture(who, Pose(gesture="wave")))


def test_same_sprite_draws_the_same_after_other_poses() -> None:
    surface = skia.Surface(200, 320)
    canvas = surface.getCanvas()
    sprite = make_person(person("ana"))
    shots = []
    for pose in (Pose(), Pose(stance="sit", gaze=0.7), Pose(stance="lie"), Pose()):
        canvas.resetMatrix()
        canvas.clear(skia.ColorWHITE)
        canvas.translate(100, 310)
        canvas.scale(150, 150)
        sprite.draw(canvas, pose)
        shots.append(surface.makeImageSnapshot().toarray())
    assert np.array_equal(shots[0], shots[-1])
    assert not np.array_equal(shots[0], shots[1])


def test_people_without_attributes_differ() -> None:
    looks = {
        (found.hair.rgb, found.body.skin, found.top.rgb, found.bottom.rgb if found.bottom else None)
        for found in (look(key=f"k{at}") for at in range(24))
    }
    assert len(looks) == 24
    assert not np.array_equal(picture(person("a")), picture(person("b")))


def test_taking_a_coat_off_shows_what_was_below() -> None:
    with_coat = look((Slot.OUTERWEAR, "navy coat"))
    without = look()
    assert with_coat.outer is not None
    assert without.outer is None
    assert with_coat.top.rgb == without.top.rgb
    assert with_coat.hair == without.hair
    assert with_coat.body == without.body


@pytest.mark.parametrize(
    ("value", "kind", "layer"),
    [
        ("long tan coat", "coat", "outer"),
        ("beige trench coat", "trench", "outer"),
        ("oilskin jacket", "raincoat", "outer"),
        ("white double-breasted jacket", "chefjacket", "outer"),
        ("hooded sweatshirt", "hoodie", "top"),
        ("clay-stained overalls", "overalls", "bottom"),
        ("navy wool cap", "beanie", "head"),
        ("checked flat cap", "flatcap", "head"),
        ("denim jacket", "denimjacket", "outer"),
        ("suit jacket", "blazer", "outer"),
        ("dress shoes", "shoes", "feet"),
        ("dress shirt", "shirt", "top"),
        ("wellington boots", "wellies", "feet"),
    ],
)
def test_words_give_the_garment_whatever_the_slot(value: str, kind: str, layer: str) -> None:
    for slot in (Slot.TOP, Slot.OUTERWEAR, Slot.ACCESSORY, Slot.COLOUR):
        found = look((slot, value))
        worn = {"outer": found.outer, "top": found.top, "bottom": found.bottom, "head": found.head, "feet": found.feet}
        piece = worn[layer]
        assert piece is not None
        assert piece.kind == kind
    assert len(CUTS) >= 20


def test_several_pieces_in_one_phrase_keep_their_colours() -> None:
    found = look((Slot.TOP, "white shirt, red tie and blue jeans"))
    assert found.bottom is not None
    assert found.top.rgb == (244, 244, 242)
    assert found.bottom.rgb == (44, 92, 180)
    assert [(piece.kind, piece.rgb) for piece in found.extras] == [("tie", (200, 34, 40))]


def test_two_colours_make_a_pattern_of_two() -> None:
    found = look((Slot.TOP, "red and blue striped sweater"))
    assert (found.top.rgb, found.top.accent, found.top.pattern) == ((200, 34, 40), (44, 92, 180), "stripes")


@pytest.mark.parametrize(
    ("value", "style"),
    [
        ("bald", "bald"),
        ("shaved head", "shaved"),
        ("buzz cut", "buzz"),
        ("short black curls", "short_curls"),
        ("black afro", "afro"),
        ("silver bob hair", "bob"),
        ("long straight hair", "long_straight"),
        ("long wavy hair", "long_wavy"),
        ("grey ponytail", "ponytail"),
        ("faded red braids", "braids"),
        ("braid to her waist", "braid"),
        ("mohawk", "mohawk"),
        ("dreadlocks", "dreadlocks"),
        ("receding hair", "receding"),
        ("slicked back hair", "slicked"),
        ("an inch of copper hair", "buzz"),
        ("curlers", "curlers"),
    ],
)
def test_hair_words_give_the_style(value: str, style: str) -> None:
    assert look((Slot.HAIR, value)).hair.style == style


def test_all_hair_styles_and_hats_look_different() -> None:
    style_words = (
        "bald",
        "buzz cut",
        "short curls",
        "afro",
        "bob",
        "long straight hair",
        "long curly hair",
        "ponytail",
        "bun",
        "braids",
        "braid",
        "mohawk",
        "dreadlocks",
        "fringe",
        "slicked back",
        "receding",
    )
    shots = {picture(person("k", (Slot.HAIR, f"black {words}"))).tobytes() for words in style_words}
    assert len(shots) == len(style_words)
    assert len(STYLES) >= 20
    assert len(HATS) >= 12


def test_beard_and_hair_do_not_take_each_others_colour() -> None:
    found = look((Slot.HAIR, "black hair"), (Slot.FACIAL_HAIR, "white beard"), gender="male")
    assert found.hair.rgb == (34, 34, 38)
    assert found.hair.beard_rgb == (244, 244, 242)


@pytest.mark.parametrize(
    ("words", "years"),
    [("boy of eight", 8), ("8", 8), ("girl of ten", 10), ("seven-year-old", 7), ("in her forties", 45), ("aged 33", 33),
     ("in his 60s", 65)],
)  # fmt: skip
def test_ages_are_read(words: str, years: int) -> None:
    assert read_age([words]) == years
    assert read_age(["wooden"]) is None


def test_heights_follow_age_and_build() -> None:
    def height(*attributes: tuple[Slot, str], gender: str = "female") -> float:
        return make_person(person("k", *attributes, gender=gender)).height

    assert height((Slot.BUILD, "tall")) > height() + 0.1 > height((Slot.BUILD, "short")) + 0.2
    assert height((Slot.AGE, "girl of eight")) < 1.4 < height((Slot.AGE, "teenager")) < height((Slot.BUILD, "tall"))
    assert height(gender="male") > height(gender="female")


def test_negations_take_things_off() -> None:
    assert look((Slot.HEADWEAR, "red hat"), (Slot.HEADWEAR, "no hat")).head is None
    assert look((Slot.HEADWEAR, "bareheaded")).head is None
    assert "freckles" in look((Slot.FACE, "freckled")).face.marks
    assert "freckles" not in look((Slot.FACE, "freckled"), (Slot.FACE, "no freckles")).face.marks


WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=24) | st.sampled_from(
    ("and", "with", "and and", "red and", "xyzzy hat of", "of", "-", "old old", "no", "99999 years old", "aged zero")
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(list(Slot)), WORDS), max_size=8), st.text(max_size=12), st.text(max_size=12))
def test_unknown_words_never_crash(attributes: list[tuple[Slot, str]], key: str, name: str) -> None:
    sprite = make_person(person(key, *attributes, name=name))
    drawn = sprite.draw(skia.Surface(32, 32).getCanvas(), Pose())
    assert 0.6 < sprite.height < 2.3
    assert drawn.box[3] - drawn.box[1] > sprite.height * 0.9


def test_people_nobody_described_wear_different_tops_in_one_story() -> None:
    looks = [resolve_look(Appearance(identity=f"person-{n}", kind=Kind.PERSON, name="", ordinal=n)) for n in range(12)]
    assert len({look.top.rgb for look in looks}) == 12
    alike = [resolve_look(Appearance(identity=f"person-{n}", kind=Kind.PERSON, name="", ordinal=3)) for n in range(12)]
    assert len({look.top.rgb for look in alike}) == 1


def test_people_skin_stands_out_from_the_hair_that_is_told() -> None:
    auburn = (AttributeValue(slot=Slot.HAIR, value="long auburn hair"),)
    skins = [
        resolve_look(Appearance(identity=f"k{n}", kind=Kind.PERSON, name="", attributes=auburn)).body.skin
        for n in range(60)
    ]
    rgb = find_colour("auburn").rgb
    assert min(float(distance(to_lab(skin), to_lab(rgb))) for skin in skins) > 30
    free = [resolve_look(Appearance(identity=f"k{n}", kind=Kind.PERSON, name="")).body.skin for n in range(60)]
    assert min(float(distance(to_lab(skin), to_lab(rgb))) for skin in free) < 30
