"""The error tree: every failure says what happened, where, and what to do next.

Exit codes follow the command line's contract: 2 wrong use, settings or script; 3 a backend or the job failed
(resumable); 4 stopped for review or budget (resumable); 130 interrupted. Errors survive pickling, since they
cross process borders.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from iamflow_agents.usage import Usage

FailureKind = Literal[
    "rate_limited",
    "quota",
    "timeout",
    "connection",
    "server",
    "protocol",
    "auth",
    "not_found",
    "unsupported",
    "too_long",
    "truncated",
    "refused",
    "empty",
    "malformed",
    "wrong_shape",
    "failed_check",
    "unavailable",
]
"""How a model failed: on the way to it (`rate_limited` to `protocol`), for what was asked (`auth` to `too_long`), in
what it answered (`truncated` to `failed_check`), or not to be had at all (`unavailable`). `protocol` is an answer that
is no chat completion, such as a web page."""
PASSING_FAILURES: frozenset[FailureKind] = frozenset({"rate_limited", "timeout", "connection", "server"})
"""Failures after which asking later can help."""


class StoryError(Exception):
    """Root of all errors this package raises on purpose.

    Args:
        what: What happened, as a phrase without a final full stop.
        where: The file, field, node or backend it happened in.
        next_step: What the reader should do now, as a sentence.
    """

    retryable = False
    exit_code = 3

    def __init__(self, what: str, *, where: str, next_step: str) -> None:
        super().__init__(f"{what} (in {where}). {next_step}")
        self.what = what
        self.where = where
        self.next_step = next_step

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from the keyword-only arguments, which plain exceptions lose when pickled."""
        return partial(type(self), where=self.where, next_step=self.next_step), (self.what,)


class ConfigError(StoryError):
    """A setting, an option or the installation does not allow what was asked."""

    exit_code = 2


class ScriptError(StoryError):
    """The script cannot be read or is not a story."""

    exit_code = 2


class UnknownJobError(StoryError):
    """No job has that name in this home."""

    exit_code = 2


class NotInStoryError(StoryError):
    """An identity, a place or a segment was asked for that the story does not have."""

    exit_code = 2


class NotInLibraryError(StoryError):
    """Somebody was asked for whom the library does not hold."""

    exit_code = 2


class JobExistsError(StoryError):
    """A job of that name is already in this home."""

    exit_code = 2


class JobLockedError(StoryError):
    """Another live process is running the job."""

    exit_code = 2


class VersionMismatchError(StoryError):
    """The job was started by a release whose graph has other nodes."""

    exit_code = 2


class BackendError(StoryError):
    """A language or vision backend failed; says which, and whether trying again can help.

    Args:
        what: What happened, as a phrase without a final full stop.
        where: The backend and model, and what was asked.
        next_step: What the reader should do now, as a sentence.
        kind: How it failed.
        usage: What was spent until then.
    """

    def __init__(
        self, what: str, *, where: str, next_step: str, kind: FailureKind = "unavailable", usage: Usage | None = None
    ) -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.kind = kind
        self.usage = usage or Usage()
        self.retryable = kind in PASSING_FAILURES

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the kind and the usage as well."""
        build = partial(type(self), where=self.where, next_step=self.next_step, kind=self.kind, usage=self.usage)
        return build, (self.what,)


class GeneratorError(StoryError):
    """The video generator could not make a take."""


class StorageError(StoryError):
    """A database or artifact could not be read or written."""


class DatabaseError(StorageError):
    """The entity database is damaged, locked or from another release."""


class ArtifactCorruptError(StorageError):
    """A file's content does not match the hash it was stored under."""


class ReviewRequiredError(StoryError):
    """The job waits for a person's decision."""

    exit_code = 4


class DecisionRefusedError(ConfigError):
    """An answer does not fit what the job asks; it still waits."""


class BudgetExceededError(StoryError):
    """The job used up what it was allowed to spend; everything finished is kept."""

    exit_code = 4


class StoppedError(StoryError):
    """Somebody asked the job to stop (Ctrl-C, SIGTERM or `iamflow cancel`); it can be resumed."""

    exit_code = 130
