"""Repeat orders through time: what came, and what a model fitted on part of it says."""

from datetime import timedelta
from typing import Any

from volver.domain.evidence import Period, Tracking
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words


def tracking(found: Tracking, words: Words, palette: Palette = PAPER) -> Drawing:
    """Repeat orders of each week, or of four weeks, what came against what the model says."""
    each = _length(found, words)
    return Drawing(
        name="tracking",
        title=_finding(found, words),
        description=words(
            "Repeat orders of the {n:count} customers known when the test begins, {each:text}. The "
            "model saw only the orders up to {day:day}.",
            n=found.customers,
            each=each,
            day=found.fitted_to,
        ),
        marks=_lines(found, found.periods, words("Repeat orders"), words, palette),
        table=_table(found.periods, words("Up to"), words),
        config=style(palette, words),
    )


def tracking_total(found: Tracking, words: Words, palette: Palette = PAPER) -> Drawing:
    """Cumulative repeat orders, what came against what the model says."""
    sums = found.sums
    return Drawing(
        name="tracking_total",
        title=words(
            "By {day:day} the model's repeat orders are {gap:percent} away from what came.",
            day=sums[-1].until,
            gap=abs(sums[-1].model / sums[-1].actual - 1),
        )
        if sums[-1].actual
        else words("By {day:day} nobody has come back.", day=sums[-1].until),
        description=words(
            "Repeat orders added up by day. The model saw only the orders up to {day:day}.",
            day=found.fitted_to,
        ),
        marks=_lines(found, sums, words("Repeat orders so far"), words, palette),
        table=_table(sums, words("Day"), words),
        config=style(palette, words),
    )


def _lines(
    found: Tracking, periods: tuple[Period, ...], counted: str, words: Words, palette: Palette
) -> "alt.LayerChart":
    actual, model = words("what came"), words("model")
    rows: list[dict[str, Any]] = [
        {"day": period.until.isoformat(), "orders": round(orders, 3), "which": which}
        for period in periods
        for orders, which in ((period.actual, actual), (period.model, model))
    ]
    split = on([{"day": found.fitted_to.isoformat()}])
    names, colours = [model, actual], [palette.first, palette.second]
    return stack(
        [
            split.mark_rule(color=palette.ink, strokeDash=[2, 3], strokeWidth=1.2).encode(
                x=alt.X("day:T")
            ),
            split.mark_text(align="right", dx=-6, baseline="top").encode(
                x="day:T", y=alt.value(0), text=alt.value(words("the test begins"))
            ),
            on(rows)
            .mark_line(strokeWidth=2.5)
            .encode(
                x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=4)),
                y=alt.Y(
                    "orders:Q",
                    title=counted,
                    axis=alt.Axis(format=",.0f", tickMinStep=1),
                    scale=alt.Scale(zero=True),
                ),
                color=alt.Color("which:N", scale=alt.Scale(domain=names, range=colours)),
                strokeDash=alt.StrokeDash(
                    "which:N", scale=alt.Scale(domain=names, range=[[6, 4], [1, 0]])
                ),
            ),
        ],
        height=260,
    )


def _table(periods: tuple[Period, ...], day: str, words: Words) -> Table:
    f = words.formats
    return Table(
        (day, words("What came"), words("Model")),
        tuple(
            (f.day(period.until), f.number(period.actual), f.number(period.model, 1))
            for period in periods
        ),
    )


def _length(found: Tracking, words: Words) -> str:
    return words("week by week") if found.days == 7 else words("by four weeks")


def _finding(found: Tracking, words: Words) -> str:
    """The test window in two figures; periods that only end in it are left out."""
    tested = [p for p in found.periods if p.until - timedelta(days=found.days) >= found.fitted_to]
    if not tested:
        return words("Repeat orders up to {day:day}.", day=found.periods[-1].until)
    return words(
        "In the whole weeks since the test began, {actual:count} repeat orders came; the model "
        "expected {model:count}.",
        actual=sum(period.actual for period in tested),
        model=sum(period.model for period in tested),
    )
