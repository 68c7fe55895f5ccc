"""Write one load into the tables: its lines, what was set aside, and the load itself."""

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import asdict
from datetime import datetime

import pyarrow as pa

from volver.collect.files.layout import Malformed
from volver.collect.marks import ORPHAN, REPEAT, Marks
from volver.collect.recipe import Recipe
from volver.collect.report import LoadReport, RuleCount
from volver.collect.sql import literal, statement
from volver.collect.stage import Raw
from volver.collect.summary import Summary
from volver.collect.typed import as_text, kept, record_text, shown
from volver.store.engine import Embedded
from volver.store.schema import LOADS, ORDER_LINES, REFUNDS_WAITING, REJECTIONS
from volver.store.schema.company import RECORDS

KEPT = (LOADS, REJECTIONS, ORDER_LINES, REFUNDS_WAITING, *RECORDS)
_IF_THERE = (
    *("order_id", "product_id", "category", "cost", "refund_of", "attributes", "quantity"),
    "goods_back",
)


def prepare(engine: Embedded, keep: bool) -> None:
    """Make the tables of loads: the workspace's own, or temporary ones that are thrown away."""
    for table in KEPT if keep else (LOADS, REJECTIONS, *RECORDS):
        ddl = table.ddl()
        if not keep:
            ddl = ddl.replace("CREATE TABLE IF NOT EXISTS", "CREATE OR REPLACE TEMP TABLE")
        engine.execute(ddl)


def drop(engine: Embedded, name: str) -> None:
    """Drop a temporary table or view, whichever it is, if it is there."""
    found = engine.rows(
        "SELECT table_type FROM information_schema.tables"
        " WHERE table_catalog = 'temp' AND table_name = $name",
        {"name": name},
    )
    if found:
        engine.execute(f"DROP {'VIEW' if found[0][0] == 'VIEW' else 'TABLE'} temp.main.{name}")


def write_lines(
    engine: Embedded, recipe: Recipe, load_id: int, found: Summary, *, keep: bool, marks: Marks
) -> None:
    """Make order lines of the accepted rows: copied to keep them, otherwise a view of them."""
    # A view is computed anew by every query: no condition where none is needed.
    conditions = ["broken IS NULL"] if found.broken else []
    conditions += ["n NOT IN (SELECT n FROM marks)"] if marks.marked else []
    lines = _lines(recipe, load_id, " AND ".join(conditions) or "TRUE")
    if not keep:
        engine.execute(f"CREATE OR REPLACE TEMP VIEW order_lines AS {lines}")
        return
    engine.execute(f"INSERT INTO order_lines {lines}")
    if marks.orphans:
        orphans = f"n IN (SELECT n FROM marks WHERE rule = {literal(ORPHAN)})"  # noqa: S608 - our own
        engine.execute(f"INSERT INTO refunds_waiting {_lines(recipe, load_id, orphans)}")


def _lines(recipe: Recipe, load_id: int, chosen: str) -> str:
    there = kept(recipe)
    types = {column.name: column.type for column in ORDER_LINES.columns}
    optional = {
        name: name if name in there else f"CAST(NULL AS {types[name]})" for name in _IF_THERE
    }
    if "quantity" not in recipe.fields:
        optional["quantity"] = f"CAST(1 AS {types['quantity']})"
    return statement("lines", load_id=str(load_id), chosen=chosen, **optional)


def write_rejections(
    engine: Embedded, raw: Raw, recipe: Recipe, load_id: int, found: Summary, marks: Marks
) -> None:
    """Keep every record that was set aside, with its text."""
    columns = " ".join(
        f"WHEN {literal(name)} THEN {literal(bound.column)}"
        for name, bound in recipe.fields.items()
    )
    parts = {"load_id": str(load_id), "names": f"CASE field {columns} END"}
    if found.broken:
        engine.execute(f"INSERT INTO rejections {statement('broken', **parts)}")
    if marks.conflicts or marks.orphans:
        _keep_marked_records(engine, raw, recipe)
        engine.execute(f"INSERT INTO rejections {statement('marked', **parts)}")
    _write_malformed(engine, raw, load_id)


