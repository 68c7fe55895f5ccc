"""What new customers are worth by group, as people read it."""

from volver.domain.estimate import Estimate
from volver.domain.newcomers import OTHER, UNKNOWN, NewCustomer, NewCustomers
from volver.present.table import Table
from volver.present.words import Words


def new_customers(found: NewCustomers, words: Words, most: int | None = None) -> Table:
    """The largest groups, and what holds for one never seen. most: groups shown; None: all."""
    f = words.formats
    seen, unseen = found.rows[:-1], found.rows[-1]
    return Table(
        (
            ", ".join(found.by),
            words("Customers"),
            words("Repeat orders"),
            words("Per order"),
            words("After the first order"),
            words("Before it"),
        ),
        tuple(
            (
                _name(row, words),
                f.number(row.customers),
                f.number(row.orders, 2),
                f.money(row.order_value),
                _told(row.acquired, words),
                _told(row.prospect, words),
            )
            for row in (*seen[:most], unseen)
        ),
    )


def explained(words: Words) -> str:
    """How to read the table."""
    return words(
        "What a new customer brings on average within the horizon: right after the first order, and"
        " before it, the first order included. Intervals are those of the average; single customers"
        " differ far more. Groups of few customers are drawn to the average of all."
    )


def _name(row: NewCustomer, words: Words) -> str:
    if not row.levels:
        return words("a group never seen")
    own = {UNKNOWN: words("unknown"), OTHER: words("other")}
    return " · ".join(own.get(level, level) for level in row.levels)


def _told(value: Estimate, words: Words) -> str:
    f = words.formats
    return f"{f.money(value.value)} ({f.span(f.money(value.low), f.money(value.high))})"
