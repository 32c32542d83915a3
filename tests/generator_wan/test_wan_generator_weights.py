"""`wan:PATH`: weights from files, through the whole generator."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from safetensors.torch import save_file
from wan_encoder_stage import tiny_umt5, write_diffusers_folder
from wan_takes_stage import SOFT, after, ask, content, job_of, shoot

from iamflow_agents.errors import ConfigError, StoppedError
from iamflow_agents.generator.protocol import prepare_prompts
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.generator.wan.generator import WanGenerator
from iamflow_agents.generator.wan.options import WanOptions
from iamflow_agents.generator.wan.parts import check_before_loading, transformer_sizes
from iamflow_agents.generator.wan.tiny_text_encoder import TinyTextEncoder
from iamflow_agents.generator.wan.tiny_vae import TinyVideoDecoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Transformer, autoencoders and text encoder of random weights, in files."""
    place = tmp_path_factory.mktemp("weights")
    torch.manual_seed(1)
    encoder = tiny_umt5()
    write_diffusers_folder(place, encoder)
    sizes = {"num_attention_heads": 2, "attention_head_dim": 24, "ffn_dim": 48, "num_layers": 2, "freq_dim": 32}
    model = WanTransformer3DModel(**sizes, text_dim=encoder.config.d_model)
    model.save_pretrained(place / "transformer")
    AutoencoderKLWan(base_dim=4, z_dim=16, num_res_blocks=1).save_pretrained(place / "vae")
    save_file(TinyVideoDecoder(16, (8, 8, 8, 8)).state_dict(), str(place / "tiny.safetensors"))
    return place


@pytest.mark.parametrize("decode", ["tiny", "full"])
def test_wan_films_from_files_and_goes_on(folder: Path, decode: str, tmp_path: Path) -> None:
    options = WanOptions(
        decode=decode,
        vae=str(folder / "tiny.safetensors" if decode == "tiny" else folder),
        text_encoder=str(folder),
        device="cpu",
        prompt_cache=tmp_path / "prompts",
    )
    taken = []
    for run in range(2):
        generator = make_generator(f"wan:{folder}", wan=options)
        with closing(generator.open(job_of(ask()))) as session:
            first = shoot(session, ask(frames=10), tmp_path / f"{run}-first")
            second = after(tmp_path / f"{run}-first", first, ask(1, 8), transition=SOFT)
            shoot(session, second, tmp_path / f"{run}-second")
        taken.append(content(tmp_path / f"{run}-second"))
    assert taken[0] == taken[1] and len(list((tmp_path / "prompts").iterdir())) == 2
    able = generator.capabilities
    assert able.needs_gpu and not able.note and able.max_prompt_tokens == 512
    assert able.count_tokens is not None and able.count_tokens("two words") >= 3


def test_wan_all_prompts_are_encoded_in_one_go_before_the_transformer_is_loaded(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iamflow_agents.generator.wan import parts, umt5

    options = WanOptions(
        vae=str(folder / "tiny.safetensors"), text_encoder=str(folder), device="cpu", prompt_cache=tmp_path / "prompts"
    )
    loaded: list[str] = []
    for module, name in ((umt5, "load_umt5"), (parts, "load_transformer")):
        monkeypatch.setattr(module, name, _heard(getattr(module, name), name, loaded))
    requests = [ask(index, frames=9) for index in range(2)]
    flag = threading.Event()
    with closing(make_generator(f"wan:{folder}", wan=options).open(job_of(ask()))) as session:
        prepare_prompts(session, lambda: [request.full_prompt for request in requests], cancel=flag)
        assert loaded == ["load_umt5"] and len(list((tmp_path / "prompts").iterdir())) == 2
        shoot(session, requests[0], tmp_path / "0")
        shoot(session, requests[1], tmp_path / "1")
        assert loaded == ["load_umt5", "load_transformer"]
        shoot(session, replace(requests[1], grounded_prompt="Something else."), tmp_path / "2")
        assert loaded[2:] == ["load_umt5"], "what nobody knew is encoded when it is met"
        flag.set()
        prepare_prompts(session, lambda: [requests[0].full_prompt], cancel=flag)
        with pytest.raises(StoppedError):
            prepare_prompts(session, lambda: ["New."], cancel=flag)
        assert loaded[3:] == []


def test_wan_text_encoder_is_gone_before_the_transformer_comes_also_without_a_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iamflow_agents.generator.wan import umt5

    loaded: list[weakref.ref[object]] = []
    real = umt5.load_umt5

    def load(*args: object) -> object:
        model = real(*args)  # type: ignore[arg-type]  # whatever it is called with
        loaded.append(weakref.ref(model))
        return model

    monkeypatch.setattr(umt5, "load_umt5", load)
    options = WanOptions(
        model=str(folder), vae=str(folder / "tiny.safetensors"), text_encoder=str(folder), device="cpu"
    )
    generator = WanGenerator(options)
    embedder = generator.embedder()
    with closing(generator.open(job_of(ask()))) as session:
        prepare_prompts(session, lambda: [ask(index).full_prompt for index in range(2)], cancel=threading.Event())
        assert len(loaded) == embedder.n_loads == 1 and loaded[0]() is None
        embedder.embed([ask(1).full_prompt])
        assert embedder.n_loads == 1, "what was told of beforehand is there"
        shoot(session, ask(2, frames=9), tmp_path / "2")
        assert len(loaded) == embedder.n_loads == 2, "what comes later loads it once more"
        assert loaded[1]() is None and generator.parts().embedder is embedder


def test_wan_tiny_frees_its_text_encoder_too(tmp_path: Path) -> None:
    generator = WanGenerator(WanOptions(model="tiny"))
    encoder = generator.embedder()._encoder
    assert isinstance(encoder, TinyTextEncoder)
    encoder.encode([encoder.tokenizer.tokenize("Ida waits.")])
    weights = weakref.ref(encoder._weights["embedding"])
    assert weights() is not None, "this is how one would see it"
    with closing(generator.open(job_of(ask()))) as session:
        shoot(session, ask(frames=9), tmp_path / "take")
        assert weights() is None and not encoder._weights
        embedder = generator.embedder()
        shoot(session, ask(frames=9), tmp_path / "again")
        assert embedder.n_loads == 1


def _heard(real: Callable[..., object], name: str, heard: list[str]) -> Callable[..., object]:
    def call(*args: object, **options: object) -> object:
        heard.append(name)
        return real(*args, **options)

    return call


def test_wan_weights_that_lack_or_do_not_fit_are_refused_before_loading(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = WanOptions(
        model=str(folder), decode="tiny", vae=str(folder / "tiny.safetensors"), text_encoder=str(folder), device="cpu"
    )
    assert transformer_sizes(options).layers == 2
    assert check_before_loading(options, 48, 32) is not None
    for change, words in (
        ({"vae": ""}, "fetch taew2_1"),
        ({"text_encoder": "wan2.1-1.3b"}, "fetch wan2.1-1.3b"),
        ({"lora": str(tmp_path / "none.pt")}, "no file, folder"),
        ({"device": "cuda:77x"}, "not to be had"),
    ):
        with pytest.raises(ConfigError, match=words):
            check_before_loading(replace(options, **change), 48, 32)
    from iamflow_agents.generator.wan import parts

    large = replace(options, model=str(folder / "tiny.safetensors"), preset="full")  # no config: taken for 1.3B
    monkeypatch.setattr(parts, "free_memory", lambda device: 10 * 10**9)
    with pytest.raises(ConfigError, match=r"These presets would fit: default, 12gb, 8gb, minimal"):
        check_before_loading(large, 832, 480)
