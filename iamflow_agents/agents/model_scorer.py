"""The frame scorer that asks a vision model how well the frames that memory may choose show whom.

It works for every generator, since it looks at the pictures alone. Whatever goes wrong leaves a frame unrated, so that
it is as good as it was; a job that is told to stop, or whose budget is used up, is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iamflow_agents.agents.ports import FrameEvidence
from iamflow_agents.agents.rating_answer import usable, worth
from iamflow_agents.agents.rating_questions import ask_about_frames
from iamflow_agents.backends.prompts import load_prompt
from iamflow_agents.backends.protocol import Consultant, Picture
from iamflow_agents.backends.stills import MIME_TYPE, still_of
from iamflow_agents.usage import FRAMES_PROMPT


class ModelFrameScorer:
    """Rates frames with a vision model; implements `ports.FrameScorer`.

    Args:
        consultant: Asks the model. It must let failures pass, so that frames stay unrated.
        max_tokens: Tokens of an answer, at most.
    """

    def __init__(self, consultant: Consultant, *, max_tokens: int) -> None:
        self.consultant = consultant
        self._max_tokens = max_tokens
        self._prompt = load_prompt(FRAMES_PROMPT)

    @property
    def name(self) -> str:
        """The model and the version of the prompt."""
        return f"{self.consultant.name} {self._prompt.label}"

    def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
        """Rate frames; see `FrameScorer.score`.

        Raises:
            BudgetExceededError: If the job may not ask any more.
            StoppedError: If nothing more is wanted.
            ArtifactCorruptError: If a picture cannot be read.
        """
        found: list[dict[str, float]] = [{} for _ in frames]
        if not frames:
            return found
        pictures = [
            Picture(data=still_of(one.picture, one.frame_index).picture(), mime_type=MIME_TYPE) for one in frames
        ]
        asked = ask_about_frames(frames[0].request, pictures, self._prompt, self._max_tokens)
        replies = self.consultant.consult([one.question for one in asked])
        for one, reply in zip(asked, replies, strict=True):
            rows, _ = usable(reply.value, one.parts, len(one.frames))
            for part in one.parts:
                for number, position in enumerate(one.frames, start=1):
                    row = rows.get((number, part.card.key))
                    score = worth(row, part) if row is not None else None
                    if score is not None:
                        found[position][part.card.key] = score
        return found
