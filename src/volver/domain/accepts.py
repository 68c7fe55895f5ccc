"""What the value of a setting may be: each answers whether a value from volver.toml will do."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from volver.domain.errors import BadInput
from volver.domain.journey import funnel_rules


def number(value: Any, low: float, high: float) -> bool:
    """A number within these ends; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def is_whole(value: Any, low: int, high: int) -> bool:
    """A whole number within these ends."""
    return isinstance(value, int) and number(value, low, high)


def parses_rules(value: Any) -> bool:
    """Rules of the funnel; see `domain.journey`."""
    try:
        return funnel_rules(value, 1, {}) is not None
    except (TypeError, ValueError, KeyError):
        return False


def bytes_of(text: str) -> int:
    """An amount of memory as a person writes it; KB is a thousand, KiB 1,024.

    >>> bytes_of("2GB"), bytes_of("512 MiB")
    (2000000000, 536870912)
    """
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGT])(i?)B\s*", text, re.IGNORECASE)
    if found is None:
        raise BadInput(
            what=f"{text[:40]!r} is no amount of memory",
            where="memory_limit",
            next_step="Write it such as 2GB or 512MB.",
        )
    power = "KMGT".index(found[2].upper()) + 1
    return int(float(found[1]) * (1024 if found[3] else 1000) ** power)


def is_cost(value: Any) -> bool:
    """One amount, or one for each channel."""
    costs = value.values() if isinstance(value, Mapping) else (value,)
    return all(number(cost, 0, 1e9) for cost in costs)


def are_events(value: Any) -> bool:
    """Tables of a name and two days in order, and nothing else."""
    try:
        return isinstance(value, list | tuple) and all(
            set(event) == {"name", "first", "last"}
            and isinstance(event["name"], str)
            and event["name"].strip() != ""
            and date.fromisoformat(event["first"]) <= date.fromisoformat(event["last"])
            for event in value
        )
    except (TypeError, ValueError):
        return False


def parses(parse: Callable[[str], object]) -> Callable[[Any], bool]:
    """Whatever text this reads without an error."""

    def accepts(value: Any) -> bool:
        try:
            return isinstance(value, str) and parse(value) is not None
        except BadInput:
            return False

    return accepts
