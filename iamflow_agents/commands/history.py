"""Prints the history of an identity: who said what, when it held, what was seen, and what was done about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from iamflow_agents.codec import to_plain
from iamflow_agents.commands.output import write_json, write_line
from iamflow_agents.opening import open_known
from iamflow_agents.records import Source, VerdictKind
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home
from iamflow_agents.tools.history import AttributeHistory, IdentityHistory, Sighting, tell_history

_WHO = {
    Source.SCRIPT: "said by the script",
    Source.CAST: "said by the cast",
    Source.USER: "said by a person",
    Source.OBSERVED: "seen by the verifier",
}


def show_history(job_id: str, name: str, settings: Settings, *, as_json: bool) -> None:
    """Show what is known of an identity and how it came to be known."""
    with open_known(settings, Home(settings.home), job_id) as store:
        store.job(job_id)
        history = tell_history(store, job_id, name)
    if as_json:
        write_json({"job_id": job_id, **to_plain(history)})
        return
    for line in history_lines(history):
        write_line(line)


def history_lines(history: IdentityHistory) -> Iterator[str]:
    """The history as lines of text; segments count from 1, as in all that people read."""
    seen = stretches(history.on_screen) or "no segment"
    yield f"{history.name} ({history.key}), {history.kind}; on screen in {seen}"
    if history.aliases:
        yield f"also called {', '.join(history.aliases)}"
    if history.members:
        yield f"members: {', '.join(history.members)}; each has a history of its own"
    if history.groups:
        yield f"one of: {', '.join(history.groups)}"
    counts = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in history.counts.items())
    yield f"verdicts on the film (* below): {counts or 'none'}"
    for said in history.decisions:
        where = "" if said.segment_index is None else f" at segment {said.segment_index + 1}"
        yield f"a person decided{where} ({said.action}): {said.what}"
    for attribute in history.attributes:
        yield ""
        yield _attribute_line(attribute)
        yield from _sighting_lines(attribute.sightings)
    for title, sightings in (("there at all", history.presence), ("seen besides", history.other)):
        if sightings:
            yield ""
            yield title
            yield from _sighting_lines(sightings)


def _attribute_line(attribute: AttributeHistory) -> str:
    who = _WHO[attribute.source]
    evidence = attribute.evidence
    if attribute.source is Source.OBSERVED:
        evidence = re.sub(r"(?<=segment )[0-9]+", lambda number: str(int(number[0]) + 1), evidence)
    words = f" ({evidence})" if evidence and evidence != attribute.value else ""
    return f"{attribute.slot}: {attribute.value}, {interval(attribute.valid_from, attribute.valid_to)}; {who}{words}"


def interval(valid_from: int, valid_to: int | None) -> str:
    """When something holds, in segments counted from 1."""
    if valid_to is None:
        return f"from segment {valid_from + 1} on"
    if valid_to <= valid_from:
        return "never"
    if valid_to == valid_from + 1:
        return f"in segment {valid_to}"
    return f"in segments {valid_from + 1}-{valid_to}"


def _sighting_lines(sightings: Sequence[Sighting]) -> Iterator[str]:
    """One line a take; what is in the film is marked."""
    for one in sightings:
        mark = "*" if one.in_film else " "
        found = one.kind.value.replace("_", " ")
        if one.slot is not None and one.kind is VerdictKind.CONTRADICTED:
            found += f": expected {one.expected!r}, saw {one.observed or 'something else'!r}"
        elif one.observed and one.observed != one.expected:
            found += f": saw {one.observed!r}"
        if one.kind is not VerdictKind.UNKNOWN:
            found += f" ({one.confidence:.0%} sure)"
        frame = "" if one.frame_index is None else f", frame {one.frame_index}"
        done = f"  -> {'; '.join(one.done)}" if one.done else ""
        yield f"  {mark} segment {one.segment_index + 1}, take {one.take}{frame}: {found}{done}"


def stretches(indices: Sequence[int]) -> str:
    """Segments counted from 1, neighbours joined: `1-3, 7`."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][-1] + 1:
            runs[-1][-1] = index
        else:
            runs.append([index, index])
    return ", ".join(str(a + 1) if a == b else f"{a + 1}-{b + 1}" for a, b in runs)
