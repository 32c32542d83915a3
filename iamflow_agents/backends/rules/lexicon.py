"""Word lists of the rule-based reader, loaded once from the YAML files beside this one.

A `Lexicon` answers what a noun can be (person, animal, vehicle, look, place, prop, scenery), what an adjective says
about looks, and what a verb with its particle means. It knows words only; sentences are read elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from iamflow_agents.records import Kind, Slot, TimeOfDay, Verb, Weather

_IRREGULAR = {
    "women": "woman", "men": "man", "children": "child", "people": "person", "mice": "mouse", "geese": "goose",
    "wolves": "wolf", "knives": "knife", "feet": "foot", "teeth": "tooth", "leaves": "leaf", "loaves": "loaf",
    "calves": "calf", "scarves": "scarf", "thieves": "thief", "wives": "wife", "lives": "life", "halves": "half",
    "shelves": "shelf", "oxen": "ox", "fishermen": "fisherman", "ladies": "lady", "passersby": "passerby",
    "passers-by": "passer-by", "elves": "elf", "dwarves": "dwarf", "hooves": "hoof", "canvases": "canvas",
}  # fmt: skip
_AS_IS = frozenset({
    "glasses", "spectacles", "trousers", "jeans", "pants", "shorts", "tights", "leggings", "scissors",
    "binoculars", "goggles", "overalls", "clothes", "rags", "pyjamas", "pajamas", "dungarees", "sideburns",
    "oilskins", "series", "species", "sheep", "fish", "deer", "bus", "tennis", "moss", "grass", "glass", "dress",
    "cross", "boss", "class", "compass", "brass", "mistress", "actress", "princess", "hostess",
    "seamstress", "duchess", "countess", "empress", "goddess", "huntress", "headmistress", "walrus", "octopus",
    "cactus", "circus", "witness", "address", "canvas", "atlas", "iris", "waitress", "stewardess", "heiress",
    "curlers", "longjohns", "long-johns", "suspenders", "sunglasses", "shirtsleeves", "whiskers", "notes",
    "papers", "materials", "tools",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sense:
    """What a noun names: its kind, gender where the word tells it, and the family it belongs to."""

    kind: Kind
    gender: str = "unknown"
    family: str = ""


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """All word lists, keyed by lower-case singular words; hyphens join what is written as two words."""

    beings: dict[str, Sense] = field(default_factory=dict)
    kin: dict[str, str] = field(default_factory=dict)
    relations: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    young: frozenset[str] = frozenset()
    grown: dict[str, frozenset[str]] = field(default_factory=dict)
    crowds: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    look_nouns: dict[str, Slot] = field(default_factory=dict)
    look_adjectives: dict[str, Slot] = field(default_factory=dict)
    object_adjectives: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    hair_states: frozenset[str] = frozenset()
    gone_words: frozenset[str] = frozenset()
    substances: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    fabrics: frozenset[str] = frozenset()
    same_look: dict[str, frozenset[str]] = field(default_factory=dict)
    scenery: frozenset[str] = frozenset()
    abstract: frozenset[str] = frozenset()
    props: frozenset[str] = frozenset()
    same_noun: dict[str, frozenset[str]] = field(default_factory=dict)
    place_nouns: frozenset[str] = frozenset()
    weak_places: frozenset[str] = frozenset()
    place_parts: frozenset[str] = frozenset()
    place_behind: dict[str, frozenset[str]] = field(default_factory=dict)
    """Nouns that name a place only behind one of these prepositions."""
    events: frozenset[str] = frozenset()
    toponyms: frozenset[str] = frozenset()
    interiors: frozenset[str] = frozenset()
    same_place: dict[str, frozenset[str]] = field(default_factory=dict)
    fixtures: dict[str, frozenset[str]] = field(default_factory=dict)
    times: dict[str, TimeOfDay] = field(default_factory=dict)
    weathers: dict[str, Weather] = field(default_factory=dict)
    verbs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    verb_bases: frozenset[str] = frozenset()
    first_names: dict[str, str] = field(default_factory=dict)
    nicknames: dict[str, frozenset[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    titles_of_age: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()

    def singular(self, word: str) -> str:
        """Lower-case singular of a noun, by spelling and by what the lists know."""
        low = word.lower()
        if low in _IRREGULAR:
            return _IRREGULAR[low]
        if low in _AS_IS or not low.endswith("s") or low.endswith("ss") or len(low) < 4:
            return low
        if low.endswith("ies") and low[:-3] + "y" in self._known_nouns():
            return low[:-3] + "y"
        if low[:-1] in self._known_nouns() or low in self._known_nouns():
            return low[:-1] if low[:-1] in self._known_nouns() else low
        if low.endswith("es") and low[:-2] in self._known_nouns():
            return low[:-2]
        if low.endswith(("ches", "shes", "xes", "sses", "zes")):
            return low[:-2]
        if low.endswith("ies"):
            return low[:-3] + "y"
        return low if low.endswith(("us", "is")) else low[:-1]

    def behind_of(self, word: str, noun: str) -> frozenset[str]:
        """Prepositions behind which a noun names a place, by its own form or its singular."""
        return self.place_behind.get(word) or self.place_behind.get(noun, frozenset())

    def is_plural(self, word: str) -> bool:
        """Tell whether a noun's spelling is a plural of another word."""
        return self.singular(word) != word.lower() or word.lower() in {"people", "children", "men", "women"}

    def _known_nouns(self) -> frozenset[str]:
        """Every noun of the lists; made once, since `singular` asks for it all the time."""
        return _known_nouns()

    def meaning(self, lemma: str, particle: str = "") -> str:
        """What a verb means: a `Verb` value, `remember`, `depict` or an empty string."""
        senses = self.verbs.get(f"{lemma}+{particle}" if particle else lemma, ())
        return senses[0] if senses else ""

    def alike(self, first: str, second: str) -> bool:
        """Tell whether two look words mean much the same."""
        return first == second or second in self.same_look.get(first, frozenset())


