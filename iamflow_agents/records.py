"""The vocabulary every room shares: frozen records, no behaviour beyond small look-ups.

Plain dataclasses, so that `storage` and `generator` need to know nothing of `agents` or `graphs`. A
`pydantic.TypeAdapter` reads and writes each of them as JSON (`encode`, `decode`). Segment numbers count from 0;
`valid_to` is exclusive; boxes are `(left, top, right, bottom)` in pixels of the frame.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

Box = tuple[int, int, int, int]
T = TypeVar("T")


class Kind(StrEnum):
    """What an identity is."""

    PERSON = "person"
    ANIMAL = "animal"
    CREATURE = "creature"
    ROBOT = "robot"
    GROUP = "group"
    VEHICLE = "vehicle"
    OBJECT = "object"


CHARACTER_KINDS = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.CREATURE, Kind.ROBOT, Kind.GROUP})


class Slot(StrEnum):
    """Where on an identity an attribute sits. A dress or uniform is a `top`; an apron is `outerwear`."""

    AGE = "age"
    BUILD = "build"
    SKIN = "skin"
    HAIR = "hair"
    FACE = "face"
    EYES = "eyes"
    FACIAL_HAIR = "facial_hair"
    TOP = "top"
    BOTTOM = "bottom"
    OUTERWEAR = "outerwear"
    FOOTWEAR = "footwear"
    HEADWEAR = "headwear"
    ACCESSORY = "accessory"
    COLOUR = "colour"
    MATERIAL = "material"
    MARKING = "marking"
    SPECIES = "species"


class Source(StrEnum):
    """Who said it. Script and cast are canon; an observation only fills what canon leaves open."""

    SCRIPT = "script"
    CAST = "cast"
    OBSERVED = "observed"
    USER = "user"


class PresenceState(StrEnum):
    """Whether an identity that a segment speaks of is to be seen in it."""

    ON_SCREEN = "on_screen"
    GONE = "gone"
    REMEMBERED = "remembered"
    DEPICTED = "depicted"


class VerdictKind(StrEnum):
    """What the verifier found. `UNKNOWN` means the judge failed; it never counts as good."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_VISIBLE = "not_visible"
    MISSING = "missing"
    DUPLICATED = "duplicated"
    UNKNOWN = "unknown"


class Verb(StrEnum):
    """Canonical actions; a verb of the text that fits none of them is a `GESTURE`."""

    ENTER = "enter"
    LEAVE = "leave"
    WALK = "walk"
    RUN = "run"
    SIT = "sit"
    STAND = "stand"
    KNEEL = "kneel"
    LIE = "lie"
    TURN = "turn"
    WAVE = "wave"
    NOD = "nod"
    POINT = "point"
    READ = "read"
    WRITE = "write"
    CARRY = "carry"
    HOLD = "hold"
    HAND_OVER = "hand_over"
    PICK_UP = "pick_up"
    PUT_DOWN = "put_down"
    PUT_ON = "put_on"
    TAKE_OFF = "take_off"
    HUG = "hug"
    LOOK = "look"
    TALK = "talk"
    LAUGH = "laugh"
    CRY = "cry"
    EAT = "eat"
    DRINK = "drink"
    WORK = "work"
    OPEN = "open"
    DANCE = "dance"
    SLEEP = "sleep"
    FLY = "fly"
    SWIM = "swim"
    RIDE = "ride"
    GESTURE = "gesture"


class Shot(StrEnum):
    """How near the camera stands."""

    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE_UP = "close_up"
    OVER_THE_SHOULDER = "over_the_shoulder"


class Move(StrEnum):
    """How the camera moves during the segment."""

    STATIC = "static"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    FOLLOW = "follow"


class TimeOfDay(StrEnum):
    """The light of a scene."""

    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    """What falls from or hangs in the air."""

    CLEAR = "clear"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"


