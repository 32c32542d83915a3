"""Things followed through the whole story: each strand joins the mentions and sightings of one thing.

The rules of reference answer mentions one by one; garments that are only looks, and nouns told in passing, are seen
again only when the whole story is known. Rows are taken in story order, and each is joined with the strand whose noun,
telling words and wearer fit best. Which strands are props of the story is decided in `story_props`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from iamflow_agents.agents.dossier import THINGS, Dossier
from iamflow_agents.agents.reading import SegmentReading, SightingReading
from iamflow_agents.agents.segment_state import Reference
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.colours import colour_table
from iamflow_agents.records import PresenceState

_PINNED = "model "
"""How the reason of an answer begins that a model gave; what it told apart stays apart."""
_JOINS = 3.0
"""How well a row has to fit a strand to belong to it."""
_OTHER_WEARER = -1.0
"""What it tells against a row that somebody else has it on; things change hands."""
_REACH = 200
"""How many strands back a row can reach."""
_UNTELLING = frozenset({
    "old", "new", "own", "little", "small", "big", "large", "same", "other", "whole", "first", "second", "empty",
    "full", "wet", "dry", "open", "closed", "pair", "two", "three", "one", "another", "her", "his", "their", "its",
    "long", "heavy", "broken", "torn",
})  # fmt: skip
_PAIRED = frozenset({
    "glove", "mitten", "shoe", "boot", "sock", "stocking", "slipper", "sandal", "skate", "clog", "earring", "sneaker",
    "crutch", "ski", "bead", "wellington",
})  # fmt: skip
"""What comes in pairs; one of them stands for both."""


@dataclass(slots=True, kw_only=True)
class Row:
    """One mention or sighting of a thing."""

    segment: int
    text: str
    start: int
    end: int
    noun: str
    told: frozenset[str]
    form: Form
    determiner: str
    plural: bool
    thing: Dossier | None = None
    """What the rules of reference made of a mention."""
    wearer: str = ""
    """Key of who owns or wears it."""
    named_owner: bool = False
    """Whose it is stands there in so many words: "her father's coat"."""
    worn: bool = False
    change: str = ""
    verb: str = ""
    role: str = ""
    handled: bool = False
    fresh: bool = False
    """Said to be another one, or taken for a new one by somebody who knows better than the rules."""
    lent: bool = False
    """Somebody else than its owner has it on: "in the professor's coat"."""
    there: bool = True
    quoted: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Strand:
    """All rows of one thing."""

    rows: list[Row] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """Every word that tells it from others of its kind."""
    thing: Dossier | None = None
    """What its first mention was taken for, if it has any mention."""

    def add(self, row: Row) -> None:
        """Take a row in."""
        self.rows.append(row)
        self.nouns |= {row.noun} - {""}
        self.told |= row.told
        self.thing = self.thing or row.thing

    def things(self) -> list[Dossier]:
        """Everything its mentions were taken for, in the order of the text."""
        return list(dict.fromkeys(row.thing for row in self.rows if row.thing is not None))

    def segments(self) -> list[int]:
        """Segments in which it is there."""
        return sorted({row.segment for row in self.rows if row.there})


def read_strands(
    readings: Sequence[SegmentReading], answers: Sequence[Sequence[Reference | None]], lexicon: Lexicon
) -> list[Strand]:
    """Join the rows of a story into strands, in the order of their first rows.

    Args:
        readings: What each segment says.
        answers: What each mention of each segment means.
        lexicon: Word lists.
    """
    strands: list[Strand] = []
    by_key: dict[str, Strand] = {}
    for index, (reading, found) in enumerate(zip(readings, answers, strict=True)):
        for row in sorted(_rows(index, reading, found), key=lambda r: (r.start, r.end)):
            key = row.thing.key if row.thing is not None else ""
            strand = by_key.get(key) or _fitting(row, strands, lexicon)
            if strand is None:
                strand = Strand()
                strands.append(strand)
            strand.add(row)
            if key:
                by_key[key] = strand
    return strands


def _rows(index: int, reading: SegmentReading, answers: Sequence[Reference | None]) -> Iterable[Row]:
    for mention, answer in zip(reading.mentions, answers, strict=True):
        for thing in answer.dossiers if answer is not None else []:
            if thing.kind in THINGS:
                yield Row(
                    segment=index, text=mention.text, start=mention.start, end=mention.end, noun=mention.noun,
                    told=_telling(mention.words, mention.noun), form=mention.form, determiner=mention.determiner,
                    plural=mention.plural, thing=thing, wearer=_key(answers, mention.owner), role=mention.role,
                    handled=mention.handled, named_owner=_is_named(reading, mention.owner),
                    fresh=mention.fresh or _is_pinned(answer), quoted=mention.quoted,
                    there=mention.state is PresenceState.ON_SCREEN and not mention.denied,
                )  # fmt: skip
    for seen in reading.sightings:
        yield _sighted(index, seen, answers, _is_named(reading, seen.owner))


def _is_named(reading: SegmentReading, owner: int | None) -> bool:
    return owner is not None and reading.mentions[owner].form is not Form.PRONOUN


def _sighted(index: int, seen: SightingReading, answers: Sequence[Reference | None], named_owner: bool) -> Row:
    owner, bearer = _key(answers, seen.owner), _key(answers, seen.bearer)
    return Row(
        segment=index, text=seen.text, start=seen.start, end=seen.end, noun=seen.noun,
        told=_telling(seen.words, seen.noun), form=seen.form, determiner=seen.determiner, plural=seen.plural,
        wearer=owner or bearer, worn=seen.worn, lent=bool(owner and bearer) and owner != bearer,
        named_owner=named_owner, change=seen.change, verb=seen.verb, role="subject" if seen.subject else "",
        quoted=seen.quoted, there=seen.there and seen.change != "not",
    )  # fmt: skip


def _telling(words: Iterable[str], noun: str) -> frozenset[str]:
    return frozenset(w for w in words if w not in {noun, *noun.split("-")} and w not in _UNTELLING)


def _is_pinned(answer: Reference | None) -> bool:
    return answer is not None and answer.reason.startswith(_PINNED)


def _key(answers: Sequence[Reference | None], index: int | None) -> str:
    answer = answers[index] if index is not None else None
    return answer.dossiers[0].key if answer is not None and answer.dossiers else ""


def _fitting(row: Row, strands: Sequence[Strand], lexicon: Lexicon) -> Strand | None:
    """The strand that a row fits best, the latest of equals; None when it fits none."""
    best: tuple[float, Strand] | None = None
    for strand in islice(reversed(strands), _REACH):
        if row.thing is not None and strand.thing is not None and not _said_again(row, strand):
            continue
        value = _fit(row, strand, lexicon)
        if value is not None and value >= _JOINS and (best is None or value > best[0]):
            best = (value, strand)
    return best[1] if best else None


def _said_again(row: Row, strand: Strand) -> bool:
    """Whether a thing told with "a" is one told before in the same words: "a tartan rug ... a tartan rug"."""
    apart = all(r.segment < row.segment for r in strand.rows)
    same = [r for r in strand.rows if r.noun == row.noun and row.told <= strand.told and r.plural == row.plural]
    return apart and not row.fresh and row.form in {Form.INDEFINITE, Form.BARE} and bool(same)


def _fit(row: Row, strand: Strand, lexicon: Lexicon) -> float | None:
    value = max((_nouns_fit(row.noun, noun, lexicon) for noun in strand.nouns), default=0.0)
    slot = lexicon.look_nouns.get(row.noun)
    if slot is not None and row.noun in strand.told and any(lexicon.look_nouns.get(n) is slot for n in strand.nouns):
        value = 3.0  # "a bowler hat", "the bowler"
    if value == 0.0 or not row.noun:
        return None
    told, known = row.told, strand.told
    shared = {w for w in told if w in known or any(lexicon.alike(w, k) for k in known)}
    if not shared and _clash(told, known):
        return None
    value += 1.5 * len(shared) - (0.7 * len(told - shared) if known else 0.0)
    wearers = {r.wearer for r in strand.rows if r.wearer}
    known_one = row.form is Form.DEFINITE and row.determiner in {"the", "this", "that"}
    if row.wearer and wearers:
        value += 1.5 if row.wearer in wearers else 0.0 if known_one else _OTHER_WEARER
    if row.form is Form.INDEFINITE and not shared and (row.told or row.fresh):
        value -= 1.5
    if row.form is Form.INDEFINITE and any(r.segment == row.segment for r in strand.rows):
        value -= 2.0
    if row.plural != strand.rows[0].plural and row.noun not in _PAIRED:
        value -= 1.0
    return value


def _nouns_fit(first: str, second: str, lexicon: Lexicon) -> float:
    if first == second:
        return 3.0
    one, two = first.rsplit("-", 1)[-1], second.rsplit("-", 1)[-1]
    if one == two:
        return 2.8
    short, long = sorted((one, two), key=len)
    if len(short) > 2 and long.endswith(short) and len(long) - len(short) > 2:
        return 2.6
    return 2.5 if two in lexicon.same_noun.get(one, ()) or lexicon.alike(one, two) else 0.0


def _clash(told: frozenset[str], known: set[str]) -> bool:
    """Two different colours: a red hat is no green one."""
    colours = colour_table()
    return any(w in colours for w in told) and any(w in colours for w in known)
