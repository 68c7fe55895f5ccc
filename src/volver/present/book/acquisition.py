"""The sheet of acquisition, as people read it: what customers cost, bring, and when they pay."""

from collections.abc import Callable, Iterable

from volver.domain.acquisition import (
    CATEGORIES,
    USUAL_RATIO,
    Acquisition,
    Channel,
    Covered,
    Referral,
    Won,
)
from volver.domain.estimate import Estimate
from volver.present.book.acquired import (
    by_campaign,
    by_month,
    cohorts,
    covered,
    ends,
    inversions,
    named,
    three,
)
from volver.present.charts.payback import payback
from volver.present.drawing import PAGE, Drawing
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.words import Words

CHARTS = 3
"""Channels with a curve of their own, those with most spend first."""


def sheet(found: Acquisition, words: Words) -> Sheet:
    """All of it in one language; tables of costs where something was spent."""
    is_paid = bool(found.cac.blended.total)
    return Sheet(
        slug="acquisition",
        title=words("Acquisition"),
        question=words("Are the customers we win profitable, and how much may one cost?"),
        blocks=(
            *_summary(found, words),
            *_alerts(found, words),
            *((_cac(found, words),) if is_paid else ()),
            _value(found, words),
            _payback(found, words),
            *_charts(found, words),
            *((grid(found, words) for grid in (by_month, by_campaign, cohorts)) if is_paid else ()),
            *_ceilings(found, words),
            *inversions(found.inversion, words),
            *_referral(found.referral, words),
        ),
        needs=tuple(_needs(found, words)),
    )


def _summary(found: Acquisition, words: Words) -> Iterable[str]:
    costs = found.cac
    yield words(
        "From {since:day} to {until:day}: {new:count} new customers, and {spend:money} spent on"
        " winning them.",
        since=costs.since,
        until=found.as_of,
        new=costs.blended.customers,
        spend=costs.blended.total,
    )
    if costs.before:
        yield words(
            "{before:count} customers came before and are not counted.", before=costs.before
        )
    if costs.blended.cac is not None and costs.blended.total:
        yield words("CAC, blended: {cac:money} for each new customer.", cac=costs.blended.cac)
    if costs.paid.cac is not None:
        yield words(
            "CAC, paid: {cac:money} for each new customer of a channel with spend.",
            cac=costs.paid.cac,
        )
    basis = words.term(found.basis)
    if found.is_after_service:
        yield words("Money counts {basis:text}, less cost to serve.", basis=basis)
    else:
        yield words("Money counts {basis:text}; no cost to serve is known.", basis=basis)
    yield words(
        "LTV is discounted at {rate:percent} a year to the first order: margin to date, and what"
        " the forecast expects within {days:count} days more. “3:1” and “payback within 12 months”"
        " are conventions of the trade, not findings.",
        rate=found.annual_rate,
        days=found.horizon_days,
    )


def _alerts(found: Acquisition, words: Words) -> Iterable[str]:
    for channel in found.over:
        told = {
            "channel": named(channel.won.channel, words),
            "cac": channel.won.cac,
            "ceiling": channel.ceiling.value if isinstance(channel.ceiling, Estimate) else 0.0,
            "months": found.payback_months,
        }
        if channel.is_surely_over:
            yield words(
                "Alert: {channel:text} pays {cac:money} for a customer; {months:count} months allow"
                " {ceiling:money}, and even the upper end of that is less.",
                **told,
            )
        else:
            yield words(
                "Alert: {channel:text} pays {cac:money} for a customer; {months:count} months allow"
                " {ceiling:money}, though the interval leaves it open.",
                **told,
            )


def _needs(found: Acquisition, words: Words) -> Iterable[str]:
    if not found.cac.blended.total:
        yield words("Spend by day and channel: without it there is no CAC and no payback.")
    if all(row.channel is None for row in found.cac.by_channel):
        yield words("The channel of each customer: without it only the blended CAC is known.")
    if not found.is_after_service:
        yield words("Interactions or unit costs: without them margin is before cost to serve.")
    if not isinstance(found.whole.ltv, Estimate):
        yield words("LTV: {why:text}", why=words.why(found.whole.ltv))
    if found.referral is None:
        yield words("Who recommended us, by customer: without it nothing is said of referrals.")


