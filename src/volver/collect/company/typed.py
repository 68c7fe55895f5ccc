"""Staged columns to records, and the first rule each row breaks, as one query.

read    each field by its type: f_<field>; a date as f_<field>_local and f_<field>_instant
placed  a date as f_<field>, the moment in UTC, and f_<field>_day, its day in the company's zone
shaped  the columns of the record, as the schema names them
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from volver.collect.bind import Bound
from volver.collect.company.conventions import STAGED, Formats
from volver.collect.company.fields import DATES, NUMBERS, WORDS, Field
from volver.collect.company.layout import Layout
from volver.collect.company.mapping import CompanyMapping
from volver.collect.company.records import Record
from volver.collect.dates import DateFormat, date_text
from volver.collect.numbers import MISSING
from volver.collect.rules import NO_DATE, refusal
from volver.collect.sql import literal, one_of
from volver.collect.stage import Raw
from volver.collect.typed import (
    MEASURE,
    as_text,
    date_readings,
    moment_and_day,
    number_of,
    record_text,
    shown,
    text_id,
)
from volver.domain.money import MINOR_UNITS
from volver.store.schema.table import MONEY

TYPED = "company_rows"
"""The rows of a source as records, in a temporary table."""
NO_TEXT = ("", "null", "nan", "n/a", "#n/a")
"""What files write where there is no text. None is a word, and NA is Namibia."""
_NO_GENDER = (*NO_TEXT, "na")
_NUMBER_TYPES = {"money": MONEY, "number": "DOUBLE", "whole": MEASURE}
_NULLS = {
    **{type_: "CAST(NULL AS VARCHAR)" for type_ in ("id", "text", "choice")},
    **{type_: f"CAST(NULL AS {sql})" for type_, sql in _NUMBER_TYPES.items()},
    "truth": "CAST(NULL AS BOOLEAN)",
}


def typed_sql(
    layout: Layout,
    mapping: CompanyMapping,
    formats: Formats,
    record: Record,
    raw: Raw,
    now: datetime,
) -> str:
    """The query over the staged rows. now: UTC, without its zone."""
    read, placed = _fields(layout, mapping, formats, now.year + 5)
    names = layout.columns
    values = " ".join(
        f"WHEN ends_with(judged.rule, {literal(':' + name)}) THEN {shown(as_text(bound.sql), 80)}"
        for name, bound in names.items()
    )
    columns = " ".join(
        f"WHEN ends_with(judged.rule, {literal(':' + name)}) THEN {literal(bound.column)}"
        for name, bound in names.items()
    )
    told_by = ", ".join(f"judged.{name}" for name in (*record.told_by, *wide_columns(layout)))
    kept = [*record.shaped, *wide_columns(layout), "currency", "paid"]
    return f"""
WITH read AS (
  SELECT *, {_listed(read)} FROM {STAGED}
), placed AS (
  SELECT *, {_listed(placed)} FROM read
), timed AS (
  SELECT *, {_listed(record.between)} FROM placed
), shaped AS (
  SELECT *, {_listed(record.shaped)},
    f_currency AS currency, {_paid(mapping)} AS paid
  FROM timed
), judged AS (
  SELECT *, CASE
    {chr(10).join(_rules(layout, mapping, record, now))}
    END AS rule
  FROM shaped
)
SELECT n, line, {", ".join(f"judged.{name}" for name in kept)},
  hash({", ".join(f"c{at}" for at in range(len(raw.columns)))}) AS row_hash,
  hash({told_by}) AS data_hash,
  split_part(judged.rule, ':', 1) AS rule,
  CASE {columns} END AS column_name,
  CASE {values} END AS value,
  CASE WHEN judged.rule IS NOT NULL THEN {record_text(raw)} END AS raw,
  FALSE AS is_repeat
