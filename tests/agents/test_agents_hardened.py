"""Odd texts, long texts, spans, determinism and the prediction format."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from agents_told import tell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.extractor import RuleExtractor, read_prompt
from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.agents.resolver import RuleResolver
from iamflow_agents.backends.rules import language
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.codec import encode
from iamflow_agents.errors import ConfigError
from iamflow_agents.records import Kind
from iamflow_agents.script import Script, Segment

_WORDS = [
    "Ines",
    "Karl",
    "her",
    "his",
    "the",
    "a",
    "another",
    "both",
    "they",
    "it",
    "dog",
    "key",
    "red",
    "coat,",
    "takes",
    "off",
    "gives",
    "to",
    "in",
    "with",
    "and",
    ".",
    '"',
    "'",
    "(",
    ")",
    "-",
    ":",
    ";",
    "another",
    "other",
    "INT.",
    "NIGHT",
    "🙂",
    "שלום",
    "مرحبا",
    "é",
    "ß",
    "龍",
    "\t",
    "\n",
    "one",
    "ones",
    "'s",
    "no",
    "nobody",
    "without",
    "photograph",
    "of",
]


@pytest.mark.parametrize(
    "prompt",
    [
        ".",
        "🙂🙂",
        "שלום עולם, הילד רץ.",
        "مرحبا بالعالم",
        "INT.",
        "INT. - .",
        '"',
        "the",
        "her",
        "'s",
        "A\r\nB\r\n",
        "a-",
        "-",
    ],
)
def test_odd_prompts_give_a_scene(prompt: str) -> None:
    told = tell("Ines sits in a cafe.", prompt)
    assert len(told.scenes) == 2
    assert told.scenes[1].setting.place == told.scenes[0].setting.place


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_WORDS), max_size=30).map(" ".join), st.text(max_size=40))
def test_any_text_is_read_and_spans_are_exact(first: str, second: str) -> None:
    prompts = (f"{first} .", f"Ines {second}")
    script = Script.model_construct(cast=(), segments=tuple(Segment.model_construct(prompt=p) for p in prompts))
    extractor = RuleExtractor()
    told = RuleResolver().resolve(script, [extractor.read(script, i) for i in range(2)])
    known = {identity.key for identity in told.identities}
    for scene in told.scenes:
        for mention in scene.mentions:
            assert prompts[scene.index][mention.start : mention.end] == mention.text
            assert mention.identity in known
        for presence in scene.presences:
            assert presence.identity in known


def test_spans_survive_a_heading_and_wide_characters() -> None:
    prompt = "INT. CAFÉ - NIGHT. 🙂 Señora Ibarra, a woman in a red hat, waves at Łukasz."
    told = tell(prompt)
    texts = {prompt[m.start : m.end] for m in told.scenes[0].mentions}
    assert {"Señora Ibarra", "Łukasz"} <= texts


def test_ten_thousand_words_take_linear_work(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: dict[str, int] = {"fit": 0, "singular": 0}
    fit, singular = Casting.fit, Lexicon.singular

    def count_fit(self: Casting, *given: Any) -> Any:
        counted["fit"] += 1
        return fit(self, *given)

    def count_singular(self: Lexicon, word: str) -> str:
        counted["singular"] += 1
        return singular(self, word)

    monkeypatch.setattr(Casting, "fit", count_fit)
    monkeypatch.setattr(Lexicon, "singular", count_singular)
    script = Script(segments=(Segment(prompt="Ines waits."),))
    sentence = "Ines gives a red book to the tall guard near a fountain and the dog follows her home. "
    work = []
    for n_sentences in (140, 560):  # 560 sentences are 10,080 words
        counted.update(fit=0, singular=0)
        RuleResolver().resolve(script, [encode(read_prompt(sentence * n_sentences))])
        work.append(dict(counted))
    for what in counted:
        assert 0 < work[1][what] <= 5 * work[0][what]


def test_another_process_says_the_same() -> None:
    code = (
        "from iamflow_agents.agents.extractor import RuleExtractor\n"
        "from iamflow_agents.agents.resolver import RuleResolver\n"
        "from iamflow_agents.codec import encode\n"
        "from iamflow_agents.script import Script, Segment\n"
        "s = Script(segments=tuple(Segment(prompt=p) for p in ('Two guards meet Ines in a red coat and a dog.',"
        " 'They hand the dog a bone. The thin guard takes off his cap.')))\n"
        "e = RuleExtractor()\n"
        "r = [e.read(s, 0), e.read(s, 1)]\n"
        "print(r, encode(RuleResolver().resolve(s, r)))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_reading_is_canonical_json_of_one_segment_only() -> None:
    extractor = RuleExtractor()
    alone = Script(segments=(Segment(prompt="Karl waits."),))
    longer = Script(segments=(Segment(prompt="Ines waits."), Segment(prompt="Karl waits.")))
    assert extractor.read(alone, 0) == extractor.read(longer, 1)
    assert extractor.read(alone, 0) != extractor.read(longer, 0)
    assert json.loads(extractor.read(alone, 0))["mentions"][0]["text"] == "Karl"


def test_a_missing_model_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "PACKAGES", ("no_such_model_package",))
    with pytest.raises(ConfigError, match="pip install"):
        language.load_language()


def test_toys_are_things_and_beasts_are_beings() -> None:
    toy = read_prompt("Karl holds a red toy boat and a wooden horse.")
    live = read_prompt("Karl rides a brown horse.")
    assert {m.kind for m in toy.mentions if m.noun in {"toy-boat", "horse"}} == {Kind.OBJECT}
    assert {m.kind for m in live.mentions if m.noun == "horse"} == {Kind.ANIMAL}


def test_a_prediction_tracks_props_of_two_segments_only() -> None:
    told = tell("Ines holds a brass key and a paper kite.", "Ines drops the key.")
    line = to_prediction(7, told)
    assert line["script"] == 7
    assert {i["id"] for i in line["identities"]} == {"ines", "brass-key"}
    assert "paper-kite" in {i.key for i in told.identities}
    assert [s["index"] for s in line["segments"]] == [0, 1]
    assert {e["id"] for e in line["segments"][1]["entities"]} == {"ines", "brass-key"}
