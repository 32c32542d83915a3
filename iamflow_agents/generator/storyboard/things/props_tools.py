"""Tools, weapons and rope: props with a handle."""

from __future__ import annotations

import math

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    Ink,
    Path,
    bar,
    blob,
    curve,
    disc,
    even,
    line,
    oval,
    polygon,
    ring,
    shaded,
    turned,
    without,
)
from iamflow_agents.generator.storyboard.things.props_sketch import PropPlan, Sketch

_STEEL: Rgb = (176, 184, 192)
_IRON: Rgb = (104, 110, 120)
_WOOD: Rgb = (164, 112, 66)
_BRASS: Rgb = (206, 166, 78)


def _lean(s: Sketch, degrees: float, *layers: tuple[Path, Ink | None]) -> None:
    """Fill layers that were written upright, leaning."""
    for path, ink in layers:
        s.fill(turned(path, degrees), ink)


def _key(s: Sketch) -> None:
    """An old key."""
    s.fill(ring(-7, -6, 4.6, 2.6))
    s.fill(disc(-7, -11.6, 1.4))
    s.fill(bar(-2.6, -7.2, 15, -4.8, 0.8))
    s.fill(polygon((8.6, -5), (10.6, -5), (10.6, -0.6), (8.6, -0.6)))
    s.fill(polygon((12.4, -5), (15, -5), (15, 0), (13.4, 0), (13.4, -1.6), (12.4, -1.6)))
    s.fill(bar(-2.6, -5.6, 15, -4.8, 0.3), s.dark)
    s.fill(bar(-2.8, -8, -0.6, -4, 0.4), s.dark)
    s.grip = (-7, -6)


def _hammer(s: Sketch) -> None:
    """A hammer."""
    _lean(s, 20, (bar(-1.7, -30, 1.7, 0, 1.2), None), (bar(-1.7, -30, -0.4, 0, 0.6), s.dark))
    _lean(
        s,
        20,
        (bar(-5.4, -36, 9, -29.4, 1.2), _IRON),
        (blob((-5, -35.6), (-12, -36), (-14.4, -31), (-9, -32.4), (-5, -30.4)), _IRON),
    )
    _lean(s, 20, (bar(7, -37, 10.4, -28.4, 0.8), _STEEL))
    s.grip = (2, -6)


def _wrench(s: Sketch) -> None:
    """An open-ended wrench."""
    head = without(disc(0, -30, 6), bar(-2.2, -38, 2.2, -30, 0.6))
    _lean(s, 26, (bar(-2, -27, 2, -4, 1), None), (head, None), (without(disc(0, -3.4, 4), disc(0, -3.4, 2)), None))
    _lean(s, 26, (bar(-0.6, -23, 0.6, -8, 0.5), s.dark))
    s.grip = (6, -12)


def _saw(s: Sketch) -> None:
    """A hand saw."""
    teeth: list[tuple[float, float]] = [(-26 + i * 2.0, -3.0 if i % 2 else -1.2) for i in range(17)]
    s.fill(polygon((-26, -7), (10, -13), (10, -2), *teeth[::-1]), _STEEL)
    s.fill(without(blob((8, -14), (18, -15), (21, -7), (18, 0), (9, -0.6)), oval(14.4, -7.4, 3, 4)))
    s.grip = (17, -7)


def _knife(s: Sketch) -> None:
    """A knife; a broken one lacks its tip."""
    long = 1.25 if "long" in s.words else 1.0
    handle = s.main
    tip: list[tuple[float, float]] = [(24 * long, -3.4), (18 * long, -7.4)]
    if s.words & {"broken", "snapped"}:
        tip = [(15 * long, -3), (17 * long, -5), (14 * long, -7.4)]
    s.fill(polygon((0, -2.6), *tip, (0, -7.4)), _STEEL)
    s.fill(polygon((0, -2.6), (20 * long, -2.9), (18 * long, -4), (0, -4)), shaded(_STEEL, 0.2))
    s.fill(bar(-15, -7.8, 0.8, -2.4, 1.8), handle)
    s.shade(bar(-16, -4, 2, -2))
    for x in (-11, -6):
        s.fill(disc(x, -5.2, 0.9), _BRASS)
    s.grip = (-8, -5)


