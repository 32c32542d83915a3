"""The second pass of the rules: mentions that opened an identity now mean whom the matching says they mean.

Names, looks, relatives and pronouns then follow by the ordinary rules, as if the mention had been understood at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.dossier import Dossier, genders_agree
from iamflow_agents.agents.guidance import Guide, Spot
from iamflow_agents.agents.matching import Union
from iamflow_agents.agents.segment_state import Reference

if TYPE_CHECKING:
    from iamflow_agents.agents.segment_state import SegmentState


class UnitingGuide(Guide):
    """Lets the rules answer, and joins whom they would open anew with whoever is meant.

    Args:
        unions: In story order.
    """

    def __init__(self, unions: Sequence[Union]) -> None:
        super().__init__()
        self.unions: dict[Spot, list[Union]] = {}
        for union in unions:
            self.unions.setdefault(union.spot, []).append(union)
        self.met: dict[Spot, list[Dossier]] = {}

    def answer(self, state: SegmentState, index: int, rules: Callable[[], Reference | None]) -> Reference | None:
        """Answer by the rules, and join what they open where a union says so."""
        spot = Spot(state.segment, index)
        answer = self.ask(state, index, rules)
        if answer is not None:
            for union in self.unions.get(spot, ()):
                self._unite(state.casting, answer, union)
            self.met[spot] = list(answer.dossiers)
        return answer

    def _unite(self, casting: Casting, answer: Reference, union: Union) -> None:
        """Join one of those just opened with somebody known, unless this pass of the rules knows better."""
        opened = answer.dossiers[union.member] if union.member < len(answer.dossiers) else None
        known = self._known(casting, union)
        if opened is None or known is None or opened.n_mentions or opened.from_cast or known in answer.dossiers:
            return
        if not genders_agree(opened.gender, known.gender):
            return
        if not known.nouns:
            # Who had but a name was taken for a person; the description tells of what kind it is.
            known.kind = opened.kind
        casting.merge(known, opened)
        answer.dossiers[union.member] = known
        answer.reason, answer.confidence = union.reason, union.confidence

    def _known(self, casting: Casting, union: Union) -> Dossier | None:
        met = self.met.get(union.anchor.spot, [])
        if union.anchor.key:
            return casting.get(union.anchor.key)
        return casting.get(met[union.anchor.member].key) if union.anchor.member < len(met) else None
