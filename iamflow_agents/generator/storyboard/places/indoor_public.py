"""Rooms open to many: library, classroom, lecture hall, museum, theatre, dressing room, church."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places import scenery_rooms as rooms
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery_rooms import FLOOR, lettered
from iamflow_agents.generator.storyboard.places.view import View, circle_spots


def _library(v: View) -> None:
    rooms.room(v, v.words.accent(0xC4B598), 0x8A6A4A, trim=0x7A5C44)
    wide = v.x(330)
    for x in (0.0, wide + 12, v.w - 2 * wide - 12, v.w - wide):
        furniture.bookcase(v, x, FLOOR + 8, wide, 610, 7)
    with v.at(866, FLOOR, pivot=FLOOR):
        v.rect(-160, 60, 320, FLOOR - 60, 0xB7A584, 0xA8946F)
        arch = [(-110, 470.0), (-110, 220.0), (-70, 130.0), (0, 95.0), (70, 130.0), (110, 220.0), (110, 470.0)]
        v.blob([(x * 1.15, 285 + (y - 285) * 1.08) for x, y in arch], 0xE6DCC6)
        with v.clip_to(arch, smooth=True):
            rooms.outside(v, -120, 90, 240, 400, "garden")
        for x in (-40, 40):
            v.rect(x - 3, 100, 6, 380, 0xE6DCC6)
        for y in (220, 330):
            v.rect(-116, y, 232, 6, 0xE6DCC6)
        v.rect(-140, 470, 280, 18, 0xE6DCC6, 0xB7A584)
        rooms.clock(v, 0, 52, 32, 0x6E5238)
    with v.at(1235, FLOOR + 40):  # a rolling ladder against the right-hand cases
        for x in (0, 74):
            v.line([(x, 0), (x + 60, -600)], 0x9A774E, 12)
        for i in range(9):
            v.line([(4 + i * 6.2, -50 - i * 62), (78 + i * 6.2, -50 - i * 62)], 0x8A6A44, 9)
    with v.at(866, FLOOR + 62):
        furniture.table(v, 0, 0, 760, 180, 0x8A6344)
        for x in (-230, 230):
            _reading_lamp(v, x, -194)
        for i, ink in enumerate((0x8C5A58, 0x6E7F8C, 0xB59B6A)):
            v.rect(-60 + i * 3, -214 - i * 17, 110 - i * 8, 16, ink, darken(ink, 0.2), r=2)
        v.poly([(84, -196), (132, -206), (132, -198), (90, -186)], 0xF4EFE2)
        v.poly([(132, -206), (182, -196), (176, -186), (132, -198)], 0xE6DFCE)
    furniture.chair(v, 0.24, 0x7A5638, 0x5C7462)
    furniture.chair(v, 0.76, 0x7A5638, 0x5C7462)
    rooms.beam(v, 790, 950, -200)


def _reading_lamp(v: View, x: float, y: float) -> None:
    """Brass banker's lamp with a green shade."""
    v.oval(x, y, 26, 7, 0xA98C4C)
    v.rect(x - 4, y - 66, 8, 66, 0xB99A58)
    v.blob([(x - 52, y - 62), (x - 36, y - 92), (x + 36, y - 92), (x + 52, y - 62)], 0x5E8A6C, 0x3E6A4E)
    v.glow(x, y - 50, 190, strength=0.6)


