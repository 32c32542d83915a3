"""What people say of a story after it was read: looks, who is the same, and who is not.

Pure functions from a registry to another. `replay` does it all again, in order, when the story is read anew.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from iamflow_agents.errors import NotInStoryError
from iamflow_agents.records import Action, Attribute, Identity, Presence, PresenceState, Registry, Scene, Source
from iamflow_agents.reviews import AttributeEdit, Decision, Merge, Split

logger = logging.getLogger(__name__)
_NEAREST_FIRST = (PresenceState.ON_SCREEN, PresenceState.DEPICTED, PresenceState.REMEMBERED, PresenceState.GONE)


def find_identity(registry: Registry, name: str) -> Identity:
    """Look somebody up by key, name or alias; exact keys first.

    Raises:
        NotInStoryError: If nobody, or more than one, is called so.
    """
    wanted = name.strip().casefold()
    for names in (lambda i: (i.key,), lambda i: (i.name,), lambda i: i.aliases):
        found = [one for one in registry.identities if wanted in {text.casefold() for text in names(one)}]
        if len(found) == 1:
            return found[0]
        if found:
            break
    known = ", ".join(one.key for one in registry.identities[:30]) or "nobody"
    raise NotInStoryError(
        f"{'more than one is' if found else 'nobody is'} called {name!r}",
        where="the story's identities",
        next_step=f"Name one by its key: {known}.",
    )


def revise(registry: Registry, decision: Decision, segment_index: int) -> Registry:
    """Apply what a decision says of identities: merges, splits, then attributes.

    Args:
        registry: The story.
        decision: What a person said.
        segment_index: From which segment on attributes hold.

    Raises:
        NotInStoryError: If it names somebody or a segment the story does not have.
    """
    for merge in decision.merge:
        registry = merge_identities(registry, merge)
    for split in decision.split:
        registry = split_identity(registry, split)
    for edit in decision.attributes:
        registry = set_attribute(registry, edit, segment_index)
    return registry


def replay(registry: Registry, decisions: Iterable[tuple[int, Decision]]) -> Registry:
    """Apply decisions again to a story that was read anew; those about somebody it no longer has are passed over."""
    for segment_index, decision in decisions:
        for part in _parts(decision):
            try:
                registry = revise(registry, part, segment_index)
            except NotInStoryError as error:
                logger.warning("a decision no longer fits the story: %s", error)
    return registry


def _parts(decision: Decision) -> list[Decision]:
    """What a decision says, one thing at a time."""
    return [
        *(Decision(merge=(merge,)) for merge in decision.merge),
        *(Decision(split=(split,)) for split in decision.split),
        *(Decision(attributes=(edit,)) for edit in decision.attributes),
    ]


def set_attribute(registry: Registry, edit: AttributeEdit, segment_index: int) -> Registry:
    """Make a look canon from a segment on, or from where the identity first appears if that is later.

    What the slot held until then ends there. A change that the script tells later ends it, unless it is locked.

    Raises:
        NotInStoryError: If there is no such identity, or nothing is known that could be locked.
    """
    identity = find_identity(registry, edit.identity)
    start = max(segment_index, identity.first_segment)
    value = edit.value if edit.value is not None else _known(identity, edit, start)
    canon: list[Attribute] = []
    later: list[int] = []
    for attribute in identity.attributes:
        if attribute.slot is not edit.slot or attribute.source is Source.OBSERVED:
            canon.append(attribute)
        elif attribute.valid_from > start and not edit.lock:
            later.append(attribute.valid_from)
            canon.append(attribute)
        else:
            canon.append(_ended(attribute, max(start, attribute.valid_from)))
    said = Attribute(
        slot=edit.slot,
        value=value,
        source=Source.USER,
        valid_from=start,
        valid_to=min(later, default=None),
        evidence="locked by a person" if edit.lock else "said by a person",
    )
    return _with_identity(registry, replace(identity, attributes=(*canon, said)))


def _known(identity: Identity, edit: AttributeEdit, start: int) -> str:
    """What is known of a slot now, seen or said."""
    held = [a.value for a in identity.attributes if a.slot is edit.slot and a.holds_in(start)]
    if held:
        return held[-1]
    raise NotInStoryError(
        f"nothing is known of {identity.name}'s {edit.slot.value}",
        where=f"segment {start + 1}",
        next_step=f'Say what it is: --set "{identity.key}.{edit.slot.value}=VALUE".',
    )


def _ended(attribute: Attribute, at: int) -> Attribute:
    """An attribute that ends at a segment at the latest; one that never held stays as history."""
    if attribute.valid_to is not None and attribute.valid_to <= at:
        return attribute
    return replace(attribute, valid_to=at)


def _with_identity(registry: Registry, changed: Identity) -> Registry:
    return replace(registry, identities=tuple(changed if i.key == changed.key else i for i in registry.identities))


def merge_identities(registry: Registry, merge: Merge) -> Registry:
    """Make several identities one: everything told of the others is told of the one that is kept.

    Everybody else keeps their number, and so their looks as far as nothing is said of them. Where both have a look in
    the same slot at the same time, that of the kept one stands.

    Raises:
        NotInStoryError: If one of them is not in the story, or all are the same already.
    """
    kept = find_identity(registry, merge.keep)
    gone = [one for one in (find_identity(registry, name) for name in merge.gone) if one.key != kept.key]
    if not gone:
        raise NotInStoryError(
            f"{kept.name!r} is one already", where="identities to merge", next_step="Name two different identities."
        )
    for other in gone:
        kept = _joined(kept, other)
    keys = {other.key for other in gone}
    rename: Callable[[str], str] = lambda key: kept.key if key in keys else key  # noqa: E731
    numbers = registry.ordinals()
    identities = tuple(
        replace(one, ordinal=numbers.get(one.key), members=tuple(dict.fromkeys(map(rename, one.members))))
        for one in (kept if i.key == kept.key else i for i in registry.identities)
        if one.key not in keys
    )
    scenes = tuple(renamed_scene(scene, rename) for scene in registry.scenes)
    return replace(registry, identities=identities, scenes=scenes)


def _joined(kept: Identity, other: Identity) -> Identity:
    names = dict.fromkeys((*kept.aliases, other.name, *other.aliases))
    names.pop(kept.name, None)
    more = tuple(a for a in other.attributes if not any(a.slot is b.slot and _overlap(a, b) for b in kept.attributes))
    return replace(
        kept,
        aliases=tuple(names),
        gender=other.gender if kept.gender == "unknown" else kept.gender,
        first_segment=min(kept.first_segment, other.first_segment),
        attributes=(*kept.attributes, *more),
    )


def _overlap(one: Attribute, other: Attribute) -> bool:
    def before(a: Attribute, b: Attribute) -> bool:
        return a.valid_to is not None and a.valid_to <= b.valid_from

    return not before(one, other) and not before(other, one)


def split_identity(registry: Registry, split: Split) -> Registry:
    """Make somebody in some segments a new identity; looks that those segments brought up go with it.

    Raises:
        NotInStoryError: If there is no such identity, or one of the segments does not speak of it.
    """
    old = find_identity(registry, split.identity)
    where = frozenset(split.segments)
    there = {scene.index for scene in registry.scenes if any(p.identity == old.key for p in scene.presences)}
    if where - there or there <= where:
        said = ", ".join(str(index + 1) for index in sorted(there))
        raise NotInStoryError(
            f"{old.name!r} cannot be split there",
            where=f"segments {', '.join(str(index + 1) for index in sorted(where))}",
            next_step=f"Name some of the segments that speak of {old.name}, not all: {said}.",
        )
    key = _new_key(registry, split.name)
    theirs = [a for a in old.attributes if a.valid_from in where]
    new = Identity(
        key=key, kind=old.kind, name=split.name, first_segment=min(where), gender=old.gender, attributes=tuple(theirs)
    )
    kept = replace(
        old,
        first_segment=min(there - where),
        attributes=tuple(_reopened(a, old.attributes, theirs) for a in old.attributes if a not in theirs),
    )
    registry = _with_identity(registry, kept)
    rename: Callable[[str], str] = lambda one: key if one == old.key else one  # noqa: E731
    scenes = tuple(renamed_scene(scene, rename) if scene.index in where else scene for scene in registry.scenes)
    return replace(registry, identities=(*registry.identities, new), scenes=scenes)


def _reopened(attribute: Attribute, attributes: Sequence[Attribute], moved: Sequence[Attribute]) -> Attribute:
    """An attribute that only ended because of one that is somebody else's now holds until the next of its own."""
    if not any(m.slot is attribute.slot and m.valid_from == attribute.valid_to for m in moved):
        return attribute
    own = [a.valid_from for a in attributes if a.slot is attribute.slot and a not in moved]
    return replace(attribute, valid_to=min((at for at in own if at > attribute.valid_from), default=None))


