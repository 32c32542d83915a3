"""What speaks for and against two fragments of a story being one identity: figures of 0 to 1, nothing decided.

Much of it only the end of a story tells: who is ever seen beside whom, who stops being spoken of when somebody new
comes in, whose words come again. Every figure has a name; `matching.yaml` says how much each weighs, and is made by
`make train-matching`. Figures that start with `later_` look only at the fragment that opened later.
"""

from __future__ import annotations

import re

from iamflow_agents.agents.dossier import noun_fit
from iamflow_agents.agents.fragments import DISGUISE, Fragment, StoryFragments
from iamflow_agents.agents.guidance import Decision, telling
from iamflow_agents.agents.segment_state import look_words
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind, PresenceState, Slot

Evidence = dict[str, float]

_BEST_FIT = 4.0
_RARE = 4
"""A word that more sentences share than this tells nothing."""
_NEAR_CHARS = 60
_RETURNS = re.compile(
    r"\b(again|back|return(s|ed|ing)?|same|still|now|no longer|once|former|familiar|grown|years?|months|older|"
    r"recogni[sz]\w+|home|finally|already)\b",
    re.IGNORECASE,
)
_NAMING = re.compile(r"\b(called|named|calls?|names?|is|was|becomes?|became)\b")
_OLD = frozenset({"old", "elderly", "aged", "ancient", "grey-haired", "white-haired", "wrinkled", "grey", "gray"})
_YOUNG = frozenset({"young", "little", "teenage", "small"})
_WORN_OR_HAD = tuple(slot for slot in Slot if slot not in {Slot.AGE, Slot.MATERIAL, Slot.SPECIES})


