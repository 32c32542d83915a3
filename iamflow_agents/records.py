"""The story's vocabulary: identities, attributes, places, and what happens in each segment.

Frozen dataclasses without behaviour beyond small look-ups, so that every room can share them. `codec` reads and
writes them as JSON; `takes` holds the records of what is made. Segment numbers count from 0; `valid_to` is exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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
    """Nothing of the picture before is gone on from."""
    SOFT = "soft"
    """The segment goes on from the one before; the old prompt gives way over a window."""
    RECACHE = "recache"
    """The segment goes on from the one before; the new prompt holds from its first frame. What a generator keeps of the
    last frames is read again under it (LongLive, arXiv 2509.22622); one that keeps nothing blends as for `SOFT`."""


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
    ordinal: int | None = None
    """A person's number where it is not the next one after the person listed before: where others were joined."""


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


WORN = "worn"
"""Why a garment is there that somebody has on: it is seen on them and is nothing beside them."""
IN_PASSING = "in passing"
"""Why a thing is there that the story does not follow: it has to be drawn, and nothing hangs on it."""


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
    place_why: str = ""
    """Why the segment plays at its place, and not at another one. Kept out of `setting`, which is what is drawn."""

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

    def appearance(self, key: str, segment_index: int, *, observed: bool = False) -> Appearance:
        """Say how an identity looks in a segment.

        Args:
            key: Which identity.
            segment_index: In which segment.
            observed: Also what only the verifier has seen. Prompts are grounded with it; a generator's cast is not,
                since a generator that filled an open slot once goes on filling it the same way.

        Raises:
            KeyError: If nobody has that key.
        """
        identity = self.identity(key)
        held = tuple(
            AttributeValue(slot=a.slot, value=a.value)
            for a in identity.attributes
            if a.holds_in(segment_index) and (observed or a.source is not Source.OBSERVED)
        )
        return Appearance(
            identity=key,
            kind=identity.kind,
            name=identity.name,
            gender=identity.gender,
            attributes=held,
            ordinal=self.ordinals().get(key),
        )

    def ordinals(self) -> dict[str, int]:
        """Number of each person, in order of first appearance; nobody's changes when others are joined or parted."""
        numbers: dict[str, int] = {}
        following = 0
        for one in self.identities:
            if one.kind is Kind.PERSON:
                numbers[one.key] = following if one.ordinal is None else one.ordinal
                following = max(following, numbers[one.key] + 1)
        return numbers


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
    ordinal: int | None = None
    """Number of the person in order of first appearance, so that a generator can make those about whom nothing is
    said look unlike each other."""

    def values(self, slot: Slot) -> tuple[str, ...]:
        """All values of a slot, in order."""
        return tuple(a.value for a in self.attributes if a.slot is slot)

    def value(self, slot: Slot) -> str | None:
        """The last value of a slot, or None."""
        found = self.values(slot)
        return found[-1] if found else None
