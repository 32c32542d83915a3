"""Models in this process: real tiny ones, taught or random, and folders that hold none."""

from __future__ import annotations

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from tiny_models import (
    ANNA,
    ANSWERS,
    BEN,
    CONTEXT,
    LESSONS,
    NO_SYSTEM,
    TEMPLATE,
    WRONG,
    ask_who,
    random_model,
    taught,
    taught_model,
    vision_model,
)

from iamflow_agents.backends.protocol import BackendOptions, Completion, Picture
from iamflow_agents.backends.transformers_chat import TransformersBackend
from iamflow_agents.backends.transformers_model import holds_json
from iamflow_agents.errors import BackendError, ConfigError

__all__ = ["taught"]

SHORT = BackendOptions(max_tokens=12)


@pytest.fixture(scope="module")
def random_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_model(tmp_path_factory.mktemp("random"))


def test_transformers_taught_model_answers_what_it_learnt(taught: Path) -> None:
    backend = TransformersBackend(str(taught), BackendOptions())
    for question, corrections, answer in LESSONS:
        completion = backend.complete(question, corrections)
        assert (completion.text, completion.truncated, completion.refusal) == (answer, False, "")


def test_transformers_plain_model_without_template_answers(tmp_path: Path) -> None:
    backend = TransformersBackend(str(taught_model(tmp_path, template=None)), BackendOptions())
    assert backend.complete(ANNA).text == ANSWERS["anna"]
    assert backend.complete(BEN).text == ANSWERS["ben"]


def test_transformers_template_without_system_role_gets_the_instructions_all_the_same(tmp_path: Path) -> None:
    strict = TransformersBackend(str(random_model(tmp_path, template=NO_SYSTEM + TEMPLATE)), SHORT)
    longer = replace(ANNA, prompt=replace(ANNA.prompt, instructions="Say whom the text means. " * 5))
    few, many = strict.complete(ANNA).usage.input_tokens, strict.complete(longer).usage.input_tokens
    assert many > few + 20


def test_transformers_tokens_are_counted(taught: Path) -> None:
    backend = TransformersBackend(str(taught), BackendOptions())
    plain, corrected = backend.complete(ANNA).usage, backend.complete(ANNA, [WRONG]).usage
    assert (plain.requests, corrected.requests) == (1, 1)
    assert 0 < plain.input_tokens < corrected.input_tokens
    assert 0 < plain.output_tokens < 20 and plain.seconds > 0


def test_transformers_random_model_is_cut_off_and_says_so(random_folder: Path) -> None:
    completion = TransformersBackend(str(random_folder), SHORT).complete(ANNA)
    assert completion.truncated and completion.usage.output_tokens == 12


def test_transformers_cut_answer_of_a_good_model_says_so(taught: Path) -> None:
    completion = TransformersBackend(str(taught), BackendOptions(max_tokens=2)).complete(ANNA)
    assert completion.truncated and ANSWERS["anna"].startswith(completion.text)


def test_transformers_question_longer_than_the_context_is_refused(random_folder: Path) -> None:
    backend = TransformersBackend(str(random_folder), SHORT)
    with pytest.raises(BackendError, match=f"too long.*the model reads {CONTEXT}") as caught:
        backend.complete(ask_who("äöü " * CONTEXT))
    assert (caught.value.kind, caught.value.retryable) == ("too_long", False)
    assert backend.complete(ANNA).usage.output_tokens == 12


def test_transformers_answer_stays_within_the_context(tmp_path: Path) -> None:
    folder = random_model(tmp_path, max_position_embeddings=128)
    completion = TransformersBackend(str(folder), BackendOptions(max_tokens=100)).complete(ANNA)
    assert completion.truncated
    assert completion.usage.input_tokens + completion.usage.output_tokens == 128


def test_transformers_slow_model_runs_out_of_time(random_folder: Path) -> None:
    backend = TransformersBackend(str(random_folder), BackendOptions(timeout_s=1e-9))
    with pytest.raises(BackendError, match="did not finish in time") as caught:
        backend.complete(ANNA)
    assert caught.value.kind == "timeout"


def test_transformers_greedy_answers_repeat_and_seeds_decide_the_rest(random_folder: Path) -> None:
    def answer(**options: object) -> str:
        return TransformersBackend(str(random_folder), replace(SHORT, **options)).complete(ANNA).text  # type: ignore[arg-type]

    assert answer() == answer() == answer(seed=5)
    assert answer(temperature=5.0, seed=1) == answer(temperature=5.0, seed=1) != answer(temperature=5.0, seed=2)


def test_transformers_threads_hear_their_own_answers(taught: Path) -> None:
    backend = TransformersBackend(str(taught), BackendOptions())
    asked = [ANNA, BEN] * 6
    with ThreadPoolExecutor(4) as pool:
        heard = [completion.text for completion in pool.map(backend.complete, asked)]
    assert heard == [ANSWERS["anna"], ANSWERS["ben"]] * 6


def test_transformers_close_frees_and_is_final(taught: Path) -> None:
    backend = TransformersBackend(str(taught), BackendOptions())
    backend.complete(ANNA)
    backend.close()
    backend.close()
    with pytest.raises(BackendError, match="closed"):
        backend.complete(ANNA)


