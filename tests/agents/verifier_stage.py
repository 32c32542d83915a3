"""Draws small films for the verifier's tests: people and things of plain parts before different backdrops."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.colours import find_colour
from iamflow_agents.records import Appearance, AttributeValue, Camera, Kind, Setting, Slot
from iamflow_agents.takes import FrameLayout, IdentityBox, Layout, PartBox, SegmentRequest

WIDTH, HEIGHT, FPS, N_FRAMES = 320, 192, 8, 10
PARTS = (  # slot, left, top, right, bottom as shares of a person's box
    (Slot.HAIR, 0.25, 0.0, 0.75, 0.11),
    (Slot.SKIN, 0.3, 0.11, 0.7, 0.22),
    (Slot.TOP, 0.1, 0.22, 0.9, 0.55),
    (Slot.BOTTOM, 0.2, 0.55, 0.8, 0.93),
    (Slot.FOOTWEAR, 0.15, 0.93, 0.85, 1.0),
)
DEFAULT = {
    Slot.HAIR: "dark brown",
    Slot.SKIN: "peach",
    Slot.TOP: "teal",
    Slot.BOTTOM: "charcoal",
    Slot.FOOTWEAR: "black",
}


@dataclass
class Actor:
    """Somebody to draw, and how they are reported."""

    key: str
    x: float
    looks: dict[Slot, str] = field(default_factory=dict)
    depth: int = 0
    drawn: bool = True
    boxed: bool = True
    height: int = 130
    speed: float = 0.0
    thing: bool = False


def look(key: str, kind: Kind = Kind.PERSON, **slots: str) -> Appearance:
    values = tuple(AttributeValue(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Appearance(identity=key, kind=kind, name=key.title(), attributes=values)


def rgb(words: str) -> tuple[int, int, int]:
    colour = find_colour(words)
    assert colour is not None
    return colour.rgb


def backdrop(kind: str) -> np.ndarray:
    """[HEIGHT, WIDTH, 3], 0..255, the same every time."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    if kind == "wall":
        base = np.array([212, 200, 180]) - 40 * (y / HEIGHT)[..., None]
    elif kind == "wood":
        stripes = (np.sin(x / 5.0) + 0.4 * np.sin(y / 23.0))[..., None]
        base = np.array([128, 86, 56]) + 16 * stripes
    elif kind == "shelf":
        base = np.zeros((HEIGHT, WIDTH, 3))
        for top in range(0, HEIGHT, 24):
            for left in range(0, WIDTH, 8):
                base[top : top + 24, left : left + 8] = rng.integers(30, 220, 3)
    else:  # a meadow below a sky
        base = np.where((y < 90)[..., None], np.array([150, 196, 224]), np.array([96, 150, 70]))
        base = base + rng.normal(0, 7, (HEIGHT, WIDTH, 1))
    return np.clip(base, 0, 255)


def box_of(actor: Actor, index: int) -> tuple[int, int, int, int]:
    left = round(actor.x + actor.speed * index)
    width = round(actor.height * (0.9 if actor.thing else 0.42))
    bottom = HEIGHT - 6 + actor.depth
    return left, bottom - actor.height, left + width, bottom


def part_boxes(actor: Actor, index: int) -> list[tuple[Slot, tuple[int, int, int, int]]]:
    left, top, right, bottom = box_of(actor, index)
    if actor.thing:
        return [(Slot.COLOUR, (left, top, right, bottom))]
    w, h = right - left, bottom - top
    return [
        (slot, (round(left + w * a), round(top + h * b), round(left + w * c), round(top + h * d)))
        for slot, a, b, c, d in PARTS
    ]


def draw(actor: Actor, frame: np.ndarray, index: int) -> None:
    for slot, (left, top, right, bottom) in part_boxes(actor, index):
        left, top = max(0, left), max(0, top)
        colour = np.array(rgb(actor.looks.get(slot) or DEFAULT.get(slot, "brown")), dtype=float)
        region = frame[top:bottom, left:right]
        shade = 1.0 - 0.14 * np.linspace(0, 1, max(1, region.shape[1]))[None, :, None] ** 4  # a darker edge
        region[:] = colour * shade


def film(path: Path, actors: list[Actor], *, place: str = "wall", tint=(1.0, 1.0, 1.0), crf: int = 22) -> Layout:
    """Draw and encode a film; returns what a generator would report."""
    base, frames = backdrop(place), []
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": str(crf), "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for index in range(N_FRAMES):
            picture = base.copy()
            for actor in sorted(actors, key=lambda a: a.depth):
                if actor.drawn:
                    draw(actor, picture, index)
            pixels = np.clip(picture * np.array(tint), 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            container.mux(stream.encode(frame))
            frames.append(_layout(actors, index))
        container.mux(stream.encode(None))
    return Layout(width=WIDTH, height=HEIGHT, frames=tuple(frames))


def _layout(actors: list[Actor], index: int) -> FrameLayout:
    boxes = [
        IdentityBox(
            identity=actor.key,
            box=_clip(box_of(actor, index)),
            depth=actor.depth,
            parts=tuple(PartBox(slot=s, box=_clip(b)) for s, b in part_boxes(actor, index)),
        )
        for actor in actors
        if actor.boxed
    ]
    return FrameLayout(frame_index=index, boxes=tuple(boxes))


def _clip(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return max(0, box[0]), max(0, box[1]), min(WIDTH, box[2]), min(HEIGHT, box[3])


def evidence(path: Path, layout: Layout | None, cast: list[Appearance], **more) -> TakeEvidence:
    request = SegmentRequest(
        segment_index=3, take_number=2, prompt="", grounded_prompt="", seed=1, duration_s=N_FRAMES / FPS, width=WIDTH,
        height=HEIGHT, fps=FPS, setting=Setting(place="p", name="p"), camera=more.pop("camera", Camera()),
        cast=tuple(cast),
    )  # fmt: skip
    return TakeEvidence(request=request, video=path, layout=layout, **more)