def _cac(found: Acquisition, words: Words) -> Grid:
    titles = {
        "marketing": words("Marketing"),
        "advertising": words("Advertising"),
        "commissions": words("Commissions"),
        "other": words("Other costs"),
    }
    without = {
        "marketing": words("CAC without marketing"),
        "advertising": words("CAC without advertising"),
        "commissions": words("CAC without commissions"),
        "other": words("CAC without other costs"),
    }

    def row(name: str, won: Won, unknown: bool = False) -> tuple[Cell, ...]:
        return (
            name,
            won.total,
            *(won.spend.get(category, 0.0) for category in CATEGORIES),
            won.customers,
            None if unknown else won.cac,
            *(None if unknown else won.without(category) for category in CATEGORIES),
        )

    costs = found.cac
    return Grid(
        slug="cac_by_channel",
        title=words("What a new customer costs, by channel"),
        columns=(
            Column("channel", words("Channel"), "text"),
            Column("spend", words("Spend"), "money"),
            *(Column(name, titles[name], "money") for name in CATEGORIES),
            Column("new_customers", words("New customers"), "count"),
            Column("cac", words("CAC"), "money"),
            *(Column(f"cac_without_{name}", without[name], "money") for name in CATEGORIES),
        ),
        rows=(
            *(row(named(won.channel, words), won, won.channel is None) for won in costs.by_channel),
            row(words("paid: channels with spend"), costs.paid),
            row(words("blended: all of it"), costs.blended),
        ),
        caution=words(
            "Spend of a channel over the customers whose first order came by it in the same period."
            " A channel with spend and no customer, or the reverse, has a row all the same. Who"
            " would have come anyway is counted as won."
        ),
    )


def _value(found: Acquisition, words: Words) -> Grid:
    def row(name: str, channel: Channel, unknown: bool = False) -> tuple[Cell, ...]:
        count = channel.won.customers
        each = (channel.revenue, channel.first_margin, channel.margin, channel.service)
        return (
            name,
            count,
            *(money / count if count else None for money in each),
            *ends(channel.ltv),
            *ends(None if unknown else channel.ratio),
            channel.retention_spend if count else None,
            *ends(None if unknown else channel.mroi),
        )

    return Grid(
        slug="channel_value",
        title=words("What a customer brings, by channel"),
        columns=(
            Column("channel", words("Channel"), "text"),
            Column("new_customers", words("New customers"), "count"),
            Column("revenue", words("Revenue per customer"), "money"),
            Column("first_margin", words("Margin of the first order"), "money"),
            Column("margin", words("Margin per customer"), "money"),
            Column("service", words("Cost to serve"), "money"),
            *three("ltv", words("LTV"), "money", words),
            *three("ltv_to_cac", words("LTV:CAC"), "ratio", words),
            Column("retention_spend", words("Retention spend"), "money"),
            *three("mroi", words("MROI"), "ratio", words),
        ),
        rows=_each(found, words, row),
        caution=words(
            "Intervals are of the mean customer: how customers scatter, and the doubt of the"
            " forecast, which moves all channels together. MROI is (LTV - CAC) / (CAC + discounted"
            " retention spend); retention spend of a day is borne alike by all who were customers."
            " LTV:CAC above {usual:decimal} is a convention.",
            usual=USUAL_RATIO,
        ),
    )


