"""What a person should know about a load that is no error."""

from collections.abc import Iterator

from volver.collect.guess import Guess
from volver.collect.marks import Marks
from volver.collect.recipe import Recipe
from volver.collect.report import Note
from volver.collect.sql import statement
from volver.collect.summary import Summary
from volver.store.engine import Embedded

LARGE_SHARE = 10
"""A line that makes up more than a tenth of all revenue is worth a look."""


def on_reading(recipe: Recipe, guesses: list[Guess]) -> Iterator[Note]:
    """How columns were understood."""
    for guess in guesses:
        yield Note("mapping", guess.sentence)
    dates = recipe.formats.dates
    if recipe.has_written_date and dates.names:
        yield Note("date_format", f"Dates are read as {'; also as '.join(dates.names)}")
    for name, how in recipe.formats.numbers.items():
        for sign, decimal in how.signs.items():
            if sign or decimal == "comma":
                beside = f" beside {sign}" if sign else ""
                yield Note("decimal", f"The decimal sign of {name}{beside} is the {decimal}")


def on_rows(engine: Embedded, recipe: Recipe, found: Summary, marks: Marks) -> Iterator[Note]:
    """What the rows hold that changes how figures should be read."""
    yield from _counted("anonymous", found.anonymous, "Lines without a customer, counted apart")
    yield from _counted("ids_tidied", found.tidied, "Customer ids that had blanks or .0 taken off")
    yield from _counted(
        "lost_digits",
        found.lost_digits,
        "Ids such as 4.71E+12, rounded by a spreadsheet: one may stand for several",
    )
    yield from _counted("free_lines", found.free, "Lines of 0.00; an order of 0.00 is an order")
    yield from _counted("refunds", found.refunds, "Lines below zero, taken as refunds")
    yield from _counted(
        "repeats_kept",
        marks.repeats_kept,
        "Lines equal to an earlier one to the last letter, kept unless drop_repeats is said",
    )
    yield from _counted("repeats", marks.repeats, "Lines left out: they repeat one that is here")
    yield from _counted(
        "refunds_waiting",
        marks.orphans,
        "Refunds that name an order which is not here; they wait until a load brings it",
    )
    if found.rows > LARGE_SHARE and found.largest * LARGE_SHARE > found.revenue > 0:
        share = 100 * float(found.largest) / float(found.revenue)
        yield Note(
            "large_line", f"One line of {found.largest:,.2f} is {share:.0f} % of all revenue"
        )
    yield from _on_orders(engine, recipe, found)
    yield from _on_clock(engine, recipe)


def _counted(id_: str, count: int, text: str) -> Iterator[Note]:
    if count:
        yield Note(id_, f"{text}: {count:,}", count)


def _on_orders(engine: Embedded, recipe: Recipe, found: Summary) -> Iterator[Note]:
    if "order" not in recipe.fields:
        return
    shared = int(engine.rows(statement("orders_of_two"))[0][0])
    yield from _counted("shared_orders", shared, "Order numbers that several customers have")
    if not found.refunds:
        return
    refund_of = "refund_of" if "refund_of" in recipe.fields else "NULL"
    larger = int(engine.rows(statement("large_refunds", refund_of=refund_of))[0][0])
    yield from _counted("large_refunds", larger, "Orders refunded by more than they cost")


def _on_clock(engine: Embedded, recipe: Recipe) -> Iterator[Note]:
    if not recipe.has_clock:
        return
    twice, never = engine.rows(statement("clock"))[0]
    zone = recipe.mapping.zone
    yield from _counted(
        "ambiguous_times", twice, f"Times in an hour that {zone} had twice, taken as the first"
    )
    yield from _counted(
        "skipped_times", never, f"Times in an hour that {zone} skipped, moved on by that hour"
    )
