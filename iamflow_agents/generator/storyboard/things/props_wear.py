"""Things to wear that lie or are carried, money and jewels, and furniture."""

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
    tinted,
)
from iamflow_agents.generator.storyboard.things.props_sketch import PropPlan, Sketch

_GOLD: Rgb = (226, 182, 70)
_STEEL: Rgb = (176, 184, 192)
_DARK: Rgb = (52, 50, 58)
_CLOTHS = ((66, 98, 146), (158, 62, 58), (92, 118, 84), (178, 134, 74))
_LEATHER = ((116, 72, 46), (62, 50, 48))
_GLASS: Rgb = (188, 216, 228)


def _hat(s: Sketch) -> None:
    """A brimmed hat with a band."""
    s.fill(blob((-19, -3), (-10, -6), (10, -6), (19, -3), (12, 0), (-12, 0)), s.dark)
    s.fill(blob((-10, -4), (-9.4, -14), (-4, -18), (0, -16.6), (4, -18), (9.4, -14), (10, -4)))
    s.shade(bar(-12, -8, 12, -4), s.second or s.deep)
    s.grip = (0, -3)


def _bowler(s: Sketch) -> None:
    """A bowler hat."""
    s.fill(blob((-17, -5), (-10, -3.4), (10, -3.4), (17, -5), (12, 0), (-12, 0)), s.dark)
    s.fill(blob((-11, -3), (-11, -12), (-6, -18), (0, -19), (6, -18), (11, -12), (11, -3)))
    s.shade(bar(-12, -6.6, 12, -3), s.second or s.deep)
    s.grip = (0, -2)


def _tophat(s: Sketch) -> None:
    """A top hat."""
    s.fill(blob((-16, -4), (0, -2.4), (16, -4), (11, 0), (-11, 0)), s.dark)
    s.fill(polygon((-9, -2.6), (-10.4, -25), (10.4, -25), (9, -2.6)))
    s.shade(bar(-12, -8.4, 12, -4), s.second or (150, 46, 52))
    s.grip = (0, -2)


def _cap(s: Sketch) -> None:
    """A cap with a visor."""
    s.fill(blob((4, -4), (20, -3.4), (19, -0.6), (2, 0)), s.dark)
    s.fill(blob((-12, 0), (-12, -9), (-4, -15), (5, -13), (9, -5), (8, 0)))
    s.stroke(curve((-1, -14.6), (-2, -7), (0, -0.6)), 0.7, s.dark)
    s.fill(disc(-1.4, -15, 1.2), s.dark)
    s.grip = (16, -2)


def _crown(s: Sketch) -> None:
    """A crown."""
    s.fill(polygon((-12, 0), (-14, -16), (-7, -9), (0, -19), (7, -9), (14, -16), (12, 0)))
    s.shade(bar(-14, -4.6, 14, 1))
    for x, y in ((-14, -16.6), (0, -19.6), (14, -16.6)):
        s.fill(disc(x, y, 1.8), s.light)
    for x, ink in ((-7, (60, 130, 180)), (0, (200, 40, 60)), (7, (60, 130, 180))):
        s.fill(disc(x, -3, 1.5), ink)
    s.grip = (0, -2)


def _helmet(s: Sketch) -> None:
    """A helmet."""
    s.fill(blob((-12, -1), (-13, -12), (-6, -20), (5, -20), (12, -13), (12, -7), (4, -7), (4, 0)))
    s.shade(blob((-14, -3), (-4, -4), (4, -3), (6, 2), (-14, 2)))
    s.stroke(curve((-12, -10), (-3, -22), (8, -18)), 1.6, s.second or s.light)
    s.grip = (-6, -3)


def _wig(s: Sketch) -> None:
    """A wig of wavy hair."""
    s.fill(
        blob(
            (-10, -2),
            (-14, -12),
            (-10, -24),
            (0, -29),
            (10, -24),
            (14, -12),
            (10, -2),
            (5, -8),
            (7, -16),
            (0, -19),
            (-7, -16),
            (-5, -8),
        )
    )
    for sign in (-1, 1):
        s.stroke(curve((sign * 9, -22), (sign * 11, -13), (sign * 9, -5)), 0.9, s.dark)
    s.stroke(curve((0, -28), (-4, -24), (-8, -21)), 0.9, s.dark)
    s.stroke(curve((0, -28), (4, -24), (8, -21)), 0.9, s.light)
    s.grip = (0, -26)