def _classroom(v: View) -> None:
    rooms.room(v, v.words.accent(0xC9CDB8), 0xA98C68)
    with v.at(900, 0):
        v.rect(-440, 110, 880, 330, 0x8F6E48, 0x7A5C3A, r=4)
        v.rect(-424, 126, 848, 298, 0x43604F, 0x38523F)
        v.oval(120, 270, 240, 60, 0xFFFFFF, a=0.05)
        chalk = 0xECEEE4
        lettered(v, "2 + 3 = 5", -370, 220, 62, chalk, left=True)
        lettered(v, "A  B  C", -370, 330, 62, chalk, left=True)
        v.line([(90, 360), (200, 190), (310, 360), (90, 360)], 0xECEEE4, 5, a=0.9)
        v.ring(350, 220, 40, 40, 0xECEEE4, 5, a=0.9)
        v.rect(-440, 436, 880, 16, 0xA5825A)
        for x in (-60, 20, 60):
            v.rect(x, 428, 30, 8, 0xF2F0E8, r=3)
    with v.at(200, 0):
        rooms.window(v, -110, 120, 230, 340, bars=(1, 2), view="garden")
    with v.at(1570, 0):
        v.rect(-110, 130, 230, 170, 0xE0D4B4, 0xC9BC9A)
        with v.clip(-104, 136, 218, 158):
            v.rect(-110, 130, 230, 170, 0xA9C4CC)
            for x, y, rx, ry in (
                (-60, 190, 36, 26),
                (-40, 250, 20, 34),
                (30, 184, 48, 24),
                (50, 240, 26, 30),
                (94, 260, 20, 12),
            ):
                v.blob(circle_spots(x, y, rx, ry, 6, v.rng.random()), 0x9FAF7C)
    with v.at(1640, FLOOR):
        v.rect(-14, -130, 28, 130, 0x7A5C3A)
        v.oval(0, -186, 62, 62, 0x8FB0BE)
        v.blob([(-40, -200), (-6, -230), (14, -196), (-14, -160)], 0x9FAF7C)
        v.blob([(18, -178), (46, -190), (40, -150), (20, -146)], 0x9FAF7C)
        v.ring(0, -186, 68, 68, 0x8A744C, 5)
    with v.at(470, 0):
        rooms.clock(v, 350, 70, 36)
    for x in (190, 1540):
        with v.at(x, 890):
            _school_desk(v)
    furniture.chair(v, 0.27, 0xA9824C)
    furniture.chair(v, 0.73, 0xA9824C)
    rooms.beam(v, 110, 320, 240)


def _school_desk(v: View) -> None:
    v.shadow(0, 2, 150, 14, 0.3)
    for x in (-118, 106):
        v.line([(x, -140), (x * 1.06, 0)], 0x6A7076, 9)
    v.rect(-110, -140, 220, 44, 0x9AA0A4, 0x868C90)
    v.poly([(-130, -176), (130, -176), (150, -146), (-150, -146)], 0xD2B07C, 0xC09A66)
    v.rect(-150, -146, 300, 12, 0x9A774C, r=3)
    v.poly([(-60, -166), (10, -170), (14, -156), (-62, -152)], 0xF2EEE2)
    v.line([(40, -152), (76, -166)], 0xC9843C, 5)


def _lecture_hall(v: View) -> None:
    wall = v.words.accent(0xA39484)
    rooms.room(v, wall, 0x7E6654, kind="carpet")
    for i in range(int(v.w / 72) + 1):
        v.rect(i * 72, 26, 34, FLOOR - 54, darken(wall, 0.12), a=0.5)
    with v.at(866, 0):
        v.rect(-380, 70, 760, 330, 0x4A4648, r=4)
        v.rect(-366, 84, 732, 302, 0xF2F3F0, 0xDFE3E4)
        v.rect(-320, 116, 320, 26, 0x8A98A4)
        for i in range(4):
            v.rect(-320, 172 + i * 42, 270 - 40 * (i % 2), 13, 0xB4BEC4)
        for i, tall in enumerate((60, 110, 90, 150)):
            v.rect(70 + i * 62, 340 - tall, 40, tall, (0x8FA9B9, 0xC9A88A, 0x9FB49A, 0xB9909A)[i])
        v.pane(-366, 84, 732, 302, 0xEEF4FA, a=0.35)
    for side in (-1, 1):  # tiers of seats rising at both edges
        for row in range(5):
            y = 430 + row * 62
            inner = v.w / 2 + side * v.x(430 + row * 22)
            outer = v.w / 2 + side * v.x(940)
            left, right = min(inner, outer), max(inner, outer)
            v.rect(left, y, right - left, 70, mix(0x9A7450, 0x7A5838, row / 5), 0x6A4A30)
            v.rect(left, y - 8, right - left, 14, 0xB08A60)
            step = 66 * v.k
            for i in range(int((right - left) / step)):
                ink = v.words.ink(0x8C4E4A, "sofa")
                v.rect(left + i * step + 8, y - 46, step - 16, 42, lighten(ink, 0.08), darken(ink, 0.15), r=10)
    with v.at(560, FLOOR + 40):
        v.shadow(0, 2, 90, 12, 0.35)
        v.poly([(-78, -226), (78, -226), (62, 0), (-62, 0)], 0x9A7450, 0x74543A)
        v.poly([(-92, -250), (92, -250), (84, -222), (-84, -222)], 0xB08A60)
        v.line([(20, -250), (34, -300), (20, -330)], 0x3A3C42, 5)
        v.oval(18, -336, 9, 12, 0x2E3036)
    for x in (600, 866, 1130):
        with v.at(x, 0):
            v.oval(0, 34, 44, 10, 0xFAF4E4)
            v.glow(0, 40, 200, strength=0.5)
    furniture.chair(v, 0.24, 0x7A5838, v.words.ink(0x8C4E4A, "sofa"))
    furniture.chair(v, 0.76, 0x7A5838, v.words.ink(0x8C4E4A, "sofa"))


