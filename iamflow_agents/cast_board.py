"""Gathers everybody in a job, and draws the board of them: best picture, looks with source and time, verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iamflow_agents.opening import open_known
from iamflow_agents.records import Attribute, Identity, Kind, Registry
from iamflow_agents.report.cast_board import BoardCard, BoardLook, draw_board
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CastBoard:
    """Everybody of a job, and where the picture of them lies."""

    job_id: str
    picture: Path
    entries: tuple[CastEntry, ...]


def make_board(job: str, *, settings: Settings | None = None) -> CastBoard:
    """Draw the board of a job's cast into its folder; while the job runs it shows what is there.

    Args:
        job: Name of the job.
        settings: Where the home is.

    Raises:
        UnknownJobError: If there is no such job.
        StorageError: If a picture cannot be read or the board cannot be written.
    """
    here = settings or load_settings()
    home = Home(here.home)
    with open_known(here, home, job) as store:
        title, registry = store.job(job).title, store.registry(job)
        entries = _entries(store, ArtifactStore(home.job_folder(job)), job, registry)
    picture = home.job_folder(job) / BOARD_NAME
    draw_board([_card(entry, len(registry.scenes)) for entry in entries], picture, title=title)
    return CastBoard(job_id=job, picture=picture, entries=entries)


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
            references=tuple(path for name in _names(one) for path in references.get(name, ())),
        )
        for one in listed
    )


def _names(identity: Identity) -> Sequence[str]:
    return tuple(dict.fromkeys((identity.name, *identity.aliases)))


def _card(entry: CastEntry, n_segments: int) -> BoardCard:
    best, one = entry.best, entry.identity
    picture, caption = (best.picture, _caption(best)) if best else (None, "no picture yet")
    if best is None and entry.references:
        picture, caption = entry.references[0], "from before the story"
    return BoardCard(
        name=one.name,
        kind=one.kind.value,
        on_screen=ranges([index + 1 for index in entry.on_screen]),
        picture=picture,
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
