"""Who is where: the characters seen at each place, and the place to which those of a segment belong.

When a segment names no place, and tells of two or more who were together elsewhere and of nobody who was only here,
the story is back with them. Where one of them is said to come in, they have come here; who was here later than there
has come along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from iamflow_agents.agents.reading import SegmentReading
from iamflow_agents.agents.segment_state import Reference
from iamflow_agents.records import CHARACTER_KINDS, PresenceState

TOGETHER = 2
"""So many who were together elsewhere bring the story back there."""


@dataclass(frozen=True, slots=True)
class Company:
    """Keys of the characters a segment shows, in the order of the text, and of those of them who only now arrive."""

    here: tuple[str, ...] = ()
    arriving: frozenset[str] = frozenset()

    def settled(self) -> set[str]:
        """Who is there without having come just now."""
        return set(self.here) - self.arriving


def company_of(reading: SegmentReading, answers: Sequence[Reference | None]) -> Company:
    """The characters on screen in a segment.

    Args:
        reading: What the segment says.
        answers: Whom each of its mentions means.
    """
    here: dict[str, None] = {}
    arriving: set[str] = set()
    for mention, answer in zip(reading.mentions, answers, strict=True):
        shown = mention.state is PresenceState.ON_SCREEN and (mention.role != "possessor" or mention.owns_look)
        if answer is None or mention.quoted or mention.denied or not shown:
            continue
        keys = [d.key for d in answer.dossiers if d.kind in CHARACTER_KINDS]
        here.update(dict.fromkeys(keys))
        if mention.enters:
            arriving.update(keys)
    return Company(tuple(here), frozenset(arriving))


@dataclass(slots=True)
class Whereabouts:
    """Whom the story has shown at one place."""

    seen: dict[str, int] = field(default_factory=dict)
    """Keys, each with the number of the last segment that showed it there."""

    def note(self, keys: Iterable[str], segment: int) -> None:
        """Remember who was there in a segment."""
        self.seen.update(dict.fromkeys(keys, segment))


def gathered_at(company: Company, places: Sequence[Whereabouts], current: int) -> int | None:
    """Which earlier place a segment's characters belong to, or None where they may as well be here.

    Args:
        company: Who the segment shows.
        places: Who was seen at each place so far.
        current: Index of the place where the story was.

    Returns:
        Index of the place.
    """
    settled, here = company.settled(), set(places[current].seen)
    best: tuple[int, int] | None = None
    for at, place in enumerate(places):
        there = set(place.seen)
        only_there, only_here = settled & there - here, (settled & here) - there
        followed = company.arriving & there - here
        along = {key for key in settled & here & there if places[current].seen[key] > place.seen[key]}
        weight = len(only_there) - len(along)
        if at == current or only_here or followed or weight < TOGETHER:
            continue
        if best is None or (weight, at) > best:
            best = (weight, at)
    return best[1] if best is not None else None
