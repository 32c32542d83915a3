"""Props that hold something: cups, bottles, pots, bags, boxes."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.ink import (
    bar,
    blob,
    curve,
    disc,
    line,
    oval,
    polygon,
    ring,
    shaded,
    tinted,
)
from iamflow_agents.generator.storyboard.things.props_sketch import PropPlan, Sketch

_POTTERY = ((200, 74, 58), (60, 118, 158), (238, 226, 204), (84, 140, 110), (226, 170, 62))
_METAL = (186, 192, 198)
_BRASS = (206, 166, 78)


def _cup(s: Sketch) -> None:
    """A mug with a handle and steam."""
    for x in (-2.6, 2):
        s.stroke(curve((x, -19), (x + 1.2, -21.4), (x - 0.8, -23.8), (x + 0.6, -26.4)), 0.8, (255, 255, 255, 150))
    s.stroke(curve((6.4, -13.6), (11.6, -13), (11.2, -6), (6, -4.4)), 2, s.dark)
    s.fill(blob((-7.4, -16.6), (7.4, -16.6), (7.3, -8), (6.2, -0.8), (3.4, 0), (-3.4, 0), (-6.2, -0.8), (-7.3, -8)))
    s.shade(bar(3.6, -20, 9, 1))
    s.fill(oval(0, -16.4, 7.4, 1.7), s.light)
    s.fill(oval(0, -16.1, 6.2, 1.1), (92, 58, 40))
    s.grip = (9, -9)


def _glass(s: Sketch) -> None:
    """A tumbler, half full."""
    s.fill(polygon((-6, -18), (6, -18), (4.8, 0), (-4.8, 0)), (214, 232, 240))
    s.shade(bar(-8, -11.5, 8, -1.4), s.main)
    s.fill(oval(0, -11.5, 5.5, 1.0), s.light)
    s.stroke(line((-6, -18), (-4.8, -0.3), (4.8, -0.3), (6, -18)), 0.6, (160, 186, 200))
    s.stroke(line((-3.8, -16), (-3.2, -4)), 0.8, (255, 255, 255, 170))
    s.grip = (0, -8)


def _wineglass(s: Sketch) -> None:
    """A stemmed glass."""
    s.fill(oval(0, -0.7, 5.2, 0.9), (198, 214, 224))
    s.stroke(line((0, -10), (0, -1)), 1, (198, 214, 224))
    s.fill(blob((-5.4, -23), (5.4, -23), (5.6, -16), (3, -11), (0, -10), (-3, -11), (-5.6, -16)), (216, 232, 240))
    s.shade(bar(-7, -18.4, 7, -9), s.main)
    s.stroke(line((-3.6, -21), (-3.8, -16.4)), 0.7, (255, 255, 255, 170))
    s.grip = (0, -6)


def _bottle(s: Sketch) -> None:
    """A bottle with a label and a cork."""
    s.fill(bar(-1.9, -34, 1.9, -30, 0.6), (196, 150, 104))
    s.fill(
        blob(
            (-2.2, -31.5),
            (2.2, -31.5),
            (2.3, -24),
            (5.4, -20.4),
            (5.8, -14),
            (5.8, -1),
            (4.6, 0),
            (-4.6, 0),
            (-5.8, -1),
            (-5.8, -14),
            (-5.4, -20.4),
            (-2.3, -24),
        )
    )
    s.shade(bar(2.6, -40, 8, 1))
    s.fill(bar(-5.7, -14.6, 5.7, -8.4, 0.3), (242, 234, 212))
    s.stroke(line((-3.4, -12.4), (3.4, -12.4)), 0.7, (150, 110, 80))
    s.stroke(line((-3.4, -10.4), (1.6, -10.4)), 0.7, (190, 170, 140))
    s.stroke(line((-3.6, -19), (-3.8, -16.4)), 1, s.light)
    s.grip = (0, -18)


def _jar(s: Sketch) -> None:
    """A lidded jar of preserves."""
    s.fill(blob((-6.8, -16), (6.8, -16), (7.6, -13), (7.6, -1.6), (6, 0), (-6, 0), (-7.6, -1.6), (-7.6, -13)))
    s.shade(bar(3.4, -20, 9, 1))
    s.fill(bar(-6.4, -20, 6.4, -15.6, 1.1), _BRASS)
    s.fill(bar(-6.4, -17, 6.4, -15.6, 0.5), shaded(_BRASS, 0.25))
    s.fill(bar(-4.4, -11, 4.4, -5, 0.5), (244, 238, 220))
    s.grip = (0, -9)


def _teapot(s: Sketch) -> None:
    """A round teapot with spout, handle and lid."""
    s.stroke(curve((-9, -16), (-17, -16.4), (-17, -6.4), (-9, -5)), 2.2, s.dark)
    s.fill(blob((8, -11), (13, -12.6), (15.4, -18), (18.4, -18.6), (15.8, -11), (10, -4)), s.dark)
    s.fill(
        blob((-11, -10.5), (-7.6, -17.6), (0, -19.6), (7.6, -17.6), (11, -10.5), (7.8, -2), (4, 0), (-4, 0), (-7.8, -2))
    )
    s.shade(blob((-12, -6), (0, -3.4), (12, -6), (12, 2), (-12, 2)))
    s.stroke(curve((-6.6, -17.4), (0, -15.8), (6.6, -17.4)), 0.8, s.deep)
    s.fill(disc(0, -21, 2), s.deep)
    s.fill(oval(-5, -13, 1.5, 2.6, 20), s.light)
    s.grip = (-15, -11)


def _jug(s: Sketch) -> None:
    """A tall jug with a lip."""
    s.stroke(curve((-6, -24), (-14, -24), (-13.4, -10), (-7, -8)), 2.2, s.dark)
    s.fill(
        blob(
            (-6, -28),
            (6, -28),
            (9.6, -29.4),
            (6.2, -23),
            (5.4, -20),
            (9, -11),
            (7.6, -1.4),
            (5, 0),
            (-5, 0),
            (-7.6, -1.4),
            (-9, -11),
            (-5.4, -20),
        )
    )
    s.shade(bar(3.8, -32, 12, 1))
    s.fill(oval(0, -27.8, 5.8, 1.2), s.deep)
    s.stroke(curve((-8.4, -13.4), (0, -11.8), (8.4, -13.4)), 1, s.second or s.light)
    s.grip = (-12, -16)


def _vase(s: Sketch) -> None:
    """A vase with a band; a chipped one lacks a piece of the rim."""
    outline = blob(
        (-4.4, -33),
        (4.4, -33),
        (3.6, -27.4),
        (9.6, -18),
        (8.6, -7),
        (4.6, 0),
        (-4.6, 0),
        (-8.6, -7),
        (-9.6, -18),
        (-3.6, -27.4),
    )
    s.fill(outline)
    s.shade(blob((3, -34), (12, -34), (12, 2), (1, 2), (5.6, -10), (5, -20)))
    s.fill(oval(0, -32.4, 5, 1.3), s.deep)
    band = s.second or s.light
    s.stroke(curve((-9, -19.4), (0, -17.4), (9, -19.4)), 1.1, band)
    s.stroke(curve((-8.8, -9.6), (0, -7.6), (8.8, -9.6)), 1.1, band)
    if s.words & {"chipped", "cracked", "broken"}:
        s.fill(polygon((1.6, -34), (5.6, -34), (5.2, -31), (3.6, -29.8)), s.deep)
        s.stroke(line((3.4, -30), (2.2, -26), (3.6, -23)), 0.5, s.deep)
    s.grip = (0, -14)


def _bucket(s: Sketch) -> None:
    """A pail with its handle up."""
    s.stroke(curve((-12.6, -24), (-9, -35), (0, -38.6), (9, -35), (12.6, -24)), 1.1, (120, 124, 130))
    s.fill(polygon((-13, -24.5), (13, -24.5), (9.6, 0), (-9.6, 0)))
    s.shade(polygon((5, -26), (14, -26), (11, 1), (4, 1)))
    s.fill(oval(0, -24.5, 13, 2.6), s.deep)
    s.stroke(curve((-13, -24.5), (0, -21.9), (13, -24.5)), 1, s.light)
    s.stroke(line((-11.3, -10), (11.3, -10)), 1, s.dark)
    s.grip = (0, -38)


def _bowl(s: Sketch) -> None:
    """A bowl with something in it."""
    filling = s.second or (214, 150, 70)
    s.fill(blob((-11, -11), (-5, -14.6), (0, -13.6), (5, -15), (11, -11), (0, -8)), filling)
    s.fill(blob((-14, -11.4), (0, -10.6), (14, -11.4), (11, -4), (5, -0.6), (-5, -0.6), (-11, -4)))
    s.shade(blob((-13, -5), (0, -3.4), (13, -5), (8, 1), (-8, 1)))
    s.fill(bar(-5, -1.2, 5, 0, 0.5), s.deep)
    s.grip = (0, -3)


def _plate(s: Sketch) -> None:
    """A plate, seen a little from above."""
    s.fill(oval(0, -4, 17, 4.6), s.dark)
    s.fill(oval(0, -4.8, 17, 4.4))
    s.fill(oval(0, -4.9, 11, 2.5), s.dark)
    s.fill(oval(0, -4.5, 10.4, 2.2), s.light)
    s.grip = (15, -4)


def _pan(s: Sketch) -> None:
    """A frying pan."""
    s.fill(bar(12, -6.6, 34, -3.8, 1.4), (74, 52, 44))
    s.fill(blob((-15, -7.4), (15, -7.4), (13, -1), (9, 0), (-9, 0), (-13, -1)))
    s.fill(oval(0, -7.4, 15, 2.2), s.deep)
    s.grip = (27, -5)


def _pot(s: Sketch) -> None:
    """A cooking pot with a lid."""
    s.fill(bar(-18, -15, 18, -12, 1.4), s.deep)
    s.fill(blob((-14, -17), (14, -17), (14, -4), (12, 0), (-12, 0), (-14, -4)))
    s.shade(bar(6, -20, 16, 1))
    s.fill(blob((-14.6, -17), (-8, -21), (0, -22), (8, -21), (14.6, -17)), s.light)
    s.fill(bar(-2.4, -25, 2.4, -21, 1.4), s.deep)
    s.grip = (17, -13)


def _kettle(s: Sketch) -> None:
    """A stove kettle."""
    s.stroke(curve((-8, -18), (-7, -29), (7, -29), (8, -18)), 2, (52, 46, 48))
    s.fill(polygon((9, -10), (18.6, -20), (20.6, -18), (11, -4)), s.dark)
    s.fill(blob((-12.4, -1), (-13, -8), (-8, -18), (0, -20), (8, -18), (13, -8), (12.4, -1), (0, 0)))
    s.shade(blob((-14, -5), (0, -3), (14, -5), (14, 2), (-14, 2)))
    s.fill(disc(0, -21, 1.8), (52, 46, 48))
    s.grip = (0, -27)


def _basket(s: Sketch) -> None:
    """A wicker basket with an arched handle."""
    s.stroke(curve((-15, -17), (-11, -33), (0, -38), (11, -33), (15, -17)), 2.2, s.dark)
    s.fill(polygon((-17, -18), (17, -18), (13.4, 0), (-13.4, 0)))
    for y in (-13.6, -9, -4.4):
        s.stroke(line((-16.2 + (18 + y) * 0.16, y), (16.2 - (18 + y) * 0.16, y)), 0.8, s.dark)
    for x in (-10, -5, 0, 5, 10):
        s.stroke(line((x * 1.14, -17), (x * 0.9, -0.6)), 0.8, s.dark)
    s.fill(bar(-18, -20, 18, -16.4, 1.6), s.light)
    s.grip = (0, -37)


def _barrel(s: Sketch) -> None:
    """A wooden barrel with hoops."""
    s.fill(blob((-20, -78), (20, -78), (27, -58), (27, -22), (20, 0), (-20, 0), (-27, -22), (-27, -58)))
    s.shade(bar(10, -90, 32, 2))
    for x in (-13, 0, 13):
        s.stroke(curve((x * 0.9, -76), (x * 1.25, -39), (x * 0.9, -2)), 0.9, s.deep)
    for y in (-66, -14):
        s.stroke(line((-25, y), (25, y)), 4, (92, 96, 104))
    s.grip = (0, -40)


def _box(s: Sketch) -> None:
    """A parcel box with tape."""
    s.fill(polygon((-15, -22), (-10, -28), (20, -28), (15, -22)), s.light)
    s.fill(polygon((15, -22), (20, -28), (20, -6), (15, 0)), s.dark)
    s.fill(bar(-15, -22, 15, 0, 0.3))
    s.fill(polygon((-2, -22), (2.6, -28), (6.6, -28), (2, -22)), (232, 206, 158))
    s.fill(bar(-2, -22, 2, -16, 0.2), (232, 206, 158))
    s.grip = (0, -2)


def _crate(s: Sketch) -> None:
    """A slatted wooden crate."""
    s.fill(bar(-22, -30, 22, 0, 0.6), s.deep)
    for y in (-30, -20, -10):
        s.fill(bar(-22, y + 0.6, 22, y + 9.4, 0.5))
        s.shade(bar(-23, y + 7, 23, y + 10))
    for x in (-22, 18):
        s.fill(bar(x, -30, x + 4, 0, 0.4), s.light)
    s.grip = (0, -2)


def _chest(s: Sketch) -> None:
    """A chest with a round lid and metal bands."""
    s.fill(blob((-26, -22), (-26, -32), (-18, -40), (18, -40), (26, -32), (26, -22)), s.light)
    s.fill(bar(-26, -24, 26, 0, 1.2))
    s.shade(bar(-27, -4, 27, 1))
    for x in (-19, 15):
        s.fill(bar(x, -39.4, x + 4, 0, 0.4), (192, 156, 74))
    s.fill(bar(-26, -25.6, 26, -22.6, 0.6), (192, 156, 74))
    s.fill(bar(-3.4, -27, 3.4, -18, 1), (226, 190, 96))
    s.fill(disc(0, -22, 1.2), s.deep)
    s.grip = (0, -4)


def _suitcase(s: Sketch) -> None:
    """A suitcase with straps and corners."""
    s.stroke(curve((-7, -41), (-6, -48), (6, -48), (7, -41)), 2.6, s.deep)
    s.fill(bar(-29, -42, 29, 0, 4))
    s.shade(bar(-30, -7, 30, 1))
    for x in (-19, 14):
        s.fill(bar(x, -42, x + 5, 0, 0.6), s.deep)
        s.fill(bar(x - 0.4, -27, x + 5.4, -22, 0.8), _BRASS)
    s.grip = (0, -47)


def _briefcase(s: Sketch) -> None:
    """A flat case with two locks."""
    s.stroke(curve((-6, -29), (-5.4, -34), (5.4, -34), (6, -29)), 2.4, s.deep)
    s.fill(bar(-22, -30, 22, 0, 2.4))
    s.shade(bar(-23, -5, 23, 1))
    s.stroke(line((-22, -18.4), (22, -18.4)), 0.9, s.deep)
    for x in (-13, 13):
        s.fill(bar(x - 2.4, -20.6, x + 2.4, -15.4, 0.6), _BRASS)
    s.grip = (0, -33.5)


def _bag(s: Sketch) -> None:
    """A bag with two handles."""
    s.stroke(curve((-8, -26), (-7.4, -42), (7.4, -42), (8, -26)), 2, s.deep)
    s.fill(blob((-14, -28), (0, -29), (14, -28), (17, -10), (16, -1), (10, 0), (-10, 0), (-16, -1), (-17, -10)))
    s.shade(blob((-18, -8), (0, -5), (18, -8), (18, 2), (-18, 2)))
    s.fill(bar(-14.4, -29.6, 14.4, -25.4, 1.2), s.deep)
    s.fill(disc(0, -24.6, 1.7), _BRASS)
    s.grip = (0, -41)


def _backpack(s: Sketch) -> None:
    """A rucksack with a flap and a pocket."""
    s.stroke(curve((-4, -45), (-3, -50), (3, -50), (4, -45)), 2, s.deep)
    s.fill(bar(-19, -26, 19, -6, 6), s.dark)
    s.fill(blob((-13, -44), (0, -46), (13, -44), (16, -30), (16, -4), (13, 0), (-13, 0), (-16, -4), (-16, -30)))
    s.fill(blob((-13.6, -44), (0, -46.4), (13.6, -44), (15.6, -29), (8, -25), (-8, -25), (-15.6, -29)), s.light)
    s.fill(bar(-10.4, -18, 10.4, -2.6, 2.6), s.dark)
    s.stroke(line((-10, -13.6), (10, -13.6)), 0.8, s.deep)
    for x in (-7.6, 6):
        s.fill(bar(x, -32, x + 2.2, -21, 0.6), s.deep)
    s.grip = (0, -49)


def _sack(s: Sketch) -> None:
    """A tied sack."""
    s.fill(blob((-3, -34), (-9, -42), (0, -39.6), (9, -42), (3, -34)), s.dark)
    s.fill(blob((-3.4, -34), (3.4, -34), (14, -24), (19, -10), (14, 0), (-14, 0), (-19, -10), (-14, -24)))
    s.shade(blob((4, -36), (22, -26), (22, 2), (3, 2), (12, -10), (9, -24)))
    s.stroke(line((-4, -34), (4, -34)), 2.2, s.second or (150, 110, 66))
    s.grip = (0, -36)


def _gift(s: Sketch) -> None:
    """A wrapped present with a bow."""
    ribbon = s.second or ((250, 226, 130) if s.main[0] < 210 or s.main[1] < 120 else (196, 50, 60))
    s.fill(bar(-12, -18, 12, 0, 0.6))
    s.shade(bar(-13, -4, 13, 1))
    s.fill(bar(-13.4, -22, 13.4, -17, 0.6), s.light)
    s.fill(bar(-2.2, -22, 2.2, 0, 0.2), ribbon)
    s.fill(blob((0, -22), (-3, -28), (-9.4, -28), (-8, -22.6)), ribbon)
    s.fill(blob((0, -22), (3, -28), (9.4, -28), (8, -22.6)), ribbon)
    s.fill(disc(0, -22.6, 2), shaded(ribbon, 0.2))
    s.grip = (0, -2)


def _tray(s: Sketch) -> None:
    """A tray with a cup and a small pot on it."""
    s.fill(blob((2, -15), (8, -16), (14, -15), (15, -8), (12, -3), (4, -3), (1, -8)), (236, 232, 224))
    s.fill(disc(8, -16.4, 1.5), (150, 150, 158))
    s.fill(bar(-13, -10.4, -4, -3, 1.8), (236, 232, 224))
    s.stroke(ring(-3.6, -7, 1.9, 0.2), 0.9, (236, 232, 224))
    s.fill(polygon((-24, -5), (24, -5), (21, 0), (-21, 0)))
    s.shade(bar(-30, -1.8, 30, 1))
    s.fill(bar(-25.4, -6.2, 25.4, -3.6, 1.2), s.light)
    s.grip = (0, -1)


def _cage(s: Sketch) -> None:
    """A bird cage."""
    s.stroke(ring(0, -58, 2.6, 0.2), 1.2, s.dark)
    s.fill(
        blob((-18, -34), (-15, -47), (0, -55), (15, -47), (18, -34), (18, -4), (-18, -4)), (*tinted(s.main, 0.6), 90)
    )
    for x in (-18, -12, -6, 0, 6, 12, 18):
        s.stroke(curve((x, -4), (x, -34), (x * 0.72, -48), (0, -55)), 1, s.dark)
    s.stroke(line((-18, -30), (18, -30)), 1, s.dark)
    s.fill(bar(-20, -6, 20, 0, 1.4))
    s.grip = (0, -58)


_WICKER = ((196, 150, 90), (178, 132, 78))
_WOOD = ((168, 116, 70), (140, 92, 56))
_CARTON = ((194, 152, 104), (182, 138, 92))
_LEATHER = ((128, 76, 46), (92, 58, 44), (156, 92, 48))
_DRINK = ((134, 190, 222), (240, 180, 90))
_BOTTLE = ((58, 108, 80), (96, 60, 44), (64, 118, 150))
_TRAVEL = ((150, 90, 52), (58, 96, 118), (124, 50, 54))
_CANVAS_BAG = ((60, 104, 122), (170, 84, 62), (98, 116, 74), (84, 74, 116))

PLANS: tuple[PropPlan, ...] = (
    PropPlan(
        ("cup", "mug", "tea", "coffee", "teacup", "cocoa", "chocolate", "latte", "espresso", "tankard"), _cup, _POTTERY
    ),
    PropPlan(("glass", "tumbler", "drink", "water", "juice", "lemonade", "beer", "milk", "cocktail"), _glass, _DRINK),
    PropPlan(("wine glass", "wineglass", "goblet", "chalice", "wine", "champagne"), _wineglass, ((140, 28, 56),)),
    PropPlan(("bottle", "flask", "vial", "potion", "thermos", "canteen", "phial", "perfume"), _bottle, _BOTTLE),
    PropPlan(("jar", "honey", "jam", "tin", "can", "canister"), _jar, ((196, 84, 60), (222, 156, 60))),
    PropPlan(("teapot", "coffee pot", "samovar"), _teapot, _POTTERY),
    PropPlan(("kettle",), _kettle, ((150, 160, 170), (196, 70, 58))),
    PropPlan(("jug", "pitcher", "ewer", "amphora", "carafe"), _jug, _POTTERY),
    PropPlan(("vase", "urn"), _vase, ((64, 116, 158), (60, 140, 112), (196, 100, 72))),
    PropPlan(("bucket", "pail", "watering can"), _bucket, ((146, 156, 166), (70, 120, 170), (196, 78, 60))),
    PropPlan(("bowl", "soup", "stew", "dish", "salad", "porridge", "noodle", "rice", "ingredient"), _bowl, _POTTERY),
    PropPlan(("plate", "saucer", "platter", "dinner"), _plate, ((236, 234, 228), (206, 220, 230))),
    PropPlan(("pan", "frying pan", "skillet", "wok"), _pan, ((66, 68, 76),)),
    PropPlan(("pot", "saucepan", "cauldron", "cooking pot"), _pot, ((136, 146, 156), (190, 74, 58))),
    PropPlan(("basket", "hamper", "picnic basket", "creel"), _basket, _WICKER),
    PropPlan(("barrel", "keg", "cask"), _barrel, _WOOD),
    PropPlan(("box", "parcel", "package", "carton", "packet", "container", "case"), _box, _CARTON),
    PropPlan(("crate", "wooden crate"), _crate, _WOOD),
    PropPlan(("chest", "trunk", "treasure chest", "coffer", "treasure"), _chest, _WOOD),
    PropPlan(("suitcase", "luggage", "travel case", "valise"), _suitcase, _TRAVEL),
    PropPlan(("briefcase", "attache case", "instrument case", "violin case", "guitar case"), _briefcase, _LEATHER),
    PropPlan(("bag", "handbag", "purse", "satchel", "tote", "pouch", "doctor bag", "shopping bag"), _bag, _LEATHER),
    PropPlan(("backpack", "rucksack", "knapsack", "schoolbag", "pack"), _backpack, _CANVAS_BAG),
    PropPlan(("sack", "bundle", "mailbag"), _sack, ((196, 168, 122),)),
    PropPlan(("gift", "present", "prize"), _gift, ((196, 50, 60), (60, 120, 168), (84, 142, 96))),
    PropPlan(("tray", "tea tray"), _tray, ((164, 108, 64), _METAL)),
    PropPlan(("cage", "birdcage", "bird cage"), _cage, ((206, 166, 78),)),
)