def test_transformers_close_ends_an_answer_in_progress(tmp_path: Path) -> None:
    folder = random_model(tmp_path, max_position_embeddings=100_000, eos_token_id=None)
    backend = TransformersBackend(str(folder), BackendOptions(max_tokens=90_000, timeout_s=600))
    failures: list[BackendError] = []

    def ask() -> None:
        try:
            backend.complete(ANNA)
        except BackendError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    backend.close()
    asking.join(timeout=60)
    assert not asking.is_alive() and len(failures) == 1


def test_transformers_text_model_refuses_pictures_before_loading(random_folder: Path) -> None:
    backend = TransformersBackend(str(random_folder), SHORT)
    assert not backend.sees_pictures and backend.is_local
    with pytest.raises(BackendError, match="reads text only") as caught:
        backend.complete(replace(ANNA, pictures=(Picture(data=b"no picture"),)))
    assert caught.value.kind == "unsupported"


def picture(colour: str, **more: str) -> Picture:
    data = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(data, "PNG")
    return Picture(data=data.getvalue(), **more)


def test_transformers_vision_model_is_shown_pictures_and_their_labels(tmp_path: Path) -> None:
    backend = TransformersBackend(str(vision_model(tmp_path)), replace(SHORT, temperature=5.0, max_tokens=30))
    assert backend.sees_pictures

    def ask(*pictures: Picture) -> Completion:
        return backend.complete(replace(ANNA, pictures=pictures))

    none, one, two = ask(), ask(picture("red")), ask(picture("red"), picture("red"))
    n_patches = one.usage.input_tokens - none.usage.input_tokens
    assert n_patches >= 4 and two.usage.input_tokens == one.usage.input_tokens + n_patches
    assert ask(picture("red", label="Frame 1")).usage.input_tokens > one.usage.input_tokens
    assert ask(picture("red")).text == one.text
    with pytest.raises(BackendError, match="the model failed"):
        ask(Picture(data=b"no picture"))


def test_transformers_vision_model_without_template_refuses_pictures_only(tmp_path: Path) -> None:
    backend = TransformersBackend(str(vision_model(tmp_path, template=None)), SHORT)
    assert backend.complete(ANNA).usage.output_tokens == 12
    with pytest.raises(BackendError, match="no chat template"):
        backend.complete(replace(ANNA, pictures=(picture("red"),)))


def test_transformers_fingerprint_tells_models_and_settings_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        random_model(folder)
    base = TransformersBackend(str(first), SHORT)
    assert base.fingerprint == TransformersBackend(str(second), SHORT).fingerprint
    assert base.fingerprint != TransformersBackend(str(first), replace(SHORT, temperature=1.0)).fingerprint
    random_model(second, initializer_range=0.03)
    assert base.fingerprint != TransformersBackend(str(second), SHORT).fingerprint


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "has no config.json"),
        ({"config.json": "{"}, "damaged config.json"),
        ({"config.json": "[]"}, "what kind of model"),
        ({"config.json": '{"model_type": "llama"}'}, "no .safetensors"),
        ({"config.json": '{"model_type": "llama"}', "pytorch_model.bin": "x"}, "pickled"),
    ],
)
def test_transformers_folders_without_a_model_are_refused(tmp_path: Path, files: dict[str, str], told: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError, match=told):
        TransformersBackend(str(tmp_path), SHORT)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing/deep/folder", "no such folder"),
        ("missing", "no such folder"),
        ("", "no path"),
        ("some/model.gguf", "llama.cpp"),
        ("no\0path", "no (path|such folder)"),
        ("owner/never-downloaded-model", "hub"),
    ],
)
def test_transformers_names_without_a_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=told):
        TransformersBackend(name, SHORT)


@pytest.mark.parametrize("damage", ["weights", "kind", "tokenizer"])
def test_transformers_damaged_models_end_in_one_error(tmp_path: Path, damage: str) -> None:
    folder = random_model(tmp_path)
    if damage == "weights":
        (folder / "model.safetensors").write_bytes(b"\0" * 100)
    elif damage == "kind":
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "model_type": "of-next-year"}))
    else:
        (folder / "tokenizer.json").write_text("{}")
    backend = TransformersBackend(str(folder), SHORT)
    for _ in range(2):
        with pytest.raises(BackendError, match="cannot be loaded"):
            backend.complete(ANNA)


def test_transformers_raising_template_ends_in_one_error(tmp_path: Path) -> None:
    folder = random_model(tmp_path, template="{{ raise_exception('I never work') }}")
    with pytest.raises(BackendError, match="I never work"):
        TransformersBackend(str(folder), SHORT).complete(ANNA)


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ('{"a": 1}', True),
        ('  {"a": {"b": []}}\n', True),
        ('```json\n{"a": 1}\n```', True),
        ('```json\n{"a": 1}', True),
        ("[1]", True),
        ('{"a": {"b": 1}', False),
        ('{"a": "}', False),
        ('<think>{"a": 1}', False),
        ("", False),
        ("}", False),
    ],
)
def test_transformers_complete_json_is_recognised(text: str, complete: bool) -> None:
    assert holds_json(text) is complete
