from dataclasses import replace

import pytest
from verifier_stage import Actor, evidence, film, look

from iamflow_agents.agents.repairer import is_observation, unresolved
from iamflow_agents.backends.rules.pixel_judge import PixelVerifier
from iamflow_agents.records import Camera, Kind, Shot, Slot, TransitionKind, VerdictKind
from iamflow_agents.takes import Transition

K = VerdictKind
NORA = look("nora", hair="short black curls", top="beige sweater", bottom="blue jeans")
TOM = look("tom", hair="grey hair", top="dark green jacket", bottom="brown trousers")
NORA_DRAWN = {Slot.HAIR: "black", Slot.TOP: "beige", Slot.BOTTOM: "blue"}
TOM_DRAWN = {Slot.HAIR: "grey", Slot.TOP: "dark green", Slot.BOTTOM: "brown"}
PLACES = ("wall", "wood", "shelf", "meadow")


def nora(x: float = 40, **more) -> Actor:
    return Actor("nora", x, dict(NORA_DRAWN), **more)


def tom(x: float = 190, **more) -> Actor:
    return Actor("tom", x, dict(TOM_DRAWN), **more)


def judge(tmp_path, actors, cast=(NORA, TOM), **more):
    film_options = {k: more.pop(k) for k in ("place", "tint") if k in more}
    video = tmp_path / "take.mp4"
    layout = film(video, actors, **film_options)
    return PixelVerifier().verify(evidence(video, layout, list(cast), **more))


def found(verdicts, identity, slot=None):
    return next(v for v in verdicts if v.identity == identity and v.slot is slot)


def faults(verdicts):
    return [(v.identity, v.kind, v.slot) for v in unresolved(verdicts)]


@pytest.mark.parametrize("place", PLACES)
def test_clean_takes_are_confirmed(tmp_path, place):
    verdicts = judge(tmp_path, [nora(), tom()], place=place)
    assert faults(verdicts) == []
    for key in ("nora", "tom"):
        assert found(verdicts, key).kind is K.CONFIRMED
        assert all(found(verdicts, key, slot).kind is K.CONFIRMED for slot in (Slot.HAIR, Slot.TOP, Slot.BOTTOM))
    assert {(v.segment_index, v.take_number, v.model) for v in verdicts} == {(3, 2, "rules-pixels/1")}


@pytest.mark.parametrize("place", PLACES)
def test_wrong_colour_is_contradicted_and_named(tmp_path, place):
    wrong = Actor("nora", 40, {**NORA_DRAWN, Slot.TOP: "purple"})
    verdicts = judge(tmp_path, [wrong, tom()], place=place)
    assert faults(verdicts) == [("nora", K.CONTRADICTED, Slot.TOP)]
    verdict = found(verdicts, "nora", Slot.TOP)
    assert (verdict.expected, verdict.observed) == ("beige sweater", "purple")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ["nora", "tom"])
def test_person_left_out_is_missing(tmp_path, place, who):
    actors = [a for a in (nora(), tom()) if a.key != who]
    assert faults(judge(tmp_path, actors, place=place)) == [(who, K.MISSING, None)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ["nora", "tom"])
def test_ghost_box_is_missing(tmp_path, place, who):
    actors = [replace(a, drawn=a.key != who) for a in (nora(), tom())]
    assert faults(judge(tmp_path, actors, place=place)) == [(who, K.MISSING, None)]


@pytest.mark.parametrize("place", PLACES)
def test_ghost_of_somebody_undescribed_is_missing(tmp_path, place):
    plain = look("mia")
    present, ghost = Actor("mia", 120), Actor("mia", 120, drawn=False)
    assert faults(judge(tmp_path, [nora(20), present], (NORA, plain), place=place)) == []
    assert faults(judge(tmp_path, [nora(20), ghost], (NORA, plain), place=place)) == [("mia", K.MISSING, None)]


@pytest.mark.parametrize("place", PLACES)
def test_second_copy_is_found_under_any_label(tmp_path, place):
    for label in ("nora~2", "nora", "stranger"):
        actors = [nora(), tom(), replace(nora(250), key=label)]
        assert faults(judge(tmp_path, actors, place=place)) == [("nora", K.DUPLICATED, None)]


@pytest.mark.parametrize("place", PLACES)
def test_second_copy_without_a_box_is_found(tmp_path, place):
    copy = replace(nora(250), boxed=False)
    assert faults(judge(tmp_path, [nora(), tom(), copy], place=place)) == [("nora", K.DUPLICATED, None)]
    smaller = replace(nora(250), boxed=False, height=110)
    assert faults(judge(tmp_path, [nora(), tom(), smaller], place=place)) == [("nora", K.DUPLICATED, None)]


