"""Puts a question into the messages of a chat: instructions, worked examples, the payload with its pictures, repairs.

The worked examples are turns of the chat, since small models copy a pattern better than they follow a rule. Roles
alternate strictly, which some chat templates demand.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from iamflow_agents.backends.protocol import Correction, Question
from iamflow_agents.backends.shapes import Manner, strict_schema

_ONLY_JSON = "Answer with one JSON object and nothing else."
_LONGEST_ANSWER = 4_000
"""Characters of a former answer that are shown again; more would crowd out the question."""


def chat_messages(question: Question[Any], corrections: Sequence[Correction], manner: Manner) -> list[BaseMessage]:
    """The chat to send.

    Args:
        question: What is asked.
        corrections: Former answers and what was wrong with them, oldest first.
        manner: How the shape is asked for; without a server that keeps to it, the schema stands in the instructions.
    """
    tells_shape = manner.method in ("json_mode", "plain")
    instructions = f"{question.prompt.instructions.rstrip()}\n\n{_ONLY_JSON}"
    if tells_shape:
        instructions += f" {_shape(question)}"
    turns: list[BaseMessage] = []
    for example in question.prompt.examples:
        turns += [HumanMessage(example.payload), AIMessage(example.answer)]
    turns.append(_asked(question))
    for correction in corrections:
        turns += [AIMessage(_said(correction)), HumanMessage(_mend(correction, question, tells_shape))]
    if manner.has_system:
        return [SystemMessage(instructions), *turns]
    return [_headed(instructions, turns[0]), *turns[1:]]


def _asked(question: Question[Any]) -> HumanMessage:
    if not question.pictures:
        return HumanMessage(question.payload)
    parts: list[str | dict[str, Any]] = [{"type": "text", "text": question.payload}]
    for picture in question.pictures:
        if picture.label:
            parts.append({"type": "text", "text": picture.label})
        data = base64.b64encode(picture.data).decode("ascii")
        parts.append({"type": "image", "base64": data, "mime_type": picture.mime_type})
    return HumanMessage(parts)


def _headed(instructions: str, first: BaseMessage) -> HumanMessage:
    """The first user turn with the instructions before it, for models that know no system turn."""
    if isinstance(first.content, str):
        return HumanMessage(f"{instructions}\n\n{first.content}")
    return HumanMessage([{"type": "text", "text": instructions}, *first.content])


def _said(correction: Correction) -> str:
    """A former answer; some servers refuse an empty turn."""
    return correction.answer.strip()[:_LONGEST_ANSWER] or "(no answer)"


def _mend(correction: Correction, question: Question[Any], tells_shape: bool) -> str:
    shape = "" if tells_shape else f" {_shape(question)}"
    return f"That cannot be used: {correction.problem}. Give the whole answer again, corrected. {_ONLY_JSON}{shape}"


def _shape(question: Question[Any]) -> str:
    """The schema in words, so that a server that ignores it is told at least."""
    return f"It must fit this JSON schema:\n{json.dumps(strict_schema(question.schema), ensure_ascii=False)}"
