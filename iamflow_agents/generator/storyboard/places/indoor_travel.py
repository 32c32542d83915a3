"""Enclosed places of journeys: carriage, spaceship, lamp room, greenhouse, cave, station hall, cabin."""

from __future__ import annotations

import math

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places import scenery_furniture as furniture
from iamflow_agents.generator.storyboard.places import scenery_rooms as rooms
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery_rooms import FLOOR
from iamflow_agents.generator.storyboard.places.view import Spot, View


def _carriage(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xB9A98C), "wall")
    rooms.room(v, wall, 0x7C7A78, kind="plain", trim=0x6E5A44)
    v.rect(0, 0, v.w, 70, 0xE0D8C6, 0xC9BEA8)
    v.rect(0, 470, v.w, FLOOR - 496, 0x8A6A4A, 0x74573C)
    count = 4 if v.roomy else 2
    for i in range(count):
        x, w = v.w * (i + 0.5) / count, v.w / count * 0.74
        v.rect(x - w / 2 - 14, 176, w + 28, 294, 0x6E5A44, r=34)
        v.canvas.save()
        with v.clip(x - w / 2, 190, w, 266, 24):
            rooms.outside(v, x - w / 2, 190, w, 266, "hills")
            for px in (x - w * 0.3, x + w * 0.2):
                v.rect(px, 190, 7, 266, v.light.unlit(darken(v.light.haze, 0.5)), a=0.6)
            v.line(
                [(x - w, 236), (x, 250), (x + w, 236)],
                v.light.unlit(darken(v.light.haze, 0.5)),
                2.5,
                a=0.6,
                smooth=True,
            )
        v.canvas.restore()
        v.rect(x - w / 2, 190, w, 16, 0xC9BEA8, a=0.9)
        v.rect(x - w / 2 - 6, 462, w + 12, 14, 0xB59A6A, r=4)
    v.line([(0, 110), (v.w, 110)], 0xB59A5C, 7)
    v.line([(0, 134), (v.w, 134)], 0xB59A5C, 4)
    for i in range(6):
        x, w = v.w * (i + 0.1 + 0.3 * v.rng.random()) / 6, 90 + 60 * v.rng.random()
        ink = (0x8A5A3C, 0x5E6E7A, 0x7A4A44, 0x6A7A5C)[i % 4]
        v.rect(x, 108 - 58, w, 56, lighten(ink, 0.1), darken(ink, 0.15), r=8)
        v.rect(x + w / 2 - 16, 108 - 66, 32, 12, darken(ink, 0.2), r=5)
    plush = v.words.ink(0x7A4E54, "sofa")
    for share in (0.13, 0.38, 0.62, 0.87):
        _train_seat(v, share, plush)
    for i in range(4):
        x = v.w * (i + 0.5) / 4
        v.rect(x - 50, 26, 100, 14, 0xFFF6E0, r=7)
        v.glow(x, 40, 260, strength=0.5)


def _train_seat(v: View, share: float, ink: Ink) -> None:
    """A high-backed seat seen from the front; narrower where the frame is narrow."""
    half = min(118.0, v.w * 0.115)
    with furniture.seat(v, share):
        high = furniture.SEAT_HEIGHT
        v.shadow(0, 3, half * 1.1, 16, 0.35)
        v.rect(-half + 10, -high + 10, 2 * half - 20, high - 20, darken(ink, 0.4), darken(ink, 0.5), r=6)
        v.rect(-half, -high - 200, 2 * half, 220, darken(ink, 0.05), darken(ink, 0.22), r=26)
        v.rect(-half + 10, -high - 190, 2 * half - 20, 190, lighten(ink, 0.12), ink, r=20)
        v.rect(-half * 0.5, -high - 200, half, 58, 0xE6DECB, 0xD2C8B2, r=10)
        v.rect(-half + 4, -high - 10, 2 * half - 8, 36, lighten(ink, 0.18), darken(ink, 0.06), r=14)
        for x in (-half - 14, half - 8):
            v.rect(x, -high - 64, 22, high + 40, 0x6E5A44, 0x55442F, r=8)


