"""What has changed in the columns since the last file of this kind: shown, and gone along with."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from volver.collect.recipe import Recipe
from volver.collect.report import Note
from volver.collect.sql import statement
from volver.collect.stage import Raw
from volver.store.engine import Embedded

_IDS = {"order": "order_id", "customer": "customer_id"}
_NUMBER, _TEXT = "whole numbers", "text"


def kinds_of_ids(engine: Embedded, recipe: Recipe) -> dict[str, str]:
    """Whether the orders and the customers of this source are numbers or texts."""
    found = {}
    for field, column in _IDS.items():
        if field in recipe.fields:
            only_digits = engine.rows(statement("is_number", column=column))[0][0]
            found[field] = _NUMBER if only_digits else _TEXT
    return found


def on_drift(
    engine: Embedded, raw: Raw, recipe: Recipe, kinds: Mapping[str, str]
) -> Iterator[Note]:
    """Columns that came or went, and ids that are of another type than they were."""
    last = _last_like(engine, raw.source)
    if last is None:
        return
    load_id, facts = last
    before, now = facts["columns"], list(raw.columns)
    come = [repr(name) for name in now if name not in before]
    gone = [repr(name) for name in before if name not in now]
    if come:
        yield Note("new_columns", f"Columns new since load {load_id}: {', '.join(come)}", len(come))
    if gone:
        yield Note(
            "lost_columns", f"Columns gone since load {load_id}: {', '.join(gone)}", len(gone)
        )
    for field, kind in kinds.items():
        old = facts["kinds"].get(field, kind)
        if old != kind:
            column = recipe.fields[field].column
            text = f"Column {column!r} held {old} up to load {load_id} and holds {kind} now"
            yield Note("type_changed", f"{text}; ids are kept as they are written")


def _last_like(engine: Embedded, source: str) -> tuple[int, dict[str, Any]] | None:
    """The last load of a file whose name is the same but for its digits."""
    for load_id, name, facts in engine.rows(
        "SELECT load_id, source, mapping FROM loads WHERE kind = 'orders' ORDER BY load_id DESC"
    ):
        if re.sub("[0-9]", "", name) == re.sub("[0-9]", "", source):
            return int(load_id), json.loads(facts)
    return None
