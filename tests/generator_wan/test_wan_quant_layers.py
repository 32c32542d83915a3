"""Quantised layers stay within bounds, get smaller, survive saving and casting, and go where they are slower."""

from __future__ import annotations

import copy
import io
from pathlib import Path

import pytest
import torch
from diffusers import WanTransformer3DModel
from torch import Tensor, nn
from wan_weights_stage import lora_for, original, tiny

from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.wan import quant_trial
from iamflow_agents.generator.wan.block import CausalWanBlock
from iamflow_agents.generator.wan.checkpoints import to_diffusers
from iamflow_agents.generator.wan.configs import random_model
from iamflow_agents.generator.wan.layout import Layout
from iamflow_agents.generator.wan.lora import merge_lora
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.provenance import fingerprint
from iamflow_agents.generator.wan.quant import SCHEMES, Machine, block_linears, decide, quantise, weight_bytes_of
from iamflow_agents.generator.wan.scaled_linear import FLOAT8, ScaledLinear, has_kernel, to_eight_bits
from iamflow_agents.generator.wan.session import Session
from iamflow_agents.generator.wan.weights import load_transformer

torch.set_num_threads(1)
OWN = Machine(device="cpu")
WIDE = {"num_attention_heads": 4, "attention_head_dim": 16, "ffn_dim": 128, "text_dim": 32}
FASTER, SLOWER = (9.0, 1.0), (1.0, 9.0)


def clock(plain_then_quantised: tuple[float, float]) -> quant_trial.Timer:
    times = list(plain_then_quantised)

    def measure(call: object) -> float:
        return times.pop(0)

    return measure


@pytest.fixture(scope="module")
def model() -> WanTransformer3DModel:
    made = tiny(**WIDE)
    for name, parameter in made.named_parameters():  # as after `load_transformer` in bfloat16
        if not set(name.split(".")) & set(made._keep_in_fp32_modules):
            parameter.data = parameter.data.bfloat16()
    return made


@torch.no_grad()
def run(model: WanTransformer3DModel) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(1, 4, 2, 4, 4, generator=generator).bfloat16()
    text = torch.randn(1, 5, 32, generator=generator).bfloat16()
    return model(x, torch.tensor([400.0]), text, return_dict=False)[0].float()


def relative(found: Tensor, wanted: Tensor) -> float:
    return ((found - wanted).norm() / wanted.norm()).item()