def _coat(s: Sketch) -> None:
    """A coat on a hanger."""
    s.stroke(curve((0, -96), (4, -100), (1, -104), (-3, -101)), 1.2, _STEEL)
    for sign in (-1, 1):
        s.fill(capsule((sign * 18, -86), 6.4, (sign * 28, -40), 6), s.dark)
    s.fill(even((0.0, -94), (8, -93), (22, -87), (20, -50), (24, -2), (0.0, 0)))
    s.shade(bar(0.4, -98, 30, 2))
    s.fill(polygon((-8, -93), (0, -70), (-11, -76)), s.light)
    s.fill(polygon((8, -93), (0, -70), (11, -76)), s.deep)
    for y in (-62, -48, -34):
        s.fill(disc(3, y, 1.6), s.deep)
    s.grip = (0, -92)


def _shirt(s: Sketch) -> None:
    """A folded or hanging shirt."""
    for sign in (-1, 1):
        s.fill(polygon((sign * 12, -54), (sign * 30, -40), (sign * 24, -32), (sign * 12, -40)), s.dark)
    s.fill(even((0.0, -52), (6, -56), (15, -53), (14, -30), (15, 0), (0.0, 0)))
    s.shade(bar(4, -60, 20, 2))
    s.fill(polygon((-6, -56), (6, -56), (0, -48)), s.deep)
    s.grip = (0, -50)


def _dress(s: Sketch) -> None:
    """A dress."""
    s.fill(even((0.0, -84), (4, -92), (9, -92), (10, -76), (8, -62), (24, -4), (0.0, 0)))
    s.shade(blob((2, -96), (14, -90), (10, -62), (30, 2), (6, 2), (2, -60)))
    s.fill(bar(-8.4, -64, 8.4, -59, 1), s.second or s.deep)
    s.grip = (0, -88)


def _trousers(s: Sketch) -> None:
    """Trousers."""
    s.fill(polygon((-14, -84), (14, -84), (17, 0), (4, 0), (0, -56), (-4, 0), (-17, 0)))
    s.shade(polygon((0, -86), (16, -86), (20, 2), (4, 2), (0, -56)))
    s.fill(bar(-14, -86, 14, -80, 1), s.deep)
    s.grip = (0, -84)


def _scarf(s: Sketch) -> None:
    """A scarf, hanging in a loop."""
    s.fill(polygon((2, -34), (12, -34), (15, -2), (5, 0)), s.dark)
    s.fill(blob((-12, -40), (0, -46), (13, -40), (12, -30), (0, -35), (-12, -29)))
    s.fill(polygon((-12, -36), (-2, -37), (-4, -1), (-14, -3)))
    for y in (-9, -14):
        s.stroke(line((-12.6, y), (-4, y + 0.6)), 2, s.second or s.light)
    for x in (-13, -10.6, -8.2, -5.8):
        s.stroke(line((x, -2.4), (x - 0.4, 1.4)), 0.7)
    s.grip = (0, -40)


def _bandana(s: Sketch) -> None:
    """A knotted neckerchief."""
    s.fill(polygon((-16, -20), (16, -20), (0, 0)))
    s.shade(polygon((0, -22), (18, -22), (0, 1)))
    for x, y in ((-7, -16), (0, -16), (7, -16), (-3.4, -10.6), (3.4, -10.6), (0, -5)):
        s.fill(disc(x, y, 1.1), s.second or tinted(s.main, 0.7))
    s.fill(blob((-16, -20), (-22, -25), (-20, -17)), s.dark)
    s.fill(blob((16, -20), (22, -25), (20, -17)), s.dark)
    s.grip = (0, -18)


