"""Where people wait: bus and tram stop, train platform."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.outdoor_town import row_of_houses, street_floor
from iamflow_agents.generator.storyboard.places.scenery import SNOW
from iamflow_agents.generator.storyboard.places.scenery_rooms import lettered
from iamflow_agents.generator.storyboard.places.view import View


def _bus_stop(v: View) -> None:
    scenery.sky(v, 560)
    scenery.far_town(v, 570, 0x8E979E, low=140, high=380, step=130)
    row_of_houses(v, 650, ("", "", "FLOWERS", "", ""), 230, 330)
    road = mix(0x77787C, SNOW, 0.3) if v.light.snowy else 0x77787C
    v.rect(0, 648, v.w, 96, road, darken(road, 0.1))
    if v.words.has("tram", "streetcar"):
        for y in (676, 712):
            v.rect(0, y, v.w, 5, 0xC4C8CC)
            v.rect(0, y + 5, v.w, 4, 0x3E4046)
        v.line([(0, 120), (v.w, 132)], 0x3E4046, 3)
        v.line([(0, 160), (v.w, 166)], 0x3E4046, 3)
    v.rect(0, 742, v.w, 16, 0xCFC8BC, 0xA09A90)
    street_floor(v, 758, 0xB0AAA0, 758)
    with v.at(866, 812):
        glass = v.light.unlit(mix(v.light.sky[1], 0xFFFFFF, 0.3))
        v.rect(-420, -430, 840, 410, glass, a=0.30)
        v.poly([(-420, -30), (-420, -240), (-180, -430), (40, -430)], 0xFFFFFF, a=0.12)
        for x in (-424, -146, 134, 412):
            v.rect(x, -440, 13, 440, 0x55606A, 0x444E56)
        top = SNOW if v.light.snowy else 0x6A767E
        v.rect(-460, -476, 920, 42, top, darken(top, 0.25), r=10)
        v.rect(-400, -412, 140, 210, 0xF0ECE0, 0xD8D0BE, r=6)
        v.rect(-384, -396, 108, 90, 0x8FA6B0)
        for i in range(4):
            v.rect(-384, -292 + i * 20, 108 - 18 * (i % 2), 9, 0x8A8A86)
        v.glow(0, -430, 420, 0xF4F4FF, 0.45)
    furniture.bench(v, 0.5, min(460, v.w * 0.6), 0x8A7054, back=False)
    with v.at(1480, 810):
        v.rect(-7, -470, 14, 472, 0x55606A)
        v.oval(0, -500, 58, 58, 0x4E7E94)
        v.oval(0, -500, 48, 48, 0xF4F0E4)
        lettered(
            v,
            "H" if not v.words.has("bus", "tram") else ("TRAM" if v.words.has("tram") else "BUS"),
            0,
            -486,
            34,
            0x2E5A70,
        )
        v.rect(-40, -420, 80, 110, 0xF0ECE0, r=4)
        for i in range(5):
            v.rect(-30, -408 + i * 20, 60, 7, 0x9A968C)
    scenery.lamp_post(v, v.x(180), 800, 560 * v.k)


def _platform(v: View) -> None:
    scenery.sky(v, 620)
    scenery.far_town(v, 610, 0x8E979E, low=50, high=150, step=120)
    scenery.hills(v, 600, 30, mix(0x86967C, v.light.haze, 0.25), seed="bank", base=690, lumps=6)
    train = v.words.ink(v.words.accent(0x4E7A70), "train", "carriage")
    bed = mix(0x77706A, SNOW, 0.6) if v.light.snowy else 0x77706A
    v.rect(0, 660, v.w, 90, bed, darken(bed, 0.15))
    _waiting_train(v, train)
    v.rect(0, 668, v.w * 0.70, 30, 0x3A3C42)
    for y in (706, 726):
        v.rect(0, y, v.w, 6, 0xB4B8BC, 0x7A7E84)
    paving = 0xB4AEA6
    v.rect(0, 748, v.w, 26, SNOW if v.light.snowy else 0xE6DCC0, 0xB9AE98)
    v.rect(0, 774, v.w, 226, lighten(mix(paving, SNOW, 0.3 if v.light.snowy else 0), 0.06), darken(paving, 0.1))
    for i in range(-14, 15):
        v.line([(v.w / 2 + i * 116, 774), (v.w / 2 + i * 190, 1000)], darken(paving, 0.26), 2.2, a=0.35)
    v.rect(0, 784, v.w, 13, 0xE0BC5A, a=0.85)
    for y in (850, 920):
        v.line([(0, y), (v.w, y)], darken(paving, 0.26), 2.2, a=0.3)
    if v.light.wet:
        v.fade(0, 790, v.w, 210, v.light.unlit(v.light.sky[1]), 0.28, 0.08)
    _canopy(v)
    furniture.bench(v, 0.2, min(380, v.w * 0.42), 0x8A6A4A)
    furniture.bench(v, 0.8, min(380, v.w * 0.42), 0x8A6A4A)


def _waiting_train(v: View, train: Ink) -> None:
    """A train standing at the platform."""
    v.rect(0, 400, v.w * 0.72, 270, lighten(train, 0.06), darken(train, 0.15), r=18)
    v.rect(0, 470, v.w * 0.72, 14, 0xE6D8A8)
    v.rect(0, 600, v.w * 0.72, 10, 0xE6D8A8)
    v.rect(0, 388, v.w * 0.715, 26, SNOW if v.light.snowy else 0x8A9094, 0x6A7074, r=12)
    count = 7 if v.roomy else 4
    for i in range(count):
        x, w = v.w * 0.70 * (i + 0.5) / count, v.w * 0.7 / count * 0.62
        if i % 3 == 1:
            v.rect(x - w * 0.34, 430, w * 0.68, 232, lighten(train, 0.16), darken(train, 0.05), r=8)
            v.rect(x - w * 0.22, 448, w * 0.44, 90, 0x8FA4AC, r=6)
            v.pane(x - w * 0.22, 448, w * 0.44, 90, r=6)
        else:
            v.rect(x - w / 2, 488, w, 96, 0x7E929A, 0x9AACB2, r=12)
            v.pane(x - w / 2, 488, w, 96, r=12)


def _canopy(v: View) -> None:
    """The roof over the platform, its posts, clock, sign and lamps."""
    top = SNOW if v.light.snowy else 0x6A767C
    v.poly([(0, 60), (v.w, 60), (v.w, 150), (0, 150)], 0x5A666C, 0x7A868C)
    v.rect(0, 40, v.w, 24, top, darken(top, 0.1))
    for i in range(int(v.w / 80) + 1):
        v.poly([(i * 80, 150), (i * 80 + 40, 186), (i * 80 + 80, 150)], 0x7A868C)
    for x in (300, 1433):
        with v.at(x, 810):
            v.rect(-14, -660, 28, 660, 0x4E5A60, 0x3E484E)
            v.rect(-24, -22, 48, 24, 0x3E484E, r=4)
            for side in (-1, 1):
                v.line([(0, -560), (side * 60, -640), (side * 120, -662)], 0x4E5A60, 10, smooth=True)
    with v.at(866, 0):
        v.rect(-4, 150, 8, 50, 0x3A3A40)
        v.oval(0, 252, 58, 58, 0x3A3A40)
        v.oval(0, 252, 49, 49, 0xF6F2E6)
        v.line([(0, 252), (-20, 234)], 0x2E2E34, 6)
        v.line([(0, 252), (30, 230)], 0x2E2E34, 5)
        v.pane(-48, 204, 96, 96, 0xFFF4D8, r=48, a=0.35)
    with v.at(1180, 0):
        v.rect(-110, 214, 220, 70, 0x2E5A70, r=6)
        lettered(v, "PLATFORM 2", 0, 262, 36, 0xF4F0E0)
        for x in (-80, 80):
            v.rect(x - 3, 180, 6, 36, 0x3A3A40)
    for x in (480, 1620):
        with v.at(x, 170):
            v.oval(0, 10, 40, 12, 0xFFF6E0)
            v.glow(0, 14, 330, strength=0.6)


KINDS = (
    PlaceKind(name="bus stop", paint=_bus_stop, indoor=False, far=0.80, near=0.93, seats=(0.44, 0.56)),
    PlaceKind(
        name="train platform",
        paint=_platform,
        indoor=False,
        far=0.82,
        near=0.93,
        seats=(0.16, 0.24, 0.76, 0.84),
        shelter=True,
    ),
)
