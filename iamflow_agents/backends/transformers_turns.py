"""A question as the turns of a chat, for models that run in this process.

Nothing forces such a model to a shape, so the schema is part of the instructions. Models without a chat template get
the same turns as plain paragraphs.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from iamflow_agents.backends.protocol import Correction, Picture, Question

_SHAPE = "Answer with JSON only, without any words around it, in the shape of this JSON schema:"
_LONGEST_ANSWER = 4_000
"""Characters of a former answer that are shown again; more would crowd out the question."""
_HEADINGS = {"user": "### Question", "assistant": "### Answer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one side says."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[Picture, ...] = ()


def turns_of(question: Question[Any], corrections: Sequence[Correction] = ()) -> tuple[Turn, ...]:
    """Instructions, worked examples, the question, and what was wrong with former answers."""
    schema = json.dumps(question.schema.model_json_schema(), ensure_ascii=False, separators=(",", ":"))
    turns = [Turn(role="system", text=f"{question.prompt.instructions.strip()}\n\n{_SHAPE}\n{schema}")]
    for example in question.prompt.examples:
        turns += [Turn(role="user", text=example.payload), Turn(role="assistant", text=example.answer)]
    turns.append(Turn(role="user", text=question.payload, pictures=question.pictures))
    for correction in corrections:
        said = correction.answer.strip()[:_LONGEST_ANSWER] or "(no answer)"
        turns.append(Turn(role="assistant", text=said))
        turns.append(Turn(role="user", text=f"{correction.problem}\nAnswer again with the whole corrected JSON."))
    return tuple(turns)


def without_system(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The same with the instructions at the head of the first question, for templates that know no system role."""
    system, first, *rest = turns
    return (Turn(role=first.role, text=f"{system.text}\n\n{first.text}", pictures=first.pictures), *rest)


def chat_of(turns: Sequence[Turn], *, in_parts: bool) -> list[dict[str, Any]]:
    """Turns as chat templates take them.

    Args:
        turns: What was said.
        in_parts: Whether content is a list of parts, as vision models' templates want it, or plain text.

    Raises:
        OSError: If a picture cannot be read.
    """
    if not in_parts:
        return [{"role": turn.role, "content": turn.text} for turn in turns]
    return [{"role": turn.role, "content": [*_shown(turn), {"type": "text", "text": turn.text}]} for turn in turns]


def plain_text_of(turns: Sequence[Turn]) -> str:
    """Turns as one text that ends where the answer begins."""
    paragraphs = [f"{_HEADINGS[turn.role]}\n{turn.text}" if turn.role in _HEADINGS else turn.text for turn in turns]
    return "\n\n".join([*paragraphs, _HEADINGS["assistant"]]) + "\n"


def _shown(turn: Turn) -> list[dict[str, Any]]:
    """A turn's pictures, each behind its label."""
    from PIL import Image

    parts: list[dict[str, Any]] = []
    for picture in turn.pictures:
        if picture.label:
            parts.append({"type": "text", "text": picture.label})
        parts.append({"type": "image", "image": Image.open(io.BytesIO(picture.data)).convert("RGB")})
    return parts
