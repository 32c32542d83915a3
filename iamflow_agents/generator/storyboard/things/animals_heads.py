"""Heads of four-legged animals, seen from the side and facing right.

A `HeadShape` says how a head is built; `head_layers` turns it into shapes round the middle of the skull, in units of
the skull's radius. Placing and turning heads is left to the rig.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    Ink,
    Path,
    blob,
    capsule,
    curve,
    disc,
    joined,
    outlined,
    oval,
    polygon,
    shaded,
    tinted,
    tube,
    turned,
    within,
    without,
)
from iamflow_agents.generator.storyboard.things.animals_coat import Coat

Layer = tuple[Path, Ink]
_HORN: Rgb = (214, 196, 160)
_DARK: Rgb = (42, 34, 36)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadShape:
    """How a head is built, in radii of the skull."""

    muzzle: tuple[float, float, float, float] = (1.55, 0.3, 0.68, 0.44)
    """Length, drop, radius at the skull, radius at the nose."""
    ear: str = "floppy"
    """`floppy`, `pointed`, `upright`, `round`, `side`, `long`, `fan` or `none`."""
    nose: str = "dog"
    """`dog`, `cat`, `snout`, `soft` or `none`."""
    eye: tuple[float, float, float] = (0.45, -0.2, 0.16)
    """Where, and radius."""
    muzzle_tone: str = "main"
    """`main`, `light`, `second` or `dark`."""
    cheek: str | None = None
    """Tone of the cheek, if it differs (foxes, tigers)."""
    extra: tuple[str, ...] = ()
    """`mane`, `antlers`, `horns`, `ram`, `beard`, `trunk`, `tusks`, `whiskers`, `wool`, `forelock`, `horn`, `mask`."""
    mouth: bool = True


def tone_of(name: str, coat: Coat) -> Rgb:
    """The ink a tone's name means for a coat."""
    tones = {
        "main": coat.main,
        "light": tinted(coat.main, 0.3),
        "second": coat.second,
        "dark": shaded(coat.main, 0.3),
        "black": _DARK,
        "pale": (236, 226, 208),
    }
    return tones[name]


def head_layers(shape: HeadShape, coat: Coat, *, asleep: bool = False, open_mouth: bool = False) -> list[Layer]:
    """Shapes of a head in painter's order.

    Args:
        shape: How it is built.
        coat: Its inks.
        asleep: Whether the eye is closed.
        open_mouth: Whether the jaw hangs open.

    Returns:
        Paths about the middle of the skull, in radii of the skull, with their inks.
    """
    length, drop, base, tip = shape.muzzle
    layers: list[Layer] = []
    if "mane" in shape.extra:
        layers += _mane(coat)
    layers += _ears(shape, coat, far=True)
    if open_mouth and length > 0.4:
        jaw = capsule((0.3, 0.45), base * 0.5, (length * 0.86, drop + tip * 1.35), tip * 0.42)
        layers.append((jaw, shaded(coat.main, 0.2)))
        layers.append((capsule((0.6, 0.5), 0.16, (length * 0.8, drop + tip * 0.95), 0.12), (188, 84, 88)))
    muzzle = capsule((0.2, drop * 0.35), base, (length, drop), tip)
    skull = joined(disc(0, 0, 1.0), muzzle)
    layers.append((skull, coat.main))
    if shape.muzzle_tone != "main":
        front = capsule((length * 0.72, drop * 0.85 + tip * 0.1), tip * 1.15, (length, drop), tip)
        layers.append((within(front, joined(skull, front)), tone_of(shape.muzzle_tone, coat)))
    if shape.cheek:
        cheek = blob((-0.5, 0.25), (0.3, 0.1), (length * 0.8, drop * 0.9), (length + tip, drop + tip * 0.3), (0.2, 1.2))
        layers.append((within(cheek, skull), tone_of(shape.cheek, coat)))
    if "mask" in shape.extra:
        layers.append((within(oval(shape.eye[0] + 0.1, shape.eye[1] + 0.05, 0.5, 0.34, 25), skull), _DARK))
    layers += _nose(shape, coat)
    layers += _eye(shape, coat, asleep)
    if shape.mouth and not open_mouth:
        mouth = curve(
            (length * 0.5, drop + tip * 0.72), (length * 0.8, drop + tip * 0.5), (length + tip * 0.7, drop + tip * 0.35)
        )
        layers.append((outlined(mouth, 0.09), coat.line))
    layers += _extras(shape, coat)
    layers += _ears(shape, coat, far=False)
    return [layer for layer in layers if not layer[0].isEmpty()]


