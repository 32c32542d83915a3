"""The options of `iamflow review` and `iamflow retake`; what they do is in `review` and `retake`, loaded when used."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()

HomeOption = Annotated[
    str | None, typer.Option("--home", help="Folder of all jobs and the entity database.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
JobArgument = Annotated[str, typer.Argument(help="Name of the job, as `iamflow jobs` lists it.")]
PromptOption = Annotated[str | None, typer.Option("--prompt", help="Other words for the segment.", show_default=False)]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help='How somebody looks from the segment on: "Nora.top=red sweater"; may be repeated.'),
]
LockOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lock", help='The same to the end, whatever the script says later; "Nora.top" locks what is known now.'
    ),
]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Seed of the new take.", show_default=False)]


@app.command()
def review(
    job: JobArgument,
    home: HomeOption = None,
    approve: Annotated[bool, typer.Option("--approve", help="Go on.")] = False,
    retake: Annotated[bool, typer.Option("--retake", help="Make the segment again.")] = False,
    cut: Annotated[bool, typer.Option("--cut", help="Again, beginning with a cut.")] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Change the story and ask again.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Leave the question open.")] = False,
    prompt: PromptOption = None,
    segment: Annotated[
        int | None, typer.Option("--segment", min=1, help="Whose prompt, where the whole cast is asked about.")
    ] = None,
    set_: SetOption = None,
    lock: LockOption = None,
    merge: Annotated[
        list[str] | None, typer.Option("--merge", help='Who is the same: "Nora=woman,singer" keeps Nora.')
    ] = None,
    split: Annotated[
        list[str] | None, typer.Option("--split", help='Who is somebody else in some segments: "Nora@4,5=Ida".')
    ] = None,
    seed: SeedOption = None,
    answer: Annotated[
        str | None, typer.Option("--answer", help="The whole decision as JSON, instead of the flags above.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what JOB waits for, and answer: by flags, or on a terminal by being asked."""
    from iamflow_agents.commands import review as commands
    from iamflow_agents.settings import load_settings

    chosen = {"approve": approve, "retake": retake, "cut": cut, "edit": edit, "stop": stop}
    said = commands.Said(
        actions=tuple(name for name, wanted in chosen.items() if wanted),
        prompt=prompt,
        segment=segment,
        looks=tuple(set_ or ()),
        locks=tuple(lock or ()),
        merges=tuple(merge or ()),
        splits=tuple(split or ()),
        seed=seed,
        answer=answer,
    )
    commands.review_job(job, load_settings(home=home), said, as_json=as_json)


@app.command()
def retake(
    job: JobArgument,
    segment: Annotated[int, typer.Option("--segment", min=1, help="Which segment; the first is 1.")],
    prompt: PromptOption = None,
    set_: SetOption = None,
    lock: LockOption = None,
    seed: SeedOption = None,
    cut: Annotated[bool, typer.Option("--cut", help="Begin it with a cut.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be made again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without being asked.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one segment of JOB again, and only what depends on it."""
    from iamflow_agents.commands import retake as commands
    from iamflow_agents.reviews import parse_edit
    from iamflow_agents.settings import load_settings

    looks = [*(parse_edit(text) for text in set_ or ()), *(parse_edit(text, lock=True) for text in lock or ())]
    commands.retake_segment(
        job,
        load_settings(home=home),
        segment_index=segment - 1,
        prompt=prompt,
        looks=looks,
        seed=seed,
        cut=cut,
        dry_run=dry_run,
        yes=yes,
        as_json=as_json,
    )
