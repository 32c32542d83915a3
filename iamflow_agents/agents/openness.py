"""What the rules leave open: which of their decisions are doubtful, why, and how far they are to be believed.

The figures are shares of right decisions of that sort on hard stories, rounded down; whoever answers in the rules'
place has to be surer than that. Mentions whose answer is beyond doubt serve as controls: whoever gets those wrong is
not believed on the open ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.agents.dossier import THINGS
from iamflow_agents.agents.guidance import ROLES, Alternative, Decision
from iamflow_agents.agents.matching import JOINED
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind, PresenceState

_NARROW = 0.9
"""Two fits nearer than this are a tie."""
_OWN_NOUN = 4.0
_GUESSED = {
    "the same clothes": 0.65, "familiar looks": 0.7, "grown up since": 0.65, "the same looks years later": 0.6,
    "relation told in speech": 0.65, "the only old one known": 0.6, "name told in speech": 0.75, "ellipsis": 0.65,
    "one of those known": 0.5, "member of a group": 0.75, "a thing of that name": 0.7,
}  # fmt: skip
_VAGUE = frozenset({
    "stranger", "figure", "shape", "someone", "somebody", "man", "woman", "person", "visitor", "passenger",
    "silhouette", "shadow", "creature", "animal", "beast", "hand", "voice", "customer", "boy", "girl", "lady",
    "gentleman", "child", "kid", "teenager", "one",
})  # fmt: skip
_SURE_REASONS = frozenset({"name", "relation", "description", "new name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMention:
    """A decision that somebody else may make better."""

    decision: Decision
    why: str
    trust: float
    """How likely the rules are right (0..1)."""
    many: bool
    """Whether it means several at once."""


def find_open(decisions: Sequence[Decision]) -> list[OpenMention]:
    """The open ones among a story's decisions, in story order."""
    found = []
    for decision in decisions:
        judged = _judge(decision) if _is_askable(decision) else None
        if judged is not None:
            why, trust = judged
            found.append(OpenMention(decision=decision, why=why, trust=trust, many=_means_many(decision)))
    return found


def _is_askable(decision: Decision) -> bool:
    """Somebody on screen is or should be meant, in the story's own words, and there is a choice."""
    m = decision.description.mention
    if m.same_as is not None or m.part_of is not None or m.denied or m.state is not PresenceState.ON_SCREEN:
        return False
    if m.quoted and not (m.addressed and decision.description.names):
        return False
    return (bool(others(decision)) or _is_namesake(decision)) and not (m.form is Form.PRONOUN and m.possessive)


def others(decision: Decision) -> list[Alternative]:
    """Alternatives that the rules did not choose."""
    return [a for a in decision.alternatives if all(a.dossier is not d for d in decision.dossiers)]


def _means_many(decision: Decision) -> bool:
    m = decision.description.mention
    if m.form is Form.PRONOUN:
        return m.pronoun == "plural" and decision.reason != "singular they"
    return m.form is Form.SEVERAL or m.kind is Kind.GROUP or m.plural or len(decision.dossiers) > 1


def _judge(decision: Decision) -> tuple[str, float] | None:
    """Why a decision is open and how far it is trusted; None when it is not."""
    m = decision.description.mention
    if decision.reason.startswith(JOINED):
        return "taken for somebody known by what the whole story tells", decision.confidence
    if m.form is Form.PRONOUN:
        return _judge_pronoun(decision)
    if decision.description.names:
        return _judge_name(decision)
    if _means_many(decision):
        return _judge_plural(decision)
    if decision.reason in _GUESSED:
        return f"the rules guessed by {decision.reason}", _GUESSED[decision.reason]
    if m.kin and m.owner is not None:
        return _judge_relative(decision)
    if not decision.dossiers:
        return _judge_nobody(decision)
    if decision.description.kind in THINGS:
        return _judge_thing(decision)
    return _judge_newcomer(decision) if decision.is_new else _judge_match(decision)


def _judge_pronoun(decision: Decision) -> tuple[str, float] | None:
    m = decision.description.mention
    near = [a for a in decision.alternatives if a.absent_for <= 1 and a.dossier.is_being()]
    if m.pronoun == "plural":
        if not decision.dossiers:
            return ("nobody found for a plural", 0.35) if near else None
        if decision.reason == "singular they":
            return None
        return ("members of a plural are unclear", 0.6) if len(near) > 2 else None
    if m.pronoun in {"male", "female"}:
        if not decision.dossiers:
            return "nobody found for a pronoun", 0.3
        if decision.confidence < 0.7 and len(near) > 1:
            return "a pronoun from an earlier segment has several who fit", 0.75
        return None
    if m.pronoun == "neutral" and decision.dossiers and decision.confidence < 0.5:
        return "a pronoun from an earlier segment", 0.5
    return None


def _is_namesake(decision: Decision) -> bool:
    """Whether a known name comes with words that do not fit who bears it: "Anna, a girl of six" after an old Anna."""
    chosen = [a for a in decision.alternatives if any(a.dossier is d for d in decision.dossiers)]
    return decision.reason == "name" and bool(chosen) and chosen[0].fit is None and bool(decision.description.nouns)


