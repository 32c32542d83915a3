"""Instruments of music, toys and games."""

from __future__ import annotations

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    bar,
    blob,
    capsule,
    curve,
    disc,
    even,
    line,
    oval,
    polygon,
    ring,
    shaded,
    tinted,
    turned,
    without,
)
from iamflow_agents.generator.storyboard.things.props_sketch import PropPlan, Sketch

_BRASS: Rgb = (222, 178, 74)
_WOOD: Rgb = (176, 112, 58)
_DARK: Rgb = (60, 46, 42)
_CREAM: Rgb = (246, 238, 220)
_SKIN: Rgb = (240, 200, 168)


def _guitar(s: Sketch) -> None:
    """A guitar."""
    body = blob(
        (-12, -6),
        (-17, -18),
        (-10, -28),
        (-11, -37),
        (-5, -43),
        (5, -43),
        (11, -37),
        (10, -28),
        (17, -18),
        (12, -6),
        (0, 0),
    )
    parts = [
        (body, s.main),
        (bar(-2.2, -84, 2.2, -36, 0.8), _DARK),
        (blob((-3.4, -83), (-4.4, -97), (4.4, -97), (3.4, -83)), s.deep),
    ]
    parts += [(disc(0, -29, 5.6), _DARK), (bar(-6, -14, 6, -11.4, 0.6), _DARK)]
    for path, ink in parts:
        s.fill(turned(path, 22), ink)
    for x in (-1, 1):
        s.stroke(turned(line((x, -92), (x, -12)), 22), 0.4, _CREAM)
    s.grip = (24, -60)


def _violin(s: Sketch) -> None:
    """A violin with its bow."""
    body = blob(
        (-8, -4),
        (-10.6, -12),
        (-6, -18),
        (-6, -21),
        (-8.4, -27),
        (-4, -32),
        (4, -32),
        (8.4, -27),
        (6, -21),
        (6, -18),
        (10.6, -12),
        (8, -4),
        (0, 0),
    )
    for path, ink in (
        (body, s.main),
        (bar(-1.5, -54, 1.5, -26, 0.6), _DARK),
        (disc(0, -56, 2.4), s.deep),
        (bar(-1.6, -9, 1.6, -2, 0.6), _DARK),
        (bar(-4, -16, 4, -14.6, 0.3), _CREAM),
    ):
        s.fill(turned(path, 18), ink)
    for x in (-4.4, 4.4):
        s.stroke(turned(curve((x, -20), (x * 0.8, -17), (x, -13)), 18), 0.7, _DARK)
    s.stroke(line((-12, -2), (26, -46)), 1, _DARK)
    s.grip = (13, -42)


def _cello(s: Sketch) -> None:
    """A cello or double bass on its spike."""
    body = blob(
        (-17, -12),
        (-22, -30),
        (-12, -46),
        (-12, -52),
        (-17, -64),
        (-8, -76),
        (8, -76),
        (17, -64),
        (12, -52),
        (12, -46),
        (22, -30),
        (17, -12),
        (0, -6),
    )
    s.stroke(line((0, -8), (0, 0)), 1.4, _DARK)
    s.fill(body)
    s.shade(bar(4, -80, 26, 0))
    s.fill(bar(-2.4, -124, 2.4, -60, 1), _DARK)
    s.fill(disc(0, -127, 4), s.deep)
    s.fill(bar(-7, -38, 7, -35.6, 0.4), _CREAM)
    for x in (-9, 9):
        s.stroke(curve((x, -48), (x * 0.8, -40), (x, -32)), 1, _DARK)
    s.grip = (0, -100)


def _trumpet(s: Sketch) -> None:
    """A trumpet."""
    s.stroke(line((-24, -10), (14, -10)), 2.2)
    s.fill(polygon((10, -11.4), (18, -12.4), (27, -18), (27, -2), (18, -7.6), (10, -8.6)))
    s.fill(oval(27, -10, 1.6, 8), s.dark)
    s.stroke(bar(-12, -10, 9, -2.6, 3.6), 1.9)
    for x in (-6, -1.4, 3.2):
        s.fill(bar(x - 1.3, -15.6, x + 1.3, -3, 0.5), s.dark)
        s.fill(disc(x, -16, 1.5), s.light)
    s.fill(polygon((-28, -12), (-24, -10.6), (-24, -9.4), (-28, -8)), s.dark)
    if "dented" in s.words:
        s.fill(oval(20, -13.4, 2, 1.2, -30), s.deep)
    s.grip = (-2, -6)


