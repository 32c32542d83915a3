"""Find the drawing of a vehicle by its words and make its sprite."""

from __future__ import annotations

from functools import lru_cache

from iamflow_agents.generator.storyboard.things import vehicles_far, vehicles_road
from iamflow_agents.generator.storyboard.things.vehicles_sketch import Vehicle, VehiclePlan, VehicleSketch
from iamflow_agents.generator.storyboard.wording import all_words, find_kind, main_colour, stated_colours
from iamflow_agents.records import Appearance

_SIZES = {"tiny": 0.7, "small": 0.85, "little": 0.85, "large": 1.15, "big": 1.15, "huge": 1.3}


@lru_cache(maxsize=1)
def vehicle_table() -> dict[str, VehiclePlan]:
    """Every noun a vehicle is known by, in the singular, compounds with a space."""
    table: dict[str, VehiclePlan] = {}
    for plan in (*vehicles_road.PLANS, *vehicles_far.PLANS):
        for noun in plan.nouns:
            table.setdefault(noun, plan)
    return table


def make_vehicle(appearance: Appearance) -> Vehicle | None:
    """Make the sprite of a vehicle, or None when no drawing fits its words."""
    noun = find_kind(appearance, vehicle_table())
    if noun is None:
        return None
    plan = vehicle_table()[noun]
    words = all_words(appearance)
    stated = stated_colours(appearance)
    sketch = VehicleSketch(main_colour(appearance, plan.colours), stated[1] if len(stated) > 1 else None, words)
    size = next((_SIZES[word] for word in sorted(words) if word in _SIZES), 1.0)
    return Vehicle(plan, sketch, size)
