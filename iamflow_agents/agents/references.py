"""Who a mention means: the rules of reference, applied to one segment in the order of its text.

The order of trust: grammar (appositions), names, relations, descriptions, groups, pronouns. Explicit newcomers are new
only by a whole determiner. Each answer carries its reason and a confidence.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from iamflow_agents.agents.distinguishing import JUNIOR, SENIOR
from iamflow_agents.agents.dossier import THINGS, Description, Dossier, genders_agree, knows
from iamflow_agents.agents.namings import NamingRules
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.agents.segment_state import Reference, look_words
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind, PresenceState

_NAMED_GAPS = (len(" named "), len(" called "))
_FELLOWS = frozenset({
    "partner", "companion", "accomplice", "twin", "mate", "comrade", "buddy", "colleague", "fellow", "sibling",
    "brother", "sister", "friend", "teammate", "crewmate",
})  # fmt: skip
"""What the two of a pair are to one another."""
_MOST_OWNED = 4
_OF_ONE_FAMILY = frozenset({"brother", "sister", "sibling", "twin", "husband", "wife", "spouse"})


class SegmentReferences(NamingRules):
    """Resolves the mentions of one segment; call `resolve` once.

    Args:
        casting: Everybody met so far; changed in place.
        reading: What the segment says.
        segment: Its index.
        sure_names: Names that some segment shows to be names for certain.
        lexicon: Word lists.
        guide: Who watches the rules or answers in their place.
    """

    def resolve(self) -> list[Reference | None]:
        """Answer for each mention; None where nobody is meant."""
        for index in self._order():
            mention = self.mentions[index]
            self.current = index
            answer = self.guide.answer(self, index, partial(self._answer, index, mention))
            self.answers[index] = answer
            if answer is not None:
                self._record(index, mention, answer)
        self._remember_deeds()
        self._remember_holders()
        return self.answers

    def _remember_deeds(self) -> None:
        """Keep in mind what everybody did, for roles that are called after it."""
        for action in self.reading.actions:
            answer = self.answers[action.actor]
            for dossier in answer.dossiers if answer is not None else []:
                dossier.deeds.update(dict.fromkeys(action.text.lower().split()[:6]))

    def _answer(self, index: int, m: MentionReading) -> Reference | None:
        if m.same_as is not None or m.call == "reveal":
            joined = self._joined(index, m)
            if joined is not None or not m.name:
                return joined
        if m.denied and m.form is Form.BARE and not m.name:
            return None
        if m.determiner in {"no", "nobody", "none"} or (m.determiner in {"neither", "nor"} and m.noun):
            return None
        description = self.descriptions[index]
        if m.quoted:
            return self._quoted(index, m, description)
        if m.form is Form.PRONOUN:
            return self._pronoun(index, m)
        if description.names:
            return self._name(index, m, description)
        if m.form is Form.SEVERAL or m.kind is Kind.GROUP or (m.plural and m.kind not in THINGS and m.noun != "one"):
            return self._several(index, m, description)
        if m.kin and m.owner is not None:
            return self._relative(m, description)
        if m.kind in THINGS or (m.noun == "one" and m.kind is None and not self._one_is_being(m)):
            return self._thing(m, description)
        if m.kind is None and m.noun != "one":
            return None
        return self._described(m, description)

    def _name(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        name = description.names[0]
        if self._is_no_name(m, description):
            return None
        known = self._namesake(name, m, description) or self.casting.named(name, description.gender)
        if known is not None and m.fresh:
            return Reference([self.casting.create(description, self.segment, known.kind)], "a namesake", 0.85)
        if known is not None:
            if not known.ever_seen() and m.speaks:
                twin = self._nameless(None, description, m)
                if twin is not None and twin is not known:
                    known = self._unite(twin, known)
            return Reference([known], "name", 1.0)
        if m.part_of is not None:
            return self._member(m, m.part_of, description)
        if m.kin and m.owner is not None:
            related = self._relative(m, description)
            if related is not None:
                return related
        if m.form is Form.DEFINITE and m.noun and m.owner is None:
            known_before = self._described(m, replace(description, names=()))
            if known_before is not None and known_before.reason != "new":
                return known_before
        if m.speaks:
            twin = self._nameless(None, description, None)
            if twin is not None and len(self.descriptions[index].nouns) == 0:
                self.revealed.add(twin.key)
                return Reference([twin], "name told in speech", 0.7)
        if m.state is not PresenceState.ON_SCREEN and m.denied:
            return None
        titled = any(t not in self.lexicon.titles_of_age for t in description.titles)
        kind = Kind.PERSON if titled else description.kind or Kind.PERSON
        return Reference([self.casting.create(description, self.segment, kind)], "new name", 0.95)

    def _namesake(self, name: str, m: MentionReading, description: Description) -> Dossier | None:
        """Which of two who bear one name is meant: "the younger Viktor", "the other Viktor", "the bald Viktor"."""
        bearers = self.casting.bearers(name)
        if len(bearers) < 2:
            return None
        if m.other:
            last = max(bearers, key=lambda d: d.last_order)
            return next((d for d in bearers if d is not last), None)
        told = [w for w in m.words if w not in name.lower().split()]
        if not told:
            return None
        senior, junior = SENIOR & set(told), JUNIOR & set(told)
        if senior or junior:
            own = [d for d in bearers if self._is_aged(d, bool(senior))]
            rest = [d for d in bearers if not self._is_aged(d, not senior)]
            waiting = [d for d in bearers if d.unclaimed]
            found = (own if len(own) == 1 else rest if len(rest) == 1 else waiting)[:1]
        else:
            fits = sorted(bearers, key=lambda d: -sum(knows(w, d, self.lexicon) for w in told))
            found = fits[:1] if any(knows(w, fits[0], self.lexicon) for w in told) else []
        for dossier in found:
            dossier.unclaimed = False
        return found[0] if found else None

    def _is_no_name(self, m: MentionReading, description: Description) -> bool:
        """Whether a capital at the start of a sentence is all that speaks for a name."""
        if not m.unsure_name or not m.name or m.name in self.sure_names:
            return False
        told = any(n in self.lexicon.beings for n in description.nouns)
        return not told and not self.casting.named(description.names[0], "unknown")

    def _member(self, m: MentionReading, plural: int, description: Description) -> Reference:
        """A name that tells one member of a plural apart: "twin sisters Ines and Ilse"."""
        answer = self.answers[plural]
        shared = self._name_follows(plural, self.current)
        if shared and answer is not None and len(answer.dossiers) > 1 and not any(d.names for d in answer.dossiers):
            for dossier in answer.dossiers:
                self.casting.learn(dossier, description, self.segment)
            return Reference(answer.dossiers, "one name for all of them", 0.85)
        member = self.groups.claim(answer)
        if member is None:
            general = self.descriptions[plural]
            kind = description.kind or general.kind or Kind.PERSON
            member = self.casting.create(description, self.segment, kind)
            self.casting.learn(member, general, self.segment)
            others = answer.dossiers if answer is not None else []
            answer = Reference([*others, member], "plural of the names that follow", 0.9)
            self.answers[plural] = answer
            keys = [d.key for d in answer.dossiers]
            for dossier in answer.dossiers:
                dossier.siblings = keys
            self.casting.touch(member, self.segment, m.state, m.why, self.mentions[plural].text)
        return Reference([member], "named member of a group", 0.95)

    def _several(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        named = [
            i
            for i in range(index + 1, min(index + 12, len(self.mentions)))
            if self.mentions[i].part_of == index and self.mentions[i].name
        ]
        pair = self._pair_before(index, m)
        if pair:
            return self._told_of_both(pair, description)
        if len(named) == 1 and (m.count or 0) > 1 and self._name_follows(index, named[0]):
            named = []
        ones = [row for row in self.mentions if row.part_of == index and row.noun == "one"]
        if len(ones) == m.count:
            named = []
        owned = self._owned_members(m, description) if not named else []
        if owned:
            return Reference(owned, "plural description" if owned[0].ever_seen() else "new plural", 0.8)
        members, reason, confidence = self.groups.several(m, description, self.said, len(named))
        return Reference(members, reason, confidence) if members else None

    def _owned_members(self, m: MentionReading, description: Description) -> list[Dossier]:
        """As in "his two dogs", "her three sons": as many as fit and belong to nobody yet, else so many new ones."""
        owners = self.answers[m.owner] if m.owner is not None else None
        if owners is None or m.kind is None or not 1 < (m.count or 0) <= _MOST_OWNED:
            return []
        bearers = [d for d in self.casting.beings() if set(description.nouns) & set(d.nouns)]
        if bearers or m.state is not PresenceState.ON_SCREEN:
            return []
        taken = [*owners.dossiers, *self.said]
        stage = [d for d in self.casting.on_stage(self.segment - 1) if d.kind is m.kind and d not in taken]
        fitting = [d for d in stage if self.groups.noun_fits(description, d)]
        return fitting if len(fitting) == m.count else self.groups.open_members(m, description)

    def _name_follows(self, plural: int, named: int) -> bool:
        """As in "Two men named Viktor": one name that all members of a plural bear."""
        first, second = self.mentions[plural], self.mentions[named]
        others = [row for row in self.mentions if row.part_of == plural and row.name and row is not second]
        return (first.count or 0) > 1 and second.start - first.end in _NAMED_GAPS and not others

    def _pair_before(self, index: int, m: MentionReading) -> list[Dossier]:
        """The two names right before a plural that describes both: "Oskar and Emil, twin brothers,"."""
        if m.form is Form.PRONOUN or m.determiner not in {"", "two", "both", "a"} or index < 2 or m.kind is None:
            return []
        rows, found = self.mentions[index - 2 : index], self.answers[index - 2 : index]
        joined = rows[1].start - rows[0].end == len(" and ") and m.start - rows[1].end == len(", ")
        if not joined or rows[0].sentence != m.sentence or not all(row.name for row in rows):
            return []
        pair = [a.dossiers[0] for a in found if a is not None and len(a.dossiers) == 1]
        return pair if len(pair) == 2 and all(d.kind is m.kind for d in pair) else []

    def _told_of_both(self, pair: list[Dossier], description: Description) -> Reference:
        """Write what a plural apposition says into both whom it describes; they belong together from now on."""
        keys = [d.key for d in pair]
        surnames = [n.split()[-1] for d in pair for n in d.names if len(n.split()) > 1]
        for dossier in pair:
            self.casting.learn(dossier, description, self.segment)
            dossier.siblings = keys
            family = description.nouns[:1] and description.nouns[0] in _OF_ONE_FAMILY
            if family and len(set(surnames)) == 1 and all(" " not in n for n in dossier.names):
                full = replace(description, names=(f"{dossier.names[0]} {surnames[0]}",))
                self.casting.learn(dossier, full, self.segment)
        return Reference(pair, "apposition", 0.9)

    def _relative(self, m: MentionReading, description: Description) -> Reference | None:
        """As in "His mother": the owner's relative, known, just named, or new."""
        owner_answer = self.answers[m.owner] if m.owner is not None else None
        owners = owner_answer.dossiers if owner_answer else []
        noun = next((n for n in description.nouns if n in self.lexicon.kin or n in self.lexicon.relations), m.noun)
        for owner in owners:
            known = self.casting.relative(owner, noun)
            if known is not None and known is not owner:
                return Reference([known], "relation", 0.9)
        fellow = self._other_of_the_pair(owners, noun, description.gender)
        if fellow is not None:
            self.casting.relate(owners[0], noun, fellow)
            fellow.unclaimed = False
            return Reference([fellow], "the other of two", 0.75)
        told = [self.casting.get(key) for key in sorted(self.revealed)]
        revealed = [d for d in told if d not in owners and genders_agree(d.gender, description.gender)]
        if revealed and owners:
            self.casting.relate(owners[0], noun, revealed[0])
            return Reference([revealed[0]], "relation told in speech", 0.6)
        pool = [d for d in self.casting.beings() if d not in owners and noun in d.nouns]
        ranked = self.casting.rank(description, self.segment, pool)
        elder = self._elder(noun, owners, description.gender) if not ranked else None
        if elder is not None:
            self.casting.relate(owners[0], noun, elder)
            return Reference([elder], "the only old one known", 0.5)
        if ranked and (not owners or noun in self.lexicon.relations or not self._has_owner(ranked[0][1], noun)):
            found = ranked[0][1]
        else:
            found = self.casting.create(description, self.segment, description.kind or Kind.PERSON)
        for owner in owners[:1]:
            self.casting.relate(owner, noun, found)
        return Reference([found], "relation" if ranked else "new relation", 0.8)

    def _other_of_the_pair(self, owners: list[Dossier], noun: str, gender: str) -> Dossier | None:
        """As in "Two thieves climb in ... His partner": who came as one of two has the other for a fellow."""
        if len(owners) != 1 or noun not in _FELLOWS:
            return None
        others = [self.casting.get(key) for key in owners[0].siblings if self.casting.get(key) is not owners[0]]
        fits = [d for d in dict.fromkeys(others) if genders_agree(d.gender, gender)]
        return fits[0] if len(owners[0].siblings) == 2 and len(fits) == 1 else None

    def _elder(self, noun: str, owners: list[Dossier], gender: str) -> Dossier | None:
        """A grandparent not told of before is the one old person of that gender, if there is just one."""
        if not noun.startswith("grand") or not owners or noun.startswith(("grandson", "granddaughter", "grandchild")):
            return None
        old = [
            d
            for d in self.casting.beings()
            if d.kind is Kind.PERSON and d not in owners and "old" in d.words and d.gender == gender
        ]
        return old[0] if len(old) == 1 else None

    def _has_owner(self, dossier: Dossier, noun: str) -> bool:
        return any(self.casting.get(k) is dossier and rel == noun for (_, rel), k in self.casting.relatives.items())

    def _only_owns_kin(self, index: int, m: MentionReading) -> bool:
        """Whether somebody is named just to say whose mother another one is: "Leo's grandmother"."""
        if m.role != "possessor" or m.form is Form.PRONOUN:
            return False
        return any(row.owner == index and row.kin for row in self.mentions[index + 1 : index + 4])

    def _record(self, index: int, m: MentionReading, answer: Reference) -> None:
        """Write a mention into the dossiers it means."""
        description = self.descriptions[index]
        for dossier in answer.dossiers:
            if m.form is Form.PRONOUN:
                told = [w for look in m.looks if look.change != "off" for w in look_words(look.value)]
                dossier.words.update(dict.fromkeys(told, self.segment))
            elif len(answer.dossiers) == 1:
                self.casting.learn(dossier, description, self.segment)
            counts = not ((m.possessive or self._only_owns_kin(index, m)) and not m.owns_look)
            state = m.state if counts else PresenceState.REMEMBERED
            self.casting.touch(dossier, self.segment, state, m.why, "" if m.form is Form.PRONOUN else m.text)
            dossier.handled = dossier.handled or m.handled
            if dossier.is_being() and not m.quoted:
                if dossier in self.said:
                    self.said.remove(dossier)
                self.said.append(dossier)
        beings = [d for d in answer.dossiers if d.is_being()]
        if beings and not m.quoted and m.role in {"subject", "other"}:
            self.subject.setdefault(m.sentence, beings[0])
