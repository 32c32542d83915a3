"""Cleaning of words, and titles that must not become paths."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from iamflow_agents.script import Script, Segment
from iamflow_agents.script_reader import read_script
from iamflow_agents.script_text import slug_of


def prompt_of(text: str) -> str:
    return read_script([text]).segments[0].prompt


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  a\n b\t\tc \r\n d ", "a b c d"),
        ("one\u2028two\u2029three\x0bfour\x0cfive\x85six", "one two three four five six"),
        ("two  spaces stay", "two  spaces stay"),
        ("Zoe\u0301", "Zo\u00e9"),
        ("\ufeffMira", "Mira"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2067\u05e9\u05dc\u05d5\u05dd\u2069", "\u05e9\u05dc\u05d5\u05dd"),
        ("\u05e9\u05dc\u05d5\u05dd \u200f(\u05d0)", "\u05e9\u05dc\u05d5\u05dd \u200f(\u05d0)"),
        ("family 👨‍👩‍👧", "family 👨‍👩‍👧"),
        ("\ud83d\ude00", "😀"),
        ("他走进图书馆。", "他走进图书馆。"),
    ],
)
def test_script_cleans_only_what_nobody_sees(written: str, kept: str) -> None:
    assert prompt_of(written) == kept
    assert prompt_of(kept) == kept


@given(st.text(min_size=1, max_size=60))
def test_script_cleaning_is_idempotent_and_printable(text: str) -> None:
    try:
        once = Segment(prompt=text).prompt
    except ValidationError:
        return
    assert Segment(prompt=once).prompt == once
    assert not any(unicodedata.category(c) == "Cc" for c in once)
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert unicodedata.is_normalized("NFC", once)


def test_script_models_hold_the_rules_by_themselves() -> None:
    for bad in ({"prompt": ""}, {"prompt": "a", "duration_s": True}, {"prompt": "a", "duration_s": float("nan")}):
        with pytest.raises(ValidationError):
            Segment(**bad)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(ValidationError):
        Script(segments=())
    assert Script(title=" \n ", segments=(Segment(prompt="a"),)).title == "Untitled"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Keeper's Last Storm", "the-keepers-last-storm"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "story"),
        ("C:\\Windows\\system32", "c-windows-system32"),
        ("שלום", "story"),
        ("Café 🐕 Zürich", "cafe-zurich"),
        ("", "story"),
        ("a" * 300, "a" * 40),
    ],
)
def test_script_titles_become_harmless_folders(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=80))
def test_script_slugs_are_one_plain_name(title: str) -> None:
    slug = slug_of(title)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert PurePosixPath(slug).name == slug
    assert not slug.startswith("-")
