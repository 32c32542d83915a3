"""The registry comes back as it was saved; what was observed and made outlives its next version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_samples import dump, fill, new_job, run_child, sample_registry, sample_take, sample_verdicts

from iamflow_agents.errors import StorageError
from iamflow_agents.records import Attribute, Registry, Slot, Source
from iamflow_agents.storage.observed import beside_canon, fills_a_gap
from iamflow_agents.storage.story_store import StoryStore

EYES = Attribute(slot=Slot.EYES, value="blue", source=Source.OBSERVED, confidence=0.5, valid_from=1)


def test_registry_comes_back_equal(store: StoryStore) -> None:
    assert store.registry("tale") == Registry()
    store.save_registry("tale", sample_registry())
    assert store.registry("tale") == sample_registry()
    assert store.registry("tale") != sample_registry(coat="blue")


def test_registry_survives_the_process(store: StoryStore, tmp_path: Path) -> None:
    store.save_registry("tale", sample_registry())
    code = """
from pathlib import Path
from storage_samples import sample_registry
from iamflow_agents.storage.story_store import StoryStore
print(StoryStore.open(sys.argv[1]).registry("tale") == sample_registry())
"""
    assert run_child(code, tmp_path).stdout == "True\n"


def test_saving_again_changes_no_row(store: StoryStore) -> None:
    store.save_registry("tale", sample_registry())
    before = dump(store)
    store.save_registry("tale", sample_registry())
    assert dump(store) == before
    store.save_registry("tale", sample_registry(coat="blue"))
    assert dump(store) != before


def test_new_registry_replaces_the_old_one_and_spares_what_was_made(store: StoryStore) -> None:
    fill(store, "tale")
    store.add_observed("tale", "mara", EYES)
    verdicts, frames = store.verdicts("tale"), store.memory_frames("tale")
    smaller = sample_registry(coat="blue")
    smaller = replace(smaller, identities=(smaller.identities[0], smaller.identities[2]), scenes=(), places=())
    store.save_registry("tale", smaller)
    mara = smaller.identities[0]
    seen = replace(smaller, identities=(replace(mara, attributes=(*mara.attributes, EYES)), smaller.identities[1]))
    assert store.registry("tale") == seen
    assert store.verdicts("tale") == verdicts, "Ben is no longer listed, but what was found stays"
    assert store.memory_frames("tale") == frames
    assert len(store.takes("tale")) == 1


def test_observation_fills_a_gap_once(store: StoryStore) -> None:
    store.save_registry("tale", sample_registry())
    assert store.add_observed("tale", "mara", replace(EYES, source=Source.SCRIPT))
    before = dump(store)
    assert not store.add_observed("tale", "mara", EYES)
    assert not store.add_observed("tale", "mara", replace(EYES, value="brown", valid_from=2))
    assert not store.add_observed("tale", "mara", replace(EYES, slot=Slot.HAIR, value="white"))
    assert dump(store) == before
    assert store.registry("tale").identity("mara").attributes[-1] == EYES


def test_observation_ends_where_canon_sets_in(store: StoryStore) -> None:
    store.save_registry("tale", sample_registry())
    store.add_observed("tale", "ben", EYES)
    registry = store.registry("tale")
    ben = registry.identity("ben")
    canon = Attribute(slot=Slot.EYES, value="brown", valid_from=2)
    later = tuple(replace(i, attributes=(canon,)) if i.key == "ben" else i for i in registry.identities)
    store.save_registry("tale", replace(registry, identities=later))
    assert store.registry("tale").identity("ben").attributes == (canon, replace(EYES, valid_to=2))
    assert ben.attributes == (EYES,)


def test_saving_what_was_read_changes_nothing(store: StoryStore) -> None:
    store.save_registry("tale", sample_registry())
    store.add_observed("tale", "mara", EYES)
    before = dump(store)
    store.save_registry("tale", store.registry("tale"))
    assert dump(store) == before


def test_observed_attributes_given_with_a_registry_are_kept(store: StoryStore) -> None:
    registry = sample_registry()
    mara = replace(registry.identities[0], attributes=(*registry.identities[0].attributes, EYES))
    registry = replace(registry, identities=(mara, *registry.identities[1:]))
    store.save_registry("tale", registry)
    assert store.registry("tale") == registry


def test_observation_of_nobody_is_an_error(store: StoryStore) -> None:
    with pytest.raises(StorageError, match="nobody"):
        store.add_observed("tale", "nobody", EYES)


def test_reader_sees_what_another_store_writes(store: StoryStore, tmp_path: Path) -> None:
    with StoryStore.open(tmp_path) as other:
        assert other.registry("tale") == Registry()
        store.save_registry("tale", sample_registry())
        assert other.registry("tale") == sample_registry()
        store.delete_job("tale")
        new_job(store, "tale")
        assert other.registry("tale") == Registry()


def _broken() -> dict[str, Registry]:
    good = sample_registry()
    mara, *others = good.identities
    wild = replace(mara, attributes=(Attribute(slot=Slot.HAIR, value="grey", confidence=1.5),))
    return {
        "identity 'mara' stands twice": replace(good, identities=(mara, mara, *others)),
        "place 'tower' stands twice": replace(good, places=(good.places[0], good.places[0])),
        "scene of segment 0 stands twice": replace(good, scenes=(good.scenes[0], good.scenes[0])),
        "segment 9 of 3": replace(good, scenes=(replace(good.scenes[0], index=9),)),
        "speaks of identity 'mara'": replace(good, identities=tuple(others)),
        "presence of 'mara' stands twice": replace(
            good, scenes=(replace(good.scenes[0], presences=good.scenes[0].presences * 2),)
        ),
        "ck_attribute_confidence": replace(good, identities=(wild, *others)),
    }


@pytest.mark.parametrize("finding", _broken())
def test_registry_that_contradicts_itself_is_refused_whole(store: StoryStore, finding: str) -> None:
    before = dump(store)
    with pytest.raises(StorageError, match=finding):
        store.save_registry("tale", _broken()[finding])
    assert dump(store) == before


def test_verdict_on_a_stranger_is_not_lost_and_makes_no_identity(store: StoryStore) -> None:
    store.save_registry("tale", sample_registry())
    store.save_take("tale", sample_take())
    stranger = replace(sample_verdicts()[0], identity="a third dog")
    store.save_verdicts("tale", 0, 0, [stranger])
    assert store.verdicts("tale") == (stranger,)
    assert store.registry("tale") == sample_registry()


ATTRIBUTES = st.builds(
    lambda slot, begin, length: Attribute(
        slot=slot, value="x", valid_from=begin, valid_to=None if length is None else begin + length
    ),
    st.sampled_from([Slot.HAIR, Slot.TOP]),
    st.integers(0, 6),
    st.none() | st.integers(1, 6),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ATTRIBUTES, max_size=4), ATTRIBUTES)
def test_an_observation_never_holds_where_canon_does(canon: list[Attribute], seen: Attribute) -> None:
    merged = beside_canon(canon, [seen])
    assert list(merged[: len(canon)]) == canon
    for index in range(16):
        said = any(a.slot is seen.slot and a.holds_in(index) for a in canon)
        kept = any(a.holds_in(index) for a in merged[len(canon) :])
        assert not (said and kept)
    if fills_a_gap(seen, canon):
        assert merged[-1].holds_in(seen.valid_from)
