"""Looks: lists without a verb, lists behind with/in, looks before their bearer, and looks that verbs change."""

from __future__ import annotations

import pytest
from agents_told import looks, tell

from iamflow_agents.agents.extractor import read_prompt
from iamflow_agents.backends.rules.language import load_language
from iamflow_agents.backends.rules.look_ages import read_age
from iamflow_agents.records import Registry, Slot


def said(text: str) -> dict[str, str]:
    """All looks of one prompt: value to slot."""
    return {look.value: look.slot.value for mention in read_prompt(text).mentions for look in mention.looks}


def ever(registry: Registry, key: str) -> set[str]:
    """All look values that an identity has at any time."""
    return {a.value for i in registry.identities if i.key == key for a in i.attributes}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nora, mid-forties, navy pea coat, silver stud in one nostril, waits.", {"mid-forties", "navy pea coat"}),
        ("OTTO, sixty, walrus moustache, tweed cap, polishes a trombone.", {"sixty", "walrus moustache", "tweed cap"}),
        ("Marisol (late twenties, yellow oilskins) coils a rope.", {"late twenties", "yellow oilskins"}),
        ("Detective Nora — shaved head, rumpled linen suit — studies.", {"shaved head", "rumpled linen suit"}),
        ("Close on Gunnar: weathered, a grey beard, one ear pierced.", {"weathered", "grey beard", "one ear pierced"}),
        ("A boy, seventeen or so, buzz cut, hi-vis vest, leans on it.", {"seventeen or so", "buzz cut", "hi-vis vest"}),
        ("Her brother, crew cut, football boots, kicks the door.", {"crew cut", "football boots"}),
        ("Luca, 34, unshaven, denim shirt over a white tee, drives.", {"34", "unshaven", "denim shirt", "white tee"}),
    ],
)
def test_a_bare_list_behind_a_bearer_tells_looks(text: str, wanted: set[str]) -> None:
    assert wanted <= set(said(text))


def test_a_list_of_what_somebody_buys_is_no_look() -> None:
    assert not said("Nora buys a scarf, a hat and gloves.")
    assert set(said("Nora, a scarf, a hat and gloves, waits.")) == {"scarf", "hat", "gloves"}


def test_a_verb_behind_a_comma_is_no_garment() -> None:
    assert not said("Nora leans on the rail, watches the boats, ties a rope.")


def test_both_share_what_is_said_of_both() -> None:
    registry = tell("Mara and Otto, both bald, run.", "Mara looks at Otto.")
    assert looks(registry, "mara", 0) == looks(registry, "otto", 0) == {"bald"}


def test_only_the_last_of_a_pair_has_what_is_not_said_of_both() -> None:
    registry = tell("Mara and Otto, a bald man, run.", "Mara looks at Otto.")
    assert not looks(registry, "mara", 0)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A man with grease on his cheeks and a leather cap waits.", {"grease on his cheeks", "leather cap"}),
        ("A man with a full sleeve of tattoos and gold rings waits.", {"full sleeve of tattoos", "gold rings"}),
        ("A tall woman w/ a buzz cut and a denim jacket waits.", {"tall", "buzz cut", "denim jacket"}),
        ("A lady with a bucket and an emerald brooch waits.", {"emerald brooch"}),
        ("A short man in a postman's cap rings the bell.", {"short", "postman's cap"}),
        ("Nora, in her fifties, with a silver plait and a smock, waits.", {"in her fifties", "silver plait", "smock"}),
        ("A woman in black waits.", {"black clothes"}),
        ("A hooded woman with bare feet waits.", {"hooded", "bare feet"}),
        ("Nora has bushy eyebrows and a broken nose.", {"bushy eyebrows", "broken nose"}),
    ],
)
def test_lists_behind_with_and_in_are_read_to_their_end(text: str, wanted: set[str]) -> None:
    assert wanted <= set(said(text))


