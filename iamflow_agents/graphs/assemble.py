"""The last node: chosen takes become one film, a contact sheet and the story file.

What the film consists of is hashed; a film with that hash is published again instead of joined again, so the node
may be killed and run twice. The story file is written last: where it stands, the job is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from langgraph.runtime import Runtime

from iamflow_agents.errors import StorageError
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.housekeeping import bound_memory
from iamflow_agents.graphs.results import build_result
from iamflow_agents.graphs.state import StoryState
from iamflow_agents.records import CHARACTER_KINDS, Registry
from iamflow_agents.report.contact_sheet import SheetRow, draw_contact_sheet
from iamflow_agents.report.film import join_segments
from iamflow_agents.report.story_file import write_story
from iamflow_agents.storage.records import Manifest, StoredFile, TakeRecord
from iamflow_agents.takes import Box, Layout

FILM_NAME, SHEET_NAME, STORY_NAME = "video.mp4", "contact_sheet.png", "story.json"
STORYBOARD_NAME, STORYBOARD_SHEET_NAME = "storyboard.mp4", "storyboard.png"
"""The film drawn before it is filmed."""


def assemble_video(state: StoryState, runtime: Runtime[StoryContext]) -> StoryState:
    """Join the chosen takes and write what a person looks at afterwards."""
    assemble(runtime.context)
    return {}


def assemble(ctx: StoryContext) -> None:
    """The node's work; also called for a job that is done, to mend what was damaged or deleted since."""
    with ctx.node("assemble_video"):
        takes = _whole_takes(ctx)
        bound_memory(ctx)
        manifest = join_film(ctx, takes)
        ctx.takes.artifacts.publish(manifest.files["film"], FILM_NAME)
        ctx.takes.artifacts.publish(manifest.files["sheet"], SHEET_NAME)
        folder = ctx.takes.artifacts.folder
        write_story(build_result(ctx.store, ctx.job_id, ctx.script, folder), folder / STORY_NAME)


def _whole_takes(ctx: StoryContext) -> tuple[TakeRecord, ...]:
    """The chosen takes in story order; one whose files were damaged meanwhile is made again."""
    takes = ctx.store.chosen_takes(ctx.job_id)
    if len(takes) != len(ctx.script.segments):
        raise StorageError(
            f"only {len(takes)} of {len(ctx.script.segments)} segments have a chosen take",
            where=f"job {ctx.job_id}",
            next_step=f"Run `iamflow resume {ctx.job_id}`; if it says so again, start the script under another name.",
        )
    for take in takes:
        ctx.takes.ensure(take, again=True)
    return takes


def join_film(ctx: StoryContext, takes: tuple[TakeRecord, ...]) -> Manifest:
    """The joined film and the contact sheet, from the store if they were made before."""
    artifacts = ctx.takes.artifacts
    title = ctx.script.title
    parts = "\n".join([title, *(f"{take.input_hash} {take.score}" for take in takes)])
    digest = hashlib.sha256(f"film/1\n{parts}".encode()).hexdigest()
    found = artifacts.recall(digest)
    if found is not None:
        return found
    with artifacts.scratch() as folder:
        join_segments([artifacts.path(take.file("video")) for take in takes], folder / FILM_NAME)
        files = {"film": artifacts.put_file(folder / FILM_NAME).named("film"), "sheet": draw_sheet(ctx, takes)}
    artifacts.remember(digest, files, {})
    return Manifest(input_hash=digest, files=files, extra={})


def draw_sheet(ctx: StoryContext, takes: Sequence[TakeRecord]) -> StoredFile:
    """A contact sheet of some takes; the same takes give the same file."""
    registry = ctx.store.registry(ctx.job_id)
    with ctx.takes.artifacts.scratch() as folder:
        rows = [_sheet_row(ctx, registry, take) for take in takes]
        draw_contact_sheet(rows, folder / SHEET_NAME, title=ctx.script.title)
        return ctx.takes.artifacts.put_file(folder / SHEET_NAME).named("sheet")


def _sheet_row(ctx: StoryContext, registry: Registry, take: TakeRecord) -> SheetRow:
    """One segment's row of the contact sheet."""
    artifacts = ctx.takes.artifacts
    index = take.segment_index
    setting = registry.scenes[index].setting
    manifest = artifacts.recall(take.input_hash)
    frames: list[int] = list(manifest.extra["keyframe_indices"]) if manifest else []
    layout = ctx.takes.layout(take)
    return SheetRow(
        segment_index=index,
        prompt=ctx.script.segments[index].prompt,
        place=f"{setting.name}, {setting.time_of_day}" + ("" if setting.weather == "clear" else f", {setting.weather}"),
        keyframes=tuple(Path(artifacts.path(take.file(f"keyframe-{n}"))) for n in range(len(frames))),
        boxes=tuple(_name_tags(registry, layout, frame) for frame in frames),
        note=take.note,
    )


def _name_tags(registry: Registry, layout: Layout | None, frame_index: int) -> tuple[tuple[str, Box], ...]:
    """Names and boxes of the characters in one frame."""
    if layout is None or frame_index >= len(layout.frames):
        return ()
    names = {i.key: i.name for i in registry.identities if i.kind in CHARACTER_KINDS}
    boxes = layout.frames[frame_index].boxes
    return tuple((names[box.identity], box.box) for box in boxes if box.identity in names)
