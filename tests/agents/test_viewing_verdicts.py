"""From answers to verdicts: what is said is kept, what cannot be used is unknown, and nothing else is confirmed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viewing_tools import (
    NORA,
    TOM,
    Answer,
    Judge,
    all_well,
    changed,
    checkers,
    evidence_of,
    film,
    look,
    told,
    verifier_of,
)

from iamflow_agents.agents.repairer import RepairAction, decide_repair, observed_attributes, score_take
from iamflow_agents.agents.viewing_answer import ViewAnswer
from iamflow_agents.agents.viewing_brief import make_brief
from iamflow_agents.agents.viewing_check import usable_rows
from iamflow_agents.agents.viewing_split import split_brief
from iamflow_agents.backends.protocol import Completion
from iamflow_agents.errors import BackendError, FailureKind
from iamflow_agents.records import Camera, Kind, Shot, VerdictKind
from iamflow_agents.takes import Verdict

ALL_SLOTS = {"", "hair", "top", "bottom"}


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of two seconds in which nothing is to be seen."""
    return film(tmp_path_factory.mktemp("film") / "a.mp4", [checkers(8)] * 16)


def judged(video: Path, judge: Judge, *cast: Any, **more: Any) -> tuple[Verdict, ...]:
    return verifier_of(judge).verify(evidence_of(video, *(cast or (NORA, TOM)), **more))


def row(answer: Answer, key: str) -> Answer:
    return next(row for row in answer["identities"] if row["id"] == key)


def test_verdicts_confirm_what_is_confirmed(video: Path) -> None:
    verdicts = judged(video, Judge(), absent=("mia",))
    found = told(verdicts)
    assert {key: kind for key, (kind, _) in found.items() if kind != "confirmed"} == {("mia", ""): "not_visible"}
    assert {slot for key, slot in found if key == "nora"} == ALL_SLOTS
    assert {(v.segment_index, v.take_number, v.model) for v in verdicts} == {(1, 2, "toy:judge verify/1")}
    assert all(v.frame_index is not None for v in verdicts if v.kind is VerdictKind.CONFIRMED)
    assert score_take(verdicts) == 1.0 and decide_repair(verdicts, 1, 2).action is RepairAction.ACCEPT


CHANGES: list[tuple[str, Answer, tuple[str, str]]] = [
    ("missing", {"state": "missing", "count": 0, "frame": 0, "looks": []}, ("missing", "")),
    ("duplicated", {"state": "duplicated", "count": 3}, ("duplicated", "2 too many")),
    ("swapped", {"state": "swapped", "swapped_with": "tom"}, ("contradicted", "swapped with tom")),
    ("swapped with an absentee", {"state": "swapped", "swapped_with": "mia"}, ("contradicted", "swapped with mia")),
    ("hidden in a wide shot", {"state": "hidden", "frame": 0, "looks": []}, ("missing", "outside the shot or covered")),
]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_verdicts_say_what_is_wrong_with_somebody(change: Answer, expected: tuple[str, str], video: Path) -> None:
    verdicts = judged(video, changed(lambda answer: row(answer, "nora").update(change)), absent=("mia",))
    found = told(verdicts)
    assert found["nora", ""] == expected and found["tom", ""][0] == "confirmed"
    assert decide_repair(verdicts, 1, 2).action is RepairAction.RETAKE
    if not change.get("looks", True):
        assert {found["nora", slot][0] for slot in ALL_SLOTS - {""}} == {"not_visible"}


def test_verdicts_let_somebody_be_hidden_where_the_shot_leaves_them_out(video: Path) -> None:
    judge = changed(lambda answer: row(answer, "tom").update(state="hidden", frame=0, looks=[]))
    close = Camera(shot=Shot.CLOSE_UP, subject="nora")
    assert told(judged(video, judge, camera=close))["tom", ""][0] == "not_visible"
    assert told(judged(video, judge))["tom", ""][0] == "missing"


def test_verdicts_on_looks_name_what_is_seen_instead(video: Path) -> None:
    def change(answer: Answer) -> None:
        row(answer, "nora")["looks"][1] = {"look": 2, "seen": "contradicted", "observed": "yellow  coat"}
        row(answer, "nora")["looks"][2] = {"look": 3, "seen": "not_visible", "observed": "behind a desk"}

    verdicts = judged(video, changed(change))
    found = told(verdicts)
    assert found["nora", "top"] == ("contradicted", "yellow coat") and found["nora", "bottom"] == ("not_visible", "")
    assert decide_repair(verdicts, 1, 2).emphasis == ("nora/top",)
    assert {v.expected for v in verdicts if v.identity == "nora" and v.slot} == {
        "short black hair", "red sweater", "blue jeans"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "observed"),
    [("nothing", "nothing"), ("No scarf at all", "nothing"), ("none", "nothing"), ("norwegian coat", "norwegian coat")],
)
def test_verdicts_say_nothing_of_what_is_not_worn(said: str, observed: str, video: Path) -> None:
    judge = changed(lambda a: row(a, "nora")["looks"][1].update(seen="contradicted", observed=said))
    assert told(judged(video, judge))["nora", "top"] == ("contradicted", observed)


