"""One question a segment: its open mentions, a few controls, who each could mean, and what the story said of them.

Everything comes from the rules' pass over the whole script, so that the questions of a script do not wait for one
another. Options are shuffled and the rules' guess is not marked: small models repeat what stands first, last or
marked. What the answers are worth is decided in `arbitration`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from iamflow_agents.agents.guidance import Decision, Spot
from iamflow_agents.agents.openness import OpenMention, find_open, is_control
from iamflow_agents.agents.pins import Anchor, apart_from
from iamflow_agents.agents.question_cards import CaseFile
from iamflow_agents.agents.question_text import mark_mentions, occurs_in
from iamflow_agents.agents.reading import SegmentReading
from iamflow_agents.backends.protocol import Prompt, Question
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.script import Script

NEW, NOBODY, UNSURE = "new", "nobody", "unsure"
_WORDS_FOR_NONE = (NEW, NOBODY, UNSURE)
_MOST_OPEN = 8
_MOST_OPTIONS = 6
_CONTROLS_A_STORY = 12


class IdentifiedMention(BaseModel):
    """The answer for one numbered mention."""

    model_config = ConfigDict(extra="forbid")

    mention: int = Field(description="number of the mention")
    quote: str = Field(description="the few words of the story that decide it, copied exactly")
    who: list[str] = Field(description="ids from the mention's options; one id unless several are meant")


class IdentifyAnswer(BaseModel):
    """Answers for all numbered mentions of a segment."""

    model_config = ConfigDict(extra="forbid")

    answers: list[IdentifiedMention]


def answer_shape(ids: Sequence[str], numbers: Sequence[int], *, many: bool) -> type[IdentifyAnswer]:
    """The shape of an answer to one question: a server that keeps to shapes cannot say what is no answer at all.

    Args:
        ids: All ids that may be named.
        numbers: Numbers of the mentions.
        many: Whether any mention may mean several; small models name all options where they may name several.
    """
    named: Any = Literal[tuple(dict.fromkeys(ids))]
    numbered: Any = Literal[tuple(numbers)]
    told = IdentifiedMention.model_fields
    who = Field(description=told["who"].description, min_length=1, max_length=len(set(ids)) if many else 1)
    row: Any = create_model(
        "IdentifiedMention",
        __base__=IdentifiedMention,
        mention=(numbered, Field(description=told["mention"].description)),
        who=(list[named], who),
    )
    # Only told, not checked: it keeps a small model from going on for ever, and what it says twice does no harm.
    rows = Field(json_schema_extra={"maxItems": len(numbers)})
    return create_model("IdentifyAnswer", __base__=IdentifyAnswer, answers=(list[row], rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One numbered mention of a question."""

    number: int
    decision: Decision
    open_mention: OpenMention | None
    """None for a control, whose answer is known."""
    options: dict[str, Anchor | None]
    """Ids that may be answered, with the earlier mention that means each; None for `new`, `nobody` and `unsure`."""
    rules: tuple[str, ...]
    """What the rules answer, in ids."""
    own: str = ""
    """The id that this mention opens by the rules; naming it says `new`."""

    def says(self, who: Sequence[str]) -> list[str]:
        """An answer in the words of the options, each once."""
        return list(dict.fromkeys(NEW if self.own and word == self.own else word for word in who))

    @property
    def many(self) -> bool:
        """Whether several ids may be answered."""
        return self.open_mention is not None and self.open_mention.many


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what is needed to judge its answer."""

    segment: int
    items: tuple[Item, ...]
    context: str
    """All text of the story that the question shows."""
    question: Question[IdentifyAnswer]


def build_questions(
    script: Script, readings: Sequence[SegmentReading], decisions: Sequence[Decision], file: CaseFile, prompt: Prompt
) -> list[Asked]:
    """One question for each segment that has open mentions.

    Args:
        script: The story.
        readings: What each segment says.
        decisions: What the rules decided, in story order.
        file: Who is who after the rules' pass.
        prompt: Instructions and examples.
    """
    opened: dict[int, list[OpenMention]] = {}
    for one in find_open(decisions):
        opened.setdefault(one.decision.spot.segment, []).append(one)
    sure = [decision for decision in decisions if is_control(decision)]
    n_controls = max(2, min(4, -(-_CONTROLS_A_STORY // max(1, len(opened)))))
    asked = []
    for segment, mentions in opened.items():
        doubted = sorted(mentions, key=lambda o: (o.trust, o.decision.spot))[:_MOST_OPEN]
        keys = [file.key(a.dossier) for o in doubted for a in o.decision.alternatives]
        earlier = file.context(keys, segment)
        controls = _controls(sure, [segment, *reversed(earlier)], n_controls)
        items = _items(doubted, controls, file)
        if any(item.open_mention is not None for item in items):
            used = {item.decision.spot for item in items if item.open_mention is None}
            sure = [decision for decision in sure if decision.spot not in used]
            asked.append(_ask(script, readings[segment], segment, earlier, items, file, prompt))
    return asked


def _controls(sure: Sequence[Decision], segments: Sequence[int], count: int) -> list[Decision]:
    """Mentions with a sure answer from the segments shown, nearest first; newcomers are about a third of them.

    No two mean the same one, as far as there are enough; plain names, which are easy, come last.
    """
    near = [d for d in sure if d.spot.segment in segments]
    near.sort(key=lambda d: (d.reason in {"name", "new name"}, segments.index(d.spot.segment), d.spot))
    fresh, known = [d for d in near if d.is_new], [d for d in near if not d.is_new]
    share = max(1, count // 3)
    picked: list[Decision] = []
    for again in (False, True):
        for decision in [*fresh[:share], *known, *fresh[share:]]:
            told = any(decision.dossiers[0] is other.dossiers[0] for other in picked)
            if len(picked) < count and decision not in picked and (again or not told):
                picked.append(decision)
    return picked


def _items(opened: Sequence[OpenMention], controls: Sequence[Decision], file: CaseFile) -> tuple[Item, ...]:
    pairs: list[tuple[Decision, OpenMention | None]] = [(o.decision, o) for o in opened]
    pairs += [(decision, None) for decision in controls]
    pairs.sort(key=lambda pair: pair[0].spot)
    items: list[Item] = []
    for decision, one in pairs:
        options, rules = _options(decision, file)
        if sum(anchor is not None for anchor in options.values()) > 0:
            own = file.key(decision.dossiers[0]) if decision.is_new and len(decision.dossiers) == 1 else ""
            items.append(
                Item(
                    number=len(items) + 1, decision=decision, open_mention=one, options=options, rules=rules,
                    own=own if own not in options else "",
                )
            )  # fmt: skip
    return tuple(items)


def _options(decision: Decision, file: CaseFile) -> tuple[dict[str, Anchor | None], tuple[str, ...]]:
    """Ids a mention may be answered with, shuffled, and the rules' own answer."""
    chosen = [] if decision.is_new else [file.key(d) for d in decision.dossiers]
    others = [file.key(a.dossier) for a in decision.alternatives]
    keys = list(dict.fromkeys([*chosen, *others]))[: max(_MOST_OPTIONS, len(chosen))]
    options: dict[str, Anchor | None] = {}
    order = random.Random(f"options|{decision.description.mention.text}|{decision.spot}")
    order.shuffle(keys)
    for key in keys:
        anchor = file.anchor(key, decision.spot)
        if anchor is not None:
            options[key] = anchor
    if decision.description.mention.form is not Form.PRONOUN:
        options[NEW] = None
    if not decision.dossiers:
        options[NOBODY] = None
    rules = (NEW,) if decision.is_new else tuple(key for key in chosen if key in options)
    return options, rules or ((NOBODY,) if not decision.dossiers else ())


