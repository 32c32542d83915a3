"""Props of paper and what writes on it: books, letters, maps, pictures, pens."""

from __future__ import annotations

from iamflow_agents.generator.storyboard.ink import (
    bar,
    blob,
    curve,
    disc,
    line,
    oval,
    polygon,
    ring,
    shaded,
    tinted,
    turned,
)
from iamflow_agents.generator.storyboard.things.props_sketch import PropPlan, Sketch

_PAGE = (248, 243, 230)
_PAGE_DARK = (222, 214, 196)
_WRITING = (120, 118, 128)
_CLOTH = ((168, 52, 48), (44, 88, 134), (58, 110, 78), (124, 78, 50), (104, 62, 118), (206, 148, 52))
_GILT = ((186, 144, 66), (122, 80, 50))
_MANILA = ((214, 176, 108), (90, 130, 170))
_PAPER = ((246, 240, 224), (240, 232, 212))


def _book(s: Sketch) -> None:
    """A closed book seen a little from the fore-edge."""
    s.fill(bar(-10, -28, 11, 0, 1.2), s.deep)
    s.fill(bar(-9, -27.2, 10.2, -1, 0.6), _PAGE)
    for x in (8.2, 9.2):
        s.stroke(line((x, -26.6), (x, -1.6)), 0.3, _PAGE_DARK)
    s.fill(bar(-11, -28, 7.4, 0, 1.2))
    s.shade(bar(-12, -29, -8, 1))
    s.fill(bar(-5.2, -23.5, 4.8, -18.5, 0.6), s.second or (236, 208, 132))
    s.stroke(line((-3.2, -21), (2.8, -21)), 0.6, s.deep)
    s.stroke(line((-5.2, -4.2), (4.8, -4.2)), 0.7, s.light)
    s.grip = (0, -5)


def _notebook(s: Sketch) -> None:
    """A notebook with an elastic band and a ribbon."""
    s.fill(
        polygon((-2, -2), (1.4, -2), (1.4, 4.2), (-0.3, 2.6), (-2, 4.2)),
        (206, 70, 60) if s.main[0] < 150 else (54, 80, 128),
    )
    s.fill(bar(-9, -26, 10, 0, 1.6), s.deep)
    s.fill(bar(-8.4, -25.2, 9.2, -0.8, 0.6), _PAGE)
    s.fill(bar(-10, -26, 8.2, 0, 1.6))
    s.shade(bar(-11, -27, -7.4, 1))
    s.stroke(line((5.2, -25.9), (5.2, -0.1)), 0.9, s.deep)
    s.stroke(line((-3.4, -20), (2, -20)), 0.7, s.light)
    s.stroke(line((-3.4, -17.6), (0.4, -17.6)), 0.7, s.light)
    if "burned" in s.words or "burnt" in s.words or "scorched" in s.words:
        s.fill(
            blob((-11, -27), (-5, -27), (-6.5, -22), (-4, -18), (-7, -12), (-5, -6), (-8, 0.6), (-11, 0.6)),
            (42, 36, 34),
        )
    s.grip = (0, -4)


def _letter(s: Sketch) -> None:
    """A sealed envelope."""
    s.fill(bar(-13, -18, 13, 0, 0.8))
    s.shade(polygon((-13, 0), (-2, -9), (2, -9), (13, 0)))
    s.fill(polygon((-13, -17.6), (13, -17.6), (1.2, -7.4), (-1.2, -7.4)), s.light)
    s.stroke(line((-12.6, -17.4), (0, -7.2), (12.6, -17.4)), 0.5, s.deep)
    s.fill(disc(0, -8.2, 2.9), (176, 40, 44))
    s.fill(disc(0, -8.2, 1.7), (206, 74, 66))
    s.grip = (6, -3)


def _note(s: Sketch) -> None:
    """A small sheet that was folded twice, with handwriting."""
    s.fill(polygon((-8, -20), (7.4, -21), (9, -1), (-7, 0)))
    s.shade(polygon((-8, -10), (9, -11.5), (9, 1), (-8, 1)), tinted(_PAGE_DARK, 0.25))
    for y, end in ((-16.6, 4.6), (-13.8, 5.4), (-8, 5.2), (-5.2, 1.6)):
        s.stroke(curve((-5, y), (-2.4, y - 0.6), (0, y + 0.1), (end, y - 0.5)), 0.6, (78, 84, 120))
    s.stroke(line((-7.5, -10), (8, -11)), 0.35, shaded(s.main, 0.25))
    s.grip = (1, -2)


