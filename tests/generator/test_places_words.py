"""Places as words: synonyms, specific before general, colours in the phrase, and names for the unknown."""

import numpy as np
import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from iamflow_agents.generator.storyboard.places import backdrop as places
from iamflow_agents.generator.storyboard.places.words import read_words
from iamflow_agents.records import Setting, TimeOfDay, Weather

PHRASES = {
    "library reading room": "library",
    "stone harbour wall": "harbour",
    "the old stone quay": "harbour",
    "sea wall": "harbour",
    "the fishing harbor": "harbour",
    "blue-tiled kitchen": "kitchen",
    "an abandoned greenhouse": "greenhouse",
    "rooftop bar": "rooftop",
    "rooftop bar high table": "rooftop",
    "dark woods": "forest",
    "restaurant kitchen": "restaurant kitchen",
    "restaurant prep counter": "restaurant kitchen",
    "restaurant": "restaurant",
    "office meeting table": "office",
    "cafe corner table": "cafe",
    "café": "cafe",
    "workshop workbench": "workshop",
    "lecture hall front row": "lecture hall",
    "studio equipment desk": "recording studio",
    "market produce table": "market",
    "hotel lobby sofa area": "hotel lobby",
    "flower shop wrapping table": "flower shop",
    "classroom front table": "classroom",
    "tram stop": "bus stop",
    "theatre dressing room": "dressing room",
    "mountain hut with a turf roof": "mountain hut",
    "marble gallery of a museum": "museum",
    "desert highway": "desert",
    "the kitchen of the castle": "kitchen",
    "castle": "castle",
    "edge of the forest": "forest",
    "lighthouse": "lighthouse",
    "lighthouse lamp room": "lamp room",
    "train station platform": "train platform",
    "train carriage": "train carriage",
    "kitchen garden": "garden",
    "harbour cafe": "cafe",
    "libraries": "library",
    "snowy mountain pass": "mountain",
    "her grandmother's attic": "attic",
    "inside the lighthouse": "lamp room",
    "outside the church": "village church",
    "a tiny kitchen in the lighthouse": "kitchen",
    "a tent in the woods": "campsite",
    "an echo room": "interior",
}


@pytest.mark.parametrize(("phrase", "name"), PHRASES.items())
def test_phrase_finds_its_place(phrase: str, name: str) -> None:
    assert places.find_kind(phrase).name == name


def test_words_are_whole_words() -> None:
    assert places.find_kind("a barometer of doubt").name == "interior"  # holds "bar"
    assert places.find_kind("a bar of doubt").name == "bar"


def test_unknown_places_are_indoors_unless_the_words_say_open_air() -> None:
    assert places.find_kind("the frozen data hub").name == "interior"
    assert places.find_kind("a battlefield").name == "exterior"


def test_every_name_finds_itself() -> None:
    for name in places.place_names():
        assert places.find_kind(name).name == name
        assert places.find_kind(f"an empty {name}").name == name


def picture(name: str, place: str = "k") -> NDArray[np.uint8]:
    """What lies behind the people by day. [120, 208, 4], uint8."""
    pixels = np.zeros((120, 208, 4), dtype=np.uint8)
    places.make_backdrop(Setting(place=place, name=name)).draw_behind(skia.Surface(pixels).getCanvas(), 208, 120)
    return pixels


def test_unknown_place_carries_its_name_on_a_sign() -> None:
    sign = (slice(10, 30), slice(50, 165))
    named, other, same = (picture(name)[sign][..., :3] for name in ("Zanzoo hub", "Quorble mux", "Zanzoo hub"))
    assert (named != other).any()
    assert (named == same).all()
    assert (named < 110).mean() > 0.01  # dark letters on a pale board


def test_colour_words_change_the_part_they_name() -> None:
    tiles = (slice(38, 56), slice(8, 60))
    blue, red = picture("blue-tiled kitchen")[tiles], picture("red-tiled kitchen")[tiles]
    channel = {"red": 0, "blue": 2} if skia.kN32_ColorType == skia.kRGBA_8888_ColorType else {"red": 2, "blue": 0}
    assert blue[..., channel["blue"]].mean() > blue[..., channel["red"]].mean() + 20
    assert red[..., channel["red"]].mean() > red[..., channel["blue"]].mean() + 20


def test_colours_are_read_with_their_nouns() -> None:
    words = read_words("a kitchen with blue tiles and a red door")
    assert [noun for noun, _ in words.colours] == ["tile", "door"]
    assert words.ink(1, "wall") == 1
    assert read_words("snow by the linen shop").colours == ()


def test_materials_change_the_walls_but_furniture_does_not() -> None:
    assert (picture("brick bedroom") != picture("bedroom")).mean() > 0.2
    assert (picture("marble bedroom") != picture("brick bedroom")).mean() > 0.2
    assert [noun for noun, _ in read_words("a room with a wooden floor").colours] == ["floor"]
    assert read_words("bedroom with a wooden table").colours == ()


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=60),
    place=st.text(max_size=10),
    time=st.sampled_from(TimeOfDay),
    weather=st.sampled_from(Weather),
    size=st.tuples(st.integers(2, 90), st.integers(2, 90)),
)
def test_any_phrase_at_any_size_is_drawn(
    name: str, place: str, time: TimeOfDay, weather: Weather, size: tuple[int, int]
) -> None:
    pixels = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    canvas = skia.Surface(pixels).getCanvas()
    backdrop = places.make_backdrop(Setting(place=place, name=name, time_of_day=time, weather=weather))
    backdrop.draw_behind(canvas, *size)
    backdrop.draw_in_front(canvas, *size, 1.7)
    assert (pixels[..., 3] == 255).all()
