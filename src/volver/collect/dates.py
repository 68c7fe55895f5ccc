"""How the dates of one column are written: found from its values, then read as SQL.

Only one thing about a written date can be unclear: whether 03/04/2026 is in March or in April.
Every other way says itself what it is, so unmistakable ways may stand side by side in a column,
while day-first or month-first is decided once for all of it: proved, stated, or asked for.
Three numbers of two digits, such as 01-02-03, could be anything: they are read where it is stated.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from volver.collect.bind import Bound
from volver.collect.sql import literal
from volver.domain.errors import BadInput

Order = Literal["day-first", "month-first"]
Value = tuple[int, str]
"""A line and the text that stands there."""

_DATES = (
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", "%Y-%m-%d"),
    (r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}", "%Y/%m/%d"),
    (r"[0-9]{4}[.][0-9]{1,2}[.][0-9]{1,2}", "%Y.%m.%d"),
    (r"[0-9]{8}", "%Y%m%d"),
    *(
        (rf"[0-9]{{1,2}}[{mark}][0-9]{{1,2}}[{mark}][0-9]{{4}}", f"{{}}{mark}{{}}{mark}%Y")
        for mark in "/.-"
    ),
    *(
        (rf"[0-9]{{1,2}}[{mark}][0-9]{{1,2}}[{mark}][0-9]{{2}}", f"{{}}{mark}{{}}{mark}%y")
        for mark in "/.-"
    ),
    *(
        (rf"[0-9]{{1,2}}{gap}[A-Za-z]{{{length}}}{gap}[0-9]{{4}}", f"%d{gap}%{month}{gap}%Y")
        for gap in " -/"
        for length, month in (("3", "b"), ("4,9", "B"))
    ),
    (r"[A-Za-z]{3} [0-9]{1,2}, [0-9]{4}", "%b %d, %Y"),
    (r"[A-Za-z]{4,9} [0-9]{1,2}, [0-9]{4}", "%B %d, %Y"),
)
_TIMES = (
    ("", ""),
    *(
        (mark + shape, mark + pattern)
        for mark in (" ", "T", ", ")
        for shape, pattern in (
            (r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}", "%H:%M:%S"),
            (r"[0-9]{1,2}:[0-9]{2}", "%H:%M"),
            (r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}[.][0-9]{1,6}", "%H:%M:%S.%f"),
            (r"[0-9]{1,2}:[0-9]{2} [AaPp][Mm]", "%I:%M %p"),
            (r"[0-9]{1,2}:[0-9]{2}:[0-9]{2} [AaPp][Mm]", "%I:%M:%S %p"),
        )
    ),
    (r"T[0-9]{6}", "T%H%M%S"),
)
_ISO_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
_OFFSET = r" ?(Z|UTC|GMT|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"

NEEDS_ORDER = "^ *[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
"""A date that starts with two numbers, as SQL looks for it."""
PROVES_ORDER = (
    "^ *((1[3-9]|2[0-9]|3[01])[/.-][0-9]{1,2}|[0-9]{1,2}[/.-](1[3-9]|2[0-9]|3[01]))[/.-][0-9]{4}"
)
"""The same where one of the two can only be a day."""

EXCEL_DAY_ZERO = "1899-12-30"
"""Chosen so that a spreadsheet's 29 February 1900, a day that never was, does no harm."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write a date."""

    name: str
    shape: str
    """A regular expression that the whole text matches."""
    sql: str
    """Reads the text {c}; NULL where the shape fits and the date does not exist."""
    is_instant: bool = False
    """The text says which moment it is; otherwise it is a local time."""
    by_order: bool = False
    """Day and month are two numbers, told apart only by the column's order."""

    @property
    def is_short(self) -> bool:
        """Its year has two digits, so that only a person knows which number it is."""
        return "%y" in self.name


_SPECIAL = (
    Way(
        "ISO 8601 with an offset",
        _ISO_TIME + _OFFSET,
        "CAST(TRY_CAST(replace({c}, 'GMT', 'UTC') AS TIMESTAMPTZ) AS TIMESTAMP)",
        is_instant=True,
    ),
    Way("ISO 8601", _ISO_TIME, "TRY_CAST({c} AS TIMESTAMP)"),
    Way(
        "compact ISO 8601, UTC",
        "[0-9]{8}T[0-9]{6}Z",
        "try_strptime({c}, '%Y%m%dT%H%M%SZ')",
        is_instant=True,
    ),
    Way(
        "days since 1900 (Excel)",
        "[2-7][0-9]{4}([.][0-9]+)?",
        f"TIMESTAMP '{EXCEL_DAY_ZERO}'"
        " + to_seconds(CAST(round(TRY_CAST({c} AS DOUBLE) * 86400) AS BIGINT))",
    ),
    Way(
        "milliseconds since 1970",
        "[0-9]{13}",
        "make_timestamp(TRY_CAST({c} AS BIGINT) * 1000)",
        is_instant=True,
    ),
    Way(
        "seconds since 1970",
        "[0-9]{10}",
        "make_timestamp(TRY_CAST({c} AS BIGINT) * 1000000)",
        is_instant=True,
    ),
)


@cache
def _ways() -> tuple[tuple[re.Pattern[str], Way], ...]:
    written = (
        Way(
            name=date + time,
            shape=date_shape + time_shape,
            sql="try_strptime({c}, " + literal(date + time) + ")",
            by_order=date.startswith("{}"),
        )
        for time_shape, time in _TIMES
        for date_shape, date in _DATES
    )
    return tuple((re.compile(way.shape), way) for way in (*written, *_SPECIAL))


