"""A table's columns as order lines, and the first rule that each row breaks, as SQL.

The SQL is made of what every engine reads alike (tests/house/test_sql.py), and travels inside
each query. Ids are taken as they are. A time without a zone is the company's own; the day of a
moment with one is that of the company's zone.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from volver.collect.bind import Bound
from volver.collect.ids import MISSING
from volver.collect.in_place.table import Table
from volver.collect.rules import FIRST_DAY
from volver.collect.sql import identifier, literal
from volver.collect.statuses import EXCLUDED, KNOWN
from volver.domain.money import MINOR_UNITS

NOTHING = "CAST(NULL AS TEXT)"
LARGEST = 10**14
"""What DECIMAL(18,4) holds."""
LARGEST_PART = 10**12
"""What DECIMAL(18,6) holds: quantities and prices of a piece, as in files."""
PIECES = "DECIMAL(18,6)"
NOT_FINITE = ("NaN", "nan", "Infinity", "-Infinity", "inf", "-inf")


def lines_sql(table: Table, load_id: int, latest: date) -> str:
    """The accepted rows as the canonical table order_lines.

    latest: the last day an order may have; later ones are mistyped.
    """
    return f"""SELECT
  CAST({load_id} AS INTEGER) AS load_id,
  CAST(ROW_NUMBER() OVER (
    PARTITION BY customer_id
    ORDER BY ordered_at, v_bytewise(order_id), v_bytewise(product_id), revenue, cost, quantity,
      goods_back
  ) AS BIGINT) AS line,
  order_id, customer_id, ordered_at, day, product_id, category, revenue, cost,
  revenue < 0 AS is_refund,
  refund_of,
  {NOTHING} AS attributes,
  quantity,
  CASE WHEN revenue < 0 THEN goods_back END AS goods_back
