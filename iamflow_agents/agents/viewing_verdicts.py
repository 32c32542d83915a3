"""From a judge's answers to verdicts: one an expected identity, one a look, one an absentee, one for the place.

Whoever was not answered, or not in a way that can be used, is `unknown`, with the reason; nothing is confirmed that
no usable row confirms. Somebody in whose place another one stands is contradicted, and `observed` names that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.agents.viewing_answer import IdentitySeen, TraitSeen
from iamflow_agents.agents.viewing_brief import Brief, Card, Trait, place_subject
from iamflow_agents.agents.viewing_check import Usable
from iamflow_agents.agents.viewing_questions import Asked
from iamflow_agents.records import Setting, Slot, VerdictKind
from iamflow_agents.takes import SegmentRequest, Verdict

GONE = "gone"
"""What is expected of somebody who should not be seen."""
SWAPPED = "swapped with"
"""How `observed` begins where somebody else stands in an identity's place."""
_LOOKS: dict[str, VerdictKind] = {
    "confirmed": VerdictKind.CONFIRMED,
    "contradicted": VerdictKind.CONTRADICTED,
    "not_visible": VerdictKind.NOT_VISIBLE,
}
_PLACES: dict[str, VerdictKind] = {
    "yes": VerdictKind.CONFIRMED,
    "no": VerdictKind.CONTRADICTED,
    "unclear": VerdictKind.NOT_VISIBLE,
}
NOTHING = "nothing"
"""What is observed of a thing that is plainly not there, in whatever words a judge says so."""
_NOTHING = re.compile(r"(?:nothing|none|no|not|without|absent|missing)\b", re.IGNORECASE)
_LONGEST_REASON = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One question and what came of it."""

    asked: Asked
    rows: Usable
    failure: str = ""
    """Why there are no rows, as a phrase; empty if there are."""


@dataclass(slots=True)
class Wording:
    """Words the verdicts on one take.

    Args:
        request: What the take was to show.
        model: Written into every verdict.
    """

    request: SegmentRequest
    model: str

    def all(self, brief: Brief, heard: Sequence[Heard]) -> tuple[Verdict, ...]:
        """All verdicts, in the order of the cast, then of those who are gone, then the place."""
        verdicts = [verdict for card in brief.people for verdict in self._identity(card, heard)]
        for one in brief.gone:
            verdicts.append(self._absentee(one.key, heard))
        if brief.place is not None:
            verdicts.append(self._place(brief.place, heard))
        return tuple(verdicts)

    def unknown(self, brief: Brief, reason: str) -> tuple[Verdict, ...]:
        """Nothing could be judged."""
        keys = [card.key for card in brief.people] + [one.key for one in brief.gone]
        keys += [place_subject(brief.place)] if brief.place is not None else []
        return tuple(self._unknown(key, reason) for key in keys)

    def _identity(self, card: Card, heard: Sequence[Heard]) -> list[Verdict]:
        """One identity and its looks; where it was asked about in several questions, the first that tells counts."""
        mine = [one for one in heard if any(part.card.key == card.key for part in one.asked.share.parts)]
        told = [(one, row) for one in mine if (row := one.rows.identities.get(card.key)) is not None]
        if not told:
            return [self._unknown(card.key, _reason(mine))]
        first, row = told[0]
        verdicts = [self._state(card, row, first.asked)]
        is_there = row.state in ("on_screen", "duplicated", "swapped")
        for trait in card.traits:
            verdicts.append(self._look(card, trait, mine) if is_there else self._unseen_look(card, trait, row))
        if row.state == "on_screen":
            verdicts += [
                self._also(card, slot, row, first)
                for slot in card.open_slots
                if (card.key, slot.value) in first.rows.also
            ]
        return verdicts

    def _state(self, card: Card, row: IdentitySeen, asked: Asked) -> Verdict:
        frame = asked.frame_index(row.frame)
        if row.state == "on_screen":
            return self._verdict(card.key, VerdictKind.CONFIRMED, row.confidence, frame=frame)
        if row.state == "duplicated":
            observed = f"{row.count - 1} too many"
            return self._verdict(card.key, VerdictKind.DUPLICATED, row.confidence, observed=observed, frame=frame)
        if row.state == "swapped":
            observed = f"{SWAPPED} {row.swapped_with}"
            return self._verdict(card.key, VerdictKind.CONTRADICTED, row.confidence, observed=observed, frame=frame)
        if row.state == "hidden":
            kind = VerdictKind.NOT_VISIBLE if card.may_be_hidden else VerdictKind.MISSING
            return self._verdict(card.key, kind, row.confidence, observed="outside the shot or covered")
        return self._verdict(card.key, VerdictKind.MISSING, row.confidence)

    def _look(self, card: Card, trait: Trait, heard: Sequence[Heard]) -> Verdict:
        """One look of somebody who is there."""
        for one in heard:
            seen = one.rows.traits.get((card.key, trait.number))
            row = one.rows.identities.get(card.key)
            if seen is not None and row is not None:
                return self._seen_look(card, trait, seen, row, one.asked)
        asked = [one for one in heard if any(trait in part.traits for part in one.asked.share.parts)]
        return self._unknown(card.key, _reason(asked), slot=trait.slot, expected=trait.value)

    def _seen_look(self, card: Card, trait: Trait, seen: TraitSeen, row: IdentitySeen, asked: Asked) -> Verdict:
        return self._verdict(
            card.key,
            _LOOKS[seen.seen],
            row.confidence,
            slot=trait.slot,
            expected=trait.value,
            observed=_observed(seen.observed) if seen.seen == "contradicted" else "",
            frame=asked.frame_index(row.frame),
        )

    def _unseen_look(self, card: Card, trait: Trait, row: IdentitySeen) -> Verdict:
        """A look of somebody who is not seen at all."""
        kind = VerdictKind.NOT_VISIBLE
        return self._verdict(card.key, kind, row.confidence, slot=trait.slot, expected=trait.value)

    def _also(self, card: Card, slot: Slot, row: IdentitySeen, heard: Heard) -> Verdict:
        """What is seen where the script says nothing."""
        observed, frame = heard.rows.also[card.key, slot.value], heard.asked.frame_index(row.frame)
        return self._verdict(card.key, VerdictKind.CONFIRMED, row.confidence, slot=slot, observed=observed, frame=frame)

    def _absentee(self, key: str, heard: Sequence[Heard]) -> Verdict:
        mine = [one for one in heard if key in one.asked.share.gone]
        for one in mine:
            row = one.rows.gone.get(key)
            if row is None:
                continue
            if not row.seen:
                return self._verdict(key, VerdictKind.NOT_VISIBLE, row.confidence, expected=GONE)
            frame = one.asked.frame_index(row.frame)
            return self._verdict(
                key, VerdictKind.CONTRADICTED, row.confidence, expected=GONE, observed="on screen", frame=frame
            )
        return self._unknown(key, _reason(mine), expected=GONE)

    def _place(self, place: Setting, heard: Sequence[Heard]) -> Verdict:
        subject, name = place_subject(place), place.name
        mine = [one for one in heard if one.asked.share.place]
        for one in mine:
            row = one.rows.place
            if row is not None:
                kind = _PLACES[row.match]
                observed = " ".join(row.observed.split()) if row.match == "no" else ""
                frame = one.asked.frame_index(row.frame)
                return self._verdict(subject, kind, row.confidence, expected=name, observed=observed, frame=frame)
        return self._unknown(subject, _reason(mine), expected=name)

    def _unknown(self, key: str, reason: str, *, slot: Slot | None = None, expected: str = "") -> Verdict:
        return self._verdict(key, VerdictKind.UNKNOWN, 0.0, slot=slot, expected=expected, observed=reason)

    def _verdict(
        self,
        identity: str,
        kind: VerdictKind,
        confidence: float,
        *,
        slot: Slot | None = None,
        expected: str = "",
        observed: str = "",
        frame: int | None = None,
    ) -> Verdict:
        return Verdict(
            segment_index=self.request.segment_index,
            take_number=self.request.take_number,
            identity=identity,
            kind=kind,
            slot=slot,
            expected=expected,
            observed=observed,
            confidence=round(min(1.0, max(0.0, confidence)), 3),
            frame_index=frame,
            model=self.model,
        )


def _observed(text: str) -> str:
    """What is seen instead, on one line; a thing that is not there is `nothing`, so that a repair can tell."""
    return NOTHING if _NOTHING.match(text.strip()) else " ".join(text.split())


def _reason(heard: Sequence[Heard]) -> str:
    """Why nothing is known, as a phrase."""
    failures = [one.failure for one in heard if one.failure]
    reason = f"judge failed: {failures[0]}" if failures else "the judge did not answer"
    return reason if len(reason) <= _LONGEST_REASON else reason[:_LONGEST_REASON] + "…"
