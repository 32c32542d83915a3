"""Lamps, clocks, cameras, phones and instruments of science: props that shine, tick or look."""

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
)
from iamflow_agents.generator.storyboard.things.props_sketch import PropPlan, Sketch

_GLOW: Rgb = (255, 226, 140)
_GLASS: Rgb = (176, 208, 224)
_DARK: Rgb = (52, 54, 62)
_BRASS: Rgb = (206, 166, 78)
_STEEL: Rgb = (176, 184, 192)


def _lantern(s: Sketch) -> None:
    """A lantern with a burning flame."""
    s.stroke(curve((-8, -30), (-6, -42), (6, -42), (8, -30)), 1.4, s.deep)
    s.fill(disc(0, -17, 17), (*_GLOW, 60))
    s.fill(polygon((-6, -34), (6, -34), (10, -28), (-10, -28)))
    s.fill(bar(-8, -28, 8, -6, 1), (*_GLOW, 170))
    for x in (-8, 0, 8):
        s.stroke(line((x, -28), (x, -6)), 1.2, s.dark)
    s.fill(bar(-11, -6.6, 11, 0, 1.2))
    s.shade(bar(-12, -2, 12, 1))
    s.flame(0, -7, 13)
    s.grip = (0, -41)


def _lamp(s: Sketch) -> None:
    """A table lamp with a shade."""
    s.fill(disc(0, -30, 21), (*_GLOW, 60))
    s.fill(oval(0, -1.4, 9, 1.6), s.deep)
    s.fill(even((0.0, -22), (1.4, -20), (4, -12), (2, -4), (6, -1)), s.second or _BRASS)
    s.fill(polygon((-7, -42), (7, -42), (14, -22), (-14, -22)))
    s.shade(polygon((3, -43), (8, -43), (15, -21), (7, -21)))
    s.grip = (0, -12)


def _torch(s: Sketch) -> None:
    """A burning torch."""
    s.fill(turned(polygon((-2.6, -26), (2.6, -26), (1.6, 0), (-1.6, 0)), 14))
    s.fill(turned(bar(-3.8, -33, 3.8, -25, 1.4), 14), (92, 74, 60))
    s.flame(7.6, -31, 20)
    s.grip = (2, -8)


def _flashlight(s: Sketch) -> None:
    """A pocket torch with its beam."""
    s.fill(polygon((10, -9), (44, -20), (44, 8), (10, -2)), (*_GLOW, 90))
    s.fill(bar(-14, -8.6, 4, -2.4, 1.4))
    s.shade(bar(-15, -4.6, 6, -2))
    s.fill(polygon((3, -9), (11, -11.6), (11, 0.6), (3, -2)))
    s.fill(bar(10.4, -11.4, 12.4, 0.4, 0.6), _GLOW)
    s.fill(bar(-6, -9.6, -2, -8, 0.5), (214, 70, 56))
    s.grip = (-8, -5)


def _candle(s: Sketch) -> None:
    """A candle in a holder."""
    s.stroke(ring(8, -3.6, 2.4, 0.2), 1.2, _BRASS)
    s.fill(blob((-8, -3), (8, -3), (6, 0), (-6, 0)), _BRASS)
    s.fill(bar(-3, -22, 3, -2.6, 0.8))
    s.shade(bar(0.8, -24, 4, -2))
    s.fill(blob((-3, -22), (-1, -21), (-1.2, -16), (-2.4, -15), (-3, -18)), s.light)
    s.stroke(line((0, -22), (0, -24)), 0.7, _DARK)
    s.flame(0, -23, 9)
    s.grip = (0, -10)


def _match(s: Sketch) -> None:
    """A burning match."""
    s.fill(turned(bar(-0.9, -20, 0.9, 0, 0.3), 30))
    s.fill(disc(10, -17.6, 1.7), (150, 50, 40))
    s.flame(10, -17.4, 9)
    s.grip = (2, -3)


def _camera(s: Sketch) -> None:
    """A camera with a lens."""
    s.fill(bar(-5, -17.4, 5, -13, 1), s.dark)
    s.fill(bar(-12, -14.6, 12, 0, 1.8))
    s.shade(bar(-13, -3, 13, 1))
    s.fill(disc(1, -7, 6), _DARK)
    s.fill(disc(1, -7, 4.4), shaded(_GLASS, 0.45))
    s.fill(disc(2.4, -8.6, 1.3), (240, 248, 252))
    s.fill(bar(-10.4, -16, -7, -14, 0.6), (214, 70, 56))
    s.fill(bar(8, -12.6, 10.6, -10.6, 0.4), _GLOW)
    s.grip = (-9, -4)


