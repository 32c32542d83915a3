"""Names, relations, descriptions, groups and pronouns: the same person stays one identity, others stay apart."""

from __future__ import annotations

from agents_told import keys, looks, meant, seen, tell

from iamflow_agents.records import Kind, Slot
from iamflow_agents.script import CastMember


def test_a_name_is_one_identity_under_every_wording() -> None:
    told = tell(
        "Greta, a stout woman with a grey bun and a brown apron, kneads dough in a bakery.",
        "Greta wipes her hands. The stout woman opens the oven.",
    )
    assert seen(told, "greta") == [0, 1]
    assert meant(told, 1, "The stout woman") == {"greta"}
    assert len([i for i in told.identities if i.kind is Kind.PERSON]) == 1


def test_two_names_are_two_identities() -> None:
    told = tell("Greta and Sofia knead dough.", "Sofia opens the oven.")
    assert seen(told, "greta") == [0]
    assert seen(told, "sofia") == [0, 1]


def test_titles_and_parts_of_a_name_find_the_whole() -> None:
    told = tell(
        "Professor Amara Okoye, a tall woman in a violet coat, reads a map.",
        "Dr. Okoye folds the map.",
        "Amara walks along a beach.",
    )
    assert seen(told, "amara-okoye") == [0, 1, 2]


def test_names_that_only_open_sentences_are_names_when_they_come_again() -> None:
    told = tell("Zorblat hums in a garage.", "Zorblat polishes a lamp.")
    assert seen(told, "zorblat") == [0, 1]


def test_common_words_that_open_sentences_are_no_names() -> None:
    told = tell("Snow falls on a village.", "Snow covers the roofs.", "Mist rises.")
    assert not [i for i in told.identities if i.kind is Kind.PERSON]


def test_names_beyond_ascii_are_kept_and_get_plain_keys() -> None:
    told = tell("Señora Peñalver, a woman in a green shawl, meets Đặng Thảo.", "Thảo bows to Peñalver.")
    assert {"penalver", "dang-thao"} <= keys(told)
    assert seen(told, "dang-thao") == [0, 1]


def test_clashing_keys_get_numbers() -> None:
    told = tell("A sailor coils a rope. Another sailor watches him.")
    assert {"sailor", "sailor-2"} <= keys(told)


def test_mother_is_not_new_because_it_contains_other() -> None:
    told = tell("Ravi, a boy of seven, paints a kite. His mother smiles.", "His mother folds the paper.")
    assert seen(told, "mother") == [0, 1]
    assert "mother-2" not in keys(told)


def test_another_and_a_second_are_new() -> None:
    told = tell("A guard in a red jacket yawns.", "Another guard arrives.", "A second dog barks at the guard.")
    guards = [k for k in keys(told) if k.startswith("guard")]
    assert len(guards) == 2


def test_kinship_goes_both_ways() -> None:
    told = tell(
        "Noor, a woman in a yellow coat, walks through a park. Her son Sami, a boy of five, skips beside her.",
        "The boy drops a ball. His mother picks it up.",
    )
    assert meant(told, 1, "His mother") == {"noor"}
    assert meant(told, 1, "The boy") == {"sami"}


def test_siblings_share_a_mother() -> None:
    told = tell(
        "Two brothers, Piet and Joris, race down a street. Their mother waves from a window.",
        "In the kitchen, Joris hugs his mother.",
    )
    assert seen(told, "mother") == [0, 1]


def test_twins_named_after_a_plural_share_its_looks() -> None:
    told = tell(
        "Twin sisters Vera and Alma, both with red braids, sit on a wall.",
        "Vera cuts off her braids. The other twin stares.",
    )
    assert {"vera", "alma"} <= keys(told)
    assert any("red braids" in value for value in looks(told, "vera", 0))
    assert any("red braids" in value for value in looks(told, "alma", 0))
    assert meant(told, 1, "The other twin") == {"alma"}


def test_two_guards_are_told_apart_by_what_they_look_like() -> None:
    told = tell(
        "Two guards in black boots stand at a gate. The first guard, a heavy man with a grey beard, yawns; "
        "another guard, thin and in round glasses, reads.",
        "The thin guard closes his book. The guard with the grey beard leaves.",
    )
    thin, heavy = meant(told, 1, "The thin guard"), meant(told, 1, "The guard")
    assert len(thin) == len(heavy) == 1
    assert thin != heavy