def _axe(s: Sketch) -> None:
    """An axe."""
    _lean(s, 18, (bar(-1.8, -48, 1.8, 0, 1.4), None), (bar(-1.8, -48, -0.4, 0, 0.6), s.dark))
    _lean(s, 18, (blob((-3, -46), (4, -46), (14, -50), (16, -40), (13, -31), (4, -37), (-3, -37)), _STEEL))
    _lean(s, 18, (blob((12, -49.4), (15, -50), (17, -40), (14, -31), (12.6, -32.4), (14, -40)), (220, 226, 230)))
    s.grip = (3, -10)


def _shovel(s: Sketch) -> None:
    """A spade."""
    s.stroke(line((0, -86), (0, -24)), 3.4)
    s.stroke(line((-6, -88), (6, -88)), 3.6, s.dark)
    s.fill(even((0.0, -27), (8, -27), (9.4, -12), (5, -3), (0.0, 0)), _STEEL)
    s.shade(bar(1.4, -30, 12, 2), shaded(_STEEL, 0.16))
    s.grip = (0, -62)


def _rake(s: Sketch) -> None:
    """A rake or pitchfork."""
    s.stroke(line((0, -110), (0, -12)), 3)
    s.stroke(line((-12, -12), (12, -12)), 2.6, _IRON)
    for x in (-12, -6, 0, 6, 12):
        s.stroke(line((x, -12), (x, -1)), 1.8, _IRON)
    s.grip = (0, -74)


def _broom(s: Sketch) -> None:
    """A broom."""
    s.stroke(line((0, -120), (0, -34)), 3)
    s.fill(bar(-5, -40, 5, -32, 1), (190, 64, 56))
    s.fill(polygon((-5.4, -33), (5.4, -33), (13, 0), (-13, 0)), (222, 184, 104))
    for x in (-8, -3, 3, 8):
        s.stroke(line((x * 0.5, -30), (x * 1.2, -2)), 0.9, (182, 142, 72))
    s.grip = (0, -80)


def _scissors(s: Sketch) -> None:
    """Scissors."""
    for sign in (-1, 1):
        s.fill(turned(polygon((-1.5, -14), (1.5, -14), (0.4, -29), (-0.4, -29)), sign * 13, (0, -13)), _STEEL)
        s.fill(turned(ring(0, -4.4, 3.6, 2.2), -sign * 24, (0, -13)))
        s.stroke(turned(line((0, -13), (0, -8.4)), -sign * 24, (0, -13)), 2)
    s.fill(disc(0, -13, 1.2), _IRON)
    s.grip = (0, -6)


def _screwdriver(s: Sketch) -> None:
    """A screwdriver."""
    _lean(
        s,
        26,
        (bar(-0.9, -29, 0.9, -13, 0.2), _STEEL),
        (polygon((-1.5, -29), (1.5, -29), (1.2, -32), (-1.2, -32)), _STEEL),
    )
    _lean(s, 26, (bar(-2.8, -14, 2.8, 0, 2), None), (bar(0.6, -13, 1.6, -1, 0.5), s.dark))
    s.grip = (2, -6)


def _toolset(s: Sketch) -> None:
    """A toolbox with tools looking out."""
    s.stroke(line((-8, -20), (-12, -34)), 2.4, _WOOD)
    s.fill(turned(bar(-15, -37, -6, -33, 0.8), -16, (-11, -35)), _IRON)
    s.stroke(line((6, -20), (10, -32)), 2, _STEEL)
    s.fill(without(disc(11, -35, 3.4), bar(10, -40, 13, -35.4)), _STEEL)
    s.stroke(curve((-9, -19), (-8, -28), (8, -28), (9, -19)), 2, s.deep)
    s.fill(bar(-19, -20, 19, 0, 1.6))
    s.shade(bar(-20, -4, 20, 1))
    s.stroke(line((-19, -14), (19, -14)), 0.9, s.deep)
    s.fill(bar(-3, -16.4, 3, -11.4, 0.8), _BRASS)
    s.grip = (0, -27)


