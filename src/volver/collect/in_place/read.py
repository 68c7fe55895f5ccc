"""Look a table over once, refuse it or accept it, and say where its order lines are."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from volver.collect import refuse
from volver.collect.currency import reporting_currency
from volver.collect.in_place.lines import judged_sql, lines_sql, rows_sql
from volver.collect.in_place.table import Table, look_at
from volver.collect.mapping import Mapping
from volver.collect.report import LoadOptions, LoadReport, Note, RuleCount
from volver.collect.statuses import KNOWN, ask_about
from volver.domain.errors import BadInput
from volver.store.engine import Engine
from volver.store.kept import Changes
from volver.store.orders import OrderLines

TOGETHER = "\nUNION ALL\n"
LATEST = "SELECT MAX(changed) AS latest FROM (/* rows */) AS seen"
FOUND = """
SELECT
  rule,
  CAST(COUNT(*) AS BIGINT) AS times,
  CAST(COUNT(customer_id) AS BIGINT) AS named,
  CAST(COUNT(order_id) AS BIGINT) AS numbered,
  CAST(COUNT(cost) AS BIGINT) AS with_cost,
  CAST(COUNT(category) AS BIGINT) AS with_category,
  CAST(SUM(CASE WHEN revenue < 0 THEN 1 ELSE 0 END) AS BIGINT) AS refunds,
  CAST(SUM(CASE WHEN revenue = 0 THEN 1 ELSE 0 END) AS BIGINT) AS free,
  MIN(CASE WHEN rule IS NULL THEN day END) AS first_day,
  MAX(CASE WHEN rule IS NULL THEN day END) AS last_day,
  CAST(SUM(revenue) AS DECIMAL(18,4)) AS revenue
FROM (/* judged */) AS looked_at
GROUP BY rule
"""
CURRENCIES = """
SELECT currency, CAST(SUM(paid) AS DECIMAL(18,4)) AS total
FROM (/* judged */) AS looked_at
WHERE rule IS NULL AND currency IS NOT NULL
GROUP BY currency
ORDER BY v_bytewise(currency)
"""
WORDS = """
SELECT status, CAST(COUNT(*) AS BIGINT) AS times
FROM (/* judged */) AS looked_at
GROUP BY status
ORDER BY times DESC, v_bytewise(status)
LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class _Found:
    """What one scan counts of the rows that break one rule, or none."""

    rule: str | None
    times: int
    named: int
    numbered: int
    with_cost: int
    with_category: int
    refunds: int
    free: int
    first_day: date | None
    last_day: date | None
    revenue: Decimal | None


def read_tables(
    engine: Engine,
    tables: Sequence[tuple[str, Mapping]],
    options: LoadOptions,
    now: datetime,
) -> tuple[OrderLines, list[LoadReport], Changes | None]:
    """The order lines of some tables, in that order, and what became of each of their rows.

    Third: how far they were read, where every table says when its rows were written.
    Nothing is copied. Raises BadInput where a table or the mapping is not usable, Rejected where
    too many rows are not.
    """
    if options.drop_repeats:
        raise BadInput(
            what="Repeats are not looked for in tables: a database keeps them out by itself",
            where="drop_repeats",
            next_step="Leave drop_repeats out; or make a view of distinct rows, and name it.",
        )
    latest = (now + timedelta(days=options.clock_skew_days)).date()
    queries, rows, reports, parts = [], [], [], []
    for load_id, (name, mapping) in enumerate(tables, start=1):
        table = look_at(engine, name, mapping)
        reports.append(_report(engine, table, load_id, latest, options))
        queries.append(lines_sql(table, load_id, latest))
        parts.append([table.source, mapping.to_json()])
        rows += [rows_sql(table, table.changed)] if table.changed else []
    _check_one_currency(reports)
    lines = OrderLines(engine, TOGETHER.join(queries))
    if len(rows) < len(tables):
        return lines, reports, None
    written = engine.rows(LATEST.replace("/* rows */", TOGETHER.join(rows)))[0][0]
    if written is None:
        return lines, reports, None
    # A row that is stamped in the future must not stand for those that are still to be written.
    upto = min(written, now.astimezone(UTC).replace(tzinfo=None))
    mark = Changes(json.dumps(parts), upto, latest)
    return replace(lines, rows=TOGETHER.join(rows)), reports, mark


