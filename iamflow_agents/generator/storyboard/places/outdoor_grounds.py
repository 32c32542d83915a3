"""Grounds around buildings and green in towns: park, garden, castle, village church, farm."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import darken, lighten, mix
from iamflow_agents.generator.storyboard.places.outdoor_nature import track
from iamflow_agents.generator.storyboard.places.scenery import SNOW
from iamflow_agents.generator.storyboard.places.view import Spot, View


def _park(v: View) -> None:
    scenery.sky(v, 620)
    scenery.far_town(v, 620, 0x9AA4AA, low=60, high=230, step=100)
    for i in range(12):
        scenery.tree(
            v, v.w * (i + v.rng.random()) / 12, 665, (170 + 90 * v.rng.random()) * v.k, mix(0x7C9A68, v.light.haze, 0.3)
        )
    scenery.ground(v, 660, v.words.accent(0x9DB274))
    with v.at(1190, 735):
        v.oval(0, 0, 330, 40, 0x86987A)
        v.oval(0, -3, 316, 34, mix(0x7FA4AE, v.light.unlit(v.light.sky[1]), 0.5))
        for x, s in ((-90, 1), (40, -1)):
            v.blob([(x - 26, -8), (x - 22, -22), (x + 12 * s, -22), (x + 28, -8)], 0xF2EFE6)
            v.line([(x + 20 * s, -16), (x + 22 * s, -38)], 0xF2EFE6, 7)
            v.oval(x + 24 * s, -42, 8, 7, 0xF2EFE6)
    track(v, 690, 0xCBB994, at=0.44, near=0.26)
    scenery.grass(v, 700, 1000, 0x7F9658, 60)
    for x, h in ((120, 620), (1620, 660)):
        scenery.tree(v, v.x(x), 790, h * v.k, 0x76955F)
    for x, size in ((420, 40), (1330, 50), (1720, 70)):
        scenery.bush(v, v.x(x), 775, size * v.k, flower=0xD89AA0)
    for x in (500, 1490):
        scenery.lamp_post(v, v.x(x), 760, 400 * v.k)
    furniture.bench(v, 0.22, min(400, v.w * 0.42))
    furniture.bench(v, 0.80, min(400, v.w * 0.42))


def _garden(v: View) -> None:
    brick = v.words.ink(0xB48A74, "wall")
    bloom = v.words.ink(v.words.accent(0xD88A94), "flower", "rose")
    scenery.sky(v, 520)
    for i in range(8):
        scenery.tree(
            v, v.w * (i + v.rng.random()) / 8, 500, (190 + 70 * v.rng.random()) * v.k, mix(0x7E9A6C, v.light.haze, 0.25)
        )
    v.rect(0, 440, v.w, 240, brick, darken(brick, 0.14))
    for row in range(9):
        for i in range(int(v.w / 64) + 2):
            x = i * 64 - (32 if row % 2 else 0)
            v.rect(
                x + 2, 444 + row * 26, 60, 22, mix(lighten(brick, 0.08), darken(brick, 0.1), v.rng.random()), r=3, a=0.6
            )
    v.rect(0, 428, v.w, 20, SNOW if v.light.snowy else lighten(brick, 0.25), darken(brick, 0.05))
    for _ in range(26):
        px = v.w * v.rng.random()
        if abs(px / v.w - 0.5) < 0.14:
            continue
        py, s = 450 + 190 * v.rng.random(), 22 + 22 * v.rng.random()
        v.blob(
            [(px - s, py), (px, py - s * 0.9), (px + s, py), (px, py + s * 0.8)],
            mix(0x6E8E5C, 0x86A46C, v.rng.random()),
        )
        if not v.light.snowy and v.rng.random() < 0.6:
            v.oval(px, py, 7, 7, lighten(bloom, 0.2))
    with v.at(866, 690):
        v.blob([(-120, 0), (-120, -300), (0, -380), (120, -300), (120, 0)], lighten(brick, 0.25), brick)
        v.blob([(-92, 6), (-92, -280), (0, -340), (92, -280), (92, 6)], v.words.ink(0x6E8A80, "door"), 0x55706A)
        for x in (-46, 0, 46):
            v.line([(x, -310), (x, 0)], 0x48605A, 4, a=0.7)
        v.ring(56, -150, 10, 10, 0xC9B27C, 5)
    scenery.ground(v, 680, 0x9DB372)
    track(v, 690, 0xD2C09C, far=0.05, near=0.2)
    for side in (-1, 1):
        for i in range(7):
            t = i / 6
            px = v.w * 0.5 + side * v.w * (0.17 + 0.36 * t)
            ink = (bloom, 0xE8D08A, 0xC4A4D0, 0xF0E8DC)[i % 4]
            scenery.bush(v, px, 720 + 60 * t, (46 + 34 * t) * v.k, 0x7A9860, ink if not v.light.snowy else None)
    scenery.grass(v, 720, 1000, 0x7F9858, 60)
    with v.at(1640, 800):
        v.shadow(0, 2, 70, 12)
        v.rect(-12, -170, 24, 170, 0xC9C0B0, 0xA8A092)
        v.blob([(-80, -190), (80, -190), (40, -150), (-40, -150)], 0xD6CEC0, 0xA8A092)
        v.oval(0, -190, 80, 14, 0xDED6C8)
        v.oval(0, -190, 64, 9, 0x8FB4BE)
    with v.at(90, 850):
        v.shadow(0, 2, 70, 10)
        v.poly([(-56, -84), (44, -84), (54, 0), (-50, 0)], 0x8FA6A0, 0x6E857F)
        v.line([(50, -64), (104, -104)], 0x7E958F, 13)
        v.line([(-50, -80), (-86, -40), (-52, -10)], 0x7E958F, 9, smooth=True)
    furniture.bench(v, 0.79, min(360, v.w * 0.4), 0xB9AE98)


def _castle(v: View) -> None:
    stone = v.words.ink(v.words.accent(0xA59E96), "wall")
    ruined = v.words.has("ruin", "ruins", "ruined", "abandoned", "crumbling")
    scenery.sky(v, 640)
    scenery.peaks(v, 640, 240, mix(0x93A0AA, v.light.haze, 0.55), base=690, count=5, caps=False)
    scenery.hills(v, 620, 80, mix(0x8CA07C, v.light.haze, 0.25), seed="near")
    towers = ((300, 150, 500), (620, 110, 590), (1113, 110, 590), (1433, 150, 500))
    v.rect(v.x(300), 360, v.x(1133), 330, stone, darken(stone, 0.14))
    _battlements(v, v.x(300), 360, v.x(1133), stone)
    _courses(v, v.x(300), 372, v.x(1133), 310, darken(stone, 0.2))
    for i, (x, w, h) in enumerate(towers):
        with v.at(x, 700):
            tall = h * (0.72 if ruined and i % 2 else 1.0)
            v.rect(-w / 2, -tall, w, tall, lighten(stone, 0.1), darken(stone, 0.08))
            v.side(-w / 2, -tall, w, tall, 0x14141E, 0.0, 0.3)
            _courses(v, -w / 2, -tall + 12, w, tall - 12, darken(stone, 0.22))
            _battlements(v, -w / 2 - 10, -tall, w + 20, stone)
            if not ruined:
                roof = SNOW if v.light.snowy else v.words.ink(0x6E5A6A, "roof")
                v.poly(
                    [(-w * 0.56, -tall - 34), (0, -tall - 190), (w * 0.56, -tall - 34)],
                    lighten(roof, 0.1),
                    darken(roof, 0.15),
                )
                v.poly([(0, -tall - 190), (w * 0.56, -tall - 34), (w * 0.1, -tall - 34)], darken(roof, 0.25), a=0.6)
                v.line([(0, -tall - 190), (0, -tall - 246)], 0x4A4238, 5)
                v.poly([(2, -tall - 246), (64, -tall - 230), (2, -tall - 212)], v.words.ink(0xA8484A, "flag", "banner"))
            for y in (-tall + 70, -tall + 210):
                v.rect(-13, y, 26, 62, 0x3A3A44, r=12)
                v.pane(-13, y, 26, 62, r=12)
    with v.at(866, 700):
        v.rect(-130, -330, 260, 330, lighten(stone, 0.06), darken(stone, 0.12))
        _battlements(v, -140, -330, 280, stone)
        v.blob([(-82, 6), (-82, -170), (0, -250), (82, -170), (82, 6)], 0x3A302C, 0x241E1E)
        for x in (-54, -18, 18, 54):
            v.line([(x, -210), (x, 0)], 0x6A5C4A, 6)
        for y in (-170, -110, -50):
            v.line([(-80, y), (80, y)], 0x6A5C4A, 6)
        for x in (-106, 106):
            v.poly([(x - 8, -150), (x + 8, -150), (x + 4, -110), (x - 4, -110)], 0x4A3A2E)
            v.blob([(x - 10, -150), (x, -190), (x + 10, -150)], 0xF0B45C)
            v.glow(x, -160, 200, 0xFFB868, 0.7)
    scenery.ground(v, 695, 0x98A872)
    track(v, 698, 0xC2AF8A, far=0.05)
    scenery.grass(v, 710, 1000, 0x7C8C56, 80)
    for share, size in ((0.05, 80), (0.14, 50), (0.88, 56), (0.96, 84)):
        scenery.bush(v, v.w * share, 790, size * v.k)


def _battlements(v: View, x: float, y: float, w: float, stone: int) -> None:
    count = max(3, round(w / 46)) | 1
    step = w / count
    v.rect(x, y - 12, w, 16, lighten(stone, 0.12), darken(stone, 0.08))
    for i in range(0, count, 2):
        v.rect(x + i * step, y - 44, step, 34, lighten(stone, 0.12), stone)
        if v.light.snowy:
            v.rect(x + i * step - 2, y - 50, step + 4, 10, SNOW, r=4)


def _courses(v: View, x: float, y: float, w: float, h: float, ink: int) -> None:
    """Scattered stones that show how a wall is laid."""
    for _ in range(int(w * h / 5200)):
        px, py = x + 6 + (w - 52) * v.rng.random(), y + 14 + 34 * int((h - 40) / 34 * v.rng.random())
        v.rect(px, py, 26 + 22 * v.rng.random(), 15, ink, r=3, a=0.28)


def _village_church(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xE2DACA), "wall")
    scenery.sky(v, 640)
    scenery.hills(v, 580, 110, mix(0x86A08A, v.light.haze, 0.35), seed="far")
    for i in range(9):
        scenery.tree(
            v, v.w * (i + v.rng.random()) / 9, 680, (130 + 80 * v.rng.random()) * v.k, mix(0x7A9668, v.light.haze, 0.25)
        )
    roof = SNOW if v.light.snowy else v.words.ink(0x7E5A50, "roof")
    with v.at(800, 730):
        v.shadow(60, 4, 470, 24, 0.28)
        v.rect(-100, -270, 560, 270, wall, darken(wall, 0.1))
        v.poly([(-130, -262), (-60, -430), (430, -430), (490, -262)], lighten(roof, 0.08), darken(roof, 0.15))
        for x in (80, 210, 340):
            spots: list[Spot] = [(x - 26, -60), (x - 26, -170), (x, -220), (x + 26, -170), (x + 26, -60)]
            v.poly([(x + (px - x) * 1.35, -140 + (py + 140) * 1.12) for px, py in spots], lighten(wall, 0.5))
            v.poly(spots, 0x55687A, 0x7A6E8A)
            if v.light.lamps >= 0.5:
                with v.shining():
                    v.poly(spots, 0xFFD592, 0xE8A45C, a=0.9 * min(1.0, v.light.lamps))
        v.rect(-230, -470, 190, 470, lighten(wall, 0.12), darken(wall, 0.05))
        v.side(-230, -470, 190, 470, 0x201C2C, 0.0, 0.2)
        v.poly([(-252, -466), (-135, -720), (-18, -466)], lighten(roof, 0.12), darken(roof, 0.12))
        v.poly([(-135, -720), (-18, -466), (-110, -466)], darken(roof, 0.25), a=0.55)
        v.rect(-139, -790, 8, 76, 0xB59A5C)
        v.rect(-158, -768, 46, 8, 0xB59A5C)
        v.oval(-135, -300, 36, 36, 0xF4EFE2)
        v.ring(-135, -300, 36, 36, 0x5A4E42, 5)
        v.line([(-135, -322), (-135, -300), (-118, -294)], 0x3A342E, 5)
        v.blob([(-164, -360), (-164, -420), (-135, -446), (-106, -420), (-106, -360)], 0x4A4238)
        v.blob([(-152, -366), (-146, -404), (-135, -412), (-124, -404), (-118, -366)], 0xB59A5C)
        v.blob([(-176, 4), (-176, -120), (-135, -168), (-94, -120), (-94, 4)], v.words.ink(0x6E4E38, "door"), 0x4E3626)
        v.line([(-135, -150), (-135, 0)], 0x3E2A1E, 4)
        v.rect(-190, -8, 110, 16, 0xC4BCAE)
    scenery.ground(v, 725, 0x98AC70)
    track(v, 732, 0xCDBD9A, at=0.39, far=0.04, near=0.22)
    scenery.grass(v, 740, 1000, 0x7C9256, 80)
    for x, y, s in ((1230, 770, 60), (1360, 790, 70), (1530, 776, 64), (1660, 810, 80), (170, 790, 70), (70, 820, 80)):
        with v.at(x, y, s / 70):
            v.shadow(0, 2, 44, 8, 0.3)
            v.blob([(-32, 0), (-33, -66), (0, -96), (33, -66), (32, 0)], 0xBDB8AE, 0x8A867E)
            v.rect(-4, -72, 8, 40, 0x77736C)
            v.rect(-16, -60, 32, 7, 0x77736C)
    scenery.tree(v, v.x(1630), 770, 600 * v.k, 0x6E8E5C)


def _farm(v: View) -> None:
    red = v.words.ink(v.words.accent(0xA8524A), "wall", "barn")
    scenery.sky(v, 640)
    scenery.hills(v, 570, 100, mix(0x9AAE80, v.light.haze, 0.35), seed="far")
    scenery.hills(v, 630, 40, mix(0xB9B272, v.light.haze, 0.15), seed="near")
    roof = SNOW if v.light.snowy else v.words.ink(0x6A625E, "roof")
    with v.at(1420, 690):
        v.rect(-70, -470, 140, 470, 0xC4C8C6, 0x9AA0A0)
        v.side(-70, -470, 140, 470, 0x14141E, 0.0, 0.3)
        v.blob([(-72, -466), (-50, -530), (0, -556), (50, -530), (72, -466)], 0x8A9496, 0x6A7476)
        for i in range(7):
            v.rect(-70, -420 + i * 62, 140, 4, 0x7E8688, a=0.6)
    with v.at(620, 730):
        v.shadow(20, 6, 420, 26, 0.3)
        shape: list[Spot] = [(-350, 0), (-350, -290), (-250, -440), (0, -540), (250, -440), (350, -290), (350, 0)]
        v.poly(shape, lighten(red, 0.06), darken(red, 0.14))
        for i in range(15):
            x = -336 + i * 48
            v.line([(x, 0), (x, -300 - max(0, 210 - abs(x) * 0.62))], darken(red, 0.2), 3, a=0.4)
        for side in (-1, 1):
            v.poly(
                [(side * 384, -270), (side * 268, -458), (0, -572), (0, -538), (side * 244, -430), (side * 346, -270)],
                lighten(roof, 0.14 if side < 0 else 0),
                darken(roof, 0.12),
            )
        trim = 0xEFE8DA
        v.rect(-130, -240, 260, 240, trim)
        for x in (-122, 4):
            v.rect(x, -232, 118, 232, darken(red, 0.08), darken(red, 0.2))
            v.line([(x + 8, -226), (x + 110, -6)], trim, 11)
            v.line([(x + 110, -226), (x + 8, -6)], trim, 11)
        v.rect(-52, -400, 104, 100, trim)
        v.rect(-42, -390, 84, 84, 0x3E302C)
        v.blob([(-40, -306), (-20, -340), (16, -346), (40, -306)], 0xD8B868)
        v.glow(0, -200, 200, strength=0.25)
        for x in (-270, 210):
            v.rect(x, -230, 64, 70, trim)
            v.rect(x + 8, -222, 48, 54, 0x4E5A60)
            v.pane(x + 8, -222, 48, 54)
    scenery.ground(v, 715, 0xA6AC70)
    track(v, 728, 0xC9B088, at=0.36, far=0.07, near=0.3)
    scenery.grass(v, 730, 1000, 0x848E52, 80)
    for i in range(9):
        px = v.x(1000 + i * 100)
        v.rect(px, 716 + i * 2, 13, 84 + 3 * i, 0xEFE8DA, 0xC4BCA8)
    for y in (730, 764):
        v.line([(v.x(1000), y), (v.w + 10, y + 26)], 0xEFE8DA, 10)
    for x, y, r in ((1560, 850, 62), (1660, 860, 66), (110, 850, 70)):
        with v.at(x, y):
            v.shadow(0, 2, r * 1.3, 14, 0.3)
            v.rect(-r, -r * 2, r * 2.0, r * 2, 0xCDB066, 0xA88A48, r=r * 0.5)
            v.oval(-r * 0.4, -r, r * 0.86, r, 0xDCC27C)
            for share in (0.7, 0.45, 0.2):
                v.ring(-r * 0.4, -r, r * 0.86 * share, r * share, 0xA88A48, 4, a=0.7)
    scenery.tree(v, v.x(60), 760, 520 * v.k, 0x7B975F)


KINDS = (
    PlaceKind(name="park", paint=_park, indoor=False, seats=(0.18, 0.26, 0.76, 0.84)),
    PlaceKind(name="garden", paint=_garden, indoor=False, far=0.79, seats=(0.75, 0.83)),
    PlaceKind(name="castle", paint=_castle, indoor=False, far=0.79),
    PlaceKind(name="village church", paint=_village_church, indoor=False, far=0.80),
    PlaceKind(name="farm", paint=_farm, indoor=False, far=0.80),
)
