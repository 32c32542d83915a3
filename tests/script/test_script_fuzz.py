"""Generated scripts: good ones survive every format, mutilated ones are read or refused, nothing else happens."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.errors import ScriptError
from iamflow_agents.records import Kind, Slot
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_script, read_scripts, script_hash
from iamflow_agents.script_text import is_blank

_LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufffe\uffff")
WORDS = st.text(_LETTERS, min_size=1, max_size=40).filter(
    lambda text: not is_blank(text) and bool(text.strip("\ufeff"))
)
SECONDS = st.one_of(st.integers(1, 600), st.floats(0.01, 600, allow_nan=False))
SEGMENT = st.one_of(
    WORDS,
    st.fixed_dictionaries(
        {"prompt": WORDS},
        optional={"duration_s": SECONDS, "transition": st.sampled_from(["auto", "cut", "soft", "recache"])},
    ),
    st.fixed_dictionaries({"prompt": WORDS, "duration": SECONDS}),
)
MEMBER = st.fixed_dictionaries(
    {"name": WORDS},
    optional={
        "kind": st.sampled_from([kind.value for kind in Kind]),
        "aliases": st.lists(WORDS, max_size=2),
        "description": WORDS,
        "attributes": st.dictionaries(st.sampled_from([slot.value for slot in Slot]), WORDS, max_size=2),
    },
)
STORY = st.fixed_dictionaries(
    {"segments": st.lists(SEGMENT, min_size=1, max_size=6)},
    optional={"title": WORDS, "style": WORDS, "cast": st.lists(MEMBER, max_size=1), "segment_s": SECONDS},
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just(10**500)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


def read_bytes(name: str, content: bytes) -> Script:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_script(path)


def try_reading(name: str, content: bytes) -> None:
    """Read or refuse; any other exception fails the test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            for _, script in read_scripts(path):
                assert script.segments
        except ScriptError as error:
            assert str(path) in error.where
            assert str(error).isprintable()


@given(STORY)
@settings(max_examples=300, deadline=None)
def test_script_good_ones_survive_every_format(story: dict[str, Any]) -> None:
    first = read_bytes("a.json", json.dumps(story).encode())
    assert len(first.segments) == len(story["segments"])
    again = [
        read_bytes("a.json", json.dumps(story, ensure_ascii=False, indent=2).encode()),
        read_bytes("a.yaml", yaml.safe_dump(story).encode()),
        read_bytes("a.yaml", yaml.safe_dump(story, allow_unicode=True, default_flow_style=True).encode("utf-16")),
        read_bytes("a.jsonl", json.dumps(story).encode()),
        read_bytes("a.json", first.model_dump_json().encode()),
        read_script(first),
    ]
    assert all(script == first for script in again)
    assert len({script_hash(script) for script in [first, *again]}) == 1


@given(st.lists(WORDS, min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_script_prompts_survive_plain_text(prompts: list[str]) -> None:
    expected = read_script(prompts)
    assert read_bytes("a.txt", "\n\n".join(prompts).encode()) == expected
    assert read_bytes("a.txt", "\r\n \r\n".join(prompts).encode()) == expected


@given(STORY, st.randoms(use_true_random=False), st.sampled_from(["a.yaml", "a.json", "a.jsonl", "a.txt"]))
@settings(max_examples=400, deadline=None)
def test_script_mutilated_ones_are_read_or_refused(story: dict[str, Any], rng: random.Random, name: str) -> None:
    text = yaml.safe_dump(story, allow_unicode=True) if name == "a.yaml" else json.dumps(story)
    content = bytearray(text.encode())
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(content) + 1)
        choice = rng.randrange(4)
        if choice == 0:
            del content[at : at + rng.randint(1, 8)]
        elif choice == 1:
            content[at:at] = rng.choice(
                [b"\0", b"\xff", b"\r", b"\t", b"&a ", b"*a", b"!!int ", b"---\n", b"{", b"]", b": "]
            )
        elif choice == 2:
            content[at:at] = rng.choice(
                [b"<<: ", b"? ", b"|\n", b"%YAML 9\n", b'"', b"'", b"\\u", b"- ", b"~", b"NaN", b"1e999"]
            )
        else:
            content[at : at + 1] = bytes([rng.randrange(256)])
    try_reading(name, bytes(content))


@given(ANYTHING, st.sampled_from(["segments", "prompts", "title", "cast", "segment_s", "script", "style", None]))
@settings(max_examples=300, deadline=None)
def test_script_any_data_is_read_or_refused(data: Any, key: str | None) -> None:
    story = data if key is None else {"segments": ["a"], key: data}
    try_reading("a.json", json.dumps(story).encode())
    try_reading("a.jsonl", json.dumps([data]).encode())
    text = yaml.safe_dump(story, allow_unicode=True)
    try_reading("a.yaml", text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200), st.sampled_from(["a.yaml", "a.json", "a.jsonl", "a.txt"]))
@settings(max_examples=300, deadline=None)
def test_script_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    try_reading(name, content)
