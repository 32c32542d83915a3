"""Answers: how long does generation stand idle for a judge that looks at takes, and for one that rates frames?

Jobs run against a judge behind a local server that takes a set time for each answer. From the times of the job's events
follows what generation waited for. Nothing is asserted; the order of events is the tests' business.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from iamflow_agents import Script, Settings, run_story
from iamflow_agents.events import FrameScored, NodeFinished, NodeStarted, StoryEvent
from iamflow_agents.script import Segment

TESTS = Path(__file__).resolve().parents[1] / "tests"
PROMPTS = (
    "In the library, Nora, a young woman with black hair and a red sweater, stands.",
    "In the library, Nora reads a book.",
    "In the library, Nora walks to the window.",
)
GENERATE, VERIFY = "generate_segment", "verify_segment"
Span = tuple[float, float]


@dataclass(slots=True)
class Clock:
    """When nodes began and ended, in seconds."""

    spans: dict[str, list[Span]] = field(default_factory=dict)
    n_rated: int = 0
    _began: dict[tuple[str, int | None], float] = field(default_factory=dict)

    def note(self, event: StoryEvent) -> None:
        """Take an event in."""
        now = time.perf_counter()
        if isinstance(event, NodeStarted):
            self._began[event.node, event.segment_index] = now
        if isinstance(event, NodeFinished):
            self.spans.setdefault(event.node, []).append((self._began[event.node, event.segment_index], now))
        self.n_rated += isinstance(event, FrameScored)

    def mean(self, node: str) -> float:
        """Seconds of a node, on average."""
        spans = self.spans.get(node, [])
        return sum(end - begin for begin, end in spans) / len(spans) if spans else 0.0

    def idle(self, *, beside: str | None = None) -> float:
        """Seconds between the first and the last segment's making in which none was made, and another node worked."""
        made = sorted(self.spans[GENERATE])
        gaps = [(one[1], other[0]) for one, other in pairwise(made) if other[0] > one[1]]
        if beside is None:
            return sum(end - begin for begin, end in gaps)
        work = self.spans.get(beside, [])
        return sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in gaps for b in work)


def load(room: str, name: str) -> Any:
    """A module of the tests: the server, and answers in which all is well."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, TESTS / room / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def play(args: argparse.Namespace, *, judge_s: float, rate_s: float, **changes: Any) -> Clock:
    """Run one job whose judge takes its time."""
    tools = load("graphs", "judge_tools")

    def reply(seen: Any) -> Any:
        asked = tools.asked_about(seen)
        if "close views" in asked:
            time.sleep(judge_s)
            return tools.content(seen)
        time.sleep(rate_s)
        keys = re.findall(r"^- (\S+): ", asked, re.MULTILINE)
        row = {"seen": "whole", "focus": "sharp", "wrong": [], "confidence": 0.9}
        rows = [{"frame": n, "id": key, **row} for n in range(1, len(seen.images) + 1) for key in keys]
        return tools.Reply(text=json.dumps({"rows": rows}))

    clock = Clock()
    prompts = [PROMPTS[number % len(PROMPTS)] for number in range(args.segments)]
    script = Script(title="Overlap", segments=tuple(Segment(prompt=p, duration_s=args.seconds) for p in prompts))
    width, height = (int(side) for side in args.size.split("x"))
    with tools.FakeServer() as server, tempfile.TemporaryDirectory() as home:
        server.respond(reply)
        server._http.handle_error = lambda *_: None  # whoever is not waited for hangs up
        settings = Settings(
            home=Path(home), generator=args.generator, vlm=tools.judge_of(server), width=width, height=height,
            max_takes=1, llm_retries=0, **changes,
        )  # fmt: skip
        run_story(script, settings=settings, job_id="overlap", on_event=clock.note)
    return clock


def measure(args: argparse.Namespace) -> list[dict[str, Any]]:
    """A row for each way to verify and each pace of the judge."""
    play(args, judge_s=0.0, rate_s=0.0, verify="off")
    plain = play(args, judge_s=0.0, rate_s=0.0, verify="off")
    pace = plain.mean(GENERATE)
    rows = [row("off", "", plain, 0.0)]
    for factor in (0.5, 2.0):
        for mode in ("overlap", "wait"):
            clock = play(args, judge_s=factor * pace, rate_s=0.0, verify=mode)
            made, judged = clock.mean(GENERATE), clock.mean(VERIFY)
            # The next superstep begins when both nodes of this one are done.
            turns = args.segments - (1 if mode == "wait" else 2)
            due = turns * (judged if mode == "wait" else max(0.0, judged - made))
            rows.append(row(mode, f"{factor:g} x a segment", clock, due))
    clock = play(args, judge_s=0.0, rate_s=10 * pace, verify="off", frame_scorer="vlm")
    rows.append(row("off, frames rated", "10 x a segment", clock, 0.0))
    clock = play(args, judge_s=0.0, rate_s=0.1 * pace, verify="off", frame_scorer="vlm")
    rows.append(row("off, frames rated", "0.1 x a segment", clock, 0.0))
    return rows


def row(mode: str, judge: str, clock: Clock, due: float) -> dict[str, Any]:
    """One line of the table."""
    return {
        "verify": mode,
        "judge": judge,
        "generate_s": round(clock.mean(GENERATE), 3),
        "verify_s": round(clock.mean(VERIFY), 3),
        "idle_s": round(clock.idle(), 3),
        "idle_for_judge_s": round(clock.idle(beside=VERIFY), 3),
        "due_s": round(due, 3),
        "rated": clock.n_rated,
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--generator", default="storyboard", help="what makes the film")
    parser.add_argument("--segments", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=2.0, help="of a segment")
    parser.add_argument("--size", default="416x240")
    parser.add_argument("--json", action="store_true", help="one JSON document and nothing else")
    args = parser.parse_args(argv)
    rows = measure(args)
    if args.json:
        print(json.dumps({"python": platform.python_version(), "segments": args.segments, "rows": rows}, indent=2))
        return
    print("| verify | judge takes | generating a segment | judging a take | idle | idle, judge at work | due | rated |")
    print("|---|---|---|---|---|---|---|---|")
    for one in rows:
        figures = " | ".join(
            f"{one[k]:.2f} s" for k in ("generate_s", "verify_s", "idle_s", "idle_for_judge_s", "due_s")
        )
        print(f"| {one['verify']} | {one['judge']} | {figures} | {one['rated']} |")


if __name__ == "__main__":
    main()
