"""What judging takes and rating frames came to in a job: questions, calls, failures, and how much stayed unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iamflow_agents.records import VerdictKind
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import Verdict
from iamflow_agents.usage import CACHED, ModelCall

RULES = "rules"
"""The settings string of the judge that measures pixels and asks no model."""


def judge_calls(store: StoryStore, job_id: str, segment_index: int | None = None) -> list[ModelCall]:
    """Lines of a job's account that are a judge's, oldest first; of one segment, if one is named."""
    calls = (call for call in store.model_calls(job_id) if call.is_of_judge)
    return [call for call in calls if segment_index in (None, call.segment_index)]


def judge_figures(calls: Sequence[ModelCall], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Sum up how a job's takes were judged, as `StoryResult.cost["judge"]` holds it.

    Args:
        calls: The judge's lines of the account, over all starts.
        verdicts: On all takes, rejected ones included.

    Returns:
        `names` (who judged), `takes` (judged), `verdicts`, `unknown` (verdicts that nobody could give), and of models
        `questions`, `calls`, `cached` and `failed` (questions).
    """
    return {
        "names": sorted({verdict.model for verdict in verdicts if verdict.model}),
        "takes": len({(verdict.segment_index, verdict.take_number) for verdict in verdicts}),
        "verdicts": len(verdicts),
        "unknown": sum(verdict.kind is VerdictKind.UNKNOWN for verdict in verdicts),
        **_asked(calls),
    }


def frame_scorer_figures(calls: Sequence[ModelCall]) -> dict[str, Any]:
    """Sum up what rating frames took, as `StoryResult.cost["frame_scorer"]` holds it.

    Args:
        calls: The job's account, over all starts.

    Returns:
        `names` (of the models that rated), `questions`, `calls`, `cached` and `failed` (questions).
    """
    mine = [call for call in calls if call.is_of_frame_scorer]
    return {"names": sorted({call.backend for call in mine}), **_asked(mine)}


def _asked(calls: Sequence[ModelCall]) -> dict[str, int]:
    return {
        "questions": len(calls),
        "calls": sum(call.calls for call in calls),
        "cached": sum(call.outcome == CACHED for call in calls),
        "failed": sum(call.is_failure for call in calls),
    }


def judge_notes(calls: Sequence[ModelCall], chosen: Sequence[Verdict]) -> list[str]:
    """Say what a model that judged the film could not tell; nothing where no model judged.

    Args:
        calls: The judge's lines of the account.
        chosen: Verdicts on the takes that are in the film.
    """
    unknown = [verdict for verdict in chosen if verdict.kind is VerdictKind.UNKNOWN]
    if not calls or not unknown:
        return []
    where = sorted({verdict.segment_index + 1 for verdict in unknown})
    segments = f"segment{'s' if len(where) > 1 else ''} {', '.join(map(str, where))}"
    return [f"{len(unknown)} of {len(chosen)} checks of the film are unknown, since the judge gave none ({segments})"]
