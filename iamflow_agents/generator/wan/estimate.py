"""How much GPU memory a run needs, before anything is loaded.

Weights, keys and values are counted exactly from sizes; activations and the decoders are fitted to what the shapes
imply at 480x832 and scale with the picture. Needs no torch. Numbers are bytes; 1 GB is 10**9.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.generator.wan.flops import TEXT_TOKENS, WAN_1_3B, TransformerSizes
from iamflow_agents.generator.wan.layout import Layout

NUMBER_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "int8": 1, "float8": 1}
"""Bytes of a number of each type a preset may name."""
_WORKSPACE = 400_000_000
"""The driver's context and the libraries' workspaces."""
_BUFFERS_A_TOKEN = 12
"""Vectors of a token that live at once around attention: residual, normed, q, k, v, rotated and outputs."""
_PROMPTS_HELD = 2
_REFERENCE_CELLS = 60 * 104
_WAN_VAE_FIXED, _WAN_VAE_SCALED = 254_000_000, 3_750_000_000
_TINY_VAE_FIXED, _TINY_VAE_SCALED = 22_000_000, 480_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryEstimate:
    """Bytes on the GPU while a block is made."""

    weights: int
    keys_values: int
    raw_keys: int
    """Unrotated keys of sink and memory, kept to place them anew."""
    activations: int
    """Of a pass, with the prompts' keys and values and the libraries' workspaces."""
    decoder: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.keys_values + self.raw_keys + self.activations + self.decoder

    def in_words(self) -> str:
        """One line for people."""
        parts = {
            "weights": self.weights,
            "keys and values": self.keys_values,
            "raw keys": self.raw_keys,
            "activations": self.activations,
            "decoder": self.decoder,
        }
        listed = ", ".join(f"{name} {size / 1e9:.2f}" for name, size in parts.items())
        return f"{self.total / 1e9:.1f} GB ({listed})"


def estimate_memory(
    layout: Layout,
    *,
    sizes: TransformerSizes = WAN_1_3B,
    quantised: bool = False,
    number: str = "bfloat16",
    kv_number: str | None = None,
    vae: str = "tiny",
    batch: int = 1,
) -> MemoryEstimate:
    """Estimate the memory of a run.

    Args:
        layout: Frames that attention sees, and the picture's size.
        sizes: The transformer.
        quantised: Whether the layers' matrices are kept in 8 bits.
        number: Type of everything else; one of `NUMBER_BYTES`.
        kv_number: Type of keys and values; None for `number`.
        vae: `tiny`, `wan`, or `none` if pixels are made elsewhere.
        batch: Videos made at once.

    Returns:
        The estimate.

    Raises:
        KeyError: If a type or decoder is unknown.
    """
    item, kv_item = NUMBER_BYTES[number], NUMBER_BYTES[kv_number or number]
    frame = layout.frame_tokens * sizes.width * sizes.layers * batch  # numbers of the keys of one frame
    decoders = {
        "tiny": (_TINY_VAE_FIXED, _TINY_VAE_SCALED),
        "wan": (_WAN_VAE_FIXED, _WAN_VAE_SCALED),
        "none": (0, 0),
    }
    fixed, scaled = decoders[vae]
    cells = layout.latent_height * layout.latent_width * batch
    return MemoryEstimate(
        weights=weight_bytes(sizes, item=item, quantised=quantised),
        keys_values=2 * layout.slots * frame * kv_item,
        raw_keys=layout.static_frames * frame * item,
        activations=_activations(layout, sizes, item, batch),
        decoder=fixed + scaled * cells // _REFERENCE_CELLS,
    )


def weight_bytes(sizes: TransformerSizes, *, item: int = 2, quantised: bool = False) -> int:
    """Bytes of the transformer's weights; quantised matrices take one byte and a float32 scale a row."""
    if not quantised:
        return sizes.weights * item
    matrices = sizes.layer_weights * sizes.layers
    rows = (9 * sizes.width + sizes.ffn_dim) * sizes.layers
    return (sizes.weights - matrices) * item + matrices + 4 * rows


def _activations(layout: Layout, sizes: TransformerSizes, item: int, batch: int) -> int:
    """Buffers of the widest moment of a pass, the prompts held, and workspaces."""
    tokens = layout.frame_tokens * layout.block_frames * batch
    buffers = tokens * (2 * sizes.ffn_dim + _BUFFERS_A_TOKEN * sizes.width) * item
    prompts = _PROMPTS_HELD * 2 * TEXT_TOKENS * sizes.width * sizes.layers * item * batch
    return buffers + prompts + _WORKSPACE