def _ask(
    script: Script,
    reading: SegmentReading,
    segment: int,
    earlier: Sequence[int],
    items: tuple[Item, ...],
    file: CaseFile,
    prompt: Prompt,
) -> Asked:
    text = script.segments[segment].prompt
    keys = list(dict.fromkeys(key for item in items for key, anchor in item.options.items() if anchor is not None))
    order = random.Random(f"cards|{segment}|{text}")
    order.shuffle(keys)
    lines = ["EARLIER", *(_marked(script, i, items) for i in earlier)] if earlier else []
    lines += ["NOW", _marked(script, segment, items)]
    if segment + 1 < len(script.segments):
        lines += ["NEXT", f"{segment + 2}: {script.segments[segment + 1].prompt.strip()}"]
    lines += ["CAST", *(file.card(key, segment) for key in keys), "MENTIONS", *(_line(item) for item in items)]
    shown = [*(script.segments[i].prompt for i in earlier), text]
    shown += [script.segments[i].prompt for i in range(segment + 1, min(segment + 2, len(script.segments)))]
    context = "\n".join(shown)
    guess = IdentifyAnswer(
        answers=[
            IdentifiedMention(
                mention=item.number, quote=item.decision.description.mention.text, who=list(item.rules) or [UNSURE]
            )
            for item in items
        ]
    )
    check: Callable[[IdentifyAnswer], Sequence[str]] = partial(find_problems, items, segment, reading, context)
    shape = answer_shape(
        [*keys, *(item.own for item in items if item.own), *_WORDS_FOR_NONE],
        [item.number for item in items],
        many=any(item.many for item in items),
    )
    question = Question(
        prompt=prompt, payload="\n".join(lines), schema=shape, guess=guess, check=check, segment_index=segment
    )
    return Asked(segment=segment, items=items, context=context, question=question)