def _shoe(s: Sketch) -> None:
    """A pair of shoes."""
    for dx, ink in ((5, s.dark), (0, s.main)):
        s.fill(
            blob((-13 + dx, -10), (-5 + dx, -11), (1 + dx, -6.4), (11 + dx, -4.4), (13 + dx, -1), (-13 + dx, -1)), ink
        )
        s.fill(bar(-13.4 + dx, -2, 13.6 + dx, 0, 0.8), s.deep)
    for x in (-3, 0, 3):
        s.stroke(line((x - 1.4, -8.6 + x * 0.4), (x + 1, -6.6 + x * 0.4)), 0.7, s.light)
    s.grip = (-8, -9)


def _boot(s: Sketch) -> None:
    """A pair of boots."""
    for dx, ink in ((6, s.dark), (0, s.main)):
        s.fill(blob((-9 + dx, -26), (2 + dx, -26), (2 + dx, -10), (11 + dx, -6), (12.4 + dx, -1), (-9 + dx, -1)), ink)
        s.fill(bar(-9.6 + dx, -2, 12.8 + dx, 0, 0.8), s.deep)
    s.fill(bar(-9.4, -26.6, 2.4, -22.6, 1), s.light)
    s.grip = (-3, -24)


def _glove(s: Sketch) -> None:
    """A glove."""
    s.fill(capsule((-5, -10), 2.2, (-9, -15), 2))
    for x, y in ((-4, -24), (-1.2, -26), (1.7, -25.4), (4.4, -23)):
        s.fill(capsule((x, -14), 1.7, (x * 1.1, y), 1.5))
    s.fill(bar(-5.6, -16, 6, -4, 2))
    s.fill(bar(-5, -5, 5.4, 0, 1), s.dark)
    s.grip = (0, -2)


def _glasses(s: Sketch) -> None:
    """Spectacles."""
    s.fill(disc(-7, -6, 5), (*_GLASS, 150))
    s.fill(disc(7, -6, 5), (*_GLASS, 150))
    for x in (-7, 7):
        s.stroke(disc(x, -6, 5), 1.5)
    s.stroke(curve((-2.2, -7), (0, -8), (2.2, -7)), 1.4)
    s.stroke(line((-12, -7), (-15, -9)), 1.4)
    s.stroke(line((12, -7), (15, -9)), 1.4)
    s.grip = (12, -7)


def _ring(s: Sketch) -> None:
    """A ring with a stone."""
    s.fill(ring(0, -7, 6, 2.2))
    s.fill(polygon((-3.6, -15), (-1.8, -18), (1.8, -18), (3.6, -15), (0, -11.4)), s.second or (120, 200, 226))
    s.fill(polygon((-1.2, -15), (1.2, -15), (0, -11.4)), tinted(s.second or (120, 200, 226), 0.5))
    s.grip = (0, -2)


def _necklace(s: Sketch) -> None:
    """A necklace of pearls with a pendant."""
    s.stroke(curve((-10, -24), (-11, -14), (-6, -7), (0, -5), (6, -7), (11, -14), (10, -24)), 0.8, s.dark)
    for x, y in (
        (-10.4, -20),
        (-10, -15),
        (-7.6, -10),
        (-4, -6.6),
        (0, -5),
        (4, -6.6),
        (7.6, -10),
        (10, -15),
        (10.4, -20),
    ):
        s.fill(disc(x, y, 2))
    s.fill(even((0.0, -5), (2.8, -1.6), (0.0, 2)), s.second or (200, 40, 60))
    s.grip = (-10, -23)


def _coin(s: Sketch) -> None:
    """A pile of coins with one standing."""
    for i, y in enumerate((-2, -4.6, -7.2)):
        s.fill(bar(-13 + i, y - 1.2, 1 + i, y + 1.6, 1.2), s.dark if i % 2 else s.main)
    s.fill(disc(8, -8, 8), s.dark)
    s.fill(disc(7.4, -8, 7.6))
    s.fill(ring(7.4, -8, 5.4, 0.9), s.dark)
    s.fill(polygon((7.4, -11.6), (8.6, -8), (7.4, -4.4), (6.2, -8)), s.light)


