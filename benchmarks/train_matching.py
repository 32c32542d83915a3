"""Fits the weights by which fragments of one identity are joined, and says how good they are on stories held out.

Reads the annotated stories of `tests/data`, lets the rules read each of them once, and fits a mention-ranking model:
the softmax over all earlier fragments and "somebody new" is to give its weight to those that the annotation says are
the same (Durrett and Klein, 2013, over fragments). Figures are from cross-validation by story: no story is scored by
weights that have seen it. Writes `iamflow_agents/agents/matching.yaml`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from iamflow_agents.agents.extractor import RuleExtractor
from iamflow_agents.agents.fragments import StoryFragments
from iamflow_agents.agents.guidance import Watch
from iamflow_agents.agents.matching import Weights, find_unions
from iamflow_agents.agents.pair_evidence import Evidence, gather
from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.agents.reading import SegmentReading
from iamflow_agents.agents.resolver import resolve_story
from iamflow_agents.agents.uniting import UnitingGuide
from iamflow_agents.backends.rules.lexicon import load_lexicon
from iamflow_agents.codec import decode
from iamflow_agents.commands.output import write_line
from iamflow_agents.evaluation.annotations import GoldScript, read_predicted_line
from iamflow_agents.evaluation.identity_scores import Score, score_script, total_score
from iamflow_agents.evaluation.score_files import read_gold
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_scripts

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
HELD_OUT = DATA / "hard_held_3.jsonl"
"""Stories that are scored, never fitted."""
WEIGHTS = ROOT / "iamflow_agents" / "agents" / "matching.yaml"
FOLDS = 8
RIDGE = 1.0
STEPS = 2_000
RATE = 0.05
THRESHOLD = -1.4
LOOKS_PRICE = 1.6
"""Below 0: one identity cut in two costs a story more than a face taken for a known one. What is joined wrongly brings
its looks along, so the more is told of them the surer a join has to be; both numbers were chosen by cross-validation.
"""
_PRONOUN_WORTH = 0.3
_PRONOUNS = frozenset(
    ["he", "she", "him", "her", "his", "they", "them", "their", "it", "its", "i", "my", "me", "you", "your", "both"]
)
_CHARACTERS = frozenset(["person", "animal", "creature", "robot", "group"])


@dataclass(slots=True)
class Example:
    """One annotated story after the rules' pass."""

    name: str
    number: int
    script: Script
    readings: list[SegmentReading]
    gold: GoldScript
    before: Score
    """What the rules reach without joining anything."""
    story: StoryFragments
    choices: list[tuple[list[Evidence], list[bool]]]
    """For every fragment the figures of its candidates, and which of them are the same."""


def read_examples(path: Path) -> Iterator[Example]:
    """Let the rules read every annotated story of a file."""
    gold = read_gold(path.with_suffix(".gold.jsonl")).scripts
    lines = path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()
    raw = {row["script"]: row for row in map(json.loads, lines)}
    for number, script in read_scripts(path):
        if number in gold:
            yield read_example(path.stem, number, script, gold[number], raw[number])


def read_example(name: str, number: int, script: Script, gold: GoldScript, raw: dict[str, Any]) -> Example:
    """Let the rules read one story, and label what they kept apart by the annotation."""
    extractor = RuleExtractor()
    readings = [decode(SegmentReading, extractor.read(script, i)) for i in range(len(script.segments))]
    watch = Watch()
    registry = resolve_story(script, readings, watch)
    if watch.casting is None:
        raise SystemExit(f"script {number} mentions nobody")
    places = [scene.setting.place for scene in registry.scenes]
    story = StoryFragments(script, readings, watch.casting, watch.decisions, places, load_lexicon())
    owner = owners(story, raw)
    choices = []
    for key, candidates in story.candidates.items():
        who, later = owner[key], next(f for f in story.beings if f.dossier.key == key)
        same = [who is not None and owner[c.dossier.key] == who for c in candidates]
        choices.append(([gather(story, c, later) for c in candidates], same))
    before = score_script(gold, read_predicted_line(to_prediction(number, registry), name))
    return Example(name, number, script, readings, gold, before, story, choices)


def owners(story: StoryFragments, raw: dict[str, Any]) -> dict[str, str | None]:
    """Which annotated identity each fragment is, by the annotated words that its mentions overlap most."""
    spans = [annotated(raw, segment, row.prompt) for segment, row in enumerate(story.script.segments)]
    found: dict[str, str | None] = {}
    for fragment in story.beings:
        votes: Counter[str] = Counter()
        for row in fragment.rows:
            m = row.description.mention
            worth = (_PRONOUN_WORTH if m.text.lower() in _PRONOUNS else 1.0) / len(row.dossiers)
            share, who = best_overlap(m.start, m.end, spans[row.spot.segment])
            for one in who:
                votes[one] += worth * share / len(who)  # type: ignore[assignment]
        found[fragment.dossier.key] = votes.most_common(1)[0][0] if votes else None
    return found


