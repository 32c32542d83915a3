"""Reads scripts: a file (.yaml, .yml, .json, .jsonl, .txt), a list of prompts, or a script made in Python.

Bytes are bounded and decoded here; `script_yaml` and `script_json` turn text into plain data, and `script_check`
turns that into a script. Whatever is wrong with a script becomes a `ScriptError` before anything is made.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from iamflow_agents.errors import ScriptError
from iamflow_agents.script import MAX_SEGMENTS, Script, script_hash
from iamflow_agents.script_check import build_script, script_number
from iamflow_agents.script_document import Document, locate, printable, show
from iamflow_agents.script_document import Path as FieldPath
from iamflow_agents.script_json import read_json

__all__ = ("read_script", "read_scripts", "script_hash")

MAX_FILE_BYTES = 10 * 1024 * 1024
SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".txt")

_PICKED = re.compile(r"(?P<path>.+\.jsonl)#(?P<number>[0-9]{1,15})", re.IGNORECASE | re.DOTALL)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_script(source: str | Path | Script | Sequence[str]) -> Script:
    """Read one script.

    Args:
        source: A path (`story.yaml`, or `many.jsonl#15` for the script of that number), a list of prompts, or a
            `Script`, which is checked again.

    Returns:
        The script, checked and cleaned.

    Raises:
        ScriptError: If there is no such file or anything in it is wrong; names file, line and field.
    """
    if isinstance(source, Script):
        script = build_script(Document(name="the script", data=source.model_dump(mode="python", warnings=False)))
        return _with_pictures(script, Path(source.folder))
    if isinstance(source, (str, Path)):
        return _with_pictures(_read_one(str(source)), _split(str(source))[0].parent)
    if isinstance(source, (list, tuple)):
        return build_script(Document(name="the list of prompts", data=list(source)))
    raise ScriptError(
        f"cannot read a script from {show(source)}",
        where="read_script",
        next_step="Give a path, a Script, or a list of prompts.",
    )


def read_scripts(path: str | Path) -> Iterator[tuple[int, Script]]:
    """Read all scripts of a file, with their numbers.

    Args:
        path: A `.jsonl` with one script a line (`many.jsonl#15` gives that one only), or any other script file,
            which holds one.

    Yields:
        Number (the line's own `script`, or its index among the lines that are not blank, from 0) and script.

    Raises:
        ScriptError: When the iteration reaches something wrong.
    """
    file, number = _split(str(path))
    if file.suffix.lower() != ".jsonl":
        yield 0, _with_pictures(_read_one(str(path)), file.parent)
        return
    for found, document in _read_lines(file):
        if number is None or found == number:
            yield found, _with_pictures(build_script(document), file.parent)
            if number is not None:
                return
    if number is not None:
        raise _unknown_number(file, number)


def _with_pictures(script: Script, folder: Path) -> Script:
    """Read the pictures of the cast, if it has any."""
    if not any(member.pictures for member in script.cast):
        return script
    from iamflow_agents.script_pictures import with_checked_pictures  # a picture decoder is loaded only for pictures

    return with_checked_pictures(script, folder).model_copy(update={"folder": str(folder.absolute())})


def _read_one(source: str) -> Script:
    """Read the one script of a file, or the one a `#NUMBER` picks."""
    file, number = _split(source)
    if file.suffix.lower() != ".jsonl":
        return build_script(_read_document(file))
    documents = list(_read_lines(file))
    name = printable(str(file))
    if not documents:
        raise ScriptError("the file is empty", where=name, next_step='Write one {"prompts": [...]} a line.')
    if number is None and len(documents) > 1:
        raise ScriptError(
            f"the file holds {len(documents):,} scripts",
            where=name,
            next_step=f"Pick one by its number, such as {name}#{documents[0][0]}.",
        )
    for found, document in documents:
        if number is None or found == number:
            return build_script(document)
    raise _unknown_number(file, number or 0)


def _unknown_number(file: Path, number: int) -> ScriptError:
    return ScriptError(
        f"the file has no script number {number}",
        where=printable(str(file)),
        next_step="Use the number a line gives itself as `script`, or count its lines from 0.",
    )


def _split(source: str) -> tuple[Path, int | None]:
    """Take `#NUMBER` off a path, unless a file is really called so."""
    match = _PICKED.fullmatch(source)
    if match is None or "\0" in source or _is_file(Path(source)):
        return Path(source), None
    return Path(match["path"]), int(match["number"])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the file system allows
        return False


def _read_lines(file: Path) -> Iterator[tuple[int, Document]]:
    """Each line of a `.jsonl` with its number; numbers may not repeat."""
    name = printable(str(file))
    numbers: dict[int, int] = {}
    index = 0
    for line_number, line in enumerate(_read_text(file).split("\n"), start=1):
        if not line.strip():
            continue
        document = read_json(line, name, first_line=line_number)
        own = script_number(document)
        number = index if own is None else own
        if number in numbers:
            raise ScriptError(
                f"the line gives the number {number} a second time (first on line {numbers[number]})",
                where=locate(name, line_number),
                next_step="Give every line a `script` number of its own, or none of them.",
            )
        numbers[number] = line_number
        index += 1
        yield number, document


def _read_document(file: Path) -> Document:
    """Read a file that holds one script."""
    name = printable(str(file))
    suffix = file.suffix.lower()
    text = _read_text(file)
    if not text.strip():
        raise ScriptError("the file is empty", where=name, next_step="Write at least one prompt into it.")
    if suffix == ".txt":
        return _read_paragraphs(text, name)
    if suffix == ".json":
        document = read_json(text, name)
    else:
        from iamflow_agents.script_yaml import read_yaml  # PyYAML is loaded only for YAML

        document = read_yaml(text, name)
    script_number(document)
    return document


def _read_paragraphs(text: str, name: str) -> Document:
    """Plain text: one prompt a paragraph; blank lines part them."""
    paragraphs: list[str] = []
    lines: dict[FieldPath, int] = {(): 1}
    opens = True
    for line_number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            opens = True
        elif opens:
            lines[(len(paragraphs),)] = line_number
            paragraphs.append(line)
            opens = False
            if len(paragraphs) > MAX_SEGMENTS:
                break
        else:
            paragraphs[-1] += "\n" + line
    return Document(name=name, data=paragraphs, lines=lambda: lines)


def _read_text(file: Path) -> str:
    """Read and decode a file; line ends become single line feeds."""
    name = printable(str(file))
    data = _read_bytes(file, name)
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1 if encoding.startswith("utf-8") else None
        what = f"the file is not {encoding.removesuffix('-sig').upper()} text (byte {error.start + 1:,} does not fit)"
        raise ScriptError(what, where=locate(name, line), next_step="Save it as UTF-8 text.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        step = "It is a binary file, or UTF-16 without its mark: save it as UTF-8 text."
        raise ScriptError("the file holds a NUL character", where=locate(name, line), next_step=step)
    return text


def _read_bytes(file: Path, name: str) -> bytes:
    """Read a regular file of a known kind and a bounded size."""
    if len(name) > 1_000 or "\n" in str(file) or "\0" in str(file):
        step = "To give prompts themselves, pass a list: read_script([...])."
        raise ScriptError(f"{show(str(file))} is not a path", where="the script's path", next_step=step)
    try:
        if file.is_dir():
            raise ScriptError("the path is a folder", where=name, next_step="Name the script file inside it.")
        if not file.exists():
            raise ScriptError("there is no such file", where=name, next_step="Check the path and the spelling.")
        if not file.is_file():
            raise ScriptError("the path is no regular file", where=name, next_step="Save the script as a file first.")
        if file.suffix.lower() not in SUFFIXES:
            ending = f"the ending {show(file.suffix)}" if file.suffix else "no ending"
            raise ScriptError(
                f"the file has {ending}", where=name, next_step=f"A script's name ends in {', '.join(SUFFIXES)}."
            )
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        what = f"the file cannot be read: {error.strerror or type(error).__name__}"
        raise ScriptError(what, where=name, next_step="Check the file and its permissions.") from error
    if len(data) > MAX_FILE_BYTES:
        what = f"the file is larger than {MAX_FILE_BYTES // 2**20} MiB"
        raise ScriptError(what, where=name, next_step="A script is text; split it, or check that this is one.")
    return data
