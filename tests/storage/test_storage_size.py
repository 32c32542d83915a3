"""A long story's database and checkpoints stay within 5 MB, also while they are open."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from storage_samples import new_job, sample_frames, sample_take, sample_verdicts
from test_storage_checkpointer import CONFIG, build

from iamflow_agents.codec import encode
from iamflow_agents.records import (
    Attribute,
    Identity,
    Kind,
    Mention,
    Place,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Slot,
)
from iamflow_agents.storage.checkpointer import PruningSqliteSaver
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import SegmentRequest, Transition

N_SEGMENTS = 200
PEOPLE = tuple(f"person-{n}" for n in range(12))
NODES = ("extract_entities", "transition_prompt", "generate_segment", "verify_segment", "reconcile")
PROMPT = "In the lamp room of the old lighthouse, Mara in her moss green coat shows Ben the broken lens. " * 4
MAX_BYTES = 5_000_000


def long_registry() -> Registry:
    slots = (Slot.HAIR, Slot.EYES, Slot.TOP, Slot.BOTTOM, Slot.FOOTWEAR, Slot.AGE)
    looks = tuple(Attribute(slot=slot, value=f"dark green {slot}", evidence=f"her dark green {slot}") for slot in slots)
    people = tuple(
        Identity(key=key, kind=Kind.PERSON, name=key.title(), first_segment=0, aliases=("she",), attributes=looks)
        for key in PEOPLE
    )
    return Registry(
        identities=people, places=(Place(key="tower", name="tower"),), scenes=tuple(map(_scene, range(200)))
    )


def _scene(index: int) -> Scene:
    who = [PEOPLE[(index + n) % len(PEOPLE)] for n in range(3)]
    return Scene(
        index=index,
        setting=Setting(place="tower", name="the old tower"),
        mentions=tuple(
            Mention(segment_index=index, identity=key, text="the keeper", start=n, end=n + 10, reason="exact name")
            for n, key in enumerate(who * 3)
        ),
        presences=tuple(Presence(identity=key, state=PresenceState.ON_SCREEN, why="subject of a verb") for key in who),
    )


def make_segment(store: StoryStore, registry: Registry, index: int) -> None:
    """Do to the store what the graph does for one segment with one take."""
    scene = registry.scenes[index]
    request = SegmentRequest(
        segment_index=index,
        take_number=0,
        prompt=PROMPT,
        grounded_prompt=PROMPT + "with dark green hair and dark green shoes",
        seed=1,
        duration_s=5.0,
        width=832,
        height=480,
        fps=16,
        setting=scene.setting,
        cast=tuple(registry.appearance(key, index) for key in scene.on_screen()),
    )
    store.save_plan(
        "long",
        index,
        grounded_prompt=request.grounded_prompt,
        place="tower",
        transition=Transition(),
        request_json=encode(request),
    )
    store.save_take("long", sample_take(index, request_json=encode(request)))
    seen = sample_verdicts(index)
    store.save_verdicts("long", index, 0, [replace(v, identity=scene.on_screen()[0]) for v in (*seen, *seen[:2])])
    store.save_memory_frames(
        "long", index, 0, [replace(f, identities=scene.on_screen(), scores=()) for f in sample_frames(index)]
    )
    store.choose_take("long", index, 0)
    for node in NODES:
        store.add_event("long", node=node, segment_index=index, kind="done", data={"take": 0, "elapsed_s": 0.25})


def test_two_hundred_segments_fit_into_five_megabytes(tmp_path: Path) -> None:
    registry = long_registry()
    with StoryStore.open(tmp_path) as store, PruningSqliteSaver.open(tmp_path / "checkpoints.db") as saver:
        new_job(store, "long", prompts=(PROMPT,) * N_SEGMENTS)
        for index in range(N_SEGMENTS):
            reading = json.dumps({"mentions": [encode(m) for m in registry.scenes[index].mentions]})
            store.save_reading("long", index, "rules/1:" + "f" * 64, reading)
        store.save_registry("long", registry)
        for index in range(N_SEGMENTS):
            make_segment(store, registry, index)
        build(saver).invoke({"n_steps": 100, "ballast": "x" * 8000}, CONFIG, durability="sync")
        assert store.registry("long") == registry
        assert len(store.verdicts("long")) == 5 * N_SEGMENTS
        assert len(store.memory_frames("long")) == 3 * N_SEGMENTS
        sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert sum(sizes.values()) <= MAX_BYTES, sizes
