"""Drift: rates that grow without an anchor and shrink with one, faults that are real, and the truth beside them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from stage_requests import ANNA, BEN, DOG, ENVELOPE, ask, job_for, somebody

from iamflow_agents.codec import decode
from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.drift import TRUTH, DriftingGenerator
from iamflow_agents.generator.drift_chance import draw_faults
from iamflow_agents.generator.drift_memory import anchored
from iamflow_agents.generator.drift_options import DriftOptions, parse_drift
from iamflow_agents.generator.drift_truth import DriftTruth, Injected, Picture, TruthFile, read_truth, write_truth
from iamflow_agents.generator.registry import make_generator, note_of
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator
from iamflow_agents.records import AttributeValue, Slot
from iamflow_agents.takes import FileRef, Layout, MemoryFrame, SegmentRequest, TakeFiles

RATES = ("swap", "duplicate", "accessory", "colour", "prop")
CLARA = somebody("clara", name="Clara", hair="black hair", outerwear="red coat", headwear="white hat", top="blue shirt")
REQUEST = ask(cast=(ANNA, BEN, CLARA, ENVELOPE, DOG), segment_index=4)
SEEN = {one.identity: one for one in REQUEST.cast}


def only(kind: str = "", rate: float = 1.0, **more: float) -> DriftOptions:
    return DriftOptions(**{name: rate if name == kind else 0.0 for name in RATES}, **({"ramp": 1} | more))


def faults_over_seeds(before: DriftTruth, options: DriftOptions, request: SegmentRequest = REQUEST) -> Counter[str]:
    """How often each identity has a fault in a hundred takes."""
    found: Counter[str] = Counter()
    for seed in range(100):
        asked = replace(request, seed=seed)
        for fault in draw_faults(asked, before, options, anchored(asked, before, options)):
            found.update(fault.identities)
    return found


def picture(name: str, *shows: str, blocks: int = 8, segment: int = 0) -> Picture:
    return Picture(sha256=name, segment_index=segment, blocks=blocks, shows=shows)


def frame(name: str, *identities: str, **changes: object) -> MemoryFrame:
    made = MemoryFrame(
        segment_index=0, take_number=1, frame_index=3, keyframe=FileRef(sha256=name, path=name), identities=identities
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_drift_grows_with_the_blocks_since_an_anchor() -> None:
    options = only("colour", 0.5, ramp=40)
    counts = [
        faults_over_seeds(DriftTruth(unanchored=dict.fromkeys(SEEN, age), people=SEEN), options).total()
        for age in (0, 10, 40)
    ]
    assert counts[0] < counts[1] < counts[2]
    assert counts[2] < faults_over_seeds(DriftTruth(), only("colour", 1.0)).total()


@pytest.mark.parametrize(
    ("memory", "pictures", "helps"),
    [
        ([frame("a", "anna")], [picture("a", "anna")], True),
        ([frame("a", "anna")], [picture("a")], False),  # she was damaged in it
        ([frame("a", "anna", quarantined=True)], [picture("a", "anna")], False),
        ([frame("a", "anna")], [picture("a", "anna", blocks=-900)], False),  # too old
        ([frame("a", "ben")], [picture("a", "ben")], False),  # somebody else
        ([frame("new", "anna")], [picture("a", "ben")], True),  # from another film
        ([], [picture("a", "anna")], False),
    ],
)
def test_drift_is_softened_by_the_right_memory(
    memory: Sequence[MemoryFrame], pictures: Sequence[Picture], helps: bool
) -> None:
    before = DriftTruth(blocks=20, unanchored=dict.fromkeys(SEEN, 20), people=SEEN, pictures=tuple(pictures))
    options = only("colour", 0.6, anchor=0.1)
    without = faults_over_seeds(before, options)
    found = faults_over_seeds(before, options, replace(REQUEST, memory=tuple(memory)))
    assert (found["anna"] < without["anna"] / 2) is helps
    assert found["dog"] == without["dog"]


def test_drift_no_picture_of_an_old_look_is_an_anchor() -> None:
    before = DriftTruth(blocks=20, people=SEEN, pictures=(picture("a", "clara", "ben"),))
    request = replace(REQUEST, memory=(frame("a", "clara", "ben"),))
    assert anchored(request, before, DriftOptions()) == {"clara", "ben"}
    changed = replace(CLARA, attributes=(AttributeValue(slot=Slot.OUTERWEAR, value="green coat"),))
    assert anchored(replace(request, cast=(changed, BEN)), before, DriftOptions()) == {"ben"}
    more = replace(CLARA, attributes=(*CLARA.attributes, AttributeValue(slot=Slot.BOTTOM, value="grey trousers")))
    assert anchored(replace(request, cast=(more, BEN)), before, DriftOptions()) == {"clara", "ben"}


def test_drift_memories_look_at_different_pictures() -> None:
    pictures = (
        picture("a", "anna", segment=0), picture("b", "ben", segment=1), picture("c", "clara", segment=2),
        picture("d", "dog", segment=3),
    )  # fmt: skip
    prompts = {0: "at the sea", 1: "Anna and Ben stand in the kitchen.", 2: "on a hill", 3: "in a boat"}
    before = DriftTruth(blocks=20, people=SEEN, pictures=pictures, prompts=prompts)
    request = replace(REQUEST, memory=(frame("c", "clara"),), memory_budget=1)
    by_memory = {
        m: anchored(request, before, DriftOptions(memory=m)) for m in ("identity", "none", "sink+window", "text")
    }
    assert by_memory == {
        "identity": {"clara"}, "none": frozenset(), "sink+window": {"anna", "clara", "dog"}, "text": {"ben"},
    }  # fmt: skip


def test_drift_faults_depend_on_seeds_and_nothing_hidden() -> None:
    options = DriftOptions(ramp=1)
    drawn = [draw_faults(replace(REQUEST, seed=seed), DriftTruth(), options, frozenset()) for seed in range(12)]
    assert drawn == [draw_faults(replace(REQUEST, seed=s), DriftTruth(), options, frozenset()) for s in range(12)]
    assert len({str(faults) for faults in drawn}) > 6
    other = [
        draw_faults(replace(REQUEST, seed=s), DriftTruth(), replace(options, seed=1), frozenset()) for s in range(12)
    ]
    assert other != drawn
    numbered = draw_faults(replace(REQUEST, seed=3, take_number=9), DriftTruth(), options, frozenset())
    assert numbered == drawn[3]


def test_drift_goes_on_until_an_anchor_ends_it() -> None:
    wrong = Injected(kind="colour", identity="anna", slot=Slot.TOP, expected="green sweater", shown="red sweater")
    before = DriftTruth(people=SEEN, faults=(wrong,), unanchored=dict.fromkeys(SEEN, 9))
    options = only("colour", 0.001, carry=1.0)
    assert draw_faults(REQUEST, before, options, frozenset()) == (replace(wrong, carried=True),)
    assert draw_faults(REQUEST, before, options, frozenset({"anna"})) == ()
    assert draw_faults(REQUEST, before, replace(options, carry=0.0), frozenset()) == ()


def test_drift_emphasis_helps() -> None:
    before = DriftTruth(people=SEEN, unanchored=dict.fromkeys(SEEN, 9))
    options = only("colour", 0.8, emphasis=0.25)
    told = faults_over_seeds(before, options, replace(REQUEST, emphasis=("anna/top",)))
    assert told["anna"] < faults_over_seeds(before, options)["anna"] / 2


PIA = somebody("pia", hair="black hair", outerwear="yellow coat", bottom="blue trousers")
UNA = somebody("una", hair="black hair", outerwear="yellow coat", bottom="red trousers")
MAX = somebody("max", hair="blond hair", outerwear="green coat", bottom="white trousers")


def test_drift_confuses_those_who_look_alike() -> None:
    request = replace(REQUEST, cast=(PIA, MAX, UNA))
    drawn = [draw_faults(replace(request, seed=seed), DriftTruth(), only("swap"), frozenset()) for seed in range(9)]
    assert {(fault.identity, fault.other, fault.mutual) for faults in drawn for fault in faults} == {
        ("pia", "una", True)
    }
    same = replace(request, cast=(PIA, replace(PIA, identity="twin")))
    assert draw_faults(same, DriftTruth(), only("swap"), frozenset()) == ()  # nothing would change
    hats = tuple(
        replace(one, attributes=(one.attributes[0], AttributeValue(slot=Slot.HEADWEAR, value="white hat")))
        for one in (PIA, MAX)
    )
    assert draw_faults(replace(request, cast=hats), DriftTruth(), only("swap"), frozenset()) == ()  # below hats


@pytest.mark.parametrize(
    ("worn", "is_lost"),
    [
        ({"accessory": "round glasses"}, True),
        ({"accessory": "red tie"}, True),
        ({"accessory": "red tie", "outerwear": "green coat"}, False),  # below it
        ({"accessory": "blue necklace"}, False),  # as blue as the shirt
        ({"accessory": "necklace"}, False),  # of no colour
        ({"accessory": "eye patch"}, False),
    ],
)
def test_drift_loses_what_a_picture_shows_to_be_lost(worn: dict[str, str], is_lost: bool) -> None:
    one = somebody("ada", hair="black hair", top="blue shirt", **worn)
    options, request = only("accessory"), replace(REQUEST, cast=(one,))
    found = [draw_faults(replace(request, seed=seed), DriftTruth(), options, frozenset()) for seed in range(9)]
    lost = {fault.expected for faults in found for fault in faults}
    assert (worn["accessory"] in lost) is is_lost


def shoot(
    options: DriftOptions, folder: Path, request: SegmentRequest = REQUEST
) -> tuple[TakeFiles, DriftTruth, Layout]:
    folder.mkdir()
    session = DriftingGenerator(StoryboardGenerator(), options).open(job_for(request))
    files = session.generate(request, folder, on_block=lambda progress: None, cancel=threading.Event())
    assert files.layout is not None
    layout = decode(Layout, (folder / files.layout).read_bytes())
    return files, read_truth(folder / TRUTH).truth, layout


@pytest.mark.parametrize("kind", RATES)
def test_drift_faults_are_real_pixels_and_told_beside_the_take(kind: str, tmp_path: Path) -> None:
    request = replace(REQUEST, duration_s=0.5)
    _, clean, _ = shoot(only(), tmp_path / "clean", request)
    files, truth, layout = shoot(only(kind), tmp_path / kind, request)
    assert clean.faults == () and {fault.kind for fault in truth.faults} == {kind}
    assert (tmp_path / "clean" / "video.mp4").read_bytes() != (tmp_path / kind / "video.mp4").read_bytes()
    shown = {box.identity for one in layout.frames for box in one.boxes}
    assert shown <= SEEN.keys() and ("envelope" in shown) is (kind != "prop")
    wrong = {key for fault in truth.faults for key in fault.identities}
    assert len(truth.pictures) == len(files.keyframes)
    assert all(not wrong & set(one.shows) for one in truth.pictures)
    assert any({"anna", "ben"} <= set(one.shows) for one in clean.pictures)


def test_drift_remembers_the_film_through_the_take_before(tmp_path: Path) -> None:
    _, first, _ = shoot(only(), tmp_path / "first")
    state = FileRef(sha256="x", path=str(tmp_path / "first" / TRUTH))
    _, second, _ = shoot(
        only(), tmp_path / "second", replace(REQUEST, segment_index=5, cast=(ANNA,), previous_state=state)
    )
    assert second.blocks == 2 * first.blocks and second.unanchored == dict.fromkeys(SEEN, 2 * first.blocks)
    assert second.pictures[: len(first.pictures)] == first.pictures


def test_drift_keeps_the_inner_generators_state(tmp_path: Path) -> None:
    write_truth(tmp_path / "a", TruthFile(DriftTruth(blocks=3), b"inner\nbytes"))
    assert read_truth(tmp_path / "a") == TruthFile(DriftTruth(blocks=3), b"inner\nbytes")
    write_truth(tmp_path / "b", TruthFile(DriftTruth()))
    assert read_truth(tmp_path / "b").inner is None
    (tmp_path / "c").write_bytes(b"not ours")
    for name in ("c", "missing"):
        with pytest.raises(GeneratorError, match="cannot be read"):
            read_truth(tmp_path / name)


def test_drift_strings() -> None:
    assert parse_drift("drift:storyboard") == (DriftOptions(), "storyboard")
    options, inner = parse_drift("drift:seed=3,colour=0.4,memory=text:wan:/models/a=b")
    assert (options.seed, options.colour, options.memory, inner) == (3, 0.4, "text", "wan:/models/a=b")
    assert parse_drift(f"drift:{options.describe()}:storyboard")[0] == options
    assert parse_drift(f"drift:{options.changed()}:storyboard")[0] == options
    first, second = make_generator("drift:storyboard"), make_generator("drift:seed=1:storyboard")
    assert first.name.startswith("storyboard/1+drift") and first.name != second.name
    assert first.capabilities.memory == "images" and "on purpose" in first.capabilities.note
    assert "on purpose" in note_of("drift:storyboard") and not note_of("storyboard")


@pytest.mark.parametrize(
    "name",
    [
        "drift:", "drift", "drift:seed=3", "drift:seed=x:storyboard", "drift:sed=3:storyboard",
        "drift:colour=2:storyboard", "drift:colour=nan:storyboard", "drift:ramp=0:storyboard",
        "drift:memory=all:storyboard",
        "drift:seed=1:nothing",
    ],
)  # fmt: skip
def test_drift_bad_strings_are_refused(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make_generator(name)
    assert caught.value.next_step