def write_company_rejections(engine: Embedded, raw: Raw, load_id: int, table: str) -> None:
    """Keep every row that was set aside, of what is known besides orders."""
    engine.execute(
        f"INSERT INTO rejections SELECT {load_id}, line, column_name, value, rule, raw"  # noqa: S608 - our own names
        f" FROM {table} WHERE rule IS NOT NULL"
    )
    _write_malformed(engine, raw, load_id)


def _write_malformed(engine: Embedded, raw: Raw, load_id: int) -> None:
    malformed = raw.tally().malformed
    if malformed:
        engine.store_batches("malformed_records", [_batch(load_id, malformed)])
        engine.execute("INSERT INTO rejections FROM malformed_records")


def _keep_marked_records(engine: Embedded, raw: Raw, recipe: Recipe) -> None:
    """Read the source once more for the text of records that were good by themselves."""
    values = " ".join(
        f"WHEN ends_with(rule, {literal(':' + name)}) THEN {shown(as_text(bound.sql), 80)}"
        for name, bound in recipe.fields.items()
    )
    raw.keep(
        engine,
        "marked_records",
        statement(
            "marked_records",
            rows=raw.rows,
            values=values,
            raw=record_text(raw),
            repeat=literal(REPEAT),
        ),
    )


def _batch(load_id: int, malformed: Sequence[Malformed]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [
            {
                "load_id": load_id,
                "line": record.line,
                "column_name": record.column,
                "value": record.detail,
                "rule": record.rule,
                "raw": record.raw,
            }
            for record in malformed
        ],
        schema=pa.schema(
            [("load_id", pa.int32()), ("line", pa.int64())]
            + [(name, pa.string()) for name in ("column_name", "value", "rule", "raw")]
        ),
    )


def count_rules(engine: Embedded, load_id: int) -> tuple[RuleCount, ...]:
    """The rules that records of a load broke, the most frequent first."""
    return tuple(
        RuleCount(*row) for row in engine.rows(statement("rule_counts"), {"load_id": load_id})
    )


def write_load(
    engine: Embedded,
    report: LoadReport,
    columns: Iterable[str],
    kinds: MappingType[str, str],
    now: datetime,
) -> None:
    """Remember the load itself."""
    facts = {
        "mapping": report.mapping.to_dict(),
        "columns": list(columns),
        "kinds": dict(kinds),
        "currency": report.currency,
        "currency_totals": {code: str(total) for code, total in report.currency_totals.items()},
        "has_order_ids": report.has_order_ids,
        "has_category": report.has_category,
    }
    engine.execute(
        statement("write_load"),
        {
            "load_id": report.load_id,
            "source": report.source,
            "kind": report.kind,
            "content_hash": report.content_hash,
            "loaded_at": now,
            "rows_in": report.rows_in,
            "accepted": report.accepted,
            "rejected": report.rejected,
            "duplicates": report.duplicates,
            "anonymous": report.anonymous,
            "mapping": json.dumps(facts, ensure_ascii=False),
            "notes": json.dumps([asdict(note) for note in report.notes], ensure_ascii=False),
        },
    )


def apply_waiting_refunds(engine: Embedded) -> int:
    """Accept refunds of earlier loads whose order has come; how many."""
    waiting = engine.rows(statement("waiting_loads"))
    if not waiting:
        return 0
    for name in ("apply_refunds", "forget_rejections", "forget_waiting"):
        engine.execute(statement(name))
    for load_id, count in waiting:
        engine.execute(
            "UPDATE loads SET accepted = accepted + $count, rejected = rejected - $count"
            " WHERE load_id = $load_id",
            {"load_id": load_id, "count": count},
        )
    return sum(int(count) for _, count in waiting)
