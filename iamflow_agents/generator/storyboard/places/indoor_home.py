"""Rooms people live in: kitchen, living room, bedroom, bathroom, attic, cellar, corridor, staircase, dining room."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places import scenery_rooms as rooms
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten
from iamflow_agents.generator.storyboard.places.scenery_rooms import FLOOR, tiles
from iamflow_agents.generator.storyboard.places.view import View, circle_spots

POTTERY = (0xC9A27A, 0x9FB0A4, 0xD8C9A8, 0xA9796A, 0x8598A6, 0xE2D8C4)


def _kitchen(v: View) -> None:
    rooms.room(v, 0xDCD3C0, 0xB79A78, kind="tiles")
    front = v.words.ink(v.words.accent(0x8FA39A), "cupboard")
    tile = v.words.ink(0xB9CBCB, "tile")
    tiles(v, 0, 300, v.w, 182, tile)
    furniture.cupboards(v, 0, 96, v.x(560), 190, front, door=140)
    furniture.cupboards(v, v.x(1230), 96, v.w - v.x(1230), 190, front, door=140)
    for x0, x1 in ((0.0, v.x(560)), (v.x(1230), v.w)):
        v.fade(x0, 286, x1 - x0, 26, 0x101020, 0.3, 0)
    with v.at(895, 0):
        rooms.window(v, -170, 110, 340, 250, bars=(1, 0), view="garden")
    v.rect(0, 470, v.w, 24, 0xCDBDA2, 0xA8947A)
    v.fade(0, 494, v.w, 20, 0x101020, 0.35, 0)
    furniture.cupboards(v, 0, 494, v.w, FLOOR - 520, front, door=150)
    v.rect(0, FLOOR - 26, v.w, 26, darken(front, 0.55))
    v.fade(0, 494, v.w, 26, 0x101020, 0.35, 0)
    with v.at(895, 470):
        v.line([(0, 0), (0, -70), (14, -92), (40, -92), (50, -74), (50, -60)], 0xB6BCC2, 9, smooth=True)
        v.rect(-90, -2, 200, 14, 0xC4CACE, 0x8F979D, r=6)
    with v.at(250, 470):
        furniture.jars(v, -190, 0, 150, POTTERY, 44)
    with v.at(1640, 470):
        furniture.jars(v, -130, 0, 190, POTTERY, 50)
    _stove(v, 1400)
    _pans(v, 640, 300)
    with v.at(500, 0):
        rooms.pendant(v, 0, 120, 62, 0x6F7F78)
    with v.at(1290, 0):
        rooms.pendant(v, 0, 120, 62, 0x6F7F78)
    furniture.stool(v, 0.17, 0xA07E58)
    furniture.stool(v, 0.83, 0xA07E58)
    rooms.beam(v, 720, 1060)


def _stove(v: View, x: float) -> None:
    with v.at(x, FLOOR, pivot=FLOOR):
        v.rect(-110, 478, 220, FLOOR - 482, 0xD2D4D2, 0xAFB3B3, r=4)
        v.rect(-110, 470, 220, 16, 0x3A3D42, r=3)
        v.rect(-84, 544, 168, 106, 0x2F3238, 0x4A4E56, r=8)
        v.rect(-84, 526, 168, 9, 0x8B9094, r=4)
        for i in range(5):
            v.oval(-80 + i * 40, 505, 9, 9, 0x53575C)
        v.rect(-62, 402, 100, 66, 0xB4564A, 0x8C3E36, r=10)
        v.rect(-70, 396, 116, 12, 0xC4685C, r=6)
        v.oval(-12, 390, 9, 8, 0x3A3236)
        v.poly([(-96, 300), (96, 300), (60, 180), (-60, 180)], 0xB9BEC0, 0x9096A0)
        v.rect(-38, -400, 76, 582, 0xB4BABD, 0x99A0A6)
        v.rect(-100, 296, 200, 18, 0x868D94)
        v.glow(0, 350, 190, strength=0.35)


def _pans(v: View, x: float, y: float) -> None:
    with v.at(x, y):
        v.line([(-50, 0), (90, 0)], 0x5A5550, 5)
        for i, (size, ink) in enumerate(((26, 0xA9714C), (21, 0x8A8F94), (16, 0xA9714C))):
            px = -30 + i * 52
            v.line([(px, 2), (px, 46)], darken(ink, 0.2), 6)
            v.oval(px, 46 + size, size, size, ink)
            v.oval(px - size * 0.2, 42 + size, size * 0.6, size * 0.6, lighten(ink, 0.22))


def _living_room(v: View) -> None:
    rooms.room(v, v.words.accent(0xB9B7A6), 0xA68460)
    with v.at(420, 0):
        rooms.window(v, -150, 120, 300, 360, bars=(1, 1), curtain=0xC9A88C, view="garden")
    with v.at(1545, FLOOR):
        furniture.bookcase(v, -150, 0, 300, 520, 5)
    with v.at(945, 0):
        rooms.picture(v, -150, 130, 190, 140, (0xC8D2D0, 0x8FA096, 0x6E8474))
        rooms.picture(v, 70, 160, 110, 140, (0xE0CDB2, 0xB98F74, 0x8A6A5C))
    with v.at(1275, FLOOR + 22):
        rooms.floor_lamp(v, 0, 0, 440)
    furniture.rug(v, v.w * 0.5, 880, v.w * 0.36, 72, 0xA3786A)
    furniture.sofa(v, 0.5, 0x70858C, min(620, v.w * 0.5))
    with v.at(150, 800):
        furniture.plant(v, 0, 0, 270)
    furniture.armchair(v, 0.84, 0xA3705C, min(210, v.w * 0.27))
    rooms.beam(v, 300, 560)


def _bedroom(v: View) -> None:
    wall = v.words.accent(0xA9B3BE)
    rooms.room(v, wall, 0xAB8C6C)
    with v.at(1370, 0):
        rooms.window(v, -140, 130, 280, 340, bars=(1, 1), curtain=0xD8CCC0, view="garden")
    with v.at(560, FLOOR + 40):
        _bed(v, v.words.ink(0x7D8FA8, "blanket", "quilt", "sheet"))
    with v.at(560, 0):
        rooms.picture(v, -110, 130, 220, 140, (0xD2D8D8, 0x9AA9A4, 0x7C8C90))
    for x in (170, 950):
        with v.at(x, FLOOR + 20):
            v.shadow(0, 0, 74, 10)
            v.rect(-62, -150, 124, 148, 0x8F6F52, 0x6E533C, r=4)
            v.rect(-52, -134, 104, 54, 0xA38263, 0x8F6F52, r=3)
            v.oval(0, -106, 6, 6, 0xD8C9A4)
            rooms.table_lamp(v, 0, -150, 84)
    with v.at(1660, FLOOR + 10):
        furniture.cupboards(v, -150, -520, 300, 516, 0x9A7C60, door=150)
    furniture.rug(v, v.w * 0.6, 890, v.w * 0.3, 60, 0xB9A793)
    furniture.armchair(v, 0.8, 0xA08C84)
    rooms.beam(v, 1240, 1500, -420)


def _bed(v: View, quilt: Ink) -> None:
    v.shadow(0, 10, 330, 26, 0.35)
    v.rect(-310, -330, 620, 300, 0x8A6848, 0x6B4E36, r=26)
    v.rect(-280, -304, 560, 120, 0x7A5A3E, 0x8A6848, r=16)
    for x in (-250, 20):
        v.rect(x, -244, 230, 96, 0xF2EEE6, 0xD6D0C6, r=30)
        v.line([(x + 40, -170), (x + 180, -176)], 0xB9B3AA, 3, a=0.6)
    v.poly([(-300, -168), (300, -168), (330, -20), (-330, -20)], lighten(quilt, 0.24), quilt)
    v.poly([(-300, -172), (300, -172), (306, -128), (-306, -128)], 0xF0ECE4, 0xDAD4CA)
    for x in (-180, -40, 110, 230):
        v.line([(x, -124), (x * 1.12, -24)], darken(quilt, 0.2), 4, a=0.35)
    v.rect(-334, -34, 668, 40, 0x7A5A3E, 0x5A412E, r=8)


def _dining_room(v: View) -> None:
    rooms.room(v, v.words.accent(0x9FA79A), 0x8A6A4C)
    v.rect(0, 470, v.w, FLOOR - 496, 0xD6CFBF, 0xBDB5A4)
    for i in range(12):
        x = v.w * i / 12
        v.rect(x + 12, 500, v.w / 12 - 24, 150, 0xCBC3B2, 0xD9D2C3, r=3)
    v.rect(0, 462, v.w, 14, 0xE6DFD0, 0xB9B1A0)
    for x in (330, 1400):
        with v.at(x, 0):
            rooms.window(v, -120, 90, 240, 330, bars=(1, 2), curtain=0x9A5F58, view="garden")
    with v.at(866, 0):
        _chandelier(v, 160)
    with v.at(866, FLOOR):
        v.rect(-210, -270, 420, 266, 0x7A5A40, 0x5E4430, r=5)
        furniture.cupboards(v, -200, -240, 400, 226, 0x7F5E44, door=134)
        furniture.jars(v, -180, -272, 330, (0xD8D4CA, 0xB9C4C8, 0xC9A27A, 0xE6E2D8), 46)
    furniture.chair(v, 0.2, 0x6E5038, 0x9A5F58)
    furniture.chair(v, 0.8, 0x6E5038, 0x9A5F58)
    with v.at(866, 905):
        furniture.table(v, 0, 0, 860, 180, 0x7E5C42)
    rooms.beam(v, 220, 450, 120)


def _chandelier(v: View, y: float) -> None:
    v.line([(0, 0), (0, y - 30)], 0x5A4A34, 4)
    v.line([(-120, y - 20), (-60, y + 24), (0, y), (60, y + 24), (120, y - 20)], 0xB59A5C, 6, smooth=True)
    for x in (-120, -60, 0, 60, 120):
        top = y - 50 if abs(x) != 60 else y - 14
        v.rect(x - 6, top, 12, 34, 0xF3ECDC)
        v.oval(x, top - 9, 6, 11, 0xFFE9B8)
        v.glow(x, top - 8, 120, strength=0.42)


def _bathroom(v: View) -> None:
    tile = v.words.ink(v.words.accent(0xA9C4C6), "tile", "wall")
    rooms.room(v, 0xE6E8E4, 0xC4C8C6, kind="tiles")
    tiles(v, 0, 250, v.w, FLOOR - 250, tile, 60)
    v.rect(0, 240, v.w, 14, lighten(tile, 0.5))
    with v.at(330, 0):
        rooms.window(v, -90, 80, 180, 200, bars=(1, 1), view="sky")
    with v.at(430, FLOOR + 60):
        v.shadow(0, 4, 320, 24, 0.3)
        v.blob([(-300, -210), (300, -210), (290, -100), (230, -20), (-230, -20), (-290, -100)], 0xFAFAF8, 0xD0D4D6)
        v.rect(-316, -226, 632, 24, 0xFFFFFF, 0xE2E4E4, r=12)
        for x in (-210, 200):
            v.oval(x, -12, 22, 18, 0xB9A26A)
        v.line([(260, -226), (260, -300), (230, -318), (206, -296)], 0xB0B6BA, 9, smooth=True)
    with v.at(1230, FLOOR):
        v.rect(-90, -450, 180, 210, 0xC4CED2, 0xE4EAEC, r=90)
        v.ring(0, -345, 92, 108, 0xB59A5C, 8)
        v.rect(-24, -170, 48, 170, 0xF2F2F0, 0xC9CCCC)
        v.blob([(-130, -210), (130, -210), (90, -130), (-90, -130)], 0xFFFFFF, 0xD4D8D8)
        v.line([(0, -210), (0, -250), (26, -256)], 0xB0B6BA, 9)
        v.glow(0, -480, 200, strength=0.5)
    with v.at(1560, 0):
        v.line([(-70, 380), (90, 380)], 0x9AA0A4, 7)
        v.rect(-54, 380, 110, 170, 0xD8C2B0, 0xC0A894, r=4)
    with v.at(1630, 790):
        furniture.plant(v, 0, 0, 210)


def _attic(v: View) -> None:
    rooms.room(v, 0xA08A70, 0x8A6A4A)
    roof = v.words.ink(0x8A6F54, "roof", "wall")
    peak = v.w / 2
    for side, edge in ((0.0, v.x(330)), (v.w, v.w - v.x(330))):
        v.poly(
            [(side, 0), (peak, 0), (peak + (edge - peak) * 0.35, 0), (edge, 470), (side, FLOOR + 40)],
            roof,
            darken(roof, 0.3),
        )
    for i in range(9):
        t = i / 9
        for sign, side in ((1, 0.0), (-1, v.w)):
            v.line(
                [
                    (side + sign * v.x(330) * (1 - t) * 0.2, 620 * (1 - t)),
                    (side + sign * (v.x(330) + (peak - v.x(330)) * 0.6 * t), 470 * (1 - t)),
                ],
                darken(roof, 0.35),
                3,
                a=0.45,
            )
    for x in (330, 560):
        for left in (v.x(x), v.w - v.x(x)):
            v.line(
                [(left, FLOOR if x == 330 else 0), (left, 470 if x == 330 else 60)],
                darken(roof, 0.3),
                24 if x == 330 else 0.1,
            )
    v.rect(0, 86, v.w, 34, lighten(roof, 0.1), darken(roof, 0.3))
    with v.at(866, 0):
        v.oval(0, 290, 118, 118, 0x6A543E)
        with v.clip_to([(x, y) for x, y in _round(0, 290, 100)], smooth=True):
            rooms.outside(v, -100, 190, 200, 200, "sky")
        v.rect(-4, 190, 8, 200, 0x6A543E)
        v.rect(-100, 286, 200, 8, 0x6A543E)
    _boxes(v)
    with v.at(600, 0):
        v.line([(0, 120), (0, 200)], 0x34343C, 3)
        v.oval(0, 216, 15, 20, 0xFFE9B8)
        v.glow(0, 216, 330, strength=0.65)
    rooms.beam(v, 770, 960, -120)
    for _ in range(24):
        v.oval(v.x(700 + 330 * v.rng.random()), 380 + 400 * v.rng.random(), 2.2, 2.2, 0xFFF4DC, a=0.35)


def _round(x: float, y: float, r: float) -> list[tuple[float, float]]:
    return circle_spots(x, y, r, r, 12)


def _boxes(v: View) -> None:
    """Trunk, boxes and a covered frame: what lies in attics."""
    with v.at(390, FLOOR + 62):
        v.shadow(0, 2, 170, 18, 0.35)
        v.rect(-150, -130, 300, 130, 0x7E5A3C, 0x5E422C, r=6)
        v.blob([(-150, -128), (-150, -180), (0, -200), (150, -180), (150, -128)], 0x8F6A48, 0x74522F)
        for x in (-110, 92):
            v.rect(x, -186, 18, 186, 0xB59A5C, 0x8A7440)
        v.rect(-16, -140, 32, 34, 0xC9AE6C, r=4)
    for x, y, w, h in (
        (1370, FLOOR + 50, 230, 170),
        (1400, FLOOR - 120, 180, 130),
        (1590, FLOOR + 80, 190, 150),
        (150, FLOOR + 96, 200, 150),
    ):
        with v.at(x, y):
            v.shadow(0, 2, w * 0.55, 12, 0.3)
            v.rect(-w / 2, -h, w, h, 0xC2A278, 0x9E8058)
            v.rect(-w / 2, -h, w, 20, 0xD2B48C, a=0.8)
            v.rect(-16, -h, 32, h * 0.4, 0xE0CCA4, a=0.8)


def _cellar(v: View) -> None:
    wall = v.words.ink(v.words.accent(0x8A847C), "wall")
    rooms.room(v, wall, 0x77706A, kind="stone", trim=darken(wall, 0.3))
    rooms.masonry(v, wall)
    for x in (0, 578, 1156):
        left, right = v.x(x), v.x(x + 578)
        middle, half = (left + right) / 2, (right - left) / 2
        v.blob(
            [
                (left - 10, 150),
                (middle - half * 0.7, 60),
                (middle, 22),
                (middle + half * 0.7, 60),
                (right + 10, 150),
                (right + 10, -60),
                (left - 10, -60),
            ],
            darken(wall, 0.42),
        )
    with v.at(866, 0):
        rooms.window(v, -80, 120, 160, 80, bars=(2, 0), view="yard", frame=0x5A564E, sill=False)
    for x, y in ((250, FLOOR + 20), (480, FLOOR + 20), (365, FLOOR - 150), (1480, FLOOR + 20)):
        with v.at(x, y):
            _barrel(v, 104)
    with v.at(1560, 0):
        for row in range(3):
            furniture.shelf(v, -230, 300 + row * 110, 330)
            furniture.jars(v, -210, 300 + row * 110, 290, (0x7A8A5C, 0x9A5F4C, 0xB59A5C, 0x6E4A5C), 42)
    for x in (690, 1060):
        with v.at(x, 0):
            v.line([(0, 60), (0, 170)], 0x2A2A30, 3)
            v.oval(0, 190, 14, 19, 0xFFE3A8)
            v.glow(0, 190, 340, strength=0.6)


def _barrel(v: View, r: float) -> None:
    """A cask lying on its side, seen from its end."""
    v.shadow(0, 2, r, 12, 0.35)
    v.oval(0, -r, r, r, 0x6E4F36)
    v.oval(0, -r, r * 0.86, r * 0.86, 0x94714C)
    for i in range(-3, 4):
        v.line(
            [(i * r * 0.24, -r - r * 0.78 * (1 - abs(i) * 0.18)), (i * r * 0.24, -r + r * 0.78 * (1 - abs(i) * 0.18))],
            0x6E4F36,
            2.5,
            a=0.7,
        )
    v.ring(0, -r, r * 0.93, r * 0.93, 0x4A4A50, 7)
    v.oval(0, -r * 0.6, 8, 8, 0x3A2C20)


def _corridor(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xC2BEB2), "wall")
    v.rect(0, 0, v.w, 1000, darken(wall, 0.1), wall)
    x0, x1, y0, y1 = v.w * 0.36, v.w * 0.64, 210.0, 640.0
    v.poly([(0, 0), (v.w, 0), (x1, y0), (x0, y0)], lighten(wall, 0.4), lighten(wall, 0.15))
    floor = v.words.ink(0x9A8A78, "floor")
    v.poly([(0, 0), (x0, y0), (x0, y1), (0, 930)], lighten(wall, 0.06), darken(wall, 0.06))
    v.poly([(v.w, 0), (x1, y0), (x1, y1), (v.w, 930)], darken(wall, 0.14), darken(wall, 0.2))
    v.poly([(0, 930), (x0, y1), (x1, y1), (v.w, 930), (v.w, 1000), (0, 1000)], lighten(floor, 0.2), darken(floor, 0.1))
    carpet = v.words.ink(0x8E5A54, "rug")
    v.poly(
        [(v.w * 0.2, 1000), (v.w * 0.45, y1), (v.w * 0.55, y1), (v.w * 0.8, 1000)], lighten(carpet, 0.1), carpet, a=0.8
    )
    v.rect(x0, y0, x1 - x0, y1 - y0, lighten(wall, 0.12), wall)
    with v.at(866, y1):
        rooms.window(v, -80, -340, 160, 240, bars=(1, 1), view="city")
    for t0, t1 in ((0.10, 0.34), (0.52, 0.66), (0.80, 0.89)):
        for flip in (False, True):
            spots = [
                (x0 * t, y0 * t + (y1 * t + 930 * (1 - t) - y0 * t) * (1 - h))
                for t, h in ((t0, 0.0), (t0, 0.70), (t1, 0.70), (t1, 0.0))
            ]
            spots = [(v.w - x, y) for x, y in spots] if flip else spots
            ink = v.words.ink(0x8A6B50, "door")
            v.poly(spots, darken(ink, 0.2 if flip else 0.0), darken(ink, 0.3 if flip else 0.12))
            knob = (spots[2][0] * 0.86 + spots[1][0] * 0.14, spots[2][1] * 0.45 + spots[3][1] * 0.55)
            v.oval(*knob, 6, 6, 0xD2BC80)
    for t in (0.2, 0.55, 0.82):
        y, half = y0 * t, v.w * (0.10 * (1 - t) + 0.03)
        v.oval(v.w / 2, y * 0.92, half, half * 0.16, 0xF6F0E0)
        v.glow(v.w / 2, y * 0.92, half * 4, strength=0.5)


def _staircase(v: View) -> None:
    rooms.room(v, v.words.accent(0xB5AFA2), 0x93765A)
    wood = 0x8A674A
    steps, x_start, rise, run = 11, v.x(560), 50.0, v.x(106)
    with v.at(300, 0):
        rooms.window(v, -100, 120, 200, 330, bars=(1, 2), view="garden")
    spots = [(x_start, FLOOR + 40.0)]
    for i in range(steps):
        spots += [
            (x_start + i * run, FLOOR + 40 - (i + 1) * rise),
            (x_start + (i + 1) * run, FLOOR + 40 - (i + 1) * rise),
        ]
    v.poly([*spots, (v.w + 200, FLOOR + 40)], 0xCFC5B4, 0xA99E8C)
    for i in range(steps):
        x, y = x_start + i * run, FLOOR + 40 - (i + 1) * rise
        v.rect(x - 12, y, run + 14, 12, lighten(wood, 0.15), wood)
        v.rect(x, y + 12, run * 0.5, rise - 12, darken(wood, 0.1), a=0.5)
        for share in (0.2, 0.7):
            v.rect(x + run * share, y - 150, 9, 150, lighten(wood, 0.3))
    v.line([(x_start, FLOOR - 170), (x_start + steps * run, FLOOR - 160 - steps * rise)], darken(wood, 0.2), 22)
    v.rect(x_start - 20, FLOOR - 200, 36, 246, wood, darken(wood, 0.25), r=6)
    v.oval(x_start - 2, FLOOR - 212, 26, 26, lighten(wood, 0.1))
    for i, x in enumerate((700, 960)):
        with v.at(x, 0):
            rooms.picture(v, -60, 170 - 60 * i, 120, 150, (0xD0C8B8, 0x9A8A78, 0x7A6E62))
    with v.at(1200, 0):
        rooms.pendant(v, 0, 110, 60, 0xD8CDB4)
    with v.at(110, 770):
        furniture.plant(v, 0, 0, 230)


KINDS = (
    PlaceKind(name="kitchen", paint=_kitchen, seats=(0.17, 0.83)),
    PlaceKind(name="living room", paint=_living_room, seats=(0.4, 0.5, 0.6, 0.84)),
    PlaceKind(name="bedroom", paint=_bedroom, seats=(0.8,)),
    PlaceKind(name="dining room", paint=_dining_room, seats=(0.2, 0.8)),
    PlaceKind(name="bathroom", paint=_bathroom),
    PlaceKind(name="attic", paint=_attic),
    PlaceKind(name="cellar", paint=_cellar),
    PlaceKind(name="corridor", paint=_corridor),
    PlaceKind(name="staircase", paint=_staircase),
)
