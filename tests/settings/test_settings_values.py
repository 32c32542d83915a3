"""Settings: who wins, what is refused, and how it is said."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamflow_agents.errors import ConfigError
from iamflow_agents.settings import Settings, load_settings, parse_size


def test_settings_defaults() -> None:
    found = load_settings().model_dump()
    assert found.pop("home") == Path.home() / ".iamflow"
    wan = {name.removeprefix("wan_"): found.pop(name) for name in list(found) if name.startswith("wan_")}
    assert wan == {
        "model": "self-forcing", "entry": "", "lora": "", "vae": "", "text_encoder": "wan2.1-1.3b",
        "preset": "default", "quantisation": "auto", "decode": "auto", "device": "auto", "dtype": "auto",
        "attention": "auto", "compile": False, "steps": 4, "top_k": 0, "soft": "auto", "memory": "identity+place",
    }  # fmt: skip
    assert found == {
        "generator": "storyboard", "llm": "rules", "vlm": "rules", "seed": 0, "width": 832, "height": 480, "fps": 16,
        "captions": False, "verify": "overlap", "max_takes": 2, "memory_budget": 6, "memory_per_identity": 2,
        "memory_kept_per_identity": 24,
        "log_level": "warning", "database_url": None, "llm_fallback": "rules", "llm_method": "auto",
        "llm_max_tokens": 1_024, "llm_temperature": 0.0, "llm_timeout_s": 60.0, "llm_retries": 2, "llm_concurrency": 4,
        "currency": "USD", "prices": {}, "budget": None, "review": "never", "until": None,
        "repair_confidence": 0.0, "repair_minor": "accessory,eyes,face,footwear,marking,material",
        "repair_seconds": None, "repair_seconds_per_segment": None, "repair_money": None,
        "repair_money_per_segment": None, "frame_scorer": "off",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "scorer", "judge"),
    [
        ("off", "off", None),
        (" Rules", "rules", "rules"),
        ("VLM", "vlm", "openai:x"),
        ("http://127.0.0.1:9/v1#m", "http://127.0.0.1:9/v1#m", "http://127.0.0.1:9/v1#m"),
        (True, "rules", "rules"),
        (False, "off", None),
    ],
)
def test_settings_frame_scorer_names_who_looks_at_frames(given: Any, scorer: str, judge: str | None) -> None:
    settings = Settings(vlm="openai:x", frame_scorer=given)
    assert (settings.frame_scorer, settings.frame_judge) == (scorer, judge)


@pytest.mark.parametrize("given", ["", "a\nb", 3, "http://user:key@host/v1#m"])
def test_settings_refuse_a_frame_scorer_that_is_no_name(given: Any) -> None:
    with pytest.raises(ConfigError, match="frame_scorer"):
        Settings(frame_scorer=given)


def test_settings_flag_beats_environment_beats_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().seed == 0
    monkeypatch.setenv("IAMFLOW_SEED", "5")
    assert load_settings().seed == load_settings(seed=None).seed == Settings(seed=None).seed == 5
    assert load_settings(seed=0).seed == 0, "a flag that equals the default is still a flag"
    monkeypatch.setenv("IAMFLOW_SEED", "")
    assert load_settings().seed == 0, "an empty variable is not set"


def test_settings_are_read_from_every_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "HOME": "/srv/films", "GENERATOR": "other", "LLM": "openai:x", "VLM": "y", "SEED": "9", "WIDTH": "64",
        "HEIGHT": "32", "FPS": "8", "CAPTIONS": "true", "VERIFY": "WAIT", "MAX_TAKES": "3", "MEMORY_BUDGET": "4",
        "MEMORY_PER_IDENTITY": "1", "MEMORY_KEPT_PER_IDENTITY": "5",
        "LOG_LEVEL": "Debug", "DATABASE_URL": "postgresql://host/name",
        "LLM_FALLBACK": "Stop", "LLM_METHOD": "json_mode", "LLM_MAX_TOKENS": "512", "LLM_TEMPERATURE": "none",
        "LLM_TIMEOUT_S": "2.5", "LLM_RETRIES": "0", "LLM_CONCURRENCY": "1", "LLM_API_KEY": "k", "CURRENCY": "eur",
        "VLM_API_KEY": "q", "REVIEW": "On-Failure", "UNTIL": " Segment:3",
        "PRICES": '{"openai:x": {"input": 1, "output": 2.5}}', "BUDGET": "5calls",
        "REPAIR_CONFIDENCE": "0.5", "REPAIR_MINOR": "hair, Eyes", "REPAIR_SECONDS": "60",
        "REPAIR_SECONDS_PER_SEGMENT": "2.5", "REPAIR_MONEY": "0.75", "REPAIR_MONEY_PER_SEGMENT": "0.1",
        "FRAME_SCORER": "yes",
        "WAN_MODEL": "a", "WAN_ENTRY": "b", "WAN_LORA": "c", "WAN_VAE": "d", "WAN_TEXT_ENCODER": "e",
        "WAN_PRESET": "8GB", "WAN_QUANTISATION": "int8", "WAN_DECODE": "Full", "WAN_DEVICE": "cpu",
        "WAN_DTYPE": "bf16", "WAN_ATTENTION": "sdpa", "WAN_COMPILE": "1", "WAN_STEPS": "2", "WAN_TOP_K": "3",
        "WAN_SOFT": "recache", "WAN_MEMORY": "none",
    }  # fmt: skip
    assert {name.lower() for name in values} == set(Settings.model_fields)
    for name, value in values.items():
        monkeypatch.setenv(f"IAMFLOW_{name}", value)
    changed = load_settings()
    for name in Settings.model_fields:
        monkeypatch.delenv(f"IAMFLOW_{name.upper()}")
        assert getattr(changed, name) != getattr(load_settings(), name), name
    assert (changed.verify, changed.log_level, changed.captions, changed.width) == ("wait", "debug", True, 64)


def test_settings_home_is_expanded_and_fixed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert load_settings(home="~/films").home == tmp_path / "films"
    assert load_settings(home=Path("films")).home == tmp_path / "films"
    assert load_settings(home=".").home == tmp_path
    assert load_settings().home == tmp_path / ".iamflow"
    assert not list(tmp_path.iterdir()), "settings make nothing"


ANY_VALUE = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.binary(max_size=4),
    st.lists(st.integers(), max_size=2),
)
BAD: list[tuple[str, Any, str]] = [
    ("seed", -1, "0 or more, not -1"),
    ("seed", True, "whole number, not True"),
    ("seed", "x", "whole number, not 'x'"),
    ("seed", 1.5, "whole number, not 1.5"),
    ("seed", float("nan"), "whole number, not nan"),
    ("seed", 2**63, "or less"),
    ("seed", "9" * 5_000, "whole number"),
    ("width", 831, "must be even, not 831"),
    ("height", 2, "16 or more"),
    ("height", 10_000, "8192 or less"),
    ("fps", 0, "1 or more"),
    ("max_takes", 0, "1 or more"),
    ("max_takes", 11, "10 or less"),
    ("memory_budget", -1, "0 or more"),
    ("captions", "maybe", "true or false, not 'maybe'"),
    ("verify", "never", "'overlap', 'wait' or 'off', not 'never'"),
    ("verify", ["off"], "'overlap', 'wait' or 'off'"),
    ("log_level", "loud", "'debug', 'info', 'warning' or 'error'"),
    ("llm", " ", "must be a name"),
    ("generator", "a\x1bb", "must be a name"),
    ("vlm", 5, "must be text, not 5"),
    ("home", "", "must name a folder"),
    ("home", "a\0b", "must name a folder"),
    ("home", 5, "must name a folder, not 5"),
    ("home", "~nobody-is-called-so/x", "cannot be found"),
    ("database_url", "mysql://host/name", "must be a URL"),
    ("database_url", "story.db", "must be a URL"),
    ("llm", "http://me:hunter2@127.0.0.1:1/v1#m", "must not hold a user or key"),
    ("llm_fallback", "never", "'rules' or 'stop', not 'never'"),
    ("llm_method", "guess", "'json_schema'"),
    ("llm_timeout_s", 0, "more than 0"),
    ("llm_timeout_s", float("inf"), "86400 or less"),
    ("llm_timeout_s", "soon", "must be a number, not 'soon'"),
    ("llm_temperature", 3, "2.0 or less"),
    ("llm_temperature", True, "must be a number"),
    ("llm_concurrency", 0, "1 or more"),
    ("currency", "dollars", "three letters"),
    ("budget", "lots", "25calls"),
    ("budget", "-1", "25calls"),
    ("budget", "1,50", "25calls"),
    ("budget", float("nan"), "must be text"),
    ("budget", True, "must be text"),
    ("budget", "0.50 EUR", "must be in USD"),
    ("prices", "{", "must be JSON"),
    ("wan_model", " ", "must be a file, folder"),
    ("wan_lora", "a\x1bb", "must be a file, folder"),
    ("wan_preset", "huge", "'minimal', not 'huge'"),
    ("wan_steps", 0, "1 or more"),
    ("wan_steps", True, "whole number"),
    ("wan_decode", "half", "'tiny' or 'full'"),
    ("wan_device", "", "must be"),
    ("prices", [1], "must be a table"),
    ("prices", {"openai:x": 1}, "'openai:x' an input and an output price"),
    ("prices", {"openai:x": {"input": -1, "output": 0}}, "'openai:x' an input and an output price"),
    ("prices", {"openai:x": {"input": float("nan"), "output": 0}}, "'openai:x' an input and an output price"),
]


@pytest.mark.parametrize(("field", "value", "words"), BAD)
def test_settings_refuse_wrong_values(field: str, value: Any, words: str) -> None:
    for build in (load_settings, Settings):
        with pytest.raises(ConfigError) as caught:
            build(**{field: value})
        message = str(caught.value)
        assert words in message
        assert field in caught.value.what
        assert caught.value.where == f"the setting {field}"
        assert "Leave it out" in caught.value.next_step
        assert message.isprintable()
        assert len(message) < 400
        assert str(pickle.loads(pickle.dumps(caught.value))) == message


def test_settings_name_the_variable_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMFLOW_MAX_TAKES", "lots")
    with pytest.raises(ConfigError, match="environment variable IAMFLOW_MAX_TAKES"):
        load_settings(seed=3)
    assert load_settings(max_takes=2).max_takes == 2


def test_settings_name_a_misspelt_override() -> None:
    with pytest.raises(ConfigError, match=r"no setting 'max_take'.*Did you mean max_takes\?"):
        load_settings(max_take=2)
    with pytest.raises(ConfigError, match=r"no setting 'zzz'.*Settings are budget, captions, "):
        load_settings(zzz=2)


def test_settings_warn_of_a_misspelt_variable(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setenv("IAMFLOW_SEED", "4")
    load_settings()
    assert not caplog.records
    monkeypatch.setenv("IAMFLOW_CAPTION", "1")
    load_settings()
    assert "IAMFLOW_CAPTION is no setting. Did you mean IAMFLOW_CAPTIONS?" in caplog.text


def test_settings_hide_the_database_password() -> None:
    secret = "postgresql://me:hunter2@host/name"
    settings = load_settings(database_url=secret)
    assert settings.database_url == secret
    assert "hunter2" not in f"{settings} {settings!r}"
    with pytest.raises(ConfigError) as caught:
        load_settings(database_url="mysql://me:hunter2@host/name")
    assert "hunter2" not in str(caught.value)


def test_settings_are_frozen_and_survive_storage() -> None:
    settings = load_settings(seed=7, home="/srv/films", captions=True)
    with pytest.raises(Exception, match="frozen"):
        settings.seed = 8
    assert Settings.model_validate_json(settings.model_dump_json()) == settings
    assert Settings(**settings.model_dump()) == settings
    assert Settings(**{**settings.model_dump(), "seed": 8}) != settings


def test_settings_stored_ones_are_not_changed_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = load_settings(seed=0).model_dump()
    monkeypatch.setenv("IAMFLOW_SEED", "5")
    monkeypatch.setenv("IAMFLOW_CAPTIONS", "true")
    again = Settings(**stored)
    assert (again.seed, again.captions) == (0, False)


@pytest.mark.parametrize(
    ("text", "size"), [("832x480", (832, 480)), (" 64 X 32 ", (64, 32)), ("1920×1080", (1920, 1080))]
)
def test_settings_read_sizes(text: str, size: tuple[int, int]) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "832", "832x", "x480", "832x480x3", "-8x4", "8.5x4", "axb", "٨x٤", "9" * 5_000 + "x4"]
)
def test_settings_refuse_sizes(text: str) -> None:
    with pytest.raises(ConfigError, match="WIDTHxHEIGHT"):
        parse_size(text)


@given(st.dictionaries(st.sampled_from(sorted(Settings.model_fields)), ANY_VALUE, max_size=3))
def test_settings_are_built_or_refused(values: dict[str, Any]) -> None:
    try:
        assert Settings(**values).fps > 0
    except ConfigError as error:
        assert str(error).isprintable()


def test_settings_import_reads_nothing() -> None:
    """Importing the package loads neither the settings library nor the environment's values."""
    code = (
        "import os, sys\n"
        "import iamflow_agents, iamflow_agents.result, iamflow_agents.script\n"
        "assert 'pydantic_settings' not in sys.modules and 'yaml' not in sys.modules\n"
        "os.environ['IAMFLOW_SEED'] = '6'\n"
        "from iamflow_agents.settings import Settings\n"
        "assert Settings().seed == 6\n"
    )
    environment = {**os.environ, "IAMFLOW_SEED": "wrong"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=60)


