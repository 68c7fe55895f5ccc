"""Parts of the sheet of acquisition: months, campaigns, cohorts and customers by rank."""

from collections.abc import Iterable
from math import isfinite

from volver.domain.acquisition import Acquisition, BreakEven, Covered, Inversion, Rank
from volver.domain.estimate import Answer, Estimate
from volver.present.sheet import Cell, Column, Grid, Unit
from volver.present.words import Words


def named(name: str | None, words: Words) -> str:
    """A channel, campaign or country as a row is called."""
    return words("not known") if name is None else name


def ends(answer: Answer | None) -> tuple[Cell, Cell, Cell]:
    """A number and its interval as cells; empty where there is none."""
    if not isinstance(answer, Estimate):
        return None, None, None
    low, high = (end if isfinite(end) else None for end in (answer.low, answer.high))
    return answer.value, low, high


def three(name: str, title: str, unit: Unit, words: Words) -> tuple[Column, Column, Column]:
    """The columns of a number and its interval."""
    return (
        Column(name, title, unit),
        Column(f"{name}_low", words("{figure:text}, from", figure=title), unit),
        Column(f"{name}_high", words("{figure:text}, to", figure=title), unit),
    )


def covered(found: BreakEven, words: Words) -> str:
    """The state of a break-even in words; its day stands beside it."""
    if found.below_again:
        return words("covered once, below again")
    return {
        Covered.ON: words("covered"),
        Covered.NOT_YET: words("not yet"),
        Covered.NEVER: words("never at this rate"),
        Covered.FREE: words("no spend"),
    }[found.state]


def by_month(found: Acquisition, words: Words) -> Grid:
    """CAC blended and paid, month after month."""
    return Grid(
        slug="cac_by_month",
        title=words("What a new customer costs, by month"),
        columns=(
            Column("month", words("Month"), "month"),
            Column("spend", words("Spend"), "money"),
            Column("new_customers", words("New customers"), "count"),
            Column("cac_blended", words("CAC, blended"), "money"),
            Column("paid_spend", words("Spend with a channel"), "money"),
            Column("paid_customers", words("New customers, paid channels"), "count"),
            Column("cac_paid", words("CAC, paid"), "money"),
        ),
        rows=tuple(
            (
                blended.month,
                blended.total,
                blended.customers,
                blended.cac,
                paid.total,
                paid.customers,
                paid.cac,
            )
            for blended, paid in found.cac.by_month
        ),
        partial=frozenset(
            (at, column)
            for at, (blended, _) in enumerate(found.cac.by_month)
            for column in range(1, 7)
            if blended.month == 12 * found.as_of.year + found.as_of.month - 1
        ),
        caution=words(
            "Spend often works in a later month than its own: read single months with care. The"
            " month of the observation date may not have ended."
        ),
    )


def by_campaign(found: Acquisition, words: Words) -> Grid:
    """CAC by campaign."""
    return Grid(
        slug="cac_by_campaign",
        title=words("What a new customer costs, by campaign"),
        columns=(
            Column("channel", words("Channel"), "text"),
            Column("campaign", words("Campaign"), "text"),
            Column("spend", words("Spend"), "money"),
            Column("new_customers", words("New customers"), "count"),
            Column("cac", words("CAC"), "money"),
        ),
        rows=tuple(
            (
                named(row.channel, words),
                named(row.campaign, words),
                row.total,
                row.customers,
                row.cac if row.campaign is not None else None,
            )
            for row in found.cac.by_campaign
        ),
    )


def cohorts(found: Acquisition, words: Words) -> Grid:
    """Margin of each month's new customers against what they cost, by channel."""
    rows = []
    for row in found.cohorts:
        count, even, curve = row.won.customers, row.break_even, row.curve
        known = row.is_all or row.won.channel is not None
        rows.append(
            (
                row.won.month,
                words("all") if row.is_all else named(row.won.channel, words),
                count,
                row.won.total,
                row.won.cac if known else None,
                row.margin / count if count else None,
                row.margin - row.won.total if known else None,
                row.months_lived,
                covered(even, words),
                even.day,
                curve.month if curve else None,
            )
        )
    return Grid(
        slug="cohorts_against_cac",
        title=words("Are the customers we win profitable? Margin of each month against its cost"),
        columns=(
            Column("cohort", words("First order in"), "month"),
            Column("channel", words("Channel"), "text"),
            Column("new_customers", words("New customers"), "count"),
            Column("spend", words("Spend"), "money"),
            Column("cac", words("CAC"), "money"),
            Column("margin", words("Margin per customer"), "money"),
            Column("balance", words("Margin less spend"), "money"),
            Column("months_lived", words("Months that all have lived"), "months"),
            Column("break_even", words("Break-even"), "text"),
            Column("break_even_day", words("Break-even on"), "day"),
            Column("payback_months", words("Payback"), "months"),
        ),
        rows=tuple(rows),
        caution=words(
            "Margin is to date: a young month has had less time than an old one, so compare months"
            " only by the months that all of them have lived."
        ),
    )


def inversions(found: Inversion, words: Words) -> Iterable[Grid]:
    """Customers whose rank by revenue is not that by margin, from both ends."""
    if found.dear:
        title = words("Lower by margin than by revenue")
        yield _ranks("much_income_little_margin", title, found.dear, words)
    if found.quiet:
        title = words("Higher by margin than by revenue")
        yield _ranks("little_income_much_margin", title, found.quiet, words)


def _ranks(slug: str, title: str, ranks: tuple[Rank, ...], words: Words) -> Grid:
    return Grid(
        slug=slug,
        title=title,
        columns=(
            Column("customer", words("Customer"), "text"),
            Column("rank_by_revenue", words("Rank by revenue"), "count"),
            Column("rank_by_margin", words("Rank by margin"), "count"),
            Column("revenue", words("Revenue"), "money"),
            Column("margin", words("Margin"), "money"),
            Column("service", words("Cost to serve"), "money"),
            Column("expected", words("Still expected"), "money"),
        ),
        rows=tuple(
            (
                rank.customer_id,
                rank.by_revenue,
                rank.by_margin,
                rank.revenue,
                rank.margin,
                rank.service,
                rank.expected,
            )
            for rank in ranks
        ),
        caution=words(
            "Margin is to date, less cost to serve where it is known. Places of 1 bring most; those"
            " whose two places are furthest apart stand first."
        ),
    )
