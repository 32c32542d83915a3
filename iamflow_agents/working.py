"""Puts a job's agents and tools together, as its settings name them; whoever runs the job takes them apart again."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass

from langgraph.runtime import RunControl

from iamflow_agents.backends.registry import make_extractor, make_frame_scorer, make_resolver, make_verifier
from iamflow_agents.consultation import RULES, Consultants, open_consultants
from iamflow_agents.events import OnEvent, StoryEvent
from iamflow_agents.graphs.context import CurrentScript, StoryContext
from iamflow_agents.graphs.rescoring import settle_frame_scores
from iamflow_agents.invoking import StopSignal
from iamflow_agents.job_settings import generator_job, generator_of
from iamflow_agents.script import Script
from iamflow_agents.settings import Settings
from iamflow_agents.storage.account_store import JobAccount, StoredAnswers
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.frame_desk import FrameDesk
from iamflow_agents.tools.make_take import TakeMaker


@dataclass(frozen=True, slots=True)
class _Drain:
    """A request to drain, as a flag."""

    control: RunControl

    def is_set(self) -> bool:
        """Tell whether the job is to end at the next superstep."""
        return self.control.drain_requested


def open_context(
    stack: ExitStack,
    store: StoryStore,
    artifacts: ArtifactStore,
    job_id: str,
    script: Script,
    settings: Settings,
    emit: OnEvent,
    stop: StopSignal,
) -> StoryContext:
    """Agents and tools of a job, as its settings name them."""
    over = threading.Event()
    consultants = stack.enter_context(
        open_consultants(
            settings,
            answers=StoredAnswers(store),
            account=JobAccount(store, job_id),
            go_on=(
                f"Everything finished is kept. Go on with a higher budget: iamflow resume {job_id} --budget MORE "
                f"(none for no limit), or without the model: {_without_models(settings)}."
            ),
            cancel=stop.cancel,
            drain=_Drain(stop.control),
            over=over,
        )
    )
    desk = _open_desk(settings, consultants, emit, over)
    maker = TakeMaker(
        generator=generator_of(settings),
        job=generator_job(job_id, settings),
        artifacts=artifacts,
        cancel=stop.cancel,
        emit=emit,
        takes_of=lambda segment_index: store.takes(job_id, segment_index),
        look=desk.look if desk is not None else None,
    )
    stack.callback(maker.close)
    context = StoryContext(
        job_id=job_id,
        story=CurrentScript(script),
        settings=settings,
        store=store,
        extractor=make_extractor(settings.llm),
        resolver=make_resolver(settings.llm, consultants.language),
        verifier=make_verifier(settings.vlm)
        if consultants.judge is None
        else make_verifier(settings.vlm, consultants.judge, max_tokens=settings.llm_max_tokens),
        takes=maker,
        cancel=stop.cancel,
        emit=emit,
        desk=desk,
    )
    # Before whom it asks is closed.
    stack.callback(settle_frame_scores, context)
    return context


def _open_desk(settings: Settings, consultants: Consultants, emit: OnEvent, over: threading.Event) -> FrameDesk | None:
    """What has frames rated beside the generator; None where nobody asked for it."""
    name = settings.frame_judge
    if name is None:
        return None
    scorer = make_frame_scorer(name, consultants.frames, max_tokens=settings.llm_max_tokens)
    # Pixels are measured on the cores that the generator works on, too.
    workers = 1 if consultants.frames is None else settings.llm_concurrency
    return FrameDesk(scorer, emit, workers=workers, over=over)


def _without_models(settings: Settings) -> str:
    """The options with which a job goes on and asks no model."""
    named = {"--llm": settings.llm, "--vlm": settings.vlm}
    return " ".join(f"{option} {RULES}" for option, name in named.items() if name != RULES)


def one_at_a_time(on_event: OnEvent | None) -> OnEvent:
    """Two nodes run side by side; the caller's callback need not know."""
    lock = threading.Lock()

    def emit(event: StoryEvent) -> None:
        if on_event is not None:
            with lock:
                on_event(event)

    return emit
