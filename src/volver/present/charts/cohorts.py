"""Cohorts side by side, how long customers stay or wait, when they are late, and the funnel."""

from collections.abc import Sequence
from math import ceil

from volver.domain.cohorts import (
    MONTHS_IN,
    CohortRow,
    CohortTable,
    LateLine,
    Passed,
    SurvivalCurve,
    first_day,
)
from volver.domain.estimate import Estimate
from volver.domain.evidence import GapBin
from volver.domain.journey import Funnel, FunnelStep
from volver.domain.time import DAYS_PER_MONTH
from volver.present.charting import alt
from volver.present.charts.survival import HEIGHT, numbers_at_risk, ticks
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.stages import stage_name
from volver.present.table import Table
from volver.present.words import Words

TOLD = 6
"""Ages in a table twin."""


def cohort_lines(found: CohortTable, words: Words, palette: Palette = PAPER) -> Drawing | None:
    """Cumulative money per customer by age, periods that have ended only.

    The oldest cohort and the newest that has two such periods stand out. None where no cohort has.
    """
    f = words.formats
    drawn = [row for row in found.rows if len(_whole(row)) > 1]
    if not drawn:
        return None
    oldest, newest = drawn[0], drawn[-1]
    rows = [  # one for each line, which says its name and kind once; forty lines have 800 points
        {
            "cohort": _name(row, words),
            "age": [age * MONTHS_IN[found.step] for age in range(len(_whole(row)))],
            "money": [float(f"{value:.4g}") for value in _whole(row)],
            "kind": "old" if row is oldest else "new" if row is newest else "other",
            "strength": 1 if row is oldest or row is newest else 0.5,
        }
        for row in drawn
    ]
    named = ["other", "old", "new"]
    colours = alt.Scale(domain=named, range=[palette.muted, palette.second, palette.first])
    lines = (
        on(rows)
        .transform_flatten(["age", "money"])
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X(
                "age:Q",
                title=words("Months since the period of the first order"),
                axis=alt.Axis(format=",.0f", tickMinStep=1),
            ),
            y=alt.Y(
                "money:Q",
                title=words("Margin per customer so far")
                if found.measure == "margin"
                else words("Revenue per customer so far"),
                axis=alt.Axis(format="$,.0f"),
            ),
            detail="cohort:N",
            color=alt.Color("kind:N", legend=None, scale=colours),
            opacity=alt.Opacity("strength:Q", legend=None, scale=None),
            tooltip=alt.Tooltip("cohort:N"),
        )
    )
    age = len(_whole(newest)) - 1
    ages = range(0, found.ages, max(1, found.ages // TOLD))
    return Drawing(
        name="cohort_lines",
        title=words(
            "By month {age:count}, the cohort of {new:text} had brought {recent:money} per "
            "customer; that of {old:text} had brought {past:money} by then.",
            age=age * MONTHS_IN[found.step],
            new=_name(newest, words),
            recent=_whole(newest)[age],
            old=_name(oldest, words),
            past=_whole(oldest)[age],
        ),
        description=words(
            "One line for each cohort, periods that have ended only: the oldest and the newest in "
            "colour, the others grey."
        ),
        marks=stack([lines], height=HEIGHT),
        table=Table(
            (
                words("First order in"),
                words("Customers"),
                *(f.number(age * MONTHS_IN[found.step]) for age in ages),
            ),
            tuple(
                (
                    _name(row, words),
                    f.number(row.size),
                    *(f.money(v) if (v := _at(row, age)) is not None else "–" for age in ages),
                )
                for row in drawn
            ),
        ),
        config=style(palette, words),
    )


def _whole(row: CohortRow) -> list[float]:
    """The values of periods that have ended."""
    return [v for age, v in enumerate(row.values) if v is not None and age != row.partial]


def _at(row: CohortRow, age: int) -> float | None:
    whole = _whole(row)
    return whole[age] if age < len(whole) else None


def _name(row: CohortRow, words: Words) -> str:
    return words.formats.month(first_day(row.start))


def staying(found: SurvivalCurve, words: Words, palette: Palette = PAPER) -> Drawing:
    """How long contracts last."""
    return _steps(
        "staying",
        found,
        _staying_finding(found, words),
        words("Still there"),
        words(
            "Share of contracts still running after each month, those that still run counted for "
            "as long as they were seen (Kaplan-Meier, with its band). Below, how many were still "
            "watched."
        ),
        words,
        palette,
    )


def second_wait(found: SurvivalCurve, words: Words, palette: Palette = PAPER) -> Drawing:
    """How long the second order takes."""
    last = found.points[-1]
    return _steps(
        "second_wait",
        found,
        words(
            "{share:percent} of customers have ordered a second time {months:count} months "
            "after the first.",
            share=1 - last.share.value,
            months=last.day / DAYS_PER_MONTH,
        ),
        words("No second order yet"),
        words(
            "Share of customers without a second order after each month, those who are still "
            "waiting counted for as long as they were seen (Kaplan-Meier, with its band). Below, "
            "how many were still watched."
        ),
        words,
        palette,
    )


def _staying_finding(found: SurvivalCurve, words: Words) -> str:
    last = found.points[-1]
    if found.median is None:
        return words(
            "After {months:count} months {share:percent} are still there: half have not left yet.",
            months=last.day / DAYS_PER_MONTH,
            share=last.share.value,
        )
    return words("Half have left after {days:count} days.", days=found.median)


def _steps(
    name: str,
    found: SurvivalCurve,
    finding: str,
    shown: str,
    description: str,
    words: Words,
    palette: Palette,
) -> Drawing:
    rows = [
        {
            "period": round(point.day / DAYS_PER_MONTH, 3),
            "share": round(point.share.value, 5),
            "low": round(point.share.low, 5),
            "high": round(point.share.high, 5),
        }
        for point in found.points
    ]
    last = max(1, ceil(found.points[-1].day / DAYS_PER_MONTH))
    x = alt.X(
        "period:Q",
        title=words("Months"),
        axis=alt.Axis(format=",.0f", tickMinStep=1, values=ticks(last)),
        scale=alt.Scale(domain=[0, last], nice=False),
    )
    y = alt.Y("share:Q", title=shown, axis=alt.Axis(format=".0%"), scale=alt.Scale(domain=[0, 1]))
    at_risk = {round(point.day / DAYS_PER_MONTH): point.at_risk for point in found.by_month}
    told = [(tick, float(at_risk[tick])) for tick in ticks(last) if tick in at_risk]
    layers = [
        on(rows)
        .mark_area(color=palette.second, opacity=0.15, interpolate="step-after")
        .encode(x=x, y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1])), y2="high:Q"),
        on(rows)
        .mark_line(strokeWidth=2.5, interpolate="step-after", color=palette.second)
        .encode(x=x, y=y),
        *numbers_at_risk(told, words, palette),
    ]
    return Drawing(
        name=name,
        title=finding,
        description=description,
        marks=stack(layers, height=HEIGHT),
        table=Table(
            (words("Months"), words("Still watched"), shown),
            tuple(_told(point, words) for point in found.by_month),
        ),
        config=style(palette, words),
    )


