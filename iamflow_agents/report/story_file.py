"""Writes `story.json`: the whole result, readable by people and machines, the same bytes for the same story."""

from __future__ import annotations

import json
from pathlib import Path

from iamflow_agents.report.publish import replacing
from iamflow_agents.result import StoryResult


def write_story(result: StoryResult, target: Path) -> None:
    """Write a result as JSON: sorted keys, two spaces of indent, paths relative to the file's folder.

    Args:
        result: What the job made.
        target: The file to make or replace.

    Raises:
        StorageError: If the file cannot be written.
    """
    plain = result.to_plain(relative_to=target.parent)
    text = json.dumps(plain, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    with replacing(target) as tmp:
        tmp.write_text(text + "\n", encoding="utf-8")