def _video(s: Sketch) -> None:
    """A film camera."""
    for x in (-8, 5):
        s.fill(disc(x, -26, 6.4), s.dark)
        s.fill(disc(x, -26, 2), _STEEL)
    s.fill(bar(-15, -20, 10, -2, 2))
    s.shade(bar(-16, -6, 12, 0))
    s.fill(polygon((10, -14), (19, -18), (19, -4), (10, -8)), s.deep)
    s.grip = (-4, -3)


def _phone(s: Sketch) -> None:
    """A mobile phone."""
    s.fill(bar(-6, -20, 6, 0, 1.8))
    s.fill(bar(-5.2, -18.4, 5.2, -2.4, 0.6), (64, 120, 170))
    s.shade(polygon((-6, -10), (6, -18), (6, -20), (-6, -20)), (120, 176, 214))
    s.fill(bar(-1.6, -1.7, 1.6, -0.9, 0.4), s.light)
    s.grip = (0, -3)


def _telephone(s: Sketch) -> None:
    """A telephone with a handset."""
    s.fill(blob((-13, 0), (-11, -10), (-5, -13), (5, -13), (11, -10), (13, 0)))
    s.shade(bar(-14, -3, 14, 1))
    s.fill(disc(0, -6, 4.6), (240, 236, 226))
    s.fill(disc(0, -6, 1.6), s.dark)
    s.fill(
        blob((-16, -14), (-14, -19), (0, -20.4), (14, -19), (16, -14), (10, -13), (8, -16), (-8, -16), (-10, -13)),
        s.dark,
    )
    s.grip = (0, -19)


def _laptop(s: Sketch) -> None:
    """An open laptop."""
    s.fill(bar(-16, -25, 16, -3, 1.4))
    s.fill(bar(-14.4, -23.4, 14.4, -4.4, 0.5), (44, 60, 86))
    for y, end in ((-19.6, 6), (-16.4, 0), (-13.2, 9), (-10, 3)):
        s.stroke(line((-11.6, y), (end, y)), 1, (116, 190, 206))
    s.fill(polygon((-16, -3), (16, -3), (20, 0), (-20, 0)), s.dark)
    s.fill(bar(-20, -1, 20, 0.4, 0.6), s.deep)
    s.grip = (0, -2)


def _tablet(s: Sketch) -> None:
    """A tablet computer."""
    s.fill(bar(-10, -26, 10, 0, 1.8))
    s.fill(bar(-8.6, -24, 8.6, -2.4, 0.6), (72, 128, 176))
    s.shade(polygon((-9, -12), (9, -24), (9, -26), (-9, -26)), (128, 182, 216))
    s.grip = (0, -3)


def _radio(s: Sketch) -> None:
    """A radio with an antenna."""
    s.stroke(line((10, -18), (19, -36)), 1, _STEEL)
    s.fill(bar(-16, -19, 16, 0, 2.6))
    s.shade(bar(-17, -4, 17, 1))
    s.fill(disc(-7.6, -9.6, 6.2), s.deep)
    for y in (-12, -9.6, -7.2):
        s.stroke(line((-11.4, y), (-3.8, y)), 0.7, s.light)
    s.fill(bar(1.6, -15.6, 13.4, -10, 0.8), (248, 232, 188))
    s.stroke(line((6, -15), (6, -10.6)), 0.7, (206, 60, 50))
    for x in (4, 11):
        s.fill(disc(x, -5.4, 2.1), _BRASS)
    s.grip = (0, -18)


def _television(s: Sketch) -> None:
    """A television set or screen."""
    s.fill(bar(-12, -3, 12, 0, 1), s.deep)
    s.fill(bar(-30, -40, 30, -3, 3))
    s.fill(bar(-27, -37, 27, -7, 2), (60, 84, 112))
    s.shade(polygon((-27, -12), (6, -37), (18, -37), (-18, -7)), (92, 122, 152))
    s.grip = (0, -4)


