"""Writing over a tensor changes neither bits nor what others hold."""

from __future__ import annotations

import pytest
import torch
from wan_core_stage import noise

from iamflow_agents.generator.wan.modulation import gated, shifted
from iamflow_agents.generator.wan.rope import Rope, rotate

CPU = torch.device("cpu")
TYPES = [(torch.float32, torch.float32), (torch.float32, torch.float64), (torch.bfloat16, torch.float32)]


@pytest.mark.parametrize(("narrow", "wide"), TYPES)
def test_wan_modulation_has_the_bits_of_the_plain_formula(narrow: torch.dtype, wide: torch.dtype) -> None:
    y, x = noise(1, 2, 3, 5, 8, dtype=narrow), noise(2, 2, 3, 5, 8)
    scale, shift = noise(3, 2, 3, 1, 8, dtype=wide), noise(4, 2, 3, 1, 8, dtype=wide)
    wanted, added, kept = y * (1 + scale) + shift, x + y * scale, x.clone()
    got, residual = shifted(y.clone(), scale, shift), gated(x, y.clone(), scale)
    assert got.dtype == residual.dtype == wide and torch.equal(got, wanted) and torch.equal(residual, added)
    assert torch.equal(x, kept)
    assert not torch.equal(shifted(y.clone(), shift, scale), wanted)


def test_wan_modulation_needs_no_memory_of_its_own_where_the_type_allows() -> None:
    y, scale, narrow = noise(1, 1, 1, 5, 8), noise(2, 1, 1, 1, 8), noise(3, 1, 1, 5, 8, dtype=torch.bfloat16)
    assert shifted(y, scale, scale).data_ptr() == y.data_ptr() == gated(noise(4, 1, 1, 5, 8), y, scale).data_ptr()
    before = narrow.clone()
    assert shifted(narrow, scale, scale).data_ptr() != narrow.data_ptr() and torch.equal(narrow, before)


def test_wan_rotating_leaves_its_input_alone() -> None:
    x, rotation = noise(1, 1, 8, 2, 12), Rope(12, 2, 2)([3, 9], CPU)
    kept = x.clone()
    assert not torch.equal(rotate(x, rotation), x)
    assert torch.equal(x, kept)


@pytest.mark.parametrize("head", [12, 32, 128])
def test_wan_rotating_by_complex_numbers_has_the_bits_of_the_plain_form(head: int) -> None:
    x, (cos, sin) = noise(1, 2, 12, 2, head), Rope(head, 2, 2)([3, 9, 1], CPU)
    even, odd = x[..., 0::2], x[..., 1::2]
    plain = torch.stack([even * cos - odd * sin, odd * cos + even * sin], dim=-1).flatten(-2)
    assert torch.equal(rotate(x, (cos, sin)), plain)
    assert torch.equal(rotate(x[:, 4:8], (cos[4:8], sin[4:8])), plain[:, 4:8])
    assert not torch.equal(rotate(x, (cos, -sin)), plain)
