"""Vehicles of the road: cars, taxis, buses, trucks, bicycles, motorcycles, carts, tractors."""

from __future__ import annotations

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import bar, blob, curve, disc, line, oval, polygon, ring, shaded, tinted
from iamflow_agents.generator.storyboard.things.vehicles_sketch import VehiclePlan, VehicleSketch

_GLASS: Rgb = (176, 208, 224)
_LAMP: Rgb = (252, 232, 160)
_DARK: Rgb = (58, 58, 66)
_RED: Rgb = (206, 56, 50)


def add_windows(s: VehicleSketch, *boxes: tuple[float, float, float, float]) -> None:
    """Panes with a slanting gleam."""
    for left, top, right, bottom in boxes:
        s.fill(bar(left, top, right, bottom, 4), _GLASS)
        w = right - left
        s.shade(
            polygon((left + w * 0.5, top), (left + w * 0.72, top), (left + w * 0.42, bottom), (left + w * 0.2, bottom)),
            (206, 228, 238),
        )


def _car(s: VehicleSketch) -> None:
    """A saloon."""
    s.fill(blob((-130, -86), (-92, -138), (-10, -148), (58, -138), (104, -90)), s.dark)
    s.fill(blob((-112, -88), (-82, -130), (-24, -137), (-20, -88)), _GLASS)
    s.fill(blob((-10, -88), (-10, -137), (50, -130), (86, -88)), _GLASS)
    s.fill(
        blob(
            (-214, -86),
            (-120, -92),
            (100, -92),
            (190, -82),
            (216, -62),
            (214, -34),
            (190, -26),
            (-190, -26),
            (-216, -36),
        )
    )
    s.shade(bar(-230, -44, 230, -20))
    s.stroke(line((-16, -88), (-16, -34)), 2, s.dark)
    s.stroke(line((-112, -86), (-112, -48)), 2, s.dark)
    for x in (-36, 64):
        s.stroke(line((x, -74), (x + 14, -74)), 4, s.deep)
    s.fill(oval(206, -66, 9, 9), _LAMP)
    s.fill(bar(-216, -76, -206, -58, 3), _RED)
    for x in (-128, 128):
        s.fill(disc(x, -32, 41), s.deep)
        s.wheel(x, 32)
    s.fill(bar(-224, -40, -196, -28, 5), _DARK)
    s.fill(bar(196, -40, 224, -28, 5), _DARK)
    s.seat = (-10, -70)


def _taxi(s: VehicleSketch) -> None:
    """A saloon with a sign and a chequered line."""
    _car(s)
    s.fill(bar(-34, -166, 18, -146, 5), (250, 248, 240))
    s.fill(bar(-26, -160, 10, -152, 2), _DARK)
    for i in range(16):
        s.fill(bar(-100 + i * 12, -62 + (i % 2) * 6, -88 + i * 12, -56 + (i % 2) * 6), _DARK)


def _police(s: VehicleSketch) -> None:
    """A saloon with lights on its roof."""
    _car(s)
    s.fill(bar(-36, -160, -8, -146, 4), (60, 110, 220))
    s.fill(bar(-8, -160, 20, -146, 4), (220, 60, 60))
    s.fill(bar(-106, -66, 100, -56, 1), (44, 78, 150))


def _bus(s: VehicleSketch) -> None:
    """A long bus."""
    s.fill(bar(-420, -290, 420, -34, 24))
    s.shade(bar(-430, -70, 430, -20))
    s.fill(bar(-420, -130, 420, -112, 0), s.second or tinted(s.main, 0.6))
    add_windows(s, *((x, -262, x + 104, -156) for x in (-392, -276, -160, -44, 72)))
    s.fill(bar(196, -262, 270, -44, 6), s.deep)
    add_windows(s, (202, -256, 230, -52), (236, -256, 264, -52), (296, -262, 412, -148))
    s.fill(bar(250, -290, 400, -270, 4), _DARK)
    s.fill(oval(410, -86, 12, 12), _LAMP)
    for x in (-250, 290):
        s.fill(disc(x, -46, 60), s.deep)
        s.wheel(x, 48)
    s.seat = (0, -150)


