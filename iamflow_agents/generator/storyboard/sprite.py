"""The contract between things that can be drawn and the stage that places them.

Local space: metres, x to the right, y DOWN (as skia has it), origin where the thing touches the ground (between
the feet, under the wheels, under a prop's base). A standing adult is about 1.75 tall, so the head is near y = -1.6.
Sprites face the viewer's right when `facing` is +1 and are mirrored for -1 by the sprite itself, so that part
boxes stay true. The stage sets up the canvas (translate, scale) and maps the boxes back to pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from iamflow_agents.records import Slot

LocalBox = tuple[float, float, float, float]
"""Left, top, right, bottom in metres; y down."""
Point = tuple[float, float]
Canvas = Any
"""`skia.Canvas`; the binding ships no types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How something holds itself at one instant."""

    stance: str = "stand"
    """`stand`, `walk`, `run`, `sit`, `kneel`, `lie`, `crouch`, `dance`, `fly`, `swim`, `hug` or `sleep`."""
    facing: int = 1
    """+1 right, -1 left."""
    phase: float = 0.0
    """Position in the cycle of the stance (steps, wing beats, idle breathing), 0..1 and periodic."""
    gesture: str = "none"
    """`none`, `wave`, `nod`, `point`, `read`, `write`, `carry`, `hold_up`, `reach`, `look`, `talk`, `laugh`, `cry`,
    `eat`, `drink`, `work`, `give`, `arms_crossed` or `hug`."""
    gesture_phase: float = 0.0
    """How far the gesture is, 0..1; periodic ones (wave, nod, talk) may run through it several times."""
    gaze: float = 0.0
    """Where the head turns, -1 (viewer's left) .. +1 (viewer's right), 0 towards the viewer."""
    blink: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Where a sprite put itself, in its local space."""

    box: LocalBox
    """Tight around everything drawn (not the shadow)."""
    parts: tuple[tuple[Slot, LocalBox], ...] = ()
    """Boxes that lie wholly on one part, for measuring its colour: hair, top, outerwear, bottom, ..."""
    anchors: dict[str, Point] = field(default_factory=dict)
    """Named points: `hand_front`, `hand_back`, `mouth`, `eyes`, `seat`, `grip` (where a prop is held), ..."""


class Sprite(Protocol):
    """Something that can be drawn. Everything about its looks was decided when it was made."""

    @property
    def height(self) -> float:
        """Standing height in metres."""
        ...

    @property
    def width(self) -> float:
        """Width in metres that it needs on stage without covering its neighbours."""
        ...

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw at the canvas' origin and say where everything went."""
        ...


class Backdrop(Protocol):
    """A place: what is behind everybody, what is in front, and where one can stand or sit."""

    @property
    def floor_far(self) -> float:
        """Height of the ground line of the farthest people, as a share of the frame's height (0 top, 1 bottom)."""
        ...

    @property
    def floor_near(self) -> float:
        """The same for the nearest people; larger than `floor_far`."""
        ...

    @property
    def seats(self) -> tuple[float, ...]:
        """Horizontal positions of seats, as shares of the frame's width, left to right."""
        ...

    @property
    def seat_floor(self) -> float:
        """Height of the ground line on which the seats stand, as a share of the frame's height."""
        ...

    def draw_behind(self, canvas: Canvas, width: int, height: int) -> None:
        """Draw all that stands still behind the people; called once and cached."""
        ...

    def draw_in_front(self, canvas: Canvas, width: int, height: int, time_s: float) -> None:
        """Draw what is before everybody, each frame: rain, snow, fog, a low table edge. Must be cheap."""
        ...
