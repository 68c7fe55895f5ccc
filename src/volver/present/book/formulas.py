"""What is a customer worth, and why do formulas differ: the sheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from volver.domain.estimate import NotEnough
from volver.domain.formulas import Chain, Formula, Parts, Result, Worth
from volver.present import charts, findings
from volver.present.book.formula_names import CHANGES, FORMULAS, WRITTEN
from volver.present.book.formula_tables import (
    clv_grid,
    components_grid,
    profit_grids,
    replacing_grid,
    sensitivity_grid,
    variants_grid,
)
from volver.present.drawing import PAGE, Drawing
from volver.present.records import Concentration
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.words import Words

Block = Grid | Drawing | str


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of the sheet."""

    worth: Worth
    past: Concentration | None
    """Of margin to date."""
    expected: Concentration | None
    """Of value."""


def sheet(found: Found, words: Words) -> Sheet:
    """The page: each formula, the bridge between them, and what moves the value."""
    worth = found.worth
    return Sheet(
        slug="value",
        title=words("Value"),
        question=words("What is a customer worth, and why do formulas differ?"),
        blocks=(
            *_formulas(worth, words),
            *_bridge(worth, words),
            *_parts(worth, words),
            *_tornado(worth, words),
            *components_grid(worth, words),
            *clv_grid(worth, words),
            *variants_grid(worth, words),
            *replacing_grid(worth, words),
            *_spread(found, words),
            *profit_grids(worth, words),
        ),
        needs=tuple(dict.fromkeys(_needs(worth, words))),
    )


def _formulas(worth: Worth, words: Words) -> Iterator[Block]:
    """Every formula, by its name, with what its money counts."""
    rows = [_row(result, worth, words) for result in worth.results]
    if not isinstance(worth.components, NotEnough):
        value = worth.components.value
        rows.append(
            (
                words.say(FORMULAS[Formula.MODEL]), value.value, value.low, value.high,
                words.term(worth.basis.label), findings.horizon(worth.horizon_days, words),
                words.say(WRITTEN[Formula.MODEL]),
            )
        )  # fmt: skip
    if not rows:
        return
    yield Grid(
        "formulas",
        words("Five formulas and the model"),
        (
            Column("formula", words("Formula"), "text"),
            Column("value", words("Value of a customer"), "money"),
            Column("low", words("At least"), "money"),
            Column("high", words("At most"), "money"),
            Column("basis", words("Basis"), "text"),
            Column("horizon", words("Horizon"), "text"),
            Column("written", words("How"), "text"),
        ),
        tuple(rows),
        words(
            "Intervals of formulas hold the truth in {level:percent} of cases if the formula itself"
            " is right: they count the doubt of retention and of money per customer only.",
            level=worth.level,
        ),
    )
    for result in worth.otherwise:
        if isinstance(result.answer, NotEnough):
            continue
        yield words(
            "{formula:text} on another basis, {basis:text}: {value:money}. {notice:text}",
            formula=words.say(FORMULAS[result.formula]),
            basis=words.term(result.basis),
            value=result.answer.value,
            notice=words.term(result.notice).rstrip(".") + ".",
        )


def _row(result: Result, worth: Worth, words: Words) -> tuple[Cell, ...]:
    named = words.say(FORMULAS[result.formula])
    basis, written = words.term(result.basis), words.say(WRITTEN[result.formula])
    is_forecast = result.formula in (Formula.FORECAST, Formula.MARGIN)
    ahead = findings.horizon(worth.horizon_days, words) if is_forecast else words("a whole life")
    if isinstance(result.answer, NotEnough):
        return (named, None, None, None, basis, ahead, words.why(result.answer))
    said = result.answer
    return (named, said.value, said.low, said.high, basis, ahead, written)


