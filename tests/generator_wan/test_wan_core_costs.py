"""What a block costs, counted instead of timed: keys that attention sees, bytes that are copied; and the benchmark."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
import torch
from wan_core_stage import make_layout, make_model, prompts

from iamflow_agents.generator.wan.attention import AttentionBackend, sdpa
from iamflow_agents.generator.wan.records import FrameRecord
from iamflow_agents.generator.wan.sampler import Sampler
from iamflow_agents.generator.wan.session import Session, SessionOptions

ROOT = Path(__file__).parents[2]
LAYERS = 2
PASSES = 2


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wan_benchmark", ROOT / "benchmarks" / "wan.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


def steady(top_k: int | None = None, *, memory: int = 3, layers: int = LAYERS) -> tuple[Session, list[int]]:
    """A session whose next block sees all it ever will, and the keys that each call of attention sees."""
    seen: list[int] = []

    def watched(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        seen.append(k.shape[1])
        return sdpa(q, k, v)

    session = Session(
        make_model(layers),
        prompts(),
        make_layout(3, memory, 6),
        options=SessionOptions(model_hash="tiny", top_k=top_k, sampler=Sampler.with_steps(PASSES - 1)),
        attention=AttentionBackend("sdpa", watched),
    )
    session.switch("a")
    made = [session.step() for _ in range(4 + memory)]
    session.set_memory([FrameRecord(block=record, offset=1) for record in made[1 : 1 + memory]])
    session.step()
    seen.clear()
    return session, seen


def tokens_of_a_block(top_k: int | None, *, memory: int = 3) -> Sequence[int]:
    session, seen = steady(top_k, memory=memory)
    session.step()
    return seen


def test_wan_routed_memory_costs_attention_nothing() -> None:
    without = tokens_of_a_block(None, memory=0)
    assert without == [12 * 16] * (PASSES * LAYERS - 1)
    assert tokens_of_a_block(3) == without
    assert tokens_of_a_block(None) == tokens_of_a_block(6) == [15 * 16] * (PASSES * LAYERS - 1)


def test_wan_a_layer_copies_its_new_keys_and_values_and_the_turned_statics(benchmark: ModuleType) -> None:
    def copied(layers: int, top_k: int | None) -> int:
        session, _ = steady(top_k, layers=layers)
        with benchmark.CopyCounter() as counter:
            session.step()
        return sum(counter.by_kind.values())

    frame = 16 * 48 * 4
    written, turned, near = PASSES * 2 * 3 * frame, 6 * frame, PASSES * 2 * 12 * frame
    # What does not depend on the number of layers (patches, positions, noise) cancels out.
    assert copied(3, None) - copied(2, None) == written + turned
    assert copied(3, 3) - copied(2, 3) == written + turned + near


def test_wan_benchmark_has_the_fields_that_others_read(benchmark: ModuleType) -> None:
    given = {"config": "tiny", "size": "32x32", "steps": 1, "blocks": 1, "memory": 1, "decode": "none", "threads": 1}
    found = benchmark.run(benchmark.parse([f"--{name}={value}" for name, value in given.items()]))
    parts = dict(found["ms_per_block"])
    total = parts.pop("total")
    assert list(parts) == ["denoise", "clean", "memory", "transition", "decode"]
    assert parts["denoise"] > 0 < parts["clean"] and total == pytest.approx(sum(parts.values()), abs=0.05)
    assert found["fps"] == pytest.approx(12_000 / total, rel=0.05)
    for field in ("peak_memory_bytes", "archived_bytes_per_frame", "copied_bytes_per_block", "roofline_percent"):
        assert found[field] > 0
    assert found["format"] == "iamflow-wan-benchmark/1"
    assert {"machine", "options", "layout", "dtype", "attention", "quantisation", "tokens_per_frame"} <= set(found)
