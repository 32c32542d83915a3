"""What may look over the rules' shoulder: the hook through which decisions are watched and answers are pinned.

`SegmentReferences` hands every mention to a guide before it answers. The plain guide lets the rules answer;
`Watch` writes down what they decided, with the alternatives they had at that moment. Which of these decisions are
open is `openness`'s business, and `pins` answers mentions in the rules' place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iamflow_agents.agents.dossier import THINGS, Description, Dossier, genders_agree, knows, same_name
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import CHARACTER_KINDS, Kind

if TYPE_CHECKING:
    from iamflow_agents.agents.casting import Casting
    from iamflow_agents.agents.segment_state import Reference, SegmentState

_MOST_ALTERNATIVES = 8
_BEASTS = frozenset({Kind.ANIMAL, Kind.CREATURE})
_PLAIN_MARKS = frozenset({
    "man", "woman", "boy", "girl", "old", "young", "other", "one", "two", "first", "second", "little", "small", "same",
    "person", "people", "tall", "short", "big", "now", "still", "new", "another", "figure", "child",
})  # fmt: skip

ROLES = frozenset({
    "guide", "companion", "friend", "helper", "rescuer", "partner", "leader", "follower", "visitor", "guest",
    "intruder", "attacker", "hunter", "survivor", "patient", "passenger", "thief", "culprit", "hero", "rival", "enemy",
    "protector", "stranger", "newcomer", "winner", "loser", "sleeper", "messenger", "assistant", "playmate", "sidekick",
})  # fmt: skip
"""Parts that an animal or a robot may play as well as a person: "their shaggy guide"."""


class Spot(NamedTuple):
    """A mention by its place in the story: segment, and index among the segment's mentions."""

    segment: int
    mention: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Somebody a mention could mean."""

    dossier: Dossier
    fit: float | None
    """How well the description fits by `Casting.fit`; None where nouns exclude each other or nothing is described."""
    shared: tuple[str, ...]
    """Telling words of the mention that the dossier knows."""
    absent_for: int
    """Segments since its last mention; 0 when this segment has mentioned it already."""


@dataclass(slots=True, kw_only=True)
class Decision:
    """What the rules made of one mention, and what else they could have made of it."""

    spot: Spot
    description: Description
    dossiers: list[Dossier]
    """Whom they chose; empty for nobody."""
    reason: str
    confidence: float
    is_new: bool
    """Whether the mention opened an identity."""
    alternatives: tuple[Alternative, ...]
    """Best first; those chosen are among them unless they are new."""


class Guide:
    """Lets the rules answer; the base of what watches or corrects them.

    Args:
        inner: Stands between this guide and the rules.
    """

    def __init__(self, inner: Guide | None = None) -> None:
        self.inner = inner

    def ask(self, state: SegmentState, index: int, rules: Callable[[], Reference | None]) -> Reference | None:
        """The answer of the inner guide, or of the rules where there is none."""
        return rules() if self.inner is None else self.inner.answer(state, index, rules)

    def answer(self, state: SegmentState, index: int, rules: Callable[[], Reference | None]) -> Reference | None:
        """Answer one mention.

        Args:
            state: The segment as resolved so far.
            index: Which mention.
            rules: Asks the rules; may be called once, since they write down what they find.
        """
        return self.ask(state, index, rules)


class Watch(Guide):
    """Writes every decision down; `decisions` holds them in story order."""

    def __init__(self, inner: Guide | None = None) -> None:
        super().__init__(inner)
        self.decisions: list[Decision] = []
        self.casting: Casting | None = None
        """Everybody of the story, once its first mention is answered."""

    def answer(self, state: SegmentState, index: int, rules: Callable[[], Reference | None]) -> Reference | None:
        """Let the rules answer and keep what they decided."""
        self.casting = state.casting
        description = state.descriptions[index]
        is_root = description.mention.same_as is None and not description.mention.quoted
        alternatives = alternatives_for(state, index) if is_root else ()
        answer = self.ask(state, index, rules)
        chosen = list(answer.dossiers) if answer is not None else []
        self.decisions.append(
            Decision(
                spot=Spot(state.segment, index),
                description=description,
                dossiers=chosen,
                reason=answer.reason if answer is not None else "nobody",
                confidence=answer.confidence if answer is not None else 0.0,
                is_new=bool(chosen) and all(d.n_mentions == 0 and not d.from_cast for d in chosen),
                alternatives=alternatives,
            )
        )
        return answer


def alternatives_for(state: SegmentState, index: int) -> tuple[Alternative, ...]:
    """Everybody a mention could mean by number, kind and gender, best first.

    Those whom the description fits come first, then those who share telling words, then the most recent.
    """
    description = state.descriptions[index]
    found = []
    for dossier in _pool(state, description):
        if not could_be(description, dossier):
            continue
        shared = tuple(w for w in telling(description) if knows(w, dossier, state.lexicon))
        fit = state.casting.fit(description, dossier, state.segment) if description.nouns else None
        gap = max(0, state.segment - dossier.last_segment)
        found.append(Alternative(dossier=dossier, fit=fit, shared=shared, absent_for=gap))
    found.sort(key=lambda a: (-_strength(a), -a.dossier.last_order))
    return tuple(found[:_MOST_ALTERNATIVES])


def _strength(alternative: Alternative) -> float:
    fit = alternative.fit if alternative.fit is not None else 0.0
    return fit + len(alternative.shared) + (1.0 if alternative.absent_for == 0 else 0.5 / alternative.absent_for)


def _pool(state: SegmentState, description: Description) -> Iterable[Dossier]:
    """Beings, things, or both where the words do not tell which."""
    if description.kind in THINGS:
        return state.casting.things()[:24]
    beings = state.casting.beings()[:24]
    mention = description.mention
    either = mention.pronoun == "neutral" or (mention.noun == "one" and description.kind is None)
    return [*beings, *state.casting.things()[:12]] if either else beings


def telling(description: Description) -> tuple[str, ...]:
    """Words of a description that could tell somebody apart."""
    return tuple(w for w in description.words if w not in _PLAIN_MARKS and w not in description.nouns)


def could_be(description: Description, dossier: Dossier) -> bool:
    """Whether grammar allows a mention to mean somebody: gender and kind; nothing here depends on the story."""
    mention = description.mention
    asked = mention.pronoun if mention.form is Form.PRONOUN else description.gender
    if not genders_agree(asked, dossier.gender):
        return False
    if (
        description.names
        and dossier.names
        and not any(same_name(n, k) for n in description.names for k in dossier.names)
    ):
        return False
    if mention.form is Form.PRONOUN:
        if asked == "neutral":
            return dossier.kind is not Kind.PERSON
        return dossier.kind not in THINGS or asked not in {"male", "female", "plural"}
    if description.kind is None:
        return mention.noun == "one" or dossier.kind not in THINGS
    if description.kind in THINGS:
        return dossier.kind in THINGS
    if mention.plural or description.kind is Kind.GROUP:
        return dossier.kind not in THINGS
    if mention.noun in ROLES and dossier.kind in CHARACTER_KINDS:
        return True
    return description.kind is dossier.kind or (description.kind in _BEASTS and dossier.kind in _BEASTS)
