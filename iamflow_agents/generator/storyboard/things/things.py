"""Make the sprite of anything that is not a person.

One door for the stage: animals and creatures, robots, vehicles, groups and props each have a room of their own; what
none of them knows becomes a labelled stand-in.
"""

from __future__ import annotations

from iamflow_agents.generator.storyboard.sprite import Sprite
from iamflow_agents.generator.storyboard.things.animals import make_animal, make_unknown_beast
from iamflow_agents.generator.storyboard.things.placeholder import Crowd, Placeholder
from iamflow_agents.generator.storyboard.things.props import make_prop
from iamflow_agents.generator.storyboard.things.robots import make_robot
from iamflow_agents.generator.storyboard.things.vehicles import make_vehicle
from iamflow_agents.records import Appearance, Kind


def make_thing(appearance: Appearance) -> Sprite:
    """Make the sprite of an animal, creature, robot, vehicle, group or object.

    Args:
        appearance: How it is to look; its words decide which drawing is used.

    Returns:
        A sprite; a labelled stand-in when nothing fits the words.
    """
    if appearance.kind is Kind.GROUP:
        return Crowd(appearance)
    if appearance.kind is Kind.ROBOT:
        return make_robot(appearance)
    if appearance.kind in {Kind.ANIMAL, Kind.CREATURE}:
        return make_animal(appearance) or make_unknown_beast(appearance)
    if appearance.kind is Kind.VEHICLE:
        return make_vehicle(appearance) or make_prop(appearance) or Placeholder(appearance)
    return make_prop(appearance) or make_vehicle(appearance) or make_animal(appearance) or Placeholder(appearance)
