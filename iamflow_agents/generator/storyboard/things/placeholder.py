"""Stand-ins: a labelled tag for what no drawing knows, and a cluster of silhouettes for a crowd.

A thing that is in the story is never left out of the picture in silence; when nobody has drawn it, its name stands
there, legible.
"""

from __future__ import annotations

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import Pen, bar, blob, disc, joined, polygon, readable_on, shaded, tinted
from iamflow_agents.generator.storyboard.lettering import draw_text, fit_text, measure, wrap_text
from iamflow_agents.generator.storyboard.plain_area import find_plain_box
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Pose, Sprite
from iamflow_agents.generator.storyboard.wording import choose_by_key, main_colour
from iamflow_agents.records import Appearance, Slot

_NATURAL: tuple[Rgb, ...] = (
    (222, 196, 148),
    (166, 190, 202),
    (196, 178, 206),
    (176, 198, 160),
    (214, 172, 158),
)
_SIZE = 0.115
"""Height of the label's letters in metres: 18 pixels where an adult is 280 pixels tall."""


class Placeholder:
    """A luggage tag with the name of the thing on it.

    Args:
        appearance: Whose name and colour.
        lift: How high the tag floats above the ground, in metres.
    """

    def __init__(self, appearance: Appearance, lift: float = 0.0) -> None:
        label = appearance.name.strip() or appearance.identity or "?"
        self._rgb = main_colour(appearance, _NATURAL)
        self._ink = readable_on(self._rgb)
        self._lines = wrap_text(label, _SIZE, 0.78, bold=True, max_lines=2) or ["?"]
        self._text_width = min(0.8, max(measure(text, _SIZE, True) for text in self._lines))
        half = max(0.16, self._text_width / 2 + 0.07)
        tall = 0.20 + 0.13 * len(self._lines)
        self._box: LocalBox = (-half, -lift - tall, half, -lift)
        self._tag = bar(*self._box, 0.06)
        self._edge = bar(self._box[0], -lift - 0.06, half, -lift, 0.06)
        self._hole_at = (0.0, -lift - tall + 0.055)
        self._parts: tuple[tuple[Slot, LocalBox], ...] = ()
        drawn = self._plain_box()
        if drawn is not None:
            self._parts = ((Slot.COLOUR, drawn),)

    @property
    def height(self) -> float:
        """Height in metres."""
        return -self._box[1]

    @property
    def width(self) -> float:
        """Width in metres."""
        return self._box[2] - self._box[0]

    @property
    def label(self) -> tuple[str, ...]:
        """The lines written on it."""
        return tuple(self._lines)

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the tag; its writing is never mirrored."""
        pen = Pen(canvas)
        self._paint(pen)
        x = 0.0
        for number, text in enumerate(self._lines):
            width = min(self._text_width, measure(text, _SIZE, True))
            y = self._hole_at[1] + 0.155 + 0.13 * number
            draw_text(canvas, text, x - width / 2, y, _SIZE, self._ink, bold=True, max_width=self._text_width + 1e-6)
        middle = (self._box[1] + self._box[3]) / 2
        return pen.finish(self._parts, {"grip": (0.0, middle), "seat": (0.0, self._box[1])})

    def _paint(self, pen: Pen) -> None:
        """The tag without its writing."""
        pen.fill(self._tag, self._rgb)
        pen.fill(self._edge, shaded(self._rgb, 0.14))
        pen.fill(disc(*self._hole_at, 0.028), shaded(self._rgb, 0.5))

    def _plain_box(self) -> LocalBox | None:
        """Where the tag's colour can be measured: beside and above the writing."""

        def paint(canvas: Canvas) -> None:
            pen = Pen(canvas)
            self._paint(pen)
            top = self._hole_at[1] + 0.05
            pen.fill(bar(-self._text_width / 2 - 0.01, top, self._text_width / 2 + 0.01, self._box[3]), (0, 0, 0))
            pen.finish()

        return find_plain_box(paint, self._box, self._rgb)