def _marked(script: Script, segment: int, items: Sequence[Item]) -> str:
    rows = [(i.number, i.decision.description.mention) for i in items if i.decision.spot.segment == segment]
    return f"{segment + 1}: {mark_mentions(script.segments[segment].prompt, rows).strip()}"


def _line(item: Item) -> str:
    options = " | ".join([key for key in item.options if key not in _WORDS_FOR_NONE])
    extra = " | ".join([key for key in item.options if key in _WORDS_FOR_NONE] + [UNSURE])
    several = " (one or more)" if item.many else ""
    return f'[{item.number}] "{item.decision.description.mention.text}"{several}: {options} | {extra}'


def find_problems(
    items: Sequence[Item], segment: int, reading: SegmentReading, context: str, answer: IdentifyAnswer
) -> list[str]:
    """Say what is wrong with an answer of the right shape, a sentence each.

    Args:
        items: What was asked.
        segment: About which segment.
        reading: What the segment says; who acts on whom tells who must be two.
        context: All text of the story that was shown.
        answer: What the model said.
    """
    problems = []
    by_number = {item.number: item for item in items}
    given: dict[int, IdentifiedMention] = {}
    for row in answer.answers:
        if row.mention not in by_number:
            problems.append(f"There is no mention [{row.mention}].")
        elif row.mention in given:
            problems.append(f"Mention [{row.mention}] is answered twice.")
        given.setdefault(row.mention, row)
    for number, item in by_number.items():
        if number not in given:
            problems.append(f"Mention [{number}] has no answer.")
        else:
            problems += _row_problems(item, given[number], context)
    return problems + _double_problems(items, segment, reading, given)


def _row_problems(item: Item, row: IdentifiedMention, context: str) -> list[str]:
    problems = []
    allowed = {*item.options, UNSURE}
    for who in item.says(row.who):
        if who not in allowed:
            problems.append(f"[{item.number}]: {who!r} is none of its options {', '.join(item.options)}.")
    if not row.who or len(set(row.who)) < len(row.who):
        problems.append(f"[{item.number}]: name each id once, at least one.")
    alone = len(row.who) == 1
    if not alone and (not item.many or any(word in row.who for word in _WORDS_FOR_NONE)):
        problems.append(f"[{item.number}]: only one answer is possible.")
    if not occurs_in(row.quote, context):
        problems.append(f"[{item.number}]: {row.quote!r} does not stand in the story.")
    return problems


def _double_problems(
    items: Sequence[Item], segment: int, reading: SegmentReading, given: dict[int, IdentifiedMention]
) -> list[str]:
    """Two mentions of which one acts on the other cannot be the same one."""
    problems = []
    at: dict[Spot, Item] = {item.decision.spot: item for item in items}
    for item in items:
        if item.decision.spot.segment != segment:
            continue
        for other in sorted(apart_from(reading, item.decision.spot.mention)):
            twin = at.get(Spot(segment, other))
            if twin is None or twin.number <= item.number or item.number not in given or twin.number not in given:
                continue
            one, two = given[item.number].who, given[twin.number].who
            if len(one) == 1 and one == two and one[0] not in _WORDS_FOR_NONE:
                problems.append(f"[{item.number}] and [{twin.number}] cannot both be {one[0]}.")
    return problems