def _clock(s: Sketch) -> None:
    """A clock with hands."""
    for x in (-6, 6):
        s.fill(disc(x, -24, 3.4), s.dark)
    for foot in (-6.4, 6.4):
        s.stroke(line((foot, -4), (foot * 1.2, -0.6)), 1.6, s.dark)
    s.fill(disc(0, -13, 12))
    s.fill(disc(0, -13, 9.2), (250, 246, 236))
    for k in range(12):
        s.fill(turned(bar(-0.4, -21.4, 0.4, -19.8), k * 30, (0, -13)), _DARK)
    s.stroke(line((0, -13), (0, -19)), 0.9, _DARK)
    s.stroke(line((0, -13), (4.4, -10.8)), 0.9, _DARK)
    s.grip = (0, -2)


def _watch(s: Sketch) -> None:
    """A pocket watch on its chain."""
    s.stroke(curve((0, -21), (6, -30), (14, -24), (19, -28)), 1, s.dark)
    s.fill(bar(-1.6, -21.6, 1.6, -18, 0.6), s.dark)
    s.fill(disc(0, -9.6, 9.6))
    s.fill(disc(0, -9.6, 7), (250, 246, 236))
    s.stroke(line((0, -9.6), (0, -14.4)), 0.8, _DARK)
    s.stroke(line((0, -9.6), (3.2, -8)), 0.8, _DARK)
    s.grip = (8, -28)


def _hourglass(s: Sketch) -> None:
    """An hourglass."""
    s.fill(even((0.0, -25), (6.4, -25), (6, -20), (0.9, -14), (6, -8), (6.4, -3), (0.0, -3)), (*_GLASS, 200))
    s.fill(polygon((-4, -20), (4, -20), (0, -14.4)), (232, 196, 120))
    s.fill(polygon((-5.4, -3), (5.4, -3), (0, -8.4)), (232, 196, 120))
    for y in (-28, -3):
        s.fill(bar(-9, y, 9, y + 3, 1))
    for x in (-7.6, 7.6):
        s.stroke(line((x, -26), (x, -2)), 1.2, s.dark)
    s.grip = (0, -14)


def _telescope(s: Sketch) -> None:
    """A spyglass of three pieces."""
    for left, right, high, ink in ((-26, -8, 3.0, s.dark), (-9, 9, 4.2, None), (8, 27, 5.6, None)):
        s.fill(turned(bar(left, -6 - high, right, -6 + high, 0.8), -14, (0, -6)), ink)
    for x, high in ((-9, 4.6), (8, 6.0), (26, 6.2)):
        s.fill(turned(bar(x - 1.4, -6 - high, x + 1.4, -6 + high, 0.5), -14, (0, -6)), tinted(_BRASS, 0.2))
    s.fill(turned(oval(27.6, -6, 1.2, 5), -14, (0, -6)), _GLASS)
    s.grip = (-14, -3)


def _compass(s: Sketch) -> None:
    """A compass with a needle."""
    s.fill(bar(-1.6, -21.6, 1.6, -18, 0.6), s.dark)
    s.fill(disc(0, -9.4, 9.4))
    s.fill(disc(0, -9.4, 7.2), (250, 246, 236))
    s.fill(turned(polygon((0, -16), (1.8, -9.4), (-1.8, -9.4)), 24, (0, -9.4)), (206, 50, 46))
    s.fill(turned(polygon((0, -2.8), (1.8, -9.4), (-1.8, -9.4)), 24, (0, -9.4)), (70, 84, 110))
    s.fill(disc(0, -9.4, 1), _BRASS)
    s.grip = (0, -2)


def _magnifier(s: Sketch) -> None:
    """A magnifying glass."""
    s.stroke(line((-4.6, -9), (-13, 0)), 3)
    s.fill(disc(3, -17, 8), (*_GLASS, 190))
    s.stroke(disc(3, -17, 8), 2, s.dark)
    s.stroke(curve((-1.6, -20), (0.6, -22.4), (3.6, -22.8)), 1, (255, 255, 255))
    s.grip = (-10, -3)


