"""The umt5 encoder against transformers itself, from both layouts, and what happens when files are not right."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from wan_encoder_stage import tiny_umt5, write_diffusers_folder, write_original_folder

from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.wan import umt5
from iamflow_agents.generator.wan.catalogue import CATALOGUE
from iamflow_agents.generator.wan.embedding_cache import EmbeddingCache, prompt_key
from iamflow_agents.generator.wan.text_encoder import PromptLibrary
from iamflow_agents.generator.wan.umt5 import Umt5Encoder, choose_device
from iamflow_agents.generator.wan.umt5_files import ORIGINAL, find_umt5, load_umt5

PROMPTS = ["the red coat", "Mara walking, the old harbour.", "a " * 70, "x"]


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_umt5()


@pytest.fixture(scope="module")
def folder(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_diffusers_folder(tmp_path_factory.mktemp("umt5"), model)


def make(folder: Path, **options: Any) -> Umt5Encoder:
    return Umt5Encoder(folder, **{"device": "cpu", "dtype": torch.float32, "max_tokens": 96, **options})


def encode(encoder: Umt5Encoder, *texts: str) -> list[torch.Tensor]:
    return encoder.encode([encoder.tokenizer.tokenize(text) for text in texts])


@torch.no_grad()
def alone(model: Any, encoder: Umt5Encoder, text: str) -> torch.Tensor:
    """The oracle: one prompt, no padding, no mask."""
    ids = encoder.tokenizer.tokenize(text).ids
    result: torch.Tensor = model(torch.tensor([ids])).last_hidden_state[0]
    return result


def test_wan_encoder_equals_transformers_without_padding(model: Any, folder: Path) -> None:
    encoder = make(folder)
    made = encode(encoder, *PROMPTS)
    for text, embedding in zip(PROMPTS, made, strict=True):
        assert torch.allclose(embedding, alone(model, encoder, text), atol=2e-5)
    assert not torch.allclose(made[0][:3], alone(model, encoder, PROMPTS[1])[:3], atol=0.1)


def test_wan_encoder_both_layouts_give_the_same_embeddings(model: Any, folder: Path, tmp_path: Path) -> None:
    original = make(write_original_folder(tmp_path, model))
    theirs = make(folder)
    for a, b in zip(encode(original, *PROMPTS), encode(theirs, *PROMPTS), strict=True):
        assert torch.equal(a, b)
    assert original.fingerprint != theirs.fingerprint
    other = make(write_original_folder(tmp_path / "other", tiny_umt5(1)))
    assert other.fingerprint != original.fingerprint
    assert not torch.allclose(encode(other, PROMPTS[0])[0], encode(original, PROMPTS[0])[0], atol=0.1)


@pytest.mark.parametrize("rows", [1, 4])
def test_wan_encoder_bits_do_not_depend_on_the_other_prompts(
    folder: Path, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(umt5._BATCH, "cpu", rows)
    encoder = make(folder, dtype=torch.bfloat16)
    together = encode(encoder, *PROMPTS, "the old coat", "red")
    again = encode(encoder, "red", *reversed(PROMPTS), "the harbour")
    for i in range(4):
        assert torch.equal(together[i], again[4 - i])
        assert torch.equal(together[i], encode(encoder, PROMPTS[i])[0])


def test_wan_encoder_library_pads_with_zeros_after_the_end(model: Any, folder: Path, tmp_path: Path) -> None:
    encoder = make(folder)
    library = PromptLibrary(encoder, EmbeddingCache(tmp_path))
    library.prepare(PROMPTS)
    n = len(encoder.tokenizer.tokenize(PROMPTS[0]).ids)
    whole = library[prompt_key(PROMPTS[0])]
    assert whole.shape == (96, 32)
    assert whole.dtype == torch.bfloat16
    assert torch.equal(whole[:n], alone(model, encoder, PROMPTS[0]).bfloat16()) or torch.allclose(
        whole[:n].float(), alone(model, encoder, PROMPTS[0]), rtol=1e-2, atol=1e-3
    )
    assert not whole[n:].any()
    assert whole[n - 1].any()


def test_wan_encoder_says_when_a_prompt_is_cut(folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    library = PromptLibrary(make(folder, max_tokens=6), EmbeddingCache(tmp_path))
    with caplog.at_level(logging.WARNING):
        done = library.prepare(["the red coat", "the red coat the red coat"])
    assert [(prompt.n_whole, len(prompt.ids)) for prompt in done.cut] == [(7, 6)]
    assert "longer than the 6" in caplog.text
    assert library[prompt_key("the red coat the red coat")].shape == (6, 32)


def test_wan_encoder_runs_out_of_gpu_memory_and_goes_on_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    encoder = make(folder, device="auto")
    monkeypatch.setattr(umt5, "choose_device", lambda wanted, size: torch.device("meta"))
    monkeypatch.setattr(
        umt5,
        "load_umt5",
        lambda files, dtype, device: load_umt5(files, dtype, device) if device.type == "cpu" else full(),
    )

    def full() -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    with caplog.at_level(logging.WARNING):
        assert torch.equal(encode(encoder, "red")[0], encode(make(folder), "red")[0])
    assert "CPU" in caplog.text


def test_wan_encoder_stays_on_the_cpu_without_a_gpu() -> None:
    assert choose_device("auto", 1 << 60).type == "cpu"
    assert choose_device("meta", 1).type == "meta"


def test_wan_encoder_frees_and_loads_again(folder: Path) -> None:
    encoder = make(folder)
    first = encode(encoder, "red")[0]
    encoder.free()
    encoder.free()
    assert encoder._model is None
    assert torch.equal(encode(encoder, "red")[0], first)


def test_wan_encoder_estimates_its_memory_in_its_own_number_type(model: Any, folder: Path) -> None:
    n = sum(parameter.numel() for parameter in model.parameters())
    assert find_umt5(folder).n_bytes(torch.bfloat16) == 2 * n


def test_wan_encoder_refuses_what_is_not_there_or_not_whole(model: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no file, folder or known"):
        find_umt5(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="weights of a text encoder"):
        find_umt5(tmp_path)
    folder = write_original_folder(tmp_path / "o", model)
    state = torch.load(folder / ORIGINAL)
    for change, message in (
        (lambda s: s.pop("blocks.1.ffn.fc2.weight"), "Missing key"),
        (lambda s: s.pop("token_embedding.weight"), "shared.weight"),
        (lambda s: s.update({"blocks.0.surprise": torch.ones(1)}), "surprise"),
        (lambda s: s.update({"norm.weight": torch.ones(5)}), "size mismatch"),
    ):
        broken = dict(state)
        change(broken)
        torch.save(broken, folder / ORIGINAL)
        with pytest.raises(GeneratorError, match=message):
            encode(make(folder), "red")
    (folder / "google" / "umt5-xxl" / "tokenizer.json").write_text("{}")
    with pytest.raises(ConfigError, match="tokenizer cannot be read"):
        make(folder)
    (folder / "google" / "umt5-xxl" / "tokenizer.json").unlink()
    with pytest.raises(ConfigError, match="no tokenizer"):
        make(folder)


def test_wan_encoder_reads_parts_and_either_name_of_the_embedding(model: Any, folder: Path, tmp_path: Path) -> None:
    write_diffusers_folder(tmp_path, model)
    inner = tmp_path / "text_encoder"
    (inner / "model.safetensors").unlink()
    model.save_pretrained(inner, max_shard_size="12KB")
    assert len(list(inner.glob("model-*.safetensors"))) > 1
    assert torch.equal(encode(make(tmp_path), "red")[0], encode(make(folder), "red")[0])
    tied = {name: tensor.clone() for name, tensor in model.state_dict().items() if name != "shared.weight"}
    for path in inner.glob("model*"):
        path.unlink()
    save_file(tied, inner / "model.safetensors")
    assert torch.equal(encode(make(tmp_path), "red")[0], encode(make(folder), "red")[0])


def test_wan_encoder_of_a_checkpoint_that_brings_none_is_that_of_the_model_it_needs(model: Any, tmp_path: Path) -> None:
    entry = next(entry for entry in CATALOGUE.values() if entry.needs)
    base = CATALOGUE[entry.needs]
    whole = any(file.path == ORIGINAL for file in base.files)
    home = tmp_path / base.name
    (write_original_folder if whole else write_diffusers_folder)(home, model)
    found = find_umt5(entry.name, tmp_path)
    assert found.tokenizer.is_relative_to(home)
    assert found.weights[0].is_relative_to(home)