def test_verdicts_on_absentees_and_the_place(video: Path) -> None:
    def change(answer: Answer) -> None:
        answer["gone"][0].update(seen=True, frame=2)
        answer["place"][0].update(match="no", observed="a beach")

    verdicts = judged(video, changed(change), absent=("mia",))
    by_key = {v.identity: v for v in verdicts if v.slot is None}
    assert (by_key["mia"].kind, by_key["mia"].expected, by_key["mia"].observed) == (
        VerdictKind.CONTRADICTED, "gone", "on screen"
    )  # fmt: skip
    place = by_key["place:library"]
    assert (place.kind, place.expected, place.observed) == (VerdictKind.CONTRADICTED, "Library", "a beach")
    unclear = changed(lambda answer: answer["place"][0].update(match="unclear", frame=0))
    assert told(judged(video, unclear))["place:library", ""][0] == "not_visible"


def test_verdicts_fill_what_the_script_leaves_open_and_nothing_else(video: Path) -> None:
    bare = look("pip", gender="male", hair="red hair")

    def change(answer: Answer) -> None:
        row(answer, "pip")["also"] = [
            {"slot": "top", "observed": "striped shirt"},
            {"slot": "hair", "observed": "bald"},
            {"slot": "wings", "observed": "two"},
            {"slot": "bottom", "observed": " "},
        ]

    verdicts = judged(video, changed(change), bare)
    evidence = evidence_of(video, bare)
    found = observed_attributes(evidence.request, verdicts)
    assert [(key, a.slot.value, a.value) for key, a in found] == [("pip", "top", "striped shirt")]
    gone = changed(lambda answer: (change(answer), row(answer, "pip").update(state="missing", looks=[], frame=0)))
    assert observed_attributes(evidence.request, judged(video, gone, bare)) == ()


def test_verdicts_count_groups_as_one(video: Path) -> None:
    crowd = look("crowd", Kind.GROUP)
    judge = changed(lambda answer: row(answer, "crowd").update(count=7))
    assert told(judged(video, judge, crowd))["crowd", ""] == ("confirmed", "")
    judge = changed(lambda answer: row(answer, "nora").update(count=7))
    assert told(judged(video, judge, NORA))["nora", ""][0] == "unknown"