def _lens(s: Sketch) -> None:
    """A camera lens."""
    s.fill(bar(-7, -17, 5, 0, 1))
    s.shade(bar(-8, -5, 6, 1))
    s.fill(bar(-4, -17.6, -1, 0.6, 0.4), s.light)
    s.fill(bar(5, -18.4, 9, 1.4, 1), s.dark)
    s.fill(oval(9.4, -8.5, 2.2, 8), shaded(_GLASS, 0.3))
    s.fill(oval(9.8, -11, 0.8, 2.6), (240, 248, 252))
    s.grip = (-2, -8)


def _globe(s: Sketch) -> None:
    """A globe on its stand."""
    s.fill(bar(-9, -3, 9, 0, 1.4), (130, 84, 52))
    s.stroke(line((0, -7), (0, -2)), 2, (130, 84, 52))
    s.stroke(curve((-4, -39), (-17, -30), (-15, -12), (0, -6), (6, -6.6)), 1.6, _BRASS)
    s.fill(disc(0, -22, 14))
    s.shade(blob((-12, -30), (-4, -34), (1, -28), (-3, -21), (-9, -22)), (108, 162, 92))
    s.shade(blob((2, -22), (9, -26), (13, -20), (8, -12), (3, -15)), (108, 162, 92))
    s.shade(blob((-8, -14), (-2, -16), (0, -10), (-5, -9)), (108, 162, 92))
    s.grip = (0, -2)


def _microscope(s: Sketch) -> None:
    """A microscope."""
    s.fill(bar(-11, -3, 11, 0, 1.2), s.deep)
    s.stroke(curve((6, -3), (11, -12), (8, -22), (1, -25)), 3.2)
    s.fill(bar(-9, -11, 5, -8.6, 0.6), s.deep)
    s.fill(turned(bar(-4.6, -31, 0.6, -14, 1), -14, (-2, -22)))
    s.fill(turned(bar(-4, -37, 0, -30, 0.8), -14, (-2, -22)), s.dark)
    s.fill(turned(bar(-3.4, -14.6, -0.6, -11.6, 0.4), -14, (-2, -22)), _STEEL)
    s.grip = (8, -14)


def _binoculars(s: Sketch) -> None:
    """Binoculars."""
    for x in (-6.4, 6.4):
        s.fill(polygon((x - 3, -18), (x + 3, -18), (x + 5.2, -1), (x - 5.2, -1)))
        s.fill(bar(x - 5.6, -3, x + 5.6, 0, 0.8), s.deep)
        s.fill(bar(x - 3.4, -20, x + 3.4, -17, 0.8), s.deep)
    s.fill(bar(-3, -13, 3, -8, 0.8), s.dark)
    s.grip = (0, -8)


def _microphone(s: Sketch) -> None:
    """A microphone."""
    s.fill(turned(polygon((-2.6, -16), (2.6, -16), (1.6, 0), (-1.6, 0)), 16))
    s.fill(disc(5.2, -19, 5), _STEEL)
    s.stroke(turned(line((-4.8, -19.4), (4.8, -19.4)), 16), 1.3, s.dark)
    s.grip = (2, -6)


def _headphones(s: Sketch) -> None:
    """Headphones."""
    s.stroke(curve((-10, -9), (-10, -21), (0, -25), (10, -21), (10, -9)), 2.6, s.dark)
    for x in (-10, 10):
        s.fill(capsule((x, -11), 3.6, (x, -4.4), 3.6))
    s.grip = (0, -24)


def _typewriter(s: Sketch) -> None:
    """A typewriter with a sheet."""
    s.fill(bar(-9, -36, 9, -20, 0.4), (250, 246, 236))
    for y in (-33, -30.4, -27.8):
        s.stroke(line((-6, y), (5, y)), 0.7, (150, 150, 158))
    s.fill(bar(-17, -24, 17, -19, 2.4), s.deep)
    s.fill(polygon((-15, -20), (15, -20), (19, 0), (-19, 0)))
    s.shade(bar(-20, -2.4, 20, 1))
    for row, y in enumerate((-13, -9, -5)):
        for k in range(6):
            s.fill(disc(-11 + k * 4.4 + (row - 1) * 0.8, y, 1.4), (244, 238, 224))
    s.grip = (0, -2)


def _battery(s: Sketch) -> None:
    """A battery or small device with a light."""
    s.fill(bar(-7, -18, 7, 0, 1.2))
    s.fill(bar(-3, -20.4, 3, -17.6, 0.8), _STEEL)
    s.shade(bar(-8, -7, 8, 1))
    s.fill(polygon((1, -15), (-3.6, -8.4), (-0.4, -8.4), (-1, -3.4), (3.6, -10), (0.6, -10)), _GLOW)


