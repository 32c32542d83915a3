"""Grows a registry by segments that were added to the story, and leaves all that was known before as it was.

The resolver reads the grown story as a whole, and may then see the beginning with other eyes: two strangers turn out
to be one, somebody gets another key, a coat was red all the time. What is filmed cannot change with it. So scenes of
before stay as they are, and their people and places keep their keys, names and looks; the new scenes are told in these
keys, and whatever the whole story knows of somebody holds from the first new segment on. Who turned out to be one is
told on as one of the two; the other stays in the scenes of before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from iamflow_agents.agents.revision import renamed_scene
from iamflow_agents.agents.wardrobe import ONE_AT_A_TIME
from iamflow_agents.records import Attribute, Identity, Mention, Place, Registry, Scene, Source

_ALONE = 8
"""How much more it says when a mention means one rather than several."""


def grow_registry(before: Registry, whole: Registry, n_before: int) -> Registry:
    """Add what the whole story says of its last segments to what was known before these.

    Args:
        before: Who is who in the first segments, as filmed.
        whole: The grown story, read anew.
        n_before: How many segments there were.

    Returns:
        A registry of the grown story whose first scenes, and everybody's looks in them, are those of `before`.
    """
    if not before.scenes:
        return whole
    keys = _identity_keys(before, whole, n_before)
    places = _place_keys(before, whole, n_before)
    read = {keys[one.key]: one for one in reversed(whole.identities)}
    taken = _names(before.identities)
    known = [_grown(one, read.get(one.key), taken, n_before) for one in before.identities]
    old = {one.key for one in known}
    scenes = tuple(_told_on(scene, keys, places, before, whole) for scene in whole.scenes[n_before:])
    new = [_newcomer(one, keys, scenes, n_before) for one in whole.identities if keys[one.key] not in old]
    there = {place.key for place in before.places}
    more = tuple(replace(p, key=places[p.key]) for p in whole.places if places[p.key] not in there)
    return Registry(
        identities=(*known, *new), places=(*before.places, *more), scenes=(*before.scenes[:n_before], *scenes)
    )


def _identity_keys(before: Registry, whole: Registry, n_before: int) -> dict[str, str]:
    """The key under which each identity of the whole story goes on."""
    votes: dict[str, Counter[str]] = {}
    for old_scene, scene in zip(before.scenes[:n_before], whole.scenes, strict=False):
        spoken = _by_span(old_scene.mentions)
        for span, those in _by_span(scene.mentions).items():
            for key in those:
                meant = spoken.get(span, [])
                for other in [key] if key in meant else meant:
                    weight = _ALONE if len(those) == len(meant) == 1 else 1
                    votes.setdefault(key, Counter())[other] += weight
    listed = {one.key: position for position, one in enumerate(before.identities)}
    called = _called(whole, n_before)
    names = {one.key: {one.name.casefold(), *(a.casefold() for a in one.aliases)} for one in before.identities}
    found: dict[str, str] = {}
    for one in whole.identities:
        candidates = [key for key in votes.get(one.key, ()) if key in listed]
        if candidates:
            said = called.get(one.key, set())
            found[one.key] = max(
                candidates,
                key=lambda key: (bool(names[key] & said), votes[one.key][key], key == one.key, -listed[key]),
            )
        elif one.key in listed and one.first_segment < n_before and before.identity(one.key).kind is one.kind:
            # Declared in the cast, and not spoken of so far.
            found[one.key] = one.key
    used = {*listed, *found.values()}
    for one in whole.identities:
        if one.key not in found:
            found[one.key] = _free(one.key, used)
            used.add(found[one.key])
    return found


def _by_span(mentions: Iterable[Mention]) -> dict[tuple[int, int], list[str]]:
    spans: dict[tuple[int, int], list[str]] = {}
    for mention in mentions:
        spans.setdefault((mention.start, mention.end), []).append(mention.identity)
    return spans


def _called(whole: Registry, n_before: int) -> dict[str, set[str]]:
    """What the new segments call everybody."""
    said: dict[str, set[str]] = {}
    for scene in whole.scenes[n_before:]:
        for mention in scene.mentions:
            said.setdefault(mention.identity, set()).add(mention.text.casefold())
    return said


def _place_keys(before: Registry, whole: Registry, n_before: int) -> dict[str, str]:
    """The key under which each place of the whole story goes on."""
    votes: dict[str, Counter[str]] = {}
    for old_scene, scene in zip(before.scenes[:n_before], whole.scenes, strict=False):
        votes.setdefault(scene.setting.place, Counter())[old_scene.setting.place] += 1
    found = {key: counts.most_common(1)[0][0] for key, counts in votes.items()}
    used = {*(place.key for place in before.places), *found.values()}
    keys = dict.fromkeys([*(place.key for place in whole.places), *(s.setting.place for s in whole.scenes)])
    for key in keys:
        if key not in found:
            found[key] = _free(key, used)
            used.add(found[key])
    return found


def _free(key: str, used: set[str]) -> str:
    numbers = (key if number == 1 else f"{key}-{number}" for number in range(1, len(used) + 2))
    return next(name for name in numbers if name not in used)


def _names(identities: Iterable[Identity]) -> set[str]:
    return {name.casefold() for one in identities for name in (one.key, one.name, *one.aliases)}


def _told_on(
    scene: Scene, keys: Mapping[str, str], places: Mapping[str, str], before: Registry, whole: Registry
) -> Scene:
    """A new scene in the keys of before."""
    told = renamed_scene(scene, lambda key: keys.get(key, key))
    place = places[scene.setting.place]
    name = scene.setting.name
    known: Place | None = next((p for p in before.places if p.key == place), None)
    if known is not None and any(p.key == scene.setting.place and p.name == name for p in whole.places):
        name = known.name
    return replace(told, setting=replace(told.setting, place=place, name=name))


def _grown(old: Identity, read: Identity | None, taken: set[str], n_before: int) -> Identity:
    """Somebody known with what the whole story knows of them from now on."""
    if read is None:
        return old
    names = dict.fromkeys(name for name in (read.name, *read.aliases) if name.casefold() not in taken)
    canon = [a for a in old.attributes if a.source is not Source.OBSERVED]
    observed = [a for a in old.attributes if a.source is Source.OBSERVED]
    attributes = (*_looks_from_now_on(canon, read.attributes, n_before), *observed)
    return replace(old, aliases=(*old.aliases, *names), attributes=attributes)


def _looks_from_now_on(past: list[Attribute], read: tuple[Attribute, ...], n_before: int) -> list[Attribute]:
    """What held before, as it held; from the first new segment on what the whole story says."""
    future = [
        replace(a, valid_from=max(a.valid_from, n_before))
        for a in read
        if a.source is not Source.OBSERVED and (a.valid_to is None or a.valid_to > n_before)
    ]
    looks: list[Attribute] = []
    for attribute in past:
        if attribute.valid_to is not None and attribute.valid_to <= n_before:
            looks.append(attribute)
            continue
        goes_on = next((a for a in future if _same(a, attribute) and a.valid_from == n_before), None)
        if goes_on is not None:
            future.remove(goes_on)
            looks.append(replace(attribute, valid_to=goes_on.valid_to))
        elif any(_same(a, attribute) for a in read) or any(_refines(a, attribute, n_before) for a in future):
            looks.append(replace(attribute, valid_to=n_before))
        else:
            # Said by other words than those of today's script: it holds until something takes its place.
            others = [a.valid_from for a in future if a.slot is attribute.slot and a.slot in ONE_AT_A_TIME]
            looks.append(replace(attribute, valid_to=min(others, default=None)))
    return [*looks, *future]


def _same(one: Attribute, other: Attribute) -> bool:
    return one.slot is other.slot and one.value == other.value


def _refines(one: Attribute, other: Attribute, n_before: int) -> bool:
    """Tell whether one says the same in more words, from the first new segment on."""
    now = one.slot is other.slot and one.valid_from == n_before
    return now and set(other.value.casefold().split()) < set(one.value.casefold().split())


def _newcomer(one: Identity, keys: Mapping[str, str], scenes: tuple[Scene, ...], n_before: int) -> Identity:
    """Somebody whom the story did not follow before."""
    key = keys[one.key]
    first = next((s.index for s in scenes if any(p.identity == key for p in s.presences)), n_before)
    return replace(
        one,
        key=key,
        first_segment=max(first, n_before),
        members=tuple(dict.fromkeys(keys.get(member, member) for member in one.members)),
        attributes=tuple(_looks_from_now_on([], one.attributes, n_before)),
    )
