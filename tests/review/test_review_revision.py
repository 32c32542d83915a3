"""Looks, merges and splits on a registry: intervals never overlap in a slot, nobody is lost, names are found."""

from __future__ import annotations

import itertools

import pytest

from iamflow_agents.agents.revision import find_identity, merge_identities, replay, set_attribute, split_identity
from iamflow_agents.errors import ConfigError, NotInStoryError
from iamflow_agents.records import (
    Action,
    Attribute,
    Holding,
    Identity,
    Kind,
    Mention,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Slot,
    Source,
    Verb,
)  # fmt: skip
from iamflow_agents.reviews import AttributeEdit, Decision, Merge, Split, parse_edit, parse_merge, parse_split
from iamflow_agents.storage.registry_rows import check_registry

ON = PresenceState.ON_SCREEN


def top(value: str, since: int, until: int | None = None) -> Attribute:
    return Attribute(slot=Slot.TOP, value=value, valid_from=since, valid_to=until)


def story() -> Registry:
    """Nora all along, a woman who may be her, and Tom."""
    people = (
        Identity(
            key="nora", kind=Kind.PERSON, name="Nora", first_segment=0, aliases=("Captain",),
            attributes=(top("blue", 0, 3), top("green", 3)),
        ),
        Identity(key="woman", kind=Kind.PERSON, name="the woman", first_segment=1, gender="female",
                 attributes=(top("grey", 1), Attribute(slot=Slot.HAIR, value="black", valid_from=1))),
        Identity(key="tom", kind=Kind.PERSON, name="Tom", first_segment=2),
    )  # fmt: skip
    cast = (("nora",), ("nora", "woman"), ("woman", "tom"), ("nora", "tom"))
    scenes = tuple(
        Scene(
            index=i, setting=Setting(place="pier", name="pier"),
            presences=tuple(Presence(identity=key, state=ON) for key in keys),
            mentions=tuple(Mention(segment_index=i, identity=key, text=key, start=0, end=1) for key in keys),
            actions=(Action(verb=Verb.HUG, actor=keys[0], target=keys[-1]),),
            holdings=(Holding(prop="lamp", holder=keys[0]),),
        )
        for i, keys in enumerate(cast)
    )  # fmt: skip
    return Registry(identities=people, scenes=scenes)


@pytest.mark.parametrize("segment", range(5))
@pytest.mark.parametrize("lock", [False, True])
def test_revision_one_look_holds_in_a_slot_at_any_time(segment: int, lock: bool) -> None:
    edit = AttributeEdit(identity="Nora", slot=Slot.TOP, value="red", lock=lock)
    before, after = story().identity("nora"), set_attribute(story(), edit, segment).identity("nora")
    for at in range(6):
        held = [a for a in after.attributes if a.holds_in(at)]
        assert len(held) == 1
        is_red = at >= segment and (lock or at < 3 or segment >= 3)
        assert (held[0].value == "red") is is_red
        assert held[0].source is (Source.USER if is_red else Source.SCRIPT)
    assert len(after.attributes) == len(before.attributes) + 1, "history stays"


def test_revision_a_look_given_early_holds_from_the_first_appearance() -> None:
    edit = AttributeEdit(identity="woman", slot=Slot.TOP, value="red")
    woman = set_attribute(story(), edit, 0).identity("woman")
    assert [a.value for a in woman.attributes if a.slot is Slot.TOP and a.holds_in(1)] == ["red"]


def test_revision_locking_keeps_what_is_known_and_needs_something_to_keep() -> None:
    locked = set_attribute(story(), AttributeEdit(identity="nora", slot=Slot.TOP, lock=True), 1).identity("nora")
    assert {a.value for at in range(6) for a in locked.attributes if a.holds_in(at)} == {"blue"}
    with pytest.raises(NotInStoryError, match="nothing is known of Tom's eyes"):
        set_attribute(story(), AttributeEdit(identity="tom", slot=Slot.EYES, lock=True), 2)


def test_revision_who_is_merged_is_everywhere_the_one_who_is_kept() -> None:
    merged = merge_identities(story(), Merge(keep="Nora", gone=("the woman",)))
    check_registry(merged, 4)
    assert [identity.key for identity in merged.identities] == ["nora", "tom"]
    nora = merged.identity("nora")
    assert "the woman" in nora.aliases and nora.gender == "female"
    assert [a.value for a in nora.attributes] == ["blue", "green", "black"], "her own top stands"
    assert [scene.on_screen() for scene in merged.scenes] == [("nora",), ("nora",), ("nora", "tom"), ("nora", "tom")]
    assert merged.scenes[1].actions[0].target is None, "nobody hugs herself"
    assert "woman" not in repr(merged.scenes).replace("text='woman'", "")
    with pytest.raises(NotInStoryError):
        merge_identities(story(), Merge(keep="nora", gone=("Captain",)))


