"""How the dates and numbers of a source are written, found from every shape that a column has.

A shape is a text with each digit as 9: a million cells have a handful of them, and one text of
each proves what there is to prove.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from volver.collect import dates, numbers
from volver.collect.bind import Bound
from volver.collect.company.fields import DATES, NUMBERS
from volver.collect.company.layout import Layout
from volver.collect.company.mapping import CompanyMapping
from volver.collect.dates import DateFormat, date_text
from volver.collect.numbers import NumberFormat
from volver.collect.rules import NO_DATE
from volver.collect.sql import literal, one_of
from volver.domain.errors import BadInput
from volver.store.engine import Embedded

STAGED = "company_raw"
"""The rows of a source as they stand, in a temporary table."""
MOST_SHAPES = 5_000
_DAY_FIRST = "^ *(1[3-9]|2[0-9]|3[01])[/.-][0-9]{1,2}[/.-][0-9]{4}"
_MONTH_FIRST = "^ *[0-9]{1,2}[/.-](1[3-9]|2[0-9]|3[01])[/.-][0-9]{4}"
_ONE_OF_EACH = """
SELECT ARG_MIN(line, n) AS first_line, ARG_MIN(text, n) AS text
FROM (SELECT n, line, trim({text}) AS text FROM {staged}) AS texts
WHERE text IS NOT NULL AND text <> '' AND NOT {nothing}
GROUP BY {shape}
ORDER BY first_line
LIMIT {most}
"""
_DATE_SHAPE = f"""
  regexp_replace(regexp_replace(text, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g'),
  CASE WHEN regexp_full_match(text, '[0-9]+') THEN substr(text, 1, 1) END,
  CASE
    WHEN regexp_matches(text, {literal(_DAY_FIRST)}) THEN 1
    WHEN regexp_matches(text, {literal(_MONTH_FIRST)}) THEN 2
  END
"""
_NUMBER_SHAPE = "regexp_replace(text, '[0-9]', '9', 'g'), regexp_matches(text, '^[^0-9]*0')"


@dataclass(frozen=True, slots=True)
class Formats:
    """How the written columns of one source are read, by the name of the field."""

    dates: Mapping[str, DateFormat]
    numbers: Mapping[str, NumberFormat]


def find_formats(engine: Embedded, layout: Layout, mapping: CompanyMapping, source: str) -> Formats:
    """The conventions of every written column; raises BadInput where nothing proves one."""
    types = {field.name: field.type for field in mapping.holds.fields}
    found_dates, found_numbers = {}, {}
    for name, bound in layout.fields.items():
        if types[name] in DATES and bound.kind not in ("day", "time", "instant"):
            found_dates[name] = _dates(engine, bound, mapping, source)
        if types[name] in NUMBERS and bound.is_text:
            found_numbers[name] = _numbers(engine, bound, mapping, source)
    for bound in layout.channels.values():
        if bound.is_text:
            found_numbers[bound.field] = _numbers(engine, bound, mapping, source)
    for bound in layout.attributes.values():
        try:
            found_numbers[bound.field] = _numbers(engine, bound, mapping, source)
        except BadInput:  # an attribute is a text first; that it is no number is no mistake
            continue
    return Formats(found_dates, found_numbers)


def _dates(engine: Embedded, bound: Bound, mapping: CompanyMapping, source: str) -> DateFormat:
    nothing = one_of("lower(text)", NO_DATE)
    values = _values(engine, date_text(bound), nothing, _DATE_SHAPE)
    how = dates.decide(values, mapping.date_format, bound.column, source, DateFormat())
    if dates.needs_order(how):
        first = next(value for value in values if (w := dates.way_of(value[1])) and w.by_order)
        raise dates.ask_for_order(first, bound.column, source)
    return how


def _numbers(engine: Embedded, bound: Bound, mapping: CompanyMapping, source: str) -> NumberFormat:
    nothing = one_of("lower(text)", numbers.MISSING)
    values = _values(engine, bound.sql, nothing, _NUMBER_SHAPE)
    before = NumberFormat(parentheses_negative=mapping.parentheses_negative)
    how = numbers.decide(values, mapping.decimal, bound.column, source, before)
    return numbers.settle(how, bound.column, source)


def _values(engine: Embedded, text: str, nothing: str, shape: str) -> list[tuple[int, str]]:
    sql = _ONE_OF_EACH.format(
        text=text, staged=STAGED, nothing=nothing, shape=shape, most=MOST_SHAPES
    )
    return [(int(line), str(value)) for line, value in engine.rows(sql)]
