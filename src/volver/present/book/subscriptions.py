"""The sheet of recurring revenue and churn."""

from volver.domain.service import SubscriptionFigures, Waterfall
from volver.present.book import figures
from volver.present.book.cells import said
from volver.present.sheet import Column, Grid, Sheet
from volver.present.words import Words


def sheet(found: SubscriptionFigures, words: Words) -> Sheet:
    """The waterfall, the rates month by month, and churn by a model apart from that by contract."""
    grids = [
        _waterfall(found.months, words) if found.months else None,
        figures.by_month(
            "rates", words("Retention and churn, month by month"), found.by_month, words
        ),
        *figures.whole("modelled", found.modelled, found.level, words),
    ]
    needs = figures.needs((*found.by_month, *found.modelled), words)
    return Sheet(
        slug="subscriptions",
        title=words("Recurring revenue and churn"),
        question=words("How much recurring revenue came, grew, shrank and went?"),
        blocks=tuple(grid for grid in grids if grid is not None),
        needs=needs,
        finding=_finding(found.months, words) or " ".join(needs[:1]),
    )


def _finding(months: tuple[Waterfall, ...], words: Words) -> str:
    if not months:
        return ""
    last = months[-1]
    return words(
        "Recurring revenue is {end:money} a month; {came:money} came and {went:money} went since"
        " {month:text} began.",
        end=float(last.end),
        came=float(last.new + last.expansion + last.reactivated),
        went=float(last.contraction + last.churned),
        month=said(last.period, "month", words),
    )


def _waterfall(months: tuple[Waterfall, ...], words: Words) -> Grid:
    return Grid(
        slug="waterfall",
        title=words("Recurring revenue a month, from the start of each month to its end"),
        columns=(
            Column("month", words("Month"), "month"),
            Column("start", words("Start"), "money"),
            Column("new", words("New"), "money"),
            Column("expansion", words("Expansion"), "money"),
            Column("reactivated", words("Reactivated"), "money"),
            Column("contraction", words("Contraction"), "money"),
            Column("churned", words("Churned"), "money"),
            Column("end", words("End"), "money"),
        ),
        rows=tuple(
            (
                month.period,
                *(float(came) for came in (month.start, month.new, month.expansion)),
                float(month.reactivated),
                *(0.0 - float(went) for went in (month.contraction, month.churned)),
                float(month.end),
            )
            for month in months
        ),
        caution=words("Each row adds up: what was lost is below zero."),
    )
