"""Places of a story: decides whether a segment plays where an earlier one did, under whatever words.

Names of places are compared by their head noun, its family, and their describing words; fixtures ("the pumps", "the
ferns") lead back to the place where they stood. A segment that names no place goes on where the last one was.
"""

from __future__ import annotations

from iamflow_agents.agents.company import Company, Whereabouts, gathered_at
from iamflow_agents.agents.reading import PlaceReading, SegmentReading
from iamflow_agents.agents.spots import ANY_PLACE, ASIDE, FRAGMENT, Spot, SpotFinder
from iamflow_agents.agents.stands import ENOUGH, Surroundings
from iamflow_agents.agents.ways import Ways
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.records import Place

_NO_PLACE = "unnamed-place"
_NOBODY = Company()
_WIDE = frozenset(["town", "village", "city", "street", "island"])
_VAST = frozenset(["world", "country", "neighbourhood", "building"])
_WHOLE = frozenset(["whole", "entire", "rest", "same"])
_SURE, _SURE_WEAK, _SECOND = 2.2, 2.5, 2.4
"""Weights from which a phrase opens a place, from which a word that is also no place does, and for second phrases."""
_GONE_TO = 3.4
"""Weight from which a town or an island is gone to, not only lived in."""
_OUTRIGHT = 4.0
"""Weight of a place that is named outright: a heading, a fragment, a phrase in front."""
_VISION_LASTS = 3
"""Segments for which the place before a dream is kept in mind."""


