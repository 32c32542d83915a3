"""The causal Wan transformer: diffusers' weights and configuration, an own pass over blocks of frames.

`CausalWan` adds no parameters and no configuration, so every way of loading the stock model loads this one. It has
no `__init__` on purpose: diffusers reads the signature to filter the configuration, and `(*args, **kwargs)` would
silently drop all sizes. What a pass sees is decided by the cache it is given, not here.
"""

from __future__ import annotations

import torch
from diffusers import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanTransformerBlock

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.block import CausalWanBlock, PassContext
from iamflow_agents.generator.wan.kvcache import CacheShape, KVCache
from iamflow_agents.generator.wan.modulation import shifted
from iamflow_agents.generator.wan.observe import CleanPassObserver
from iamflow_agents.generator.wan.text import TextKV, TextMix


class CausalWan(WanTransformer3DModel):  # type: ignore[misc]  # diffusers has no types
    """A Wan transformer that works on one block of frames at a time."""

    @classmethod
    def adopt(cls, model: WanTransformer3DModel) -> CausalWan:
        """Turn a loaded stock model into a causal one, in place; its weights are not touched.

        Raises:
            ConfigError: If the model is of a kind that this generator cannot run (image-to-video, temporal patches).
        """
        config = model.config
        if config.patch_size[0] != 1 or config.added_kv_proj_dim is not None or config.image_dim is not None:
            raise ConfigError(
                f"a Wan text-to-video model with patches of one frame is needed; this one has patches of "
                f"{tuple(config.patch_size)} and image inputs {config.image_dim}",
                where="the Wan generator",
                next_step="Use a text-to-video checkpoint, for example of Wan2.1-T2V-1.3B.",
            )
        if config.in_channels != (config.out_channels or config.in_channels):
            raise ConfigError(
                f"the model maps {config.in_channels} latent channels to {config.out_channels}",
                where="the Wan generator",
                next_step="Use a text-to-video checkpoint; its latents have as many channels as its output.",
            )
        model.__class__ = cls
        for block in model.blocks:
            if type(block) is WanTransformerBlock:
                block.__class__ = CausalWanBlock
        model.eval().requires_grad_(False)
        adopted: CausalWan = model
        return adopted

    @property
    def compute_dtype(self) -> torch.dtype:
        """Number type of latents and activations; parts kept in fp32 and quantised layers do not count."""
        dtype: torch.dtype = self.patch_embedding.weight.dtype
        return dtype

    @property
    def compute_device(self) -> torch.device:
        """Where the model runs."""
        device: torch.device = self.patch_embedding.weight.device
        return device

    def cache_shape(self, batch: int = 1) -> CacheShape:
        """Sizes for a `KVCache` of this model."""
        config = self.config
        return CacheShape(config.num_layers, config.num_attention_heads, config.attention_head_dim, batch)

    @torch.no_grad()
    def encode_text(self, embedding: torch.Tensor, key: str = "") -> TextKV:
        """Compute a prompt's cross-attention keys and values, once a prompt.

        Args:
            embedding: `[S, text_dim]` or `[B, S, text_dim]`, as the text encoder made it (padding included).
            key: Name of the prompt.

        Returns:
            Keys and values of all layers (94 MB for 1.3B in bf16 with 512 tokens).
        """
        batched = embedding[None] if embedding.ndim == 2 else embedding
        embedded = self.condition_embedder.text_embedder(batched.to(self.compute_device, self.compute_dtype))
        return TextKV(key, tuple(block.text_keys_values(embedded) for block in self.blocks))

    @torch.no_grad()
    def block_pass(
        self,
        latent: torch.Tensor,
        timestep: torch.Tensor,
        text: TextMix,
        cache: KVCache,
        *,
        keys_only: bool = False,
        observer: CleanPassObserver | None = None,
    ) -> torch.Tensor | None:
        """One pass over the frames that the cache was prepared for.

        Args:
            latent: `[B, channels, F, h, w]`, noisy or clean.
            timestep: `[B]` or, one a frame, `[B, F]`; 0..1000, fp32, on the model's device.
            text: What the block is conditioned on.
            cache: Prepared with `begin_block` or `begin_memory` for these F frames.
            keys_only: Only leave keys and values in the cache (clean pass).
            observer: Looks at the pass; None costs nothing.

        Returns:
            The flow `[B, channels, F, h, w]`, or None if `keys_only`.
        """
        times = timestep[:, None] if timestep.ndim == 1 else timestep
        embedded, modulation = self._embed_time(times, latent)
        x = self.patch_embedding(latent).flatten(2).transpose(1, 2).contiguous()
        context = PassContext(cache, text, len(self.blocks) - 1, keys_only, observer)
        for layer, block in enumerate(self.blocks):
            x = block(x, modulation, context, layer)
        return None if x is None else self._project_out(x, embedded, latent)

    def _embed_time(self, times: torch.Tensor, latent: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Timesteps `[B, n]` to embeddings `[B, n, 1, C]` and modulation `[B, n, 1, 6, C]` in fp32."""
        embedder = self.condition_embedder
        batch, n = times.shape
        waves = embedder.timesteps_proj(times.reshape(-1))
        waves = waves.to(next(embedder.time_embedder.parameters()).dtype)
        embedded = embedder.time_embedder(waves).type_as(latent)
        modulation = embedder.time_proj(embedder.act_fn(embedded)).float()
        return embedded.view(batch, n, 1, -1), modulation.view(batch, n, 1, 6, -1)

    def _project_out(self, x: torch.Tensor, embedded: torch.Tensor, latent: torch.Tensor) -> torch.Tensor:
        """Final norm, projection and unpatching: `[B, L, C]` to `[B, channels, F, h, w]`."""
        n = embedded.shape[1]
        shift, scale = (self.scale_shift_table[:, None, None] + embedded.unsqueeze(-2)).unbind(-2)
        y = shifted(self.norm_out(x.float()).unflatten(1, (n, -1)), scale, shift).flatten(1, 2).type_as(x)
        patches = self.proj_out(y)
        batch, _, frames, height, width = latent.shape
        _, rows, columns = self.config.patch_size
        patches = patches.reshape(batch, frames, height // rows, width // columns, rows, columns, -1)
        flow: torch.Tensor = patches.permute(0, 6, 1, 2, 4, 3, 5).reshape(batch, -1, frames, height, width)
        return flow