def _words(text: str) -> list[str]:
    return str(text).split()


def _read(name: str) -> dict[str, Any]:
    """Read one list file with the quick loader where PyYAML was built with it."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    return data


def _beings(data: dict[str, Any]) -> dict[str, Sense]:
    """Join persons, kin, animals, creatures, robots and vehicles; the first list that names a noun decides."""
    found: dict[str, Sense] = {}
    for word, gender in data["kin"].items():
        found[word] = Sense(Kind.PERSON, gender, "kin")
    for gender, text in data["persons"].items():
        for word in _words(text):
            found.setdefault(word, Sense(Kind.PERSON, "unknown" if gender == "neutral" else gender, "person"))
    female, male = set(_words(data["female_animals"])), set(_words(data["male_animals"]))
    for family, text in data["animals"].items():
        for word in _words(text):
            gender = "female" if word in female else "male" if word in male else "unknown"
            found.setdefault(word, Sense(Kind.ANIMAL, gender, family))
    for word in _words(data["animal_words"]):
        found.setdefault(word, Sense(Kind.ANIMAL, "unknown", "animal"))
    for word in _words(data["creatures"]):
        found.setdefault(word, Sense(Kind.CREATURE, "unknown", word))
    for word in _words(data["robots"]) + _words(data["robot_words"]):
        found.setdefault(word, Sense(Kind.ROBOT, "unknown", "robot"))
    for word in _words(data["groups"]):
        found.setdefault(word, Sense(Kind.GROUP, "unknown", "group"))
    for family, text in data["vehicles"].items():
        for word in _words(text):
            found.setdefault(word, Sense(Kind.VEHICLE, "unknown", family))
    return found


def _families(lines: list[str]) -> dict[str, frozenset[str]]:
    """Turn lists of like words into a table from each word to all its likes."""
    table: dict[str, set[str]] = {}
    for line in lines:
        words = _words(line)
        for word in words:
            table.setdefault(word, set()).update(w for w in words if w != word)
    return {word: frozenset(table[word]) for word in sorted(table)}


def _behind(rows: list[dict[str, str]]) -> dict[str, frozenset[str]]:
    """Turn rows of prepositions and nouns into a table from each noun to all its prepositions."""
    table: dict[str, frozenset[str]] = {}
    for row in rows:
        for prepositions, nouns in row.items():
            for noun in _words(nouns):
                table[noun] = table.get(noun, frozenset()) | frozenset(_words(prepositions))
    return table


def _verbs(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Table from a verb (with its particle) to meanings, in the file's order."""
    table: dict[str, list[str]] = {}
    known = {v.value for v in Verb} | {"remember", "depict"}
    for meaning, text in data.items():
        if meaning in known:
            for verb in _words(text):
                table.setdefault(verb, []).append(meaning)
    return {verb: tuple(found) for verb, found in table.items()}


