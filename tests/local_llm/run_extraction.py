"""`iamflow extract` with a real local model over HTTP: does it hold what is promised?

Serves a GGUF file, reads hard stories with the rules alone and with the model, and checks that every result is valid,
that a script takes at most one call a segment and one more, and that no script comes out worse than with the rules.
Run by `make test-local-llm`; not a pytest file, since it needs a model of a gigabyte and minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from iamflow_agents.evaluation.annotations import read_predicted_line
from iamflow_agents.evaluation.comparison import COMPARED, Outcome, compare_scores
from iamflow_agents.evaluation.identity_scores import Score, score_script
from iamflow_agents.evaluation.score_files import read_gold
from iamflow_agents.script_reader import read_scripts

HERE = Path(__file__).resolve().parent
STORIES = HERE.parent / "data" / "hard_more.jsonl"
SCRIPTS = (2101, 2103, 2106)
REQUEST_TIMEOUT_S = 600
CALLS = re.compile(r"models: ([0-9,]+) calls?\b")
FAILED = re.compile(r", ([0-9]+) failed")


class LocalModelError(Exception):
    """A promise is broken, or nothing could be tried."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """One script as it was read."""

    score: Score
    calls: int
    failed: int
    seconds: float


@contextmanager
def serving(gguf: Path, threads: int) -> Iterator[str]:
    """A server for the file; gives the backend string that names it."""
    with gguf.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise LocalModelError(f"{gguf} is no GGUF file.")
    command = [sys.executable, str(HERE / "serve_model.py"), str(gguf), "--threads", str(threads)]
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            if not line.startswith("{"):
                log.seek(0)
                raise LocalModelError(f"The server did not start:\n{log.read()[-2000:]}")
            told = json.loads(line)
            yield f"{told['url']}#{told['model']}"
        finally:
            server.kill()
            server.wait()


def extract(stories: Path, number: int, llm: str, gold: Path) -> Read:
    """Read one script with the product's own command, in a process and a home of its own."""
    command = [sys.executable, "-m", "iamflow_agents.cli", "extract", f"{stories}#{number}", "--format", "jsonl"]
    with tempfile.TemporaryDirectory() as home:
        settings = {"IAMFLOW_LLM_TIMEOUT_S": str(REQUEST_TIMEOUT_S), "IAMFLOW_LLM_CONCURRENCY": "1"}
        began = time.monotonic()
        done = subprocess.run(
            [*command, "--llm", llm, "--llm-fallback", "rules", "--home", home],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - began
    if done.returncode:
        raise LocalModelError(f"script {number}: iamflow extract ended with {done.returncode}:\n{done.stderr}")
    found = read_predicted_line(json.loads(done.stdout), f"script {number}")
    calls, failed = told_costs(done.stderr)
    score = score_script(read_gold(gold).scripts[number], found)
    return Read(score=score, calls=calls, failed=failed, seconds=seconds)


def told_costs(told: str) -> tuple[int, int]:
    """Calls, and questions that failed, from what the command says on stderr; it says nothing when none was asked."""
    calls, failed = CALLS.search(told), FAILED.search(told)
    return int(calls[1].replace(",", "")) if calls else 0, int(failed[1]) if failed else 0


def broken_promises(number: int, n_segments: int, rules: Read, model: Read) -> list[str]:
    """What is not as promised, a sentence each."""
    found = []
    if model.calls > n_segments + 1:
        found.append(f"script {number}: {model.calls} calls for {n_segments} segments")
    if model.failed:
        found.append(f"script {number}: {model.failed} of {model.calls} calls gave no valid answer")
    comparison = compare_scores(rules.score, model.score)
    if comparison.outcome in (Outcome.WORSE, Outcome.MIXED):
        found.append(f"script {number}: {comparison} than the rules alone")
    return found


def row(number: int, who: str, read: Read) -> str:
    """One reading as a line."""
    figures = read.score.figures()
    shown = "  ".join(f"{name} {figures[key]:.3f}" for key, name in COMPARED.items())
    return f"{number}  {who:5}  {shown}  {read.calls} calls  {read.seconds:.0f} s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read all scripts twice and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gguf", type=Path)
    parser.add_argument("--stories", type=Path, default=STORIES, help="NAME.jsonl, with NAME.gold.jsonl beside it")
    parser.add_argument("--scripts", type=int, nargs="*", default=list(SCRIPTS), help="their numbers")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    gold = options.stories.with_name(f"{options.stories.stem}.gold.jsonl")
    lengths = {number: len(script.segments) for number, script in read_scripts(options.stories)}
    broken: list[str] = []
    calls = 0
    try:
        with serving(options.gguf, options.threads) as llm:
            for number in options.scripts:
                rules, model = (extract(options.stories, number, name, gold) for name in ("rules", llm))
                for who, read in (("rules", rules), ("model", model)):
                    sys.stdout.write(row(number, who, read) + "\n")
                sys.stdout.flush()
                broken += broken_promises(number, lengths[number], rules, model)
                calls += model.calls
        if not calls:
            broken.append("the model was never asked: choose stories that leave something open")
    except (LocalModelError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for sentence in broken:
        sys.stderr.write(f"{sentence}\n")
    sys.stdout.write(f"{len(options.scripts)} scripts, {calls} calls, {len(broken)} broken promises\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
