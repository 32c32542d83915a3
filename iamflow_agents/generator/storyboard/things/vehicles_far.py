"""Vehicles of water, rail, air and snow: boats, trains, planes, balloons, sledges."""

from __future__ import annotations

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    bar,
    blob,
    curve,
    disc,
    even,
    line,
    moved,
    oval,
    polygon,
    ring,
    shaded,
    tinted,
)
from iamflow_agents.generator.storyboard.things.vehicles_road import add_windows
from iamflow_agents.generator.storyboard.things.vehicles_sketch import VehiclePlan, VehicleSketch

_CLOTH: Rgb = (246, 240, 226)
_WOOD: Rgb = (142, 96, 60)
_DARK: Rgb = (58, 58, 66)
_LAMP: Rgb = (252, 232, 160)
_GLASS: Rgb = (176, 208, 224)


def _wave(s: VehicleSketch, left: float, right: float) -> None:
    """The water line under a hull."""
    s.fill(
        blob(
            (left, -6),
            ((left * 2 + right) / 3, -11),
            ((left + right * 2) / 3, -5),
            (right, -8),
            (right - 16, 0),
            (left + 16, 0),
        ),
        (196, 222, 232),
    )


def _rowboat(s: VehicleSketch) -> None:
    """A rowing boat with oars."""
    s.floats = True
    s.stroke(line((-30, -52), (-110, -6)), 5, (196, 156, 104))
    s.fill(blob((-150, -52), (-60, -44), (60, -44), (160, -60), (140, -26), (96, -4), (-96, -4), (-136, -22)))
    s.shade(bar(-170, -22, 180, 2))
    s.stroke(curve((-150, -52), (-60, -43), (60, -43), (160, -60)), 6, s.light)
    s.stroke(line((-132, -26), (142, -28)), 2.4, s.dark)
    for x in (-46, 40):
        s.fill(bar(x - 22, -50, x + 22, -44, 2), (196, 156, 104))
    s.stroke(line((20, -60), (86, -6)), 5, (206, 166, 114))
    s.fill(oval(90, -4, 16, 6, 40), (206, 166, 114))
    _wave(s, -150, 150)
    s.seat = (-4, -50)


def _sailboat(s: VehicleSketch) -> None:
    """A boat with one mast and two sails."""
    s.floats = True
    s.stroke(line((0, -300), (0, -44)), 6, _WOOD)
    s.fill(polygon((8, -290), (8, -66), (128, -66)), s.second or _CLOTH)
    s.shade(polygon((8, -120), (110, -60), (8, -60)), shaded(s.second or _CLOTH, 0.1))
    s.fill(polygon((-8, -270), (-8, -66), (-96, -66)), shaded(s.second or _CLOTH, 0.06))
    s.fill(polygon((0, -300), (0, -318), (34, -309)), (206, 60, 52))
    s.fill(blob((-140, -56), (-60, -50), (60, -50), (156, -62), (126, -20), (96, -4), (-92, -4), (-124, -22)))
    s.shade(bar(-170, -24, 180, 2))
    s.stroke(curve((-140, -56), (-60, -49), (60, -49), (156, -62)), 6, s.light)
    _wave(s, -140, 140)
    s.seat = (-40, -54)


def _ship(s: VehicleSketch) -> None:
    """A steamer with funnels and portholes."""
    s.floats = True
    s.steam = (-28, -318)
    for x in (-50, 60):
        s.fill(polygon((x - 24, -300), (x + 20, -300), (x + 24, -190), (x - 24, -190)), (206, 78, 56))
        s.fill(polygon((x - 24, -300), (x + 20, -300), (x + 20.6, -280), (x - 24, -280)), _DARK)
    s.fill(bar(-170, -200, 170, -110, 8), (242, 240, 232))
    s.shade(bar(-180, -140, 180, -100), (218, 216, 208))
    add_windows(s, *((x, -186, x + 34, -152) for x in (-150, -96, -42, 12, 66, 120)))
    s.fill(blob((-310, -116), (-200, -110), (200, -110), (340, -134), (300, -50), (250, -6), (-230, -6), (-290, -40)))
    s.shade(bar(-360, -42, 360, 2), shaded((170, 50, 46), 0.0))
    s.stroke(curve((-310, -116), (-200, -110), (200, -110), (340, -134)), 7, s.light)
    for x in (-220, -150, -80, -10, 60, 130, 200):
        s.fill(disc(x, -78, 11), (206, 168, 80))
        s.fill(disc(x, -78, 7.4), _GLASS)
    _wave(s, -300, 290)
    s.seat = (0, -200)


