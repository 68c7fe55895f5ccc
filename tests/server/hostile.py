"""A shop whose customers, products, agents and reasons are all called by an attack."""

import json
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pyarrow as pa
import pyarrow.parquet as pq

from volver.app.demo import demo
from volver.app.demo_business import make_business
from volver.domain.ports import Quiet

PACK: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "attacks" / "web.json").read_text("utf-8")
)
ATTACKS = [*PACK["xss"], *PACK["csv"]]
IDS = {"customer_id", "product_id", "referred_by"}
CALLED = {
    "customers": {"channel", "campaign", "country", "gender"},
    "products": {"name", "category", "brand"},
    "orders": {"category"},
    "spend": {"channel", "campaign"},
    "interactions": {"channel", "campaign", "type", "reason", "area", "state", "agent"},
    "answers": {"question", "channel"},
}
"""Free texts by file; the words of a choice, such as what was spent for, have to stay."""
KNOWN = """
[[sources]]
file = "attributes.parquet"
kind = "attributes"
[sources.columns]
customer = "customer_id"
name = "name"
value = "value"

[segments.{name}]
rule = "orders >= 2"
"""
CUSTOMERS = 150


def attack(value: object) -> str:
    """The attack that takes the place of a value: the same for the same, in every file."""
    if isinstance(value, int):
        return f"{ATTACKS[value % len(ATTACKS)]} {value}"
    return f"{ATTACKS[crc32(str(value).encode()) % len(ATTACKS)]} {value}"


def make(folder: Path) -> Path:
    """Make the shop and publish it. Half of the words keep their meaning, or sheets would lack."""
    make_business("shop", CUSTOMERS, 3, folder, Quiet())
    for name, columns in CALLED.items():
        _rewrite(folder / f"{name}.parquet", columns)
    customers = pq.read_table(folder / "customers.parquet")["customer_id"].to_pylist()
    attributes = {
        "customer_id": customers,
        "name": [ATTACKS[n % 3] for n in range(len(customers))],
        "value": [ATTACKS[n % len(ATTACKS)] for n in range(len(customers))],
    }
    pq.write_table(pa.table(attributes), folder / "attributes.parquet")
    told = folder / "volver.toml"
    named = json.dumps(PACK["xss"][0])
    told.write_text(told.read_text("utf-8") + KNOWN.format(name=named), "utf-8")
    demo(folder, "en", Quiet())
    return folder


def _rewrite(path: Path, columns: set[str]) -> None:
    table = pq.read_table(path)
    for name in table.column_names:
        if name in IDS or name in columns:
            change: Callable[[object], object] = attack if name in IDS else _half
            changed = [None if v is None else change(v) for v in table[name].to_pylist()]
            at = table.column_names.index(name)
            table = table.set_column(at, name, pa.array(changed, pa.string()))
    pq.write_table(table, path)


def _half(value: object) -> object:
    return attack(value) if crc32(str(value).encode()) % 2 else value
