"""A made business as a workspace: its files, and a volver.toml that says what they hold."""

from collections.abc import Mapping
from pathlib import Path

from volver.app.workspace import FILE, toml_text
from volver.domain.errors import BadInput
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.worlds.make import business, make

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "orders": {
        "customer": "customer_id",
        "date": "ordered_at",
        "order": "order_id",
        "amount": "amount",
        "cost": "cost",
        "product": "product_id",
        "category": "category",
        "refund_of": "refund_of",
    },
    "customers": {
        "customer": "customer_id",
        "first_contact": "first_contact",
        "channel": "channel",
        "campaign": "campaign",
        "referred_by": "referred_by",
        "country": "country",
        "gender": "gender",
        "birth_year": "birth_year",
    },
    "products": {
        "product": "product_id",
        "name": "name",
        "category": "category",
        "price": "price",
        "cost": "cost",
    },
    "spend": {
        "day": "day",
        "amount": "amount",
        "purpose": "purpose",
        "category": "category",
        "channel": "channel",
        "campaign": "campaign",
    },
    "interactions": {
        "interaction": "interaction_id",
        "customer": "customer_id",
        "opened": "opened_at",
        "channel": "channel",
        "campaign": "campaign",
        "direction": "direction",
        "type": "type",
        "reason": "reason",
        "area": "area",
        "complaint": "is_complaint",
        "response_minutes": "response_minutes",
        "resolution_minutes": "resolution_minutes",
        "state": "state",
        "agent": "agent",
        "product": "product_id",
        "cost": "cost",
    },
    "subscriptions": {
        "subscription": "subscription_id",
        "customer": "customer_id",
        "started": "started",
        "ended": "ended",
        "amount": "amount",
        "plan": "plan",
        "reason": "reason",
        "involuntary": "involuntary",
    },
    "answers": {
        "id": "answer_id",
        "customer": "customer_id",
        "day": "day",
        "kind": "kind",
        "question": "question",
        "score": "score",
        "channel": "channel",
    },
}
"""Columns of a made file by the field they hold, by the kind of source."""
ACTIONS = (
    {"name": "call", "channel": "phone", "cost": 4.5, "effect": [0.0, 0.1]},
    {"name": "letter", "channel": "post", "cost": 1.2, "effect": [0.0, 0.04]},
)
"""So that plans, budgets and the list of a day can be tried; nobody has measured their effects."""
REMARK = "No customer here ever lived. What is true of them lies in truth/."


def make_business(
    name: str, customers: int, seed: int, folder: Path, progress: Progress
) -> Mapping[str, int]:
    """Write the files and volver.toml into an empty folder; the rows of each file by name.

    A folder in which the same business was made before is left as it is: no rows are written.

    name: shop, telecom or saas. customers: how many buy; prospects come on top.
    """
    made = business(name, seed)
    remarks = (f"Made by volver: {name} of {customers} customers, seed {seed}.", REMARK)
    told = folder / FILE
    if told.is_file() and remarks[0] in told.read_text("utf-8"):
        return {}
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(
            what=f"The folder {folder.name} holds other files",
            where="--folder",
            next_step="Give an empty or a new folder.",
        )
    rows = make(made, customers, seed, folder, progress)
    settings = Settings(
        currency=made.market.currency, time_zone=made.market.time_zone, actions=ACTIONS
    )
    mappings = {
        f"{kind}.parquet": {"kind": kind, "columns": columns}
        for kind, columns in COLUMNS.items()
        if rows.get(kind)
    }
    text = toml_text(settings, mappings, dict.fromkeys(mappings, remarks))
    told.write_text(text, "utf-8")
    return rows
