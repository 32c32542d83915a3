"""The resolver that asks a model what the rules leave open: a question a segment and an examination, all at once.

The rules read the whole story, a model is asked about their doubtful decisions, and the rules read it again with
those answers pinned that are believed. A story without open mentions makes no call; when a model fails or is not
believed, the rules' story stands and every reason says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iamflow_agents.agents.arbitration import Record, Ruling, judge
from iamflow_agents.agents.examination import build_examination, grade
from iamflow_agents.agents.guidance import Spot, Watch
from iamflow_agents.agents.pins import PinnedGuide
from iamflow_agents.agents.question_cards import CaseFile
from iamflow_agents.agents.questions import build_questions
from iamflow_agents.agents.reading import SegmentReading
from iamflow_agents.agents.resolver import first_pass, resolve_story
from iamflow_agents.agents.uniting import UnitingGuide
from iamflow_agents.backends.prompts import load_prompt
from iamflow_agents.backends.protocol import Consultant
from iamflow_agents.codec import decode
from iamflow_agents.records import Mention, Registry, Scene
from iamflow_agents.script import Script


class ModelResolver:
    """Decides who is who by rules, and asks a model where they doubt.

    Args:
        consultant: Asks the model.
    """

    def __init__(self, consultant: Consultant) -> None:
        self.consultant = consultant

    def resolve(self, script: Script, readings: Sequence[str]) -> Registry:
        """Join the readings of all segments, in story order, into one registry.

        Args:
            script: The story; its cast is canon from segment 0.
            readings: One JSON text a segment, as the rule extractor wrote it.

        Raises:
            BackendError: If the model failed and the job is not to go on with the rules.
            BudgetExceededError: If the budget is used up.
        """
        read = [decode(SegmentReading, text) for text in readings]
        _, unions = first_pass(script, read)
        watch = Watch(UnitingGuide(unions))
        registry = resolve_story(script, read, watch)
        if watch.casting is None:
            return registry
        decisions = sorted(watch.decisions, key=lambda decision: decision.spot)
        file = CaseFile(watch.casting, decisions)
        prompt = load_prompt("identify")
        asked = build_questions(script, read, decisions, file, prompt)
        if not asked:
            return registry
        questions = [build_examination(prompt), *(one.question for one in asked)]
        replies = self.consultant.consult(questions, calls=len(script.segments) + 1)
        record = Record()
        for says_new, is_right in grade(replies[0], prompt):
            record.add(says_new, is_right)
        ruling = judge(asked, replies[1:], record, file, script, self.consultant.name)
        if ruling.pins:
            guide = PinnedGuide(ruling.pins, UnitingGuide(unions))
            registry = resolve_story(script, read, guide)
            for spot, problem in guide.dropped.items():
                ruling.notes[spot] = f"the answer of {self.consultant.name} does not fit: {problem}"
        return _annotate(registry, read, ruling)


def _annotate(registry: Registry, readings: Sequence[SegmentReading], ruling: Ruling) -> Registry:
    """Write into the mentions' reasons what the model had to say."""
    scenes = tuple(_annotated_scene(scene, readings[scene.index], ruling) for scene in registry.scenes)
    return replace(registry, scenes=scenes)


def _annotated_scene(scene: Scene, reading: SegmentReading, ruling: Ruling) -> Scene:
    spots = {(m.start, m.end): Spot(scene.index, i) for i, m in enumerate(reading.mentions)}
    mentions = tuple(_annotated(m, spots.get((m.start, m.end)), ruling) for m in scene.mentions)
    return replace(scene, mentions=mentions)


def _annotated(mention: Mention, spot: Spot | None, ruling: Ruling) -> Mention:
    note = ruling.notes.get(spot) if spot is not None else None
    if spot is None or note is None:
        return mention
    confidence = max(mention.confidence, round(ruling.support.get(spot, 0.0), 2))
    return replace(mention, reason=f"{mention.reason}; {note}", confidence=confidence)
