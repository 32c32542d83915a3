"""Every knob of the product in one frozen object, and the only place that reads the environment.

A value comes from the caller first (a command line flag or an argument), then from `IAMFLOW_<NAME>`, then from the
default. What is wrong fails when the object is built, as a `ConfigError` that names the variable or the argument.
"""

from __future__ import annotations

import difflib
import logging
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from iamflow_agents.errors import ConfigError
from iamflow_agents.reviews import ReviewMode, parse_stage
from iamflow_agents.settings_models import BudgetText, Currency, ModelName, OptionalTemperature, Prices, Seconds, Secret
from iamflow_agents.settings_repair import SCORER_OFF, SCORER_VLM, RepairSettings
from iamflow_agents.settings_wan import WanSettings
from iamflow_agents.usage import DEFAULT_CURRENCY, Budget, parse_budget

logger = logging.getLogger(__name__)

ENV_PREFIX = "IAMFLOW_"
MAX_SIDE = 8_192
MAX_SEED = 2**63 - 1
"""Largest integer a database column and a tensor library take."""
_DATABASES = ("sqlite", "postgresql", "postgres")
_SHOWN_CHARS = 80


def _refuse_bool(value: object) -> object:
    """Python counts `True` as 1; a person who writes it for a number means something else."""
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "must be a whole number")
    return value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _even(value: int) -> int:
    """H.264 halves the colour planes, so both sides must be even."""
    if value % 2:
        raise PydanticCustomError("odd", "must be even")
    return value


def _refuse_no_path(value: object) -> object:
    """An empty text would be taken for the current folder."""
    if isinstance(value, str) and (not value.strip() or "\0" in value):
        raise PydanticCustomError("home", "must name a folder")
    return value


def _home(value: Path) -> Path:
    """Expand `~` and fix the folder, so that a later change of folder does not move it."""
    try:
        return value.expanduser().absolute()
    except (RuntimeError, OSError) as error:  # nobody called so, or no current folder
        raise PydanticCustomError("home", "cannot be found: {why}", {"why": str(error).rstrip(".")}) from error


