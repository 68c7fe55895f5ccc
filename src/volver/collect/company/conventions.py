"""How the dates and numbers of a source are written, found from every shape that a column has.

A shape is where the marks of a text stand: a million cells have a few of them, and one text of
each proves what there is to prove.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from volver.collect import dates, numbers
from volver.collect.bind import Bound
from volver.collect.company.fields import DATES, NUMBERS
from volver.collect.company.layout import Layout
from volver.collect.company.mapping import CompanyMapping
from volver.collect.dates import DateFormat, date_text
from volver.collect.numbers import NumberFormat
from volver.collect.sql import literal
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
WHERE text <> ''
GROUP BY {shape}
ORDER BY first_line
LIMIT {most}
"""
_FIRST = "SELECT line, {text} FROM {staged} WHERE regexp_matches({text}, {shape}) LIMIT 1"
_DATE_SHAPE = ", ".join(
    (
        "length(text)",
        *(f"strpos(text, {literal(mark)})" for mark in "/-.: ,T+ZMm"),
        "CASE WHEN length(text) = 5 THEN substr(text, 1, 1) END",
    )
)
"""Where its marks stand; five digits are a spreadsheet's day only where they begin like one."""
_NUMBER_SHAPE = """
  length(text), strpos(text, ','), strpos(text, '.'),
  CASE
    WHEN text BETWEEN '1' AND ':' THEN '9' ELSE rtrim(substr(text, 1, 5), '123456789.,')
  END,
  CASE
    WHEN substr(text, -1) BETWEEN '0' AND '9' THEN '9' ELSE ltrim(substr(text, -4), '0123456789.,')
  END
"""
"""Where its marks stand, and what stands around it."""


@dataclass(frozen=True, slots=True)
class Formats:
    """How the written columns of one source are read, by the name of the field."""

    dates: Mapping[str, DateFormat]
    numbers: Mapping[str, NumberFormat]


def find_formats(engine: Embedded, layout: Layout, mapping: CompanyMapping, source: str) -> Formats:
    """The conventions of every written column; raises BadInput where nothing proves one."""
    types = {field.name: field.type for field in mapping.holds.fields}
    found_numbers = {}
    for name, bound in layout.fields.items():
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
    return Formats(_all_dates(engine, layout, mapping, source), found_numbers)


def _all_dates(
    engine: Embedded, layout: Layout, mapping: CompanyMapping, source: str
) -> dict[str, DateFormat]:
    """How dates are read. One program wrote the file: what one column proves holds for all."""
    types = {field.name: field.type for field in mapping.holds.fields}
    written = {
        name: bound
        for name, bound in layout.fields.items()
        if types[name] in DATES and bound.kind not in ("day", "time", "instant")
    }
    found = {name: _dates(engine, bound, mapping, source) for name, bound in written.items()}
    orders = {how.order for how in found.values() if how.order}
    for name, how in found.items():
        if dates.needs_order(how) and len(orders) == 1:
            found[name] = replace(how, order=next(iter(orders)))
        elif dates.needs_order(how):
            bound = written[name]
            values = _values(engine, date_text(bound), _DATE_SHAPE)
            first = next(one for one in values if (w := dates.way_of(one[1])) and w.by_order)
            raise dates.ask_for_order(first, bound.column, source)
    return found


def _dates(engine: Embedded, bound: Bound, mapping: CompanyMapping, source: str) -> DateFormat:
    """How one column writes dates; the order of day and month stays open if nothing proves it."""
    stated, text = mapping.date_format, date_text(bound)
    values = _values(engine, text, _DATE_SHAPE)
    how = dates.decide(values, stated, bound.column, source, DateFormat())
    if stated is None and any(way.by_order for way in how.ways):
        for shape in (_DAY_FIRST, _MONTH_FIRST):
            sql = _FIRST.format(text=text, staged=STAGED, shape=literal(shape))
            values += [(int(line), str(proof)) for line, proof in engine.rows(sql)]
        how = dates.decide(values, stated, bound.column, source, DateFormat())
    return how


def _numbers(engine: Embedded, bound: Bound, mapping: CompanyMapping, source: str) -> NumberFormat:
    values = _values(engine, bound.sql, _NUMBER_SHAPE)
    before = NumberFormat(parentheses_negative=mapping.parentheses_negative)
    how = numbers.decide(values, mapping.decimal, bound.column, source, before)
    return numbers.settle(how, bound.column, source)


def _values(engine: Embedded, text: str, shape: str) -> list[tuple[int, str]]:
    sql = _ONE_OF_EACH.format(text=text, staged=STAGED, shape=shape, most=MOST_SHAPES)
    return [(int(line), str(value)) for line, value in engine.rows(sql)]
