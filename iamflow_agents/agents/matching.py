"""Joins the fragments of one identity, once the whole story is known.

Each fragment is compared with all earlier ones that it could belong to, and with being somebody new: a linear model
gives every candidate a score, somebody new has the score 0, and the softmax over all of them is the probability
(a mention-ranking model as in Durrett and Klein, 2013, over fragments in place of mentions). The weights stand in
`matching.yaml` and were fitted to annotated stories by `make train-matching`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from iamflow_agents.agents.fragments import Fragment, StoryFragments
from iamflow_agents.agents.guidance import Spot
from iamflow_agents.agents.pair_evidence import Evidence, gather
from iamflow_agents.agents.pins import Anchor

_SAYS = {
    "age_grown": "grown older since", "looks_more_words": "described alike", "looks_one_word": "described alike",
    "looks_same": "the same look", "noun_same": "of the same sort", "noun_fit_opening": "what it is called fits",
    "noun_same_definite": "called the same", "same_relation": "the same relation", "same_things": "the same things",
    "echo": "words about one come again", "echo_sentence": "words about one come again",
    "echo_phrase": "named after what was told", "earlier_ended": "not spoken of since", "earlier_around": "comes back",
    "later_hides": "somebody hidden", "later_returns": "somebody returns", "later_name": "named only now",
    "colon_between": "told after a colon", "naming_between": "named there", "only_candidate": "nobody else fits",
    "only_one_ended": "the only one missing", "later_definite_trade": "told of as known",
    "later_definite_person": "told of as known", "gender_known": "of the same gender",
}  # fmt: skip
_REASONS = 2
JOINED = "joined with"
"""How the reason of a joined mention begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the figures weigh."""

    threshold: float
    """Score above which the best candidate beats somebody new of whom nothing is told."""
    looks_price: float = 0.0
    """How much more is asked for when much is told of how somebody looks: all that is wrong with a wrong join."""
    weights: Mapping[str, float]

    def score(self, evidence: Evidence) -> float:
        """Log-odds of one candidate against somebody new."""
        return sum(self.weights.get(name, 0.0) * value for name, value in evidence.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """A mention that opened an identity and means somebody known."""

    spot: Spot
    member: int
    """Place among those whom the mention opened."""
    anchor: Anchor
    """An earlier mention of whom it means."""
    reason: str
    confidence: float


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that come with the package."""
    import yaml

    text = files(__package__).joinpath("matching.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return Weights(
        threshold=float(data["threshold"]),
        looks_price=float(data["looks_price"]),
        weights={name: float(value) for name, value in data["weights"].items()},
    )


def find_unions(story: StoryFragments, weights: Weights | None = None) -> list[Union]:
    """Which fragments belong to earlier ones, in story order.

    Args:
        story: A story after the rules' pass.
        weights: None takes those of the package.
    """
    weights = weights or load_weights()
    groups: dict[str, list[Fragment]] = {f.dossier.key: [f] for f in story.beings}
    unions = []
    for later in story.beings:
        rows = [(c, gather(story, c, later)) for c in story.candidates.get(later.dossier.key, ())]
        scored = sorted(((weights.score(e), -at) for at, (_, e) in enumerate(rows)), reverse=True)
        for score, at in scored:
            earlier, evidence = rows[-at]
            if score <= weights.threshold + weights.looks_price * evidence["later_described"]:
                break
            group = groups[earlier.dossier.key]
            if not all(story.possible(f, later) for f in group):
                continue
            group.append(later)
            groups[later.dossier.key] = group
            sure = _share(score, [s for s, _ in scored])
            unions.append(_union(later, earlier, _reason(earlier, evidence, weights), sure))
            break
    return unions


def _share(score: float, scores: Sequence[float]) -> float:
    """Softmax of one score among all, somebody new among them."""
    return math.exp(score) / (1.0 + sum(math.exp(s) for s in scores))


def _union(later: Fragment, earlier: Fragment, reason: str, confidence: float) -> Union:
    spot = later.start
    return Union(
        spot=spot, member=later.place_among[spot], anchor=_anchor(earlier, spot), reason=reason, confidence=confidence
    )


def _anchor(fragment: Fragment, before: Spot) -> Anchor:
    """The first mention of somebody, one that means nobody else if there is one in time."""
    rows = [r for r in fragment.rows if r.spot < before]
    if not rows:
        return Anchor(spot=Spot(-1, -1), key=fragment.dossier.key)
    row = next((r for r in rows if len(r.dossiers) == 1), rows[0])
    return Anchor(spot=row.spot, member=fragment.place_among[row.spot])


def _reason(earlier: Fragment, evidence: Evidence, weights: Weights) -> str:
    """What weighed most, in words."""
    gains = {name: weights.weights.get(name, 0.0) * value for name, value in evidence.items() if name in _SAYS}
    best = sorted((name for name, gain in gains.items() if gain > 0), key=lambda name: -gains[name])
    told = list(dict.fromkeys(_SAYS[name] for name in best))[:_REASONS]
    return f"{JOINED} {earlier.dossier.label}: {', '.join(told) or 'nobody fits better'}"
