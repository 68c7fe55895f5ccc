"""One fit by volver, from one row for each customer to the parameters.

    python -m benchmarks.fit_ours MODEL HISTORIES.parquet FIT.json

Finding like customers is part of the seconds; a fit of a few customers, which imports what fits
need, goes before. Regular orders are fitted at two phases, seasons on a stated clock: the search
for the best k is several fits, and that for the season is not one of customers.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.places import AS_OF, SEED
from volver.domain.history import Histories, Pace, Spend
from volver.domain.opportunity import OpportunityHistories
from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.opportunities.draw import draw_new
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.catalogue import CANDIDATES, SEASONAL
from volver.predict.purchases.clocked import Clocked
from volver.predict.season.clock import Clock

FEW = 1_000
MOST_OPPORTUNITIES = 24
CLOCK = Clock(date.fromisoformat(AS_OF), waves=((0.3, -0.1), (0.1, 0.0)), days=1000)

Rows = np.ndarray[Any, Any] | slice
Fit = Callable[[Rows], Any]
"""Which rows, to their fitted model."""


def of_purchases(path: Path, model: str) -> Fit:
    """A model of repeat purchases, by its name."""
    table = pq.read_table(path, columns=["x", "t_x", "age"])
    x, t_x, age = (table[name].to_numpy() for name in ("x", "t_x", "age"))

    ones = np.ones(len(x), dtype=np.int64)

    def fit(rows: Rows) -> Any:
        some = Histories(x[rows], t_x[rows], age[rows], ones[rows])
        if model in SEASONAL:
            pace = Pace(CLOCK.elapsed(int(some.age.max())), 0.0)
            return Clocked.fit(SEASONAL[model], some, CLOCK, pace)
        return CANDIDATES[model].fit(some)

    return fit


def of_order_values(path: Path) -> Fit:
    """Gamma-Gamma."""
    table = pq.read_table(path, columns=["x", "mean"])
    x, mean = table["x"].to_numpy(), table["mean"].to_numpy()
    return lambda rows: GammaGamma.fit(Spend(x[rows], mean[rows]))


def of_opportunities(path: Path) -> Fit:
    """BG/BB, of as many customers drawn from it, who had up to so many opportunities."""
    generator = np.random.default_rng(SEED)
    n = generator.integers(1, MOST_OPPORTUNITIES, pq.read_metadata(path).num_rows)
    h = draw_new(BgBb(1.2, 0.8, 0.7, 2.8), n, 0, generator).histories
    columns = h.order_count, h.last_with_order, h.opportunities, h.count
    return lambda rows: BgBb.fit(OpportunityHistories(*(column[rows] for column in columns)))


def main() -> None:
    """Fit a few, then all."""
    model, histories, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    makers: dict[str, Callable[[Path], Fit]] = {
        GammaGamma.name: of_order_values,
        BgBb.name: of_opportunities,
    }
    fit = makers.get(model, partial(of_purchases, model=model))(histories)
    customers = pq.read_metadata(histories).num_rows
    fit(np.random.default_rng(SEED).choice(customers, FEW))
    start, used = time.perf_counter(), time.process_time()
    found = fit(slice(None))
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    if not found.fit.converged:
        sys.exit(f"{model}: no best fit")
    in_weeks = found.model.parameters(*([] if model in makers else ["week"]))
    out.write_text(json.dumps({"seconds": seconds, "cpu": cpu, "parameters": in_weeks}))


if __name__ == "__main__":
    main()
