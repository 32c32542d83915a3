"""Places without walls: forest, meadow, mountain, hut, lake."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery import SNOW
from iamflow_agents.generator.storyboard.places.view import View


def track(v: View, y: float, ink: Ink, *, far: float = 0.03, near: float = 0.30, at: float = 0.5) -> None:
    """A path that winds from the horizon (y) to the viewer; widths are shares of the frame."""
    ink = mix(ink, SNOW, 0.6) if v.light.snowy else ink
    x, w = v.w * at, v.w
    v.blob(
        [
            (x - w * far, y),
            (x + w * far, y),
            (x + w * (far + 0.06), y + 70),
            (x + w * near * 0.5, y + 160),
            (x + w * near, 1060),
            (x - w * near, 1060),
            (x - w * near * 0.62, y + 150),
            (x - w * far * 0.4, y + 66),
        ],
        lighten(ink, 0.12),
        darken(ink, 0.08),
    )


def _forest(v: View) -> None:
    leaf = v.words.accent(0x6B8A5E)
    pines = v.words.has("pine", "fir", "spruce", "taiga", "conifer")
    scenery.sky(v, 640, clouds=1)
    haze = v.light.haze
    for depth, (y, count) in enumerate(((610, 22), (650, 16), (700, 11))):
        tone = mix(darken(leaf, 0.3), v.light.unlit(haze), 0.66 - 0.2 * depth)
        v.rect(0, 80 + depth * 50, v.w, y - 90 - depth * 50, tone, a=0.32)
        for i in range(count):
            x = v.w * (i + 0.2 + 0.6 * v.rng.random()) / count
            wide = (9 + 9 * depth) * (0.8 + 0.5 * v.rng.random())
            bark = mix(0x5C4C42, tone, 0.62 - 0.2 * depth)
            v.poly([(x - wide, y + 10), (x - wide * 0.6, -20), (x + wide * 0.5, -20), (x + wide, y + 10)], bark)
            v.poly(
                [(x + wide * 0.2, y + 10), (x + wide * 0.1, -20), (x + wide * 0.5, -20), (x + wide, y + 10)],
                darken(bark, 0.16),
            )
        for i in range(count):
            x, top = v.w * (i + v.rng.random()) / count, 60 + depth * 26 + 130 * v.rng.random()
            _canopy(v, x, top, 110 + 20 * depth, tone)
    if not v.light.is_dark and v.light.weather.value == "clear":
        for share in (0.3, 0.46, 0.64):
            v.poly(
                [
                    (v.w * share - 30, -20),
                    (v.w * share + 50, -20),
                    (v.w * (share - 0.1) + 40, 760),
                    (v.w * (share - 0.1) - 110, 760),
                ],
                0xFFF6CC,
                a=0.10,
            )
    scenery.ground(v, 690, mix(0x77734F, leaf, 0.35))
    track(v, 690, 0xA08E6C)
    scenery.grass(v, 720, 1000, mix(leaf, 0x8A9A5C, 0.4), 90)
    for share, size in ((0.06, 84), (0.19, 50), (0.83, 56), (0.95, 92)):
        scenery.bush(v, v.w * share, 780, size * v.k, darken(leaf, 0.08))
    _near_trunks(v, leaf, pines)
    for _ in range(3):
        x = v.w * (0.1 + 0.8 * v.rng.random())
        v.rect(x - 5, 838, 10, 20, 0xE8DECB)
        v.blob([(x - 20, 842), (x, 820), (x + 20, 842)], 0xB4584A)


def _near_trunks(v: View, leaf: Ink, pines: bool) -> None:
    """Thick trunks at both edges of the picture."""
    for share, wide in ((0.03, 74), (0.16, 46), (0.86, 52), (0.985, 84)):
        x, w = v.w * share, wide * v.k
        v.shadow(x, 830, w * 1.7, 16, 0.3)
        v.poly(
            [
                (x - w, 836),
                (x - w * 0.62, 640),
                (x - w * 0.56, -20),
                (x + w * 0.5, -20),
                (x + w * 0.6, 640),
                (x + w, 836),
            ],
            0x6E5A4A,
            0x54443A,
        )
        v.poly(
            [(x + w * 0.12, 836), (x + w * 0.1, -20), (x + w * 0.5, -20), (x + w * 0.6, 640), (x + w, 836)],
            0x3E322C,
            a=0.55,
        )
        for i in range(5):
            v.line([(x - w * 0.3, 120 + i * 130), (x - w * 0.26, 180 + i * 130)], 0x4A3C32, 4, a=0.6)
        if pines:
            scenery.pine(v, x + (90 if share < 0.5 else -90) * v.k, 770, 520 * v.k, darken(leaf, 0.2))
        else:
            _canopy(v, x, 20, 190 * v.k, darken(leaf, 0.12))


def _canopy(v: View, x: float, y: float, size: float, ink: Ink) -> None:
    """A mass of leaves in two tones."""
    spots = [
        (x + size * dx, y + size * dy * (0.8 + 0.4 * v.rng.random()))
        for dx, dy in ((-1, 0.1), (-0.7, -0.5), (0, -0.8), (0.7, -0.5), (1, 0.1), (0.55, 0.5), (0, 0.4), (-0.55, 0.55))
    ]
    v.blob(spots, ink)
    v.blob(
        [(x + (px - x) * 0.62 - size * 0.14, y + (py - y) * 0.55 - size * 0.16) for px, py in spots], lighten(ink, 0.1)
    )
    if v.light.snowy:
        v.blob(
            [
                (x - size * 0.7, y - size * 0.3),
                (x, y - size * 0.74),
                (x + size * 0.7, y - size * 0.32),
                (x, y - size * 0.4),
            ],
            SNOW,
            a=0.8,
        )


def _meadow(v: View) -> None:
    wheat = v.words.has("wheat", "corn", "cornfield", "barley", "hay", "rye")
    land = v.words.accent(0xC9AC66 if wheat else 0x98AC6E)
    scenery.sky(v, 640)
    scenery.hills(v, 560, 110, mix(0x8FA6A4, v.light.haze, 0.3), seed="far")
    scenery.hills(v, 600, 70, mix(land, 0x7C9484, 0.6), seed="middle")
    for i in range(9):
        scenery.tree(v, v.w * (i + v.rng.random()) / 9, 640, (60 + 40 * v.rng.random()) * v.k, 0x7E977A)
    scenery.hills(v, 650, 36, mix(land, 0x86A070, 0.4), seed="near")
    scenery.ground(v, 690, land)
    for i in range(6):
        y = 705 + i * i * 9
        v.blob(
            [
                (-40, y + 20),
                (v.w * 0.3, y - 6),
                (v.w * 0.7, y + 12),
                (v.w + 40, y - 4),
                (v.w + 40, y + 26),
                (v.w * 0.5, y + 22),
                (-40, y + 40),
            ],
            lighten(land, 0.12) if i % 2 else darken(land, 0.06),
            a=0.0 if v.light.snowy else 0.35,
        )
    scenery.grass(v, 700, 1000, darken(land, 0.2), 130)
    if wheat and not v.light.snowy:
        for _ in range(160):
            t = v.rng.random()
            px, py, size = v.w * v.rng.random(), 720 + 290 * t, 20 + 44 * t
            v.line([(px, py), (px + size * 0.1, py - size)], 0xB8954C, 2 + t, a=0.8)
            v.oval(px + size * 0.1, py - size, 2.5 + 2 * t, 7 + 5 * t, 0xE2C478)
    elif not v.light.snowy:
        for _ in range(90):
            t = v.rng.random() ** 0.8
            x, y = v.w * v.rng.random(), 715 + 280 * t
            edge = abs(x / v.w - 0.5) * 2
            if v.rng.random() > 0.25 + edge * 0.75:
                continue
            ink = (0xE8DC9C, 0xD89AA0, 0xB4A4CC, 0xF2EEE0, 0xD8785E)[int(v.rng.random() * 5)]
            size = 3 + 6 * t
            v.line([(x, y), (x, y - size * 3)], 0x74905A, 2)
            v.oval(x, y - size * 3, size, size * 0.9, ink)
            v.oval(x, y - size * 3, size * 0.36, size * 0.36, 0xE0B850)
    scenery.tree(v, v.x(210), 760, 520 * v.k, 0x7B995F)
    for i in range(7):
        x = v.x(1180 + i * 96)
        v.rect(x - 5, 700 - 4 * i, 11, 76 + 6 * i, 0xA8916E, 0x86704F)
    for y in (716, 744):
        v.line([(v.x(1160), y), (v.w + 10, y + 14)], 0xA8916E, 8)


def _mountain(v: View) -> None:
    rockink = v.words.accent(0x8A8F98)
    scenery.sky(v, 660)
    scenery.peaks(v, 640, 330, mix(rockink, v.light.haze, 0.6), base=690, count=5)
    scenery.peaks(v, 680, 440, mix(rockink, v.light.haze, 0.25), base=720, count=4)
    scenery.hills(v, 650, 60, mix(0x74886C, v.light.haze, 0.25), seed="forest", lumps=7)
    for i in range(16):
        scenery.pine(
            v, v.w * (i + v.rng.random()) / 16, 690, (70 + 50 * v.rng.random()) * v.k, mix(0x54705F, v.light.haze, 0.2)
        )
    scenery.ground(v, 690, 0x9AA17E)
    track(v, 695, 0xB7A88C, at=0.47)
    scenery.grass(v, 710, 1000, 0x7E8A5E, 60)
    for share, size in ((0.05, 120), (0.17, 60), (0.80, 54), (0.93, 130), (0.73, 26), (0.27, 30)):
        scenery.rock(v, v.w * share, 790, size * v.k, mix(rockink, 0x8C8A86, 0.5))
    scenery.pine(v, v.w * 0.12, 760, 430 * v.k)
    scenery.pine(v, v.w * 0.89, 770, 500 * v.k)


def _mountain_hut(v: View) -> None:
    wood = v.words.ink(v.words.accent(0x8A6648), "wall")
    turf = v.words.has("turf", "grass", "sod")
    roof = v.words.ink(0x86A05E if turf else 0x6A5A52, "roof")
    scenery.sky(v, 660)
    scenery.peaks(v, 650, 380, mix(0x8A94A0, v.light.haze, 0.45), base=700, count=4)
    scenery.hills(v, 640, 70, mix(0x7E946C, v.light.haze, 0.25), seed="hut")
    for i in range(10):
        scenery.pine(
            v, v.w * (i + v.rng.random()) / 10, 690, (110 + 60 * v.rng.random()) * v.k, mix(0x54705F, v.light.haze, 0.2)
        )
    scenery.ground(v, 690, 0x98A672)
    track(v, 700, 0xB9A684, at=0.62)
    scenery.grass(v, 710, 1000, 0x7C8C58, 70)
    with v.at(560, 770):
        v.shadow(0, 4, 400, 26, 0.3)
        v.rect(-330, -300, 660, 300, wood, darken(wood, 0.22))
        for i in range(8):
            v.rect(-330, -300 + i * 38, 660, 34, lighten(wood, 0.06), darken(wood, 0.12), r=8)
        v.poly([(-330, -300), (0, -500), (330, -300)], darken(wood, 0.12), wood)
        top = SNOW if v.light.snowy else roof
        v.poly(
            [(-410, -272), (0, -560), (410, -272), (390, -240), (0, -500), (-390, -240)],
            lighten(top, 0.12),
            darken(top, 0.16),
        )
        if turf and not v.light.snowy:
            for i in range(34):
                t = i / 33
                x, y = -400 + 800 * t, -272 - 284 * (1 - abs(2 * t - 1))
                v.line(
                    [(x, y + 6), (x + 5 * (v.rng.random() - 0.5), y - 18 - 12 * v.rng.random())], lighten(roof, 0.12), 5
                )
                if i % 5 == 0:
                    v.oval(x, y - 12, 6, 6, 0xE8DC9C)
        v.rect(150, -590, 60, 130, 0x8C847C, 0x746C66)
        for i in range(3):
            v.oval(186 + i * 22, -620 - i * 44, 22 + i * 12, 20 + i * 10, 0xE6E6E4, a=0.38 - 0.09 * i)
        v.rect(-60, -210, 130, 210, v.words.ink(0x5E4632, "door"), 0x463424, r=4)
        v.oval(50, -104, 7, 7, 0xC9B27C)
        v.rect(-90, -8, 190, 12, 0x8C847C)
        for x in (-250, 150):
            v.rect(x - 10, -222, 130, 110, 0xDACBB0)
            v.rect(x, -212, 110, 90, 0x5E6E78)
            v.pane(x, -212, 110, 90)
            v.glow(x + 55, -166, 190, strength=0.4)
            v.rect(x + 52, -212, 6, 90, 0xDACBB0)
            v.rect(x, -170, 110, 6, 0xDACBB0)
            for i in range(5):
                v.oval(x + 6 + i * 25, -106, 13, 12, (0xC9685E, 0xE2C470, 0xC9A0C4)[i % 3])
        v.rect(0, -430, 0.1, 0.1, wood)
    furniture.bench(v, 0.78, min(380, v.w * 0.4), 0x8A6A48, back=False)
    with v.at(1600, 790):
        for row in range(4):
            for i in range(6 - row):
                x, y = -110 + i * 44 + row * 22, -22 - row * 38
                v.oval(x, y, 22, 21, 0x7A5A3E)
                v.oval(x, y, 17, 16, 0xC9A878)


def _lake(v: View) -> None:
    scenery.sky(v, 560)
    scenery.hills(v, 500, 150, mix(0x7E96A0, v.light.haze, 0.4), seed="far", base=560)
    scenery.hills(v, 530, 70, mix(0x6E8A70, v.light.haze, 0.25), seed="near", base=560, lumps=7)
    for i in range(18):
        scenery.pine(
            v, v.w * (i + v.rng.random()) / 18, 566, (46 + 40 * v.rng.random()) * v.k, mix(0x5A7562, v.light.haze, 0.25)
        )
    scenery.water(v, 562, 790, v.words.accent(0x5E8A9A))
    v.fade(0, 562, v.w, 60, 0x3E5A54, 0.35, 0)
    v.blob(
        [
            (-40, 770),
            (v.w * 0.2, 724),
            (v.w * 0.5, 748),
            (v.w * 0.8, 722),
            (v.w + 40, 764),
            (v.w + 40, 1100),
            (-40, 1100),
        ],
        mix(0x9CAA78, SNOW, 0.75 if v.light.snowy else 0.0),
        mix(0x84925E, SNOW, 0.6 if v.light.snowy else 0.0),
    )
    if v.light.wet:
        scenery.puddles(v, 770)
    with v.at(1260, 770):  # a wooden jetty and a rowing boat beyond it
        for i in range(9):
            y = -150 + i * 20
            half = 26 + i * 7
            v.poly(
                [
                    (-half + 60 - i * 8, y),
                    (half + 60 - i * 8, y),
                    (half + 64 - i * 8, y + 16),
                    (-half + 56 - i * 8, y + 16),
                ],
                0xB39A78,
                0x94805F,
            )
        for x, y in ((20, -156), (98, -156), (-70, 4), (90, 4)):
            v.rect(x - 8, y - 34, 16, 60, 0x74604A, r=4)
    with v.at(560, 680):
        v.oval(0, 6, 130, 12, 0x2E4A52, a=0.35)
        v.blob([(-120, -34), (-90, 4), (90, 4), (126, -38), (60, -26), (-70, -24)], 0x9A5A48, 0x74402F)
        v.line([(-20, -24), (-110, 14)], 0xC9B08A, 6)
    for share in (0.03, 0.10, 0.90, 0.97):
        for _ in range(9):
            px, tall = v.w * share + 70 * (v.rng.random() - 0.5), (90 + 110 * v.rng.random()) * v.k
            v.line([(px, 800), (px + 14 * (v.rng.random() - 0.5), 800 - tall)], 0x7C9060, 5)
            v.line([(px + 3, 800 - tall), (px + 3, 800 - tall - 30)], 0x7A5A3E, 11)
    scenery.grass(v, 790, 1000, 0x72844E, 70)
    scenery.tree(v, v.x(90), 810, 560 * v.k, 0x73915E)
    for share, size in ((0.30, 34), (0.70, 40), (0.86, 60)):
        scenery.rock(v, v.w * share, 790, size * v.k)


KINDS = (
    PlaceKind(name="forest", paint=_forest, indoor=False),
    PlaceKind(name="meadow", paint=_meadow, indoor=False),
    PlaceKind(name="mountain", paint=_mountain, indoor=False),
    PlaceKind(name="mountain hut", paint=_mountain_hut, indoor=False, far=0.80, seats=(0.74, 0.82)),
    PlaceKind(name="lake", paint=_lake, indoor=False, far=0.81, near=0.93),
)