def _nose(shape: HeadShape, coat: Coat) -> list[Layer]:
    """The nose at the muzzle's end."""
    length, drop, _, tip = shape.muzzle
    x, y = length + tip * 0.72, drop - tip * 0.5
    if shape.nose == "dog":
        return [(oval(x, y, tip * 0.5, tip * 0.4, 15), _DARK)]
    if shape.nose == "cat":
        return [(oval(x + tip * 0.05, y + tip * 0.15, tip * 0.3, tip * 0.24, 15), (206, 124, 118))]
    if shape.nose == "snout":
        disk = oval(length + tip * 0.72, drop, tip * 0.42, tip * 0.86)
        holes = [oval(length + tip * 0.78, drop + dy, tip * 0.1, tip * 0.18) for dy in (-tip * 0.3, tip * 0.3)]
        return [(disk, shaded(coat.main, 0.16)), *((hole, shaded(coat.main, 0.5)) for hole in holes)]
    if shape.nose == "soft":
        return [(oval(length + tip * 0.52, drop - tip * 0.28, tip * 0.15, tip * 0.24, 20), shaded(coat.main, 0.62))]
    return []


def _eye(shape: HeadShape, coat: Coat, asleep: bool) -> list[Layer]:
    """The eye, open or closed."""
    x, y, radius = shape.eye
    if asleep:
        lid = curve((x - radius * 1.3, y), (x, y + radius * 0.8), (x + radius * 1.3, y))
        return [(outlined(lid, 0.1), coat.line)]
    layers: list[Layer] = []
    coloured = coat.eye != (40, 32, 30)
    dark_face = max(coat.main) < 90 or "mask" in shape.extra
    if coloured or dark_face:
        layers.append((disc(x, y, radius * 1.35), coat.eye if coloured else (206, 186, 150)))
        layers.append((oval(x + radius * 0.15, y, radius * 0.6, radius * 1.0), (24, 20, 24)))
    else:
        layers.append((disc(x, y, radius), (36, 28, 28)))
    layers.append((disc(x + radius * 0.35, y - radius * 0.4, radius * 0.32), (255, 255, 255)))
    return layers


def _ears(shape: HeadShape, coat: Coat, *, far: bool) -> list[Layer]:
    """One ear; the far one is darker and stands a little forward."""
    outer = shaded(coat.main, 0.3) if far else coat.main
    inner: Rgb = (224, 160, 150) if max(coat.main) > 120 else (132, 92, 92)
    dx = 0.42 if far else 0.0
    ear: Path
    within_ear: Path | None = None
    if shape.ear == "floppy":
        ear = blob(
            (-0.55 + dx, -0.85),
            (0.05 + dx, -0.8),
            (0.12 + dx, -0.1),
            (-0.1 + dx, 0.75),
            (-0.55 + dx, 0.8),
            (-0.8 + dx, 0.0),
        )
        outer = shaded(coat.main, 0.3 if far else 0.2)
    elif shape.ear == "pointed":
        ear = polygon((-0.75 + dx, -0.5), (-0.42 + dx, -1.85), (0.28 + dx, -0.72))
        within_ear = polygon((-0.5 + dx, -0.75), (-0.36 + dx, -1.5), (0.06 + dx, -0.8))
    elif shape.ear == "upright":
        ear = blob((-0.62 + dx, -0.7), (-0.62 + dx, -1.5), (-0.3 + dx, -2.15), (0.02 + dx, -1.5), (0.0 + dx, -0.75))
        within_ear = oval(-0.3 + dx, -1.4, 0.15, 0.5)
    elif shape.ear == "round":
        ear = disc(-0.45 + dx * 1.5, -0.85, 0.46)
        within_ear = disc(-0.43 + dx * 1.5, -0.82, 0.26)
    elif shape.ear == "side":
        ear = turned(oval(-0.95 + dx, -0.55, 0.68, 0.3), 25, (-0.5 + dx, -0.55))
        within_ear = turned(oval(-1.0 + dx, -0.52, 0.44, 0.15), 25, (-0.5 + dx, -0.55))
    elif shape.ear == "long":
        ear = turned(oval(-0.45 + dx, -1.95, 0.34, 1.3), -18, (-0.4 + dx, -0.8))
        within_ear = turned(oval(-0.43 + dx, -1.9, 0.17, 0.95), -18, (-0.4 + dx, -0.8))
    elif shape.ear == "fan":
        ear = blob(
            (0.1 + dx, -0.9),
            (-0.9 + dx, -1.5),
            (-1.95 + dx, -1.1),
            (-1.8 + dx, 0.5),
            (-1.0 + dx, 1.4),
            (-0.1 + dx, 0.5),
        )
        within_ear = None
        outer = shaded(coat.main, 0.3 if far else 0.14)
    else:
        return []
    if not far and "torn" in coat.words:
        ear = without(
            ear, polygon((-0.62, -2.4), (0.3, -2.2), (-0.12, -1.28), (-0.3, -1.42), (-0.42, -1.1), (-0.5, -1.5))
        )
        within_ear = within(within_ear, ear) if within_ear is not None else None
    layers: list[Layer] = [(ear, outer)]
    if within_ear is not None and not far:
        layers.append((within_ear, inner))
    return layers


