"""How much a drifting generator drifts: its rates, and how they are written in a generator string.

`drift:storyboard` takes the defaults; `drift:seed=3,colour=0.4,ramp=12:storyboard` changes some. Nothing else is
decided here.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, fields, replace

from iamflow_agents.errors import ConfigError

MEMORIES = ("identity", "none", "sink+window", "text")
NOTE = "Made for testing: identities drift on purpose."
_NEXT_STEP = "Write for example drift:storyboard or drift:seed=3,colour=0.4:storyboard."


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftOptions:
    """Whose memory is at work, and how much goes wrong without it.

    Rates are chances that an identity of one take has that fault once it has fully drifted, 0..1.
    """

    memory: str = "identity"
    """What the generator goes by: `identity`: the frames that a request brings; or what it would keep by itself:
    `none`, `sink+window` (the film's first and last pictures), `text` (a bank asked by the segment's words)."""
    seed: int = 0
    """Decides, with a take's own seed, which faults happen."""
    colour: float = 0.3
    """A garment, the hair or a thing in another colour."""
    accessory: float = 0.3
    """A hat, coat, scarf or other thing worn is lost; only for those who have one."""
    swap: float = 0.15
    """Two of a kind take each other's look, or one takes that of somebody seen before."""
    duplicate: float = 0.15
    """Somebody is there twice."""
    prop: float = 0.3
    """A thing is not there."""
    ramp: int = 24
    """Blocks without an anchor after which an identity has fully drifted; before, rates grow evenly."""
    anchor: float = 0.2
    """What is left of the rates where the right memory frames are given."""
    reach: int = 240
    """Blocks after which a memory frame is too old to help."""
    carry: float = 0.5
    """Chance that what was wrong about somebody in the take before is still wrong, without an anchor."""
    emphasis: float = 0.5
    """What is left of the rates for somebody whom the prompt emphasises."""

    def __post_init__(self) -> None:
        if self.memory not in MEMORIES:
            known = f"Use one of {', '.join(MEMORIES)}."
            raise ConfigError(f"drift has no memory {self.memory!r}", where="the generator drift", next_step=known)
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            whole, least = isinstance(field.default, int), 1 if field.name in ("ramp", "reach") else 0
            fits = value >= least and (whole or (math.isfinite(value) and value <= 1))
            if not fits:
                need = f"{least} or more" if whole else "from 0 to 1"
                raise ConfigError(
                    f"{field.name} must be {need}, not {value}", where="the generator drift", next_step=_NEXT_STEP
                )

    @property
    def rates(self) -> dict[str, float]:
        """The chances by kind of fault, in the order in which they are drawn."""
        return {
            "swap": self.swap,
            "duplicate": self.duplicate,
            "accessory": self.accessory,
            "colour": self.colour,
            "prop": self.prop,
        }

    def describe(self) -> str:
        """All options in one line, the same for equal ones."""
        return ",".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))

    def changed(self) -> str:
        """The options that are not at their defaults, as they are written; the first one where all are."""
        plain = DriftOptions()
        items = [(field.name, getattr(self, field.name)) for field in fields(self)]
        other = [f"{name}={value}" for name, value in items if value != getattr(plain, name)]
        return ",".join(other or [f"{items[0][0]}={items[0][1]}"])


def parse_drift(name: str) -> tuple[DriftOptions, str]:
    """Read a generator string that begins with `drift:`.

    Args:
        name: Such as `drift:seed=3,colour=0.4:storyboard`.

    Returns:
        The options, and the string of the generator that is wrapped.

    Raises:
        ConfigError: If an option is unknown or no number, or no generator follows.
    """
    rest = name.partition(":")[2]
    first, colon, after = rest.partition(":")
    options, inner = (_read(first), after) if "=" in first and colon else (DriftOptions(), rest)
    if not inner.strip() or "=" in inner.partition(":")[0]:
        raise ConfigError("drift of which generator?", where=f"--generator {name}", next_step=_NEXT_STEP)
    return options, inner


def _read(text: str) -> DriftOptions:
    """Read `name=value,name=value`."""
    known = {field.name: field for field in fields(DriftOptions)}
    changes: dict[str, str | float] = {}
    for item in text.split(","):
        key, _, value = (part.strip() for part in item.partition("="))
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Options are {', '.join(known)}."
            raise ConfigError(f"drift has no option {key!r}", where="--generator", next_step=hint)
        kind = type(getattr(DriftOptions(), key))
        try:
            changes[key] = kind(value)
        except ValueError as error:
            what = "a whole number" if kind is int else "a number"
            raise ConfigError(f"{key} must be {what}, not {value!r}", where="--generator", next_step=_NEXT_STEP) from (
                error
            )
    return replace(DriftOptions(), **changes)  # type: ignore[arg-type]  # ints and floats by field
