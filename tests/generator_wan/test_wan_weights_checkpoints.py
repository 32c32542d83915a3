"""Every layout leads to the same weights; what is missing, strange or damaged is refused by name."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from safetensors.torch import save_file
from wan_weights_stage import SIZES, lora_for, original, same, tiny

from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.wan.checkpoints import read_file, read_folder, select_entry, strip_name, to_diffusers
from iamflow_agents.generator.wan.lora import merge_lora
from iamflow_agents.generator.wan.transformer_config import config_from_weights, read_config
from iamflow_agents.generator.wan.weights import audit_types, load_tiny_vae, load_transformer, load_vae

torch.set_num_threads(1)
PREFIXES = ["", "model.", "model._fsdp_wrapped_module.", "_orig_mod.model.", "model.diffusion_model.", "module.model."]


@pytest.fixture(scope="module")
def model() -> WanTransformer3DModel:
    return tiny()


@pytest.fixture(scope="module")
def state(model: WanTransformer3DModel) -> dict[str, torch.Tensor]:
    return dict(model.state_dict())


def load(source: Path, **more: Any) -> WanTransformer3DModel:
    return load_transformer(source, WanTransformer3DModel, **{"dtype": torch.float32, "config": SIZES, **more})


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("entry", [None, "generator", "generator_ema"])
def test_wan_weights_training_checkpoints(
    state: dict[str, torch.Tensor], tmp_path: Path, prefix: str, entry: str | None
) -> None:
    named = {prefix + name: value for name, value in original(state).items()}
    torch.save(named if entry is None else {entry: named, "step": 7}, tmp_path / "some.pt")
    assert same(dict(load(tmp_path / "some.pt").state_dict()), state)


def test_wan_weights_averaged_weights_come_first(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    other = original(dict(tiny(1).state_dict()))
    torch.save({"generator": other, "generator_ema": original(state)}, tmp_path / "both.pt")
    assert same(dict(load(tmp_path / "both.pt").state_dict()), state)
    assert not same(dict(load(tmp_path / "both.pt", entry="generator").state_dict()), state)
    with pytest.raises(GeneratorError, match=r"no entry 'critic'.*generator, generator_ema"):
        load(tmp_path / "both.pt", entry="critic")


def test_wan_weights_diffusers_folder(model: WanTransformer3DModel, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path / "pipe" / "transformer")
    for source in (tmp_path / "pipe", tmp_path / "pipe" / "transformer"):
        loaded = load_transformer(source, WanTransformer3DModel, dtype=torch.float32)
        assert same(dict(loaded.state_dict()), dict(model.state_dict()))
        assert loaded.config.num_attention_heads == 2


def test_wan_weights_sharded_folder_and_a_lost_part(model: WanTransformer3DModel, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path, max_shard_size="20KB")
    parts = sorted(tmp_path.glob("*.safetensors"))
    assert len(parts) > 1
    assert same(dict(load(tmp_path).state_dict()), dict(model.state_dict()))
    parts[0].unlink()
    with pytest.raises(GeneratorError, match=parts[0].name):
        load(tmp_path)


def test_wan_weights_folders_that_are_not_plain(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    other = dict(tiny(1).state_dict())
    whole, half = (
        tmp_path / "diffusion_pytorch_model.safetensors",
        tmp_path / "diffusion_pytorch_model.fp16.safetensors",
    )
    save_file(state, whole)
    save_file(other, half)
    assert same(dict(load(tmp_path).state_dict()), state)  # a variant beside it is not mixed in
    whole.unlink()
    assert same(dict(load(tmp_path).state_dict()), other)  # the only file there is
    nested = tmp_path / "fetched" / "checkpoints"
    nested.mkdir(parents=True)
    torch.save({"generator_ema": original(state)}, nested / "some.pt")
    assert same(dict(load(tmp_path / "fetched").state_dict()), state)
    torch.save({"generator_lora": {}}, nested / "lora.pt")
    with pytest.raises(GeneratorError, match=r"several weight files: checkpoints/lora\.pt, checkpoints/some\.pt"):
        load(tmp_path / "fetched")


def test_wan_weights_parts_without_an_index(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    names = list(state)
    parts = [{name: state[name] for name in names[:20]}, {name: state[name] for name in names[20:]}]
    files = [tmp_path / f"diffusion_pytorch_model-{number:05d}-of-00002.safetensors" for number in (1, 2)]
    for part, file in zip(parts, files, strict=True):
        save_file(part, file)
    assert same(dict(load(tmp_path).state_dict()), state)
    files[1].unlink()
    with pytest.raises(GeneratorError, match=files[1].name):
        load(tmp_path)


def test_wan_weights_original_folder(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    save_file(
        {name: value.contiguous() for name, value in original(state).items()},
        tmp_path / "diffusion_pytorch_model.safetensors",
    )
    config = {"_class_name": "WanModel", "dim": 24, "num_heads": 2, "ffn_dim": 20, "num_layers": 2, "in_dim": 4}
    config |= {"out_dim": 4, "freq_dim": 16, "text_dim": 8, "eps": 1e-6, "model_type": "t2v", "text_len": 512}
    (tmp_path / "config.json").write_text(json.dumps(config))
    loaded = load_transformer(tmp_path, WanTransformer3DModel, dtype=torch.float32)
    assert same(dict(loaded.state_dict()), state)
    assert loaded.config.attention_head_dim == 12


def test_wan_weights_give_the_same_output(model: WanTransformer3DModel, tmp_path: Path) -> None:
    torch.save(
        {"generator": {f"model.{k}": v for k, v in original(dict(model.state_dict())).items()}}, tmp_path / "a.pt"
    )
    loaded = load(tmp_path / "a.pt")
    generator = torch.Generator().manual_seed(3)
    x, text = torch.randn(1, 4, 2, 4, 4, generator=generator), torch.randn(1, 5, 8, generator=generator)
    with torch.no_grad():
        wanted, got = (m(x, torch.tensor([400.0]), text, return_dict=False)[0] for m in (model, loaded))
        assert torch.equal(wanted, got)
        assert not torch.equal(wanted, tiny(1)(x, torch.tensor([400.0]), text, return_dict=False)[0])


def test_wan_weights_subclasses_come_out_ready(model: WanTransformer3DModel, tmp_path: Path) -> None:
    class Special(WanTransformer3DModel):  # type: ignore[misc]
        pass

    model.save_pretrained(tmp_path)
    assert type(load_transformer(tmp_path, Special)) is Special


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
def test_wan_weights_types_after_loading(model: WanTransformer3DModel, tmp_path: Path, dtype: torch.dtype) -> None:
    model.save_pretrained(tmp_path)
    loaded = load_transformer(tmp_path, WanTransformer3DModel, dtype=dtype)
    stock = WanTransformer3DModel.from_pretrained(tmp_path, torch_dtype=dtype)
    assert {n: p.dtype for n, p in loaded.named_parameters()} == {n: p.dtype for n, p in stock.named_parameters()}
    assert loaded.rope.freqs_cos.dtype == torch.float32
    assert torch.equal(loaded.rope.freqs_cos, model.rope.freqs_cos)
    assert torch.equal(loaded.rope.freqs_sin, model.rope.freqs_sin)
    assert not loaded.training and not any(p.requires_grad for p in loaded.parameters())
    audit_types(loaded, dtype)
    if dtype is not torch.float32:
        with pytest.raises(GeneratorError, match="scale_shift_table"):
            audit_types(loaded.to(dtype), dtype)


def test_wan_weights_do_not_depend_on_the_file_later(model: WanTransformer3DModel, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path)
    loaded = load(tmp_path)
    (tmp_path / "diffusion_pytorch_model.safetensors").write_bytes(b"gone")
    assert same(dict(loaded.state_dict()), dict(model.state_dict()))


def test_wan_weights_conversion_leaves_the_callers_dict_alone(state: dict[str, torch.Tensor]) -> None:
    theirs = original(state)
    names = list(theirs)
    assert same(to_diffusers(theirs), state)
    assert list(theirs) == names and len(names) > 50
    content = {"generator": {f"model.{name}": value for name, value in theirs.items()}}
    assert same(select_entry(content), theirs)
    assert len(content["generator"]) == len(names)
    assert same(to_diffusers(state), state)


def test_wan_weights_names_without_wrappers() -> None:
    assert strip_name("model._fsdp_wrapped_module.blocks.1._fsdp_wrapped_module.ffn.0.bias") == "blocks.1.ffn.0.bias"
    assert strip_name("blocks.0._checkpoint_wrapped_module.self_attn.q.weight") == "blocks.0.self_attn.q.weight"
    assert strip_name("blocks.0.modulation") == "blocks.0.modulation"
    with pytest.raises(GeneratorError, match="one name"):
        select_entry({"model.a": torch.zeros(1), "a": torch.zeros(1)})
    assert not select_entry({"freqs": torch.zeros(1), "a": torch.zeros(1)}).keys() - {"a"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"blocks.1.ffn.2.bias": None}, "blocks.1.ffn.net.2.bias is missing"),
        ({"blocks.7.ffn.2.bias": torch.zeros(2)}, "blocks.7.ffn.net.2.bias is unexpected"),
        ({"blocks.1.self_attn.q.weight": torch.zeros(24, 25)}, "blocks.1.attn1.to_q.weight is [24, 25]"),
    ],
)
def test_wan_weights_that_do_not_fit_are_named(
    state: dict[str, torch.Tensor], tmp_path: Path, change: dict[str, torch.Tensor | None], named: str
) -> None:
    changed = {name: value for name, value in (original(state) | change).items() if value is not None}
    torch.save(changed, tmp_path / "bad.pt")
    with pytest.raises(GeneratorError) as caught:
        load(tmp_path / "bad.pt")
    assert named in str(caught.value)


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("run",))


@pytest.mark.parametrize("name", ["a.pt", "b.pth", "c.safetensors", "d.ckpt"])
@pytest.mark.parametrize("content", [b"", b"garbage" * 9, pickle.dumps({"a": _Evil()}), pickle.dumps([1])])
def test_wan_weights_damaged_and_hostile_files(
    tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GeneratorError):
        read_file(tmp_path / name)
    assert "run" not in capsys.readouterr().out


def test_wan_weights_hostile_checkpoint_in_todays_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.save({"a": torch.zeros(1), "b": _Evil()}, tmp_path / "a.pt")
    with pytest.raises(GeneratorError, match="code or objects"):
        read_file(tmp_path / "a.pt")
    assert "run" not in capsys.readouterr().out


def test_wan_weights_truncated_files(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    torch.save(state, tmp_path / "a.pt")
    save_file(state, tmp_path / "a.safetensors")
    for name in ("a.pt", "a.safetensors"):
        assert read_file(tmp_path / name)
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[: len(whole) // 2])
        with pytest.raises(GeneratorError):
            read_file(tmp_path / name)


def test_wan_weights_places_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError):
        read_file(tmp_path / "none.pt")
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(GeneratorError, match=r"\.txt"):
        read_file(tmp_path / "notes.txt")
    with pytest.raises(GeneratorError):
        read_folder(tmp_path)
    with pytest.raises(GeneratorError, match="step"):
        select_entry({"step": 3})
    for source, hint in [("no/where", "Known names"), ("self-forcing", "weights fetch self-forcing")]:
        with pytest.raises(ConfigError, match=hint):
            load_transformer(source, WanTransformer3DModel, weights_home=tmp_path)


def test_wan_weights_found_where_fetch_puts_them(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    (tmp_path / "self-forcing" / "checkpoints").mkdir(parents=True)
    torch.save({"generator_ema": original(state)}, tmp_path / "self-forcing" / "checkpoints" / "self_forcing_dmd.pt")
    for source in ("self-forcing", "gdhe17/Self-Forcing", "self-forcing:checkpoints/self_forcing_dmd.pt"):
        assert same(dict(load(Path(source), weights_home=tmp_path).state_dict()), state), source


def test_wan_weights_sizes_show_in_the_weights() -> None:
    big = {"num_attention_heads": 2, "attention_head_dim": 128, "num_layers": 3, "ffn_dim": 300, "text_dim": 40}
    with torch.device("meta"):
        shapes = dict(WanTransformer3DModel(**{**SIZES, **big}).state_dict())
    found = config_from_weights(shapes)
    assert found == {k: v for k, v in {**SIZES, **big}.items() if k != "rope_max_seq_len"} | {
        "cross_attn_norm": True,
        "qk_norm": "rms_norm_across_heads",
    }
    with pytest.raises(GeneratorError, match="head size"):
        config_from_weights(dict(tiny().state_dict()))
    with pytest.raises(GeneratorError, match=r"proj_out\.weight"):
        config_from_weights({name: value for name, value in shapes.items() if name != "proj_out.weight"})
    with pytest.raises(GeneratorError, match="image-to-video"):
        config_from_weights(shapes | {"blocks.0.attn2.add_k_proj.weight": torch.zeros(1)})


def test_wan_weights_bad_configs(tmp_path: Path, state: dict[str, torch.Tensor]) -> None:
    for text in ("{", "[]"):
        (tmp_path / "config.json").write_text(text)
        with pytest.raises(GeneratorError):
            read_config(tmp_path / "config.json")
    save_file(state, tmp_path / "w.safetensors")
    (tmp_path / "config.json").write_text(json.dumps({**SIZES, "num_layers": 3}))
    with pytest.raises(GeneratorError, match=r"blocks\.2"):
        load_transformer(tmp_path / "w.safetensors", WanTransformer3DModel)
    (tmp_path / "config.json").write_text(json.dumps({**SIZES, "num_layers": "many"}))
    with pytest.raises(GeneratorError, match="config"):
        load_transformer(tmp_path / "w.safetensors", WanTransformer3DModel)


def test_wan_weights_lora_by_hand(state: dict[str, torch.Tensor]) -> None:
    theirs = original(state)
    lora = lora_for(theirs)
    name = "blocks.1.cross_attn.k"
    product = lora[f"base_model.model.{name}.lora_B.weight"] @ lora[f"base_model.model.{name}.lora_A.weight"]
    for alpha, strength, scale in [(None, 1.0, 1.0), (6.0, 1.0, 2.0), (6.0, 0.25, 0.5), (None, 0.0, 0.0)]:
        merged = merge_lora(theirs, lora, alpha=alpha, strength=strength)
        assert torch.allclose(merged[f"{name}.weight"], theirs[f"{name}.weight"] + scale * product, atol=1e-6)
        changed = [key for key in theirs if not torch.equal(merged[key], theirs[key])]
        assert len(changed) == (len(lora) // 2 if scale else 0)
    usual = merge_lora(theirs, lora, usual_alpha=6.0)
    assert torch.allclose(usual[f"{name}.weight"], theirs[f"{name}.weight"] + 2.0 * product, atol=1e-6)
    given = merge_lora(theirs, lora, alpha=3.0, usual_alpha=6.0)
    assert torch.allclose(given[f"{name}.weight"], theirs[f"{name}.weight"] + product, atol=1e-6)
    with_alpha = merge_lora(theirs, lora | {f"base_model.model.{name}.alpha": torch.tensor(6.0)})
    assert torch.allclose(with_alpha[f"{name}.weight"], theirs[f"{name}.weight"] + 2.0 * product, atol=1e-6)


def test_wan_weights_lora_names_of_all_kinds(state: dict[str, torch.Tensor]) -> None:
    theirs = original(state)
    lora = lora_for(theirs)
    wanted = to_diffusers(merge_lora(theirs, lora))
    spellings = {
        "adapter name": {key.replace(".weight", ".default.weight"): value for key, value in lora.items()},
        "entry": {"generator_lora": lora, "step": 3},
        "wrapped": {key.replace("model.blocks", "model.model.blocks"): value for key, value in lora.items()},
        "down and up": {k.replace("lora_A", "lora_down").replace("lora_B", "lora_up"): v for k, v in lora.items()},
        "comfy": {key.replace("base_model.model.", "diffusion_model."): value for key, value in lora.items()},
    }
    for spelling, content in spellings.items():
        assert same(to_diffusers(merge_lora(theirs, content)), wanted), spelling
        assert same(merge_lora(state, content), wanted), spelling  # original names over a diffusers checkpoint
    assert same(merge_lora(state, lora_for(state)), merge_lora(state, lora_for(state)))
    assert not same(wanted, state)


def test_wan_weights_lora_of_the_catalogue_brings_its_scale(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    theirs, home = original(state), tmp_path / "home"
    content = {"generator_lora": lora_for(theirs)}
    (home / "longlive" / "models").mkdir(parents=True)
    torch.save({"generator": theirs}, home / "longlive" / "models" / "longlive_base.pt")
    for path in (home / "longlive" / "models" / "lora.pt", tmp_path / "lora.pt"):
        torch.save(content, path)
    known, unknown = (to_diffusers(merge_lora(theirs, lora_for(theirs), alpha=alpha)) for alpha in (256.0, None))
    sources = ("longlive", "longlive:models/lora.pt", "Efficient-Large-Model/LongLive-1.3B")
    for source in (*sources, home / "longlive" / "models" / "lora.pt"):
        assert same(dict(load("longlive", lora=source, weights_home=home).state_dict()), known), source
    elsewhere = load("longlive", lora=tmp_path / "lora.pt", weights_home=home)
    assert same(dict(elsewhere.state_dict()), unknown) and not same(known, unknown)


def test_wan_weights_lora_through_loading(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    theirs = original(state)
    torch.save({"generator": theirs}, tmp_path / "base.pt")
    torch.save({"generator_lora": lora_for(theirs)}, tmp_path / "lora.pt")
    loaded = load(tmp_path / "base.pt", lora=tmp_path / "lora.pt", lora_alpha=1.5)
    assert same(dict(loaded.state_dict()), to_diffusers(merge_lora(theirs, lora_for(theirs), alpha=1.5)))
    with pytest.raises(GeneratorError, match="LoRA"):
        load(tmp_path / "lora.pt")
    with pytest.raises(GeneratorError, match="no LoRA"):
        load(tmp_path / "base.pt", lora=tmp_path / "base.pt")


def test_wan_weights_lora_that_does_not_fit(state: dict[str, torch.Tensor]) -> None:
    lora = lora_for(original(state))
    half = dict(list(lora.items())[:-1])
    foreign = {key.replace("blocks.1", "blocks.9"): value for key, value in lora.items()}
    wide = {key: torch.zeros(3, 99) if "lora_A" in key else value for key, value in lora.items()}
    for content, hint in [(half, "half"), (foreign, "blocks.9"), (wide, "fit"), ({}, "no LoRA")]:
        with pytest.raises(GeneratorError, match=hint):
            merge_lora(original(state), content)


def test_wan_weights_video_autoencoder(tmp_path: Path) -> None:
    sizes = {"base_dim": 4, "z_dim": 16, "dim_mult": [1, 2, 4, 4], "num_res_blocks": 1}
    torch.manual_seed(0)
    vae = AutoencoderKLWan(**sizes)
    vae.save_pretrained(tmp_path / "pipe" / "vae")
    loaded = load_vae(tmp_path / "pipe", dtype=torch.float32)
    assert same(dict(loaded.state_dict()), dict(vae.state_dict()))
    assert loaded.config.latents_mean == vae.config.latents_mean
    torch.save({k: v for k, v in vae.state_dict().items() if k != "decoder.conv_out.bias"}, tmp_path / "Wan2.1_VAE.pth")
    with pytest.raises(GeneratorError, match=r"decoder\.conv_out\.bias is missing"):
        load_vae(tmp_path, config=sizes)


def original_vae(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The names of `Wan2.1_VAE.pth`."""
    inner = {"norm1": "residual.0", "conv1": "residual.2", "norm2": "residual.3", "conv2": "residual.6"}
    inner |= {"conv_shortcut": "shortcut"}
    renamed = {}
    for name, value in state.items():
        parts = name.split(".")
        if parts[0] in ("quant_conv", "post_quant_conv"):
            back = ["conv1" if parts[0] == "quant_conv" else "conv2", *parts[1:]]
        elif parts[1] in ("conv_in", "conv_out", "norm_out"):
            back = [parts[0], *{"conv_in": ["conv1"], "conv_out": ["head", "2"], "norm_out": ["head", "0"]}[parts[1]]]
            back += parts[2:]
        elif parts[1] == "mid_block":
            place = "1" if parts[2] == "attentions" else str(2 * int(parts[3]))
            back = [parts[0], "middle", place, inner.get(parts[4], parts[4]), *parts[5:]]
        elif parts[1] == "down_blocks":
            back = ["encoder.downsamples", parts[2], inner.get(parts[3], parts[3]), *parts[4:]]
        else:
            number = 4 * int(parts[2]) + (3 if parts[3] == "upsamplers" else int(parts[4]))
            back = ["decoder.upsamples", str(number), inner.get(parts[5], parts[5]), *parts[6:]]
        renamed[".".join(back)] = value
    return renamed


