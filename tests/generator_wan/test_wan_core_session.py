"""A session goes on bit by bit from any block, whatever happened before it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from wan_core_stage import make_layout, make_model, make_session, prompts

from iamflow_agents.errors import GeneratorError, VersionMismatchError
from iamflow_agents.generator.wan.layout import Layout, PositionPolicy
from iamflow_agents.generator.wan.records import BlockRecord, FrameRecord, SessionState
from iamflow_agents.generator.wan.sampler import Sampler
from iamflow_agents.generator.wan.session import Session, SwitchKind
from iamflow_agents.generator.wan.state_file import load_state, save_state, state_from_bytes, state_to_bytes

MODEL = make_model(2)
BLOCKS = 11
SWITCHES = {
    3: ("b", SwitchKind.SOFT),
    4: ("c", SwitchKind.SOFT),
    6: ("a", SwitchKind.RECACHE),
    9: ("d", SwitchKind.CUT),
}
LAYOUTS = {
    "sink3": make_layout(3, 2, 6),
    "sink1": make_layout(1, 2, 4),
    "sink4": make_layout(4, 1, 6),
    "nothing": make_layout(0, 0, 0),
    "pairs": make_layout(2, 2, 4, block=2),
}


def memory_at(block: int, kept: dict[int, BlockRecord]) -> list[FrameRecord]:
    """The middle frames of two early blocks."""
    wanted = [index for index in (0, 1, block - 2, block - 1) if index in kept]
    return [FrameRecord(block=kept[index], offset=1, identities=("ada",)) for index in wanted]


def play(session: Session, until: int, kept: dict[int, BlockRecord]) -> list[torch.Tensor]:
    """Go on to a block, with the switches due; a switch is made once, right before its block."""
    made = []
    while session.block_index < until:
        prompt, kind = SWITCHES.get(session.block_index, ("", SwitchKind.SOFT))
        if not session.prompt:
            session.switch("a")
        elif prompt and session.prompt != prompt:
            session.switch(prompt, kind, distance=0.5)
            session.set_memory(memory_at(session.block_index, kept))
        record = session.step()
        kept[record.block_index] = record
        made.append(record.latent)
    return made


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("options", [{}, {"anchor_every": 4, "rebuild_prompt": "current"}], ids=["plain", "anchors"])
def test_wan_resume_is_bit_exact_at_every_block(name: str, options: dict[str, object]) -> None:
    layout, options = LAYOUTS[name], {**options, "sampler": Sampler.with_steps(2)}
    session, kept = make_session(MODEL, layout, **options), {}
    states, whole = [], []
    while session.block_index < BLOCKS:
        states.append(state_to_bytes(session.state()))
        whole += play(session, session.block_index + 1, kept)
    assert session._transition.since is None and len({bytes(state) for state in states}) == BLOCKS
    for at in range(1, BLOCKS):
        resumed = make_session(MODEL, layout, seed=99, **options)
        resumed.load(state_from_bytes(states[at]))
        tail = play(resumed, min(at + 2, BLOCKS), {index: kept[index] for index in range(at)})
        for offset, latent in enumerate(tail):
            assert torch.equal(latent, whole[at + offset]), f"block {at + offset} resumed at {at}"
        if at + 2 < BLOCKS:
            assert state_to_bytes(resumed.state()) == states[at + 2]


def test_wan_resumed_films_stay_the_same_to_the_end() -> None:
    layout, kept = LAYOUTS["sink3"], {}
    whole = play(make_session(MODEL, layout), BLOCKS, kept)
    first, seen = make_session(MODEL, layout), {}
    play(first, 5, seen)
    resumed = make_session(MODEL, layout)
    resumed.load(first.state())
    assert all(torch.equal(a, b) for a, b in zip(play(resumed, BLOCKS, seen), whole[5:], strict=True))


@pytest.mark.parametrize("policy", ["absolute", "capped", "bounded"])
@pytest.mark.parametrize("mode", ["output", "kv", "logit"])
def test_wan_resume_is_exact_for_every_policy_and_blend(policy: str, mode: str) -> None:
    options = {"policy": PositionPolicy(policy), "text_mode": mode}
    session, kept = make_session(MODEL, LAYOUTS["sink3"], **options), {}
    play(session, 5, kept)
    state = session.state()
    whole = play(session, 7, dict(kept))
    resumed = make_session(MODEL, LAYOUTS["sink3"], **options)
    resumed.load(state)
    assert all(torch.equal(a, b) for a, b in zip(play(resumed, 7, kept), whole, strict=True))


@pytest.fixture(scope="module")
def fifth() -> SessionState:
    """A session before its fifth block, with memory and a transition under way."""
    session, kept = make_session(MODEL, LAYOUTS["sink3"]), {}
    play(session, 5, kept)
    return session.state()


def next_block(state: SessionState, change: Callable[[Session], object]) -> torch.Tensor:
    session = make_session(MODEL, LAYOUTS["sink3"])
    session.load(state)
    change(session)
    return session.step().latent


def test_wan_everything_visible_matters(fifth: SessionState) -> None:
    plain = next_block(fifth, lambda session: None)

    def changed(change: Callable[[Session], object]) -> float:
        return (next_block(fifth, change) - plain).abs().max().item()

    # What resuming must restore is seen by the next block: the tests above would notice if it were lost.
    def empty_slot(session: Session, slot: int) -> None:
        for values in session._context(None).v:
            values[:, slot * 16 : (slot + 1) * 16] = 0

    for slot in range(2, 5):
        assert changed(lambda session, slot=slot: empty_slot(session, slot)) > 1e-4
    assert changed(lambda session: session._context(None).drop_window()) > 1e-4
    assert changed(lambda session: session.set_memory([])) > 1e-4
    assert changed(lambda session: setattr(session, "seed", 6)) > 1e-2
    assert changed(lambda session: session.switch("a", SwitchKind.CUT)) > 1e-4
    assert changed(lambda session: session.switch("c", SwitchKind.SOFT)) == 0


def test_wan_kinds_of_switches_differ() -> None:
    results = []
    for kind in SwitchKind:
        session, kept = make_session(MODEL, LAYOUTS["sink3"]), {}
        play(session, 3, kept)
        session.switch("d", kind, distance=0.0)
        results.append([session.step().latent for _ in range(2)])
    for i in range(3):
        assert not torch.equal(results[i][1], results[(i + 1) % 3][1])
    session = make_session(MODEL, LAYOUTS["sink3"])
    play(session, 3, {})
    assert session.visible.window_frames == (3, 4, 5, 6, 7, 8)
    session.switch("d", "cut")
    assert (session.visible.sink_frames, session.visible.window_frames) == ((0, 1, 2), ())


def test_wan_memory_skips_what_is_seen_anyway() -> None:
    session, kept = make_session(MODEL, LAYOUTS["sink3"]), {}
    play(session, 6, kept)
    frame = {index: FrameRecord(block=kept[index], offset=1) for index in kept}
    taken = session.set_memory([frame[0], frame[5], frame[4], frame[1], frame[1], frame[2], frame[3]])
    assert [record.frame_index for record in taken] == [4, 7]
    before = session._since
    session.step()
    assert session.set_memory([frame[1], frame[2]]) and len(session._since) == len(before) + 1


@pytest.mark.parametrize("place", ["other_model", "size", "steps", "quantisation", "policy", "kernel"])
def test_wan_a_state_of_another_set_up_is_refused(place: str) -> None:
    session = make_session(MODEL, LAYOUTS["sink3"])
    play(session, 1, {})
    state = session.state()
    make_session(MODEL, LAYOUTS["sink3"]).load(state)
    other = make_session(MODEL, LAYOUTS["sink3"])
    if place == "other_model":
        other = Session(make_model(2, seed=1), prompts(), LAYOUTS["sink3"])
    elif place == "size":
        other = make_session(MODEL, Layout(latent_height=8, latent_width=16))
    elif place == "steps":
        other = make_session(MODEL, LAYOUTS["sink3"], sampler=Sampler.with_steps(2))
    elif place == "quantisation":
        other = make_session(MODEL, LAYOUTS["sink3"], quantisation="int8")
    elif place == "policy":
        other = make_session(MODEL, LAYOUTS["sink3"], policy=PositionPolicy("absolute"))
    else:
        from iamflow_agents.generator.wan.attention import choose_attention

        kernel = choose_attention(torch.device("cpu"), torch.float32, 24, name="flash")
        other = Session(MODEL, prompts(), LAYOUTS["sink3"], attention=kernel)
    with pytest.raises(VersionMismatchError, match="another set-up"):
        other.load(state)


def test_wan_a_fingerprint_tells_weights_apart() -> None:
    from iamflow_agents.generator.wan.provenance import fingerprint

    assert fingerprint(make_model(2)) == fingerprint(make_model(2))
    assert len({fingerprint(make_model(2, **change)) for change in ({}, {"seed": 1}, {"gate": 0.5})}) == 3


def test_wan_other_embeddings_are_refused() -> None:
    session = make_session(MODEL, LAYOUTS["sink3"])
    play(session, 1, {})
    state = session.state()
    other = Session(MODEL, {**prompts(), "a": prompts()["a"] + 1e-3}, LAYOUTS["sink3"], options=session.options)
    with pytest.raises(VersionMismatchError, match="embedding"):
        other.load(state)
    without = Session(MODEL, {}, LAYOUTS["sink3"], options=session.options)
    with pytest.raises(GeneratorError, match="no embedding"):
        without.load(state)


def test_wan_state_files_are_whole_or_refused(tmp_path: Path) -> None:
    session, kept = make_session(MODEL, LAYOUTS["sink3"]), {}
    play(session, 5, kept)
    path = tmp_path / "state.safetensors"
    save_state(session.state(), path)
    assert [item.name for item in tmp_path.iterdir()] == ["state.safetensors"]
    data = path.read_bytes()
    assert state_to_bytes(load_state(path)) == data
    for damage in (data[:-1], data[: len(data) // 2], b"", data[:100], data.replace(b'"seed', b'"sead')):
        path.write_bytes(damage)
        with pytest.raises(GeneratorError):
            load_state(path)
    with pytest.raises(VersionMismatchError):
        state_from_bytes(data.replace(b"wan-session/1", b"wan-session/2"))
    path.unlink()
    with pytest.raises(GeneratorError, match="opened"):
        load_state(path)


def test_wan_a_state_is_latents_and_integers() -> None:
    session, kept = make_session(MODEL, LAYOUTS["sink3"]), {}
    play(session, 11, kept)
    latent = kept[0].latent.numel() * 4
    assert len(state_to_bytes(session.state())) < (11 + 2) * latent + 6000


def test_wan_bf16_resume_is_exact() -> None:
    from iamflow_agents.generator.wan.configs import random_model

    model, kept = random_model("tiny", dtype=torch.bfloat16), {}
    assert model.scale_shift_table.dtype == torch.float32 and model.proj_out.weight.dtype == torch.bfloat16
    session = make_session(model, LAYOUTS["sink3"])
    play(session, 4, kept)
    resumed = make_session(model, LAYOUTS["sink3"])
    resumed.load(state_from_bytes(state_to_bytes(session.state())))
    assert torch.equal(play(session, 5, dict(kept))[0], play(resumed, 5, kept)[0])