def test_what_stands_among_looks_is_carried_and_its_lender_is_nobody() -> None:
    assert "bucket" not in said("A lady with a bucket and an emerald brooch waits.")
    registry = tell("A short man in a postman's cap rings the bell.")
    assert [i.key for i in registry.identities if i.key in {"man", "postman"}] == ["man"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Dressed in a crimson gown and long gloves, Nora bows.", {"crimson gown", "long gloves"}),
        ("Wrapped in a tartan blanket, the boy shivers.", {"tartan blanket"}),
        ("Hood up, collar turned, Nora slips out.", {"Hood", "collar"}),
        ("On her head, a crooked crown; on her feet, rope sandals. Nora laughs.", {"crooked crown", "rope sandals"}),
        ("Nora sits on the steps, barefoot, a shawl around her shoulders.", {"barefoot"}),
        ("Karim crosses the yard, his overcoat open over a striped shirt.", {"overcoat", "striped shirt"}),
        ("Nora feeds the pigeons. White stubble. A flat cap.", {"White stubble", "flat cap"}),
        ("Nora, whose hair is bright orange, waves.", {"bright orange hair"}),
        ("Ana wears an orange jacket, Bea a purple cap.", {"orange jacket", "purple cap"}),
    ],
)
def test_looks_stand_before_and_far_behind_their_bearer(text: str, wanted: set[str]) -> None:
    assert wanted <= set(said(text))


def test_sentences_of_looks_belong_to_whoever_acts_beside_them() -> None:
    registry = tell("Nora hugs Ben. Grey braids, a linen coat. She sings.")
    assert looks(registry, "nora", 0) == {"Grey braids", "linen coat"}
    assert not looks(registry, "ben", 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Nora laughs until her cheeks are red.", "red cheeks"),
        ("Nora does not take her eyes off the door.", "off eyes"),
        ("A bird with a letter lands.", "letter"),
        ("Nora lures the goat with a carrot.", "carrot"),
        ("A woman with her own face waits.", "face"),
        ("Nora wears a coat too big for her.", "big"),
        ("Nora, soaked, laughs.", "soaked"),
    ],
)
def test_passing_states_and_carried_things_are_no_looks(text: str, value: str) -> None:
    assert value not in said(text)


@pytest.mark.parametrize(
    ("second", "held", "over"),
    [
        ("Omar swaps his cap for a yellow helmet.", "yellow helmet", "black cap"),
        ("Omar takes off his cap.", "", "black cap"),
        ("Omar no longer wears the cap.", "", "black cap"),
        ("Omar returns, black cap swapped for a turban.", "turban", "black cap"),
        ("Omar dyes his hair blue.", "dyed blue hair", ""),
        ("Omar ties a red bandana around his neck.", "red bandana", ""),
        ("Omar pushes back his hood.", "hood", ""),
        ("Omar has no cap.", "", "black cap"),
    ],
)
def test_verbs_change_looks(second: str, held: str, over: str) -> None:
    registry = tell("Omar wears a black cap.", second, "Omar walks.")
    now = looks(registry, "omar", 2)
    assert not held or held in now
    assert not over or over not in now
    assert "black cap" in looks(registry, "omar", 0)


def test_what_comes_off_was_on_before_and_what_is_not_there_was_not() -> None:
    off = tell("Omar sings.", "Omar sheds his parka.", "Omar walks.")
    assert ("parka" in looks(off, "omar", 0), "parka" in looks(off, "omar", 2)) == (True, False)
    never = tell("Omar sings.", "Omar is a man with no parka.", "Omar walks.")
    assert "parka" not in ever(never, "omar")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("early thirties,", "early thirties"),
        ("about nine,", "about nine"),
        ("forty-two,", "forty-two"),
        ("9 yrs old,", "9 yrs old"),
        ("his late 40s,", "his late 40s"),
        ("aged 7,", "aged 7"),
        ("nineteen maybe,", "nineteen maybe"),
        ("red,", ""),
        ("999,", ""),
    ],
)
def test_ages_are_numbers_and_decades(text: str, wanted: str) -> None:
    doc = load_language()(text)
    end, words, _ = read_age(doc, 0)
    assert (words, end > 0) == (wanted, bool(wanted))


def test_a_number_that_counts_things_is_no_age() -> None:
    assert Slot.AGE.value not in said("Nora, nine keys on a ring, waits.").values()
    assert said("Nora, nine, waits.") == {"nine": "age"}


def test_what_is_taken_off_is_off_although_it_is_said_to_be_hers() -> None:
    told = tell(
        "Nora, a woman in a green coat, waves.",
        "Nora takes off her green coat and sits down.",
        "Nora puts her green coat on again.",
    )
    worn = [any("green coat" in value for value in looks(told, "nora", segment)) for segment in range(3)]
    assert worn == [True, False, True]