def _money(s: Sketch) -> None:
    """A bundle of notes."""
    s.fill(bar(-13, -12, 14, -1, 0.6), s.dark)
    s.fill(bar(-14, -11, 13, 0, 0.6))
    s.fill(oval(-0.6, -5.5, 3.4, 3.6), s.light)
    s.fill(bar(-10, -12, -6, 0.4, 0.2), (246, 240, 226))


def _umbrella(s: Sketch) -> None:
    """An open umbrella."""
    s.stroke(line((0, -96), (0, -6)), 1.8, _STEEL)
    s.stroke(curve((0, -8), (0, -1), (5, 0), (8, -4)), 2.4, (110, 70, 44))
    s.fill(
        blob(
            (-46, -62),
            (-36, -82),
            (0, -95),
            (36, -82),
            (46, -62),
            (31, -66),
            (16, -62),
            (0, -66),
            (-16, -62),
            (-31, -66),
        )
    )
    s.shade(blob((14, -100), (50, -84), (50, -58), (16, -60), (22, -78)))
    s.stroke(curve((0, -95), (-12, -80), (-16, -63)), 0.8, s.dark)
    s.stroke(curve((0, -95), (12, -80), (16, -63)), 0.8, s.dark)
    s.stroke(line((0, -95), (0, -100)), 1.4, s.deep)
    s.grip = (0, -10)


def _parasol(s: Sketch) -> None:
    """A folded umbrella."""
    s.stroke(curve((0, -70), (0, -78), (5, -82), (9, -78)), 2.4, (110, 70, 44))
    s.fill(even((0.0, -70), (3, -68), (4.6, -36), (1, -6), (0.0, -5)))
    s.stroke(line((0, -6), (0, 0)), 1.2, _STEEL)
    s.stroke(line((1.4, -66), (2, -16)), 0.7, s.dark)
    s.grip = (0, -72)


def _blanket(s: Sketch) -> None:
    """A folded blanket."""
    for i, y in enumerate((-5, -11, -17)):
        s.fill(bar(-20, y - 4, 20, y + 4, 3.6), s.main if i == 2 else s.dark if i else s.main)
    s.shade(bar(-22, -3, 22, 0))
    for x in (-10, 8):
        s.fill(bar(x, -21, x + 3, -13, 0.4), s.second or s.light)
    s.grip = (0, -4)


def _pillow(s: Sketch) -> None:
    """A cushion."""
    s.fill(blob((-18, -20), (0, -17), (18, -20), (16, -10), (18, 0), (0, -3), (-18, 0), (-16, -10)))
    s.shade(blob((-20, 0), (0, -6), (20, 0), (18, -8), (0, -8), (-18, -8)))
    s.grip = (0, -9)


def _mirror(s: Sketch) -> None:
    """A hand mirror."""
    s.fill(bar(-2, -14, 2, 0, 1.6))
    s.fill(oval(0, -23, 10, 12))
    s.fill(oval(0, -23, 7.6, 9.4), _GLASS)
    s.shade(polygon((-8, -20), (3, -34), (7, -34), (-6, -14)), (230, 242, 248))
    s.grip = (0, -5)


def _comb(s: Sketch) -> None:
    """A comb."""
    s.fill(bar(-12, -9, 12, -5, 1.4))
    for k in range(11):
        s.fill(bar(-11 + k * 2.1, -6, -10 + k * 2.1, 0, 0.3))
    s.grip = (-10, -7)


def _chair(s: Sketch) -> None:
    """A chair."""
    for x in (-18, 18):
        s.fill(bar(x - 2.4, -46, x + 2.4, 0, 1), s.dark)
    s.fill(bar(-21, -98, -16, 0, 1.6))
    for y in (-90, -76, -62):
        s.fill(bar(-20, y, -16.4, y + 7, 1), s.light)
    s.fill(bar(-22, -50, 22, -44, 2))
    s.fill(bar(-20, -54, 21, -48, 3), s.second or s.light)
    s.grip = (-18, -80)


