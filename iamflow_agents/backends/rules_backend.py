"""The offline rules as a backend like any other: every question is answered with the guess it brought along.

Nothing is computed here; the rules themselves stand in `backends.rules` and have spoken before a question is put.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iamflow_agents.backends.protocol import Completion, Correction, Question

_VERSION = 1


class RulesBackend:
    """Answers with `question.guess`; no request is sent, so none is counted, and it never fails."""

    @property
    def name(self) -> str:
        """The settings string."""
        return "rules"

    @property
    def fingerprint(self) -> str:
        """The guess is part of the question, so only the way it is written can change an answer."""
        return f"rules/{_VERSION}"

    @property
    def sees_pictures(self) -> bool:
        """Pictures may come along; whoever made the guess has looked at them already."""
        return True

    @property
    def is_local(self) -> bool:
        """Its answers cost nothing."""
        return True

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        """Answer with the guess; corrections change nothing, since there is nothing else to say."""
        return Completion(text=question.guess.model_dump_json())

    def close(self) -> None:
        """Hold nothing, free nothing."""
