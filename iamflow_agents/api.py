"""The Python front: four functions, each a thin call into the runner; `retaking` and `reviewing` have more."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from iamflow_agents.events import OnEvent, StoryEvent
from iamflow_agents.invoking import NOTHING_SAID, Reply, StopSignal
from iamflow_agents.result import StoryResult
from iamflow_agents.reviews import Decision, read_decision
from iamflow_agents.runner import resume, start
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_script
from iamflow_agents.settings import Settings, load_settings

ScriptSource = str | Path | Script | Sequence[str]


def run_story(
    script: ScriptSource,
    *,
    settings: Settings | None = None,
    job_id: str | None = None,
    on_event: OnEvent | None = None,
) -> StoryResult:
    """Turn a story into a film.

    Args:
        script: A path to a script file, a `Script`, or a list of prompts.
        settings: How; defaults come from the environment (`IAMFLOW_*`).
        job_id: Name of the job; made from the title when left out. A job that was started with the same script and
            settings under that name goes on where it stopped.
        on_event: Called with each `StoryEvent`, from worker threads, one at a time.

    Returns:
        Where the film is, who is in it, what was found wrong, and what it cost.

    Raises:
        ScriptError: If the script cannot be read.
        StoryError: If the job could not be finished; `resume_story` goes on with it.
    """
    return start(
        read_script(script),
        settings=settings or load_settings(),
        job_id=job_id,
        on_event=on_event,
        stop=StopSignal(),
    )


def resume_story(
    job_id: str,
    *,
    settings: Settings | None = None,
    llm: str | None = None,
    llm_fallback: str | None = None,
    budget: str | None = None,
    vlm: str | None = None,
    frame_scorer: str | None = None,
    decision: Decision | str | dict[str, Any] | None = None,
    review: str | None = None,
    until: str | None = None,
    on_event: OnEvent | None = None,
) -> StoryResult:
    """Go on with a job that was stopped, killed, failed or waits for a decision; a finished job is read back.

    Args:
        job_id: Which job.
        settings: Says where the home is and how models are reached from here (key, time-outs, prices); the job keeps
            the other settings it was started with.
        llm: Another model for what is still to be asked, such as one that can be reached.
        llm_fallback: `rules` or `stop`, from now on.
        budget: A new budget over all starts of the job; `none` for no limit.
        vlm: Another judge for the takes that are still to be looked at.
        frame_scorer: What rates the frames of what is still to be made; `off` for nothing.
        decision: The answer to what the job asks (`pending_review` says what): a `Decision`, a dict or JSON of its
            fields, or a bare action such as `approve`.
        review: When a person is asked from now on; `never` approves what it asks now, too.
        until: A stage to stop at: `cast`, `storyboard`, `segment:3`.
        on_event: As for `run_story`.

    Raises:
        UnknownJobError: If there is no such job.
        ReviewRequiredError: If a person has to decide before it goes on, or it has reached a stage to look at.
        ConfigError: If the decision does not fit what the job asks; nothing is changed.
        StoryError: If the job could not be finished.
    """
    changes = {
        "llm": llm,
        "llm_fallback": llm_fallback,
        "budget": budget,
        "vlm": vlm,
        "frame_scorer": frame_scorer,
        "review": review,
        "until": until,
    }
    chosen = settings or load_settings()
    reply = NOTHING_SAID if decision is None else Reply(decision=read_decision(decision))
    return resume(job_id, settings=chosen, on_event=on_event, stop=StopSignal(), changes=changes, reply=reply)


async def arun_story(
    script: ScriptSource,
    *,
    settings: Settings | None = None,
    job_id: str | None = None,
    on_event: OnEvent | None = None,
) -> StoryResult:
    """As `run_story`, without blocking the event loop; cancelling the task stops the job within seconds."""
    stop = StopSignal()
    chosen = settings or load_settings()
    story = read_script(script)
    work = asyncio.ensure_future(
        asyncio.to_thread(start, story, settings=chosen, job_id=job_id, on_event=on_event, stop=stop)
    )
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        stop.stop_now("cancelled by its task")
        await asyncio.gather(work, return_exceptions=True)
        raise


def stream_story(
    script: ScriptSource, *, settings: Settings | None = None, job_id: str | None = None
) -> Iterator[StoryEvent]:
    """Run a story and yield its events as they happen; the last one is `JobFinished` with the result.

    Leaving the loop early stops the job; it can be resumed.

    Raises:
        StoryError: From the iterator, if the job could not be finished.
    """
    stop = StopSignal()
    story, chosen = read_script(script), settings or load_settings()
    inbox: queue.Queue[StoryEvent | BaseException | None] = queue.Queue()

    def work() -> None:
        try:
            start(story, settings=chosen, job_id=job_id, on_event=inbox.put, stop=stop)
            inbox.put(None)
        except BaseException as error:  # noqa: BLE001 - handed over to the consumer's thread
            inbox.put(error)

    thread = threading.Thread(target=work, name="iamflow-story", daemon=True)
    thread.start()
    try:
        while (item := inbox.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.stop_now("left by its consumer")
        thread.join()
