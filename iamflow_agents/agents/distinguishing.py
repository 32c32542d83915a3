"""Words that choose among a few: "the other", "the younger one", "the former", "one guard".

They say hardly anything of whom they mean, only which of those just told it is; so the candidates come first from the
plural or pair told last, then from those whom the last segment showed.
"""

from __future__ import annotations

from iamflow_agents.agents.belongings import BelongingRules
from iamflow_agents.agents.dossier import Description, Dossier, genders_agree, knows
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.agents.segment_state import Reference
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind

SENIOR = frozenset({"elder", "older", "eldest", "oldest", "big", "senior"})
JUNIOR = frozenset({"younger", "youngest", "little", "junior", "baby"})
_COMPARING = frozenset({"elder", "older", "eldest", "oldest", "younger", "youngest"})
_OLD = frozenset({"old", "elderly", "grey", "gray", "ancient", "aged"})
_YOUNG = frozenset({"young", "teenage", "small", "tiny"})


class DistinguishingRules(BelongingRules):
    """Rules for words that only tell one of a few from the rest."""

    def _told_apart(self, m: MentionReading, description: Description) -> Reference | None:
        """One of a pair or plural, when the words only choose."""
        holder = self._by_belonging(self.current, m, description)
        if holder is not None:
            return Reference([holder], "has what is named", 0.75)
        words = set(m.text.lower().split()[1:])
        found: Dossier | None = None
        if m.part_of is not None and m.noun == "one":
            found = self.groups.claim(self.answers[m.part_of])
        elif m.form is not Form.DEFINITE and not (m.count == 1 and m.determiner == "" and m.noun != "one"):
            return None
        elif words & {"former", "latter"} and m.noun == "one":
            found = self._in_turn("former" in words)
        elif m.count == 1 and m.determiner == "" and m.noun != "one":
            found = self._next_of(description)
        elif m.other:
            found = self._rest(m, description)
        elif words & _COMPARING:
            found = self._by_age(bool(words & SENIOR), description)
        elif m.noun == "one" or self._tells_plural_apart(m, description):
            found = self._first_untold(m, description)
        if found is None:
            return None
        found.unclaimed = False
        return Reference([found], "one of a few", 0.75)

    def _only_chooses(self, m: MentionReading) -> bool:
        """Whether words like "the former" or "the elder" choose among persons."""
        words = m.text.lower().split()
        return m.form is Form.DEFINITE and words[-1] in _COMPARING | {"former", "latter"}

    def _singled(self, skip: frozenset[str] = frozenset()) -> list[Dossier]:
        """Those meant one by one in this segment, in order of mention, the latest last."""
        found: dict[str, Dossier] = {}
        for index in range(self.current):
            answer, row = self.answers[index], self.mentions[index]
            if row.quoted or row.possessive or skip & set(row.text.lower().split()):
                continue
            if answer is not None and len(answer.dossiers) == 1:
                found.pop(answer.dossiers[0].key, None)
                found[answer.dossiers[0].key] = answer.dossiers[0]
        return [d for d in found.values() if d.is_being()]

    def _before_these(self) -> list[Dossier]:
        """Beings of the last segment in the order in which they came."""
        return sorted(self.casting.on_stage(self.segment - 1), key=lambda d: d.last_order)

    def _in_turn(self, first: bool) -> Dossier | None:
        """The first or the last of the two told before: "the former", "the latter"."""
        told = self._singled(skip=frozenset({"former", "latter"}))
        pair = told[-2:] if len(told) >= 2 else [d for d in self._before_these() if d.kind is Kind.PERSON]
        return (pair[0] if first else pair[-1]) if len(pair) >= 2 else None

    def _next_of(self, description: Description) -> Dossier | None:
        """As in "One guard yawns": the first of a plural whom nobody has told apart."""
        pool = [d for d in self.casting.beings() if d.unclaimed and set(description.nouns) & set(d.nouns)]
        return min(pool, key=lambda d: (d.first_segment, len(d.key), d.key)) if pool else None

    def _tells_plural_apart(self, m: MentionReading, description: Description) -> bool:
        """As in "The bald mechanic" right after "two mechanics"."""
        nouns, told = set(description.nouns), set(description.words) - set(description.nouns)
        members = self._last_plural(self.current)
        return bool(told) and m.owner is None and any(d.unclaimed and nouns & set(d.nouns) for d in members)

    def _first_untold(self, m: MentionReading, description: Description) -> Dossier | None:
        """The next of a plural just told whom nothing tells apart yet: "two men ... the bald one"."""
        members = self._last_plural(self.current)
        waiting = [d for d in members if d.unclaimed and genders_agree(d.gender, description.gender)]
        told = [w for w in description.words if w not in {"one", *description.nouns}]
        if not waiting or m.handled or m.plural or m.rank is not None:
            return None
        known = [d for d in members if not d.unclaimed and any(knows(w, d, self.lexicon) for w in told)]
        return known[0] if len(known) == 1 else waiting[0]

    def _rest(self, m: MentionReading, description: Description) -> Dossier | None:
        """The one of a pair or plural that was not told just now: "the other guard"."""
        told = self._singled()
        nouns = {n for n in description.nouns if n != "one"}

        def fits(d: Dossier) -> bool:
            named = not nouns or bool(nouns & set(d.nouns))
            return d is not last and genders_agree(d.gender, description.gender) and named

        last = told[-1] if told else None
        for source in reversed(told):
            group = [self.casting.get(key) for key in source.siblings]
            rest = [d for d in group if d not in told and fits(d)]
            if rest:
                return rest[0]
            if len(group) == 2 and (one := [d for d in group if fits(d)]):
                return one[0]
        if nouns:
            return None
        kind = last.kind if last is not None else Kind.PERSON
        pair = [d for d in told[-2:] if fits(d)] or [d for d in self._before_these() if fits(d) and d not in told]
        same = [d for d in pair if d.kind is kind]
        return same[0] if len(same) == 1 else None

    def _by_age(self, senior: bool, description: Description) -> Dossier | None:
        """As in "the younger one": by words of age, else by what the other of the two is not."""
        nouns = {n for n in description.nouns if n not in {"one", "elder"}}
        recent = [d for d in self.casting.beings() if d.last_segment >= self.segment - 2 and d.kind is Kind.PERSON]
        related = [d for d in recent if d.siblings and (not nouns or nouns & set(d.nouns))]
        for pool in (self._last_plural(self.current), related, recent):
            pool = [d for d in pool if genders_agree(d.gender, description.gender)]
            own = [d for d in pool if self._is_aged(d, senior)]
            if len(own) == 1:
                return own[0]
            rest = [d for d in pool if not self._is_aged(d, not senior)]
            if len(pool) == 2 and (len(rest) == 1 or all(d.unclaimed for d in pool)):
                return rest[0]
        return None

    def _is_aged(self, dossier: Dossier, senior: bool) -> bool:
        words = set(dossier.words) | set(dossier.nouns)
        strong = SENIOR | _OLD if senior else JUNIOR | _YOUNG | self.lexicon.young
        return bool(words & strong)

    def _last_plural(self, index: int) -> list[Dossier]:
        """Members of the plural mentioned last in this segment, among whom "the younger one" chooses."""
        for at in range(index - 1, max(-1, index - 30), -1):
            answer = self.answers[at]
            if answer is not None and len(answer.dossiers) > 1 and self.mentions[at].form is not Form.PRONOUN:
                return answer.dossiers
        return []