class Atlas:
    """Collects places in story order; `enter` is called once a segment."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.spots: list[Spot] = []
        self.current: Spot | None = None
        self.visited: list[Spot] = []
        """The places of all segments so far."""
        self.before_vision: Spot | None = None
        """Where the story was before a dream, a memory or a flashback began."""
        self.since_vision = 0
        self.segment = 0
        self.surroundings, self.finder = Surroundings(lexicon), SpotFinder(lexicon)
        self.ways = Ways(self.finder)
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
        self.visited.append(spot)
        return spot.key, spot.name

    def places(self) -> tuple[Place, ...]:
        """All places, in the order they were entered."""
        return tuple(
            Place(key=s.key, name=s.name, aliases=tuple(a for a in s.aliases if a != s.name)) for s in self.spots
        )

    def _choose(self, reading: SegmentReading, company: Company) -> tuple[Spot, str]:
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
            back = self.ways.back_to(self.visited, best) if reading.back else None
            if back is not None:
                self._learn(back, best)
                return back, f'the story goes back to "{best.text}"'
            if there is not None and self._gives_way(best, there[2]):
                return there[:2]
            others = (self.finder.find(self.spots, p) for p in named[1:] if p.weight >= _SECOND)
            known = next((spot for spot in others if spot is not None), None)
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

    def _by_company(self, company: Company) -> Spot | None:
        """The place where those of a segment were together who were not here."""
        if self.current is None:
            return None
        at = gathered_at(company, [spot.company for spot in self.spots], self.spots.index(self.current))
        return None if at is None else self.spots[at]

    def _named_again(self, reading: SegmentReading, best: PlaceReading) -> tuple[Spot, str] | None:
        """The known place that the surest phrase names, describes, or stands among the things of."""
        known = self.finder.find(self.spots, best)
        if known is not None:
            self._learn(known, best)
            return known, f'"{best.text}" names it again'
        known = self.finder.by_description(self.spots, best)
        if known is not None:
            return known, f'"{best.text}" describes it'
        settled = best.weight >= FRAGMENT and self.finder.tells(best.noun)
        by_things = None if settled else self._by_fixtures(reading, best)
        if by_things is not None:
            self._learn(by_things, best)
            return by_things, f'"{best.text}" is taken for it, as {self._shown_fixtures(reading, by_things)} there'
        return None

    def _may_open(self, place: PlaceReading) -> bool:
        """Whether a phrase says surely enough that the story is somewhere new."""
        bare = set(place.words) <= {place.noun, *_WHOLE}
        if place.definite and bare and place.noun in ANY_PLACE | _VAST and place.weight < FRAGMENT + 1:
            return False
        if place.definite and bare and place.noun in _WIDE and place.weight < _GONE_TO:
            return False
        nouns = self.lexicon.weak_places | (self.lexicon.place_behind.keys() - self.lexicon.place_nouns)
        weak = place.noun in nouns and not self._tells_more(place)
        return place.weight >= (_SURE_WEAK if weak else _SURE)

    def _tells_more(self, place: PlaceReading) -> bool:
        return any(self.finder.tells(word) for word in place.words)

    def _gives_way(self, place: PlaceReading, thing: str) -> bool:
        """Whether a phrase that names nothing known yields to what stands about; "at the church" is the church."""
        *told, noun = thing.split()
        itself = noun == place.noun and not told
        return place.weight < _OUTRIGHT and not (itself and place.weight >= _SECOND)

    def _by_surroundings(self, reading: SegmentReading) -> tuple[Spot, str, str] | None:
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

    def _told_otherwise(self, reading: SegmentReading) -> tuple[Spot, str] | None:
        """A place told without its name: the same one, where somebody is, after waking, outside or inside."""
        surest = reading.places[0].weight if reading.places else 0.0
        if self.current is None:
            return None
        if reading.same_place:
            known = self.finder.find(self.spots, reading.places[0]) if reading.places else None
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

    def _moved(self, way: str) -> tuple[Spot, str] | None:
        """Out of the current place, back in where one came from, or up and down in a house."""
        here = self.visited[-1]
        if way == "home":
            home = self.ways.home(self.spots)
            return (home, "the story goes home") if home is not None else self._named("home", "to a")
        if way == "in":
            return self._inside(here)
        if way == "out" and (here.inner is not None or here.side in ASIDE):
            return None
        known = self.ways.out_of(self.visited) if way == "out" else None
        if known is not None:
            return known, "the story goes out again"
        word = {"out": "outside", "up": "upstairs from", "down": "downstairs from"}[way]
        spot, why = self._named(f"{word} {here.name}", way)
        spot.inner = spot.inner or (here if way == "out" else None)
        return spot, why

    def _inside(self, here: Spot) -> tuple[Spot, str] | None:
        """Back in where the story came from, or into the house that it stands before."""
        if self.ways.has_roof(here):
            return None
        back = self.ways.back_in(self.visited)
        return (back, "the story goes back inside") if back is not None else self._named(f"inside {here.name}", "in")

    def _named(self, name: str, way: str) -> tuple[Spot, str]:
        """The place of a name that was made for it."""
        for spot in self.spots:
            if spot.name == name:
                return spot, f"the story goes {way} again"
        return self._add(name, name, name if name == "home" else "", ()), f"the story goes {way}"

    def _shown_fixtures(self, reading: SegmentReading, spot: Spot) -> str:
        """What of a segment stands at a place, as the subject of "... there"."""
        typical = self._typical(spot)
        things = [f for f in dict.fromkeys(reading.fixtures) if f in spot.fixtures or f in typical]
        return f"{' and '.join(things[:3])} {'belong' if len(things) > 1 else 'belongs'}"

    def _typical(self, spot: Spot) -> frozenset[str]:
        """What stands at places of this sort: hay in a livery stable as in any."""
        tail = spot.noun.rsplit("-", 1)[-1]
        return self.lexicon.fixtures.get(spot.noun, frozenset()) | self.lexicon.fixtures.get(tail, frozenset())

    def _by_fixtures(self, reading: SegmentReading, place: PlaceReading | None) -> Spot | None:
        """The known place where the segment's fixtures stood, when they say so clearly."""
        if not self.spots:
            return None
        best: tuple[float, int, Spot] | None = None
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

    def _open(self, place: PlaceReading) -> Spot:
        aside = {"out": "outside ", "behind": "behind "}.get(place.side, "")
        name = f"{aside}{place.text.lower()}"
        spot = self._add(name, name, place.noun, place.words)
        spot.side = place.side
        return spot

    def _add(self, slug: str, name: str, noun: str, words: tuple[str, ...]) -> Spot:
        key = "-".join("".join(c if c.isalnum() else " " for c in slug).split())[:48].strip("-") or _NO_PLACE
        taken = {spot.key for spot in self.spots}
        number, base = 2, key
        while key in taken:
            key, number = f"{base}-{number}", number + 1
        spot = Spot(key=key, name=name, noun=noun, words=dict.fromkeys(words), aliases={name: None})
        spot.heads.update(dict.fromkeys(sorted(self.finder.heads(noun, words))))
        spot.stock.name(words)
        self.spots.append(spot)
        return spot

    def _learn(self, spot: Spot, place: PlaceReading) -> None:
        spot.words.update(dict.fromkeys(place.words))
        spot.heads.update(dict.fromkeys(sorted(self.finder.heads(place.noun, place.words))))
        spot.aliases[place.text.lower()] = None