def test_revision_who_is_split_is_somebody_else_there_and_only_there() -> None:
    split = split_identity(story(), Split(identity="nora", segments=(3,), name="Nora's sister"))
    check_registry(split, 4)
    new = split.identities[-1]
    assert (new.name, new.first_segment, [a.value for a in new.attributes]) == ("Nora's sister", 3, ["green"])
    assert [new.key in scene.on_screen() for scene in split.scenes] == [False, False, False, True]
    assert ["nora" in scene.on_screen() for scene in split.scenes] == [True, True, False, False]
    assert split.identity("nora").attributes == (top("blue", 0, None),), "what ended for the other's sake goes on"
    for segments in ((2,), (0, 1, 3), (9,)):
        with pytest.raises(NotInStoryError):
            split_identity(story(), Split(identity="nora", segments=segments, name="X"))


def test_revision_merging_undoes_a_split() -> None:
    split = split_identity(story(), Split(identity="nora", segments=(3,), name="Sister"))
    back = merge_identities(split, Merge(keep="nora", gone=("Sister",)))
    assert [scene.presences for scene in back.scenes] == [scene.presences for scene in story().scenes]


def test_revision_replay_does_the_same_again_and_passes_over_who_is_gone() -> None:
    decisions = [
        (1, Decision(attributes=(AttributeEdit(identity="nora", slot=Slot.TOP, value="red"),))),
        (0, Decision(merge=(Merge(keep="nora", gone=("woman",)),))),
        (2, Decision(attributes=(AttributeEdit(identity="woman", slot=Slot.HAIR, value="white", lock=True),))),
    ]
    for order in itertools.permutations(decisions):
        replayed = replay(story(), order)
        assert "woman" not in {identity.key for identity in replayed.identities}
        assert [a.value for a in replayed.identity("nora").attributes if a.slot is Slot.TOP and a.holds_in(2)] == [
            "red"
        ]


def test_revision_people_are_found_by_key_name_or_alias() -> None:
    assert {find_identity(story(), name).key for name in ("nora", "NORA", " captain ")} == {"nora"}
    with pytest.raises(NotInStoryError, match="Name one by its key: nora, woman, tom"):
        find_identity(story(), "bob")


@pytest.mark.parametrize(
    ("text", "identity", "slot", "value"),
    [
        ("Nora.top=red sweater", "Nora", Slot.TOP, "red sweater"),
        ("Dr. Lee.facial-hair = grey beard ", "Dr. Lee", Slot.FACIAL_HAIR, "grey beard"),
        ("nora.TOP=a=b", "nora", Slot.TOP, "a=b"),
    ],
)
def test_revision_looks_are_read_from_a_line(text: str, identity: str, slot: Slot, value: str) -> None:
    assert parse_edit(text) == AttributeEdit(identity=identity, slot=slot, value=value)


@pytest.mark.parametrize("text", ["", "Nora", "Nora.top", "Nora.top=", ".top=red", "Nora.mood=red", "=red"])
def test_revision_lines_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_edit(text)


def test_revision_merges_and_splits_are_read_from_a_line() -> None:
    assert parse_merge("Nora=the woman, singer") == Merge(keep="Nora", gone=("the woman", "singer"))
    assert parse_split("Nora@4,5=Ida") == Split(identity="Nora", segments=(3, 4), name="Ida")
    assert parse_edit("Nora.top", lock=True) == AttributeEdit(identity="Nora", slot=Slot.TOP, lock=True)
    for read, text in ((parse_merge, "Nora="), (parse_split, "Nora@0=Ida"), (parse_split, "Nora=Ida")):
        with pytest.raises(ConfigError):
            read(text)


def test_revision_nobody_else_gets_another_number_when_two_are_one() -> None:
    before = story()
    assert before.ordinals() == {"nora": 0, "woman": 1, "tom": 2}
    joined = merge_identities(before, Merge(keep="nora", gone=("woman",)))
    assert joined.ordinals() == {"nora": 0, "tom": 2}
    assert joined.appearance("tom", 2) == before.appearance("tom", 2)
    parted = split_identity(joined, Split(identity="tom", segments=(3,), name="Ben"))
    assert parted.ordinals() == {"nora": 0, "tom": 2, "ben": 3}
    again = merge_identities(parted, Merge(keep="tom", gone=("nora",)))
    assert again.ordinals() == {"tom": 2, "ben": 3}