def _ladder(s: Sketch) -> None:
    """A ladder."""
    for x in (-17, 17):
        s.fill(bar(x - 2.6, -190, x + 2.6, 0, 1.6))
    for i in range(7):
        s.fill(bar(-17, -174 + i * 26, 17, -169 + i * 26, 1), s.dark)
    s.grip = (0, -95)


def _rope(s: Sketch) -> None:
    """A coil of rope."""
    for y, rx in ((-4, 14), (-8, 13.4), (-12, 12.6)):
        s.stroke(oval(0, y, rx, 4), 3.6)
        s.stroke(oval(0, y - 0.6, rx, 4), 0.8, s.dark)
    s.stroke(curve((12, -5), (19, -6), (22, -1.6)), 3)
    s.grip = (0, -10)


def _chain(s: Sketch) -> None:
    """A chain."""
    for i in range(5):
        x = -14 + i * 7
        s.stroke(oval(x, -6 - (i % 2) * 1.6, 4.4, 2.6 if i % 2 else 3.2), 1.7, None if i % 2 else s.dark)
    s.grip = (-14, -6)


def _net(s: Sketch) -> None:
    """A landing net."""
    s.stroke(line((0, -14), (-14, 0)), 2.6, _WOOD)
    bag = blob((-2, -15), (4, -34), (20, -36), (26, -22), (16, -8), (6, -8))
    s.fill(bag, (*s.main, 70))
    for k in range(5):
        s.shade(turned(bar(-10 + k * 9, -50, -9.2 + k * 9, 10), 20, (10, -22)), s.main)
        s.shade(turned(bar(-20, -46 + k * 9, 40, -45.2 + k * 9), 20, (10, -22)), s.main)
    s.stroke(bag, 1.8, s.deep)
    s.grip = (-10, -4)


def _rod(s: Sketch) -> None:
    """A fishing rod."""
    s.stroke(curve((-30, 0), (10, -50), (60, -110)), 1.8)
    s.stroke(line((-34, 4), (-20, -12)), 3.4, s.dark)
    s.fill(disc(-16, -12, 4), _IRON)
    s.stroke(curve((60, -110), (66, -80), (64, -50)), 0.5, (120, 124, 132))
    s.fill(disc(64, -48, 2.4), (214, 60, 52))
    s.grip = (-27, -4)


def _sword(s: Sketch) -> None:
    """A sword."""
    blade = s.main
    _lean(
        s,
        24,
        (polygon((-2.4, -22), (2.4, -22), (2, -78), (0, -84), (-2, -78)), blade),
        (polygon((0, -22), (2.4, -22), (2, -78), (0, -84)), s.dark),
    )
    _lean(
        s,
        24,
        (bar(-10, -24, 10, -20, 1.8), _BRASS),
        (bar(-1.9, -20, 1.9, -6, 1), (98, 62, 46)),
        (disc(0, -4, 2.8), _BRASS),
    )
    s.grip = (5, -12)


def _staff(s: Sketch) -> None:
    """A long staff with carvings."""
    s.fill(blob((-2, 0), (-2.6, -80), (-3, -150), (-1, -168), (3, -166), (3.4, -150), (2.6, -80), (2, 0)))
    s.fill(disc(0, -166, 5.4), s.dark)
    for y in (-140, -132, -124):
        s.stroke(line((-2.6, y), (2.6, y - 2)), 1, s.deep)
    s.stroke(line((-1, -150), (-1, -6)), 0.8, s.light)
    s.grip = (0, -100)


def _cane(s: Sketch) -> None:
    """A walking stick with a crook."""
    s.stroke(curve((0, 0), (0, -60), (0, -84), (5, -92), (12, -91), (15, -84)), 3)
    s.fill(bar(-2, -5, 2, 0, 0.8), s.deep)
    s.grip = (8, -91)


def _wand(s: Sketch) -> None:
    """A wand with a star."""
    s.stroke(line((-7, 0), (7, -24)), 1.8)
    points = []
    for k in range(10):
        r = 6.0 if k % 2 == 0 else 2.6
        a = math.pi * (k / 5 - 0.5)
        points.append((8.6 + r * math.cos(a), -28 + r * math.sin(a)))
    s.fill(polygon(*points), s.second or (250, 214, 96))
    s.grip = (-5, -3)


