"""Merge a LoRA into full weights before they are renamed, cast or quantised: W += alpha / r * B A.

The files of LongLive and MemFlow hold PEFT names over the original Wan names, under `generator_lora`. The product is
computed in float32. Every matrix of the LoRA has to find its weight.

Source: LoRA, arXiv 2106.09685, section 4.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.checkpoints import StateDict, is_original, strip_name, to_diffusers

ENTRIES = ("generator_lora", "lora", "state_dict")
_PART = re.compile(r"^(?P<module>.+)\.(?:lora_(?P<side>[AB])|lora_(?P<way>down|up))(?:\.[^.]+)??\.weight$")
_ALPHA = re.compile(r"^(?P<module>.+)\.alpha$")
_PEFT_PREFIX = re.compile(r"^base_model\.model\.")
_SHOWN = 4


def merge_lora(
    state: Mapping[str, Tensor],
    content: Mapping[str, Any],
    *,
    alpha: float | None = None,
    usual_alpha: float | None = None,
    strength: float = 1.0,
    where: str = "a LoRA",
) -> StateDict:
    """Add a LoRA to the weights.

    Args:
        state: Weights under original Wan or diffusers names.
        content: What the LoRA file holds: PEFT names over original or diffusers names, perhaps under one of `ENTRIES`.
        alpha: Scale numerator; None for the file's own `.alpha`.
        usual_alpha: The numerator where neither says; None for the rank, so that the scale is 1.
        strength: Factor on top; 1 merges fully, 0 not at all.
        where: What to name in errors.

    Returns:
        A new dictionary; weights the LoRA does not touch are shared with `state`.

    Raises:
        GeneratorError: If a matrix lacks its other half or its weight, or the shapes do not fit.
    """
    pairs, alphas = _collect(content, where)
    renamed = _as_named_in(state, pairs)
    merged = dict(state)
    homeless = sorted(name for name in renamed.values() if f"{name}.weight" not in merged)
    if homeless:
        raise GeneratorError(
            f"{len(homeless)} of {len(pairs)} LoRA matrices have no weight here: {', '.join(homeless[:_SHOWN])}",
            where=where,
            next_step="Use the checkpoint that the LoRA was trained on.",
        )
    for module, halves in pairs.items():
        name = f"{renamed[module]}.weight"
        down, up = halves["A"].float(), halves["B"].float()  # [r in], [out r]
        weight = merged[name]
        if down.shape[0] != up.shape[1] or weight.shape != (up.shape[0], down.shape[1]):
            raise GeneratorError(
                f"the LoRA's {list(up.shape)} x {list(down.shape)} does not fit {name} {list(weight.shape)}",
                where=where,
                next_step="Use the checkpoint that the LoRA was trained on.",
            )
        rank = down.shape[0]
        usual = float(rank) if usual_alpha is None else usual_alpha
        scale = strength * (alpha if alpha is not None else alphas.get(module, usual)) / rank
        merged[name] = torch.add(weight.float(), up @ down, alpha=scale).to(weight.dtype)
    return merged


def _collect(content: Mapping[str, Any], where: str) -> tuple[dict[str, dict[str, Tensor]], dict[str, float]]:
    """Pairs of matrices by module name, and the alphas that are given."""
    chosen: Mapping[str, Any] = next(
        (content[name] for name in ENTRIES if isinstance(content.get(name), Mapping)), content
    )
    pairs: dict[str, dict[str, Tensor]] = {}
    alphas: dict[str, float] = {}
    strange: list[str] = []
    for key, value in chosen.items():
        if not torch.is_tensor(value):
            continue
        name = strip_name(_PEFT_PREFIX.sub("", strip_name(key)))
        if (found := _PART.match(name)) is not None:
            side = found["side"] or {"down": "A", "up": "B"}[found["way"]]
            if side in pairs.setdefault(found["module"], {}):
                strange.append(key)
            pairs[found["module"]][side] = value
        elif (found := _ALPHA.match(name)) is not None:
            alphas[found["module"]] = float(value)
        else:
            strange.append(key)
    strange += [f"{module}.lora_{'B' if 'A' in halves else 'A'}" for module, halves in pairs.items() if len(halves) < 2]
    strange += [f"{module}.alpha" for module in alphas.keys() - pairs.keys()]
    if strange or not pairs:
        shown = ", ".join(sorted(strange)[:_SHOWN]) or "no lora_A and lora_B matrices"
        raise GeneratorError(
            f"the file is no LoRA, or half of one: {shown}", where=where, next_step="Use a LoRA file in PEFT form."
        )
    return pairs, alphas


def _as_named_in(state: Mapping[str, Tensor], pairs: Mapping[str, Any]) -> dict[str, str]:
    """LoRA module names to the names that `state` uses."""
    if is_original(state):
        return {module: module for module in pairs}
    probe = {f"{module}.weight": torch.empty(0) for module in pairs}
    # The converter is told by one name that only the original layout has; it is taken away again below.
    original = any(
        ".self_attn." in name or ".cross_attn." in name or ".ffn.0." in name or ".ffn.2." in name for name in probe
    )
    if not original:
        return {module: module for module in pairs}
    names = {}
    for module in pairs:
        converted = to_diffusers({f"{module}.weight": torch.empty(0), "head.modulation": torch.empty(0)})
        (name,) = converted.keys() - {"scale_shift_table"}
        names[module] = name.removesuffix(".weight")
    return names