FROM ({judged_sql(table, latest)}) AS judged
WHERE rule IS NULL"""  # noqa: S608 - names are quoted, texts are literals


def rows_sql(table: Table, changed: Bound) -> str:
    """Every row, whatever is made of it: its customer, its day, and when it was written."""
    chosen = f"{_name(table, 'customer')} AS customer_id, {_day(table)} AS day"
    return (
        f"SELECT {chosen}, {_moment(changed)} AS changed"  # noqa: S608 - names are quoted
        f" FROM {table.relation} AS source"
    )


def judged_sql(table: Table, latest: date) -> str:
    """Every row typed; `rule` is NULL for a good one."""
    cases = "\n      ".join(_rules(table, latest))
    return f"""
  SELECT
    priced.*,
    CASE
      {cases}
    END AS rule
  FROM (
    SELECT
      typed.*,
      {_converted(table, "paid")} AS revenue,
      {_converted(table, "line_cost")} AS cost
    FROM ({typed_sql(table)}) AS typed
  ) AS priced"""  # noqa: S608 - the same


def typed_sql(table: Table) -> str:
    """The columns of a row, each as its canonical type; NULL where there is nothing."""
    parts = {
        **{f"raw_{name}": _column(table.fields[name]) for name in _needed_raw(table)},
        "customer_id": _name(table, "customer"),
        "order_id": _name(table, "order"),
        "product_id": _name(table, "product"),
        "category": _name(table, "category"),
        "refund_of": _name(table, "refund_of"),
        "ordered_at": _moment(table.fields["date"]),
        "day": _day(table),
        "paid": _product(table, "amount", "unit_price"),
        "line_cost": _product(table, "cost", "unit_cost"),
        "quantity": _quantity(table),
        "goods_back": _truth(table),
    }
    for name in ("status", "currency"):
        if name in table.fields:
            column = _column(table.fields[name])
            parts[name] = f"v_word({column})" if name == "status" else f"v_code({column})"
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in parts.items())
    return f"SELECT {chosen} FROM {table.relation} AS source"  # noqa: S608 - the same


def _column(bound: Bound) -> str:
    return f"source.{identifier(bound.column)}"


def _needed_raw(table: Table) -> list[str]:
    """Numbers that a rule asks for as they stand."""
    return [name for name in _amounts(table) + _costs(table) if name in table.fields]


def _amounts(table: Table) -> list[str]:
    return ["amount"] if "amount" in table.fields else ["quantity", "unit_price"]


def _costs(table: Table) -> list[str]:
    return [name for name in ("cost", "unit_cost") if name in table.fields][:1]


def _name(table: Table, field: str) -> str:
    bound = table.fields.get(field)
    if bound is None:
        return NOTHING
    column = _column(bound)
    text = f"CAST({column} AS TEXT)"
    if not bound.is_text:
        return f"CASE WHEN {column} <> 0 THEN {text} END"
    if field in ("product", "category"):
        return f"NULLIF(v_trim({text}), '')"
    return f"CASE WHEN NOT v_word({text}) IN ({_listed(MISSING)}) THEN v_trim({text}) END"


def _moment(bound: Bound) -> str:
    if bound.kind == "instant":
        return f"v_local({_column(bound)}, 'UTC')"
    return f"v_moment({_column(bound)})"


def _day(table: Table) -> str:
    bound = table.fields["date"]
    if bound.kind == "day":
        return _column(bound)
    if bound.kind == "instant":
        return f"CAST(v_local({_column(bound)}, {literal(table.mapping.zone)}) AS DATE)"
    return f"CAST({_column(bound)} AS DATE)"


def _product(table: Table, whole: str, each: str) -> str:
    """Money of a line, by itself or by the piece; NULL where it is none or too large."""
    if whole in table.fields:
        bound = table.fields[whole]
        return f"CASE WHEN {_fits(_column(bound))} THEN v_money({_number(bound)}) END"
    if each not in table.fields:
        return "CAST(NULL AS DECIMAL(18,4))"
    fields = [table.fields[name] for name in ("quantity", each)]
    kind = "DOUBLE" if any(bound.kind == "float" for bound in fields) else "DECIMAL(18,6)"
    product = " * ".join(f"CAST({_column(bound)} AS {kind})" for bound in fields)
    parts_fit = " AND ".join(_fits(_column(bound), LARGEST_PART) for bound in fields)
    fits = f"CASE WHEN {_fits(product)} THEN v_money({product}) END"
    return f"CASE WHEN {parts_fit} THEN {fits} END"


def _quantity(table: Table) -> str:
    """Pieces; one where the table has no column of them, NULL where they are none or too many."""
    if "quantity" not in table.fields:
        return f"CAST(1 AS {PIECES})"
    column = _column(table.fields["quantity"])
    return f"CASE WHEN {_fits(column, LARGEST_PART)} THEN CAST({column} AS {PIECES}) END"


def _truth(table: Table) -> str:
    bound = table.fields.get("goods_back")
    return "CAST(NULL AS BOOLEAN)" if bound is None else _column(bound)


def _fits(number: str, most: int = LARGEST) -> str:
    return f"{number} < {most} AND {number} > -{most}"


def _number(bound: Bound) -> str:
    """A number; a whole one as a decimal, as its own type may have little room for money."""
    column = _column(bound)
    return f"CAST({column} AS DECIMAL(18,0))" if bound.kind == "whole" else column


def _converted(table: Table, money: str) -> str:
    """Money in the reporting currency."""
    rates = table.mapping.rates
    if not rates or "currency" not in table.fields:
        return money
    cases = " ".join(
        f"WHEN {literal(code)}"
        f" THEN v_money({money} * CAST({literal(str(Decimal(str(rate))))} AS DECIMAL(18,8)))"
        for code, rate in rates.items()
    )
    return f"CASE currency {cases} ELSE {money} END"


def _rules(table: Table, latest: date) -> Iterator[str]:
    """The rules of `checks` that a typed row can break, in the order in which they are asked."""
    if "status" in table.fields:
        stated = {word.strip().lower(): use for word, use in table.mapping.statuses.items()}
        uses = {**KNOWN, **stated}
        excluded = [word for word, use in uses.items() if use == EXCLUDED]
        yield f"WHEN status IN ({_listed(excluded)}) THEN 'status_excluded:status'"
        yield f"WHEN NOT status IN ({_listed(uses)}) THEN 'status_unknown:status'"
    yield "WHEN day IS NULL THEN 'date_missing:date'"
    yield f"WHEN day < {_date(FIRST_DAY)} THEN 'date_placeholder:date'"
    yield f"WHEN day > CAST({literal(latest.isoformat())} AS DATE) THEN 'date_in_future:date'"
    for name in _amounts(table):
        yield f"WHEN raw_{name} IS NULL THEN 'number_missing:{name}'"
    for name in _needed_raw(table):
        if table.fields[name].kind == "float":
            texts = _listed(NOT_FINITE)
            yield f"WHEN CAST(raw_{name} AS TEXT) IN ({texts}) THEN 'number_not_finite:{name}'"
    yield f"WHEN paid IS NULL THEN 'number_too_large:{_amounts(table)[-1]}'"
    for name in _costs(table):
        yield f"WHEN line_cost IS NULL AND raw_{name} IS NOT NULL THEN 'number_too_large:{name}'"
    if "currency" in table.fields:
        codes = _listed(MINOR_UNITS)
        yield f"WHEN NOT COALESCE(currency, '') IN ({codes}) THEN 'currency_unknown:currency'"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(literal, texts))


def _date(text: str) -> str:
    """DATE '...' as a cast."""
    return f"CAST({text.removeprefix('DATE ')} AS DATE)"
