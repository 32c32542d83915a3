from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.agents.grounding import count_words, ground_prompt, plan_insertions
from iamflow_agents.records import (
    Attribute,
    Identity,
    Kind,
    Mention,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Slot,
)


def looks(**slots: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(slot=Slot(slot), value=value) for slot, value in slots.items())


NORA = Identity(
    key="nora",
    kind=Kind.PERSON,
    name="Nora",
    first_segment=0,
    gender="female",
    attributes=looks(age="young", hair="short black curls", top="beige sweater"),
)
TOM = Identity(
    key="tom",
    kind=Kind.PERSON,
    name="Tom",
    first_segment=0,
    gender="male",
    attributes=looks(facial_hair="grey beard", outerwear="navy"),
)
REX = Identity(
    key="rex", kind=Kind.ANIMAL, name="Rex", first_segment=0, attributes=looks(species="dog", marking="torn ear")
)


def story(
    prompt: str, *mentions: tuple[str, str], gone: tuple[str, ...] = (), silent: tuple[str, ...] = ()
) -> Registry:
    """A registry whose scene 0 mentions (key, words) in order; each search goes on behind the last one."""
    spans, at = [], 0
    for key, words in mentions:
        at = prompt.index(words, at)
        spans.append(Mention(segment_index=0, identity=key, text=words, start=at, end=at + len(words)))
        at += len(words)
    keys = dict.fromkeys([key for key, _ in mentions] + list(silent))
    presences = tuple(
        Presence(identity=k, state=PresenceState.GONE if k in gone else PresenceState.ON_SCREEN) for k in keys
    )
    scene = Scene(index=0, setting=Setting(place="p", name="pier"), mentions=tuple(spans), presences=presences)
    return Registry(identities=(NORA, TOM, REX), scenes=(scene,))


def grounded(prompt: str, *mentions: tuple[str, str], **options) -> str:
    gone, silent = options.pop("gone", ()), options.pop("silent", ())
    return ground_prompt(prompt, story(prompt, *mentions, gone=gone, silent=silent), 0, **options)


def test_apposition_follows_the_first_mention():
    text = grounded("Nora walks to the shore. Nora waves.", ("nora", "Nora"), ("nora", "Nora"))
    assert text == ("Nora, a young woman with short black curls and a beige sweater, walks to the shore. Nora waves.")


def test_what_the_text_says_is_not_repeated():
    text = grounded("A young woman in a beige sweater walks.", ("nora", "A young woman"))
    assert text == "A young woman in a beige sweater, with short black curls, walks."


def test_everything_said_leaves_the_prompt_alone():
    prompt = "Young Nora, with her short black curls and beige sweater, walks."
    assert grounded(prompt, ("nora", "Nora")) == prompt


def test_same_value_of_two_people_counts_for_the_nearest_mention_only():
    twin = Identity(
        key="tom", kind=Kind.PERSON, name="Tom", first_segment=0, gender="male", attributes=looks(top="beige sweater")
    )
    prompt = "Tom in a beige sweater greets Nora."
    base = story(prompt, ("tom", "Tom"), ("nora", "Nora"))
    text = ground_prompt(prompt, Registry(identities=(NORA, twin), scenes=base.scenes), 0)
    assert text.count("beige sweater") == 2
    assert text.startswith("Tom in a beige sweater greets Nora, a young woman with")


def test_nobody_off_screen_is_described():
    prompt = "Nora thinks of Tom."
    assert "beard" not in grounded(prompt, ("nora", "Nora"), ("tom", "Tom"), gone=("tom",))
    assert "beard" in grounded(prompt, ("nora", "Nora"), ("tom", "Tom"))


def test_pronoun_waits_for_a_name():
    text = grounded("She smiles. Nora waves.", ("nora", "She"), ("nora", "Nora"))
    assert text.startswith("She smiles. Nora, a young woman")


def test_possessives_and_quotes_carry_no_apposition():
    text = grounded("\"Nora is late,\" says Tom. Nora's coat is wet. She waves.",
                    ("nora", "Nora"), ("tom", "Tom"), ("nora", "Nora's"), ("nora", "She"))  # fmt: skip
    assert text.startswith('"Nora is late," says Tom, a man with a grey beard and a navy coat. Nora\'s coat')
    assert "She, a young woman" in text


def test_users_own_apposition_stays_behind_ours():
    text = grounded("Tom, an old sailor, waits.", ("tom", "Tom"))
    assert text == "Tom, a man with a grey beard and a navy coat, an old sailor, waits."


