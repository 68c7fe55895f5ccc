"""Raw columns to typed columns, and the first rule each record breaks, as one query."""

from collections.abc import Mapping
from decimal import Decimal

from volver.collect import rules, zones
from volver.collect.bind import Bound
from volver.collect.dates import DateFormat, date_text, instant_sql, local_sql
from volver.collect.ids import id_sql, is_tidy_sql, number_id_sql
from volver.collect.numbers import NumberFormat, currency_of_sign_sql, number_sql
from volver.collect.recipe import Recipe
from volver.collect.sql import literal, one_of, statement
from volver.collect.stage import Raw
from volver.collect.truths import TRUTH
from volver.store.schema.table import MONEY

MEASURE = "DECIMAL(18,6)"
"""Quantities and unit prices: 0.0125 a piece times 10,000 pieces must not lose a cent."""

IF_THERE = (
    *("order_id", "product_id", "category", "currency", "refund_of", "attributes", "quantity"),
    "goods_back",
)
"""Typed columns that only some sources have."""

NOTHING = "CAST(NULL AS VARCHAR)"


def typed_sql(recipe: Recipe, raw: Raw) -> str:
    """The query over the rows of a source: see typed.sql for its shape."""
    columns = [f"c{at}" for at in range(len(raw.columns))]
    return statement(
        "typed",
        rows=raw.rows,
        columns=", ".join(columns),
        read=",\n    ".join(f"{sql} AS {name}" for name, sql in _readings(recipe).items()),
        anonymous=_anonymous(recipe),
        tidied=_tidied(recipe),
        clock=_clock(recipe),
        hash=f"hash({', '.join(columns)})",
        rules="\n      ".join(rules.branches(recipe)),
        # A column of the source may be called cost as well.
        kept=", ".join("reported_cost AS cost" if n == "cost" else n for n in kept(recipe)),
        values=" ".join(
            f"WHEN ends_with(rule, ':{name}') THEN {shown(as_text(bound.sql), 80)}"
            for name, bound in recipe.fields.items()
        ),
        raw=record_text(raw),
        **_moments(recipe),
        **_money(recipe),
    )


def kept(recipe: Recipe) -> list[str]:
    """The columns of `typed_rows`: those that every source has, and those that this one has."""
    names = ["line", "customer_id", "ordered_at", "day", "revenue", "is_anonymous", "is_tidied"]
    readings = _readings(recipe)
    optional = {
        "n": recipe.is_hashed,
        "record_hash": recipe.is_hashed,
        "cost": recipe.cost_field is not None,
        "paid": bool(recipe.rates),
        "clock": recipe.has_clock,
        **{name: name in readings for name in IF_THERE},
    }
    return names + [name for name, is_there in optional.items() if is_there]


def _readings(recipe: Recipe) -> dict[str, str]:
    """The typed columns that come from one raw column each."""
    fields = recipe.fields
    local, instant = date_readings(fields["date"], recipe.formats.dates)
    found = {
        "customer_id": _customer(recipe),
        "local_time": local,
        "instant": instant,
        "currency": _currency(recipe),
        "order_id": text_id(fields.get("order")),
        "refund_of": text_id(fields.get("refund_of")),
        "product_id": plain_text(fields.get("product")),
        "category": plain_text(fields.get("category")),
        "attributes": _attributes(recipe),
        "goods_back": truth(recipe.fields.get("goods_back")),
        **{name: _number(recipe, name) for name in recipe.number_fields},
    }
    return {name: sql for name, sql in found.items() if sql is not None}


def record_text(raw: Raw) -> str:
    """SQL: a record as it stood, fit to be shown."""
    columns = ", ".join(as_text(f"c{at}") for at in range(len(raw.columns)))
    return shown(f"concat_ws({literal(raw.delimiter)}, {columns})", 2_000)


def as_text(column: str) -> str:
    """SQL: a column of any type as text, '' where there is nothing."""
    return f"COALESCE(CAST({column} AS VARCHAR), '')"


def shown(text: str, most: int) -> str:
    """SQL: a text fit to be shown: cut, and without anything that moves a cursor."""
    return f"regexp_replace(substr({text}, 1, {most}), '[[:cntrl:]]', '\ufffd', 'g')"


def _customer(recipe: Recipe) -> str:
    bound = recipe.fields["customer"]
    if recipe.ids_as_they_are:
        return bound.sql
    if bound.is_text:
        return id_sql(bound.sql)
    if bound.is_number:
        return number_id_sql(bound.sql, bound.kind)
    return f"CAST({bound.sql} AS VARCHAR)"


def _anonymous(recipe: Recipe) -> str:
    bound = recipe.fields["customer"]
    # On a column of numbers this is half the price of asking whether the id became NULL.
    is_whole = bound.kind == "whole"
    return f"{bound.sql} IS NULL OR {bound.sql} = 0" if is_whole else "customer_id IS NULL"


def _tidied(recipe: Recipe) -> str:
    """SQL: whether an id was changed; where ids are taken as they are, whether it should be."""
    bound = recipe.fields["customer"]
    if not bound.is_text:
        return "FALSE"
    if recipe.ids_as_they_are:
        return f"NOT {is_tidy_sql(bound.sql)}"
    return f"COALESCE(customer_id <> {bound.sql}, FALSE)"


def text_id(bound: Bound | None) -> str | None:
    """SQL: an identifier as text."""
    if bound is None:
        return None
    if bound.is_text:
        return id_sql(bound.sql)
    if bound.is_number:
        return f"CAST({number_id_sql(bound.sql, bound.kind)} AS VARCHAR)"
    return f"CAST({bound.sql} AS VARCHAR)"


