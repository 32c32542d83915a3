"""Everybody in a job as the database knows them now, and the board of them, for `iamflow cast` and for review.

Before anything is filmed a card shows the pictures the story brings along, or a drawing of what is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iamflow_agents.records import Appearance, Attribute, Identity, Kind, Registry
from iamflow_agents.report.cast_board import BoardCard, BoardLook, draw_board
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.history import count_verdicts, sightings_of_all
from iamflow_agents.tools.lookup import ranges
from iamflow_agents.tools.portraits import Sight, sights_of_all

BOARD_NAME = "cast.png"
_CHARACTERS = (Kind.PERSON, Kind.ANIMAL, Kind.CREATURE, Kind.ROBOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CastEntry:
    """One identity of a job."""

    identity: Identity
    on_screen: tuple[int, ...]
    best: Sight | None
    """None before it is filmed, or where all frames of it were set aside."""
    counts: Mapping[str, int]
    """Verdicts on takes that are in the film, by kind."""
    references: tuple[Path, ...]
    """Pictures that are older than the story."""
    looks: Appearance
    """How it looks when it is seen first."""

    def to_plain(self) -> dict[str, Any]:
        """As plain data; segments count from 0."""
        one, best = self.identity, self.best
        return {
            "key": one.key,
            "name": one.name,
            "kind": one.kind.value,
            "aliases": list(one.aliases),
            "gender": one.gender,
            "on_screen": list(self.on_screen),
            "attributes": [_plain_attribute(attribute) for attribute in one.attributes],
            "best_frame": None
            if best is None
            else {
                "segment": best.segment_index,
                "take": best.take,
                "frame": best.frame_index,
                "picture": str(best.picture),
                "box": list(best.box) if best.box else None,
                "score": best.score,
            },
            "verdicts": dict(self.counts),
            "references": [str(path) for path in self.references],
        }


def _plain_attribute(attribute: Attribute) -> dict[str, Any]:
    return {
        "slot": attribute.slot.value,
        "value": attribute.value,
        "source": attribute.source.value,
        "valid_from": attribute.valid_from,
        "valid_to": attribute.valid_to,
        "evidence": attribute.evidence,
    }


def draw_cast(
    store: StoryStore, artifacts: ArtifactStore, job: str, registry: Registry, title: str
) -> tuple[CastEntry, ...]:
    """Draw the board into the job's folder, as `BOARD_NAME`.

    Args:
        store: The entity database.
        artifacts: The job's files.
        job: Which job.
        registry: Its story.
        title: The story's title.

    Returns:
        Who is on it, in its order.

    Raises:
        StorageError: If a picture cannot be read or the board cannot be written.
    """
    entries = _entries(store, artifacts, job, registry)
    cards = [_card(entry, len(registry.scenes)) for entry in entries]
    draw_board(cards, artifacts.folder / BOARD_NAME, title=title)
    return entries


def _entries(store: StoryStore, artifacts: ArtifactStore, job: str, registry: Registry) -> tuple[CastEntry, ...]:
    """Characters first, then vehicles and things, each in story order; groups stand in their members."""
    listed = [one for one in registry.identities if one.kind is not Kind.GROUP and not one.members]
    listed.sort(key=lambda one: one.kind not in _CHARACTERS)
    sights = sights_of_all(store, artifacts, job, [one.key for one in listed])
    sightings = sightings_of_all(store, job)
    references: dict[str, list[Path]] = {}
    for reference in store.references(job):
        references.setdefault(reference.name, []).append(artifacts.path(reference.picture))
    return tuple(
        CastEntry(
            identity=one,
            on_screen=tuple(scene.index for scene in registry.scenes if one.key in scene.on_screen()),
            best=next(iter(sights[one.key]), None),
            counts=count_verdicts(sightings.get(one.key, ())),
            looks=registry.appearance(one.key, one.first_segment),
            references=tuple(path for name in _names(one) for path in references.get(name, ())),
        )
        for one in listed
    )


def _names(identity: Identity) -> Sequence[str]:
    return tuple(dict.fromkeys((identity.name, *identity.aliases)))


def _card(entry: CastEntry, n_segments: int) -> BoardCard:
    best, one = entry.best, entry.identity
    picture, caption = (best.picture, _caption(best)) if best else (None, "drawn from what is known; not filmed yet")
    if best is None and entry.references:
        picture, caption = entry.references[0], "from before the story"
    return BoardCard(
        name=one.name,
        kind=one.kind.value,
        on_screen=ranges([index + 1 for index in entry.on_screen]),
        picture=picture,
        looks_drawn=entry.looks,
        box=best.box if best else None,
        caption=caption,
        looks=tuple(_look(attribute, n_segments) for attribute in one.attributes),
        counts=entry.counts,
        references=entry.references,
    )


def _caption(best: Sight) -> str:
    judged = (
        "first sight, not judged" if best.score is None else f"best picture, seen as it should be: {best.score:.0%}"
    )
    return f"segment {best.segment_index + 1}, take {best.take}: {judged}"


def _look(attribute: Attribute, n_segments: int) -> BoardLook:
    return BoardLook(
        slot=attribute.slot.value,
        value=attribute.value,
        source=attribute.source.value,
        when=interval(attribute, n_segments),
        holds=attribute.valid_to is None or attribute.valid_to >= n_segments,
    )


def interval(attribute: Attribute, n_segments: int) -> str:
    """When an attribute holds, in segments counted from 1, in few words."""
    if attribute.valid_to is None or attribute.valid_to >= n_segments:
        return "always" if attribute.valid_from == 0 else f"from {attribute.valid_from + 1} on"
    if attribute.valid_to <= attribute.valid_from:
        return "never"
    first, last = attribute.valid_from + 1, attribute.valid_to
    return f"in {first}" if first == last else f"{first} to {last}"
