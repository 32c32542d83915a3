"""How a question about pictures words who is asked about, the shot and the place.

Each line stands for one thing: a name with line breaks must not look like another line of the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from iamflow_agents.agents.viewing_brief import Gone
from iamflow_agents.agents.viewing_split import Part
from iamflow_agents.records import Appearance, Camera, Kind, Move, Setting, Shot, TimeOfDay, Weather

_LONGEST_TEXT = 160


def section(title: str, lines: Sequence[str]) -> list[str]:
    """Lines under a title; nothing without lines."""
    return [title, *lines] if lines else []


def person(part: Part) -> list[str]:
    """One identity with its numbered looks."""
    look = part.card.look
    lines = [f"- {look.identity}: {_what(look)}"]
    lines += [f"  [{trait.number}] {_slot(trait.slot.value)}: {short(trait.value)}" for trait in part.traits]
    if part.open_slots:
        lines.append(f"  also tell: {', '.join(slot.value for slot in part.open_slots)}")
    return lines


def described(look: Appearance) -> str:
    """Somebody on one line."""
    looks = ", ".join(short(attribute.value) for attribute in look.attributes)
    return f"- {look.identity}: {_what(look)}" + (f"; looks: {looks}" if looks else "")


def absentee(one: Gone) -> str:
    """Somebody who is gone, on one line."""
    return described(one.look) if one.look is not None else f"- {one.key}"


def place(setting: Setting) -> str:
    """The place with its light and weather, as far as they are not the usual."""
    more = [setting.time_of_day.value] if setting.time_of_day is not TimeOfDay.DAY else []
    more += [setting.weather.value] if setting.weather is not Weather.CLEAR else []
    return ", ".join([short(setting.name), *more])


def shot(camera: Camera) -> str:
    """The framing that was asked for."""
    words = (
        [camera.shot.value.replace("_", " ")] if camera.shot is not Shot.OVER_THE_SHOULDER else ["over the shoulder"]
    )
    words += [camera.move.value.replace("_", " ")] if camera.move is not Move.STATIC else []
    return ", ".join(words) + (f", on {camera.subject}" if camera.subject else "")


def short(text: str) -> str:
    """A text on one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[:_LONGEST_TEXT] + "…"


def _what(look: Appearance) -> str:
    """Kind and name, such as `female person, "Nora"`."""
    gender = f"{look.gender} " if look.gender in ("female", "male") else ""
    kind = "group of people" if look.kind is Kind.GROUP else look.kind.value
    return f"{gender}{kind}" + (f', "{short(look.name)}"' if look.name.strip() else "")


def _slot(value: str) -> str:
    return value.replace("_", " ")
