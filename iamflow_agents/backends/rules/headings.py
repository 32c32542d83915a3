"""Slug lines of screenplays: "INT. KITCHEN - NIGHT", with marks before them and times or nearer places behind.

Only the line itself is read here; what place it means is decided with all other places of the story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(
    r"^\W*(?:(?:[a-z][a-z' ]{2,30}\d*[a-z]?|\d+[a-z]?)\s*[-–—:.)]+\s*|(?:flashback|scene \d+|cut to|later|\d+)\s+)?"
    r"(?:int\.?\s*/\s*ext\b|ext\.?\s*/\s*int\b|int\b|ext\b|i\s*/\s*e\b|est\b(?=\.))[.:]?\s+"
    r"(?P<place>[^\n.]+?)(?P<rest>(?:\s+[-–—]+\s*[^\n.]+?)*)\s*(?:\.(?:\s|$)|\n|$)",
    re.IGNORECASE,
)
_HEADING_TIMES = frozenset({
    "day", "night", "morning", "evening", "afternoon", "noon", "midday", "midnight", "dawn", "dusk", "sunrise",
    "sunset", "twilight", "later", "continuous", "same", "moving", "moments", "flashback", "present", "past",
    "years", "days", "hours", "weeks", "months", "earlier", "before", "after", "time", "intercut", "resuming",
    "dream", "winter", "summer", "spring", "autumn", "magic", "hour", "early", "late", "stationary", "parked",
    "driving", "travelling", "traveling", "rain", "snow", "establishing", "stormy", "raining", "sunny", "nightfall",
    "daybreak", "shift", "next", "following", "previous", "week", "month", "year", "minutes", "seconds", "meanwhile",
    "simultaneous", "soon", "season", "eve", "lunchtime", "bedtime", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "weekend", "christmas",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A screenplay's slug line; `end` is where the prompt's own sentences begin."""

    place: str
    time: str
    start: int
    end: int


def read_heading(prompt: str) -> Heading | None:
    """Read "INT. KITCHEN - NIGHT" at the start of a prompt, or return None.

    Marks may stand before it ("FLASHBACK - INT. GARAGE"), and more than one place in it ("EXT. FARM - BARN - DAY"),
    of which the last is the nearest.
    """
    found = _HEADING.match(prompt)
    if found is None or not any(c.isalpha() for c in found["place"]):
        return None
    parts = [found["place"], *(part for part in re.split(r"\s+[-–—]+\s*", found["rest"]) if part)]
    times = [part for part in parts[1:] if _is_time(part)]
    places = [part for part in parts if part not in times]
    place = re.sub(r"\s*\([^)]*\)", "", places[-1]).strip() or found["place"].strip()
    *front, last = place.split()
    if front and last.lower() in _HEADING_TIMES:
        place, times = " ".join(front), [last, *times]
    return Heading(place, " ".join(times).strip(), found.start("place"), found.end())


def _is_time(part: str) -> bool:
    """Whether a part of a heading says when, or how it goes on, not where."""
    words = set(re.findall(r"[^\W\d_]+", part.lower()))
    return bool(words & _HEADING_TIMES) or not words