def _museum(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xB5ADA6 if v.words.has("marble") else 0xA8B0AC), "wall")
    rooms.room(v, wall, 0xC4BCAE, kind="tiles", trim=lighten(wall, 0.5))
    sets: tuple[tuple[Ink, ...], ...] = (
        (0xC9BCA0, 0x8F9A8A, 0x6E7A6C),
        (0xB9C4CC, 0x7E94A4, 0x5E7486),
        (0xD8B99A, 0xB0765A, 0x7A4A40),
        (0xC4B0B4, 0x92707C, 0x644C58),
    )
    for x, y, w, h, inks in ((480, 140, 250, 190, 0), (800, 110, 330, 230, 1), (1200, 140, 210, 250, 2)):
        with v.at(x, y):
            rooms.picture(v, 0, 0, w, h, sets[inks], 0xB5924E)
            v.rect(w * 0.36, h + 20, w * 0.28, 16, 0xEDE9E0)
            v.rect(w * 0.3, -46, w * 0.4, 10, 0x6E6658, r=4)
            v.glow(w / 2, 20, w * 0.8, strength=0.45)
    for x in (90, 350, 1440, 1690):
        with v.at(x, FLOOR):
            _column(v, 610)
    with v.at(220, FLOOR + 30):
        _statue(v)
    with v.at(1565, FLOOR + 30):
        _amphora(v)
    for x in (700, 866, 1032):
        with v.at(x, FLOOR + 62):
            v.oval(0, -4, 24, 7, 0x9A8248)
            v.rect(-4, -96, 8, 92, 0xC2A45C)
            v.oval(0, -100, 9, 9, 0xD8BC74)
            if x < 1000:
                v.line([(0, -92), (88, -58), (176, -92)], 0x8E3E42, 9, smooth=True)
    furniture.bench(v, 0.5, min(360, v.w * 0.4), 0x6A5648, back=False)


def _column(v: View, tall: float) -> None:
    """A fluted stone column standing at the origin."""
    v.rect(-50, -26, 100, 30, 0xDAD4C8, 0xB4AEA4)
    v.rect(-36, -tall + 30, 72, tall - 50, 0xD4CEC4)
    v.side(-36, -tall + 30, 72, tall - 50, 0x3A3640, 0.0, 0.32)
    for i in range(5):
        v.rect(-30 + i * 14, -tall + 30, 4, tall - 56, 0x6A6670, a=0.22)
    v.rect(-46, -tall + 8, 92, 24, 0xE2DCD2, 0xBAB4AA)
    v.rect(-56, -tall - 10, 112, 20, 0xEAE4DA, 0xC4BEB4)


def _statue(v: View) -> None:
    v.shadow(0, 0, 90, 12, 0.35)
    v.rect(-70, -170, 140, 170, 0xCFC9BE, 0xA8A298)
    v.rect(-80, -182, 160, 16, 0xDED8CE)
    stone, shade = 0xE6E2DA, 0xB4AEA8
    v.blob([(-56, -182), (-66, -250), (-24, -292), (24, -292), (66, -250), (56, -182)], stone, shade)
    v.rect(-16, -320, 32, 40, shade)
    v.oval(0, -346, 34, 42, stone)
    v.blob([(6, -386), (34, -360), (30, -320), (10, -308)], shade, a=0.6)
    v.blob([(-36, -350), (-24, -390), (16, -394), (36, -360), (20, -374), (-18, -370)], lighten(shade, 0.1))
    v.line([(-40, -240), (0, -210), (44, -236)], shade, 6, smooth=True)