FROM judged"""  # noqa: S608 - names are our own, texts are literals


def wide_columns(layout: Layout) -> list[str]:
    """The typed columns of attributes and channels."""
    found = [f"f_{bound.field}" for bound in layout.channels.values()]
    for bound in layout.attributes.values():
        found += [f"f_{bound.field}", f"f_{bound.field}_number"]
    return found


def _fields(
    layout: Layout, mapping: CompanyMapping, formats: Formats, until_year: int
) -> tuple[dict[str, str], dict[str, str]]:
    """What is read from one column each, and what is made of a written date."""
    read, placed = {}, {}
    for field in mapping.holds.fields:
        bound, name = layout.fields.get(field.name), f"f_{field.name}"
        if field.type not in DATES:
            read[name] = _value(field, bound, mapping, formats) if bound else _NULLS[field.type]
            continue
        if bound is None:
            placed[name] = "CAST(NULL AS TIMESTAMP)"
            placed[f"{name}_day"] = "CAST(NULL AS DATE)"
            continue
        local, instant = date_readings(bound, formats.dates.get(field.name) or DateFormat())
        if local:
            read[f"{name}_local"] = local
        if instant:
            read[f"{name}_instant"] = instant
        columns = (f"{name}_local" if local else None, f"{name}_instant" if instant else None)
        moment, day = moment_and_day(*columns, mapping.zone, until_year)
        placed |= {name: moment, f"{name}_day": day}
    if "currency" in layout.fields:
        read["f_currency"] = f"upper({read['f_currency']})"
    read.setdefault("f_currency", "CAST(NULL AS VARCHAR)")
    for bound in layout.channels.values():
        read[f"f_{bound.field}"] = number_of(bound, formats.numbers.get(bound.field), MONEY)
    for bound in layout.attributes.values():
        read[f"f_{bound.field}"] = _text(bound)
        how = formats.numbers.get(bound.field)
        known = how is not None or bound.is_number
        number = number_of(bound, how, "DOUBLE") if known else "CAST(NULL AS DOUBLE)"
        read[f"f_{bound.field}_number"] = f"CASE WHEN isfinite({number}) THEN {number} END"
    return read, placed


def _value(field: Field, bound: Bound, mapping: CompanyMapping, formats: Formats) -> str:
    if field.type == "id":
        return f"CAST({text_id(bound)} AS VARCHAR)"
    if field.type in NUMBERS:
        how = formats.numbers.get(field.name)
        number = number_of(bound, how, _NUMBER_TYPES[field.type])
        return (
            f"CASE WHEN isfinite({number}) THEN {number} END" if field.type == "number" else number
        )
    if field.type in WORDS:
        cases = " ".join(
            f"WHEN {literal(word)} THEN {literal(use)}"
            for word, use in mapping.meaning_of(field).items()
        )
        use = f"CASE {_word(bound)} {cases} END"
        return f"CAST({use} AS BOOLEAN)" if field.type == "truth" else use
    return _text(bound)


def _text(bound: Bound) -> str:
    """SQL: a text as the source writes it, NULL where there is none."""
    text = f"trim(CAST({bound.sql} AS VARCHAR))"
    nothing = _NO_GENDER if bound.field == "gender" else NO_TEXT
    return f"CASE WHEN NOT {one_of(f'lower({text})', nothing)} THEN {text} END"


def _word(bound: Bound) -> str:
    return f"lower(trim(CAST({bound.sql} AS VARCHAR)))"


def _paid(mapping: CompanyMapping) -> str:
    """SQL: the money of a row before it is converted, of which totals by currency are made."""
    money = [field.name for field in mapping.holds.fields if field.type == "money"]
    return f"COALESCE({', '.join(f'f_{name}' for name in money)}, 0)" if money else "0"


def _rules(layout: Layout, mapping: CompanyMapping, record: Record, now: datetime) -> Iterator[str]:
    """The rules in the order in which they are asked."""
    for name, twin in layout.twins.items():
        first = layout.fields[name]
        yield f"WHEN {first.sql} IS DISTINCT FROM {twin.sql} THEN 'columns_differ:{name}'"
    latest = f"TIMESTAMP '{now + timedelta(days=1)}'"
    for field in mapping.holds.fields:
        bound = layout.fields.get(field.name)
        if bound is not None and field.name != "currency":
            yield from _rules_of(field, bound, latest)
    for bound in layout.channels.values():
        yield _unless_missing(bound)
    if "currency" in layout.fields:
        known = one_of("COALESCE(f_currency, '')", MINOR_UNITS)
        yield f"WHEN NOT {known} THEN 'currency_unknown:currency'"
    for condition, rule in record.rules:
        yield f"WHEN {condition} THEN '{rule}'"
    yield "ELSE NULL"


def _rules_of(field: Field, bound: Bound, latest: str) -> Iterator[str]:
    """What one cell can break by itself."""
    if field.type in DATES:
        yield from _date_rules(field, bound, latest)
    elif field.type in NUMBERS:
        yield from _number_rules(field, bound)
    elif field.type in WORDS:
        yield from _word_rules(field, bound)
    elif field.needed:
        yield f"WHEN f_{field.name} IS NULL THEN 'needed_missing:{field.name}'"


def _date_rules(field: Field, bound: Bound, latest: str) -> Iterator[str]:
    moment, day, text = f"f_{field.name}", f"f_{field.name}_day", date_text(bound)
    missing = one_of(f"lower(trim(COALESCE({text}, '')))", NO_DATE)
    yield f"WHEN {text} LIKE '0000-00-00%' THEN 'date_placeholder:{field.name}'"
    if field.needed:
        yield f"WHEN {moment} IS NULL AND {missing} THEN 'date_missing:{field.name}'"
    yield f"WHEN {moment} IS NULL AND NOT {missing} THEN 'date_unreadable:{field.name}'"
    yield (
        f"WHEN year({day}) BETWEEN 1 AND 999 AND dayofyear({day}) > 1"
        f" THEN 'date_unreadable:{field.name}'"
    )
    yield f"WHEN year({day}) < {field.first_year} THEN 'date_placeholder:{field.name}'"
    if field.is_past:
        yield f"WHEN {moment} > {latest} THEN 'date_in_future:{field.name}'"


def _number_rules(field: Field, bound: Bound) -> Iterator[str]:
    name = f"f_{field.name}"
    yield f"WHEN {name} IS NULL THEN {refusal(bound)}" if field.needed else _unless_missing(bound)
    if field.type == "whole":
        yield f"WHEN {name} <> floor({name}) THEN 'not_whole:{field.name}'"
    if not field.may_be_negative:
        yield f"WHEN {name} < 0 THEN 'below_zero:{field.name}'"


def _unless_missing(bound: Bound) -> str:
    why = refusal(bound)
    return f"WHEN f_{bound.field} IS NULL AND {why} <> 'number_missing:{bound.field}' THEN {why}"


def _word_rules(field: Field, bound: Bound) -> Iterator[str]:
    empty = f"COALESCE({one_of(_word(bound), MISSING)}, TRUE)"
    if field.needed:
        yield f"WHEN {empty} THEN 'needed_missing:{field.name}'"
    yield f"WHEN f_{field.name} IS NULL AND NOT {empty} THEN 'word_unknown:{field.name}'"


def _listed(columns: dict[str, str]) -> str:
    return ",\n    ".join(f"{sql} AS {name}" for name, sql in columns.items()) or "NULL AS nothing"
