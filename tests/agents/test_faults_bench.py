"""The fault bench against the verifier and the repairer, on a small generator that draws plain figures."""

from dataclasses import replace
from threading import Event

import pytest
from verifier_stage import FPS, HEIGHT, N_FRAMES, WIDTH, Actor, evidence, film, look

from iamflow_agents.agents.director import take_seed
from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.agents.repairer import RepairAction, decide_repair, score_take, unresolved
from iamflow_agents.backends.rules.pixel_judge import PixelVerifier
from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.faults import Fault, FaultyGenerator, spoil
from iamflow_agents.generator.protocol import Capabilities, GeneratorJob
from iamflow_agents.records import Action, Camera, Holding, Slot, Verb, VerdictKind
from iamflow_agents.takes import Layout, TakeFiles

K = VerdictKind
NORA = look("nora", hair="black hair", top="beige sweater", bottom="blue jeans")
TOM = look("tom", hair="grey hair", top="dark green jacket", bottom="brown trousers")
REQUEST = replace(evidence(None, None, [NORA, TOM]).request, segment_index=0, take_number=1)
JOB = GeneratorJob(job_id="j", width=WIDTH, height=HEIGHT, fps=FPS, seed=1)


class PlainGenerator:
    """Draws everybody of the cast side by side."""

    name = "plain/1"
    capabilities = Capabilities(
        max_prompt_tokens=None, memory="none", soft_transitions=False, needs_gpu=False, vram_gib=0, reports_layout=True
    )

    def open(self, job):
        return PlainSession()


class PlainSession:
    closed = 0

    def generate(self, request, out_dir, *, on_block, cancel):
        actors = [
            Actor(one.identity, 20 + 100 * i, {a.slot: a.value for a in one.attributes})
            for i, one in enumerate(request.cast)
        ]
        layout = film(out_dir / "v.mp4", actors, place="meadow")
        (out_dir / "l.json").write_text(encode(layout))
        return TakeFiles(
            video="v.mp4", layout="l.json", last_frame="", keyframes=(), keyframe_indices=(), n_frames=N_FRAMES
        )

    def snapshot(self):
        return b"s"

    def restore(self, state):
        assert state == b"s"

    def close(self):
        self.closed += 1


def take(tmp_path, faults, number=1):
    """Verdicts on one take; the verifier is told what was truly asked for."""
    out = tmp_path / f"take{number}"
    out.mkdir()
    request = replace(REQUEST, take_number=number, seed=take_seed(1, 0, number))
    session = FaultyGenerator(PlainGenerator(), faults).open(JOB)
    files = session.generate(request, out, on_block=lambda _: None, cancel=Event())
    layout = decode(Layout, (out / files.layout).read_bytes())
    verdicts = PixelVerifier().verify(TakeEvidence(request=request, video=out / files.video, layout=layout))
    return verdicts, layout


def fault(kind: str, **more) -> Fault:
    return Fault(kind=kind, segment_index=0, identity="nora", **more)


WRONG = fault("wrong_colour", slot=Slot.TOP, value="purple sweater")


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ([], []),
        ([WRONG], [("nora", K.CONTRADICTED, Slot.TOP)]),
        ([fault("missing")], [("nora", K.MISSING, None)]),
        ([fault("ghost")], [("nora", K.MISSING, None)]),
        ([fault("duplicate")], [("nora", K.DUPLICATED, None)]),
        ([replace(fault("ghost"), segment_index=5)], []),
        ([replace(fault("ghost"), identity="nobody")], []),
    ],
)
def test_each_fault_is_caught_and_nothing_else(tmp_path, faults, expected):
    verdicts, _ = take(tmp_path, faults)
    assert [(v.identity, v.kind, v.slot) for v in unresolved(verdicts)] == expected
    decision = decide_repair(verdicts, 1, 3)
    assert decision.action is (RepairAction.RETAKE if expected else RepairAction.ACCEPT)


@pytest.mark.parametrize("kind", ["wrong_colour", "missing", "ghost", "duplicate"])
def test_second_take_repairs(tmp_path, kind):
    broken = WRONG if kind == "wrong_colour" else fault(kind)
    takes = {number: take(tmp_path, [broken], number)[0] for number in (1, 2)}
    assert decide_repair(takes[2], 2, 3).action is RepairAction.ACCEPT
    assert score_take(takes[1]) < score_take(takes[2]) == 1.0


def test_fault_in_every_take_is_never_hidden(tmp_path):
    verdicts, _ = take(tmp_path, [replace(WRONG, takes=frozenset({1, 2}))], 2)
    decision = decide_repair(verdicts, 2, 2)
    assert decision.action is RepairAction.ACCEPT_WITH_NOTE and "purple" in decision.note


def test_ghost_is_claimed_where_the_clean_take_has_it(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _, ghost = take(tmp_path / "a", [fault("ghost")])
    _, clean = take(tmp_path / "b", [])

    def boxes(layout, key):
        return [[b.box for b in f.boxes if b.identity == key] for f in layout.frames]

    assert boxes(ghost, "nora") == boxes(clean, "nora")
    assert boxes(ghost, "tom") != boxes(clean, "tom")  # the others stand where they were really drawn


def test_names_differ_by_fault_and_hold_the_inner_name():
    variants = [[], [WRONG], [fault("missing")], [fault("ghost")], [replace(WRONG, takes=frozenset({2}))]]
    names = [FaultyGenerator(PlainGenerator(), faults).name for faults in variants]
    assert len(set(names)) == len(names) and all(name.startswith("plain/1+faults-") for name in names)
    assert FaultyGenerator(PlainGenerator(), [WRONG]).name == names[1]


def test_people_left_out_leave_actions_and_hands():
    busy = replace(
        REQUEST,
        actions=(
            Action(verb=Verb.WAVE, actor="nora"),
            Action(verb=Verb.HUG, actor="tom", target="nora"),
            Action(verb=Verb.READ, actor="tom"),
        ),
        holdings=(Holding(prop="lamp", holder="nora"), Holding(prop="book", holder="tom")),
        camera=Camera(subject="nora"),
    )
    left = spoil(busy, fault("missing"))
    assert [(a.verb, a.target) for a in left.actions] == [(Verb.HUG, None), (Verb.READ, None)]
    assert left.holdings == busy.holdings[1:] and left.camera.subject is None
    assert spoil(busy, replace(fault("missing"), identity="nobody")) is busy


def test_bad_faults_are_refused():
    with pytest.raises(ConfigError, match="slot and a value"):
        fault("wrong_colour")
    with pytest.raises(ConfigError, match="no fault is called"):
        fault("melted")

    class Blind(PlainGenerator):
        capabilities = replace(PlainGenerator.capabilities, reports_layout=False)

    with pytest.raises(ConfigError, match="reports no layout"):
        FaultyGenerator(Blind(), [fault("ghost")]).open(JOB)
    FaultyGenerator(Blind(), [fault("missing")]).open(JOB).close()


def test_session_passes_state_through():
    session = FaultyGenerator(PlainGenerator(), []).open(JOB)
    session.restore(session.snapshot())
    session.close()
