"""The tables of a run, put by in a file: it can be asked more without reading orders again.

    runs/<run id>/tables/shelf-2.duckdb snapshot.json

It is a database and not a file of Parquet for each: what a page asks is about one customer or two
figures of all, and both take a third to a tenth of the time; see decision 0012.
What is asked of a snapshot from the shelf is answered as the run would have answered it. Orders
that lie in the company's database stay there; only what was brought home is put by.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from volver.domain.errors import NotFound
from volver.domain.money import Basis
from volver.store.engine import Embedded
from volver.store.schema.company import VIEWS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

FOLDER = "tables"
FILE = "shelf-2.duckdb"
"""The number goes up with the tables: a run that has another file is made again."""
SHELF = "shelf"
"""How queries name the file: shelf.histories."""
HELD = "SELECT * FROM {table}"
IN_ORDER = {
    "net_orders": "v_bytewise(customer_id), day, v_bytewise(order_key)",
    "interactions": "v_bytewise(customer_id), opened_at, v_bytewise(interaction_id)",
    "attributes": "v_bytewise(customer_id), v_bytewise(name)",
    "answers": "v_bytewise(answer_id)",
    "customers": "v_bytewise(customer_id)",
    "products": "v_bytewise(product_id)",
    "subscriptions": "v_bytewise(subscription_id)",
    "product_lines": (
        "v_bytewise(customer_id), day, v_bytewise(product_id), revenue, margin, sold_on"
    ),
    "customer_months": "n, month",
    "customer_days": "n, day",
    "customer_costs": "n, day",
    "customer_products": "n, v_bytewise(product_id)",
    "customer_traits": "n",
    "customer_facts": "n, v_bytewise(customer_id)",
    "product_months": "month, v_bytewise(product_id), v_bytewise(category)",
    "service_months": "n, month",
    "order_rows": "n, month, revenue, gross_revenue",
    "attended_orders": "n, month, v_bytewise(contact_channel), v_bytewise(agent), revenue",
    "contacts": "v_bytewise(interaction_id)",
    "survey_answers": "v_bytewise(answer_id)",
}
"""What a grouping or a join leaves in any order lies in this one, so that two runs are alike byte
for byte, and what is asked of one customer lies together: nobody reads through all for one."""
SOLD = ("net_orders", "product_lines")
"""Views of single sales that are asked again: orders, and what was in them."""


def put_by(snapshot: Snapshot, run: Path) -> Path:
    """Write what the snapshot knows into the folder of its run; the folder of its tables."""
    folder = run / FOLDER
    folder.mkdir()
    if snapshot.is_at_home:  # the lines themselves are not put by, and what follows is much to redo
        snapshot.with_service_costs().with_products().with_prepared(
            "customer_days", "customer_products", "customer_traits", "customer_costs"
        )
    derived = [name for name in _DERIVED if name in snapshot.tables]
    at_home = (*SOLD, *(view.name for view in VIEWS), "contact_costs")
    views = at_home if snapshot.is_at_home else ()
    with on_shelf(snapshot.engine, folder):
        for name in (*derived, *views):
            held = HELD.format(table=name)
            if name in IN_ORDER:
                held = f"{held} ORDER BY {IN_ORDER[name]}"
            snapshot.put(f"{SHELF}.{name}", held)
    shape = {**asdict(snapshot.shape), "basis": asdict(snapshot.shape.basis)}
    told = {"as_of": snapshot.as_of.isoformat(), "shape": shape, "company": list(snapshot.company)}
    (folder / "snapshot.json").write_text(json.dumps(told), "utf-8")
    return folder


@contextmanager
def on_shelf(engine: Embedded, folder: Path) -> Iterator[None]:
    """While it lasts, tables can be put into the folder of a run's tables as SHELF.name."""
    with engine.new_file(SHELF, folder / FILE):
        yield


_DERIVED = (
    "histories", "forecasts", "classes", "customer_months", "customer_days", "customer_products",
    "product_months", "customer_traits", "customer_costs", "customer_facts", "order_rows",
    "service_months", "attended_orders", "contacts", "survey_answers", "subscription_rows",
)  # fmt: skip


def from_shelf(engine: Embedded, run: Path) -> Snapshot:
    """The snapshot of a published run; its tables are read where they lie.

    Raises NotFound where the run has put none by.
    """
    folder = run / FOLDER
    told = folder / "snapshot.json"
    if not told.is_file():
        raise NotFound(
            what="The newest run has put no tables by", where=run.name, next_step="Run: volver run"
        )
    plain: Mapping[str, Any] = json.loads(told.read_text("utf-8"))
    shape = Shape(**{**plain["shape"], "basis": Basis(**plain["shape"]["basis"])})
    tables = {name: f"{SHELF}.{name}" for name in engine.attach(SHELF, folder / FILE)}
    company = dict.fromkeys(plain["company"], "")
    return Snapshot(
        engine, date.fromisoformat(plain["as_of"]), shape, company=company, tables=tables
    )
