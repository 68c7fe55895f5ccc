"""Settings as a person gives them on the command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from volver.domain.errors import BadInput
from volver.domain.settings import Settings


def settings_with(base: Settings | None = None, **given: Any) -> Settings:
    """Settings with those that were given in place; None leaves one as it is."""
    return replace(base or Settings(), **{k: v for k, v in given.items() if v is not None})


def day(text: str | None) -> date | None:
    """A date written 2026-11-22.

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
            where="--as-of",
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
