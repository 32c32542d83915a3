"""Every backend keeps the laws; for every law there is a backend that breaks it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer, Reply, Seen
from tiny_models import ANNA, ANSWERS, BEN, taught

from iamflow_agents.backends.conformance import SECRET, Case, check_backend, laws
from iamflow_agents.backends.protocol import BackendOptions, ChatBackend, Completion, Correction, Question
from iamflow_agents.backends.registry import make_backend
from iamflow_agents.backends.rules_backend import RulesBackend
from iamflow_agents.backends.transformers_turns import plain_text_of, turns_of
from iamflow_agents.errors import BackendError
from iamflow_agents.usage import Usage

__all__ = ["taught"]

SCRIPTED = [
    {"when": {"payload": ANNA.payload}, "answer": {"identity": "anna"}},
    {"when": {"payload": BEN.payload}, "answer": {"identity": "ben"}},
]


def named(name: str) -> Callable[[BackendOptions], ChatBackend]:
    return lambda options: make_backend(name, options)


def case_of(name: str, heard: Callable[[], str] | None = None) -> Case:
    return Case(make=named(name), questions=(ANNA, BEN), heard=heard)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A server that answers the two questions, and cuts answers off where little room is given."""

    def respond(seen: Seen) -> Reply:
        texts = "\n".join(text for _, text in seen.texts)
        answer = ANSWERS["anna" if ANNA.payload in texts else "ben"]
        room = seen.body.get("max_completion_tokens") or seen.body.get("max_tokens") or 99
        return Reply(text=answer) if room > 5 else Reply(text=answer[: 2 * room], finish="length")

    with FakeServer() as running:
        running.respond(respond)
        yield running


def heard_by(server: FakeServer) -> Callable[[], str]:
    return lambda: "\n".join(text for _, text in server.chats[-1].texts)


@pytest.mark.parametrize("law", sorted(laws()))
def test_conformance_rules(law: str) -> None:
    laws()[law](case_of("rules"))


@pytest.mark.parametrize("law", sorted(laws()))
def test_conformance_fake(law: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(json.dumps(entry) for entry in SCRIPTED))
    laws()[law](case_of(f"fake:{path}"))


