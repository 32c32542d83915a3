"""Answers: how long does the Wan generator need for a block, what of it is memory, and how near is that to the limit?

Weights are random; what is measured does not depend on their values. A block's time is split into denoising and clean
pass with sink and window alone, what memory frames add, what a prompt switch adds (both averaged over a segment), and
decoding. Run on the machine that matters, for example:

    python benchmarks/wan.py --config 1.3B --size 832x480 --dtype bf16 --compile --json

Nothing is asserted. The keys of `--json` stay as they are; new ones may join them.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from iamflow_agents.generator.wan.attention import choose_attention
from iamflow_agents.generator.wan.compiling import compile_blocks
from iamflow_agents.generator.wan.configs import random_model
from iamflow_agents.generator.wan.decode_beside import BesideDecoder
from iamflow_agents.generator.wan.film_files import write_kept_frame
from iamflow_agents.generator.wan.flops import Flops, Peak, TransformerSizes, block_flops, find_peak, roofline_percent
from iamflow_agents.generator.wan.layout import FrameCounts
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.quant import SCHEMES, quantise
from iamflow_agents.generator.wan.records import BlockRecord, FrameRecord
from iamflow_agents.generator.wan.sampler import Sampler
from iamflow_agents.generator.wan.session import Session, SessionOptions
from iamflow_agents.generator.wan.tiny_vae import TinyStreamingDecoder, TinyVideoDecoder
from iamflow_agents.generator.wan.vae_stream import StreamingDecoder

FORMAT = "iamflow-wan-benchmark/1"
PIXELS_A_BLOCK = 12
DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
CONFIGS: dict[str, tuple[str, dict[str, Any]]] = {
    "tiny": ("tiny", {}),
    "dim256": (
        "tiny",
        {"num_attention_heads": 2, "attention_head_dim": 128, "ffn_dim": 1024, "num_layers": 4, "text_dim": 4096},
    ),
    "1.3B": ("1.3B", {}),
    "14B": ("14B", {}),
}
TEXT_TOKENS = 512
COPIES = frozenset(
    {"copy_", "clone", "_to_copy", "cat", "stack", "index_copy_", "index_put_", "roll", "index_select", "gather"}
)
_MATMUL_SIDE = 1024


@dataclass(slots=True)
class Clock:
    """Adds up milliseconds by phase; waits for the device at both ends."""

    device: torch.device
    spent: dict[str, float]

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure one part."""
        self.wait()
        began = time.perf_counter()
        yield
        self.wait()
        self.spent[name] += (time.perf_counter() - began) * 1000

    def wait(self) -> None:
        """Until the device has nothing left to do."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        elif self.device.type == "mps":
            torch.mps.synchronize()


class CopyCounter(TorchDispatchMode):
    """Counts the bytes that copying operations write."""

    def __init__(self) -> None:
        super().__init__()
        self.by_kind: dict[str, int] = defaultdict(int)

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        if name in COPIES:
            written = [leaf for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor)]
            self.by_kind[name] += sum(leaf.numel() * leaf.element_size() for leaf in written)
        return result


def measured_block(session: Session, device: torch.device) -> tuple[dict[str, float], BlockRecord]:
    """One block with the milliseconds of its parts."""
    clock = Clock(device, defaultdict(float))
    record = session.step(phases=clock.phase)
    return clock.spent, record


def median_block(session: Session, device: torch.device, n_blocks: int) -> dict[str, float]:
    """Medians of the parts over some blocks."""
    runs = [measured_block(session, device)[0] for _ in range(n_blocks)]
    return {name: statistics.median(run.get(name, 0.0) for run in runs) for name in ("context", "denoise", "clean")}


def measure(
    session: Session, options: argparse.Namespace, device: torch.device
) -> tuple[dict[str, float], BlockRecord]:
    """Milliseconds of a block by part, and some block to archive.

    Returns:
        Without memory (`denoise`, `clean`), and what memory and prompt switches add to an average block.
    """
    layout = session.layout
    session.switch("a")
    first: BlockRecord | None = None
    while len(session.visible.window_frames) < layout.window_frames or first is None:
        record = session.step()
        first = first or record
    kept = [session.step() for _ in range(-(-layout.memory_frames // layout.block_frames))]
    for _ in range(-(-layout.window_frames // layout.block_frames)):  # they leave the window
        session.step()
    plain = median_block(session, device, options.blocks)
    session.switch("b", window_frames=layout.block_frames * options.blocks)
    for _ in range(-(-session._transition.delay // layout.block_frames) - 1):
        session.step()
    switched, _ = measured_block(session, device)
    blended = median_block(session, device, options.blocks)
    session.switch("b")
    session.rebuild()
    rebuilt, _ = measured_block(session, device)
    frames = [FrameRecord(block=block, offset=i) for block in kept for i in range(layout.block_frames)]
    taken = session.set_memory(frames[: layout.memory_frames])
    remembered, _ = measured_block(session, device)
    memory = median_block(session, device, options.blocks) if taken else plain
    segment = options.segment_blocks
    passes = plain["denoise"] + plain["clean"]
    blend_blocks = min(segment, -(-15 // layout.block_frames))
    blend = max(0.0, blended["denoise"] + blended["clean"] - passes) * blend_blocks / segment
    again = max(rebuilt["context"], switched.get("context", 0.0))
    rebuild = max(0.0, remembered["context"] - rebuilt["context"]) if taken else 0.0
    parts = {
        "denoise": plain["denoise"],
        "clean": plain["clean"],
        "memory": max(0.0, memory["denoise"] + memory["clean"] - passes) + rebuild / segment,
        "transition": blend + again / segment,
    }
    return parts, kept[0] if kept else first


def decode_time(options: argparse.Namespace, latent: torch.Tensor, device: torch.device) -> float:
    """Milliseconds to decode a block with random weights of the published sizes."""
    if options.decode == "none":
        return 0.0
    dtype = latent.dtype
    if options.decode == "tiny":
        decoder: Any = TinyStreamingDecoder(TinyVideoDecoder().eval().requires_grad_(False).to(device, dtype))
    else:
        from diffusers import AutoencoderKLWan

        decoder = StreamingDecoder(AutoencoderKLWan().eval().requires_grad_(False).to(device, dtype))
    beside = BesideDecoder(decoder, device)
    beside.feed(latent).wait()
    clock = Clock(device, defaultdict(float))
    for _ in range(options.blocks):
        with clock.phase("decode"):
            beside.feed(latent).wait()
    return clock.spent["decode"] / options.blocks


def peak_of(device: torch.device, dtype: torch.dtype) -> tuple[Peak, str]:
    """What the machine can do: by its data sheet if known, else by a large matrix product."""
    known = find_peak(torch.cuda.get_device_name(device)) if device.type == "cuda" else None
    if known is not None:
        return known, "data sheet"
    a = torch.randn(_MATMUL_SIDE, _MATMUL_SIDE, device=device, dtype=dtype)
    clock, best = Clock(device, defaultdict(float)), float("inf")
    for _ in range(6):
        clock.spent.clear()
        with clock.phase("product"):
            a @ a
        best = min(best, clock.spent["product"])
    tflops = 2 * _MATMUL_SIDE**3 / best / 1e9
    return Peak(bf16_tflops=tflops, fp8_tflops=None, bandwidth_tb_s=0.0), "measured product of matrices"


def flops_of(model: CausalWan, session: Session, options: argparse.Namespace) -> Flops:
    """Operations of a block with sink and full window."""
    layout = session.layout
    return block_flops(
        TransformerSizes.from_config(model.config),
        frame_tokens=layout.frame_tokens,
        block_frames=layout.block_frames,
        visible_frames=layout.sink_frames + layout.ring_frames,
        steps=options.steps,
        text_tokens=TEXT_TOKENS,
    )


def peak_memory(device: torch.device) -> int:
    """Most bytes in use so far: of the GPU, else of this process."""
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    import resource

    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def build(options: argparse.Namespace, device: torch.device) -> tuple[Session, str]:
    """A session over random weights, and how its weights are kept."""
    name, changes = CONFIGS[options.config]
    dtype = DTYPES[options.dtype or ("fp32" if device.type == "cpu" else "bf16")]
    model = random_model(name, dtype=dtype, device=device, **changes)
    applied = "none"
    if options.quantisation != "none":
        report = quantise(model, options.quantisation, memory_first=options.force)
        applied = f"{report.applied or 'none'}: {report.reason}"
    if options.compile:
        compile_blocks(model)
    counts = FrameCounts(sink_frames=options.sink, memory_frames=options.memory, window_frames=options.window)
    width, height = (int(side) for side in options.size.split("x"))
    text_dim = model.config.text_dim
    generator = torch.Generator().manual_seed(0)
    text = {key: torch.randn(TEXT_TOKENS, text_dim, generator=generator) for key in ("a", "b")}
    session = Session(
        model,
        text,
        counts.layout(width, height),
        options=SessionOptions(sampler=Sampler.with_steps(options.steps), top_k=options.top_k, quantisation=applied),
        attention=choose_attention(
            device,
            dtype,
            model.config.attention_head_dim,
            name=options.attention,
            n_heads=model.config.num_attention_heads,
        ),
    )
    if options.compile:
        session.switch("a")
        session.warm_up()
    return session, applied


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Everything that is measured, as plain data."""
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.set_grad_enabled(False)
    device = torch.device(options.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    session, applied = build(options, device)
    parts, record = measure(session, options, device)
    parts["decode"] = decode_time(options, record.latent, device)
    with CopyCounter() as counter:
        session.step()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frame.safetensors"
        frame = FrameRecord(block=record, offset=0)
        write_kept_frame(frame, dict.fromkeys(record.mix.keys, "a prompt"), path)
        archived = path.stat().st_size
    flops = flops_of(session.model, session, options)
    peak, source = peak_of(device, session.model.compute_dtype)
    total, passes = sum(parts.values()), parts["denoise"] + parts["clean"]
    fp8 = applied.startswith("fp8")
    return {
        "format": FORMAT,
        "machine": {
            "device": torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or "cpu",
            "kind": device.type,
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
        },
        "options": {key: value for key, value in sorted(vars(options).items()) if key != "json"},
        "layout": asdict(session.layout),
        "dtype": str(session.model.compute_dtype).removeprefix("torch."),
        "attention": session.provenance.attention,
        "quantisation": applied,
        "tokens_per_frame": session.layout.frame_tokens,
        "ms_per_block": {**{name: round(value, 2) for name, value in parts.items()}, "total": round(total, 2)},
        "memory_percent": round(100 * parts["memory"] / total, 2),
        "fps": round(PIXELS_A_BLOCK * 1000 / total, 3),
        "peak_memory_bytes": peak_memory(device),
        "archived_bytes_per_frame": archived,
        "copied_bytes_per_block": sum(counter.by_kind.values()),
        "copied_bytes_by_kind": dict(sorted(counter.by_kind.items())),
        "tflop_per_block": round(flops.total / 1e12, 4),
        "attention_flop_share": round(flops.attention_share, 4),
        "peak_tflops": round(peak.bf16_tflops, 4),
        "peak_source": source,
        "roofline_percent": round(roofline_percent(flops, passes / 1000, peak, fp8_linears=fp8), 2),
    }


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", choices=sorted(CONFIGS), default="tiny")
    parser.add_argument("--size", default="128x80", help="WIDTHxHEIGHT in pixels, multiples of 16")
    parser.add_argument("--sink", type=int, default=3, help="latent frames")
    parser.add_argument("--memory", type=int, default=3, help="latent frames; 0 for no memory")
    parser.add_argument("--window", type=int, default=6, help="latent frames")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--top-k", type=int, default=None, help="static frames that each head may see")
    parser.add_argument("--dtype", choices=sorted(DTYPES), default=None)
    parser.add_argument("--device", default=None)
    parser.add_argument("--attention", default="auto")
    parser.add_argument("--quantisation", choices=["none", *SCHEMES], default="none")
    parser.add_argument("--force", action="store_true", help="quantise even where that is slower")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--decode", choices=["none", "tiny", "full"], default="tiny")
    parser.add_argument("--blocks", type=int, default=3, help="blocks measured; the median counts")
    parser.add_argument("--segment-blocks", type=int, default=10, help="blocks between two prompt switches")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def main() -> None:
    """Measure and print."""
    options = parse()
    found = run(options)
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    for key, value in found.items():
        shown = ", ".join(f"{name} {part}" for name, part in value.items()) if isinstance(value, dict) else value
        sys.stdout.write(f"{key:26} {shown}\n")


if __name__ == "__main__":
    main()
