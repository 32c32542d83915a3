"""Writes measured tables into `drift.md`: each command replaces its own part and leaves the rest as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iamflow_agents.errors import StorageError

PAGE = "drift.md"


@dataclass(frozen=True, slots=True)
class Section:
    """One measured part of the page."""

    name: str
    """In the marks around the part."""
    terms: str
    """On what was measured, one sentence."""
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    picture: str = ""
    """A file beside the page."""

    def to_markdown(self) -> str:
        """The part with its marks."""
        begin, end = _marks(self.name)
        lines = [begin, "", self.terms, "", _line(self.head), _line(["---"] * len(self.head))]
        lines += [_line(row) for row in self.rows]
        if self.picture:
            lines += ["", f"![{self.name}]({self.picture})"]
        return "\n".join([*lines, "", end])


def write_section(folder: Path, section: Section) -> None:
    """Put a part into the page, in place of its older self or at the end.

    Raises:
        StorageError: If the page cannot be written.
    """
    path = folder / PAGE
    begin, end = _marks(section.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if path.exists() else "# Drift\n"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        made = section.to_markdown()
        new = pattern.sub(lambda _: made, text) if pattern.search(text) else f"{text.rstrip()}\n\n{made}\n"
        path.write_text(new, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"the page cannot be written: {error.strerror or error}",
            where=str(path),
            next_step="Name a folder that can be written with --docs.",
        ) from error


def _marks(name: str) -> tuple[str, str]:
    """What stands before and after a part."""
    return f"<!-- measured: {name} -->", f"<!-- end: {name} -->"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
