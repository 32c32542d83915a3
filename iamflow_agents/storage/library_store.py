"""The library of a home, and the pictures that a job's cast brings along.

Library rows belong to no job, and their files lie in a folder of their own: removing a job leaves them alone. A job
copies what it uses, so that removing somebody from the library leaves that job alone, too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Row, delete, insert, select

from iamflow_agents.codec import to_plain
from iamflow_agents.errors import NotInLibraryError
from iamflow_agents.records import AttributeValue, Kind, Slot
from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.records import LibraryIdentity, LibraryPicture, ReferencePicture, StoredFile
from iamflow_agents.storage.statements import insert_all, job_and_story
from iamflow_agents.storage.tables import LibraryIdentityRow, LibraryPictureRow, ReferencePictureRow, table

SOMEBODY, PICTURE = table(LibraryIdentityRow), table(LibraryPictureRow)
REFERENCE = table(ReferencePictureRow)


class LibraryStore(StorePart):
    """Identities kept for later stories, and pictures that are older than a story."""

    def save_to_library(self, one: LibraryIdentity) -> bool:
        """Keep somebody; whoever had the name before is replaced.

        Returns:
            Whether somebody was replaced.
        """
        row = {
            "folded": one.name.casefold(),
            "name": one.name,
            "kind": one.kind,
            "gender": one.gender,
            "aliases_json": json.dumps(one.aliases, ensure_ascii=False),
            "looks_json": json.dumps([to_plain(look) for look in one.looks], ensure_ascii=False),
            "job": one.job,
            "title": one.title,
            "identity": one.identity,
            "added": one.added,
        }
        with self.database.write() as connection:
            gone = connection.execute(delete(SOMEBODY).where(SOMEBODY.c.folded == row["folded"])).rowcount
            pk = connection.execute(insert(SOMEBODY).values(row).returning(SOMEBODY.c.id)).scalar_one()
            pictures = [
                _picture_row(picture) | {"identity_id": pk, "position": i} for i, picture in enumerate(one.pictures)
            ]
            insert_all(connection, PICTURE, pictures)
        return bool(gone)

    def library(self) -> tuple[LibraryIdentity, ...]:
        """Everybody in the library, by name."""
        with self.database.read() as connection:
            rows = connection.execute(select(SOMEBODY).order_by(SOMEBODY.c.folded)).all()
            pictures: dict[int, list[LibraryPicture]] = {}
            for row in connection.execute(select(PICTURE).order_by(PICTURE.c.identity_id, PICTURE.c.position)):
                pictures.setdefault(row.identity_id, []).append(_picture(row))
        return tuple(_somebody(row, pictures.get(row.id, [])) for row in rows)

    def from_library(self, name: str) -> LibraryIdentity:
        """Look somebody up by name, without regard to case.

        Raises:
            NotInLibraryError: If nobody is called so; names those who nearly are.
        """
        everybody = self.library()
        for one in everybody:
            if one.name.casefold() == name.strip().casefold():
                return one
        close = get_close_matches(name, [one.name for one in everybody], n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(close)}?" if close else "`iamflow library list` lists everybody."
        raise NotInLibraryError(f"nobody in the library is called {name!r}", where="the library", next_step=hint)

    def remove_from_library(self, name: str) -> LibraryIdentity:
        """Forget somebody; files are the caller's.

        Raises:
            NotInLibraryError: If nobody is called so.
        """
        with self.database.together():
            one = self.from_library(name)
            with self.database.write() as connection:
                connection.execute(delete(SOMEBODY).where(SOMEBODY.c.folded == one.name.casefold()))
        return one

    def save_references(self, job_id: str, references: Sequence[ReferencePicture]) -> None:
        """Keep which pictures a job's cast brings along, in place of what was known before."""
        with self.database.write() as connection:
            _, story_id = job_and_story(connection, job_id)
            connection.execute(delete(REFERENCE).where(REFERENCE.c.story_id == story_id))
            rows = [_reference_row(one) | {"story_id": story_id, "position": i} for i, one in enumerate(references)]
            insert_all(connection, REFERENCE, rows)

    def references(self, job_id: str) -> tuple[ReferencePicture, ...]:
        """The pictures that a job's cast brings along, in the order of the cast."""
        with self.database.read() as connection:
            _, story_id = job_and_story(connection, job_id)
            query = select(REFERENCE).where(REFERENCE.c.story_id == story_id).order_by(REFERENCE.c.position)
            return tuple(
                ReferencePicture(name=row.name, origin=row.origin, picture=_file(row), latents=_latents(row))
                for row in connection.execute(query)
            )


def _picture_row(one: LibraryPicture) -> dict[str, Any]:
    return _files_row(one.picture, one.latents) | {"score": one.score, "made_by": one.made_by}


def _reference_row(one: ReferencePicture) -> dict[str, Any]:
    return _files_row(one.picture, one.latents) | {"name": one.name, "origin": one.origin}


def _files_row(picture: StoredFile, latents: StoredFile | None) -> dict[str, Any]:
    return {
        "sha256": picture.sha256,
        "suffix": picture.suffix,
        "latents_sha256": latents.sha256 if latents else None,
        "latents_suffix": latents.suffix if latents else None,
    }


def _file(row: Row[Any]) -> StoredFile:
    """Sizes are not kept: the name says what the content must be."""
    return StoredFile("picture", row.sha256, row.suffix, 0)


def _latents(row: Row[Any]) -> StoredFile | None:
    return StoredFile("latents", row.latents_sha256, row.latents_suffix, 0) if row.latents_sha256 else None


def _picture(row: Row[Any]) -> LibraryPicture:
    return LibraryPicture(picture=_file(row), score=row.score, latents=_latents(row), made_by=row.made_by)


def _somebody(row: Row[Any], pictures: Sequence[LibraryPicture]) -> LibraryIdentity:
    looks = json.loads(row.looks_json)
    return LibraryIdentity(
        name=row.name,
        kind=Kind(row.kind),
        gender=row.gender,
        aliases=tuple(json.loads(row.aliases_json)),
        looks=tuple(AttributeValue(slot=Slot(look["slot"]), value=look["value"]) for look in looks),
        job=row.job,
        title=row.title,
        identity=row.identity,
        added=row.added,
        pictures=tuple(pictures),
    )
