"""Stories whose mentions are marked with whom they mean: `{a|A man} sits. {b|His dog} barks at {a|him}.`

`misread` tells what the offline agents make of them otherwise. A mark may have several letters (`{a,b|They}`); `-`
stands for somebody who is not on screen in that segment.
"""

from __future__ import annotations

import re

from agents_told import tell

from iamflow_agents.records import Registry

_MARK = re.compile(r"\{([^|{}]+)\|([^{}]*)\}")


def misread(*marked: str) -> list[str]:
    """Everything that is read otherwise than marked; an empty list when all is well."""
    plain = [_MARK.sub(lambda m: m[2], text) for text in marked]
    told = tell(*plain)
    owner: dict[str, str] = {}
    wrong: list[str] = []
    for segment, text in enumerate(marked):
        for labels, words, start in _marks(text):
            here = _meant(told, segment, start, start + len(words))
            if labels == ["-"]:
                shown = sorted(here & set(told.scenes[segment].on_screen()))
                wrong.extend([f"{segment}: '{words}' is shown as {shown}"] if shown else [])
                continue
            fresh = [label for label in labels if label not in owner]
            if len(labels) == len(here) == 1 and fresh and not here & set(owner.values()):
                owner[labels[0]] = next(iter(here))
            elif fresh and len(here) == len(labels):
                left = sorted(here - set(owner.values()))
                owner.update(dict(zip(fresh, left, strict=False)))
            wanted = {owner.get(label, f"?{label}") for label in labels}
            if here != wanted:
                wrong.append(f"{segment}: '{words}' means {sorted(here)}, not {sorted(wanted)}")
    return wrong


def _marks(text: str) -> list[tuple[list[str], str, int]]:
    """Labels, words and offset in the plain text of each mark."""
    found, shift = [], 0
    for match in _MARK.finditer(text):
        found.append((match[1].split(","), match[2], match.start() - shift))
        shift += len(match[0]) - len(match[2])
    return found


def _meant(told: Registry, segment: int, start: int, end: int) -> set[str]:
    """Whom the mentions mean that begin at an offset and end there or within it."""
    rows = told.scenes[segment].mentions
    exact = {m.identity for m in rows if m.start == start and m.end == end}
    return exact or {m.identity for m in rows if start <= m.start and m.end <= end}