def _truck(s: VehicleSketch) -> None:
    """A truck with a cab and a box body."""
    s.fill(bar(-300, -290, 120, -70, 8), s.second or (226, 222, 214))
    s.shade(bar(-310, -110, 130, -60), shaded(s.second or (226, 222, 214), 0.14))
    s.fill(bar(-300, -74, 290, -46, 4), _DARK)
    s.fill(
        blob(
            (136, -60),
            (136, -222),
            (150, -236),
            (230, -234),
            (262, -170),
            (292, -150),
            (298, -60),
            (290, -48),
            (140, -48),
        )
    )
    s.shade(bar(130, -90, 310, -40))
    add_windows(s, (166, -214, 232, -150))
    s.stroke(line((150, -136), (240, -136)), 3, s.dark)
    s.fill(oval(290, -104, 10, 12), _LAMP)
    for x in (-210, -110, 216):
        s.fill(disc(x, -46, 56), _DARK)
        s.wheel(x, 46)
    s.seat = (190, -150)


def _van(s: VehicleSketch) -> None:
    """A delivery van."""
    s.fill(
        blob(
            (-230, -60),
            (-232, -200),
            (-214, -222),
            (90, -222),
            (140, -206),
            (190, -132),
            (232, -112),
            (238, -50),
            (220, -32),
            (-220, -32),
        )
    )
    s.shade(bar(-240, -62, 250, -20))
    s.fill(blob((96, -204), (132, -194), (174, -130), (96, -130)), _GLASS)
    s.stroke(line((82, -214), (82, -40)), 3, s.dark)
    s.fill(bar(-180, -160, 20, -116, 8), s.second or s.light)
    s.fill(oval(228, -92, 10, 12), _LAMP)
    s.fill(bar(-236, -120, -224, -94, 3), _RED)
    for x in (-140, 150):
        s.fill(disc(x, -38, 48), s.deep)
        s.wheel(x, 38)
    s.seat = (110, -110)


def _pickup(s: VehicleSketch) -> None:
    """A pickup truck with an open bed."""
    s.fill(blob((-30, -90), (-24, -152), (-10, -164), (66, -164), (112, -104), (112, -84), (-30, -80)), s.dark)
    s.fill(blob((-12, -96), (-8, -150), (60, -152), (94, -100)), _GLASS)
    s.fill(
        blob(
            (-236, -112),
            (-226, -114),
            (-30, -112),
            (-26, -104),
            (110, -104),
            (206, -94),
            (232, -74),
            (232, -44),
            (214, -34),
            (-226, -34),
            (-238, -46),
        )
    )
    s.shade(bar(-250, -58, 250, -20))
    s.stroke(line((-34, -110), (-34, -40)), 3, s.dark)
    s.stroke(line((66, -100), (66, -42)), 3, s.dark)
    s.stroke(line((-224, -100), (-50, -100)), 4, s.dark)
    s.fill(oval(224, -76, 9, 10), _LAMP)
    if s.words & {"rusty", "rusted", "old"}:
        for x, y, r in ((-200, -50, 10), (-60, -46, 13), (150, -48, 11), (190, -84, 6)):
            s.fill(oval(x, y, r * 1.6, r), (150, 82, 46))
    for x in (-150, 148):
        s.fill(disc(x, -38, 48), s.deep)
        s.wheel(x, 38)
    s.seat = (30, -100)


