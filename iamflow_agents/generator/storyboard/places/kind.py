"""What the registry knows about one kind of place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iamflow_agents.generator.storyboard.places.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKind:
    """A painter and what the stage must know of its picture."""

    name: str
    paint: Callable[[View], None]
    indoor: bool = True
    far: float = 0.77
    """Ground line of the farthest people, share of the height."""
    near: float = 0.92
    seats: tuple[float, ...] = ()
    """Shares of the width where a seat is painted."""
    shelter: bool = False
    """Whether nothing falls on the people although the place is outdoors."""
