"""How much goes into one question, so that no answer is cut off at the token limit.

What an answer can take is reckoned from its longest sensible rows. A cast that is too large is split over several
questions, and somebody of whom very much is said over several, too; each question still tells of everybody else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from iamflow_agents.agents.viewing_answer import AbsentSeen, IdentitySeen, OpenSeen, PlaceSeen, TraitSeen, ViewAnswer
from iamflow_agents.agents.viewing_brief import Brief, Card, Trait
from iamflow_agents.records import Slot

CHARS_PER_TOKEN = 3
"""Of JSON; most tokenizers do a little better."""
MOST_PEOPLE = 6
"""Identities in one question; small models lose count of more."""
_SHARE = 0.75
"""Of the token limit; the rest is for models that indent or talk around their answer."""
_OBSERVED = "x" * 32
"""As long as what is observed may well be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One identity in one question: all of it, or some of its looks."""

    card: Card
    traits: tuple[Trait, ...]
    open_slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one question asks about."""

    parts: tuple[Part, ...] = ()
    gone: tuple[str, ...] = ()
    place: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it asks nothing."""
        return not self.parts and not self.gone and not self.place

    def tokens(self, longest_key: str) -> int:
        """Tokens that the longest sensible answer takes.

        Args:
            longest_key: The longest id that may be named.
        """
        answer = ViewAnswer(
            identities=[_row(part, longest_key) for part in self.parts],
            gone=[AbsentSeen(id=key, seen=False, frame=10, confidence=0.95) for key in self.gone],
            place=[PlaceSeen(match="unclear", observed=_OBSERVED, frame=10, confidence=0.95)] if self.place else [],
        )
        return -(-len(json.dumps(answer.model_dump(), ensure_ascii=False)) // CHARS_PER_TOKEN)


def split_brief(brief: Brief, max_tokens: int) -> list[Share]:
    """Share a brief out over questions whose answers fit the token limit.

    Args:
        brief: Everything that is to be asked.
        max_tokens: Tokens of an answer, at most.

    Returns:
        Shares in story order; a single look that does not fit has a question of its own all the same.
    """
    room = int(max_tokens * _SHARE)
    longest = max(brief.known, key=len, default="")
    shares: list[Share] = []
    for piece in _pieces(brief, room, longest):
        joined = _joined(shares[-1], piece) if shares else None
        if joined is not None and len(joined.parts) <= MOST_PEOPLE and joined.tokens(longest) <= room:
            shares[-1] = joined
        else:
            shares.append(piece)
    return shares


def halves(share: Share) -> list[Share]:
    """A share in two, for an answer that was cut off all the same; empty if it cannot be divided."""
    if len(share.parts) + len(share.gone) + share.place > 1:
        n_first = max(1, len(share.parts) // 2) if share.parts else 0
        n_gone = 0 if share.parts else max(1, len(share.gone) // 2)
        first = Share(parts=share.parts[:n_first], gone=share.gone[:n_gone])
        rest = Share(parts=share.parts[n_first:], gone=share.gone[n_gone:], place=share.place)
        return [first, rest]
    part = share.parts[0] if share.parts else None
    if part is None or len(part.traits) < 2:
        return []
    middle = len(part.traits) // 2
    return [
        Share(parts=(replace(part, traits=part.traits[:middle]),)),
        Share(parts=(replace(part, traits=part.traits[middle:], open_slots=()),)),
    ]


def _pieces(brief: Brief, room: int, longest: str) -> list[Share]:
    """The smallest things that are asked about, in order."""
    pieces: list[Share] = []
    for card in brief.people:
        pieces += _pieces_of(Part(card=card, traits=card.traits, open_slots=card.open_slots), room, longest)
    pieces += [Share(gone=(one.key,)) for one in brief.gone]
    return [*pieces, Share(place=True)] if brief.place is not None else pieces


def _pieces_of(part: Part, room: int, longest: str) -> list[Share]:
    whole = Share(parts=(part,))
    if whole.tokens(longest) <= room or len(part.traits) < 2:
        return [whole]
    return [piece for half in halves(whole) for piece in _pieces_of(half.parts[0], room, longest)]


def _joined(one: Share, other: Share) -> Share | None:
    """Two shares as one; None for two parts of one identity, which would be asked about twice in one question."""
    keys = {part.card.key for part in one.parts}
    if any(part.card.key in keys for part in other.parts):
        return None
    return Share(parts=one.parts + other.parts, gone=one.gone + other.gone, place=one.place or other.place)


def _row(part: Part, longest: str) -> IdentitySeen:
    return IdentitySeen(
        id=part.card.key,
        state="duplicated",
        count=10,
        swapped_with=longest,
        frame=10,
        confidence=0.95,
        looks=[TraitSeen(look=trait.number, seen="contradicted", observed=_OBSERVED) for trait in part.traits],
        also=[OpenSeen(slot=slot.value, observed=_OBSERVED) for slot in part.open_slots],
    )
