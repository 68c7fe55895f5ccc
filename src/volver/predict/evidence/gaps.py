"""Days from one order to the next: how long customers wait, and who has a rhythm.

Where orders come at random, gaps scatter by as much as their mean: the standard deviation over
the mean is one. Who orders by habit or need scatters less.
"""

from functools import lru_cache

import numpy as np

from volver.domain.evidence import GapBin, Gaps
from volver.domain.history import Vector
from volver.predict.base import GAPS, Whole
from volver.store.snapshot import Snapshot

ENOUGH = 4
"""Gaps that a customer needs for a rhythm to be seen."""
REGULAR = 0.5
"""Standard deviation over mean below which gaps are regular."""
BARS = 30
"""Bars at most, besides the last."""
WIDTHS = (1, 2, 7, 14, 28, 56, 112, 224)
"""Days that a bar may be wide."""
REACH = 0.95
"""Bars reach to where this share of the gaps has ended; the last holds the rest."""

HARDLY = 60
"""With more gaps than this hardly anybody looks regular by chance: fewer than one in 10,000."""
DRAWS = 4000
SEED = 19_690_401

RHYTHMS = """
WITH placed AS (
  SELECT
    customer_id, day,
    ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY day) AS place
  FROM occasions
),
gaps AS (
  SELECT
    later.customer_id,
    CAST(v_days_between(earlier.day, later.day) AS BIGINT) AS days
  FROM placed AS later
  JOIN placed AS earlier
    ON earlier.customer_id = later.customer_id AND earlier.place = later.place - 1
),
waits AS (
  SELECT
    customer_id,
    CAST(COUNT(*) AS BIGINT) AS times,
    CAST(SUM(days) AS BIGINT) AS total,
    CAST(SUM(days * days) AS BIGINT) AS squares
  FROM gaps
  GROUP BY customer_id
)
SELECT times, total, squares, CAST(COUNT(*) AS BIGINT) AS customers
FROM waits
WHERE times >= $enough
GROUP BY times, total, squares
ORDER BY times, total, squares
"""


def gaps(snapshot: Snapshot) -> Gaps | None:
    """The gaps of all customers; None where nobody has come back."""
    found = snapshot.columns(GAPS)
    days, times = (found[name].astype(np.int64) for name in ("days", "times"))
    if len(days) == 0:
        return None
    each = snapshot.columns(RHYTHMS, enough=ENOUGH)
    n, total, squares = (each[name].astype(np.float64) for name in ("times", "total", "squares"))
    customers = each["customers"].astype(np.int64)
    mean = total / n
    scatter = np.sqrt(np.maximum(squares / n - mean**2, 0)) / mean
    regular = scatter < REGULAR
    return Gaps(
        bins=bins(days, times),
        gaps=int(times.sum()),
        median=quantile(days, times, 0.5),
        judged=int(customers.sum()),
        regular=int(customers[regular].sum()),
        by_chance=sum(
            who * looks_regular(many)
            for many, who in zip(n.astype(np.int64).tolist(), customers.tolist(), strict=True)
        ),
        regular_gap=_median_of(mean[regular], customers[regular]),
    )


def bins(days: Whole, times: Whole) -> tuple[GapBin, ...]:
    """Equal bars from one day on, and one for all that is longer. days: ascending, shape (n,)."""
    reach = quantile(days, times, REACH)
    width = next((w for w in WIDTHS if w * BARS >= reach), WIDTHS[-1])
    bars = min(int(reach // width) + 1, BARS)
    at = np.minimum(days // width, bars)
    counts = np.bincount(at, times, bars + 1).round().astype(np.int64).tolist()
    told = [GapBin(k * width, (k + 1) * width, n) for k, n in enumerate(counts[:-1])]
    return (*told, GapBin(bars * width, None, counts[-1]))


@lru_cache(maxsize=64)
def looks_regular(gaps: int) -> float:
    """Share of customers who order at random and yet have so many gaps below REGULAR; by drawing.

    Gaps of one customer at random are exponential, and their scatter does not depend on the mean.
    """
    if gaps > HARDLY:
        return 0.0
    drawn = np.random.default_rng(SEED + gaps).standard_exponential((DRAWS, gaps))
    return float((drawn.std(axis=1) < REGULAR * drawn.mean(axis=1)).mean())


def quantile(days: Whole, times: Whole, q: float) -> float:
    """The least gap that at least a share q of the gaps do not pass. days: ascending."""
    until = np.cumsum(times)
    return float(days[np.searchsorted(until, q * until[-1])])


def _median_of(means: Vector, customers: Whole) -> float | None:
    if len(means) == 0:
        return None
    order = np.argsort(means)
    until = np.cumsum(customers[order])
    return float(means[order][np.searchsorted(until, until[-1] / 2)])
