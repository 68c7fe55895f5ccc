"""A made business as a workspace: its files, and a volver.toml that says what they hold."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from volver.app.workspace import FILE, toml_text
from volver.domain.errors import BadInput
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.worlds.make import business, make

MAPPINGS: Mapping[str, Mapping[str, Any]] = {
    "orders.parquet": {
        "columns": {
            "customer": "customer_id",
            "date": "ordered_at",
            "order": "order_id",
            "amount": "amount",
            "cost": "cost",
            "product": "product_id",
            "category": "category",
            "refund_of": "refund_of",
        }
    },
}
REMARKS = ("Made by volver: no customer here ever lived. What is true of them lies in truth/.",)


def make_business(
    name: str, customers: int, seed: int, folder: Path, progress: Progress
) -> Mapping[str, int]:
    """Write the files and volver.toml into an empty folder; the rows of each file by name.

    name: shop, telecom or saas. customers: how many buy; prospects come on top.
    """
    made = business(name, seed)
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(
            what=f"The folder {folder.name} holds other files",
            where="--folder",
            next_step="Give an empty or a new folder.",
        )
    rows = make(made, customers, seed, folder, progress)
    settings = Settings(currency=made.market.currency, time_zone=made.market.time_zone)
    remarks = dict.fromkeys(MAPPINGS, REMARKS)
    (folder / FILE).write_text(toml_text(settings, MAPPINGS, remarks), "utf-8")
    return rows
