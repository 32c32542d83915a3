"""What the registry knows about one kind of place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iamflow_agents.generator.storyboard.places_view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKind:
    """A painter and the words that call it."""

    name: str
    paint: Callable[[View], None]
    words: str
    """Keywords and synonyms, separated by commas; each may be several words."""
    weak: str = ""
    """Keywords that count only when no other place is named."""
    indoor: bool = True
    far: float = 0.77
    """Ground line of the farthest people, share of the height."""
    near: float = 0.92
    seats: tuple[float, ...] = ()
    """Shares of the width where a seat is painted."""
    shelter: bool = False
    """Whether nothing falls on the people although the place is outdoors."""

    @property
    def keywords(self) -> tuple[str, ...]:
        """Strong keywords, the name first."""
        return (self.name, *(word.strip() for word in self.words.split(",") if word.strip()))

    @property
    def weak_keywords(self) -> tuple[str, ...]:
        """Weak keywords."""
        return tuple(word.strip() for word in self.weak.split(",") if word.strip())
