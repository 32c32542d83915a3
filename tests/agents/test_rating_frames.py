"""How single frames are asked about, what of an answer counts, what it is worth, and what becomes of failures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from viewing_tools import NORA, TOM, look, request_of

from iamflow_agents.agents.model_scorer import ModelFrameScorer
from iamflow_agents.agents.ports import FrameEvidence
from iamflow_agents.agents.rating_answer import RatingAnswer, RowSeen, usable, worth
from iamflow_agents.agents.rating_questions import MOST_FRAMES, ask_about_frames
from iamflow_agents.agents.viewing_brief import card_of
from iamflow_agents.agents.viewing_split import CHARS_PER_TOKEN, Part
from iamflow_agents.backends.accounts import MemoryAccount, MemoryAnswers
from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.consulting import ModelConsultant, Terms
from iamflow_agents.backends.fake import FakeBackend
from iamflow_agents.backends.prompts import load_prompt
from iamflow_agents.backends.protocol import Picture
from iamflow_agents.errors import ArtifactCorruptError, BudgetExceededError
from iamflow_agents.generator.storyboard.encode import encode_png
from iamflow_agents.records import Appearance, Kind
from iamflow_agents.usage import CACHED, FRAMES_PROMPT, parse_budget

GOOD: dict[str, Any] = {
    "frame": 1, "id": "nora", "seen": "whole", "focus": "sharp", "wrong": [], "confidence": 1.0,
}  # fmt: skip
PROMPT = load_prompt(FRAMES_PROMPT)


def part_of(one: Appearance) -> Part:
    card = card_of(one, request_of(one))
    return Part(card=card, traits=card.traits, open_slots=())


def value(one: Appearance = NORA, **changes: Any) -> float | None:
    return worth(RowSeen(**GOOD | {"id": one.identity} | changes), part_of(one))


def test_rating_better_seen_is_worth_more() -> None:
    assert value() == 1.0
    ranked = [
        value(),
        value(focus="soft"),
        value(seen="part"),
        value(wrong=[2]),
        value(focus="blurred"),
        value(wrong=[1, 2]),
        value(wrong=[1, 2, 2, 3]),
    ]
    assert ranked == sorted(ranked, key=lambda v: -(v or 0)) and len(set(ranked)) == len(ranked)
    assert all(one is not None and one > 0 for one in ranked), "seen, if badly"


@pytest.mark.parametrize("seen", ["no", "twice"])
def test_rating_whoever_is_not_there_or_there_twice_is_not_shown(seen: str) -> None:
    assert value(seen=seen, focus="blurred", confidence=0.9) == 0.0
    assert value(seen=seen, confidence=0.4) is None, "an unsure judge says nothing"
    crowd = look("crowd", Kind.GROUP, top="red coats")
    assert value(crowd, seen=seen) == (1.0 if seen == "twice" else 0.0), "of a crowd there may be several"


def test_rating_an_unsure_judge_changes_little() -> None:
    for changes in ({}, {"seen": "part", "focus": "blurred"}):
        values = [value(confidence=c, **changes) for c in (0.0, 0.3, 0.9)]
        far = [abs((one or 0) - 0.5) for one in values]
        assert far == sorted(far) and far[0] == 0


BAD: dict[str, dict[str, Any]] = {
    "stranger": {"id": "zoe"},
    "no such frame": {"frame": 3},
    "frame zero": {"frame": 0},
    "sure beyond measure": {"confidence": 1.5},
    "not a number": {"confidence": float("nan")},
    "no such look": {"wrong": [9]},
    "wrong looks of nobody": {"seen": "no", "wrong": [1]},
}


@pytest.mark.parametrize("name", BAD)
def test_rating_a_row_that_cannot_be_used_stands_alone(name: str) -> None:
    other = RowSeen(**GOOD | {"id": "tom", "frame": 2})
    answer = RatingAnswer(rows=[RowSeen(**GOOD | BAD[name]), other])
    rows, problems = usable(answer, [part_of(NORA), part_of(TOM)], 2)
    assert rows == {(2, "tom"): other} and len(problems) == 1
    good = RatingAnswer(rows=[RowSeen(**GOOD), other])
    assert len(usable(good, [part_of(NORA), part_of(TOM)], 2)[0]) == 2


def test_rating_rows_that_are_given_twice_count_for_nothing() -> None:
    twice = RatingAnswer(rows=[RowSeen(**GOOD), RowSeen(**GOOD | {"seen": "no"})])
    assert usable(twice, [part_of(NORA)], 1)[0] == {}


def test_rating_questions_share_out_everybody_in_every_frame_and_fit() -> None:
    for n_people, n_frames, limit in ((1, 1, 1_024), (3, 9, 1_024), (20, 5, 1_024), (20, 5, 200), (4, 3, 16)):
        cast = [look(f"somebody_{i:02d}", hair="black hair", top="red coat") for i in range(n_people)]
        pictures = [Picture(data=bytes([i])) for i in range(n_frames)]
        asked = ask_about_frames(request_of(*cast), pictures, PROMPT, limit)
        pairs = [(part.card.key, frame) for one in asked for part in one.parts for frame in one.frames]
        assert sorted(pairs) == sorted((person.identity, frame) for person in cast for frame in range(n_frames))
        for one in asked:
            assert [p.data for p in one.question.pictures] == [pictures[frame].data for frame in one.frames]
            assert len(one.frames) <= MOST_FRAMES
            rows = [
                RowSeen(frame=n, id=p.card.key, seen="twice", focus="blurred", wrong=[1, 2], confidence=0.95)
                for n in range(1, len(one.frames) + 1) for p in one.parts
            ]  # fmt: skip
            longest = len(RatingAnswer(rows=rows).model_dump_json()) / CHARS_PER_TOKEN
            assert longest <= limit or len(rows) == 1
            named = one.question.payload.partition("IDENTITIES")[2]
            assert all(f"- {person.identity}: " in named for person in cast), "of the others it is told, too"


def test_rating_prompt_has_an_example_that_would_be_taken() -> None:
    example = PROMPT.examples[0]
    odalys = look("odalys", hair="long white hair", top="violet blouse")
    goose = look("goose", Kind.ANIMAL, colour="grey")
    pictures = [Picture(data=b"1"), Picture(data=b"2")]
    (asked,) = ask_about_frames(request_of(odalys, goose), pictures, PROMPT, 1_024)
    assert asked.question.payload.partition("IDENTITIES")[2].splitlines()[1].startswith("- odalys: ")
    answer = RatingAnswer.model_validate_json(example.answer)
    rows, problems = usable(answer, asked.parts, 2)
    assert len(rows) == 4 and not problems and not asked.question.check(answer)


def frames_of(*cast: Appearance, n_frames: int = 2) -> list[FrameEvidence]:
    request = request_of(*cast)
    shape = (request.height, request.width, 4)
    pictures = [np.full(shape, 40 * (number + 1), dtype=np.uint8) for number in range(n_frames)]
    return [
        FrameEvidence(
            request=request, frame_index=5 * number, picture=encode_png(pixels),
            width=request.width, height=request.height, layout=None,
        )
        for number, pixels in enumerate(pictures)
    ]  # fmt: skip


def scorer_of(tmp_path: Path, *says: dict[str, Any], **terms: Any) -> tuple[ModelFrameScorer, MemoryAccount]:
    path = tmp_path / "judge.jsonl"
    path.write_text("\n".join(json.dumps({"when": {}} | one) for one in says))
    account = MemoryAccount()
    consultant = ModelConsultant(
        FakeBackend(path), answers=MemoryAnswers(), account=account, terms=Terms(**terms)
    )  # fmt: skip
    return ModelFrameScorer(consultant, max_tokens=1_024), account


def test_rating_frames_through_a_backend_is_paid_once(tmp_path: Path) -> None:
    answer = {"rows": [GOOD, GOOD | {"frame": 2, "seen": "no"}, GOOD | {"id": "tom", "frame": 2, "focus": "soft"}]}
    scorer, account = scorer_of(tmp_path, {"answer": answer})
    frames = frames_of(NORA, TOM)
    assert scorer.score(frames) == [{"nora": 1.0}, {"nora": 0.0, "tom": 0.8}], "what is not answered is not known"
    assert scorer.score(frames) == [{"nora": 1.0}, {"nora": 0.0, "tom": 0.8}]
    assert [call.outcome for call in account.calls()] == ["answered", CACHED]
    assert all(call.is_of_frame_scorer and not call.is_of_judge for call in account.calls())
    scorer.score(frames_of(NORA, TOM, n_frames=1))
    assert [call.calls for call in account.calls()] == [1, 0, 1], "other pictures are another question"
    assert scorer.score([]) == [] and scorer.name.endswith("judge.jsonl rate/1")


FAILURES: dict[str, dict[str, Any]] = {
    "server": {"error": "server"},
    "timeout": {"error": "timeout"},
    "truncated": {"truncated": '{"rows": [{"frame": 1, "id": "no'},
    "nonsense": {"text": "Lovely pictures!"},
    "refusal": {"refusal": "I cannot identify people."},
    "wrong shape": {"answer": {"frames": []}},
    "strangers": {"answer": {"rows": [GOOD | {"id": "zoe"}]}},
    "nothing": {"answer": {"rows": []}},
    "guess": {"guess": True},
}


@pytest.mark.parametrize("name", FAILURES)
def test_rating_that_fails_says_nothing_of_anybody(name: str, tmp_path: Path) -> None:
    scorer, account = scorer_of(tmp_path, FAILURES[name])
    assert scorer.score(frames_of(NORA)) == [{}, {}]
    assert account.calls()[0].is_failure and account.calls()[0].prompt == PROMPT.label


def test_rating_asks_once_more_only_where_nothing_can_be_used(tmp_path: Path) -> None:
    half = {"rows": [GOOD, GOOD | {"frame": 7}]}
    scorer, account = scorer_of(tmp_path, {"when": {"round": 0}, "text": "?"}, {"answer": half})
    assert scorer.score(frames_of(NORA)) == [{"nora": 1.0}, {}]
    assert account.calls()[0].calls == 2
    again, account = scorer_of(tmp_path, {"answer": half})
    assert again.score(frames_of(NORA)) == [{"nora": 1.0}, {}] and account.calls()[0].calls == 1


def test_rating_keeps_to_the_budget_and_refuses_what_is_no_picture(tmp_path: Path) -> None:
    scorer, account = scorer_of(tmp_path, {"answer": {"rows": [GOOD]}}, budget=parse_budget("1calls"))
    scorer.score(frames_of(NORA))
    with pytest.raises(BudgetExceededError):
        scorer.score(frames_of(TOM))
    assert sum(call.calls for call in account.calls()) == 1
    (frame,) = frames_of(NORA, n_frames=1)
    broken = FrameEvidence(
        request=frame.request, frame_index=0, picture=frame.picture[:60], width=160, height=96, layout=None
    )
    with pytest.raises(ArtifactCorruptError):
        scorer.score([broken])


def test_rating_shape_names_what_may_be_named(tmp_path: Path) -> None:
    (asked,) = ask_about_frames(request_of(NORA), [Picture(data=b"1")], PROMPT, 1_024)
    schema = asked.question.schema.model_json_schema()
    row = schema["$defs"]["RowSeen"]["properties"]
    assert (row["id"]["enum"], row["frame"]["enum"], row["wrong"]["items"]["enum"]) == (["nora"], [1], [1, 2, 3])
    assert schema["properties"]["rows"]["maxItems"] == 1
    path = tmp_path / "more.jsonl"
    path.write_text(json.dumps({"when": {}, "answer": {"rows": [GOOD, GOOD | {"id": "zoe"}]}}))
    assert len(ask(FakeBackend(path), asked.question).value.rows) == 2, "what is beyond is read, and left out later"