@pytest.mark.parametrize("machine", [OWN, Machine(device="cpu", torchao=True)], ids=["own", "torchao"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_wan_quant_models_stay_close_and_get_smaller(
    model: WanTransformer3DModel, scheme: str, machine: Machine
) -> None:
    wanted = run(model)
    smaller = copy.deepcopy(model)
    report = quantise(smaller, scheme, machine=machine, trial=False)
    assert report.applied is not None and report.layers == 2 * 10
    assert report.implementation == ("own" if not machine.torchao or scheme == "fp8-dynamic" else "torchao")
    error = relative(run(smaller), wanted)
    assert 0 < error < (0.02 if scheme.startswith("int8") else 0.05), error
    assert report.bytes_after == weight_bytes_of(smaller) < 0.75 * report.bytes_before
    assert type(smaller.proj_out) is nn.Linear
    assert type(smaller.condition_embedder.time_proj) is nn.Linear
    assert smaller.blocks[0].norm2.weight.dtype == torch.float32
    with pytest.raises(GeneratorError, match="already"):
        quantise(smaller, scheme, machine=machine, trial=False)


def test_wan_quant_error_bound_would_see_a_wrong_scale(model: WanTransformer3DModel) -> None:
    broken = copy.deepcopy(model)
    quantise(broken, "int8", machine=OWN, trial=False)
    for module in broken.modules():
        if isinstance(module, ScaledLinear):
            module.scale *= 1.2
    assert relative(run(broken), run(model)) > 0.05


@pytest.mark.parametrize("kind", [torch.int8, FLOAT8])
def test_wan_quant_rows_keep_their_range(kind: torch.dtype) -> None:
    values = torch.randn(5, 32) * torch.tensor([1e-6, 1.0, 1e3, 1e6, 0.0])[:, None]
    codes, scale = to_eight_bits(values, kind)
    assert codes.dtype == kind and scale.shape == (5, 1) and torch.isfinite(codes.float()).all()
    step = 1 / 127 if kind is torch.int8 else 1 / 14
    largest = values.abs().amax(1, keepdim=True)
    assert ((codes.float() * scale - values).abs() <= 0.51 * step * largest + 1e-30).all()
    assert not codes[4].float().any()


@pytest.mark.parametrize("bias", [True, False])
def test_wan_quant_kernel_equals_plain_arithmetic(bias: bool) -> None:
    torch.manual_seed(0)
    linear = nn.Linear(64, 48, bias=bias).requires_grad_(False)
    hidden = torch.randn(2, 7, 64)
    with_kernel = ScaledLinear(linear, FLOAT8, dynamic=True)
    without = ScaledLinear(linear, FLOAT8, dynamic=True, kernel=False)
    assert with_kernel.uses_kernel == has_kernel("cpu") and not without.uses_kernel
    assert (with_kernel(hidden) - without(hidden)).abs().max() < 1e-4
    assert relative(without(hidden), linear(hidden)) < 0.06
    assert relative(ScaledLinear(linear, FLOAT8)(hidden), linear(hidden)) < 0.04
    assert relative(ScaledLinear(linear, torch.int8)(hidden), linear(hidden)) < 0.01
    assert with_kernel(hidden).shape == (2, 7, 48)


def test_wan_quant_odd_sizes_go_without_the_kernel() -> None:
    odd = nn.Linear(20, 9).requires_grad_(False)
    layer = ScaledLinear(odd, FLOAT8, dynamic=True, kernel=True)
    assert not layer.uses_kernel
    assert relative(layer(torch.ones(3, 20)), odd(torch.ones(3, 20))) < 0.1
    with pytest.raises(ValueError, match="float8"):
        ScaledLinear(odd, torch.int8, dynamic=True)


def test_wan_quant_casting_leaves_codes_alone(model: WanTransformer3DModel) -> None:
    layer = ScaledLinear(nn.Linear(32, 16), torch.int8)
    codes, scale = layer.codes.clone(), layer.scale.clone()
    layer.to(torch.bfloat16).half().float()
    assert torch.equal(layer.codes, codes) and torch.equal(layer.scale, scale)
    assert layer.scale.dtype == torch.float32


def test_wan_quant_own_layers_survive_saving(model: WanTransformer3DModel) -> None:
    first, second = copy.deepcopy(model), copy.deepcopy(model)
    quantise(first, "fp8", machine=OWN, trial=False)
    for parameter in second.blocks.parameters():
        parameter.data = torch.zeros_like(parameter)
    quantise(second, "fp8", machine=OWN, trial=False)
    buffer = io.BytesIO()
    torch.save(first.state_dict(), buffer)
    buffer.seek(0)
    second.load_state_dict(torch.load(buffer, weights_only=True))
    assert torch.equal(run(first), run(second))


def test_wan_quant_after_a_lora(model: WanTransformer3DModel) -> None:
    merged = copy.deepcopy(model)
    state = original(dict(model.state_dict()))
    lora = {key: 0.2 * value for key, value in lora_for(state).items()}
    merged.load_state_dict(to_diffusers(merge_lora(state, lora)))
    wanted, plain = run(merged), run(model)
    quantise(merged, "int8", machine=OWN, trial=False)
    assert relative(run(merged), wanted) < 0.02 < relative(plain, wanted)


@pytest.mark.parametrize("scheme", ["int8", "fp8-dynamic"])
def test_wan_quant_is_not_used_where_it_is_slower(model: WanTransformer3DModel, scheme: str) -> None:
    kept = copy.deepcopy(model)
    report = quantise(kept, scheme, machine=OWN, timer=clock(SLOWER))
    assert report.applied is None and "slower" in report.reason and report.bytes_after == report.bytes_before
    assert torch.equal(run(kept), run(model))
    assert "9.000 ms quantised" in report.in_words()
    smaller = copy.deepcopy(model)
    report = quantise(smaller, scheme, machine=OWN, timer=clock(SLOWER), memory_first=True)
    assert report.applied == scheme and "slower" in report.reason and report.bytes_after < report.bytes_before
    faster = copy.deepcopy(model)
    report = quantise(faster, scheme, machine=OWN, timer=clock(FASTER))
    assert report.applied == scheme and "slower" not in report.reason


def test_wan_quant_real_clock_and_failing_kernels(model: WanTransformer3DModel) -> None:
    layer = nn.Linear(32, 32).requires_grad_(False)
    timed = quant_trial.try_linear(layer, lambda plain: ScaledLinear(plain, torch.int8))
    assert timed.plain_ms > 0 and timed.quantised_ms > 0 and timed.failure is None

    def fail(_layer: nn.Linear) -> nn.Module:
        raise NotImplementedError("no such kernel\nwith a long story")

    broken = quant_trial.try_linear(layer, fail)
    assert broken.failure == "no such kernel" and broken.slower
    # Told that the card multiplies float8, on a machine whose torchao refuses: the model stays as it is.
    stays = copy.deepcopy(model)
    report = quantise(stays, "fp8-dynamic", machine=Machine(device="cuda", capability=(9, 0), torchao=True))
    assert report.applied is None and "does not run here" in report.reason
    assert torch.equal(run(stays), run(model))


@pytest.mark.parametrize(
    ("scheme", "machine", "done", "torchao"),
    [
        ("fp8-dynamic", Machine(device="cuda", capability=(9, 0), torchao=True), "fp8-dynamic", True),
        ("fp8-dynamic", Machine(device="cuda", capability=(8, 9)), "fp8-dynamic", False),
        ("fp8-dynamic", Machine(device="cuda", capability=(8, 0), torchao=True), "fp8", False),
        ("fp8-dynamic", Machine(device="cpu", torchao=True), "fp8-dynamic", False),
        ("int8-dynamic", Machine(device="cuda", capability=(8, 0), torchao=True), "int8-dynamic", True),
        ("int8-dynamic", Machine(device="cuda", capability=(7, 0), torchao=True), "int8", False),
        ("int8-dynamic", Machine(device="cuda", capability=(9, 0)), "int8", False),
        ("int8", Machine(device="mps", torchao=True), "int8", False),
        ("fp8", Machine(device="mps"), None, False),
        ("fp8-dynamic", Machine(device="xpu"), None, False),
        ("int8", Machine(device="cuda", torchao=True), None, False),
        ("fp8", Machine(device="cuda", capability=(7, 5), torchao=True), "fp8", True),
    ],
)
def test_wan_quant_decisions(scheme: str, machine: Machine, done: str | None, torchao: bool) -> None:
    decision = decide(scheme, machine)
    assert (decision.scheme, decision.torchao) == (done, torchao)
    assert decision.reason


@pytest.mark.parametrize("machine", [OWN, Machine(device="cpu", torchao=True)], ids=["own", "torchao"])
def test_wan_quant_in_a_running_session(tmp_path: Path, machine: Machine) -> None:
    random_model("tiny").save_pretrained(tmp_path)
    layout = Layout(latent_height=8, latent_width=8, sink_frames=1, memory_frames=0, window_frames=2, block_frames=1)

    def two_blocks(scheme: str | None) -> tuple[Tensor, str]:
        causal = load_transformer(tmp_path, CausalWan)
        assert isinstance(causal.blocks[0], CausalWanBlock)
        if scheme is not None:
            assert quantise(causal, scheme, machine=machine, trial=False).applied == scheme
        text = torch.randn(5, 32, generator=torch.Generator().manual_seed(1))
        session = Session(causal, {"p": text}, layout, seed=3)
        session.switch("p")
        session.step()
        return session.step().latent.float(), fingerprint(causal)

    wanted, plain = two_blocks(None)
    found, quantised = two_blocks("int8")
    assert 0 < relative(found, wanted) < 0.05
    assert plain != quantised  # a state of one must not be resumed with the other


def test_wan_quant_refuses_what_it_does_not_know(model: WanTransformer3DModel) -> None:
    with pytest.raises(ConfigError, match="int8-dynamic"):
        quantise(copy.deepcopy(model), "int4")
    with pytest.raises(GeneratorError, match="no layers"):
        block_linears(nn.Linear(2, 2))
    report = quantise(copy.deepcopy(model), "fp8", machine=Machine(device="mps"))
    assert report.applied is None and "mps" in report.in_words()