def _told(point: Passed, words: Words) -> tuple[str, ...]:
    f = words.formats
    low, high = f.percent(point.share.low, 1), f.percent(point.share.high, 1)
    share = f"{f.percent(point.share.value, 1)} ({f.span(low, high)})"
    return f.number(point.day / DAYS_PER_MONTH, 1), f.number(point.at_risk), share


def late_gaps(found: LateLine, words: Words, palette: Palette = PAPER) -> Drawing:
    """Days between orders, the usual wait, and the line beyond which a customer is late."""
    f, bins = words.formats, found.bins
    width = bins[0].high or 1
    end = bins[-1].low + width
    rows = [
        {
            "low": b.low + 0.04 * width,
            "high": (b.high or end) - 0.04 * width,
            "gaps": b.gaps,
            "floor": 0,
            "kind": "apart" if b.high is None else "late" if b.low >= found.line else "gap",
            "tip": f"{_span(b, words)}: {f.number(b.gaps)}",
        }
        for b in bins
    ]
    kinds = alt.Scale(
        domain=["gap", "late", "apart"], range=[palette.first, palette.second, palette.muted]
    )
    layers = [
        on(rows)
        .mark_rect(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X(
                "low:Q",
                title=words("Days to the next order"),
                axis=alt.Axis(format=",.0f", tickCount=6, tickMinStep=1),
                scale=alt.Scale(domain=[0, end], nice=False),
            ),
            x2="high:Q",
            y=alt.Y(
                "gaps:Q", title=words("Next orders"), axis=alt.Axis(format=",.0f", tickMinStep=1)
            ),
            y2="floor:Q",
            color=alt.Color("kind:N", legend=None, scale=kinds),
            tooltip=alt.Tooltip("tip:N"),
        ),
        on([{"low": min(found.line, end)}])
        .mark_rule(color=palette.second, strokeWidth=2)
        .encode(x="low:Q"),
        on([{"low": min(found.usual, end)}])
        .mark_rule(color=palette.ink, strokeWidth=1.5, strokeDash=[4, 4])
        .encode(x="low:Q"),
    ]
    return Drawing(
        name="late_gaps",
        title=words(
            "Of those who come back, nine in ten are back within {line:count} days.",
            line=found.line,
        ),
        description=words(
            "The upright line is the late line, the broken one the usual wait of {usual:count} "
            "days. {waiting:count} waits are still open and are counted for as long as they have "
            "lasted; without them the line would stand at {short:count} days.",
            usual=found.usual,
            waiting=found.waiting,
            short=found.uncorrected,
        ),
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


def funnel(found: Funnel, words: Words, palette: Palette = PAPER) -> Drawing:
    """People seen at each stage, and of those judged how many went on."""
    f, steps = words.formats, found.steps
    names = [stage_name(step.start, found.rules, words) for step in steps]
    rows = [
        {
            "stage": name,
            "people": step.entered,
            "floor": 0,
            "text": f"{f.number(step.entered)} · {_rate(step, words)}",
        }
        for name, step in zip(names, steps, strict=True)
    ]
    y = alt.Y("stage:N", sort=names, title=None, axis=alt.Axis(labelLimit=140, titleY=0))
    most = max((step.entered for step in steps), default=0) or 1
    x = alt.X(
        "people:Q",
        title=words("People seen there"),
        axis=alt.Axis(format=",.0f", tickMinStep=1, tickCount=4),
        scale=alt.Scale(domain=[0, most * 1.3], nice=False),
    )
    layers = [
        on(rows).mark_bar(color=palette.first, height=22).encode(x=x, y=y),
        on(rows).mark_text(align="left", dx=6, color=palette.ink).encode(x=x, y=y, text="text:N"),
    ]
    return Drawing(
        name="funnel",
        title=_funnel_finding(steps, found, words),
        description=words(
            "People seen at each stage, and the share that went on within {days:count} days.",
            days=found.rules.within,
        ),
        marks=stack(layers, height=190),
        table=Table(
            (words("Stage"), words("People seen there"), words("Went on")),
            tuple(
                (name, f.number(step.entered), _rate(step, words))
                for name, step in zip(names, steps, strict=True)
            ),
        ),
        config=style(palette, words),
    )


def _rate(step: FunnelStep, words: Words) -> str:
    known = step.conversion
    return words.formats.percent(known.value) if isinstance(known, Estimate) else "–"


def _funnel_finding(steps: Sequence[FunnelStep], found: Funnel, words: Words) -> str:
    judged = [step for step in steps if isinstance(step.conversion, Estimate)]
    if not judged:
        return words("{people:count} people are known.", people=found.people)
    worst = min(judged, key=lambda step: (step.went_on - step.judged, step.start))
    if worst.went_on == worst.judged:
        return words("Nobody stops at a stage within {days:count} days.", days=found.rules.within)
    return words(
        "Most people stop at {stage:text}: {stopped:count} of {judged:count} within "
        "{days:count} days.",
        stage=stage_name(worst.start, found.rules, words),
        stopped=worst.judged - worst.went_on,
        judged=worst.judged,
        days=found.rules.within,
    )