def _drum(s: Sketch) -> None:
    """A drum with sticks."""
    s.stroke(line((-17, -34), (2, -22)), 1.6, _WOOD)
    s.stroke(line((17, -34), (-1, -22)), 1.6, _WOOD)
    s.fill(bar(-15, -21, 15, 0, 2))
    for k in range(5):
        x = -13 + k * 6.5
        s.stroke(line((x, -19), (x + 3.2, -2), (x + 6.5, -19)) if k < 4 else line((x, -19), (x, -2)), 0.7, _CREAM)
    s.fill(bar(-15.6, -4, 15.6, 0, 1), _BRASS)
    s.fill(oval(0, -21, 15.6, 3.4), _BRASS)
    s.fill(oval(0, -21.4, 13.8, 2.6), _CREAM)
    s.grip = (0, -10)


def _flute(s: Sketch) -> None:
    """A flute."""
    s.fill(turned(capsule((-24, -5), 1.7, (24, -5), 1.7), -14, (0, -5)))
    for x in (-6, -1, 4, 9, 14):
        s.fill(turned(disc(x, -5.4, 1.0), -14, (0, -5)), s.deep)
    s.fill(turned(bar(-19, -7.2, -14, -2.8, 0.6), -14, (0, -5)), s.dark)
    s.grip = (0, -5)


def _accordion(s: Sketch) -> None:
    """An accordion."""
    for k in range(6):
        s.fill(bar(-10 + k * 3.4, -26, -8 + k * 3.4, -2, 0.4), s.deep if k % 2 else _CREAM)
    s.fill(bar(-20, -28, -9, 0, 2))
    s.fill(bar(10, -28, 21, 0, 2))
    for y in (-24, -19, -14, -9, -4):
        s.fill(bar(12, y - 1, 19, y + 1.4, 0.5), _CREAM)
        s.fill(disc(-14, y, 1.3), _CREAM)
    s.grip = (-15, -14)


def _bell(s: Sketch) -> None:
    """A hand bell."""
    s.fill(disc(0, -1.6, 1.9), s.deep)
    s.fill(even((0.0, -17), (4, -15), (5.4, -8), (9, -2.4), (0.0, -2)))
    s.shade(bar(2.4, -20, 12, 0))
    s.stroke(line((-8.6, -2.6), (8.6, -2.6)), 1.6, s.light)
    s.fill(bar(-1.7, -26, 1.7, -16, 1.2), (112, 70, 46))
    s.grip = (0, -22)


def _musicbox(s: Sketch) -> None:
    """An open music box with a dancer."""
    s.fill(polygon((-13, -12), (13, -12), (11, -26), (-11, -26)), s.dark)
    s.stroke(line((0, -12), (0, -17)), 0.8, _BRASS)
    s.fill(polygon((-4, -16), (4, -16), (0, -21)), (238, 160, 176))
    s.fill(disc(0, -22.4, 1.7), _SKIN)
    s.fill(bar(-13, -12, 13, 0, 1))
    s.shade(bar(-14, -3, 14, 1))
    s.fill(bar(-9, -8, 9, -6.6, 0.6), _BRASS)
    s.stroke(line((13, -6), (17, -6), (17, -10)), 1.1, _BRASS)


def _piano(s: Sketch) -> None:
    """An upright piano."""
    s.fill(bar(-66, -112, 66, 0, 3))
    s.shade(bar(-70, -112, 70, -100), s.light)
    s.fill(bar(-72, -62, 72, -50, 2), s.dark)
    s.fill(bar(-62, -60, 62, -54, 0.5), _CREAM)
    for k in range(16):
        s.fill(bar(-58 + k * 7.6, -60, -55.6 + k * 7.6, -56.4, 0.2), _DARK)
    s.fill(bar(-56, -96, 56, -68, 2), s.dark)
    s.grip = (0, -56)


