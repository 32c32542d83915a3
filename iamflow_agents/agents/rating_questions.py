"""Asks how well some frames of a take show whom: as few questions as answers fit, each worded for itself.

The keyframes of one block are asked about together, and never with those of another: what is asked does not depend on
how quick the judge is, so that an answer that was paid for is found again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.agents.rating_answer import NOTHING, RatingAnswer, RowSeen, rating_shape, usable
from iamflow_agents.agents.viewing_brief import card_of
from iamflow_agents.agents.viewing_split import CHARS_PER_TOKEN, MOST_PEOPLE, Part
from iamflow_agents.agents.viewing_words import described, person, section, short, shot
from iamflow_agents.backends.protocol import Picture, Prompt, Question
from iamflow_agents.takes import SegmentRequest

MOST_FRAMES = 4
"""Pictures in one question."""
_SHARE = 0.75
"""Of the token limit; the rest is for models that indent or talk around their answer."""
_MOST_WRONG = 4
"""Looks that a long row calls wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingQuestion:
    """A question with what is needed to read its answer."""

    parts: tuple[Part, ...]
    frames: tuple[int, ...]
    """Position, among the frames that were given, of each frame of the question."""
    question: Question[RatingAnswer]


def ask_about_frames(
    request: SegmentRequest, pictures: Sequence[Picture], prompt: Prompt, max_tokens: int
) -> list[RatingQuestion]:
    """Share frames and cast out over questions whose answers fit the token limit.

    Args:
        request: What the take was to show.
        pictures: The frames, in order of time; their labels are made here.
        prompt: Instructions and examples.
        max_tokens: Tokens of an answer, at most.
    """
    cards = [card_of(look, request) for look in {look.identity: look for look in request.cast}.values()]
    parts = [Part(card=card, traits=card.traits, open_slots=()) for card in cards]
    room = max(1, int(max_tokens * _SHARE) // _row_tokens(parts))
    n_people = min(MOST_PEOPLE, room)
    asked = []
    for first in range(0, len(parts), n_people):
        some = tuple(parts[first : first + n_people])
        n_frames = min(MOST_FRAMES, max(1, room // len(some)))
        for begin in range(0, len(pictures), n_frames):
            frames = tuple(range(begin, min(begin + n_frames, len(pictures))))
            shown = tuple(
                Picture(data=pictures[frame].data, mime_type=pictures[frame].mime_type, label=f"Frame {number}")
                for number, frame in enumerate(frames, start=1)
            )
            asked.append(_question(request, parts, some, frames, shown, prompt))
    return asked


def _question(
    request: SegmentRequest,
    parts: Sequence[Part],
    some: tuple[Part, ...],
    frames: tuple[int, ...],
    shown: tuple[Picture, ...],
    prompt: Prompt,
) -> RatingQuestion:
    def nothing_to_use(answer: RatingAnswer) -> Sequence[str]:
        rows, problems = usable(answer, some, len(frames))
        return () if rows else (problems or ["nothing is answered"])

    question: Question[RatingAnswer] = Question(
        prompt=prompt,
        payload=_payload(request, parts, some, len(frames)),
        schema=rating_shape(
            ids=[part.card.key for part in some],
            frames=len(frames),
            looks=max((trait.number for part in some for trait in part.traits), default=0),
        ),
        guess=NOTHING,
        pictures=shown,
        check=nothing_to_use,
        segment_index=request.segment_index,
    )
    return RatingQuestion(parts=some, frames=frames, question=question)


def _payload(request: SegmentRequest, parts: Sequence[Part], some: Sequence[Part], n_frames: int) -> str:
    lines = [f"SHOT: {shot(request.camera)}"]
    if request.style.strip():
        lines.append(f"STYLE: {short(request.style)}")
    lines += section("IDENTITIES", [line for part in some for line in person(part)])
    asked = {part.card.key for part in some}
    others = [described(part.card.look) for part in parts if part.card.key not in asked]
    lines += section("ALSO EXPECTED, not asked about here", others)
    lines.append("PICTURES: frame 1." if n_frames == 1 else f"PICTURES: frames 1 to {n_frames}, each for itself.")
    return "\n".join(lines)


def _row_tokens(parts: Sequence[Part]) -> int:
    """Tokens of the longest sensible row."""
    longest = max((part.card.key for part in parts), key=len, default="")
    wrong = list(range(10, 10 + min(_MOST_WRONG, max((len(part.traits) for part in parts), default=0))))
    row = RowSeen(frame=1, id=longest, seen="twice", focus="blurred", wrong=wrong, confidence=0.95)
    return -(-len(json.dumps(row.model_dump(), ensure_ascii=False)) // CHARS_PER_TOKEN)
