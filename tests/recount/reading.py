"""Raw files as they stand, a sample of their customers, and a published book as it was written.

Nothing here is volver's: the recount shares no code with what it counts again.
"""

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CENT = Decimal("0.01")
Row = dict[str, str]


def is_in(customer: Any, one_in: int) -> bool:
    """Whether a customer belongs to the sample; 1: everybody."""
    return one_in == 1 or zlib.crc32(str(customer).encode()) % one_in == 0


def rows(path: Path) -> list[Row]:
    """A CSV file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, lines: Sequence[Row]) -> Path:
    """The same rows as plain CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def cut(path: Path, to: Path, column: str, one_in: int) -> list[Row]:
    """Write the sample's rows of a CSV file, and hand them back."""
    kept = [row for row in rows(path) if is_in(row[column], one_in)]
    write(to, kept)
    return kept


def cut_parquet(
    path: Path, to: Path, columns: Sequence[str], one_in: int, utc: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Write the sample's rows of a Parquet file, and hand them back.

    columns: the sample goes by the first of them that says something; (): all rows are kept.
    utc: columns of moments whose zone the file does not say.
    """
    table = pq.read_table(path)
    for name in utc:
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table[name].cast(pa.timestamp("us", "UTC")))
    if columns and one_in > 1:
        names = [table[name].cast(pa.string()) for name in columns]
        key = pc.coalesce(*names)
        kept = pa.array([one for one in pc.unique(key).to_pylist() if is_in(one, one_in)])
        table = table.filter(pc.is_in(key, kept))
    pq.write_table(table, to)
    found: list[dict[str, Any]] = table.to_pylist()
    return found


class Book:
    """One language of a published book, as its JSON says it."""

    def __init__(self, run: Path, language: str) -> None:
        plain = json.loads((run / f"book.{language}.json").read_text("utf-8"))
        self.leaves = {leaf["slug"]: leaf for leaf in plain["leaves"]}

    def grid(self, sheet: str, slug: str) -> list[dict[str, Any]]:
        """The rows of one table, each by the names of its columns."""
        for block in self.leaves[sheet]["blocks"]:
            grid = block.get("grid", {})
            if grid.get("slug") == slug:
                names = [column[0] for column in grid["columns"]]
                return [dict(zip(names, row, strict=True)) for row in grid["rows"]]
        raise KeyError(slug)

    def figures(self, sheet: str) -> dict[str, float]:
        """Each figure of the whole by its title."""
        return {
            row["metric"]: row["value"]
            for block in self.leaves[sheet]["blocks"]
            if block.get("grid", {}).get("slug", "").startswith("whole_")
            for row in self.grid(sheet, block["grid"]["slug"])
        }

    def anomalies(self) -> dict[str, tuple[int, int]]:
        """What does not fit, by its sentence: how often, among how many."""
        found = self.grid("quality", "anomalies")
        return {row["anomaly"]: (row["found"], row["among"]) for row in found}

    def missing(self) -> dict[str, int]:
        """Attributes, and of how many customers they are not known; no table where all are."""
        slugs = [block.get("grid", {}).get("slug") for block in self.leaves["quality"]["blocks"]]
        if "missing_attributes" not in slugs:
            return {}
        found = self.grid("quality", "missing_attributes")
        assert all(row["missing"] for row in found)
        return {row["attribute"]: row["missing"] for row in found}

    def notes(self) -> str:
        """All that was noted while reading."""
        return "\n".join(row["note"] for row in self.grid("quality", "noted"))


class Sale(NamedTuple):
    """One line that was sold; no set but Online Retail has refunds."""

    customer: str
    order: str
    day: date
    paid: Decimal


def order_figures(sales: Iterable[Sale]) -> dict[str, Decimal | Fraction | int]:
    """Figures of orders without refunds, by the titles that the book gives them."""
    orders: dict[tuple[str, str], Decimal] = {}
    days: dict[str, set[date]] = {}
    lines = 0
    for sale in sales:
        key = (sale.customer, sale.order)
        orders[key] = orders.get(key, Decimal(0)) + sale.paid
        days.setdefault(sale.customer, set()).add(sale.day)
        lines += 1
    revenue = sum(orders.values(), Decimal(0))
    again = sum(len(seen) > 1 for seen in days.values())
    return {
        "Customers": len(days),
        "Orders": len(orders),
        "Order lines sold": lines,
        "Revenue before refunds": revenue,
        "Revenue": revenue,
        "Average order value": Fraction(revenue) / len(orders),
        "Median order value": median(orders.values()),
        "Median order value before refunds": median(orders.values()),
        "Orders per customer": Fraction(len(orders), len(days)),
        "Repeat share": Fraction(again, len(days)),
    }


def by_month(sales: Iterable[Sale]) -> dict[int, tuple[int, int, Decimal]]:
    """Customers, orders and revenue of each month: 12 x year + month - 1."""
    seen: dict[int, tuple[set[str], set[tuple[str, str]], list[Decimal]]] = {}
    for sale in sales:
        month = 12 * sale.day.year + sale.day.month - 1
        who, orders, money = seen.setdefault(month, (set(), set(), []))
        who.add(sale.customer)
        orders.add((sale.customer, sale.order))
        money.append(sale.paid)
    return {
        month: (len(who), len(orders), sum(money, Decimal(0)))
        for month, (who, orders, money) in seen.items()
    }


def check(shown: dict[str, float], counted: dict[str, Any]) -> None:
    """Each figure as counted: money to the cent, numbers to the unit, shares to rounding."""
    for title, value in counted.items():
        if isinstance(value, int):
            assert shown[title] == value, title
        elif isinstance(value, Fraction):
            assert abs(shown[title] - value) <= abs(value) * Fraction(1, 10**12), title
        else:
            assert Decimal(repr(shown[title])).quantize(CENT) == value.quantize(CENT), title


def check_months(book: Book, sales: Sequence[Sale]) -> None:
    """Customers, orders and revenue of every month."""
    shown = {
        row["month"]: (row["customers"], row["orders"], Decimal(repr(row["revenue"])))
        for row in book.grid("kpis", "by_month")
    }
    for month, (customers, orders, money) in by_month(sales).items():
        if month in shown:
            assert shown[month][:2] == (customers, orders), month
            assert shown[month][2].quantize(CENT) == money.quantize(CENT), month
    assert shown


def months_from(start: date, until: date) -> Iterator[date]:
    """The same day of each month from `start` on, before `until`; the 31st is the last one."""
    at = start
    while at < until:
        yield at
        month = 12 * at.year + at.month
        first = date(month // 12, month % 12 + 1, 1)
        later = 12 * first.year + first.month
        last = date(later // 12, later % 12 + 1, 1) - first
        at = first.replace(day=min(start.day, last.days))