def test_silent_people_get_a_sentence():
    text = grounded("Rain falls", silent=("nora", "tom"))
    assert text == (
        "Rain falls. Nora is a young woman with short black curls and a beige sweater. "
        "Tom is a man with a grey beard and a navy coat."
    )


def test_words_for_several_people_carry_no_apposition():
    prompt = "They wave."
    spans = [Mention(segment_index=0, identity=k, text="They", start=0, end=4) for k in ("nora", "tom")]
    base = story(prompt, ("nora", "They"), silent=("tom",))
    both = Registry(identities=base.identities, scenes=(replace(base.scenes[0], mentions=tuple(spans)),))
    assert ground_prompt(prompt, both, 0).startswith("They wave. Nora is a young woman")
    assert grounded("She waves.", ("nora", "She")).startswith("She, a young woman")


def test_things_are_described_only_where_they_are_named():
    lamp = Identity(key="rex", kind=Kind.OBJECT, name="the lamp", first_segment=0, attributes=looks(marking="dented"))

    def text(prompt, *mentions):
        base = story(prompt, *mentions, silent=("rex",))
        return ground_prompt(prompt, Registry(identities=(NORA, TOM, lamp), scenes=base.scenes), 0)

    assert text("It falls.", ("rex", "It")) == "It falls." and text("Rain falls.") == "Rain falls."
    assert text("The lamp falls.", ("rex", "The lamp")) == "The lamp, a dented lamp, falls."


def test_animals_are_named_by_species():
    assert grounded("Rex barks.", ("rex", "Rex")) == "Rex, a dog with a torn ear, barks."


def test_budget_drops_the_least_important_first_and_emphasis_last():
    prompt = "Nora walks."
    full = grounded(prompt, ("nora", "Nora"))
    room = count_words(full) - 1
    less = grounded(prompt, ("nora", "Nora"), max_tokens=room)
    assert "young" not in less and "beige sweater" in less and count_words(less) <= room
    tight = {"max_tokens": count_words(prompt) + 8}
    assert "beige sweater" in grounded(prompt, ("nora", "Nora"), **tight)
    assert "young" in grounded(prompt, ("nora", "Nora"), emphasis=("nora/age",), **tight)
    assert grounded(prompt, ("nora", "Nora"), max_tokens=1) == prompt


def test_emphasis_says_again_what_the_text_has():
    prompt = "Nora in a beige sweater walks."
    assert grounded(prompt, ("nora", "Nora")).count("beige sweater") == 1
    assert grounded(prompt, ("nora", "Nora"), emphasis=("nora/top",)).count("beige sweater") == 2


PIECES = st.lists(
    st.sampled_from(
        ["Nora", "Nora's hat", "She", "Tom", "Rex", "the dog", "walks", ",", ".", "in a beige sweater", "and", '"', "—",
         "young", "\n", "who smiles", "(", ")"]
    ),
    max_size=14,
)  # fmt: skip
WHO = {"Nora": "nora", "Nora's hat": "nora", "She": "nora", "Tom": "tom", "Rex": "rex", "the dog": "rex"}


@settings(max_examples=200, deadline=None)
@given(PIECES, st.integers(0, 60) | st.none(), st.sampled_from([(), ("nora/top",), ("tom/outerwear", "rex/marking")]))
def test_taking_insertions_out_gives_the_prompt_back(pieces, budget, emphasis):
    prompt = " ".join(pieces)
    mentions = [(WHO[p], "Nora's" if p == "Nora's hat" else p) for p in pieces if p in WHO]
    registry = story(prompt, *mentions, silent=("tom",))
    insertions = plan_insertions(prompt, registry, 0, max_tokens=budget, emphasis=emphasis)
    text = ground_prompt(prompt, registry, 0, max_tokens=budget, emphasis=emphasis)
    rest, shift = text, 0
    for insertion in insertions:  # cut each piece out of the result at its place in the prompt
        assert rest[insertion.start : insertion.start + len(insertion.text)] == insertion.text
        rest = rest[: insertion.start] + rest[insertion.start + len(insertion.text) :]
        shift += len(insertion.text)
    assert rest == prompt and len(text) == len(prompt) + shift
    assert len({i.identity for i in insertions}) == len(insertions)
    assert budget is None or count_words(text) <= max(budget, count_words(prompt))
    for insertion in insertions:  # never inside a word
        around = prompt[max(0, insertion.start - 1) : insertion.start + 1]
        assert not (len(around) == 2 and around.isalnum())
