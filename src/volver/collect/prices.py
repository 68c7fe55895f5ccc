"""A file of list prices: which product cost how much from which day on."""

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from volver.collect.source import ReadOptions
from volver.collect.synonyms import normal
from volver.collect.tenures.report import Fault, TenureReport, report_on
from volver.collect.text_table import TextTable, read_texts
from volver.domain.errors import BadInput

NAMES = {
    "product": ("product id", "product", "sku", "item", "producto", "id producto", "articulo"),
    "day": ("day", "date", "from", "since", "dia", "fecha", "desde"),
    "price": ("price", "list price", "unit price", "precio", "pvp", "tarifa"),
}
"""How each column may be called, as `synonyms.normal` leaves it."""
Row = tuple[str, date, Decimal]


def read_prices(
    path: Path, reading: ReadOptions, max_rejected_share: float = 0.05
) -> tuple[list[Row], TenureReport]:
    """Product, first day and price, in the order of the days.

    Raises BadInput where a column is missing, Rejected where too many rows cannot be read.
    """
    table = read_texts(path, reading)
    places = {wanted: _place(table, wanted) for wanted in NAMES}
    columns = [table.texts(at) for at in places.values()]
    numbers = table.numbers(places["price"], None)
    rows: list[Row] = []
    faults: list[Fault] = []
    for at, (product, day, price) in enumerate(zip(*columns, strict=True)):
        when = _day(day)
        if when is None:
            rule = "date_unreadable" if day else "date_missing"
            faults.append(Fault(at, rule, table.columns[places["day"]], day or None))
        elif (broken := numbers.rules[at]) is not None:
            faults.append(Fault(at, broken, table.columns[places["price"]], price or None))
        else:
            rows.append((product, when, _money(numbers.values[at])))
    report = report_on(table, faults, 0, [], max_rejected_share)
    return sorted(rows, key=lambda row: row[1]), report


def _place(table: TextTable, wanted: str) -> int:
    called = [normal(name) for name in table.columns]
    for name in NAMES[wanted]:
        if name in called:
            return called.index(name)
    raise BadInput(
        what=f"{table.source} has no column called {wanted}, or anything like it",
        where=f"it has: {', '.join(table.columns)[:200]}",
        next_step="Call the columns product, day and price.",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _money(value: float) -> Decimal:
    try:
        return Decimal(str(value)).quantize(Decimal("0.0001"))
    except InvalidOperation:  # too long for four decimals; the ledger refuses what is no price
        return Decimal(str(value))
