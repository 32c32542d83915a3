"""Rates one frame of a take by the colours of its pixels: what the offline verifier measures, in a single picture.

A frame without a layout is not rated; one that cannot be read is not either. Whether a take stands is the verifier's
business, which sees all of it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence

import av

from iamflow_agents.agents.ports import FrameEvidence
from iamflow_agents.agents.visual_scores import visual_scores
from iamflow_agents.backends.rules.pixel_expect import expect
from iamflow_agents.backends.rules.pixel_frames import to_rgb
from iamflow_agents.backends.rules.pixel_looks import measure_figures
from iamflow_agents.backends.rules.pixel_match import pair_up
from iamflow_agents.backends.rules.pixel_verdicts import Judge, Sights
from iamflow_agents.takes import Layout

logger = logging.getLogger(__name__)
NAME = "rules-pixels-frame/1"
NOT_LOOKED_FOR = Sights(copied=frozenset(), lost={}, confused={})
"""What takes several frames to tell."""


class PixelFrameScorer:
    """Rates frames of generators that report a layout; holds no state."""

    @property
    def name(self) -> str:
        """Name and version."""
        return NAME

    def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
        """Rate frames; see `FrameScorer.score`."""
        return [self._rate(evidence) for evidence in frames]

    def _rate(self, evidence: FrameEvidence) -> Mapping[str, float]:
        if evidence.layout is None:
            return {}
        layout = Layout(width=evidence.width, height=evidence.height, frames=(evidence.layout,))
        try:
            with av.open(io.BytesIO(evidence.picture)) as container:
                pictures = {evidence.layout.frame_index: to_rgb(next(container.decode(video=0)))}
            expected = expect(evidence.request.cast)
            figures = measure_figures(layout, pictures)
            judge = Judge(evidence.request, NAME, frozenset())
            return visual_scores(judge.judge(expected, figures, pair_up(expected, figures), NOT_LOOKED_FOR))
        except (av.FFmpegError, OSError, ValueError, IndexError, ZeroDivisionError, StopIteration) as error:
            logger.warning("frame %d could not be rated: %s", evidence.frame_index, error)
            return {}
