"""Nouns that name nobody: comparisons, towns, camera directions, possessors of goods, and crowds by the hundred.

"Calm as a priest", "a doctor from Budapest", "Crane up over the pass", "in a courier's jacket": whoever stands there
by the words alone is not in the story.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.records import CHARACTER_KINDS, Slot

_CAMERA = frozenset({
    "crane", "dolly", "pan", "tilt", "zoom", "rack", "whip", "boom", "truck", "jib", "pedestal", "cut", "fade",
    "dissolve", "wipe", "smash", "pov", "track", "push", "pull", "close", "angle",
})  # fmt: skip
_CAMERA_WAYS = frozenset({
    "up", "down", "left", "right", "in", "out", "over", "back", "to", "focus", "shot", "pan", "past", "through",
    "across", "around", "away", "on", "from", "cut", "zoom", "slowly", "of", ":",
})  # fmt: skip
_HEADINGS = frozenset({
    "flashback", "flashforward", "flash-forward", "montage", "intercut", "title", "super", "present", "day",
    "meanwhile", "later", "continuous", "scene", "act", "epilogue", "prologue", "fade", "cut", "end", "the", "back",
    "pov", "vo", "os", "insert", "interior", "exterior", "establishing", "dawn", "dusk", "night", "morning",
    "evening", "noon", "midnight", "terminus", "dream", "sequence", "smash", "dissolve", "to", "in", "out", "black",
    "chapter", "part", "credits",
})  # fmt: skip
_COSTUMED = frozenset({"dress", "disguise", "pose", "masquerade", "costume", "camouflage"})
_MULTITUDES = frozenset({
    "hundred", "hundreds", "thousand", "thousands", "million", "millions", "dozen", "dozens", "scores", "countless",
    "umpteen", "swarms", "masses", "crowds",
})  # fmt: skip
_WHITHER = frozenset(
    {"from", "to", "in", "near", "at", "toward", "towards", "via", "outside", "for", "of", "across", "through"}
)
_TRAVELS = frozenset({
    "move", "travel", "go", "fly", "sail", "return", "drive", "emigrate", "head", "come", "hail", "flee", "ship",
    "bind", "arrive", "transfer", "send",
})  # fmt: skip
_PIECES = frozenset({"king", "queen", "rook", "bishop", "knight", "pawn"})
_CHESS = frozenset({"chess", "chessboard", "checkmate", "pawn", "pawns", "rook", "rooks", "chessmen", "checkers"})
NO_BEINGS = _PIECES | {"fan"}
"""What is a thing where it names nobody: pieces on a board, and fans."""
_OF_THE_BODY = frozenset({Slot.FACE, Slot.EYES, Slot.HAIR, Slot.SKIN, Slot.BUILD})
_WHIRRS = frozenset({
    "spin", "whir", "whirr", "turn", "fall", "hum", "creak", "rotate", "stir", "blow", "rattle", "stop", "circle",
})  # fmt: skip


def names_nobody(doc: Any, phrases: list[Phrase], index: int, lexicon: Lexicon) -> bool:
    """Whether a phrase, whatever its noun, brings nobody and nothing into the story."""
    phrase = phrases[index]
    if phrase.form in {Form.PRONOUN, Form.SEVERAL}:
        return False
    if phrase.form is Form.NAME and _is_town(doc, phrase, lexicon):
        return True
    return (
        _is_heading(doc, phrase)
        or _directs_camera(doc, phrase)
        or _is_comparison(doc, phrase)
        or _is_multitude(doc, phrase)
        or _owns_in_general(doc, phrases, index, lexicon)
        or _is_machine(doc, phrase)
        or _is_chess_piece(doc, phrase)
    )


def _is_heading(doc: Any, phrase: Phrase) -> bool:
    """A heading in capitals: "FLASHBACK.", "PRESENT DAY.", "THE END"."""
    words = [t for t in doc[phrase.start : phrase.end] if not t.is_punct]
    alone = phrase.end >= len(doc) or doc[phrase.end].is_punct or doc[phrase.end].is_space
    opens = phrase.start == 0 or doc[phrase.start - 1].is_punct or doc[phrase.start - 1].is_space
    shouted = all(t.text.isupper() for t in words) or (len(words) == 1 and phrase.form is Form.NAME)
    return bool(words) and opens and alone and shouted and all(t.lower_ in _HEADINGS for t in words)


def _directs_camera(doc: Any, phrase: Phrase) -> bool:
    """A direction that opens a sentence: "Crane up", "Whip pan:", "Rack focus to"."""
    first = doc[phrase.start]
    if phrase.det or phrase.owner is not None or first.lower_ not in _CAMERA:
        return False
    opens = first.i == 0 or first.is_sent_start or doc[first.i - 1].text in {".", ":", "!", "?", ";", "—", "-"}
    after = doc[first.i + 1].lower_ if first.i + 1 < len(doc) else ""
    return bool(opens and after in _CAMERA_WAYS)


def _is_comparison(doc: Any, phrase: Phrase) -> bool:
    """As in "like a cat", "no larger than a goat", "calm as a priest", "dressed as a bear"."""
    if phrase.det not in {"a", "an", ""} or phrase.form is Form.NAME or phrase.start == 0:
        return False
    before = doc[phrase.start - 1]
    if before.lower_ == "than":
        return True
    if before.lower_ == "like":
        return bool(before.pos_ in {"ADP", "SCONJ"} and phrase.det)
    if before.lower_ != "as" or before.i == 0:
        return False
    governor = doc[before.i - 1]
    return bool(governor.pos_ in {"ADJ", "ADV"} or governor.lemma_ in _COSTUMED or before.head.lemma_ in _COSTUMED)


def _is_multitude(doc: Any, phrase: Phrase) -> bool:
    """As in "two hundred guests", "dozens of children": a crowd nobody can tell apart."""
    if any(doc[j].lower_ in _MULTITUDES for j in range(phrase.start, phrase.head)):
        return True
    of = phrase.start > 1 and doc[phrase.start - 1].lower_ == "of"
    return bool(of and phrase.plural and doc[phrase.start - 2].lower_ in _MULTITUDES)


def _owns_in_general(doc: Any, phrases: list[Phrase], index: int, lexicon: Lexicon) -> bool:
    """A possessor that only says what sort: "a courier's jacket", "Clockmaker's shop", "a stranger's face"."""
    phrase = phrases[index]
    if phrase.form not in {Form.INDEFINITE, Form.BARE} or phrase.end >= len(doc) or doc[phrase.end].tag_ != "POS":
        return False
    owned = next((p for p in phrases[index + 1 : index + 3] if p.owner == index), None)
    if owned is None:
        return False
    if owned.noun in lexicon.body or lexicon.look_nouns.get(owned.noun) in _OF_THE_BODY:
        return doc[owned.head].dep_ not in {"nsubj", "nsubjpass", "dobj"}
    return owned.noun in lexicon.look_nouns or owned.noun in lexicon.place_nouns


def _is_chess_piece(doc: Any, phrase: Phrase) -> bool:
    """As in "Her white bishop takes the black knight": pieces, where the words tell that a board is near."""
    if phrase.noun not in _PIECES or phrase.form is Form.NAME:
        return False
    words = [t.lower_ for t in doc]
    if not _CHESS.isdisjoint(words):
        return True
    coloured = [j for j in range(1, len(words)) if words[j] in _PIECES and words[j - 1] in {"black", "white"}]
    return len(coloured) > 1


def _is_machine(doc: Any, phrase: Phrase) -> bool:
    """A fan that hangs from the ceiling admires nobody."""
    if phrase.noun != "fan" or phrase.plural or (phrase.end < len(doc) and doc[phrase.end].lower_ == "of"):
        return False
    head = doc[phrase.head]
    return phrase.det == "the" or head.head.lemma_ in _WHIRRS or len(phrase.modifiers) > 0


def _is_town(doc: Any, phrase: Phrase, lexicon: Lexicon) -> bool:
    """A town or country, or an unknown name where somebody comes from: "a doctor from Budapest"."""
    head = doc[phrase.head]
    if head.dep_ in {"nsubj", "nsubjpass", "dobj", "dative"} and head.head.pos_ in {"VERB", "AUX"}:
        return False
    before = doc[phrase.start - 1] if phrase.start else None
    listed = phrase.name.lower().replace(" ", "-") in lexicon.toponyms
    if phrase.end < len(doc) and doc[phrase.end].tag_ == "POS":
        owned = lexicon.singular(doc[phrase.end + 1].text) if phrase.end + 1 < len(doc) else ""
        return listed and (owned in lexicon.place_nouns or owned in lexicon.scenery)
    if before is None:
        return listed
    given = phrase.name.split()[0].lower() in lexicon.first_names and before.lower_ != "in"
    if before.lower_ in _WHITHER and not given:
        governor = before.head
        being = lexicon.beings.get(lexicon.singular(governor.text))
        from_there = before.lower_ == "from" and being is not None and being.kind in CHARACTER_KINDS
        return not phrase.title and (listed or from_there or _moves_to(before, governor))
    return bool(listed and (before.text in {",", ".", "-", "—", "\n", ":"} or phrase.start == 0))


def _moves_to(before: Any, governor: Any) -> bool:
    """As in "she moved to Brno", "he sails for Goa"."""
    return before.lower_ in {"to", "for"} and governor.lemma_ in _TRAVELS - {"go", "come", "head", "return", "send"}
