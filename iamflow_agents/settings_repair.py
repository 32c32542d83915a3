"""Settings of repairs: when a take is made again, and what that may cost.

They are fields of `Settings`, kept here because few need them; `graphs.repairing` makes a `RepairPolicy` of them.
`max_takes`, which everybody needs, stands with the others. The words for slots are those of `records.Slot`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings

from iamflow_agents.records import Slot
from iamflow_agents.settings_models import ModelName

_SLOTS = tuple(slot.value for slot in Slot)
_NO_SLOT, _NO_LIMIT = "none", "none"
SCORER_OFF, SCORER_VLM = "off", "vlm"
"""Frame scorers that are no names of models: none at all, and the one that looks at the takes."""
MINOR = "accessory,eyes,face,footwear,marking,material"
"""Slots that are small unless somebody says otherwise."""


def _number(value: object) -> object:
    """Python counts `True` as 1; a person who writes it for a number means something else."""
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "must be a number")
    return value


def _scorer(value: object) -> object:
    """It was once on or off."""
    if isinstance(value, bool):
        return "rules" if value else SCORER_OFF
    known = value.strip().lower() if isinstance(value, str) else value
    return known if known in (SCORER_OFF, "rules", SCORER_VLM) else value


def _limit(value: object) -> object:
    """The environment knows no None."""
    return None if isinstance(value, str) and value.strip().lower() == _NO_LIMIT else _number(value)


def _slots(value: str) -> str:
    """Check names of slots and write them in one way."""
    names = sorted({name.strip().lower() for name in value.split(",")} - {""})
    if names == [_NO_SLOT]:
        return _NO_SLOT
    unknown = [name for name in names if name not in _SLOTS]
    if unknown or not names:
        known: dict[str, Any] = {"known": ", ".join(_SLOTS)}
        raise PydanticCustomError("slots", "must be none, or some of {known}, with commas between them", known)
    return ",".join(names)


Confidence = Annotated[float, BeforeValidator(_number), Field(ge=0, le=1, allow_inf_nan=False)]
_Amount = Annotated[float, Field(ge=0, le=1_000_000_000, allow_inf_nan=False)]
Limit = Annotated[_Amount | None, BeforeValidator(_limit)]
Slots = Annotated[str, AfterValidator(_slots)]
FrameScorerName = Annotated[ModelName, BeforeValidator(_scorer)]


class RepairSettings(BaseSettings):
    """When a take is made again, and what that may cost."""

    repair_confidence: Confidence = 0.0
    """A fault that the judge is less sure of is noted and asks for no other take."""
    repair_minor: Slots = MINOR
    """Slots in which a wrong look is noted and asks for no other take, unless what was worn is lost; or `none`."""
    repair_seconds: Limit = None
    """Seconds of generating that all repairs of a job may take; the take that passes it is the last. With a limit in
    seconds a film depends on how quick the machine is."""
    repair_seconds_per_segment: Limit = None
    """The same for one segment."""
    repair_money: Limit = None
    """Money that judging all repairs of a job may cost, in the currency of the price table."""
    repair_money_per_segment: Limit = None
    """The same for one segment."""

    frame_scorer: FrameScorerName = SCORER_OFF
    """What rates the frames that memory may choose while the next ones are made: `off`, `rules` (their pixels, for
    generators that report a layout), `vlm` (whatever looks at the takes), or a vision model named as for `vlm`. Nobody
    waits for it, so which scores are there in time depends on how quick it is."""

    @property
    def minor_slots(self) -> frozenset[Slot]:
        """`repair_minor`, read."""
        return frozenset(Slot(name) for name in self.repair_minor.split(",") if name != _NO_SLOT)
