"""Settings as a person gives them on the command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, overload

from volver.domain.errors import BadInput
from volver.domain.settings import Settings


def settings_with(base: Settings | None = None, **given: Any) -> Settings:
    """Settings with those that were given in place; None leaves one as it is."""
    return replace(base or Settings(), **{k: v for k, v in given.items() if v is not None})


@overload
def day(text: str, where: str = "--as-of") -> date: ...
@overload
def day(text: str | None, where: str = "--as-of") -> date | None: ...
def day(text: str | None, where: str = "--as-of") -> date | None:
    """A date written 2026-11-22. where: the option that it was given for.

    >>> day("2026-11-22")
    datetime.date(2026, 11, 22)
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            what=f"{text[:40]!r} is not a date",
            where=where,
            next_step="Write it year-month-day, such as 2026-11-22.",
        ) from None


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Fields and columns written FIELD=COLUMN.

    >>> pairs(["quantity=Qty", "category=#7"])
    {'quantity': 'Qty', 'category': '#7'}
    """
    found: dict[str, str] = {}
    for text in texts:
        field, sign, column = text.partition("=")
        if not (field and sign and column):
            raise BadInput(
                what=f"{text[:60]!r} does not say which column a field has",
                where="--map",
                next_step="Write it FIELD=COLUMN, such as --map quantity=Qty.",
            )
        found[field.strip()] = column.strip()
    return found


def counts(texts: Sequence[str], where: str) -> dict[str, int]:
    """Whole numbers by name, written NAME=NUMBER. where: the option that they were given for.

    >>> counts(["phone=200"], "--capacity")
    {'phone': 200}
    """
    found: dict[str, int] = {}
    for text in texts:
        name, _, number = text.rpartition("=")
        if not name or not number.isascii() or not number.isdigit():
            raise BadInput(
                what=f"{text[:60]!r} is no name with a number",
                where=where,
                next_step="Write it NAME=NUMBER, such as phone=200.",
            )
        found[name.strip()] = int(number)
    return found


def subscription_columns(**given: str | None) -> dict[str, str]:
    """Columns of a file of subscriptions; none for a table of cohorts.

    >>> subscription_columns(tenure="months", ended="left", customer=None)
    {'tenure': 'months', 'ended': 'left'}
    """
    columns = {name: column for name, column in given.items() if column is not None}
    missing = [name for name in ("tenure", "ended") if name not in columns]
    if columns and missing:
        raise BadInput(
            what=f"Subscriptions need a column for --{missing[0]}",
            where=f"--{missing[0]}",
            next_step="Give --tenure and --ended; for a table of cohorts leave out every column.",
        )
    return columns


def amount(text: str) -> float:
    """An amount of money as typed.

    >>> amount("12.50")
    12.5
    """
    try:
        return float(text)
    except ValueError:
        raise BadInput(
            what=f"{text[:40]!r} is not an amount",
            where="--value",
            next_step="For a table of cohorts give what one renewal brings, such as 12.50.",
        ) from None
