"""The same story in every format is the same script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from iamflow_agents.errors import ScriptError
from iamflow_agents.script import CastMember, Script, Segment
from iamflow_agents.script_reader import read_script, read_scripts, script_hash

PROMPTS = ["Mira opens the door.", "She walks to the café. שלום 🐕", "Old Tom: waves."]
STORY = Script(segments=tuple(Segment(prompt=prompt) for prompt in PROMPTS))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


FORMS: dict[str, str | bytes] = {
    "segments.yaml": yaml.safe_dump({"segments": PROMPTS}),
    "list.yml": yaml.safe_dump(PROMPTS, allow_unicode=True),
    "prompts.YAML": yaml.safe_dump({"prompts": PROMPTS}),
    "json_inside.yaml": json.dumps({"segments": PROMPTS}),
    "anchors.yaml": "segments:\n" + "".join(f"- &p{i} {json.dumps(p)}\n" for i, p in enumerate(PROMPTS)),
    "objects.json": json.dumps({"segments": [{"prompt": prompt} for prompt in PROMPTS]}),
    "list.json": json.dumps(PROMPTS, ensure_ascii=False),
    "prompts.json": json.dumps({"prompts": PROMPTS}, indent=1).replace("\n", "\r\n"),
    "one_line.jsonl": json.dumps({"prompts": PROMPTS}),
    "plain.txt": "\n\n".join(PROMPTS),
    "mark.txt": ("\ufeff" + "\n\n".join(PROMPTS)).encode(),
    "windows.txt": "\r\n\r\n\r\n".join(PROMPTS) + "\r\n",
    "old_mac.txt": "\r\r".join(PROMPTS),
    "spaces.txt": "\n \t \n".join(f"  {prompt} " for prompt in PROMPTS),
    "broken_lines.txt": "\n\n".join(prompt.replace(" ", "\n", 1) for prompt in PROMPTS),
    "utf16.txt": "\n\n".join(PROMPTS).encode("utf-16"),
    "utf16_big.yaml": b"\xfe\xff" + yaml.safe_dump(PROMPTS, allow_unicode=True).encode("utf-16-be"),
    "utf32.json": json.dumps(PROMPTS, ensure_ascii=False).encode("utf-32"),
}


@pytest.mark.parametrize("name", FORMS)
def test_script_reads_every_form_alike(tmp_path: Path, name: str) -> None:
    script = read_script(write(tmp_path, name, FORMS[name]))
    assert script == STORY
    assert script_hash(script) == script_hash(STORY)


def test_script_reads_lists_strings_and_scripts(tmp_path: Path) -> None:
    assert read_script(PROMPTS) == read_script(tuple(PROMPTS)) == read_script(STORY) == STORY
    assert read_script(str(write(tmp_path, "a.txt", FORMS["plain.txt"]))) == STORY
    assert read_script(PROMPTS[:2]) != STORY


def test_script_checks_a_script_made_behind_the_models_back() -> None:
    forged = Script.model_construct(title="x", style="", cast=(), segments=(Segment.model_construct(prompt=""),))
    with pytest.raises(ScriptError, match=r"segments\[0\]\.prompt is empty"):
        read_script(forged)


def test_script_reads_every_field(tmp_path: Path) -> None:
    text = """
title: 2024-01-01          # YAML 1.1 would make a date of it
style: watercolour
segment_s: 2
cast:
  - name: Mira
    aliases: [the keeper]
    description: a tall woman
    attributes: {hair: auburn, outerwear: moss green coat}
  - {name: Rust, kind: robot}
segments:
  - Mira waves.
  - {prompt: Rust rolls in., duration_s: 3.5, transition: soft}
  - prompt: >
      Rust
      nods.
    duration: 1
    transition: cut
"""
    script = read_script(write(tmp_path, "full.yaml", text))
    assert script == Script(
        title="2024-01-01",
        style="watercolour",
        cast=(
            CastMember(
                name="Mira",
                aliases=("the keeper",),
                description="a tall woman",
                attributes={"hair": "auburn", "outerwear": "moss green coat"},
            ),
            CastMember(name="Rust", kind="robot"),
        ),
        segments=(
            Segment(prompt="Mira waves.", duration_s=2),
            Segment(prompt="Rust rolls in.", duration_s=3.5, transition="soft"),
            Segment(prompt="Rust nods.", duration_s=1, transition="cut"),
        ),
    )


def test_script_hash_sees_every_change() -> None:
    changed = [
        STORY,
        STORY.model_copy(update={"title": "Other"}),
        STORY.model_copy(update={"style": "ink"}),
        STORY.model_copy(update={"cast": (CastMember(name="Mira"),)}),
        STORY.model_copy(update={"segments": STORY.segments[:2]}),
        STORY.model_copy(update={"segments": (STORY.segments[0].model_copy(update={"duration_s": 4.0}),)}),
    ]
    assert len({script_hash(script) for script in changed}) == len(changed)
    assert len(script_hash(STORY)) == 64


def test_script_lines_are_numbered_and_picked(tmp_path: Path) -> None:
    lines = [
        json.dumps({"prompts": ["a"]}),
        "",
        json.dumps({"prompts": ["b"]}),
        json.dumps({"script": 7, "prompts": "c"}),
    ]
    lines[-1] = json.dumps({"script": 7, "prompts": ["c"]})
    path = write(tmp_path, "many.jsonl", "\n".join(lines) + "\n")
    assert [(number, script.segments[0].prompt) for number, script in read_scripts(path)] == [
        (0, "a"),
        (1, "b"),
        (7, "c"),
    ]
    assert read_script(f"{path}#7").segments[0].prompt == "c"
    assert read_script(Path(f"{path}#1")).segments[0].prompt == "b"
    assert [number for number, _ in read_scripts(f"{path}#7")] == [7]
    with pytest.raises(ScriptError, match=r"holds 3 scripts .*many\.jsonl#0"):
        read_script(path)
    for missing in ("2", "99"):
        with pytest.raises(ScriptError, match=f"no script number {missing}"):
            read_script(f"{path}#{missing}")
        with pytest.raises(ScriptError, match=f"no script number {missing}"):
            list(read_scripts(f"{path}#{missing}"))


def test_script_lines_may_not_share_a_number(tmp_path: Path) -> None:
    path = write(tmp_path, "twins.jsonl", '{"prompts": ["a"], "script": 1}\n{"prompts": ["b"]}\n')
    with pytest.raises(ScriptError, match=r"number 1 a second time \(first on line 1\) .*line 2"):
        list(read_scripts(path))


def test_script_of_another_format_is_number_0(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "One.")
    assert [(n, s.segments[0].prompt) for n, s in read_scripts(path)] == [(0, "One.")]


def test_script_file_may_really_have_a_hash_in_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl#3.txt", "One.")
    assert read_script(path).segments[0].prompt == "One."