def _tall_ship(s: VehicleSketch) -> None:
    """A ship with square sails."""
    s.floats = True
    for x, top in ((-120, -330), (20, -380), (150, -310)):
        s.stroke(line((x, top), (x, -110)), 8, _WOOD)
        for k, (y, wide) in enumerate(((top + 30, 52), (top + 104, 66))):
            s.fill(
                blob(
                    (x - wide, y),
                    (x + wide, y),
                    (x + wide + 16, y + 34),
                    (x + wide, y + 62),
                    (x - wide, y + 62),
                    (x - wide + 14, y + 32),
                ),
                s.second or _CLOTH,
            )
            s.shade(bar(x - 100, y + 40, x + 100, y + 70), shaded(s.second or _CLOTH, 0.1 + 0.02 * k))
    s.fill(polygon((20, -382), (20, -410), (72, -396)), (46, 46, 54))
    s.fill(
        blob(
            (-290, -166),
            (-220, -160),
            (-200, -120),
            (180, -112),
            (300, -150),
            (250, -50),
            (210, -6),
            (-210, -6),
            (-264, -60),
        )
    )
    s.shade(bar(-320, -46, 320, 2))
    s.stroke(line((250, -140), (350, -190)), 8, _WOOD)
    s.stroke(curve((-200, -92), (20, -84), (262, -100)), 6, s.light)
    for x in (-160, -90, -20, 50, 120):
        s.fill(bar(x, -78, x + 24, -58, 3), s.deep)
    _wave(s, -260, 250)
    s.seat = (0, -116)


def _canoe(s: VehicleSketch) -> None:
    """A canoe or kayak."""
    s.floats = True
    s.fill(
        blob((-190, -54), (-150, -30), (0, -26), (150, -30), (190, -54), (160, -10), (100, -2), (-100, -2), (-160, -10))
    )
    s.shade(bar(-200, -14, 200, 2))
    s.stroke(curve((-186, -50), (-150, -30), (0, -25), (150, -30), (186, -50)), 5, s.light)
    s.stroke(line((-40, -70), (56, -4)), 5, (196, 156, 104))
    s.fill(oval(62, 0, 18, 7, 35), (196, 156, 104))
    _wave(s, -150, 150)
    s.seat = (0, -32)


def _submarine(s: VehicleSketch) -> None:
    """A submarine with a periscope."""
    s.floats = True
    s.stroke(line((0, -150), (0, -206), (24, -206)), 8, s.deep)
    s.fill(bar(-50, -170, 56, -110, 14), s.dark)
    s.fill(polygon((-220, -70), (-270, -110), (-270, -24)), s.dark)
    s.fill(blob((-230, -68), (-160, -116), (0, -126), (160, -116), (230, -66), (160, -16), (0, -8), (-160, -18)))
    s.shade(bar(-240, -40, 240, 0))
    for x in (-90, 0, 90):
        s.fill(disc(x, -76, 20), (206, 168, 80))
        s.fill(disc(x, -76, 14), _GLASS)
    s.propeller = (-274, -66, 34)
    s.seat = (0, -130)


def _locomotive(s: VehicleSketch) -> None:
    """A steam engine."""
    s.steam = (158, -300)
    s.fill(bar(-230, -280, -90, -264, 6), s.deep)
    s.fill(bar(-220, -270, -100, -90, 4))
    add_windows(s, (-196, -246, -130, -180))
    s.fill(bar(-110, -210, 200, -96, 26))
    s.shade(bar(-110, -130, 210, -90))
    for x in (-40, 40, 120):
        s.fill(bar(x, -210, x + 10, -96, 0), (206, 168, 80))
    s.fill(polygon((140, -290), (178, -290), (172, -208), (146, -208)), s.deep)
    s.fill(bar(134, -300, 184, -286, 5), s.deep)
    s.fill(blob((30, -208), (34, -236), (56, -244), (78, -236), (82, -208)), (206, 168, 80))
    s.fill(bar(-240, -98, 226, -72, 3), _DARK)
    s.fill(polygon((200, -72), (256, -10), (190, -10)), (176, 56, 46))
    s.fill(disc(204, -176, 15), _LAMP)
    for x in (-160, -60, 40):
        s.wheel(x, 44, 12, (186, 64, 50))
    s.wheel(140, 28, 10, (186, 64, 50))
    s.seat = (-160, -190)


