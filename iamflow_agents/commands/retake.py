"""`iamflow retake`: shows what will be made again, asks on a terminal, and does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from iamflow_agents.commands.jobs import show_result, with_progress
from iamflow_agents.commands.output import write_json, write_line
from iamflow_agents.commands.review import on_terminal
from iamflow_agents.retaking import RetakePlan, carry_out, plan_retake
from iamflow_agents.reviews import AttributeEdit
from iamflow_agents.settings import Settings


def retake_segment(
    job_id: str,
    settings: Settings,
    *,
    segment_index: int,
    prompt: str | None,
    looks: Sequence[AttributeEdit],
    seed: int | None,
    cut: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Plan, show, ask, make.

    Raises:
        StoryError: If it cannot be planned or could not be finished.
    """
    plan = plan_retake(
        job_id, segment_index=segment_index, prompt=prompt, looks=looks, seed=seed, cut=cut, settings=settings
    )
    if dry_run:
        write_json(plain_plan(plan)) if as_json else _show(plan, write_line)
        return
    _show(plan, lambda line: typer.echo(line, err=True))
    if not yes and on_terminal() and not typer.confirm("Make them?", default=True, err=True):
        typer.echo("Nothing was changed.", err=True)
        return
    result = with_progress(lambda on_event, stop: carry_out(plan, settings=settings, on_event=on_event, stop=stop))
    show_result(result, as_json=as_json)


def plain_plan(plan: RetakePlan) -> dict[str, Any]:
    """A plan for machines; segments count from 0."""
    again = [{"segment_index": one.segment_index, "reason": one.reason} for one in plan.segments]
    made_again = {one.segment_index for one in plan.segments}
    return {
        "job_id": plan.job_id,
        "segment_index": plan.segment_index,
        "again": again,
        "kept": [index for index in range(plan.n_segments) if index not in made_again],
        "notes": list(plan.notes),
    }


def _show(plan: RetakePlan, write: Any) -> None:
    """Say it in lines."""
    for one in plan.segments:
        write(f"again          segment {one.segment_index + 1}: {one.reason}")
    write(f"kept           {plan.n_segments - len(plan.segments)} of {plan.n_segments} segments as they are")
    for note in plan.notes:
        write(f"note           {note}")