def _ball(s: Sketch) -> None:
    """A ball with stripes."""
    s.fill(disc(0, -11, 11))
    s.shade(blob((-4, -24), (4, -24), (7, -11), (4, 2), (-4, 2), (-1, -11)), s.second or _CREAM)
    s.shade(blob((5, -22), (13, -18), (13, 0), (0, 1), (7, -8)), (*shaded(s.main, 0.6), 60))
    s.fill(oval(-5, -16, 1.7, 2.4, 30), s.light)


def _football(s: Sketch) -> None:
    """A football with patches."""
    s.fill(disc(0, -11, 11))
    for x, y in ((0, -11), (-9, -15), (9, -15), (-6, -3), (6, -3), (0, -21)):
        s.shade(disc(x, y, 3.2), _DARK)


def _kite(s: Sketch) -> None:
    """A kite with a tail."""
    s.stroke(curve((0, -14), (6, -7), (-4, -2), (3, 4)), 0.8, s.deep)
    for x, y, lean in ((4, -8, 20), (-2, -2.6, -20)):
        s.fill(turned(polygon((x - 3, y - 1.6), (x, y), (x - 3, y + 1.6)), lean, (x, y)), s.second or (250, 206, 84))
        s.fill(turned(polygon((x + 3, y - 1.6), (x, y), (x + 3, y + 1.6)), lean, (x, y)), s.second or (250, 206, 84))
    s.fill(polygon((0, -56), (18, -38), (0, -12), (-18, -38)))
    s.shade(polygon((0, -56), (18, -38), (0, -38)), s.second or s.light)
    s.shade(polygon((0, -12), (-18, -38), (0, -38)), s.second or s.light)
    s.stroke(line((0, -56), (0, -12)), 0.8, s.deep)
    s.stroke(line((-18, -38), (18, -38)), 0.8, s.deep)
    s.grip = (0, -14)


def _toyboat(s: Sketch) -> None:
    """A toy boat with a sail."""
    s.stroke(line((0, -30), (0, -7)), 1.3, (126, 84, 52))
    s.fill(polygon((1.4, -29), (1.4, -10), (12, -10)), s.second or _CREAM)
    s.fill(polygon((-1.4, -26), (-1.4, -10), (-8.4, -10)), shaded(s.second or _CREAM, 0.1))
    s.fill(polygon((-16, -8.6), (17, -8.6), (11, 0), (-11, 0)))
    s.shade(bar(-18, -2.6, 18, 1))
    s.stroke(line((-15, -7.4), (15.4, -7.4)), 0.9, s.light)
    if s.words & {"glued", "halve", "broken", "split", "mended"}:
        s.stroke(line((1, -8.4), (-1, -5.6), (1.4, -3), (0, 0)), 0.9, s.deep)
    s.grip = (0, -4)


def _toycar(s: Sketch) -> None:
    """A toy car."""
    s.fill(blob((-9, -9), (-6, -16), (5, -16), (9, -9)), s.dark)
    s.fill(blob((-6, -10), (-4, -14), (3, -14), (6, -10)), (190, 216, 228))
    s.fill(bar(-15, -10.4, 15, -2.6, 3))
    for x in (-8.4, 8.4):
        s.fill(disc(x, -3, 3.6), (46, 46, 52))
        s.fill(disc(x, -3, 1.6), (220, 222, 226))


def _toytrain(s: Sketch) -> None:
    """A toy train."""
    s.fill(bar(-14, -16, -4, -4, 0.8), s.second or (64, 116, 160))
    s.fill(bar(-16, -18, -2, -15.6, 0.8), s.deep)
    s.fill(bar(-5, -11.4, 13, -4, 2))
    s.fill(bar(7, -17, 10.4, -11, 0.6), s.deep)
    for x in (-10, -1, 8.4):
        s.fill(disc(x, -3.2, 3.2), (46, 46, 52))
        s.fill(disc(x, -3.2, 1.3), _BRASS)


