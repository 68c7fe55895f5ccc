"""Settings as a person gives them on the command line."""

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
