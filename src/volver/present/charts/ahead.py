"""What all customers together are expected to bring, as a band around a figure."""

from volver.domain.card import ModelCard
from volver.domain.estimate import Estimate
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.findings import horizon
from volver.present.table import Table
from volver.present.words import Words


def ahead(card: ModelCard, words: Words, palette: Palette = PAPER) -> Drawing | None:
    """The expected margin with its bands, the widest at the back; None where none is known."""
    total, f = card.total_value, words.formats
    if not isinstance(total, Estimate) or not card.bands:
        return None
    rows = [
        {
            "low": band.value_low,
            "high": band.value_high,
            "which": words("{level:percent} of cases", level=band.level),
            "tip": f.span(f.whole_money(band.value_low), f.whole_money(band.value_high)),
        }
        for band in sorted(card.bands, key=lambda band: -band.level)
    ]
    named = [str(row["which"]) for row in rows]
    scale = alt.Scale(domain=named, range=[palette.muted, palette.first])
    base = on(rows).encode(tooltip=alt.Tooltip("tip:N"))
    least = min(band.value_low for band in card.bands)
    most = max(band.value_high for band in card.bands)
    low = alt.X(
        "low:Q",
        title=words("Expected margin of all customers"),
        scale=alt.Scale(domain=[min(least, 0.0), most], nice=True),
        axis=alt.Axis(grid=True, tickCount=4, format=",.0f"),
    )
    point = on([{"value": total.value, "tip": f.whole_money(total.value)}])
    widest = max(card.bands, key=lambda band: band.level)
    return Drawing(
        name="ahead",
        title=words(
            "{value:whole_money} are expected within {ahead:text}; in {level:percent} of cases"
            " between {low:whole_money} and {high:whole_money}.",
            value=total.value,
            ahead=horizon(card.horizon_days, words),
            level=widest.level,
            low=widest.value_low,
            high=widest.value_high,
        ),
        description=words("The tick is what is expected; the darker bar is the narrower interval."),
        marks=stack(
            [
                base.mark_bar(height=16, opacity=0.45, cornerRadius=8).encode(
                    x=low,
                    x2="high:Q",
                    color=alt.Color(
                        "which:N", scale=scale, legend=alt.Legend(symbolType="circle", offset=8)
                    ),
                ),
                point.mark_tick(thickness=4, height=28, color=palette.second).encode(
                    x="value:Q", tooltip=alt.Tooltip("tip:N")
                ),
            ],
            height=60,
        ),
        table=Table(
            (words("Share of cases"), words("From"), words("Expected"), words("To")),
            tuple(
                (
                    f.percent(band.level),
                    f.whole_money(band.value_low),
                    f.whole_money(total.value),
                    f.whole_money(band.value_high),
                )
                for band in card.bands
            ),
        ),
        config=style(palette, words),
    )
