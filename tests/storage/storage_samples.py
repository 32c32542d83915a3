"""Small stories and helpers for the storage tests."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from iamflow_agents.records import (
    Action,
    Attribute,
    Camera,
    Holding,
    Identity,
    Kind,
    Mention,
    Place,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Shot,
    Slot,
    Source,
    Verb,
    VerdictKind,
)
from iamflow_agents.storage.records import JobRecord, StoredFile, TakeRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import FileRef, MemoryFrame, Verdict

PROMPTS = ("Mara walks in.", "Mara waves at Ben.", "Ben reads.")


def new_job(store: StoryStore, job_id: str, *, prompts: tuple[str, ...] = PROMPTS) -> JobRecord:
    script = {"segments": [{"prompt": prompt, "duration_s": 2.0} for prompt in prompts]}
    return store.create_job(
        job_id,
        script_json=json.dumps(script),
        title=f"The tale of {job_id}",
        style="ink",
        script_hash="5" * 64,
        settings_json="{}",
        graph_version="1",
        n_segments=len(prompts),
    )


def sample_registry(*, coat: str = "green") -> Registry:
    mara = Identity(
        key="mara",
        kind=Kind.PERSON,
        name="Mara",
        first_segment=0,
        aliases=("the keeper", "she"),
        gender="female",
        attributes=(
            Attribute(slot=Slot.OUTERWEAR, value=f"{coat} coat", valid_to=2, evidence="green coat"),
            Attribute(slot=Slot.OUTERWEAR, value="red coat", valid_from=2, confidence=0.5),
            Attribute(slot=Slot.HAIR, value="grey", source=Source.CAST),
        ),
    )
    ben = Identity(key="ben", kind=Kind.PERSON, name="Ben", first_segment=1, gender="male")
    pair = Identity(key="pair", kind=Kind.GROUP, name="the friends", first_segment=1, members=("mara", "ben"))
    scenes = tuple(_scene(index) for index in range(3))
    places = (Place(key="tower", name="the tower", aliases=("lighthouse",)), Place(key="beach", name="the beach"))
    return Registry(identities=(mara, ben, pair), places=places, scenes=scenes)


def _scene(index: int) -> Scene:
    who = ("mara", "mara", "ben")[index]
    return Scene(
        index=index,
        setting=Setting(place=("tower", "beach", "nowhere")[index], name="place"),
        mentions=(
            Mention(segment_index=index, identity=who, text=PROMPTS[index][:4], start=0, end=4, role="subject"),
            Mention(segment_index=index, identity="pair", text="é🌊", start=5, end=7, reason="both", confidence=0.25),
        ),
        presences=(
            Presence(identity=who, state=PresenceState.ON_SCREEN, why="named"),
            Presence(identity="pair", state=PresenceState.REMEMBERED),
        ),
        actions=(Action(verb=Verb.WAVE, actor=who, target="pair", text="waves"),),
        holdings=(Holding(prop="pair", holder=who),),
        camera=Camera(shot=Shot.CLOSE_UP, subject=who),
    )


def sample_take(segment_index: int = 0, number: int = 0, **changes: object) -> TakeRecord:
    values: dict[str, object] = {
        "segment_index": segment_index,
        "number": number,
        "seed": 2**62 + number,
        "input_hash": "a" * 64,
        "files": (StoredFile("video", "b" * 64, "mp4", 1000), StoredFile("last_frame", "c" * 64, "png", 50)),
        "n_frames": 32,
        "fps": 16,
        "render_s": 0.5,
        "emphasis": ("mara/hair",),
        "note": "ünïcode",
        "request_json": '{"prompt":"é"}',
    }
    return TakeRecord(**{**values, **changes})  # type: ignore[arg-type]  # a dict of all fields


def sample_verdicts(segment_index: int = 0, number: int = 0) -> tuple[Verdict, ...]:
    def verdict(identity: str, kind: VerdictKind, slot: Slot | None = None) -> Verdict:
        return Verdict(
            segment_index=segment_index,
            take_number=number,
            identity=identity,
            kind=kind,
            slot=slot,
            expected="green",
            observed="red",
            confidence=0.75,
            frame_index=3,
            model="pixels/1",
        )

    return (
        verdict("mara", VerdictKind.CONTRADICTED, Slot.OUTERWEAR),
        verdict("ben", VerdictKind.MISSING),
        verdict("mara", VerdictKind.CONFIRMED),
    )


def sample_frames(segment_index: int = 0, number: int = 0) -> tuple[MemoryFrame, ...]:
    def frame(index: int, *identities: str, scores: tuple[float, ...] = ()) -> MemoryFrame:
        sha256 = f"{index:064x}"
        path = f"artifacts/{sha256[:2]}/{sha256}.png"
        return MemoryFrame(
            segment_index=segment_index,
            take_number=number,
            frame_index=index,
            keyframe=FileRef(sha256=sha256, path=path),
            identities=identities,
            scores=scores,
            place="tower",
        )

    return (frame(7, "mara", "ben", scores=(0.5, 1.0)), frame(3, "ben"), frame(9))


def with_latents(frames: Sequence[MemoryFrame]) -> tuple[MemoryFrame, ...]:
    """Frames with a file of latents each."""

    def latents(frame: MemoryFrame) -> FileRef:
        sha256 = f"f{frame.frame_index:063x}"
        return FileRef(sha256=sha256, path=f"artifacts/{sha256[:2]}/{sha256}.safetensors")

    return tuple(replace(frame, latents=latents(frame)) for frame in frames)


def dump(store: StoryStore) -> list[str]:
    """Every row of the database as text."""
    with closing(sqlite3.connect(store.database.where)) as connection:
        return list(connection.iterdump())


def fill(store: StoryStore, job_id: str) -> None:
    """Put something into every table of a job."""
    store.save_registry(job_id, sample_registry())
    store.save_reading(job_id, 0, "rules/1", "{}")
    store.save_take(job_id, sample_take())
    store.save_verdicts(job_id, 0, 0, sample_verdicts())
    store.save_memory_frames(job_id, 0, 0, with_latents(sample_frames()))
    store.save_visual_scores(job_id, 0, 0, {"mara": 0.75})
    store.add_event(job_id, node="generate_segment", segment_index=0, kind="take", data={"number": 0})


def run_child(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with this folder on its path."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n{code}"]
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
