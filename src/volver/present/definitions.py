"""Definitions of value in words: what each is, what it says here, and what a change of it does."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from volver.domain.definition_effect import Effect, Told, Total
from volver.domain.time import Horizon
from volver.present.book.grids import columns, grid
from volver.present.findings import CLASS_NAMES, horizon
from volver.present.sentence import Sentence
from volver.present.sheet import Cell, Grid, Sheet
from volver.present.words import Words

NAMES: Mapping[str, Sentence] = {
    "margin_rate": Sentence("Margin rate"),
    "margin_rates": Sentence("Margin rates by category"),
    "contact_cost": Sentence("What a contact costs"),
    "order_cost": Sentence("What handling an order costs"),
    "return_cost": Sentence("What handling a return costs"),
    "horizon": Sentence("How far ahead"),
    "annual_discount_rate": Sentence("Discount rate a year"),
    "level": Sentence("Level of intervals"),
    "customer_days": Sentence("Days in which somebody counts as a customer"),
    "best_share": Sentence("Share of all value that the best hold"),
    "upside_chance": Sentence("Chance of becoming best"),
    "currency": Sentence("Currency"),
    "time_zone": Sentence("Where a day begins and ends"),
}
MEANINGS: Mapping[str, Sentence] = {
    "margin_rate": Sentence(
        "What is left of revenue after goods, payment, packing and delivery. It counts where"
        " orders carry no cost of their own; without it revenue itself is what counts."
    ),
    "margin_rates": Sentence(
        "The same for categories of products; the margin rate serves all others."
    ),
    "contact_cost": Sentence(
        "Of a call, a message or a visit, where the source does not say; by channel, and * is"
        " every other one. Value is counted before it; profit after it."
    ),
    "order_cost": Sentence(
        "By the channel that brought the customer; * is every other one. Value is counted before"
        " it; profit after it."
    ),
    "return_cost": Sentence(
        "By the channel that brought the customer; * is every other one. Value is counted before"
        " it; profit after it."
    ),
    "horizon": Sentence(
        "Value counts what customers bring within this time after the last day of the orders."
    ),
    "annual_discount_rate": Sentence(
        "Money that comes later is worth less today: what comes in a year is divided by one plus"
        " this rate."
    ),
    "level": Sentence("The share of intervals that should hold what really comes."),
    "customer_days": Sentence(
        "The rule of churn where no contract ends: whoever has ordered nothing for longer counts"
        " as lost, in retention by counts. Without it 365, or less where the orders do not reach"
        " back so far."
    ),
    "best_share": Sentence(
        "The smallest group of customers that holds this share of all value are the best."
    ),
    "upside_chance": Sentence(
        "Whoever reaches the value of the best with at least this chance has potential."
    ),
    "currency": Sentence(
        "The one currency that figures are added up in; without it that of the orders."
    ),
    "time_zone": Sentence("Which orders belong to which day."),
}
SHARES = ("margin_rate", "annual_discount_rate", "level", "best_share", "upside_chance")
OF_MARGIN = ("margin_rate", "margin_rates")
_SAID: Mapping[Told, Sentence] = {
    "counted": Sentence(
        "{name:text}: counted anew for each customer, by the model that the run has fitted."
    ),
    "interval": Sentence("{name:text}: what is expected stays; its interval does not."),
    "classes": Sentence("{name:text}: value stays; who is in which class does not."),
    "beside": Sentence(
        "{name:text}: value is counted without it and stays as it is; what does depend on it"
        " follows with the next run."
    ),
    "none": Sentence("{name:text}: changes nothing in value here."),
    "run": Sentence(
        "{name:text}: only a new run can tell, since orders have to be read or models fitted"
        " again. It is left out below."
    ),
}
_IN_PROPORTION = Sentence("{name:text}: every value moves in proportion to it.")


def said(name: str, value: Any, words: Words) -> str:
    """What a definition says, as a reader writes it."""
    f = words.formats
    if value is None or value == {}:
        return words("not stated")
    if name in SHARES:
        return _percent(float(value), words)
    if name == "horizon":
        return horizon(Horizon.parse(value).days, words)
    if isinstance(value, Mapping):
        write = _percent if name == "margin_rates" else _amount
        return ", ".join(
            f"{words('every other') if key == '*' else key}: {write(float(part), words)}"
            for key, part in value.items()
        )
    if name == "customer_days":
        return words.plural("{n:count} day", "{n:count} days", value)
    return f.money(float(value)) if isinstance(value, int | float) else str(value)


def _percent(share: float, words: Words) -> str:
    hundredth = round(100 * share, 9)
    return words.formats.percent(share, 0 if hundredth % 1 == 0 else 2)


def _amount(value: float, words: Words) -> str:
    return words.formats.money(value)


def change(name: str, old: Any, new: Any, words: Words) -> str:
    """One change in a sentence."""
    return words(
        "{name:text}: from {old:text} to {new:text}",
        name=words.say(NAMES[name]),
        old=said(name, old, words),
        new=said(name, new, words),
    )


def effect_sheet(found: Effect, words: Words) -> Sheet:
    """What a change would do to the value of all customers, old and new beside each other."""
    return Sheet(
        slug="effect",
        title=words("What it does to value"),
        question=words("What are all customers worth before and after?"),
        blocks=tuple(_blocks(found, words)),
    )


def _blocks(found: Effect, words: Words) -> Iterator[Grid | str]:
    for name, what in found.told.items():
        in_proportion = what == "counted" and name in OF_MARGIN
        sentence = _IN_PROPORTION if in_proportion else _SAID[what]
        yield words.say(replace(sentence, values={"name": words.say(NAMES[name])}))
    if found.before is None or found.after is None:
        yield words(
            "The newest run was made by other definitions than those in force, or has no forecast:"
            " only a new run can tell the total."
        )
        if found.after is None:
            return
    yield _totals(found, words)
    if found.after.classes is not None:
        yield _classes(found, words)
    if found.retests:
        yield words(
            "A run tests the models anew at the other horizon and may choose another one; its total"
            " then differs from this."
        )
    if found.after.low is None:
        yield words("The interval after the change comes with the next run.")
    if found.after.classes is None:
        yield words("How many customers are in which class then comes with the next run.")
    yield words("By the customers of the run {run:text}.", run=found.run_id)


def _totals(found: Effect, words: Words) -> Grid:
    before, after = found.before, found.after
    return grid(
        "effect",
        words("Value of all customers"),
        columns(
            ("figure", words("Figure"), "text"),
            ("before", _title(words("Now"), before, words), "money"),
            ("after", _title(words("After"), after, words), "money"),
        ),
        [
            (words("Expected"), *_both(before, after, "value")),
            (words("Lower end"), *_both(before, after, "low")),
            (words("Upper end"), *_both(before, after, "high")),
        ],
    )


def _both(before: Total | None, after: Total | None, name: str) -> tuple[Cell, Cell]:
    old, new = (None if one is None else getattr(one, name) for one in (before, after))
    return old, new


def _title(side: str, total: Total | None, words: Words) -> str:
    if total is None:
        return side
    return f"{side} ({horizon(total.horizon_days, words)}, {_percent(total.level, words)})"


def _classes(found: Effect, words: Words) -> Grid:
    before = None if found.before is None else found.before.classes
    after = {} if found.after is None else found.after.classes or {}
    return grid(
        "effect-classes",
        words("Customers in each class"),
        columns(
            ("class", words("Class"), "text"),
            ("before", words("Now"), "count"),
            ("after", words("After"), "count"),
        ),
        (
            (words.say(CLASS_NAMES[name]), None if before is None else before[name], customers)
            for name, customers in after.items()
        ),
    )


def effect_line(found: Effect, words: Words) -> str:
    """The same in one line of a list."""
    before, after = found.before, found.after
    if before is None or after is None or set(found.told.values()) <= {"run"}:
        return words("What it does to the total, only a run could tell.")
    line = words(
        "Value of all customers: {old:money} before, {new:money} after.",
        old=before.value,
        new=after.value,
    )
    if found.waits:
        names = ", ".join(words.say(NAMES[name]) for name in found.waits)
        line += " " + words("Not in it: {names:text}.", names=names)
    return line