def _spaceship(v: View) -> None:
    hull = v.words.ink(v.words.accent(0x9AA4AE), "wall")
    v.rect(0, 0, v.w, 1000, darken(hull, 0.2), hull)
    v.rect(0, 0, v.w, 110, darken(hull, 0.45), darken(hull, 0.3))
    port = [(v.w * 0.16, 470.0), (v.w * 0.23, 130.0), (v.w * 0.77, 130.0), (v.w * 0.84, 470.0)]
    v.poly(
        [(v.w * 0.13, 500), (v.w * 0.21, 100), (v.w * 0.79, 100), (v.w * 0.87, 500)],
        lighten(hull, 0.25),
        darken(hull, 0.1),
    )
    with v.clip_to(port):
        v.rect(0, 100, v.w, 420, v.light.unlit(0x0C1228), v.light.unlit(0x283058))
        for _ in range(90):
            size = 0.8 + 1.8 * v.rng.random()
            v.oval(
                v.w * v.rng.random(),
                110 + 380 * v.rng.random(),
                size,
                size,
                v.light.unlit(0xF4F4FF),
                a=0.4 + 0.6 * v.rng.random(),
            )
        _planet(v, v.w * (0.62 + 0.08 * v.rng.random()), 300, 120)
    for share in (0.42, 0.58):
        v.poly(
            [
                (v.w * share - 7, 130),
                (v.w * share + 7, 130),
                (v.w * (share + (share - 0.5) * 0.24) + 10, 470),
                (v.w * (share + (share - 0.5) * 0.24) - 10, 470),
            ],
            lighten(hull, 0.18),
        )
    v.rect(0, 640, v.w, 360, darken(hull, 0.42), darken(hull, 0.25))
    for i in range(-14, 15):
        v.line([(v.w / 2 + i * 80, 680), (v.w / 2 + i * 170, 1000)], darken(hull, 0.55), 3, a=0.5)
    for y in (720, 770, 850, 970):
        v.line([(0, y), (v.w, y)], darken(hull, 0.55), 3, a=0.4)
    v.poly(
        [(v.w * 0.1, 520), (v.w * 0.9, 520), (v.w * 0.95, 640), (v.w * 0.05, 640)],
        lighten(hull, 0.1),
        darken(hull, 0.2),
    )
    v.poly([(v.w * 0.05, 640), (v.w * 0.95, 640), (v.w * 0.93, 690), (v.w * 0.07, 690)], darken(hull, 0.5))
    _instruments(v, hull)
    for share in (0.32, 0.68):
        _pilot_seat(v, share)
    for share in (0.3, 0.5, 0.7):
        v.rect(v.w * share - 60, 50, 120, 12, 0xE8F4FF, r=6)
        v.glow(v.w * share, 60, 260, 0xCFE4FF, 0.5)


def _instruments(v: View, hull: Ink) -> None:
    """Rows of lit keys, two screens, and wall panels."""
    for i in range(26):
        share = 0.13 + 0.74 * i / 25
        ink = (0x7FD0C0, 0xE0B45A, 0xD0705A, 0x8FB4E0)[i % 4]
        y = 548 + 30 * (i % 3)
        v.rect(v.w * share - 11, y, 22, 12, darken(ink, 0.3), r=4)
        x = v.w * share - 11
        with v.shining():
            v.rect(x, y, 22, 12, ink, r=4, a=0.85)
    for share in (0.2, 0.8):
        x = v.w * share
        v.rect(x - 80 * v.k, 470, 160 * v.k, 76, 0x24343E, r=6)
        with v.shining():
            v.line([(x - 60, 520), (x - 30, 490), (x, 530), (x + 30, 500), (x + 60, 515)], 0x7FE0D0, 4, a=0.9)
    for side in (0.0, v.w):
        sign = 1 if side == 0 else -1
        for i in range(3):
            y = 130 + i * 190
            v.rect(min(side, side + sign * v.x(140)), y, v.x(140), 150, darken(hull, 0.3), darken(hull, 0.38), r=14)
            x = side + sign * v.x(70)
            with v.shining():
                v.rect(x - 30, y + 20, 60, 8, 0x9ADCF0, r=4, a=0.8)


def _planet(v: View, x: float, y: float, r: float) -> None:
    v.oval(x, y, r * 1.1, r * 1.1, v.light.unlit(0x6E9AC0), a=0.2)
    v.oval(x, y, r, r, v.light.unlit(0x7FA4B8))
    v.blob(
        [
            (x - r * 0.7, y - r * 0.3),
            (x - r * 0.1, y - r * 0.6),
            (x + r * 0.2, y - r * 0.1),
            (x - r * 0.2, y + r * 0.4),
        ],
        v.light.unlit(0xA9B98C),
    )
    v.blob([(x + r * 0.2, y + r * 0.2), (x + r * 0.6, y), (x + r * 0.5, y + r * 0.6)], v.light.unlit(0xA9B98C))
    v.blob(
        [
            (x + r * 0.1, y - r),
            (x + r * 0.75, y - r * 0.7),
            (x + r, y),
            (x + r * 0.7, y + r * 0.72),
            (x, y + r),
            (x + r * 0.5, y),
        ],
        0x0C1228,
        a=0.45,
    )


