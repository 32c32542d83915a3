"""What a question shows of those who could be meant: a card each, and the segments that spoke of them.

Cards hold only what the story had said by then; what it reveals later stands in the story's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.dossier import Dossier
from iamflow_agents.agents.guidance import Decision, Spot
from iamflow_agents.agents.pins import Anchor
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import PresenceState

_MOST_TEXTS = 3
_MOST_LOOKS = 5
_MOST_EARLIER = 6


class CaseFile:
    """Who is who after the rules' pass, asked about as of some mention.

    Args:
        casting: Everybody, as the rules left them.
        decisions: What they decided, in story order.
    """

    def __init__(self, casting: Casting, decisions: Sequence[Decision]) -> None:
        self.casting = casting
        self.said: dict[str, list[tuple[Decision, int]]] = {}
        """Decisions that mean an identity, with its place among those the decision means."""
        for decision in decisions:
            for member, dossier in enumerate(decision.dossiers):
                self.said.setdefault(self.key(dossier), []).append((decision, member))

    def key(self, dossier: Dossier) -> str:
        """The key an identity has in the end, after everybody was joined."""
        return self.casting.get(dossier.key).key

    def anchor(self, key: str, before: Spot) -> Anchor | None:
        """The first mention that means an identity, if it stands before a mention; single ones are preferred."""
        rows = [(d, member) for d, member in self.said.get(key, ()) if d.spot < before]
        single = [(d, member) for d, member in rows if len(d.dossiers) == 1] or rows
        if single:
            return Anchor(spot=single[0][0].spot, member=single[0][1])
        return Anchor(spot=Spot(-1, -1), key=key) if self.casting.dossiers[key].from_cast else None

    def context(self, keys: Iterable[str], segment: int) -> list[int]:
        """Earlier segments that tell who the candidates are: the last one, and where each came in and was last."""
        wanted = {segment - 1} if segment else set()
        for key in keys:
            told = sorted({d.spot.segment for d, _ in self.said.get(key, ()) if d.spot.segment < segment})
            wanted.update(told[:1])
            wanted.update(told[-1:])
        return sorted(wanted)[-_MOST_EARLIER:]

    def sentences_of(self, key: str) -> list[Decision]:
        """Decisions that mean an identity."""
        return [d for d, _ in self.said.get(key, ())]

    def card(self, key: str, segment: int) -> str:
        """One line: id, kind, what it was called, how it looks, where it was last."""
        dossier = self.casting.dossiers[key]
        rows = [d for d, _ in self.said.get(key, ()) if d.spot.segment <= segment]
        texts = dict.fromkeys(
            d.description.mention.text for d in rows
            if d.description.mention.form is not Form.PRONOUN and len(d.dossiers) == 1
        )  # fmt: skip
        looks = [a.value for a in dossier.attributes if a.holds_in(segment)][:_MOST_LOOKS]
        sort = dossier.kind.value
        if dossier.gender in {"female", "male"}:
            sort = f"{dossier.gender} {sort}"
        parts = [sort]
        if texts:
            parts.append("called " + ", ".join(f'"{text}"' for text in list(texts)[:_MOST_TEXTS]))
        if looks:
            parts.append("looks: " + ", ".join(looks))
        before = [d.spot.segment for d in rows if d.spot.segment < segment]
        if before:
            state = dossier.seen_in.get(before[-1], PresenceState.ON_SCREEN)
            how = {PresenceState.ON_SCREEN: "seen", PresenceState.DEPICTED: "seen in a picture"}.get(state, "spoken of")
            parts.append(f"last {how} in {before[-1] + 1}")
        return f"- {key}: {'; '.join(parts)}"
