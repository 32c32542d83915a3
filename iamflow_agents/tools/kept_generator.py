"""A generator that stays loaded between calls: an agent asks for one take after the other, and weights are large.

Takes depend on their requests alone, so a session may serve any number of them; it is given up when another job
comes, when it fails, or when the desk is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iamflow_agents.errors import StoppedError
from iamflow_agents.generator.protocol import (
    CancelFlag,
    Capabilities,
    GeneratorJob,
    OnBlock,
    Session,
    VideoGenerator,
    prepare_prompts,
)
from iamflow_agents.takes import SegmentRequest, TakeFiles


class KeptGenerator:
    """A generator whose session outlives those who open it; for one caller at a time.

    Args:
        generator: The real one.
    """

    def __init__(self, generator: VideoGenerator) -> None:
        self._generator = generator
        self._job: GeneratorJob | None = None
        self._session: Session | None = None

    @property
    def name(self) -> str:
        """Name and version of the real one."""
        return self._generator.name

    @property
    def capabilities(self) -> Capabilities:
        """What the real one can do."""
        return self._generator.capabilities

    def open(self, job: GeneratorJob) -> Session:
        """Lend the session of a job, opening it if another one is open or none.

        Raises:
            ConfigError: If the real one refuses the job.
        """
        if self._session is None or job != self._job:
            self.close()
            self._session, self._job = self._generator.open(job), job
        return _LentSession(self, self._session)

    def close(self) -> None:
        """End the session and free what it holds; safe to call twice."""
        session, self._session = self._session, None
        if session is not None:
            session.close()


class _LentSession:
    """A session that its borrower cannot end."""

    def __init__(self, owner: KeptGenerator, session: Session) -> None:
        self._owner = owner
        self._session = session

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Make one take; a session that failed is given up, one that was stopped is not."""
        try:
            return self._session.generate(request, out_dir, on_block=on_block, cancel=cancel)
        except StoppedError:
            raise
        except BaseException:
            self._owner.close()
            raise

    def prepare(self, prompts: Sequence[str], *, cancel: CancelFlag) -> None:
        """Hand on what is known of the prompts to come."""
        prepare_prompts(self._session, lambda: prompts, cancel=cancel)

    def snapshot(self) -> bytes:
        """State of the session."""
        return self._session.snapshot()

    def restore(self, state: bytes) -> None:
        """Go on from a snapshot."""
        self._session.restore(state)

    def close(self) -> None:
        """Give it back."""
