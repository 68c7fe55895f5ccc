"""The smaller tables of the sheet on value."""

from collections.abc import Iterator

from volver.domain.estimate import NotEnough
from volver.domain.formulas import ProfitRow, Sensitivity, Worth
from volver.present import findings
from volver.present.book.formula_names import FORMULAS, KINDS, LEVERS
from volver.present.sheet import Column, Grid
from volver.present.words import Words

CLAIM = 5
"""Winning a customer is said to cost so many times what keeping one does."""
PRINTED = ((0.6, 2.154), (0.7, 2.667), (0.8, 3.5), (0.9, 5.091))
"""Retention elasticities at 12 % a year: (1 + i) / (1 + i - r)."""
Block = Grid | str


def sensitivity_grid(found: Sensitivity, rate: float, words: Words) -> Iterator[Block]:
    """Levers ranked, and how elastic value is to retention beside what is in print."""
    f = words.formats
    yield Grid(
        "sensitivity",
        words("What moves the value of a customer"),
        (
            Column("lever", words("Lever"), "text"),
            Column("change", words("Change"), "money"),
            Column("share", words("Of the value"), "share"),
        ),
        tuple((words.say(LEVERS[s.lever]), s.change, s.share) for s in found.shifts),
        words(
            "{formula:text} within the horizon, {value:money}, with one lever moved at a time.",
            formula=words.say(FORMULAS[found.formula]),
            value=found.value,
        ),
    )
    yield words(
        "With no horizon, retention up by one per cent raises the margin still to come by"
        " {own:text}% here, at {rate:percent} a year. Published for 12% a year, by retention:"
        " {printed:text}.",
        own=f.number(found.elasticity, 2),
        rate=rate,
        printed=", ".join(f"{f.percent(r)} → {f.number(e, 3)}" for r, e in PRINTED),
    )


def components_grid(worth: Worth, words: Words) -> Iterator[Block]:
    """How long, how often, how much: the forecast taken apart."""
    found = worth.components
    if isinstance(found, NotEnough):
        return
    f = words.formats
    often = (
        words("How often: expected orders per customer")
        if found.alive is None
        else words("How often: expected orders per customer alive")
    )
    long = words("How long: mean P(alive) on the observation date")
    rows = [(long, None, found.alive)] if found.alive is not None else []
    yield Grid(
        "components",
        words("The forecast has three unknowns"),
        (
            Column("part", words("Part"), "text"),
            Column("amount", words("Amount"), "money"),
            Column("number", words("Number"), "ratio"),
        ),
        (
            *rows,
            (often, None, found.orders),
            (words("How much: discounted margin of an order"), found.margin_per_order, None),
            (words("Their product: mean value of a customer"), found.value.value, None),
        ),
        words(
            "A forecast over {horizon:text}, on this basis: {basis:text}. The mean lies between"
            " {low:text} and {high:text} in {level:percent} of cases.",
            horizon=findings.horizon(worth.horizon_days, words),
            basis=words.term(worth.basis.label),
            low=f.money(found.value.low),
            high=f.money(found.value.high),
            level=found.value.level,
        ),
    )


def clv_grid(worth: Worth, words: Words) -> Iterator[Block]:
    """Historic, expected and total."""
    found = worth.clv
    if isinstance(found, NotEnough):
        return
    past, ahead, total, n = float(found.past), found.expected, found.total, found.customers
    each = n or 1
    horizon = findings.horizon(worth.horizon_days, words)
    yield Grid(
        "clv",
        words("Brought so far, and still to come"),
        (
            Column("which", words("Which"), "text"),
            Column("value", words("All customers"), "money"),
            Column("low", words("At least"), "money"),
            Column("high", words("At most"), "money"),
            Column("mean", words("Per customer"), "money"),
            Column("horizon", words("Horizon"), "text"),
        ),
        (
            (words("Historic: to date"), past, past, past, past / each, ""),
            (words("Expected: value"), ahead.value, ahead.low, ahead.high, ahead.value / each,
             horizon),
            (words("Total"), total.value, total.low, total.high, total.value / each, horizon),
        ),
        words(
            "Basis: {basis:text}. What was brought is not discounted; what is to come is, at"
            " {rate:percent} a year.",
            basis=words.term(worth.basis.label),
            rate=worth.rate,
        ),
    )  # fmt: skip


def variants_grid(worth: Worth, words: Words) -> Iterator[Block]:
    """One customer in the four formulas for constant retention."""
    if not worth.variants:
        return
    yield Grid(
        "variants",
        words("One customer, four printed formulas"),
        (
            Column("first", words("First payment"), "text"),
            Column("cash", words("Cash is booked"), "text"),
            Column("value", words("Value of a customer"), "money"),
        ),
        tuple(
            (
                words("counted") if one.includes_first else words("not counted"),
                words("at the start of a year") if one.at_start else words("at the end of a year"),
                one.value,
            )
            for one in worth.variants
        ),
        words(
            "The same yearly money, retention and rate, with no horizon. Ask of every CLV which of"
            " these it is (Fader & Hardie, note 024)."
        ),
    )


def replacing_grid(worth: Worth, words: Words) -> Iterator[Block]:
    """Losing and replacing a customer against keeping one, and the claim beside it."""
    found = worth.replacing
    if isinstance(found, NotEnough):
        return
    f = words.formats
    yield Grid(
        "replacing",
        words("Losing and replacing a customer, against keeping one"),
        (Column("part", words("Part"), "text"), Column("amount", words("Amount"), "money")),
        (
            (words("CAC, blended"), found.cac),
            (words("Lost margin: of a customer who was kept"), found.lost_margin),
            (words("Retention spend per customer kept"), found.retention_cost),
            (words("What a customer won brings back"), found.won_margin),
        ),
        words("Margins and retention spend of the last {days:count} days.", days=found.days),
    )
    yield words(
        "Losing and replacing a customer costs {times:text} times what keeping one does; with what"
        " the new one brings taken off, {net:text} times. It is often claimed to be {claim:count}"
        " times: a claim to compare, not a figure of this company.",
        times=f.number(found.times, 1),
        net=f.number(found.net_times, 1),
        claim=CLAIM,
    )


def profit_grids(worth: Worth, words: Words) -> Iterator[Block]:
    """Income less cost to serve: groups that sum to the total, and the largest losses."""
    if not worth.has_service_costs:
        return
    columns = (
        Column("income", words("Income"), "money"),
        Column("service", words("Cost to serve"), "money"),
        Column("profit", words("Profit"), "money"),
    )

    def money(row: ProfitRow) -> tuple[float, float, float]:
        return float(row.income), float(row.service), float(row.profit)

    yield Grid(
        "profit",
        words("Income less cost to serve, to date"),
        (
            Column("group", words("Group"), "text"),
            Column("customers", words("Customers"), "count"),
            *columns,
        ),
        (
            *(
                (words.say(KINDS[row.name]), row.customers, *money(row))
                for row in worth.profit.groups
            ),
            (words("Total"), worth.profit.total.customers, *money(worth.profit.total)),
        ),
        words("Basis of income: {basis:text}.", basis=words.term(worth.basis.label)),
    )
    if worth.profit.lowest:
        yield Grid(
            "largest_losses",
            words("The customers with the largest losses"),
            (Column("customer_id", words("Customer"), "text"), *columns),
            tuple((row.name, *money(row)) for row in worth.profit.lowest),
        )
