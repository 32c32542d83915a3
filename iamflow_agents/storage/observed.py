"""How observed attributes stand beside canon: they fill what canon leaves open, and give way where canon speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iamflow_agents.records import Attribute


def fills_a_gap(observed: Attribute, known: Sequence[Attribute]) -> bool:
    """Tell whether nothing known holds in the slot where the observation begins."""
    return not any(a.slot is observed.slot and a.holds_in(observed.valid_from) for a in known)


def beside_canon(canon: Sequence[Attribute], observed: Sequence[Attribute]) -> tuple[Attribute, ...]:
    """Put observations behind canon: those that canon covers are left out, others end where canon sets in."""
    kept = []
    for attribute in observed:
        if fills_a_gap(attribute, canon):
            later = [a.valid_from for a in canon if a.slot is attribute.slot and a.valid_from > attribute.valid_from]
            ends = [end for end in (attribute.valid_to, *later) if end is not None]
            kept.append(replace(attribute, valid_to=min(ends, default=None)))
    return (*canon, *kept)
