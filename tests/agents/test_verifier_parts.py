from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verifier_stage import look, rgb

from iamflow_agents.backends.rules.pixel_expect import expect, named_colours
from iamflow_agents.backends.rules.pixel_frames import pick_frames
from iamflow_agents.backends.rules.pixel_looks import find_tones
from iamflow_agents.backends.rules.pixel_match import best_pairs
from iamflow_agents.colour_names import BASIC_NAMES, difference, nearest_name
from iamflow_agents.colours import find_colour, to_lab
from iamflow_agents.records import Slot
from iamflow_agents.takes import FrameLayout, IdentityBox, Layout, PartBox


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 5), st.integers(0, 5), st.randoms(use_true_random=False))
def test_pairing_is_the_best_one(rows, columns, rng):
    gains = np.array([[round(rng.uniform(-1, 1), 2) for _ in range(columns)] for _ in range(rows)])
    gains = gains.reshape(rows, columns)
    pairs = best_pairs(gains)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    size = max(rows, columns)
    padded = np.zeros((size, size))
    padded[:rows, :columns] = np.maximum(gains, 0)
    best = max(sum(padded[i, p[i]] for i in range(size)) for p in permutations(range(size)))
    assert sum(gains[i, j] for i, j in pairs) == pytest.approx(best)
    assert all(gains[i, j] > 0 for i, j in pairs)


def test_every_basic_name_reads_back():
    for name in BASIC_NAMES:
        colour = find_colour(name)
        assert colour is not None and nearest_name(to_lab(colour.rgb)) == name
    assert nearest_name(to_lab((226, 193, 120)), fine=True) == "blonde"
    assert nearest_name(to_lab((226, 193, 120))) != "blue"


def test_lightness_counts_less_than_hue():
    middle, lighter, greener = np.array([[50.0, 20.0, 0.0], [65.0, 20.0, 0.0], [50.0, 5.0, 0.0]])
    assert difference(middle, lighter) < difference(middle, greener)
    assert difference(middle, middle) == 0.0


def test_tones_find_the_main_colour_below_a_minority():
    pixels = np.array([rgb("navy")] * 60 + [rgb("white")] * 25 + [rgb("red")] * 15, dtype=np.uint8)
    tones = find_tones(pixels)
    assert [nearest_name(t.lab) for t in tones] == ["navy", "white", "red"]
    assert tones[0].share == pytest.approx(0.6)
    assert len(find_tones(pixels, most=1)) == 1


@pytest.mark.parametrize(
    ("value", "slot", "names"),
    [
        ("navy coat with a red lining", Slot.OUTERWEAR, ["navy"]),
        ("red and white striped scarf", Slot.ACCESSORY, ["red", "white"]),
        ("beige sweater and blue jeans", Slot.TOP, ["beige"]),
        ("sweater", Slot.TOP, []),
        ("coat with a red collar", Slot.OUTERWEAR, []),
        ("long red hair", Slot.HAIR, ["red", "ginger", "auburn", "copper"]),
    ],
)
def test_expected_colours_are_those_of_the_piece_itself(value, slot, names):
    assert named_colours(value, slot) == [rgb(name) for name in names]


def test_only_measurable_slots_are_expected():
    [one] = expect([look("nora", skin="dark brown", eyes="green eyes", top="red shirt", bottom="wide trousers")])
    assert [w.slot for w in one.wanted] == [Slot.TOP]
    assert Slot.BOTTOM not in one.open_slots and Slot.HAIR in one.open_slots


def box(key: str, size: int) -> IdentityBox:
    part = PartBox(slot=Slot.TOP, box=(0, 0, size, size))
    return IdentityBox(identity=key, box=(0, 0, size, size), depth=0, parts=(part,))


def test_frames_are_chosen_where_everybody_is_large():
    frames = [
        FrameLayout(frame_index=n, boxes=(box("a", 40 if n < 20 else 5), box("b", 5 if n < 20 else 40)))
        for n in range(40)
    ]
    layout = Layout(width=64, height=64, frames=tuple(frames))
    picked = pick_frames(layout, 0)
    assert len([n for n in picked if n < 20]) >= 2 and len([n for n in picked if n >= 20]) >= 2
    assert len(picked) <= 8 and picked == sorted(picked)
    assert all(n >= 25 for n in pick_frames(layout, 25))
    assert pick_frames(Layout(width=64, height=64), 0) == []