def _named(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise PydanticCustomError("name", "must be a name such as {example}", {"example": "rules"})
    return value.strip()


def _database(value: str | None) -> str | None:
    scheme = re.split(r"[+:]", value or "sqlite", maxsplit=1)[0].lower()
    if value is not None and ("://" not in value or scheme not in _DATABASES):
        raise PydanticCustomError("database", "must be a URL such as sqlite:///story.db or postgresql://host/name")
    return value


def _stage(value: str) -> str:
    try:
        parse_stage(value)
    except ValueError:
        raise PydanticCustomError("stage", "must be cast, storyboard or segment:NUMBER (the first is 1)") from None
    return value.strip().lower()


_Int = Annotated[int, BeforeValidator(_refuse_bool)]
_Side = Annotated[_Int, Field(ge=16, le=MAX_SIDE), AfterValidator(_even)]
_Name = Annotated[str, AfterValidator(_named)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
Overlap = Annotated[Literal["overlap", "wait", "off"], BeforeValidator(_lower)]
Fallback = Annotated[Literal["rules", "stop"], BeforeValidator(_lower)]
Review = Annotated[ReviewMode, BeforeValidator(_lower)]
Stage = Annotated[str, AfterValidator(_stage)]
Method = Annotated[Literal["auto", "json_schema", "function_calling", "json_mode"], BeforeValidator(_lower)]
_NONE_IS_A_VALUE = frozenset({"llm_temperature"})
"""Settings whose None is no missing argument."""
_WORDS_OF_REPAIR = frozenset({"repair_minor", "frame_scorer"})
_FRACTIONS = frozenset({"llm_timeout_s", "llm_temperature", *RepairSettings.model_fields} - _WORDS_OF_REPAIR)
_SECRETS = frozenset({"database_url", "llm_api_key", "vlm_api_key"})
_HINTS = {
    "database_url": "Leave it out to use SQLite in the home folder.",
    "llm_api_key": "Leave it out for a server that wants none.",
    "vlm_api_key": "Leave it out for a server that wants none.",
    "budget": "Leave it out (or give none) for no limit.",
    "prices": "Leave it out if no money is to be counted.",
    "repair_seconds": "Leave it out (or give none) for no limit.",
    "repair_seconds_per_segment": "Leave it out (or give none) for no limit.",
    "repair_money": "Leave it out (or give none) for no limit.",
    "repair_money_per_segment": "Leave it out (or give none) for no limit.",
}


class Settings(RepairSettings, WanSettings):
    """How a story is made. Frozen; `model_copy(update=...)` does not validate, so build a new one instead."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    home: Annotated[Path, BeforeValidator(_refuse_no_path), AfterValidator(_home)] = Field(
        default=Path("~/.iamflow"), validate_default=True
    )
    """Folder of all jobs, the database and their files."""
    generator: _Name = "storyboard"
    """What draws or films: `storyboard`, `wan`, `wan:PATH`, or `wan:tiny` with random weights."""
    llm: ModelName = "rules"
    """What decides who is who where the rules leave it open: `rules` (offline), `openai:MODEL` or any other
    `PROVIDER:MODEL`, `http://HOST:PORT/v1#MODEL`, `transformers:PATH`, `fake:FILE`."""
    vlm: ModelName = "rules"
    """What looks at the takes: `rules` (colours measured in the pixels, for generators that report a layout), or a
    vision model, named as for `llm`."""
    vlm_api_key: Secret | None = Field(default=None, repr=False, exclude=True)
    """Key for a `http://` endpoint of `vlm`; not given, `llm_api_key` serves where both are on one server."""
    llm_fallback: Fallback = "rules"
    """What happens where a model fails: `rules`: the rules' guess stands, and the result says so; `stop`: the job
    ends with an error and can be resumed."""
    llm_method: Method = "auto"
    """How the shape of an answer is asked for; `auto` starts with json_schema and falls back when that is refused."""
    llm_max_tokens: _Int = Field(default=1_024, ge=16, le=1_000_000)
    """Tokens of an answer, at most."""
    llm_temperature: OptionalTemperature = 0.0
    """None leaves it to the model, for those that refuse the setting."""
    llm_timeout_s: Seconds = 60.0
    """Seconds a request may take."""
    llm_retries: _Int = Field(default=2, ge=0, le=20)
    """How often a request is sent again after a failure that may pass."""
    llm_concurrency: _Int = Field(default=4, ge=1, le=64)
    """Questions under way at a time."""
    llm_api_key: Secret | None = Field(default=None, repr=False, exclude=True)
    """Key for a `http://` endpoint; never stored or printed. Hosted providers have variables of their own."""
    currency: Currency = DEFAULT_CURRENCY
    """Of the price table and of a budget in money."""
    prices: Prices = Field(default_factory=dict)
    """What models charge in money per million tokens: `{"openai:MODEL": {"input": 0.15, "output": 0.6}}`."""
    budget: BudgetText | None = None
    """What a job may spend on models over all its starts: `25calls`, `0.50`, or `none`. Not given, a job keeps the
    budget it was started with."""
    seed: _Int = Field(default=0, ge=0, le=MAX_SEED)
    width: _Side = 832
    """Pixels."""
    height: _Side = 480
    """Pixels."""
    fps: _Int = Field(default=16, ge=1, le=120)
    captions: bool = False
    """Whether the prompt's words are drawn into the pictures."""
    verify: Overlap = "overlap"
    """`overlap`: a take is judged while the next is made; `wait`: judged first; `off`: not at all."""
    max_takes: _Int = Field(default=2, ge=1, le=10)
    """Attempts at a segment before the best of them is used."""
    memory_budget: _Int = Field(default=6, ge=0, le=1_000)
    """Memory frames given to a segment, at most."""
    memory_per_identity: _Int = Field(default=2, ge=0, le=1_000)
    """Memory frames of one identity among them, at most."""
    memory_kept_per_identity: _Int = Field(default=24, ge=1, le=10_000)
    """Memory frames of one identity or place whose latents stay on disk, at most; pictures always stay."""
    review: Review = "never"
    """When a person is asked: `never`, `on-failure` (a take that is still wrong after all takes), `each-segment`, or
    `cast` (once everybody is known, before anything is made)."""
    until: Stage | None = None
    """Where to stop to look: `cast`, `storyboard` (the film drawn first), `segment:3` (once it is accepted)."""
    log_level: LogLevel = "warning"
    database_url: Annotated[str | None, AfterValidator(_database)] = Field(default=None, repr=False)
    """Where the entity database is, if not in `home`; may hold a password, so it is never printed."""

    def __init__(self, **values: Any) -> None:
        """Build the settings; None means not given.

        Raises:
            ConfigError: If a value is wrong; names the argument or variable and the remedy.
        """
        given = {name: value for name, value in values.items() if value is not None or name in _NONE_IS_A_VALUE}
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise _explain(error, frozenset(given)) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment; no hidden files."""
        return init_settings, env_settings

    @property
    def limit(self) -> Budget | None:
        """The budget; None for no limit."""
        return None if self.budget is None else parse_budget(self.budget)

    @property
    def frame_judge(self) -> str | None:
        """What rates frames, as `vlm` names who looks at the takes; None for nobody."""
        return {SCORER_OFF: None, SCORER_VLM: self.vlm}.get(self.frame_scorer, self.frame_scorer)


def load_settings(**overrides: Any) -> Settings:
    """Build the settings of this process and warn of `IAMFLOW_` variables that nothing reads.

    Args:
        **overrides: Fields of `Settings` that a flag or caller gave; None means not given.

    Returns:
        The settings: override, else environment, else default.

    Raises:
        ConfigError: If a value or the name of an override is wrong.
    """
    for name in sorted(os.environ):
        field = name[len(ENV_PREFIX) :].lower()
        if name.upper().startswith(ENV_PREFIX) and field not in Settings.model_fields:
            logger.warning("The variable %s is no setting. %s", name, _suggest(field, prefix=ENV_PREFIX))
    return Settings(**overrides)


def parse_size(text: str) -> tuple[int, int]:
    """Read a size such as `832x480`.

    Args:
        text: Width and height in pixels with an `x` between them.

    Returns:
        Width and height.

    Raises:
        ConfigError: If it is not a size.
    """
    match = re.fullmatch(r"\s*([0-9]{1,6})\s*[xX×]\s*([0-9]{1,6})\s*", text, re.ASCII)
    if match is None:
        raise ConfigError(
            f"{text[:_SHOWN_CHARS]!r} is not a size", where="size", next_step="Write WIDTHxHEIGHT, such as 832x480."
        )
    return int(match[1]), int(match[2])


def _explain(error: ValidationError, given: frozenset[str]) -> ConfigError:
    """Say the first wrong value, where it came from and what would be right."""
    problem: Any = error.errors(include_url=False)[0]
    field = str(problem["loc"][0]) if problem["loc"] else "settings"
    if problem["type"] == "extra_forbidden":
        return ConfigError(f"there is no setting {field[:_SHOWN_CHARS]!r}", where="settings", next_step=_suggest(field))
    where = f"the setting {field}" if field in given else f"the environment variable {ENV_PREFIX}{field.upper()}"
    hidden = field in _SECRETS or problem["type"] == "secret"
    value = "" if hidden else f", not {_shown(problem['input'])}"
    return ConfigError(f"{field} {_requirement(problem)}{value}", where=where, next_step=_remedy(field))


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, Path) else value
    shown = repr(text)
    return shown if len(shown) <= _SHOWN_CHARS else shown[:_SHOWN_CHARS] + "…"


def _requirement(problem: Any) -> str:
    """What a value must be, as the rest of a sentence that begins with its field."""
    kind, context = problem["type"], problem.get("ctx", {})
    fixed = {
        "greater_than": "must be more than {gt}",
        "greater_than_equal": "must be {ge} or more",
        "less_than_equal": "must be {le} or less",
        "literal_error": "must be {expected}",
        "path_type": "must name a folder",
        "string_type": "must be text",
    }
    if kind in fixed:
        return fixed[kind].format(**context)
    if kind.startswith("float_") or problem["loc"][0] in _FRACTIONS:
        return "must be a number"
    if kind.startswith("int_") or kind == "finite_number":
        return "must be a whole number"
    if kind.startswith("bool_"):
        return "must be true or false"
    return str(problem["msg"])


def _remedy(field: str) -> str:
    if field in _HINTS:
        return _HINTS[field]
    default = Settings.model_fields[field].default
    if default == "":
        return "Leave it out for none."
    return f"Leave it out for the default, {default if isinstance(default, (str, Path)) else repr(default)}."


def _suggest(name: str, *, prefix: str = "") -> str:
    """Point at the nearest setting, or list them all."""
    fields = sorted(Settings.model_fields)
    near = difflib.get_close_matches(name.lower()[:_SHOWN_CHARS], fields, n=1, cutoff=0.6)
    written = [prefix + field.upper() if prefix else field for field in (near or fields)]
    return f"Did you mean {written[0]}?" if near else f"Settings are {', '.join(written)}."