def _train(s: VehicleSketch) -> None:
    """A modern train: a power car with a sloping nose, and a coach."""
    s.fill(bar(-470, -260, -20, -50, 16), s.main)
    s.fill(bar(-26, -230, 6, -70, 3), _DARK)
    s.fill(blob((0, -50), (0, -256), (40, -262), (300, -258), (380, -220), (446, -130), (462, -70), (440, -50)))
    s.fill(bar(-470, -110, -24, -92, 0), s.second or (246, 240, 226))
    s.fill(bar(2, -110, 452, -92, 0), s.second or (246, 240, 226))
    add_windows(s, *((x, -226, x + 70, -150) for x in (-446, -362, -278, -194, -110, 30, 114, 198)))
    s.fill(blob((322, -222), (362, -206), (412, -146), (316, -146)), _GLASS)
    s.fill(oval(440, -84, 13, 9, 40), _LAMP)
    s.fill(bar(-460, -52, 440, -34, 4), _DARK)
    for x in (-400, -330, -150, -80, 70, 140, 300, 370):
        s.wheel(x, 26, 4)
    s.seat = (0, -150)


def _tram(s: VehicleSketch) -> None:
    """A tram with a pantograph."""
    s.stroke(line((-40, -290), (20, -330), (-40, -366)), 5, _DARK)
    s.stroke(line((-80, -366), (10, -366)), 6, _DARK)
    s.fill(bar(-330, -296, 330, -276, 10), s.deep)
    s.fill(bar(-340, -282, 340, -44, 26))
    s.shade(bar(-350, -84, 350, -30))
    s.fill(bar(-340, -280, 340, -146, 26), s.second or (244, 236, 214))
    add_windows(s, *((x, -260, x + 84, -160) for x in (-316, -118, -24, 70, 232)))
    s.fill(bar(-222, -264, -132, -52, 5), s.dark)
    add_windows(s, (-216, -258, -180, -60), (-174, -258, -138, -60))
    s.fill(oval(326, -104, 12, 14), _LAMP)
    for x in (-220, -130, 130, 220):
        s.wheel(x, 30, 4)
    s.seat = (0, -150)


def _plane(s: VehicleSketch) -> None:
    """A passenger plane."""
    s.fill(polygon((-320, -150), (-380, -290), (-330, -290), (-240, -170)), s.second or s.dark)
    s.fill(polygon((-40, -150), (-150, -220), (-110, -222), (60, -150)), s.deep)
    s.fill(blob((-390, -150), (-260, -176), (200, -180), (320, -160), (372, -122), (310, -92), (180, -84), (-200, -90)))
    s.shade(blob((-400, -120), (0, -108), (380, -122), (300, -60), (-300, -60)))
    for i in range(13):
        s.fill(bar(-190 + i * 34, -146, -174 + i * 34, -126, 6), _GLASS)
    s.fill(blob((290, -158), (330, -148), (344, -134), (296, -134)), _GLASS)
    s.fill(polygon((60, -112), (-180, -20), (-120, -20), (130, -108)), s.dark)
    s.fill(bar(-50, -72, 40, -42, 14), s.deep)
    s.fill(polygon((-330, -140), (-420, -110), (-380, -106), (-280, -130)), s.dark)
    s.seat = (240, -150)


def _biplane(s: VehicleSketch) -> None:
    """A small propeller plane."""
    s.fill(polygon((-190, -110), (-236, -190), (-190, -190), (-140, -120)), s.dark)
    s.fill(blob((-220, -112), (-60, -140), (60, -150), (140, -140), (160, -112), (130, -80), (20, -76), (-120, -94)))
    s.shade(blob((-230, -100), (0, -92), (170, -106), (130, -60), (-120, -70)))
    for x in (0, 84):
        s.stroke(line((x, -200), (x + 6, -96)), 5, _WOOD)
    s.fill(bar(-50, -214, 130, -200, 7))
    s.fill(bar(-50, -100, 130, -86, 7), s.light)
    s.fill(blob((-30, -140), (-10, -162), (16, -144)), _GLASS)
    s.stroke(line((60, -80), (76, -34)), 6, _DARK)
    s.wheel(78, 26, 5)
    s.propeller = (164, -112, 62)
    s.seat = (-20, -140)