def annotated(raw: dict[str, Any], segment: int, prompt: str) -> list[tuple[int, int, list[str]]]:
    """Spans of the annotated words of a segment, with the characters they mean."""
    meant: dict[str, list[str]] = defaultdict(list)
    for identity in raw["identities"]:
        if identity["kind"] in _CHARACTERS:
            for words in identity["mentions"].get(str(segment), []):
                meant[words].append(str(identity["id"]))
    return [
        (hit.start(), hit.end(), who)
        for words, who in meant.items()
        for hit in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", prompt)
    ]


def best_overlap(start: int, end: int, spans: list[tuple[int, int, list[str]]]) -> tuple[float, list[str]]:
    """The span that shares most with a mention, and how much that is."""
    best: tuple[float, list[str]] = (0.0, [])
    for first, last, who in spans:
        share = (min(end, last) - max(start, first)) / max(end - start, last - first)
        if share > best[0]:
            best = (share, who)
    return best


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights that give most probability to what the annotation says; full-batch Adam, deterministic."""
    rows = [choice for example in examples for choice in example.choices if choice[0]]
    names = sorted(rows[0][0][0])
    most = max(len(figures) for figures, _ in rows)
    x = np.zeros((len(rows), most, len(names)))
    there, same = np.zeros((len(rows), most), bool), np.zeros((len(rows), most + 1), bool)
    for at, (figures, labels) in enumerate(rows):
        x[at, : len(figures)] = [[row[name] for name in names] for row in figures]
        there[at, : len(figures)] = True
        same[at, : len(figures)] = labels
        same[at, -1] = not any(labels)
    theta = np.zeros(len(names))
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, STEPS + 1):
        scores = np.where(there, x @ theta, -np.inf)
        odds = np.exp(np.concatenate([scores, np.zeros((len(rows), 1))], axis=1))
        p = odds / odds.sum(axis=1, keepdims=True)
        right = odds * same
        q = right / right.sum(axis=1, keepdims=True)
        gradient = np.einsum("rc,rck->k", (p - q)[:, :-1], x) + RIDGE * theta
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        rate = RATE * (1 - step / (STEPS + 1))
        theta -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(value), 3) for name, value in zip(names, theta, strict=True)}


def reach(example: Example, weights: Weights) -> Score:
    """Score of a story whose fragments are joined."""
    unions = find_unions(example.story, weights)
    registry = resolve_story(example.script, example.readings, UnitingGuide(unions))
    return score_script(example.gold, read_predicted_line(to_prediction(example.number, registry), example.name))


def report(examples: Sequence[Example], after: Sequence[Score]) -> None:
    """Characters' IDF1 of each file, before and after joining."""
    for name in [*dict.fromkeys(e.name for e in examples), "all"]:
        rows = [(e.before, s) for e, s in zip(examples, after, strict=True) if name in (e.name, "all")]
        first, last = (total_score(dict(enumerate(scores))).figures() for scores in zip(*rows, strict=True))
        write_line(
            f"{name:20} {len(rows):4} stories   characters {first['IDF1_characters']:.3f} -> "
            f"{last['IDF1_characters']:.3f}   attributes {first['attr_F1']:.3f} -> {last['attr_F1']:.3f}"
        )


def cross_validate(examples: Sequence[Example], threshold: float) -> None:
    """Every story scored by weights fitted to the other folds."""
    order = list(range(len(examples)))
    random.Random(3).shuffle(order)
    after: dict[int, Score] = {}
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        weights = Weights(
            threshold=threshold,
            looks_price=LOOKS_PRICE,
            weights=fit([examples[i] for i in order if i not in set(held)]),
        )
        after.update({i: reach(examples[i], weights) for i in held})
    report(examples, [after[i] for i in range(len(examples))])


def main() -> None:
    """Cross-validate, score the files held out, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", type=Path, nargs="*", default=[], help="more files that are scored, never fitted")
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    args = parser.parse_args()
    files = [p for p in sorted(DATA.glob("*.jsonl")) if p.with_suffix(".gold.jsonl").exists() and p != HELD_OUT]
    examples = [example for path in files for example in read_examples(path)]
    cross_validate(examples, args.threshold)
    weights = fit(examples)
    for path in [HELD_OUT, *args.held_out]:
        held = list(read_examples(path))
        report(
            held, [reach(e, Weights(threshold=args.threshold, looks_price=LOOKS_PRICE, weights=weights)) for e in held]
        )
    if not args.dry_run:
        text = "# Made by `make train-matching` from the annotated stories in tests/data; see agents/matching.py.\n"
        data = {"threshold": args.threshold, "looks_price": LOOKS_PRICE, "weights": weights}
        WEIGHTS.write_text(text + yaml.safe_dump(data, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
