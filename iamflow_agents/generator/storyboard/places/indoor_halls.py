"""Large halls: throne room, gym."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places import scenery_rooms as rooms
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import darken, lighten
from iamflow_agents.generator.storyboard.places.scenery_rooms import FLOOR
from iamflow_agents.generator.storyboard.places.view import View


def _great_hall(v: View) -> None:
    stone = v.words.ink(v.words.accent(0x948E88), "wall")
    rooms.room(v, stone, 0x857C74, kind="stone", trim=darken(stone, 0.25))
    rooms.masonry(v, stone)
    banner = v.words.ink(0x7E3A44, "banner", "flag", "curtain")
    for x in (330, 1403):
        with v.at(x, 0):
            v.rect(-62, 100, 124, 300, banner, darken(banner, 0.15))
            v.poly([(-62, 400), (62, 400), (0, 460)], darken(banner, 0.15))
            v.line([(-80, 98), (80, 98)], 0x6A5038, 10)
            v.poly([(0, 180), (34, 230), (0, 290), (-34, 230)], 0xC9A85C)
            v.rect(-62, 118, 124, 12, 0xC9A85C)
    for x in (560, 1173):
        with v.at(x, 0):
            shape = [(-46, 400.0), (-46, 200.0), (0, 130.0), (46, 200.0), (46, 400.0)]
            v.poly([(px * 1.35, 270 + (py - 270) * 1.1) for px, py in shape], lighten(stone, 0.2), darken(stone, 0.1))
            with v.clip_to(shape):
                rooms.outside(v, -50, 120, 100, 290, "hills")
            v.rect(-3, 150, 6, 250, 0x3A3A44)
            v.rect(-46, 270, 92, 5, 0x3A3A44)
    for x in (150, 1583, 690, 1043):
        with v.at(x, 350):
            v.poly([(-12, 0), (12, 0), (5, 70), (-5, 70)], 0x4A3A2E)
            v.blob([(-16, 0), (-10, -36), (2, -62), (12, -30), (16, 0)], 0xF0B45C)
            v.blob([(-8, 0), (-3, -24), (3, -36), (8, 0)], 0xFFE6A8)
            v.glow(0, -20, 260, 0xFFB868, 0.7)
    with v.at(866, FLOOR + 20):
        v.rect(-250, -40, 500, 44, lighten(stone, 0.2), darken(stone, 0.1))
        v.rect(-190, -76, 380, 40, lighten(stone, 0.28), darken(stone, 0.02))
        v.poly([(-92, -76), (-92, -420), (-60, -470), (0, -500), (60, -470), (92, -420), (92, -76)], 0x8C6A3C, 0x64482A)
        v.rect(-66, -400, 132, 300, banner, darken(banner, 0.25), r=10)
        v.rect(-108, -196, 216, 40, 0x9A7846, 0x74562F, r=8)
        v.oval(0, -490, 16, 16, 0xD8BC74)
        for x in (-92, 92):
            v.oval(x, -440, 14, 14, 0xD8BC74)
    v.poly(
        [
            (v.w / 2 - v.x(110), FLOOR + 24),
            (v.w / 2 + v.x(110), FLOOR + 24),
            (v.w / 2 + v.x(260), 1000),
            (v.w / 2 - v.x(260), 1000),
        ],
        banner,
        darken(banner, 0.2),
        a=0.8,
    )


def _gym(v: View) -> None:
    wall = v.words.accent(0xC9C0AC)
    rooms.room(v, wall, 0xC29A64)
    v.rect(0, 440, v.w, FLOOR - 466, 0x7E98A8, 0x6A8494)
    for i in range(4):
        with v.at(260 + i * 404, 0):
            rooms.window(v, -150, 70, 300, 110, bars=(3, 0), view="sky", sill=False)
    with v.at(866, 0):
        v.rect(-170, 220, 340, 220, 0xF4F4F0, 0xDADAD4, r=6)
        v.ring(0, 335, 62, 48, 0xC4564A, 7)
        v.oval(0, 424, 62, 13, 0xD8703C)
        v.oval(0, 423, 54, 9, 0xE8E4DA)
        for i in range(7):
            v.line([(-52 + i * 17, 430), (-30 + i * 10, 512)], 0xF4F2EA, 3)
    for x in (150, 1583):
        with v.at(x, FLOOR):
            for i in range(12):
                v.rect(-120, -470 + i * 38, 240, 10, 0xC9A26A, 0xA9824C, r=4)
            for px in (-124, 0, 116):
                v.rect(px, -490, 14, 490, 0xB08A56, 0x8E6C40)
    for i in range(3):
        v.ring(v.w / 2, 880, v.w * (0.2 + 0.001 * i), 66, 0xF4F0E4, 5, a=0.7)
    v.line([(0, 880), (v.w, 880)], 0xC4564A, 6, a=0.6)
    furniture.bench(v, 0.22, min(340, v.w * 0.4), 0xC09A62, back=False)
    furniture.bench(v, 0.78, min(340, v.w * 0.4), 0xC09A62, back=False)


KINDS = (
    PlaceKind(name="throne room", paint=_great_hall),
    PlaceKind(name="gym", paint=_gym, seats=(0.22, 0.78)),
)
