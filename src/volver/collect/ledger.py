"""The loads there are: what each one told, what it set aside, and how to take it back."""

import json
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from volver.collect.checks import rule as rule_of
from volver.collect.company.mapping import CompanyMapping
from volver.collect.mapping import Mapping
from volver.collect.report import LoadReport, Note
from volver.collect.sql import statement
from volver.collect.write import KEPT, count_rules
from volver.domain.errors import NotFound
from volver.store.engine import Embedded
from volver.store.schema import LOADS


def next_id(engine: Embedded) -> int:
    """The number of the next load."""
    return int(engine.rows("SELECT COALESCE(MAX(load_id), 0) + 1 FROM loads")[0][0])


def loaded_before(engine: Embedded, content_hash: str) -> int | None:
    """The load that had the same content, if there is one."""
    found = engine.rows(
        "SELECT load_id FROM loads WHERE content_hash = $content_hash",
        {"content_hash": content_hash},
    )
    return int(found[0][0]) if found else None


def same_content(engine: Embedded, content_hash: str, beside: Collection[str] = ()) -> int | None:
    """The load that had the same bytes, under whatever mapping; those beside it do not count."""
    found = engine.rows(
        "SELECT load_id, content_hash FROM loads WHERE starts_with(content_hash, $content_hash)"
        " ORDER BY load_id",
        {"content_hash": content_hash + "-"},
    )
    return next((int(load_id) for load_id, known in found if known not in beside), None)


def report_of(engine: Embedded, load_id: int) -> LoadReport:
    """What was told when a load was made."""
    names = ", ".join(LOADS.names)
    found = engine.rows(f"SELECT {names} FROM loads WHERE load_id = $id", {"id": load_id})  # noqa: S608 - our own names
    if not found:
        raise _no_such_load(engine, load_id)
    row: dict[str, Any] = dict(zip(LOADS.names, found[0], strict=True))
    facts = json.loads(row["mapping"])
    read = Mapping if row["kind"] == "orders" else CompanyMapping
    first_day, last_day, refunds, costs = engine.rows(statement("facts"), {"load_id": load_id})[0]
    return LoadReport(
        **{
            name: row[name] for name in LOADS.names if name not in ("loaded_at", "mapping", "notes")
        },
        rules=count_rules(engine, load_id),
        notes=tuple(Note(**note) for note in json.loads(row["notes"])),
        mapping=read.from_dict(facts["mapping"]),
        currency=facts["currency"],
        currency_totals={c: Decimal(total) for c, total in facts["currency_totals"].items()},
        first_day=first_day,
        last_day=last_day,
        has_order_ids=facts["has_order_ids"],
        has_refunds=refunds > 0,
        has_cost=costs > 0,
        has_category=facts["has_category"],
        unchanged=True,
    )


def earlier_loads(engine: Embedded, source: str, kind: str = "orders") -> list[int]:
    """The loads of files of this name and kind."""
    found = engine.rows(
        "SELECT load_id FROM loads WHERE source = $source AND kind = $kind ORDER BY load_id",
        {"source": source, "kind": kind},
    )
    return [int(row[0]) for row in found]


def undo(engine: Embedded, load_id: int) -> LoadReport:
    """Take one load back: its lines and its rejections go. Returns what the load had told."""
    with engine.transaction():
        report = report_of(engine, load_id)
        remove(engine, load_id)
    return report


def remove(engine: Embedded, load_id: int) -> None:
    """Delete whatever came with a load."""
    for table in KEPT:
        engine.execute(
            f"DELETE FROM {table.name} WHERE load_id = $load_id",  # noqa: S608 - our own tables
            {"load_id": load_id},
        )


def rejections(engine: Embedded, load_id: int | None = None) -> list[dict[str, Any]]:
    """The records set aside, of one load or of all: where, what, which rule, and what to do."""
    if load_id is not None:
        report_of(engine, load_id)
    names = ("load_id", "source", "line", "column", "value", "rule", "raw")
    found = engine.rows(statement("rejections"), {"load_id": load_id})
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return [
        row | {"says": rule_of(row["rule"]).says, "advice": rule_of(row["rule"]).advice}
        for row in rows
    ]


def _no_such_load(engine: Embedded, load_id: int) -> NotFound:
    there = ", ".join(
        f"{number} ({source})"
        for number, source in engine.rows("SELECT load_id, source FROM loads ORDER BY load_id")
    )
    return NotFound(
        what=f"There is no load {load_id}",
        where=f"loads: {there}" if there else "nothing is loaded yet",
        next_step="Choose one of these." if there else "Run: volver run. It loads the sources.",
    )
