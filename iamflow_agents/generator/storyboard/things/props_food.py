"""Props to eat and props that grew: bread, fruit, flowers, feathers, shells."""

from __future__ import annotations

import math

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    bar,
    blob,
    capsule,
    curve,
    disc,
    even,
    line,
    moved,
    oval,
    polygon,
    shaded,
    tinted,
    turned,
)
from iamflow_agents.generator.storyboard.things.props_sketch import PropPlan, Sketch

_LEAF: Rgb = (88, 148, 80)
_STEM: Rgb = (84, 128, 70)
_BLOOMS = ((222, 74, 84), (240, 180, 60), (232, 130, 164), (150, 104, 190))


def _bread(s: Sketch) -> None:
    """A loaf with cuts."""
    s.fill(blob((-18, -4), (-17, -12), (-8, -16), (8, -16), (17, -12), (18, -4), (12, 0), (-12, 0)))
    s.shade(blob((-20, -5), (0, -3), (20, -5), (14, 2), (-14, 2)))
    for x in (-9, -1, 7):
        s.stroke(curve((x - 2, -14.6), (x + 1, -11), (x, -8)), 1.6, (244, 220, 168))


def _baguette(s: Sketch) -> None:
    """A long loaf."""
    s.fill(turned(capsule((-24, -4), 3.6, (24, -4), 3.6), -12, (0, -5)))
    for x in (-16, -6, 4, 14):
        s.stroke(turned(line((x, -6.4), (x + 4, -3)), -12, (0, -5)), 1.2, (244, 220, 168))


def _cake(s: Sketch) -> None:
    """A layered cake with candles."""
    for x in (-6, 0, 6):
        s.fill(bar(x - 0.7, -25, x + 0.7, -18, 0.2), (110, 170, 200))
        s.flame(x, -25, 4.4)
    s.fill(bar(-14, -18, 14, 0, 2))
    s.shade(bar(-15, -8.6, 15, -6.4), (250, 240, 224))
    s.shade(bar(-15, -3, 15, 1))
    icing = (252, 244, 236)
    s.fill(
        blob(
            (-14.6, -18),
            (0, -20),
            (14.6, -18),
            (14, -12),
            (9, -14.6),
            (5, -11),
            (0, -14),
            (-5, -11),
            (-9, -14.6),
            (-14, -12),
        ),
        icing,
    )
    s.fill(oval(0, -0.6, 18, 1.4), (222, 226, 230))


def _pie(s: Sketch) -> None:
    """A pie in its dish."""
    s.fill(blob((-16, -9), (-10, -14), (0, -15.6), (10, -14), (16, -9), (0, -7)))
    for x in (-6, 0, 6):
        s.stroke(line((x, -13), (x * 1.2, -10)), 1, s.deep)
    s.fill(polygon((-17, -9.4), (17, -9.4), (13, 0), (-13, 0)), (202, 208, 214))
    s.fill(bar(-18, -11, 18, -7.6, 1.7), s.light)


def _apple(s: Sketch) -> None:
    """An apple with a leaf."""
    s.stroke(curve((0, -15), (0.4, -18), (2, -20)), 1.2, (104, 72, 48))
    s.fill(blob((1, -17), (4, -20.4), (8.4, -20), (5, -16.6)), _LEAF)
    s.fill(
        blob((0, -15), (4, -16.4), (8.4, -13), (8, -5), (4, 0), (0, -0.8), (-4, 0), (-8, -5), (-8.4, -13), (-4, -16.4))
    )
    s.shade(blob((3, -17), (10, -15), (10, 0), (1, 1), (5.6, -7)))
    s.fill(oval(-4, -11, 1.3, 2.4, 20), s.light)