def _bulb(s: Sketch) -> None:
    """A light bulb."""
    s.fill(disc(0, -17, 12), (*_GLOW, 80))
    s.fill(even((0.0, -25), (6, -22), (7.4, -16), (3.6, -9), (3.4, -6), (0.0, -6)), _GLOW)
    s.fill(bar(-3.4, -6.4, 3.4, 0, 1))
    for y in (-4.6, -2.4):
        s.stroke(line((-3.4, y), (3.4, y)), 0.6, s.deep)


PLANS: tuple[PropPlan, ...] = (
    PropPlan(("lantern", "oil lantern", "oil lamp", "storm lantern", "storm lamp", "hurricane lamp"), _lantern,
        (_BRASS, (84, 90, 100), (160, 58, 50))),
    PropPlan(("lamp", "desk lamp", "table lamp", "lampshade"), _lamp, ((222, 178, 104), (84, 140, 136))),
    PropPlan(("torch",), _torch, ((132, 88, 54),)),
    PropPlan(("flashlight", "searchlight", "headlamp"), _flashlight, ((64, 70, 82), (214, 168, 54))),
    PropPlan(("candle", "candlestick", "taper"), _candle, ((246, 238, 216), (198, 70, 66))),
    PropPlan(("match", "matchbox", "lighter", "matchstick"), _match, ((222, 190, 132),)),
    PropPlan(("camera", "photo camera"), _camera, ((64, 66, 74), (126, 84, 56))),
    PropPlan(("video camera", "film camera", "projector", "camcorder"), _video, ((62, 66, 76),)),
    PropPlan(("phone", "smartphone", "cellphone", "cell phone", "mobile phone", "mobile"), _phone, ((48, 50, 58),
        (216, 216, 220))),
    PropPlan(("telephone", "receiver", "walkie talkie"), _telephone, ((176, 48, 46), (46, 48, 56))),
    PropPlan(("laptop", "computer", "notebook computer"), _laptop, ((176, 182, 190), (74, 80, 92))),
    PropPlan(("tablet", "screen", "e reader", "device", "gadget"), _tablet, ((54, 58, 66),)),
    PropPlan(("radio", "stereo", "speaker", "record player", "boombox", "transistor"), _radio, ((152, 92, 56), (196,
        78, 58))),
    PropPlan(("television", "tv", "monitor", "tv set"), _television, ((72, 58, 50),)),
    PropPlan(("clock", "alarm clock", "alarm", "timer"), _clock, ((196, 62, 54), (64, 118, 140))),
    PropPlan(("watch", "pocket watch", "wristwatch", "stopwatch", "medallion", "locket", "amulet", "pendant"),
        _watch, (_BRASS, (176, 182, 190))),
    PropPlan(("hourglass",), _hourglass, ((150, 100, 60),)),
    PropPlan(("telescope", "spyglass"), _telescope, ((170, 124, 62), (60, 88, 116))),
    PropPlan(("compass",), _compass, (_BRASS, (150, 156, 164))),
    PropPlan(("magnifying glass", "magnifier", "loupe"), _magnifier, ((98, 66, 46),)),
    PropPlan(("lens", "camera lens", "lense"), _lens, ((62, 66, 74),)),
    PropPlan(("globe", "world"), _globe, ((78, 146, 190),)),
    PropPlan(("microscope",), _microscope, ((72, 84, 100), (220, 222, 224))),
    PropPlan(("binoculars", "binocular", "field glasses"), _binoculars, ((66, 72, 66),)),
    PropPlan(("microphone", "mic"), _microphone, ((58, 60, 68),)),
    PropPlan(("headphones", "headphone", "headset", "earphone"), _headphones, ((196, 70, 58), (64, 70, 82))),
    PropPlan(("typewriter", "keyboard"), _typewriter, ((58, 92, 96), (62, 62, 70))),
    PropPlan(("battery", "remote", "sensor", "detector", "beacon"), _battery, ((64, 128, 90),)),
    PropPlan(("bulb", "light bulb", "lightbulb"), _bulb, ((150, 156, 164),)),
)  # fmt: skip