def _pilot_seat(v: View, share: float) -> None:
    with furniture.seat(v, share):
        high = furniture.SEAT_HEIGHT
        v.shadow(0, 2, 90, 14, 0.35)
        v.rect(-16, -high + 10, 32, high - 14, 0x55606A)
        v.oval(0, -6, 60, 12, 0x3E464E)
        v.blob(
            [(-70, -high), (-76, -high - 150), (-40, -high - 200), (40, -high - 200), (76, -high - 150), (70, -high)],
            0x6E7A86,
            0x4A545E,
        )
        v.rect(-44, -high - 170, 88, 150, 0x8A5A4C, 0x74483C, r=20)
        v.rect(-80, -high - 10, 160, 34, 0x7E8A96, 0x4A545E, r=14)


def _lamp_room(v: View) -> None:
    v.rect(0, 0, v.w, 1000, 0x8A8E90)
    rooms.outside(v, 0, 90, v.w, 500, "sea")
    rooms.floor_plane(v, 0x8C8680, "plain", 700)
    v.rect(0, 570, v.w, 136, 0xDAD4C6, 0xB4AEA2)
    v.rect(0, 560, v.w, 20, 0x9A3E3A, 0x7A2E2C)
    v.poly([(0, 0), (v.w, 0), (v.w, 96), (v.w * 0.5, 60), (0, 96)], 0x8E3E3C, 0x64282A)
    for i in range(7):
        x = v.w * i / 6
        v.rect(x - 7, 70, 14, 500, 0x4E5456, 0x3A4042)
    v.rect(0, 300, v.w, 8, 0x4E5456)
    x, k = v.w * 0.5, v.k
    v.oval(x, 705, 180 * k, 34, 0x4A4E50, a=0.5)
    v.poly([(x - 110 * k, 700), (x - 70 * k, 520), (x + 70 * k, 520), (x + 110 * k, 700)], 0x6E5A3C, 0x54442C)
    v.rect(x - 130 * k, 500, 260 * k, 30, 0xB59A5C, 0x8A7440, r=8)
    glass = [
        (x - 110 * k, 500),
        (x - 140 * k, 380),
        (x - 130 * k, 220),
        (x - 70 * k, 140),
        (x + 70 * k, 140),
        (x + 130 * k, 220),
        (x + 140 * k, 380),
        (x + 110 * k, 500),
    ]
    v.poly(glass, 0xDCEAE6, 0xB4CCC8)
    for i in range(11):
        y = 162 + i * 32
        half = (136 - abs(330 - y) * 0.22) * k
        v.line(
            [(x - half, y), (x - half * 0.5, y + 12), (x + half * 0.5, y + 12), (x + half, y)],
            0x8FB0AC,
            4,
            a=0.7,
            smooth=True,
        )
    v.oval(x, 320, 56 * k, 66, 0xFFF2C4)
    v.oval(x, 320, 30 * k, 40, 0xFFFFFF)
    for px in (-132, 0, 132):
        v.line([(x + px * k, 500), (x + px * 0.98 * k, 350), (x + px * 0.52 * k, 140)], 0xB59A5C, 8, smooth=True)
    v.rect(x - 80 * k, 110, 160 * k, 34, 0xB59A5C, 0x8A7440, r=10)
    if v.light.lamps > 0.2:
        with v.shining():
            v.poly([(x, 300), (x, 345), (-20, 500), (-20, 190)], 0xFFF0B8, a=0.28 * v.light.lamps)
        with v.shining():
            v.poly([(x, 300), (x, 345), (v.w + 20, 500), (v.w + 20, 190)], 0xFFF0B8, a=0.28 * v.light.lamps)
        with v.shining():
            v.oval(x, 320, 60 * k, 70, 0xFFF6D0)
    v.glow(x, 320, 420, 0xFFE9A8, 0.8)
    with v.at(190, FLOOR + 60):
        v.shadow(0, 2, 80, 12)
        v.rect(-60, -120, 120, 120, 0x8A5A44, 0x6A4030, r=8)
        v.rect(-14, -150, 28, 34, 0xB59A5C, r=6)
        v.line([(60, -100), (100, -150)], 0xB59A5C, 9)
    with v.at(1560, FLOOR + 50):
        v.line([(0, 0), (-40, -260)], 0x55504A, 9)
        v.line([(-60, 0), (-40, -260)], 0x55504A, 9)
        v.line([(40, 6), (-40, -260)], 0x55504A, 9)
        v.line([(-110, -250), (40, -300)], 0xB59A5C, 26)
        v.line([(40, -300), (76, -312)], 0x8A7440, 34)