def plain_text(bound: Bound | None) -> str | None:
    """SQL: a text as the source writes it; NULL where it is empty."""
    if bound is None or bound.is_number:
        return text_id(bound)
    return f"NULLIF(trim(CAST({bound.sql} AS VARCHAR)), '')"


def truth(bound: Bound | None) -> str | None:
    """SQL: yes or no; NULL where neither is said."""
    if bound is None:
        return None
    word = f"lower(trim(CAST({bound.sql} AS VARCHAR)))"
    yes, no = ([w for w, use in TRUTH.items() if use == one] for one in ("true", "false"))
    return f"CASE WHEN {one_of(word, yes)} THEN TRUE WHEN {one_of(word, no)} THEN FALSE END"


def _attributes(recipe: Recipe) -> str | None:
    """SQL: the levels of the groups by name, as JSON with the names in order."""
    if not recipe.groups:
        return None
    parts = (
        f"{literal(name)}, {plain_text(bound)}" for name, bound in sorted(recipe.groups.items())
    )
    return f"CAST(json_object({', '.join(parts)}) AS VARCHAR)"


def _moments(recipe: Recipe) -> dict[str, str]:
    """The moment of the order, UTC, and its day in the company's zone."""
    local, instant = date_readings(recipe.fields["date"], recipe.formats.dates)
    columns = ("local_time" if local else None, "instant" if instant else None)
    moment, day = moment_and_day(*columns, recipe.mapping.zone, recipe.until_year)
    return {"ordered_at": moment, "day": day}


def moment_and_day(
    local: str | None, instant: str | None, zone: str, until_year: int
) -> tuple[str, str]:
    """SQL: a moment in UTC and its day in a zone.

    local, instant: the columns of a local time and of a moment; None where there is no such one.
    """
    from_local = zones.to_utc(local or NOTHING, zone, until_year)
    from_instant = zones.to_local(instant or NOTHING, zone, until_year)
    if instant is None:
        return from_local, f"CAST({local} AS DATE)"
    if local is None:
        return instant, f"CAST({from_instant} AS DATE)"
    local_day = f"CASE WHEN {instant} IS NULL THEN {local} ELSE {from_instant} END"
    return (
        f"CASE WHEN {instant} IS NULL THEN {from_local} ELSE {instant} END",
        f"CAST({local_day} AS DATE)",
    )


def date_readings(bound: Bound, how: DateFormat) -> tuple[str | None, str | None]:
    """SQL for a local time and for a moment; None where the column cannot hold one."""
    match bound.kind:
        case "day" | "time":
            return f"CAST({bound.sql} AS TIMESTAMP)", None
        case "instant":
            return None, f"CAST({bound.sql} AS TIMESTAMP)"
        case _:
            text = date_text(bound)
            return local_sql(text, how), instant_sql(text, how)


def _clock(recipe: Recipe) -> str:
    """SQL: "twice" or "never" for a local time that the clocks had twice, or skipped."""
    if not recipe.has_clock:
        return NOTHING
    zone, year = recipe.mapping.zone, recipe.until_year
    twice = zones.happens_twice("local_time", zone, year)
    never = zones.never_happens("local_time", zone, year)
    return f"CASE WHEN {twice} THEN 'twice' WHEN {never} THEN 'never' END"


def _number(recipe: Recipe, name: str) -> str:
    type_ = MONEY if name in ("amount", "cost") else MEASURE
    return number_of(recipe.fields[name], recipe.formats.numbers.get(name), type_)


def number_of(bound: Bound, how: NumberFormat | None, type_: str) -> str:
    """SQL: the number of a column, NULL where there is none."""
    if bound.is_text:
        return number_sql(bound.sql, how or NumberFormat(), type_)
    cast = f"TRY_CAST({bound.sql} AS {type_})"
    # A Parquet file's statistics leave NaN out, and the engine trusts them: it would answer
    # "is this NULL?" without a look at the rows.
    return f"CASE WHEN isfinite({bound.sql}) THEN {cast} END" if bound.kind == "float" else cast


def _currency(recipe: Recipe) -> str | None:
    bound = recipe.fields.get("currency")
    if bound is not None:
        return f"upper(trim(CAST({bound.sql} AS VARCHAR)))"
    signed = recipe.signed_field
    return currency_of_sign_sql(signed.sql) if signed else None


def _money(recipe: Recipe) -> dict[str, str]:
    cost = recipe.cost_field
    paid = (
        "amount"
        if recipe.amount_fields == ("amount",)
        else f"TRY_CAST(quantity * unit_price AS {MONEY})"
    )
    line_cost = f"TRY_CAST(quantity * unit_cost AS {MONEY})" if cost == "unit_cost" else cost
    return {
        "paid": paid,
        "line_cost": line_cost or f"CAST(NULL AS {MONEY})",
        "revenue": converted("paid", recipe.rates),
        "cost": converted("line_cost", recipe.rates),
    }


def converted(amount: str, rates: Mapping[str, Decimal]) -> str:
    """SQL: an amount in the reporting currency."""
    if not rates:
        return amount
    cases = "".join(
        f" WHEN {literal(code)} THEN TRY_CAST({amount} * CAST({rate} AS DECIMAL(18,8)) AS {MONEY})"
        for code, rate in rates.items()
    )
    return f"CASE currency{cases} ELSE {amount} END"
