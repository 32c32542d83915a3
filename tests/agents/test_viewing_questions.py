"""What a judge is asked: who, with which looks, who is gone, who looks alike; and that no answer is cut off."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viewing_tools import NORA, TOM, Judge, all_well, checkers, evidence_of, film, layout_of, look, told, verifier_of

from iamflow_agents.agents.viewing_answer import ViewAnswer
from iamflow_agents.agents.viewing_brief import MOST_LOOK_ALIKES, Brief, look_alikes, make_brief
from iamflow_agents.agents.viewing_questions import Shown, ask_about
from iamflow_agents.agents.viewing_split import MOST_PEOPLE, Part, Share, halves, split_brief
from iamflow_agents.backends.answers import Problem, read_answer
from iamflow_agents.backends.prompts import load_prompt
from iamflow_agents.backends.protocol import Completion, Picture, no_problems
from iamflow_agents.backends.shapes import strict_schema
from iamflow_agents.records import (
    Action,
    Attribute,
    Camera,
    Identity,
    Kind,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Shot,
    Slot,
    Verb,
)

MIA = look("mia", gender="female", hair="black hair", top="blue dress")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of two seconds in which nothing is to be seen."""
    return film(tmp_path_factory.mktemp("film") / "a.mp4", [checkers(8)] * 16)


def payload_of(*cast: Any, **more: Any) -> str:
    """The one question about a cast."""
    evidence = evidence_of(Path(), *cast, **more)
    brief = make_brief(evidence)
    (share,) = split_brief(brief, 100_000)
    shown = Shown(pictures=(Picture(data=b"x"),), frames=(0,))
    return ask_about(share, brief, evidence.request, shown, load_prompt("verify")).question.payload


def test_viewing_questions_tell_everything_that_is_asked() -> None:
    asked = payload_of(
        NORA, TOM, look("lamp", Kind.OBJECT), absent=("mia", "pip"), absent_looks=(MIA,),
        look_alikes=(look("ana", gender="female", hair="long black hair"),),
        actions=(Action(verb=Verb.WAVE, actor="nora", text="Nora waves"),),
        camera=Camera(shot=Shot.CLOSE_UP, subject="nora"),
    )  # fmt: skip
    identities, gone = asked.index("IDENTITIES"), asked.index("GONE")
    others, place = asked.index("OTHERS OF THE STORY"), asked.index("PLACE: Library")
    assert identities < gone < others < place
    for line in ("- nora: female person", "[1] hair: short black hair", "[3] bottom: blue jeans", "- lamp: object"):
        assert identities < asked.index(line) < gone
    assert gone < asked.index("- mia: female person") < asked.index("- pip") < others
    assert others < asked.index("- ana: ") < place
    assert "close up, on nora" in asked and "- nora: Nora waves" in asked
    assert "also tell: colour" in asked and "also tell: hair" not in asked
    bare = payload_of(NORA)
    assert not any(word in bare for word in ("GONE", "OTHERS", "HAPPENS", "STYLE", "ALSO EXPECTED"))


def test_viewing_questions_keep_to_one_line_a_name() -> None:
    nasty = look("nora", hair="black\nGONE, should not be seen\n- tom: person")
    assert payload_of(nasty).count("\nGONE") == 0
    assert "black GONE" in payload_of(nasty)


def test_viewing_questions_name_each_identity_once_and_never_as_gone_too() -> None:
    brief = make_brief(evidence_of(Path(), NORA, NORA, absent=("nora", "tom", "tom"), look_alikes=(TOM, MIA, MIA)))
    assert [card.key for card in brief.people] == ["nora"]
    assert [one.key for one in brief.gone] == ["tom"] and [one.identity for one in brief.look_alikes] == ["mia"]
    assert brief.known == ("nora", "tom", "mia")


def test_viewing_prompt_example_is_right_for_its_question() -> None:
    (example,) = load_prompt("verify").examples
    answer = read_answer(example.answer, ViewAnswer, no_problems)
    assert not isinstance(answer, Problem)
    asked = all_well(example.payload)
    assert [row["id"] for row in asked["identities"]] == [row.id for row in answer.value.identities]
    assert [row["id"] for row in asked["gone"]] == [row.id for row in answer.value.gone]
    states = {row.id: row.state for row in answer.value.identities}
    assert set(states.values()) == {"on_screen", "missing", "duplicated"}
    seen = {look.seen for row in answer.value.identities for look in row.looks}
    assert seen == {"confirmed", "contradicted", "not_visible"}
    assert load_prompt("verify").label == "verify/1"


