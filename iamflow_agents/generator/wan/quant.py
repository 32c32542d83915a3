"""Keep the matrices of the transformer's layers in 8 bits, if that is possible here and not slower.

torchao does it where its kernels run, the layers of `scaled_linear` elsewhere; embedders, norms, modulation and the
output projection stay as they are. Before anything is changed, a layer of the model's own size is timed both ways: a
slower one is not used, unless memory is what matters, and either way the report says so. A LoRA has to be merged when
the weights are loaded; afterwards there is nothing left to add it to.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.wan.quant_trial import Timer, Trial, try_linear
from iamflow_agents.generator.wan.scaled_linear import FLOAT8, ScaledLinear

SCHEMES = ("int8", "int8-dynamic", "fp8", "fp8-dynamic")
"""Weights only, or activations too, in int8 or float8."""
_FLOAT8_CAPABILITY = (8, 9)
_INT8_CAPABILITY = (8, 0)
_KEPT = ("condition_embedder", "patch_embedding", "proj_out", "norm")
_WHERE = "the quantisation of the Wan transformer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What decides which way is possible."""

    device: str
    """`cuda`, `cpu`, `mps` or another of torch's device types."""
    capability: tuple[int, int] | None = None
    """Compute capability of a CUDA card; None if unknown."""
    torchao: bool = False

    @classmethod
    def look(cls, device: torch.device | str) -> Machine:
        """Look at the machine a device is on."""
        place = torch.device(device)
        capability = torch.cuda.get_device_capability(place) if place.type == "cuda" else None
        return cls(device=place.type, capability=capability, torchao=importlib.util.find_spec("torchao") is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which way was chosen, and why."""

    scheme: str | None
    """What will be done; None to leave the model as it is."""
    torchao: bool = False
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantReport:
    """What became of a request to quantise."""

    asked: str
    applied: str | None
    """The scheme in use; None if the model was left as it is."""
    implementation: str
    """`torchao`, `own` or `none`."""
    reason: str
    layers: int
    bytes_before: int
    bytes_after: int
    trial: Trial | None = None

    def in_words(self) -> str:
        """One line for people."""
        done = f"{self.applied} ({self.implementation})" if self.applied else "not quantised"
        timed = f"; a layer takes {self.trial.in_words()}" if self.trial is not None else ""
        sizes = f"{self.bytes_before / 1e6:.2f} -> {self.bytes_after / 1e6:.2f} MB"
        return f"{self.asked}: {done}, {self.layers} layers, {sizes}: {self.reason}{timed}"


def decide(scheme: str, machine: Machine) -> Decision:
    """Choose a way for a machine.

    Raises:
        ConfigError: If there is no such scheme.
    """
    if scheme not in SCHEMES:
        raise ConfigError(
            f"no quantisation is called {scheme!r}", where=_WHERE, next_step=f"Use one of {', '.join(SCHEMES)}."
        )
    if machine.device not in ("cuda", "cpu"):
        if scheme.startswith("fp8"):
            return Decision(scheme=None, reason=f"float8 is not known to work on {machine.device}")
        return Decision(
            scheme="int8", reason=f"int8 weights in plain torch; nothing faster is known on {machine.device}"
        )
    if machine.device == "cuda" and machine.capability is None:
        return Decision(scheme=None, reason="the card's compute capability is unknown")
    capability = machine.capability or (0, 0)
    on_card = machine.device == "cuda"
    named = f"capability {capability[0]}.{capability[1]}"
    if scheme == "fp8-dynamic":
        if not on_card:
            return Decision(scheme=scheme, reason="on a CPU torchao refuses float8 activations; own layers are used")
        if capability < _FLOAT8_CAPABILITY:
            return Decision(scheme="fp8", reason=f"{named} has no float8 arithmetic; weights alone are kept in float8")
        return Decision(scheme=scheme, torchao=machine.torchao, reason=f"{named} multiplies in float8")
    if scheme == "int8-dynamic":
        if not machine.torchao:
            return Decision(scheme="int8", reason="torchao is not installed; weights alone are kept in int8")
        if on_card and capability < _INT8_CAPABILITY:
            return Decision(
                scheme="int8", reason=f"{named} is too old for torchao's int8 kernel; weights alone are kept"
            )
        return Decision(scheme=scheme, torchao=True, reason="int8 kernel of torchao")
    if not machine.torchao:
        return Decision(scheme=scheme, reason="torchao is not installed; own layers are used")
    return Decision(scheme=scheme, torchao=True, reason="weights restored on the fly by torchao")


def quantise(
    model: nn.Module,
    scheme: str,
    *,
    memory_first: bool = False,
    trial: bool = True,
    machine: Machine | None = None,
    timer: Timer | None = None,
) -> QuantReport:
    """Quantise the matrices of a model's layers in place, if that is possible and worth it.

    Args:
        model: A Wan transformer on the device it will run on, LoRA merged.
        scheme: One of `SCHEMES`.
        memory_first: Quantise even if it is slower; the report says by how much.
        trial: Whether to time a layer first.
        machine: What decides; None to look.
        timer: Measures a call in milliseconds; None for the device's own clock.

    Returns:
        What was done and why.

    Raises:
        ConfigError: If there is no such scheme.
        GeneratorError: If the model is quantised already or has no layers.
    """
    layers = block_linears(model)
    device = next(iter(layers.values())).weight.device
    before = weight_bytes_of(model)
    decision = decide(scheme, machine or Machine.look(device))

    def report(applied: str | None, reason: str, timed: Trial | None = None) -> QuantReport:
        way = "none" if applied is None else "torchao" if decision.torchao else "own"
        count = len(layers) if applied else 0
        return QuantReport(
            asked=scheme,
            applied=applied,
            implementation=way,
            reason=reason,
            layers=count,
            bytes_before=before,
            bytes_after=weight_bytes_of(model),
            trial=timed,
        )

    if decision.scheme is None:
        return report(None, decision.reason)
    timed = None
    if trial:
        widest = max(layers.values(), key=lambda layer: layer.weight.numel())
        timed = try_linear(widest, lambda layer: _apply_to(layer, decision), timer=timer)
        if timed.failure is not None:
            return report(None, f"the kernel does not run here: {timed.failure}", timed)
        if timed.slower and not memory_first:
            return report(None, f"{decision.scheme} is slower than the plain layer here, which is kept", timed)
    for name, layer in layers.items():
        _replace(model, name, _apply_to(layer, decision))
    slower = "; slower than the plain layer, but smaller" if timed is not None and timed.slower else ""
    return report(decision.scheme, decision.reason + slower, timed)


def block_linears(model: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers inside the blocks, by name.

    Raises:
        GeneratorError: If there are none, or they are quantised already.
    """
    done = any(isinstance(module, ScaledLinear) or _is_torchao(module) for module in model.modules())
    found = {
        name: module
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name.startswith("blocks.") and not any(part in name for part in _KEPT)
    }
    if done or not found:
        raise GeneratorError(
            "the model is quantised already" if done else "the model has no layers to quantise",
            where=_WHERE,
            next_step="Load the model anew, merge its LoRA while loading, and quantise once.",
        )
    return found


def weight_bytes_of(model: nn.Module) -> int:
    """Bytes of all parameters and buffers, the inside of torchao's included."""
    total = 0
    for tensor in [*model.parameters(), *model.buffers()]:
        inner = getattr(tensor, "tensor_data_names", None)
        parts = [getattr(tensor, name) for name in inner] if inner else [tensor]
        total += sum(part.numel() * part.element_size() for part in parts)
    return total


def _is_torchao(module: nn.Module) -> bool:
    """Whether torchao holds a layer's weight."""
    weight = getattr(module, "weight", None)
    return weight is not None and type(weight).__module__.startswith("torchao")


def _apply_to(layer: nn.Linear, decision: Decision) -> nn.Module:
    """A quantised twin of a layer; the layer itself is not changed."""
    scheme = decision.scheme
    if not decision.torchao:
        kind = FLOAT8 if scheme in ("fp8", "fp8-dynamic") else torch.int8
        return ScaledLinear(layer, kind, dynamic=scheme == "fp8-dynamic")
    from torchao.quantization import quantize_

    twin = nn.Linear(layer.in_features, layer.out_features, bias=layer.bias is not None, device="meta")
    twin.weight = nn.Parameter(layer.weight.detach(), requires_grad=False)
    if layer.bias is not None:
        twin.bias = nn.Parameter(layer.bias.detach(), requires_grad=False)
    quantize_(twin, _torchao_config(str(scheme)))
    return twin


def _torchao_config(scheme: str) -> Any:
    """Torchao's name for a scheme."""
    from torchao.quantization import (
        Float8DynamicActivationFloat8WeightConfig,
        Float8WeightOnlyConfig,
        Int8DynamicActivationInt8WeightConfig,
        Int8WeightOnlyConfig,
        PerRow,
    )

    if scheme == "fp8-dynamic":
        return Float8DynamicActivationFloat8WeightConfig(granularity=PerRow())
    return {
        "int8": Int8WeightOnlyConfig,
        "int8-dynamic": Int8DynamicActivationInt8WeightConfig,
        "fp8": Float8WeightOnlyConfig,
    }[scheme]()


def _replace(model: nn.Module, name: str, layer: nn.Module) -> None:
    """Put a layer where another was."""
    parent, _, last = name.rpartition(".")
    setattr(model.get_submodule(parent), last, layer)