def _report(
    engine: Engine, table: Table, load_id: int, latest: date, options: LoadOptions
) -> LoadReport:
    judged = judged_sql(table, latest)
    if "status" in table.fields:
        _check_statuses(engine, table, judged)
    found = [_Found(*row) for row in engine.rows(FOUND.replace("/* judged */", judged))]
    rows_in = sum(part.times for part in found)
    if rows_in == 0:
        raise BadInput(
            what=f"The table {table.source} has no rows",
            where=table.source,
            next_step="Name the table that holds the orders.",
        )
    rules = tuple(sorted((_count(table, p) for p in found if p.rule), key=lambda r: -r.count))
    good = next((part for part in found if part.rule is None), None)
    refuse.too_many(rules, rows_in, options.max_rejected_share, table.source)
    if good is None:
        raise refuse.nothing_left(rules, rows_in, table.source)
    totals = _totals(engine, table, judged)
    currency = reporting_currency(totals, options.currency, table.mapping.rates, table.source)
    return LoadReport(
        load_id=load_id,
        source=table.source,
        content_hash=_fingerprint(table, found),
        rows_in=rows_in,
        accepted=good.times,
        rejected=rows_in - good.times,
        anonymous=good.times - good.named,
        rules=rules,
        notes=tuple(_notes(good)),
        mapping=table.mapping,
        currency=currency,
        currency_totals=totals,
        first_day=good.first_day,
        last_day=good.last_day,
        has_order_ids=good.numbered > 0,
        has_refunds=good.refunds > 0,
        has_cost=good.with_cost > 0,
        has_category=good.with_category > 0,
    )


def _count(table: Table, part: _Found) -> RuleCount:
    rule, _, field = str(part.rule).partition(":")
    column = table.fields[field].column if field in table.fields else None
    return RuleCount(rule, part.times, 0, column, None)


def _check_statuses(engine: Engine, table: Table, judged: str) -> None:
    """Raise BadInput where the status column has words whose use nobody has said."""
    stated = {word.strip().lower() for word in table.mapping.statuses}
    found = engine.rows(WORDS.replace("/* judged */", judged))
    unknown = [(str(w or ""), int(n), 0) for w, n in found if (w or "") not in {*KNOWN, *stated}]
    if unknown:
        raise ask_about(unknown, table.fields["status"].column, table.source)


def _totals(engine: Engine, table: Table, judged: str) -> dict[str, Decimal]:
    if "currency" not in table.fields:
        return {}
    found = engine.rows(CURRENCIES.replace("/* judged */", judged))
    return {str(code): total for code, total in found}


def _check_one_currency(reports: Sequence[LoadReport]) -> None:
    named = {report.currency: report.source for report in reports if report.currency}
    if len(named) > 1:
        (first, one), (second, other), *_ = named.items()
        raise BadInput(
            what=f"{one} is in {first} and {other} in {second}, which are never added together",
            where="sources",
            next_step="Set currency to the one that figures are in, and say under sources.rates"
            f" what one unit of the other is worth: {second} = <number>.",
        )


def _fingerprint(table: Table, found: Sequence[_Found]) -> str:
    """What was found and how it was read; rows that differ alike are told apart by histories."""
    parts: list[Any] = [table.source, table.mapping.to_json(), *map(repr, sorted(found, key=repr))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _notes(good: _Found) -> list[Note]:
    counted = {
        "anonymous": (good.times - good.named, "Lines without a customer, counted apart"),
        "free_lines": (good.free, "Lines of 0.00; an order of 0.00 is an order"),
        "refunds": (good.refunds, "Lines below zero, taken as refunds"),
    }
    return [
        Note(id_, f"{text}: {count:,}", count) for id_, (count, text) in counted.items() if count
    ]
