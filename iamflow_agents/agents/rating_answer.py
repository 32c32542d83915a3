"""The shape in which a judge says how well single frames show whom, what of it can be used, and what it is worth.

A row an identity and frame. Every row stands for itself: one that names nobody who was asked about, a frame that was
not shown or a look that was not listed counts as not answered, so that the frame stays as it was. Pure functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from iamflow_agents.agents.answer_fields import told, whole, word
from iamflow_agents.agents.viewing_split import Part
from iamflow_agents.records import Kind

Seen = Literal["whole", "part", "twice", "no"]
Focus = Literal["sharp", "soft", "blurred"]
_SEEN: Mapping[str, float] = {"whole": 1.0, "part": 0.6}
_FOCUS: Mapping[str, float] = {"sharp": 1.0, "soft": 0.8, "blurred": 0.4}
_WRONG = 0.5
"""What is left of a frame's worth for each look that is wrong in it: what is remembered is shown again."""
_NOTHING_KNOWN = 0.5
_SHOWN_CHARS = 60


class RowSeen(BaseModel):
    """How one frame shows one identity."""

    model_config = ConfigDict(extra="forbid")

    frame: int = Field(description="number of the frame")
    id: str
    seen: Seen
    focus: Focus
    wrong: list[int] = Field(description="numbers of the looks that are plainly different")
    confidence: float = Field(description="0 to 1")


class RatingAnswer(BaseModel):
    """How some frames show some identities."""

    model_config = ConfigDict(extra="forbid")

    rows: list[RowSeen]


NOTHING = RatingAnswer(rows=[])
"""What stands where no judge has answered."""


def rating_shape(*, ids: Sequence[str], frames: int, looks: int) -> type[RatingAnswer]:
    """The shape of an answer to one question.

    Args:
        ids: Who is asked about.
        frames: How many frames are shown.
        looks: The highest number of a look.
    """
    # How many there can be is told, not checked: it brings a small model to an end.
    wrong = Field(description=RowSeen.model_fields["wrong"].description, json_schema_extra={"maxItems": looks})
    look: Any = whole(range(1, looks + 1))
    row: Any = create_model(
        "RowSeen",
        __base__=RowSeen,
        frame=(whole(range(1, frames + 1)), told(RowSeen, "frame")),
        id=(word(ids), ...),
        wrong=(list[look], wrong),
    )
    rows = Field(json_schema_extra={"maxItems": frames * len(ids)})
    return create_model("RatingAnswer", __base__=RatingAnswer, rows=(list[row], rows))


def usable(
    answer: RatingAnswer, parts: Sequence[Part], n_frames: int
) -> tuple[dict[tuple[int, str], RowSeen], list[str]]:
    """Sort an answer's rows into those that can be used and what is wrong.

    Args:
        answer: What a judge said.
        parts: Who was asked about.
        n_frames: How many frames it was shown.

    Returns:
        Rows by frame number and identity, and sentences for the judge.
    """
    asked = {part.card.key: {trait.number for trait in part.traits} for part in parts}
    times = Counter((row.frame, row.id) for row in answer.rows)
    rows: dict[tuple[int, str], RowSeen] = {}
    problems: dict[str, None] = {}
    for row in answer.rows:
        problem = _problem(row, asked, n_frames, times[row.frame, row.id])
        if problem:
            problems[problem] = None
        else:
            rows[row.frame, row.id] = row
    return rows, list(problems)


def worth(row: RowSeen, part: Part) -> float | None:
    """How well a frame shows somebody, 0..1; None where the judge would not say.

    Whoever is not in a frame, or in it twice, is not shown by it at all. Anything else counts as far as the judge is
    sure of it, on both sides of a half, which stands for nothing known.
    """
    known = row.seen in _SEEN or (row.seen == "twice" and part.card.look.kind is Kind.GROUP)
    if not known:
        return 0.0 if row.confidence >= _NOTHING_KNOWN else None
    quality = _SEEN.get(row.seen, 1.0) * _FOCUS[row.focus] * _WRONG ** len(set(row.wrong))
    return round(_NOTHING_KNOWN + (quality - _NOTHING_KNOWN) * row.confidence, 4)


def _problem(row: RowSeen, asked: Mapping[str, set[int]], n_frames: int, times: int) -> str:
    """Why a row cannot be used; empty if it can."""
    if row.id not in asked:
        return f"nobody called {row.id[:_SHOWN_CHARS]!r} is asked about"
    if not 1 <= row.frame <= n_frames:
        return f"there is no frame {row.frame}"
    where = f"{row.id} in frame {row.frame}"
    if times > 1:
        return f"{where} is answered {times} times"
    if not 0.0 <= row.confidence <= 1.0:
        return f"{where}: the confidence must be from 0 to 1, not {row.confidence:g}"
    if unknown := sorted(set(row.wrong) - asked[row.id]):
        return f"{where}: look {unknown[0]} is not asked about"
    return f"{where}: what is not seen has no wrong looks" if row.seen == "no" and row.wrong else ""