def test_they_and_both_bring_everybody_on_screen() -> None:
    told = tell("Ines meets Karl in a cafe.", "They leave the cafe.", "Both wait at a bus stop.")
    assert seen(told, "ines") == [0, 1, 2]
    assert seen(told, "karl") == [0, 1, 2]
    assert meant(told, 1, "They") == {"ines", "karl"}


def test_the_two_friends_are_those_on_stage() -> None:
    told = tell("Ines meets Karl in a cafe.", "The two friends share a cake.")
    assert meant(told, 1, "The two friends") == {"ines", "karl"}


def test_the_group_is_those_named_when_they_are_many() -> None:
    told = tell("Ines, Karl and Mona stand in a hall. Otto leaves.", "Ines, Karl and Mona sit. The group laughs.")
    assert meant(told, 1, "The group") == {"ines", "karl", "mona"}


def test_pronouns_follow_gender() -> None:
    told = tell("Ines watches Karl. He drinks tea and she reads.")
    assert meant(told, 0, "He") == {"karl"}
    assert meant(told, 0, "she") == {"ines"}


def test_a_pronoun_carries_over_from_the_last_segment() -> None:
    told = tell("Karl waits on a bridge.", "He throws a stone.")
    assert seen(told, "karl") == [0, 1]


def test_animals_are_known_by_their_family() -> None:
    told = tell(
        "A grey wolfhound with a torn ear sleeps on a porch. A white parrot sits above it.",
        "The dog wakes. The bird screams.",
    )
    dog, bird = meant(told, 1, "The dog"), meant(told, 1, "The bird")
    assert dog == meant(told, 0, "A grey wolfhound")
    assert bird == meant(told, 0, "A white parrot")
    assert dog != bird


def test_a_cat_is_not_the_dog() -> None:
    told = tell("A brown dog sleeps on a porch.", "The cat wakes.")
    assert meant(told, 1, "The cat") != meant(told, 0, "A brown dog")


def test_a_robot_is_known_as_the_machine() -> None:
    told = tell("A small copper robot rolls through a hangar.", "The little machine stops.")
    assert seen(told, "robot") == [0, 1]
    assert told.identity("robot").kind is Kind.ROBOT


def test_two_umbrellas_one_red_stay_apart() -> None:
    told = tell(
        "Mina holds a red umbrella and Tariq holds a black umbrella.",
        "Tariq closes the black umbrella.",
        "Mina drops the red umbrella.",
    )
    assert meant(told, 1, "the black umbrella") == meant(told, 0, "a black umbrella")
    assert meant(told, 2, "the red umbrella") == meant(told, 0, "a red umbrella")
    assert meant(told, 0, "a black umbrella") != meant(told, 0, "a red umbrella")


def test_a_name_told_in_speech_is_the_stranger() -> None:
    told = tell('An old man in a torn coat sits on a pier. "I am cold," says Anselm.', "Anselm stands up.")
    assert meant(told, 1, "Anselm") == meant(told, 0, "An old man")


def test_a_child_grows_up_over_the_years() -> None:
    told = tell(
        "Lotte, a girl of nine with two braids, climbs a tree.",
        "Twelve years later, a tall young woman leans on the tree.",
    )
    assert seen(told, "lotte") == [0, 1]


def test_the_declared_cast_comes_first() -> None:
    cast = (
        CastMember(name="Ida", aliases=("The Fox",), description="a lean woman with red hair and a leather jacket"),
        CastMember(name="Bolt", kind=Kind.ROBOT, attributes={Slot.COLOUR: "blue"}),
    )
    told = tell("Ida opens a door. Bolt follows.", "The lean woman sits.", cast=cast)
    assert seen(told, "ida") == [0, 1]
    assert told.identity("bolt").kind is Kind.ROBOT
    assert told.appearance("ida", 0).value(Slot.HAIR) == "red hair"
    assert told.appearance("bolt", 1).value(Slot.COLOUR) == "blue"


def test_every_mention_gives_a_reason_and_a_confidence() -> None:
    told = tell("Ines meets a tall man. He gives her a key.", "The man leaves.")
    mentions = [m for scene in told.scenes for m in scene.mentions]
    assert mentions
    assert all(m.reason and 0 < m.confidence <= 1 for m in mentions)
