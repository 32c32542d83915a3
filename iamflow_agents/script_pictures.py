"""Reads the pictures that a script's cast names: checks them while the script is read, and fetches them for a job.

A picture's path is relative to the script's folder, so that story and pictures move together. What is kept of it in
the script is its content's hash. Skia is loaded here, so this module is only imported for scripts that have pictures.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath

import skia

from iamflow_agents.errors import ScriptError
from iamflow_agents.script import CastMember, Picture, Script
from iamflow_agents.script_document import printable, show

MAX_PICTURE_BYTES = 20 * 2**20
MIN_SIDE, MAX_SIDE = 32, 8192
"""Pixels."""
_SUFFIXES = {skia.EncodedImageFormat.kPNG: "png", skia.EncodedImageFormat.kJPEG: "jpg"}


def with_checked_pictures(script: Script, folder: Path) -> Script:
    """Read all pictures of a script's cast and write down what they are.

    Args:
        script: With paths relative to `folder`.
        folder: The script's.

    Raises:
        ScriptError: If a picture is not there, is none, or is not the one that was read before.
    """
    cast = tuple(_checked(member, folder) for member in script.cast)
    return script.model_copy(update={"cast": cast})


def _checked(member: CastMember, folder: Path) -> CastMember:
    pictures = []
    for picture in member.pictures:
        data, _ = read_picture(member.name, picture, folder)
        pictures.append(Picture(path=picture.path, sha256=hashlib.sha256(data).hexdigest()))
    return member.model_copy(update={"pictures": tuple(pictures)})


def read_picture(name: str, picture: Picture, folder: Path) -> tuple[bytes, str]:
    """Read one picture.

    Args:
        name: The cast member's.
        picture: Its path, and its hash if it was read before.
        folder: The script's.

    Returns:
        Its bytes and its suffix, `png` or `jpg`.

    Raises:
        ScriptError: As `with_checked_pictures`.
    """
    where = f"cast member {show(name)}, picture {printable(picture.path)}"
    if PurePath(picture.path).is_absolute() or "\\" in picture.path:
        raise _error("the path is not relative", where, "Write it relative to the script's folder, with /.")
    path = folder / picture.path
    try:
        if not path.is_file():
            raise _error("there is no such picture", where, f"Put it at {printable(str(path))}, or correct the path.")
        with path.open("rb") as file:
            data = file.read(MAX_PICTURE_BYTES + 1)
    except OSError as error:
        what = f"the picture cannot be read: {error.strerror or type(error).__name__}"
        raise _error(what, where, "Check the file and its permissions.") from error
    if len(data) > MAX_PICTURE_BYTES:
        raise _error(f"the picture is larger than {MAX_PICTURE_BYTES // 2**20} MiB", where, "Make it smaller.")
    suffix = _suffix(data, where)
    if picture.sha256 and hashlib.sha256(data).hexdigest() != picture.sha256:
        raise _error("the picture has changed since the script was read", where, "Read the script again.")
    return data, suffix


def _suffix(data: bytes, where: str) -> str:
    """What sort of picture it is; the whole of it is decoded, so that a torn file is found now."""
    try:
        codec = skia.Codec.MakeFromData(skia.Data.MakeWithoutCopy(data))
    except (RuntimeError, ValueError):  # what Skia's binding raises for bytes that are none of its formats
        codec = None
    suffix = _SUFFIXES.get(codec.getEncodedFormat()) if codec is not None else None
    if codec is None or suffix is None:
        raise _error("the file is no PNG or JPEG picture", where, "Save the picture as .png or .jpg.")
    width, height = codec.dimensions().width(), codec.dimensions().height()
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        what = f"the picture is {width} x {height} pixels"
        raise _error(what, where, f"Give one whose sides have {MIN_SIDE} to {MAX_SIDE:,} pixels.")
    info = skia.ImageInfo.MakeN32Premul(width, height)
    pixels = bytearray(info.computeMinByteSize())
    if codec.getPixels(info, pixels, info.minRowBytes()) != skia.Codec.Result.kSuccess:
        raise _error("the picture is damaged", where, "Save it again.")
    return suffix


def _error(what: str, where: str, next_step: str) -> ScriptError:
    return ScriptError(what, where=where, next_step=next_step)
