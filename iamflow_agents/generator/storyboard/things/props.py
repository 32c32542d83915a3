"""Find the drawing of a prop by its words and make its sprite."""

from __future__ import annotations

from functools import lru_cache

from iamflow_agents.generator.storyboard.things import (
    props_devices,
    props_food,
    props_paper,
    props_play,
    props_tools,
    props_vessels,
    props_wear,
)
from iamflow_agents.generator.storyboard.things.props_sketch import Prop, PropPlan, Sketch
from iamflow_agents.generator.storyboard.wording import all_words, find_kind, main_colour, stated_colours
from iamflow_agents.records import Appearance

_SIZES = {"tiny": 0.8, "small": 0.9, "little": 0.9, "miniature": 0.8, "large": 1.2, "big": 1.2, "huge": 1.5}
_SIZES |= {"giant": 1.6, "enormous": 1.6, "oversized": 1.3, "long": 1.12, "short": 0.85}


@lru_cache(maxsize=1)
def prop_table() -> dict[str, PropPlan]:
    """Every noun a prop is known by, in the singular, compounds with a space."""
    table: dict[str, PropPlan] = {}
    for module in (props_paper, props_vessels, props_food, props_tools, props_devices, props_play, props_wear):
        for plan in module.PLANS:
            for noun in plan.nouns:
                table.setdefault(noun, plan)
    return table


def make_prop(appearance: Appearance) -> Prop | None:
    """Make the sprite of a prop, or None when no drawing fits its words."""
    noun = find_kind(appearance, prop_table())
    if noun is None:
        return None
    plan = prop_table()[noun]
    words = all_words(appearance)
    stated = stated_colours(appearance)
    sketch = Sketch(main_colour(appearance, plan.colours), stated[1] if len(stated) > 1 else None, words)
    size = next((_SIZES[word] for word in sorted(words) if word in _SIZES), 1.0)
    return Prop(plan, sketch, size)
