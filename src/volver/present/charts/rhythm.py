"""The rhythm of customers: days between orders, and how sure it is that one is still there."""

from datetime import date

from volver.domain.evidence import AliveHistory, GapBin, Gaps
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words


def between_orders(found: Gaps, words: Words, palette: Palette = PAPER) -> Drawing:
    """How many days pass from one order to the next; the longest stand together at the end."""
    f, bins = words.formats, found.bins
    width = bins[0].high - bins[0].low if bins[0].high else 1
    rows = [
        {
            "low": b.low + 0.04 * width,
            "high": (b.high or b.low + width) - 0.04 * width,
            "gaps": b.gaps,
            "floor": 0,
            "kind": "apart" if b.high is None else "gap",
            "tip": f"{_span(b, words)}: {f.number(b.gaps)}",
        }
        for b in bins
    ]
    kinds = alt.Scale(domain=["gap", "apart"], range=[palette.first, palette.muted])
    layers = [
        on(rows)
        .mark_rect(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X(
                "low:Q",
                title=words("Days to the next order"),
                axis=alt.Axis(format=",.0f", tickCount=6, tickMinStep=1),
                scale=alt.Scale(domain=[0, bins[-1].low + width], nice=False),
            ),
            x2="high:Q",
            y=alt.Y(
                "gaps:Q", title=words("Next orders"), axis=alt.Axis(format=",.0f", tickMinStep=1)
            ),
            y2="floor:Q",
            color=alt.Color("kind:N", legend=None, scale=kinds),
            tooltip=alt.Tooltip("tip:N"),
        ),
        on([{"low": found.median}])
        .mark_rule(color=palette.second, strokeWidth=2)
        .encode(x="low:Q"),
    ]
    if found.regular_gap is not None and found.regular_gap <= bins[-1].low:
        usual = on([{"low": found.regular_gap}])
        layers.append(
            usual.mark_rule(color=palette.ink, strokeWidth=1.5, strokeDash=[4, 4]).encode(x="low:Q")
        )
    return Drawing(
        name="between_orders",
        title=words.plural(
            "Half of all next orders come within {n:count} day.",
            "Half of all next orders come within {n:count} days.",
            found.median,
        ),
        description=_regular(found, words),
        marks=stack(layers, height=220),
        table=Table(
            (words("Days to the next order"), words("Next orders")),
            tuple((_span(b, words), f.number(b.gaps)) for b in bins),
        ),
        config=style(palette, words),
    )


def _span(b: GapBin, words: Words) -> str:
    f = words.formats
    if b.high is None:
        return words("{days:count} and more", days=b.low)
    return f.number(b.low) if b.high - b.low == 1 else f.span(f.number(b.low), f.number(b.high - 1))


def _regular(found: Gaps, words: Words) -> str:
    line = words("The upright line is the wait in the middle; the last bar holds all longer ones.")
    if found.regular_gap is None:
        return line
    return f"{line} " + words(
        "Of {judged:count} customers with five orders or more, {regular:count} order regularly: "
        "their gaps scatter by less than half of their mean. At random it would be about "
        "{chance:count}. The broken line is the usual gap of the regular, {gap:count} days.",
        judged=found.judged,
        regular=found.regular,
        gap=found.regular_gap,
        chance=found.by_chance,
    )


def alive_history(found: AliveHistory, words: Words, palette: Palette = PAPER) -> Drawing:
    """How sure it was on each day that one customer was still there."""
    by_day = dict(zip(found.days, found.p_alive, strict=True))
    rows = [{"day": d.isoformat(), "alive": round(p, 4)} for d, p in by_day.items()]
    bought = [{"day": d.isoformat(), "alive": round(by_day[d], 4)} for d in found.orders]
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=4))
    y = alt.Y(
        "alive:Q",
        title=words("P(alive)"),
        axis=alt.Axis(format=".0%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    return Drawing(
        name="alive_history",
        title=words(
            "Customer {customer:text}: P(alive) is {alive:percent} on {day:day}.",
            customer=found.customer_id,
            alive=found.p_alive[-1],
            day=found.days[-1],
        ),
        description=words(
            "P(alive) on each day by the orders known then and today's model; the dots are days "
            "with an order."
        ),
        marks=stack(
            [
                on(rows).mark_line(strokeWidth=2, color=palette.first).encode(x=x, y=y),
                on(bought).mark_circle(size=60, opacity=1, color=palette.second).encode(x=x, y=y),
            ],
            height=220,
        ),
        table=Table(
            (words("Day"), words("P(alive)"), words("Order")),
            tuple(_told(d, by_day, found, words) for d in _few(found)),
        ),
        config=style(palette, words),
    )


def _few(found: AliveHistory) -> list[date]:
    """Days with an order, the days before them, and today."""
    places = {day: place for place, day in enumerate(found.days)}
    eves = [found.days[max(places[day] - 1, 0)] for day in found.orders]
    return sorted({*found.orders, *eves, found.days[-1]})


def _told(
    day: date, by_day: dict[date, float], found: AliveHistory, words: Words
) -> tuple[str, ...]:
    ordered = words("yes") if day in found.orders else "–"
    return (words.formats.day(day), words.formats.percent(by_day[day], 1), ordered)