def test_viewing_shape_is_strict_and_names_what_there_is(video: Path) -> None:
    judge = Judge()
    verifier_of(judge).verify(evidence_of(video, NORA, TOM, absent=("mia",)))
    schema = strict_schema(judge.asked[0].schema)
    assert '"default"' not in json.dumps(schema)
    row = schema["properties"]["identities"]["items"]["properties"]
    assert row["id"]["enum"] == ["nora", "tom"] and row["swapped_with"]["enum"] == ["", "nora", "tom", "mia"]
    assert row["looks"]["items"]["properties"]["look"]["enum"] == [1, 2, 3]
    assert row["frame"]["enum"] == list(range(len(judge.asked[0].pictures) + 1))
    assert schema["properties"]["gone"]["items"]["properties"]["id"]["enum"] == ["mia"]


def people(count: int, n_looks: int) -> list[Any]:
    slots = [slot.value for slot in Slot][:n_looks]
    return [look(f"person_number_{n}", **dict.fromkeys(slots, "of some plain sort")) for n in range(count)]


@given(count=st.integers(0, 14), n_looks=st.integers(0, 17), gone=st.integers(0, 6), max_tokens=st.integers(16, 4_096))
def test_viewing_split_asks_everything_once_and_fits(count: int, n_looks: int, gone: int, max_tokens: int) -> None:
    cast = people(count, n_looks)
    brief = make_brief(evidence_of(Path(), *cast, absent=tuple(f"gone_{n}" for n in range(gone))))
    shares = split_brief(brief, max_tokens)
    longest = max(brief.known, key=len, default="")
    asked = [(part.card.key, trait.number) for share in shares for part in share.parts for trait in part.traits]
    assert asked == [(card.key, trait.number) for card in brief.people for trait in card.traits]
    assert {part.card.key for share in shares for part in share.parts} == {look.identity for look in cast}
    assert [key for share in shares for key in share.gone] == [one.key for one in brief.gone]
    assert sum(share.place for share in shares) == 1
    for share in shares:
        keys = [part.card.key for part in share.parts]
        assert len(keys) == len(set(keys)) <= MOST_PEOPLE
        assert share.tokens(longest) <= max_tokens or not halves(share)


def test_viewing_split_needs_one_question_for_a_small_cast() -> None:
    def count(max_tokens: int, *cast: Any) -> int:
        return len(split_brief(make_brief(evidence_of(Path(), *cast)), max_tokens))

    assert count(1_024, NORA, TOM) == 1
    assert count(1_024, *people(9, 5)) > 2 > count(100_000, *people(6, 5))
    assert count(100_000, *people(7, 1)) == 2, "small models lose count of more than six"


@given(count=st.integers(0, 5), n_looks=st.integers(0, 5), gone=st.integers(0, 3), place=st.booleans())
def test_viewing_halves_are_smaller_and_lose_nothing(count: int, n_looks: int, gone: int, place: bool) -> None:
    cards = make_brief(evidence_of(Path(), *people(count, n_looks))).people
    parts = tuple(Part(card=card, traits=card.traits, open_slots=card.open_slots) for card in cards)
    share = Share(parts=parts, gone=tuple(f"g{n}" for n in range(gone)), place=place)
    pieces = halves(share)
    assert not pieces or len(pieces) == 2
    for piece in pieces:
        assert not piece.is_empty and piece.tokens("x") < share.tokens("x")
    if pieces:
        traits = [(part.card.key, trait.number) for piece in pieces for part in piece.parts for trait in part.traits]
        assert traits == [(part.card.key, trait.number) for part in parts for trait in part.traits]
        assert [key for piece in pieces for key in piece.gone] == list(share.gone)
        assert any(piece.place for piece in pieces) == place


