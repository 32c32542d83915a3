"""What the causal Wan generator is told: which weights, how to run them, and where. Needs no torch.

Generator strings are read here: `wan` runs what the settings name, `wan:PATH` other weights, `wan:tiny` a model of a
few thousand random weights on the CPU. All that decides pixels is part of the generator's name, and so of every
take's digest; where it runs is not, since a film cannot change machines unnoticed anyway (`provenance`).
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.presets import VideoPreset, find_preset

FAMILY = "wan"
TINY = "tiny"
VERSION = 2
TINY_NOTE = "wan:tiny has random weights: its pictures are noise, made to try everything around them."
DECODERS = ("tiny", "full")
SOFT_KINDS = ("auto", "blend", "recache")
MEMORIES = ("none", "sink+window", "text-similarity", "identity", "identity+place")
BY_TEXT = "text-similarity"
NO_QUANTISATION = "none"
_OF_THE_PRESET = "auto"
_OF_THE_MACHINE = frozenset({"device", "weights_home", "prompt_cache"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WanOptions:
    """How to film; texts are those of the settings `wan_...`."""

    model: str = "self-forcing"
    """Weights of the transformer: file, folder, catalogue name or hub id; `tiny` for random ones."""
    entry: str = ""
    """For training checkpoints, which dictionary to take; empty prefers `generator_ema`."""
    lora: str = ""
    vae: str = ""
    """Weights of the decoder; empty takes `taew2_1`, or the autoencoder of `wan2.1-1.3b` for `full`."""
    text_encoder: str = "wan2.1-1.3b"
    preset: str = "default"
    quantisation: str = _OF_THE_PRESET
    """`auto` for the preset's, `none`, or a scheme of `quant`."""
    decode: str = _OF_THE_PRESET
    """`auto` for the preset's, `tiny` or `full`."""
    device: str = "auto"
    dtype: str = "auto"
    """`auto` is bfloat16 on a GPU and float32 on a CPU."""
    attention: str = "auto"
    compile: bool = False
    steps: int = 4
    top_k: int = 0
    """Sink and memory frames that each head may see; 0 for all."""
    soft: str = "auto"
    """How segments that go on may begin: as the director decides (`auto`), or always with a `blend` of prompts, or
    always with a `recache` of the window under the new one. The director is told; a request is made as it says."""
    memory: str = "identity+place"
    """What is remembered beyond the window: `none`, `sink+window`, `text-similarity`, `identity` or `identity+place`;
    what each of them means stands in `selection`."""
    weights_home: Path | None = None
    """Where fetched weights are kept."""
    prompt_cache: Path | None = None
    """Where embeddings of prompts are kept; None keeps them in memory."""

    def __post_init__(self) -> None:
        _one_of("decode", self.decode, (_OF_THE_PRESET, *DECODERS))
        _one_of("soft", self.soft, SOFT_KINDS)
        _one_of("memory", self.memory, MEMORIES)
        find_preset(self.preset)

    @property
    def is_tiny(self) -> bool:
        """Whether the weights are random."""
        return self.model == TINY

    @property
    def name(self) -> str:
        """The generator's name: readable, and different for everything that decides pixels."""
        deciding = {key: value for key, value in asdict(self).items() if key not in _OF_THE_MACHINE}
        text = "\n".join(f"{key}={value}" for key, value in sorted(deciding.items()))
        return f"{FAMILY}:{Path(self.model).name}/{VERSION}+{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @property
    def uses_archive(self) -> bool:
        """Whether frames of earlier segments are shown again."""
        return self.memory not in ("none", "sink+window")

    @property
    def video_preset(self) -> VideoPreset:
        """The preset with what was asked for besides."""
        preset = find_preset(self.preset)
        if self.quantisation != _OF_THE_PRESET:
            preset = replace(preset, quantisation=None if self.quantisation == NO_QUANTISATION else self.quantisation)
        if self.decode != _OF_THE_PRESET:
            preset = replace(preset, vae="wan" if self.decode == "full" else "tiny")
        return preset

    def named(self, name: str) -> WanOptions:
        """These options for a generator string.

        Raises:
            ConfigError: If it is none of this family, or names no weights.
        """
        family, colon, model = name.partition(":")
        if family != FAMILY or (colon and not model.strip()):
            raise ConfigError(
                f"{name!r} is no name of a Wan generator",
                where="--generator",
                next_step="Write wan, wan:PATH with the weights, or wan:tiny to try it with random ones.",
            )
        return replace(self, model=model.strip()) if colon else self


def _one_of(field: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ConfigError(
            f"wan_{field} cannot be {value!r}", where="the Wan generator", next_step=f"Use one of {', '.join(known)}."
        )
