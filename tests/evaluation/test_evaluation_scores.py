"""Figures: equal to those recorded from another scorer, to an oracle that tries all pairings, and to plain sense."""

from __future__ import annotations

import json
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.errors import ScriptError
from iamflow_agents.evaluation.annotations import read_gold_line, read_predicted_line
from iamflow_agents.evaluation.identity_scores import Score, Tally, score_script, score_scripts, total_score
from iamflow_agents.evaluation.phrases import content_words, phrases_agree
from iamflow_agents.evaluation.score_files import read_gold, read_predictions

STORED = Path(__file__).parent.parent / "data" / "scored"
RECORDED: dict[str, dict[str, float]] = json.loads((STORED / "figures.json").read_text())
CHARACTERS = {"person", "animal", "creature", "robot", "group"}
KINDS = ["person", "animal", "object", "vehicle"]
NAMES = ["Nora", "the man", "a red kite", "Zoë", "Иван", "her coat", "kites"]


def figures(gold: Path, found: Path) -> dict[str, float]:
    """Figures of two files."""
    return total_score(score_scripts(read_gold(gold).scripts, read_predictions(found).scripts)).figures()


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_evaluation_figures_are_those_recorded(name: str) -> None:
    gold = STORED / f"{name.split('.')[0]}.gold.jsonl"
    ours = figures(gold, STORED / f"{name}.jsonl")
    assert {key: ours[key] for key in RECORDED[name]} == RECORDED[name]  # exactly: the same sums in the same order


def test_evaluation_recorded_figures_tell_readers_apart() -> None:
    assert RECORDED["stories.muddled"]["IDF1_characters"] < RECORDED["stories.found"]["IDF1_characters"] - 0.1
    ours = figures(STORED / "stories.gold.jsonl", STORED / "stories.muddled.jsonl")
    assert ours["IDF1_characters"] != RECORDED["stories.found"]["IDF1_characters"]


