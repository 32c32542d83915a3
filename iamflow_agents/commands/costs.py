"""What models took, in a line for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def cost_line(cost: Mapping[str, Any]) -> str | None:
    """Write `StoryResult.cost` as one line; None when no model was asked."""
    if not cost.get("calls") and not cost.get("cached"):
        return None
    parts = [_count(cost["calls"], "call")]
    if cost["requests"] != cost["calls"]:
        parts.append(_count(cost["requests"], "request"))
    parts += [f"{cost[name]} {name}" for name in ("cached", "failed") if cost[name]]
    parts += [f"{cost['tokens_in']:,} tokens in", f"{cost['tokens_out']:,} out", f"{cost['seconds']:.1f} s"]
    money = cost["money"]
    parts.append("price unknown" if money is None else f"{_amount(money)} {cost['currency']}")
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _amount(money: float) -> str:
    """Two digits after the point, or as many as a small sum needs to be seen."""
    return f"{money:.2f}" if money == 0 or money >= 1 else f"{money:.6f}".rstrip("0").ljust(4, "0")
