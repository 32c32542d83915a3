"""Who a mention means: the rules of reference, applied to one segment in the order of its text.

The order of trust: grammar (appositions), names, relations, descriptions, groups, pronouns. Explicit newcomers are new
only by a whole determiner. Each answer carries its reason and a confidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.dossier import THINGS, Description, Dossier, genders_agree, knows
from iamflow_agents.agents.groups import GroupReader
from iamflow_agents.agents.reading import MentionReading, SegmentReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrases import Form
from iamflow_agents.records import Kind, PresenceState, Slot

_ENOUGH = 2.0
_GARMENT_SLOTS = frozenset(
    {Slot.TOP, Slot.OUTERWEAR, Slot.HEADWEAR, Slot.FOOTWEAR, Slot.BOTTOM, Slot.ACCESSORY, Slot.MARKING}
)
_COMMON_WEAR = frozenset(
    ["uniform", "shirt", "coat", "jacket", "hat", "suit", "dress", "jeans", "black", "white", "blue"]
)


@dataclass(slots=True)
class Reference:
    """Whom a mention means, why, and how sure that is (0..1)."""

    dossiers: list[Dossier]
    reason: str
    confidence: float


class SegmentReferences:
    """Resolves the mentions of one segment; call `resolve` once.

    Args:
        casting: Everybody met so far; changed in place.
        reading: What the segment says.
        segment: Its index.
        sure_names: Names that some segment shows to be names for certain.
        lexicon: Word lists.
    """

    def __init__(
        self, casting: Casting, reading: SegmentReading, segment: int, sure_names: frozenset[str], lexicon: Lexicon
    ) -> None:
        self.casting, self.reading, self.segment = casting, reading, segment
        self.sure_names, self.lexicon = sure_names, lexicon
        self.mentions = reading.mentions
        self.answers: list[Reference | None] = [None] * len(self.mentions)
        self.descriptions = [self._describe(i) for i in range(len(self.mentions))]
        self.groups = GroupReader(casting, segment, lexicon)
        self.denied_names = {m.name for m in self.mentions if m.denied and m.name}
        self.said: list[Dossier] = []
        """Beings mentioned in this segment, in order; the last is the most recent."""
        self.subject: dict[int, Dossier] = {}
        """First being of each sentence."""
        self.revealed: set[str] = set()

    def resolve(self) -> list[Reference | None]:
        """Answer for each mention; None where nobody is meant."""
        for index, mention in enumerate(self.mentions):
            answer = self._answer(index, mention)
            self.answers[index] = answer
            if answer is not None:
                self._record(index, mention, answer)
        return self.answers

    def _describe(self, index: int) -> Description:
        """Gather a mention and all that only describe it."""
        rows = [
            m for i, m in enumerate(self.mentions) if i == index or (index <= i < index + 12 and self._root(i) == index)
        ]
        kinds = [m.kind for m in rows if m.kind is not None]
        genders = [m.gender for m in rows if m.gender in {"female", "male"}]
        words = dict.fromkeys(w for m in rows if not m.name for w in m.words)
        for m in rows:
            words.update(dict.fromkeys(w for look in m.looks for w in _look_words(look.value)))
        main = self.mentions[index]
        drop = {w for m in rows for w in m.name.lower().split()}
        return Description(
            mention=main,
            kind=kinds[0] if kinds else None,
            gender=genders[0] if genders else self._gender_ahead(index),
            nouns=tuple(dict.fromkeys(m.noun for m in rows if m.noun)),
            names=tuple(dict.fromkeys(m.name for m in rows if m.name)),
            titles=tuple(dict.fromkeys(m.title for m in rows if m.title)),
            words=tuple(w for w in words if w not in drop and not w.isdigit()),
            looks=tuple(look for m in rows for look in m.looks),
        )

    def _gender_ahead(self, index: int) -> str:
        """Gender that the next owner's pronoun tells of a subject: "The cleaner, back in her uniform"."""
        main = self.mentions[index]
        if main.name or main.kind is not Kind.PERSON or main.plural or main.role not in {"subject", "other"}:
            return "unknown"
        for row in self.mentions[index + 1 : index + 5]:
            if row.sentence != main.sentence or row.quoted:
                break
            if row.same_as == index or row.kind in THINGS:
                continue
            told = row.form is Form.PRONOUN and row.possessive and row.pronoun in {"female", "male"}
            return row.pronoun if told else "unknown"
        return "unknown"

    def _root(self, index: int) -> int:
        same = self.mentions[index].same_as
        return index if same is None else same

    def _answer(self, index: int, m: MentionReading) -> Reference | None:
        if m.same_as is not None:
            root = self.answers[m.same_as]
            return Reference(root.dossiers, "apposition", root.confidence) if root else None
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

    # names

    def _name(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        name = description.names[0]
        told = any(n in self.lexicon.beings for n in description.nouns)
        if (
            m.unsure_name
            and m.name
            and not told
            and m.name not in self.sure_names
            and not self.casting.named(name, (), "unknown")
        ):
            return None
        known = self.casting.named(name, description.titles, description.gender)
        if known is not None:
            if not known.ever_seen() and (m.speaks or m.addressed):
                twin = self._unnamed(description.gender)
                if twin is not None and twin is not known:
                    self.casting.merge(twin, known)
                    known = twin
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
        if m.speaks or m.addressed:
            twin = self._unnamed(description.gender)
            if twin is not None and len(self.descriptions[index].nouns) == 0:
                self.revealed.add(twin.key)
                return Reference([twin], "name told in speech", 0.7)
        if m.state is not PresenceState.ON_SCREEN and m.denied:
            return None
        kind = description.kind or Kind.PERSON
        return Reference([self.casting.create(description, self.segment, kind)], "new name", 0.95)

    def _member(self, m: MentionReading, plural: int, description: Description) -> Reference:
        """A name that tells one member of a plural apart: "twin sisters Ines and Ilse"."""
        answer = self.answers[plural]
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

    def _unnamed(self, gender: str) -> Dossier | None:
        """The one nameless person of this segment, or else of the last, whom a name told in speech can mean."""
        for segment in (self.segment, self.segment - 1):
            found = [
                d for d in self.casting.on_stage(segment)
                if d.kind is Kind.PERSON and not d.names and not d.unclaimed and genders_agree(d.gender, gender)
            ]  # fmt: skip
            if len(found) == 1:
                return found[0]
        return None

    # speech

    def _quoted(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        """Inside speech only what is known already is meant; a name called out may name somebody present."""
        if m.addressed and description.names:
            return self._name(index, m, description)
        if m.pronoun in {"speaker"} and not m.possessive:
            speaker = self._speaker(m)
            return Reference([speaker], "speaker", 0.8) if speaker else None
        if m.form is Form.PRONOUN:
            return None
        if description.names:
            known = self.casting.named(description.names[0], description.titles, description.gender)
            return Reference([known], "name", 0.9) if known else None
        return None

    def _speaker(self, m: MentionReading) -> Dossier | None:
        """Whoever speaks next to a quotation, as far as already resolved."""
        for index in range(len(self.mentions)):
            row, answer = self.mentions[index], self.answers[index]
            if row.speaks and not row.quoted and abs(row.sentence - m.sentence) <= 1 and answer:
                return answer.dossiers[0]
        return None

    # pronouns

    def _pronoun(self, index: int, m: MentionReading) -> Reference | None:
        if m.pronoun == "plural":
            return self._they(m)
        if m.pronoun in {"male", "female"} and m.possessive and self._owned_kin(index):
            bearer = self._kin_owner(m, self._owned_kin(index))
            if bearer is not None:
                return Reference([bearer], "owner of a known relation", 0.75)
        if m.pronoun == "neutral":
            return self._it(m)
        if m.pronoun not in {"male", "female"}:
            return None
        found = self._singular(index, m)
        if found is None:
            return None
        if found.gender == "unknown":
            found.gender = m.pronoun
        return Reference([found], "pronoun", 0.8 if found in self.said else 0.6)

    def _owned_kin(self, index: int) -> str:
        """The relation a possessive pronoun owns, or an empty string."""
        row = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        return row.noun if row is not None and row.kin and row.owner == index else ""

    def _kin_owner(self, m: MentionReading, noun: str) -> Dossier | None:
        """Somebody of the pronoun's gender who has such a relative, when nobody was said in this segment yet."""
        if any(genders_agree(d.gender, m.pronoun) and d.on_screen(self.segment) for d in self.said):
            return None
        for d in self.casting.beings()[:12]:
            if d.gender == m.pronoun and self.casting.relative(d, noun) is not None:
                return d
        return None

    def _singular(self, index: int, m: MentionReading) -> Dossier | None:
        """He or she: the sentence's subject for owners, another one for objects, else the most recent that fits."""

        def fits(d: Dossier) -> bool:
            return (
                d.kind is not Kind.ROBOT
                and d.gender != "neutral"
                and genders_agree(d.gender, m.pronoun)
                and not d.unclaimed
            )

        subject = self.subject.get(m.sentence)
        previous = self.subject.get(m.sentence - 1)
        recent = [d for d in reversed(self.said) if fits(d) and d.on_screen(self.segment)]
        if not recent and m.state is not PresenceState.ON_SCREEN:
            recent = [d for d in reversed(self.said) if fits(d)]
        sure = [d for d in recent if d.gender == m.pronoun]
        if m.possessive and subject is not None and subject in (sure or recent):
            return subject
        ahead = self._named_ahead(index, m) if subject is None and not recent else None
        if ahead is not None:
            return ahead
        people = [d for d in recent if d.kind is Kind.PERSON or d.gender == m.pronoun]
        recent = people or recent
        if m.role == "object" or (m.role == "oblique" and not m.possessive):
            others = [d for d in (sure or recent) if d is not subject]
            if others:
                return others[0]
            outside = self._from_before(fits, m.pronoun, exclude=subject)
            if outside is not None and not (m.role == "oblique" and subject is not None and fits(subject)):
                return outside
        opens = m.role == "subject" or m.possessive
        if opens and previous is not None and previous in (sure or recent) and subject is None:
            return previous
        if sure or recent:
            return (sure or recent)[0]
        return self._from_before(fits, m.pronoun, exclude=None)

    def _named_ahead(self, index: int, m: MentionReading) -> Dossier | None:
        """A known name later in the sentence that opens with a pronoun: "Without her coat, Ramona shivers"."""
        for row in self.mentions[index + 1 : index + 4]:
            if row.sentence == m.sentence and row.name:
                known = self.casting.named(row.name, (), m.pronoun)
                if known is not None and genders_agree(known.gender, m.pronoun):
                    return known
        return None

    def _from_before(self, fits: object, gender: str, exclude: Dossier | None) -> Dossier | None:
        """Somebody of the last segments; a told gender beats recency."""
        for back in (1, 2):
            pool = [d for d in self.casting.on_stage(self.segment - back) if fits(d) and d is not exclude]  # type: ignore[operator]
            told = [d for d in pool if d.gender == gender]
            people = [d for d in (told or pool) if d.kind is Kind.PERSON] or told
            if people:
                return people[0]
            if pool:
                return pool[0]
        return None

    def _it(self, m: MentionReading) -> Reference | None:
        for d in self.casting.latest(12):
            if d.last_segment < self.segment - 1:
                break
            if d.kind is Kind.PERSON or d.unclaimed:
                continue
            if m.possessive and d.kind in THINGS and any(s.kind in {Kind.ROBOT, Kind.ANIMAL} for s in self.said[-2:]):
                continue
            if d.last_segment == self.segment:
                return Reference([d], "pronoun", 0.7)
            return Reference([d], "pronoun", 0.4) if m.role == "subject" or m.role == "object" else None
        return None

    def _they(self, m: MentionReading) -> Reference | None:
        subject = self.subject.get(m.sentence)
        alone = subject is not None and subject.gender == "unknown" and subject.kind is Kind.PERSON
        if alone and subject is not None and m.role == "subject" and len(self._sentence_beings(m)) == 1:
            subject.gender = "neutral"
            return Reference([subject], "singular they", 0.6)
        members = self.groups.they(self.said, subject, m)
        return Reference(members, "plural pronoun", 0.7) if members else None

    def _sentence_beings(self, m: MentionReading) -> list[Dossier]:
        """Everybody a sentence has named as its subject or beside it, up to a mention."""
        rows = [(r, a) for r, a in zip(self.mentions, self.answers, strict=True) if r.sentence == m.sentence and a]
        found = [
            d
            for r, a in rows
            if r.role in {"subject", "other"} and not r.possessive
            for d in a.dossiers
            if d.is_being()
        ]
        return list({d.key: d for d in found}.values())

    # groups

    def _several(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        named = [i for i in range(index + 1, min(index + 12, len(self.mentions))) if self.mentions[i].part_of == index]
        members, reason, confidence = self.groups.several(m, description, self.said, len(named))
        return Reference(members, reason, confidence) if members else None

    # relations

    def _relative(self, m: MentionReading, description: Description) -> Reference | None:
        """ "His mother": the owner's relative, known, just named, or new."""
        owner_answer = self.answers[m.owner] if m.owner is not None else None
        owners = owner_answer.dossiers if owner_answer else []
        noun = next((n for n in description.nouns if n in self.lexicon.kin or n in self.lexicon.relations), m.noun)
        for owner in owners:
            known = self.casting.relative(owner, noun)
            if known is not None and known is not owner:
                return Reference([known], "relation", 0.9)
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

    # descriptions

    def _one_is_being(self, m: MentionReading) -> bool:
        """Whether "the thin one" means somebody rather than something."""
        if m.handled:
            return False
        if m.role == "subject" or m.speaks:
            return True
        beings = self.casting.rank(self.descriptions[self.mentions.index(m)], self.segment, self.casting.beings()[:12])
        things = self.casting.rank(self.descriptions[self.mentions.index(m)], self.segment, self.casting.things()[:12])
        return bool(beings) and (not things or beings[0][0] > things[0][0])

    def _described(self, m: MentionReading, description: Description) -> Reference | None:
        """A person or animal by description: "the old man", "a bearded fisherman", "the other twin"."""
        kind = description.kind or Kind.PERSON
        pool = [d for d in self.casting.beings() if self._kinds_fit(description.kind, d.kind)]
        if m.noun == "one":
            pool = self._last_plural(index_of(self.mentions, m)) or pool
        taken = {d.key for d in self.said}
        names = self.denied_names

        def allowed(d: Dossier) -> bool:
            if m.role in {"object", "oblique"} and d is self.subject.get(m.sentence) and not m.possessive:
                return False
            if not d.ever_seen() and m.noun == "one":
                return False
            return not (m.other and d.key in taken) and not (
                names and set(d.names) & names and m.form is Form.INDEFINITE
            )

        ranked = self.casting.rank(description, self.segment, pool, allowed)
        if m.fresh:
            waiting = [d for d in pool if d.unclaimed and set(description.nouns) & set(d.nouns)]
            if waiting:
                waiting[0].unclaimed = False
                return Reference([waiting[0]], "next member of a group", 0.8)
        elif m.rank is not None:
            member = self._by_rank(m, pool, description)
            if member is not None:
                return Reference([member], "ordinal", 0.9)
        elif m.count == 1 and m.determiner == "" and ranked:
            return Reference([ranked[0][1]], "one of those known", 0.5) if len(ranked) == 1 else None
        elif m.form is Form.INDEFINITE or m.form is Form.BARE:
            known = self._again(m, description, ranked)
            if known is not None:
                return known
        elif ranked and (ranked[0][0] >= _ENOUGH or self._only_stranger(m, ranked)):
            ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "description", min(0.95, 0.4 + 0.1 * ranked[0][0]))
        if m.noun == "one" or (m.state is not PresenceState.ON_SCREEN and not description.nouns):
            return None
        if kind is Kind.ANIMAL and m.form is Form.DEFINITE:
            things = [d for d in self.casting.things()[:40] if any(n in d.nouns for n in description.nouns)]
            if things:
                return Reference([things[0]], "a thing of that name", 0.7)
        return Reference(
            [self.casting.create(description, self.segment, kind)], "new", 0.9 if m.form is Form.INDEFINITE else 0.6
        )

    def _last_plural(self, index: int) -> list[Dossier]:
        """Members of the plural mentioned last in this segment, among whom "the younger one" chooses."""
        for row, answer in zip(reversed(self.mentions[:index]), reversed(self.answers[:index]), strict=True):
            if answer is not None and len(answer.dossiers) > 1 and row.form is not Form.PRONOUN:
                return answer.dossiers
        return []

    def _only_stranger(self, m: MentionReading, ranked: list[tuple[float, Dossier]]) -> bool:
        """One nameless person of no trade was just there: "the hitchhiker" is who raised a thumb."""
        generic = m.noun in self.lexicon.generic and ranked[0][0] >= 1.5
        if generic and len([d for value, d in ranked if value >= 1.0]) == 1:
            return True
        near = [d for value, d in ranked if value >= 1.0 and d.last_segment >= self.segment - 1 and d.ever_seen()]
        return len(near) == 1 and near[0] is ranked[0][1] and near[0].kind is Kind.PERSON

    def _kinds_fit(self, asked: Kind | None, known: Kind) -> bool:
        if asked is None:
            return known not in THINGS
        animals = {Kind.ANIMAL, Kind.CREATURE}
        return asked is known or (asked in animals and known in animals)

    def _by_rank(self, m: MentionReading, pool: list[Dossier], description: Description) -> Dossier | None:
        """ "The first guard": by the order in which a noun's bearers came."""
        noun = description.nouns[0] if description.nouns else ""
        bearers = sorted((d for d in pool if noun in d.nouns), key=lambda d: d.first_segment)
        if m.rank is not None and len(bearers) >= m.rank:
            bearers[m.rank - 1].unclaimed = False
            return bearers[m.rank - 1]
        return None

    def _again(
        self, m: MentionReading, description: Description, ranked: list[tuple[float, Dossier]]
    ) -> Reference | None:
        """Somebody known who is introduced anew with `a`: by marked familiarity, years, or a telling garment."""
        absent = [d for _, d in ranked if not d.on_screen(self.segment)]
        pool = [
            d
            for d in self.casting.beings()
            if not d.on_screen(self.segment) and genders_agree(d.gender, description.gender)
        ]
        pool = [d for d in pool if self._kinds_fit(description.kind, d.kind) and not set(d.names) & self.denied_names]
        if m.familiar:
            looks = _telling_words(self._near_looks(m))
            best = max(pool, key=lambda d: (sum(knows(w, d, self.lexicon) for w in looks), d.last_order), default=None)
            if best is not None and any(knows(w, best, self.lexicon) for w in looks):
                return Reference([best], "familiar looks", 0.6)
        if self.reading.years_later:
            same = [d for d in pool if d.kind is Kind.PERSON and self._looks_alike(d, description)]
            if len(same) == 1:
                return Reference([same[0]], "the same looks years later", 0.55)
            grown = [d for d in pool if self._has_grown(d, description)]
            if grown:
                best = max(grown, key=lambda d: (d.n_mentions, -d.first_segment))
                return Reference([best], "grown up since", 0.65 if len(grown) == 1 else 0.5)
        for d in absent or pool:
            if self._wears_the_same(d, description):
                return Reference([d], "the same clothes", 0.6)
        if ranked and ranked[0][1].unclaimed and set(description.nouns) & set(ranked[0][1].nouns):
            ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "member of a group", 0.7)
        return None

    def _near_looks(self, m: MentionReading) -> list[str]:
        """Looks of a mention and of the owners that follow it in its sentence ("his head still shaved")."""
        at = self.mentions.index(m)
        rows = [r for r in self.mentions[at : at + 4] if r.sentence == m.sentence]
        return [look.value for r in rows for look in r.looks]

    def _has_grown(self, dossier: Dossier, description: Description) -> bool:
        """Whether a child or cub of before can be the one described now."""
        young = [n for n in dossier.nouns if n in self.lexicon.young]
        if not young:
            return False
        noun = description.nouns[0] if description.nouns else ""
        if dossier.kind is Kind.PERSON:
            return noun in self.lexicon.generic
        return any(noun in self.lexicon.grown.get(y, frozenset()) for y in young)

    def _looks_alike(self, dossier: Dossier, description: Description) -> bool:
        """Whether one of the looks shares two words with a look of the same slot."""
        for look in description.looks:
            words = set(_look_words(look.value))
            for attribute in dossier.attributes:
                if attribute.slot is look.slot and len(words & set(_look_words(attribute.value))) >= 2:
                    return True
        return False

    def _wears_the_same(self, dossier: Dossier, description: Description) -> bool:
        """Whether a garment or mark with its colour or material is one that somebody absent was said to have."""
        for look in description.looks:
            words = [w for w in _look_words(look.value) if w not in {"same"}]
            if look.slot not in _GARMENT_SLOTS or len(words) < 2 or "uniform" in words:
                continue
            for attribute in dossier.attributes:
                known = _look_words(attribute.value)
                if attribute.slot is look.slot and set(words) <= set(known):
                    return True
        return False

    # things

    def _thing(self, m: MentionReading, description: Description) -> Reference | None:
        pool = self.casting.things()
        if m.plural and m.count and m.form is not Form.DEFINITE:
            several = self.groups.open_things(m, description)
            if several:
                return Reference(several, "new plural", 0.8)
        if m.form is Form.INDEFINITE and m.determiner not in {"some", "any"}:
            return self._new_thing(description, m)
        ranked = self.casting.rank(description, self.segment, pool[:40])
        if m.noun == "one" and m.kind is None:
            good = ranked and ranked[0][0] >= 2.0
            if good:
                ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "ellipsis", 0.6) if good else None
        if ranked and ranked[0][0] >= _ENOUGH:
            ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "description", min(0.95, 0.4 + 0.1 * ranked[0][0]))
        return self._new_thing(description, m) if m.state is PresenceState.ON_SCREEN else None

    def _new_thing(self, description: Description, m: MentionReading) -> Reference | None:
        if m.state not in {PresenceState.ON_SCREEN}:
            return None
        return Reference([self.casting.create(description, self.segment, description.kind or Kind.OBJECT)], "new", 0.8)

    # bookkeeping

    def _record(self, index: int, m: MentionReading, answer: Reference) -> None:
        """Write a mention into the dossiers it means."""
        description = self.descriptions[index]
        for dossier in answer.dossiers:
            if m.form is Form.PRONOUN:
                told = [w for look in m.looks if look.change != "off" for w in _look_words(look.value)]
                dossier.words.update(dict.fromkeys(told, self.segment))
            elif len(answer.dossiers) == 1:
                self.casting.learn(dossier, description, self.segment)
            counts = not (m.possessive and not m.owns_look)
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


def index_of(mentions: tuple[MentionReading, ...], mention: MentionReading) -> int:
    """Position of a mention; two equal mentions differ at least in where they stand."""
    return next(i for i, m in enumerate(mentions) if m is mention)


def _look_words(value: str) -> list[str]:
    small = {"a", "an", "the", "with", "of", "on", "his", "her", "its", "their", "in", "and", "to", "left", "right"}
    return [w for w in value.lower().replace("-", " ").replace(",", " ").split() if w not in small]


def _telling_words(values: list[str]) -> list[str]:
    return [w for value in values for w in _look_words(value) if w not in {"head", "still", "familiar", "uniform"}]
