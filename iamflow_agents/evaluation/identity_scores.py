"""How well identities were tracked: identity F1 over presences, attributes of the paired characters, places.

A presence (this identity is in that segment) is to identity F1 what a box is in tracking people through video. Gold
and predicted identities are paired one to one so that they share the most presences; a pair must share a word of a
name or mention. Characters and props are paired apart. Reading files is `score_files`' work, showing figures the
commands'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from iamflow_agents.evaluation.annotations import (
    GoldIdentity,
    GoldScript,
    Label,
    PredictedScript,
    ScriptId,
)
from iamflow_agents.evaluation.pairing import best_pairing
from iamflow_agents.evaluation.phrases import content_words, phrases_agree


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was found and is right, found and wrong, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(right=self.right + other.right, wrong=self.wrong + other.wrong, missed=self.missed + other.missed)

    def precision(self) -> float:
        """Share of what was found that is right; 0 when nothing was found."""
        return self.right / max(1, self.right + self.wrong)

    def recall(self) -> float:
        """Share of what there is that was found; 0 when there is nothing."""
        return self.right / max(1, self.right + self.missed)

    def f1(self) -> float:
        """Harmonic mean of both; 1 when there was nothing to find and nothing was found."""
        if not self.right + self.wrong + self.missed:
            return 1.0
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of one script or of many; figures are taken from the sums, never averaged over scripts."""

    n_scripts: int = 0
    characters: Tally = field(default_factory=Tally)
    props: Tally = field(default_factory=Tally)
    attributes: Tally = field(default_factory=Tally)
    """Of characters; predicted attributes count only where their identity is paired."""
    places_right: int = 0
    """Pairs of segments of a script on which "same place or not" agrees."""
    places_asked: int = 0

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(
            n_scripts=self.n_scripts + other.n_scripts,
            characters=self.characters + other.characters,
            props=self.props + other.props,
            attributes=self.attributes + other.attributes,
            places_right=self.places_right + other.places_right,
            places_asked=self.places_asked + other.places_asked,
        )

    def place(self) -> float:
        """Share of segment pairs on which "same place or not" agrees; 0 when there are none."""
        return self.places_right / max(1, self.places_asked)

    def figures(self) -> dict[str, float]:
        """All figures (0..1) by name, with the number of scripts first."""
        return {
            "scripts": self.n_scripts,
            "IDF1_characters": self.characters.f1(),
            "IDP_characters": self.characters.precision(),
            "IDR_characters": self.characters.recall(),
            "IDF1_props": self.props.f1(),
            "IDP_props": self.props.precision(),
            "IDR_props": self.props.recall(),
            "attr_P": self.attributes.precision(),
            "attr_R": self.attributes.recall(),
            "attr_F1": self.attributes.f1(),
            "place": self.place(),
        }


@dataclass(slots=True, kw_only=True)
class _Found:
    """A predicted identity with the segments it was found in."""

    words: set[str]
    attributes: tuple[str, ...]
    present: set[int] = field(default_factory=set)


def score_scripts(
    gold: Mapping[ScriptId, GoldScript], predicted: Mapping[ScriptId, PredictedScript]
) -> dict[ScriptId, Score]:
    """Score every script of the gold; one that nothing was predicted for counts as empty, others are not looked at."""
    nothing = PredictedScript()
    return {number: score_script(script, predicted.get(number, nothing)) for number, script in gold.items()}


def total_score(scores: Mapping[ScriptId, Score]) -> Score:
    """All scripts together."""
    return sum(scores.values(), Score())


def score_script(gold: GoldScript, predicted: PredictedScript) -> Score:
    """Score one script."""
    people, about = _score_side(gold, predicted, characters=True)
    props, _ = _score_side(gold, predicted, characters=False)
    right, asked = _places(gold.places, predicted)
    return Score(
        n_scripts=1, characters=people, props=props, attributes=about, places_right=right, places_asked=asked
    )  # fmt: skip


def _score_side(gold: GoldScript, predicted: PredictedScript, *, characters: bool) -> tuple[Tally, Tally]:
    """Presences and attributes of the characters, or of the props."""
    wanted = [identity for identity in gold.identities if identity.is_character == characters]
    found = _found(predicted, characters)
    names = [frozenset(word for phrase in one.phrases for word in content_words(phrase)) for one in wanted]
    shared = [
        [len(one.present & other.present) if words & other.words else 0 for other in found]
        for one, words in zip(wanted, names, strict=True)
    ]
    pairs = best_pairing(shared)
    right = sum(shared[i][j] for i, j in pairs)
    presences = Tally(
        right=right,
        wrong=sum(len(other.present) for other in found) - right,
        missed=sum(len(one.present) for one in wanted) - right,
    )
    return presences, _attributes(wanted, found, dict(pairs))


def _found(predicted: PredictedScript, characters: bool) -> list[_Found]:
    """Predicted identities of one side that some segment shows; of two with one id the later counts."""
    found = {
        one.id: _Found(words={w for phrase in one.phrases for w in content_words(phrase)}, attributes=one.attributes)
        for one in predicted.identities
        if one.is_character == characters
    }
    for segment in predicted.segments:
        for key, mention in segment.entities:
            if key in found:
                found[key].present.add(segment.index)
                found[key].words |= content_words(mention)
    return [one for one in found.values() if one.present]


def _attributes(wanted: Sequence[GoldIdentity], found: Sequence[_Found], pairs: Mapping[int, int]) -> Tally:
    """Attributes over the pairs; those of somebody who was not found are missed."""
    tally = Tally()
    for at, one in enumerate(wanted):
        said = found[pairs[at]].attributes if at in pairs else ()
        right = sum(any(phrases_agree(value, other) for other in said) for value in one.attributes)
        backed = sum(any(phrases_agree(value, other) for value in one.attributes) for other in said)
        tally += Tally(right=right, wrong=len(said) - backed, missed=len(one.attributes) - right)
    return tally


def _places(places: Sequence[Label], predicted: PredictedScript) -> tuple[int, int]:
    """On how many pairs of segments gold and prediction agree, and how many there are."""
    said = {segment.index: segment.place for segment in predicted.segments}
    right = asked = 0
    for i, j in combinations(range(len(places)), 2):
        same = said.get(i) is not None and said.get(i) == said.get(j)
        right += same == (places[i] == places[j])
        asked += 1
    return right, asked