def _amphora(v: View) -> None:
    v.shadow(0, 0, 80, 12, 0.35)
    v.rect(-64, -170, 128, 170, 0xCFC9BE, 0xA8A298)
    v.rect(-74, -182, 148, 16, 0xDED8CE)
    v.rect(-70, -400, 140, 218, 0xFFFFFF, a=0.14)
    v.blob(
        [(-18, -184), (-58, -270), (-22, -330), (-26, -364), (26, -364), (22, -330), (58, -270), (18, -184)],
        0xC07A52,
        0x94543A,
    )
    v.rect(-52, -280, 104, 18, 0x3E3230, r=6)
    for side in (-1, 1):
        v.line([(side * 24, -352), (side * 58, -330), (side * 50, -290)], 0x94543A, 8, smooth=True)
    v.line([(-70, -400), (-70, -184)], 0xFFFFFF, 3, a=0.5)
    v.line([(70, -400), (70, -184)], 0xFFFFFF, 3, a=0.5)


def _theatre(v: View) -> None:
    drape = v.words.ink(v.words.accent(0x9A3A42), "curtain")
    v.rect(0, 0, v.w, 1000, 0x3A2A34, 0x2C2028)
    v.rect(v.x(260), 60, v.w - v.x(520), 700, 0x55455A, 0x7A6270)
    for i in range(4):  # painted flats on the stage: a far town at evening
        x = v.x(420 + i * 270)
        v.poly(
            [
                (x - 90, 640),
                (x - 90, 380 - 50 * (i % 2)),
                (x, 310 - 50 * (i % 2)),
                (x + 90, 380 - 50 * (i % 2)),
                (x + 90, 640),
            ],
            0x7F6A80,
            0x6A566C,
        )
        v.rect(x - 18, 450, 36, 54, 0xCFAE84)
    v.rect(0, 690, v.w, 310, 0xA87E56, 0x7A5638)
    for i in range(-26, 27):
        v.line([(v.w / 2 + i * 54, 690), (v.w / 2 + i * 118, 1000)], 0x6A4A30, 2.2, a=0.45)
    v.oval(v.w / 2, 850, v.w * 0.3, 90, 0xFFF0CC, a=0.2)
    for x in (0.34, 0.66):
        v.poly(
            [(v.w * x - 22, 60), (v.w * x + 22, 60), (v.w * 0.5 + v.w * 0.2, 860), (v.w * 0.5 - v.w * 0.2, 860)],
            0xFFF2D0,
            a=0.09,
        )
    for side in (0, 1):
        for i in range(9):
            w = v.x(40)
            x = i * w if side == 0 else v.w - (i + 1) * w
            lean = v.x(10 * (8 - i))
            tone = mix(drape, 0x3A1018, 0.45 if i % 2 else 0.05)
            foot = x + (-lean if side == 0 else lean)
            v.poly([(x, 0), (x + w, 0), (foot + w, 770), (foot, 770)], lighten(tone, 0.05), darken(tone, 0.2))
        at = v.x(300) if side == 0 else v.w - v.x(300)
        v.oval(at, 520, 14, 24, 0xC9A85C)
    _valance(v, drape)
    v.rect(0, 0, v.w, 26, 0xB5924E, 0x8A6A34)
    for i in range(int(v.w / 120) + 1):
        v.oval(60 + i * 120, 1000, 40, 26, 0x4A3226)
        v.oval(60 + i * 120, 986, 22, 10, 0xFFE9B8, a=0.75)


def _valance(v: View, drape: Ink) -> None:
    count = max(3, int(v.w / 210))
    w = v.w / count
    for i in range(count):
        x = i * w
        v.blob(
            [(x - 6, 20), (x + w + 6, 20), (x + w, 90), (x + w / 2, 170), (x, 90)],
            lighten(drape, 0.06),
            darken(drape, 0.35),
        )
        v.line([(x + 4, 92), (x + w / 2, 166), (x + w - 4, 92)], 0xC9A85C, 7, smooth=True)
        v.rect(x - 7, 84, 14, 60, 0xC9A85C, 0x94743A, r=6)


