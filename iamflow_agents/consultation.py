"""Opens the models that the settings name, on the terms they set: one decides who is who, one looks at takes.

The runner and `iamflow extract` ask for consultants here; which backend stands behind a name is the registry's
business, how questions are put is the consultant's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from iamflow_agents.agents.ports import Extractor, Resolver
from iamflow_agents.backends.accounts import Account, AnswerCache, MemoryAccount
from iamflow_agents.backends.consulting import ModelConsultant, Terms
from iamflow_agents.backends.endpoints import read_endpoint
from iamflow_agents.backends.protocol import BackendOptions, ChatBackend, Completion, Correction, Question
from iamflow_agents.backends.purse import Spent
from iamflow_agents.backends.registry import make_backend, make_extractor, make_resolver
from iamflow_agents.backends.side_by_side import Flag
from iamflow_agents.errors import BackendError, ConfigError
from iamflow_agents.opening import open_store
from iamflow_agents.records import Registry
from iamflow_agents.script import Script
from iamflow_agents.settings import Settings
from iamflow_agents.settings_repair import SCORER_OFF
from iamflow_agents.storage.account_store import StoredAnswers
from iamflow_agents.storage.home import Home
from iamflow_agents.usage import ModelCall, Price, price_of

RULES = "rules"
"""The settings string that asks no model."""


_LLM, _VLM, _SCORER = "--llm", "--vlm", "--frame-scorer"


def backend_options(settings: Settings) -> BackendOptions:
    """How the settings want a model to be asked."""
    key = settings.llm_api_key
    return BackendOptions(
        timeout_s=settings.llm_timeout_s,
        retries=settings.llm_retries,
        max_tokens=settings.llm_max_tokens,
        method=settings.llm_method,
        temperature=settings.llm_temperature,
        api_key=key.get_secret_value() if key else None,
    )


def judge_options(settings: Settings) -> BackendOptions:
    """How the settings want the judge to be asked; a key goes to the server it was given for, and to no other."""
    options = backend_options(settings)
    if settings.vlm_api_key is not None:
        return replace(options, api_key=settings.vlm_api_key.get_secret_value())
    return options if _server(settings.llm) in (None, _server(settings.vlm)) else replace(options, api_key=None)


def frame_judge_options(settings: Settings) -> BackendOptions:
    """How the settings want the model that rates frames to be asked; a key goes to no server it was not given for."""
    own, judge, language = (_server(name) for name in (settings.frame_judge or RULES, settings.vlm, settings.llm))
    if judge == own or (judge is None and settings.vlm_api_key is not None):
        return judge_options(settings)
    is_for_own = language == own or (language is None and judge is None)
    options = backend_options(settings)
    return options if is_for_own else replace(options, api_key=None)


def _server(name: str) -> tuple[str, str] | None:
    """Scheme and host of a model behind an address; None for any other."""
    endpoint = read_endpoint(name)
    parts = urlsplit(endpoint.target)
    return (parts.scheme, parts.netloc) if endpoint.kind == "url" else None


def check_model(settings: Settings) -> None:
    """Refuse a model that is not to be had here, or a budget that cannot be kept, before anything is begun.

    Raises:
        ConfigError: If so; names the setting.
    """
    if settings.llm != RULES:
        with closing(_open_backend(settings.llm, backend_options(settings))) as backend:
            _price(settings, settings.llm, backend)


def check_judge(settings: Settings) -> None:
    """Refuse a judge or a frame scorer that is not to be had here or cannot see, or a budget that cannot be kept.

    Raises:
        ConfigError: If so; names the setting.
    """
    if settings.vlm != RULES:
        _check_eyes(settings, settings.vlm, judge_options, _VLM)
    rater = _rater(settings)
    if rater is not None and rater != settings.vlm:
        _check_eyes(settings, rater, frame_judge_options, _SCORER)


def _check_eyes(settings: Settings, name: str, options: Callable[[Settings], BackendOptions], option: str) -> None:
    """Refuse a model that is not to be had here or cannot see, or a budget that cannot be kept."""
    read_endpoint(name, option=option)
    with closing(_open_backend(name, options(settings), option=option)) as backend:
        _price(settings, name, backend)
        if not backend.sees_pictures:
            raise ConfigError(
                f"{name} reads text only and cannot look at a film",
                where=option,
                next_step="Name a vision model, or `rules`.",
            )


def _rater(settings: Settings) -> str | None:
    """The model that rates frames; None where none does."""
    return None if settings.frame_judge in (None, RULES) else settings.frame_judge


@contextmanager
def open_consultant(
    settings: Settings,
    *,
    answers: AnswerCache,
    account: Account,
    go_on: str,
    cancel: Flag | None = None,
    drain: Flag | None = None,
) -> Iterator[ModelConsultant | None]:
    """The consultant that helps to decide who is who, closed afterwards; None where the rules decide alone.

    Args:
        settings: Which model, and on what terms.
        answers: Where answers are kept.
        account: What the job has asked and paid so far.
        go_on: What to do when the budget is used up, as a sentence.
        cancel: Set: stop at once.
        drain: Set: begin no further question.

    Raises:
        ConfigError: If the model is not to be had here, or the budget cannot be kept.
        BackendError: If its server does not answer and the job is not to go on with the rules.
    """
    blind = settings.model_copy(update={"vlm": RULES, "frame_scorer": SCORER_OFF})
    with open_consultants(
        blind, answers=answers, account=account, go_on=go_on, cancel=cancel, drain=drain
    ) as consultants:
        yield consultants.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultants:
    """Who is asked in one job; they share its budget."""

    language: ModelConsultant | None
    """Helps to decide who is who; None where the rules decide alone."""
    judge: ModelConsultant | None
    """Looks at takes; None where the pixels are measured."""
    frames: ModelConsultant | None
    """Rates frames; None where no model does. Its failures are no reason to ask the judge less."""


@contextmanager
def open_consultants(
    settings: Settings,
    *,
    answers: AnswerCache,
    account: Account,
    go_on: str,
    cancel: Flag | None = None,
    drain: Flag | None = None,
    over: Flag | None = None,
) -> Iterator[Consultants]:
    """All consultants of one job, closed afterwards; one model that does several things is opened once.

    A judge that fails never ends a job, whatever `llm_fallback` says, and a job that is told to end at the next
    superstep still hears it out, since a take that is half judged would have to be judged again.

    Args:
        settings: Which models, and on what terms.
        answers: Where answers are kept.
        account: What the job has asked and paid so far.
        go_on: What to do when the budget is used up, as a sentence.
        cancel: Set: stop at once.
        drain: Set: begin no further question about who is who, nor about frames.
        over: Set: nothing more is to be known about frames.

    Raises:
        ConfigError: If a model is not to be had here, or the budget cannot be kept.
        BackendError: If a server does not answer and the job is not to go on with the rules.
    """
    terms = Terms(
        concurrency=settings.llm_concurrency,
        fallback=settings.llm_fallback,
        budget=settings.limit,
        currency=settings.currency,
        go_on=go_on,
    )
    of_judge = replace(terms, fallback="rules", stand_in="are left open by the judge")
    # Several are asked side by side by whoever has frames rated, one at a time each.
    of_frames = replace(of_judge, concurrency=1, stand_in="leave frames unrated")
    with ExitStack() as stack:
        language = stack.enter_context(_language_backend(settings))
        judge = stack.enter_context(_judge_backend(settings, language))
        rater = stack.enter_context(_rating_backend(settings, language, judge))
        # Read only where a model is asked: rules alone touch no account.
        spent = Spent(account.calls() if language or judge or rater else (), settings.currency)

        def consultant(
            name: str, backend: ChatBackend | None, terms: Terms, cancel: Flag | None, drain: Flag | None
        ) -> ModelConsultant | None:
            if backend is None:
                return None
            terms = replace(terms, price=_price(settings, name, backend))
            return ModelConsultant(
                backend, answers=answers, account=account, terms=terms, cancel=cancel, drain=drain, spent=spent
            )

        yield Consultants(
            language=consultant(settings.llm, language, terms, cancel, drain),
            judge=consultant(settings.vlm, judge, of_judge, cancel, None),
            frames=consultant(settings.frame_judge or RULES, rater, of_frames, over, drain),
        )


@contextmanager
def _language_backend(settings: Settings) -> Iterator[ChatBackend | None]:
    """The model that helps to decide who is who."""
    if settings.llm == RULES:
        yield None
        return
    may_fail = settings.llm_fallback != "stop"
    with closing(_open_backend(settings.llm, backend_options(settings), may_fail=may_fail)) as backend:
        yield backend


@contextmanager
def _judge_backend(settings: Settings, language: ChatBackend | None) -> Iterator[ChatBackend | None]:
    """The model that looks at takes; the same as the other one if that has its name and key."""
    if settings.vlm == RULES:
        yield None
        return
    options = judge_options(settings)
    if language is not None and settings.vlm == settings.llm and options == backend_options(settings):
        yield language
        return
    with closing(_open_backend(settings.vlm, options, option=_VLM)) as backend:
        yield backend


@contextmanager
def _rating_backend(
    settings: Settings, language: ChatBackend | None, judge: ChatBackend | None
) -> Iterator[ChatBackend | None]:
    """The model that rates frames; the same as another one if that has its name and key."""
    name = _rater(settings)
    if name is None:
        yield None
        return
    options = frame_judge_options(settings)
    if judge is not None and (name, options) == (settings.vlm, judge_options(settings)):
        yield judge
    elif language is not None and (name, options) == (settings.llm, backend_options(settings)):
        yield language
    else:
        with closing(_open_backend(name, options, option=_SCORER)) as backend:
            yield backend


def _open_backend(name: str, options: BackendOptions, *, option: str = _LLM, may_fail: bool = True) -> ChatBackend:
    """The backend; where its server does not even say which model it has, one that fails every question."""
    try:
        return make_backend(name, options, option=option)
    except BackendError as error:
        if not may_fail:
            raise
        return _Unreachable(name, error)


class _Unreachable:
    """A model that could not be opened: every question meets the same error, so that the rules can answer it."""

    sees_pictures = True

    def __init__(self, name: str, error: BackendError) -> None:
        self.name = name
        self.fingerprint = f"unreachable:{name}"
        self.is_local = read_endpoint(name).is_local
        self._error = error

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        """Fail.

        Raises:
            BackendError: Always; a new one, since whoever catches it adds to it.
        """
        error = self._error
        raise BackendError(error.what, where=error.where, next_step=error.next_step, kind=error.kind)

    def close(self) -> None:
        """Hold nothing, free nothing."""


def _price(settings: Settings, name: str, backend: ChatBackend) -> Price | None:
    """What the model charges; refuses a budget in money when nobody knows."""
    price = price_of(name, settings.prices, is_local=backend.is_local)
    if price is None and settings.limit is not None and settings.limit.money is not None:
        raise ConfigError(
            f"a budget in money cannot be kept without the price of {name}",
            where="the setting prices",
            next_step=(
                f"""Set IAMFLOW_PRICES='{{"{name}": {{"input": ..., "output": ...}}}}' (money per million """
                "tokens, as its provider says), or give the budget in calls, such as --budget 25calls."
            ),
        )
    return price


class StoryReader:
    """Reads whole scripts, with the agents that the settings name.

    Args:
        extractor: Reads prompts.
        resolver: Decides who is who.
        account: Of the model that the resolver asks.
    """

    def __init__(self, extractor: Extractor, resolver: Resolver, account: Account) -> None:
        self._extractor = extractor
        self._resolver = resolver
        self._account = account

    def calls(self) -> Sequence[ModelCall]:
        """What was asked of a model so far."""
        return self._account.calls()

    def readings(self, script: Script) -> list[str]:
        """What each segment says on its own, as JSON."""
        return [self._extractor.read(script, index) for index in range(len(script.segments))]

    def registry(self, script: Script, readings: list[str] | None = None) -> Registry:
        """Everybody and everything in a script, and what happens in each segment."""
        return self._resolver.resolve(script, self.readings(script) if readings is None else readings)


@contextmanager
def open_reader(settings: Settings) -> Iterator[StoryReader]:
    """A reader that keeps no job: with a model it shares the home's answers, with the rules it touches no home.

    A budget holds for all that is read before it is closed.

    Raises:
        ConfigError: If the model is not to be had here, or the budget cannot be kept.
    """
    extractor, account = make_extractor(settings.llm), MemoryAccount()
    if settings.llm == RULES:
        yield StoryReader(extractor, make_resolver(settings.llm), account)
        return
    check_model(settings)
    go_on = "Give a higher --budget (none for no limit): what was answered is kept in the home and costs nothing again."
    with (
        open_store(settings, Home(settings.home)) as store,
        open_consultant(settings, answers=StoredAnswers(store), account=account, go_on=go_on) as consultant,
    ):
        yield StoryReader(extractor, make_resolver(settings.llm, consultant), account)