def _spear(s: Sketch) -> None:
    """A spear or harpoon."""
    s.stroke(line((0, 0), (0, -150)), 2.8)
    s.fill(even((0.0, -176), (4.4, -160), (0.8, -148)), _STEEL)
    s.stroke(line((-2, -147), (2, -147)), 2, (190, 60, 52))
    s.grip = (0, -90)


def _bow(s: Sketch) -> None:
    """A bow with an arrow."""
    s.stroke(curve((-6, -92), (12, -70), (16, -46), (12, -22), (-6, 0)), 3)
    s.stroke(line((-6, -92), (-6, 0)), 0.6, (220, 214, 200))
    s.stroke(line((-12, -46), (30, -46)), 1.2, _WOOD)
    s.fill(polygon((30, -49), (38, -46), (30, -43)), _STEEL)
    s.grip = (15, -46)


def _shield(s: Sketch) -> None:
    """A shield."""
    s.fill(even((0.0, -60), (22, -56), (22, -28), (12, -8), (0.0, 0)), s.second or _STEEL)
    s.fill(even((0.0, -56), (18, -52.6), (18, -28), (10, -11), (0.0, -4)))
    s.shade(bar(0, -60, 30, 2))
    s.fill(disc(0, -32, 5), s.second or _STEEL)
    s.grip = (0, -30)


def _gear(s: Sketch) -> None:
    """A gear wheel."""
    for k in range(8):
        s.fill(turned(bar(-2.6, -24, 2.6, -17, 0.6), k * 45, (0, -12)))
    s.fill(without(disc(0, -12, 9.4), disc(0, -12, 3.6)))
    s.fill(without(disc(0, -12, 6.4), disc(0, -12, 5)), s.dark)
    s.grip = (0, -12)


def _wheel(s: Sketch) -> None:
    """A wooden wheel."""
    s.fill(ring(0, -30, 27, 6))
    for k in range(4):
        s.fill(turned(bar(-1.6, -55, 1.6, -5, 0.6), k * 45, (0, -30)), s.dark)
    s.fill(disc(0, -30, 6), s.deep)
    s.grip = (0, -30)


def _anchor(s: Sketch) -> None:
    """An anchor."""
    s.fill(ring(0, -46, 4, 2.4))
    s.stroke(line((0, -42), (0, -3)), 4.4)
    s.stroke(line((-10, -35), (10, -35)), 3.4)
    s.stroke(curve((-20, -16), (-12, -4), (0, -2), (12, -4), (20, -16)), 4.2)
    for sign in (-1, 1):
        s.fill(polygon((sign * 24, -15), (sign * 16, -13), (sign * 21, -23)))
    s.grip = (0, -46)


def _nail(s: Sketch) -> None:
    """A needle, nail or pin with thread."""
    s.stroke(line((-8, -1), (8, -15)), 1.5)
    s.fill(disc(8.6, -15.6, 2.2))
    s.stroke(curve((8, -16), (14, -20), (10, -8), (16, -3)), 0.8, s.second or (200, 60, 60))
    s.grip = (0, -8)


def _spool(s: Sketch) -> None:
    """A spool of thread or ball of wool with needles."""
    s.stroke(line((-12, -22), (8, -6)), 1, _WOOD)
    s.stroke(line((12, -22), (-8, -6)), 1, _WOOD)
    s.fill(disc(0, -9, 9))
    for k in range(4):
        s.shade(ring(-4 + k * 2.6, -11 + k, 7, 0.7))


def _tripod(s: Sketch) -> None:
    """A tripod."""
    for x in (-34, 0, 34):
        s.stroke(line((0, -118), (x, -1)), 4.4)
    s.stroke(line((-18, -58), (18, -58)), 2.4, s.dark)
    s.fill(bar(-9, -130, 9, -116, 2))
    s.fill(bar(-13, -136, 13, -128, 2), s.dark)
    s.grip = (0, -90)


