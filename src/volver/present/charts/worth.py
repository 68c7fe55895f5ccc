"""Why formulas differ, as a bridge, and what moves the value of a customer, as a tornado."""

from typing import Any

from volver.domain.formulas import Bridge, Sensitivity
from volver.present.book.formula_names import CHANGES, FORMULAS, LEVERS
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.table import Table
from volver.present.words import Words

ROW = 26
"""Pixels of one bar."""


def bridge(found: Bridge, words: Words, palette: Palette = PAPER) -> Drawing:
    """From the first formula to the last: a bar for each formula, and one for each change."""
    f = words.formats
    total, more, less = words("formula"), words("adds"), words("takes away")
    bars: list[dict[str, Any]] = []

    def bar(name: str, low: float, high: float, kind: str, said: str) -> None:
        # Numbered, since one change may come twice.
        bars.append(
            {
                "name": f"{len(bars) + 1}. {name}",
                "from": low,
                "to": high,
                "kind": kind,
                "said": said,
            }
        )

    first = float(found.first)
    bar(words.say(FORMULAS[found.start]), 0.0, first, total, f.money(first))
    rows = [(words.say(FORMULAS[found.start]), "–", f.money(first))]
    for step in found.steps:
        to, amount = float(step.level), float(step.amount)
        name = words.say(CHANGES[step.change])
        bar(name, to - amount, to, more if amount > 0 else less, f.money(amount))
        rows.append((name, f.money(amount), f.money(to)))
        if step.arrives is not None:
            reached = words.say(FORMULAS[step.arrives])
            bar(reached, 0.0, to, total, f.money(to))
            rows.append((reached, "–", f.money(to)))
    ends = [end for row in bars for end in (row["from"], row["to"])]
    least, most = min(ends), max(ends)
    colours = alt.Scale(
        domain=[total, more, less], range=[palette.muted, palette.first, palette.second]
    )
    for row in bars:
        row["at"] = max(row["from"], row["to"])
    shown = on(bars).encode(
        x=alt.X(
            "from:Q",
            title=words("Value of a customer"),
            # Room for the figure at the end of the longest bar, also on a phone.
            scale=alt.Scale(domain=[least, most + 0.4 * (most - least)], nice=False),
            axis=alt.Axis(tickCount=4),
        ),
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=210)),
    )
    last = found.steps[-1] if found.steps else None
    return Drawing(
        name="bridge",
        title=words(
            "{first:text}: {high:money} a customer. {last:text}: {low:money}. Every step between "
            "them is named.",
            first=words.say(FORMULAS[found.start]),
            high=first,
            last=words.say(FORMULAS[(last and last.arrives) or found.start]),
            low=float(last.level) if last else first,
        ),
        description=words(
            "A bar from zero for each formula; between two of them, a bar for each change that "
            "leads from one to the next. The changes sum to the difference, to the coin."
        ),
        marks=stack(
            [
                shown.mark_bar(height=ROW - 8).encode(
                    x2="to:Q", color=alt.Color("kind:N", scale=colours, legend=alt.Legend(offset=8))
                ),
                shown.mark_text(align="left", dx=6).encode(x="at:Q", text="said:N"),
            ],
            height=ROW * len(bars),
        ),
        table=Table((words("Step"), words("Change"), words("Value of a customer")), tuple(rows)),
        config=style(palette, words),
    )


def tornado(found: Sensitivity, words: Words, palette: Palette = PAPER) -> Drawing:
    """What one step of each lever does to the value of a customer, the strongest on top."""
    f = words.formats
    more, less = words("adds"), words("takes away")
    bars = [
        {
            "name": words.say(LEVERS[shift.lever]),
            "from": 0.0,
            "to": shift.change,
            "at": max(shift.change, 0.0),
            "kind": more if shift.change > 0 else less,
            "said": f.money(shift.change),
        }
        for shift in found.shifts
    ]
    least = min(0.0, *(shift.change for shift in found.shifts))
    most = max(0.0, *(shift.change for shift in found.shifts))
    colours = alt.Scale(domain=[more, less], range=[palette.first, palette.second])
    shown = on(bars).encode(
        x=alt.X(
            "from:Q",
            title=words("Change"),
            scale=alt.Scale(domain=[least, most + 0.4 * ((most - least) or 1.0)], nice=False),
            axis=alt.Axis(tickCount=4),
        ),
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=210)),
    )
    top = found.shifts[0]
    return Drawing(
        name="tornado",
        title=words(
            "{lever:text} moves the value of a customer most: by {change:money}.",
            lever=words.say(LEVERS[top.lever]),
            change=top.change,
        ),
        description=words(
            "Each bar is what one small step changes in the value of a customer within the "
            "horizon, all else equal. A point and a per cent are not equally easy to win."
        ),
        marks=stack(
            [
                shown.mark_bar(height=ROW - 8).encode(
                    x2="to:Q", color=alt.Color("kind:N", scale=colours, legend=alt.Legend(offset=8))
                ),
                shown.mark_text(align="left", dx=6).encode(x="at:Q", text="said:N"),
            ],
            height=ROW * len(bars),
        ),
        table=Table(
            (words("Lever"), words("Change"), words("Of the value")),
            tuple(
                (
                    words.say(LEVERS[shift.lever]),
                    f.money(shift.change),
                    "–" if shift.share is None else f.percent(shift.share, 1),
                )
                for shift in found.shifts
            ),
        ),
        config=style(palette, words),
    )
