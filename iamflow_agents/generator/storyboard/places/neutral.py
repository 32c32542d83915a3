"""Places no painter knows: a calm room or landscape by the words, with the phrase itself on a sign."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.lettering import draw_text, measure, wrap_text
from iamflow_agents.generator.storyboard.places import scenery, scenery_furniture, scenery_rooms
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import darken, lighten
from iamflow_agents.generator.storyboard.places.view import View
from iamflow_agents.generator.storyboard.places.vocabulary import OPEN_AIR
from iamflow_agents.generator.storyboard.places.words import normalise


def neutral_kind(phrase: str) -> PlaceKind:
    """Interior unless a word speaks of the open air."""
    return _EXTERIOR if OPEN_AIR & set(normalise(phrase).split()) else _INTERIOR


def _paint_interior(v: View) -> None:
    wall = v.words.accent(0xC9C3B8)
    scenery_rooms.room(v, lighten(wall, 0.15), 0x9C8468)
    with v.at(300, 0):
        scenery_rooms.window(v, -110, 170, 220, 300)
    with v.at(1480, scenery_rooms.FLOOR):
        scenery_rooms.door(v, -95, 0, 190, 470, 0x9A8670)
    scenery_rooms.beam(v, 190, 420, 160)
    with v.at(80, 760):
        scenery_furniture.plant(v, 0, 0, 200)
    scenery_furniture.chair(v, 0.3)
    sign(v, v.words.phrase, 0.53 * v.w, 90, post=False)


def _paint_exterior(v: View) -> None:
    scenery.sky(v, 640)
    scenery.hills(v, 560, 90, 0x8FA3A0, seed="far")
    scenery.hills(v, 620, 50, 0x8A9C7C, seed="near")
    land = v.words.accent(0x93A077)
    scenery.ground(v, 680, land)
    scenery.grass(v, 700, 1000, darken(land, 0.16))
    for x, height in ((90, 380), (1640, 440)):
        scenery.tree(v, v.x(x), 720, height * v.k)
    scenery.rock(v, v.x(1500), 770, 46 * v.k)
    sign(v, v.words.phrase, 0.5 * v.w, 110, post=True)


def sign(v: View, phrase: str, x: float, y: float, *, post: bool) -> None:
    """A board with the phrase, centred at x, hung on the wall or standing on two posts."""
    text = phrase.strip() or "?"
    size = 58.0 if v.roomy else 44.0
    widest = min(v.w * 0.62, 900.0)
    lines = wrap_text(text, size, widest, bold=True, max_lines=3) or ["?"]
    width = min(widest, max(measure(line, size, True) for line in lines)) + 70
    height = len(lines) * size * 1.22 + 44
    left = x - width / 2
    if post:
        for px in (left + width * 0.18, left + width * 0.82):
            v.rect(px - 8, y + height - 6, 16, 700 - y - height, 0x8A7358, 0x6A563F)
    else:
        v.line([(left + 40, y + 4), (x, y - 60), (left + width - 40, y + 4)], 0x55504A, 3)
    v.rect(left + 6, y + 9, width, height, 0x101020, a=0.25, r=14)
    v.rect(left, y, width, height, 0x55483A, 0x463A2E, r=14)
    v.rect(left + 8, y + 8, width - 16, height - 16, 0xF3EDDF, 0xE6DDC8, r=9)
    seen = v.seen(0x2C241C)
    text_rgb = (seen >> 16, seen >> 8 & 255, seen & 255)
    for i, line in enumerate(lines):
        drawn = min(widest, measure(line, size, True))
        baseline = y + 22 + size * (0.92 + 1.22 * i)
        draw_text(v.canvas, line, x - drawn / 2, baseline, size, text_rgb, bold=True, max_width=widest)
    v.glow(x, y + height / 2, width * 0.6, strength=0.3)


_INTERIOR = PlaceKind(name="interior", paint=_paint_interior, seats=(0.3,))
_EXTERIOR = PlaceKind(name="exterior", paint=_paint_exterior, indoor=False)
