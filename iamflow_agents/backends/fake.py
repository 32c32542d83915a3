"""`fake:FILE`: a backend whose answers and failures are written in a file, for tests, demos and bug reports.

The format is told in `fake_script`. What is answered depends on the question alone and never on the order of asking,
so that concurrent and resumed jobs hear the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from iamflow_agents.backends.fake_script import LARGEST_FILE_BYTES, Entry, ErrorKind, read_fake_script
from iamflow_agents.backends.protocol import Completion, Correction, Question
from iamflow_agents.errors import BackendError, ConfigError
from iamflow_agents.usage import Usage

_CHARS_PER_TOKEN = 4
_FAILURES: dict[ErrorKind, str] = {
    "rate_limited": "the model refuses more requests for now",
    "quota": "the account has nothing left to spend",
    "timeout": "the model did not answer in time",
    "connection": "the connection was lost",
    "server": "the server failed",
    "protocol": "what came was no chat completion",
    "auth": "the key was refused",
    "not_found": "there is no such model",
    "unsupported": "the model cannot do what was asked",
    "too_long": "the question is too long for the model",
    "unavailable": "the model cannot be had",
}


class FakeBackend:
    """Answers as a file says.

    Args:
        path: The file; it is read once, here.

    Raises:
        ConfigError: If the file cannot be read or is not in the format.
    """

    def __init__(self, path: Path) -> None:
        data = _read(path)
        self._name = f"fake:{path}"
        self._fingerprint = f"fake/1:{hashlib.sha256(data).hexdigest()}"
        self._script = read_fake_script(data, path)

    @property
    def name(self) -> str:
        """The settings string."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The file's content; where it lies does not matter."""
        return self._fingerprint

    @property
    def sees_pictures(self) -> bool:
        """Pictures are taken and not looked at."""
        return True

    @property
    def is_local(self) -> bool:
        """Its answers cost nothing."""
        return True

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        """Answer as scripted.

        Raises:
            BackendError: If the file says so, or has nothing for this question.
        """
        entry = self._script.find(
            prompt=question.prompt.name,
            label=question.prompt.label,
            segment=question.segment_index,
            payload=question.payload,
            asked=len(corrections),
        )
        if entry is None:
            raise BackendError(
                f"no scripted answer fits {question.prompt.label}, {_segment(question)}",
                where=self._name,
                next_step='Add an entry for it, or {"when": {}, "guess": true} as a last resort.',
            )
        if entry.error is not None:
            raise BackendError(
                f"{_FAILURES[entry.error]} (a scripted {entry.error})",
                where=self._name,
                next_step="Take the `error` out of the file if it is not wanted.",
                kind=entry.error,
                usage=_usage(entry, asked="", said=""),
            )
        text = _text(entry, question)
        usage = _usage(entry, asked=_asked(question, corrections), said=text or entry.refusal or "")
        return Completion(text=text, usage=usage, truncated=entry.truncated is not None, refusal=entry.refusal or "")

    def close(self) -> None:
        """Hold nothing, free nothing."""


def _read(path: Path) -> bytes:
    """The file's bytes; bounded, since a settings string may name anything."""
    try:
        if path.exists() and not path.is_file():  # reading a pipe could wait for ever
            raise OSError(0, "it is not a file")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigError(
            f"the scripted answers cannot be read: {why}",
            where=f"fake:{path}",
            next_step="Give the path of a .jsonl or .json file after `fake:`.",
        ) from error
    if len(data) > LARGEST_FILE_BYTES:
        raise ConfigError(
            f"the scripted answers take more than {LARGEST_FILE_BYTES // 2**20} MiB",
            where=f"fake:{path}",
            next_step="Give a smaller file.",
        )
    return data


def _segment(question: Question[Any]) -> str:
    """The segment for people, who count from 1, and as the file counts."""
    index = question.segment_index
    return "no single segment" if index is None else f'segment {index + 1} ("segment": {index})'


def _asked(question: Question[Any], corrections: Sequence[Correction]) -> str:
    """Everything a model would read."""
    examples = [example.payload + example.answer for example in question.prompt.examples]
    repairs = [correction.answer + correction.problem for correction in corrections]
    return "".join([question.prompt.instructions, *examples, question.payload, *repairs])


def _text(entry: Entry, question: Question[Any]) -> str:
    if "answer" in entry.model_fields_set:
        return json.dumps(entry.answer, ensure_ascii=False)
    if entry.guess:
        return str(question.guess.model_dump_json())
    return entry.text if entry.text is not None else entry.truncated or ""


def _usage(entry: Entry, *, asked: str, said: str) -> Usage:
    """Tokens as told in the file, else guessed at four characters each."""
    if entry.usage is not None:
        told = entry.usage
        return Usage(requests=1, input_tokens=told.input_tokens, output_tokens=told.output_tokens, seconds=told.seconds)
    return Usage(
        requests=1,
        input_tokens=-(-len(asked) // _CHARS_PER_TOKEN),
        output_tokens=-(-len(said) // _CHARS_PER_TOKEN),
    )