def _greenhouse(v: View) -> None:
    abandoned = v.words.has("abandoned", "ruined", "broken", "derelict", "overgrown", "old")
    rooms.outside(v, 0, 0, v.w, FLOOR, "garden")
    v.rect(0, 0, v.w, FLOOR, 0xDCE8DC, 0xC9D8C4, a=0.45)
    frame = v.words.ink(0x7E8A82 if abandoned else 0xEEF2EC, "wall", "frame")
    middle = v.w / 2
    for i in range(9):
        x = v.w * i / 8
        v.rect(x - 5, 250, 10, FLOOR - 250, frame)
        v.line([(x, 252), (middle + (x - middle) * 0.28, 20)], frame, 9)
    for y in (252, 400, 545):
        v.rect(0, y, v.w, 9, frame, darken(frame, 0.1))
    v.line([(0, 190), (middle * 0.72, 20), (middle * 1.28, 20), (v.w, 190)], frame, 9)
    v.rect(0, 14, v.w, 12, frame)
    if abandoned:
        for i in range(5):
            x, y = v.w * ((i * 2 + 1) % 8) / 8 + 8, 262 if i % 2 else 410
            w = v.w / 8
            v.poly(
                [
                    (x + w * 0.2, y),
                    (x + w * 0.8, y),
                    (x + w * 0.6, y + 60),
                    (x + w * 0.9, y + 110),
                    (x + w * 0.4, y + 80),
                    (x + w * 0.1, y + 120),
                ],
                v.light.unlit(v.light.sky[1]),
                a=0.7,
            )
    rooms.floor_plane(v, 0xB09C80, "stone", FLOOR)
    for x0, x1 in ((0.0, 0.34), (0.66, 1.0)):
        left, w = v.w * x0, v.w * (x1 - x0)
        v.rect(left, 590, w, 20, 0xB08E66, 0x8F6E4A)
        for i in range(4):
            v.rect(left + w * (i + 0.1) / 3.4, 610, 16, 120, 0x7E6040)
        v.rect(left, 610, w, 44, 0x101020, a=0.16)
        for i in range(6 if v.roomy else 3):
            px = left + w * (i + 0.5) / (6 if v.roomy else 3)
            with v.at(px * 1733 / v.w, 592):
                furniture.plant(v, 0, 0, 130 + 70 * v.rng.random(), leaf=mix(0x5F8560, 0x7E9A5C, v.rng.random()))
    for x, size in ((110, 420), (1620, 460), (360, 240), (1390, 250)):
        with v.at(x, 830 if size > 300 else 800):
            furniture.plant(v, 0, 0, size, leaf=0x567A58)
    for i in range(7):
        with v.at(140 + i * 245, 24):
            tall = 60 + 110 * v.rng.random() * (1.6 if abandoned else 1)
            v.line([(0, 0), (8, tall * 0.5), (0, tall)], 0x6A8A5C, 5, smooth=True)
            for j in range(7):
                py = tall * (j + 0.5) / 7
                s = 1 if j % 2 else -1
                v.blob([(0, py), (s * 26, py - 8), (s * 34, py + 8), (s * 10, py + 10)], 0x6E9062)
    rooms.beam(v, 500, 760, 120)
    rooms.beam(v, 960, 1200, 60)


