"""The store of everybody met so far: creates, finds, joins and touches dossiers.

It knows how to look identities up by name, by relation and by description; which mention uses which look-up is
decided in `references`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from iamflow_agents.agents.dossier import (
    THINGS,
    Description,
    Dossier,
    genders_agree,
    knows,
    make_slug,
    name_words,
    noun_fit,
    same_name,
)
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import NUMBERS
from iamflow_agents.records import Kind, PresenceState

_REACH = 80
"""How many identities back a reference can reach."""
_BEST = (PresenceState.ON_SCREEN, PresenceState.DEPICTED, PresenceState.GONE, PresenceState.REMEMBERED)
_PARENTS = frozenset({
    "mother", "father", "parent", "grandmother", "grandfather", "aunt", "uncle", "mom", "mum", "dad", "mama",
    "papa", "grandma", "grandpa", "granny", "grandparent", "nana", "granddad", "mummy", "daddy",
})  # fmt: skip
_CHILDREN = frozenset(["son", "daughter", "child", "grandson", "granddaughter", "grandchild", "nephew", "niece"])
_PEERS = frozenset({
    "brother", "sister", "sibling", "twin", "cousin", "friend", "colleague", "partner", "classmate", "roommate",
    "husband", "wife",
})  # fmt: skip


class Casting:
    """All dossiers of one story, in the order of their first mention."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.dossiers: dict[str, Dossier] = {}
        self.relatives: dict[tuple[str, str], str] = {}
        self.merged: dict[str, str] = {}
        self.by_word: dict[str, list[str]] = {}
        self.order = 0
        self.used_slugs: dict[str, int] = {}
        self.recent: dict[bool, dict[str, None]] = {True: {}, False: {}}
        """Keys of beings and of things, latest mention last."""

    def get(self, key: str) -> Dossier:
        """A dossier by key, also by the key of one that was merged into it."""
        while key in self.merged:
            key = self.merged[key]
        return self.dossiers[key]

    def create(self, description: Description, segment: int, kind: Kind) -> Dossier:
        """Open a dossier for somebody new."""
        name = description.names[0] if description.names else ""
        label = name or self._label(description)
        key = self._free_key(make_slug(label))
        dossier = Dossier(key=key, kind=kind, label=label, first_segment=segment)
        self.dossiers[key] = dossier
        self.recent[dossier.is_being()][key] = None
        return dossier

    def _free_key(self, slug: str) -> str:
        """A key that no identity has or ever had: `guard`, then `guard-2`."""
        number = self.used_slugs.get(slug, 0) + 1
        key = slug if number == 1 else f"{slug}-{number}"
        while key in self.dossiers or key in self.merged:
            number += 1
            key = f"{slug}-{number}"
        self.used_slugs[slug] = number
        return key

    def _label(self, description: Description) -> str:
        """A readable label from the words of a mention: "bearded fisherman" gives "fisherman"."""
        noun = description.nouns[0] if description.nouns else "somebody"
        if description.kind in THINGS:
            mention = description.mention
            said = {noun, *noun.split("-"), "second", "another", *NUMBERS}
            told = [w for w in mention.words if w not in said and not w.isdigit()]
            return " ".join([*told[:2], noun.replace("-", " ")])
        return noun.replace("-", " ")

    def learn(self, dossier: Dossier, description: Description, segment: int) -> None:
        """Write what a mention says into a dossier."""
        for name in description.names:
            if name not in dossier.names:
                dossier.names.append(name)
                for word in name_words(name):
                    self.by_word.setdefault(word, []).append(dossier.key)
                if (not dossier.from_cast and len(name_words(name)) > len(name_words(dossier.label))) or len(
                    dossier.names
                ) == 1:
                    dossier.label = name
        dossier.titles.extend(t for t in description.titles if t and t not in dossier.titles)
        dossier.nouns.extend(n for n in description.nouns if n and n != "one" and n not in dossier.nouns)
        for word in description.words:
            dossier.words[word] = segment
        if dossier.gender == "unknown" and description.gender in {"female", "male"}:
            dossier.gender = description.gender

    def touch(self, dossier: Dossier, segment: int, state: PresenceState, why: str, text: str) -> None:
        """Record that a segment mentions a dossier."""
        self.order += 1
        dossier.last_order, dossier.last_segment = self.order, segment
        dossier.n_mentions += 1
        keys = self.recent[dossier.is_being()]
        keys.pop(dossier.key, None)
        keys[dossier.key] = None
        known = dossier.seen_in.get(segment)
        if known is None or _BEST.index(state) < _BEST.index(known):
            dossier.seen_in[segment], dossier.why[segment] = state, why
        if text and text not in dossier.aliases:
            dossier.aliases.append(text)

    def named(self, name: str, gender: str) -> Dossier | None:
        """The dossier that bears a name, whole or in part, with no other gender; of two namesakes the one said last."""
        keys = dict.fromkeys(k for word in name_words(name) for k in self.by_word.get(word, ()))
        best: tuple[float, int, Dossier] | None = None
        for at, key in enumerate(keys):
            dossier = self.get(key)
            agreement = max((same_name(known, name) for known in dossier.names), default=0.0)
            if agreement == 0.0 or (agreement < 1.0 and not genders_agree(dossier.gender, gender)):
                continue
            rank = (agreement, dossier.last_order if agreement == 1.0 else -at)
            if best is None or rank > best[:2]:
                best = (*rank, dossier)
        return best[2] if best else self._by_short_form(name, gender)

    def bearers(self, name: str) -> list[Dossier]:
        """Everybody who bears exactly this name, in the order of their first mention."""
        words = name_words(name)
        keys = dict.fromkeys(k for k in self.by_word.get(words[0], ())) if words else {}
        found = dict.fromkeys(self.get(key).key for key in keys)
        return [d for d in map(self.get, found) if any(same_name(known, name) == 1.0 for known in d.names)]

    def _by_short_form(self, name: str, gender: str) -> Dossier | None:
        """Who is called by a shorter or longer form of the first name: "Alex" for Alexander, "Misha" for Mikhail."""
        words = name_words(name)
        if len(words) != 1:
            return None
        short, pets = words[0], self.lexicon.nicknames.get(words[0], frozenset())
        found: dict[str, Dossier] = {}
        for dossier in self.beings():
            for known in dossier.names:
                first = name_words(known)[:1]
                forms = len(short) >= 3 and bool(first) and first[0] != short and first[0].startswith(short)
                if genders_agree(dossier.gender, gender) and (forms or pets & set(first)):
                    found[dossier.key] = dossier
        return next(iter(found.values())) if len(found) == 1 else None

    def relate(self, owner: Dossier, noun: str, relative: Dossier) -> None:
        """Remember that one is the other's mother, apprentice, sister..."""
        self.relatives[owner.key, noun] = relative.key

    def relative(self, owner: Dossier, noun: str) -> Dossier | None:
        """Somebody's mother, sister or assistant, if the story has told; siblings share their parents."""
        gender = self.lexicon.kin.get(noun, "unknown")
        for key in (owner.key, *owner.siblings):
            found = self.relatives.get((self.get(key).key, noun))
            if found is not None and (key == owner.key or noun in _PARENTS):
                return self.get(found)
        if noun in _PEERS:
            for (holder, relation), key in self.relatives.items():
                if self.get(key) is owner and relation in _PEERS and genders_agree(self.get(holder).gender, gender):
                    return self.get(holder)
            others = [self.get(k) for k in owner.siblings if self.get(k) is not owner]
            if (
                others
                and (
                    noun in owner.nouns
                    or noun in {"sibling", "twin", "sister", "brother"}
                    or ("couple" in owner.nouns and noun in {"husband", "wife", "spouse", "partner"})
                )
                and genders_agree(others[0].gender, gender)
            ):
                return others[0]
        if noun in _PARENTS | _CHILDREN:
            inverse = _CHILDREN if noun in _PARENTS else _PARENTS
            grand = noun.startswith("grand")
            for (holder, relation), key in self.relatives.items():
                if relation.startswith("grand") is not grand:
                    continue
                if relation in inverse and self.get(key) is owner and genders_agree(self.get(holder).gender, gender):
                    return self.get(holder)
        if noun in _PARENTS:
            for (holder, relation), key in self.relatives.items():
                if relation == noun and self._are_siblings(owner, self.get(holder)):
                    return self.get(key)
        return None

    def _are_siblings(self, one: Dossier, two: Dossier) -> bool:
        bonds = ("brother", "sister", "sibling", "twin")
        pairs = ((one.key, two), (two.key, one))
        return any(
            self.relatives.get((a, bond)) and self.get(self.relatives[a, bond]) is b for a, b in pairs for bond in bonds
        )

    def merge(self, kept: Dossier, gone: Dossier) -> None:
        """Join two dossiers that turned out to be one; the kept one's key stays."""
        if kept is gone:
            return
        self.merged[gone.key] = kept.key
        del self.dossiers[gone.key]
        self.recent[gone.is_being()].pop(gone.key, None)
        for listed, more in (
            (kept.names, gone.names),
            (kept.nouns, gone.nouns),
            (kept.aliases, gone.aliases),
            (kept.titles, gone.titles),
        ):
            listed.extend(item for item in more if item not in listed)
        for name in gone.names:
            for word in name_words(name):
                self.by_word.setdefault(word, []).append(kept.key)
        kept.words = {**gone.words, **kept.words}
        kept.deeds = {**gone.deeds, **kept.deeds}
        for segment, state in gone.seen_in.items():
            known = kept.seen_in.get(segment)
            if known is None or _BEST.index(state) < _BEST.index(known):
                kept.seen_in[segment], kept.why[segment] = state, gone.why.get(segment, "")
        kept.attributes.extend(gone.attributes)
        kept.first_segment = min(kept.first_segment, gone.first_segment)
        if kept.gender == "unknown":
            kept.gender = gone.gender
        if gone.names and not kept.from_cast:
            kept.label = max(kept.names, key=len)

    def beings(self) -> list[Dossier]:
        """Everybody who is no thing, latest mention first; a crowd's oldest are out of reach: it stays linear."""
        return [self.dossiers[key] for key in islice(reversed(self.recent[True]), _REACH)]

    def things(self) -> list[Dossier]:
        """Props and vehicles, latest mention first, within the same reach."""
        return [self.dossiers[key] for key in islice(reversed(self.recent[False]), _REACH)]

    def latest(self, count: int) -> list[Dossier]:
        """The dossiers mentioned last, latest first."""
        return sorted((*self.beings()[:count], *self.things()[:count]), key=lambda d: -d.last_order)[:count]

    def on_stage(self, segment: int) -> list[Dossier]:
        """Beings on screen in a segment so far, in the order of their latest mention, latest first."""
        return [d for d in self.beings() if d.on_screen(segment)]

    def rank(
        self,
        description: Description,
        segment: int,
        pool: list[Dossier],
        allowed: Callable[[Dossier], bool] = lambda _: True,
    ) -> list[tuple[float, Dossier]]:
        """How well each dossier of a pool fits a description, best first; those that cannot fit are left out."""
        found: list[tuple[float, int, Dossier]] = []
        for dossier in pool:
            value = self.fit(description, dossier, segment) if allowed(dossier) else None
            if value is not None:
                found.append((value, dossier.last_order, dossier))
        found.sort(key=lambda item: (-item[0], -item[1]))
        return [(value, dossier) for value, _, dossier in found]

    def fit(self, description: Description, dossier: Dossier, segment: int) -> float | None:
        """Score one dossier against a description; None when they exclude each other."""
        if not genders_agree(description.gender, dossier.gender):
            return None
        nouns = [n for n in description.nouns if n != "one"]
        fits = [f for n in nouns if (f := noun_fit(n, dossier, self.lexicon)) is not None]
        if nouns and noun_fit(nouns[0], dossier, self.lexicon) is None:
            return None
        base = max(fits) if fits else 1.0
        telling = [w for w in description.words if w not in nouns and w not in _PLAIN]
        hits = [w for w in telling if knows(w, dossier, self.lexicon)]
        missed = [w for w in telling if w not in hits]
        value = base + 1.5 * len(hits) - sum(0.2 if w in _SOFT else 0.8 for w in missed)
        said = list(description.words)
        if (_older(said) and _young(dossier)) or (_younger(said) and _aged(dossier)):
            value -= 2.5
        value += 0.5 if dossier.unclaimed else 0.0
        gap = segment - dossier.last_segment
        return value + (1.0 if gap == 0 else 0.8 if gap == 1 else 0.4 if gap == 2 else 0.2)


def _older(words: list[str]) -> bool:
    return not {"older", "old", "elderly"}.isdisjoint(words)


def _younger(words: list[str]) -> bool:
    return not {"younger", "young"}.isdisjoint(words)


def _young(dossier: Dossier) -> bool:
    return "young" in dossier.words or "younger" in dossier.words


def _aged(dossier: Dossier) -> bool:
    return not {"old", "older", "elderly"}.isdisjoint(dossier.words)


_SOFT = frozenset({
    "old", "young", "little", "small", "big", "elderly", "tall", "short", "older", "younger", "tiny", "large",
    "great", "poor",
})  # fmt: skip
_PLAIN = frozenset({
    "other", "one", "two", "three", "first", "second", "third", "little", "the", "same", "last", "whole", "only",
    "own", "poor", "dear", "good", "now", "still", "another", "more", "both", "young", "older", "younger",
    "small", "all", "each",
})  # fmt: skip
