"""Others' forecasts from a file: every row a customer and a day of the past, as that day knew them.

table = read_forecasts(path)
matched(table, {origin: customers})  # by origin, in the order of the customers
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volver.collect.files.layout import ReadOptions
from volver.collect.mapping import shown_names
from volver.collect.text_table import TextTable, read_texts
from volver.domain.errors import BadInput
from volver.domain.forecast import ENDS, KEYS, NEEDED, OPTIONAL, Forecast
from volver.domain.history import Vector

Customers = NDArray[np.object_]
"""Ids, shape (n,)."""


def read_forecasts(path: Path) -> TextTable:
    """A file of forecasts with the columns it needs; raises BadInput where one is missing."""
    raw = read_texts(path, ReadOptions())
    missing = [name for name in (*KEYS, *NEEDED) if name not in raw.columns]
    missing += [
        high if low in raw.columns else low
        for low, high in ENDS
        if (low in raw.columns) != (high in raw.columns)
    ]
    if missing:
        raise BadInput(
            what=f"{path.name} has no column {missing[0]}",
            where=f"{path.name} has the columns: {shown_names(raw.columns)}",
            next_step="Name the columns as in the README.md that --export writes.",
        )
    return raw


def matched(raw: TextTable, known: Mapping[date, Customers]) -> Mapping[date, Forecast]:
    """The forecasts in the order of the customers known at each origin, who each need one.

    Origins that the file leaves out are left out; at least one must be there.
    """
    file = raw.source
    if raw.malformed:
        raise BadInput(
            what=f"{file} has {len(raw.malformed)} rows that cannot be read",
            where=_place(file, raw.malformed[0].line),
            next_step="Mend the row, or write the file as Parquet.",
        )
    columns = {name: raw.texts(at) for at, name in enumerate(raw.columns)}
    asked = {origin.isoformat(): origin for origin in known}
    days = [text.strip()[:10] for text in columns["origin"]]
    strange = next((at for at, day in enumerate(days) if day not in asked), None)
    if strange is not None:
        raise BadInput(
            what=f"{file} forecasts from {days[strange]}, which is no origin"
            if days[strange]
            else f"{file} has a forecast without an origin",
            where=_line(raw, strange),
            next_step=f"The origins are {', '.join(asked)}.",
        )
    numbers = {
        name: _numbers(raw, columns[name], name) for name in (*NEEDED, *OPTIONAL) if name in columns
    }
    _check(numbers, raw)
    places: dict[str, dict[str, int]] = {day: {} for day in days}
    for at, (who, day) in enumerate(zip(columns["customer_id"], days, strict=True)):
        if places[day].setdefault(who.strip(), at) != at:
            raise BadInput(
                what=f"{file} forecasts a customer twice from {day}",
                where=_line(raw, at),
                next_step="Give one row for each customer and origin.",
            )
    return {
        asked[day]: _in_order(numbers, known[asked[day]], place, f"{file}, {day}")
        for day, place in places.items()
    }


def _in_order(
    numbers: Forecast, customers: Customers, place: Mapping[str, int], where: str
) -> Forecast:
    order = [place.get(who, -1) for who in customers]
    if (missing := order.count(-1)) or len(place) > len(order):
        extra = len(place) - (len(order) - missing)
        raise BadInput(
            what=f"The forecasts are not of our customers: {missing} of them are missing, and"
            f" {extra} are others",
            where=where,
            next_step="Forecast the customers of outcomes.parquet, which --export writes.",
        )
    return {name: column[np.array(order, np.intp)] for name, column in numbers.items()}


def _numbers(raw: TextTable, texts: Sequence[str], name: str) -> Vector:
    found = np.full(len(texts), np.nan)
    for at, text in enumerate(texts):
        try:
            found[at] = float(text)
        except ValueError:
            break
    bad = np.flatnonzero(~np.isfinite(found))
    if len(bad):
        raise BadInput(
            what=f"{texts[bad[0]][:40]!r} is not a number",
            where=f"{_line(raw, int(bad[0]))}, {name}",
            next_step="Give a number with a decimal point in every row.",
        )
    return found


def _check(numbers: Forecast, raw: TextTable) -> None:
    """Raise BadInput for what cannot be: no number of orders is negative, no chance above 1."""
    chance = numbers.get("p_active", np.zeros(1))
    wrong = {
        "expected_orders is below 0": numbers["expected_orders"] < 0,
        "p_active is not between 0 and 1": (chance < 0) | (chance > 1),
    } | {
        f"{low} is above {high}": numbers[low] > numbers[high]
        for low, high in ENDS
        if low in numbers
    }
    for what, rows in wrong.items():
        if rows.any():
            raise BadInput(
                what=f"{raw.source} tells what cannot be: {what}",
                where=_line(raw, int(np.flatnonzero(rows)[0])),
                next_step="Mend the row, or leave an optional column out.",
            )


def _line(raw: TextTable, at: int) -> str:
    return _place(raw.source, int(raw.lines[at]))


def _place(file: str, line: int) -> str:
    return f"{file}, line {line}"
