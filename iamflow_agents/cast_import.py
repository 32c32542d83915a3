"""Brings a script's cast into a new job: looks and pictures of the library, pictures that lie beside the script.

Everything is copied before the job is written down, so that it needs neither the script's folder nor the library
again, and goes on as it began whatever becomes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iamflow_agents.errors import ConfigError
from iamflow_agents.library import maker_of
from iamflow_agents.script import CastLook, CastMember, Picture, Script
from iamflow_agents.settings import Settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.records import LibraryIdentity, LibraryPicture, ReferencePicture, StoredFile
from iamflow_agents.storage.story_store import StoryStore


def with_library(script: Script, names: Sequence[str]) -> Script:
    """Add somebody from the library to a script's cast.

    Args:
        script: Whose cast may declare somebody of that name already, who then gets looks and pictures.
        names: As `iamflow library list` lists them.
    """
    cast = list(script.cast)
    for name in names:
        at = next((i for i, member in enumerate(cast) if member.name.casefold() == name.casefold()), None)
        if at is None:
            cast.append(CastMember(name=name, from_library=name))
        else:
            cast[at] = cast[at].model_copy(update={"from_library": name})
    return script.model_copy(update={"cast": tuple(cast)})


def check_library(store: StoryStore, script: Script) -> None:
    """Refuse a script that wants somebody whom the library does not hold.

    Raises:
        NotInLibraryError: If so.
    """
    for member in script.cast:
        if member.from_library:
            store.from_library(member.from_library)


def with_library_looks(store: StoryStore, script: Script) -> Script:
    """A script with the looks of those whom its cast takes from the library written out; nothing is copied.

    Raises:
        NotInLibraryError: If the library does not hold somebody.
    """
    cast = [
        _as_known(member, store.from_library(member.from_library)) if member.from_library else member
        for member in script.cast
    ]
    return script.model_copy(update={"cast": tuple(cast)})


def import_cast(
    store: StoryStore, home: Home, job_id: str, script: Script, settings: Settings
) -> tuple[Script, tuple[ReferencePicture, ...]]:
    """Copy all files that a script's cast brings along into a job's folder.

    Args:
        store: Holds the library.
        home: Where the library's files and the job's folder are.
        job_id: The new job.
        script: As it was given.
        settings: The new job's; latents serve only what made them.

    Returns:
        The script with the library's looks written out, and the pictures in the order of the cast.

    Raises:
        NotInLibraryError: If the library does not hold somebody.
        ScriptError: If a picture is gone or has changed since the script was read.
    """
    check_library(store, script)
    cast: list[CastMember] = []
    references: list[ReferencePicture] = []
    artifacts = ArtifactStore(home.job_folder(job_id))
    for member in script.cast:
        one = store.from_library(member.from_library) if member.from_library else None
        member = member if one is None else _as_known(member, one)
        references += _from_script(artifacts, member, script.folder)
        if one is not None:
            pictures = [_from_library(artifacts, home, one, picture, settings) for picture in one.pictures]
            references += [
                ReferencePicture(name=member.name, origin="library", picture=picture, latents=latents)
                for picture, latents in pictures
            ]
        cast.append(member)
    return script.model_copy(update={"cast": tuple(cast)}), tuple(references)


def _from_script(artifacts: ArtifactStore, member: CastMember, folder: str) -> list[ReferencePicture]:
    """Pictures that lie beside the script."""
    return [_copied(artifacts, member.name, picture, folder) for picture in member.pictures]


def _copied(artifacts: ArtifactStore, name: str, picture: Picture, folder: str) -> ReferencePicture:
    from iamflow_agents.script_pictures import read_picture  # a picture decoder is loaded only for pictures

    data, suffix = read_picture(name, picture, Path(folder))
    return ReferencePicture(name=name, origin="cast", picture=artifacts.put_bytes(data, suffix, name="picture"))


def _from_library(
    artifacts: ArtifactStore, home: Home, one: LibraryIdentity, picture: LibraryPicture, settings: Settings
) -> tuple[StoredFile, StoredFile | None]:
    """A picture of the library, with latents if this job's generator can use them."""
    library = ArtifactStore(home.library)
    wanted = [picture.picture]
    if picture.latents is not None and picture.made_by == maker_of(settings):
        wanted.append(picture.latents)
    copies = []
    for file in wanted:
        try:
            data = library.path(file).read_bytes()
        except FileNotFoundError:
            raise ConfigError(
                f"a picture of {one.name!r} is missing in the library",
                where=str(library.path(file)),
                next_step=f"Add {one.name} again, or remove it: iamflow library remove {one.name!r}",
            ) from None
        copies.append(artifacts.put_bytes(data, file.suffix, name=file.name))
    return copies[0], copies[1] if len(copies) > 1 else None


def _as_known(member: CastMember, one: LibraryIdentity) -> CastMember:
    """The member as the library knows it; slots of which the script speaks are the script's."""
    name = one.name if member.name.casefold() == one.name.casefold() else member.name
    member = member.model_copy(update={"name": name})
    said = {slot for slot, _ in member.all_looks()}
    given = member.model_fields_set
    return member.model_copy(
        update={
            "kind": member.kind if "kind" in given else one.kind,
            "gender": member.gender if member.gender != "unknown" else _gender(one.gender),
            "aliases": tuple(dict.fromkeys((*member.aliases, *_other_names(member, one)))),
            "looks": (
                *member.looks,
                *(CastLook(slot=look.slot, value=look.value) for look in one.looks if look.slot not in said),
            ),
        }
    )


def _gender(gender: str) -> str:
    return gender if gender in {"female", "male", "neutral"} else "unknown"


def _other_names(member: CastMember, one: LibraryIdentity) -> list[str]:
    """Names from before; descriptions such as "the woman" would catch strangers in another story."""
    names = [one.name, *one.aliases]
    return [name for name in names if name[:1].isupper() and " " not in name and name != member.name]