def _bicycle(s: VehicleSketch) -> None:
    """A bicycle."""
    for x in (-52, 52):
        s.wheel(x, 34, 16, (190, 194, 200))
    frame = ((-52, -34), (-20, -74), (34, -74), (-6, -34), (-52, -34))
    s.stroke(line(*frame), 5)
    s.stroke(line((-26, -86), (-6, -34)), 5)
    s.stroke(line((28, -96), (34, -74), (52, -34)), 5)
    s.stroke(curve((28, -96), (34, -102), (42, -100), (44, -94)), 4, _DARK)
    s.fill(blob((-40, -90), (-26, -94), (-10, -90), (-12, -86), (-38, -84)), (84, 56, 42))
    s.fill(ring(-6, -34, 8, 2.4), (150, 154, 160))
    s.stroke(line((-6, -34), (2, -24)), 3, _DARK)
    s.fill(bar(-2, -24, 10, -21, 1), _DARK)
    s.stroke(curve((-86, -40), (-70, -68), (-46, -72), (-26, -60)), 3, s.dark)
    s.fill(disc(46, -84, 4), _LAMP)
    s.seat = (-26, -92)


def _motorcycle(s: VehicleSketch) -> None:
    """A motorcycle."""
    for x in (-68, 72):
        s.wheel(x, 34, 7)
    s.stroke(line((30, -92), (72, -34)), 7, (170, 174, 182))
    s.stroke(curve((34, -100), (24, -108), (10, -106)), 5, _DARK)
    s.stroke(line((-68, -34), (-20, -40), (20, -44)), 8, _DARK)
    s.fill(blob((-24, -62), (20, -64), (28, -40), (10, -24), (-16, -26)), (132, 138, 146))
    s.stroke(curve((-10, -28), (-50, -26), (-92, -32)), 7, (186, 190, 198))
    s.fill(blob((-20, -84), (14, -92), (36, -84), (36, -70), (0, -62), (-18, -66)))
    s.shade(bar(-30, -72, 50, -50))
    s.fill(blob((-88, -82), (-60, -84), (-16, -78), (-18, -68), (-60, -68), (-90, -74)), (56, 44, 42))
    s.fill(blob((-100, -62), (-82, -76), (-52, -72), (-44, -60), (-70, -70)))
    s.fill(disc(46, -88, 9), _LAMP)
    s.seat = (-46, -80)


def _scooter(s: VehicleSketch) -> None:
    """A motor scooter."""
    for x in (-54, 58):
        s.wheel(x, 22, 5)
    s.fill(
        blob(
            (-84, -40),
            (-74, -66),
            (-20, -68),
            (-12, -34),
            (34, -30),
            (40, -96),
            (52, -98),
            (58, -50),
            (50, -22),
            (-20, -20),
            (-40, -40),
            (-66, -46),
        )
    )
    s.fill(blob((-76, -68), (-64, -80), (-24, -78), (-18, -68)), (60, 46, 44))
    s.stroke(line((46, -96), (36, -112), (24, -110)), 4, _DARK)
    s.fill(disc(54, -92, 8), _LAMP)
    s.seat = (-46, -76)


def _cart(s: VehicleSketch) -> None:
    """An open wooden cart with shafts."""
    s.stroke(line((70, -66), (190, -70)), 7, s.dark)
    s.fill(polygon((-120, -112), (96, -112), (80, -56), (-104, -56)))
    for y in (-94, -76):
        s.stroke(line((-112, y), (88, y)), 2.4, s.dark)
    for x in (-112, 84):
        s.stroke(line((x, -128), (x * 0.93, -58)), 7, s.deep)
    s.fill(blob((-100, -112), (-60, -138), (0, -132), (60, -140), (86, -112)), (214, 184, 104))
    s.wheel(-10, 52, 12, (124, 82, 52))
    s.seat = (60, -114)