def _doll(s: Sketch) -> None:
    """A rag doll."""
    for x in (-2.6, 2.6):
        s.fill(capsule((x, -8), 1.5, (x, -1.7), 1.7), _SKIN)
    for x in (-1, 1):
        s.fill(capsule((x * 4, -18), 1.5, (x * 9, -12), 1.5), _SKIN)
    s.fill(polygon((-3, -20), (3, -20), (8, -6), (-8, -6)))
    s.shade(bar(-9, -8, 9, -5), s.light)
    s.fill(disc(0, -25, 6.2), (150, 84, 48))
    for x in (-6.4, 6.4):
        s.fill(oval(x, -21.4, 2, 4), (150, 84, 48))
    s.fill(disc(0, -24, 4.8), _SKIN)
    for x in (-1.8, 1.8):
        s.fill(disc(x, -24.4, 0.7), _DARK)
    s.stroke(curve((-1.4, -22.2), (0, -21.4), (1.4, -22.2)), 0.5, (190, 70, 70))
    s.grip = (0, -14)


def _teddy(s: Sketch) -> None:
    """A teddy bear."""
    for x in (-5.6, 5.6):
        s.fill(disc(x, -26.6, 2.9))
        s.fill(disc(x, -26.6, 1.5), s.dark)
        s.fill(capsule((x, -14), 2.5, (x * 1.6, -9), 2.6))
        s.fill(capsule((x * 0.8, -4), 3.2, (x * 1.2, -2.8), 2.8))
        s.fill(disc(x * 1.24, -2.8, 1.6), s.light)
    s.fill(oval(0, -9, 7, 8))
    s.fill(oval(0, -8, 4.4, 5.4), s.light)
    s.fill(disc(0, -21, 7.2))
    s.fill(oval(0, -18.8, 3.4, 2.7), s.light)
    s.fill(oval(0, -20, 1.2, 0.9), _DARK)
    for x in (-2.9, 2.9):
        s.fill(disc(x, -22.4, 0.9), _DARK)
    s.grip = (0, -10)


def _balloon(s: Sketch) -> None:
    """A balloon on a string."""
    s.stroke(curve((0, -34), (2.4, -22), (-2, -12), (0, 0)), 0.6, (120, 118, 126))
    s.fill(even((0.0, -62), (9, -58), (12, -48), (7, -38), (0.0, -34)))
    s.shade(blob((4, -64), (15, -56), (14, -38), (0, -32), (8, -46)))
    s.fill(polygon((-1.8, -32.4), (1.8, -32.4), (0, -35.4)), s.dark)
    s.fill(oval(-5, -53, 1.6, 3.4, 20), s.light)
    s.grip = (0, -2)


def _flag(s: Sketch) -> None:
    """A flag on a pole."""
    s.stroke(line((-14, 0), (-14, -70)), 2, (150, 112, 70))
    s.fill(disc(-14, -71, 2.2), _BRASS)
    s.fill(blob((-13, -68), (-2, -70), (10, -66), (24, -68), (23, -44), (10, -42), (-2, -46), (-13, -44)))
    s.shade(blob((4, -72), (12, -64), (12, -42), (4, -40), (6, -56)))
    if s.second:
        s.shade(bar(-20, -60, 30, -52), s.second)
    s.grip = (-14, -20)


def _chess(s: Sketch) -> None:
    """A chess piece: a knight."""
    s.fill(bar(-8, -4, 8, 0, 1.2), s.dark)
    s.fill(bar(-6.4, -7, 6.4, -3.6, 1), s.main)
    s.fill(
        blob(
            (-5, -7),
            (-5.4, -16),
            (-2, -23),
            (2, -26.4),
            (3, -23.6),
            (8, -18),
            (8.4, -15),
            (5, -14.4),
            (1.6, -15.4),
            (4, -11),
            (5, -7),
        )
    )
    s.fill(disc(2, -20, 0.9), s.deep)
    s.stroke(curve((-3.6, -9), (-3.8, -16), (-0.8, -22)), 0.7, s.dark)


def _dice(s: Sketch) -> None:
    """Two dice."""
    s.fill(turned(bar(-15, -12, -3, 0, 2), -8, (-9, -6)))
    s.fill(turned(bar(2, -13, 15, 0, 2), 12, (8, -6)))
    for x, y in ((-11.6, -8.6), (-6.4, -3.4), (-9, -6), (6, -8.6), (11, -5), (9.4, -9.6), (7, -4)):
        s.fill(disc(x, y, 1.1), _DARK)


