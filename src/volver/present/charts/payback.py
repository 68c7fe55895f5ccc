"""When customers have paid back what they cost: cumulative margin by month, against CAC."""

from math import isfinite
from typing import Any

from volver.domain.acquisition import Curve
from volver.domain.estimate import Estimate
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words

HEIGHT = 260


def payback(
    curve: Curve, of: str, words: Words, palette: Palette = PAPER, name: str = "payback"
) -> Drawing:
    """One channel's curve with its band, the line of its CAC, and the month in which they cross.

    of: what the curve is of, in the reader's language. Raises ValueError for a curve of no month.
    """
    if not curve.margin:
        raise ValueError("There is no curve to draw: nobody has lived a month yet.")
    rows = [_row(month, point) for month, point in enumerate(curve.margin, start=1)]
    banded = [row for row in rows if "low" in row]
    x = alt.X(
        "month:Q",
        title=words("Months since the first order"),
        axis=alt.Axis(format=",.0f", tickMinStep=1),
        scale=alt.Scale(domain=[0, len(rows)], nice=False),
    )
    y = alt.Y(
        "margin:Q",
        title=words("Cumulative margin per customer"),
        axis=alt.Axis(format="$,.0f"),
    )
    layers = [
        on(rows).mark_line(strokeWidth=2.5, color=palette.first, point=True).encode(x=x, y=y),
    ]
    if banded:
        band = on(banded).mark_area(color=palette.first, opacity=0.18)
        layers.insert(0, band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"))
    if curve.cac:
        cost = [{"cac": round(curve.cac, 4), "label": words("CAC")}]
        line = on(cost).mark_rule(color=palette.second, strokeWidth=2, strokeDash=[6, 4])
        text = on(cost).mark_text(align="left", dx=4, dy=-8, color=palette.second)
        layers += [
            line.encode(y="cac:Q"),
            text.encode(x=alt.value(0), y="cac:Q", text="label:N"),
        ]
    if curve.month is not None:
        crossing = on([rows[curve.month - 1]])
        layers.append(
            crossing.mark_point(size=180, color=palette.second, strokeWidth=2.5).encode(x=x, y=y)
        )
    return Drawing(
        name=name,
        title=finding(curve, of, words),
        description=words(
            "Mean margin that customers have brought by the end of each month since their first"
            " order, with the band of that mean; dashed, what one of them cost. Only months that"
            " all {customers:count} of them have lived.",
            customers=curve.customers,
        ),
        marks=stack(layers, height=HEIGHT),
        table=_table(curve, words),
        config=style(palette, words),
    )


def finding(curve: Curve, of: str, words: Words) -> str:
    """In which month it pays back, and how sure that is."""
    months, last = len(curve.margin), curve.margin[-1].value
    if curve.cac is None or curve.cac <= 0:
        return words(
            "{of:text}: {margin:money} per customer after {months:count} months; no"
            " acquisition cost is known.",
            of=of,
            margin=last,
            months=months,
        )
    told = {"of": of, "cac": curve.cac, "margin": last, "months": months}
    if curve.month is None:
        return words(
            "{of:text}: not paid back within {months:count} months: {margin:money} of {cac:money}.",
            **told,
        )
    if curve.latest is None:
        return words(
            "{of:text}: {cac:money} paid back in month {month:count}; by the lower end of the band"
            " not within {months:count} months.",
            month=curve.month,
            **told,
        )
    if curve.earliest == curve.latest:
        return words(
            "{of:text}: {cac:money} paid back in month {month:count}.", month=curve.month, **told
        )
    return words(
        "{of:text}: {cac:money} paid back in month {month:count} (between month {earliest:count}"
        " and month {latest:count}).",
        month=curve.month,
        earliest=curve.earliest,
        latest=curve.latest,
        **told,
    )


def _row(month: int, point: Estimate) -> dict[str, Any]:
    row: dict[str, Any] = {"month": month, "margin": round(point.value, 4)}
    if isfinite(point.low) and isfinite(point.high):
        row |= {"low": round(point.low, 4), "high": round(point.high, 4)}
    return row


def _table(curve: Curve, words: Words) -> Table:
    f = words.formats

    def row(month: int, point: Estimate) -> tuple[str, ...]:
        known = isfinite(point.low) and isfinite(point.high)
        return (
            f.number(month),
            f.money(point.value),
            f.span(f.money(point.low), f.money(point.high)) if known else "–",
            f.percent(point.value / curve.cac) if curve.cac else "–",
        )

    return Table(
        (
            words("Month"),
            words("Margin per customer"),
            words("Interval"),
            words("Share of CAC"),
        ),
        tuple(row(month, point) for month, point in enumerate(curve.margin, start=1)),
    )