def _helicopter(s: VehicleSketch) -> None:
    """A helicopter."""
    s.stroke(line((10, -210), (10, -176)), 7, _DARK)
    s.fill(polygon((-60, -150), (-290, -168), (-300, -156), (-60, -104)), s.dark)
    s.fill(polygon((-270, -160), (-316, -214), (-286, -214), (-250, -164)), s.main)
    s.fill(blob((-90, -110), (-60, -166), (20, -180), (96, -160), (130, -104), (100, -60), (0, -50), (-66, -66)))
    s.shade(bar(-100, -84, 140, -40))
    s.fill(blob((30, -168), (86, -154), (118, -104), (34, -104)), _GLASS)
    for x in (-40, 60):
        s.stroke(line((x, -56), (x, -14)), 5, _DARK)
    s.stroke(curve((-90, -8), (0, -6), (90, -6), (116, -18)), 7, _DARK)
    s.fill(oval(10, -212, 190, 6), (120, 124, 134))
    s.fill(ring(-296, -186, 26, 5), (120, 124, 134))
    s.seat = (40, -120)


def _balloon(s: VehicleSketch) -> None:
    """A hot air balloon with a basket."""
    for x in (-34, 34):
        s.stroke(line((x * 2.0, -250), (x, -76)), 3, (120, 92, 66))
    envelope = even((0.0, -640), (110, -612), (186, -520), (190, -420), (126, -300), (56, -240), (0.0, -236))
    s.fill(envelope)
    for left, right in ((-152, -64), (64, 152)):
        s.shade(
            blob(
                (left * 0.5, -640),
                (right * 0.5, -640),
                (right * 1.15, -480),
                (right * 0.4, -230),
                (left * 0.4, -230),
                (left * 1.15, -480),
            ),
            s.second or tinted(s.main, 0.55),
        )
    s.shade(
        blob((120, -640), (210, -560), (210, -380), (60, -230), (140, -360), (160, -520)), (*shaded(s.main, 0.5), 70)
    )
    s.fill(bar(-48, -78, 48, 0, 8), (178, 128, 74))
    s.shade(bar(-60, -24, 60, 2))
    s.shade(bar(-60, -24, 60, 2), (150, 104, 60))
    s.fill(bar(-54, -86, 54, -72, 6), (204, 156, 96))
    s.flame(0, -200, 44)
    s.seat = (0, -40)


def _rocket(s: VehicleSketch) -> None:
    """A rocket on its fins."""
    for sign in (-1, 1):
        s.fill(polygon((sign * 44, -150), (sign * 112, -20), (sign * 40, -52)), (206, 66, 54))
    s.fill(even((0.0, -460), (44, -380), (66, -260), (58, -110), (40, -46), (0.0, -40)))
    s.shade(blob((16, -480), (90, -380), (90, -60), (20, -20), (34, -240)))
    s.shade(bar(-80, -480, 80, -376), (206, 66, 54))
    s.fill(disc(0, -280, 32), (120, 130, 142))
    s.fill(disc(0, -280, 24), _GLASS)
    s.fill(polygon((-30, -44), (30, -44), (40, 0), (-40, 0)), _DARK)
    s.seat = (0, -240)


def _ufo(s: VehicleSketch) -> None:
    """A flying saucer."""
    s.fill(blob((-80, -100), (-50, -164), (0, -178), (50, -164), (80, -100)), (*_GLASS, 220))
    s.fill(blob((-230, -72), (-120, -112), (0, -120), (120, -112), (230, -72), (120, -40), (0, -32), (-120, -40)))
    s.shade(blob((-240, -66), (0, -62), (240, -66), (100, -20), (-100, -20)))
    for x in (-160, -80, 0, 80, 160):
        s.fill(disc(x, -72 + abs(x) * 0.02, 10), _LAMP)
    s.seat = (0, -120)


