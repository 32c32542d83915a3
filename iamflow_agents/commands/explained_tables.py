"""Draws an explanation for people: who is who and how they look, then segment by segment what each word was taken for.

Segments count from 1 here, as a reader of the script counts them; nothing is wider than the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from iamflow_agents.commands.output import write_rich

_LEGEND = "How sure: certain (0.95 and more), sure (0.80), likely (0.60), a guess (below)."
_SOURCES = {"script": "script", "cast": "cast", "observed": "seen in a take", "user": "you"}
_STATES = {"on_screen": "to be seen", "gone": "not there", "remembered": "not there", "depicted": "only as a picture"}


def print_explanation(document: Mapping[str, Any]) -> None:
    """Print one script's explanation."""
    names = _names([*document["identities"], *document["groups"]])
    number = f" ({document['script']})" if document["script"] else ""
    parts: list[RenderableType] = [Text(f"{document['title']}{number}", "bold"), Text()]
    parts += [Text("Who and what", "bold"), *(_identity(one, names) for one in document["identities"])]
    if document["groups"]:
        parts += [Text(), Text("Groups", "bold"), *(_identity(one, names) for one in document["groups"])]
    parts += [Text(), Text("Places", "bold"), _places(document)]
    for segment in document["segments"]:
        parts += [Text(), *_segment(segment, names)]
    parts += [Text(), Text(_LEGEND), Text(_who_decided(document)), Text()]
    write_rich(Group(*parts))


def _names(identities: list[dict[str, Any]]) -> dict[str, str]:
    """What to call each identity: its name, with its key where two share one."""
    counts: dict[str, int] = {}
    for one in identities:
        counts[one["name"]] = counts.get(one["name"], 0) + 1
    return {
        one["key"]: one["name"] if counts[one["name"]] == 1 else f"{one['name']} [{one['key']}]" for one in identities
    }


def _identity(one: Mapping[str, Any], names: Mapping[str, str]) -> RenderableType:
    """Name and kind, then a row for each look."""
    sort = one["kind"] if one["gender"] in {"unknown", "neutral"} else f"{one['kind']}, {one['gender']}"
    line = f"{names[one['key']]}: {sort}, from segment {one['first_segment'] + 1}"
    called = _other_names(one)
    if called:
        line += "; also called " + ", ".join(f'"{alias}"' for alias in called)
    if one["members"]:
        line += "; members: " + ", ".join(names.get(key, key) for key in one["members"])
    table = _table((12, "look"), (None, ""), (19, "holds"), (None, "told by"))
    for look in one["looks"]:
        told = _SOURCES.get(look["source"], look["source"])
        if look["evidence"] and look["source"] != "cast":
            # A cast member's description is the user's own and stands in the script once for all looks.
            told += f': "{look["evidence"]}"'
        if look["confidence"] < 1:
            told += f" ({look['sure']})"
        table.add_row(look["slot"].replace("_", " "), look["value"], _interval(look["from"], look["to"]), told)
    shown: list[RenderableType] = [Padding(Text(line), (0, 0, 0, 2))]
    if one["looks"]:
        table.show_header = False
        shown.append(Padding(table, (0, 0, 0, 4)))
    return Group(*shown)


def _other_names(one: Mapping[str, Any]) -> list[str]:
    """What else an identity is called, without words that differ in an article or a capital only."""
    known = {_bare(one["name"])}
    others: list[str] = []
    for alias in one["aliases"]:
        if _bare(alias) not in known:
            known.add(_bare(alias))
            others.append(alias)
    return others


def _bare(name: str) -> str:
    """A name without its article, in small letters."""
    words = name.lower().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in {"a", "an", "the"} else words)


def _interval(first: int, end: int | None) -> str:
    """Segments for which a look holds."""
    if end is None:
        return "throughout" if first == 0 else f"from segment {first + 1} on"
    if end - first <= 1:
        return f"segment {first + 1} only"
    return f"segments {first + 1} to {end}"


def _places(document: Mapping[str, Any]) -> RenderableType:
    """Which segments play where, and why."""
    table = _table((3, ""), (None, "place"), (None, "because"))
    for segment in document["segments"]:
        place = segment["place"]
        light = f"{segment['time_of_day']}, {segment['weather']}"
        table.add_row(str(segment["index"] + 1), f"{place['name']} ({light})", place["why"] or "no reason was kept")
    return Padding(table, (0, 0, 0, 2))


def _segment(segment: Mapping[str, Any], names: Mapping[str, str]) -> list[RenderableType]:
    """The prompt, whom its words mean, who is there, what they do and what stays open."""
    number = segment["index"] + 1
    parts: list[RenderableType] = [
        Text(f"Segment {number}: {segment['place']['name']}", "bold"),
        Padding(Text(" ".join(segment["prompt"].split()), "italic"), (0, 2)),
    ]
    table = _table((None, "words"), (None, "mean"), (None, "because"), (8, "how sure"))
    for row in segment["mentions"]:
        who = ", ".join(names[key] for key in row["identities"])
        why = row["because"] + (" (model)" if row["decided_by"] == "model" else "")
        table.add_row(f'"{row["text"]}"', who, why, row["sure"])
    if segment["mentions"]:
        parts.append(Padding(table, (0, 0, 0, 2)))
    lines = [*_presences(segment, names), *_actions(segment, names)]
    lines += [f'Left open: "{row["text"]}": {row["because"]}.' for row in segment["left_open"]]
    parts += [Padding(Text(line), (0, 0, 0, 2)) for line in lines]
    return parts


def _presences(segment: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Who is to be seen in one line, then each who is not, with the reason."""
    seen, away = [], []
    for row in segment["presences"]:
        name = names[row["identity"]]
        if row["state"] != "on_screen":
            away.append(f"{_STATES[row['state']].capitalize()}: {name} ({row['because']}).")
        elif row["why"] == "mentioned" and any(row["identity"] in m["identities"] for m in segment["mentions"]):
            seen.append(name)
        else:
            seen.append(f"{name} ({row['because']})")
    return [f"To be seen: {', '.join(seen) or 'nobody'}.", *away]


def _actions(segment: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """What happens, in one line."""
    told = []
    for action in segment["actions"]:
        text = f"{names[action['actor']]} {action['verb'].replace('_', ' ')}"
        if action["target"] is not None:
            text += f" > {names[action['target']]}"
        if action["recipient"] is not None:
            text += f" > to {names[action['recipient']]}"
        told.append(text)
    return [f"What happens: {'; '.join(told)}."] if told else []


def _who_decided(document: Mapping[str, Any]) -> str:
    """How many decisions a model took."""
    rows = [row for segment in document["segments"] for row in segment["mentions"]]
    by_model = sum(row["decided_by"] == "model" for row in rows)
    if not by_model:
        return f"All {len(rows)} decisions were made by the rules."
    return f"{by_model} of {len(rows)} decisions were made by the model, marked (model); the others by the rules."


def _table(*columns: tuple[int | None, str]) -> Table:
    """A table without lines whose long cells are folded; a width of None shares what is left."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for width, heading in columns:
        table.add_column(heading, width=width, overflow="fold")
    return table
