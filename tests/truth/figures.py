"""Write docs/why/coverage.md: python -m tests.truth.figures [worlds]

Takes some minutes and needs the folder that VOLVER_TEST_DATA names: the tests say that these
figures keep within bounds, this page says what they are. worlds: how many for the totals, 1,000
unless told.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.truth.choice_figures import origins, shops
from tests.truth.coverage import AHEAD, CUSTOMERS, LEVELS, SHOPS, Look, look, sold
from tests.truth.totals import CUSTOMERS as OF_A_TOTAL
from tests.truth.totals import WORLDS, Totals, totals_of

from volver.domain.card import Total

PAGE = Path(__file__).parents[2] / "docs/why/coverage.md"
WHY = """# Coverage: do intervals hold what they promise?

Made by `python -m tests.truth.figures`. An interval of 80 % should hold what came for
80 of 100 customers, no fewer and no more; a width says what that costs. The ends of
counts are randomised (Czado, Gneiting & Held 2009), since counts are few. Every forecast is made as
anybody would have made it on the day: the model is chosen by backtests of its own, on what was
known then.

After recalibration: the ends of the numbers of orders lie where past tests say that they belong,
learnt at origins of which two windows had ended by the day of the forecast. Where there were no
two, or what the earlier taught would not have helped at the last, ends stay, and the cell says so.
Intervals of margins are not moved.
"""


def main() -> None:
    """Write the page."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    PAGE.write_text("\n".join([WHY, *simulated(), *totals(worlds), *real()]) + "\n", "utf-8")


def simulated() -> Iterator[str]:
    """Customers of worlds whose truth is known."""
    yield "## Customers of simulated shops\n"
    yield f"{CUSTOMERS:,} customers each, known for two years, {AHEAD} days ahead.\n"
    found = []
    for name, world in SHOPS.items():
        found.append((f"Customers {name}", look(*sold(world, CUSTOMERS, seed=21), AHEAD)))
        _say(name)
    yield from customers(found)


def totals(worlds: int) -> Iterator[str]:
    """Totals of many such worlds."""
    found = {}
    for name, world in WORLDS.items():
        found[name] = totals_of(world, worlds, LEVELS)
        _say(f"totals {name}")
    yield from told(found)


def told(found: dict[str, Totals]) -> Iterator[str]:
    """A row for each kind of shop: how often inside, where, how wide."""
    # Where kinds differ in how many were drawn, chance is told of the usual thousand.
    usual = min(found.values(), key=lambda one: abs(one.worlds - 1000))
    worlds, (centre, spread) = usual.worlds, usual.errors
    half, four_fifths = (200 * (q * (1 - q) / worlds) ** 0.5 for q in (0.5, 0.8))
    yield f"\n## Totals of simulated shops\n\nShops of {OF_A_TOTAL:,} customers each: how often the"
    yield "total a year ahead fell into its interval, by the model that the shop is made of. Of"
    yield f"{worlds:,} shops chance alone moves a share of 50 % by {half:.1f} points and one of"
    yield f"80 % by {four_fifths:.1f}, two standard errors. Beside it what came less what was"
    yield "expected, in standard deviations of the forecast: the mean, 0 where nothing leans"
    yield f"(standard error {centre:.2f}), and the standard deviation, 1 where the width is right"
    yield f"(standard error {spread:.2f}). Why most lean a little is told in"
    yield "[intervals](intervals.md).\n"
    columns = [f"{what}, {level:.0%}" for level in LEVELS for what in ("Orders", "Margin")]
    columns += [f"{of}, {what}" for of in ("Mean", "Spread") for what in ("orders", "margin")]
    yield f"| Kind | Shops | {' | '.join(columns)} |"
    yield f"|---|---:|{'---:|' * len(columns)}"
    for name, one in found.items():
        cells = [f"{share:.1%}" for share in one.inside.ravel()]
        cells += [f"{z:+.2f}" for z in one.centre] + [f"{z:.2f}" for z in one.spread]
        yield f"| {name} | {one.worlds:,} | {' | '.join(cells)} |"


def real() -> Iterator[str]:
    """Shops that everybody knows, on up to three days of their past."""
    yield "\n## Real shops\n"
    yield "As they come. What is to come of a real shop need not be like what came: growth, a sale"
    yield "or a crisis moves all customers at once, which an interval of one customer does not know"
    yield "of, while that of a total is widened by how far past totals were missed.\n"
    found = []
    for name, (snapshot, days, step) in shops().items():
        for origin in origins(snapshot, days, step):
            found.append((f"{name}, {origin}, {days} days", look(snapshot, origin, days)))
            _say(found[-1][0])
    yield from customers(found)
    yield "\n### Totals of real shops\n"
    yield "What came of all, the forecast and its interval of 95 %, and whether intervals of 50, 80"
    yield "and 95 % held it.\n"
    columns = [c for what in ("Orders", "Margin") for c in (what, "Forecast, 95 %", "Inside")]
    yield f"| Shop, origin | {' | '.join(columns)} |"
    yield "|---|---:|---:|---|---:|---:|---|"
    for name, one in found:
        orders = total([held.total_orders for held in one.held])
        yield f"| {name} | {orders} | {total([held.total_margin for held in one.held])} |"


def total(levels: list[Total]) -> str:
    """Three cells: what came, the forecast with its widest interval, inside at each level."""
    last = levels[-1]
    inside = ", ".join("yes" if one.inside else "no" for one in levels)
    span = f"{last.forecast:,.0f} ({last.low:,.0f} to {last.high:,.0f})"
    return f"{last.actual:,.0f} | {span} | {inside}"


def customers(found: list[tuple[str, Look]]) -> Iterator[str]:
    """A row for each level of each look."""
    yield (
        "| Shop | Level | Orders inside | median width | after recalibration | median width |"
        " Margin inside | median width |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for name, one in found:
        for at in one.held:
            moved = f"{at.moved:.1%} | {at.moved_width:.0f}" if one.is_moved else "not moved | "
            yield (
                f"| {name} ({one.model}, {one.customers:,} customers) | {at.level:.0%} |"
                f" {at.orders:.1%} | {at.orders_width:.0f} | {moved} |"
                f" {at.margin:.1%} | {at.margin_width:,.2f} |"
            )


def _say(done: str) -> None:
    print(done, flush=True)  # noqa: T201 - it takes minutes


if __name__ == "__main__":
    main()
