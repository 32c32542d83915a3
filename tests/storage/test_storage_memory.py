"""The archive in the database: latents that are kept or evicted, and what the verifier saw; and dropped files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from storage_samples import fill, sample_frames, sample_take, with_latents

from iamflow_agents.errors import StorageError, UnknownJobError
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.manifests import read_manifest
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import FileRef


def test_storage_memory_latents_come_back_until_they_are_forgotten(store: StoryStore) -> None:
    store.save_take("tale", sample_take())
    frames = with_latents(sample_frames())
    store.save_memory_frames("tale", 0, 0, frames)
    assert store.memory_frames("tale") == frames
    store.forget_latents("tale", [frames[1], sample_frames()[0]])
    assert store.memory_frames("tale") == (frames[0], replace(frames[1], latents=None), frames[2])
    store.forget_latents("tale", frames)
    assert store.memory_frames("tale") == sample_frames(), "pictures stay"
    store.save_memory_frames("tale", 0, 0, frames)
    assert store.memory_frames("tale") == frames, "a take that was made again has them again"


def test_storage_memory_what_the_verifier_saw_is_told_beside_the_generators_scores(store: StoryStore) -> None:
    store.save_take("tale", sample_take())
    store.save_memory_frames("tale", 0, 0, sample_frames())
    assert [frame.visual for frame in store.memory_frames("tale")] == [(), (), ()]
    store.save_visual_scores("tale", 0, 0, {"mara": 0.25})
    seen = store.memory_frames("tale")
    assert [frame.visual for frame in seen] == [(0.25, None), (None,), ()]
    assert [frame.scores for frame in seen] == [frame.scores for frame in sample_frames()]
    store.save_visual_scores("tale", 0, 0, {"ben": 1.0})
    assert [frame.visual for frame in store.memory_frames("tale")] == [(None, 1.0), (1.0,), ()], (
        "the newest look counts"
    )
    store.save_memory_frames("tale", 0, 0, sample_frames())
    assert store.memory_frames("tale")[1].visual == (1.0,), "the same pictures were seen"
    other = [replace(frame, keyframe=FileRef(sha256="e" * 64, path="e.png")) for frame in sample_frames()]
    store.save_memory_frames("tale", 0, 0, other)
    assert [frame.visual for frame in store.memory_frames("tale")] == [(), (), ()], "these were not"
    with pytest.raises(StorageError):
        store.save_visual_scores("tale", 0, 0, {"ben": 1.5})


def test_storage_memory_of_another_job_is_left_alone(store: StoryStore) -> None:
    fill(store, "tale")
    before = store.memory_frames("tale")
    assert before[0].latents is not None and before[0].visual == (0.75, None)
    with pytest.raises(UnknownJobError):
        store.forget_latents("other", before)
    assert store.memory_frames("tale") == before


def test_storage_dropped_files_are_gone_but_known_and_do_not_count_as_damage(tmp_path: Path) -> None:
    artifacts, digest = ArtifactStore(tmp_path), "d" * 64
    files = {name: artifacts.put_bytes(data, "bin") for name, data in (("a", b"1"), ("b", b"2"), ("same", b"1"))}
    artifacts.remember(digest, files, {"n": 1})
    plain = next((tmp_path / "index").iterdir()).read_bytes()
    assert b"dropped" not in plain
    assert artifacts.drop(digest, ["b", "unknown"]) == 1
    assert artifacts.drop(digest, ["b"]) == 0 and artifacts.drop("e" * 64, ["b"]) == 0
    found = artifacts.recall(digest)
    assert found is not None and set(found.files) == {"a", "same"} and found.extra == {"n": 1}
    assert found.dropped == {"b": files["b"].named("b")}
    assert not artifacts.path(files["b"]).exists()
    assert artifacts.drop(digest, ["a"]) == 0 and artifacts.path(files["a"]).exists(), "another file has that content"
    assert artifacts.drop(digest, ["same"], keep={files["a"].sha256}) == 0 and artifacts.path(files["a"]).exists()
    whole = read_manifest(tmp_path / "index" / f"{digest}.json")
    assert whole is not None and (set(whole.files), set(whole.dropped)) == (set(), {"a", "b", "same"})
    artifacts.remember(digest, files, {})
    artifacts.path(files["a"]).unlink()
    assert artifacts.recall(digest) is None, "what was not dropped is damage"
