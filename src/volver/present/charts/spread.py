"""How value is spread over customers, and how few hold it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from volver.present import findings
from volver.present.charting import alt
from volver.present.drawing import PAPER, Drawing, Palette, on, stack, style
from volver.present.records import Concentration, Distribution
from volver.present.table import Table
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class _Bar:
    low: float
    high: float
    customers: int
    name: str
    mark: str = ""
    """What stands under a bar that has no place on a logarithmic axis."""

    @property
    def middle(self) -> float:
        return float((self.low * self.high) ** 0.5)


def _bars(found: Distribution, words: Words) -> list[_Bar]:
    """Bars in order; below zero and zero stand left of all others, with a gap."""
    f = words.formats
    lowest = found.bins[0].low if found.bins else 1.0
    apart = [
        _Bar(lowest / 16, lowest / 8, found.below_zero, words("below zero"), "< 0"),
        _Bar(lowest / 4, lowest / 2, found.zero, words("zero"), "0"),
    ]
    return [
        *(bar for bar in apart if bar.customers),
        *(
            _Bar(b.low, b.high, b.customers, f.span(f.money(b.low), f.money(b.high)))
            for b in found.bins
        ),
    ]


def distribution(found: Distribution, words: Words, palette: Palette = PAPER) -> Drawing:
    """How many customers have which value, on a logarithmic axis; zero and less stand apart."""
    bars = _bars(found, words)
    rows = [
        {
            # A hair of air between bars.
            "low": bar.low * 1.03,
            "high": bar.high / 1.03,
            "customers": bar.customers,
            "floor": 0,
            "kind": "apart" if bar.mark else "value",
            "tip": f"{bar.name}: "
            + words.plural("{n:count} customer", "{n:count} customers", bar.customers),
        }
        for bar in bars
    ]
    kinds = alt.Scale(domain=["value", "apart"], range=[palette.first, palette.muted])
    layers = [
        on(rows)
        .mark_rect(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X(
                "low:Q",
                title=words("Value of a customer"),
                scale=alt.Scale(type="log", nice=False),
                axis=_money_axis(bars, words),
            ),
            x2="high:Q",
            y=alt.Y("customers:Q", title=words("Customers"), axis=alt.Axis(format=",.0f")),
            y2="floor:Q",
            color=alt.Color("kind:N", legend=None, scale=kinds),
            tooltip=alt.Tooltip("tip:N"),
        )
    ]
    if _has_median(found):
        half = on([{"low": found.median}])
        layers.append(half.mark_rule(color=palette.second, strokeWidth=2).encode(x="low:Q"))
    return Drawing(
        name="distribution",
        title=_distribution_finding(found, words),
        description=words(
            "Bars count customers by value; each covers twice the money of the one before it. The "
            "upright line is the customer in the middle."
        ),
        marks=stack(layers, height=240),
        table=Table(
            (words("Value"), words("Customers")),
            tuple((bar.name, words.formats.number(bar.customers)) for bar in bars),
        ),
        config=style(palette, words),
    )


def _has_median(found: Distribution) -> bool:
    return bool(found.bins) and found.median is not None and found.median >= found.bins[0].low


def _distribution_finding(found: Distribution, words: Words) -> str:
    if found.median is None:
        return words("How value is spread over customers.")
    return words(
        "Half of the customers are worth less than {median:money} each.", median=found.median
    )


def _money_axis(bars: list[_Bar], words: Words) -> "alt.Axis":
    """Marks at 1, 10, 100, ..., and under the bars that stand apart."""
    marks = {bar.middle: bar.mark for bar in bars if bar.mark}
    inside = [bar for bar in bars if not bar.mark]
    if inside:
        powers = (10.0**power for power in range(-3, 13))
        held = [p for p in powers if inside[0].low <= p <= inside[-1].high]
        marks |= {
            p: words.formats.whole_money(p) if p >= 1 else words.formats.money(p) for p in held
        }
    said = "".join(f"datum.value == {at!r} ? {json.dumps(mark)} : " for at, mark in marks.items())
    return alt.Axis(values=list(marks), labelExpr=f"{said}''")


def concentration(
    expected: Concentration | None,
    past: Concentration | None,
    words: Words,
    palette: Palette = PAPER,
) -> Drawing:
    """What share of the money the most valuable customers hold, beside the 80/20 claim."""
    f = words.formats
    people, money = findings.CLAIM
    claim = words("the 80/20 claim")
    curves = [
        (name, held, colour, dash)
        for name, held, colour, dash in (
            (words("expected value"), expected, palette.first, [1, 0]),
            (words("value to date"), past, palette.second, [6, 4]),
        )
        if held
    ]
    points = [_curve(name, held.customers_share, held.money_share) for name, held, _, _ in curves]
    corner = [_curve(claim, (0.0, people, people), (money, money, 0.0))]
    names = [*(curve[0] for curve in curves), claim]
    colours = alt.Scale(domain=names, range=[*(curve[2] for curve in curves), palette.ink])
    dashes = alt.Scale(domain=names, range=[*(curve[3] for curve in curves), [2, 3]])
    percent = alt.Axis(format=".0%", tickCount=5, grid=True)

    def lines(rows: list[dict[str, Any]], width: float) -> "alt.Chart":
        drawn: alt.Chart = (
            on(rows)
            .transform_flatten(["people", "money", "place"])
            .mark_line(strokeWidth=width)
            .encode(
                x=alt.X("people:Q", title=words("Customers, most valuable first"), axis=percent),
                y=alt.Y("money:Q", title=words("Share of the money"), axis=percent),
                order="place:Q",
                color=alt.Color("which:N", scale=colours),
                strokeDash=alt.StrokeDash("which:N", scale=dashes),
            )
        )
        return drawn

    equal = on([{"people": 0, "money": 0}, {"people": 1, "money": 1}])
    layers = [
        equal.mark_line(color=palette.muted, strokeWidth=1).encode(x="people:Q", y="money:Q"),
        lines(corner, 1.5),
        lines(points, 2.5),
    ]
    return Drawing(
        name="concentration",
        title=findings.concentration(expected, past, words),
        description=words(
            "The higher the curve rises on the left, the fewer customers hold the money; on the "
            "straight line all would be alike. The dots mark the claim that {top:percent} of them "
            "hold {claim:percent}.",
            top=people,
            claim=money,
        ),
        marks=stack(layers, height=320),
        table=Table(
            (words("Customers, most valuable first"), *(c[0] for c in curves)),
            tuple(
                (f.percent(s), *(f.percent(_held(held, s), 1) for _, held, _, _ in curves))
                for s in np.linspace(0, 1, 11)
            ),
        ),
        config=style(palette, words),
    )


def _curve(name: str, people: Sequence[float], money: Sequence[float]) -> dict[str, Any]:
    """One line as one row, in more digits than can be drawn."""
    return {
        "which": name,
        "people": [round(x, 4) for x in people],
        "money": [round(y, 4) for y in money],
        "place": list(range(len(people))),
    }


def _held(held: Concentration, share: float) -> float:
    return float(np.interp(share, held.customers_share, held.money_share))