def _fruit(s: Sketch) -> None:
    """A bowl of fruit."""
    s.fill(disc(-6, -14, 5.6))
    s.fill(disc(5, -14.6, 6), (240, 150, 46))
    s.fill(blob((-2, -20), (1, -24), (4, -20), (4, -12), (-3, -12)), (190, 204, 84))
    s.fill(disc(0, -11, 5), (150, 66, 120))
    s.fill(blob((-14, -10), (0, -9), (14, -10), (10, -2), (5, 0), (-5, 0), (-10, -2)), (210, 196, 172))
    s.shade(bar(-12, -3, 12, 1), (186, 170, 146))


def _orange(s: Sketch) -> None:
    """A round fruit."""
    s.fill(disc(0, -8, 8))
    s.shade(blob((3, -17), (10, -14), (10, 0), (0, 1), (5, -7)))
    s.fill(oval(-3, -11, 1.6, 2.2, 30), s.light)
    s.fill(blob((0, -15.4), (4, -19), (8, -17.4), (4, -14.6)), _LEAF)


def _banana(s: Sketch) -> None:
    """A banana."""
    s.fill(blob((-13, -14), (-11, -6), (-3, -1), (7, -2), (14, -8), (12.6, -9.4), (5, -6.4), (-3, -7.4), (-9, -15)))
    s.shade(blob((-14, -12), (-6, -3), (6, -3), (15, -8), (8, 2), (-8, 1)))
    s.fill(disc(-11, -14.6, 1.4), (92, 70, 46))


def _cheese(s: Sketch) -> None:
    """A wedge of cheese."""
    s.fill(polygon((-15, -4), (13, -13), (15, -4)), s.light)
    s.fill(polygon((-15, -4), (15, -4), (15, -0.2), (-15, -0.2)))
    s.fill(polygon((-15, -5), (15, -5), (15, 0), (-15, 0)))
    for x, y, r in ((-6, -2.4, 1.4), (3, -2, 1.1), (9, -3, 1.6), (6, -8, 1.4)):
        s.fill(disc(x, y, r), s.dark)


def _egg(s: Sketch) -> None:
    """An egg."""
    s.fill(even((0.0, -18), (4.6, -15.6), (7, -8), (5, -1.4), (0.0, 0)))
    s.shade(blob((2, -19), (9, -14), (9, 0), (0, 1), (4.6, -6)))


def _roast(s: Sketch) -> None:
    """A roast bird on a platter."""
    s.fill(oval(0, -2.2, 21, 2.6), (226, 228, 230))
    for x, y in ((-15, -4), (16, -4), (11, -3)):
        s.fill(oval(x, y, 4.4, 2), (110, 160, 84))
    s.fill(blob((-14, -5), (-12, -13), (-2, -17), (9, -14), (14, -7), (10, -3), (-10, -3)))
    s.shade(blob((-16, -6), (0, -5), (16, -7), (12, 0), (-12, 0)))
    s.fill(blob((2, -9), (9, -12), (14, -8), (9, -5)), s.dark)
    s.stroke(line((12, -8), (19, -10.6)), 1.7, (244, 236, 220))
    s.fill(disc(19.6, -11.4, 1.2), (244, 236, 220))
    s.fill(oval(-5, -13, 3, 1.2, -20), s.light)


def _sandwich(s: Sketch) -> None:
    """A sandwich."""
    s.fill(bar(-12, -4, 12, 0, 1.4))
    s.fill(blob((-13, -4), (-6, -2.6), (0, -4.4), (6, -2.6), (13, -4), (13, -6), (-13, -6)), (112, 176, 86))
    s.fill(bar(-12.4, -7, 12.4, -5, 0.8), (208, 84, 66))
    s.fill(bar(-12, -8.6, 12, -6.6, 0.6), (246, 206, 96))
    s.fill(blob((-12.4, -8.4), (-11, -14), (0, -16.4), (11, -14), (12.4, -8.4)))