class Labelled:
    """A general drawing with the thing's name over it, so that nobody takes it for something else.

    Args:
        sprite: The drawing.
        appearance: Whose name.
    """

    def __init__(self, sprite: Sprite, appearance: Appearance) -> None:
        self._sprite = sprite
        self._label = fit_text(appearance.name.strip() or appearance.identity or "?", _SIZE, 0.9, bold=True)

    @property
    def height(self) -> float:
        """Height with the label, in metres."""
        return self._sprite.height + 0.24

    @property
    def width(self) -> float:
        """Width in metres."""
        return max(self._sprite.width, measure(*self._label, True) + 0.1)

    @property
    def label(self) -> tuple[str, ...]:
        """The words written over it."""
        return (self._label[0],)

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the thing and its label; the writing is never mirrored."""
        body = self._sprite.draw(canvas, pose)
        text, size = self._label
        half = measure(text, size, True) / 2 + 0.05
        middle = (body.box[0] + body.box[2]) / 2
        bottom = body.box[1] - 0.05
        pen = Pen(canvas)
        pen.fill(bar(middle - half, bottom - 0.17, middle + half, bottom, 0.05), (250, 246, 236))
        draw_text(canvas, text, middle - half + 0.05, bottom - 0.045, size, (48, 44, 52), bold=True)
        tag = pen.finish().box
        box = (min(tag[0], body.box[0]), tag[1], max(tag[2], body.box[2]), body.box[3])
        return Drawn(box=box, parts=body.parts, anchors=body.anchors)


class Crowd:
    """A few neutral silhouettes of people close together.

    Args:
        appearance: The group; its key decides how many there are and how they stand.
    """

    def __init__(self, appearance: Appearance) -> None:
        self._rgb = main_colour(appearance, ((118, 124, 142), (134, 122, 128), (112, 130, 128)))
        n = 3 + choose_by_key(appearance.identity, "crowd", 3)
        self._people = []
        for i in range(n):
            tall = 1.52 + 0.06 * choose_by_key(appearance.identity, f"tall{i}", 6)
            x = (i - (n - 1) / 2) * 0.4
            self._people.append((x, tall, i % 2 == 1))
        self._people.sort(key=lambda person: person[2], reverse=True)  # those behind first
        self._bodies = [_silhouette(x, tall) for x, tall, _ in self._people]

    @property
    def height(self) -> float:
        """Height of the tallest, in metres."""
        return max(tall for _, tall, _ in self._people)

    @property
    def width(self) -> float:
        """Width of the cluster in metres."""
        return 0.4 * (len(self._people) - 1) + 0.62

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the cluster; it sways a little with the phase."""
        pen = Pen(canvas, pose.facing)
        parts: list[tuple[Slot, LocalBox]] = []
        for (x, tall, behind), body in zip(self._people, self._bodies, strict=True):
            pen.fill(body, tinted(self._rgb, 0.3) if behind else self._rgb)
            if not behind and not parts:
                parts.append((Slot.COLOUR, (x - 0.08, -0.68 * tall, x + 0.08, -0.5 * tall)))
        top = -self.height
        return pen.finish(tuple(parts), {"grip": (0.0, -0.8), "eyes": (0.0, top + 0.14), "mouth": (0.0, top + 0.2)})


def _silhouette(x: float, tall: float) -> object:
    """A person's outline standing at `x`."""
    torso = blob(
        (x - 0.07, -0.84 * tall),
        (x + 0.07, -0.84 * tall),
        (x + 0.2, -0.79 * tall),
        (x + 0.22, -0.6 * tall),
        (x + 0.17, -0.42 * tall),
        (x - 0.17, -0.42 * tall),
        (x - 0.22, -0.6 * tall),
        (x - 0.2, -0.79 * tall),
    )
    legs = polygon(
        (x - 0.17, -0.5 * tall),
        (x + 0.17, -0.5 * tall),
        (x + 0.16, 0.0),
        (x + 0.03, 0.0),
        (x, -0.36 * tall),
        (x - 0.03, 0.0),
        (x - 0.16, 0.0),
    )
    neck = bar(x - 0.05, -0.9 * tall, x + 0.05, -0.8 * tall)
    return joined(torso, legs, neck, skia.Path.Circle(x, -0.93 * tall, 0.07 * tall))
