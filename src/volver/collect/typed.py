"""Raw columns to typed columns with a rule per record, as one query of the embedded engine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from volver.collect import zones
from volver.collect.bind import Bound, Fields
from volver.collect.dates import DateFormat, instant_sql, local_sql
from volver.collect.ids import id_sql, number_id_sql
from volver.collect.mapping import Mapping as ColumnMapping
from volver.collect.numbers import NumberFormat, currency_of_sign_sql, number_sql, refusal_sql
from volver.collect.sql import listed, literal, statement
from volver.domain.money import MINOR_UNITS
from volver.store.schema.tables import MONEY

MEASURE = "DECIMAL(18,6)"
"""Quantities and unit prices: 0.0125 a piece times 10,000 pieces must not lose a cent."""

NUMBERS = ("amount", "quantity", "unit_price", "cost", "unit_cost")
FIRST_DAY = f"DATE '{zones.FIRST_YEAR}-01-01'"


@dataclass(frozen=True, slots=True)
class Formats:
    """How the written dates and numbers of one source are read."""

    dates: DateFormat = field(default_factory=DateFormat)
    numbers: Mapping[str, NumberFormat] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that the typed query depends on."""

    fields: Fields
    mapping: ColumnMapping
    now: datetime
    formats: Formats = field(default_factory=Formats)
    clock_skew_days: int = 1
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    """Status words whose orders do not count."""
    ids_as_they_are: bool = False
    """The customer ids were looked through and need nothing."""

    @property
    def amount_fields(self) -> tuple[str, ...]:
        """The numbers that make up what was paid."""
        return ("amount",) if "amount" in self.fields else ("quantity", "unit_price")

    @property
    def cost_field(self) -> str | None:
        """The number that says what the line cost."""
        return next((name for name in ("cost", "unit_cost") if name in self.fields), None)

    @property
    def number_fields(self) -> tuple[str, ...]:
        """Every number that is read."""
        wanted = {*self.amount_fields, self.cost_field}
        if self.cost_field == "unit_cost":
            wanted.add("quantity")
        return tuple(name for name in NUMBERS if name in wanted)

    @property
    def until_year(self) -> int:
        """The last year whose clock changes matter."""
        return self.now.year + 1


def typed_sql(recipe: Recipe) -> str:
    """The query: see typed.sql for its shape."""
    fields = recipe.fields
    return statement(
        "typed",
        columns="".join(f"{bound.sql}, " for bound in _distinct(fields)),
        customer=_customer(recipe),
        order=_text_id(fields.get("order")),
        refund_of=_text_id(fields.get("refund_of")),
        product=_text(fields.get("product")),
        category=_text(fields.get("category")),
        numbers="".join(f"{_number(recipe, name)} AS {name}, " for name in recipe.number_fields),
        currency=_currency(recipe),
        tidied=_tidied(recipe),
        rules="\n    ".join(_rules(recipe)),
        **_moments(recipe),
        **_money(recipe),
    )


def _distinct(fields: Fields) -> list[Bound]:
    """Each column once: two fields may share one."""
    return list({bound.sql: bound for bound in fields.values()}.values())


def _customer(recipe: Recipe) -> str:
    bound = recipe.fields["customer"]
    if recipe.ids_as_they_are:
        return bound.sql
    if bound.is_text:
        return id_sql(bound.sql)
    if bound.kind in ("whole", "float", "decimal"):
        return number_id_sql(bound.sql, is_float=bound.kind != "whole")
    return f"CAST({bound.sql} AS VARCHAR)"


def _tidied(recipe: Recipe) -> str:
    bound = recipe.fields["customer"]
    needs = bound.is_text and not recipe.ids_as_they_are
    return f"COALESCE(customer_id <> {bound.sql}, FALSE)" if needs else "FALSE"


def _text_id(bound: Bound | None) -> str:
    if bound is None:
        return "CAST(NULL AS VARCHAR)"
    if bound.is_text:
        return id_sql(bound.sql)
    if bound.kind in ("whole", "float", "decimal"):
        return f"CAST({number_id_sql(bound.sql, is_float=bound.kind != 'whole')} AS VARCHAR)"
    return f"CAST({bound.sql} AS VARCHAR)"


def _text(bound: Bound | None) -> str:
    if bound is None:
        return "CAST(NULL AS VARCHAR)"
    return f"NULLIF(trim(CAST({bound.sql} AS VARCHAR)), '')"


def _moments(recipe: Recipe) -> dict[str, str]:
    """Local time and moment of the order, and its day in the company's zone."""
    bound = recipe.fields["date"]
    zone, year = recipe.mapping.zone, recipe.until_year
    local, instant = _date_readings(bound, recipe.formats.dates)
    from_local = zones.to_utc("local_time", zone, year)
    from_instant = zones.to_local("instant", zone, year)
    if instant is None:
        ordered_at, day = from_local, "CAST(local_time AS DATE)"
    elif local is None:
        ordered_at, day = "instant", f"CAST({from_instant} AS DATE)"
    else:
        ordered_at = f"CASE WHEN instant IS NULL THEN {from_local} ELSE instant END"
        day = f"CAST(CASE WHEN instant IS NULL THEN local_time ELSE {from_instant} END AS DATE)"
    nothing = "CAST(NULL AS TIMESTAMP)"
    return {
        "local": local or nothing,
        "instant": instant or nothing,
        "ordered_at": ordered_at,
        "day": day,
    }


