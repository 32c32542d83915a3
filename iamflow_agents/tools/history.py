"""The history of an identity: who said what of it, when it held, what was seen of it, and what was done about that.

Everything is read from rows that the job keeps anyway; nothing here judges anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.agents.collectives import groups_told
from iamflow_agents.agents.repairer import FAULTS
from iamflow_agents.agents.revision import find_identity
from iamflow_agents.errors import NotInStoryError
from iamflow_agents.records import Attribute, Identity, Kind, Registry, Slot, Source, VerdictKind
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import MemoryFrame, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the verifier found once, and what came of it."""

    segment_index: int
    take: int
    in_film: bool
    kind: VerdictKind
    slot: Slot | None
    expected: str
    observed: str
    confidence: float
    frame_index: int | None
    judge: str
    done: tuple[str, ...]
    """What was done about it, in words; empty where nothing had to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeHistory:
    """One attribute from first to last."""

    slot: Slot
    value: str
    source: Source
    valid_from: int
    valid_to: int | None
    """Exclusive; None while it holds."""
    evidence: str
    """The words it was read from, or the take it was seen in."""
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSaid:
    """A decision of a person that was about the identity."""

    segment_index: int | None
    action: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityHistory:
    """All that is known of an identity, and how it came to be known."""

    key: str
    name: str
    kind: Kind
    aliases: tuple[str, ...]
    first_segment: int
    on_screen: tuple[int, ...]
    attributes: tuple[AttributeHistory, ...]
    presence: tuple[Sighting, ...]
    """Whether it was there, alone and unlike anybody else."""
    other: tuple[Sighting, ...]
    """What was seen in slots of which nothing is known (any more)."""
    decisions: tuple[PersonSaid, ...]
    counts: dict[str, int]
    """Verdicts on takes that are in the film, by kind."""
    members: tuple[str, ...] = ()
    """Names of those in a group; its own history is theirs."""
    groups: tuple[str, ...] = ()
    """Names of the groups it is in."""


def tell_history(store: StoryStore, job_id: str, name: str) -> IdentityHistory:
    """Tell the history of an identity.

    Args:
        store: The entity database.
        job_id: Which job.
        name: Key, name or alias.

    Raises:
        UnknownJobError: If there is no such job.
        NotInStoryError: If nobody, or more than one, is called so.
    """
    registry = store.registry(job_id)
    groups = groups_told(registry)
    identity = _find(registry, groups, name)
    sightings = sightings_of_all(store, job_id).get(identity.key, [])
    told: set[int] = set()
    attributes = []
    for attribute in identity.attributes:
        own = [(i, s) for i, s in enumerate(sightings) if i not in told and _is_about(s, attribute)]
        told |= {i for i, _ in own}
        attributes.append(_attribute(attribute, [s for _, s in own]))
    left = [s for i, s in enumerate(sightings) if i not in told]
    return IdentityHistory(
        key=identity.key,
        name=identity.name,
        kind=identity.kind,
        aliases=identity.aliases,
        first_segment=identity.first_segment,
        on_screen=tuple(
            scene.index for scene in registry.scenes if {*(identity.members or (identity.key,))} <= {*scene.on_screen()}
        ),
        attributes=tuple(sorted(attributes, key=lambda a: a.valid_from)),
        presence=tuple(s for s in left if s.slot is None),
        other=tuple(s for s in left if s.slot is not None),
        decisions=_decisions(store, job_id, identity),
        counts=count_verdicts(sightings),
        members=tuple(registry.identity(key).name for key in identity.members),
        groups=tuple(group.name for group in groups if identity.key in group.members),
    )


def _find(registry: Registry, groups: Sequence[Identity], name: str) -> Identity:
    """Somebody by key, name or alias, or else a group; its article does not matter."""
    try:
        return find_identity(registry, name)
    except NotInStoryError:
        wanted = name.strip().casefold().removeprefix("the ")
        for group in groups:
            if wanted in {text.casefold() for text in (group.key, group.name, *group.aliases)}:
                return group
        raise


def count_verdicts(sightings: Sequence[Sighting]) -> dict[str, int]:
    """How often each kind of verdict was given on takes that are in the film."""
    return dict(sorted(Counter(s.kind.value for s in sightings if s.in_film).items()))


def sightings_of_all(store: StoryStore, job_id: str) -> dict[str, list[Sighting]]:
    """Everything the verifier found, by identity, in the order it was found."""
    takes = {(take.segment_index, take.number): take for take in store.takes(job_id)}
    chosen = {take.segment_index: take.number for take in store.chosen_takes(job_id)}
    aside = Counter(
        (frame.segment_index, frame.take_number, key)
        for frame in store.memory_frames(job_id, include_quarantined=True)
        for key in frame.identities
        if frame.quarantined or _is_known_wrong(frame, key)
    )
    found: dict[str, list[Sighting]] = {}
    for verdict in store.verdicts(job_id):
        at = (verdict.segment_index, verdict.take_number)
        in_film = chosen.get(verdict.segment_index) == verdict.take_number
        later = (verdict.segment_index, verdict.take_number + 1) in takes
        done = _done(
            verdict, takes[at], in_film, later, chosen.get(verdict.segment_index), aside[*at, verdict.identity]
        )
        found.setdefault(verdict.identity, []).append(_sighting(verdict, in_film, done))
    return found


def _is_known_wrong(frame: MemoryFrame, key: str) -> bool:
    """Tell whether a frame is of no use for an identity, whomever else it may serve."""
    return any(who == key and score == 0 for who, score in zip(frame.identities, frame.visual, strict=False))


def _done(
    verdict: Verdict, take: TakeRecord, in_film: bool, later: bool, chosen: int | None, n_aside: int
) -> tuple[str, ...]:
    """What was done about a verdict."""
    if verdict.kind is VerdictKind.UNKNOWN:
        return ("nobody could judge it; it counts as nothing",)
    done = []
    if take.status == "superseded":
        done.append("a person had the segment made again")
    if verdict.kind not in FAULTS:
        return tuple(done)
    if n_aside:
        done.append(f"set {n_aside} memory frame{'s' if n_aside > 1 else ''} of the take aside")
    if take.status == "rejected" and later:
        done.append(f"made again as take {verdict.take_number + 1}")
    elif not in_film and chosen is not None and take.status != "superseded":
        done.append(f"take {chosen} is in the film in its place")
    elif in_film:
        done.append("kept, and noted with the film" if take.note else "kept")
    return tuple(done)


def _sighting(verdict: Verdict, in_film: bool, done: tuple[str, ...]) -> Sighting:
    return Sighting(
        segment_index=verdict.segment_index,
        take=verdict.take_number,
        in_film=in_film,
        kind=verdict.kind,
        slot=verdict.slot,
        expected=verdict.expected,
        observed=verdict.observed,
        confidence=verdict.confidence,
        frame_index=verdict.frame_index,
        judge=verdict.model,
        done=done,
    )


def _is_about(sighting: Sighting, attribute: Attribute) -> bool:
    """Tell whether a verdict speaks of an attribute: the slot, the time, and what was expected or first observed."""
    if sighting.slot is not attribute.slot or not attribute.holds_in(sighting.segment_index):
        return False
    if attribute.source is Source.OBSERVED:
        return sighting.expected in ("", attribute.value)
    return sighting.expected == attribute.value


def _attribute(attribute: Attribute, sightings: Sequence[Sighting]) -> AttributeHistory:
    return AttributeHistory(
        slot=attribute.slot,
        value=attribute.value,
        source=attribute.source,
        valid_from=attribute.valid_from,
        valid_to=attribute.valid_to,
        evidence=attribute.evidence,
        sightings=tuple(sightings),
    )


def _decisions(store: StoryStore, job_id: str, identity: Identity) -> tuple[PersonSaid, ...]:
    """What people said of the identity."""
    names = {text.casefold() for text in (identity.key, identity.name, *identity.aliases)}
    said = []
    for event in store.decisions(job_id):
        decision = event.data["decision"]
        about = [
            f"{edit['slot']}: {edit.get('value') or 'locked'}"
            for edit in decision.get("attributes", ())
            if edit["identity"].casefold() in names
        ]
        about += [
            f"{', '.join(merge['gone'])} is {merge['keep']}"
            for merge in decision.get("merge", ())
            if names & {text.casefold() for text in (merge["keep"], *merge["gone"])}
        ]
        about += [
            f"split off as {split['name']}"
            for split in decision.get("split", ())
            if names & {split["identity"].casefold(), split["name"].casefold()}
        ]
        said += [PersonSaid(segment_index=event.segment_index, action=decision["action"], what=text) for text in about]
    return tuple(said)
