"""Settings of the causal Wan generator (`--generator wan`), as `IAMFLOW_WAN_...` or arguments `wan_...`.

They are fields of `Settings`, kept here because nobody without a GPU needs them. What their values mean, and whether
they fit each other and the machine, is decided by `generator.wan.options` when the generator is made; nothing of it is
imported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings

if TYPE_CHECKING:
    from iamflow_agents.generator.wan.options import WanOptions

WEIGHTS_FOLDER, PROMPTS_FOLDER = "weights", "prompts"
"""Inside the home folder; `iamflow weights fetch` fills the first, embeddings of prompts the second."""
PREFIX = "wan_"


def _source(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise PydanticCustomError("name", "must be a file, folder, hub id or known name such as {example}", _EXAMPLE)
    return value.strip()


def _word(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _plain(value: str) -> str:
    if not value or not value.isprintable():
        raise PydanticCustomError("name", "must be a name such as {example}", {"example": "auto"})
    return value


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "must be a whole number")
    return value


_EXAMPLE = {"example": "self-forcing"}
_Source = Annotated[str, AfterValidator(_source)]
_MaybeSource = Annotated[str, AfterValidator(lambda value: _source(value) if value.strip() else "")]
_Word = Annotated[str, BeforeValidator(_word), AfterValidator(_plain)]
_Count = Annotated[int, BeforeValidator(_no_bool)]
Decode = Annotated[Literal["auto", "tiny", "full"], BeforeValidator(_word)]
DType = Annotated[Literal["auto", "bf16", "fp16", "fp32"], BeforeValidator(_word)]
Memory = Annotated[
    Literal["none", "sink+window", "text-similarity", "identity", "identity+place"], BeforeValidator(_word)
]
Soft = Annotated[Literal["auto", "blend", "recache"], BeforeValidator(_word)]
Quantisation = Annotated[Literal["auto", "none", "int8", "int8-dynamic", "fp8", "fp8-dynamic"], BeforeValidator(_word)]
Preset = Annotated[Literal["full", "default", "12gb", "8gb", "minimal"], BeforeValidator(_word)]


class WanSettings(BaseSettings):
    """How the Wan generator runs."""

    wan_model: _Source = "self-forcing"
    """Weights of the transformer: file, folder, hub id or a name of `iamflow weights list`."""
    wan_entry: _MaybeSource = ""
    """For training checkpoints, which dictionary in them to take; empty prefers `generator_ema`."""
    wan_lora: _MaybeSource = ""
    """A LoRA to merge; empty for none."""
    wan_vae: _MaybeSource = ""
    """Weights of the decoder; empty for those that go with `wan_decode`."""
    wan_text_encoder: _Source = "wan2.1-1.3b"
    """Text encoder and tokenizer: folder, hub id or known name."""
    wan_preset: Preset = "default"
    """Frames that are seen, 8-bit weights and decoder, by the card's memory."""
    wan_quantisation: Quantisation = "auto"
    """8-bit weights: the preset's (`auto`), `none`, or a scheme; not used where it would be slower."""
    wan_decode: Decode = "auto"
    """Decoder: the preset's (`auto`), the `tiny` one, or the `full` video autoencoder."""
    wan_device: _Word = "auto"
    """`auto`, `cuda`, `cuda:1`, `mps` or `cpu`."""
    wan_dtype: DType = "auto"
    """`auto` is bf16 on a GPU and fp32 on a CPU."""
    wan_attention: _Word = "auto"
    """Attention kernel; `auto` tries those that are installed."""
    wan_compile: bool = False
    """Whether the transformer's blocks are compiled; the first blocks then take minutes."""
    wan_steps: _Count = Field(default=4, ge=1, le=100)
    """Denoising steps a block."""
    wan_top_k: _Count = Field(default=0, ge=0, le=64)
    """Sink and memory frames that each attention head may see; 0 for all."""
    wan_soft: Soft = "auto"
    """How a segment goes on from the one before: as the director decides for each (`auto`), or always by a `blend` of
    the prompts, or always by a `recache` of the last frames under the new one."""

    wan_memory: Memory = "identity+place"
    """What is remembered beyond the window, for comparisons: `none`, `sink+window`, `text-similarity`, `identity`,
    `identity+place`."""

    def wan_options(self) -> WanOptions:
        """The settings as the generator takes them.

        Raises:
            ConfigError: If they do not fit each other.
        """
        from iamflow_agents.generator.wan.options import WanOptions

        values: dict[str, Any] = {name.removeprefix(PREFIX): getattr(self, name) for name in WanSettings.model_fields}
        home = getattr(self, "home", None)
        if home is not None:
            values |= {"weights_home": home / WEIGHTS_FOLDER, "prompt_cache": home / PROMPTS_FOLDER}
        return WanOptions(**values)
