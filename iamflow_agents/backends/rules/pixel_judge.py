"""The offline verifier: judges a take by the colours of its pixels, with no model at all.

What it reports as observed is measured inside the layout's boxes in a handful of decoded frames; the request is
only what is compared with. Frames are chosen and decoded by `pixel_frames`, measured by `pixel_looks`, paired by
`pixel_match`, worded by `pixel_verdicts`. A take it cannot read gets `unknown` verdicts, never an exception.
"""

from __future__ import annotations

import logging

import av

from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.backends.rules.pixel_copies import has_copy
from iamflow_agents.backends.rules.pixel_expect import expect
from iamflow_agents.backends.rules.pixel_frames import decode_frames, pick_frames
from iamflow_agents.backends.rules.pixel_looks import measure_figures
from iamflow_agents.backends.rules.pixel_match import pair_up
from iamflow_agents.backends.rules.pixel_small import find_confused, find_lost
from iamflow_agents.backends.rules.pixel_verdicts import Judge, Sights
from iamflow_agents.records import CHARACTER_KINDS
from iamflow_agents.takes import SegmentRequest, Verdict

logger = logging.getLogger(__name__)
NAME = "rules-pixels/1"


class PixelVerifier:
    """Judges takes of generators that report a layout; holds no state."""

    @property
    def name(self) -> str:
        """Name and version, written into every verdict."""
        return NAME

    def verify(self, evidence: TakeEvidence) -> tuple[Verdict, ...]:
        """Judge a take; see `Verifier.verify`. Never raises: what cannot be read is `unknown`."""
        judge = Judge(evidence.request, NAME, _only_blended(evidence))
        try:
            return tuple(_verdicts(evidence, judge))
        except (av.FFmpegError, OSError, ValueError, IndexError, ZeroDivisionError) as error:
            logger.warning("segment %d could not be judged: %s", evidence.request.segment_index, error)
            return judge.unknown(f"the take could not be read: {type(error).__name__}")


def _verdicts(evidence: TakeEvidence, judge: Judge) -> list[Verdict] | tuple[Verdict, ...]:
    """Measure, pair, and word what was found."""
    request, layout = evidence.request, evidence.layout
    if layout is None or not layout.frames:
        return judge.unknown("the generator reports no layout")
    indices = pick_frames(layout, _first_clear_frame(request))
    pictures = decode_frames(evidence.video, indices or [min(len(layout.frames) - 1, _first_clear_frame(request))])
    if len(pictures) < len(indices) or not pictures:
        return judge.unknown("the video ends before its layout does")
    expected = expect(request.cast)
    figures = measure_figures(layout, pictures)
    pairing = pair_up(expected, figures)
    told = {one.key: {w.slot for w in one.wanted} for one in expected if one.appearance.kind in CHARACTER_KINDS}
    copied = frozenset(
        key
        for key, figure in pairing.by_identity.items()
        if key in told and has_copy(figure, told[key], layout, pictures)
    )
    lost = {
        one.key: find_lost(one, figure, pairing.tint, layout, pictures)
        for one in expected
        if (figure := pairing.by_identity.get(one.key)) is not None
    }
    on_absent, pairing = judge.absent(expect(evidence.absent_looks), evidence.absent, pairing)
    sights = Sights(copied=copied, lost=lost, confused=find_confused(expected, pairing, layout, pictures))
    return judge.judge(expected, figures, pairing, sights) + on_absent


def _first_clear_frame(request: SegmentRequest) -> int:
    """The first frame through which no earlier picture shines."""
    return 0 if request.transition.is_cut else request.transition.window_frames


def _only_blended(evidence: TakeEvidence) -> frozenset[str]:
    """Labels that have boxes only before the first clear frame: they leave while the scenes blend."""
    first = _first_clear_frame(evidence.request)
    frames = evidence.layout.frames if evidence.layout else ()
    early = {box.identity for frame in frames if frame.frame_index < first for box in frame.boxes}
    return frozenset(early - {box.identity for frame in frames if frame.frame_index >= first for box in frame.boxes})