def _carriage(s: VehicleSketch) -> None:
    """A closed coach with lanterns."""
    s.stroke(line((110, -70), (220, -74)), 7, (96, 66, 48))
    s.stroke(curve((-130, -60), (-60, -44), (60, -44), (130, -62)), 8, (84, 60, 46))
    s.fill(blob((-116, -200), (-100, -214), (92, -214), (108, -200), (100, -110), (70, -66), (-76, -66), (-110, -110)))
    s.shade(bar(-130, -100, 130, -50))
    s.fill(bar(-120, -222, 112, -206, 7), s.deep)
    add_windows(s, (-84, -190, -34, -134), (26, -190, 78, -134))
    s.fill(bar(-26, -194, 18, -76, 4), s.dark)
    s.fill(bar(112, -140, 164, -118, 5), s.deep)
    s.fill(disc(-102, -150, 8), _LAMP)
    s.wheel(-92, 56, 14, (206, 168, 80))
    s.wheel(104, 44, 12, (206, 168, 80))
    s.seat = (138, -142)


def _tractor(s: VehicleSketch) -> None:
    """A farm tractor."""
    s.fill(bar(-96, -230, 4, -218, 4), s.deep)
    for x in (-88, -6):
        s.stroke(line((x, -220), (x, -124)), 6, s.deep)
    s.fill(bar(-84, -216, -10, -130, 2), (*_GLASS, 150))
    s.fill(blob((-100, -60), (-100, -124), (0, -128), (14, -134), (120, -128), (134, -110), (134, -62), (100, -54)))
    s.shade(bar(-110, -78, 140, -40))
    for x in (40, 60, 80, 100):
        s.stroke(line((x, -116), (x, -92)), 3, s.dark)
    s.stroke(line((70, -130), (70, -180)), 7, _DARK)
    s.fill(disc(134, -100, 7), _LAMP)
    s.wheel(-58, 66, 8, s.second or (236, 196, 70))
    s.wheel(98, 38, 6, s.second or (236, 196, 70))
    s.seat = (-50, -140)


PLANS: tuple[VehiclePlan, ...] = (
    VehiclePlan(("car", "automobile", "sedan", "convertible", "hatchback", "limousine", "sports car", "beetle car",
        "jeep", "suv"), _car, ((190, 60, 52), (56, 104, 164), (90, 134, 110), (206, 206, 204))),
    VehiclePlan(("taxi", "cab", "taxicab"), _taxi, ((244, 196, 48),)),
    VehiclePlan(("police car", "patrol car", "cruiser"), _police, ((236, 238, 240),)),
    VehiclePlan(("bus", "coach", "school bus", "minibus", "trolleybus"), _bus, ((200, 60, 50), (56, 112, 160), (92,
        150, 96))),
    VehiclePlan(("truck", "lorry", "fire truck", "garbage truck", "fire engine", "semi"), _truck, ((60, 108, 166),
        (190, 62, 50))),
    VehiclePlan(("van", "ambulance", "camper", "minivan", "campervan", "delivery van", "food truck", "wagon van"),
        _van, ((226, 224, 216), (98, 150, 168))),
    VehiclePlan(("pickup", "pickup truck", "pick up truck"), _pickup, ((64, 146, 150), (178, 70, 52))),
    VehiclePlan(("bicycle", "bike", "cycle", "tricycle", "tandem"), _bicycle, ((46, 120, 140), (196, 62, 52), (64,
        130, 84))),
    VehiclePlan(("motorcycle", "motorbike", "chopper"), _motorcycle, ((172, 46, 44), (44, 48, 58))),
    VehiclePlan(("scooter", "moped", "vespa"), _scooter, ((108, 188, 178), (236, 208, 150))),
    VehiclePlan(("cart", "handcart", "wagon", "wheelbarrow", "rickshaw", "trolley", "pushcart"), _cart, ((160, 110,
        66),)),
    VehiclePlan(("carriage", "stagecoach", "chariot", "buggy", "horse carriage"), _carriage, ((116, 40, 52), (44, 62,
        96))),
    VehiclePlan(("tractor", "bulldozer", "excavator", "digger", "harvester"), _tractor, ((74, 138, 70), (196, 66, 48))),
)  # fmt: skip
