"""What stood at each place of a story, and which place the surroundings of a segment belong to.

A thing told as known behind a preposition ("between the vats", "by the orange door") asks for the place where it stood
before; what everybody carries about, and what stands everywhere, asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from iamflow_agents.agents.reading import SegmentReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.surroundings import Surrounding

_EVERYWHERE = frozenset({
    "floor", "ground", "sky", "sun", "moon", "air", "light", "rain", "snow", "wind", "water", "window", "door",
    "wall", "table", "chair", "road", "street", "stairs", "step", "steps", "corner", "ceiling", "roof", "sea",
    "house", "place", "room", "darkness", "shadow", "fog", "dust", "night", "world", "side", "middle", "end",
    "edge", "front", "back", "bottom", "top", "centre", "center", "row", "line", "bench", "lamp", "fire", "mud",
    "grass", "stone", "tree", "smoke", "candle", "ice", "sand", "earth", "lamplight", "moonlight", "sunlight",
    "gap", "hole", "glass", "way", "distance", "threshold", "doorway", "wood", "metal", "paper", "horse", "car",
    "boat", "bank", "bed", "crowd", "town", "village", "city",
})  # fmt: skip
"""What stands at many places; it tells one only together with a word that describes it ("the orange door")."""
ENOUGH = 1.0


@dataclass(slots=True)
class Stock:
    """What stood at one place: each noun with all words that described it there."""

    things: dict[str, set[str]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    """Words of the place's own name."""

    def put(self, items: Iterable[Surrounding]) -> None:
        """Remember what a segment told of the place."""
        for item in items:
            self.things.setdefault(item.noun, set()).update(item.words)

    def name(self, words: Iterable[str]) -> None:
        """Remember the place's own name, whose words are of it too: "the cobbles" of "a cobbled street"."""
        told = set(words)
        self.named |= told
        for word in sorted(told):
            self.things.setdefault(word, set()).update(told - {word})
            if word.endswith("ed") and len(word) > 5:
                for stem in (word[:-1], word[:-2]):
                    self.things.setdefault(stem, set())

    def has(self, item: Surrounding, lexicon: Lexicon) -> float:
        """How surely a thing stood here: 0 not at all, 1 by its noun, more by its describing words too."""
        if len(item.noun) >= 4 and item.place and any(n != item.noun and n.startswith(item.noun) for n in self.named):
            return 1.0
        nouns = [
            n for n in (item.noun, item.noun.rstrip("s"), *lexicon.same_place.get(item.noun, ())) if n in self.things
        ]
        if not nouns:
            return 0.0
        known, told = self.things[nouns[0]], set(item.words)
        shared = len(told & known)
        if not nouns[0].startswith(item.noun.rstrip("s")):
            return 0.6 + 0.5 * shared if shared else 0.0
        if item.noun in _EVERYWHERE:
            return 0.6 + 0.4 * shared if shared else 0.0
        return 1.0 + 0.5 * shared if shared or not told or not known else 0.3


class Surroundings:
    """Says where the surroundings of a segment were met before."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.carried: set[str] = set()
        """Nouns of things that somebody has handled: they stand nowhere."""

    def hear(self, reading: SegmentReading) -> None:
        """Note what is carried about."""
        for mention in reading.mentions:
            if mention.handled:
                self.carried.add(mention.noun)

    def weigh(self, reading: SegmentReading, stocks: list[Stock]) -> list[tuple[float, str]]:
        """For each place, how much the segment's known things ask for it, and the thing that asks most."""
        values = [(0.0, "")] * len(stocks)
        for item in dict.fromkeys(reading.surroundings):
            if not (item.place or item.same) or item.portable or item.noun in self.carried:
                continue
            fits = [stock.has(item, self.lexicon) for stock in stocks]
            best = max(fits, default=0.0)
            owners = [i for i, fit in enumerate(fits) if fit and fit >= best - 0.2]
            for i in owners:
                value, told = values[i]
                values[i] = (value + fits[i] / len(owners), told or " ".join([*item.words, item.noun]))
        return values