def _dressing_room(v: View) -> None:
    rooms.room(v, v.words.accent(0xB8939A), 0x7F6450)
    with v.at(640, 0):
        v.rect(-330, 150, 660, 320, 0x5A4648, r=8)
        v.rect(-306, 174, 612, 272, 0xC9D4D8, 0xA4B4BC)
        v.poly([(-306, 446), (-306, 300), (-120, 174), (20, 174)], 0xFFFFFF, a=0.2)
        for i in range(10):
            v.oval(-297 + i * 66, 162, 13, 13, 0xFFF4D8)
            v.glow(-297 + i * 66, 162, 90, strength=0.35)
        for y in (220, 290, 360, 430):
            for x in (-318, 318):
                v.oval(x, y, 13, 13, 0xFFF4D8)
                v.glow(x, y, 90, strength=0.3)
    with v.at(640, FLOOR):
        v.rect(-370, -230, 740, 26, 0xD8C4B0, 0xB8A28C, r=3)
        furniture.cupboards(v, -350, -204, 700, 190, 0xA98A7C, door=175)
        furniture.jars(v, -300, -230, 240, (0xD89AA4, 0xE6D8C4, 0xB4848C, 0xC9B49A), 36)
        v.blob([(150, -230), (140, -280), (176, -318), (212, -280), (204, -230)], 0x8A5A3C, 0x5E3A26)
    with v.at(1400, FLOOR + 20):
        for x in (-190, 190):
            v.line([(x, 0), (x, -480)], 0x8A8E94, 9)
        v.line([(-210, -480), (210, -480)], 0x8A8E94, 9)
        for i, ink in enumerate((0x8C3E4A, 0xC9A85C, 0x4E5E7A, 0xD8CFC4, 0x5E7A66, 0x7A5A7C, 0xB4705A)):
            x = -160 + i * 52
            v.line([(x, -478), (x, -452)], 0x6A6E74, 4)
            v.blob(
                [
                    (x - 14, -450),
                    (x + 14, -450),
                    (x + 34, -420),
                    (x + 28, -160 - 40 * (i % 3)),
                    (x - 28, -160 - 40 * (i % 3)),
                    (x - 34, -420),
                ],
                lighten(ink, 0.14),
                darken(ink, 0.14),
            )
    with v.at(1090, 0):
        v.rect(-60, 120, 120, 170, 0xE6DCC4, 0xD2C4A4)
        v.oval(-20, 190, 26, 32, 0xF4EEE0)
        v.oval(22, 214, 26, 32, 0xC9A85C)
        v.line([(-32, 198), (-20, 208), (-8, 198)], 0x5A4648, 4, smooth=True)
        v.line([(10, 230), (22, 220), (34, 230)], 0x5A4648, 4, smooth=True)
    furniture.stool(v, 0.3, 0x7A5A48, 0xB4707C)
    furniture.chair(v, 0.62, 0x7A5A48, 0xB4707C)


