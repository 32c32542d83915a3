"""Rooms people are served in: cafe, restaurant, bar, hotel lobby, flower shop, shop, bakery."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places import scenery_rooms as rooms
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery_rooms import FLOOR, lettered, tiles
from iamflow_agents.generator.storyboard.places.view import View

CHALK = 0xECE8DC


def _cafe(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xC9B59A), "wall")
    rooms.room(v, wall, 0x94704E)
    brick = v.x(560)
    tiles(v, 0, 24, brick, FLOOR - 50, v.words.ink(0xB4785E, "brick"), 74)
    v.side(brick - 40, 24, 40, FLOOR - 50, 0x101020, 0.0, 0.18)
    with v.at(290, 0):
        rooms.window(v, -190, 130, 380, 330, bars=(1, 0), view="city", frame=0x4A4038)
        lettered(v, "CAFÉ", 0, 220, 64, 0xF6F0E2)
    with v.at(1060, 0):
        v.rect(-190, 80, 380, 220, 0x6A4E38, r=6)
        v.rect(-176, 94, 352, 192, 0x38403C)
        lettered(v, "Espresso", -150, 146, 36, CHALK, left=True)
        lettered(v, "Latte", -150, 194, 36, CHALK, left=True)
        lettered(v, "Tea & cake", -150, 242, 36, CHALK, left=True)
        for y in (134, 182, 230):
            v.line([(90, y), (140, y)], 0xE0DCCC, 4, a=0.8)
    with v.at(1470, 0):
        for y in (170, 280):
            furniture.shelf(v, -190, y, 380)
            furniture.jars(v, -170, y, 340, (0xE6E0D2, 0xB98A64, 0x8FA69A, 0x7A5A44, 0xD8C09A), 46)
    with v.at(1330, FLOOR + 30):
        _coffee_bar(v)
    for x in (240, 640):
        with v.at(x, 880):
            furniture.round_table(v, 0, 0, 108, 178, 0x8F6A48)
            v.rect(-26, -214, 36, 30, 0xF4F0E6, 0xD4CCBC, r=6)
            v.ring(14, -200, 10, 9, 0xE6E0D2, 5)
            v.oval(-8, -182, 34, 6, 0xE6E0D2)
            v.rect(44, -236, 20, 50, 0x8FA69A, r=5)
            v.oval(54, -250, 16, 16, 0xD89A94)
    furniture.chair(v, 0.07, 0x5E4634)
    furniture.chair(v, 0.245, 0x5E4634)
    furniture.chair(v, 0.46, 0x5E4634)
    for x in (300, 700, 1130, 1480):
        with v.at(x, 0):
            rooms.pendant(v, 0, 86, 46, 0x3E4644)
    rooms.beam(v, 110, 470, 160)


def _coffee_bar(v: View) -> None:
    v.shadow(0, 4, 400, 18, 0.35)
    v.rect(-390, -236, 780, 26, 0x9A744E, 0x7C5A3A, r=4)
    v.rect(-370, -210, 740, 210, 0x5E6E66, 0x465650)
    for i in range(13):
        v.rect(-364 + i * 57, -204, 50, 198, 0x67776F, 0x4E5E57, r=3)
    v.fade(-370, -210, 740, 34, 0x101020, 0.35, 0)
    v.rect(-340, -350, 210, 114, 0xC4C8CA, 0x8F969A, r=10)
    v.rect(-350, -366, 230, 20, 0xDADEE0, r=6)
    v.rect(-320, -316, 170, 34, 0x4A4E54, r=5)
    for x in (-292, -196):
        v.line([(x, -282), (x, -262)], 0x3A3C42, 12)
        v.rect(x - 15, -256, 30, 20, 0xF4F0E6, r=4)
    for i in range(4):
        v.rect(-320 + i * 46, -384, 34, 19, 0xF0EBDE, r=5)
    v.rect(60, -340, 270, 104, 0xDCE8EA, 0xC4D4D8, a=0.8, r=10)
    v.rect(70, -284, 250, 5, 0x9AA4A8)
    for i, ink in enumerate((0xC9965C, 0xA9683E, 0xE0B884, 0xB4707C)):
        v.blob([(84 + i * 60, -286), (90 + i * 60, -312), (110 + i * 60, -318), (128 + i * 60, -286)], ink)
        v.blob([(84 + i * 60, -238), (92 + i * 60, -262), (114 + i * 60, -262), (128 + i * 60, -238)], darken(ink, 0.1))


def _restaurant(v: View) -> None:
    wall = v.words.ink(v.words.accent(0x8A6A62), "wall")
    rooms.room(v, wall, 0x6E4E3C, trim=0x5A4034)
    v.rect(0, 450, v.w, FLOOR - 476, 0x6A4A3A, 0x573B2E)
    for i in range(11):
        v.rect(v.w * i / 11 + 14, 480, v.w / 11 - 28, 160, 0x75533F, 0x63452F, r=3)
    v.rect(0, 442, v.w, 14, 0x8A6448)
    for x in (300, 1433):
        with v.at(x, 0):
            rooms.window(v, -150, 90, 300, 300, bars=(1, 1), view="city", curtain=0x9C4F4C, frame=0xCDBFA8)
    with v.at(866, 0):
        v.rect(-210, 120, 420, 290, 0x4E382C, r=6)
        for row in range(3):
            for i in range(9):
                x, y = -182 + i * 45, 168 + row * 90
                v.oval(x, y, 17, 17, 0x2E241E)
                v.oval(x, y, 12, 12, (0x4E6E52, 0x7A3E44, 0xB59A5C)[(i + row) % 3])
                v.oval(x - 3, y - 3, 4, 4, 0xFFFFFF, a=0.4)
    for x in (180, 866, 1553):
        with v.at(x, FLOOR + (26 if x == 866 else 150)):
            high = 150 if x == 866 else 176
            furniture.round_table(v, 0, 0, 120 if x == 866 else 150, high, cloth=0xEDE6DA)
            v.rect(-5, -high - 70, 10, 60, 0xF4F0E4)
            v.oval(0, -high - 80, 6, 12, 0xFFE3A0)
            v.glow(0, -high - 78, 210, 0xFFC880, 0.6)
            for dx in (-64, 64):
                v.oval(dx, -high - 2, 34, 7, 0xFAF8F2)
                v.line([(dx * 0.6, -high - 6), (dx * 0.6, -high - 34)], 0xE4E8EA, 4)
                v.oval(dx * 0.6, -high - 46, 13, 17, 0xEAF2F4, a=0.75)
    for share in (0.235, 0.765):
        furniture.chair(v, share, 0x5A3E2E, 0x9C4F4C)
    for x in (560, 866, 1173):
        with v.at(x, 0):
            rooms.pendant(v, 0, 74, 52, 0xC9A45C)


def _bar(v: View) -> None:
    wall = v.words.ink(v.words.accent(0x5E4E4A), "wall")
    rooms.room(v, wall, 0x5A4234, trim=0x4A362C)
    with v.at(866, 0):
        v.rect(-520, 90, 1040, 400, 0x3E2E28, r=6)
        v.rect(-490, 110, 980, 370, 0x6E6258, 0x54483F)
        for y in (220, 340, 460):
            v.rect(-490, y, 980, 10, 0x8F6A46)
            furniture.jars(v, -470, y, 940, (0x7E9A74, 0xB4784A, 0xC9B070, 0x8A4A4A, 0x9AB4BA, 0xD8D0BC), 44)
            v.glow(0, y - 50, 420, 0xFFC880, 0.3)
    v.rect(v.x(120), FLOOR - 216, v.x(1500), 28, 0xA9784A, 0x7E5632, r=5)
    v.rect(v.x(140), FLOOR - 188, v.x(1460), 210, 0x6E4A32, 0x4E3422)
    for i in range(10):
        v.rect(v.x(156 + i * 145), FLOOR - 170, v.x(118), 170, 0x7A543A, 0x5A3E2A, r=4)
    v.line([(v.x(140), FLOOR - 6), (v.x(1600), FLOOR - 6)], 0xC9A45C, 8)
    with v.at(560, FLOOR - 216):
        for x in (-40, 0, 40):
            v.rect(x - 7, -96, 14, 60, (0x8A4A4A, 0x3E5E4E, 0xC9A45C)[(x + 40) // 40], r=5)
            v.line([(x, -40), (x, -14)], 0xC9CCD0, 8)
        v.rect(-66, -42, 132, 14, 0xC9CCD0, r=6)
        v.rect(-12, -30, 24, 30, 0xA4A8AC)
    for x in (330, 620, 1110, 1400):
        with v.at(x, 0):
            rooms.pendant(v, 0, 78, 50, 0x3E5648)
    for share in (0.14, 0.32, 0.68, 0.86):
        furniture.stool(v, share, 0x4A3A32, 0x8A3E3C)


def _hotel_lobby(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xD2C2A6), "wall")
    rooms.room(v, wall, 0xCFC2AE, kind="tiles", trim=lighten(wall, 0.35))
    for x in (60, 560, 1673):
        with v.at(x, FLOOR, pivot=FLOOR):
            v.rect(-44, -500, 88, FLOOR + 500, 0xE0D4BE, 0xC9B99C)
            v.side(-44, -500, 88, FLOOR + 500, 0x3A2E24, 0.0, 0.25)
            v.rect(-56, FLOOR - 50, 112, 54, 0xB59A6A, 0x94784A)
            v.rect(-56, 26, 112, 30, 0xB59A6A, 0x94784A)
    with v.at(310, 0):
        rooms.window(v, -140, 90, 280, 470, bars=(1, 2), view="city", frame=0xB59A6A, curtain=0x8C4E4A, sill=False)
    with v.at(1140, FLOOR + 10):
        v.rect(-330, -560, 660, 330, 0x8A6844, 0x74542F, r=4)
        for row in range(4):
            for i in range(9):
                v.rect(-250 + i * 56, -480 + row * 52, 46, 42, 0x5E4428, 0x6E5234, r=2)
                if (i * 3 + row * 5) % 4:
                    v.line([(-228 + i * 56, -474 + row * 52), (-228 + i * 56, -452 + row * 52)], 0xD8BC74, 5)
        lettered(v, "RECEPTION", 0, -500, 46, 0xEBD9A8)
        v.shadow(0, 4, 380, 18, 0.3)
        v.rect(-370, -224, 740, 26, 0xEDE6DA, 0xC4BAA8, r=4)
        v.rect(-350, -198, 700, 198, 0x7E5A3A, 0x64452B)
        for i in range(6):
            v.rect(-336 + i * 114, -182, 102, 164, 0x8C6644, 0x704E30, r=4)
        v.line([(-350, -8), (350, -8)], 0xC9A45C, 8)
        v.blob([(-40, -226), (-34, -248), (-10, -254), (14, -248), (20, -226)], 0xD8BC74)
        v.oval(-10, -258, 6, 6, 0xB59A5C)
        rooms.table_lamp(v, 270, -224, 84)
    with v.at(866, 0):
        v.line([(-130, 0), (-130, 60)], 0xB59A5C, 4)
        for row in range(3):
            for i in range(9 - row * 2):
                px = -130 + (i - (8 - row * 2) / 2) * 34
                v.oval(px, 70 + row * 34, 9, 13, 0xFAF2DC)
                v.oval(px - 3, 66 + row * 34, 3, 4, 0xFFFFFF)
        v.glow(-130, 100, 420, strength=0.6)
    with v.at(1560, FLOOR + 60):
        furniture.plant(v, 0, 0, 320, pot=0xC9B184)
    furniture.rug(v, v.w * 0.3, 884, v.w * 0.28, 62, 0x8C5A54)
    furniture.sofa(v, 0.27, 0x7A6A5E, min(520, v.w * 0.5))
    furniture.armchair(v, 0.8, 0x7A6A5E, min(210, v.w * 0.27))


def _flower_shop(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xB9C4B0), "wall")
    rooms.room(v, wall, 0xA9977C, kind="tiles")
    with v.at(866, 0):
        rooms.window(v, -230, 130, 460, 330, bars=(1, 0), view="city", frame=0x5E7464)
        lettered(v, "FLOWERS", 0, 210, 58, 0xFAF6EA)
    for x in (250, 1483):
        with v.at(x, 0):
            for y in (210, 350):
                furniture.shelf(v, -220, y, 440, 0x9A7A58)
                for i in range(5):
                    _bouquet(v, -180 + i * 90, y, 62)
    for x, py, n in ((240, FLOOR + 70, 4), (1493, FLOOR + 70, 4)):
        with v.at(x, py):
            v.poly([(-240, -130), (240, -130), (260, -96), (-260, -96)], 0xB0906A, 0x9A7A54)
            v.rect(-260, -96, 520, 96, 0x8A6C4A, 0x6E5438)
            for i in range(n):
                _bouquet(v, -180 + i * 120, -112, 92)
            for i in range(n + 1):
                _bouquet(v, -220 + i * 110, 26, 82)
    with v.at(866, FLOOR + 36):
        furniture.table(v, 0, 0, 460, 186, 0xA9855C)
        v.rect(-190, -226, 60, 34, 0xD8C49A, r=16)
        v.poly([(-40, -194), (110, -206), (140, -196), (0, -184)], 0xD8C49A)
        _bouquet(v, 150, -196, 66)
        v.ring(-76, -208, 16, 14, 0xB4606A, 6)
    for x in (520, 1210):
        with v.at(x, 0):
            v.line([(0, -20), (0, 110)], 0x6A5A48, 4)
            _bouquet(v, 0, 150, 80, hanging=True)
            rooms.pendant(v, 90, 70, 42, 0xE6DCC4)
    rooms.beam(v, 650, 1080)


def _bouquet(v: View, x: float, y: float, size: float, *, hanging: bool = False) -> None:
    """A bucket of flowers, or a hanging basket; (x, y) is its foot."""
    wanted = v.words.ink(0, "flower")
    inks = (0xD88A94, 0xE6C470, 0xC9A0C4, 0xE8E0D4, 0xCF6E62, 0x9AA4CC)
    petal = wanted or inks[int(v.rng.random() * 6)]
    for i in range(9):
        px = x + size * (i / 8 - 0.5) * 1.02
        py = y - size * (0.72 + 0.34 * v.rng.random() - abs(i / 8 - 0.5) * 0.4)
        v.line([(x, y - size * 0.34), (px, py)], 0x6E8A5C, size * 0.03)
        v.blob(
            [(px - size * 0.1, py + size * 0.12), (px, py + size * 0.03), (px + size * 0.12, py + size * 0.2)], 0x7C9A68
        )
        tone = mix(petal, lighten(petal, 0.35), v.rng.random())
        v.oval(px, py, size * 0.11, size * 0.105, darken(tone, 0.08))
        v.oval(px - size * 0.015, py - size * 0.02, size * 0.075, size * 0.07, lighten(tone, 0.15))
        v.oval(px, py, size * 0.03, size * 0.03, 0xE8C860)
    pot = 0x8A6C4A if hanging else (0xA9B2B4, 0x8FA69A, 0xB08A6A)[int(v.rng.random() * 3)]
    v.poly(
        [
            (x - size * 0.26, y - size * 0.42),
            (x + size * 0.26, y - size * 0.42),
            (x + size * 0.19, y),
            (x - size * 0.19, y),
        ],
        lighten(pot, 0.14),
        darken(pot, 0.14),
    )


def _shop(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xCFC4AE), "wall")
    rooms.room(v, wall, 0xA68C6C)
    goods = (0xB4705A, 0x7F9AA6, 0xC9A85C, 0x8A9A6C, 0x9A7A94, 0xD8C8AC, 0x6E8490)
    for x, w in ((270, 500), (1463, 500)):
        with v.at(x, FLOOR):
            v.rect(-w / 2, -590, w, 590, 0x8A6C4C, 0x74583C, r=3)
            for row in range(5):
                y = -20 - row * 112
                v.rect(-w / 2 + 12, y - 100, w - 24, 100, 0x5E4630, 0x6A503A)
                at = -w / 2 + 20
                while at < w / 2 - 50:
                    ink = goods[int(v.rng.random() * 7)]
                    wide, tall, count = (
                        30 + 22 * v.rng.random(),
                        46 + 34 * v.rng.random(),
                        1 + int(v.rng.random() * 2.6),
                    )
                    for _ in range(count):
                        if at > w / 2 - 56:
                            break
                        v.rect(at, y - tall, wide, tall, lighten(ink, 0.12), darken(ink, 0.12), r=4)
                        v.rect(at + 4, y - tall * 0.66, wide - 8, tall * 0.3, 0xF2EADA, a=0.75)
                        at += wide + 2
                    at += 10
                v.rect(-w / 2, y, w, 12, 0x9A7A56)
    with v.at(866, 0):
        v.rect(-130, 60, 260, 84, 0x4E6258, r=8)
        lettered(v, "OPEN", 0, 122, 58, 0xF4EEDC)
        v.line([(-90, 60), (0, 0), (90, 60)], 0x4A4038, 4)
    with v.at(866, FLOOR):
        rooms.door(v, -110, 0, 220, 480, 0x6E7F78, glazed=True)
    with v.at(1130, FLOOR + 50):
        v.shadow(0, 4, 200, 16, 0.3)
        v.rect(-190, -216, 380, 24, 0xB08A60, 0x8C6A44, r=3)
        v.rect(-176, -192, 352, 192, 0x94714C, 0x74563A)
        v.rect(-150, -176, 300, 130, 0xDCE8EA, 0xB9CACE, r=4)
        v.rect(-70, -290, 130, 74, 0x55585E, 0x3E4046, r=6)
        v.rect(-56, -318, 100, 34, 0x6E8A7C, r=4)
        for i in range(3):
            v.rect(-54 + i * 36, -276, 26, 16, 0xC9CCC8, r=3)
    for x in (520, 1210):
        with v.at(x, 0):
            rooms.pendant(v, 0, 76, 48, 0xD8CDB4)


def _bakery(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xD8C6A4), "wall")
    rooms.room(v, wall, 0xB49A78, kind="tiles")
    with v.at(866, 0):
        v.rect(-200, 60, 400, 90, 0x7A5238, r=10)
        lettered(v, "BAKERY", 0, 128, 64, 0xF6E8C8)
    for x in (330, 1403):
        with v.at(x, 0):
            for y in (250, 350, 450):
                furniture.shelf(v, -260, y, 520, 0x8F6844)
                _loaves(v, -240, y, 480)
    with v.at(866, 0):
        v.blob([(-150, 470), (-150, 300), (-90, 220), (0, 196), (90, 220), (150, 300), (150, 470)], 0xA97A5C, 0x8F6248)
        v.blob([(-90, 450), (-90, 350), (0, 290), (90, 350), (90, 450)], 0x2E2220)
        v.blob([(-60, 450), (-40, 410), (-14, 430), (6, 390), (30, 428), (60, 450)], 0xF0A050)
        v.glow(0, 420, 300, 0xFFA050, 0.7)
    v.rect(v.x(180), FLOOR - 200, v.w - v.x(360), 24, 0xA97F54, 0x8A6440, r=4)
    v.rect(v.x(200), FLOOR - 176, v.w - v.x(400), 200, 0xDCE6E6, 0xB9C6C8)
    v.rect(v.x(200), FLOOR - 90, v.w - v.x(400), 8, 0x9A7A5A)
    for py in (FLOOR - 90, FLOOR + 6):
        with v.at(220, py):
            _loaves(v, 0, 0, 1280)
    v.poly([(v.x(200), FLOOR + 10), (v.x(200), FLOOR - 176), (v.x(420), FLOOR - 176)], 0xFFFFFF, a=0.14)
    v.rect(v.x(190), FLOOR + 6, v.w - v.x(380), 30, 0x8A6440, 0x6E4E32)
    for x in (420, 1310):
        with v.at(x, 0):
            rooms.pendant(v, 0, 100, 56, 0xA9684A)


def _loaves(v: View, x: float, y: float, w: float) -> None:
    """Rows of loaves, rolls and baguettes on y."""
    at = x
    while at < x + w - 70:
        ink = mix(0xC98F54, 0xA9683A, v.rng.random())
        wide, tall = 52 + 44 * v.rng.random(), 34 + 22 * v.rng.random()
        v.blob(
            [
                (at, y),
                (at + wide * 0.1, y - tall * 0.8),
                (at + wide * 0.5, y - tall),
                (at + wide * 0.9, y - tall * 0.8),
                (at + wide, y),
            ],
            lighten(ink, 0.2),
            darken(ink, 0.15),
        )
        for i in range(3):
            px = at + wide * (0.3 + 0.18 * i)
            v.line([(px, y - tall * 0.82), (px + 10, y - tall * 0.5)], 0xF0D8A8, 4, a=0.7)
        at += wide + 10


KINDS = (
    PlaceKind(name="cafe", paint=_cafe, seats=(0.07, 0.245, 0.46)),
    PlaceKind(name="restaurant", paint=_restaurant, seats=(0.235, 0.765)),
    PlaceKind(name="bar", paint=_bar, seats=(0.14, 0.32, 0.68, 0.86)),
    PlaceKind(name="hotel lobby", paint=_hotel_lobby, seats=(0.19, 0.27, 0.35, 0.8)),
    PlaceKind(name="flower shop", paint=_flower_shop),
    PlaceKind(name="shop", paint=_shop),
    PlaceKind(name="bakery", paint=_bakery),
)
