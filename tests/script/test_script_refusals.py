"""Everything that is wrong with a script is said with file, line or field, and a remedy."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from iamflow_agents import script_yaml
from iamflow_agents.errors import ScriptError
from iamflow_agents.script import MAX_SEGMENTS
from iamflow_agents.script_reader import MAX_FILE_BYTES, read_script

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "segments:\n- &a0 [x]\n" + "".join(f"- &a{i} [*a{i - 1}]\n" for i in range(1, 200))
WORDS = " ".join(["word"] * 10_000)

YAML = [
    ("empty", "", None, "is empty"),
    ("only_comment", "# nothing\n", None, "is empty"),
    ("scalar", "just words\n", 1, "is not a story but 'just words'"),
    ("no_segments", "title: x\n", 1, "has no segments"),
    ("segments_text", "segments: x\n", 1, "segments must be a list, not 'x'"),
    ("no_segment", "title: x\nsegments: []\n", 2, "segments holds no segment"),
    ("both", "segments: [a]\nprompts: [b]\n", 2, "both `segments` and `prompts`"),
    ("null_segment", "segments:\n- a\n-\n", 3, r"segments[1] must be text, not nothing"),
    ("blank_prompt", "segments:\n- a\n- '  '\n", 3, "segments[1] is empty"),
    ("invisible_prompt", 'segments:\n- "\\u200b\\u2060"\n', 2, "segments[0] is empty"),
    ("missing_prompt", "segments:\n- {duration_s: 3}\n", 2, "segments[0] has no `prompt`"),
    ("number_prompt", "segments:\n- prompt: a\n- prompt: 5\n", 3, "segments[1].prompt must be text, not 5"),
    ("list_prompt", "segments: [[a]]\n", 1, "segments[0] must be text, not a list"),
    (
        "long_prompt",
        f"segments:\n- a\n- prompt: {WORDS}\n",
        3,
        "10,000 words and 49,999 characters; the limit is 1,000",
    ),
    ("typo_top", "titel: x\nsegments: [a]\n", 1, "Did you mean `title`?"),
    ("typo_segment", "segments:\n- promt: a\n", 2, "Did you mean `prompt`?"),
    ("typo_cast", "segments: [a]\ncast:\n- {nmae: x}\n", 3, "Did you mean `name`?"),
    ("other_word", "segments:\n- {text: a}\n", 2, "Did you mean `prompt`?"),
    ("other_word_top", "scenes: [a]\n", 1, "Did you mean `segments`?"),
    ("colon", "segments:\n- Mira says: hello\n", 2, "with a colon in quotes"),
    ("colon_prompt", "segments:\n- prompt: Mira says: hello\n", 2, "in quotes"),
    (
        "negative",
        "segments:\n- {prompt: a, duration_s: -2}\n",
        2,
        "segments[0].duration_s must be a number of seconds, not -2",
    ),
    ("zero", "segments:\n- prompt: a\n  duration: 0\n", 3, "segments[0].duration must be a number of seconds, not 0"),
    ("nan", "segments:\n- prompt: a\n  duration: .nan\n", 3, "not nan"),
    ("inf", "segments:\n- prompt: a\n  duration: .inf\n", 3, "not inf"),
    ("exponent", "segments:\n- prompt: a\n  duration: 1e999\n", 3, "not inf"),
    ("huge", "segments:\n- prompt: a\n  duration: 601\n", 3, "at most 600"),
    ("huge_int", f"segments:\n- prompt: a\n  duration: {'9' * 300}\n", 3, "not a huge number"),
    ("huger_int", f"segments:\n- prompt: a\n  duration: {'9' * 9000}\n", 3, "not inf"),
    ("bool_duration", "segments:\n- prompt: a\n  duration: true\n", 3, "not true"),
    ("text_duration", "segments:\n- prompt: a\n  duration: 5s\n", 3, "not '5s'"),
    ("clock_duration", "segments:\n- prompt: a\n  duration: 1:30\n", 3, "not '1:30'"),
    ("two_durations", "segments:\n- {prompt: a, duration: 1, duration_s: 1}\n", 2, "both `duration` and `duration_s`"),
    ("default_bool", "segment_s: true\nsegments: [a]\n", 1, "segment_s must be a number of seconds, not true"),
    ("default_nan", "segment_s: .nan\nsegments: [a]\n", 1, "segment_s must be a number of seconds, not nan"),
    ("transition", "segments:\n- {prompt: a, transition: sof}\n", 2, "Did you mean `soft`?"),
    ("title_number", "title: 1984\nsegments: [a]\n", 1, "title must be text, not 1984"),
    ("title_bool", "title: true\nsegments: [a]\n", 1, "Put it in quotes"),
    ("title_list", "title: [a]\nsegments: [a]\n", 1, "title must be text, not a list"),
    ("title_long", f"title: {'x' * 201}\nsegments: [a]\n", 1, "has 201 characters; the limit is 200"),
    ("cast_text", "cast: Mira\nsegments: [a]\n", 1, "cast must be a list, not 'Mira'"),
    ("cast_names", "cast: [Mira]\nsegments: [a]\n", 1, "cast[0] must be a mapping, not 'Mira'"),
    ("cast_blank", "cast: [{name: ' '}]\nsegments: [a]\n", 1, "cast[0].name is empty"),
    ("cast_kind", "cast: [{name: a, kind: persn}]\nsegments: [a]\n", 1, "Did you mean `person`?"),
    ("cast_slot", "cast: [{name: a, attributes: {hiar: red}}]\nsegments: [a]\n", 1, "Did you mean `hair`?"),
    ("cast_twins", "cast:\n- name: Tom\n- name: TOM\nsegments: [a]\n", 1, "declares 'TOM' twice"),
    ("script_number", "script: -1\nsegments: [a]\n", 1, "script must be a whole number"),
    ("bomb", LAUGHS, None, "once its aliases are written out"),
    ("alias_chain", CHAIN, None, "nested more than 32 levels"),
    ("cycle", "segments: &a [*a]\n", 1, "contains itself"),
    ("cycle_key", "&a {segments: [*a]}\n", 1, "contains itself"),
    ("no_anchor", "segments: [*a]\n", 1, "undefined alias"),
    ("tag_python", "segments:\n- a\n- !!python/object/apply:os.system [x]\n", 3, "!!python/object/apply:os.system"),
    ("tag_name", "segments:\n- !!python/name:os.system\n", 2, "holds the tag"),
    ("tag_own", "segments:\n- !mine a\n", 2, "holds the tag '!mine'"),
    ("tag_binary", "segments:\n- !!binary aGk=\n", 2, "holds the tag '!!binary'"),
    ("tag_set", "segments: !!set {a}\n", 1, "holds the tag '!!set'"),
    ("tag_wrong_int", "segments:\n- prompt: a\n  duration: !!int x\n", 3, "marks 'x' as `!!int`"),
    ("merge", "segments:\n- &a {prompt: x}\n- {<<: *a}\n", 3, "unknown key '<<'"),
    ("repeated", "title: a\nsegments: [a]\ntitle: b\n", 3, "has the key 'title' twice"),
    ("repeated_deep", "segments:\n- prompt: a\n  prompt: b\n", 3, "has the key 'prompt' twice"),
    ("number_key", "segments: [a]\n5: x\n", 2, "has 5 as a key"),
    ("list_key", "segments: [a]\n? [x]\n: y\n", 2, "has a list as a key"),
    ("documents", "segments: [a]\n---\nsegments: [b]\n", 2, "more than one YAML document"),
    ("tab", "segments:\n\t- a\n", 2, "Indent with spaces"),
    ("unclosed", "segments: [a\n", None, "not valid YAML"),
    ("deep", "[" * 100_000, 1, "nested more than 32 levels"),
    ("control", "segments:\n- ok\n- a\x07b\n", 3, "U+0007"),
    ("control_escape", 'segments:\n- "a\\e[31m"\n', 2, "control character U+001B"),
    ("half", 'segments:\n- "\\ud83d"\n', 2, "lone surrogate"),
    ("beyond", 'segments:\n- "\\Uffffffff"\n', None, "not valid YAML"),
]

JSON = [
    ("empty", "  ", None, "the file is empty"),
    ("broken", '{"segments": [\n"a",\n]}', 3, "not valid JSON"),
    ("quotes", "{'segments': ['a']}", 1, "double quotes"),
    ("null", "null", 1, "is empty"),
    ("number", "5", 1, "is not a story but 5"),
    ("typo", '{\n"segments": ["a"],\n"titel": "x"}', 3, "Did you mean `title`?"),
    ("nan", '{"segments": ["a",\n{"prompt": "b",\n"duration_s": NaN}]}', 3, "segments[1].duration_s must be a number"),
    ("huge_int", '{"segments": [{"prompt": "a",\n"duration": ' + "9" * 9000 + "}]}", 2, "not inf"),
    ("repeated", '{"segments": [{"prompt": "a",\n "prompt": "b"}]}', 2, "has the key 'prompt' twice"),
    ("deep", "[" * 50_000 + "]" * 50_000, 1, "nested more than 32 levels"),
    ("deep_short", "[" * 40 + "]" * 40, 1, "nested more than 32 levels"),
    ("half", '["a",\n"\\ud800"]', 2, "segments[1] holds half of a character"),
    ("nul", '["a\\u0000b"]', 1, "control character U+0000"),
    ("long", json.dumps(["a", WORDS], indent=0), 3, "segments[1] has 10,000 words"),
]


def refusal(path: Path, content: str | bytes) -> ScriptError:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ScriptError) as caught:
        read_script(path)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "name", "text", "line", "words"), [("yaml", *row) for row in YAML] + [("json", *row) for row in JSON]
)
def test_script_refusal_says_what_and_where(
    tmp_path: Path, kind: str, name: str, text: str, line: int | None, words: str
) -> None:
    path = tmp_path / f"{name}.{kind}"
    error = refusal(path, text)
    message = str(error)
    assert words in message
    assert str(path) in error.where
    assert line is None or error.where == f"{path}, line {line}"
    assert error.next_step.endswith((".", "?"))
    assert "\n" not in message
    assert message.isprintable()
    assert error.exit_code == 2
    assert str(pickle.loads(pickle.dumps(error))) == message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8 text (byte 1"),
        (b"ok\n\xff\xfe", "line 2"),
        ("ab".encode("utf-16-le"), "UTF-16 without its mark"),
        (b"\xff\xfea", "not UTF-16 text"),
        (b"one\x00two", "NUL"),
        (b"a\n\none\x1b[2Jtwo", "segments[1] holds the control character U+001B"),
        (WORDS.encode(), "10,000 words"),
        (b"x" * 10_001, "10,001 characters; the limit is 1,000 words and 10,000 characters"),
        (b"a\n\n" * (MAX_SEGMENTS + 1), "10,001 segments; the limit is 10,000"),
        (b"a" * (MAX_FILE_BYTES + 1), "larger than 10 MiB"),
    ],
)
def test_script_text_refusals(tmp_path: Path, content: bytes, words: str) -> None:
    error = refusal(tmp_path / "a.txt", content)
    assert words in str(error)
    assert str(tmp_path / "a.txt") in error.where


def test_script_yaml_values_are_counted_while_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("segments:\n" + "- x\n" * 1_000 + "- [unclosed\n")
    monkeypatch.setattr(script_yaml, "MAX_NODES", 500)  # the real bound takes seconds to reach
    error = refusal(path, path.read_bytes())
    assert "more than 500 values" in str(error)
    monkeypatch.setattr(script_yaml, "MAX_NODES", 2_000)
    assert "not valid YAML" in str(refusal(path, path.read_bytes()))


def test_script_limits_are_reached_from_below(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\n\n" * MAX_SEGMENTS)
    assert len(read_script(path).segments) == MAX_SEGMENTS
    path.write_text("x" * 10_000)
    assert len(read_script(path).segments[0].prompt) == 10_000
    path.write_text(" ".join(["w"] * 1_000))
    assert read_script(path).segments[0].prompt.count("w") == 1_000


def test_script_path_refusals(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "story.docx").write_text("x")
    (tmp_path / "story").write_text("x")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    cases: list[tuple[object, str]] = [
        (tmp_path / "none.yaml", "there is no such file"),
        (f"{tmp_path}/none.jsonl#3", "there is no such file"),
        (tmp_path / "folder.yaml", "is a folder"),
        (tmp_path / "story.docx", "has the ending '.docx'"),
        (tmp_path / "story", "no ending"),
        (tmp_path / "story" / "in.yaml", "no such file"),
        (tmp_path / "loop.yaml", str(tmp_path / "loop.yaml")),
        (tmp_path / ("x" * 300 + ".yaml"), "cannot be read"),
        ("a\0b.yaml", "is not a path"),
        ("A girl opens a door.\n\nShe leaves.", "pass a list"),
        ("word " * 5_000, "pass a list"),
        ("", "is a folder"),
        (None, "cannot read a script from nothing"),
        (5, "cannot read a script from 5"),
        (b"a.yaml", "a Python bytes"),
        ({"segments": ["a"]}, "a mapping"),
    ]
    for source, words in cases:
        with pytest.raises(ScriptError) as caught:
            read_script(source)  # type: ignore[arg-type]  # wrong on purpose
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("prompts", "words"),
    [
        ([], "holds no segment"),
        (["a", ""], "segments[1] is empty"),
        (["a", 3], "segments[1] must be text, not 3"),
        (["a", None], "segments[1] must be text, not nothing"),
        (["a", b"x"], "segments[1] must be text, not a Python bytes"),
        (["a", object()], "segments[1] must be text, not a Python object"),
        (["a", "\ud800"], "segments[1] holds half of a character"),
        (["a"] * (MAX_SEGMENTS + 1), "10,001 segments"),
    ],
)
def test_script_list_refusals(prompts: list[str], words: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read_script(prompts)
    assert words in str(caught.value)
    assert "the list of prompts" in caught.value.where


def test_script_names_other_problems_too(tmp_path: Path) -> None:
    error = refusal(tmp_path / "a.yaml", "title: 5\nsegments:\n- {prompt: a, duration: x}\n- 6\n- 7\n- 8\n")
    assert "Also wrong: segments[0].duration, segments[1], segments[2] and 1 more." in str(error)