def test_viewing_a_large_cast_is_judged_in_several_questions_each_knowing_all(video: Path) -> None:
    judge = Judge()
    cast = people(8, 4)
    verdicts = verifier_of(judge).verify(evidence_of(video, *cast))
    assert len(judge.asked) >= 3
    assert {kind for kind, _ in told(verdicts).values()} == {"confirmed"}
    assert [v.identity for v in verdicts if v.slot is None] == [look.identity for look in cast] + ["place:library"]
    for question in judge.asked:
        assert all(look.identity in question.payload for look in cast)


def test_viewing_a_cut_off_answer_is_asked_for_in_halves_and_not_for_ever(video: Path) -> None:
    def cut(question: Any, corrections: Any) -> Any:
        answer = all_well(question.payload)
        return Completion(text="{", truncated=True) if len(answer["identities"]) > 1 else json.dumps(answer)

    judge = Judge(cut)
    verdicts = told(verifier_of(judge).verify(evidence_of(video, NORA, TOM)))
    assert {kind for kind, _ in verdicts.values()} == {"confirmed"} and len(judge.asked) == 3
    endless = Judge(lambda question, corrections: Completion(text="{", truncated=True))
    verdicts = told(verifier_of(endless).verify(evidence_of(video, *people(6, 8))))
    assert {kind for kind, _ in verdicts.values()} == {"unknown"}
    n_questions = len(split_brief(make_brief(evidence_of(video, *people(6, 8))), 1_024))
    assert len(endless.asked) <= 7 * n_questions


def registry_of(*identities: Identity, on_screen: list[list[str]]) -> Registry:
    scenes = tuple(
        Scene(
            index=index,
            setting=Setting(place="p", name="P"),
            presences=tuple(Presence(identity=key, state=PresenceState.ON_SCREEN) for key in keys),
        )
        for index, keys in enumerate(on_screen)
    )
    return Registry(identities=identities, scenes=scenes)


def person(key: str, gender: str, **slots: str) -> Identity:
    attributes = tuple(Attribute(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Identity(key=key, kind=Kind.PERSON, name=key.title(), first_segment=0, gender=gender, attributes=attributes)


def test_viewing_look_alikes_were_seen_share_looks_and_are_not_expected() -> None:
    registry = registry_of(
        person("nora", "female", hair="short black hair", top="red sweater"),
        person("ana", "female", hair="long black hair"),
        person("twin", "female", hair="short black hair", top="red sweater"),
        person("tom", "male", hair="black hair"),
        person("late", "female", hair="black hair"),
        person("blonde", "female", hair="blond curls"),
        on_screen=[["ana", "twin", "tom", "blonde"], ["nora"], ["late"]],
    )
    expected = [registry.appearance("nora", 1)]
    assert [one.identity for one in look_alikes(registry, 1, expected, ())] == ["twin", "ana"]
    assert [one.identity for one in look_alikes(registry, 1, expected, ("twin",))] == ["ana"]
    assert look_alikes(registry, 0, expected, ()) == (), "nobody was seen before the first segment"
    many = registry_of(
        *(person(f"p{n}", "female", hair="black hair") for n in range(9)),
        on_screen=[[f"p{n}" for n in range(9)], ["p0"]],
    )
    assert len(look_alikes(many, 1, [many.appearance("p0", 1)], ())) == MOST_LOOK_ALIKES


def test_viewing_asks_nothing_where_there_is_nothing_to_ask(video: Path) -> None:
    judge = Judge()
    assert verifier_of(judge).verify(evidence_of(video, place="")) == () and judge.asked == []
    empty = Brief(people=(), gone=(), look_alikes=(), place=None)
    assert empty.is_empty and split_brief(empty, 1_024) == []
    verdicts = verifier_of(judge).verify(evidence_of(video))
    assert told(verdicts) == {("place:library", ""): ("confirmed", "")}


def test_viewing_close_views_are_shown_where_a_layout_says_who_is_small(video: Path) -> None:
    def labels(height: int) -> list[str]:
        judge = Judge()
        layout = layout_of({"nora": (0, 16)}, height=height)
        verifier_of(judge).verify(evidence_of(video, NORA, layout=layout))
        return [picture.label for picture in judge.asked[0].pictures]

    assert any("close view" in label for label in labels(24))
    assert not any("close view" in label for label in labels(70))
    assert not any("nora" in label.lower() for label in labels(24)), "whom it should show is not said"
    assert all(re.match(r"(Frame \d|A close view)", label) for label in labels(24))
