"""Answers: how fast is a story made, how much memory and disk does it take, how quickly do the fronts start?

Prints tables and the machine they were measured on; nothing here is asserted. Every figure that concerns a whole
process is taken from a child process, so that one measurement does not warm up the next.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROMPTS = [
    "In the library, Nora, a young woman with short black curls and a beige sweater, walks in carrying a red book.",
    "In the library, Ethan, a tall man with tidy brown hair and a dark blue shirt, waves at Nora.",
    "In the library, Clara, a woman with auburn hair and a long tan coat, sits down and talks to Nora and Ethan.",
    "On the pier at dusk, Nora hands the red book to Ethan while Clara looks at them.",
    "On the pier, Clara leaves. Ethan and Nora hug.",
    "In the library, Nora reads the red book and Ethan points at it.",
]
STORY_CHILD = """
import json, resource, sys, time
from iamflow_agents import Script, run_story
from iamflow_agents.events import FramesDone, NodeFinished, TakeFinished
from iamflow_agents.settings import load_settings
spec = json.loads(sys.argv[1])
script = Script.model_validate(spec["script"])
render, frames, nodes = 0.0, 0, {}
memory = []
def listen(event):
    global render
    if isinstance(event, TakeFinished):
        render += event.render_s
        memory.append(int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20)
    if isinstance(event, NodeFinished):
        nodes.setdefault(event.node, []).append(event.elapsed_s)
began = time.perf_counter()
settings = load_settings(home=spec["home"], **spec["settings"])
from iamflow_agents.agents import director
build, planned = director.build_request, 0.0
def timed(*args, **options):
    global planned
    begin = time.perf_counter()
    try:
        return build(*args, **options)
    finally:
        planned += time.perf_counter() - begin
director.build_request = timed
from iamflow_agents.storage.artifacts import ArtifactStore
filed = 0.0
def counting(name):
    plain = getattr(ArtifactStore, name)
    def inner(*args, **options):
        global filed
        begin = time.perf_counter()
        try:
            return plain(*args, **options)
        finally:
            filed += time.perf_counter() - begin
    setattr(ArtifactStore, name, inner)
for name in ("put_file", "remember"):
    counting(name)
result = run_story(script, settings=settings, job_id="bench", on_event=listen)
total = time.perf_counter() - began
print(json.dumps({
    "total_s": total, "render_s": render, "planned_s": planned, "filed_s": filed,
    "nodes": {k: sum(v) for k, v in nodes.items()},
    "calls": {k: len(v) for k, v in nodes.items()}, "rss_mib": memory,
    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "verdicts": len(result.verdicts), "unresolved": len(result.unresolved),
}))
"""


def run_child(n_segments: int, duration_s: float, home: Path, **settings: object) -> dict[str, object]:
    """Run one story in a process of its own."""
    segments = [{"prompt": PROMPTS[i % len(PROMPTS)], "duration_s": duration_s} for i in range(n_segments)]
    spec = {"script": {"title": "Bench", "segments": segments}, "home": str(home), "settings": settings}
    done = subprocess.run(
        [sys.executable, "-c", STORY_CHILD, json.dumps(spec)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def start_times(command: Sequence[str], runs: int = 7) -> float:
    """Median wall seconds of a command."""
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def size_mib(paths: Sequence[Path]) -> float:
    """Size of files together."""
    return sum(path.stat().st_size for path in paths if path.exists()) / 2**20


def database_files(home: Path) -> list[Path]:
    """The entity database and all checkpoints."""
    return [*home.glob("iamflow.db*"), *home.glob("jobs/*/checkpoints.db*")]


def overhead_ms(folder: Path, n_long: int) -> tuple[float, float]:
    """Milliseconds a superstep costs beyond the work of generator, agents and report.

    The difference between a long and a short story of one-frame segments, so that what is paid once (imports, opening
    the database, loading the language model) does not count. The second figure
    leaves out the hashing and writing of the takes' files, which grow with the film and not with the supersteps.
    """
    known = ("extract_entities", "resolve_identities", "assemble_video")
    spent, filed, supersteps = [], [], []
    for n_segments in (n_long // 4, n_long):
        found = run_child(n_segments, 1 / 16, folder / f"bare-{n_segments}", width=64, height=64, verify="off")
        nodes, calls = found["nodes"], found["calls"]
        assert isinstance(nodes, dict)
        assert isinstance(calls, dict)
        other = (
            float(str(found["render_s"])) + float(str(found["planned_s"])) + sum(float(nodes[node]) for node in known)
        )
        spent.append(float(str(found["total_s"])) - other)
        filed.append(float(str(found["filed_s"])))
        supersteps.append(3 + calls["transition_prompt"] + calls["generate_segment"] + n_segments)
    n_steps = supersteps[1] - supersteps[0]
    whole = 1000 * (spent[1] - spent[0]) / n_steps
    return whole, whole - 1000 * (filed[1] - filed[0]) / n_steps


def measure(n_long: int) -> list[tuple[str, str, str]]:
    """All figures as rows of name, value and what was asked for."""
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        short = run_child(6, 5.0, folder / "short")
        frames = 6 * 5 * 16
        rows.append(("storyboard 832x480, drawn and encoded", f"{frames / short['render_s']:.0f} frames/s", ">= 64"))  # type: ignore[operator]
        rows.append(("6 segments of 5 s, whole job", f"{short['total_s']:.1f} s", ""))
        long = run_child(n_long, 2.0, folder / "long")
        memory = long["rss_mib"]
        assert isinstance(memory, list)
        change = 100 * (memory[-1] / memory[5] - 1)
        rows.append(
            (
                f"memory after 6 -> {n_long} segments",
                f"{memory[5]:.0f} -> {memory[-1]:.0f} MiB ({change:+.1f} %)",
                "+-10 %",
            )
        )
        rows.append(
            (
                f"database and checkpoints, {n_long} segments",
                f"{size_mib(database_files(folder / 'long')):.2f} MiB",
                "<= 5 MB",
            )
        )
        whole, without_files = overhead_ms(folder, n_long)
        rows.append(("graph and storage", f"{without_files:.1f} ms a superstep", "<= 5 ms"))
        rows.append(("the same with the takes' files", f"{whole:.1f} ms a superstep", ""))
    python = [sys.executable, "-c"]
    empty = start_times([*python, "pass"])
    rows.append(
        ("import iamflow_agents", f"{start_times([*python, 'import iamflow_agents']) - empty:.2f} s", "<= 0.5 s")
    )
    rows.append(
        ("iamflow --help", f"{start_times([sys.executable, '-m', 'iamflow_agents', '--help']):.2f} s", "<= 0.8 s")
    )
    return rows


def machine_line() -> str:
    """What the figures were measured on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "?",
    )
    python = platform.python_version()
    return f"{model}, {os.cpu_count()} cores, Python {python}, commit {commit.stdout.strip() or 'unknown'}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=200, help="length of the long story")
    rows = measure(parser.parse_args().segments)
    width = max(len(row[0]) for row in rows)
    for name, value, wanted in rows:
        print(f"{name:{width}s}  {value:32s}  {wanted}")
    print(machine_line())


if __name__ == "__main__":
    main()
