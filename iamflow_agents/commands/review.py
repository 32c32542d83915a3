"""`iamflow review`: shows what a job waits for and takes the answer, by flags or by asking on a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import typer
from rich.table import Table

from iamflow_agents.commands.jobs import resume_job, show_result
from iamflow_agents.commands.output import write_json, write_line, write_rich
from iamflow_agents.errors import ConfigError, ReviewRequiredError, StoppedError
from iamflow_agents.invoking import Reply
from iamflow_agents.reviewing import pending_review
from iamflow_agents.reviews import Decision, ReviewQuestion, parse_edit, parse_merge, parse_split, read_decision
from iamflow_agents.settings import Settings

_ACTIONS = {
    "approve": "go on",
    "retake": "make the segment again",
    "cut": "again, beginning with a cut",
    "edit": "change the story and ask again",
    "stop": "leave it open",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was given on the command line."""

    actions: tuple[str, ...] = ()
    prompt: str | None = None
    segment: int | None = None
    looks: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()
    merges: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    seed: int | None = None
    answer: str | None = None

    def __bool__(self) -> bool:
        """Tell whether anything was."""
        return self != Said()


def review_job(job_id: str, settings: Settings, said: Said, *, as_json: bool) -> None:
    """Show what a job waits for; with an answer, go on.

    Raises:
        ReviewRequiredError: If it asks something after that.
        StoryError: If the answer does not fit, or the job could not go on.
    """
    question = pending_review(job_id, settings=settings)
    if question is None:
        if said:
            raise ConfigError(
                f"job {job_id!r} asks nothing",
                where="review",
                next_step=f"`iamflow resume {job_id}` goes on; `iamflow retake` makes a segment again.",
            )
        write_json(None) if as_json else write_line(f"{job_id} asks nothing.")
        return
    if said:
        _go_on(job_id, settings, to_decision(question, said), as_json=as_json)
        return
    if as_json:
        write_json(question.model_dump(mode="json"))
        return
    show_question(question)
    if on_terminal():
        _talk(job_id, settings, question)


def on_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _talk(job_id: str, settings: Settings, question: ReviewQuestion | None) -> None:
    """Ask until the job is done or put away."""
    while question is not None:
        decision = _ask_person(question)
        try:
            _go_on(job_id, settings, decision, as_json=False)
        except (ReviewRequiredError, ConfigError) as error:
            typer.echo(f"{error}", err=True)
        if decision.action == "stop":
            return
        question = pending_review(job_id, settings=settings)
        if question is not None:
            show_question(question)


def _go_on(job_id: str, settings: Settings, decision: Decision, *, as_json: bool) -> None:
    """Give the answer to the job; that it stops when told to is no failure."""
    try:
        show_result(resume_job(job_id, settings, reply=Reply(decision=decision)), as_json=as_json)
    except StoppedError as error:
        if decision.action != "stop":
            raise
        typer.echo(f"{error}", err=True)


def to_decision(question: ReviewQuestion, said: Said) -> Decision:
    """What the flags say about a question.

    Raises:
        ConfigError: If they contradict each other or cannot be read.
    """
    if said.answer is not None:
        if said != Said(answer=said.answer):
            _refuse("--answer stands alone", "Put everything into its JSON, or use flags only.")
        return read_decision(said.answer)
    if len(said.actions) > 1:
        _refuse(f"--{said.actions[0]} and --{said.actions[1]} are two answers", "Give one of them.")
    # Changes alone: a segment is made again with them, a cast is asked about again.
    usual = "edit" if question.segment_index is None else "retake"
    return read_decision(
        {
            "action": said.actions[0] if said.actions else usual,
            "prompt": said.prompt,
            "segment_index": None if said.segment is None else said.segment - 1,
            "seed": said.seed,
            "attributes": [
                *(parse_edit(text) for text in said.looks),
                *(parse_edit(text, lock=True) for text in said.locks),
            ],
            "merge": [parse_merge(text) for text in said.merges],
            "split": [parse_split(text) for text in said.splits],
        }
    )


def _refuse(what: str, next_step: str) -> None:
    raise ConfigError(what, where="the flags", next_step=next_step)


def _ask_person(question: ReviewQuestion) -> Decision:
    """Ask on the terminal until an answer can be read."""
    for name, meaning in _ACTIONS.items():
        typer.echo(f"  {name:8} {meaning}", err=True)
    while True:
        try:
            action = typer.prompt("decision", default="approve", err=True).strip()
            given: dict[str, Any] = {"action": action}
            if action in {"retake", "cut", "edit"}:
                given |= _ask_changes(question, action)
            return read_decision(given)
        except ConfigError as error:
            typer.echo(f"{error}", err=True)


def _ask_changes(question: ReviewQuestion, action: str) -> dict[str, Any]:
    """Ask what is to be different; an empty line leaves it as it is."""
    given: dict[str, Any] = {}
    if question.segment_index is not None and action != "edit":
        given["prompt"] = _ask("other words (empty: the same)") or None
    given["attributes"] = []
    while text := _ask("look, such as Nora.top=red sweater (empty: no more)"):
        given["attributes"].append(parse_edit(text))
    for kind, read, example in (("merge", parse_merge, "Nora=woman"), ("split", parse_split, "Nora@4,5=Ida")):
        text = _ask(f"{kind}, such as {example} (empty: none)")
        given[kind] = [read(text)] if text else []
    return given


def _ask(what: str) -> str:
    """A line from the terminal; may be empty."""
    return str(typer.prompt(what, default="", show_default=False, err=True)).strip()


def show_question(question: ReviewQuestion) -> None:
    """Print what is asked and what there is to look at."""
    write_line(f"job            {question.job_id}")
    about = "" if question.segment_index is None else f"segment {question.segment_index + 1}, take {question.take}: "
    write_line(f"{'waits for you' if question.must_decide else 'stops to look':14} {about}{question.reason}")
    rows = (
        ("refused", question.refused),
        ("picture", question.picture),
        ("video", question.video),
        ("prompt", question.prompt),
        ("grounded", question.grounded_prompt),
    )
    for name, text in rows:
        if text:
            write_line(f"{name:14} {text}")
    for problem in question.problems:
        write_line(f"problem        {problem}")
    table = Table("identity", "kind", "name", "looks", box=None)
    for one in question.identities:
        looks = "; ".join(f"{look['slot']}: {look['value']}" for look in one["looks"])
        table.add_row(one["key"], one["kind"], one["name"], looks)
    if question.identities:
        write_rich(table)
    answer = f"iamflow review {question.job_id} --approve | --retake | --cut | --edit | --stop, --prompt, --set, ..."
    go_on = f"; `iamflow resume {question.job_id}` goes on, too" if not question.must_decide else ""
    write_line(f"answer         {answer}{go_on}")