def _cards(s: Sketch) -> None:
    """A fan of playing cards."""
    for lean, mark in ((-24, _DARK), (0, (200, 44, 48)), (24, (200, 44, 48))):
        s.fill(turned(bar(-5.4, -24, 5.4, -6, 1.2), lean, (0, 0)), shaded(s.main, 0.2))
        s.fill(turned(bar(-5, -23.6, 5, -6.4, 1), lean, (0, 0)))
        s.fill(turned(polygon((0, -18.4), (2.4, -15), (0, -11.6), (-2.4, -15)), lean, (0, 0)), mark)
    s.grip = (0, -6)


def _puzzle(s: Sketch) -> None:
    """A puzzle piece."""
    base = bar(-10, -20, 8, -2, 0.8)
    s.fill(without(base, disc(-10, -11, 3.4)))
    s.fill(disc(-1, -21, 3.4))
    s.fill(disc(9.4, -11, 3.4))
    s.shade(bar(-12, -6, 14, -1))


def _trophy(s: Sketch) -> None:
    """A cup with two handles."""
    for sign in (-1, 1):
        s.stroke(curve((sign * 8, -30), (sign * 16, -30), (sign * 14, -20), (sign * 6, -18)), 1.8, s.dark)
    s.fill(even((0.0, -33), (10, -33), (9, -23), (3, -15), (2, -9), (0.0, -9)))
    s.shade(bar(3, -36, 14, -8))
    s.fill(bar(-7, -9.6, 7, 0, 1), (92, 62, 46))
    s.fill(bar(-4, -6.6, 4, -3, 0.4), _BRASS)
    s.grip = (0, -14)


def _top(s: Sketch) -> None:
    """A spinning top or yo-yo."""
    s.fill(bar(-1, -19, 1, -14, 0.4), _DARK)
    s.fill(even((0.0, -15), (10, -12), (9, -8), (2, -1), (0.0, 0)))
    s.shade(bar(-12, -11, 12, -8.4), s.second or _CREAM)


def _mask(s: Sketch) -> None:
    """A carnival mask on a stick."""
    s.stroke(line((11, -10), (15, 4)), 1.2, _BRASS)
    face = blob((-14, -17), (-8, -20), (0, -17), (8, -20), (14, -17), (12, -8), (6, -6), (0, -10), (-6, -6), (-12, -8))
    s.fill(without(without(face, oval(-6, -13, 3.2, 2)), oval(6, -13, 3.2, 2)))
    for x in (-10, 0, 10):
        s.fill(disc(x, -19.4 if x else -17, 1), _BRASS)
    s.grip = (14, 2)


def _puppet(s: Sketch) -> None:
    """A puppet on strings."""
    for x in (-8, 0, 8):
        s.stroke(line((x, -42), (x * 0.9, -22 if x == 0 else -12)), 0.4, (110, 110, 118))
    s.stroke(line((-10, -42), (10, -42)), 1.8, _WOOD)
    for x in (-1, 1):
        s.fill(capsule((x * 3, -16), 1.4, (x * 8, -11), 1.5), tinted(s.main, 0.3))
        s.fill(capsule((x * 2, -8), 1.5, (x * 3, -1.6), 1.6), s.dark)
    s.fill(bar(-4, -18, 4, -7, 1.8))
    s.fill(disc(0, -22, 4.2), _SKIN)
    s.fill(polygon((-4.4, -23), (4.4, -23), (0, -31)), s.main)
    for eye in (-1.5, 1.5):
        s.fill(disc(eye, -22, 0.6), _DARK)
    s.grip = (0, -42)


def _harp(s: Sketch) -> None:
    """A small harp."""
    for k in range(6):
        x = -8 + k * 4
        s.stroke(line((x, -34 + k * 1.4), (x, -8 - k * 3.4)), 0.5, (236, 226, 200))
    s.stroke(curve((-13, -2), (10, -20), (17, -30)), 4)
    s.stroke(curve((-14, -2), (-15, -30), (-12, -40)), 3, s.dark)
    s.stroke(curve((-12, -40), (0, -33), (10, -38), (17, -30)), 3)
    s.grip = (-14, -22)


