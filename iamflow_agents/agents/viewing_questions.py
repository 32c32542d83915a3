"""Words a judge's question: who is expected with numbered looks, who is gone, who else there is, and the pictures.

The text never says in which frame somebody is expected: a judge that is told what to see sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.agents.viewing_answer import EMPTY, ViewAnswer, answer_shape
from iamflow_agents.agents.viewing_brief import Brief
from iamflow_agents.agents.viewing_check import Usable, usable_rows
from iamflow_agents.agents.viewing_split import Share
from iamflow_agents.agents.viewing_words import absentee, described, person, place, section, short, shot
from iamflow_agents.backends.protocol import Picture, Prompt, Question
from iamflow_agents.takes import SegmentRequest

_MOST_ACTIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The pictures of one question."""

    pictures: tuple[Picture, ...]
    frames: tuple[int, ...]
    """Frame of the take behind each frame number, from 1; close views are no frames of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what is needed to read its answer."""

    share: Share
    known: tuple[str, ...]
    frames: tuple[int, ...]
    question: Question[ViewAnswer]

    def usable(self, answer: ViewAnswer) -> Usable:
        """What of an answer can be used."""
        return usable_rows(answer, self.share, self.known, len(self.frames))

    def frame_index(self, number: int) -> int | None:
        """The take's frame behind a frame number; None for no frame."""
        return self.frames[number - 1] if 1 <= number <= len(self.frames) else None


def ask_about(share: Share, brief: Brief, request: SegmentRequest, shown: Shown, prompt: Prompt) -> Asked:
    """Make one question.

    Args:
        share: What it asks about.
        brief: Everything that is asked about the take.
        request: What the take was to show.
        shown: The pictures.
        prompt: Instructions and examples.
    """
    frames = shown.frames

    def problems(answer: ViewAnswer) -> Sequence[str]:
        return usable_rows(answer, share, brief.known, len(frames)).problems

    def nothing_to_use(answer: ViewAnswer) -> Sequence[str]:
        found = usable_rows(answer, share, brief.known, len(frames))
        return (found.problems or ["nothing is answered"]) if found.is_empty else ()

    question: Question[ViewAnswer] = Question(
        prompt=prompt,
        payload=_payload(share, brief, request, len(frames)),
        schema=answer_shape(
            ids=[part.card.key for part in share.parts],
            gone=share.gone,
            known=brief.known,
            looks=max((trait.number for part in share.parts for trait in part.traits), default=0),
            slots=[slot.value for part in share.parts for slot in part.open_slots],
            frames=len(frames),
        ),
        guess=EMPTY,
        pictures=shown.pictures,
        check=nothing_to_use,
        wants=problems,
        segment_index=request.segment_index,
    )
    return Asked(share=share, known=brief.known, frames=frames, question=question)


def _payload(share: Share, brief: Brief, request: SegmentRequest, n_frames: int) -> str:
    asked = {part.card.key for part in share.parts}
    lines = [f"SHOT: {shot(request.camera)}"]
    if request.style.strip():
        lines.append(f"STYLE: {short(request.style)}")
    acts = dict.fromkeys(f"- {short(f'{a.actor}: {a.text}')}" for a in request.actions if a.text.strip())
    lines += section("HAPPENS, in this order", list(acts)[:_MOST_ACTIONS])
    lines += section("IDENTITIES", [line for part in share.parts for line in person(part)])
    others = [described(card.look) for card in brief.people if card.key not in asked]
    lines += section("ALSO EXPECTED, not asked about here", others)
    gone = [one for one in brief.gone if one.key in share.gone]
    lines += section("GONE, should not be seen", [absentee(one) for one in gone])
    alike = [described(look) for look in brief.look_alikes]
    alike += [absentee(one) for one in brief.gone if one.key not in share.gone]
    lines += section("OTHERS OF THE STORY, not expected", alike)
    if share.place and brief.place is not None:
        lines.append(f"PLACE: {place(brief.place)}")
    frames = "frame 1" if n_frames == 1 else f"frames 1 to {n_frames}"
    lines.append(f"PICTURES: {frames}, in order of time; close views of some of them may follow.")
    return "\n".join(lines)