WRONG: list[tuple[str, Callable[[Answer], Any], set[str]]] = [
    ("left out", lambda a: a["identities"].pop(0), set()),
    ("another id", lambda a: row(a, "nora").update(id="Nora Smith"), set()),
    ("id twice", lambda a: a["identities"].append(row(a, "nora")), set()),
    ("no such frame", lambda a: row(a, "nora").update(frame=99), set()),
    ("a frame before the first", lambda a: row(a, "nora").update(frame=-1), set()),
    ("no frame", lambda a: row(a, "nora").update(frame=0), set()),
    ("confidence in percent", lambda a: row(a, "nora").update(confidence=90), set()),
    ("one copy", lambda a: row(a, "nora").update(state="duplicated"), set()),
    ("swapped with nobody", lambda a: row(a, "nora").update(state="swapped"), set()),
    ("swapped with herself", lambda a: row(a, "nora").update(state="swapped", swapped_with="nora"), set()),
    ("swapped with a stranger", lambda a: row(a, "nora").update(state="swapped", swapped_with="zoe"), set()),
    ("missing and there", lambda a: row(a, "nora").update(state="missing", looks=[]), set()),
    ("there and swapped", lambda a: row(a, "nora").update(swapped_with="tom"), set()),
    ("a look left out", lambda a: row(a, "nora")["looks"].pop(), {"", "hair", "top"}),
    ("a look twice", lambda a: row(a, "nora")["looks"].append(row(a, "nora")["looks"][0]), {"", "top", "bottom"}),
    ("a look nobody asked about", lambda a: row(a, "nora")["looks"][2].update(look=9), {"", "hair", "top"}),
    (
        "contradicted by nothing",
        lambda a: row(a, "nora")["looks"][1].update(seen="contradicted"),
        {"", "hair", "bottom"},
    ),
    (
        "confirmed as something else",
        lambda a: row(a, "nora")["looks"][1].update(observed="a coat"),
        {"", "hair", "bottom"},
    ),
    (
        "contradicted by what is expected",
        lambda a: row(a, "nora")["looks"][1].update(seen="contradicted", observed="a red sweater"),
        {"", "hair", "bottom"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "kept"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_verdicts_are_unknown_where_a_row_cannot_be_used(
    change: Callable[[Answer], Any], kept: set[str], video: Path
) -> None:
    judge = changed(change)
    verdicts = judged(video, judge)
    found = told(verdicts)
    confirmed = {slot for (key, slot), (kind, _) in found.items() if key == "nora" and kind == "confirmed"}
    assert confirmed == kept
    unknown = {slot for (key, slot), (kind, _) in found.items() if key == "nora" and kind == "unknown"}
    assert unknown == ({""} if not kept else ALL_SLOTS - kept)
    assert {kind for (key, _), (kind, _) in found.items() if key == "tom"} == {"confirmed"}, "one slip costs no more"
    assert len(judge.asked) == 2 and len(judge.corrections) == 1, "it was told, once"
    assert score_take(verdicts) < 1.0


def test_verdicts_take_the_better_answer_of_a_repair_round(video: Path) -> None:
    def say(question: Any, corrections: Any) -> str:
        answer = all_well(question.payload)
        if not corrections:
            answer["identities"].pop(0)
        return json.dumps(answer)

    judge = Judge(say)
    found = told(judged(video, judge))
    assert {kind for kind, _ in found.values()} == {"confirmed"}
    assert "no row for nora" in judge.corrections[0].problem
    worse = Judge(lambda q, c: say(q, []) if not c else "sorry, no")
    found = told(judged(video, worse))
    assert found["tom", ""][0] == "confirmed" and found["nora", ""] == ("unknown", "the judge did not answer")


KINDS: list[FailureKind] = ["timeout", "server", "connection", "rate_limited", "quota", "auth", "unsupported"]
DEAD: list[tuple[str, Any]] = [
    ("nonsense", "Sure! Everybody looks great."),
    ("nothing", ""),
    ("no rows", '{"identities": [], "gone": [], "place": []}'),
    ("another shape", '{"who": "nora"}'),
    ("a list", "[1, 2]"),
    ("only strangers", '{"identities": [{"id": "x", "state": "on_screen", "count": 1, "swapped_with": "", "frame": 1,'
     ' "confidence": 1.0, "looks": [], "also": []}], "gone": [], "place": []}'),
    ("refused", Completion(text="", refusal="I cannot identify people.")),
    ("cut off", Completion(text='{"identities": [', truncated=True)),
    *[(kind, BackendError("it went wrong", where="toy", next_step="Wait.", kind=kind)) for kind in KINDS],
]  # fmt: skip


@pytest.mark.parametrize("said", [case[1] for case in DEAD], ids=[case[0] for case in DEAD])
def test_verdicts_are_all_unknown_when_the_judge_fails(said: Any, video: Path) -> None:
    verdicts = judged(video, Judge(lambda question, corrections: said), absent=("mia",))
    assert {v.kind for v in verdicts} == {VerdictKind.UNKNOWN}
    assert [v.identity for v in verdicts] == ["nora", "tom", "mia", "place:library"]
    assert all(v.confidence == 0.0 and v.observed.startswith("judge failed: ") for v in verdicts)
    assert score_take(verdicts) == 0.0
    assert decide_repair(verdicts, 1, 3).action is RepairAction.ACCEPT_WITH_NOTE


def test_verdicts_are_unknown_where_a_film_cannot_be_read(tmp_path: Path) -> None:
    judge = Judge()
    (tmp_path / "a.mp4").write_bytes(b"no film")
    for path in (tmp_path / "a.mp4", tmp_path / "none.mp4"):
        assert {v.kind for v in judged(path, judge)} == {VerdictKind.UNKNOWN}
    assert judge.asked == []


def test_verdicts_of_a_failed_question_do_not_spoil_the_others(video: Path) -> None:
    def say(question: Any, corrections: Any) -> Any:
        answer = all_well(question.payload)
        keys = [row["id"] for row in answer["identities"]]
        return Completion(text="", refusal="no") if "p0" in keys else json.dumps(answer)

    cast = [look(f"p{n}", hair="black hair", top="red sweater") for n in range(7)]
    found = told(judged(video, Judge(say), *cast))
    kinds = {key: kind for (key, slot), (kind, _) in found.items() if not slot}
    assert kinds["p0"] == "unknown" and kinds["p6"] == kinds["place:library"] == "confirmed"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.floats(0, 2)
    | st.sampled_from(["nora", "tom", "", "on_screen"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["identities", "gone", "place", "id", "state", "looks", "frame", "confidence", "count"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(data=st.data())
def test_verdicts_confirm_only_what_a_sound_row_confirms(data: st.DataObject) -> None:
    """Whatever a judge says: usable rows were asked about, and each is one of the answer's."""
    brief = make_brief(evidence_of(Path(), NORA, TOM, absent=("mia",)))
    (share,) = split_brief(brief, 10_000)
    answer = all_well(
        "IDENTITIES\n- nora: x\n  [1] a: b\n  [2] a: b\n  [3] a: b\n- tom: x\nGONE, x\n- mia: x\nPLACE: x"
    )
    person = row(answer, "nora")
    for name in data.draw(st.lists(st.sampled_from(sorted(person)), max_size=3)):
        person[name] = data.draw(JSON)
    try:
        read = ViewAnswer.model_validate_json(json.dumps(answer), strict=True)
    except ValueError:
        return
    found = usable_rows(read, share, brief.known, 3)
    assert set(found.identities) <= {"nora", "tom"} and {key for key, _ in found.traits} <= set(found.identities)
    for one in found.identities.values():
        assert 0 <= one.frame <= 3 and 0 <= one.confidence <= 1
        assert one.state != "on_screen" or (one.count == 1 and one.frame >= 1)
