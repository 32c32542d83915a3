"""What a person is asked about a story and may answer; the words of `--review`, `iamflow review` and `iamflow retake`.

Questions and answers are plain JSON, so that a command line, a Python caller and LangGraph Studio speak alike.
Segments count from 0 here, as in all records.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from iamflow_agents.errors import ConfigError
from iamflow_agents.records import Slot
from iamflow_agents.script import Name, Prompt

ReviewMode = Literal["never", "on-failure", "each-segment", "cast"]
Point = Literal["cast", "storyboard", "segment", "stage", "retake"]
"""Where a job asks: once everybody is known, before a drawn storyboard, after a segment, at a stage that was named
beforehand, or at a segment that somebody wants again."""
ReviewAction = Literal["approve", "retake", "cut", "edit", "stop"]
_Index = Annotated[int, Field(ge=0)]
_Names = Annotated[tuple[Name, ...], Field(min_length=1, max_length=50)]
_JSON_HINT = 'Write an object such as {"action": "approve"}; docs/review.md lists all fields.'


class _Part(BaseModel):
    """Part of an answer; a field that is none of its own is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AttributeEdit(_Part):
    """How somebody looks from the segment on; becomes canon with source `user`."""

    identity: Name
    """Key, name or alias."""
    slot: Slot
    value: Name | None = None
    """None locks what is known now."""
    lock: bool = False
    """Whether it holds to the end, whatever the script says later."""

    @model_validator(mode="after")
    def _says_something(self) -> AttributeEdit:
        """Without a value there is only locking to do."""
        if self.value is None and not self.lock:
            raise ValueError("needs a value, or lock")
        return self


class Merge(_Part):
    """Several identities are one."""

    keep: Name
    gone: _Names


class Split(_Part):
    """Somebody in some segments is somebody else."""

    identity: Name
    segments: Annotated[tuple[_Index, ...], Field(min_length=1)]
    name: Name
    """Of the new identity."""


class Decision(_Part):
    """An answer: changes to the story, and what becomes of the segment that was asked about."""

    action: ReviewAction = "approve"
    """`approve`: go on; `retake`: make the segment again; `cut`: again, beginning with a cut; `edit`: change the story
    and ask again; `stop`: leave the question open and end the job."""
    prompt: Prompt | None = None
    """Other words for the segment."""
    segment_index: _Index | None = None
    """Whose words, where the question is not about a segment."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    """Of the new take."""
    attributes: tuple[AttributeEdit, ...] = ()
    merge: tuple[Merge, ...] = ()
    split: tuple[Split, ...] = ()

    @property
    def changes_story(self) -> bool:
        """Tell whether it changes more than the take."""
        return bool(self.prompt or self.attributes or self.merge or self.split)


def read_decision(answer: Decision | str | dict[str, Any]) -> Decision:
    """Read an answer from an object, a dict, JSON, or a bare action such as `approve`.

    Raises:
        ConfigError: If it is none.
    """
    try:
        if isinstance(answer, str) and not answer.lstrip().startswith("{"):
            return Decision(action=answer)  # type: ignore[arg-type]  # checked by the model
        if isinstance(answer, str):
            return Decision.model_validate_json(answer)
        return answer if isinstance(answer, Decision) else Decision.model_validate(answer)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        field = ".".join(map(str, problem["loc"])) or "decision"
        raise ConfigError(f"{field}: {problem['msg']}", where="the decision", next_step=_JSON_HINT) from None


class ReviewQuestion(BaseModel):
    """What a job waits for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = ""
    """Names the question; an answer goes to this one alone."""
    job_id: str
    point: Point
    must_decide: bool
    """Whether `resume` alone does not go on."""
    reason: str
    segment_index: int | None = None
    take: int | None = None
    prompt: str = ""
    grounded_prompt: str = ""
    picture: str | None = None
    """Contact frame or sheet to look at, relative to the job's folder."""
    video: str | None = None
    """The take, or the drawn film, relative to the job's folder."""
    problems: tuple[str, ...] = ()
    """What the verifier found wrong."""
    identities: tuple[dict[str, Any], ...] = ()
    """Who it is about: `key`, `name`, `kind`, `looks` (slot and value)."""
    refused: str = ""
    """Why the last answer was not taken."""


def parse_stage(until: str) -> tuple[str, int | None]:
    """Read a stage such as `cast`, `storyboard` or `segment:3`.

    Returns:
        Its name, and for a segment its index from 0; people count from 1.

    Raises:
        ValueError: If it is none.
    """
    name, colon, number = until.strip().lower().partition(":")
    if not colon and name in {"cast", "storyboard"}:
        return name, None
    if name == "segment" and number.isascii() and number.isdigit() and 1 <= int(number) <= 10_000:
        return name, int(number) - 1
    raise ValueError(until)


def parse_edit(text: str, *, lock: bool = False) -> AttributeEdit:
    """Read how somebody is to look: `Nora.top=red sweater`, or with `lock` also `Nora.top` for what is known now.

    Raises:
        ConfigError: If it cannot be read.
    """
    place, equals, value = text.partition("=")
    name, dot, slot = place.rpartition(".")
    example = f"Write it like {'Nora.top' if lock else 'Nora.top=red sweater'}."
    if not dot or not name.strip() or not (equals or lock):
        raise ConfigError(f"{text!r} says of nobody how they look", where="the change", next_step=example)
    wanted = slot.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted not in set(Slot):
        slots = ", ".join(Slot)
        raise ConfigError(f"nobody has a {slot.strip()!r}", where=f"the change {text!r}", next_step=f"Use {slots}.")
    try:
        return AttributeEdit(identity=name, slot=Slot(wanted), value=value if equals else None, lock=lock)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise ConfigError(f"{text!r}: {problem['msg']}", where="the change", next_step=example) from None


def parse_merge(text: str) -> Merge:
    """Read who is the same: `Nora=the woman,the singer` keeps Nora.

    Raises:
        ConfigError: If it cannot be read.
    """
    keep, _, others = text.partition("=")
    gone = tuple(name.strip() for name in others.split(",") if name.strip())
    if not keep.strip() or not gone:
        raise ConfigError(
            f"{text!r} names no two identities", where="the merge", next_step="Write it like Nora=woman,singer."
        )
    return Merge(keep=keep, gone=gone)


def parse_split(text: str) -> Split:
    """Read who is somebody else where: `Nora@4,5=Nora's sister`; segments count from 1.

    Raises:
        ConfigError: If it cannot be read.
    """
    place, _, name = text.partition("=")
    identity, _, numbers = place.rpartition("@")
    parts = [part.strip() for part in numbers.split(",")]
    if not identity.strip() or not name.strip() or not all(p.isascii() and p.isdigit() and int(p) for p in parts):
        raise ConfigError(
            f"{text!r} does not say who is somebody else", where="the split", next_step="Write it like Nora@4,5=Ida."
        )
    return Split(identity=identity, segments=tuple(int(part) - 1 for part in parts), name=name)
