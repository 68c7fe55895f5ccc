"""Customers in groups: the four classes, and bands of value and P(alive)."""

from typing import Any

from volver.present import findings
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.records import AliveCell, Classes, ClassRow
from volver.present.table import Table
from volver.present.words import Words

MAY_LEAVE = 0.6
"""The P(alive) under which a valuable customer is counted as at stake; an edge of the bands."""


def classes(found: Classes, words: Words, palette: Palette = PAPER) -> Drawing:
    """Each class's share of the customers beside its share of the expected value."""
    f = words.formats
    people = sum(row.customers for row in found.rows)
    money = sum(row.value for row in found.rows)
    of_people, of_money = words("of the customers"), words("of the expected value")
    bars: list[dict[str, Any]] = []
    for row in found.rows:
        name = words.say(findings.CLASS_NAMES[row.value_class])
        for which, part, whole in (
            (of_people, row.customers, people),
            (of_money, row.value, money),
        ):
            share = part / whole if whole > 0 else 0.0
            bars.append({"class": name, "which": which, "share": share, "said": f.percent(share)})
    # Room for the figure at the end of the longest bar, also on a phone.
    widest = max((bar["share"] for bar in bars), default=1.0)
    shown = on(bars).encode(
        x=alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, max(widest, 0.01) * 1.4])),
        y=alt.Y(
            "class:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=150),
            scale=alt.Scale(paddingInner=0.35),
        ),
        yOffset=alt.YOffset("which:N", sort=[of_people, of_money]),
    )
    colours = alt.Scale(domain=[of_people, of_money], range=[palette.muted, palette.first])
    return Drawing(
        name="classes",
        title=_class_finding(found.rows, people, money, words),
        description=words("Two bars for each class: its share of customers and of value."),
        marks=stack(
            [
                shown.mark_bar(cornerRadiusEnd=2).encode(
                    color=alt.Color("which:N", scale=colours, legend=alt.Legend(offset=8))
                ),
                shown.mark_text(align="left", dx=6).encode(text="said:N"),
            ],
            height=230,
        ),
        table=Table(
            (words("Class"), words("Customers"), words("Expected value"), words("To date")),
            tuple(
                (
                    words.say(findings.CLASS_NAMES[row.value_class]),
                    f.number(row.customers),
                    f.whole_money(row.value),
                    f.whole_money(row.past),
                )
                for row in found.rows
            ),
        ),
        config=style(palette, words),
    )


def _class_finding(rows: tuple[ClassRow, ...], people: int, money: float, words: Words) -> str:
    best = rows[0]
    if not best.customers or money <= 0:
        return words("Customers and value by class.")
    return words(
        "The best, {people:percent} of the customers, hold {money:percent} of the expected value.",
        people=best.customers / people,
        money=best.value / money,
    )


def alive(cells: tuple[AliveCell, ...], words: Words, palette: Palette = PAPER) -> Drawing:
    """Customers by P(alive) and value: the corner with much value and little life is urgent."""
    f = words.formats
    shown = [
        {
            "alive": f.span(f.percent(c.alive_low), f.percent(c.alive_high)),
            "value": _band(c, words),
            "n": c.customers,
            "said": f.number(c.customers),
            "tip": words.plural(
                "{n:count} customer, {value:whole_money} expected",
                "{n:count} customers, {value:whole_money} expected",
                c.customers,
                value=c.value,
            ),
        }
        for c in cells
    ]
    across = list(dict.fromkeys(str(cell["alive"]) for cell in shown))
    down = list(dict.fromkeys(str(cell["value"]) for cell in shown))[::-1]
    base = on(shown).encode(
        x=alt.X(
            "alive:N",
            sort=across,
            title=words("P(alive)"),
            axis=alt.Axis(labelAngle=0, labelExpr="split(datum.label, ' – ')[1]"),
            scale=alt.Scale(paddingInner=0.04),
        ),
        y=alt.Y(
            "value:N",
            sort=down,
            title=words("Value"),
            axis=alt.Axis(labelLimit=150),
            scale=alt.Scale(paddingInner=0.06),
        ),
    )
    tinted = alt.Scale(range=[0.05, 0.5], zero=True)
    return Drawing(
        name="alive",
        title=_alive_finding(cells, words),
        description=words(
            "Customers counted by P(alive), up to the percentage below, and by value; the stronger "
            "the colour, the more there are."
        ),
        marks=stack(
            [
                base.mark_rect(color=palette.first, cornerRadius=3).encode(
                    fillOpacity=alt.FillOpacity("n:Q", legend=None, scale=tinted),
                    tooltip=alt.Tooltip("tip:N"),
                ),
                base.mark_text().encode(text="said:N"),
            ],
            height=220,
        ),
        table=Table(
            (words("Value"), words("P(alive)"), words("Customers"), words("Expected value")),
            tuple(
                (_band(c, words), str(s["alive"]), f.number(c.customers), f.whole_money(c.value))
                for c, s in zip(cells, shown, strict=True)
                if c.customers
            ),
        ),
        config=style(palette, words),
    )


def _band(cell: AliveCell, words: Words) -> str:
    f = words.formats
    if cell.value_low is None and cell.value_high is None:
        return words("all")
    if cell.value_low is None:
        return words("under {high:whole_money}", high=cell.value_high)
    if cell.value_high is None:
        return words("{low:whole_money} and more", low=cell.value_low)
    return f.span(f.number(cell.value_low), f.whole_money(cell.value_high))


def _alive_finding(cells: tuple[AliveCell, ...], words: Words) -> str:
    """How much of the upper band's value is with customers who may be leaving."""
    fading = [c for c in cells if c.value_high is None and c.alive_high <= MAY_LEAVE]
    customers = sum(c.customers for c in fading)
    if not customers:
        return words(
            "Among the most valuable quarter nobody has a P(alive) under {alive:percent}.",
            alive=MAY_LEAVE,
        )
    return words(
        "Among the most valuable quarter, {customers:count} have a P(alive) under {alive:percent}: "
        "{value:whole_money} at stake.",
        customers=customers,
        alive=MAY_LEAVE,
        value=sum(c.value for c in fading),
    )
