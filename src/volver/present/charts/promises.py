"""What single customers were promised, and what they did: by past orders, by chance, by rank."""

from volver.domain.evidence import Evidence, Frequency
from volver.present import findings
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words


def past_orders(found: Evidence, words: Words, palette: Palette = PAPER) -> Drawing:
    """Mean orders in the test by repeat orders before it, those that came and those expected."""
    groups = found.frequencies
    actual, model = words("what came"), words("model")
    rows = [
        {
            "repeats": _repeats(group, groups),
            "actual": group.actual,
            "model": group.model,
            "came": actual,
            "said": model,
            "tip": words.plural(
                "{n:count} customer: {actual:text} came each, {model:text} expected",
                "{n:count} customers: {actual:text} came each, {model:text} expected",
                group.customers,
                actual=words.formats.number(group.actual, 2),
                model=words.formats.number(group.model, 2),
            ),
        }
        for group in groups
    ]
    colours = alt.Scale(domain=[model, actual], range=[palette.first, palette.second])
    legend = alt.Legend(symbolType="circle", symbolOpacity=1, offset=34)
    base = on(rows).encode(
        x=alt.X(
            "repeats:O",
            sort=None,
            title=words("Repeat orders before the test"),
            axis=alt.Axis(labelAngle=0),
        ),
        tooltip=alt.Tooltip("tip:N"),
    )
    y = alt.Y("actual:Q", title=words("Orders per customer"), axis=alt.Axis(format=",.1f"))
    return Drawing(
        name="past_orders",
        title=_past_finding(groups, words),
        description=words(
            "Customers by their repeat orders up to {day:day}: the bar is their mean number of "
            "orders in the {ahead} after it, the dot what the model expected.",
            day=found.origin,
            ahead=findings.horizon(found.days, words),
        ),
        marks=stack(
            [
                base.mark_bar(opacity=0.5, cornerRadiusEnd=2).encode(
                    y=y, color=alt.Color("came:N", scale=colours, legend=legend)
                ),
                base.mark_line(strokeWidth=2, color=palette.first).encode(y="model:Q"),
                base.mark_circle(size=90, opacity=1).encode(
                    y="model:Q", color=alt.Color("said:N", scale=colours, legend=legend)
                ),
            ],
            height=260,
        ),
        table=Table(
            (
                words("Repeat orders before the test"),
                words("Customers"),
                words("What came"),
                words("Model"),
            ),
            tuple(
                (
                    _repeats(group, groups),
                    words.formats.number(group.customers),
                    words.formats.number(group.actual, 2),
                    words.formats.number(group.model, 2),
                )
                for group in groups
            ),
        ),
        config=style(palette, words),
    )


def _repeats(group: Frequency, groups: tuple[Frequency, ...]) -> str:
    last = group is groups[-1] and len(groups) > 1
    return f"{group.repeats}+" if last else str(group.repeats)


def _past_finding(groups: tuple[Frequency, ...], words: Words) -> str:
    f, first, last = words.formats, groups[0], groups[-1]
    if first.repeats > 0 or last is first:
        return words(
            "Customers ordered {actual:text} times each in the test; {model:text} were expected.",
            actual=f.number(last.actual, 2),
            model=f.number(last.model, 2),
        )
    return words(
        "One-time buyers ordered {actual:text} times each in the test, where {model:text} were "
        "expected; those with {n:count} repeat orders or more {most:text} times, where "
        "{most_model:text} were.",
        actual=f.number(first.actual, 2),
        model=f.number(first.model, 2),
        n=last.repeats,
        most=f.number(last.actual, 2),
        most_model=f.number(last.model, 2),
    )


