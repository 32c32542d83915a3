"""Places of a story: decides whether a segment plays where an earlier one did, under whatever words.

Names of places are compared by their head noun, its family, and their describing words; fixtures ("the pumps", "the
ferns") lead back to the place where they stood. A segment that names no place goes on where the last one was.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from iamflow_agents.agents.company import Company, Whereabouts, gathered_at
from iamflow_agents.agents.reading import PlaceReading, SegmentReading
from iamflow_agents.agents.stands import ENOUGH, Stock, Surroundings
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.records import Place

_OUTSIDE = frozenset({
    "stop", "station", "wall", "bridge", "crossing", "track", "path", "yard", "garden", "roof", "rooftop", "gate",
})  # fmt: skip
"""Heads that make another place of the place before them: a tram stop is no tram."""
_NO_PLACE = "unnamed-place"
_NOBODY = Company()
_ANY_PLACE = frozenset(["room", "place", "house", "hall", "building", "spot", "chamber"])
_WIDE = frozenset(["town", "village", "city", "world", "street", "building", "country", "neighbourhood", "island"])
_WHOLE = frozenset(["whole", "entire", "rest", "same"])
_FRAGMENT = 4.5
_SURE, _SURE_WEAK, _SECOND = 2.2, 2.5, 2.4
"""Weights from which a phrase opens a place, from which a word that is also no place does, and for second phrases."""
_OUTRIGHT = 4.0
"""Weight of a place that is named outright: a heading, a fragment, a phrase in front."""
_VISION_LASTS = 3
"""Segments for which the place before a dream is kept in mind."""


@dataclass(slots=True, kw_only=True)
class _Spot:
    """One place while the story is read."""

    key: str
    name: str
    noun: str
    words: dict[str, None] = field(default_factory=dict)
    fixtures: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)
    side: str = ""
    people: dict[str, None] = field(default_factory=dict)
    """Nouns and names of those who were seen there."""
    stock: Stock = field(default_factory=Stock)
    """What stood about there."""
    company: Whereabouts = field(default_factory=Whereabouts)
    """Who was seen there."""
    inner: _Spot | None = None
    """The place this one is the outside of."""


class Atlas:
    """Collects places in story order; `enter` is called once a segment."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.spots: list[_Spot] = []
        self.current: _Spot | None = None
        self.before_vision: _Spot | None = None
        """Where the story was before a dream, a memory or a flashback began."""
        self.since_vision = 0
        self.segment = 0
        self.surroundings = Surroundings(lexicon)
        self.why = ""
        """Why the last segment plays where it does."""

    def enter(self, reading: SegmentReading, company: Company = _NOBODY) -> tuple[str, str]:
        """Find the place a segment plays at.

        Args:
            reading: What the segment says.
            company: Which of the story's characters it shows.

        Returns:
            Key and name of the place.
        """
        if self.since_vision > _VISION_LASTS:
            self.before_vision = None
        if reading.vision and self.before_vision is None:
            self.before_vision, self.since_vision = self.current, 0
        self.since_vision += 1
        if reading.years_later:
            for spot in self.spots:
                spot.company = Whereabouts()
        self.surroundings.hear(reading)
        spot, self.why = self._choose(reading, company)
        spot.company.note(company.here, self.segment)
        self.segment += 1
        spot.stock.put(reading.surroundings)
        if reading.wakes:
            self.before_vision = None
        for fixture in reading.fixtures:
            spot.fixtures[fixture] = None
        for mention in reading.mentions:
            if not mention.quoted and not mention.denied:
                spot.people.update(dict.fromkeys([mention.noun, *mention.name.lower().split()]))
        self.current = spot
        return spot.key, spot.name

    def places(self) -> tuple[Place, ...]:
        """All places, in the order they were entered."""
        return tuple(
            Place(key=s.key, name=s.name, aliases=tuple(a for a in s.aliases if a != s.name)) for s in self.spots
        )

    def _choose(self, reading: SegmentReading, company: Company) -> tuple[_Spot, str]:
        """The place, and why it is that one."""
        told = self._told_otherwise(reading)
        if told is not None:
            return told
        named = list(reading.places)
        there = self._by_surroundings(reading)
        for best in named[:1]:
            again = self._named_again(reading, best)
            if again is not None:
                return again
            if there is not None and self._gives_way(best, there[2]):
                return there[:2]
            known = next((k for p in named[1:] if p.weight >= _SECOND and (k := self._find(p)) is not None), None)
            if known is not None and best.weight < _OUTRIGHT:
                return known, "another phrase names it again"
            if self.current is None or self._may_open(best):
                return self._open(best), f'"{best.text}" is a new place'
        if there is not None:
            return there[:2]
        with_others = self._by_company(company)
        if with_others is not None:
            return with_others, "no place is named, but that is where these were together"
        by_things = self._by_fixtures(reading, None)
        if by_things is not None:
            return by_things, f"no place is named, but {self._shown_fixtures(reading, by_things)} there"
        if reading.town and all(reading.town not in spot.words for spot in self.spots):
            return self._add(reading.town, reading.town.title(), reading.town, (reading.town,)), "a town opens it"
        if self.current is not None:
            return self.current, "no place is named; the story stays"
        return self._add(_NO_PLACE, "unnamed place", "", ()), "no place is named yet"

    def _by_company(self, company: Company) -> _Spot | None:
        """The place where those of a segment were together who were not here."""
        if self.current is None:
            return None
        at = gathered_at(company, [spot.company for spot in self.spots], self.spots.index(self.current))
        return None if at is None else self.spots[at]

    def _named_again(self, reading: SegmentReading, best: PlaceReading) -> tuple[_Spot, str] | None:
        """The known place that the surest phrase names, describes, or stands among the things of."""
        known = self._find(best)
        if known is not None:
            self._learn(known, best)
            return known, f'"{best.text}" names it again'
        known = self._by_description(best)
        if known is not None:
            return known, f'"{best.text}" describes it'
        settled = best.weight >= _FRAGMENT and self._tells(best.noun)
        by_things = None if settled else self._by_fixtures(reading, best)
        if by_things is not None:
            self._learn(by_things, best)
            return by_things, f'"{best.text}" is taken for it, as {self._shown_fixtures(reading, by_things)} there'
        return None

    def _may_open(self, place: PlaceReading) -> bool:
        """Whether a phrase says surely enough that the story is somewhere new."""
        bare = set(place.words) <= {place.noun, *_WHOLE}
        if place.definite and bare and place.noun in _ANY_PLACE | _WIDE and place.weight < _FRAGMENT + 1:
            return False
        weak = place.noun in self.lexicon.weak_places and not self._tells_more(place)
        return place.weight >= (_SURE_WEAK if weak else _SURE)

    def _tells_more(self, place: PlaceReading) -> bool:
        return any(self._tells(word) for word in place.words)

    def _gives_way(self, place: PlaceReading, thing: str) -> bool:
        """Whether a phrase that names nothing known yields to what stands about; "at the church" is the church."""
        *told, noun = thing.split()
        itself = noun == place.noun and not told
        return place.weight < _OUTRIGHT and not (itself and place.weight >= _SECOND)

    def _by_surroundings(self, reading: SegmentReading) -> tuple[_Spot, str, str] | None:
        """The known place whose things the segment tells as known, unless they stand here too."""
        values = self.surroundings.weigh(reading, [spot.stock for spot in self.spots])
        here = next((v for (v, _), spot in zip(values, self.spots, strict=True) if spot is self.current), 0.0)
        ranked = sorted(zip(values, self.spots, strict=True), key=lambda row: -row[0][0])
        if not ranked or ranked[0][0][0] < ENOUGH:
            return None
        (value, thing), spot = ranked[0]
        if spot is self.current or value <= here + 0.3:
            return (self.current, f"the {thing} stands here", thing) if here and self.current is not None else None
        return spot, f"that is where the {thing} was", thing

    def _told_otherwise(self, reading: SegmentReading) -> tuple[_Spot, str] | None:
        """A place told without its name: the same one, where somebody is, after waking, outside or inside."""
        surest = reading.places[0].weight if reading.places else 0.0
        if self.current is None:
            return None
        if reading.same_place:
            known = self._find(reading.places[0]) if reading.places else None
            return known or self.current, "the text says it is the same place"
        if reading.where:
            for spot in reversed(self.spots):
                if reading.where in {*spot.people, *spot.words, *spot.fixtures}:
                    return spot, f"that is where the {reading.where} was"
        if reading.wakes and self.before_vision is not None and surest < _OUTRIGHT:
            return self.before_vision, "the dream or memory is over"
        if reading.moves and surest < _OUTRIGHT - 1.0:
            return self._moved(reading.moves)
        return None

    def _moved(self, way: str) -> tuple[_Spot, str] | None:
        """Out of the current place, or back in where one came from."""
        assert self.current is not None  # the caller has looked
        here = self.current
        if way == "in" and here.inner is not None:
            return here.inner, "the story goes back inside"
        if way == "in" or (way == "out" and here.inner is not None):
            return None
        word = {"out": "outside", "up": "upstairs from", "down": "downstairs from"}[way]
        name = f"{word} {here.name}"
        for spot in self.spots:
            if spot.name == name:
                return spot, f"the story goes {way} again"
        spot = self._add(name, name, "", ())
        spot.inner = here if way == "out" else None
        return spot, f"the story goes {way}"

    def _shown_fixtures(self, reading: SegmentReading, spot: _Spot) -> str:
        """What of a segment stands at a place, as the subject of "... there"."""
        typical = self._typical(spot)
        things = [f for f in dict.fromkeys(reading.fixtures) if f in spot.fixtures or f in typical]
        return f"{' and '.join(things[:3])} {'belong' if len(things) > 1 else 'belongs'}"

    def _typical(self, spot: _Spot) -> frozenset[str]:
        """What stands at places of this sort: hay in a livery stable as in any."""
        tail = spot.noun.rsplit("-", 1)[-1]
        return self.lexicon.fixtures.get(spot.noun, frozenset()) | self.lexicon.fixtures.get(tail, frozenset())

    def _by_description(self, place: PlaceReading) -> _Spot | None:
        """The place that "the room with the fireplace" means: one where all that is told of it stood."""
        if place.noun not in _ANY_PLACE and not (set(place.words) & _ANY_PLACE):
            return None
        if not {"with", "of"} & set(place.text.lower().split()):
            return None
        told = set(place.words) - _ANY_PLACE
        for spot in reversed(self.spots):
            if told and told <= {*spot.words, *spot.fixtures}:
                return spot
        return None

    def _find(self, place: PlaceReading) -> _Spot | None:
        """The known place that a phrase names again."""
        scored = [(self._likeness(spot, place), -at, spot) for at, spot in enumerate(self.spots)]
        scored = [item for item in scored if item[0] >= 1.0]
        return max(scored, key=lambda item: (item[0], item[1]))[2] if scored else None

    def _likeness(self, spot: _Spot, place: PlaceReading) -> float:
        """How much a phrase sounds like a known place; 1 is enough."""
        if {spot.side, place.side} == {"in", "out"}:
            return 0.0
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
        if place.weight >= _FRAGMENT and self._tells(place.noun) and not self._akin(place.noun, known | {spot.noun}):
            return 0.3 * len(shared)
        if self._are_parts(spot, place, shared):
            return 0.3 * len(shared)
        if spot.noun in _OUTSIDE and not place.noun.endswith(spot.noun) and place.noun in asked:
            return 0.5 * len(shared)
        if place.noun == spot.noun or asked & heads:
            other = [w for w in words - known if self._tells(w)]
            mine = [w for w in known - words if self._tells(w)]
            clash = bool(other) and bool(mine) and not place.definite
            return 1.5 + 0.3 * len(shared) - (0.9 if clash else 0.0)
        if self._short_for(spot, place) or (place.definite and place.noun in known and words <= known):
            return 1.1 + 0.3 * len(shared)
        likes = set().union(*(self.lexicon.same_place.get(w, frozenset()) for w in asked))
        if likes & heads:
            return 1.1 + 0.3 * len(shared) if place.definite or len(shared) > 0 else 0.4
        return 0.5 * len({w for w in shared if w in self.lexicon.place_nouns or w in self.lexicon.scenery}) + (
            0.3 * len(shared)
        )

    def _short_for(self, spot: _Spot, place: PlaceReading) -> bool:
        """As in "the muddy bank" after "a muddy riverbank"."""
        short, long = sorted((spot.noun, place.noun), key=len)
        return place.definite and len(short) >= 4 and long != short and long.endswith(short)

    def _are_parts(self, spot: _Spot, place: PlaceReading, shared: set[str]) -> bool:
        """Two parts of one whole, or two headings that share but their head: hospital garden and hospital room."""
        words, known = set(place.words), set(spot.words)
        if place.noun == spot.noun:
            return place.heading and bool(words - known) and bool(known - words)
        if not self._tells(place.noun) or place.noun in known or spot.noun in words:
            return False
        tails = {spot.noun, spot.noun.rsplit("-", 1)[-1], place.noun.rsplit("-", 1)[-1]}
        whole = {w for w in shared - tails if w in self.lexicon.place_nouns}
        compound = len(words) > 1 and len(known) > 1 and spot.noun in self.lexicon.place_nouns
        return compound and bool(whole) and not self._akin(place.noun, {spot.noun})

    def _akin(self, noun: str, known: set[str]) -> bool:
        """Whether one of the known words names the same sort of place."""
        return noun in known or bool(self.lexicon.same_place.get(noun, frozenset()) & known)

    def _tells(self, word: str) -> bool:
        """Whether a word sets a place apart: another place noun, a material or a colour; not "empty" or "narrow"."""
        return word in self.lexicon.place_nouns and word not in self.lexicon.weak_places

    def _by_fixtures(self, reading: SegmentReading, place: PlaceReading | None) -> _Spot | None:
        """The known place where the segment's fixtures stood, when they say so clearly."""
        if not self.spots:
            return None
        best: tuple[float, int, _Spot] | None = None
        placed = {s.noun for s in reading.surroundings if s.place}
        loose = {f for f in reading.fixtures if f in self.lexicon.props or f in self.lexicon.beings} - placed
        standing = [f for f in reading.fixtures if f in placed or f not in self.surroundings.carried]
        fixed = self.lexicon.scenery | self.lexicon.place_nouns
        for at, spot in enumerate(self.spots):
            shared = [f for f in standing if f in spot.fixtures and f in fixed]
            typical = [f for f in standing if f in self._typical(spot)]
            value = sum(0.4 if f in loose else 1.0 for f in shared) + sum(0.7 if f in loose else 1.2 for f in typical)
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
        name = f"behind {place.text.lower()}" if place.side == "out" else place.text.lower()
        spot = self._add(name, name, place.noun, place.words)
        spot.side = place.side
        return spot

    def _add(self, slug: str, name: str, noun: str, words: tuple[str, ...]) -> _Spot:
        key = "-".join("".join(c if c.isalnum() else " " for c in slug).split())[:48].strip("-") or _NO_PLACE
        taken = {spot.key for spot in self.spots}
        number, base = 2, key
        while key in taken:
            key, number = f"{base}-{number}", number + 1
        spot = _Spot(key=key, name=name, noun=noun, words=dict.fromkeys(words), aliases={name: None})
        spot.stock.name(words)
        self.spots.append(spot)
        return spot

    def _learn(self, spot: _Spot, place: PlaceReading) -> None:
        spot.words.update(dict.fromkeys(place.words))
        spot.aliases[place.text.lower()] = None
