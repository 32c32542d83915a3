"""What is asked, which answers are refused, and how far a record of controls goes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from arbitration_models import AnsweringConsultant, stories, word_chooser
from pydantic import ValidationError

from iamflow_agents.agents.arbitration import Record
from iamflow_agents.agents.examination import build_examination, grade
from iamflow_agents.agents.extractor import RuleExtractor
from iamflow_agents.agents.model_resolver import ModelResolver
from iamflow_agents.agents.question_text import mark_mentions, occurs_in, plain_words
from iamflow_agents.agents.questions import IdentifiedMention, IdentifyAnswer
from iamflow_agents.agents.resolver import RuleResolver
from iamflow_agents.backends.prompts import load_exam, load_prompt
from iamflow_agents.backends.protocol import Question, Reply
from iamflow_agents.backends.registry import make_resolver
from iamflow_agents.errors import ConfigError
from iamflow_agents.script import Script, Segment


def _questions(*prompts: str) -> list[Question[Any]]:
    script, extractor = Script(segments=tuple(Segment(prompt=p) for p in prompts)), RuleExtractor()
    consultant = AnsweringConsultant(word_chooser("unsure"))
    ModelResolver(consultant).resolve(script, [extractor.read(script, i) for i in range(len(prompts))])
    return consultant.asked[1:]


@pytest.fixture(scope="module")
def question() -> Question[Any]:
    """The first question of a story."""
    script, readings, _ = stories("open_own")[0]
    consultant = AnsweringConsultant(word_chooser("unsure"))
    ModelResolver(consultant).resolve(script, readings)
    return consultant.asked[1]


def test_a_simple_story_makes_no_call() -> None:
    assert not _questions("Nora reads.", "Nora and Ethan talk. Ethan waves.", "Nora leaves.")
    assert _questions("A woman with a scar waits. A tall man sits.", "The visitor leaves.")


def test_the_rules_guess_is_a_valid_answer_and_is_not_marked(question: Question[Any]) -> None:
    assert not question.check(question.guess)
    listed = re.findall(r"^\[\d+\] .*$", question.payload, re.MULTILINE)
    assert len(listed) == len(question.guess.answers)
    assert "guess" not in question.payload.lower()


def _changed(question: Question[Any], **change: Any) -> IdentifyAnswer:
    rows = list(question.guess.answers)
    rows[0] = rows[0].model_copy(update=change)
    return IdentifyAnswer(answers=rows)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"who": ["nobody-of-that-id"]}, "none of its options"),
        ({"who": []}, "at least one"),
        ({"who": ["new", "unsure"]}, "only one answer"),
        ({"quote": "words that stand nowhere at all"}, "does not stand in the story"),
        ({"quote": ""}, "does not stand in the story"),
        ({"mention": 99}, "no mention [99]"),
    ],
)
def test_wrong_answers_are_refused(question: Question[Any], change: dict[str, Any], problem: str) -> None:
    assert any(problem in said for said in question.check(_changed(question, **change)))


def test_every_mention_is_answered_once(question: Question[Any]) -> None:
    rows = question.guess.answers
    assert any("no answer" in said for said in question.check(IdentifyAnswer(answers=rows[1:])))
    assert any("twice" in said for said in question.check(IdentifyAnswer(answers=[*rows, rows[0]])))


def test_two_who_act_on_each_other_are_not_one() -> None:
    asked = _questions(
        "A woman with a scar and a woman with a braid wait in a hall.",
        "The rider greets the visitor.",
    )
    (question,) = [q for q in asked if q.segment_index == 1]
    numbers = {text: int(number) for number, text in re.findall(r'^\[(\d+)\] "(.*?)"', question.payload, re.MULTILINE)}
    same = [
        row.model_copy(update={"who": ["woman"]})
        if row.mention in (numbers["The rider"], numbers["the visitor"])
        else row
        for row in question.guess.answers
    ]
    assert any("cannot both be" in said for said in question.check(IdentifyAnswer(answers=same)))
    other = [
        row.model_copy(update={"who": ["woman-2"]}) if row.mention == numbers["the visitor"] else row for row in same
    ]
    assert not any("cannot both be" in said for said in question.check(IdentifyAnswer(answers=other)))


def test_quotes_may_leave_words_out_but_not_change_them() -> None:
    text = 'Señora Ibáñez says, "Not here." The old man[3] bows.'
    assert occurs_in("senora ibanez says", text)
    assert occurs_in("Not here", text)
    assert occurs_in("The man bows", text)
    assert not occurs_in("bows old man", text)
    assert not occurs_in("old woman bows", text)
    assert not occurs_in("Ibáñez bows", text)
    assert not occurs_in("ld man", text)
    assert plain_words("A[1] b-c") == ["a", "b", "c"]


def test_marks_stand_behind_their_words() -> None:
    from iamflow_agents.agents.extractor import read_prompt

    prompt = "The boy's brother waves at Ida."
    mentions = {m.text: m for m in read_prompt(prompt).mentions}
    marked = mark_mentions(prompt, [(1, mentions["The boy's brother"]), (2, mentions["Ida"])])
    assert marked == "The boy's brother[1] waves at Ida[2]."


def test_trust_grows_with_the_record_and_noise_gets_none() -> None:
    good, few, noise, always_new = Record(), Record(), Record(), Record()
    for turn in range(12):
        good.add(turn % 3 == 0, True)
        noise.add(turn % 3 == 0, turn % 5 == 0)
        always_new.add(True, turn % 3 == 0)
    few.add(False, True)
    assert good.trust(False) > 0.75 > few.trust(False) > noise.trust(False)
    assert always_new.trust(True) < 0.2 > noise.trust(True)
    assert Record().trust(False) == 0.0


def test_the_examination_is_asked_once_and_marked_by_what_is_known() -> None:
    prompt = load_prompt("identify")
    question, exam = build_examination(prompt), load_exam("identify_exam")
    assert question.segment_index is None
    assert not question.check(question.guess)
    right = [row.model_copy(update={"who": [who]}) for row, who in zip(question.guess.answers, exam.right, strict=True)]
    good = IdentifyAnswer(answers=right)
    wrong = IdentifyAnswer(answers=[row.model_copy(update={"who": ["halvard"]}) for row in right])
    assert not question.check(good)
    assert question.check(wrong)
    assert question.check(IdentifyAnswer(answers=right[1:]))
    assert all(is_right for _, is_right in grade(Reply(value=good, origin="model"), prompt))
    assert sum(is_right for _, is_right in grade(Reply(value=wrong, origin="cache"), prompt)) == 1
    assert grade(Reply(value=good, origin="rules"), prompt) == []
    assert grade(Reply(value=question.guess, origin="model"), prompt) == []


def test_prompts_are_versioned_and_their_examples_are_valid() -> None:
    prompt = load_prompt("identify")
    assert prompt.version >= 1
    assert prompt.label == f"identify/{prompt.version}"
    for example in prompt.examples:
        answer = IdentifyAnswer.model_validate_json(example.answer)
        listed = dict(re.findall(r"^\[(\d+)\] .*?: (.*)$", example.payload, re.MULTILINE))
        assert [str(row.mention) for row in answer.answers] == list(listed)
        for row in answer.answers:
            assert set(row.who) <= {option.strip() for option in listed[str(row.mention)].split("|")}
            assert occurs_in(row.quote, example.payload)
    for load in (load_prompt, load_exam):
        with pytest.raises(ConfigError, match="no_such"):
            load("no_such")


def test_examples_are_about_nobody_of_the_tests() -> None:
    data = Path(__file__).parent.parent / "data"
    told = " ".join(path.read_text(encoding="utf-8") for path in sorted(data.glob("*_own.jsonl"))).lower()
    for word in ("mirela", "burned sleeve", "blue wing", "halvard", "wooden clogs"):
        shown = [example.payload for example in load_prompt("identify").examples] + [load_exam("identify_exam").payload]
        assert any(word in payload.lower() for payload in shown)
        assert word not in told


def test_the_schema_is_strict_and_flat() -> None:
    text = json.dumps(IdentifyAnswer.model_json_schema())
    assert '"default"' not in text
    assert '"additionalProperties": false' in text
    assert IdentifiedMention.model_json_schema()["required"] == ["mention", "quote", "who"]


def test_the_shape_of_an_answer_holds_the_ids_of_its_question(question: Question[Any]) -> None:
    good = question.guess.model_dump_json()
    assert question.schema.model_validate_json(good).model_dump_json() == good
    with pytest.raises(ValidationError):
        question.schema.model_validate_json(_changed(question, who=["nobody-of-that-id"]).model_dump_json())
    row = question.schema.model_json_schema()["$defs"]["IdentifiedMention"]
    assert list(row["properties"]) == row["required"] == ["mention", "quote", "who"]


def test_naming_the_one_a_mention_opens_says_new(question: Question[Any]) -> None:
    numbers = {text: int(number) for number, text in re.findall(r'^\[(\d+)\] "(.*?)"', question.payload, re.MULTILINE)}
    assert numbers["A sailor"] == 1
    assert not question.check(_changed(question, who=["sailor"]))
    assert question.check(_changed(question, who=["child"]))


def test_a_backend_without_a_consultant_is_the_rules() -> None:
    assert isinstance(make_resolver("rules"), RuleResolver)
    assert isinstance(make_resolver("rules", AnsweringConsultant(word_chooser("new"))), RuleResolver)
    assert isinstance(make_resolver("fake:x", AnsweringConsultant(word_chooser("new"))), ModelResolver)


def test_a_quote_word_for_word_may_hold_a_title_or_reach_into_the_next_sentence() -> None:
    text = "Old Mrs. Castellano nods. Her dog barks."
    assert occurs_in("Mrs. Castellano nods", text)
    assert occurs_in("nods. Her dog", text)
    assert not occurs_in("Castellano barks", text)