def _mane(coat: Coat) -> list[Layer]:
    """A lion's mane behind the head."""
    ruff = disc(-0.35, 0.25, 1.95)
    tufts = [turned(oval(-0.35, -1.65, 0.55, 0.62), 30 * i, (-0.35, 0.25)) for i in range(12)]
    return [(joined(ruff, *tufts), shaded(coat.second, 0.12)), (disc(-0.25, 0.2, 1.5), coat.second)]


def _extras(shape: HeadShape, coat: Coat) -> list[Layer]:
    """Horns, trunks, tusks and antlers."""
    layers: list[Layer] = []
    length, drop, _, _ = shape.muzzle
    if "trunk" in shape.extra:
        trunk = tube(
            (
                (length * 0.6, drop, 0.62),
                (length + 0.6, 1.1, 0.46),
                (length + 0.8, 2.4, 0.34),
                (length + 0.5, 3.4, 0.26),
                (length + 1.0, 3.9, 0.2),
            )
        )
        layers.append((trunk, coat.main))
        for i in range(4):
            y = 1.2 + i * 0.6
            layers.append(
                (
                    outlined(curve((length + 0.4, y), (length + 0.75, y + 0.08), (length + 1.1, y - 0.05)), 0.07),
                    coat.shadow,
                )
            )
    if "tusks" in shape.extra:
        layers.append(
            (
                tube(((length * 0.6, 0.75, 0.16), (length + 0.3, 1.3, 0.13), (length + 1.2, 1.2, 0.05)), True),
                (244, 236, 214),
            )
        )
    if "antlers" in shape.extra:
        beam = curve((-0.2, -0.9), (-0.9, -1.9), (-0.8, -3.0), (0.1, -3.7))
        tines = [curve((-0.72, -1.7), (-0.1, -2.1), (0.15, -2.7)), curve((-0.9, -2.5), (-1.6, -2.9), (-1.7, -3.5))]
        layers += [
            (outlined(path, width), (150, 116, 80))
            for path, width in ((beam, 0.24), (tines[0], 0.18), (tines[1], 0.18))
        ]
    if "horns" in shape.extra:
        layers.append((tube(((-0.25, -0.75, 0.2), (-0.7, -1.6, 0.16), (-1.5, -2.1, 0.06)), True), _HORN))
    if "bull" in shape.extra:
        layers.append((tube(((-0.2, -0.8, 0.22), (0.2, -1.4, 0.18), (0.9, -1.6, 0.05)), True), _HORN))
    if "ram" in shape.extra:
        spiral = curve((0.0, -0.8), (-0.9, -1.1), (-1.3, -0.2), (-0.8, 0.5), (-0.2, 0.2))
        layers.append((outlined(spiral, 0.36), shaded(_HORN, 0.12)))
    if "horn" in shape.extra:
        layers.append((polygon((0.35, -0.95), (0.8, -0.75), (1.35, -2.9)), (246, 226, 160)))
    return [*layers, *_hair(shape, coat)]


def _hair(shape: HeadShape, coat: Coat) -> list[Layer]:
    """Beards, whiskers, forelocks, and a boar's tusk."""
    layers: list[Layer] = []
    length, drop, _, tip = shape.muzzle
    if "beard" in shape.extra:
        layers.append(
            (
                polygon(
                    (length * 0.55, drop + tip * 0.6), (length * 1.0, drop + tip * 0.8), (length * 0.62, drop + 1.7)
                ),
                coat.second,
            )
        )
    if "scruff" in shape.extra:
        tuft = polygon(
            (length * 0.3, drop),
            (length * 1.05, drop + tip * 0.6),
            (length * 0.85, drop + 1.05),
            (length * 0.7, drop + 0.75),
            (length * 0.5, drop + 1.15),
            (length * 0.3, drop + 0.7),
        )
        layers.append((tuft, tinted(coat.main, 0.14)))
        layers.append(
            (blob((0.2, -0.75), (0.75, -0.5), (0.9, -0.2), (0.35, -0.42), (-0.1, -0.6)), tinted(coat.main, 0.14))
        )
    if "whiskers" in shape.extra:
        for dy in (-0.12, 0.12, 0.36):
            whisker = curve(
                (length * 0.9, drop + 0.15), (length + 0.2, drop + 0.12 + dy), (length + 0.95, drop + dy * 2.1)
            )
            layers.append((outlined(whisker, 0.05), (250, 246, 240) if max(coat.main) < 200 else (120, 112, 108)))
    if "wool" in shape.extra:
        layers.append((joined(disc(-0.5, -0.6, 0.55), disc(0.05, -0.8, 0.5), disc(-0.8, -0.1, 0.5)), coat.second))
    if "forelock" in shape.extra:
        layers.append((blob((-0.3, -1.05), (0.4, -0.95), (0.75, -0.2), (0.45, 0.1), (0.2, -0.55)), coat.second))
    if "tusk" in shape.extra:
        layers.append(
            (
                polygon(
                    (length * 0.7, drop + tip * 0.5),
                    (length * 0.95, drop + tip * 0.4),
                    (length * 0.9, drop - tip * 0.7),
                ),
                (244, 236, 214),
            )
        )
    return layers
