"""The rules of `checks` as the branches of one CASE: rule:field of the first that is broken."""

from collections.abc import Iterator
from datetime import timedelta

from volver.collect import zones
from volver.collect.bind import Bound
from volver.collect.dates import date_text
from volver.collect.numbers import MISSING, currency_of_sign_sql, refusal_sql
from volver.collect.recipe import Recipe
from volver.collect.sql import one_of
from volver.collect.statuses import EXCLUDED, KNOWN, status_word
from volver.domain.money import MINOR_UNITS

NO_DATE = ("", "-", "null", "none", "nat", "nan", "n/a")
"""What files write where there is no date, in small letters."""

FIRST_DAY = f"DATE '{zones.FIRST_YEAR}-01-01'"


def branches(recipe: Recipe) -> Iterator[str]:
    """The rules in the order in which they are asked."""
    others = [*_status(recipe), *_twins(recipe), *_cost(recipe), *_currency(recipe)]
    others += [*_goods_back(recipe)]
    if not others:
        # Nearly every row is good: one comparison tells so before each rule is asked.
        in_time = f"day >= {FIRST_DAY} AND ordered_at <= {_latest(recipe)}"
        yield f"WHEN {in_time} AND paid IS NOT NULL THEN NULL"
    yield from _status(recipe)
    yield from _twins(recipe)
    yield from _date(recipe)
    for name in recipe.amount_fields:
        yield f"WHEN {name} IS NULL THEN {refusal(recipe.fields[name])}"
    yield f"WHEN paid IS NULL THEN 'number_too_large:{recipe.amount_fields[-1]}'"
    yield from _cost(recipe)
    yield from _currency(recipe)
    yield from _goods_back(recipe)


def _status(recipe: Recipe) -> Iterator[str]:
    bound = recipe.fields.get("status")
    if bound is None:
        return
    stated = {word.strip().lower(): use for word, use in recipe.mapping.statuses.items()}
    uses = {**KNOWN, **stated}
    excluded = [word for word, use in uses.items() if use == EXCLUDED]
    word = status_word(bound.sql)
    yield f"WHEN {one_of(word, excluded)} THEN 'status_excluded:status'"
    yield f"WHEN NOT {one_of(word, uses)} THEN 'status_unknown:status'"


def _twins(recipe: Recipe) -> Iterator[str]:
    for field, twin in recipe.twins.items():
        first = recipe.fields[field]
        yield f"WHEN {first.sql} IS DISTINCT FROM {twin.sql} THEN 'columns_differ:{field}'"


def _date(recipe: Recipe) -> Iterator[str]:
    text = date_text(recipe.fields["date"])
    is_missing = f"{text} IS NULL"
    if recipe.has_written_date:
        is_missing = one_of(f"lower(trim(COALESCE({text}, '')))", NO_DATE)
        yield f"WHEN {text} LIKE '0000-00-00%' THEN 'date_placeholder:date'"
    yield (
        f"WHEN ordered_at IS NULL THEN CASE WHEN {is_missing}"
        " THEN 'date_missing:date' ELSE 'date_unreadable:date' END"
    )
    # 10-12-02 is not the year 10; only the first day of year 1 is a placeholder.
    yield "WHEN year(day) BETWEEN 1 AND 999 AND dayofyear(day) > 1 THEN 'date_unreadable:date'"
    yield f"WHEN day < {FIRST_DAY} THEN 'date_placeholder:date'"
    yield f"WHEN ordered_at > {_latest(recipe)} THEN 'date_in_future:date'"


def _latest(recipe: Recipe) -> str:
    latest = recipe.now + timedelta(days=recipe.clock_skew_days)
    return f"TIMESTAMP '{latest}'"


def _cost(recipe: Recipe) -> Iterator[str]:
    """A cost may be missing; one that is there has to be a number."""
    name = recipe.cost_field
    if name is not None:
        why = refusal(recipe.fields[name])
        yield f"WHEN {name} IS NULL AND {why} <> 'number_missing:{name}' THEN {why}"
        yield f"WHEN line_cost IS NULL AND {name} IS NOT NULL THEN 'number_too_large:{name}'"


def _goods_back(recipe: Recipe) -> Iterator[str]:
    """It may be left open; what is written there has to be yes or no."""
    bound = recipe.fields.get("goods_back")
    if bound is not None:
        is_missing = one_of(f"lower(trim(CAST({bound.sql} AS VARCHAR)))", MISSING)
        is_written = f"NOT COALESCE({is_missing}, TRUE)"
        yield f"WHEN goods_back IS NULL AND {is_written} THEN 'truth_unreadable:goods_back'"


def refusal(bound: Bound) -> str:
    """SQL: why there is no number."""
    if bound.is_text:
        return refusal_sql(bound.sql, bound.field)
    infinite = f" WHEN NOT isfinite({bound.sql}) THEN 'number_not_finite:{bound.field}'"
    return (
        f"CASE WHEN {bound.sql} IS NULL THEN 'number_missing:{bound.field}'"
        f"{infinite if bound.kind == 'float' else ''} ELSE 'number_too_large:{bound.field}' END"
    )


def _currency(recipe: Recipe) -> Iterator[str]:
    if "currency" not in recipe.fields:
        return
    is_known = one_of("COALESCE(currency, '')", MINOR_UNITS)
    yield f"WHEN NOT {is_known} THEN 'currency_unknown:currency'"
    signed = recipe.signed_field
    if signed is not None:
        named = currency_of_sign_sql(signed.sql)
        yield f"WHEN length({named}) = 3 AND {named} <> currency THEN 'currency_conflict:currency'"
    if "amount" in recipe.fields and not recipe.mapping.calculated_amounts:
        yield f"WHEN amount <> {_rounded_to_currency()} THEN 'currency_decimals:amount'"


def _rounded_to_currency() -> str:
    codes = {decimals: [c for c, d in MINOR_UNITS.items() if d == decimals] for decimals in (0, 3)}
    cases = " ".join(
        f"WHEN {one_of('currency', found)} THEN round(amount, {decimals})"
        for decimals, found in codes.items()
    )
    return f"CASE {cases} ELSE round(amount, 2) END"
