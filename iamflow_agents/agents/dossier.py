"""Identities in the making: what is known of each so far, and how well a description fits one.

A dossier collects names, nouns, describing words and looks while the story is read; `fit` compares a description with
it. Which fit is good enough, and what follows, is decided in `casting`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from iamflow_agents.agents.reading import LookReading, MentionReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.records import Attribute, Kind, PresenceState

THINGS = frozenset({Kind.OBJECT, Kind.VEHICLE})
_LONG_TITLES = {
    "dr": "doctor", "prof": "professor", "capt": "captain", "sgt": "sergeant", "lt": "lieutenant", "rev": "reverend",
}  # fmt: skip
_MADE_UP = frozenset({Kind.CREATURE, Kind.ANIMAL})


_DEEDS_OF = {
    "thief": frozenset({"steals", "stole", "robs", "snatches", "pockets", "swipes"}),
    "burglar": frozenset({"steals", "stole", "burgles", "breaks"}),
    "pickpocket": frozenset({"steals", "pickpockets", "lifts"}),
    "winner": frozenset({"wins", "won"}),
    "victor": frozenset({"wins", "won"}),
    "champion": frozenset({"wins", "won"}),
    "fugitive": frozenset({"flees", "fled", "escapes", "escaped"}),
    "runaway": frozenset({"flees", "fled", "escapes", "runs"}),
    "deserter": frozenset({"deserts", "flees", "leaves"}),
    "rescuer": frozenset({"saves", "rescues", "saved"}),
    "saviour": frozenset({"saves", "rescues", "saved"}),
    "savior": frozenset({"saves", "rescues", "saved"}),
    "visitor": frozenset({"visits", "knocks", "arrives"}),
    "patient": frozenset({"faints", "collapses", "limps"}),
    "pianist": frozenset({"piano"}),
    "violinist": frozenset({"violin", "fiddle"}),
    "cyclist": frozenset({"cycles", "bicycle", "bike"}),
    "photographer": frozenset({"photographs", "camera"}),
    "musician": frozenset({"plays", "strums", "fiddles"}),
}
"""Verbs and things that earn somebody a name for the deed."""


@dataclass(slots=True, kw_only=True, eq=False)
class Dossier:
    """One identity while the story is read."""

    key: str
    kind: Kind
    label: str
    first_segment: int
    gender: str = "unknown"
    names: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    deeds: dict[str, None] = field(default_factory=dict)
    """Words of what it was seen to do: "rides", "motorcycle"."""
    words: dict[str, int] = field(default_factory=dict)
    """Describing words and the segment that said them last."""
    attributes: list[Attribute] = field(default_factory=list)
    last_segment: int = -1
    """Last segment in which it was mentioned."""
    last_order: int = -1
    """Running number of its last mention."""
    seen_in: dict[int, PresenceState] = field(default_factory=dict)
    """Best state so far in each segment that mentions it."""
    why: dict[int, str] = field(default_factory=dict)
    handled: bool = False
    holder: str = ""
    """Key of who had this thing last; empty for beings and for what nobody had."""
    unclaimed: bool = False
    """Member of a plural ("two guards") that no singular has claimed yet."""
    siblings: list[str] = field(default_factory=list)
    """Keys of the members of the plural it came from."""
    n_mentions: int = 0
    from_cast: bool = False

    def on_screen(self, segment: int) -> bool:
        """Whether it is to be seen in a segment, as far as read."""
        return self.seen_in.get(segment) is PresenceState.ON_SCREEN

    def ever_seen(self) -> bool:
        """Whether any segment has it on screen."""
        return PresenceState.ON_SCREEN in self.seen_in.values()

    def is_being(self) -> bool:
        """Whether it is neither prop nor vehicle."""
        return self.kind not in THINGS


@dataclass(slots=True, kw_only=True)
class Description:
    """Everything that one mention and its appositions say together."""

    mention: MentionReading
    kind: Kind | None
    gender: str
    nouns: tuple[str, ...]
    names: tuple[str, ...]
    titles: tuple[str, ...]
    words: tuple[str, ...]
    looks: tuple[LookReading, ...]


def make_slug(text: str) -> str:
    """A readable slug of a label: `red-toy-boat`."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = (
        "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d").replace("ł", "l").replace("ø", "o")
    )
    slug = re.sub(r"[^\w]+", "-", plain).strip("-_") or "identity"
    return slug[:48].strip("-") or "identity"


def name_words(name: str) -> tuple[str, ...]:
    """Words of a name in lower case, without dots."""
    return tuple(w for w in re.split(r"[\s.]+", name.lower()) if w)


def same_name(known: str, asked: str) -> float:
    """How well two names agree: 1 the same, 0.8 one is part of the other, 0 otherwise."""
    first, second = name_words(known), name_words(asked)
    if first == second:
        return 1.0
    if not first or not second:
        return 0.0
    return 0.8 if set(second) <= set(first) or set(first) <= set(second) else 0.0


def genders_agree(first: str, second: str) -> bool:
    """Two genders agree unless both are told and differ."""
    told = {"female", "male"}
    return not (first in told and second in told and first != second)