def _hoop(s: Sketch) -> None:
    """A ring to throw or spin."""
    s.fill(ring(0, -22, 20, 3))


PLANS: tuple[PropPlan, ...] = (
    PropPlan(("guitar", "ukulele", "banjo", "lute", "mandolin"), _guitar, ((204, 138, 70), (160, 70, 44))),
    PropPlan(("violin", "fiddle", "viola"), _violin, ((156, 76, 38),)),
    PropPlan(("cello", "bass", "double bass"), _cello, ((164, 86, 44),)),
    PropPlan(("trumpet", "horn", "trombone", "saxophone", "cornet", "bugle", "tuba"), _trumpet, (_BRASS,)),
    PropPlan(("drum", "bongo", "tambourine"), _drum, ((186, 56, 48), (52, 96, 150))),
    PropPlan(("flute", "recorder", "clarinet", "pipe", "whistle", "harmonica", "oboe"), _flute, ((190, 196, 204),
        (120, 76, 46))),
    PropPlan(("accordion", "concertina"), _accordion, ((176, 44, 48), (44, 64, 110))),
    PropPlan(("bell", "handbell", "cowbell"), _bell, (_BRASS,)),
    PropPlan(("music box", "jewelry box", "jewellery box"), _musicbox, ((140, 84, 60), (176, 120, 146))),
    PropPlan(("piano", "organ", "harpsichord"), _piano, ((92, 56, 42), (40, 38, 42))),
    PropPlan(("harp", "lyre"), _harp, ((214, 168, 84),)),
    PropPlan(("ball", "beach ball", "tennis ball", "marble", "orb", "sphere", "bead"), _ball, ((206, 58, 52), (60,
        122, 178))),
    PropPlan(("football", "soccer ball", "basketball", "volleyball"), _football, ((244, 244, 240),)),
    PropPlan(("kite",), _kite, ((206, 60, 56), (66, 130, 180), (240, 160, 54))),
    PropPlan(("toy boat", "toy ship", "model ship", "paper boat", "model boat", "toy sailboat"), _toyboat, ((196, 56,
        48), (62, 116, 160))),
    PropPlan(("toy car", "model car", "toy truck"), _toycar, ((206, 60, 52), (60, 122, 178))),
    PropPlan(("toy train", "model train", "toy locomotive"), _toytrain, ((196, 56, 48), (70, 140, 92))),
    PropPlan(("doll", "rag doll", "figurine", "statue", "statuette", "toy soldier", "action figure"), _doll, ((214,
        96, 120), (92, 140, 180))),
    PropPlan(("teddy", "teddy bear", "stuffed animal", "plush", "stuffed bear", "toy", "toy bear", "stuffed toy",
        "plush toy"), _teddy, ((176, 122, 72), (206, 164, 116))),
    PropPlan(("balloon", "party balloon"), _balloon, ((214, 56, 58), (70, 140, 196), (246, 190, 60))),
    PropPlan(("flag", "banner", "pennant"), _flag, ((196, 52, 50), (54, 104, 160))),
    PropPlan(("chess piece", "chess", "knight piece", "pawn", "game piece", "task piece", "piece"), _chess, ((238,
        226, 200), (74, 56, 48))),
    PropPlan(("dice", "die", "domino"), _dice, ((246, 242, 232),)),
    PropPlan(("playing card", "deck", "tarot card", "deck of card", "tarot"), _cards, ((250, 248, 240),)),
    PropPlan(("puzzle", "jigsaw", "puzzle piece", "jigsaw piece"), _puzzle, ((74, 146, 176), (226, 150, 66))),
    PropPlan(("trophy", "medal", "award", "cup trophy"), _trophy, (_BRASS,)),
    PropPlan(("top", "spinning top", "yo yo", "yoyo"), _top, ((206, 62, 54),)),
    PropPlan(("mask", "carnival mask"), _mask, ((120, 54, 130), (190, 50, 60))),
    PropPlan(("puppet", "marionette"), _puppet, ((190, 60, 56), (64, 120, 150))),
    PropPlan(("hoop", "hula hoop", "lifebuoy", "life ring"), _hoop, ((226, 96, 60),)),
)  # fmt: skip
