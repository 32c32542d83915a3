"""What depends on a segment is what used something of it, and what used something of that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamflow_agents.agents.dependents import MadeSegment, Telling, find_dependents
from iamflow_agents.agents.director import build_request
from iamflow_agents.agents.revision import set_attribute
from iamflow_agents.records import Identity, Kind, Presence, PresenceState, Registry, Scene, Setting, Slot
from iamflow_agents.reviews import AttributeEdit
from iamflow_agents.script import Script, Segment
from iamflow_agents.takes import FileRef, MemoryFrame

N = 6
WHO = ("ana", "ben", "ana", "ben", "ana", "ben")


def story() -> Telling:
    """Ana and Ben in turns, each in a place of their own."""
    people = tuple(
        Identity(key=key, kind=Kind.PERSON, name=key, first_segment=i) for i, key in enumerate(("ana", "ben"))
    )
    scenes = tuple(
        Scene(
            index=i,
            setting=Setting(place=who, name=who),
            presences=(Presence(identity=who, state=PresenceState.ON_SCREEN),),
        )
        for i, who in enumerate(WHO)
    )
    script = Script(segments=tuple(Segment(prompt=f"{who} waits.", duration_s=1) for who in WHO))
    return Telling(script, Registry(identities=people, scenes=scenes))


def film(uses: dict[int, dict[str, object]]) -> dict[int, MadeSegment]:
    """A film of that story in which some requests used something."""
    telling, made = story(), {}
    for i in range(N):
        request = build_request(telling.script, telling.registry, i, job_seed=0, width=64, height=64, fps=8)
        made[i] = MadeSegment(request=replace(request, **uses.get(i, {})), files=frozenset({f"last-{i}", f"key-{i}"}))  # type: ignore[arg-type]  # fields of a request
    return made


def ref(name: str) -> FileRef:
    return FileRef(sha256=name, path="x")


def remembers(segment: int) -> dict[str, object]:
    frame = MemoryFrame(
        segment_index=segment, take_number=1, frame_index=0, keyframe=ref(f"key-{segment}"), identities=("ana",)
    )
    return {"memory": (frame,)}


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ({}, [2]),
        ({3: {"previous_frame": ref("last-2")}}, [2, 3]),
        ({3: {"previous_frame": ref("last-of-another-take")}}, [2]),
        ({3: {"previous_state": ref("last-2")}, 4: {"previous_state": ref("last-3")}}, [2, 3, 4]),
        ({5: remembers(2)}, [2, 5]),
        ({5: remembers(1)}, [2]),
        ({4: remembers(2), 5: {"previous_frame": ref("last-4")}}, [2, 4, 5]),
        ({4: {"previous_frame": ref("last-3")}}, [2]),
        ({1: {"previous_frame": ref("last-0")}}, [2]),
    ],
)
def test_dependents_are_those_whose_requests_used_something(
    uses: dict[int, dict[str, object]], expected: list[int]
) -> None:
    found = find_dependents(film(uses), 2, story(), story(), fps=8)
    assert [one.segment_index for one in found] == expected
    assert all(one.reason for one in found)


def test_dependents_are_those_who_look_different_from_there_on() -> None:
    before = story()
    edit = AttributeEdit(identity="ana", slot=Slot.TOP, value="red coat")
    after = Telling(before.script, set_attribute(before.registry, edit, 2))
    assert [one.segment_index for one in find_dependents(film({}), 2, before, after, fps=8)] == [2, 4]
    assert [one.segment_index for one in find_dependents(film({}), 4, before, after, fps=8)] == [4]


def test_dependents_of_a_film_with_gaps() -> None:
    made = film({3: {"previous_frame": ref("last-2")}})
    del made[2]
    assert [one.segment_index for one in find_dependents(made, 2, story(), story(), fps=8)] == [2]