def gather(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    """All figures of one pair.

    Args:
        story: The story the two are from.
        earlier: The fragment that opened first.
        later: The one that may be the same.
    """
    return {
        "bias": 1.0,
        **_opening(story, later),
        **_names(earlier, later),
        **_nouns(story, earlier, later),
        **_looks(story, earlier, later),
        **_ages(story, earlier, later),
        **_company(earlier, later),
        **_dealings(story, earlier, later),
        **_time(story, earlier, later),
        **_before(story, earlier, later),
        **_echo(story, earlier, later),
        **_ties(story, earlier, later),
    }


def _opening(story: StoryFragments, later: Fragment) -> Evidence:
    """How somebody is brought in: by name, with "the", as somebody's, as one of several."""
    m, several = later.mention, len(later.opening.dossiers) > 1
    known = m.form is Form.DEFINITE and m.owner is None
    text = story.sentence(later)
    return {
        "later_name": float(m.form is Form.NAME),
        "later_definite_trade": float(known and not m.plural and m.noun not in story.lexicon.generic),
        "later_definite_person": float(known and m.noun in story.lexicon.generic),
        "later_indefinite": float(m.form is Form.INDEFINITE and not several),
        "later_owned": float(m.owner is not None),
        "later_bare": float(m.form is Form.BARE),
        "later_several": float(several),
        "later_newcomer": float(m.fresh or m.other),
        "later_speaks": float(m.speaks or m.addressed or m.quoted),
        "later_subject": float(m.role == "subject"),
        "later_returns": float(bool(_RETURNS.search(text))),
        "later_hides": float(bool(DISGUISE.search(text))),
    }


def _names(earlier: Fragment, later: Fragment) -> Evidence:
    one, two = bool(earlier.dossier.names), bool(later.dossier.names)
    return {
        "named_later": float(two and not one),
        "named_earlier": float(one and not two),
        "gender_known": float(earlier.dossier.gender == later.dossier.gender != "unknown"),
    }


def _nouns(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    one, two, lexicon = story.own_nouns(earlier), story.own_nouns(later), story.lexicon
    opening = [n for n in later.opening.description.nouns if n != "one"]
    fits = [noun_fit(n, earlier.dossier, lexicon) for n in later.dossier.nouns]
    back = [noun_fit(n, later.dossier, lexicon) for n in earlier.dossier.nouns]
    first = noun_fit(opening[0], earlier.dossier, lexicon) if opening else None
    like = {w for n in one for w in lexicon.same_noun.get(n, ())}
    again = bool(set(opening) & set(earlier.dossier.nouns))
    return {
        "noun_same": float(bool(one & two)),
        "noun_same_definite": float(again and later.mention.form is Form.DEFINITE),
        "noun_like": float(bool(like & two)),
        "noun_other": float(bool(one and two) and not one & two and not like & two),
        "noun_fit": max((f for f in fits if f is not None), default=0.0) / _BEST_FIT,
        "noun_fit_opening": (first or 0.0) / _BEST_FIT,
        "noun_misfit": float(None in fits),
        "noun_misfit_back": float(None in back),
        "later_no_trade": float(bool(later.dossier.nouns) and not two),
        "earlier_no_trade": float(bool(earlier.dossier.nouns) and not one),
        "later_no_noun": float(not later.dossier.nouns),
        "later_no_person": float(later.dossier.kind is not Kind.PERSON),
    }


def _looks(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    one, two = _telling_words(earlier), _telling_words(later)
    shared = {w for w in two if any(w == v or story.lexicon.alike(w, v) for v in one)}
    return {
        "looks_one_word": float(len(shared) == 1),
        "looks_more_words": float(len(shared) >= 2),
        "looks_same": float(any(_share_look(earlier, later, slot) for slot in _WORN_OR_HAD)),
        "later_described": min(len(two), 4) / 4,
    }


def _telling_words(fragment: Fragment) -> set[str]:
    """Words that could tell somebody apart, age aside."""
    told = {w for row in fragment.alone for w in telling(row.description)}
    told |= {w for x in fragment.dossier.attributes if x.slot is not Slot.SPECIES for w in look_words(x.value)}
    return told - set(fragment.dossier.nouns) - _OLD - _YOUNG


def _share_look(earlier: Fragment, later: Fragment, slot: Slot) -> bool:
    """Whether one look in a slot has two words of the other's."""
    mine, theirs = (
        [set(look_words(x.value)) for x in f.dossier.attributes if x.slot is slot] for f in (earlier, later)
    )
    return any(len(x & y) >= 2 for x in mine for y in theirs)


def _ages(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    one, two = _age(story, earlier), _age(story, later)
    between = story.readings[earlier.start.segment + 1 : later.start.segment + 1]
    jump = any(reading.years_later for reading in between)
    told = one is not None and two is not None
    return {
        "age_same": float(told and one == two),
        "age_differs": float(told and one != two and not jump),
        "age_grown": float(jump and one is not None and two is not None and one < two),
        "age_shrunk": float(jump and one is not None and two is not None and one > two),
        "years_between": float(jump),
    }


def _age(story: StoryFragments, fragment: Fragment) -> int | None:
    """0 for a child, 1 for somebody grown up, 2 for somebody old; None where nothing tells."""
    dossier, lexicon = fragment.dossier, story.lexicon
    nouns = set(dossier.nouns)
    words = set(dossier.words) | {w for x in dossier.attributes if x.slot is Slot.AGE for w in look_words(x.value)}
    if nouns & lexicon.young:
        return 0
    if words & _OLD or any(n.startswith("grand") and n in lexicon.kin for n in nouns):
        return 2
    adult = nouns & {"man", "woman", "lady", "gentleman"} or story.own_nouns(fragment)
    return 1 if adult and dossier.kind is Kind.PERSON else None


def _company(earlier: Fragment, later: Fragment) -> Evidence:
    """Whether the two are ever seen side by side, and how near."""
    together, start = earlier.segments & later.segments, later.start
    before = [r for r in earlier.rows if r.spot.segment == start.segment and r.spot < start]
    after = [r for r in earlier.alone if r.spot > start]
    beside = {r.description.mention.sentence for r in before}
    return {
        "together": min(len(together), 3) / 3,
        "together_share": len(together) / max(1, min(len(earlier.segments), len(later.segments))),
        "beside_before": float(bool(before)),
        "told_before": float(any(_is_told(r) for r in before)),
        "same_sentence": float(later.mention.sentence in beside),
        "meant_after": float(any(r.spot > start for r in earlier.rows)),
        "told_after": float(bool(after)),
        "told_after_elsewhere": float(any(r.spot.segment > start.segment for r in after)),
    }


def _is_told(row: Decision) -> bool:
    return len(row.dossiers) == 1 and row.description.mention.form is not Form.PRONOUN


def _dealings(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    """Whether one owns the other ("her brother"), or both are of one plural."""
    key = later.dossier.key
    plural = any(key in {story.casting.get(d.key).key for d in row.dossiers} for row in earlier.rows)
    return {
        "owned": float(_owned(earlier, later) or _owned(later, earlier)),
        "in_one_plural": float(plural),
    }


def _owned(owner: Fragment, owned: Fragment) -> bool:
    spots = {row.spot for row in owner.rows}
    rows = ((row.spot, row.description.mention.owner) for row in owned.rows)
    return any(at is not None and spot._replace(mention=at) in spots for spot, at in rows)


def _time(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    start, seen = later.start.segment, earlier.dossier.seen_in
    before = [s for s in seen if s < start]
    gap = start - max(before) if before else 0
    others = story.candidates[later.dossier.key]
    return {
        "gap_one": float(gap == 1),
        "gap_two": float(gap == 2),
        "gap_more": float(gap > 2),
        "earlier_gone": float(PresenceState.GONE in seen.values()),
        "earlier_segments": min(len(earlier.segments), 5) / 5,
        "later_segments": min(len(later.segments), 5) / 5,
        "earlier_once": float(len(earlier.segments) <= 1),
        "earlier_ended": float(bool(before) and max(seen) < start),
        "only_one_ended": float([f for f in others if f.last < start] == [earlier]),
        "earlier_around": float(bool(before) and max(seen) > later.last and not earlier.segments & later.segments),
        "earlier_absent": float(start not in seen),
        "only_candidate": float(others == [earlier]),
        "rivals": min(len(others) - 1, 4) / 4,
    }


def _before(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    """What stands between the last mention of the one and the opening of the other, when they are near."""
    start, begin = later.start, later.mention.start
    here = (r.description.mention.end for r in earlier.rows if r.spot.segment == start.segment)
    end = max((at for at in here if at <= begin), default=None)
    text = story.script.segments[start.segment].prompt[end:begin] if end is not None else ""
    if len(text) > _NEAR_CHARS or re.search(r"[.!?]", text):
        text = ""
    return {
        "only_comma_between": float(bool(re.fullmatch(r"\s*[,:(–—-]+\s*", text))),
        "set_off": float(bool(re.match(r"\s*[,:(–—-]", text)) and len(text) > 3),
        "colon_between": float(bool(re.search(r"[:–—]", text))),
        "naming_between": float(bool(_NAMING.search(text))),
    }


def _echo(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    """Rare words of the sentences about one that come again about the other: "chess" and "the chess player"."""
    mine = {w for key in later.sentences for w in story.stems.get(key, ())}
    theirs = {w for key in earlier.sentences - later.sentences for w in story.stems.get(key, ())}
    rare = {w for w in mine & theirs if story.spread[w] <= _RARE}
    opening = story.stems.get((later.start.segment, later.mention.sentence), frozenset())
    phrase = {w[:5] for w in re.findall(r"[a-z]{4,}", later.mention.text.lower())}
    return {
        "echo": min(len(rare), 4) / 4,
        "echo_sentence": float(bool(rare & opening)),
        "echo_phrase": float(bool(rare & phrase - {noun[:5] for noun in earlier.dossier.nouns})),
    }


def _ties(story: StoryFragments, earlier: Fragment, later: Fragment) -> Evidence:
    """Things and relatives that both have to do with, and places where both were."""
    one, two = ({k for s in f.sentences for k in story.things_near.get(s, ())} for f in (earlier, later))
    kin = [{r.description.mention.noun for r in f.rows if r.description.mention.kin} for f in (earlier, later)]
    here = story.places[later.start.segment]
    elsewhere = (s for s in earlier.segments if s != later.start.segment)
    relations = [
        {(owner, noun) for (owner, noun), key in story.casting.relatives.items() if story.casting.get(key) is f.dossier}
        for f in (earlier, later)
    ]
    return {
        "same_things": float(bool(one & two)),
        "same_place": float(any(story.places[s] == here for s in elsewhere)),
        "same_relation": float(bool(kin[0] & kin[1] & set(story.lexicon.kin))),
        "other_relation": float(any(o == p and n != q for o, n in relations[0] for p, q in relations[1])),
    }