def _church(v: View) -> None:
    stone = v.words.ink(v.words.accent(0xB4AC9E), "wall")
    v.rect(0, 0, v.w, 1000, darken(stone, 0.18), lighten(stone, 0.05))
    rooms.floor_plane(v, 0xA49A8C, "stone", 700)
    middle = v.w / 2
    for side in (-1, 1):
        for i, (off, tall) in enumerate(((640, 0.0), (390, 120.0))):
            x = middle + side * v.x(off)
            v.rect(x - 40, tall, 80, 706 - tall, lighten(stone, 0.12), darken(stone, 0.12))
            v.side(x - 40, tall, 80, 706 - tall, 0x2A2630, 0.0, 0.3)
            v.rect(x - 54, 690 - 10 * i, 108, 26, lighten(stone, 0.16), darken(stone, 0.1))
            v.rect(x - 54, 190 + tall * 0.4, 108, 22, lighten(stone, 0.2), darken(stone, 0.05))
    for reach, y in ((640, 200), (390, 250)):
        half = v.x(reach)
        v.line(
            [
                (middle - half, y),
                (middle - half * 0.62, 70),
                (middle, -20),
                (middle + half * 0.62, 70),
                (middle + half, y),
            ],
            lighten(stone, 0.16),
            26,
            smooth=True,
        )
    for off, top, w, h in ((-515, 200, 120, 350), (515, 200, 120, 350), (0, 90, 190, 420)):
        _stained_glass(v, middle + v.x(off), top, w * v.k, h, stone)
    v.rect(middle - v.x(250), 660, v.x(500), 60, lighten(stone, 0.2), darken(stone, 0.05))
    with v.at(866, 664):
        v.rect(-150, -106, 300, 106, 0xEDE8DC, 0xCFC8BA)
        v.rect(-160, -116, 320, 16, 0xF6F2E8)
        v.rect(-70, -106, 140, 78, 0x9A5A58, 0x84484A)
        for x in (-120, 120):
            v.rect(x - 7, -180, 14, 64, 0xF4F0E4)
            v.oval(x, -192, 6, 12, 0xFFE3A0)
            v.glow(x, -190, 170, strength=0.6)
    carpet = v.words.ink(0x8C4048, "floor", "rug")
    v.poly(
        [(middle - v.x(70), 720), (middle + v.x(70), 720), (middle + v.x(170), 1000), (middle - v.x(170), 1000)],
        carpet,
        darken(carpet, 0.15),
        a=0.85,
    )
    for row in range(3):
        y, s = 760 + row * 84, 0.8 + row * 0.2
        for side in (-1, 1):
            near, far = middle + side * v.x(330 + row * 70), middle + side * v.x(900 + row * 60)
            left, right = min(near, far), max(near, far)
            v.rect(left, y - 88 * s, right - left, 92 * s, 0x8A6444, 0x64452E, r=5)
            v.rect(left - 6, y - 98 * s, right - left + 12, 18 * s, 0xA27C56, 0x8A6444, r=5)


def _stained_glass(v: View, x: float, y: float, w: float, h: float, stone: Ink) -> None:
    shape = [
        (x - w / 2, y + h),
        (x - w / 2, y + h * 0.36),
        (x - w * 0.3, y + h * 0.1),
        (x, y),
        (x + w * 0.3, y + h * 0.1),
        (x + w / 2, y + h * 0.36),
        (x + w / 2, y + h),
    ]
    big = [(x + (px - x) * 1.22, y + h / 2 + (py - y - h / 2) * 1.08) for px, py in shape]
    v.poly(big, lighten(stone, 0.3), darken(stone, 0.05))
    inks = (0x8A4E5E, 0x4E6E94, 0xC9A45C, 0x5E8A74, 0x7A5E8C, 0xB4705A)
    dim = 0.5 if v.light.is_dark else 0.0
    with v.clip_to(shape):
        v.rect(x - w, y, 2 * w, h, 0x3A3A4A)
        size = w / 3.2
        for row in range(int(h / size) + 1):
            for col in range(-2, 3):
                ink = inks[int(v.rng.random() * 6)]
                px, py = x + col * size + (size / 2 if row % 2 else 0), y + row * size
                v.poly(
                    [(px, py - size * 0.55), (px + size * 0.46, py), (px, py + size * 0.55), (px - size * 0.46, py)],
                    darken(lighten(ink, 0.3), dim),
                )
        v.oval(x, y + h * 0.34, w * 0.26, w * 0.26, darken(0xE6CF94, dim))
        v.oval(x, y + h * 0.34, w * 0.16, w * 0.16, darken(0xB4606A, dim))
        v.rect(x - 3, y, 6, h, 0x3A3A4A)
    if not v.light.is_dark:
        v.poly(
            [(x - w / 2, y + h), (x + w / 2, y + h), (x + w * 0.9, y + h + 330), (x - w * 0.3, y + h + 330)],
            0xFFE9C4,
            a=0.08,
        )


KINDS = (
    PlaceKind(name="library", paint=_library, seats=(0.24, 0.76)),
    PlaceKind(name="classroom", paint=_classroom, seats=(0.27, 0.73)),
    PlaceKind(name="lecture hall", paint=_lecture_hall, seats=(0.24, 0.76)),
    PlaceKind(name="museum", paint=_museum, seats=(0.44, 0.56)),
    PlaceKind(name="theatre", paint=_theatre),
    PlaceKind(name="dressing room", paint=_dressing_room, seats=(0.3, 0.62)),
    PlaceKind(name="church", paint=_church),
)
