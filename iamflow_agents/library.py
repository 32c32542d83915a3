"""The library of a home: identities kept from one story for the next, with their looks and pictures.

Somebody is kept as they were at the end of their story: the looks that hold in its last segment, and the best pictures
that show them alone, or cut out of pictures that show others, too. A generator's latents go with whole pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from iamflow_agents.agents.revision import find_identity
from iamflow_agents.errors import ConfigError, NotInStoryError
from iamflow_agents.job_settings import generator_of, settings_of_job
from iamflow_agents.opening import connect, has_jobs, open_known, open_store
from iamflow_agents.records import AttributeValue, Identity, Kind, Registry
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.records import LibraryIdentity, LibraryPicture, StoredFile
from iamflow_agents.tools.portraits import Portrait, portraits_of

MOST_PICTURES = 6
MAX_NAME_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept in the library."""

    one: LibraryIdentity
    replaced: bool


def maker_of(settings: Settings) -> str:
    """Generator and size; latents serve only what made them."""
    return f"{generator_of(settings).name} {settings.width}x{settings.height}"


def add_to_library(job: str, name: str, *, as_: str | None = None, settings: Settings | None = None) -> Kept:
    """Keep an identity of a job for later stories.

    Args:
        job: Name of the job.
        name: Key, name or alias of the identity.
        as_: What it is called in the library; its name in the story if left out.
        settings: Where the home is.

    Raises:
        UnknownJobError: If there is no such job.
        NotInStoryError: If nobody there is called so, or it is a group.
        ConfigError: If nobody can be called so in the library.
    """
    here = settings or load_settings()
    home = Home(here.home)
    with open_known(here, home, job) as store:
        record = store.job(job)
        registry = store.registry(job)
        identity = find_identity(registry, name)
        if identity.kind is Kind.GROUP or identity.members:
            raise NotInStoryError(
                f"{identity.name!r} is a group", where=f"job {job}", next_step="Keep its members, one by one."
            )
        called = _checked_name(as_ if as_ is not None else identity.name)
        made_by = maker_of(settings_of_job(record, here))
        files = ArtifactStore(home.library)
        portraits = portraits_of(store, ArtifactStore(home.job_folder(job)), job, identity, most=MOST_PICTURES)
        pictures = tuple(_kept(files, portrait, made_by) for portrait in portraits)
        one = LibraryIdentity(
            name=called,
            kind=identity.kind,
            gender=identity.gender,
            aliases=tuple(n for n in dict.fromkeys((identity.name, *identity.aliases)) if n != called),
            looks=_last_looks(registry, identity),
            job=job,
            title=record.title,
            identity=identity.key,
            added=store.clock(),
            pictures=pictures,
        )
        return Kept(one=one, replaced=store.save_to_library(one))


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if 0 < len(cleaned) <= MAX_NAME_CHARS and cleaned.isprintable():
        return cleaned
    raise ConfigError(
        f"{name[:MAX_NAME_CHARS]!r} cannot be a name in the library",
        where="--as",
        next_step=f"Use 1 to {MAX_NAME_CHARS} printable characters.",
    )


def _last_looks(registry: Registry, identity: Identity) -> tuple[AttributeValue, ...]:
    """How somebody looks at the end of the story, what was only seen included: the viewer has seen it."""
    last = max((scene.index for scene in registry.scenes), default=0)
    return registry.appearance(identity.key, max(last, identity.first_segment), observed=True).attributes


def _kept(files: ArtifactStore, portrait: Portrait, made_by: str) -> LibraryPicture:
    picture = files.put_bytes(portrait.data, portrait.suffix, name="picture")
    latents: StoredFile | None = None
    if portrait.latents is not None:
        latents = files.put_bytes(portrait.latents.read_bytes(), portrait.latents.suffix, name="latents")
    return LibraryPicture(picture=picture, score=portrait.score, latents=latents, made_by=made_by)


def list_library(settings: Settings | None = None) -> tuple[LibraryIdentity, ...]:
    """Everybody in the library, by name."""
    here = settings or load_settings()
    if not has_jobs(here, Home(here.home)):
        return ()
    with open_store(here, Home(here.home)) as store:
        return store.library()


def show_in_library(name: str, settings: Settings | None = None) -> LibraryIdentity:
    """Look somebody up.

    Raises:
        NotInLibraryError: If nobody is called so.
    """
    here = settings or load_settings()
    with connect(here, Home(here.home)) as store:
        return store.from_library(name)


def remove_from_library(name: str, settings: Settings | None = None) -> LibraryIdentity:
    """Forget somebody, with the files that nobody else in the library has; jobs that use it have copies.

    Raises:
        NotInLibraryError: If nobody is called so.
    """
    here = settings or load_settings()
    home = Home(here.home)
    with connect(here, home) as store:
        gone = store.remove_from_library(name)
        needed = {file.sha256 for one in store.library() for file in files_of(one)}
    files = ArtifactStore(home.library)
    for file in files_of(gone):
        if file.sha256 not in needed:
            files.path(file).unlink(missing_ok=True)
    return gone


def files_of(one: LibraryIdentity) -> Sequence[StoredFile]:
    """All files of somebody in the library."""
    return [file for picture in one.pictures for file in (picture.picture, picture.latents) if file is not None]


def to_plain_entry(one: LibraryIdentity, home: Home) -> dict[str, Any]:
    """Somebody in the library as plain data, with where the pictures lie."""
    files = ArtifactStore(home.library)
    return {
        "name": one.name,
        "kind": one.kind.value,
        "gender": one.gender,
        "aliases": list(one.aliases),
        "looks": [{"slot": look.slot.value, "value": look.value} for look in one.looks],
        "from": {"job": one.job, "title": one.title, "identity": one.identity},
        "pictures": [
            {"path": str(files.path(p.picture)), "score": p.score, "has_latents": p.latents is not None}
            for p in one.pictures
        ],
    }