def _papers(s: Sketch) -> None:
    """A loose pile of printed sheets."""
    s.fill(turned(bar(-11, -27, 9, 0, 0.4), 7, (0, -13)), s.dark)
    s.fill(turned(bar(-11, -27, 9, 0, 0.4), -5, (0, -13)), tinted(s.dark, 0.4))
    s.fill(bar(-10.5, -27.5, 9.5, 0, 0.4))
    s.fill(bar(-8, -25, 1, -23.4, 0.5), (70, 84, 112))
    for i, y in enumerate((-20.5, -18.2, -15.9, -13.6, -8, -5.7, -3.4)):
        s.stroke(line((-8, y), (7 if i % 3 else 4, y)), 0.7, (168, 168, 176))
    s.grip = (0, -3)


def _newspaper(s: Sketch) -> None:
    """A folded newspaper."""
    s.fill(bar(-14, -35, 14, 0, 1), s.dark)
    s.fill(bar(-15, -35.6, 13, -0.6, 0.8))
    s.fill(bar(-12.6, -33.4, 10.6, -29.6, 0.2), (58, 58, 66))
    s.fill(bar(-12.6, -27.4, -2, -17, 0.2), (150, 152, 160))
    for y in (-26.8, -24.6, -22.4, -20.2, -18):
        s.stroke(line((0.2, y), (10.4, y)), 0.8, _WRITING)
    for y in (-14, -11.8, -9.6, -7.4, -5.2, -3):
        s.stroke(line((-12.4, y), (-2, y)), 0.7, (164, 164, 172))
        s.stroke(line((0.2, y), (10.4, y)), 0.7, (164, 164, 172))
    s.grip = (0, -4)


def _map(s: Sketch) -> None:
    """An unfolded map with land, a route and a cross."""
    folds = ((-20, -26, -24), (-7, -24, -26.5), (7, -26.5, -24.5), (20, -24.5, -26.5))
    for i in range(3):
        (xa, ya, _), (xb, yb, _) = folds[i], folds[i + 1]
        ink = s.main if i % 2 == 0 else s.dark
        s.fill(polygon((xa, ya), (xb, yb), (xb, yb + 25), (xa, ya + 25)), ink)
    land = blob((-14, -20), (-6, -22), (0, -17), (8, -20), (13, -12), (7, -6), (-3, -9), (-11, -6))
    s.fill(land, (150, 178, 122))
    s.stroke(curve((-12, -16), (-7, -13), (-2, -15), (3, -12)), 0.8, (184, 64, 52))
    s.stroke(line((4.6, -14), (8.2, -10)), 1.1, (184, 40, 40))
    s.stroke(line((8.2, -14), (4.6, -10)), 1.1, (184, 40, 40))
    s.grip = (0, -3)


def _scroll(s: Sketch) -> None:
    """A parchment between two rolls."""
    s.fill(bar(-9, -32, 9, -3, 0.5))
    for y in (-26, -22.6, -19.2, -15.8, -12.4):
        s.stroke(curve((-6, y), (-2, y - 0.6), (2, y + 0.3), (6 - (abs(y) % 3), y)), 0.7, (112, 88, 70))
    for y in (-32, -3):
        s.fill(bar(-11, y - 2.6, 11, y + 2.6, 2.6), s.dark)
        s.fill(bar(-10.4, y - 2.2, 10.4, y - 0.4, 1.0), s.main)
        s.fill(disc(-12, y, 1.9), (126, 82, 52))
        s.fill(disc(12, y, 1.9), (126, 82, 52))
    s.grip = (0, -5)


