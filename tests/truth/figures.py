"""Write docs/why/coverage.md: python -m tests.truth.figures [worlds]

Takes some minutes: the tests say that these figures keep within bounds, this page says what they
are. worlds: how many for the totals, 1,000 unless told.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
from tests.predict.test_real_shops import CDNOW, looked_at, retail
from tests.predict.worlds import asked
from tests.truth.test_coverage import WORLDS, held, seen

from volver.domain.card import Score
from volver.domain.money import Basis
from volver.domain.ports import Quiet
from volver.predict.backtest import backtest
from volver.predict.forecast import forecast
from volver.predict.scoring import Came, judge
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

PAGE = Path(__file__).parents[2] / "docs/why/coverage.md"
CUSTOMERS = 20_000


def main() -> None:
    """Write the page."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    PAGE.write_text("\n".join([*simulated(), *totals(worlds), *real()]) + "\n", "utf-8")


def simulated() -> Iterator[str]:
    """Customers of worlds whose truth is known."""
    yield "# Coverage: do intervals hold what they promise?\n"
    yield "Made by `python -m tests.truth.figures`. An interval of 80 % should hold what came for"
    yield "80 of 100 customers, no fewer and no more; a width says what that costs. The ends of"
    yield "counts are randomised (Czado, Gneiting & Held 2009), since counts are few.\n"
    yield f"## Customers of simulated shops\n\n{CUSTOMERS:,} customers each, a year ahead.\n"
    yield from head("Shop", "customers")
    for name, world in WORLDS.items():
        outlook, truth = seen(world, CUSTOMERS, seed=11)
        orders = truth.future_orders.astype(np.int64)
        came = Came(date(2024, 12, 31), 365, orders, truth.future_margin)
        score = judge("model", "Model", outlook, came, is_baseline=False).score
        yield from rows(name, score)


def totals(worlds: int) -> Iterator[str]:
    """Totals of many such worlds."""
    yield f"\n## Totals of simulated shops\n\n{worlds:,} shops of 2,000 customers each: how often"
    yield "the total a year ahead fell into its interval.\n"
    yield "| Shop | Orders, 80 % | Margin, 80 % | Orders, 95 % | Margin, 95 % |"
    yield "|---|---:|---:|---:|---:|"
    for name, world in WORLDS.items():
        inside = held(world, worlds).ravel()
        yield f"| {name} | {' | '.join(f'{share:.1%}' for share in inside)} |"


def real() -> Iterator[str]:
    """Two shops that everybody knows, at every origin of their backtest."""
    yield "\n## Real shops\n"
    yield "The model that was chosen, at each origin of its backtest, as it comes."
    yield "Totals of the past tests stand without the widening that their misses bring about: the"
    yield "forecast is given it, by how far they missed.\n"
    yield from head("Shop, origin", "customers")
    told = []
    for name, snapshot, days in shops():
        question = asked(days)
        chosen = forecast(snapshot, question).model
        for trial in backtest(snapshot, question, Quiet()).trials:
            if trial.score.candidate == chosen:
                where = f"{name}, {trial.score.origin} ({chosen}, {trial.score.days} days)"
                yield from rows(where, trial.score)
                told.append(total_row(where, trial.score))
    yield ""
    yield "| Shop, origin | Orders | Forecast, 95 % | Inside | Margin | Forecast, 95 % | Inside |"
    yield "|---|---:|---:|---|---:|---:|---|"
    yield from told


def shops() -> Iterator[tuple[str, Snapshot, int]]:
    """CDNOW where it is at hand, and Online Retail."""
    yield "Online Retail", retail(date(2011, 12, 9)), 365
    folder = os.environ.get("VOLVER_TEST_DATA")  # noqa: TID251 - as the tests do
    if folder:
        file = Path(folder) / "cdnow/CDNOW_master.txt.gz"
        shape = Shape(Basis("revenue"), False, False)
        yield "CDNOW", looked_at(CDNOW, file, shape, date(1998, 6, 30)), 39 * 7


def head(first: str, whose: str) -> Iterator[str]:
    """The head of a table of coverage."""
    inside = f"{whose} inside | median width"
    yield f"| {first} | Level | Orders: {inside} | Margin: {inside} |"
    yield "|---|---:|---:|---:|---:|---:|"


def rows(name: str, score: Score) -> Iterator[str]:
    """A row for each level."""
    for one in score.coverage:
        yield (
            f"| {name} | {one.level:.0%} | {one.orders:.1%} | {one.orders_width:.0f} |"
            f" {one.margin:.1%} | {one.margin_width:,.2f} |"
        )


def total_row(name: str, score: Score) -> str:
    """What came of all, and what had been foretold."""
    cells = []
    for total in (score.total_orders, score.total_margin):
        cells.append(
            f"{total.actual:,.0f} | {total.forecast:,.0f} ({total.low:,.0f} to {total.high:,.0f})"
            f" | {'yes' if total.inside else 'no'}"
        )
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
