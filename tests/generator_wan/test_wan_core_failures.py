"""Stopping, numbers that are none, memory that runs out: named, freed, and the film can go on."""

from __future__ import annotations

import gc
import pickle
import threading
import weakref

import pytest
import torch
from wan_core_stage import make_layout, make_model, make_session, prompts

from iamflow_agents.errors import ConfigError, GeneratorError, StoppedError
from iamflow_agents.generator.wan.compiling import compile_blocks, is_compiled, restore_blocks
from iamflow_agents.generator.wan.failures import is_out_of_memory
from iamflow_agents.generator.wan.presets import VIDEO_PRESETS
from iamflow_agents.generator.wan.session import Session


class CountedFlag:
    """Set after a number of looks."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def passes(session: Session) -> list[int]:
    """Counts the model's passes from now on."""
    counted, original = [0], session.model.block_pass

    def block_pass(*args: object, **options: object) -> object:
        counted[0] += 1
        return original(*args, **options)

    session.model.block_pass = block_pass
    return counted


def begin(blocks: int) -> Session:
    session = make_session(make_model(2), make_layout())
    session.switch("a")
    for _ in range(blocks):
        session.step()
    return session


@pytest.mark.parametrize("looks", range(5))
def test_wan_cancel_acts_before_the_next_pass_and_loses_nothing(looks: int) -> None:
    wanted = begin(4).step().latent
    session = begin(4)
    counted = passes(session)
    with pytest.raises(StoppedError, match="block 4"):
        session.step(cancel=CountedFlag(looks))
    assert counted[0] == looks
    assert session.block_index == 4
    assert torch.equal(session.step(cancel=threading.Event()).latent, wanted)


@pytest.mark.parametrize("looks", range(3))
def test_wan_cancel_within_a_rebuild_loses_nothing(looks: int) -> None:
    results = []
    for stop in (False, True):
        session = begin(4)
        session.switch("b")
        if stop:
            counted = passes(session)
            with pytest.raises(StoppedError):
                session.step(cancel=CountedFlag(looks))
            assert counted[0] == looks
        results.append(session.step().latent)
    assert torch.equal(*results)


@pytest.mark.parametrize("bad", [0, 2])
def test_wan_values_that_are_no_numbers_name_block_and_step(bad: int) -> None:
    wanted = begin(2).step().latent
    session = begin(2)
    original, calls = session.model.block_pass, [0]

    def broken(*args: object, **options: object) -> torch.Tensor:
        calls[0] += 1
        flow = original(*args, **options)
        if calls[0] == bad + 1:
            flow[0, 0, 0, 0, 0] = float("nan") if bad else float("inf")
        return flow

    session.model.block_pass = broken
    with pytest.raises(GeneratorError, match=rf"block 2 are not finite from denoising step {bad + 1} of 4"):
        session.step()
    assert session.block_index == 2
    assert torch.equal(session.step().latent, wanted)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
        RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"),
        MemoryError(),
    ],
)
def test_wan_memory_that_runs_out_is_freed_and_a_smaller_preset_named(error: BaseException) -> None:
    wanted = begin(2).step().latent
    session = begin(2)
    held = weakref.ref(session._cache.k[0])
    original = session.model.block_pass

    def full(*args: object, **options: object) -> torch.Tensor:
        raise error

    session.model.block_pass = full
    with pytest.raises(GeneratorError, match="smaller preset `8gb`") as caught:
        session.step()
    error.__traceback__ = None
    gc.collect()
    assert held() is None and caught.value.__cause__ is None
    assert "resumed" in str(caught.value) and pickle.loads(pickle.dumps(caught.value)).where == caught.value.where
    session.model.block_pass = original
    assert torch.equal(session.step().latent, wanted)


def test_wan_the_smallest_preset_advises_smaller_pictures() -> None:
    layout = VIDEO_PRESETS["minimal"].layout(64, 64)
    session = make_session(make_model(1), layout)
    session.switch("a")
    session.model.block_pass = lambda *args, **options: (_ for _ in ()).throw(MemoryError())
    with pytest.raises(GeneratorError, match="smaller pictures"):
        session.step()


def test_wan_other_errors_pass_through() -> None:
    session = begin(1)
    session.model.block_pass = lambda *args, **options: (_ for _ in ()).throw(RuntimeError("a bug"))
    with pytest.raises(RuntimeError, match="a bug"):
        session.step()
    assert not is_out_of_memory(ValueError("out of memory"))


def test_wan_prompts_must_be_known_and_set() -> None:
    session = make_session(make_model(1), make_layout())
    with pytest.raises(GeneratorError, match="no prompt was set"):
        session.step()
    with pytest.raises(GeneratorError, match="'z' has no embedding"):
        session.switch("z")
    assert session.prompt == "" and session.state().block_index == 0


def test_wan_freed_sessions_go_on_exactly() -> None:
    wanted = begin(4).step().latent
    session = begin(4)
    session.free()
    assert session._cache is None
    assert torch.equal(session.step().latent, wanted)


def test_wan_compiled_blocks_are_two_graphs_and_the_same_film() -> None:
    torch._dynamo.reset()
    graphs = []

    def count(module: torch.fx.GraphModule, _: object) -> object:
        graphs.append(module)
        return module.forward

    layout = make_layout()
    model = make_model(2)
    eager = make_session(model, layout)
    eager.switch("a")
    wanted, before = [eager.step().latent for _ in range(6)], eager.provenance
    compile_blocks(model, backend=count)
    assert is_compiled(model)
    session = Session(model, prompts(), layout, seed=5, options=eager.options)
    assert session.provenance != before and session.provenance.compiled
    session.switch("a")
    got, seen = [], []
    for _ in range(6):
        got.append(session.step().latent)
        seen.append(len(graphs))
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(got, wanted, strict=True))
    # Two graphs for all layers and all numbers of visible frames; one more for the block that filled the sink.
    assert seen == [3] * 6
    session.warm_up()
    warm = len(graphs)
    assert warm <= 4
    session.switch("b", distance=0.5)
    for _ in range(5):
        session.step()
    assert len(graphs) == warm
    restore_blocks(model)
    assert not is_compiled(model)
    torch._dynamo.reset()


def test_wan_warming_up_leaves_the_film_as_it_was() -> None:
    wanted = begin(3).step().latent
    session = begin(3)
    session.warm_up()
    assert torch.equal(session.step().latent, wanted)


def test_wan_config_errors_are_config_errors() -> None:
    with pytest.raises(ConfigError):
        make_layout(-1)