def _photograph(s: Sketch) -> None:
    """A photograph with a white border: a person before a landscape."""
    s.fill(turned(bar(-11, -26, 11, 0, 0.8), 4, (0, -13)), s.dark)
    s.fill(bar(-11, -26, 11, 0, 0.8))
    faded = bool(s.words & {"faded", "old", "sepia", "yellowed"})
    sky, hill = ((214, 194, 160), (170, 144, 108)) if faded else ((150, 190, 214), (112, 156, 118))
    s.fill(bar(-9, -24, 9, -5, 0.3), sky)
    s.shade(blob((-12, -10), (-4, -14), (4, -10), (12, -13), (12, 0), (-12, 0)), hill)
    s.shade(blob((-5, -4), (-4.6, -10.5), (0, -12.4), (4.6, -10.5), (5, -4)), (104, 70, 66))
    s.fill(disc(0, -15, 3.4), (226, 180, 148))
    s.fill(blob((-3.8, -14.6), (-3.4, -18.4), (0, -19.4), (3.4, -18.4), (3.8, -14.6), (0, -17)), (84, 50, 40))
    s.grip = (6, -2)


def _painting(s: Sketch) -> None:
    """A framed landscape."""
    s.fill(bar(-27, -42, 27, 0, 1))
    s.shade(polygon((-27, 0), (-22, -5), (22, -5), (22, -37), (27, -42), (27, 0)))
    s.fill(bar(-22.6, -37.6, 22.6, -4.4, 0.3), (150, 196, 222))
    s.shade(disc(12, -30, 4), (250, 226, 150))
    s.shade(blob((-26, -16), (-12, -27), (-2, -18), (8, -24), (26, -14), (26, 0), (-26, 0)), (108, 128, 158))
    s.shade(blob((-26, -11), (-8, -14), (8, -10), (26, -12), (26, 0), (-26, 0)), (104, 154, 96))
    s.grip = (0, -3)


def _folder(s: Sketch) -> None:
    """A document folder with sheets looking out."""
    s.fill(polygon((-14, -22), (-13, -25.4), (-4, -25.4), (-2, -22), (14, -22), (14, 0), (-14, 0)), s.dark)
    s.fill(bar(-11.4, -24.6, 12.2, -3, 0.3), _PAGE)
    s.stroke(line((-1, -22.6), (10, -22.6)), 0.6, _WRITING)
    s.fill(bar(-14, -20.4, 14.6, 0, 1))
    s.shade(bar(-15, -3, 16, 1))
    s.grip = (0, -3)


def _card(s: Sketch) -> None:
    """A card with a stripe and a line of text: a ticket, a postcard, a pass."""
    s.fill(bar(-12, -15, 12, 0, 1.2))
    s.fill(bar(-12, -12.6, 12, -9.6, 0), s.second or (72, 110, 156))
    s.stroke(line((-9, -6.4), (4, -6.4)), 0.9, s.deep)
    s.stroke(line((-9, -3.6), (-1, -3.6)), 0.9, s.deep)
    s.fill(disc(8.4, -4.6, 2), (206, 84, 64))
    s.grip = (0, -3)


def _pen(s: Sketch) -> None:
    """A pen, point down."""
    parts = [
        (bar(-1.3, -25, 1.3, -6, 1.2), s.main),
        (bar(-1.3, -25, -0.4, -6, 0.5), s.light),
        (bar(-1.45, -15.5, 1.45, -13.8, 0.3), (218, 180, 90)),
        (polygon((-1.2, -6.2), (1.2, -6.2), (0.15, 0), (-0.15, 0)), (196, 200, 206)),
        (bar(1.0, -24.4, 1.9, -16.6, 0.4), (218, 180, 90)),
    ]
    for path, ink in parts:
        s.fill(turned(path, 28), ink)
    s.grip = (4, -7)


def _pencil(s: Sketch) -> None:
    """A sharpened pencil with a rubber."""
    parts = [
        (bar(-1.5, -24, 1.5, -5, 0.2), s.main),
        (bar(-1.5, -24, -0.5, -5, 0.2), s.dark),
        (bar(-1.5, -25.4, 1.5, -23, 0.2), (184, 188, 194)),
        (bar(-1.5, -28, 1.5, -25.2, 1), (226, 132, 136)),
        (polygon((-1.5, -5.2), (1.5, -5.2), (0, 0)), (232, 204, 160)),
        (polygon((-0.55, -1.9), (0.55, -1.9), (0, 0)), (60, 58, 64)),
    ]
    for path, ink in parts:
        s.fill(turned(path, 28), ink)
    s.grip = (4, -7)