@pytest.mark.parametrize("secret", ["sk-hunter2", "  sk-hunter2\n"])
def test_settings_hide_the_key_everywhere(secret: str) -> None:
    settings = load_settings(llm_api_key=secret)
    assert settings.llm_api_key is not None
    assert settings.llm_api_key.get_secret_value() == "sk-hunter2"
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert "hunter2" not in shown
    assert "llm_api_key" not in settings.model_dump(mode="json")


@pytest.mark.parametrize("bad", ["hunter2\nX: y", "hünter2", " "])
def test_settings_do_not_show_a_key_that_is_none(bad: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(llm_api_key=bad)
    assert bad.strip() == "" or bad not in str(caught.value)
    assert "2" not in str(caught.value)


def test_settings_do_not_show_a_key_in_a_name() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(llm="http://hunter2@host/v1#m")
    assert "hunter2" not in str(caught.value)
    assert load_settings(llm="http://host/v1#a@b").llm == "http://host/v1#a@b", "an @ in a model's name is none"


def test_settings_temperature_may_be_left_to_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    left = load_settings(llm_temperature=None)
    assert left.llm_temperature is None
    assert Settings(**left.model_dump(mode="json")) == left
    monkeypatch.setenv("IAMFLOW_LLM_TEMPERATURE", "None")
    assert load_settings().llm_temperature is None
    assert load_settings(llm_temperature=0.5).llm_temperature == 0.5


@pytest.mark.parametrize(
    ("text", "written", "calls", "money"),
    [
        ("25calls", "25 calls", 25, None),
        (" 1 Call ", "1 call", 1, None),
        ("0calls", "0 calls", 0, None),
        ("0.50", "0.50", None, 0.5),
        ("$0.5", "0.50 USD", None, 0.5),
        ("0.001 usd", "0.001 USD", None, 0.001),
        ("USD 2", "2.00 USD", None, 2.0),
        (3, "3.00", None, 3.0),
        (0.25, "0.25", None, 0.25),
    ],
)
def test_settings_read_budgets(text: Any, written: str, calls: int | None, money: float | None) -> None:
    settings = load_settings(budget=text)
    assert settings.budget == written
    assert settings.limit is not None
    assert (settings.limit.calls, settings.limit.money) == (calls, money)
    assert load_settings(budget=written).limit == settings.limit, "written as it is read"


def test_settings_no_budget_is_no_limit() -> None:
    assert load_settings().limit is None
    assert load_settings(budget="None").limit is None
    assert load_settings(budget="None").budget == "none", "told apart from one that was not given"
    assert load_settings(budget="€1", currency="eur").budget == "1.00 EUR"