def pit(found: Evidence, words: Words, palette: Palette = PAPER) -> Drawing:
    """Where what came fell in its forecast distribution; a tenth in each bar would be right."""
    f, tenths = words.formats, found.pit
    size = 1 / len(tenths.shares)
    rows = [
        {
            "low": (k + 0.04) * size,
            "high": (k + 0.96) * size,
            "share": share,
            "floor": 0,
            "tip": f"{_part(k, size, words)}: {f.percent(share, 1)}",
        }
        for k, share in enumerate(tenths.shares)
    ]
    band = on([{"from": tenths.low, "to": tenths.high, "left": 0, "right": 1}])
    even = on([{"share": size}])
    x = alt.X(
        "low:Q",
        title=words("Place in the forecast"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    y = alt.Y("share:Q", title=words("Customers"), axis=alt.Axis(format=".0%"))
    return Drawing(
        name="pit",
        title=_pit_finding(found, words),
        description=words(
            "Customers by where their orders fell in their own forecast, from the lowest tenth to "
            "the highest. Were the forecast right, each bar would hold a tenth; the grey band is "
            "what chance allows all bars in 19 of 20 cases."
        ),
        marks=stack(
            [
                on(rows)
                .mark_rect(color=palette.first, opacity=0.75)
                .encode(x=x, x2="high:Q", y=y, y2="floor:Q", tooltip=alt.Tooltip("tip:N")),
                band.mark_rect(color=palette.muted, opacity=0.35).encode(
                    x="left:Q", x2="right:Q", y="from:Q", y2="to:Q"
                ),
                even.mark_rule(color=palette.ink, strokeDash=[2, 3]).encode(y="share:Q"),
            ],
            height=220,
        ),
        table=Table(
            (words("Place in the forecast"), words("Customers"), words("Allowed by chance")),
            tuple(
                (
                    _part(k, size, words),
                    f.percent(share, 1),
                    f.span(f.percent(tenths.low, 1), f.percent(tenths.high, 1)),
                )
                for k, share in enumerate(tenths.shares)
            ),
        ),
        config=style(palette, words),
    )


def _part(k: int, size: float, words: Words) -> str:
    f = words.formats
    return f.span(f.percent(k * size), f.percent((k + 1) * size))


def _pit_finding(found: Evidence, words: Words) -> str:
    tenths = found.pit
    even, parts = 1 / len(tenths.shares), len(tenths.shares)
    outside = [share for share in tenths.shares if not tenths.low <= share <= tenths.high]
    if not outside:
        return words(
            "What came is spread over the forecasts as it should be: all {parts:count} parts hold "
            "what chance allows.",
            parts=parts,
        )
    return words(
        "{outside:count} of {parts:count} parts of the forecasts hold more or less than chance "
        "allows; the farthest {share:text} of the customers instead of {even:percent}.",
        outside=len(outside),
        parts=parts,
        share=words.formats.percent(max(outside, key=lambda share: abs(share - even)), 1),
        even=even,
    )


def calibration(found: Evidence, words: Words, palette: Palette = PAPER) -> Drawing:
    """The probability of an order that groups of customers were promised, and who ordered."""
    f, groups = words.formats, found.promises
    actual, allowed = words("what came"), words("allowed by chance")
    rows = [
        {
            "promised": group.promised,
            "came": group.came,
            "low": group.low,
            "high": group.high,
            "which": actual,
            "chance": allowed,
            "tip": words.plural(
                "{n:count} customer: {promised:percent} promised, {came:percent} ordered",
                "{n:count} customers: {promised:percent} promised, {came:percent} ordered",
                group.customers,
                promised=group.promised,
                came=group.came,
            ),
        }
        for group in groups
    ]
    most = min(1.0, 1.05 * max(max(g.promised, g.came, g.high, 0.01) for g in groups))
    both = alt.Scale(domain=[0, most], nice=False)
    percent = alt.Axis(format=".0%", tickCount=5, grid=True)
    colours = alt.Scale(domain=[allowed, actual], range=[palette.first, palette.second])
    legend = alt.Legend(symbolType="circle", symbolOpacity=1)
    right = on([{"promised": 0, "came": 0}, {"promised": most, "came": most}])
    base = on(rows).encode(tooltip=alt.Tooltip("tip:N"))
    x = alt.X("promised:Q", title=words("Probability that was promised"), axis=percent, scale=both)
    y = alt.Y("came:Q", title=words("Customers who ordered"), axis=percent, scale=both)
    return Drawing(
        name="calibration",
        title=_calibration_finding(found, words),
        description=words(
            "Customers in groups of about a tenth, by the probability of at least one order in "
            "the test. A dot on the straight line is a promise that was kept exactly; the bar is "
            "what chance allows all groups in 19 of 20 cases."
        ),
        marks=stack(
            [
                right.mark_line(color=palette.muted, strokeWidth=1).encode(x=x, y=y),
                base.mark_rule(strokeWidth=7, opacity=0.35, strokeCap="round").encode(
                    x="promised:Q",
                    y="low:Q",
                    y2="high:Q",
                    color=alt.Color("chance:N", scale=colours, legend=legend),
                ),
                base.mark_circle(size=80, opacity=1).encode(
                    x="promised:Q",
                    y="came:Q",
                    color=alt.Color("which:N", scale=colours, legend=legend),
                ),
            ],
            height=300,
        ),
        table=Table(
            (
                words("Promised"),
                words("Customers"),
                words("Customers who ordered"),
                words("Allowed by chance"),
            ),
            tuple(
                (
                    f.percent(group.promised, 1),
                    f.number(group.customers),
                    f.percent(group.came, 1),
                    f.span(f.percent(group.low, 1), f.percent(group.high, 1)),
                )
                for group in groups
            ),
        ),
        config=style(palette, words),
    )


def _calibration_finding(found: Evidence, words: Words) -> str:
    groups, top = found.promises, found.promises[-1]
    return words(
        "Of those with the highest probability, {promised:percent} on average, {came:percent} "
        "ordered; {held:count} of {groups:count} groups lie within what chance allows.",
        promised=top.promised,
        came=top.came,
        held=sum(group.low <= group.came <= group.high for group in groups),
        groups=len(groups),
    )