def test_stranger_without_a_box_is_no_copy(tmp_path):
    other = Actor("x", 250, {**NORA_DRAWN, Slot.TOP: "red"}, boxed=False)
    assert faults(judge(tmp_path, [nora(), tom(), other])) == []


def test_one_person_too_many_is_noticed_whatever_they_wear(tmp_path):
    stranger = Actor("nora~2", 250, {Slot.HAIR: "ginger", Slot.TOP: "red", Slot.BOTTOM: "mint"})
    [(_, kind, _)] = faults(judge(tmp_path, [nora(), tom(), stranger]))
    assert kind is K.DUPLICATED
    instead = judge(tmp_path, [nora(), stranger])
    assert faults(instead) == [("tom", K.MISSING, None)]


def test_people_nobody_described_may_look_like_others(tmp_path):
    plain = look("mia")
    same = replace(nora(200), key="mia")
    assert faults(judge(tmp_path, [nora(), same], (NORA, plain))) == []
    assert [k for _, k, _ in faults(judge(tmp_path, [nora(), same], (NORA,)))] == [K.DUPLICATED]


def test_wrong_colour_is_not_excused_by_a_passer_by_with_the_right_one(tmp_path):
    red_haired, plain = look("nora", hair="auburn hair"), look("mia")
    mia = Actor("mia", 200, {Slot.HAIR: "auburn"})
    wrong = judge(tmp_path, [Actor("nora", 40, {Slot.HAIR: "light blue"}), mia], (red_haired, plain))
    assert faults(wrong) == [("nora", K.CONTRADICTED, Slot.HAIR)]
    assert faults(judge(tmp_path, [Actor("nora", 40, {Slot.HAIR: "auburn"}), mia], (red_haired, plain))) == []


def test_green_skin_is_nobody_unless_the_words_say_so(tmp_path):
    goblin = Actor("mia", 120, {Slot.SKIN: "sage"})
    assert faults(judge(tmp_path, [goblin], (look("mia"),))) == [("mia", K.MISSING, None)]
    assert faults(judge(tmp_path, [goblin], (look("mia", skin="green skin"),))) == []


def test_who_leaves_while_scenes_blend_is_not_judged(tmp_path):
    video = tmp_path / "take.mp4"
    layout = film(video, [nora(), tom()])
    gone = tuple(
        replace(f, boxes=tuple(b for b in f.boxes if b.identity != "tom" or f.frame_index < 4)) for f in layout.frames
    )
    shown = evidence(video, replace(layout, frames=gone), [NORA, TOM])
    blend = Transition(kind=TransitionKind.SOFT, window_frames=4)
    blended = replace(shown, request=replace(shown.request, transition=blend))
    assert found(PixelVerifier().verify(blended), "tom").kind is K.NOT_VISIBLE
    shorter = replace(blended, request=replace(blended.request, transition=replace(blend, window_frames=2)))
    assert found(PixelVerifier().verify(shorter), "tom").kind is K.CONFIRMED


def test_twins_in_the_same_clothes_are_two_people(tmp_path):
    twin = replace(NORA, identity="mia")
    assert faults(judge(tmp_path, [nora(), replace(nora(150), key="mia")], (NORA, twin))) == []
    three = [nora(), replace(nora(150), key="mia"), replace(nora(250), key="third")]
    [(who, kind, _)] = faults(judge(tmp_path, three, (NORA, twin)))
    assert kind is K.DUPLICATED and who in ("nora", "mia")
    assert [k for _, k, _ in faults(judge(tmp_path, [nora()], (NORA, twin)))] == [K.MISSING]


def test_labels_say_who_acts_where_and_not_who_is_seen(tmp_path):
    swapped = [replace(nora(), key="tom"), replace(tom(), key="nora")]
    assert faults(judge(tmp_path, swapped)) == [("nora", K.CONTRADICTED, None), ("tom", K.CONTRADICTED, None)]
    twice = [nora(), replace(nora(190), key="tom")]
    assert faults(judge(tmp_path, twice)) == [("nora", K.DUPLICATED, None), ("tom", K.MISSING, None)]


def test_what_nearer_people_cover_is_not_judged(tmp_path):
    front = replace(tom(40), depth=3, height=120)
    back = Actor("nora", 40, {**NORA_DRAWN, Slot.BOTTOM: "red"}, height=150)
    verdicts = judge(tmp_path, [back, front])
    assert found(verdicts, "nora", Slot.HAIR).kind is K.CONFIRMED
    assert found(verdicts, "nora", Slot.BOTTOM).kind is K.NOT_VISIBLE
    apart = [Actor("nora", 40, {**NORA_DRAWN, Slot.BOTTOM: "red"}), tom()]
    assert found(judge(tmp_path, apart), "nora", Slot.BOTTOM).kind is K.CONTRADICTED


