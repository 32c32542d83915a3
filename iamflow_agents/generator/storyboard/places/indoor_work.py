"""Rooms people work in: office, professional kitchen, workshop, studios, laboratory, hospital, garage."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places import scenery_rooms as rooms
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery_rooms import FLOOR, tiles
from iamflow_agents.generator.storyboard.places.view import View

STEEL = 0xB4BABE


def _office(v: View) -> None:
    rooms.room(v, v.words.accent(0xC6CACC), 0x8E9296, kind="carpet", trim=0xA9AEB2)
    with v.at(866, 0):
        rooms.window(v, -430, 110, 860, 330, bars=(3, 0), view="city", frame=0x9AA1A6)
        for i in range(7):
            v.rect(-430, 112 + i * 15, 860, 10, 0xE9E7E0, 0xCFCDC6)
    for x in (420, 1310):
        with v.at(x, FLOOR + 30):
            _desk(v)
    with v.at(1620, FLOOR):
        v.rect(-95, -420, 190, 420, 0x9CA3A8, 0x7C848A, r=3)
        for i in range(4):
            v.rect(-85, -408 + i * 102, 170, 92, 0xAAB1B5, 0x939AA0, r=3)
            v.rect(-22, -374 + i * 102, 44, 9, 0x5E666C, r=3)
    with v.at(130, 0):
        v.rect(-100, 150, 210, 150, 0xF3F3EF, 0xE2E2DC, r=3)
        v.rect(-100, 296, 210, 8, 0x9AA1A6)
        for i, ink in enumerate((0xD8C27A, 0x9CB7C4, 0xC99A8C, 0xA9BF9A)):
            v.rect(-78 + (i % 2) * 90 + 8 * i % 5, 166 + (i // 2) * 64, 50, 48, ink)
        v.line([(-10, 280), (30, 240), (60, 262), (96, 200)], 0x6A7E8C, 4)
    for x in (400, 866, 1330):
        with v.at(x, 0):
            v.rect(-110, 34, 220, 14, 0xFAFAF4, r=5)
            v.glow(0, 44, 240, 0xF4F4FF, 0.45)
    with v.at(90, 800):
        furniture.plant(v, 0, 0, 260, pot=0x8A9094)
    for share in (0.36, 0.64):
        _office_chair(v, share)


def _desk(v: View) -> None:
    v.shadow(0, 4, 250, 18, 0.3)
    v.rect(-230, -190, 460, 20, 0xC9AE8A, 0xA98E6C, r=3)
    v.rect(-218, -170, 16, 170, 0x6A6E74)
    v.rect(60, -170, 158, 170, 0xBFC3C5, 0xA0A5A9, r=3)
    for i in range(3):
        v.rect(68, -162 + i * 54, 142, 48, 0xCDD0D2, r=3)
        v.rect(126, -142 + i * 54, 26, 6, 0x80868C)
    v.rect(-110, -348, 200, 126, 0x3A3E46, r=6)
    v.rect(-102, -340, 184, 108, 0x8FB0C4, 0x6A8AA2)
    for i in range(4):
        v.rect(-90, -326 + i * 20, 60 + 30 * ((i * 7) % 3), 7, 0xDDE8EE, a=0.75)
    v.pane(-102, -340, 184, 108, 0xA9CCE4, a=0.55)
    v.poly([(-26, -222), (6, -222), (16, -192), (-36, -192)], 0x4A4E56)
    v.rect(-150, -198, 30, 8, 0xF4F2EA)
    v.rect(124, -226, 36, 34, 0xB4665A, r=5)
    rooms.table_lamp(v, -190, -190, 74, 0x7A8A8C)


def _office_chair(v: View, share: float) -> None:
    ink = 0x4E565E
    with furniture.seat(v, share):
        high = furniture.SEAT_HEIGHT
        v.shadow(0, 2, 80, 14)
        for x in (-56, -20, 24, 58):
            v.line([(0, -36), (x, -6)], 0x3A3E44, 8)
            v.oval(x, -5, 8, 7, 0x2A2C32)
        v.rect(-6, -high + 10, 12, high - 40, 0x6A7076)
        v.rect(-52, -high - 150, 104, 126, lighten(ink, 0.12), ink, r=24)
        v.rect(-66, -high - 8, 132, 26, lighten(ink, 0.18), darken(ink, 0.1), r=12)


def _restaurant_kitchen(v: View) -> None:
    rooms.room(v, 0xD8DAD8, 0xA8A49C, kind="tiles", trim=0xB9BDBE)
    tiles(v, 0, 200, v.w, FLOOR - 200, v.words.ink(v.words.accent(0xD9DDDA), "tile", "wall"), 56)
    v.poly([(v.x(160), 190), (v.x(1130), 190), (v.x(1060), 60), (v.x(230), 60)], 0xC4C9CC, 0x9AA1A6)
    v.rect(v.x(160), 186, v.x(970), 22, 0x8A9197)
    v.rect(v.x(590), 0, v.x(140), 62, 0xB0B6BA, 0x9AA0A5)
    for i in range(9):
        x = v.x(250 + i * 98)
        v.line([(x, 208), (x, 232)], 0x6A7076, 4)
        v.oval(x, 258, 15 if i % 2 else 11, 26, (0xB97A50, 0x9AA0A4, 0x6A6E74)[i % 3])
    for x0, x1 in ((30.0, 470.0), (1240.0, 1710.0)):
        for y in (300, 390):
            v.rect(v.x(x0), y, v.x(x1 - x0), 12, 0xD4D8DA, 0x9AA0A5)
            with v.at(x0 + 20, y):
                furniture.jars(v, 0, 0, (x1 - x0 - 50), (0xD8DAD6, 0xE6E4DC, 0xB9C0C2, 0xC9A27A), 52)
    _steel_counter(v, 0, v.x(520))
    _steel_counter(v, v.x(1160), v.w - v.x(1160))
    for i in range(3):
        with v.at(630 + i * 215, FLOOR):
            _range(v, i)
    with v.at(1450, 500):
        v.rect(-120, -14, 220, 12, 0xC9A878, r=3)
        v.blob([(-60, -14), (-50, -52), (-10, -56), (0, -14)], 0x8FA06A)
        v.oval(40, -28, 18, 16, 0xB4584A)
        v.oval(70, -26, 15, 14, 0xC46A54)
    for x in (300, 866, 1430):
        with v.at(x, 0):
            rooms.pendant(v, 0, 118 if x != 866 else 50, 46, 0x7A8086, warm=0xFFF0D0)


def _steel_counter(v: View, x: float, w: float) -> None:
    v.rect(x, 498, w, 22, 0xE2E6E8, 0xA9AFB4)
    v.rect(x, 520, w, FLOOR - 520, 0xB9BFC3, 0x8F969C)
    v.side(x, 520, w, FLOOR - 520, 0xFFFFFF, 0.0, 0.18)
    v.rect(x, 612, w, 10, 0xD8DCDE, 0x8A9197)
    v.fade(x, 520, w, 34, 0x101020, 0.28, 0)
    v.fade(x, 622, w, 50, 0x101020, 0.3, 0.05)
    count = max(2, int(w / 120))
    for i in range(count):
        v.rect(x + w * (i + 0.2) / count, 634, w * 0.6 / count, 60, 0x9FA6AB, 0x858C92, r=8)


def _range(v: View, number: int) -> None:
    v.rect(-104, -208, 208, 208, 0xA4AAAF, 0x80878D, r=3)
    v.rect(-104, -216, 208, 16, 0x34383E)
    v.rect(-84, -134, 168, 104, 0x33373E, 0x4C525A, r=6)
    v.rect(-84, -152, 168, 9, 0xD4D8DA, r=4)
    for i in range(4):
        v.oval(-66 + i * 44, -178, 10, 10, 0x3A3E44)
    if number != 1:
        v.rect(-66, -300, 130, 86, STEEL, darken(STEEL, 0.25), r=8)
        v.rect(-76, -304, 150, 12, lighten(STEEL, 0.3), r=6)
    else:
        v.blob([(-80, -236), (60, -236), (44, -212), (-64, -212)], 0x43474D)
        v.line([(56, -232), (128, -252)], 0x43474D, 10)
        for x in (-40, 0, 36):
            v.blob([(x - 12, -234), (x - 5, -268), (x + 2, -292), (x + 9, -262), (x + 12, -234)], 0xE8A25A, a=0.8)
        v.glow(0, -250, 170, 0xFF9A4A, 0.6)


def _workshop(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xA58F74), "wall")
    rooms.room(v, wall, 0x94836C, kind="stone", trim=darken(wall, 0.25))
    for i in range(int(v.w / 90) + 1):
        v.line([(i * 90, 24), (i * 90, FLOOR - 28)], darken(wall, 0.2), 3, a=0.4)
    with v.at(300, 0):
        rooms.window(v, -120, 130, 240, 230, bars=(2, 1), view="yard", frame=0x8A7660)
    with v.at(930, 0):
        v.rect(-330, 120, 660, 270, 0x8C6E4C, 0x7C5F40, r=4)
        v.rect(-322, 128, 644, 254, 0xB3946C, 0xA58660)
        _tools(v)
    with v.at(1500, 0):
        for y in (190, 310):
            furniture.shelf(v, -170, y, 340)
            furniture.jars(v, -150, y, 300, (0x8A9AA0, 0xB47A54, 0x9A8F6A, 0xC9BC9A, 0x6E7F6A), 46)
    with v.at(866, FLOOR + 40):
        v.shadow(0, 4, 640, 24, 0.34)
        v.rect(-620, -226, 1240, 34, 0xC09A6C, 0x9A774E, r=4)
        v.rect(-600, -192, 1200, 24, 0x7E6040)
        for x in (-580, -40, 540):
            v.rect(x, -168, 40, 168, 0x8C6C48, 0x6E5236)
        v.rect(-560, -66, 1120, 18, 0x9A7850, 0x7E6040)
        v.rect(420, -280, 90, 52, 0x5E6A70, 0x48525A, r=6)
        v.rect(360, -262, 70, 20, 0x6C787E)
        v.line([(340, -270), (340, -232)], 0x8A9298, 7)
        v.poly([(-480, -228), (-300, -228), (-310, -256), (-470, -256)], 0xD8B988, 0xB99764)
        v.rect(-250, -240, 150, 12, 0xC9A878)
        for i in range(3):
            v.rect(-540 + i * 300, -158, 220, 78, 0xA27E54, 0x8A6A44, r=4)
            v.oval(-430 + i * 300, -118, 9, 9, 0x3E3228)
    for x in (640, 1180):
        with v.at(x, 0):
            rooms.pendant(v, 0, 96, 64, 0x4E5A5E)
    furniture.stool(v, 0.16, 0x8A6A48)
    furniture.stool(v, 0.84, 0x8A6A48)
    rooms.beam(v, 180, 420, 160)


def _tools(v: View) -> None:
    """Saw, hammers, pliers and chisels hanging on a board."""
    steel, wood = 0x8E979C, 0x6E4C34
    v.poly([(-300, 170), (-150, 176), (-150, 222), (-300, 190)], lighten(steel, 0.25), steel)
    v.blob([(-152, 166), (-110, 176), (-104, 216), (-136, 236), (-152, 226)], wood)
    for x in (-50, 10):
        v.rect(x - 6, 170, 12, 130, lighten(wood, 0.12), wood, r=4)
        v.rect(x - 32, 156, 64, 30, lighten(steel, 0.1), darken(steel, 0.3), r=5)
    for x in (70, 100, 130, 160):
        v.rect(x - 7, 160, 14, 56, 0xA3603C, 0x84492E, r=6)
        v.rect(x - 4, 216, 8, 62 + (x % 40), lighten(steel, 0.3), steel)
    v.line([(212, 160), (226, 230), (204, 320)], steel, 12, smooth=True)
    v.line([(252, 160), (236, 230), (260, 320)], darken(steel, 0.2), 12, smooth=True)
    v.ring(-230, 310, 44, 44, 0x74583A, 9)
    v.ring(-230, 310, 33, 33, 0x8A6C4A, 7)
    v.line([(-120, 280), (-60, 360), (0, 340)], steel, 8)


def _studio(v: View) -> None:
    rooms.room(v, v.words.accent(0xD6D0C4), 0xA98F70)
    for x in (360, 760):
        with v.at(x, 0):
            rooms.window(v, -150, 70, 300, 400, bars=(2, 3), view="city", frame=0x55585C)
    for x, y, w, h, inks in (
        (1130, 130, 170, 220, (0xD8B48C, 0xB5705A, 0x7A4A44)),
        (1340, 90, 230, 160, (0xB4C4CC, 0x7F9AA6, 0x56707E)),
        (1360, 290, 140, 140, (0xDCCB9A, 0xA9A06A, 0x74784C)),
    ):
        with v.at(x, y):
            rooms.picture(v, 0, 0, w, h, inks, 0xE2DCCE)
    with v.at(1400, FLOOR + 70):
        _easel(v, (0xC9D3D6, 0xB98A6C, 0x7F8F7A))
    with v.at(190, FLOOR + 80):
        _easel(v, (0xE0C9A8, 0x9A8AA0, 0x6A7A8A))
    with v.at(1640, FLOOR + 10):
        for i, ink in enumerate((0xE4DFD2, 0xC9B9A2, 0xD6D9D4)):
            v.poly(
                [(-90 + i * 34, -230 + i * 20), (30 + i * 34, -240 + i * 20), (60 + i * 34, 0), (-60 + i * 34, 0)],
                ink,
                darken(ink, 0.15),
            )
    with v.at(640, FLOOR + 20):
        furniture.table(v, 0, 0, 360, 170, 0xA58560)
        furniture.jars(v, -150, -186, 200, (0xB4584A, 0xC9A24A, 0x5A7A9A, 0x6E8A5C), 40)
        for x, lean in ((80, -16), (96, 4), (112, 20)):
            v.line([(96, -200), (96 + lean + x - 96, -270)], 0x8A6A44, 5)
        v.rect(76, -222, 44, 46, 0x8FA6AC, 0x748C94, r=4)
    for _ in range(26):
        ink = (0xB4584A, 0xC9A24A, 0x5A7A9A, 0xE6E2D8)[int(v.rng.random() * 4)]
        v.oval(
            v.w * v.rng.random(),
            750 + 220 * v.rng.random(),
            4 + 10 * v.rng.random(),
            2 + 3 * v.rng.random(),
            ink,
            a=0.5,
        )
    furniture.stool(v, 0.68, 0x9A7850)
    rooms.beam(v, 230, 900, 200)


def _easel(v: View, inks: tuple[Ink, ...]) -> None:
    v.shadow(0, 0, 130, 14)
    for x0, x1 in ((-10, -110), (10, 110)):
        v.line([(x0, -520), (x1, 0)], 0x8A6844, 14)
    v.line([(0, -500), (20, -30)], 0x6E5234, 10)
    v.rect(-140, -196, 280, 18, 0x9A7850, 0x7A5C3A, r=3)
    rooms.picture(v, -125, -450, 250, 254, inks, 0xEFEAE0)
    v.rect(-20, -480, 40, 36, 0x7A5C3A, r=3)


def _sound_studio(v: View) -> None:
    wall = v.words.accent(0x6E6A74)
    rooms.room(v, wall, 0x6A5E58, trim=darken(wall, 0.3))
    for row in range(5):
        for i in range(int(v.w / 84) + 1):
            tone = mix(lighten(wall, 0.07), darken(wall, 0.16), v.rng.random())
            v.poly(
                [(i * 84, 60 + row * 84), (i * 84 + 80, 60 + row * 84), (i * 84 + 40, 100 + row * 84)],
                lighten(tone, 0.08),
            )
            v.poly([(i * 84, 60 + row * 84), (i * 84 + 40, 100 + row * 84), (i * 84, 140 + row * 84)], tone)
            v.poly(
                [(i * 84 + 80, 60 + row * 84), (i * 84 + 80, 140 + row * 84), (i * 84 + 40, 100 + row * 84)],
                darken(tone, 0.1),
            )
    with v.at(866, 0):
        v.rect(-330, 110, 660, 300, 0x3A3A42, r=8)
        v.rect(-314, 126, 628, 268, 0x8C97A0, 0x6A747E)
        v.poly([(-314, 394), (-314, 240), (-160, 126), (20, 126)], 0xFFFFFF, a=0.12)
        v.line([(40, 394), (40, 290), (80, 240)], 0x3A3A42, 7)
        v.oval(92, 226, 16, 26, 0x44464E)
    with v.at(866, FLOOR + 30):
        v.shadow(0, 2, 460, 20, 0.35)
        v.poly([(-430, -210), (430, -210), (460, -130), (-460, -130)], 0x4A4C54, 0x3A3C44)
        v.rect(-460, -130, 920, 60, 0x5C4A3C, 0x463830, r=4)
        for x in (-420, 380):
            v.rect(x, -70, 40, 70, 0x463830)
        for i in range(26):
            x = -400 + i * 32
            v.line([(x, -200), (x * 1.04, -142)], 0x2A2C32, 4)
            v.rect(x * 1.02 - 7, -196 + 44 * v.rng.random(), 14, 9, 0xC9CCD0, r=2)
            v.oval(x, -204, 4, 4, (0x8FC49A, 0xE0B45A, 0xD0705A)[i % 3])
    for x in (300, 1430):
        with v.at(x, FLOOR + 20):
            v.rect(-10, -200, 20, 200, 0x3A3C42)
            v.rect(-80, -470, 160, 270, 0x3A3C44, 0x2C2E34, r=8)
            v.oval(0, -280, 58, 58, 0x55585F)
            v.oval(0, -280, 34, 34, 0x2C2E34)
            v.oval(0, -400, 30, 30, 0x55585F)
    with v.at(1620, FLOOR + 60):
        v.line([(0, 0), (0, -420), (-90, -480)], 0x3A3C42, 8)
        for x in (-60, 60):
            v.line([(0, -30), (x, 0)], 0x3A3C42, 8)
        v.rect(-124, -510, 36, 70, 0x9AA0A6, 0x6E747A, r=16)
    _office_chair(v, 0.34)
    _office_chair(v, 0.66)
    for x in (420, 1310):
        with v.at(x, 0):
            rooms.pendant(v, 0, 80, 46, 0x3A3C44)


def _laboratory(v: View) -> None:
    rooms.room(v, v.words.accent(0xD4DDDE), 0xB4BCBE, kind="tiles", trim=0xAEB8BA)
    furniture.cupboards(v, 0, 80, v.w, 150, 0xE4E9EA, door=170, knob=0x8A969A)
    v.fade(0, 230, v.w, 30, 0x101020, 0.22, 0)
    for y in (330,):
        v.rect(0, y, v.w, 10, 0xC2CCD0, 0x9AA6AA)
        furniture.jars(v, 20, y, v.w - 40, (0x8FB4C4, 0xA9C49A, 0xD8C27A, 0xE4E8E8, 0xC99AA0, 0xB0BEC4), 44)
    v.rect(0, 486, v.w, 22, 0x55636A, 0x424E54)
    furniture.cupboards(v, 0, 508, v.w, FLOOR - 534, 0xDCE2E4, door=150, knob=0x8A969A)
    v.fade(0, 508, v.w, 28, 0x101020, 0.3, 0)
    with v.at(430, 486):
        _microscope(v)
    with v.at(1330, 486):
        _glassware(v)
    with v.at(160, 486):
        _glassware(v)
    with v.at(1600, 486):
        v.rect(-80, -150, 160, 150, 0xC9D0D4, 0xA9B2B8, r=8)
        v.rect(-64, -134, 128, 74, 0x2E4248, r=4)
        v.line([(-54, -96), (-30, -96), (-18, -120), (-4, -78), (10, -96), (54, -96)], 0x7FE0B0, 4)
    with v.at(866, 0):
        v.rect(-190, 262, 380, 60, 0xF0F2F0)
    for x in (430, 1300):
        with v.at(x, 0):
            v.rect(-140, 34, 280, 14, 0xFAFCFC, r=5)
            v.glow(0, 44, 280, 0xE8F4FF, 0.5)
    furniture.stool(v, 0.2, 0x8A959A, 0x5E6A70)
    furniture.stool(v, 0.8, 0x8A959A, 0x5E6A70)


def _microscope(v: View) -> None:
    ink = 0x4A5258
    v.rect(-60, -16, 120, 16, ink, r=6)
    v.line([(30, -14), (46, -80), (20, -136)], ink, 18, smooth=True)
    v.rect(-40, -62, 80, 10, lighten(ink, 0.2))
    v.line([(-12, -78), (18, -168)], lighten(ink, 0.55), 24)
    v.line([(18, -168), (28, -196)], ink, 18)
    v.oval(44, -76, 14, 14, lighten(ink, 0.3))


def _glassware(v: View) -> None:
    for x, ink, tall in ((-70, 0x7FB8C9, 100), (20, 0xB0CC86, 130), (100, 0xD89A7A, 90)):
        body = [
            (x - 12, -tall),
            (x + 12, -tall),
            (x + 12, -tall * 0.6),
            (x + 42, 0),
            (x - 42, 0),
            (x - 12, -tall * 0.6),
        ]
        v.poly(body, 0xEAF2F4, a=0.85)
        v.poly(
            [(x - 26, -tall * 0.34), (x + 26, -tall * 0.34), (x + 40, -2), (x - 40, -2)], ink, darken(ink, 0.1), a=0.9
        )
        v.rect(x - 16, -tall - 6, 32, 8, 0xF4F8FA, r=4)
        v.poly([(x - 30, -8), (x - 18, -tall * 0.4), (x - 10, -tall * 0.4), (x - 20, -8)], 0xFFFFFF, a=0.4)


def _hospital(v: View) -> None:
    wall = v.words.accent(0xC9D8D6)
    rooms.room(v, wall, 0xB9C4C4, kind="plain", trim=0x9FB4B4)
    v.rect(0, 480, v.w, 16, 0x8FB0AE, 0x7FA09E)
    with v.at(330, 0):
        rooms.window(v, -150, 120, 300, 280, bars=(1, 0), view="garden", frame=0xF0F2F0)
    with v.at(1020, FLOOR + 50):
        v.shadow(0, 4, 330, 20, 0.3)
        for x in (-270, 260):
            v.line([(x, -90), (x, -14)], 0x8F9AA0, 10)
            v.oval(x, -10, 15, 13, 0x4A5258)
        v.rect(-320, -330, 22, 250, 0xC9D0D2, 0xA4ADB0, r=8)
        v.rect(300, -230, 20, 150, 0xC9D0D2, 0xA4ADB0, r=8)
        v.rect(-304, -120, 608, 34, 0xB4BEC2, 0x8F9AA0, r=6)
        v.blob([(-300, -120), (-296, -186), (-120, -190), (300, -176), (304, -120)], 0xFAFBFA, 0xDCE4E4)
        v.rect(-284, -236, 150, 70, 0xFFFFFF, 0xDDE4E6, r=26)
        v.blob([(-110, -192), (100, -196), (304, -180), (306, -104), (-110, -106)], 0xA9C4C9, 0x8AA8B0)
        v.line([(-100, -232), (220, -222)], 0xB4BEC2, 8)
    with v.at(620, FLOOR + 30):
        v.line([(0, 0), (0, -480)], 0xA4ADB2, 8)
        v.line([(-40, -470), (40, -470)], 0xA4ADB2, 6)
        v.rect(14, -466, 48, 86, 0xE4EEF0, 0xC4D8DC, r=10)
        v.line([(38, -380), (30, -250), (80, -210)], 0xC4D2D4, 4, smooth=True)
        for x in (-44, 44):
            v.line([(0, -20), (x, 0)], 0x8F9AA0, 8)
    with v.at(1330, 0):
        v.rect(-70, 270, 150, 110, 0xC9D0D2, 0xA9B2B6, r=8)
        v.rect(-58, 282, 126, 78, 0x24383E, r=4)
        v.line([(-50, 326), (-26, 326), (-14, 296), (2, 350), (14, 326), (60, 326)], 0x7FE0A0, 4)
    with v.at(1590, FLOOR, pivot=FLOOR):
        rooms.curtains(v, -130, 70, 280, FLOOR - 90, 0x9CBDBA, 0.5)
    with v.at(730, 0):
        v.rect(-42, 110, 84, 84, 0xF6F8F6, r=10)
        v.rect(-10, 124, 20, 56, 0xC4564E)
        v.rect(-28, 142, 56, 20, 0xC4564E)
    for x in (520, 1150):
        with v.at(x, 0):
            v.rect(-130, 34, 260, 14, 0xFAFCFC, r=5)
            v.glow(0, 44, 260, 0xE8F4FF, 0.5)
    furniture.chair(v, 0.24, 0x8FA4A8, 0x6E9A9A)


def _garage(v: View) -> None:
    wall = v.words.accent(0xA9A8A2)
    rooms.room(v, wall, 0x8C8A86, kind="plain", trim=darken(wall, 0.2))
    with v.at(600, FLOOR):
        v.rect(-370, -590, 740, 590, 0x6E7276)
        for i in range(6):
            v.rect(-350, -572 + i * 94, 700, 86, 0xC4C6C4, 0xA6A9A8, r=3)
            for j in range(4):
                v.rect(-336 + j * 174, -560 + i * 94, 150, 62, 0xB6B9B7, 0xC2C5C3, r=3)
    with v.at(1280, 0):
        v.rect(-190, 160, 380, 230, 0x9C7C56, 0x8A6C48, r=4)
        v.canvas.scale(0.55, 0.75)
        _tools(v)
    with v.at(1300, FLOOR + 20):
        v.rect(-230, -240, 460, 30, 0x9A774E, 0x7E6040, r=3)
        v.rect(-220, -210, 440, 210, 0xA84E46, 0x84382F, r=6)
        for i in range(4):
            v.rect(-208, -200 + i * 50, 200, 42, 0xBC5E54, r=3)
            v.rect(-130, -184 + i * 50, 50, 8, 0xE0D8D0)
            v.rect(8, -200 + i * 50, 200, 42, 0xBC5E54, r=3)
            v.rect(86, -184 + i * 50, 50, 8, 0xE0D8D0)
    for x, n in ((1610, 3), (110, 2)):
        with v.at(x, FLOOR + 60):
            v.shadow(0, 2, 110, 14, 0.35)
            for i in range(n):
                v.rect(-100, -62 - i * 60, 200, 62, 0x3C3E44, 0x2A2C30, r=26)
                v.rect(-100, -40 - i * 60, 200, 6, 0x55585E)
    v.oval(v.w * 0.45, 850, 120, 16, 0x3A3A40, a=0.35)
    for x in (500, 1200):
        with v.at(x, 0):
            v.rect(-120, 34, 240, 14, 0xFAFAF4, r=5)
            v.glow(0, 44, 280, 0xF4F4FF, 0.5)
    furniture.stool(v, 0.86, 0x6A6E74, 0x8C3E36)


KINDS = (
    PlaceKind(name="office", paint=_office, seats=(0.36, 0.64)),
    PlaceKind(name="restaurant kitchen", paint=_restaurant_kitchen),
    PlaceKind(name="workshop", paint=_workshop, seats=(0.16, 0.84)),
    PlaceKind(name="artist's studio", paint=_studio, seats=(0.68,)),
    PlaceKind(name="recording studio", paint=_sound_studio, seats=(0.34, 0.66)),
    PlaceKind(name="laboratory", paint=_laboratory, seats=(0.2, 0.8)),
    PlaceKind(name="hospital", paint=_hospital, seats=(0.24,)),
    PlaceKind(name="garage", paint=_garage, seats=(0.86,)),
)
