"""Find out how dates and numbers of a source are written: a sample first, then what failed.

A sample usually proves everything. Where it does not, the whole column is asked; and whatever
the typed query could not read is looked at again, for another way to write or a contradiction.
"""

from dataclasses import replace

from volver.collect import dates, numbers
from volver.collect.dates import DateFormat, date_text
from volver.collect.numbers import NumberFormat
from volver.collect.recipe import Formats, Recipe
from volver.collect.sql import literal, statement
from volver.collect.stage import SAMPLE, Raw
from volver.store.engine import Embedded

Value = tuple[int, str]


def from_sample(engine: Embedded, raw: Raw, recipe: Recipe) -> Formats:
    """The conventions that a sample of the rows proves, or where it does not, all of them."""
    found = Formats()
    date = recipe.fields["date"]
    if recipe.has_written_date:
        how = _dates(raw, recipe, raw.texts(date.at), DateFormat())
        if dates.needs_order(how):
            how = _order_of_column(engine, raw, recipe, how)
        found = replace(found, dates=how)
    for name in recipe.written_numbers:
        found = _with_number(found, name, _number_of_column(engine, raw, recipe, name))
    return found


def from_failures(engine: Embedded, raw: Raw, recipe: Recipe) -> Formats:
    """The conventions after a look at the texts that they could not read."""
    found = recipe.formats
    failed = _failed(engine)
    if recipe.has_written_date:
        how = _dates(raw, recipe, failed.get("date_unreadable:date", []), found.dates)
        if dates.needs_order(how):
            how = _order_of_column(engine, raw, recipe, how)
        found = replace(found, dates=how)
    for name in recipe.written_numbers:
        values = failed.get(f"number_unreadable:{name}", [])
        how_number = _numbers(raw, recipe, name, values, found.numbers[name])
        settled = numbers.settle(how_number, recipe.fields[name].column, raw.source)
        found = _with_number(found, name, settled)
    return found


def _with_number(formats: Formats, name: str, how: NumberFormat) -> Formats:
    return replace(formats, numbers={**formats.numbers, name: how})


def _dates(raw: Raw, recipe: Recipe, values: list[Value], before: DateFormat) -> DateFormat:
    column = recipe.fields["date"].column
    return dates.decide(values, recipe.mapping.date_format, column, raw.source, before)


def _numbers(
    raw: Raw, recipe: Recipe, name: str, values: list[Value], before: NumberFormat
) -> NumberFormat:
    column = recipe.fields[name].column
    return numbers.decide(values, recipe.mapping.decimal, column, raw.source, before)


def _order_of_column(engine: Embedded, raw: Raw, recipe: Recipe, how: DateFormat) -> DateFormat:
    """Look for one date with a day over 12 in the whole column; ask where there is none."""
    bound = recipe.fields["date"]
    text = date_text(bound)
    is_proof = f"regexp_matches({text}, {literal(dates.PROVES_ORDER)})"
    how = _dates(raw, recipe, _values(engine, raw, text, is_proof), how)
    if dates.needs_order(how):
        is_open = f"regexp_matches({text}, {literal(dates.NEEDS_ORDER)})"
        first = _values(engine, raw, text, is_open, most=1)[0]
        raise dates.ask_for_order(first, bound.column, raw.source)
    return how


def _number_of_column(engine: Embedded, raw: Raw, recipe: Recipe, name: str) -> NumberFormat:
    bound = recipe.fields[name]
    how = NumberFormat(parentheses_negative=recipe.mapping.parentheses_negative)
    how = _numbers(raw, recipe, name, raw.texts(bound.at), how)
    if how.open_signs:
        # Some numbers of the sample, or all of them, are whole or unclear: do others prove it?
        is_marked = f"(contains({bound.sql}, '.') OR contains({bound.sql}, ','))"
        is_clear = f"NOT regexp_matches({bound.sql}, {literal(numbers.UNCLEAR)})"
        clear = _values(engine, raw, bound.sql, f"{is_marked} AND {is_clear}")
        how = _numbers(raw, recipe, name, clear, how)
        if how.open_signs:
            marked = _values(engine, raw, bound.sql, is_marked)
            how = _numbers(raw, recipe, name, marked, how)
    return numbers.settle(how, bound.column, raw.source)


def _values(
    engine: Embedded, raw: Raw, text: str, where: str, most: int = 2 * SAMPLE
) -> list[Value]:
    """The first texts of a column that fulfil a condition, from as many rows as that takes."""
    raw.keep(
        engine,
        "looked_at",
        f"SELECT line, {text} AS text FROM {raw.rows} WHERE {where} LIMIT {most}",  # noqa: S608 - our own names
    )
    found = engine.rows("SELECT line, text FROM looked_at ORDER BY line")
    return [(int(line), str(value)) for line, value in found]


def _failed(engine: Embedded) -> dict[str, list[Value]]:
    """Some of the texts that were not readable, by rule and field."""
    failed: dict[str, list[Value]] = {}
    for rule, line, value in engine.rows(statement("failed", most=str(2 * SAMPLE))):
        failed.setdefault(rule, []).append((int(line), str(value)))
    return failed
