"""What the hour and the weather do to colours: skies, tints, how strongly lamps shine.

Numbers only; `places_view` applies them. The tint darkens and colours backdrops by multiplication; people are drawn
afterwards in their true colours, so a backdrop may be dark without anybody becoming unreadable. Inks are 0xRRGGBB.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from iamflow_agents.records import TimeOfDay, Weather

Ink = int
"""A colour as 0xRRGGBB."""

_SKIES: dict[tuple[TimeOfDay, Weather], tuple[Ink, Ink]] = {
    (TimeOfDay.DAY, Weather.CLEAR): (0x86B6D8, 0xDCEBEE),
    (TimeOfDay.DAY, Weather.RAIN): (0x87939F, 0xB7C0C5),
    (TimeOfDay.DAY, Weather.SNOW): (0xA9B5C2, 0xDBE1E6),
    (TimeOfDay.DAY, Weather.FOG): (0xBCC4C8, 0xD8DCDC),
    (TimeOfDay.DUSK, Weather.CLEAR): (0x565388, 0xF2B98A),
    (TimeOfDay.DUSK, Weather.RAIN): (0x50526A, 0x9C8590),
    (TimeOfDay.DUSK, Weather.SNOW): (0x6C6A8C, 0xC6AEB4),
    (TimeOfDay.DUSK, Weather.FOG): (0x7E7A92, 0xC8AFAA),
    (TimeOfDay.NIGHT, Weather.CLEAR): (0x141D3E, 0x40507C),
    (TimeOfDay.NIGHT, Weather.RAIN): (0x161B28, 0x333B4A),
    (TimeOfDay.NIGHT, Weather.SNOW): (0x232B42, 0x4A5570),
    (TimeOfDay.NIGHT, Weather.FOG): (0x2A3040, 0x4C5462),
}
"""Zenith and horizon."""
_OUTDOOR_TINT: dict[TimeOfDay, Ink] = {TimeOfDay.DAY: 0xFFFFFF, TimeOfDay.DUSK: 0xD2AAAC, TimeOfDay.NIGHT: 0x6271A4}
_INDOOR_TINT: dict[TimeOfDay, Ink] = {TimeOfDay.DAY: 0xFFFFFF, TimeOfDay.DUSK: 0xE8CBB4, TimeOfDay.NIGHT: 0x9A90A2}
_WEATHER_TINT: dict[Weather, Ink] = {
    Weather.CLEAR: 0xFFFFFF,
    Weather.RAIN: 0xC4CBD4,
    Weather.SNOW: 0xE2E8F0,
    Weather.FOG: 0xE0E3E4,
}
_LAMPS = {TimeOfDay.DAY: 0.0, TimeOfDay.DUSK: 0.7, TimeOfDay.NIGHT: 1.0}


def mix(first: Ink, second: Ink, share: float) -> Ink:
    """Blend two inks; `share` 0 gives the first, 1 the second."""
    mixed = 0
    for shift in (16, 8, 0):
        a, b = first >> shift & 255, second >> shift & 255
        mixed |= round(a + (b - a) * share) << shift
    return mixed


def lighten(ink: Ink, share: float) -> Ink:
    """Move an ink towards white."""
    return mix(ink, 0xFFFFFF, share)


def darken(ink: Ink, share: float) -> Ink:
    """Move an ink towards a cool black, as shadows are never neutral."""
    return mix(ink, 0x14141E, share)


def soften(ink: Ink, share: float) -> Ink:
    """Take saturation away."""
    grey = (0.3 * (ink >> 16 & 255) + 0.59 * (ink >> 8 & 255) + 0.11 * (ink & 255)) / 255
    level = round(grey * 255)
    return mix(ink, level << 16 | level << 8 | level, share)


@lru_cache(maxsize=4096)
def multiplied(first: Ink, second: Ink) -> Ink:
    """Both tints, one after the other."""
    out = 0
    for shift in (16, 8, 0):
        out |= round((first >> shift & 255) * (second >> shift & 255) / 255) << shift
    return out


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one scene."""

    time: TimeOfDay
    weather: Weather
    indoor: bool

    @property
    def sky(self) -> tuple[Ink, Ink]:
        """Zenith and horizon."""
        return _SKIES[self.time, self.weather]

    @property
    def tint(self) -> Ink:
        """What everything but skies and lamps is multiplied by."""
        if self.indoor:
            weather = mix(0xFFFFFF, _WEATHER_TINT[self.weather], 0.35)
            return multiplied(_INDOOR_TINT[self.time], weather)
        return multiplied(_OUTDOOR_TINT[self.time], _WEATHER_TINT[self.weather])

    @property
    def lamps(self) -> float:
        """How strongly lamps are seen to shine, 0..1."""
        extra = 0.25 if self.weather in (Weather.RAIN, Weather.FOG) and self.time is TimeOfDay.DAY else 0.0
        return _LAMPS[self.time] + extra

    @property
    def is_dark(self) -> bool:
        """Whether it is night."""
        return self.time is TimeOfDay.NIGHT

    @property
    def snowy(self) -> bool:
        """Whether snow lies outside."""
        return self.weather is Weather.SNOW

    @property
    def wet(self) -> bool:
        """Whether it rains outside."""
        return self.weather is Weather.RAIN

    @property
    def haze(self) -> Ink:
        """Colour of the air at a distance."""
        return mix(self.sky[1], self.sky[0], 0.25)

    def unlit(self, ink: Ink) -> Ink:
        """The ink that looks like `ink` after the tint; for skies and what is seen through windows."""
        out = 0
        for shift in (16, 8, 0):
            out |= min(255, round((ink >> shift & 255) * 255 / max(1, self.tint >> shift & 255))) << shift
        return out