def _cave(v: View) -> None:
    stone = v.words.ink(v.words.accent(0x7C726C), "wall")
    v.rect(0, 0, v.w, 1000, darken(stone, 0.5), darken(stone, 0.3))
    mouth = [
        (v.w * 0.34, 640.0),
        (v.w * 0.32, 430.0),
        (v.w * 0.40, 270.0),
        (v.w * 0.52, 220.0),
        (v.w * 0.63, 300.0),
        (v.w * 0.68, 470.0),
        (v.w * 0.66, 640.0),
    ]
    for grow, tone in ((1.9, 0.36), (1.5, 0.24), (1.22, 0.1)):
        v.blob([(v.w * 0.5 + (x - v.w * 0.5) * grow, 470 + (y - 470) * grow) for x, y in mouth], darken(stone, tone))
    with v.clip_to(mouth, smooth=True):
        rooms.outside(v, v.w * 0.28, 200, v.w * 0.44, 470, "hills")
    v.blob(
        [
            (-60, 720),
            (v.w * 0.2, 670),
            (v.w * 0.5, 640),
            (v.w * 0.8, 672),
            (v.w + 60, 716),
            (v.w + 60, 1100),
            (-60, 1100),
        ],
        lighten(stone, 0.12),
        darken(stone, 0.15),
    )
    if not v.light.is_dark:
        v.poly([(v.w * 0.36, 640), (v.w * 0.64, 640), (v.w * 0.78, 1000), (v.w * 0.22, 1000)], 0xFFF4DC, a=0.10)
    for _ in range(16):
        x = v.w * v.rng.random()
        tall = (60 + 190 * v.rng.random()) * (0.5 + abs(x / v.w - 0.5))
        wide = tall * 0.2
        v.poly([(x - wide, -5), (x + wide, -5), (x, tall)], darken(stone, 0.22), darken(stone, 0.05))
        v.poly([(x, -5), (x + wide, -5), (x, tall)], darken(stone, 0.42))
    for share, tall in ((0.06, 240), (0.15, 130), (0.86, 170), (0.95, 280)):
        x = v.w * share
        v.poly(
            [(x - 60, 790), (x - 8, 790 - tall), (x + 8, 790 - tall), (x + 64, 790)],
            lighten(stone, 0.1),
            darken(stone, 0.2),
        )
        v.poly([(x, 790 - tall), (x + 8, 790 - tall), (x + 64, 790), (x + 10, 790)], darken(stone, 0.35))
    for x, size in ((330, 46), (1420, 60), (1300, 30)):
        with v.at(x, 780):
            scenery.rock(v, 0, 0, size, stone)
    for x, y in ((260, 690), (1500, 700)):
        with v.at(x, y):
            for dx, tall, ink in ((-30, 60, 0x8FC0C4), (0, 96, 0xA9D4D4), (28, 52, 0x7FB0BC)):
                v.poly(
                    [(dx - 14, 0), (dx - 10, -tall * 0.8), (dx, -tall), (dx + 11, -tall * 0.76), (dx + 14, 0)],
                    lighten(ink, 0.2),
                    darken(ink, 0.2),
                )
            v.glow(0, -40, 180, 0x9AE0E4, 0.5)


def _station_hall(v: View) -> None:
    wall = v.words.ink(v.words.accent(0xC2B6A0), "wall")
    rooms.room(v, wall, 0xBDB2A2, kind="tiles")
    for x in (330, 866, 1403):
        with v.at(x, 0):
            shape: list[Spot] = [(-150, 470)]
            shape += [(-150 * math.cos(math.pi * i / 8), 230 - 150 * math.sin(math.pi * i / 8)) for i in range(9)]
            shape.append((150, 470))
            v.poly([(px * 1.14, 300 + (py - 300) * 1.08) for px, py in shape], lighten(wall, 0.3), lighten(wall, 0.1))
            with v.clip_to(shape):
                rooms.outside(v, -160, 60, 320, 430, "city")
            for px in (-75, 0, 75):
                v.rect(px - 3, 80, 6, 390, 0x5A564E)
            for py in (230, 350):
                v.rect(-150, py - 3, 300, 6, 0x5A564E)
    with v.at(600, 0):
        v.rect(-5, 0, 10, 70, 0x3A3A40)
        rooms.clock(v, 0, 120, 62, 0x3A3A40)
    with v.at(1135, 0):
        v.rect(-100, 90, 200, 120, 0x2E3238, r=6)
        for i in range(4):
            v.rect(-88, 104 + i * 26, 40, 14, 0xE8B45A)
            v.rect(-38, 104 + i * 26, 80 - 12 * (i % 3), 14, 0xF2ECD8)
            v.rect(62, 104 + i * 26, 26, 14, 0x8FC49A if i else 0xD0705A)
    with v.at(1610, FLOOR + 10):
        v.rect(-110, -330, 220, 330, 0x6E5A44, 0x55442F, r=4)
        v.rect(-80, -290, 160, 140, 0xDCE6E4, 0xC4D0D0)
        v.rect(-92, -150, 184, 16, 0xA98A5C)
    with v.at(120, FLOOR + 10):
        v.rect(-90, -330, 180, 330, 0x4E6258, 0x3A4A42, r=4)
        for row in range(3):
            v.rect(-78, -316 + row * 106, 156, 90, 0xD8CFB9, 0xC4B89C, r=3)
    furniture.bench(v, 0.25, min(380, v.w * 0.4), 0x8B6B4A)
    furniture.bench(v, 0.75, min(380, v.w * 0.4), 0x8B6B4A)
    for x in (600, 1135):
        rooms.beam(v, x - 300, x - 120, 180)


