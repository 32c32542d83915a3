"""What every chat backend must hold, as laws that run anywhere.

A law takes a `Case`: how to make the backend, two questions that it answers, and, where a test can listen, what
reached the model last. It raises `AssertionError` with a sentence when the backend breaks it. No test framework is
needed: `laws()` finds all by prefix, `check_backend` runs them. Each law has a broken backend that fails it, in the
tests. Whether answers are *good* is not asked here; that they have the right shape is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from iamflow_agents.backends.answers import Problem, read_answer
from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.protocol import (
    BackendOptions,
    ChatBackend,
    Completion,
    Correction,
    Example,
    Picture,
    Question,
    no_problems,
)
from iamflow_agents.errors import BackendError

SECRET = "sk-conformance-never-to-be-told"
"""The key that the laws give to every backend."""
N_THREADS, N_ASKED = 4, 12

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""A PNG of one red pixel."""
_CORRECTION = Correction(answer='{"said": "plover"}', problem="A plover is nobody in this heronry.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A backend to be judged."""

    make: Callable[[BackendOptions], ChatBackend]
    """Makes it anew; what it is asked with is the law's choice."""
    questions: tuple[Question[Any], Question[Any]]
    """Two that it answers in the right shape at temperature 0."""
    heard: Callable[[], str] | None = None
    """All the text that reached the model with the last question; None where nobody can listen."""


Law = Callable[[Case], None]


def laws() -> dict[str, Law]:
    """All laws by name, in alphabetical order."""
    return {name: law for name, law in sorted(globals().items()) if name.startswith("law_")}


def check_backend(case: Case) -> dict[str, str]:
    """Run all laws.

    Returns:
        What each law found: an empty text where it holds.
    """
    findings = {}
    for name, law in laws().items():
        try:
            law(case)
            findings[name] = ""
        except AssertionError as error:
            findings[name] = str(error) or "broken"
    return findings


def law_answers_have_the_asked_shape(case: Case) -> None:
    """A question of the case ends in a checked object, without a repair."""
    with closing(_made(case)) as backend:
        for question in case.questions:
            completion = _complete(backend, question)
            assert isinstance(completion, Completion), f"no answer came: {completion}"
            read = read_answer(completion.text, question.schema, question.check)
            assert not isinstance(read, Problem), f"the answer {completion.text[:200]!r} cannot be used: {read}"
            assert not completion.truncated and not completion.refusal, (
                "an answer that is whole is called cut or refused"
            )


def law_every_question_ends_in_an_answer_or_one_error(case: Case) -> None:
    """Whatever is asked, a completion or a `BackendError` comes out, and nothing else."""
    with closing(_made(case)) as backend:
        for question in _odd(case.questions[0]):
            _complete(backend, question)
        for corrections in ([Correction(answer="", problem="")], [_CORRECTION] * 40):
            _complete(backend, case.questions[0], corrections)


def law_errors_say_who_and_what_now(case: Case) -> None:
    """An error names the backend and a remedy, and counts what was spent."""
    with closing(_made(case)) as backend:
        for question in _odd(case.questions[0]):
            error = _complete(backend, question)
            if isinstance(error, BackendError):
                assert backend.name in error.where, f"the error is said to be in {error.where!r}, not {backend.name!r}"
                assert error.what.strip() and error.next_step.strip(), "the error names no remedy"
                _check_usage(error.usage)


def law_name_and_fingerprint_are_stable(case: Case) -> None:
    """They say the same before and after a question, and of a second backend made alike."""
    with closing(_made(case)) as backend, closing(_made(case)) as other:
        before = (backend.name, backend.fingerprint, backend.sees_pictures, backend.is_local)
        _complete(backend, case.questions[0])
        after = (backend.name, backend.fingerprint, backend.sees_pictures, backend.is_local)
        assert before == after, f"a question changed {before} to {after}"
        alike = (other.name, other.fingerprint, other.sees_pictures, other.is_local)
        assert before == alike, f"two backends made alike say {before} and {alike}"
        assert backend.name.strip() and backend.fingerprint.strip(), "the name or the fingerprint is empty"


def law_secrets_are_never_told(case: Case) -> None:
    """The key stands in no name, fingerprint, representation, answer or error."""
    with closing(_made(case)) as backend:
        told = [backend.name, backend.fingerprint, repr(backend), str(vars(backend) if _has_vars(backend) else "")]
        for question in (case.questions[0], *_odd(case.questions[0])):
            outcome = _complete(backend, question)
            told += [repr(outcome), str(outcome)]
        assert not any(SECRET in text for text in told), "the key can be read"


def law_same_question_gives_the_same_answer(case: Case) -> None:
    """At temperature 0 an answer is decided by its question: twice in a row, after another, and in a fresh backend."""
    first, second = case.questions
    with closing(_made(case)) as backend:
        said = _text(backend, first)
        assert said == _text(backend, first), "the same question was answered otherwise the second time"
        _text(backend, second)
        assert said == _text(backend, first), "another question in between changed the answer"
    with closing(_made(case)) as backend:
        assert said == _text(backend, first), "a fresh backend answers otherwise"


def law_usage_is_counted(case: Case) -> None:
    """Requests, tokens and seconds are told with each answer; who sends nothing counts nothing."""
    with closing(_made(case)) as backend:
        for question in case.questions:
            completion = _complete(backend, question)
            assert isinstance(completion, Completion), f"no answer came: {completion}"
            usage = completion.usage
            _check_usage(usage)
            if usage.requests:
                assert usage.input_tokens > 0 and usage.output_tokens > 0, f"tokens are missing: {usage}"
            else:
                nothing = usage.input_tokens == usage.output_tokens == 0
                same = read_answer(completion.text, question.schema, no_problems)
                is_guess = not isinstance(same, Problem) and same.value == question.guess
                assert nothing and is_guess, f"no request is counted although a model answered: {usage}"


def law_threads_hear_their_own_answers(case: Case) -> None:
    """Asked from several threads, each question gets what it gets alone."""
    asked = [case.questions[number % 2] for number in range(N_ASKED)]
    with closing(_made(case)) as backend:
        alone = [_text(backend, question) for question in case.questions]
        with ThreadPoolExecutor(N_THREADS) as pool:
            heard = list(pool.map(lambda question: _text(backend, question), asked))
    wrong = sum(text != alone[number % 2] for number, text in enumerate(heard))
    assert not wrong, f"{wrong} of {len(heard)} answers differ from those given alone"


def law_close_twice_is_safe(case: Case) -> None:
    """Closing is never an error: unused, used, twice; a question afterwards is answered or refused properly."""
    _made(case).close()
    backend = _made(case)
    _complete(backend, case.questions[0])
    for _ in range(2):
        try:
            backend.close()
        except Exception as error:  # whatever it is, it breaks the law
            raise AssertionError(f"closing raised {error!r}") from error
    _complete(backend, case.questions[0])


def law_pictures_are_taken_or_refused(case: Case) -> None:
    """Who sees no pictures refuses them as `unsupported`; who takes them answers or fails properly."""
    shown = replace(case.questions[0], pictures=(Picture(data=_PIXEL, label="Frame 1"), Picture(data=_PIXEL)))
    with closing(_made(case)) as backend:
        sees = backend.sees_pictures
        outcome = _complete(backend, shown)
        if not sees:
            assert isinstance(outcome, BackendError), "pictures were taken by a backend that says it sees none"
            assert outcome.kind == "unsupported", f"pictures were refused as {outcome.kind!r}"
            assert isinstance(_complete(backend, case.questions[0]), Completion), "refused pictures did lasting harm"


def law_everything_asked_reaches_the_model(case: Case) -> None:
    """Instructions, worked examples and payload arrive, in this order."""
    if case.heard is None:
        return
    first = case.questions[0]
    example = Example(payload="Two storks nest on a mill.", answer='{"said": "storks"}')
    prompt = replace(first.prompt, instructions="Count every heron twice.", examples=(example,))
    with closing(_made(case)) as backend:
        _complete(backend, replace(first, prompt=prompt, payload="Seven herons wade.\n“Ça va ?”"))
    words = [prompt.instructions, example.payload, example.answer, "Seven herons wade.\n“Ça va ?”"]
    _check_order(words, case.heard())


def law_corrections_reach_the_model(case: Case) -> None:
    """A former answer and what was wrong with it arrive behind the question, in order."""
    if case.heard is None:
        return
    first = case.questions[0]
    second = Correction(answer='{"said": "curlew"}', problem="No curlew was named either.")
    with closing(_made(case)) as backend:
        _complete(backend, first, [_CORRECTION, second])
    words = [first.payload, _CORRECTION.answer, _CORRECTION.problem, second.answer, second.problem]
    _check_order(words, case.heard())


def law_cut_answers_are_told(case: Case) -> None:
    """With room for two tokens an answer is whole, or called cut off, or an error; never a broken one that passes."""
    with closing(case.make(BackendOptions(api_key=SECRET, retries=0, max_tokens=2))) as backend:
        for question in case.questions:
            outcome = _complete(backend, question)
            if isinstance(outcome, Completion) and not outcome.truncated and not outcome.refusal:
                read = read_answer(outcome.text, question.schema, question.check)
                assert not isinstance(read, Problem), f"{outcome.text!r} was cut off, and nobody says so"


def law_asking_ends_in_a_checked_answer(case: Case) -> None:
    """The way every agent goes, `ask`, gives an object of the question's schema that passes its check."""
    with closing(_made(case)) as backend:
        for question in case.questions:
            try:
                answered = ask(backend, question)
            except BackendError as error:
                raise AssertionError(f"no answer came: {error}") from error
            assert isinstance(answered.value, question.schema), f"a {type(answered.value).__name__} came"
            assert not question.check(answered.value), "the answer does not pass the question's check"


def _made(case: Case) -> ChatBackend:
    return case.make(BackendOptions(api_key=SECRET, retries=0))


def _complete(
    backend: ChatBackend, question: Question[Any], corrections: Sequence[Correction] = ()
) -> Completion | BackendError:
    """What came of a question; anything but the two ways a port may end is a breach."""
    try:
        completion = backend.complete(question, corrections)
    except BackendError as error:
        return error
    except Exception as error:  # whatever else comes out breaks the port's promise
        raise AssertionError(f"{type(error).__name__} came out: {error}") from error
    assert isinstance(completion, Completion), f"{type(completion).__name__} came out"
    assert isinstance(completion.text, str) and isinstance(completion.refusal, str), "the text is no text"
    return completion


def _text(backend: ChatBackend, question: Question[Any]) -> str:
    completion = _complete(backend, question)
    assert isinstance(completion, Completion), f"no answer came: {completion}"
    return completion.text


def _odd(question: Question[Any]) -> Iterator[Question[Any]]:
    """Questions nobody would ask on purpose."""
    nothing = replace(question.prompt, instructions="", examples=())
    yield replace(question, payload="")
    yield replace(question, payload="", prompt=nothing)
    yield replace(question, payload="\0\x07\u202e\ufffe {{ messages }} {% raise %} <|im_end|> </s>")
    yield replace(question, payload="half a pair \ud83d stands here")
    yield replace(question, payload="A heron wades. " * 4_000)
    yield replace(question, segment_index=None)
    yield replace(question, segment_index=10**9)
    yield replace(question, pictures=(Picture(data=b"no picture at all", mime_type="image/png"),))


def _check_usage(usage: Any) -> None:
    numbers = (usage.requests, usage.input_tokens, usage.output_tokens, usage.seconds)
    assert all(0 <= number < float("inf") for number in numbers), f"that cannot be counted: {usage}"


def _check_order(words: Sequence[str], heard: str) -> None:
    """Each text stands in what was heard, behind the one before."""
    position = 0
    for text in words:
        found = heard.find(text, position)
        assert found >= 0, f"{text!r} did not reach the model, or not in its place"
        position = found + len(text)


def _has_vars(thing: object) -> bool:
    return hasattr(thing, "__dict__")