def _date_readings(bound: Bound, how: DateFormat) -> tuple[str | None, str | None]:
    """SQL for a local time and for a moment; None where the column cannot hold one."""
    match bound.kind:
        case "day" | "time":
            return f"CAST({bound.sql} AS TIMESTAMP)", None
        case "instant":
            return None, f"CAST({bound.sql} AS TIMESTAMP)"
        case _:
            text = date_text(bound)
            return local_sql(text, how), instant_sql(text, how)


def date_text(bound: Bound) -> str:
    """SQL: the written form of a date that is not held as one (20101202, or days since 1900)."""
    return bound.sql if bound.is_text else f"CAST({bound.sql} AS VARCHAR)"


def _number(recipe: Recipe, name: str) -> str:
    bound = recipe.fields[name]
    type_ = MONEY if name in ("amount", "cost") else MEASURE
    if bound.is_text:
        how = recipe.formats.numbers.get(name) or NumberFormat()
        return number_sql(bound.sql, how, type_)
    return f"TRY_CAST({bound.sql} AS {type_})"


def _currency(recipe: Recipe) -> str:
    bound = recipe.fields.get("currency")
    if bound is not None:
        return f"upper(trim(CAST({bound.sql} AS VARCHAR)))"
    signed = _signed_field(recipe)
    return currency_of_sign_sql(signed.sql) if signed else "CAST(NULL AS VARCHAR)"


def _signed_field(recipe: Recipe) -> Bound | None:
    """The column of money whose values carry signs of money, if one does."""
    for name in recipe.amount_fields:
        how = recipe.formats.numbers.get(name)
        if how and recipe.fields[name].is_text and set(how.signs) != {""}:
            return recipe.fields[name]
    return None


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
        "revenue": _converted("paid", recipe.rates),
        "cost": _converted("line_cost", recipe.rates),
    }


def _converted(amount: str, rates: Mapping[str, Decimal]) -> str:
    if not rates:
        return amount
    cases = "".join(
        f" WHEN {literal(code)} THEN TRY_CAST({amount} * CAST({rate} AS DECIMAL(18,8)) AS {MONEY})"
        for code, rate in rates.items()
    )
    return f"CASE currency{cases} ELSE {amount} END"


def _rules(recipe: Recipe) -> Iterator[str]:
    """The rules in the order in which they are asked; the first that a record breaks is named."""
    status = recipe.fields.get("status")
    if status is not None and recipe.excluded:
        words = listed(recipe.excluded)
        yield f"WHEN {status_word(status)} IN {words} THEN 'status_excluded:status'"
    yield from _date_rules(recipe)
    for name in recipe.amount_fields:
        yield f"WHEN {name} IS NULL THEN {_refusal(recipe.fields[name])}"
    yield f"WHEN paid IS NULL THEN 'number_too_large:{recipe.amount_fields[-1]}'"
    cost = recipe.cost_field
    if cost is not None:
        refusal = _refusal(recipe.fields[cost])
        yield f"WHEN {cost} IS NULL AND {refusal} <> 'number_missing:{cost}' THEN {refusal}"
    yield from _currency_rules(recipe)


def status_word(bound: Bound) -> str:
    """SQL: a status in small letters without blanks around it; '' where there is none."""
    return f"lower(trim(COALESCE(CAST({bound.sql} AS VARCHAR), '')))"


def _date_rules(recipe: Recipe) -> Iterator[str]:
    bound = recipe.fields["date"]
    text = date_text(bound)
    latest = recipe.now.replace(tzinfo=None) + timedelta(days=recipe.clock_skew_days)
    missing = f"{text} IS NULL"
    if bound.kind not in ("day", "time", "instant"):
        missing = f"lower(trim(COALESCE({text}, ''))) IN ('', 'null', 'none', 'nat', 'nan', 'n/a')"
        yield f"WHEN {text} LIKE '0000-00-00%' THEN 'date_placeholder:date'"
    yield (
        f"WHEN ordered_at IS NULL THEN CASE WHEN {missing}"
        " THEN 'date_missing:date' ELSE 'date_unreadable:date' END"
    )
    yield f"WHEN day < {FIRST_DAY} THEN 'date_placeholder:date'"
    yield f"WHEN ordered_at > TIMESTAMP '{latest}' THEN 'date_in_future:date'"


def _refusal(bound: Bound) -> str:
    if bound.is_text:
        return refusal_sql(bound.sql, bound.field)
    finite = f" WHEN NOT isfinite({bound.sql}) THEN 'number_not_finite:{bound.field}'"
    return (
        f"CASE WHEN {bound.sql} IS NULL THEN 'number_missing:{bound.field}'"
        f"{finite if bound.kind == 'float' else ''} ELSE 'number_too_large:{bound.field}' END"
    )


def _currency_rules(recipe: Recipe) -> Iterator[str]:
    if "currency" not in recipe.fields:
        return
    yield (
        f"WHEN COALESCE(currency, '') NOT IN {listed(MINOR_UNITS)} THEN 'currency_unknown:currency'"
    )
    signed = _signed_field(recipe)
    if signed is not None:
        named = currency_of_sign_sql(signed.sql)
        yield f"WHEN {named} <> currency THEN 'currency_conflict:{signed.field}'"
    if "amount" in recipe.fields and not recipe.mapping.calculated_amounts:
        yield f"WHEN amount <> {_rounded_to_currency()} THEN 'currency_decimals:amount'"


def _rounded_to_currency() -> str:
    codes = {decimals: [c for c, d in MINOR_UNITS.items() if d == decimals] for decimals in (0, 3)}
    cases = " ".join(
        f"WHEN currency IN {listed(found)} THEN round(amount, {decimals})"
        for decimals, found in codes.items()
    )
    return f"CASE {cases} ELSE round(amount, 2) END"