def noun_fit(asked: str, dossier: Dossier, lexicon: Lexicon) -> float | None:
    """How well a noun names a dossier: 4 its own noun down to 1 a general word; None when it cannot."""
    sense = lexicon.beings.get(asked)
    if asked in dossier.nouns or any(asked in {title, _LONG_TITLES.get(title)} for title in dossier.titles):
        return 4.0
    tail = asked.rsplit("-", 1)[-1]
    if dossier.kind in THINGS:
        tails = [noun.rsplit("-", 1)[-1] for noun in dossier.nouns]
        if tail in tails:
            return 3.5
        return (
            2.5 if any(t in lexicon.same_noun.get(tail, ()) or _same_family(tail, t, lexicon) for t in tails) else None
        )
    titles = [_LONG_TITLES.get(title, title) for title in dossier.titles]
    if any(noun in lexicon.same_noun.get(asked, ()) for noun in dossier.nouns + titles):
        return 3.0
    if dossier.kind is Kind.ROBOT:
        return 3.0 if sense is not None and sense.kind is Kind.ROBOT else None
    if dossier.kind in _MADE_UP:
        return _animal_fit(asked, dossier, lexicon)
    if sense is not None and sense.kind is not Kind.PERSON:
        return None
    return _person_fit(asked, dossier, lexicon)


def _same_family(first: str, second: str, lexicon: Lexicon) -> bool:
    one, two = lexicon.beings.get(first), lexicon.beings.get(second)
    return (
        one is not None
        and two is not None
        and one.kind is Kind.VEHICLE
        and one.family == two.family
        and bool(one.family)
    )


def _animal_fit(asked: str, dossier: Dossier, lexicon: Lexicon) -> float | None:
    sense = lexicon.beings.get(asked)
    if sense is None or sense.kind not in _MADE_UP:
        return None
    if asked in {"animal", "creature", "beast", "pet"} or (asked == "monster" and dossier.kind is Kind.CREATURE):
        return 2.0
    families = {known.family for noun in dossier.nouns if (known := lexicon.beings.get(noun))}
    if not families - {"animal"}:
        return 1.5
    if sense.family in families or (asked == "bird" and "poultry" in families):
        # "the collie" is a dog and fits any dog; two breeds exclude each other
        breeds = [n for n in dossier.nouns if n != sense.family]
        return 1.5 if asked != sense.family and breeds and asked not in lexicon.young else 3.0
    return None


def _person_fit(asked: str, dossier: Dossier, lexicon: Lexicon) -> float | None:
    young = any(noun in lexicon.young for noun in dossier.nouns)
    if asked in lexicon.generic:
        if asked in lexicon.young:
            adult = any(
                n in {"man", "woman"} or n not in lexicon.generic | set(lexicon.kin)
                for n in dossier.nouns
                if n not in lexicon.young
            )
            aged = any(word in dossier.words for word in ("old", "elderly", "middle-aged", "grey", "bearded"))
            return 2.0 if young else (None if adult or aged else 1.2)
        return None if young and asked in {"man", "woman", "lady", "gentleman"} else 1.5
    if not _DEEDS_OF.get(asked, frozenset()).isdisjoint(dossier.deeds):
        return 2.5
    if any(len(asked) > 5 and len(word) > 5 and word.startswith(asked[:5]) for word in dossier.words):
        return 2.5
    if _does(asked, dossier):
        return 2.5
    special = [n for n in dossier.nouns if n not in lexicon.generic and n not in lexicon.kin]
    return None if special or dossier.names or young else 0.6


def _does(role: str, dossier: Dossier) -> bool:
    """Whether somebody was seen to do what a role is called after: "the rider" of who rode, "the drummer" of drums."""
    for ending in ("erman", "woman", "ist", "man", "er", "or"):
        stem = role.removesuffix(ending)
        if stem != role and len(stem) >= 3:
            short = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
            return any(deed.startswith(short) and len(deed) <= len(short) + 4 for deed in dossier.deeds)
    return False


_DEGREES = {
    word: plain
    for plain, compared in (
        ("tall", "taller tallest"), ("short", "shorter shortest"), ("thin", "thinner thinnest"),
        ("fat", "fatter fattest"), ("big", "bigger biggest"), ("small", "smaller smallest"), ("slim", "slimmer"),
        ("heavy", "heavier heaviest"), ("stout", "stouter"), ("broad", "broader"), ("dark", "darker"),
        ("large", "larger largest"), ("plump", "plumper"), ("tiny", "tiniest"), ("lean", "leaner"),
    )
    for word in compared.split()
}  # fmt: skip
"""What somebody is called beside another ("the taller one") is what they are called later ("the tall thief")."""


def knows(word: str, dossier: Dossier, lexicon: Lexicon) -> bool:
    """Whether a dossier has a describing word or one like it."""
    if word in dossier.words:
        return True
    if any(_DEGREES.get(word, word) == _DEGREES.get(known, known) for known in dossier.words):
        return True
    stem = word[:5]
    return any(lexicon.alike(word, known) or (len(stem) == 5 and known.startswith(stem)) for known in dossier.words)
