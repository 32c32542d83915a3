"""The sprites of a segment's cast, and the room each needs on stage."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from iamflow_agents.generator.storyboard.people.person import make_person
from iamflow_agents.generator.storyboard.sprite import Sprite
from iamflow_agents.generator.storyboard.stage.blocking import Extra
from iamflow_agents.generator.storyboard.things.things import make_thing
from iamflow_agents.records import Appearance, Kind

KEPT = 64
"""Sprites kept between segments; looks change rarely."""


class Wardrobe:
    """Makes sprites from appearances and keeps the latest ones."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Appearance, Sprite] = OrderedDict()

    def sprite(self, appearance: Appearance) -> Sprite:
        """Return the sprite of an appearance; equal appearances look equal."""
        sprite = self._kept.pop(appearance, None)
        if sprite is None:
            sprite = make_person(appearance) if appearance.kind is Kind.PERSON else make_thing(appearance)
        self._kept[appearance] = sprite
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return sprite


def extras_of(cast: Sequence[Appearance], sprites: Sequence[Sprite]) -> tuple[Extra, ...]:
    """Say how much room everybody needs."""
    return tuple(
        Extra(identity=a.identity, kind=a.kind, height_m=max(0.05, s.height), width_m=max(0.05, s.width))
        for a, s in zip(cast, sprites, strict=True)
    )
