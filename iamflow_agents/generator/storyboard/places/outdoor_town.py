"""Streets and squares: city street, alley, square, market, rooftop."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery import SNOW
from iamflow_agents.generator.storyboard.places.scenery_rooms import lettered
from iamflow_agents.generator.storyboard.places.view import Spot, View

FRONTS = (0xB98672, 0xC9B592, 0x93A0A4, 0xA9705E, 0xCFC4B0, 0x8E9A86, 0xB49A8C)


def house(
    v: View, x: float, base: float, w: float, h: float, ink: Ink, *, shop: str = "", roof: Ink = 0x7A5448
) -> None:
    """A town house from the front, with windows, a cornice, and a shop at its foot when a name is given."""
    v.rect(x, base - h, w, h, lighten(ink, 0.06), darken(ink, 0.08))
    v.side(x, base - h, w, h, 0x14141E, 0.0, 0.16)
    v.rect(x - 5, base - h - 10, w + 10, 20, SNOW if v.light.snowy else lighten(ink, 0.25), darken(ink, 0.05))
    top = SNOW if v.light.snowy else v.words.ink(roof, "roof")
    v.poly(
        [
            (x + 2, base - h - 10),
            (x + w * 0.12, base - h - 62),
            (x + w * 0.88, base - h - 62),
            (x + w - 2, base - h - 10),
        ],
        top,
        darken(top, 0.15),
    )
    foot = 190 if shop else 150
    cols = max(2, round(w / 110))
    rows = max(1, int((h - foot) / 118))
    for row in range(rows):
        for col in range(cols):
            wx, wy = x + w * (col + 0.5) / cols, base - h + 26 + row * (h - foot) / rows
            v.rect(wx - 29, wy - 5, 58, 86, lighten(ink, 0.3))
            v.rect(wx - 23, wy, 46, 76, 0x66767E, 0x8A9AA2)
            v.rect(wx - 2, wy, 4, 76, lighten(ink, 0.3))
            v.rect(wx - 34, wy + 78, 68, 8, SNOW if v.light.snowy else lighten(ink, 0.35))
            if v.rng.random() < 0.62:
                v.pane(wx - 23, wy, 46, 76)
    if shop:
        _shop_front(v, x, base, w, ink, shop)
    else:
        v.rect(x + w * 0.38, base - 138, w * 0.24, 138, darken(ink, 0.45), darken(ink, 0.55), r=5)
        v.rect(x + w * 0.42, base - 128, w * 0.16, 30, 0x8A9AA2)
        v.pane(x + w * 0.42, base - 128, w * 0.16, 30)


def _shop_front(v: View, x: float, base: float, w: float, ink: Ink, name: str) -> None:
    paint = v.words.ink(darken(mix(ink, 0x3E5A5A, 0.6), 0.2), "door")
    v.rect(x + 10, base - 172, w - 20, 172, paint, darken(paint, 0.2))
    lettered(v, name, x + w / 2, base - 138, min(34.0, w / max(4, len(name)) * 1.3), 0xF2E9D2)
    v.rect(x + 24, base - 120, w * 0.5, 96, 0x74868E, 0x93A4AA)
    v.pane(x + 24, base - 120, w * 0.5, 96)
    v.rect(x + w * 0.66, base - 124, w * 0.24, 124, darken(paint, 0.3))
    v.rect(x + w * 0.69, base - 116, w * 0.18, 70, 0x74868E)
    v.pane(x + w * 0.69, base - 116, w * 0.18, 70)
    awning(
        v, x + 6, base - 128, w - 12, 40, v.words.ink((0xB4605A, 0x6E8A7C, 0xC9A45C)[int(v.rng.random() * 3)], "awning")
    )
    v.glow(x + w / 2, base - 70, w * 0.7, strength=0.3)


def awning(v: View, x: float, y: float, w: float, h: float, ink: Ink) -> None:
    """A striped awning with a scalloped edge."""
    count = max(4, round(w / 34))
    step = w / count
    for i in range(count):
        tone = SNOW if v.light.snowy and i % 2 == 0 else (ink if i % 2 else 0xF0E8D8)
        left = x + i * step
        v.poly(
            [
                (x + w / 2 + (left - x - w / 2) * 0.9, y),
                (x + w / 2 + (left + step - x - w / 2) * 0.9, y),
                (left + step, y + h),
                (left, y + h),
            ],
            lighten(tone, 0.06),
            darken(tone, 0.08),
        )
        v.oval(left + step / 2, y + h, step / 2, h * 0.2, darken(tone, 0.1))
    v.fade(x, y + h, w, h * 0.6, 0x101020, 0.25, 0)


def row_of_houses(v: View, base: float, names: tuple[str, ...], low: float, high: float) -> None:
    """A row of houses across the frame."""
    count = len(names) if v.roomy else max(2, len(names) // 2)
    w = v.w / count
    for i in range(count):
        ink = v.words.ink(mix(FRONTS[(i * 3 + int(v.rng.random() * 7)) % 7], v.light.haze, 0.12), "wall")
        house(v, w * i, base, w + 1, low + (high - low) * v.rng.random(), ink, shop=names[i])


def street_floor(v: View, y: float, ink: Ink, kerb: float) -> None:
    """Pavement from y, kerb, and the roadway beyond."""
    scenery.ground(v, y, ink, far=lighten(ink, 0.08))
    for i in range(-16, 17):
        v.line([(v.w / 2 + i * 116, kerb), (v.w / 2 + i * 200, 1000)], darken(ink, 0.26), 2.2, a=0.32)
    for t in (0.22, 0.55):
        v.line([(0, kerb + (1000 - kerb) * t), (v.w, kerb + (1000 - kerb) * t)], darken(ink, 0.26), 2.2, a=0.3)


def _city_street(v: View) -> None:
    scenery.sky(v, 560)
    scenery.far_town(v, 560, 0x8E979E, low=260, high=480, step=150)
    row_of_houses(v, 672, ("BOOKS", "", "CAFÉ", "", "BAKERY", "MARKET"), 380, 520)
    road = mix(0x77787C, SNOW, 0.35) if v.light.snowy else 0x77787C
    v.rect(0, 668, v.w, 14, 0xBDB7AC)
    v.rect(0, 682, v.w, 78, road, darken(road, 0.1))
    for i in range(int(v.w / 150) + 1):
        v.rect(i * 150, 716, 84, 7, 0xEDE6CC, a=0.8)
    v.rect(0, 756, v.w, 16, 0xCFC8BC, 0xA09A90)
    street_floor(v, 772, 0xB4AEA4, 772)
    if v.light.wet:
        v.fade(0, 682, v.w, 74, v.light.unlit(v.light.sky[1]), 0.4, 0.15)
    _parked_car(v, 1180, 716, v.words.accent(0x7E94A4))
    for x in (210, 1520):
        scenery.lamp_post(v, v.x(x), 800, 560 * v.k)
    with v.at(1630, 820):
        v.shadow(0, 4, 60, 10, 0.3)
        v.rect(-40, -130, 80, 130, 0x4E6A5C, 0x3A5246, r=8)
        v.rect(-46, -140, 92, 18, 0x5E7A6C, r=6)
    with v.at(90, 830):
        scenery.tree(v, 0, 0, 560, 0x7B9763)
        v.rect(-60, -10, 120, 16, 0x6A6E74, r=5)


def _parked_car(v: View, x: float, y: float, ink: Ink) -> None:
    with v.at(x, y):
        v.shadow(0, 4, 190, 14, 0.4)
        v.blob(
            [(-180, -4), (-182, -50), (-112, -66), (-70, -112), (60, -112), (110, -66), (178, -50), (180, -4)],
            lighten(ink, 0.1),
            darken(ink, 0.22),
        )
        v.poly([(-92, -66), (-60, -102), (-6, -102), (-6, -66)], 0x9AAAB2)
        v.poly([(6, -66), (6, -102), (52, -102), (86, -66)], 0x8A9AA2)
        v.line([(-176, -40), (176, -40)], darken(ink, 0.25), 3, a=0.6)
        for wx in (-106, 108):
            v.oval(wx, -4, 34, 34, 0x2C2E34)
            v.oval(wx, -4, 17, 17, 0x9AA0A6)
        v.oval(172, -46, 9, 8, 0xF6EBC4)
        v.glow(176, -46, 80, strength=0.5)
        if v.light.snowy:
            v.blob([(-66, -112), (-10, -126), (56, -112)], SNOW)


def _alley(v: View) -> None:
    scenery.sky(v, 700, clouds=1)
    brick = v.words.ink(v.words.accent(0x9A6A5A), "wall")
    other = mix(brick, 0x8A8A86, 0.5)
    y1 = 660.0
    for flip, ink in ((False, brick), (True, other)):
        _alley_wall(v, ink, y1, flip)
    house(v, v.w * 0.41, y1, v.w * 0.18, 380, mix(other, v.light.haze, 0.45))
    paving = mix(0x8A857E, SNOW, 0.7) if v.light.snowy else 0x8A857E
    v.poly(
        [(v.w * 0.41, y1), (v.w * 0.59, y1), (v.w * 1.1, 1000), (v.w * -0.1, 1000)],
        lighten(paving, 0.14),
        darken(paving, 0.14),
    )
    for row in range(13):
        y = y1 + (1000 - y1) * (row / 13) ** 1.5
        half = v.w * (0.09 + 0.51 * (y - y1) / (1000 - y1))
        v.line([(v.w / 2 - half, y), (v.w / 2 + half, y)], darken(paving, 0.3), 2.4, a=0.4)
        for i in range(-5, 6):
            x = v.w / 2 + half * (i + (0.5 if row % 2 else 0)) / 5.5
            v.line([(x, y), (x + (x - v.w / 2) * 0.05, y + 14 + row * 2)], darken(paving, 0.3), 2.4, a=0.4)
    if v.light.wet:
        scenery.puddles(v, y1 + 40)
    for i in range(2):  # washing across the alley
        y = 190 + i * 110
        v.line(
            [(v.w * 0.3 - 40 * i, y - 30), (v.w * 0.5, y + 8), (v.w * 0.7 + 40 * i, y - 26)], 0x4A4640, 3, smooth=True
        )
        for j, ink in enumerate((0xE6DED0, 0x9AB0BC, 0xC98A7C, 0xD8C89A, 0x8FA48C)):
            x = v.w * (0.37 + 0.058 * j)
            v.poly([(x - 22, y - 6), (x + 22, y - 4), (x + 20, y + 52), (x - 20, y + 54)], ink, darken(ink, 0.12))
    with v.at(200, 900):
        v.shadow(0, 4, 130, 16, 0.35)
        v.rect(-110, -170, 220, 170, 0x5E7466, 0x445448, r=6)
        v.poly([(-120, -170), (120, -170), (104, -204), (-104, -204)], 0x6E8476, 0x5E7466)
        v.oval(136, -40, 44, 42, 0x3E4046)
    with v.at(1490, 880):
        for dx, dy in ((0, 0), (76, 6), (36, -84)):
            v.rect(dx - 50, dy - 84, 100, 84, 0xB08A5C, 0x8A6A44, r=3)
            v.line([(dx - 46, dy - 80), (dx + 46, dy - 4)], 0x7A5A38, 5)
    for share, y in ((0.26, 330), (0.74, 330)):
        v.line([(v.w * share + (-34 if share < 0.5 else 34), y), (v.w * share, y - 10)], 0x34343A, 7)
        v.poly(
            [
                (v.w * share - 16, y - 6),
                (v.w * share + 16, y - 6),
                (v.w * share + 22, y + 40),
                (v.w * share - 22, y + 40),
            ],
            0xE6DCC0,
        )
        v.glow(v.w * share, y + 20, 320, 0xFFC880, 0.75)


def _alley_wall(v: View, ink: Ink, end: float, flip: bool) -> None:
    """One side of the alley in perspective, its far edge down to `end`, with two rows of windows."""

    def at(x: float, share: float) -> Spot:
        t = (x + 0.1) / 0.51
        high, low = -20 + 140 * t, 1000 + (end - 1000) * t
        return (v.w - v.w * x if flip else v.w * x), high + (low - high) * share

    v.poly([at(-0.1, 0), at(0.41, 0), at(0.41, 1), at(-0.1, 1)], lighten(ink, 0.05), darken(ink, 0.22))
    for i in range(26):
        v.line([at(-0.1, i / 26), at(0.41, i / 26)], darken(ink, 0.35), 2.2, a=0.35)
    for t0, t1, top in ((0.06, 0.16, 0.24), (0.22, 0.285, 0.3), (0.325, 0.36, 0.34)):
        for level in (0.0, 0.27):
            a, b = top - 0.06 + level * 0.9, top + 0.12 + level * 0.9
            spots = [at(t0, a), at(t1, a), at(t1, b), at(t0, b)]
            v.poly(spots, 0x55606A, 0x74848C)
            if v.rng.random() < 0.6 and v.light.lamps >= 0.5:
                with v.shining():
                    v.poly(spots, 0xFFDDA0, 0xE8B870, a=0.85 * min(1.0, v.light.lamps))


def _square(v: View) -> None:
    scenery.sky(v, 600)
    with v.at(1080, 660):  # the town hall's tower behind the roofs
        stone = mix(0xC4B69A, v.light.haze, 0.2)
        v.rect(-62, -560, 124, 560, stone, darken(stone, 0.12))
        v.poly(
            [(-76, -560), (0, -720), (76, -560)], SNOW if v.light.snowy else mix(0x6E8478, v.light.haze, 0.15), 0x55685E
        )
        v.oval(0, -480, 40, 40, 0xF2ECDC)
        v.line([(0, -480), (0, -506)], 0x3A3A40, 5)
        v.line([(0, -480), (18, -470)], 0x3A3A40, 5)
        v.pane(-38, -518, 76, 76, r=38, a=0.5)
    row_of_houses(v, 680, ("INN", "", "BAKERY", "", "", "POST"), 230, 350)
    street_floor(v, 676, 0xB4A894, 690)
    for ring in range(4):
        v.ring(v.w / 2, 850, v.w * (0.16 + 0.11 * ring), 50 + 36 * ring, 0x8A7E6C, 4, a=0.3)
    with v.at(560, 800):
        stone = 0xC9C0B0
        v.shadow(0, 8, 270, 26, 0.3)
        v.blob([(-240, -70), (-230, 10), (0, 34), (230, 10), (240, -70)], stone, darken(stone, 0.22))
        v.oval(0, -72, 244, 40, lighten(stone, 0.2))
        v.oval(0, -70, 216, 31, mix(0x7FA8B4, v.light.haze, 0.2) if not v.light.snowy else 0xC4D8E2)
        v.poly([(-26, -66), (-18, -230), (18, -230), (26, -66)], stone, darken(stone, 0.15))
        v.oval(0, -232, 84, 20, lighten(stone, 0.2))
        v.oval(0, -234, 70, 13, 0x9AC0CA)
        v.rect(-9, -300, 18, 70, stone)
        v.oval(0, -308, 18, 20, lighten(stone, 0.1))
        for side in (-1, 1):
            for reach in (44, 78):
                v.line(
                    [(side * 6, -310), (side * reach * 0.6, -340), (side * reach, -240)],
                    0xDCECF0,
                    4,
                    a=0.75,
                    smooth=True,
                )
            v.line([(side * 80, -226), (side * 120, -180), (side * 130, -80)], 0xDCECF0, 4, a=0.7, smooth=True)
    for x in (150, 1583):
        scenery.lamp_post(v, v.x(x), 770, 440 * v.k)
    scenery.tree(v, v.x(1660), 800, 520 * v.k, 0x7B9763)
    furniture.bench(v, 0.8, min(380, v.w * 0.42))


def _market(v: View) -> None:
    scenery.sky(v, 560)
    row_of_houses(v, 600, ("", "", "", "", ""), 220, 330)
    scenery.ground(v, 600, 0xB4A58E, far=0xC2B49C)
    street_floor(v, 660, 0xB4A58E, 660)
    inks = (0xB4605A, 0x5E8A8C, 0xC9A24A)
    for i, (x, y, scale) in enumerate(((866, 720, 0.8), (300, 790, 1.0), (1433, 790, 1.0))):
        with v.at(x, y, scale):
            _stall(v, v.words.ink(inks[i % 3], "awning"), i)
    for i in range(2):
        y = 70 + 50 * i
        v.line([(0, y), (v.w * 0.5, y + 70), (v.w, y)], 0x5A5048, 3, smooth=True)
        for j in range(13):
            t = (j + 0.5) / 13
            px, py = v.w * t, y + 70 * (1 - (2 * t - 1) ** 2)
            if i:
                v.poly([(px - 17, py), (px + 17, py), (px, py + 36)], (0xC9685E, 0xE2C470, 0x7FA4A8, 0xE8E0CC)[j % 4])
            else:
                v.oval(px, py + 8, 8, 10, 0xFFF0C8)
                v.glow(px, py + 8, 90, strength=0.5)
    with v.at(1660, 880):
        _crate(v, 0, (0xC9A24A, 0xB9542F))
    with v.at(80, 880):
        _crate(v, 0, (0x8A4A5C, 0x7A9A54))


def _stall(v: View, ink: Ink, number: int) -> None:
    v.shadow(0, 6, 330, 22, 0.32)
    for x in (-270, 258):
        v.rect(x, -470, 13, 470, 0x8A6C4A, 0x6E5438)
    v.rect(-262, -420, 524, 250, 0x3A2E2C, a=0.35)
    v.rect(-290, -150, 580, 150, 0xA9845A, 0x86663F, r=3)
    for i in range(7):
        v.rect(-284 + i * 82, -142, 74, 136, 0xB4906A, 0x94724C, r=2)
    v.poly([(-280, -196), (280, -196), (300, -146), (-300, -146)], 0xC9A878, 0xB08E60)
    goods = (
        (0xC4564A, 0x8AA35C, 0xE0A848, 0xD8785A, 0x9A5A74),
        (0xE0A848, 0xB9542F, 0x7A9A54, 0xE6D08A, 0xC4564A),
        (0x7A9A54, 0xE8E0CC, 0xC9685E, 0x8A4A5C, 0xE0A848),
    )[number]
    for i, good in enumerate(goods):
        left = -276 + i * 112
        v.poly([(left, -214), (left + 100, -214), (left + 104, -160), (left - 4, -160)], 0x9A7850, 0x7E5E3C)
        for row in range(3):
            for col in range(5 - row):
                v.oval(left + 14 + col * 18 + row * 9, -216 - row * 14, 11, 11, darken(good, 0.12))
                v.oval(left + 11 + col * 18 + row * 9, -219 - row * 14, 7, 7, lighten(good, 0.15))
    for i in range(4):
        x = -200 + i * 130
        v.line([(x, -420), (x, -380)], 0x5A4A3A, 3)
        v.blob([(x - 14, -380), (x + 14, -380), (x + 20, -340), (x, -322), (x - 20, -340)], (0xC9A45C, 0xB4705A)[i % 2])
    awning(v, -320, -560, 640, 120, ink)
    v.oval(0, -400, 12, 15, 0xFFF0C8)
    v.glow(0, -390, 330, 0xFFC880, 0.6)


def _crate(v: View, x: float, inks: tuple[Ink, Ink]) -> None:
    v.shadow(x, 2, 110, 12, 0.3)
    for row in range(2):
        for i in range(6):
            v.oval(x - 74 + i * 30, -92 - row * 18, 20, 20, lighten(inks[(i + row) % 2], 0.12 * row))
    v.rect(x - 96, -88, 192, 88, 0xB08A5C, 0x86663F, r=3)
    for i in range(3):
        v.rect(x - 92, -82 + i * 28, 184, 20, 0xC49E6E, r=2)


def _rooftop(v: View) -> None:
    scenery.sky(v, 640)
    scenery.far_town(v, 690, 0x7E8A98, low=120, high=420, step=120)
    scenery.far_town(v, 700, 0x6A7684, low=60, high=230, step=150)
    deck = v.words.ink(v.words.accent(0x9A7F66), "floor")
    deck = mix(deck, SNOW, 0.6) if v.light.snowy else deck
    v.rect(0, 735, v.w, 265, lighten(deck, 0.1), darken(deck, 0.12))
    for i in range(-18, 19):
        v.line([(v.w / 2 + i * 86, 735), (v.w / 2 + i * 150, 1000)], darken(deck, 0.3), 2.6, a=0.45)
    if v.light.wet:
        scenery.puddles(v, 745)
    glass = v.light.unlit(mix(v.light.sky[1], 0xFFFFFF, 0.35))
    v.rect(0, 590, v.w, 146, glass, a=0.28)
    v.rect(0, 580, v.w, 14, SNOW if v.light.snowy else 0x55606A, 0x444E56)
    for i in range(int(v.w / 200) + 2):
        v.rect(i * 200 - 5, 586, 10, 152, 0x55606A)
    v.rect(0, 730, v.w, 14, 0x4A5258)
    for y, shift in ((130, 0), (210, 60)):
        v.line(
            [(-20, y - 60), (v.w * 0.25, y + 24), (v.w * 0.5, y - 40), (v.w * 0.75, y + 24), (v.w + 20, y - 60)],
            0x3A3A40,
            3,
            smooth=True,
        )
        for i in range(17):
            t = (i + 0.5 + shift / 200) / 17
            x, py = v.w * t, y - 40 + 64 * abs(((t * 2) % 1) * 2 - 1) * -1 + 56
            v.oval(x, py, 8, 10, 0xFFF2CC)
            v.glow(x, py, 90, 0xFFCF8A, 0.55)
    with v.at(1470, 800):
        v.shadow(0, 6, 300, 20, 0.35)
        for x in (-250, 240):
            v.rect(x, -520, 13, 520, 0x4E4238)
        top = SNOW if v.light.snowy else 0x6A5644
        v.rect(-290, -544, 580, 30, top, darken(top, 0.2), r=4)
        v.rect(-230, -420, 450, 10, 0x8A6A4A)
        furniture.jars(v, -210, -420, 410, (0x7E9A74, 0xB4784A, 0xC9B070, 0x8A4A4A, 0x9AB4BA), 44)
        v.rect(-280, -236, 560, 26, 0xC09A6A, 0x9A7648, r=4)
        v.rect(-264, -210, 528, 210, 0x6E5644, 0x54402F)
        for i in range(7):
            v.rect(-258 + i * 75, -204, 66, 200, 0x7A604A, 0x5E4836, r=3)
        v.glow(0, -400, 380, 0xFFC880, 0.6)
    for x in (240, 590):
        with v.at(x, 850):
            furniture.round_table(v, 0, 0, 84, 214, 0x9A7850)
            v.rect(-12, -250, 24, 32, 0xE6D8B0, a=0.9, r=5)
            v.glow(0, -236, 150, 0xFFC880, 0.7)
            v.poly([(30, -262), (58, -262), (46, -236), (42, -236)], 0xE2EAEC, a=0.8)
            v.rect(42, -238, 4, 22, 0xE2EAEC)
    for share in (0.06, 0.235, 0.45):
        furniture.stool(v, share, 0x4A4640, 0x8A6A48)
    with v.at(60, 800):
        furniture.plant(v, 0, 0, 300, pot=0x6A6E74)
    with v.at(1090, 800):
        furniture.plant(v, 0, 0, 240, pot=0x6A6E74)


KINDS = (
    PlaceKind(name="city street", paint=_city_street, indoor=False, far=0.80, near=0.93),
    PlaceKind(name="alley", paint=_alley, indoor=False, far=0.78),
    PlaceKind(name="village square", paint=_square, indoor=False, far=0.79, seats=(0.76, 0.84)),
    PlaceKind(name="market", paint=_market, indoor=False, far=0.81, near=0.93),
    PlaceKind(name="rooftop", paint=_rooftop, indoor=False, far=0.80, seats=(0.06, 0.235, 0.45)),
)