class TransitionKind(StrEnum):
    """How one segment gives way to the next."""

    CUT = "cut"
    SOFT = "soft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One visual property of an identity, with who said it and for which segments it holds."""

    slot: Slot
    value: str
    source: Source = Source.SCRIPT
    confidence: float = 1.0
    valid_from: int = 0
    valid_to: int | None = None
    evidence: str = ""

    def holds_in(self, segment_index: int) -> bool:
        """Tell whether the attribute is valid in a segment."""
        return self.valid_from <= segment_index and (self.valid_to is None or segment_index < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A persistent entity of the story; `key` is its global ID and never changes."""

    key: str
    kind: Kind
    name: str
    first_segment: int
    aliases: tuple[str, ...] = ()
    gender: str = "unknown"
    """`female`, `male`, `neutral` or `unknown`, as far as the text says."""
    attributes: tuple[Attribute, ...] = ()
    members: tuple[str, ...] = ()
    """Keys of a group's members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span of a prompt that refers to an identity. `prompt[start:end] == text`."""

    segment_index: int
    identity: str
    text: str
    start: int
    end: int
    role: str = "other"
    """`subject`, `object`, `possessor`, `oblique` or `other`."""
    reason: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Whether and why an identity is to be seen in a segment."""

    identity: str
    state: PresenceState
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Somebody does something. `target` is what or whom; `recipient` is who gets the target."""

    verb: Verb
    actor: str
    target: str | None = None
    recipient: str | None = None
    text: str = ""
    """The words of the prompt, for captions and for what no drawing knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An object is in somebody's hands when the segment begins."""

    prop: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where and when a segment plays. `place` is the key that returns when the story returns."""

    place: str
    name: str
    time_of_day: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """What the prompt says about the camera."""

    shot: Shot = Shot.WIDE
    move: Move = Move.STATIC
    subject: str | None = None
    """Identity the camera looks at; None means everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location of the story."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one segment says once everybody in it is known."""

    index: int
    setting: Setting
    mentions: tuple[Mention, ...] = ()
    presences: tuple[Presence, ...] = ()
    actions: tuple[Action, ...] = ()
    holdings: tuple[Holding, ...] = ()
    """Who holds what when the segment begins."""
    camera: Camera = field(default_factory=Camera)

    def on_screen(self) -> tuple[str, ...]:
        """Keys of the identities to be seen, in the order the text names them."""
        return tuple(p.identity for p in self.presences if p.state is PresenceState.ON_SCREEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Everybody and everything of a story, and what happens in each segment."""

    identities: tuple[Identity, ...] = ()
    places: tuple[Place, ...] = ()
    scenes: tuple[Scene, ...] = ()

    def identity(self, key: str) -> Identity:
        """Look an identity up by key; raises `KeyError` when nobody has it."""
        for identity in self.identities:
            if identity.key == key:
                return identity
        raise KeyError(key)

    def appearance(self, key: str, segment_index: int) -> Appearance:
        """Say how an identity looks in a segment."""
        identity = self.identity(key)
        held = tuple(
            AttributeValue(slot=a.slot, value=a.value) for a in identity.attributes if a.holds_in(segment_index)
        )
        return Appearance(
            identity=key, kind=identity.kind, name=identity.name, gender=identity.gender, attributes=held
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValue:
    """A slot and its value, without history."""

    slot: Slot
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """How one identity is to look now. A slot may stand more than once (two accessories)."""

    identity: str
    kind: Kind
    name: str
    gender: str = "unknown"
    attributes: tuple[AttributeValue, ...] = ()

    def values(self, slot: Slot) -> tuple[str, ...]:
        """All values of a slot, in order."""
        return tuple(a.value for a in self.attributes if a.slot is slot)

    def value(self, slot: Slot) -> str | None:
        """The last value of a slot, or None."""
        found = self.values(slot)
        return found[-1] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A stored file: its content hash is its name; the path is only where it lies today."""

    sha256: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """How a segment begins."""

    kind: TransitionKind = TransitionKind.CUT
    window_frames: int = 0
    """Pixel frames over which a soft transition blends."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFrame:
    """An archived frame, tagged with the identities seen or expected in it."""

    segment_index: int
    take_number: int
    frame_index: int
    keyframe: FileRef
    identities: tuple[str, ...]
    scores: tuple[float, ...] = ()
    """One score an identity, same order, 0..1."""
    quarantined: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRequest:
    """Everything a generator needs to make one take; its digest names the take's content."""

    segment_index: int
    take_number: int
    prompt: str
    """The user's words."""
    grounded_prompt: str
    """The user's words plus the canonical attributes they leave out."""
    seed: int
    duration_s: float
    width: int
    height: int
    fps: int
    setting: Setting
    style: str = ""
    camera: Camera = field(default_factory=Camera)
    cast: tuple[Appearance, ...] = ()
    """Everybody and every prop to be seen."""
    actions: tuple[Action, ...] = ()
    holdings: tuple[Holding, ...] = ()
    transition: Transition = field(default_factory=Transition)
    previous_frame: FileRef | None = None
    """Last frame of the previous segment's take (PNG), for soft transitions."""
    memory: tuple[MemoryFrame, ...] = ()
    emphasis: tuple[str, ...] = ()
    """`identity/slot` pairs that an earlier take got wrong."""
    captions: bool = False

    @property
    def n_frames(self) -> int:
        """Pixel frames of the segment, at least one."""
        return max(1, round(self.duration_s * self.fps))

    def digest(self, generator: str) -> str:
        """Hash of all that decides the pixels.

        Where files lie on disk does not count, nor does the take's number: two takes with the same seed and
        words are the same take.

        Args:
            generator: Name and version of the generator.

        Returns:
            A sha256 hex digest.
        """
        text = encode(_without_paths(self))
        return hashlib.sha256(f"{generator}\n{text}".encode()).hexdigest()


def _without_paths(request: SegmentRequest) -> dict[str, Any]:
    """The request as plain data, with paths and the take number left out."""
    plain: dict[str, Any] = _adapter(SegmentRequest).dump_python(request, mode="json")
    plain.pop("take_number")
    if plain["previous_frame"]:
        plain["previous_frame"] = plain["previous_frame"]["sha256"]
    plain["memory"] = [frame["keyframe"]["sha256"] for frame in plain["memory"]]
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class PartBox:
    """A box that lies wholly on one part (hair, coat, ...) of a drawn identity."""

    slot: Slot
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityBox:
    """Where an identity is in one frame. Higher `depth` is nearer and covers lower ones."""

    identity: str
    box: Box
    depth: int
    parts: tuple[PartBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLayout:
    """Where everybody is in one frame."""

    frame_index: int
    boxes: tuple[IdentityBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everybody is in every frame of a take; empty for generators that cannot know."""

    width: int
    height: int
    frames: tuple[FrameLayout, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFiles:
    """What a generator leaves in the folder it was given."""

    video: str
    """H.264 in mp4, no audio, starts with a keyframe."""
    layout: str | None
    """`Layout` as JSON."""
    last_frame: str
    """PNG of the last frame before encoding."""
    keyframes: tuple[str, ...]
    """PNG pictures, in time order."""
    keyframe_indices: tuple[int, ...]
    n_frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the verifier found for one identity, or one attribute of it, in a take."""

    segment_index: int
    take_number: int
    identity: str
    kind: VerdictKind
    slot: Slot | None = None
    expected: str = ""
    observed: str = ""
    confidence: float = 1.0
    frame_index: int | None = None
    model: str = ""


@lru_cache(maxsize=64)
def _adapter(kind: Any) -> Any:
    """One pydantic adapter a type; imported here so that plain use of the records stays light."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def encode(value: object) -> str:
    """Write a record (or plain data) as canonical JSON: sorted keys, no spaces."""
    import json

    plain = value if isinstance(value, (dict, list)) else _adapter(type(value)).dump_python(value, mode="json")
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def decode(kind: type[T], text: str | bytes) -> T:
    """Read a record back from JSON.

    Raises:
        pydantic.ValidationError: If the text does not fit the type.
    """
    result: T = _adapter(kind).validate_json(text)
    return result
