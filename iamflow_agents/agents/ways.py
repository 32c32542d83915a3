"""Ways between places that are told without a name: out of a house, back inside, back to where the story came from.

"Outside" is where the story was before it went in, if that was in the open, else a place of its own beside the house.
"""

from __future__ import annotations

from collections.abc import Sequence

from iamflow_agents.agents.reading import PlaceReading
from iamflow_agents.agents.spots import ANY_PLACE, ASIDE, HOMES, Spot, SpotFinder
from iamflow_agents.backends.rules.lexicon import Lexicon

_BUILDINGS = frozenset({
    "mansion", "castle", "palace", "villa", "tower", "temple", "monastery", "hotel", "inn", "lighthouse", "windmill",
    "farmhouse", "farm", "bank", "school", "university", "station", "airport", "police-station", "cathedral", "mosque",
    "synagogue", "pyramid", "tomb", "cave", "cavern", "mine", "tunnel", "spaceship", "spacecraft", "ship", "submarine",
    "helicopter", "car", "truck", "supermarket", "mall", "arcade", "market-hall", "embassy", "lodge", "chalet",
    "bungalow", "guesthouse", "cafe", "bistro", "penthouse", "arena", "stadium", "planetarium", "observatory",
    "aquarium", "mill", "building", "hall", "home", "den", "burrow", "lair", "post-office", "town-hall", "lift",
})  # fmt: skip
"""Places with an inside that the list of rooms lacks."""
_FAR = 3
"""So many places back a house may have been entered from."""


class Ways:
    """Knows rooms and houses from the open."""

    def __init__(self, finder: SpotFinder) -> None:
        self.finder = finder
        self.lexicon: Lexicon = finder.lexicon

    def has_roof(self, spot: Spot) -> bool:
        """Whether one is inside at a place."""
        tails = {spot.noun, spot.noun.rsplit("-", 1)[-1]}
        return spot.side not in ASIDE and bool(tails & (self.lexicon.interiors | _BUILDINGS))

    def out_of(self, visited: Sequence[Spot]) -> Spot | None:
        """The open place from which the story went into the house where it is, the last of the places visited."""
        here = visited[-1]
        if not self.has_roof(here):
            return None
        before = [spot for spot in dict.fromkeys(reversed(visited)) if spot is not here]
        return next((spot for spot in before[:_FAR] if spot.noun and not self.has_roof(spot)), None)

    def back_in(self, visited: Sequence[Spot]) -> Spot | None:
        """The room from which the story came out, or the inside of a house that it stands before."""
        here = visited[-1]
        if here.inner is not None:
            return here.inner
        before = next((spot for spot in reversed(visited) if spot is not here), None)
        return before if before is not None and (self.has_roof(before) or not before.noun) else None

    def home(self, spots: Sequence[Spot]) -> Spot | None:
        """Where those live who go home: the first place of the story that one can live at."""
        return next((spot for spot in spots if spot.noun in HOMES and spot.side not in ASIDE), None)

    def back_to(self, visited: Sequence[Spot], place: PlaceReading) -> Spot | None:
        """Where "back in the hall" leads when no hall was told of: to the last other place that could be one."""
        tail = place.noun.rsplit("-", 1)[-1]
        vague = tail in ANY_PLACE | self.lexicon.weak_places | {"road", "street", "building", "table", "bench"}
        if not vague or not place.definite or not visited:
            return None
        roof = tail in self.lexicon.interiors | _BUILDINGS | ANY_PLACE
        others = [spot for spot in dict.fromkeys(reversed(visited)) if spot is not visited[-1]]
        return next((spot for spot in others if self.has_roof(spot) == roof), None)