def _brush(s: Sketch) -> None:
    """A painter's brush with wet paint on it."""
    tip = s.second or (64, 120, 190)
    parts = [
        (blob((-0.7, -30), (0.7, -30), (1.5, -16), (1.0, -10), (-1.0, -10), (-1.5, -16)), s.main),
        (bar(-1.5, -11, 1.5, -6.4, 0.3), (192, 196, 202)),
        (blob((-1.6, -6.6), (1.6, -6.6), (2.0, -3.6), (0, 1), (-2.0, -3.6)), tip),
    ]
    for path, ink in parts:
        s.fill(turned(path, 28), ink)
    s.grip = (5, -10)


def _easel(s: Sketch) -> None:
    """A painter's easel with a canvas on it."""
    for points in (((-4, -150), (-34, 0)), ((4, -150), (34, 0)), ((0, -150), (0, -8))):
        s.stroke(line(*points), 5, s.dark)
    s.fill(bar(-38, -132, 38, -62, 1), _PAGE)
    s.shade(blob((-40, -84), (-14, -104), (6, -86), (22, -98), (40, -80), (40, -60), (-40, -60)), (122, 164, 140))
    s.shade(disc(18, -118, 8), (246, 206, 120))
    s.fill(bar(-42, -62, 42, -55, 1.5))
    s.grip = (0, -90)


def _stamp(s: Sketch) -> None:
    """A rubber stamp."""
    s.fill(bar(-7, -5, 7, 0, 1), shaded(s.main, 0.5))
    s.fill(bar(-6, -8, 6, -4, 1))
    s.fill(blob((-2, -8), (-2.6, -14), (-4, -18), (0, -21), (4, -18), (2.6, -14), (2, -8)))
    s.fill(oval(-1, -17, 1, 1.6), s.light)
    s.stroke(ring(0, -18, 0.1, 0.1), 0.1, s.light)
    s.grip = (0, -16)


PLANS: tuple[PropPlan, ...] = (
    PropPlan(("book", "novel", "bible", "album", "dictionary", "atlas", "tome", "volume", "textbook"), _book, _CLOTH),
    PropPlan(
        ("notebook", "journal", "diary", "logbook", "log", "sketchbook", "ledger", "notepad", "pad", "log book"),
        _notebook,
        _CLOTH,
    ),
    PropPlan(("letter", "envelope", "mail", "parcel letter", "telegram"), _letter, _PAPER),
    PropPlan(("note", "message", "receipt", "recipe", "list", "leaflet"), _note, _PAPER),
    PropPlan(
        ("paper", "document", "notes", "sheet", "page", "script", "manuscript", "report", "form", "sketch", "drawing",
         "blueprint", "diagram", "plan", "contract", "poster", "sheet music", "score", "chart"),
        _papers,
        _PAPER,
    ),
    PropPlan(("newspaper", "magazine", "gazette"), _newspaper, ((232, 228, 218),)),
    PropPlan(("map", "treasure map"), _map, ((236, 220, 178), (240, 230, 200))),
    PropPlan(("scroll", "parchment", "papyrus"), _scroll, ((232, 210, 162),)),
    PropPlan(("photograph", "photo", "polaroid", "portrait", "snapshot", "picture"), _photograph, _PAPER),
    PropPlan(("painting", "picture frame", "frame", "canvas", "watercolour", "artwork"), _painting, _GILT),
    PropPlan(("folder", "file", "binder", "dossier", "portfolio", "clipboard"), _folder, _MANILA),
    PropPlan(("card", "ticket", "postcard", "pass", "badge", "business card", "passport", "invitation"), _card, _PAPER),
    PropPlan(("pen", "quill", "fountain pen", "marker"), _pen, ((36, 54, 104), (40, 40, 48))),
    PropPlan(("pencil", "crayon", "chalk", "charcoal stick"), _pencil, ((236, 182, 50), (60, 120, 180))),
    PropPlan(("brush", "paintbrush", "paint brush"), _brush, ((166, 92, 52),)),
    PropPlan(("easel",), _easel, ((178, 128, 80),)),
    PropPlan(("stamp", "seal"), _stamp, ((150, 96, 60),)),
)  # fmt: skip
