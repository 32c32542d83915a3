"""A take, a judge that answers what a function says, and answers in which all is as it should be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from iamflow_agents.agents.model_verifier import ModelVerifier
from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.backends.accounts import MemoryAccount, MemoryAnswers
from iamflow_agents.backends.consulting import ModelConsultant, Terms
from iamflow_agents.backends.protocol import Completion, Correction, Question
from iamflow_agents.records import Appearance, AttributeValue, Kind, Setting, Slot
from iamflow_agents.takes import FrameLayout, IdentityBox, Layout, SegmentRequest, Verdict
from iamflow_agents.usage import Usage

N_FRAMES = 16
"""Of a request of two seconds."""
Answer = dict[str, Any]
Say = Callable[[Question[Any], Sequence[Correction]], "str | Completion | Exception"]


def look(key: str, kind: Kind = Kind.PERSON, *, gender: str = "unknown", **slots: str) -> Appearance:
    values = tuple(AttributeValue(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Appearance(identity=key, kind=kind, name=key.title(), gender=gender, attributes=values)


NORA = look("nora", gender="female", hair="short black hair", top="red sweater", bottom="blue jeans")
TOM = look("tom", gender="male", hair="grey hair", top="green coat", bottom="brown trousers")


def request_of(*cast: Appearance, place: str = "library", **more: Any) -> SegmentRequest:
    told = {"duration_s": 2.0, "fps": 8, "width": 160, "height": 96} | more
    return SegmentRequest(
        segment_index=1, take_number=2, prompt="", grounded_prompt="", seed=1, cast=cast,
        setting=Setting(place=place, name=place.title()), **told,
    )  # fmt: skip


def evidence_of(video: Path, *cast: Appearance, layout: Layout | None = None, **more: Any) -> TakeEvidence:
    of_evidence = {name: more.pop(name) for name in ("absent", "absent_looks", "look_alikes") if name in more}
    return TakeEvidence(request=request_of(*cast, **more), video=video, layout=layout, **of_evidence)


def all_well(payload: str) -> Answer:
    """The answer of a judge to whom everything looks as it should."""
    people: list[Answer] = []
    gone: list[Answer] = []
    section = ""
    for line in payload.splitlines():
        if re.match(r"[A-Z]{4}", line):
            section = line.split(",")[0].split(":")[0]
        elif found := re.match(r"- (\S+?)(: |$)", line):
            if section == "IDENTITIES":
                row = {"id": found[1], "state": "on_screen", "count": 1, "swapped_with": "", "frame": 1}
                people.append({**row, "confidence": 0.9, "looks": [], "also": []})
            elif section == "GONE":
                gone.append({"id": found[1], "seen": False, "frame": 0, "confidence": 0.9})
        elif found := re.match(r"  \[(\d+)\]", line):
            people[-1]["looks"].append({"look": int(found[1]), "seen": "confirmed", "observed": ""})
    row = {"match": "yes", "observed": "", "frame": 1, "confidence": 0.9}
    return {"identities": people, "gone": gone, "place": [row] if "\nPLACE: " in payload else []}


class Judge:
    """A backend that says what a function makes of each question; by default that all is well."""

    name, fingerprint, sees_pictures, is_local = "toy:judge", "toy/1", True, True

    def __init__(self, say: Say | None = None) -> None:
        self.say: Say = say or (lambda question, corrections: json.dumps(all_well(question.payload)))
        self.asked: list[Question[Any]] = []
        self.corrections: list[Correction] = []

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        self.asked.append(question)
        self.corrections += corrections
        said = self.say(question, corrections)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Completion):
            return said
        return Completion(text=said, usage=Usage(requests=1, input_tokens=10, output_tokens=5))

    def close(self) -> None:
        """Hold nothing."""


def changed(change: Callable[[Answer], None]) -> Judge:
    """A judge to whom all is well but for one change, in every round."""

    def say(question: Question[Any], corrections: Sequence[Correction]) -> str:
        answer = all_well(question.payload)
        change(answer)
        return json.dumps(answer)

    return Judge(say)


def verifier_of(judge: Judge, *, max_tokens: int = 1_024, **terms: Any) -> ModelVerifier:
    # One at a time, so that what is asked stands in order.
    consultant = ModelConsultant(
        judge, answers=MemoryAnswers(), account=MemoryAccount(), terms=Terms(**{"concurrency": 1} | terms)
    )
    return ModelVerifier(consultant, max_tokens=max_tokens)


def told(verdicts: Sequence[Verdict]) -> dict[tuple[str, str], tuple[str, str]]:
    """Verdicts by identity and slot: the kind and what was observed."""
    return {(v.identity, v.slot.value if v.slot else ""): (v.kind.value, v.observed) for v in verdicts}


def layout_of(stays: dict[str, tuple[int, int]], *, height: int = 60, n_frames: int = N_FRAMES) -> Layout:
    """Everybody stands between two frames, the second exclusive."""
    frames = [
        FrameLayout(
            frame_index=index,
            boxes=tuple(
                IdentityBox(identity=key, box=(10 + 40 * n, 20, 40 + 40 * n, 20 + height), depth=n)
                for n, (key, (first, last)) in enumerate(stays.items())
                if first <= index < last
            ),
        )
        for index in range(n_frames)
    ]
    return Layout(width=160, height=96, frames=tuple(frames))


def film(path: Path, pictures: list[np.ndarray]) -> Path:
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=8, options={"crf": "12", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index, pixels in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 8)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def checkers(size: int) -> np.ndarray:
    y, x = np.mgrid[0:96, 0:160]
    return np.repeat((((y // size + x // size) % 2) * 200 + 20).astype(np.uint8)[..., None], 3, axis=2)
