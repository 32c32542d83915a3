"""Who is believed: the rules' answers and a model's, weighed mention by mention.

Every question holds controls, mentions whose answer is beyond doubt and which look like the others. What a model gets
right of them over the whole story says how far it can be believed where the rules doubt: a model that answers at
random, always takes the first option or always says `new` shows itself and changes nothing. The weight is a lower
bound, so that few controls give little trust. Words that mention and candidate share, and a quote from where the
candidate stands, count for an answer; what the description excludes counts against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from iamflow_agents.agents.guidance import Alternative, Spot
from iamflow_agents.agents.pins import Pin
from iamflow_agents.agents.question_cards import CaseFile
from iamflow_agents.agents.question_text import occurs_in
from iamflow_agents.agents.questions import NEW, NOBODY, UNSURE, Asked, IdentifiedMention, IdentifyAnswer, Item
from iamflow_agents.backends.protocol import Reply
from iamflow_agents.script import Script

_CAUTION = 1.0
"""How many standard errors below its record a model is believed."""
_HARDER = 1.5
"""Open mentions are harder than controls: a trust of 0.9 on these is 0.9 ** 1.5 on those."""
_LEAST = 0.4
"""Who is trusted less changes nothing, however little the rules know themselves."""
_SHARED_LOOKS, _NO_FIT, _QUOTED, _NOT_QUOTED = 2.0, 0.6, 1.3, 0.7


@dataclass(slots=True)
class Record:
    """How a model did on controls: hits and tries of answers that name somebody known, and of `new`."""

    hits: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    tries: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})

    def add(self, says_new: bool, is_right: bool) -> None:
        """Count one control."""
        self.tries[says_new] += 1
        self.hits[says_new] += is_right

    def trust(self, says_new: bool) -> float:
        """How likely such an answer is right on an open mention, cautiously (0..1).

        Answers of the other sort count half: who always says `new` is not believed when it does, nor one who never
        does when it should have.
        """
        n = self.tries[says_new] + 0.5 * self.tries[not says_new]
        hits = self.hits[says_new] + 0.5 * self.hits[not says_new]
        return float(_lower_bound(hits, n) ** _HARDER)


def _lower_bound(hits: float, n: float) -> float:
    """Wilson's lower bound of a share."""
    if n == 0:
        return 0.0
    share, z2 = hits / n, _CAUTION * _CAUTION
    middle = share + z2 / (2 * n)
    spread = _CAUTION * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (middle - spread) / (1 + z2 / n)


@dataclass(slots=True)
class Ruling:
    """What became of the model's answers."""

    pins: dict[Spot, Pin] = field(default_factory=dict)
    notes: dict[Spot, str] = field(default_factory=dict)
    """What to add to the reason of a mention that the rules answered."""
    support: dict[Spot, float] = field(default_factory=dict)
    """Confidence of rules and model together where both say the same."""


def judge(
    asked: Sequence[Asked],
    replies: Sequence[Reply[IdentifyAnswer]],
    record: Record,
    file: CaseFile,
    script: Script,
    name: str,
) -> Ruling:
    """Weigh the answers to a story's questions.

    Args:
        asked: The questions.
        replies: One answer each, in the same order.
        record: How the model did where the answers are known; the controls of these questions are added.
        file: Who is who by the rules.
        script: The story.
        name: The backend that was asked, for the reasons.
    """
    answered: list[list[tuple[Item, IdentifiedMention]]] = []
    ruling = Ruling()
    for one, reply in zip(asked, replies, strict=True):
        if reply.origin == "rules":
            for item in one.items:
                if item.open_mention is not None:
                    ruling.notes[item.decision.spot] = f"{name} was no help: {reply.note or 'the rules answered'}"
            continue
        rows = {row.mention: row for row in reply.value.answers}
        pairs = [(item, rows[item.number]) for item in one.items if item.number in rows]
        answered.append(pairs)
        _examine(pairs, record)
    for pairs in answered:
        fails = [i for i, row in pairs if i.open_mention is None and not _agrees(i, row) and row.who != [UNSURE]]
        n_controls = sum(item.open_mention is None for item, _ in pairs)
        for item, row in pairs:
            if item.open_mention is not None:
                trusted = not (n_controls and len(fails) * 2 > n_controls)
                _weigh(item, row, record if trusted else Record(), file, script, ruling, name)
    return ruling


def _examine(pairs: Sequence[tuple[Item, IdentifiedMention]], record: Record) -> None:
    for item, row in pairs:
        if item.open_mention is None and row.who != [UNSURE]:
            record.add(item.says(row.who) == [NEW], _agrees(item, row))


def _agrees(item: Item, row: IdentifiedMention) -> bool:
    return set(item.says(row.who)) == set(item.rules)


def _weigh(
    item: Item, row: IdentifiedMention, record: Record, file: CaseFile, script: Script, ruling: Ruling, name: str
) -> None:
    """Adopt one answer as a pin, or note why the rules' own stands."""
    assert item.open_mention is not None
    spot, who = item.decision.spot, item.says(row.who)
    if who == [UNSURE]:
        ruling.notes[spot] = f"{name} was unsure"
        return
    trust = record.trust(who == [NEW])
    rules = item.open_mention.trust
    if _agrees(item, row):
        ruling.notes[spot] = f"{name} agrees"
        ruling.support[spot] = 1 - (1 - rules) * (1 - trust)
        return
    odds = _odds(trust) * _evidence(item, row, who, file, script)
    if trust < _LEAST or odds <= _odds(rules):
        ruling.notes[spot] = f"kept against {' and '.join(who)} of {name}, which is no surer"
        return
    anchors = tuple(anchor for key in who if (anchor := item.options.get(key)) is not None)
    share = odds / (odds + _odds(rules))
    ruling.pins[spot] = Pin(
        spot=spot, anchors=anchors, is_new=who == [NEW], reason=f"model {name}: {' '.join(row.quote.split())!r}",
        confidence=round(min(share, 0.95), 2),
    )  # fmt: skip


def _odds(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return share / (1 - share)


def _evidence(item: Item, row: IdentifiedMention, who: Sequence[str], file: CaseFile, script: Script) -> float:
    """How much the story's words speak for an answer against the rules' one: 1 is neutral."""
    rows = {file.key(a.dossier): a for a in item.decision.alternatives}
    factor = 1.0
    shared, rules_shared = _shared(rows, who), _shared(rows, item.rules)
    if shared > rules_shared:
        factor *= _SHARED_LOOKS
    elif shared < rules_shared:
        factor /= _SHARED_LOOKS
    if who in ([NEW], [NOBODY]) or item.many:
        return factor
    chosen = rows.get(who[0])
    if chosen is not None and chosen.fit is None and item.decision.description.nouns:
        factor *= _NO_FIT
    return factor * (_QUOTED if _quotes(row.quote, who[0], item, file, script) else _NOT_QUOTED)


def _shared(rows: dict[str, Alternative], who: Sequence[str]) -> int:
    """The fewest telling words that any of those named shares with the mention."""
    return min((len(rows[key].shared) if key in rows else 0 for key in who), default=0)


def _quotes(quote: str, key: str, item: Item, file: CaseFile, script: Script) -> bool:
    """Whether a quote stands in a segment that speaks of the candidate, and says more than the mention itself."""
    if occurs_in(quote, item.decision.description.mention.text):
        return False
    told = {d.spot.segment for d in file.sentences_of(key)}
    return any(occurs_in(quote, script.segments[i].prompt) for i in sorted(told))
