"""Who gets which offer: 1,000,000 customers x 10 offers, and HiGHS beside us at 20,000 x 8.

python -m benchmarks.plan
python -m benchmarks.plan --customers 100000 --peer 2000
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from volver.stats.knapsack.choose import Chosen, choose
from volver.stats.knapsack.problem import Limit

Vector = NDArray[np.float64]
SECONDS, MEGABYTES, NEAR, TIMES = 10.0, 1000.0, 1e-5, 50.0


def main() -> None:
    """Make customers, plan, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--offers", type=int, default=10)
    parser.add_argument("--peer", type=int, default=20_000)
    asked = parser.parse_args()
    n, k = asked.customers, asked.offers
    values, costs, group = _drawn(n, k)
    before = _peak()
    found, taken, busy = _timed(lambda: choose(values, costs, [Limit(0.3 * n)]))
    print(f"{n:,} x {k}, one budget: {taken:.2f} s ({busy:.2f} s of CPU), gap {found.gap:.1e},"
          f" peak {_peak():.0f} MB, of which input {before:.0f}")  # fmt: skip
    print(f"  goal {SECONDS:.0f} s, {MEGABYTES:.0f} MB: "
          + ("met" if busy <= SECONDS and _peak() <= MEGABYTES else "missed"))  # fmt: skip
    limits = [
        Limit(0.3 * n), Limit(0.05 * n, offers=(0, 1)),
        Limit(0.1 * n, offers=(2, 3), of_people=True), Limit(0.08 * n, groups=(4,), is_floor=True),
    ]  # fmt: skip
    found, taken, busy = _timed(lambda: choose(values, costs, limits, group))
    print(f"{n:,} x {k}, four limits: {taken:.2f} s ({busy:.2f} s), gap {found.gap:.1e},"
          f" peak {_peak():.0f} MB, missed {found.missed}")  # fmt: skip
    if asked.peer:
        _beside_highs(asked.peer, 8)


def _beside_highs(n: int, k: int) -> None:
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    values, costs, _ = _drawn(n, k)
    ours, taken, busy = _timed(lambda: choose(values, costs, [Limit(0.3 * n)]))
    rows = np.repeat(np.arange(n), k)
    one_each = coo_array((np.ones(n * k), (rows, np.arange(n * k))), shape=(n, n * k))
    left = vstack([one_each, coo_array(costs.reshape(1, -1))]).tocsr()
    right = np.append(np.ones(n), 0.3 * n)
    start, start_busy = time.perf_counter(), time.process_time()
    theirs = linprog(-values.ravel(), A_ub=left, b_ub=right, bounds=(0, 1), method="highs")
    whole, whole_busy = time.perf_counter() - start, time.process_time() - start_busy
    apart = 1 - ours.value / -theirs.fun
    verdict = "met" if apart <= NEAR and whole_busy >= TIMES * busy else "missed"
    print(f"{n:,} x {k}: ours {taken:.3f} s ({busy:.3f} s), HiGHS's relaxation {whole:.1f} s"
          f" ({whole_busy:.1f} s), ratio {whole_busy / busy:.0f}; below its optimum by {apart:.1e};"
          f" goal {NEAR:g} at 1/{TIMES:.0f} of the time: {verdict}")  # fmt: skip


def _drawn(n: int, k: int) -> tuple[Vector, Vector, NDArray[np.intp]]:
    generator = np.random.default_rng(0)
    costs = generator.lognormal(0, 1, (n, k))
    values = generator.lognormal(1, 1, (n, k))
    values -= costs
    return values, costs, generator.integers(0, 5, n)


def _timed(work: Callable[[], Chosen]) -> tuple[Chosen, float, float]:
    start, busy = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - start, time.process_time() - busy


def _peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
