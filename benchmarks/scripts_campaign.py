"""Answers: does every script of a `.jsonl` file go through the graph, how long does it take, what is found?

    python benchmarks/scripts_campaign.py narrastream_dev.jsonl --seconds 2 --markdown table.md

Each script is one job with the storyboard and the rules. A script that fails is a row with its error, and the exit
code is then 1. Nothing else is asserted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from iamflow_agents import Script, Settings, run_story
from iamflow_agents.errors import StoryError
from iamflow_agents.records import CHARACTER_KINDS
from iamflow_agents.script_reader import read_scripts

COLUMNS = ("script", "segments", "characters", "things", "takes", "seconds")
FOUND = ("confirmed", "not visible", "wrong", "unknown", "error")
HEAD = "| " + " | ".join(COLUMNS + FOUND) + " |"
WRONG = ("contradicted", "missing", "duplicated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one script gave."""

    script: int
    segments: int
    characters: int = 0
    things: int = 0
    takes: int = 0
    seconds: float = 0.0
    kinds: Counter[str]
    error: str = ""

    def to_markdown(self) -> str:
        """One line of the table."""
        wrong = sum(self.kinds[kind] for kind in WRONG)
        cells = [self.script, self.segments, self.characters, self.things, self.takes, f"{self.seconds:.1f}"]
        cells += [self.kinds["confirmed"], self.kinds["not_visible"], wrong, self.kinds["unknown"], self.error]
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


def run_one(number: int, script: Script, seconds: float, home: Path) -> Row:
    """Run one script."""
    short = script.model_copy(
        update={"segments": tuple(s.model_copy(update={"duration_s": seconds}) for s in script.segments)}
    )
    began = time.perf_counter()
    try:
        result = run_story(short, settings=Settings(home=home), job_id=f"script-{number}")
    except StoryError as error:
        return Row(script=number, segments=len(script.segments), kinds=Counter(), error=str(error))
    people = [identity for identity in result.identities if identity.kind in CHARACTER_KINDS]
    return Row(
        script=number,
        segments=len(result.segments),
        characters=len(people),
        things=len(result.identities) - len(people),
        takes=sum(segment.takes for segment in result.segments),
        seconds=time.perf_counter() - began,
        kinds=Counter(str(verdict.kind) for verdict in result.verdicts),
    )


def main() -> None:
    """Run all scripts of a file and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", type=Path)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of each segment")
    parser.add_argument("--home", type=Path, help="keep the jobs here")
    parser.add_argument("--markdown", type=Path, help="also write the table here")
    options = parser.parse_args()
    rows: list[Row] = []
    lines = [HEAD, "|" + "---|" * (HEAD.count("|") - 1)]
    with tempfile.TemporaryDirectory() as name:
        for number, script in read_scripts(options.scripts):
            rows.append(run_one(number, script, options.seconds, options.home or Path(name)))
            lines.append(rows[-1].to_markdown())
            print(lines[-1], flush=True)
    total = sum((row.kinds for row in rows), Counter[str]())
    summary = (
        f"{len(rows)} scripts, {sum(bool(row.error) for row in rows)} errors, "
        f"{sum(row.segments for row in rows)} segments, {sum(row.takes for row in rows)} takes, "
        f"{sum(row.seconds for row in rows):.0f} s; verdicts: {dict(sorted(total.items()))}"
    )
    print(summary)
    if options.markdown:
        options.markdown.write_text("\n".join([*lines, "", summary, ""]), encoding="utf-8")
    sys.exit(any(row.error for row in rows))


if __name__ == "__main__":
    main()
