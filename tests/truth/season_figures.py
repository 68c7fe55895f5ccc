"""Write docs/why/season.md: python -m tests.truth.season_figures

Takes a minute or two and needs the folder that VOLVER_TEST_DATA names. The tests say that these
figures keep within bounds, this page says what they are.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from tests.predict.test_real_shops import retail
from tests.predict.worlds import asked
from tests.truth.seasons import CALENDAR, RISING, fitted, fitted_on_the_truth, misses, real, seen

from volver.domain.ports import Quiet
from volver.predict.backtest import Backtest, backtest
from volver.predict.forecast import forecast
from volver.predict.purchases.catalogue import SEASONAL
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.mbg_nbd import MbgNbd

PAGE = Path(__file__).parents[2] / "docs/why/season.md"
WORLDS = 20
LARGE = 100_000
WHY = """# Season: does a clock help?

Made by `python -m tests.truth.season_figures`.

While alive a customer orders at a rate of their own times s(day), the same s for all, one in the
mean of a year. On the clock that runs s(day) a day these orders come at an even pace, so BG/NBD,
MBG/NBD and NBD hold exactly, with clock days for days; nothing is computed per customer and week.

s is learnt from all orders together, in turns: on the clock so far a model says how many repeat
orders were due each day, from who was a customer and likely still is; what came, over what was
due, is smoothed into waves of the year and a mild trend. Waves are kept as far as the evidence
carries them. The trend is not drawn on: the level of the day of the forecast stays.

Where a full year lies before an origin of the backtest, each of the three models also competes
with its season, and is chosen if it wins by the same rule as any other: the simplest within one
standard error of the best. At an origin without that year the candidate with season forecasts as
it does without. With less than a year at every origin no season is tried, and the forecast says
so. Pareto/NBD has no clock: its customers leave by the calendar, so that it needs two.

The season is taken as known, so it widens no interval of one customer; that of a total is widened
by how far past totals were missed, as ever.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text("\n".join([WHY, *simulated(), *shops()]) + "\n", "utf-8")


def simulated() -> Iterator[str]:
    """Worlds whose season is known."""
    yield "## A simulated shop before a rising season\n"
    yield f"{WORLDS} worlds of MBG/NBD (r 0.8, alpha 8 weeks, a 0.8, b 2.5), 6,000 customers who"
    yield "come within the first year, s(week) = 1 + 0.9 sin(2 pi week / 52), 100 weeks seen and 13"
    yield "weeks forecast, in which the season rises. Forecast over actual orders, less 1:\n"
    yield "| | mean | least | greatest | r | alpha, weeks | a | b |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    worlds = [seen(RISING, seed) for seed in range(WORLDS)]
    yield row("by the calendar", worlds, [MbgNbd.fit(shop.histories).model for shop in worlds])
    yield row("by the season learnt", worlds, [fitted(shop) for shop in worlds])
    true = [fitted_on_the_truth(shop, RISING) for shop in worlds]
    yield row("by the true season", worlds, true)
    large = seen(replace(RISING, season=CALENDAR), 1, customers=LARGE, as_of=1000)
    yield row(f"{LARGE:,} customers, learnt", [large], [fitted(large)])
    came = np.array([shop.came for shop in worlds])
    yield f"\n{came.mean():,.0f} orders came in the mean of the worlds, from {came.min():,} to"
    yield f"{came.max():,}: so much of the spread is chance, and on the true clock it is as wide."
    yield "Parameters are geometric means. The last row is one shop of more customers, seen for"
    yield "1,000 days, whose year is that of the calendar: one of 52 weeks comes a day earlier each"
    yield "year. What is left there is the method's, and a per cent or so of chance.\n"


def row(name, worlds, models) -> str:
    """How one kind of fit did."""
    off = np.array([misses(shop, model) for shop, model in zip(worlds, models, strict=True)])
    mean = np.exp(np.mean([model.log_parameters for model in models], axis=0))
    cells = [f"{v:+.1%}" for v in (off.mean(), off.min(), off.max())]
    cells += [f"{v:.2f}" for v in mean / np.array([1, 7, 1, 1])]
    return f"| {name} | {' | '.join(cells)} |"


def shops() -> Iterator[str]:
    """Real and realistic shops, as they come."""
    folder = Path(os.environ["VOLVER_TEST_DATA"]) / "r_packages"  # noqa: TID251 - as the tests do
    yield "## Shops\n"
    yield "Every origin of the backtest. Log score: mean log of the probability of what came per"
    yield "customer, higher is better; miss: forecast over actual orders of all, less 1.\n"
    for title, snapshot, days in (
        ("Grocery (a real web grocer), a year ahead", real("grocery", folder), 364),
        ("Grocery, a quarter ahead", real("grocery", folder), 91),
        ("Apparel (simulated by CLVTools), a year ahead", real("apparel", folder), 365),
        ("Apparel, a quarter ahead", real("apparel", folder), 91),
        ("Online Retail, a year ahead", retail(date(2011, 12, 9)), 365),
    ):
        yield f"### {title}\n"
        tested = backtest(snapshot, asked(days), Quiet())
        if tested.no_season:
            yield f"{tested.no_season[0].upper()}{tested.no_season[1:]}.\n"
        else:
            yield from table(tested)
        yield f"Chosen: {forecast(snapshot, asked(days)).why}.\n"


def table(tested: Backtest) -> Iterator[str]:
    """With and without, at each origin."""
    yield "| Origin | Days | Orders | Model | Log score | with season | Miss | with season |"
    yield "|---|---:|---:|---|---:|---:|---:|---:|"
    scores = {(t.score.origin, t.score.candidate): t.score for t in tested.trials}
    for (origin, name), with_it in scores.items():
        if name in SEASONAL:
            plain = scores[origin, name.removesuffix(Clocked.suffix)]
            yield (
                f"| {origin} | {plain.days} | {plain.total_orders.actual:,.0f} | {plain.title} |"
                f" {plain.log_score:.4f} | {with_it.log_score:.4f} |"
                f" {plain.bias:+.1%} | {with_it.bias:+.1%} |"
            )
    yield ""


if __name__ == "__main__":
    main()