def _stool(s: Sketch) -> None:
    """A stool."""
    for x, end in ((-10, -16), (10, 16)):
        s.stroke(line((x, -42), (end, -1)), 4, s.dark)
    s.stroke(line((-14, -18), (14, -18)), 2.6, s.dark)
    s.fill(bar(-19, -47, 19, -40, 3))
    s.grip = (0, -44)


def _table(s: Sketch) -> None:
    """A table."""
    for x in (-50, 50):
        s.fill(bar(x - 3.6, -70, x + 3.6, 0, 1), s.dark)
    s.fill(bar(-56, -68, 56, -60, 1), s.dark)
    s.fill(bar(-62, -75, 62, -67, 2))
    s.grip = (0, -71)


def _sign(s: Sketch) -> None:
    """A signpost."""
    s.fill(bar(-3, -110, 3, 0, 1), s.dark)
    s.fill(polygon((-30, -106), (24, -106), (36, -93), (24, -80), (-30, -80)))
    for y in (-97, -89):
        s.stroke(line((-22, y), (18, y)), 2, s.deep)
    s.grip = (0, -60)


def _tent(s: Sketch) -> None:
    """A tent."""
    s.fill(polygon((-90, 0), (0, -120), (90, 0)))
    s.shade(polygon((0, -120), (90, 0), (34, 0)))
    s.fill(polygon((-26, 0), (0, -84), (26, 0)), s.deep)
    s.stroke(line((0, -120), (0, -130)), 3, (150, 112, 70))
    s.grip = (0, -40)


def _door(s: Sketch) -> None:
    """A door in its frame."""
    s.fill(bar(-46, -206, 46, 0, 2), s.deep)
    s.fill(bar(-40, -200, 40, 0, 1))
    for left, top, right, bottom in (
        (-30, -188, -5, -112),
        (5, -188, 30, -112),
        (-30, -96, -5, -20),
        (5, -96, 30, -20),
    ):
        s.fill(bar(left, top, right, bottom, 1.4), s.dark)
    s.fill(disc(33, -98, 3.6), _GOLD)
    s.grip = (33, -98)


def _mailbox(s: Sketch) -> None:
    """A letter box on a post."""
    s.fill(bar(-3.4, -80, 3.4, 0, 1), (120, 84, 56))
    s.fill(blob((-20, -82), (-20, -104), (-12, -112), (16, -112), (24, -104), (24, -82)))
    s.shade(bar(-24, -88, 28, -80))
    s.fill(bar(-14, -100, 4, -97, 1), s.deep)
    s.fill(bar(16, -118, 19, -100, 0.6), (206, 60, 52))
    s.fill(bar(16, -118, 26, -112, 0.6), (206, 60, 52))
    s.grip = (0, -60)


def _bed(s: Sketch) -> None:
    """A bed."""
    for x in (-88, 82):
        s.fill(bar(x, -16, x + 6, 0, 1), (120, 80, 52))
    s.fill(bar(-94, -74, -86, -8, 2), (120, 80, 52))
    s.fill(bar(82, -50, 90, -8, 2), (120, 80, 52))
    s.fill(bar(-88, -30, 84, -12, 3), (242, 236, 224))
    s.fill(bar(-84, -46, -50, -28, 7), (250, 248, 240))
    s.fill(blob((-50, -40), (0, -44), (82, -40), (86, -12), (-48, -12)))
    s.shade(bar(-60, -20, 90, -10))
    s.grip = (0, -40)


