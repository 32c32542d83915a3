"""What of a judge's answer can be used: ids that exist, looks that were asked about, frames that were shown.

Every row is looked at by itself. A row that cannot be used counts as not answered, so that it becomes `unknown` and
never a confirmation, and what stands beside it is kept. What is wrong or lacking is told to the judge once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from iamflow_agents.agents.viewing_answer import AbsentSeen, IdentitySeen, PlaceSeen, TraitSeen, ViewAnswer
from iamflow_agents.agents.viewing_split import Part, Share
from iamflow_agents.records import Kind

_THERE = frozenset({"on_screen", "duplicated", "swapped"})
"""States in which something is seen where the identity should be."""
_SHOWN_CHARS = 60


@dataclass(slots=True, kw_only=True)
class Usable:
    """The rows of an answer that can be used, and what is wrong with the others."""

    identities: dict[str, IdentitySeen] = field(default_factory=dict)
    traits: dict[tuple[str, int], TraitSeen] = field(default_factory=dict)
    also: dict[tuple[str, str], str] = field(default_factory=dict)
    gone: dict[str, AbsentSeen] = field(default_factory=dict)
    place: PlaceSeen | None = None
    problems: list[str] = field(default_factory=list)
    """A sentence each, for the judge."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be used."""
        return not self.identities and not self.gone and self.place is None


def usable_rows(answer: ViewAnswer, share: Share, known: Collection[str], n_frames: int) -> Usable:
    """Sort an answer's rows into those that can be used and what is wrong.

    Args:
        answer: What a judge said.
        share: What it was asked.
        known: Everybody who may have been swapped in.
        n_frames: How many frames it was shown.
    """
    found = Usable()
    parts = {part.card.key: part for part in share.parts}
    told = Counter(row.id for row in answer.identities)
    for row in answer.identities:
        part = parts.get(row.id)
        problem = _id_problem(row.id, parts, told[row.id]) or _row_problem(row, parts[row.id], known, n_frames)
        if problem or part is None:
            _add(found.problems, problem)
            continue
        found.identities[row.id] = row
        _take_looks(row, part, found)
    _add_missing(found.problems, [key for key in parts if not told[key]], "identities")
    _take_gone(answer.gone, share.gone, n_frames, found)
    _take_place(answer.place, share.place, n_frames, found)
    return found


def _take_looks(row: IdentitySeen, part: Part, found: Usable) -> None:
    """Looks of somebody who is there, and what is seen where nothing was said."""
    asked = {trait.number: trait.value for trait in part.traits}
    told = Counter(look.look for look in row.looks)
    for look in row.looks:
        problem = _look_problem(look, asked, told[look.look])
        if problem:
            found.problems.append(f"{row.id}: {problem}")
        else:
            found.traits[row.id, look.look] = look
    if row.state in _THERE:
        lacking = [str(number) for number in asked if not told[number]]
        if lacking:
            found.problems.append(f"{row.id}: look {', '.join(lacking)} is not answered")
    slots = {slot.value for slot in part.open_slots}
    for seen in row.also:
        if seen.slot in slots and seen.observed.strip():
            found.also.setdefault((row.id, seen.slot), _line(seen.observed))


def _id_problem(key: str, known: Collection[str], times: int) -> str:
    if key not in known:
        return f"nobody called {key[:_SHOWN_CHARS]!r} is asked about"
    return f"{key} is answered {times} times" if times > 1 else ""


def _row_problem(row: IdentitySeen, part: Part, known: Collection[str], n_frames: int) -> str:
    """Why what is said of one identity cannot be used; empty if it can."""
    if problem := _frame_problem(row.frame, row.confidence, n_frames, needed=row.state in _THERE):
        return f"{row.id}: {problem}"
    is_group = part.card.look.kind is Kind.GROUP
    if row.state == "duplicated" and row.count < 2:
        return f"{row.id}: duplicated needs a count of 2 or more, not {row.count}"
    if row.state == "on_screen" and row.count != 1 and not is_group:
        return f"{row.id}: on_screen needs a count of 1, not {row.count}; say duplicated for more"
    if row.state == "missing" and row.count > 0:
        return f"{row.id}: missing needs a count of 0, not {row.count}"
    if row.state == "swapped" and (row.swapped_with not in known or row.swapped_with == row.id):
        return f"{row.id}: swapped needs the id of somebody else in swapped_with"
    if row.state != "swapped" and row.swapped_with.strip():
        return f"{row.id}: swapped_with is only for the state swapped"
    return ""


def _look_problem(look: TraitSeen, asked: dict[int, str], times: int) -> str:
    if look.look not in asked:
        return f"look {look.look} is not asked about"
    if times > 1:
        return f"look {look.look} is answered {times} times"
    if look.seen == "contradicted" and not look.observed.strip():
        return f"look {look.look} is contradicted, but observed says not by what"
    if look.seen == "contradicted" and _same(look.observed, asked[look.look]):
        return f"look {look.look} is contradicted by the very thing that is expected"
    if look.seen == "confirmed" and look.observed.strip() and not _words(look.observed) & _words(asked[look.look]):
        return f"look {look.look} is confirmed, but observed says something else"
    return ""


def _take_gone(rows: Sequence[AbsentSeen], asked: Sequence[str], n_frames: int, found: Usable) -> None:
    told = Counter(row.id for row in rows)
    for row in rows:
        problem = _id_problem(row.id, asked, told[row.id])
        problem = problem or _frame_problem(row.frame, row.confidence, n_frames, needed=row.seen)
        if problem:
            found.problems.append(f"gone: {problem}")
        else:
            found.gone[row.id] = row
    _add_missing(found.problems, [key for key in asked if not told[key]], "gone")


def _take_place(rows: Sequence[PlaceSeen], asked: bool, n_frames: int, found: Usable) -> None:
    if not asked:
        return
    if len(rows) != 1:
        found.problems.append(f"place needs one row, not {len(rows)}")
        return
    row = rows[0]
    problem = _frame_problem(row.frame, row.confidence, n_frames, needed=row.match != "unclear")
    if not problem and row.match == "no" and not row.observed.strip():
        problem = "it does not match, but observed says not what is seen"
    if problem:
        found.problems.append(f"place: {problem}")
    else:
        found.place = row


def _frame_problem(frame: int, confidence: float, n_frames: int, *, needed: bool) -> str:
    if not 0 <= frame <= n_frames:
        return f"there is no frame {frame}"
    if needed and frame == 0:
        return "the frame that shows it is not named"
    return "" if 0.0 <= confidence <= 1.0 else f"the confidence must be from 0 to 1, not {confidence:g}"


def _add(problems: list[str], problem: str) -> None:
    if problem not in problems:
        problems.append(problem)


def _add_missing(problems: list[str], keys: Sequence[str], where: str) -> None:
    if keys:
        problems.append(f"{where}: no row for {', '.join(keys)}")


def _same(one: str, other: str) -> bool:
    """Whether two phrases say the same words, whatever their order."""
    return bool(_words(one)) and _words(one) == _words(other)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - {"a", "an", "the"}


def _line(text: str) -> str:
    return " ".join(text.split())