def _slots(table: dict[str, str]) -> dict[str, Slot]:
    found: dict[str, Slot] = {}
    for slot, text in table.items():
        for word in _words(text):
            found.setdefault(word, Slot(slot))
    return found


def _kinds_of(enum: Any, table: dict[str, str]) -> dict[str, Any]:
    return {word: enum(value) for value, text in table.items() for word in _words(text)}


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Read all lists; the result is shared and never changed."""
    beings, looks, things = _read("beings.yaml"), _read("looks.yaml"), _read("things.yaml")
    places, names = _read("places.yaml"), _read("names.yaml")
    verb_lists = _read("verbs.yaml")
    verbs = _verbs(verb_lists)
    first = (
        dict.fromkeys(_words(names["unisex"]), "unknown")
        | dict.fromkeys(_words(names["male"]), "male")
        | dict.fromkeys(_words(names["female"]), "female")
    )
    return Lexicon(
        beings=_beings(beings),
        kin=dict(beings["kin"]),
        relations=frozenset(_words(beings["relations"])),
        generic=frozenset(_words(beings["generic"])),
        young=frozenset(_words(beings["young"])),
        grown={word: frozenset(_words(text)) for word, text in beings["grown"].items()},
        crowds=frozenset(_words(beings["crowds"])),
        groups=frozenset(_words(beings["groups"])),
        look_nouns=_slots(looks["nouns"]),
        look_adjectives=_slots(looks["adjectives"]),
        object_adjectives=frozenset(_words(looks["object_adjectives"])),
        body=frozenset(_words(looks["body"])),
        hair_states=frozenset(_words(looks["hair_states"])),
        gone_words=frozenset(_words(looks["gone_words"])),
        substances=frozenset(_words(looks["substances"])),
        carried=frozenset(_words(looks["carried"])),
        fabrics=frozenset(_words(looks["fabrics"])),
        same_look=_families(looks["synonyms"]),
        scenery=frozenset(_words(things["scenery"])),
        abstract=frozenset(_words(things["abstract"])),
        props=frozenset(_words(things["props"])),
        same_noun=_families(things["same"] + things["persons_same"]),
        place_nouns=frozenset(_words(places["nouns"])),
        weak_places=frozenset(_words(places["weak"])),
        place_parts=frozenset(_words(places["parts"])),
        place_behind=_behind(places["behind"]),
        events=frozenset(_words(places["events"])),
        toponyms=frozenset(_words(places["toponyms"])),
        interiors=frozenset(_words(places["interiors"])),
        same_place=_families(places["families"]),
        fixtures={word: frozenset(_words(text)) for word, text in places["fixtures"].items()},
        times=_kinds_of(TimeOfDay, places["time_words"]),
        weathers=_kinds_of(Weather, places["weather_words"]),
        verbs=verbs,
        verb_bases=frozenset(verb.split("+")[0] for text in verb_lists.values() for verb in _words(text)),
        first_names=first,
        nicknames=_families(names["nicknames"]),
        titles=dict(names["titles"]),
        titles_of_age=frozenset(_words(names["titles_of_age"])),
        not_names=frozenset(_words(names["not_names"])),
    )


@lru_cache(maxsize=1)
def _known_nouns() -> frozenset[str]:
    """All nouns of all lists."""
    lexicon = load_lexicon()
    lists: list[Any] = [lexicon.beings, lexicon.look_nouns, lexicon.props, lexicon.scenery, lexicon.abstract]
    lists += [lexicon.place_nouns, lexicon.same_noun, lexicon.body]
    return frozenset(word for words in lists for word in words)
