"""The values that settings about language and vision models may take, and how they are written.

`settings` lists the knobs; here stands what each of these is read from and why a text is refused. Nothing is read
from the environment here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

from iamflow_agents.usage import DEFAULT_CURRENCY, Price, parse_budget

MAX_PRICE = 1_000_000.0
_NO_LIMIT = "none"
_EXAMPLE = '{"openai:MODEL": {"input": 0.15, "output": 0.6}}'
_USER_IN_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@")


def _model_name(value: str) -> str:
    """Names are stored with the job and shown everywhere, so none may hold a key."""
    if not value.strip() or not value.isprintable():
        raise PydanticCustomError("name", "must be a name such as {example}", {"example": "rules"})
    if _USER_IN_URL.search(value):
        raise PydanticCustomError("secret", "must not hold a user or key; give the key as IAMFLOW_LLM_API_KEY")
    return value.strip()


def _secret(value: object) -> object:
    """A key is one word of ASCII, as it travels in a header."""
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str) or not text.strip() or not text.isascii() or not text.strip().isprintable():
        raise PydanticCustomError("secret", "must be a key as its provider wrote it")
    return SecretStr(text.strip())


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", value.strip()):
        raise PydanticCustomError("currency", "must be a code of three letters such as USD")
    return value.strip().upper()


def _number_or_none(value: object) -> object:
    """The environment knows no None; a bool counts as a number in Python only."""
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "must be a number")
    return None if isinstance(value, str) and value.strip().lower() == _NO_LIMIT else value


def _budget_text(value: object) -> object:
    """A plain number is an amount of money."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < math.inf:
        return f"{value:.9f}"
    return value


def _budget(value: str, info: ValidationInfo) -> str:
    """Check a budget and write it in one way."""
    try:
        budget = parse_budget(value)
    except ValueError:
        what = "must be a number of calls such as 25calls, or an amount such as 0.50"
        raise PydanticCustomError("budget", what) from None
    currency = info.data.get("currency", DEFAULT_CURRENCY)
    if budget is not None and budget.currency not in (None, currency):
        given = {"currency": currency}
        raise PydanticCustomError("budget", "must be in {currency}, the currency of the price table", given)
    return _NO_LIMIT if budget is None else str(budget)


def _prices(value: object) -> dict[str, Price]:
    """Read a price table, as a dict or as JSON text."""
    if isinstance(value, (str, bytes)):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise PydanticCustomError("prices", "must be JSON such as {example}", {"example": _EXAMPLE}) from None
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise PydanticCustomError("prices", "must be a table such as {example}", {"example": _EXAMPLE})
    return {name.strip(): _price(name, entry) for name, entry in value.items()}


def _price(name: str, entry: Any) -> Price:
    """One model's price per million tokens."""
    if isinstance(entry, Price):
        entry = {"input": entry.input, "output": entry.output}
    if isinstance(entry, Mapping) and set(entry) == {"input", "output"} and all(map(_is_price, entry.values())):
        return Price(input=float(entry["input"]), output=float(entry["output"]))
    raise PydanticCustomError(
        "prices",
        "must give {name} an input and an output price per million tokens, such as {example}",
        {"name": repr(name[:40]), "example": '{"input": 0.15, "output": 0.6}'},
    )


def _is_price(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= MAX_PRICE


ModelName = Annotated[str, AfterValidator(_model_name)]
Secret = Annotated[SecretStr, BeforeValidator(_secret)]
Currency = Annotated[str, AfterValidator(_currency)]
BudgetText = Annotated[str, BeforeValidator(_budget_text), AfterValidator(_budget)]
Prices = Annotated[dict[str, Price], NoDecode, BeforeValidator(_prices)]
Seconds = Annotated[float, BeforeValidator(_number_or_none), Field(gt=0, le=86_400, allow_inf_nan=False)]
Temperature = Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)]
OptionalTemperature = Annotated[Temperature | None, BeforeValidator(_number_or_none)]
