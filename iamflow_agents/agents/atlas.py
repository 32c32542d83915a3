"""Places of a story: decides whether a segment plays where an earlier one did, under whatever words.

Names of places are compared by their head noun, its family, and their describing words; fixtures ("the pumps", "the
ferns") lead back to the place where they stood. A segment that names no place goes on where the last one was.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from iamflow_agents.agents.reading import PlaceReading, SegmentReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.records import Place

_OUTSIDE = frozenset({
    "stop", "station", "wall", "bridge", "crossing", "track", "path", "yard", "garden", "roof", "rooftop", "gate",
})  # fmt: skip
"""Heads that make another place of the place before them: a tram stop is no tram."""
_NO_PLACE = "unnamed-place"


@dataclass(slots=True, kw_only=True)
class _Spot:
    """One place while the story is read."""

    key: str
    name: str
    noun: str
    words: dict[str, None] = field(default_factory=dict)
    fixtures: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)


class Atlas:
    """Collects places in story order; `enter` is called once a segment."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.spots: list[_Spot] = []
        self.current: _Spot | None = None
        self.why = ""
        """Why the last segment plays where it does."""

    def enter(self, reading: SegmentReading) -> tuple[str, str]:
        """Find the place a segment plays at.

        Returns:
            Key and name of the place.
        """
        spot, self.why = self._choose(reading)
        for fixture in reading.fixtures:
            spot.fixtures[fixture] = None
        self.current = spot
        return spot.key, spot.name

    def places(self) -> tuple[Place, ...]:
        """All places, in the order they were entered."""
        return tuple(
            Place(key=s.key, name=s.name, aliases=tuple(a for a in s.aliases if a != s.name)) for s in self.spots
        )

    def _choose(self, reading: SegmentReading) -> tuple[_Spot, str]:
        """The place, and why it is that one."""
        if reading.same_place and self.current is not None:
            return self.current, "the text says it is the same place"
        named = list(reading.places)
        if named:
            best = named[0]
            known = self._find(best)
            if known is not None:
                self._learn(known, best)
                return known, f'"{best.text}" names it again'
            by_things = self._by_fixtures(reading, best)
            if by_things is not None:
                self._learn(by_things, best)
                return by_things, f'"{best.text}" is taken for it, as {self._shown_fixtures(reading, by_things)} there'
            if best.weight >= 2.2 or self.current is None:
                return self._open(best), f'"{best.text}" is a new place'
        by_things = self._by_fixtures(reading, None)
        if by_things is not None:
            return by_things, f"no place is named, but {self._shown_fixtures(reading, by_things)} there"
        if self.current is not None:
            return self.current, "no place is named; the story stays"
        return self._add(_NO_PLACE, "unnamed place", "", ()), "no place is named yet"

    def _shown_fixtures(self, reading: SegmentReading, spot: _Spot) -> str:
        """What of a segment stands at a place, as the subject of "... there"."""
        typical = self.lexicon.fixtures.get(spot.noun, frozenset())
        things = [f for f in dict.fromkeys(reading.fixtures) if f in spot.fixtures or f in typical]
        return f"{' and '.join(things[:3])} {'belong' if len(things) > 1 else 'belongs'}"

    def _find(self, place: PlaceReading) -> _Spot | None:
        """The known place that a phrase names again."""
        scored = [(self._likeness(spot, place), -at, spot) for at, spot in enumerate(self.spots)]
        scored = [item for item in scored if item[0] >= 1.0]
        return max(scored, key=lambda item: (item[0], item[1]))[2] if scored else None

    def _likeness(self, spot: _Spot, place: PlaceReading) -> float:
        """How much a phrase sounds like a known place; 1 is enough."""
        words = set(place.words)
        known = set(spot.words)
        shared = words & known
        heads = {spot.noun} | {w for w in known if w in self.lexicon.place_nouns and w not in self.lexicon.weak_places}
        asked = {
            w for w in (*words, place.noun) if w in self.lexicon.place_nouns and w not in self.lexicon.weak_places
        } or {place.noun}
        if (
            place.heading
            and place.noun != spot.noun
            and not (words <= known or (known <= words and place.noun in known))
        ):
            return 0.3 * len(shared)
        if spot.noun in _OUTSIDE and place.noun != spot.noun and place.noun in asked:
            return 0.5 * len(shared)
        if place.noun == spot.noun or asked & heads:
            other = [w for w in words - known if self._tells(w)]
            mine = [w for w in known - words if self._tells(w)]
            clash = bool(other) and bool(mine) and not place.definite
            return 1.5 + 0.3 * len(shared) - (0.9 if clash else 0.0)
        likes = set().union(*(self.lexicon.same_place.get(w, frozenset()) for w in asked))
        if likes & heads:
            return 1.1 + 0.3 * len(shared) if place.definite or len(shared) > 0 else 0.4
        return 0.5 * len({w for w in shared if w in self.lexicon.place_nouns or w in self.lexicon.scenery}) + (
            0.3 * len(shared)
        )

    def _tells(self, word: str) -> bool:
        """Whether a word sets a place apart: another place noun, a material or a colour; not "empty" or "narrow"."""
        return word in self.lexicon.place_nouns and word not in self.lexicon.weak_places

    def _by_fixtures(self, reading: SegmentReading, place: PlaceReading | None) -> _Spot | None:
        """The known place where the segment's fixtures stood, when they say so clearly."""
        if not self.spots:
            return None
        best: tuple[float, int, _Spot] | None = None
        for at, spot in enumerate(self.spots):
            shared = [
                f
                for f in reading.fixtures
                if f in spot.fixtures and f in self.lexicon.scenery | self.lexicon.place_nouns
            ]
            typical = [f for f in reading.fixtures if f in self.lexicon.fixtures.get(spot.noun, frozenset())]
            value = len(shared) + 1.2 * len(typical)
            if place is not None:
                value -= 1.0 if place.weight >= 3.0 else 0.0
            if value >= 1.2 and (best is None or value > best[0]):
                best = (value, -at, spot)
        if best is None or (
            self.current is not None and place is None and best[2] is not self.current and best[0] < 1.2
        ):
            return None
        return best[2]

    def _open(self, place: PlaceReading) -> _Spot:
        return self._add(place.text.lower(), place.text.lower(), place.noun, place.words)

    def _add(self, slug: str, name: str, noun: str, words: tuple[str, ...]) -> _Spot:
        key = "-".join("".join(c if c.isalnum() else " " for c in slug).split())[:48].strip("-") or _NO_PLACE
        taken = {spot.key for spot in self.spots}
        number, base = 2, key
        while key in taken:
            key, number = f"{base}-{number}", number + 1
        spot = _Spot(key=key, name=name, noun=noun, words=dict.fromkeys(words), aliases={name: None})
        self.spots.append(spot)
        return spot

    def _learn(self, spot: _Spot, place: PlaceReading) -> None:
        spot.words.update(dict.fromkeys(place.words))
        spot.aliases[place.text.lower()] = None