def _payback(found: Acquisition, words: Words) -> Grid:
    def row(name: str, channel: Channel, unknown: bool = False) -> tuple[Cell, ...]:
        even, curve = channel.break_even, channel.curve
        return (
            name,
            None if unknown else channel.won.cac,
            *ends(channel.ceiling),
            channel.is_over and not unknown,
            covered(even, words),
            even.day,
            even.ahead if even.state in (Covered.NOT_YET, Covered.NEVER) else None,
            curve.month,
            curve.earliest,
            curve.latest,
            len(curve.margin) or None,
            *(channel.customers.get(state, 0) for state in Covered),
        )

    return Grid(
        slug="channel_payback",
        title=words("What a customer may cost, and when it is paid back"),
        columns=(
            Column("channel", words("Channel"), "text"),
            Column("cac", words("CAC"), "money"),
            *three("ceiling", words("CAC ceiling"), "money", words),
            Column("is_over", words("Above the ceiling"), "text"),
            Column("break_even", words("Break-even"), "text"),
            Column("break_even_day", words("Break-even on"), "day"),
            Column("margin_ahead", words("Still expected"), "money"),
            Column("payback_months", words("Payback"), "months"),
            Column("payback_earliest", words("Payback, earliest"), "months"),
            Column("payback_latest", words("Payback, latest"), "months"),
            Column("months_seen", words("Months seen"), "months"),
            Column("customers_covered", words("Customers who covered their CAC"), "count"),
            Column("customers_not_yet", words("Customers not yet"), "count"),
            Column("customers_never", words("Customers never at this rate"), "count"),
            Column("customers_free", words("Customers without spend"), "count"),
        ),
        rows=_each(found, words, row),
        caution=words(
            "The ceiling is the discounted margin that is expected within {months:count} months of"
            " the first order: what was lived is counted, the rest is taken from the forecast, day"
            " by day. “Never at this rate”: margin to date, and the larger of what the model"
            " expects within {days:count} days and what the pace since the first orders would bring"
            " in that time, together stay below the cost. Months of payback are of the customers"
            " who have lived them all.",
            months=found.payback_months,
            days=found.horizon_days,
        ),
    )


def _charts(found: Acquisition, words: Words) -> Iterable[Drawing]:
    if found.whole.curve.margin:
        yield payback(found.whole.curve, words("All channels"), words, PAGE)
    paying = [row for row in found.channels if row.won.total > 0 and row.curve.margin]
    known = [row for row in paying if row.won.channel is not None]
    for at, row in enumerate(known[:CHARTS], start=1):
        yield payback(row.curve, named(row.won.channel, words), words, PAGE, f"payback_{at}")


def _ceilings(found: Acquisition, words: Words) -> Iterable[Grid]:
    if found.ceilings:
        yield Grid(
            slug="cac_ceiling_by_country",
            title=words("What a customer of each country may cost"),
            columns=(
                Column("country", words("Country"), "text"),
                Column("customers", words("Customers"), "count"),
                *three("ceiling", words("CAC ceiling"), "money", words),
            ),
            rows=tuple(
                (named(row.segment, words), row.customers, *ends(row.most))
                for row in found.ceilings
            ),
        )


def _referral(found: Referral | None, words: Words) -> Iterable[Grid | str]:
    if found is None:
        return
    yield Grid(
        slug="referral",
        title=words("Customers who bring customers"),
        columns=(
            Column("customers", words("Customers"), "count"),
            Column("referred", words("Referred"), "count"),
            Column("referral_rate", words("Referral rate"), "share"),
            Column("advocates", words("Customers who brought one"), "count"),
            Column("invitations_each", words("Invitations per customer (i)"), "ratio"),
            Column("conversion", words("New customers per invitation (c)"), "ratio"),
            Column("k", words("K = i x c"), "ratio"),
            Column("per_seed", words("Customers from one seed, 1 / (1 - K)"), "ratio"),
            Column("spend", words("Spend"), "money"),
            Column("cac", words("CAC"), "money"),
            *three("referred_ltv", words("LTV of the referred"), "money", words),
            *three("other_ltv", words("LTV of the others"), "money", words),
            *three("difference", words("Difference"), "money", words),
        ),
        rows=(
            (
                found.customers,
                found.referred,
                found.rate,
                found.advocates,
                found.sent if found.invitations else None,
                found.conversion,
                found.k,
                found.per_seed,
                found.won.total,
                found.won.cac,
                *ends(found.referred_ltv),
                *ends(found.other_ltv),
                *ends(found.difference),
            ),
        ),
        caution=words(
            "The difference is selection, not an effect: customers recommend to people like"
            " themselves, who might have come anyway. Only an experiment tells."
        ),
    )


def _each(
    found: Acquisition, words: Words, row: Callable[..., tuple[Cell, ...]]
) -> tuple[tuple[Cell, ...], ...]:
    """A row for each channel, and one for all."""
    return (
        *(
            row(named(channel.won.channel, words), channel, channel.won.channel is None)
            for channel in found.channels
        ),
        row(words("all"), found.whole),
    )
