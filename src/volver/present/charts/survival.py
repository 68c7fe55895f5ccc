"""How long customers under contract stay: what was seen, of how many, and what a model says."""

from collections.abc import Sequence
from typing import Any

from volver.domain.estimate import Estimate
from volver.domain.renewal import PeriodRow, RenewalCard
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words

HEIGHT = 280
BELOW = HEIGHT + 52
"""Where the numbers at risk begin: under the axis and its title. Pixels."""
COLUMNS = 5
"""Numbers at risk that fit under a chart on a phone."""


def survival(card: RenewalCard, words: Words, palette: Palette = PAPER) -> Drawing:
    """The steps that were seen with their band, the model's curve, and numbers at risk below.

    Source of the layout: Pocock, Clayton & Altman (2002), Lancet 359, 1686-1689. Raises ValueError
    where no model was fitted, so that there is no curve.
    """
    if not card.periods:
        raise ValueError("There is no curve to draw; see .card for the reason.")
    seen = [row for row in card.periods if row.seen is not None]
    rows = card.periods[: max(2 * len(seen), 2)]
    steps = [{"period": 0, "share": 1.0, "low": 1.0, "high": 1.0}]
    steps += [_step(row.period, row.seen) for row in seen if row.seen is not None]
    curve = [{"period": 0, "share": 1.0}]
    curve += [{"period": row.period, "share": round(row.survival.value, 5)} for row in rows]
    last = rows[-1].period
    x = alt.X(
        "period:Q",
        title=words("Periods"),
        axis=alt.Axis(format=",.0f", tickMinStep=1, values=ticks(last)),
        scale=alt.Scale(domain=[0, last], nice=False),
    )
    y = alt.Y(
        "share:Q",
        title=words("Still there"),
        axis=alt.Axis(format=".0%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    seen_is, model_is = words("what was seen"), words("model")
    which = _told_apart([seen_is, model_is], palette)
    layers = [
        on(steps)
        .mark_area(color=palette.second, opacity=0.15, interpolate="step-after")
        .encode(x=x, y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1])), y2="high:Q"),
        on([{**row, "which": seen_is} for row in steps])
        .mark_line(strokeWidth=2.5, interpolate="step-after")
        .encode(x=x, y=y, **which),
        on([{**row, "which": model_is} for row in curve])
        .mark_line(strokeWidth=2.5, interpolate="monotone")
        .encode(x=x, y=y, **which),
        *numbers_at_risk(_watched(card, last), words, palette),
    ]
    return Drawing(
        name="survival",
        title=_finding(card, seen, words),
        description=words(
            "Share of customers still there after each period: in steps as it was seen (Kaplan-"
            "Meier, with its band), and by the model. Below, how many were still watched."
        ),
        marks=stack(layers, height=HEIGHT),
        table=_table(rows, words),
        config=style(palette, words),
    )


def _told_apart(names: list[str], palette: Palette) -> dict[str, Any]:
    """By colour, and for who sees none by dashes."""
    colours = alt.Scale(domain=names, range=[palette.second, palette.first])
    dashes = alt.Scale(domain=names, range=[[1, 0], [6, 4]])
    return {
        "color": alt.Color("which:N", scale=colours),
        "strokeDash": alt.StrokeDash("which:N", scale=dashes),
    }


def _step(period: int, seen: Estimate) -> dict[str, Any]:
    share, low, high = (round(end, 5) for end in (seen.value, seen.low, seen.high))
    return {"period": period, "share": share, "low": low, "high": high}


def ticks(last: int) -> list[int]:
    """Whole periods from 0 on, so few that numbers fit below them."""
    step = next(s * 10**k for k in range(6) for s in (1, 2, 3, 5) if last / (s * 10**k) <= COLUMNS)
    return list(range(0, last + 1, step))


def _watched(card: RenewalCard, last: int) -> list[tuple[int, float]]:
    """How many were at risk at each tick."""
    watched = {row.period: row.at_risk for row in card.periods}
    told = [(tick, watched.get(tick, card.customers)) for tick in ticks(last)]
    return [(tick, n) for tick, n in told if tick == 0 or watched.get(tick)]


def numbers_at_risk(
    told: Sequence[tuple[int, float]], words: Words, palette: Palette
) -> "list[alt.Chart]":
    """The row of numbers at risk, under an axis of `period`. told: the place and the number."""
    rows = [{"period": at, "n": words.formats.number(n)} for at, n in told]
    numbers = (
        on(rows)
        .mark_text(baseline="top", clip=False)
        .encode(x="period:Q", y=alt.value(BELOW + 20), text="n:N")
    )
    head = (
        on([{}])
        .mark_text(baseline="top", clip=False, align="left", color=palette.muted)
        .encode(x=alt.value(0), y=alt.value(BELOW), text=alt.value(words("Still watched")))
    )
    return [head, numbers]


def _finding(card: RenewalCard, seen: list[PeriodRow], words: Words) -> str:
    if not seen or seen[-1].seen is None:
        return words("Nobody was up for a renewal among {n:count} customers.", n=card.customers)
    return words(
        "After {period:count} periods {share:percent} are still there ({low:percent} to "
        "{high:percent}); the model says {model:percent}.",
        period=seen[-1].period,
        share=seen[-1].seen.value,
        low=seen[-1].seen.low,
        high=seen[-1].seen.high,
        model=seen[-1].survival.value,
    )


def _table(rows: tuple[PeriodRow, ...], words: Words) -> Table:
    f = words.formats

    def band(estimate: Estimate) -> str:
        low, high = f.percent(estimate.low, 1), f.percent(estimate.high, 1)
        return f"{f.percent(estimate.value, 1)} ({f.span(low, high)})"

    return Table(
        (words("Period"), words("Still watched"), words("What was seen"), words("Model")),
        tuple(
            (
                f.number(row.period),
                f.number(row.at_risk),
                band(row.seen) if row.seen else "–",
                band(row.survival),
            )
            for row in rows
        ),
    )