def _judge_name(decision: Decision) -> tuple[str, float] | None:
    """A bare new name may be that of somebody who has gone without one so far."""
    if _is_namesake(decision):
        return "a known name with words that do not fit", 0.75
    described = bool(decision.description.nouns) or bool(decision.description.looks)
    unnamed = [a for a in others(decision) if not a.dossier.names and a.dossier.kind is Kind.PERSON]
    here = any(a.absent_for == 0 for a in unnamed)
    if decision.is_new and unnamed and (here or not described):
        speech = decision.description.mention.speaks or decision.description.mention.addressed
        return "a new name may be a stranger's", 0.55 if speech else 0.65
    if decision.reason in _GUESSED:
        return f"the rules guessed by {decision.reason}", _GUESSED[decision.reason]
    return None


def _judge_plural(decision: Decision) -> tuple[str, float] | None:
    m = decision.description.mention
    near = [a for a in decision.alternatives if a.absent_for <= 2 and a.dossier.is_being()]
    if m.kind in THINGS or len(near) < 2:
        return None
    if not decision.dossiers:
        definite = m.form in {Form.DEFINITE, Form.SEVERAL} and m.determiner != "no"
        return ("nobody found for a plural", 0.4) if definite else None
    if decision.is_new or decision.reason == "plural of the names that follow":
        return None
    unclear = decision.confidence < 0.73 and len(near) > len(decision.dossiers)
    return ("members of a plural are unclear", 0.6) if unclear else None


def _judge_relative(decision: Decision) -> tuple[str, float] | None:
    if decision.is_new and any(a.shared or a.dossier.kind is Kind.PERSON for a in others(decision)):
        met = any(a.shared for a in others(decision))
        return "a relative not told of before may be somebody known", 0.6 if met else 0.7
    return None


def _judge_nobody(decision: Decision) -> tuple[str, float] | None:
    m = decision.description.mention
    if m.noun == "one" or (m.kind is not None and m.kind not in THINGS and m.form in {Form.DEFINITE, Form.BARE}):
        return "nobody found for a description", 0.25
    return None


def _judge_thing(decision: Decision) -> tuple[str, float] | None:
    m = decision.description.mention
    akin = [a for a in others(decision) if a.shared or (a.fit or 0.0) >= 2.0]
    if decision.is_new:
        if m.form is Form.DEFINITE and m.owner is None and (akin or m.handled or m.role in {"subject", "object"}):
            return "a thing told of as known is new to the rules", 0.65 if akin else 0.75
        if m.form is Form.INDEFINITE and not m.fresh and any(a.shared and (a.fit or 0.0) >= 3.0 for a in akin):
            return "a thing like one known", 0.7
        return None
    return _tie(decision, 0.7)


def _judge_newcomer(decision: Decision) -> tuple[str, float] | None:
    m = decision.description.mention
    if m.fresh:
        return None
    known = others(decision)
    if m.form is Form.DEFINITE:
        return "told of as known but new to the rules", 0.35 if any(a.fit for a in known) else 0.45
    absent = [a for a in known if a.absent_for > 0 or not a.dossier.ever_seen()]
    if any(a.shared for a in absent):
        return "looks like somebody known", 0.65
    if any((a.fit or 0.0) >= _OWN_NOUN for a in absent):
        return "one of that sort is known", 0.65
    if absent and (m.familiar or m.noun in _VAGUE):
        return "a stranger who may be somebody known", 0.7
    return None


def _judge_match(decision: Decision) -> tuple[str, float] | None:
    chosen = [a for a in decision.alternatives if any(a.dossier is d for d in decision.dossiers)]
    if chosen and (chosen[0].fit or 0.0) < 2.6:
        return "fits only loosely", 0.55
    shared = max((len(a.shared) for a in chosen), default=0)
    if any(len(a.shared) > shared for a in others(decision)):
        return "somebody else has more of what is told", 0.6
    return _tie(decision, 0.6)


def _tie(decision: Decision, trust: float) -> tuple[str, float] | None:
    """Open when somebody else fits as well as the one chosen."""
    chosen = [a.fit or 0.0 for a in decision.alternatives if any(a.dossier is d for d in decision.dossiers)]
    rivals = [a.fit for a in others(decision) if a.fit is not None]
    if chosen and rivals and chosen[0] - max(rivals) < _NARROW:
        return "several fit about equally", trust
    return None


def is_control(decision: Decision) -> bool:
    """Whether the right answer of a mention is beyond doubt, while others could be taken for it."""
    m = decision.description.mention
    if (
        not _is_askable(decision)
        or len(decision.dossiers) != 1
        or _judge(decision) is not None
        or _means_many(decision)
    ):
        return False
    if m.form is Form.PRONOUN or decision.description.kind in THINGS:
        return False
    if decision.is_new:
        return m.form in {Form.NAME, Form.INDEFINITE} and not m.familiar
    if decision.reason not in _SURE_REASONS:
        return False
    if decision.reason != "description":
        return True
    if m.noun in _VAGUE or m.noun in ROLES:
        return False
    chosen = [a.fit or 0.0 for a in decision.alternatives if a.dossier is decision.dossiers[0]]
    rivals = [a.fit for a in others(decision) if a.fit is not None]
    return bool(chosen) and chosen[0] >= 3.5 and all(chosen[0] - r >= 1.5 for r in rivals)