def test_wan_weights_original_video_autoencoder(tmp_path: Path) -> None:
    torch.manual_seed(0)
    vae = AutoencoderKLWan(base_dim=4)
    theirs = original_vae(dict(vae.state_dict()))
    assert {"decoder.upsamples.3.resample.1.weight", "encoder.middle.2.residual.6.bias", "conv2.bias"} < theirs.keys()
    torch.save(theirs, tmp_path / "Wan2.1_VAE.pth")
    for source in (tmp_path, tmp_path / "Wan2.1_VAE.pth"):
        loaded = load_vae(source, dtype=torch.float32, config={"base_dim": 4})
        assert same(dict(loaded.state_dict()), dict(vae.state_dict()))
    with pytest.raises(GeneratorError, match=r"instead of"):
        load_vae(tmp_path)


def test_wan_weights_tiny_autoencoder(tmp_path: Path) -> None:
    from iamflow_agents.generator.wan.tiny_vae import TinyVideoDecoder

    torch.manual_seed(0)
    made = TinyVideoDecoder(16, (12, 8, 6, 4))
    torch.save(made.state_dict(), tmp_path / "taew2_1.pth")
    for source in (tmp_path, tmp_path / "taew2_1.pth"):
        assert same(dict(load_tiny_vae(source, dtype=torch.float32).state_dict()), dict(made.state_dict()))
    torch.save(tiny().state_dict(), tmp_path / "taew2_1.pth")
    with pytest.raises(GeneratorError, match="tiny video decoder"):
        load_tiny_vae(tmp_path)
