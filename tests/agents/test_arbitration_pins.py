"""Pins answer exactly one mention, keep history, and are dropped where grammar or the story contradicts them."""

from __future__ import annotations

from iamflow_agents.agents.extractor import read_prompt
from iamflow_agents.agents.guidance import Guide, Spot, Watch
from iamflow_agents.agents.openness import find_open
from iamflow_agents.agents.pins import Anchor, Pin, PinnedGuide, apart_from
from iamflow_agents.agents.reading import SegmentReading
from iamflow_agents.agents.resolver import resolve_story
from iamflow_agents.records import Registry
from iamflow_agents.script import Script, Segment


def _spot(readings: list[SegmentReading], segment: int, text: str) -> Spot:
    return Spot(segment, next(i for i, m in enumerate(readings[segment].mentions) if m.text == text))


def _read(*prompts: str) -> tuple[Script, list[SegmentReading]]:
    return Script(segments=tuple(Segment(prompt=p) for p in prompts)), [read_prompt(p) for p in prompts]


def _meant(registry: Registry, segment: int, text: str) -> set[str]:
    return {m.identity for m in registry.scenes[segment].mentions if m.text == text}


_STORY = (
    "A tailor with a silver thimble sews in a cellar. A drummer in a fur cap waits outside.",
    "In a cafe sits a grey-eyed newcomer. The drummer plays.",
    "Corvin laughs.",
)


def test_a_stranger_who_is_named_later_keeps_the_history() -> None:
    script, readings = _read(*_STORY)
    tailor, name = _spot(readings, 0, "A tailor"), _spot(readings, 2, "Corvin")
    guide = PinnedGuide({name: Pin(spot=name, anchors=(Anchor(tailor),), reason="model x: 'sews'", confidence=0.9)})
    pinned, plain = resolve_story(script, readings, guide), resolve_story(script, readings, Guide())
    key = next(iter(_meant(pinned, 2, "Corvin")))
    assert _meant(pinned, 0, "A tailor") == {key}
    assert _meant(plain, 0, "A tailor") != _meant(plain, 2, "Corvin")
    assert "A tailor" in pinned.identity(key).aliases
    assert pinned.identity(key).name == "Corvin"
    assert [s.index for s in pinned.scenes if key in s.on_screen()] == [0, 2]
    mention = next(m for m in pinned.scenes[2].mentions if m.text == "Corvin")
    assert (mention.reason, mention.confidence) == ("model x: 'sews'", 0.9)


def test_a_pin_can_split_and_can_mean_nobody() -> None:
    script, readings = _read(*_STORY)
    drummer = _spot(readings, 1, "The drummer")
    plain = resolve_story(script, readings, Guide())
    split = resolve_story(script, readings, PinnedGuide({drummer: Pin(spot=drummer, is_new=True)}))
    nobody = resolve_story(script, readings, PinnedGuide({drummer: Pin(spot=drummer)}))
    assert _meant(plain, 1, "The drummer") == _meant(plain, 0, "A drummer")
    assert not _meant(split, 1, "The drummer") & _meant(split, 0, "A drummer")
    assert _meant(split, 1, "The drummer")
    assert not _meant(nobody, 1, "The drummer")


def test_a_pin_of_another_kind_or_gender_is_dropped() -> None:
    script, readings = _read("A woman with a braid feeds a black dog.", "The man waves.", "The cat sleeps.")
    woman = _spot(readings, 0, "A woman")
    for segment, text in ((1, "The man"), (2, "The cat")):
        spot = _spot(readings, segment, text)
        guide = PinnedGuide({spot: Pin(spot=spot, anchors=(Anchor(woman),))})
        registry = resolve_story(script, readings, guide)
        assert guide.dropped == {spot: "gender, kind or name differs"}
        assert registry == resolve_story(script, readings, Guide())


def test_who_does_something_to_somebody_is_not_that_somebody() -> None:
    script, readings = _read("A guard with a scar waits.", "The guard stops the stranger.")
    guard, stranger = _spot(readings, 0, "A guard"), _spot(readings, 1, "the stranger")
    guide = PinnedGuide({stranger: Pin(spot=stranger, anchors=(Anchor(guard),))})
    registry = resolve_story(script, readings, guide)
    assert "already" in guide.dropped[stranger]
    assert not _meant(registry, 1, "The guard") & _meant(registry, 1, "the stranger")
    assert _spot(readings, 1, "The guard").mention in apart_from(readings[1], stranger.mention)


def test_an_owner_may_be_the_one_who_acts() -> None:
    _, readings = _read("The guard hugs her dog.")
    her = next(i for i, m in enumerate(readings[0].mentions) if m.text == "her")
    assert not apart_from(readings[0], her)


def test_an_anchor_that_is_gone_leaves_the_answer_to_the_rules() -> None:
    script, readings = _read(*_STORY)
    tailor, drummer = _spot(readings, 0, "A tailor"), _spot(readings, 1, "The drummer")
    pins = {
        tailor: Pin(spot=tailor),
        drummer: Pin(spot=drummer, anchors=(Anchor(tailor),)),
    }
    guide = PinnedGuide(pins)
    registry = resolve_story(script, readings, guide)
    assert guide.dropped == {drummer: "nobody is left there"}
    assert _meant(registry, 1, "The drummer") == _meant(registry, 0, "A drummer")


def test_watching_changes_nothing_and_tells_the_alternatives() -> None:
    script, readings = _read(*_STORY)
    watch = Watch()
    assert resolve_story(script, readings, watch) == resolve_story(script, readings, Guide())
    decision = next(d for d in watch.decisions if d.spot == _spot(readings, 1, "The drummer"))
    assert {"drummer", "tailor"} <= {a.dossier.key for a in decision.alternatives}
    assert decision.alternatives[0].dossier is decision.dossiers[0]
    assert len(watch.decisions) == sum(len(r.mentions) for r in readings)


def test_two_of_one_name_can_be_told_apart() -> None:
    script, readings = _read(
        "Anna, an old woman with a cane, sits on a bench.", "Anna, a girl of six, skips.", "Anna waves."
    )
    watch = Watch()
    plain = resolve_story(script, readings, watch)
    name = _spot(readings, 1, "Anna")
    assert [o.decision.spot for o in find_open(watch.decisions)] == [name]
    split = resolve_story(script, readings, PinnedGuide({name: Pin(spot=name, is_new=True)}))
    assert _meant(plain, 0, "Anna") == _meant(plain, 1, "Anna")
    assert _meant(split, 0, "Anna") != _meant(split, 1, "Anna") == _meant(split, 2, "Anna")
