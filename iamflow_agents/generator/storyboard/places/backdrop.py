"""Places of the storyboard: find the painter for a phrase and wrap it as a `Backdrop`.

The same place key gives the same pixels: small variations (which books stand where, how clouds lie) are seeded by
the SHA-256 of the key. A phrase that names no known place gets a calm neutral room or landscape and a sign with the
phrase itself. Painters live in `places_indoor_*` and `places_outdoor_*`, the shared drawing in `scenery*`.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import skia

from iamflow_agents.generator.storyboard.places import indoor_halls as places_indoor_halls
from iamflow_agents.generator.storyboard.places import indoor_home as places_indoor_home
from iamflow_agents.generator.storyboard.places import indoor_public as places_indoor_public
from iamflow_agents.generator.storyboard.places import indoor_trade as places_indoor_trade
from iamflow_agents.generator.storyboard.places import indoor_travel as places_indoor_travel
from iamflow_agents.generator.storyboard.places import indoor_work as places_indoor_work
from iamflow_agents.generator.storyboard.places import neutral as places_neutral
from iamflow_agents.generator.storyboard.places import outdoor_grounds as places_outdoor_grounds
from iamflow_agents.generator.storyboard.places import outdoor_nature as places_outdoor_nature
from iamflow_agents.generator.storyboard.places import outdoor_sea as places_outdoor_sea
from iamflow_agents.generator.storyboard.places import outdoor_shore as places_outdoor_shore
from iamflow_agents.generator.storyboard.places import outdoor_town as places_outdoor_town
from iamflow_agents.generator.storyboard.places import outdoor_transit as places_outdoor_transit
from iamflow_agents.generator.storyboard.places import outdoor_wilds as places_outdoor_wilds
from iamflow_agents.generator.storyboard.places import weather
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Light, lighten, mix
from iamflow_agents.generator.storyboard.places.view import View
from iamflow_agents.generator.storyboard.places.vocabulary import INSIDE, STRONG, WEAK
from iamflow_agents.generator.storyboard.places.words import match_keyword, normalise, read_words
from iamflow_agents.generator.storyboard.sprite import Backdrop, Canvas
from iamflow_agents.records import Setting, TimeOfDay, Weather

KINDS: tuple[PlaceKind, ...] = (
    *places_indoor_home.KINDS,
    *places_indoor_work.KINDS,
    *places_indoor_public.KINDS,
    *places_indoor_halls.KINDS,
    *places_indoor_trade.KINDS,
    *places_indoor_travel.KINDS,
    *places_outdoor_nature.KINDS,
    *places_outdoor_wilds.KINDS,
    *places_outdoor_shore.KINDS,
    *places_outdoor_sea.KINDS,
    *places_outdoor_town.KINDS,
    *places_outdoor_transit.KINDS,
    *places_outdoor_grounds.KINDS,
)


@dataclass(frozen=True, slots=True)
class PlaceBackdrop:
    """One setting, ready to be drawn at any size."""

    kind: PlaceKind
    setting: Setting

    @property
    def floor_far(self) -> float:
        """Ground line of the farthest people, share of the height."""
        return self.kind.far

    @property
    def floor_near(self) -> float:
        """Ground line of the nearest people, share of the height."""
        return self.kind.near

    @property
    def seats(self) -> tuple[float, ...]:
        """Where seats are painted, shares of the width."""
        return self.kind.seats

    @property
    def seat_floor(self) -> float:
        """Ground line on which the seats stand, share of the height."""
        return 0.838

    def draw_behind(self, canvas: Canvas, width: int, height: int) -> None:
        """Draw the whole place; the same for the same place key, words, hour, weather and size."""
        light = Light(self.setting.time_of_day, self.setting.weather, self.kind.indoor)
        seed = hashlib.sha256(self.setting.place.encode("utf-8", "surrogatepass")).hexdigest()
        canvas.save()
        canvas.clipRect(skia.Rect.MakeWH(width, height))
        canvas.scale(height / 1000, height / 1000)
        view = View(
            canvas,
            width * 1000 / height,
            light,
            read_words(self.setting.name),
            random.Random(f"{seed}/{self.kind.name}"),
        )
        view.rect(-1, -1, view.w + 2, 1002, light.unlit(light.haze))  # no seam between fills may let pixels through
        self.kind.paint(view)
        if not self.kind.indoor:
            weather.overlay(view, self.kind.far * 1000 - 60)
        _calm(view)
        view.finish()
        _vignette(view)
        canvas.restore()

    def draw_in_front(self, canvas: Canvas, width: int, height: int, time_s: float) -> None:
        """Draw falling rain or snow, or a low wisp of fog, in the open; nothing indoors."""
        if not self.kind.indoor and not self.kind.shelter:
            weather.fall(
                canvas, width, height, time_s, self.setting.weather, self.setting.time_of_day, self.setting.place
            )


def make_backdrop(setting: Setting) -> Backdrop:
    """Find the painter for a setting's phrase.

    Args:
        setting: `name` is matched against the known places; `place` seeds the small variations.

    Returns:
        A backdrop; unknown phrases give a neutral place with the phrase on a sign.
    """
    return PlaceBackdrop(find_kind(setting.name), setting)


def find_kind(phrase: str) -> PlaceKind:
    """The kind of place a phrase names, or the neutral indoor or outdoor one."""
    strong, weak, kinds = _tables()
    name = match_keyword(phrase, strong, weak)
    if name is None:
        return places_neutral.neutral_kind(phrase)
    words = normalise(phrase).split()
    if "inside" in words or "interior" in words:
        name = INSIDE.get(name, name)
    elif "outside" in words or "exterior" in words:
        name = next((outer for outer, inner in INSIDE.items() if inner == name), name)
    return kinds[name]


def place_names() -> tuple[str, ...]:
    """Names of all known kinds of places, in the order of the registry."""
    return tuple(kind.name for kind in KINDS)


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, PlaceKind]]:
    """Strong and weak keywords to names, and names to kinds."""
    strong = _keywords({kind.name: f"{kind.name}, {STRONG[kind.name]}" for kind in KINDS})
    weak = _keywords(WEAK)
    return strong, weak, {kind.name: kind for kind in KINDS}


def _keywords(table: Mapping[str, str]) -> dict[str, str]:
    """Turn names with comma-separated keywords around: normalised keyword to name, the first owner keeps it."""
    found: dict[str, str] = {}
    for name, words in table.items():
        for word in words.split(","):
            found.setdefault(normalise(word), name)
    return found


def _calm(v: View) -> None:
    """Thin veil over the band in which people stand, so that they are what one sees first."""
    veil = lighten(mix(0xD8D2C8, v.light.unlit(v.light.haze), 0.25 if v.light.indoor else 0.5), 0.1)
    v.fade(0, 240, v.w, 240, veil, 0.0, 0.17)
    v.fade(0, 480, v.w, 300, veil, 0.17, 0.12)
    v.fade(0, 780, v.w, 220, veil, 0.12, 0.0)


def _vignette(v: View) -> None:
    """Slightly darker edges."""
    edge = 0.10 if v.light.time is TimeOfDay.DAY and v.light.weather is not Weather.FOG else 0.16
    side = v.w * 0.22
    v.side(0, 0, side, 1000, 0x0E0E1A, edge, 0.0)
    v.side(v.w - side, 0, side, 1000, 0x0E0E1A, 0.0, edge)
    v.fade(0, 900, v.w, 100, 0x0E0E1A, 0.0, edge)