def _cable(s: Sketch) -> None:
    """A cable with a plug."""
    s.stroke(curve((-18, -3), (-8, -14), (2, -3), (10, -12), (15, -7)), 2)
    s.fill(turned(bar(12, -11, 21, -4, 1.4), 20, (16, -8)))
    for y in (-9, -5.4):
        s.fill(turned(bar(20, y - 0.6, 25, y + 0.6, 0.3), 20, (16, -8)), _STEEL)
    s.grip = (-12, -8)


PLANS: tuple[PropPlan, ...] = (
    PropPlan(("key", "keyring", "skeleton key"), _key, (_BRASS, (150, 156, 164))),
    PropPlan(("hammer", "mallet", "gavel"), _hammer, (_WOOD,)),
    PropPlan(("wrench", "spanner", "plier", "pliers"), _wrench, ((150, 158, 168),)),
    PropPlan(("saw", "handsaw"), _saw, (_WOOD, (196, 66, 52))),
    PropPlan(("knife", "dagger", "blade", "scalpel", "fork", "utensil", "spoon", "cleaver", "chisel"), _knife, ((92,
        62, 46), (56, 58, 66))),
    PropPlan(("axe", "hatchet"), _axe, (_WOOD,)),
    PropPlan(("shovel", "spade", "trowel", "hoe", "oar", "paddle"), _shovel, (_WOOD,)),
    PropPlan(("rake", "pitchfork", "trident"), _rake, (_WOOD,)),
    PropPlan(("broom", "broomstick", "mop"), _broom, (_WOOD,)),
    PropPlan(("scissors", "shears", "clipper"), _scissors, ((200, 62, 56), (58, 104, 160))),
    PropPlan(("screwdriver", "drill", "awl", "spatula"), _screwdriver, ((214, 84, 48), (58, 104, 160))),
    PropPlan(("tool", "toolbox", "toolkit", "tool box", "set of tool"), _toolset, ((190, 62, 52), (60, 104, 150))),
    PropPlan(("ladder", "stepladder"), _ladder, ((186, 140, 86),)),
    PropPlan(("rope", "lasso", "cord", "hose", "string"), _rope, ((206, 172, 116),)),
    PropPlan(("chain", "shackle", "handcuff"), _chain, ((140, 146, 154),)),
    PropPlan(("net", "fishing net", "butterfly net"), _net, ((220, 214, 196),)),
    PropPlan(("fishing rod", "rod", "fishing pole"), _rod, ((136, 88, 52),)),
    PropPlan(("sword", "sabre", "rapier", "katana", "cutlass"), _sword, ((196, 204, 212),)),
    PropPlan(("staff", "pole", "crook", "sceptre", "scepter"), _staff, ((142, 98, 60), (176, 138, 92))),
    PropPlan(("cane", "walking stick", "crutch", "walking cane"), _cane, ((110, 68, 44),)),
    PropPlan(("wand", "magic wand", "baton"), _wand, ((82, 60, 54),)),
    PropPlan(("spear", "harpoon", "lance", "javelin"), _spear, (_WOOD,)),
    PropPlan(("bow", "arrow", "crossbow"), _bow, ((150, 96, 56),)),
    PropPlan(("shield",), _shield, ((58, 92, 150), (170, 52, 48))),
    PropPlan(("gear", "cog", "cogwheel", "machine part", "engine part", "mechanism", "equipment", "component"),
        _gear, ((168, 142, 84), (140, 148, 158))),
    PropPlan(("wheel", "tire", "tyre", "cartwheel", "ship wheel"), _wheel, ((150, 102, 62),)),
    PropPlan(("anchor", "hook"), _anchor, ((74, 84, 98),)),
    PropPlan(("needle", "nail", "pin", "screw", "thread", "hairpin"), _nail, ((150, 158, 168),)),
    PropPlan(("yarn", "wool", "spool", "knitting", "ball of yarn"), _spool, ((196, 84, 96), (90, 130, 170))),
    PropPlan(("tripod", "stand", "microphone stand", "music stand"), _tripod, ((64, 66, 74),)),
    PropPlan(("cable", "wire", "plug", "lead", "charger", "power cord"), _cable, ((54, 56, 64),)),
)  # fmt: skip
