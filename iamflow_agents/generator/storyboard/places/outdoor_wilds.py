"""Far places: desert, snowfield, campsite, country road."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.outdoor_nature import track
from iamflow_agents.generator.storyboard.places.scenery import SNOW
from iamflow_agents.generator.storyboard.places.view import View


def _desert(v: View) -> None:
    lunar = v.words.has("moon", "lunar")
    sand = v.words.accent(0xB4B2B0 if lunar else 0xC98A62 if v.words.has("mars", "red", "planet") else 0xDDBE8C)
    scenery.sky(v, 660, clouds=1)
    for x, w, h in ((0.16, 260, 190), (0.36, 150, 130), (0.84, 320, 230)):
        at, ink = v.w * x, mix(0xB9785A if not lunar else 0x8A8A8E, v.light.haze, 0.35)
        v.poly(
            [
                (at - w * v.k, 650),
                (at - w * 0.66 * v.k, 650 - h),
                (at + w * 0.55 * v.k, 650 - h * 0.96),
                (at + w * v.k, 650),
            ],
            lighten(ink, 0.1),
            ink,
        )
        for i in range(3):
            v.line(
                [
                    (at - w * (0.72 + 0.09 * i) * v.k, 650 - h * (0.7 - 0.22 * i)),
                    (at + w * (0.66 + 0.1 * i) * v.k, 650 - h * (0.7 - 0.22 * i)),
                ],
                darken(ink, 0.12),
                7,
                a=0.6,
            )
    for y, rise, tone in ((640, 70, 0.14), (680, 60, 0.04), (740, 50, -0.06)):
        ink = lighten(sand, tone) if tone > 0 else darken(sand, -tone)
        scenery.hills(v, y, rise, ink, seed=str(y), base=1000, lumps=4)
    v.rect(0, 770, v.w, 230, mix(sand, SNOW, 0.6 if v.light.snowy else 0.02), darken(sand, 0.08))
    for i in range(12):
        py = 780 + i * i * 1.6
        x = v.w * v.rng.random()
        v.line([(x - 160, py + 6), (x, py), (x + 170, py + 8)], darken(sand, 0.16), 3, a=0.4, smooth=True)
    if v.light.wet:
        scenery.puddles(v, 780)
    if v.words.has("highway", "road", "route", "motorway"):
        road(v, 660, 0x6E6A68)
    elif not lunar and not v.words.has("mars", "planet"):
        _cactus(v, v.x(190), 800, 330 * v.k)
        _cactus(v, v.x(1590), 780, 250 * v.k)
        _cactus(v, v.x(1230), 740, 110 * v.k)
    if v.words.has("oasis"):
        scenery.water(v, 730, 770, 0x5E9AA0, x=v.w * 0.3, w=v.w * 0.4)
    for share, size in ((0.06, 50), (0.28, 22), (0.76, 26), (0.97, 60)):
        scenery.rock(v, v.w * share, 830, size * v.k, mix(sand, 0x9A6A50, 0.5))


def _cactus(v: View, x: float, y: float, tall: float) -> None:
    ink, w = 0x6E8A62, tall * 0.13
    v.shadow(x + tall * 0.2, y, tall * 0.4, tall * 0.04, 0.25)
    v.line([(x, y - w * 0.4), (x, y - tall)], darken(ink, 0.12), w)
    v.line([(x - w * 0.12, y - w * 0.4), (x - w * 0.12, y - tall)], ink, w * 0.66)
    for side, low, high in ((-1, 0.36, 0.72), (1, 0.5, 0.86)):
        v.line(
            [
                (x, y - tall * low),
                (x + side * tall * 0.22, y - tall * (low + 0.02)),
                (x + side * tall * 0.22, y - tall * high),
            ],
            ink,
            w * 0.72,
        )
    for i in range(6):
        v.line(
            [(x - w * 0.1, y - tall * (0.15 + 0.14 * i)), (x + w * 0.14, y - tall * (0.17 + 0.14 * i))],
            lighten(ink, 0.3),
            2,
        )


def road(v: View, y: float, ink: Ink) -> None:
    """A straight asphalt road to the horizon with a dashed middle line."""
    x = v.w * 0.5
    ink = mix(ink, SNOW, 0.45) if v.light.snowy else ink
    v.poly([(x - 12, y), (x + 12, y), (x + v.w * 0.46, 1010), (x - v.w * 0.46, 1010)], lighten(ink, 0.2), ink)
    for side in (-1, 1):
        v.poly(
            [(x + side * 11, y), (x + side * 12, y), (x + side * v.w * 0.44, 1010), (x + side * v.w * 0.425, 1010)],
            0xE6E2D6,
            a=0.7,
        )
    for i in range(7):
        a, b = (i / 7) ** 2, ((i + 0.5) / 7) ** 2
        v.poly(
            [
                (x - 1 - 9 * a, y + (1000 - y) * a),
                (x + 1 + 9 * a, y + (1000 - y) * a),
                (x + 1 + 9 * b, y + (1000 - y) * b),
                (x - 1 - 9 * b, y + (1000 - y) * b),
            ],
            0xE8D9A0,
            a=0.8,
        )
    if v.light.wet:
        v.poly(
            [(x - 12, y), (x + 12, y), (x + v.w * 0.4, 1010), (x - v.w * 0.4, 1010)],
            v.light.unlit(v.light.sky[1]),
            a=0.22,
        )


def _snowfield(v: View) -> None:
    scenery.sky(v, 660)
    scenery.peaks(v, 650, 260, mix(0xA9B8C8, v.light.haze, 0.4), base=690, count=5)
    v.rect(0, 650, v.w, 350, 0xE8EEF4, 0xD2DCE8)
    for y, tone in ((690, 0xDCE6F0), (740, 0xE6EDF4), (800, 0xDAE4EE)):
        scenery.hills(v, y, 40, tone, seed=str(y), base=1000, lumps=4)
    v.rect(0, 820, v.w, 180, 0xE4EBF2, 0xCCD8E4)
    for x, w, h in ((180, 170, 150), (1540, 210, 190), (1240, 90, 70), (470, 80, 60)):
        with v.at(x, 800):
            v.shadow(0, 4, w, 14, 0.14)
            v.poly([(-w, 0), (-w * 0.7, -h * 0.6), (-w * 0.2, -h), (w * 0.3, -h * 0.7), (w, 0)], 0xDCEAF4, 0xA9C4D8)
            v.poly([(-w * 0.2, -h), (w * 0.3, -h * 0.7), (w, 0), (w * 0.1, 0)], 0x8FB0C8, a=0.6)
    for _ in range(24):
        px, py = v.w * v.rng.random(), 720 + 260 * v.rng.random()
        v.line([(px, py), (px + 40 + 70 * v.rng.random(), py + 4)], 0xB4C6D8, 3, a=0.45)


def _campsite(v: View) -> None:
    scenery.sky(v, 640)
    scenery.hills(v, 580, 100, mix(0x7E96A0, v.light.haze, 0.4), seed="far")
    for i in range(13):
        scenery.pine(
            v,
            v.w * (i + v.rng.random()) / 13,
            690,
            (220 + 130 * v.rng.random()) * v.k,
            mix(0x4E6B5A, v.light.haze, 0.12),
        )
    scenery.ground(v, 690, 0x8E9A6A)
    scenery.grass(v, 700, 1000, 0x70804E, 70)
    canvas = v.words.ink(v.words.accent(0xC98A54), "awning")
    with v.at(420, 780):
        v.shadow(0, 6, 330, 24, 0.32)
        v.poly([(-310, 0), (-20, -330), (300, -20), (300, 0)], lighten(canvas, 0.14), darken(canvas, 0.06))
        v.poly([(-20, -330), (300, -20), (300, 0), (130, 0)], darken(canvas, 0.2), darken(canvas, 0.3))
        v.poly([(-20, -320), (60, 0), (-140, 0)], 0x4A3A34, 0x2E2424)
        v.poly([(-20, -320), (-140, 0), (-190, 0), (-60, -180)], lighten(canvas, 0.25))
        v.line([(-20, -330), (-390, 20)], 0xD8CFB9, 3)
        v.line([(-20, -330), (390, 10)], 0xD8CFB9, 3)
        v.glow(-40, -80, 220, 0xFFC880, 0.6)
    with v.at(1130, 800):
        v.shadow(0, 6, 120, 16, 0.3)
        for i in range(9):
            v.oval(-104 + i * 26, 8 + 6 * (i % 2), 18, 12, (0x8C8A86, 0x77746F)[i % 2])
        v.line([(-70, 0), (60, -34)], 0x6A4A30, 20)
        v.line([(70, 0), (-60, -34)], 0x5A3E28, 20)
        for dx, tall in ((-34, 90), (0, 150), (30, 100)):
            with v.shining():
                v.blob(
                    [
                        (dx - 26, -20),
                        (dx - 14, -20 - tall * 0.6),
                        (dx, -20 - tall),
                        (dx + 15, -20 - tall * 0.5),
                        (dx + 26, -20),
                    ],
                    0xF0A04A,
                    0xD8663A,
                    a=0.92,
                )
            with v.shining():
                v.blob([(dx - 11, -18), (dx, -18 - tall * 0.55), (dx + 11, -18)], 0xFFE6A0)
        v.glow(0, -60, 520, 0xFFA860, 0.85)
    for share in (0.55, 0.79):
        with furniture.seat(v, share):
            v.shadow(0, 4, 150, 15, 0.3)
            v.rect(-136, -104, 272, 106, 0x7A5C42, 0x54402E, r=50)
            v.oval(-104, -52, 40, 52, 0xC9A878)
            v.ring(-104, -52, 24, 32, 0x9A7850, 4)
            v.rect(-60, -108, 180, 10, 0xFFFFFF, a=0.14, r=5)


def _country_road(v: View) -> None:
    scenery.sky(v, 640)
    scenery.hills(v, 570, 110, mix(0x8FA6A4, v.light.haze, 0.35), seed="far")
    scenery.hills(v, 630, 60, mix(0x8CA27A, v.light.haze, 0.15), seed="near")
    scenery.ground(v, 670, v.words.accent(0x9AAC70))
    paved = v.words.has("highway", "motorway", "asphalt", "gas", "petrol", "racetrack")
    if paved:
        road(v, 668, 0x77746F)
    else:
        track(v, 670, 0xC2AC84, near=0.36)
    scenery.grass(v, 690, 1000, 0x7C8E56, 90)
    for i in range(7):
        t = (i / 7) ** 1.5
        for side in (-1, 1):
            x, tall = v.w * 0.5 + side * v.w * (0.07 + 0.5 * t), 60 + 190 * t
            if i % 2 == 0:
                scenery.tree(v, x, 680 + 110 * t, tall * 1.9 * v.k, mix(0x7B975F, v.light.haze, 0.35 - 0.35 * t))
            else:
                v.rect(x - 4 - 3 * t, 680 + 110 * t - tall * 0.35, 8 + 6 * t, tall * 0.35, 0x9A8464)
    with v.at(1240, 770):
        v.rect(-7, -270, 14, 272, 0x8A7358)
        for i, (lean, text) in enumerate(((1, 150), (-1, 130))):
            y = -260 + i * 62
            v.poly(
                [
                    (-20 if lean > 0 else 20, y),
                    (lean * text, y),
                    (lean * (text + 34), y + 24),
                    (lean * text, y + 48),
                    (-20 if lean > 0 else 20, y + 48),
                ],
                0xE6D8B4,
                0xC9B88E,
            )
            v.line([(lean * 14, y + 24), (lean * (text - 16), y + 24)], 0x6A5A44, 7, a=0.8)


KINDS = (
    PlaceKind(name="desert", paint=_desert, indoor=False, far=0.79),
    PlaceKind(name="snowfield", paint=_snowfield, indoor=False, far=0.79),
    PlaceKind(name="campsite", paint=_campsite, indoor=False, far=0.79, seats=(0.55, 0.79)),
    PlaceKind(name="country road", paint=_country_road, indoor=False),
)
