"""Who gets which offer: 1,000,000 customers x 10 offers, and HiGHS beside us at 20,000 x 8.

python -m benchmarks.plan --write
python -m benchmarks.plan --customers 100000 --peer 2000
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.places import RESULTS
from benchmarks.results import MET, circumstances, publish
from benchmarks.run import all_versions
from volver.stats.knapsack.choose import choose
from volver.stats.knapsack.problem import Limit

Vector = NDArray[np.float64]
START, END = "<!-- plan: written by benchmarks/plan.py -->", "<!-- end of plan -->"
SEED = 0
SECONDS, MEGABYTES, NEAR, TIMES = 10.0, 1000.0, 1e-5, 50.0
"""Goals: seconds of processor and peak memory for all; beside HiGHS, below its optimum by at most
this share, and so many times as fast."""


def main() -> None:
    """Make customers, plan, print, and write the section of RESULTS.md."""
    asked = _arguments()
    load = os.getloadavg()[0]
    rows = list(_alone(asked.customers, asked.offers))
    if asked.peer:
        rows += _beside_highs(asked.peer, 8)
    head = [*circumstances(all_versions([]), 1, load, seed=SEED)]
    head += [f"- load at the end {os.getloadavg()[0]:.1f}; verdicts are by CPU time", ""]
    table = ["| Customers x offers | What | Wall, s | CPU, s | Peak, MB | Gap | Goal | |",
             "|---|---|---:|---:|---:|---:|---|---|"]  # fmt: skip
    text = "\n".join([*head, *table, *rows])
    print(text)
    if asked.write:
        publish(text, RESULTS, START, END)


def _alone(n: int, k: int) -> Iterator[str]:
    """One budget, and four limits; the gap is to a bound that no plan exceeds."""
    values, costs, group = _drawn(n, k)
    found, wall, busy = _timed(lambda: choose(values, costs, [Limit(0.3 * n)]))
    peak = _peak()
    row = f"| {n:,} x {k} | one budget | {wall:.2f} | {busy:.2f} | {peak:.0f} | {found.gap:.0e} "
    verdict = MET[busy <= SECONDS and peak <= MEGABYTES]
    yield row + f"| {SECONDS:.0f} s, {MEGABYTES:.0f} MB | {verdict} |"
    limits = [
        Limit(0.3 * n), Limit(0.05 * n, offers=(0, 1)),
        Limit(0.1 * n, offers=(2, 3), of_people=True), Limit(0.08 * n, groups=(4,), is_floor=True),
    ]  # fmt: skip
    found, wall, busy = _timed(lambda: choose(values, costs, limits, group))
    row = f"| {n:,} x {k} | four limits | {wall:.2f} | {busy:.2f} | {_peak():.0f} "
    yield row + f"| {found.gap:.0e} | | |"


def _beside_highs(n: int, k: int) -> Iterator[str]:
    """One budget; HiGHS's relaxation, an offer for parts of a customer, is worth at least as much.

    The gap is how far our plan is below it.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    values, costs, _ = _drawn(n, k)
    ours, wall, busy = _timed(lambda: choose(values, costs, [Limit(0.3 * n)]))
    rows = np.repeat(np.arange(n), k)
    one_each = coo_array((np.ones(n * k), (rows, np.arange(n * k))), shape=(n, n * k))
    left = vstack([one_each, coo_array(costs.reshape(1, -1))]).tocsr()
    right = np.append(np.ones(n), 0.3 * n)
    theirs, their_wall, their_busy = _timed(
        lambda: linprog(-values.ravel(), A_ub=left, b_ub=right, bounds=(0, 1), method="highs")
    )
    apart = 1 - ours.value / -theirs.fun
    verdict = MET[bool(apart <= NEAR and their_busy >= TIMES * busy)]
    yield (
        f"| {n:,} x {k} | one budget, 1/{their_busy / busy:.0f} of HiGHS's time | {wall:.3f} "
        f"| {busy:.3f} | | {apart:.0e} | {NEAR:.0e}, 1/{TIMES:.0f} | {verdict} |"
    )
    yield f"| {n:,} x {k} | HiGHS's relaxation | {their_wall:.1f} | {their_busy:.1f} | | | | |"


def _drawn(n: int, k: int) -> tuple[Vector, Vector, NDArray[np.intp]]:
    generator = np.random.default_rng(SEED)
    costs = generator.lognormal(0, 1, (n, k))
    values = generator.lognormal(1, 1, (n, k))
    values -= costs
    return values, costs, generator.integers(0, 5, n)


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    start, busy = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - start, time.process_time() - busy


def _peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--offers", type=int, default=10)
    parser.add_argument("--peer", type=int, default=20_000, help="customers for HiGHS; 0: none")
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
