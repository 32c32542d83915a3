"""One place of a story, and how much a phrase sounds like it.

Names of places are compared by their head noun, its family, and their describing words. A noun that tells little of
itself ("hall", "deck", "ring") is known by the words before it too; one that tells enough is not, so that a hotel's
lobby is not the hotel and a village's market not the village.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from iamflow_agents.agents.company import Whereabouts
from iamflow_agents.agents.reading import PlaceReading
from iamflow_agents.agents.stands import Stock
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.records import Kind

ANY_PLACE = frozenset(["room", "place", "house", "hall", "building", "spot", "chamber"])
"""Nouns that may mean any place that was named before."""
FRAGMENT = 4.5
"""Weight of a place that a fragment names: "Parking lot, neon."."""
ASIDE = frozenset(["out", "behind"])
"""Sides from which a place is only near."""
_OUTSIDE = frozenset({
    "stop", "station", "wall", "bridge", "crossing", "track", "path", "yard", "garden", "roof", "rooftop", "gate",
})  # fmt: skip
"""Heads that make another place of the place before them: a tram stop is no tram."""
_VAGUE = ANY_PLACE | {"area", "floor", "compartment", "carriage", "section", "interior", "premises", "grounds", "wing"}
HOMES = frozenset({
    "home", "house", "cottage", "apartment", "flat", "hut", "living-room", "bedroom", "kitchen", "farmhouse", "cabin",
    "farm", "bungalow", "villa", "sitting-room", "dining-room", "mansion", "homestead", "penthouse", "burrow", "den",
    "nursery", "guest-room", "windmill", "palace", "castle", "garden", "dorm", "igloo", "tent", "attic", "bakery",
})  # fmt: skip
"""Where somebody may live who goes home, the first that the story was at."""


@dataclass(slots=True, kw_only=True, eq=False)
class Spot:
    """One place while the story is read."""

    key: str
    name: str
    noun: str
    words: dict[str, None] = field(default_factory=dict)
    heads: dict[str, None] = field(default_factory=dict)
    """Nouns that name it by themselves."""
    fixtures: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)
    side: str = ""
    people: dict[str, None] = field(default_factory=dict)
    """Nouns and names of those who were seen there."""
    stock: Stock = field(default_factory=Stock)
    """What stood about there."""
    company: Whereabouts = field(default_factory=Whereabouts)
    """Who was seen there."""
    inner: Spot | None = None
    """The place this one is the outside of."""


class SpotFinder:
    """Compares phrases with places."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def find(self, spots: Sequence[Spot], place: PlaceReading) -> Spot | None:
        """The known place that a phrase names again."""
        scored = [(self.likeness(spot, place), -at, spot) for at, spot in enumerate(spots)]
        scored = [item for item in scored if item[0] >= 1.0]
        return max(scored, key=lambda item: (item[0], item[1]))[2] if scored else None

    def by_description(self, spots: Sequence[Spot], place: PlaceReading) -> Spot | None:
        """The place that "the room with the fireplace" means: one where all that is told of it stood."""
        if place.noun not in ANY_PLACE and not (set(place.words) & ANY_PLACE):
            return None
        if not {"with", "of"} & set(place.text.lower().split()):
            return None
        told = set(place.words) - ANY_PLACE
        for spot in reversed(spots):
            if told and told <= {*spot.words, *spot.fixtures}:
                return spot
        return None

    def heads(self, noun: str, words: Iterable[str]) -> set[str]:
        """The nouns that name a place by themselves: its own, and those before it where its own tells little."""
        tail = noun.rsplit("-", 1)[-1]
        own = {word for word in (noun, tail) if self.tells(word) and (word == noun or word not in _VAGUE)}
        if tail in _OUTSIDE or (own and tail not in _VAGUE):
            return own | {noun}
        return own | {noun} | {word for word in words if self.tells(word)}

    def likeness(self, spot: Spot, place: PlaceReading) -> float:
        """How much a phrase sounds like a known place; 1 is enough."""
        if (spot.side in ASIDE) != (place.side in ASIDE) and {spot.side, place.side} & {"in"}:
            return 0.0
        words, known = set(place.words), set(spot.words)
        shared = words & known
        heads, asked = set(spot.heads), self.heads(place.noun, place.words)
        if place.noun == "home" and words <= {"home"} and spot.noun in HOMES:
            return 1.2
        if self._are_apart(spot, place, shared):
            return 0.3 * len(shared)
        tail = spot.noun.rsplit("-", 1)[-1]
        if tail in _OUTSIDE and not place.noun.endswith(tail) and not self.akin(place.noun, {spot.noun}):
            return 0.5 * len(shared)
        if place.noun == spot.noun or asked & heads:
            other = [w for w in words - known if self.tells(w)]
            mine = [w for w in known - words if self.tells(w)]
            clash = bool(other) and bool(mine) and not place.definite
            return 1.5 + 0.3 * len(shared) - (0.9 if clash else 0.0)
        if self._short_for(spot, place) or self._whole_of(spot, place):
            return 1.1 + 0.3 * len(shared)
        likes = set().union(*(self.lexicon.same_place.get(w, frozenset()) for w in asked))
        if likes & heads:
            return 1.1 + 0.3 * len(shared) if place.definite or len(shared) > 0 else 0.4
        listed = {w for w in shared if w in self.lexicon.place_nouns or w in self.lexicon.scenery}
        return 0.5 * len(listed) + 0.3 * len(shared)

    def akin(self, noun: str, known: set[str]) -> bool:
        """Whether one of the known words names the same sort of place."""
        return noun in known or bool(self.lexicon.same_place.get(noun, frozenset()) & known)

    def tells(self, word: str) -> bool:
        """Whether a word sets a place apart: another place noun, a material or a colour; not "empty" or "narrow"."""
        return word in self.lexicon.place_nouns and word not in self.lexicon.weak_places

    def _are_apart(self, spot: Spot, place: PlaceReading, shared: set[str]) -> bool:
        """Whether a phrase that is sure of itself names something else than a place it shares words with."""
        words, known = set(place.words), set(spot.words)
        within = words <= known or (known <= words and place.noun in known)
        if place.heading and place.noun != spot.noun and not within:
            return True
        if place.weight >= FRAGMENT and self.tells(place.noun) and not self.akin(place.noun, known | {spot.noun}):
            return True
        return self._are_parts(spot, place, shared)

    def _whole_of(self, spot: Spot, place: PlaceReading) -> bool:
        """As in "the ship" after "the deck of a ship"; but a stop that a bus is named in is no bus."""
        sense = self.lexicon.beings.get(place.noun)
        vehicle = sense is not None and sense.kind is Kind.VEHICLE
        if vehicle and spot.noun.rsplit("-", 1)[-1] in _OUTSIDE | {"shelter", "driver", "yard", "lane", "depot"}:
            return False
        return place.definite and place.noun in spot.words and set(place.words) <= set(spot.words)

    def _short_for(self, spot: Spot, place: PlaceReading) -> bool:
        """As in "the muddy bank" after "a muddy riverbank"."""
        short, long = sorted((spot.noun, place.noun), key=len)
        return place.definite and len(short) >= 4 and long != short and long.endswith(short)

    def _are_parts(self, spot: Spot, place: PlaceReading, shared: set[str]) -> bool:
        """Two parts of one whole, or two headings that share but their head: hospital garden and hospital room."""
        words, known = set(place.words), set(spot.words)
        if place.noun == spot.noun:
            return place.heading and bool(words - known) and bool(known - words)
        if not self.tells(place.noun) or place.noun in known or spot.noun in words:
            return False
        tails = {spot.noun, spot.noun.rsplit("-", 1)[-1], place.noun.rsplit("-", 1)[-1]}
        whole = {w for w in shared - tails if w in self.lexicon.place_nouns}
        compound = len(words) > 1 and len(known) > 1 and spot.noun in self.lexicon.place_nouns
        return compound and bool(whole) and not self.akin(place.noun, {spot.noun})