def _icecream(s: Sketch) -> None:
    """A cone with two scoops."""
    s.fill(polygon((-5.4, -14), (5.4, -14), (0, 0)), (214, 160, 92))
    s.fill(disc(0, -22, 5), s.second or (250, 240, 220))
    s.fill(disc(0, -16, 6))
    s.fill(oval(-2, -18, 1.4, 1), s.light)


def _carrot(s: Sketch) -> None:
    """A carrot with its green."""
    for lean in (-26, 0, 26):
        s.fill(turned(oval(0, -27, 1.8, 5), lean, (0, -21)), _LEAF)
    s.fill(blob((-4.6, -20), (0, -22), (4.6, -20), (2.2, -8), (0, 0), (-2.2, -8)))
    s.stroke(line((-3.4, -15), (0, -14.4)), 0.7, s.dark)
    s.stroke(line((0.4, -10), (2.4, -10.4)), 0.7, s.dark)


def _flower(s: Sketch) -> None:
    """One flower on a stem."""
    s.stroke(curve((0, -24), (1, -12), (0, 0)), 1.2, _STEM)
    s.fill(blob((0.4, -9), (5, -14), (9, -13), (5, -8)), _LEAF)
    for k in range(6):
        s.fill(turned(oval(0, -31.4, 3.4, 5), k * 60, (0, -26)))
    s.fill(disc(0, -26, 3), (246, 206, 84) if s.main[2] < 200 or s.main[1] < 200 else (236, 178, 60))
    s.grip = (0, -5)


def _rose(s: Sketch) -> None:
    """A rose."""
    s.stroke(curve((0, -22), (-0.8, -10), (0, 0)), 1.2, _STEM)
    s.fill(blob((0, -11), (-5, -15), (-8, -13), (-4, -9)), _LEAF)
    s.fill(blob((-6, -30), (0, -33), (6, -30), (5.4, -24), (0, -20.6), (-5.4, -24)))
    s.stroke(curve((-4, -29), (0, -27), (4, -29.4)), 0.9, s.dark)
    s.stroke(curve((-2, -31), (1, -29.6), (2.4, -31.4)), 0.9, s.deep)
    s.stroke(curve((-5, -26), (0, -23.6), (5, -26)), 0.9, s.dark)
    s.grip = (0, -5)


