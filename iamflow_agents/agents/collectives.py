"""Groups that a story speaks of as one ("the twins", "the two old friends"), and who is in them.

They are told from the mentions whenever somebody asks, since a group has nothing of its own: its members are what is
seen, remembered and judged. So it follows every merge and every segment that is added.
"""

from __future__ import annotations

import re

from iamflow_agents.records import Identity, Kind, Registry

_AS_ONE = frozenset({"new plural", "plural description", "group noun", "as many as are known"})
"""Reasons of mentions that name a group; "they" and "both" only point at one."""
_ARTICLE = re.compile(r"^(?:the|a|an|both|these|those)\s+", re.IGNORECASE)


def groups_told(registry: Registry) -> tuple[Identity, ...]:
    """Every group of two or more, by first mention; wordings for the same members are one group.

    Args:
        registry: The story; it is not changed, and lists no group that has members listed.

    Returns:
        Identities of kind group with `members` in the order of the registry. Their keys are nobody else's.
    """
    listed = {one.key: position for position, one in enumerate(registry.identities)}
    wordings: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for scene in registry.scenes:
        spans: dict[tuple[int, int, str], list[str]] = {}
        for mention in scene.mentions:
            if mention.reason in _AS_ONE and mention.identity in listed:
                spans.setdefault((mention.start, mention.end, mention.text), []).append(mention.identity)
        for (_, _, text), keys in sorted(spans.items()):
            members = tuple(sorted(set(keys), key=listed.__getitem__))
            if len(members) > 1:
                wordings.setdefault(members, []).append((_ARTICLE.sub("", text), scene.index))
    taken = set(listed)
    groups = []
    for members, told in wordings.items():
        names = list(dict.fromkeys(name for name, _ in told))
        base = f"group-{re.sub(r'[^a-z0-9]+', '-', names[0].casefold()).strip('-') or 'several'}"
        numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
        key = next(one for one in numbered if one not in taken)
        taken.add(key)
        groups.append(_group(registry, key, names, members, told[0][1]))
    return tuple(groups)


def _group(registry: Registry, key: str, names: list[str], members: tuple[str, ...], first_segment: int) -> Identity:
    genders = {registry.identity(member).gender for member in members}
    return Identity(
        key=key,
        kind=Kind.GROUP,
        name=names[0],
        first_segment=first_segment,
        aliases=tuple(names[1:]),
        gender=genders.pop() if len(genders) == 1 else "unknown",
        members=members,
    )
