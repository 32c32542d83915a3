"""The Wan generator holds every law of the port, and for its own promises there are generators that do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from wan_takes_stage import ask, job_of

from iamflow_agents.generator.conformance import Law, laws
from iamflow_agents.generator.protocol import CancelFlag, GeneratorJob, OnBlock, Session
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.generator.wan.generator import WanGenerator, WanSession
from iamflow_agents.generator.wan.options import WanOptions
from iamflow_agents.takes import SegmentRequest, TakeFiles

REQUEST = ask(frames=13)


@pytest.mark.parametrize("law", laws().values(), ids=laws().keys())
@pytest.mark.parametrize("name", ["wan:tiny", "drift:wan:tiny"])
def test_wan_generator_holds(name: str, law: Law, tmp_path: Path) -> None:
    law(lambda: make_generator(name), job_of(REQUEST), REQUEST, tmp_path)


class Going(WanGenerator):
    """Its sessions go on from wherever they stood, whatever a request says."""

    def __init__(self) -> None:
        super().__init__(WanOptions(model="tiny"))

    def open(self, job: GeneratorJob) -> Session:
        super().open(job)
        return GoingSession(self, job)


class GoingSession(WanSession):
    last: Path | None = None

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        from wan_takes_stage import reference

        if self.last is not None:
            request = replace(request, previous_state=reference(self.last))
        files = super().generate(request, out_dir, on_block=on_block, cancel=cancel)
        self.last = out_dir / str(files.state)
        return files


class Forgetful(WanGenerator):
    """Leaves its latents out of the list."""

    def __init__(self) -> None:
        super().__init__(WanOptions(model="tiny"))

    def open(self, job: GeneratorJob) -> Session:
        super().open(job)
        return ForgetfulSession(self, job)


class ForgetfulSession(WanSession):
    def generate(self, *args: Any, **options: Any) -> TakeFiles:
        files = super().generate(*args, **options)
        folder: Path = args[1]
        (folder / files.latents[-1]).unlink()
        return replace(files, latents=files.latents[:-1])


@pytest.mark.parametrize(
    ("broken", "law", "complaint"),
    [
        (Going, "law_same_request_gives_same_bytes", "the second time"),
        (Forgetful, "law_files_are_complete", "files of latents for 3 keyframes"),
    ],
)
def test_wan_generator_laws_see_what_is_broken(broken: Any, law: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=complaint):
        laws()[law](broken, job_of(REQUEST), REQUEST, tmp_path)
