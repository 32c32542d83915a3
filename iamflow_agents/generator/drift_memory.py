"""What a drifting generator goes by: pictures of the film so far, and whom they show as they should look.

A picture anchors an identity that is undamaged in it, wears what it is to wear now, and is not too old. Which pictures
are looked at is the policy that is compared: those that the request brings, or what generators keep by themselves.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from iamflow_agents.generator.drift_options import DriftOptions
from iamflow_agents.generator.drift_truth import DriftTruth, Picture
from iamflow_agents.records import Appearance, Slot
from iamflow_agents.takes import SegmentRequest

SINK, WINDOW = 1, 2
"""Pictures from the film's beginning and from its end that a generator sees without any memory of identities."""
BANK_BUDGET = 6
"""Pictures taken from a bank where the request names no budget; as many as a request brings by default."""
_WORD = re.compile(r"[a-z]{3,}")


def with_todays_looks(before: DriftTruth, request: SegmentRequest) -> tuple[Picture, ...]:
    """The film's pictures, without those in them who have been given another look since."""
    changed = {
        one.identity
        for one in request.cast
        if one.identity in before.people and _is_changed(before.people[one.identity], one)
    }
    if not changed:
        return before.pictures
    return tuple(
        replace(picture, shows=tuple(key for key in picture.shows if key not in changed)) for picture in before.pictures
    )


def anchored(request: SegmentRequest, before: DriftTruth, options: DriftOptions) -> frozenset[str]:
    """Whom the memory at work shows as they should look."""
    pictures = with_todays_looks(before, request)
    if options.memory == "identity":
        seen = _brought(request, before, pictures)
    elif options.memory == "sink+window":
        seen = pictures[:SINK] + pictures[-WINDOW:]
    elif options.memory == "text":
        seen = _from_bank(request, before, pictures)
    else:
        seen = ()
    return frozenset(
        key for picture in seen if before.blocks - picture.blocks <= options.reach for key in picture.shows
    )


def _brought(request: SegmentRequest, before: DriftTruth, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """What the request's memory frames show; one that this film never showed is believed to show whom it says."""
    known = {picture.sha256: picture for picture in pictures}
    return tuple(
        known.get(frame.keyframe.sha256)
        or Picture(sha256=frame.keyframe.sha256, segment_index=-1, blocks=before.blocks, shows=tuple(frame.identities))
        for frame in request.memory
        if not frame.quarantined
    )


def _from_bank(request: SegmentRequest, before: DriftTruth, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """The pictures of segments whose words are most like this one's; of equals, the newest."""
    wanted = _words(request.prompt)
    likeness = {index: _cosine(wanted, _words(prompt)) for index, prompt in before.prompts.items()}
    order = sorted(range(len(pictures)), key=lambda i: (likeness.get(pictures[i].segment_index, 0.0), i), reverse=True)
    return tuple(pictures[i] for i in order[: request.memory_budget or BANK_BUDGET])


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _cosine(first: Counter[str], second: Counter[str]) -> float:
    """Likeness of two bags of words, 0..1."""
    shared = sum(first[word] * second[word] for word in first)
    size = math.sqrt(sum(n * n for n in first.values()) * sum(n * n for n in second.values()))
    return shared / size if size else 0.0


def _is_changed(before: Appearance, now: Appearance) -> bool:
    """Tell whether somebody is to look otherwise: a slot that was told before has other values."""

    def told(one: Appearance) -> dict[Slot, tuple[str, ...]]:
        return {a.slot: one.values(a.slot) for a in one.attributes}

    old, new = told(before), told(now)
    return any(slot not in new or new[slot] != values for slot, values in old.items())
