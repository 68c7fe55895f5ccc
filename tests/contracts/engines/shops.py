"""A shop's orders as a table of a database, and as it stands a day later."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
from tests.app.shop import write_shop

STAMP = datetime(2024, 6, 1, 12)  # noqa: DTZ001 - as databases stamp rows
SHOP = """
engine = "{url}"
results = "volver"

[economics]
currency = "EUR"

[[sources]]
table = "sales.orders"
{changed}

[sources.columns]
customer = "customer_id"
date = "order_date"
amount = "amount"
"""


def shop_text(url: str, changed: str | None = None) -> str:
    """The settings of a shop whose orders lie there. changed: the column of stamps."""
    return SHOP.format(url=url, changed=f'changed = "{changed}"' if changed else "")


def orders_of(folder: Path) -> pa.Table:
    """The shop's file as a database has it: dates are dates, one is missing, rows are stamped."""
    write_shop(folder)
    text = pa.string()
    types = csv.ConvertOptions(column_types={"order_date": text, "amount": text})
    found = csv.read_csv(folder / "orders.csv", convert_options=types)
    real = pc.if_else(pc.equal(found["order_date"], "2024-02-30"), None, found["order_date"])
    found = found.set_column(1, "order_date", pc.cast(real, pa.date32()))
    found = found.set_column(2, "amount", pc.cast(found["amount"], pa.decimal128(10, 2)))
    return found.append_column("at", pa.array([STAMP] * len(found), pa.timestamp("us")))


def changed_later(orders: pa.Table) -> pa.Table:
    """One row corrected, one taken back, one that comes late."""
    rows, later = orders.to_pylist(), STAMP + timedelta(days=1)
    rows[3] |= {"amount": rows[3]["amount"] + 90, "at": later}
    rows[4] |= {"order_date": None, "at": later}  # it counts no longer
    late = {"customer_id": "late", "order_date": date(2023, 1, 3), "amount": Decimal(5)}
    rows.append(late | {"at": later})
    return pa.Table.from_pylist(rows, orders.schema)