PLANS: tuple[PropPlan, ...] = (
    PropPlan(("hat", "fedora", "straw hat", "sunhat", "sombrero", "headwear"), _hat, ((132, 92, 60), (70, 72, 82),
        (222, 190, 120))),
    PropPlan(("bowler", "bowler hat", "derby"), _bowler, ((42, 42, 48),)),
    PropPlan(("top hat", "tophat", "wizard hat"), _tophat, ((40, 40, 46),)),
    PropPlan(("cap", "beret", "beanie", "baseball cap", "wool cap", "flat cap"), _cap, _CLOTHS),
    PropPlan(("crown", "tiara", "diadem"), _crown, (_GOLD,)),
    PropPlan(("helmet", "hard hat"), _helmet, ((206, 92, 52), (150, 158, 168), (236, 190, 60))),
    PropPlan(("wig", "hairpiece"), _wig, ((226, 193, 120), (82, 54, 38))),
    PropPlan(("coat", "jacket", "raincoat", "overcoat", "cloak", "cape", "robe", "uniform", "trenchcoat", "blazer"),
        _coat, _CLOTHS),
    PropPlan(("shirt", "sweater", "jumper", "blouse", "jersey", "apron", "vest", "cardigan", "costume", "clothe",
        "cloth"), _shirt, _CLOTHS),
    PropPlan(("dress", "gown", "skirt", "kimono"), _dress, ((176, 62, 84), (74, 118, 160))),
    PropPlan(("trousers", "pants", "pant", "jeans", "jean", "shorts"), _trousers, ((62, 92, 138), (92, 84, 74))),
    PropPlan(("scarf", "shawl", "ribbon", "towel", "sash", "tie"), _scarf, _CLOTHS),
    PropPlan(("bandana", "handkerchief", "neckerchief", "kerchief", "headscarf", "napkin", "veil"), _bandana, ((206,
        56, 52), (232, 128, 44))),
    PropPlan(("shoe", "slipper", "sneaker", "sandal", "heel", "ballet shoe"), _shoe, _LEATHER),
    PropPlan(("boot", "wellington", "skate", "ice skate", "ski boot"), _boot, _LEATHER),
    PropPlan(("glove", "mitten", "gauntlet"), _glove, ((150, 84, 52), (58, 92, 130))),
    PropPlan(("glasses", "spectacles", "spectacle", "sunglasses", "goggles", "monocle", "eyeglasses"), _glasses,
        ((58, 54, 58), (150, 96, 52))),
    PropPlan(("ring", "wedding ring", "earring", "bracelet", "bangle"), _ring, (_GOLD, (190, 196, 204))),
    PropPlan(("necklace", "pearl", "brooch", "jewellery", "jewelry"), _necklace, ((244, 238, 226), _GOLD)),
    PropPlan(("coin", "gold", "token", "doubloon"), _coin, (_GOLD, (184, 188, 194))),
    PropPlan(("money", "cash", "banknote", "bill", "wallet", "cheque"), _money, ((118, 164, 116),)),
    PropPlan(("umbrella", "parasol"), _umbrella, ((196, 52, 56), (58, 96, 150), (240, 186, 62))),
    PropPlan(("folded umbrella", "closed umbrella", "furled umbrella"), _parasol, ((48, 52, 66), (150, 48, 60))),
    PropPlan(("blanket", "quilt", "rug", "carpet", "bedding", "tablecloth", "fabric", "laundry"), _blanket, _CLOTHS),
    PropPlan(("pillow", "cushion"), _pillow, _CLOTHS),
    PropPlan(("mirror", "hand mirror", "looking glass"), _mirror, (_GOLD, (156, 96, 60))),
    PropPlan(("comb", "hairbrush", "toothbrush", "hair brush"), _comb, ((120, 76, 50), (64, 140, 150))),
    PropPlan(("chair", "armchair", "wheelchair", "rocking chair", "throne", "deckchair"), _chair, ((160, 106, 62),
        (120, 76, 48))),
    PropPlan(("stool", "footstool"), _stool, ((166, 114, 68),)),
    PropPlan(("table", "desk", "bench", "workbench", "counter"), _table, ((164, 112, 66),)),
    PropPlan(("sign", "signpost", "plaque", "board", "chalkboard", "blackboard", "whiteboard"), _sign, ((196, 156,
        100),)),
    PropPlan(("tent",), _tent, ((206, 128, 62), (84, 122, 92))),
    PropPlan(("door", "gate", "window"), _door, ((124, 82, 54), (62, 96, 110))),
    PropPlan(("mailbox", "letterbox", "postbox", "letter box"), _mailbox, ((60, 100, 150), (190, 52, 48))),
    PropPlan(("bed", "cradle", "crib", "sofa", "couch", "hammock", "mattress"), _bed, _CLOTHS),
)  # fmt: skip