def _cabin(v: View) -> None:
    wood = v.words.ink(v.words.accent(0xA07C56), "wall")
    rooms.room(v, wood, 0x8A6644, trim=darken(wood, 0.35))
    for i in range(14):
        y = 26 + i * 47
        v.rect(0, y, v.w, 44, lighten(wood, 0.05), darken(wood, 0.18))
        v.rect(0, y + 42, v.w, 4, darken(wood, 0.5), a=0.6)
    v.side(v.w * 0.6, 0, v.w * 0.4, FLOOR, 0x1A1420, 0.0, 0.3)
    with v.at(1350, 0):
        rooms.window(v, -130, 180, 260, 240, bars=(1, 1), view="hills", curtain=0xA8584C, frame=0x6E5034)
    with v.at(420, FLOOR + 20):
        v.rect(-230, -720, 460, 720, 0x8F8880, 0x77706A)
        for row in range(13):
            for i in range(4):
                x = -226 + i * 115 + (0 if row % 2 else -40)
                tone = mix(0x9A938A, 0x6E6862, v.rng.random())
                left, right = max(-228, x), min(228, x + 110)
                if right - left > 8:
                    v.rect(left, -716 + row * 55, right - left, 50, tone, r=12, a=0.8)
        v.rect(-150, -250, 300, 250, 0x2A2224)
        v.rect(-260, -300, 520, 34, 0x7A5634, 0x5E4026, r=4)
        v.line([(-90, -22), (90, -30)], 0x5A3E28, 26)
        v.line([(-80, -40), (70, -14)], 0x6A4A30, 24)
        for dx, tall in ((-60, 90), (-20, 140), (26, 120), (64, 80)):
            v.blob(
                [
                    (dx - 26, -34),
                    (dx - 12, -34 - tall * 0.6),
                    (dx, -34 - tall),
                    (dx + 14, -34 - tall * 0.5),
                    (dx + 26, -34),
                ],
                0xE89A4A,
                0xD8663A,
                a=0.9,
            )
            v.blob([(dx - 12, -32), (dx, -32 - tall * 0.6), (dx + 12, -32)], 0xFFE09A, a=0.9)
        v.glow(0, -90, 420, 0xFFA860, 0.75)
        rooms.clock(v, 0, -420, 40, 0x5A4028)
    with v.at(870, 0):
        furniture.shelf(v, -120, 320, 240, 0x6E5034)
        furniture.jars(v, -110, 320, 210, (0xB4705A, 0xD8C8AC, 0x7A8A6C), 40)
        rooms.picture(v, -70, 130, 140, 110, (0xC9D4D4, 0x8A9A8A, 0x5E7464))
    furniture.rug(v, v.w * 0.5, 890, v.w * 0.3, 60, 0x9A5A4C)
    furniture.armchair(v, 0.1, 0x7A5A48)
    furniture.stool(v, 0.62, 0x7A5638)
    with v.at(1600, FLOOR + 40):
        furniture.table(v, 0, 0, 260, 170, 0x7A5638)
        rooms.table_lamp(v, 0, -186, 84, 0xD8B884)


KINDS = (
    PlaceKind(name="train carriage", paint=_carriage, seats=(0.13, 0.38, 0.62, 0.87)),
    PlaceKind(name="spaceship", paint=_spaceship, seats=(0.32, 0.68)),
    PlaceKind(name="lamp room", paint=_lamp_room),
    PlaceKind(name="greenhouse", paint=_greenhouse),
    PlaceKind(name="cave", paint=_cave),
    PlaceKind(name="station hall", paint=_station_hall, seats=(0.2, 0.3, 0.7, 0.8)),
    PlaceKind(name="cabin", paint=_cabin, seats=(0.1, 0.62)),
)
