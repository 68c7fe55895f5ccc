"""What a person should know about a load that is no error."""

from collections.abc import Iterator

from volver.collect.guess import Guess
from volver.collect.marks import Marks
from volver.collect.recipe import Recipe
from volver.collect.report import Note
from volver.collect.sql import statement
from volver.collect.summary import Summary
from volver.store.engine import Engine

LARGE_SHARE = 10
"""A line that makes up more than a tenth of all revenue is worth a look."""


def on_reading(recipe: Recipe, guesses: list[Guess]) -> Iterator[Note]:
    """How columns were understood."""
    for guess in guesses:
        yield Note("mapping", guess.sentence)
    dates = recipe.formats.dates
    if recipe.has_written_date and dates.names:
        yield Note("date_format", f"dates are read as {' or '.join(dates.names)}")
    for name, how in recipe.formats.numbers.items():
        for sign, decimal in how.signs.items():
            if sign or decimal == "comma":
                beside = f" beside {sign}" if sign else ""
                yield Note("decimal", f"{name}: the decimal sign{beside} is the {decimal}")


def on_rows(engine: Engine, recipe: Recipe, found: Summary, marks: Marks) -> Iterator[Note]:
    """What the rows hold that changes how figures should be read."""
    counted = (
        ("anonymous", found.anonymous, "lines have no customer and are counted apart"),
        ("ids_tidied", found.tidied, "customer ids had blanks, .0 or =\"\" taken off"),
        ("lost_digits", found.lost_digits, "ids look like 4.71E+12: a spreadsheet rounded them, and"
         " one may stand for several"),
        ("free_lines", found.free, "lines cost nothing; an order of 0.00 still counts as one"),
        ("refunds", found.refunds, "lines are below zero and count as refunds, not as orders"),
        ("repeats_kept", marks.repeats_kept, "lines repeat an earlier one to the last letter and"
         " were kept; drop them with --drop-repeats"),
        ("repeats", marks.repeats, "lines repeat one that is already here and were left out"),
        ("refunds_waiting", marks.orphans, "refunds name an order that is not here; they wait"
         " until a load brings it"),
    )  # fmt: skip
    for id_, count, text in counted:
        if count:
            yield Note(id_, f"{count:,} {text}", count)
    if found.rows > LARGE_SHARE and found.largest * LARGE_SHARE > found.revenue > 0:
        share = 100 * float(found.largest) / float(found.revenue)
        yield Note(
            "large_line", f"one line of {found.largest:,.2f} is {share:.0f} % of all revenue"
        )
    yield from _on_orders(engine, recipe)
    yield from _on_clock(engine, recipe)


def _on_orders(engine: Engine, recipe: Recipe) -> Iterator[Note]:
    if "order" not in recipe.fields:
        return
    shared = int(engine.rows(statement("orders_of_two"))[0][0])
    if shared:
        text = "order numbers are used by more than one customer; each customer's is an order"
        yield Note("shared_orders", f"{shared:,} {text}", shared)
    refund_of = "refund_of" if "refund_of" in recipe.fields else "NULL"
    larger = int(engine.rows(statement("large_refunds", refund_of=refund_of))[0][0])
    if larger:
        text = "orders were refunded by more than they had cost; their net is below zero"
        yield Note("large_refunds", f"{larger:,} {text}", larger)


def _on_clock(engine: Engine, recipe: Recipe) -> Iterator[Note]:
    if not recipe.has_clock:
        return
    twice, never = engine.rows(statement("clock"))[0]
    zone = recipe.mapping.zone
    if twice:
        text = f"times fall into an hour that {zone} had twice; taken as the first of the two"
        yield Note("ambiguous_times", f"{twice:,} {text}", int(twice))
    if never:
        text = f"times fall into an hour that {zone} skipped; moved on by that hour"
        yield Note("skipped_times", f"{never:,} {text}", int(never))