def way_of(text: str, stated: str | None = None) -> Way | None:
    """How a text writes a date, going by its shape alone; stated: the order, where one is.

    >>> way_of("02.12.2010 12:16").name, way_of("20101202").name, way_of("soon")
    ('{}.{}.%Y %H:%M', '%Y%m%d', None)
    >>> way_of("02-12-10"), way_of("02-12-10", "day-first").name
    (None, '{}-{}-%y')
    """
    stripped = text.strip()
    return next(
        (
            way
            for shape, way in _ways()
            if shape.fullmatch(stripped) and (stated or not way.is_short)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How the dates of a column are read; the order is None where none of its ways needs it."""

    ways: tuple[Way, ...] = ()
    order: Order | None = None
    pattern: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The ways in words or as patterns, day and month in their order."""
        if self.pattern is not None:
            return (self.pattern,)
        return tuple(_in_order(way.name, self.order) for way in self.ways)


def decide(
    values: Iterable[Value], stated: str | None, column: str, source: str, before: DateFormat
) -> DateFormat:
    """The convention of a column, from some of its values and what was known before.

    Raises BadInput where the values contradict each other; the order stays open (None) where
    they prove nothing.
    """
    if stated is not None and "%" in stated:
        return DateFormat(pattern=stated)
    seen = [(line, text, way) for line, text in values if (way := way_of(text, stated))]
    ways = tuple(dict.fromkeys((*before.ways, *(way for *_, way in seen))))
    match stated:
        case "day-first" | "month-first":
            return DateFormat(ways, stated)
        case _:
            pass
    proofs = dict[Order, Value]()
    if before.order:
        proofs[before.order] = (0, "")
    for line, text, way in seen:
        if way.by_order and (order := _proof(text)):
            proofs.setdefault(order, (line, text))
    if len(proofs) == 2:
        raise _conflict(proofs, column, source)
    return DateFormat(ways, next(iter(proofs), None))


def needs_order(how: DateFormat) -> bool:
    """Whether some way of the column cannot be read before its order is known."""
    return how.pattern is None and how.order is None and any(way.by_order for way in how.ways)


def ask_for_order(first: Value, column: str, source: str) -> BadInput:
    """No day of the column is over 12: only a person knows."""
    line, text = first
    return BadInput(
        what=f"Dates such as {text[:40]!r} can be day-first or month-first, and no date of"
        f" column {column!r} has a day over 12",
        where=f"{source}, line {line}, column {column}",
        next_step="Say which: --date-format day-first or --date-format month-first.",
    )


def _proof(text: str) -> Order | None:
    one, two = (int(number) for number in re.findall(r"[0-9]{1,2}", text)[:2])
    if one > 12 >= two:
        return "day-first"
    return "month-first" if two > 12 >= one else None


def _conflict(proofs: dict[Order, Value], column: str, source: str) -> BadInput:
    # The first may come from a sample, whose text and line are not kept.
    (one, (first, text)), (other, (last, other_text)) = proofs.items()
    return BadInput(
        what=f"Column {column!r} holds dates that are {one} ({text!r} on line {first}) and {other}"
        f" ({other_text!r} on line {last})"
        if text
        else f"Column {column!r} holds dates that are {one} and {other} ({other_text!r} on line"
        f" {last})",
        where=f"{source}, line {max(line for line, _ in proofs.values())}, column {column}",
        next_step="Say which holds: --date-format day-first or --date-format month-first;"
        " the others are then rejected, never turned round.",
    )


def local_sql(text: str, how: DateFormat) -> str | None:
    """SQL: the local time of a text; None where all ways of the column say the moment itself."""
    if how.pattern is not None:
        return f"try_strptime({text}, {literal(how.pattern)})"
    local = [way for way in how.ways if not way.is_instant]
    return _chain(text, local, how) if local or not how.ways else None


def instant_sql(text: str, how: DateFormat) -> str | None:
    """SQL: the moment, UTC, of a text that says which moment it is; None where none can."""
    instants = [way for way in how.ways if way.is_instant]
    return _chain(text, instants, how) if instants else None


def date_text(bound: Bound) -> str:
    """SQL: the written form of a date, also of one held as a number (20101202)."""
    return bound.sql if bound.is_text else f"CAST({bound.sql} AS VARCHAR)"


def _chain(text: str, ways: Sequence[Way], how: DateFormat) -> str:
    # A way of its own needs no guard; among several the guard is ten times cheaper than a
    # reading that fails.
    if not ways:
        return "CAST(NULL AS TIMESTAMP)"
    if len(how.ways) == 1 and ways[0].sql.startswith("try_strptime"):
        return _read(text, ways[0], how.order)
    cases = " ".join(
        f"WHEN regexp_full_match({text}, {literal(way.shape)}) THEN {_read(text, way, how.order)}"
        for way in ways
    )
    return f"CASE {cases} END"


def _read(text: str, way: Way, order: Order | None) -> str:
    return _in_order(way.sql, order).replace("{c}", text)


def _in_order(pattern: str, order: Order | None) -> str:
    first, second = ("%m", "%d") if order == "month-first" else ("%d", "%m")
    return pattern.replace("{}", first, 1).replace("{}", second, 1)
