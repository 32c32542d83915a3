"""Small requests for the stage's tests."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from iamflow_agents.generator.protocol import GeneratorJob
from iamflow_agents.generator.storyboard.stage.blocking import Extra, StageFacts
from iamflow_agents.records import Action, Appearance, AttributeValue, Kind, Setting, Slot, Verb
from iamflow_agents.takes import SegmentRequest, TakeFiles

FACTS = StageFacts(aspect=832 / 480, floor_far=0.78, floor_near=0.95, seats=(0.5, 1.2), seat_floor=0.84)
SIZES = {
    Kind.PERSON: (1.72, 0.62),
    Kind.ANIMAL: (0.55, 0.8),
    Kind.VEHICLE: (1.5, 4.4),
    Kind.OBJECT: (0.2, 0.25),
}


def somebody(key: str, kind: Kind = Kind.PERSON, name: str | None = None, **slots: str) -> Appearance:
    """An appearance in one line."""
    values = tuple(AttributeValue(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Appearance(identity=key, kind=kind, name=name or key, attributes=values)


ANNA = somebody("anna", name="Anna", hair="long auburn hair", top="green sweater", bottom="blue jeans")
BEN = somebody("ben", name="Ben", hair="short grey hair", top="white shirt", bottom="brown trousers")
ENVELOPE = somebody("envelope", Kind.OBJECT, "envelope", colour="cream")
DOG = somebody("dog", Kind.ANIMAL, "dog", colour="brown")


def act(verb: Verb, actor: str, target: str | None = None, recipient: str | None = None, text: str = "") -> Action:
    return Action(verb=verb, actor=actor, target=target, recipient=recipient, text=text)


HAND_OVER = act(Verb.HAND_OVER, "anna", "envelope", "ben", "hands Ben the envelope")


def ask(*actions: Action, cast: tuple[Appearance, ...] = (ANNA, BEN), **changes: Any) -> SegmentRequest:
    """A small request."""
    request = SegmentRequest(
        segment_index=0,
        take_number=0,
        prompt="Anna and Ben stand in the kitchen.",
        grounded_prompt="Anna and Ben stand in the kitchen.",
        seed=5,
        duration_s=2.0,
        width=160,
        height=96,
        fps=12,
        setting=Setting(place="kitchen", name="kitchen"),
        cast=cast,
        actions=actions,
    )
    return replace(request, **changes)


def extras_for(request: SegmentRequest) -> tuple[Extra, ...]:
    """Nominal sizes, without drawing anybody."""
    return tuple(
        Extra(identity=a.identity, kind=a.kind, height_m=SIZES[a.kind][0], width_m=SIZES[a.kind][1])
        for a in request.cast
    )


def job_for(request: SegmentRequest) -> GeneratorJob:
    return GeneratorJob(job_id="test", width=request.width, height=request.height, fps=request.fps, seed=1)


def shoot(request: SegmentRequest, folder: Path) -> TakeFiles:
    """Make one take with a fresh generator."""
    from iamflow_agents.generator.storyboard.generator import StoryboardGenerator

    folder.mkdir(parents=True, exist_ok=True)
    session = StoryboardGenerator().open(job_for(request))
    files = session.generate(request, folder, on_block=lambda progress: None, cancel=threading.Event())
    session.close()
    return files
