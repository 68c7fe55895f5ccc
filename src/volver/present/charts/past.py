"""Charts of what came after a forecast: how far it can be trusted."""

from volver.present import findings
from volver.present.backtest import Backtest, Origin
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words


def backtest(found: Backtest, words: Words, palette: Palette = PAPER) -> Drawing:
    """Forecasts from past days with their intervals, and the orders that came."""
    f = words.formats
    forecast, fact = words("forecast and interval"), words("what came")
    rows = [
        {
            "day": f.day(origin.day),
            "low": origin.orders.low,
            "high": origin.orders.high,
            "orders": origin.orders.forecast,
            "fact": origin.orders.actual,
            "which": forecast,
            "came": fact,
            "tip": words(
                "{ahead} from {day:day}: {forecast:count} expected, {fact:count} came",
                ahead=findings.horizon(origin.days, words),
                day=origin.day,
                forecast=origin.orders.forecast,
                fact=origin.orders.actual,
            ),
        }
        for origin in found.origins
    ]
    scale = alt.Scale(domain=[forecast, fact], range=[palette.first, palette.second])
    legend = alt.Legend(symbolType="circle", symbolOpacity=1, offset=8)
    colours = alt.Color("which:N", scale=scale, legend=legend)
    base = on(rows).encode(
        y=alt.Y("day:N", sort=None, title=None, axis=alt.Axis(labelLimit=150)),
        tooltip=alt.Tooltip("tip:N"),
    )
    low = alt.X(
        "low:Q",
        title=words("Orders"),
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(grid=True, tickCount=4, format=",.0f"),
    )
    return Drawing(
        name="backtest",
        title=findings.backtest_finding(found, words),
        description=words(
            "For each day a forecast was made from: the bar is the {level:percent} interval, the "
            "tick the forecast, the dot the orders that came.",
            level=found.level,
        ),
        marks=stack(
            [
                base.mark_bar(height=12, opacity=0.32, cornerRadius=6).encode(
                    x=low, x2="high:Q", color=colours
                ),
                base.mark_tick(thickness=3, height=20).encode(x="orders:Q", color=colours),
                base.mark_circle(size=110, opacity=1).encode(
                    x="fact:Q",
                    color=alt.Color("came:N", scale=scale, legend=legend),
                ),
            ],
            height=max(90, 52 * len(rows)),
        ),
        table=_backtest_table(found.origins, words),
        config=style(palette, words),
    )


def _backtest_table(origins: tuple[Origin, ...], words: Words) -> Table:
    f = words.formats

    def row(o: Origin) -> tuple[str, ...]:
        span = "–"
        if o.orders.low is not None and o.orders.high is not None:
            span = f.span(f.number(o.orders.low), f.number(o.orders.high))
        return (
            f.day(o.day),
            findings.horizon(o.days, words),
            f.number(o.orders.forecast),
            span,
            f.number(o.orders.actual),
            f.percent(o.orders.forecast / o.orders.actual - 1, 1) if o.orders.actual else "–",
            f.whole_money(o.margin.forecast),
            f.whole_money(o.margin.actual),
        )

    return Table(
        (
            words("From"),
            words("Length"),
            words("Expected orders"),
            words("Interval"),
            words("Orders that came"),
            words("Missed by"),
            words("Expected money"),
            words("Money that came"),
        ),
        tuple(row(origin) for origin in origins),
    )