def test_somebody_passing_by_is_judged_when_free(tmp_path):
    walker = replace(tom(-10), depth=3, speed=24)
    verdicts = judge(tmp_path, [nora(110), walker])
    assert faults(verdicts) == [] and found(verdicts, "nora", Slot.BOTTOM).kind is K.CONFIRMED


@pytest.mark.parametrize("tint", [(0.62, 0.66, 0.85), (1.0, 0.8, 0.62), (0.8, 0.85, 0.85)])
def test_light_on_everything_is_no_fault(tmp_path, tint):
    assert faults(judge(tmp_path, [nora(), tom()], tint=tint)) == []
    wrong = Actor("nora", 40, {**NORA_DRAWN, Slot.TOP: "purple"})
    assert faults(judge(tmp_path, [wrong, tom()], tint=tint)) == [("nora", K.CONTRADICTED, Slot.TOP)]


def test_close_up_explains_who_is_not_seen_but_a_wide_shot_does_not(tmp_path):
    near = replace(nora(60), height=420)
    close = Camera(shot=Shot.CLOSE_UP, subject="nora")
    assert faults(judge(tmp_path, [near], camera=close)) == []
    assert faults(judge(tmp_path, [near], camera=Camera(shot=Shot.WIDE))) == [("tom", K.MISSING, None)]
    assert faults(judge(tmp_path, [nora(height=100)], camera=close)) == [("tom", K.MISSING, None)]
    subject_gone = judge(tmp_path, [replace(near, drawn=False)], (NORA,), camera=close)
    assert faults(subject_gone) == [("nora", K.MISSING, None)]


def test_scripted_absence_is_checked(tmp_path):
    gone = {"absent": ("tom",), "absent_looks": (TOM,)}
    seen = judge(tmp_path, [nora(), tom()], (NORA,), **gone)
    assert faults(seen) == [("tom", K.CONTRADICTED, None)] and found(seen, "tom").observed == "on screen"
    assert faults(judge(tmp_path, [nora(), replace(tom(), key="x")], (NORA,), **gone)) == faults(seen)
    assert faults(judge(tmp_path, [nora()], (NORA,), **gone)) == []
    assert faults(judge(tmp_path, [nora(), replace(tom(), drawn=False)], (NORA,), **gone)) == []


def test_open_slots_are_reported_from_pixels(tmp_path):
    plain = look("nora", hair="black hair")
    verdicts = judge(tmp_path, [Actor("nora", 40, {Slot.HAIR: "black", Slot.TOP: "sky blue"})], (plain,))
    seen = {v.slot: v.observed for v in verdicts if is_observation(v)}
    assert seen[Slot.TOP] == "sky blue" and Slot.HAIR not in seen
    assert faults(verdicts) == []


def test_things_have_colours_too(tmp_path):
    lantern = look("lantern", Kind.OBJECT, colour="red")
    red = Actor("lantern", 250, {Slot.COLOUR: "red"}, height=40, thing=True)
    assert faults(judge(tmp_path, [nora(), red], (NORA, lantern))) == []
    blue = replace(red, looks={Slot.COLOUR: "blue"})
    assert faults(judge(tmp_path, [nora(), blue], (NORA, lantern))) == [("lantern", K.CONTRADICTED, Slot.COLOUR)]
    assert faults(judge(tmp_path, [nora(), replace(red, drawn=False)], (NORA, lantern))) == [
        ("lantern", K.MISSING, None)
    ]


def test_failed_judge_is_unknown(tmp_path):
    video = tmp_path / "take.mp4"
    layout = film(video, [nora(), tom()])
    whole = video.read_bytes()
    for content in (b"", b"not a film", whole[: len(whole) // 3]):
        video.write_bytes(content)
        verdicts = PixelVerifier().verify(evidence(video, layout, [NORA, TOM]))
        assert [v.kind for v in verdicts] == [K.UNKNOWN, K.UNKNOWN] and verdicts[0].confidence == 0.0
    video.write_bytes(whole)
    for missing in (evidence(tmp_path / "none.mp4", layout, [NORA]), evidence(video, None, [NORA])):
        assert [v.kind for v in PixelVerifier().verify(missing)] == [K.UNKNOWN]
    assert faults(PixelVerifier().verify(evidence(video, layout, [NORA, TOM]))) == []


def test_same_film_same_verdicts(tmp_path):
    assert judge(tmp_path, [nora(), tom()]) == judge(tmp_path, [nora(), tom()])
