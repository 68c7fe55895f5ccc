"""The clock of the year: when customers order more often than on average, and when less."""

from datetime import date
from typing import Any

from volver.domain.evidence import SeasonShape
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words


def season(found: SeasonShape, words: Words, palette: Palette = PAPER) -> Drawing:
    """The pace of orders by week of the year, against the mean of the year."""
    rows = [{"day": day.isoformat(), "pace": round(pace, 4)} for day, pace in found.weeks]
    x = alt.X(
        "day:T", title=None, axis=alt.Axis(format="%b", tickCount=6), scale=alt.Scale(nice=False)
    )
    y = alt.Y(
        "pace:Q",
        title=words("Orders, times the mean"),
        axis=alt.Axis(format=",.1f"),
        scale=alt.Scale(zero=True),
    )
    marked = [_event(row, found) for row in found.events]
    layers = [
        on([{"mean": 1}])
        .mark_rule(color=palette.ink, strokeDash=[2, 3], strokeWidth=1.2)
        .encode(y="mean:Q"),
        on(rows)
        .mark_area(color=palette.first, opacity=0.15, interpolate="monotone")
        .encode(x=x, y=y),
        on(rows)
        .mark_line(color=palette.first, strokeWidth=2.5, interpolate="monotone")
        .encode(x=x, y=y),
    ]
    if marked:
        points = on(marked).mark_point(
            color=palette.second, filled=True, size=90, shape="diamond", opacity=1
        )
        layers.append(points.encode(x="day:T", y="pace:Q", tooltip=alt.Tooltip("name:N")))
    return Drawing(
        name="season",
        title=_finding(found, words),
        description=_said(found, words),
        marks=stack(layers, height=240),
        table=_table(found, words),
        config=style(palette, words),
    )


def _event(row: tuple[str, date, date, float], found: SeasonShape) -> dict[str, Any]:
    """An event as a point above the day of the year in the middle of it."""
    name, first, last, factor = row
    middle = first + (last - first) / 2
    year = found.weeks[0][0].year
    day = date(year, middle.month, min(middle.day, 28) if middle.month == 2 else middle.day)
    pace = [pace for begins, pace in found.weeks if begins <= day][-1]
    return {"day": day.isoformat(), "pace": round(pace * factor, 4), "name": name}


def _finding(found: SeasonShape, words: Words) -> str:
    names = words.formats.calendar()["months"]
    best, worst = (pick(found.weeks, key=lambda week: week[1]) for pick in (max, min))
    return words(
        "At their busiest, in {high:text}, customers order {most:decimal} times as often as on "
        "average; at their quietest, in {low:text}, {least:decimal} times.",
        high=names[best[0].month - 1],
        most=best[1],
        low=names[worst[0].month - 1],
        least=worst[1],
    )


def _said(found: SeasonShape, words: Words) -> str:
    said = words(
        "Pace of the orders of customers who are still there, by week of the year, learnt from "
        "{n:count} days; the broken line is the mean.",
        n=found.days,
    )
    if abs(found.trend) >= 0.005:
        said += " " + words(
            "Beside it the pace has changed by {trend:percent} a year; from now on it is taken to "
            "stay as it is.",
            trend=found.trend,
        )
    if found.events:
        said += " " + words("The diamonds are events that were marked.")
    return said


def _table(found: SeasonShape, words: Words) -> Table:
    f, names = words.formats, words.formats.calendar()["shortMonths"]
    rows = [(f"{day.day} {names[day.month - 1]}", f.number(pace, 2)) for day, pace in found.weeks]
    marked = [
        (f"{name}, {f.span(f.day(first), f.day(last))}", f"× {f.number(factor, 2)}")
        for name, first, last, factor in found.events
    ]
    return Table((words("Week from"), words("Orders, times the mean")), (*rows, *marked))
