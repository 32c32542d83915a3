"""Places as pictures: distinct, repeatable, lit by the hour, wet by the weather, any size."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
import skia
from numpy.typing import NDArray

from iamflow_agents.generator.storyboard.places import backdrop as places
from iamflow_agents.records import Setting, TimeOfDay, Weather

DAY = TimeOfDay.DAY
CLEAR = Weather.CLEAR


def picture(
    name: str, time: TimeOfDay = DAY, weather: Weather = CLEAR, *, key: str = "k", size: tuple[int, int] = (208, 120)
) -> NDArray[np.uint8]:
    """What lies behind the people. [height, width, 4], uint8."""
    pixels = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    backdrop = places.make_backdrop(Setting(place=key, name=name, time_of_day=time, weather=weather))
    backdrop.draw_behind(skia.Surface(pixels).getCanvas(), *size)
    return pixels


def front(name: str, weather: Weather, seconds: float, size: tuple[int, int] = (208, 120)) -> NDArray[np.uint8]:
    """What falls before the people, on nothing. [height, width, 4], uint8."""
    pixels = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    backdrop = places.make_backdrop(Setting(place="k", name=name, weather=weather))
    backdrop.draw_in_front(skia.Surface(pixels).getCanvas(), *size, seconds)
    return pixels


def difference(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Mean absolute difference of the colour channels, 0..255."""
    return float(np.abs(first[..., :3].astype(int) - second[..., :3].astype(int)).mean())


def test_all_places_differ_from_each_other() -> None:
    pictures = {name: picture(name, size=(104, 60)) for name in places.place_names()}
    assert len(pictures) >= 28
    names = list(pictures)
    nearest = min((difference(pictures[a], pictures[b]), a, b) for i, a in enumerate(names) for b in names[i + 1 :])
    assert nearest[0] > 5, nearest
    assert difference(picture("kitchen", size=(104, 60)), pictures["kitchen"]) == 0  # the floor can be undercut


@pytest.mark.parametrize("name", places.place_names())
def test_every_place_is_opaque_and_has_sane_floor_lines(name: str) -> None:
    backdrop = places.make_backdrop(Setting(place="p", name=name))
    assert 0.7 <= backdrop.floor_far < backdrop.floor_near <= 0.96
    assert all(0 < share < 1 for share in backdrop.seats)
    assert list(backdrop.seats) == sorted(set(backdrop.seats))
    assert (picture(name, size=(96, 54))[..., 3] == 255).all()


@pytest.mark.parametrize("name", ["library", "harbour", "forest", "a room nobody knows"])
def test_same_key_gives_same_pixels_and_another_key_differs_a_little(name: str) -> None:
    first = picture(name, key="red library")
    assert (first == picture(name, key="red library")).all()
    other = difference(first, picture(name, key="blue library"))
    assert 0 < other < difference(first, picture("desert"))


def test_pixels_are_the_same_in_another_process() -> None:
    code = (
        "import hashlib, numpy as np, skia\n"
        "from iamflow_agents.generator.storyboard.places import backdrop as places\n"
        "from iamflow_agents.records import Setting\n"
        "p = np.zeros((120, 208, 4), dtype=np.uint8)\n"
        "c = skia.Surface(p).getCanvas()\n"
        "places.make_backdrop(Setting(place='k', name='market')).draw_behind(c, 208, 120)\n"
        "print(hashlib.sha256(p.tobytes()).hexdigest())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == hashlib.sha256(picture("market").tobytes()).hexdigest()
    assert hashlib.sha256(picture("park").tobytes()).hexdigest() not in done.stdout


@pytest.mark.parametrize("name", ["kitchen", "park", "train platform"])
def test_hours_and_weather_change_the_picture(name: str) -> None:
    seen = [picture(name, time) for time in TimeOfDay] + [
        picture(name, weather=weather) for weather in Weather if weather is not CLEAR
    ]
    for i, first in enumerate(seen):
        for second in seen[i + 1 :]:
            assert difference(first, second) > 0.5
    brightness = [float(image[..., :3].mean()) for image in seen[:3]]
    assert brightness[0] > brightness[1] > brightness[2]


@pytest.mark.parametrize("size", [(832, 480), (480, 832), (64, 64), (960, 540), (33, 400)])
def test_any_size_is_filled(size: tuple[int, int]) -> None:
    for name in ("kitchen", "city street", "nowhere in particular"):
        drawn = picture(name, size=size)
        assert (drawn[..., 3] == 255).all()
        assert drawn[..., :3].std() > 8


@pytest.mark.parametrize("weather", [Weather.RAIN, Weather.SNOW, Weather.FOG])
def test_weather_moves_outdoors_and_repeats(weather: Weather) -> None:
    first, later = front("park", weather, 0.4), front("park", weather, 2.1)
    assert first.any()
    assert (first != later).any()
    assert (first == front("park", weather, 0.4 + 6.0)).mean() > 0.999  # rounding may move single pixels
    assert first[..., 3].mean() < 40  # thin enough for the colours of people to be measured behind it


def test_nothing_falls_indoors_under_roofs_or_in_clear_weather() -> None:
    assert not front("kitchen", Weather.RAIN, 1.0).any()
    assert not front("train platform", Weather.SNOW, 1.0).any()
    assert not front("park", CLEAR, 1.0).any()
    assert front("park", Weather.RAIN, 1.0).any()


def test_fog_before_people_keeps_to_the_lowest_edge() -> None:
    drawn = front("harbour", Weather.FOG, 1.0)
    assert not drawn[: int(120 * 0.88)].any()
    assert drawn[-3:].any()