def _new_key(registry: Registry, name: str) -> str:
    taken = {one.key for one in registry.identities}
    base = re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "somebody"
    numbers = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbers if key not in taken)


def renamed_scene(scene: Scene, rename: Callable[[str], str]) -> Scene:
    """Tell a scene with other keys of its identities; who was two there may become one.

    Args:
        scene: The scene.
        rename: From a key to the one in its place.
    """
    maybe: Callable[[str | None], str | None] = lambda key: None if key is None else rename(key)  # noqa: E731
    presences: dict[str, Presence] = {}
    for presence in (replace(p, identity=rename(p.identity)) for p in scene.presences):
        before = presences.get(presence.identity)
        if before is None or _NEAREST_FIRST.index(presence.state) < _NEAREST_FIRST.index(before.state):
            presences[presence.identity] = presence
    return replace(
        scene,
        mentions=tuple(replace(m, identity=rename(m.identity)) for m in scene.mentions),
        presences=tuple(presences.values()),
        actions=tuple(dict.fromkeys(_renamed_action(a, rename, maybe) for a in scene.actions)),
        holdings=tuple(replace(h, prop=rename(h.prop), holder=rename(h.holder)) for h in scene.holdings),
        camera=replace(scene.camera, subject=maybe(scene.camera.subject)),
    )


def _renamed_action(action: Action, rename: Callable[[str], str], maybe: Callable[[str | None], str | None]) -> Action:
    """An action of people with other keys; what one would do to oneself has nobody it is done to."""
    actor, target, recipient = rename(action.actor), maybe(action.target), maybe(action.recipient)
    return replace(
        action,
        actor=actor,
        target=None if target == actor else target,
        recipient=None if recipient == actor else recipient,
    )