@st.composite
def lines(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A small script's gold and a prediction for it."""
    n = draw(st.integers(0, 4))
    segments = st.lists(st.integers(0, max(0, n - 1)), unique=True, max_size=n)
    phrases = st.lists(st.sampled_from(NAMES), max_size=2)
    gold = [
        {"kind": draw(st.sampled_from(KINDS)), "label": draw(st.sampled_from(NAMES)), "present": draw(segments),
         "mentions": {"0": draw(phrases)}, "attributes": draw(phrases)}
        for _ in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    found = [
        {"id": key, "kind": draw(st.sampled_from(KINDS)), "name": draw(st.sampled_from(NAMES)),
         "attributes": draw(phrases)}
        for key in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    places = [draw(st.sampled_from("AB")) for _ in range(n)]
    rows = [
        {"index": i, "place": draw(st.sampled_from(["x", "y", None])),
         "entities": [{"id": draw(st.integers(0, 4)), "mention": draw(st.sampled_from(NAMES))} for _ in range(2)]}
        for i in range(n)
    ]  # fmt: skip
    return {"identities": gold, "places": places}, {"identities": found, "segments": rows}


def shared_presences(gold: dict[str, Any], found: dict[str, Any], *, characters: bool) -> tuple[int, int, int]:
    """Presences shared by the best pairing (of all that there are), all gold ones and all predicted ones."""
    wanted = [g for g in gold["identities"] if (g["kind"] in CHARACTERS) == characters]
    seen: list[tuple[set[int], set[str]]] = []
    for one in found["identities"]:
        if (one["kind"] in CHARACTERS) != characters:
            continue
        rows = [(s["index"], e["mention"]) for s in found["segments"] for e in s["entities"] if e["id"] == one["id"]]
        words = set(content_words(" ".join([one["name"], *(mention for _, mention in rows)])))
        seen.append(({index for index, _ in rows}, words))
    left = [(set(g["present"]), set(content_words(" ".join([g["label"], *g["mentions"]["0"]])))) for g in wanted]
    short, long = sorted((left, seen), key=len)
    best = max(
        sum(len(a & b) for (a, named), (b, called) in zip(short, order, strict=True) if named & called)
        for order in permutations(long, len(short))
    )
    return best, sum(len(a) for a, _ in left), sum(len(b) for b, _ in seen)


@settings(max_examples=120, deadline=None)
@given(lines())
def test_evaluation_identity_f1_is_the_oracle_s(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    gold, found = pair
    score = score_script(read_gold_line(gold, "gold"), read_predicted_line(found, "found"))
    for characters, tally in ((True, score.characters), (False, score.props)):
        right, wanted, said = shared_presences(gold, found, characters=characters)
        assert tally == Tally(right=right, wrong=said - right, missed=wanted - right)
    places, told = gold["places"], [row["place"] for row in found["segments"]]
    agree = [
        (places[i] == places[j]) == (told[i] is not None and told[i] == told[j])
        for i, j in combinations(range(len(places)), 2)
    ]
    assert (score.places_right, score.places_asked) == (sum(agree), len(agree))
    values = score.figures().values()
    assert all(0 <= value <= 1 for value in list(values)[1:])


def gold_line(*identities: dict[str, Any]) -> dict[str, Any]:
    return {"identities": list(identities), "places": ["A", "B", "A"]}


def who(kind: str = "person", **more: Any) -> dict[str, Any]:
    base = {"kind": kind, "label": "Nora", "present": [0, 2], "mentions": {}, "attributes": ["red coat", "short curls"]}
    return {**base, **more}


def perfect() -> dict[str, Any]:
    entities = [{"id": 7, "mention": "Nora"}]
    return {
        "identities": [{"id": "7", "attributes": ["coat", {"slot": "hair", "value": "short black curls"}, "hat"]}],
        "segments": [
            {"index": 0, "place": "a", "entities": entities},
            {"index": 1, "place": "b", "entities": []},
            {"index": 2, "place": "a", "entities": entities},
        ],
    }


def scored(gold: dict[str, Any], found: dict[str, Any]) -> Score:
    return score_script(read_gold_line(gold, "gold"), read_predicted_line(found, "found"))


def test_evaluation_a_person_found_everywhere_is_right() -> None:
    score = scored(gold_line(who()), perfect())
    assert score.characters == Tally(right=2)  # ids as numbers and as text are one; no kind is a person
    assert score.attributes == Tally(right=2, wrong=1)
    assert score.place() == 1.0
    swapped = perfect()
    swapped["segments"][2]["entities"] = []
    assert scored(gold_line(who()), swapped).characters == Tally(right=1, missed=1)


def test_evaluation_a_pair_must_share_a_word() -> None:
    assert scored(gold_line(who(label="Olga")), perfect()).characters == Tally(wrong=2, missed=2)
    assert scored(gold_line(who(label="Olga", mentions={"0": ["the Nora"]})), perfect()).characters == Tally(right=2)
    assert scored(gold_line(who(label="the one of them")), perfect()).characters.right == 0


def test_evaluation_groups_are_characters_and_vehicles_props() -> None:
    found = perfect()
    found["identities"][0]["kind"] = "group"
    assert scored(gold_line(who("group")), found).characters == Tally(right=2)
    found["identities"][0]["kind"] = "vehicle"
    score = scored(gold_line(who("object")), found)
    assert (score.props, score.characters, score.attributes) == (Tally(right=2), Tally(), Tally())


def test_evaluation_nothing_predicted_is_all_missed() -> None:
    gold = {1: read_gold_line(gold_line(who(), who("object", label="kite")), "gold")}
    (score,) = score_scripts(gold, {}).values()
    assert (score.characters, score.props) == (Tally(missed=2), Tally(missed=2))
    assert score.attributes == Tally(missed=2)
    assert score.places_right == 2  # "never the same" agrees where the places differ
    assert scored(gold_line(), {"identities": [], "segments": []}).characters.f1() == 1.0


def test_evaluation_totals_are_taken_from_sums() -> None:
    total = total_score({1: Score(n_scripts=1, props=Tally(right=9)), 2: Score(n_scripts=1, props=Tally(missed=1))})
    assert total.n_scripts == 2 and total.props.f1() == pytest.approx(18 / 19)


def test_evaluation_words_of_phrases() -> None:
    assert content_words("The Braids of her dresses, glass & gas") == {"braid", "dresse", "glass", "gas"}
    assert content_words("Иван") == frozenset()
    assert phrases_agree("red coat", "a long red coat") and phrases_agree("red wool coat", "red silk coat")
    assert not phrases_agree("red coat", "blue hat") and not phrases_agree("the", "the")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not valid JSON"),
        ("[]", "no JSON object"),
        ('{"identities": [], "segments": []}', "`script`"),
        ('{"script": 1, "segments": []}', "`identities`"),
        ('{"script": 1, "identities": [], "segments": [{"index": "0", "entities": []}]}', "segment number"),
        ('{"script": 1, "identities": [{"name": "Nora"}], "segments": []}', "`id`"),
        ('{"script": 1, "identities": [{"id": 1, "attributes": [{"slot": "hair"}]}], "segments": []}', "attribute"),
    ],
)
def test_evaluation_unreadable_lines_are_named(tmp_path: Path, line: str, what: str) -> None:
    file = tmp_path / "found.jsonl"
    file.write_text('{"script": 0, "identities": [], "segments": []}\n\n' + line + "\n")
    with pytest.raises(ScriptError, match=what) as raised:
        read_predictions(file)
    assert raised.value.where == f"{file}, line 3"
    assert raised.value.next_step


def test_evaluation_unreadable_gold_and_files_are_named(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"script": 1, "identities": [{"kind": "person", "label": "Nora"}], "places": []}')
    with pytest.raises(ScriptError, match="identity 1"):
        read_gold(file)
    file.write_bytes(b'{"script": 1}\n\xff\n')
    with pytest.raises(ScriptError, match="UTF-8") as raised:
        read_gold(file)
    assert raised.value.where.endswith("line 2")
    for path in (tmp_path, tmp_path / "missing.jsonl"):
        with pytest.raises(ScriptError):
            read_gold(path)


def test_evaluation_line_ends_marks_and_repeats(tmp_path: Path) -> None:
    file = tmp_path / "found.jsonl"
    first = '{"script": 1, "identities": [{"id": 1, "name": "a\u2028b"}], "segments": []}'
    file.write_bytes(f"\ufeff{first}\r\n\r\n{first.replace('1, ', '2, ', 1)}\r\n{first}".encode())
    read = read_predictions(file)
    assert list(read.scripts) == [1, 2]
    assert len(read.notes) == 1 and "script 1" in read.notes[0] and "line 4" in read.notes[0]
