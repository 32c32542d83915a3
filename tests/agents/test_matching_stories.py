"""Fragments of one identity are joined when the whole story is known; what the story keeps apart stays apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from agents_told import keys, looks, meant, tell

from iamflow_agents.agents.dossier import genders_agree, same_name
from iamflow_agents.agents.extractor import RuleExtractor
from iamflow_agents.agents.fragments import Fragment, StoryFragments
from iamflow_agents.agents.guidance import Watch
from iamflow_agents.agents.matching import Weights, find_unions, load_weights
from iamflow_agents.agents.pair_evidence import gather
from iamflow_agents.agents.reading import SegmentReading
from iamflow_agents.agents.resolver import first_pass, resolve_story
from iamflow_agents.agents.uniting import UnitingGuide
from iamflow_agents.backends.rules.lexicon import load_lexicon
from iamflow_agents.codec import decode
from iamflow_agents.script import CastMember, Script, Segment
from iamflow_agents.script_reader import read_scripts

DATA = Path(__file__).parent.parent / "data"
EAGER = Weights(threshold=-1e9, weights=load_weights().weights)
"""Joins whatever is not forbidden."""


def read(script: Script) -> list[SegmentReading]:
    extractor = RuleExtractor()
    return [decode(SegmentReading, extractor.read(script, i)) for i in range(len(script.segments))]


def fragments(script: Script, readings: list[SegmentReading]) -> StoryFragments:
    watch = Watch()
    registry = resolve_story(script, readings, watch)
    assert watch.casting is not None
    places = [scene.setting.place for scene in registry.scenes]
    return StoryFragments(script, readings, watch.casting, watch.decisions, places, load_lexicon())


def story(*prompts: str, cast: tuple[CastMember, ...] = ()) -> StoryFragments:
    script = Script(cast=cast, segments=tuple(Segment(prompt=prompt) for prompt in prompts))
    return fragments(script, read(script))


def pairs(told: StoryFragments) -> list[tuple[Fragment, list[Fragment]]]:
    by_key = {f.dossier.key: f for f in told.beings}
    return [(by_key[key], found) for key, found in told.candidates.items()]


def test_the_weights_are_of_the_figures_that_are_gathered() -> None:
    told = story("A tall fisherman mends a net.", "In the evening a stranger knocks at the door.")
    later, candidates = next((later, found) for later, found in pairs(told) if found)
    assert set(gather(told, candidates[0], later)) == set(load_weights().weights)


def test_every_figure_is_between_0_and_1() -> None:
    for _, script in read_scripts(DATA / "hard_more.jsonl#2101"):
        told = fragments(script, read(script))
        for later, candidates in pairs(told):
            for candidate in candidates:
                assert {n: v for n, v in gather(told, candidate, later).items() if not 0.0 <= v <= 1.0} == {}


@pytest.mark.parametrize(
    "prompts",
    [
        ("A hooded figure stops at the well. It is not Rosalind.", "Rosalind sits at home."),
        ("Mia walks to school with grandma. Grandma hums.", "Mia waves."),
        ("Petra, a woman with black hair, sails.", "A woman with blonde hair waits on the quay."),
        ("Jonas, a carpenter, planes a door.", "A nurse named Ruth knocks."),
        ("The smith hits the farmer.", "The farmer falls."),
        ("Two guards, one fat, one thin, play dice.", "The fat one wins."),
        ("A boy feeds a horse.", "The horse neighs."),
    ],
)
def test_what_the_story_keeps_apart_is_never_joined_however_eager_the_weights(prompts: tuple[str, ...]) -> None:
    told = story(*prompts)
    assert [u.spot for u in find_unions(told, EAGER)] == []


def test_eager_weights_do_join_what_nothing_keeps_apart() -> None:
    told = story("A tall fisherman mends a net.", "In the evening a stranger knocks at the door.")
    assert len(find_unions(told, EAGER)) == 1
    assert find_unions(told, Weights(threshold=1e9, weights=load_weights().weights)) == []


def test_hair_of_another_colour_is_forgiven_after_years() -> None:
    told = story("Petra, a girl with black hair, sails.", "Twenty years later a woman with white hair sails.")
    assert len(told.beings) - len(find_unions(told, EAGER)) == 1


def test_nobody_ends_with_two_names_or_two_genders() -> None:
    """The joins of a whole file of stories, at weights that join all that may be."""
    joined = 0
    for _, script in read_scripts(DATA / "hard_held_2.jsonl"):
        readings = read(script)
        unions = find_unions(fragments(script, readings), EAGER)
        watch = Watch(UnitingGuide(unions))
        resolve_story(script, readings, watch)
        joined += len(unions)
        for decision in watch.decisions:
            if decision.reason.startswith("joined with"):
                said, known = decision.description, decision.dossiers[-1]
                assert not said.names or any(same_name(n, k) for n in said.names for k in known.names)
                assert len(decision.dossiers) > 1 or genders_agree(said.gender, known.gender)
    assert joined > 5


def test_who_was_joined_is_one_identity_with_all_its_looks_and_words() -> None:
    told = tell(
        "Otto, a bearded fisherman in a navy wool cap, mends a net on the quay.",
        "Otto gives a boy a toy boat carved from driftwood.",
        "Thirty years later, on the quay, an old man with a white beard and a navy wool cap mends the same net.",
    )
    assert meant(told, 2, "an old man") <= {"otto"} and "otto" in keys(told)
    later = looks(told, "otto", 2)
    assert any("white beard" in value for value in later)


def test_the_reason_says_who_and_why_with_a_probability() -> None:
    script = Script(
        segments=(
            Segment(prompt="Otto, a bearded fisherman in a navy wool cap, mends a net on the quay."),
            Segment(prompt="Thirty years later an old man with a white beard and a navy wool cap mends the same net."),
        )
    )
    readings = read(script)
    registry, unions = first_pass(script, readings)
    joined = resolve_story(script, readings, UnitingGuide(unions))
    reasons = {m.reason: m.confidence for m in joined.scenes[1].mentions if m.identity == "otto"}
    told = [r for r in reasons if r.startswith("joined with Otto: ")]
    assert told or any(m.identity == "otto" for m in registry.scenes[1].mentions)
    assert all(0.0 < reasons[r] < 1.0 for r in told)


def test_a_union_is_left_alone_where_the_rules_know_by_themselves() -> None:
    script = Script(segments=(Segment(prompt="Otto mends a net. Ruth sings."), Segment(prompt="Otto laughs.")))
    readings = read(script)
    plain, _ = first_pass(script, readings)
    told = story("Otto mends a net.", "A stranger laughs.")
    union = find_unions(told, EAGER)[0]
    at = replace(union, spot=union.spot._replace(segment=1, mention=0))
    assert resolve_story(script, readings, UnitingGuide([at])) == plain


def test_a_declared_cast_member_can_be_met_without_a_name() -> None:
    nora = CastMember(name="Nora", description="a girl with red braids and a yellow raincoat")
    told = story("A girl with red braids and a yellow raincoat jumps into a puddle.", cast=(nora,))
    found = {a.dossier.key for later, candidates in pairs(told) for a in candidates}
    assert "nora" in found or any(f.dossier.key == "nora" and f.rows for f in told.beings)
    assert all(not later.dossier.from_cast for later, _ in pairs(told))


def test_joining_makes_unseen_stories_better_and_never_the_easy_ones_worse() -> None:
    """The same readings with and without joining; shuffled weights must not do as well."""
    from iamflow_agents.agents.prediction import to_prediction
    from iamflow_agents.evaluation.annotations import read_predicted_line
    from iamflow_agents.evaluation.identity_scores import score_script, total_score
    from iamflow_agents.evaluation.score_files import read_gold

    gold = read_gold(DATA / "hard_held_2.gold.jsonl").scripts
    mixed = dict(zip(sorted(load_weights().weights), sorted(load_weights().weights.values()), strict=True))
    scores: dict[str, dict[int, object]] = {"apart": {}, "joined": {}, "mixed": {}}
    for number, script in read_scripts(DATA / "hard_held_2.jsonl"):
        readings = read(script)
        told = fragments(script, readings)
        for name, weights in (
            ("apart", Weights(threshold=1e9, weights={})),
            ("joined", load_weights()),
            ("mixed", Weights(threshold=load_weights().threshold, weights=mixed)),
        ):
            registry = resolve_story(script, readings, UnitingGuide(find_unions(told, weights)))
            scores[name][number] = score_script(
                gold[number], read_predicted_line(to_prediction(number, registry), name)
            )
    f1 = {name: total_score(rows).figures()["IDF1_characters"] for name, rows in scores.items()}  # type: ignore[arg-type]
    assert f1["joined"] > f1["apart"] + 0.05
    assert f1["joined"] > f1["mixed"]


@pytest.mark.parametrize(
    "prompts",
    [
        ("Kofi and Ama carry a drum to the market.", "A merchant offers them a goat."),
        ("Inspector Cole walks into the bar.", "Cole shows the barmaid a photograph of a missing boy."),
        ("Lena opens her watch.", "A conductor with a moustache checks her ticket."),
    ],
)
def test_newcomers_of_plain_stories_are_new(prompts: tuple[str, ...]) -> None:
    assert find_unions(story(*prompts)) == []