def _sledge(s: VehicleSketch) -> None:
    """A wooden sledge on runners."""
    s.stroke(curve((-90, -6), (0, -5), (70, -6), (96, -22), (92, -44), (76, -44)), 7, s.deep)
    for x in (-64, 0, 56):
        s.stroke(line((x, -8), (x, -40)), 6, s.dark)
    s.fill(bar(-94, -50, 78, -38, 4))
    s.stroke(line((-94, -44), (78, -44)), 1.6, s.dark)
    s.stroke(curve((84, -44), (130, -50), (160, -34)), 2.6, (190, 156, 110))
    s.seat = (-20, -50)


def _raft(s: VehicleSketch) -> None:
    """A raft of logs with a mast."""
    s.floats = True
    s.stroke(line((-10, -190), (-10, -30)), 7, s.deep)
    s.fill(blob((0, -180), (84, -166), (92, -110), (80, -76), (0, -70), (14, -126)), _CLOTH)
    for k in range(3):
        s.fill(
            bar(-150 + k * 4, -36 + k * 10, 150 + k * 4, -24 + k * 10, 6), s.main if k == 0 else shaded(s.main, 0.1 * k)
        )
    for x in (-90, 90):
        s.fill(bar(x - 5, -38, x + 5, -4, 3), (214, 190, 140))
    _wave(s, -150, 150)
    s.seat = (-60, -36)


def _skate(s: VehicleSketch) -> None:
    """A skateboard."""
    s.fill(moved(blob((-46, -20), (-30, -14), (30, -14), (46, -20), (34, -8), (-34, -8)), 0, -4))
    for x in (-24, 24):
        s.wheel(x, 8, 3, (236, 226, 206))
    s.seat = (0, -18)


PLANS: tuple[VehiclePlan, ...] = (
    VehiclePlan(("boat", "rowboat", "rowing boat", "dinghy", "gondola", "lifeboat", "fishing boat", "punt"),
        _rowboat, ((164, 74, 54), (62, 116, 140), (146, 98, 60))),
    VehiclePlan(("sailboat", "sailing boat", "yacht", "sloop", "catamaran", "sail boat"), _sailboat, ((52, 96, 146),
        (164, 62, 54), (236, 232, 222))),
    VehiclePlan(("ship", "ferry", "steamer", "liner", "steamship", "trawler", "tugboat", "cruise ship", "vessel",
        "freighter"), _ship, ((48, 62, 92), (60, 96, 84))),
    VehiclePlan(("pirate ship", "galleon", "tall ship", "schooner", "frigate", "sailing ship", "brig", "clipper"),
        _tall_ship, ((112, 72, 46), (86, 60, 46))),
    VehiclePlan(("canoe", "kayak"), _canoe, ((176, 88, 50), (58, 120, 96))),
    VehiclePlan(("raft",), _raft, ((158, 112, 70),)),
    VehiclePlan(("submarine",), _submarine, ((236, 186, 60), (98, 112, 126))),
    VehiclePlan(("locomotive", "steam train", "steam engine", "engine", "steam locomotive"), _locomotive, ((38, 76,
        64), (44, 48, 60))),
    VehiclePlan(("train", "subway", "metro", "underground train", "railcar", "express train", "tube"), _train, ((190,
        58, 52), (46, 98, 150), (64, 128, 100))),
    VehiclePlan(("tram", "streetcar", "cable car", "tramcar"), _tram, ((196, 62, 50), (64, 122, 90))),
    VehiclePlan(("plane", "airplane", "aeroplane", "jet", "airliner", "aircraft"), _plane, ((238, 240, 242),)),
    VehiclePlan(("biplane", "propeller plane", "glider", "seaplane"), _biplane, ((196, 60, 50), (60, 112, 160))),
    VehiclePlan(("helicopter",), _helicopter, ((214, 92, 54), (58, 108, 150))),
    VehiclePlan(("hot air balloon", "air balloon", "airship", "zeppelin", "balloon"), _balloon, ((206, 70, 58), (64,
        120, 176))),
    VehiclePlan(("rocket", "spaceship", "spacecraft", "shuttle", "starship"), _rocket, ((236, 238, 240),)),
    VehiclePlan(("ufo", "flying saucer", "saucer"), _ufo, ((168, 178, 190),)),
    VehiclePlan(("sledge", "sled", "sleigh", "toboggan"), _sledge, ((176, 112, 62), (176, 56, 48))),
    VehiclePlan(("skateboard", "snowboard", "surfboard"), _skate, ((60, 130, 150), (206, 96, 62))),
)  # fmt: skip