def _bridge(worth: Worth, words: Words) -> Iterator[Block]:
    if isinstance(worth.bridge, NotEnough):
        return
    yield charts.bridge(worth.bridge, words, PAGE)
    at = worth.bridge.start
    rows = []
    for step in worth.bridge.steps:
        reached = words.say(FORMULAS[step.arrives]) if step.arrives else ""
        rows.append(
            (
                words.say(FORMULAS[at]), words.say(CHANGES[step.change]), float(step.amount),
                float(step.level), reached,
            )
        )  # fmt: skip
        at = step.arrives or at
    yield Grid(
        "bridge",
        words("Why do these differ?"),
        (
            Column("after", words("After"), "text"),
            Column("change", words("Change"), "text"),
            Column("amount", words("Amount"), "money"),
            Column("level", words("Value of a customer"), "money"),
            Column("reached", words("Formula reached"), "text"),
        ),
        tuple(rows),
        words(
            "Formulas are of one average customer of the last year; the model looks ahead at all"
            " customers there are, those who have gone quiet too."
        ),
    )


def _parts(worth: Worth, words: Words) -> Iterator[Block]:
    if isinstance(worth.parts, NotEnough) or isinstance(worth.chain, NotEnough):
        return
    yield _chain(worth.chain, words)
    yield Grid(
        "parts",
        words("What the formulas are made of"),
        (
            Column("part", words("Part"), "text"),
            Column("amount", words("Amount"), "money"),
            Column("number", words("Number"), "ratio"),
            Column("unit", words("Unit"), "text"),
        ),
        tuple(_part_rows(worth.parts, words)),
    )
    if not isinstance(worth.stay, NotEnough):
        yield words(
            "Average life is 1 ÷ churn: of {before:count} customers who ordered in {days:count}"
            " days, {kept:count} ordered again in the {days:count} days after, so that"
            " {retention:percent} are there a year on. It takes everybody to leave at one rate for"
            " ever, and whoever orders seldom to have left; it is a rule, not an observed end.",
            before=worth.stay.before,
            days=worth.stay.days,
            kept=worth.stay.kept,
            retention=worth.stay.retention,
        )


def _chain(chain: Chain, words: Words) -> Grid:
    """The five numbers, each from those before it."""
    return Grid(
        "chain",
        words("The chain formula, step by step"),
        (
            Column("step", words("Step"), "text"),
            Column("amount", words("Amount"), "money"),
            Column("number", words("Number"), "ratio"),
        ),
        (
            (words("Average purchase, before refunds"), chain.order_value, None),
            (words("× purchases of a customer a year"), None, chain.orders_per_year),
            (words("= value of a customer a year"), chain.customer_value, None),
            (words("× years of life"), None, chain.years),
            (words("= value of a life"), chain.lifetime_value, None),
        ),
    )


def _part_rows(parts: Parts, words: Words) -> Iterator[tuple[Cell, ...]]:
    yield words("Average purchase, after refunds"), parts.net_order, None, words("an order")
    yield (
        words("Resale rate: orders after the first"), None, parts.repeat_orders_per_year,
        words("per customer and year"),
    )  # fmt: skip
    yield words("Retention"), None, parts.retention, words("share still there a year on")
    if parts.margin_share is not None:
        yield words("Margin"), None, parts.margin_share, words("of revenue after refunds")
    if parts.service_per_year is not None:
        yield words("Cost to serve"), parts.service_per_year, None, words("per customer and year")
    if parts.cac is not None:
        yield words("CAC, blended"), parts.cac, None, words("per customer won in the year")


def _tornado(worth: Worth, words: Words) -> Iterator[Block]:
    if isinstance(worth.sensitivity, NotEnough):
        return
    yield charts.tornado(worth.sensitivity, words, PAGE)
    yield from sensitivity_grid(worth.sensitivity, worth.rate, words)


def _spread(found: Found, words: Words) -> Iterator[Block]:
    if found.past is None and found.expected is None:
        return
    yield charts.concentration(found.expected, found.past, words, PAGE)
    if said := findings.against_the_claim(found.expected, found.past, words):
        yield said


def _needs(worth: Worth, words: Words) -> Iterator[str]:
    """Why figures are missing, and what it would take."""
    whole = (
        worth.parts, worth.bridge, worth.sensitivity, worth.components, worth.clv, worth.replacing
    )  # fmt: skip
    for absent in (*whole, *(result.answer for result in worth.results)):
        if isinstance(absent, NotEnough):
            yield words.why(absent)
    if not worth.has_service_costs:
        yield words(
            "Cost to serve needs costs of contacts, orders or returns: in the settings, or with the"
            " interactions."
        )