@pytest.mark.parametrize("law", sorted(laws()))
def test_conformance_transformers(law: str, taught: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from iamflow_agents.backends import transformers_model

    asked: list[str] = []
    apply = transformers_model.LoadedModel._apply_template

    def listening(model: Any, turns: Any) -> Any:
        inputs = apply(model, turns)
        asked.append(model._tokenizer.decode(inputs["input_ids"][0]))
        return inputs

    monkeypatch.setattr(transformers_model.LoadedModel, "_apply_template", listening)
    laws()[law](case_of(f"transformers:{taught}", heard=lambda: asked[-1]))


@pytest.mark.parametrize("law", sorted(laws()))
def test_conformance_http_endpoint(law: str, server: FakeServer) -> None:
    laws()[law](case_of(f"{server.url}#tiny", heard=heard_by(server)))


@pytest.mark.parametrize("law", sorted(laws()))
def test_conformance_openai(law: str, server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    laws()[law](case_of("openai:tiny", heard=heard_by(server)))


@pytest.mark.parametrize("law", sorted(laws()))
def test_conformance_other_provider(law: str, server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # A deployment called v1 makes this provider's own address end as the server expects it.
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", server.url.removesuffix("/v1"))
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
    laws()[law](case_of("azure_openai:v1", heard=heard_by(server)))
    assert {seen.path for seen in server.chats} == {"/openai/deployments/v1/chat/completions"}


def test_conformance_hears_the_http_key_where_it_belongs(server: FakeServer) -> None:
    """Negative control for the law of secrets: the key is really used."""
    case = case_of(f"{server.url}#tiny")
    case.make(BackendOptions(api_key=SECRET)).complete(ANNA)
    assert SECRET in server.chats[-1].headers["authorization"]


# From here on, backends that break one law each.


class Good:
    """A model with a script; `heard` keeps what reached it."""

    def __init__(self, options: BackendOptions) -> None:
        self._options = options
        self.closed = 0

    name = fingerprint = "good"
    sees_pictures = False
    is_local = True
    heard: list[str] = []  # noqa: RUF012 - what the last of several backends of a law heard

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        if question.pictures:
            raise BackendError("no pictures", where=self.name, next_step="Ask another.", kind="unsupported")
        self.heard.append(plain_text_of(turns_of(question, corrections)))
        text = ANSWERS["anna" if "Anna" in question.payload else "ben"]
        cut = text[: self._options.max_tokens * 3]
        return Completion(
            text=cut, usage=Usage(requests=1, input_tokens=9, output_tokens=3), truncated=len(cut) < len(text)
        )

    def close(self) -> None:
        self.closed += 1


class Chatty(Good):
    """Answers beside the point."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        return replace(super().complete(question, corrections), text="I think it is Anna.")


class Fragile(Good):
    """Lets its own errors out."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        if not question.payload:
            raise KeyError("payload")
        return super().complete(question, corrections)


class Tacit(Good):
    """Fails without saying who failed."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        if len(question.payload) > 10_000:
            raise BackendError("too long", where="somewhere", next_step="Ask less.")
        return super().complete(question, corrections)


class Counting(Good):
    """Another fingerprint after each question."""

    n_asked = 0

    @property
    def fingerprint(self) -> str:  # type: ignore[override]
        return f"asked {self.n_asked}"

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        self.n_asked += 1
        return super().complete(question, corrections)


class Telling(Good):
    """Names its key when it fails."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        if question.pictures:
            key = self._options.api_key
            raise BackendError(f"no pictures for {key}", where=self.name, next_step="None.", kind="unsupported")
        return super().complete(question, corrections)


class Moody(Good):
    """Blanks grow with each answer."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        made = super().complete(question, corrections)
        return replace(made, text=made.text + " " * len(self.heard))


class Free(Good):
    """Forgets to count."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        return replace(super().complete(question, corrections), usage=Usage())


class Crossing(Good):
    """Answers every second question of a hurry with the answer to another."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        self.asked = getattr(self, "asked", itertools.count())
        if next(self.asked) > 5:
            question = replace(question, payload="Anna")
        return super().complete(question, corrections)


class Brittle(Good):
    """Closes once."""

    def close(self) -> None:
        super().close()
        if self.closed > 1:
            raise RuntimeError("already closed")


class Blind(Good):
    """Looks away from pictures without a word."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        return super().complete(replace(question, pictures=()), corrections)


class Forgetful(Good):
    """Leaves the examples out."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        bare = replace(question.prompt, examples=())
        return super().complete(replace(question, prompt=bare), corrections)


class Stubborn(Good):
    """Hears the last correction only."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        return super().complete(question, corrections[-1:])


class Hasty(Good):
    """Never says that an answer was cut."""

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        return replace(super().complete(question, corrections), truncated=False)


BROKEN: dict[str, type[Good]] = {
    "law_answers_have_the_asked_shape": Chatty,
    "law_asking_ends_in_a_checked_answer": Chatty,
    "law_close_twice_is_safe": Brittle,
    "law_corrections_reach_the_model": Stubborn,
    "law_cut_answers_are_told": Hasty,
    "law_errors_say_who_and_what_now": Tacit,
    "law_every_question_ends_in_an_answer_or_one_error": Fragile,
    "law_everything_asked_reaches_the_model": Forgetful,
    "law_name_and_fingerprint_are_stable": Counting,
    "law_pictures_are_taken_or_refused": Blind,
    "law_same_question_gives_the_same_answer": Moody,
    "law_secrets_are_never_told": Telling,
    "law_threads_hear_their_own_answers": Crossing,
    "law_usage_is_counted": Free,
}


def broken_case(kind: type[Good]) -> Case:
    return Case(make=kind, questions=(ANNA, BEN), heard=lambda: kind.heard[-1])


def test_conformance_every_law_has_a_broken_backend() -> None:
    assert set(BROKEN) == set(laws())


@pytest.mark.parametrize("law", sorted(BROKEN))
def test_conformance_a_broken_backend_fails(law: str) -> None:
    with pytest.raises(AssertionError, match=r"\w"):
        laws()[law](broken_case(BROKEN[law]))


def test_conformance_the_good_twin_keeps_all_laws() -> None:
    assert not [finding for finding in check_backend(broken_case(Good)).values() if finding]


def test_conformance_check_backend_says_which_laws_are_broken() -> None:
    findings = check_backend(broken_case(Brittle))
    assert [law for law, finding in findings.items() if finding] == ["law_close_twice_is_safe"]
    assert set(findings) == set(laws())


def test_conformance_rules_class_is_what_the_name_makes() -> None:
    assert isinstance(make_backend("rules", BackendOptions()), RulesBackend)