def _bouquet(s: Sketch) -> None:
    """A wrapped bunch of flowers."""
    for at in ((-9, -30), (9, -30), (0, -36), (-4.6, -27), (5, -26)):
        s.fill(oval(at[0] * 1.2, at[1] + 2, 4.4, 3), _LEAF)
    others = (s.second or (250, 226, 120), (250, 240, 230))
    for i, (x, y) in enumerate(((-9, -31), (9, -31), (0, -37), (-4.4, -26), (5, -25.4), (0, -31))):
        ink = s.main if i % 2 == 0 or i == 5 else others[i // 2 % 2]
        for k in range(5):
            s.fill(turned(disc(x, y - 2.4, 2.1), k * 72, (x, y)), ink)
        s.fill(disc(x, y, 1.5), shaded(ink, 0.2))
    s.fill(polygon((-11, -24), (11, -24), (3, 0), (-3, 0)), (236, 222, 196))
    s.shade(polygon((2, -25), (12, -25), (4, 1), (0, 1)), (214, 198, 170))
    s.fill(bar(-5.4, -11, 5.4, -8, 1), (206, 84, 96))
    s.grip = (0, -6)


def _plant(s: Sketch) -> None:
    """A plant in a pot."""
    for lean, high in ((-42, 22), (-18, 30), (8, 32), (34, 24), (56, 16)):
        s.fill(
            turned(blob((-3.6, -20), (0, -20 - high), (3.6, -20), (0, -15)), lean, (0, -16)),
            _LEAF if lean % 4 else shaded(_LEAF, 0.15),
        )
    s.fill(polygon((-10, -16), (10, -16), (7.4, 0), (-7.4, 0)))
    s.shade(polygon((3, -17), (11, -17), (8, 1), (2, 1)))
    s.fill(bar(-11.4, -18, 11.4, -14, 1), s.light)
    s.grip = (0, -8)


def _branch(s: Sketch) -> None:
    """A stick with a twig."""
    s.stroke(curve((-24, -3), (-6, -6), (10, -5), (25, -11)), 2.6)
    s.stroke(line((2, -6), (10, -13)), 1.6)
    s.fill(oval(11.6, -14.6, 2.4, 1.4, -40), _LEAF)
    s.grip = (-12, -5)


def _leaf(s: Sketch) -> None:
    """A leaf."""
    s.stroke(line((0, 0), (3, -7)), 1)
    s.fill(blob((2, -6), (-5, -12), (-2, -22), (9, -27), (12, -15), (8, -8)))
    s.stroke(curve((2.6, -6), (4, -15), (8, -24)), 0.8, s.deep)
    s.grip = (1, -2)


def _feather(s: Sketch) -> None:
    """A feather."""
    s.fill(turned(blob((0, -30), (3.6, -22), (3.4, -12), (0, -5), (-3, -11), (-3.8, -22)), 24))
    s.stroke(turned(line((0, -28), (0, 0)), 24), 0.7, s.deep)
    s.stroke(turned(line((3.4, -14), (0.4, -11)), 24), 0.7, s.light)
    s.grip = (1, -2)


def _shell(s: Sketch) -> None:
    """A scallop shell."""
    s.fill(even((0.0, -15), (6, -14), (11, -9), (8, -2), (2, 0)))
    for x in (-7, -3.6, 0, 3.6, 7):
        s.stroke(line((x * 1.1, -12.4 + abs(x) * 0.4), (x * 0.2, -1)), 0.7, s.dark)
    s.fill(bar(-3, -2, 3, 0.6, 0.8), s.dark)


def _stone(s: Sketch) -> None:
    """A stone."""
    s.fill(blob((-10, -3), (-7, -10), (1, -13), (9, -9), (11, -3), (5, 0), (-6, 0)))
    s.shade(blob((-12, -3), (0, -4), (12, -4), (8, 2), (-8, 2)))
    s.fill(oval(-3, -9, 3, 1.4, -20), s.light)


def _mushroom(s: Sketch) -> None:
    """A toadstool."""
    s.fill(blob((-3, -9), (3, -9), (4, -1), (0, 0), (-4, -1)), (242, 232, 212))
    s.fill(blob((-10, -8), (-7, -16), (0, -19), (7, -16), (10, -8), (0, -6.6)))
    for x, y in ((-4, -13), (3, -15), (5, -10), (-1, -9.6)):
        s.fill(disc(x, y, 1.3), (250, 246, 236))


def _gem(s: Sketch) -> None:
    """A cut gem."""
    s.fill(polygon((-10, -12), (-5, -17), (5, -17), (10, -12), (0, 0)))
    s.shade(polygon((-10, -12), (10, -12), (10, -18), (-10, -18)), s.light)
    s.shade(polygon((3, -12), (11, -12), (0, 1)))
    s.stroke(line((-4, -12), (0, -1), (4, -12)), 0.5, s.light)


def _star(s: Sketch) -> None:
    """A star."""
    points = []
    for k in range(10):
        r = 11.0 if k % 2 == 0 else 4.8
        a = math.pi * (k / 5 - 0.5)
        points.append((r * math.cos(a), -11 + r * math.sin(a)))
    s.fill(polygon(*points))
    s.shade(moved(disc(0, -11, 4), 3, 4))


def _tree(s: Sketch) -> None:
    """A young tree."""
    s.fill(blob((-6, 0), (-4, -60), (4, -60), (6, 0)), (116, 82, 56))
    s.fill(blob((-40, -70), (-44, -110), (-20, -146), (16, -150), (42, -118), (42, -76), (0, -58)))
    s.shade(blob((0, -50), (50, -60), (50, -130), (26, -96), (4, -76)), shaded(s.main, 0.14))
    s.fill(oval(-16, -118, 10, 8, -30), tinted(s.main, 0.2))


PLANS: tuple[PropPlan, ...] = (
    PropPlan(("bread", "loaf", "bun", "roll", "pastry", "croissant", "biscuit", "cookie", "muffin", "dough"), _bread,
        ((204, 146, 82), (182, 122, 66))),
    PropPlan(("baguette",), _baguette, ((208, 152, 86),)),
    PropPlan(("cake", "birthday cake", "cupcake", "wedding cake"), _cake, ((226, 148, 160), (146, 92, 62))),
    PropPlan(("pie", "tart", "pizza", "quiche"), _pie, ((214, 158, 88),)),
    PropPlan(("apple", "tomato", "cherry", "pomegranate"), _apple, ((202, 46, 44), (146, 176, 62))),
    PropPlan(("fruit", "grape", "berry", "vegetable", "produce", "food", "grocery"), _fruit, ((202, 46, 44),)),
    PropPlan(("orange", "lemon", "peach", "lime", "plum", "pear", "mango", "pumpkin", "melon", "coconut"), _orange,
        ((240, 146, 44),)),
    PropPlan(("banana",), _banana, ((246, 208, 70),)),
    PropPlan(("cheese",), _cheese, ((244, 198, 84),)),
    PropPlan(("egg",), _egg, ((246, 232, 208), (222, 176, 134))),
    PropPlan(("roast", "roast duck", "roast chicken", "roast turkey", "roast goose", "steak", "ham", "meat",
        "roast pig"), _roast, ((176, 100, 52),)),
    PropPlan(("sandwich", "burger", "hamburger", "toast", "taco"), _sandwich, ((214, 158, 92),)),
    PropPlan(("ice cream", "icecream", "cone", "ice cream cone", "popsicle"), _icecream, ((238, 158, 174), (140, 92,
        66))),
    PropPlan(("carrot", "radish", "turnip", "beet"), _carrot, ((236, 126, 44),)),
    PropPlan(("flower", "daisy", "sunflower", "tulip", "lily", "blossom", "poppy", "stem", "iris", "dandelion"),
        _flower, _BLOOMS),
    PropPlan(("rose",), _rose, ((200, 40, 56),)),
    PropPlan(("bouquet", "flower arrangement", "arrangement", "wreath", "bunch", "flower bouquet", "posy"), _bouquet,
        _BLOOMS),
    PropPlan(("plant", "flowerpot", "potted plant", "seedling", "cactus", "fern", "herb", "sapling", "orchid",
        "bonsai", "flower pot"), _plant, ((196, 104, 70), (84, 122, 140))),
    PropPlan(("branch", "stick", "twig", "log", "driftwood", "firewood", "bough"), _branch, ((128, 92, 62),)),
    PropPlan(("leaf", "clover"), _leaf, ((96, 152, 78), (212, 132, 52))),
    PropPlan(("feather", "plume", "quill feather"), _feather, ((240, 236, 228), (74, 110, 150))),
    PropPlan(("shell", "seashell", "conch", "scallop"), _shell, ((244, 214, 190), (236, 176, 160))),
    PropPlan(("stone", "rock", "pebble", "boulder", "brick", "ore", "fossil"), _stone, ((142, 140, 138), (160, 146,
        128))),
    PropPlan(("mushroom", "toadstool"), _mushroom, ((200, 56, 46),)),
    PropPlan(("gem", "jewel", "diamond", "crystal", "emerald", "ruby", "sapphire", "amethyst"), _gem, ((86, 178,
        206), (190, 60, 110))),
    PropPlan(("star", "starfish", "ornament", "christmas star"), _star, ((246, 200, 66),)),
    PropPlan(("tree", "christmas tree", "bush"), _tree, ((92, 146, 84),)),
)  # fmt: skip
