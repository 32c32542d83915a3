"""Named ways to run on cards of a size, and the check that one fits before anything is loaded.

A preset fixes what costs memory: frames kept, 8-bit weights, which decoder. The frame counts become a `Layout`; the
numbers come from `estimate`. Only asking a device for its free memory needs torch.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.estimate import MemoryEstimate, estimate_memory
from iamflow_agents.generator.wan.flops import WAN_1_3B, TransformerSizes
from iamflow_agents.generator.wan.layout import FrameCounts, Layout

WIDTH, HEIGHT = 832, 480
HEADROOM = 1.05
"""An allocator's blocks leave gaps; so much more than the estimate has to be free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPreset:
    """One way to run."""

    name: str
    about: str
    sink_frames: int
    memory_frames: int
    window_frames: int
    quantisation: str | None = None
    """A scheme of `quant`; None for the number type the model was loaded with."""
    vae: str = "tiny"
    """`tiny` or `wan`."""

    def layout(self, width: int = WIDTH, height: int = HEIGHT) -> Layout:
        """Frames and grid for a picture size in pixels.

        Raises:
            ConfigError: If the size does not divide into tokens.
        """
        counts = FrameCounts(
            sink_frames=self.sink_frames,
            memory_frames=self.memory_frames,
            window_frames=self.window_frames,
        )
        return counts.layout(width, height)

    def estimate(
        self, *, width: int = WIDTH, height: int = HEIGHT, sizes: TransformerSizes = WAN_1_3B
    ) -> MemoryEstimate:
        """GPU memory of this preset."""
        return estimate_memory(
            self.layout(width, height),
            sizes=sizes,
            quantised=self.quantisation is not None,
            vae=self.vae,
        )


_PRESETS = (
    VideoPreset(
        name="full",
        about="bf16, the Wan VAE, six memory frames, a window of nine",
        sink_frames=3,
        memory_frames=6,
        window_frames=9,
        vae="wan",
    ),
    VideoPreset(
        name="default",
        about="bf16, the tiny decoder, three memory frames, a window of six",
        sink_frames=3,
        memory_frames=3,
        window_frames=6,
    ),
    VideoPreset(
        name="12gb",
        about="as default with 8-bit weights",
        sink_frames=3,
        memory_frames=3,
        window_frames=6,
        quantisation="int8",
    ),
    VideoPreset(
        name="8gb",
        about="8-bit weights, one sink and two memory frames",
        sink_frames=1,
        memory_frames=2,
        window_frames=6,
        quantisation="int8",
    ),
    VideoPreset(
        name="minimal",
        about="8-bit weights, one sink and one memory frame, a window of three",
        sink_frames=1,
        memory_frames=1,
        window_frames=3,
        quantisation="int8",
    ),
)
VIDEO_PRESETS: dict[str, VideoPreset] = {preset.name: preset for preset in _PRESETS}
"""By name, from the largest to the smallest."""


def find_preset(name: str) -> VideoPreset:
    """Look up a preset.

    Raises:
        ConfigError: If there is none of that name.
    """
    if name not in VIDEO_PRESETS:
        raise ConfigError(
            f"no preset is called {name!r}", where="the preset", next_step=f"Use one of {', '.join(VIDEO_PRESETS)}."
        )
    return VIDEO_PRESETS[name]


def smaller_preset(layout: Layout) -> str | None:
    """Name of the largest preset that sees fewer frames than `layout`; None if there is none."""
    for name, preset in VIDEO_PRESETS.items():
        frames = preset.sink_frames + preset.memory_frames + preset.window_frames
        if frames + layout.block_frames < layout.slots:
            return name
    return None


def fitting_presets(
    available_bytes: int, *, width: int = WIDTH, height: int = HEIGHT, sizes: TransformerSizes = WAN_1_3B
) -> list[str]:
    """Names of the presets that fit, largest first."""
    return [
        name
        for name, preset in VIDEO_PRESETS.items()
        if _needed(preset.estimate(width=width, height=height, sizes=sizes)) <= available_bytes
    ]


def check_fits(
    wanted: str | VideoPreset,
    available_bytes: int,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    sizes: TransformerSizes = WAN_1_3B,
) -> MemoryEstimate:
    """Refuse a preset that will not fit, naming those that would.

    Args:
        wanted: A preset, or its name.
        available_bytes: Free memory of the GPU.
        width: Pixels.
        height: Pixels.
        sizes: The transformer.

    Returns:
        The estimate.

    Raises:
        ConfigError: If the preset is unknown or too large, or the size does not divide into tokens.
    """
    preset = find_preset(wanted) if isinstance(wanted, str) else wanted
    estimate = preset.estimate(width=width, height=height, sizes=sizes)
    if _needed(estimate) <= available_bytes:
        return estimate
    fitting = fitting_presets(available_bytes, width=width, height=height, sizes=sizes)
    raise ConfigError(
        f"the preset {preset.name} needs {_needed(estimate) / 1e9:.1f} GB of GPU memory at {width}x{height} "
        f"and {available_bytes / 1e9:.1f} GB are free; estimated: {estimate.in_words()}",
        where="the Wan generator",
        next_step=f"These presets would fit: {', '.join(fitting)}."
        if fitting
        else "No preset fits: choose a smaller picture, free GPU memory, or use the storyboard.",
    )


def free_memory(device: str) -> int | None:
    """Free memory of a device in bytes, for `check_fits`; None where nobody can say, as on a CPU."""
    import torch

    place = torch.device(device)
    if place.type == "cuda":
        return int(torch.cuda.mem_get_info(place)[0])
    if place.type == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    return None


def _needed(estimate: MemoryEstimate) -> int:
    """Bytes that have to be free."""
    return round(estimate.total * HEADROOM)
