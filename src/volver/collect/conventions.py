"""Find out how dates and numbers of a source are written: a sample first, then what failed.

A sample usually proves everything. Where it does not, the whole column is asked; and whatever
the typed query could not read is looked at again, for another way to write or a contradiction.
"""

from dataclasses import replace

from volver.collect import dates, numbers
from volver.collect.bind import Bound
from volver.collect.dates import DateFormat
from volver.collect.numbers import NumberFormat
from volver.collect.stage import Raw
from volver.collect.typed import Formats, Recipe, date_text
from volver.store.engine import Engine

SAMPLE = 1_000
Value = tuple[int, str]


def from_sample(engine: Engine, raw: Raw, recipe: Recipe) -> Formats:
    """The conventions as a sample of the rows, and the whole column where needed, prove them."""
    found = Formats()
    date = recipe.fields["date"]
    if _is_written_date(date):
        how = _dates(raw, recipe, _sample(engine, raw, date_text(date)), DateFormat())
        if dates.needs_order(how):
            how = _order_of_column(engine, raw, recipe, how)
        found = replace(found, dates=how)
    for name in _written_numbers(recipe):
        found = _with_number(found, name, _number_of_column(engine, raw, recipe, name))
    return found


def from_failures(engine: Engine, raw: Raw, recipe: Recipe) -> Formats:
    """The conventions after a look at what they could not read."""
    found = recipe.formats
    if _is_written_date(recipe.fields["date"]):
        failed = _failed(engine, recipe, "date")
        how = _dates(raw, recipe, failed, found.dates)
        if dates.needs_order(how):
            how = _order_of_column(engine, raw, recipe, how)
        found = replace(found, dates=how)
    for name in _written_numbers(recipe):
        how_number = _numbers(raw, recipe, name, _failed(engine, recipe, name), found.numbers[name])
        column = recipe.fields[name].column
        settled = numbers.settle(how_number, column, raw.source)
        found = _with_number(found, name, settled)
    return found


def _is_written_date(bound: Bound) -> bool:
    return bound.kind not in ("day", "time", "instant")


def _written_numbers(recipe: Recipe) -> list[str]:
    return [name for name in recipe.number_fields if recipe.fields[name].is_text]


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


def _order_of_column(engine: Engine, raw: Raw, recipe: Recipe, how: DateFormat) -> DateFormat:
    """Look for one date with a day over 12 in the whole column; ask where there is none."""
    text = date_text(recipe.fields["date"])
    proof = f"regexp_matches({text}, '{dates.PROVES_ORDER}')"
    how = _dates(raw, recipe, _values(engine, text, proof), how)
    if dates.needs_order(how):
        open_ = f"regexp_matches({text}, '{dates.NEEDS_ORDER}')"
        count, line, value = engine.rows(
            f"SELECT COUNT(*), MIN(line), MIN_BY({text}, line) FROM raw_rows WHERE {open_}"  # noqa: S608
        )[0]
        raise dates.ask_for_order(count, (line, value), recipe.fields["date"].column, raw.source)
    return how


def _number_of_column(engine: Engine, raw: Raw, recipe: Recipe, name: str) -> NumberFormat:
    bound = recipe.fields[name]
    how = NumberFormat(parentheses_negative=recipe.mapping.parentheses_negative)
    how = _numbers(raw, recipe, name, _sample(engine, raw, bound.sql), how)
    if how.open_signs:
        marked = f"contains({bound.sql}, '.') OR contains({bound.sql}, ',')"
        clear = f"NOT regexp_matches({bound.sql}, '{numbers.UNCLEAR}')"
        how = _numbers(
            raw, recipe, name, _values(engine, bound.sql, f"({marked}) AND {clear}"), how
        )
        how = _numbers(raw, recipe, name, _values(engine, bound.sql, marked), how)
    return numbers.settle(how, bound.column, raw.source)


def _sample(engine: Engine, raw: Raw, text: str) -> list[Value]:
    """Values from all over the column, evenly."""
    step = max(1, raw.rows // SAMPLE)
    return _values(engine, text, f"n % {step} = 0")


def _values(engine: Engine, text: str, where: str) -> list[Value]:
    return [
        (int(line), str(value))
        for line, value in engine.rows(
            f"SELECT line, {text} FROM raw_rows"  # noqa: S608 - our own expressions
            f" WHERE {text} IS NOT NULL AND ({where}) LIMIT {2 * SAMPLE}"
        )
    ]


def _failed(engine: Engine, recipe: Recipe, name: str) -> list[Value]:
    """Some of the texts that were not readable in one field."""
    bound = recipe.fields[name]
    text = date_text(bound) if name == "date" else bound.sql
    rule = "date_unreadable:date" if name == "date" else f"number_unreadable:{name}"
    return [
        (int(line), str(value))
        for line, value in engine.rows(
            f"SELECT raw_rows.line, {text} FROM typed_rows JOIN raw_rows USING (n)"  # noqa: S608
            f" WHERE rule = '{rule}' LIMIT {2 * SAMPLE}"
        )
    ]
