"""Models of known worth for tests of arbitration: they read a question's text as a real one does."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

from iamflow_agents.agents.extractor import RuleExtractor
from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.agents.questions import IdentifiedMention, IdentifyAnswer
from iamflow_agents.backends.prompts import load_exam
from iamflow_agents.backends.protocol import Question, Reply
from iamflow_agents.records import Registry
from iamflow_agents.script import Script, Segment

_DATA = Path(__file__).parent.parent / "data"
_LINE = re.compile(r'^\[(\d+)\] "(.*)"( \(one or more\))?: (.*)$', re.MULTILINE)
_NONE = {"new", "nobody", "unsure"}

Choose = Callable[[int, str, list[str], bool, int], list[str]]
"""From segment (-1 for the examination), text, options, whether several may be named, and number: who."""


class AnsweringConsultant:
    """Answers every question through a function; what the question's own check refuses becomes the rules' guess."""

    name = "test:model"

    def __init__(self, choose: Choose, quote: Callable[[str], str] | None = None) -> None:
        self.choose, self.quote = choose, quote
        self.asked: list[Question[Any]] = []
        self.refused: list[str] = []

    def consult(self, questions: Sequence[Question[Any]], *, calls: int | None = None) -> tuple[Reply[Any], ...]:
        """Answer all questions, in order."""
        self.asked.extend(questions)
        return tuple(self._reply(question) for question in questions)

    def _reply(self, question: Question[Any]) -> Reply[Any]:
        problems: list[str] = []
        for _ in range(20):
            answer = self._answer(question)
            problems = list(question.check(answer))
            if not problems:
                return Reply(value=answer, origin="model")
        self.refused += problems
        return Reply(value=question.guess, origin="rules", note=problems[0])

    def _answer(self, question: Question[Any]) -> IdentifyAnswer:
        rows = []
        for number, text, several, listed in _LINE.findall(question.payload):
            options = [word for part in listed.split(" | ") for word in [part.strip()]]
            segment = -1 if question.segment_index is None else question.segment_index
            who = self.choose(segment, text, options, bool(several), int(number))
            rows.append(IdentifiedMention(mention=int(number), quote=self._quote(question, text, who), who=who))
        return IdentifyAnswer(answers=rows)

    def _quote(self, question: Question[Any], text: str, who: list[str]) -> str:
        """Words that stand on the card of the chosen one, if it has any."""
        card = re.search(rf'^- {re.escape(who[0])}: .*?called "([^"]*)"', question.payload, re.MULTILINE)
        return card[1] if card else text


def random_chooser(seed: str) -> Choose:
    """Any valid answer."""
    source = random.Random(seed)

    def choose(segment: int, text: str, options: list[str], several: bool, number: int) -> list[str]:
        somebody = [o for o in options if o not in _NONE]
        if several and source.random() < 0.8:
            return source.sample(somebody, source.randint(1, len(somebody)))
        return [source.choice(options)]

    return choose


def place_chooser(place: int) -> Choose:
    """Always the option at one place of the list, as small models do."""

    def choose(segment: int, text: str, options: list[str], several: bool, number: int) -> list[str]:
        somebody = [o for o in options if o not in _NONE]
        return [somebody[place]]

    return choose


def word_chooser(word: str) -> Choose:
    """Always the same word where it is possible."""

    def choose(segment: int, text: str, options: list[str], several: bool, number: int) -> list[str]:
        return [word if word in options else options[0]]

    return choose


def gold_chooser(gold: dict[str, Any], rules: Registry) -> Choose:
    """What a careful reader answers, as far as the gold tells; unsure elsewhere."""
    meant = {identity.key: _gold_of_key(gold, rules, identity.key) for identity in rules.identities}

    def choose(segment: int, text: str, options: list[str], several: bool, number: int) -> list[str]:
        if segment < 0:
            return [load_exam("identify_exam").right[number - 1]]
        for at in (segment, *range(segment - 1, -1, -1)):
            right = _gold_of_text(gold, at, text)
            if right:
                break
        else:
            return ["unsure"]
        hits = [o for o in options if meant.get(o) in right]
        first = min(min(i["present"]) for i in gold["identities"] if i["id"] in right)
        if several or len(hits) == 1:
            return hits or ["unsure"]
        return ["new"] if not hits and first == at and "new" in options else hits[:1] or ["unsure"]

    return choose


def _gold_of_text(gold: dict[str, Any], segment: int, text: str) -> list[str]:
    """Identities that a text means in a segment, exactly or as part of a longer mention."""

    def said(identity: dict[str, Any]) -> list[str]:
        return [m.lower() for m in identity["mentions"].get(str(segment), [])]

    whole = [i["id"] for i in gold["identities"] if text.lower() in said(i)]
    if whole or " " not in text:
        return whole
    return [i["id"] for i in gold["identities"] if any(f"{text.lower()} " in f"{m} " for m in said(i))]


def _gold_of_key(gold: dict[str, Any], rules: Registry, key: str) -> str | None:
    """Whom the rules' identity means first; what it was mistaken for later does not count."""
    for scene in rules.scenes:
        found: Counter[str] = Counter()
        for mention in scene.mentions:
            if mention.identity == key:
                right = _gold_of_text(gold, scene.index, mention.text)
                if len(right) == 1:
                    found[right[0]] += 1
        if found:
            return found.most_common(1)[0][0]
    return None


def stories(name: str) -> list[tuple[Script, list[str], dict[str, Any]]]:
    """Scripts of a data file with their readings and gold."""
    extractor, told = RuleExtractor(), []
    lines = [json.loads(line) for line in (_DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    golds = [json.loads(line) for line in (_DATA / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
    for line, gold in zip(lines, golds, strict=True):
        script = Script(segments=tuple(Segment(prompt=prompt) for prompt in line["prompts"]))
        told.append((script, [extractor.read(script, i) for i in range(len(line["prompts"]))], gold))
    return told


def character_f1(registry: Registry, gold: dict[str, Any]) -> float:
    """Best one-to-one agreement of characters' presences, as an F1 over segments."""
    line = to_prediction(0, registry)
    said: dict[str, set[int]] = {i["id"]: set() for i in line["identities"] if i["kind"] not in {"object", "vehicle"}}
    for segment in line["segments"]:
        for entity in segment["entities"]:
            if entity["id"] in said:
                said[entity["id"]].add(segment["index"])
    right = [set(i["present"]) for i in gold["identities"] if i["kind"] not in {"object", "vehicle"}]
    short, long = sorted((right, list(said.values())), key=len)
    hits = max(sum(len(a & b) for a, b in zip(short, order, strict=False)) for order in permutations(long, len(short)))
    return 2 * hits / max(1, sum(map(len, right)) + sum(map(len, said.values())))
