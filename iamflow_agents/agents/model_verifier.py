"""The verifier that asks a vision model: chooses frames, asks in as few questions as fit, words what comes back.

It works for every generator, since it looks at the film alone; a layout, where there is one, only helps to choose
frames and close views. Whatever goes wrong with film or model becomes `unknown`; only a job that is told to stop, or
whose budget is used up, is not judged at all, so that it can be judged later.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.agents.viewing_answer import ViewAnswer
from iamflow_agents.agents.viewing_brief import Brief, make_brief
from iamflow_agents.agents.viewing_check import Usable
from iamflow_agents.agents.viewing_frames import best_box, choose_moments
from iamflow_agents.agents.viewing_questions import Asked, Shown, ask_about
from iamflow_agents.agents.viewing_split import Share, halves, split_brief
from iamflow_agents.agents.viewing_verdicts import Heard, Wording
from iamflow_agents.backends.prompts import load_prompt
from iamflow_agents.backends.protocol import Consultant, Picture, Reply
from iamflow_agents.backends.stills import MIME_TYPE, Still, sharpest_stills
from iamflow_agents.errors import ArtifactCorruptError, BackendError
from iamflow_agents.takes import Layout, SegmentRequest, Verdict
from iamflow_agents.usage import JUDGE_PROMPT

logger = logging.getLogger(__name__)

MOST_CLOSE_VIEWS = 4
"""Close views in one question."""
_SMALL = 0.5
"""Share of the picture's height below which somebody is shown close, too."""
_MOST_HALVINGS = 2
"""How often a question whose answer was cut off is divided: a judge that never ends must not be asked for ever."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A share of the brief, the pictures for it, and how often it was divided already."""

    share: Share
    stills: tuple[Still, ...]
    halvings: int = 0


class ModelVerifier:
    """Judges takes with a vision model; implements `ports.Verifier`.

    Args:
        consultant: Asks the model. It must let failures pass, so that they become `unknown`.
        max_tokens: Tokens of an answer, at most.
    """

    def __init__(self, consultant: Consultant, *, max_tokens: int) -> None:
        self.consultant = consultant
        self._max_tokens = max_tokens
        self._prompt = load_prompt(JUDGE_PROMPT)

    @property
    def name(self) -> str:
        """The model and the version of the prompt, written into every verdict."""
        return f"{self.consultant.name} {self._prompt.label}"

    def verify(self, evidence: TakeEvidence) -> tuple[Verdict, ...]:
        """Judge a take; see `Verifier.verify`.

        Raises:
            BudgetExceededError: If the job may not ask any more.
            StoppedError: If the job was told to stop.
        """
        brief = make_brief(evidence)
        wording = Wording(evidence.request, self.name)
        if brief.is_empty:
            return ()
        try:
            tasks = self._tasks(brief, evidence)
        except (ArtifactCorruptError, OSError) as error:
            logger.warning("segment %d could not be looked at: %s", evidence.request.segment_index, error)
            return wording.unknown(brief, f"the take could not be read: {type(error).__name__}")
        if not all(task.stills for task in tasks):
            return wording.unknown(brief, "the take could not be read: it ends before there is anything to see")
        try:
            return wording.all(brief, self._hear(tasks, brief, evidence))
        except BackendError as error:
            return wording.unknown(brief, f"judge failed: {error.what}")

    def _tasks(self, brief: Brief, evidence: TakeEvidence) -> list[_Task]:
        """Share the brief out and decode the frames of all shares at once."""
        request, shares = evidence.request, split_brief(brief, self._max_tokens)
        wanted = [
            [moment.candidates for moment in choose_moments(request, evidence.layout, _keys(share))] for share in shares
        ]
        spans = list(dict.fromkeys(span for of_share in wanted for span in of_share))
        found = dict(zip(spans, sharpest_stills(evidence.video, spans), strict=True))
        tasks = []
        for share, of_share in zip(shares, wanted, strict=True):
            stills = {still.frame_index: still for span in of_share if (still := found[span]) is not None}
            tasks.append(_Task(share, tuple(stills[index] for index in sorted(stills))))
        return tasks

    def _hear(self, tasks: list[_Task], brief: Brief, evidence: TakeEvidence) -> list[Heard]:
        """Put all questions; one whose answer was cut off is divided and asked again."""
        heard: list[Heard] = []
        while tasks:
            asked = [self._ask(task, brief, evidence) for task in tasks]
            replies = self.consultant.consult([one.question for one in asked])
            left: list[_Task] = []
            for task, one, reply in zip(tasks, asked, replies, strict=True):
                cut_off = reply.failure == "truncated" and task.halvings < _MOST_HALVINGS
                pieces = halves(task.share) if cut_off else []
                left += [_Task(piece, task.stills, task.halvings + 1) for piece in pieces]
                if not pieces:
                    heard.append(_heard(one, reply))
            tasks = left
        return heard

    def _ask(self, task: _Task, brief: Brief, evidence: TakeEvidence) -> Asked:
        request = evidence.request
        pictures = [
            Picture(data=still.picture(), mime_type=MIME_TYPE, label=f"Frame {number} ({_seconds(still, request)})")
            for number, still in enumerate(task.stills, start=1)
        ]
        shown = Shown(
            pictures=(*pictures, *_close_views(task, evidence.layout)),
            frames=tuple(still.frame_index for still in task.stills),
        )
        return ask_about(task.share, brief, request, shown, self._prompt)


def _keys(share: Share) -> tuple[str, ...]:
    return tuple(part.card.key for part in share.parts)


def _seconds(still: Still, request: SegmentRequest) -> str:
    return f"{still.frame_index / request.fps:.1f} s"


def _close_views(task: _Task, layout: Layout | None) -> Sequence[Picture]:
    """Those who are small in every frame, larger; whom they should show is not said, since it may be somebody else."""
    shown = {still.frame_index: (number, still) for number, still in enumerate(task.stills, start=1)}
    views: list[Picture] = []
    for key in _keys(task.share):
        best = best_box(layout, key, tuple(shown))
        if best is None or layout is None or len(views) == MOST_CLOSE_VIEWS:
            continue
        number, still = shown[best[0]]
        height, width = still.pixels.shape[:2]
        box = best[1]
        if (layout.width, layout.height) == (width, height) and box[3] - box[1] < _SMALL * height:
            views.append(Picture(data=still.crop(box), mime_type=MIME_TYPE, label=f"A close view of frame {number}"))
    return views


def _heard(asked: Asked, reply: Reply[ViewAnswer]) -> Heard:
    if reply.origin == "rules":
        return Heard(asked=asked, rows=Usable(), failure=reply.note or "no answer")
    return Heard(asked=asked, rows=asked.usable(reply.value))
