"""Rows that say again what another said: the same is left out, anything else is set aside."""

from collections.abc import Sequence

from volver.collect.company.conventions import STAGED
from volver.collect.company.layout import Layout
from volver.collect.company.mapping import CompanyMapping
from volver.collect.company.records import Record
from volver.collect.company.typed import TYPED
from volver.collect.sql import literal
from volver.collect.stage import Raw
from volver.collect.typed import record_text
from volver.store.engine import Embedded

_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "customers": (("customer_id", "customer"),),
    "attributes": (("customer_id", "customer"), ("name", "name")),
    "products": (("product_id", "product"),),
    "interactions": (("interaction_id", "interaction"),),
    "subscriptions": (("subscription_id", "subscription"), ("started", "started")),
    "answers": (("answer_id", "id"),),
}
"""The columns of a record that name it, and the fields they come from."""
_GOOD = "rule IS NULL AND NOT is_repeat"


def mark_repeats(
    engine: Embedded,
    raw: Raw,
    layout: Layout,
    mapping: CompanyMapping,
    record: Record,
    *,
    drop_repeats: bool,
) -> int:
    """Mark rows of `company_rows` that were here before, in this file or an earlier one.

    A row equal to the first of its name is a duplicate; one that differs breaks a rule. Rows
    that have no name are dropped only where that is declared. Returns how many are duplicates.
    """
    key, at = _key(layout, mapping, record)
    if key:
        rule = "customer_twice" if mapping.kind == "customers" else "record_twice"
        found = layout.fields.get(at)
        column = found.column if found else at
        partition = f"PARTITION BY {', '.join(key)} ORDER BY n"
        again = f"""
          SELECT placed.n, {_shown(key)} AS value, {record_text(raw)} AS raw_text, is_same
          FROM (
            SELECT n, {", ".join(key)},
              data_hash = FIRST_VALUE(data_hash) OVER ({partition}) AS is_same,
              ROW_NUMBER() OVER ({partition}) AS place
            FROM {TYPED} WHERE rule IS NULL
          ) AS placed
          JOIN {STAGED} ON {STAGED}.n = placed.n
          WHERE place > 1"""  # noqa: S608 - names are our own
        _mark(engine, again, rule, column)
        for earlier in _earlier(raw, layout, mapping, record, key):
            _mark(engine, earlier, rule, column)
    elif drop_repeats:
        engine.execute(f"""
          UPDATE {TYPED} SET is_repeat = TRUE FROM (
            SELECT n, ROW_NUMBER() OVER (PARTITION BY row_hash ORDER BY n) AS place
            FROM {TYPED} WHERE rule IS NULL
          ) AS again WHERE again.n = {TYPED}.n AND again.place > 1""")  # noqa: S608 - the same
    return int(engine.rows(f"SELECT COUNT(*) FROM {TYPED} WHERE is_repeat")[0][0])  # noqa: S608 - the same


def _key(layout: Layout, mapping: CompanyMapping, record: Record) -> tuple[list[str], str]:
    """The columns that name a record, and the field to show; none: it has no name."""
    named = [
        (column, field)
        for column, field in _KEYS.get(mapping.kind, ())
        if column not in record.made_up or field in layout.fields
    ]
    if mapping.kind == "attributes" and layout.attributes:
        named = named[:1]
    fields = [field for _, field in named if field in layout.fields]
    return [column for column, _ in named], next(iter(fields), "customer")


def _earlier(
    raw: Raw, layout: Layout, mapping: CompanyMapping, record: Record, key: Sequence[str]
) -> list[str]:
    """Queries of the rows whose record came with an earlier load."""
    value, text = _shown([f"rows.{name}" for name in key]), record_text(raw)
    staged = f"FROM {TYPED} AS rows JOIN {STAGED} ON {STAGED}.n = rows.n"
    if not layout.attributes or mapping.kind == "customers":
        same = " AND ".join(
            f"rows.{name} IS NOT DISTINCT FROM known.{name}" for name in record.told_by
        )
        keys = " AND ".join(f"known.{name} = rows.{name}" for name in key)
        return [
            f"SELECT rows.n, {value} AS value, {text} AS raw_text,"
            f" {same} AND {'FALSE' if layout.attributes else 'TRUE'} AS is_same {staged}"
            f" JOIN {mapping.kind}_records AS known ON {keys} WHERE {_GOOD}"
        ]
    return [
        f"SELECT rows.n, {value} AS value, {text} AS raw_text,"
        f" known.label = rows.f_{bound.field} AND {len(layout.attributes)} = 1 AS is_same {staged}"
        f" JOIN attributes_records AS known ON known.customer_id = rows.customer_id"
        f" AND known.name = {literal(name)} WHERE {_GOOD} AND rows.f_{bound.field} IS NOT NULL"
        for name, bound in layout.attributes.items()
    ]


def _mark(engine: Embedded, again: str, rule: str, column: str) -> None:
    engine.execute(f"""
      UPDATE {TYPED} SET
        is_repeat = again.is_same,
        rule = CASE WHEN NOT again.is_same THEN {literal(rule)} END,
        column_name = CASE WHEN NOT again.is_same THEN {literal(column)} END,
        value = CASE WHEN NOT again.is_same THEN again.value END,
        raw = CASE WHEN NOT again.is_same THEN again.raw_text END
      FROM ({again}) AS again WHERE again.n = {TYPED}.n""")  # noqa: S608 - names are our own


def _shown(key: Sequence[str]) -> str:
    return f"substr(concat_ws(' ', {', '.join(key)}), 1, 80)"
