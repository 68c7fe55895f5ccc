"""The change list: which figures of the last whole month differ from those of the month before by
more than chance, by channel, product and segment.

Counts are compared as rates per day whose variance is what customers who order several times, or in
both months, make of it, times what earlier months swung beyond that (season is in there); margins
by Welch's test of customers who ordered; sizes of segments by who came against who left. All are
screened together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.decide.tiers import CUSTOMERS
from volver.decide.traits import Trait
from volver.domain.change import Change, ChangeList, Dimension
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.month import days_of, last_day, last_whole_month
from volver.domain.parts import Parting
from volver.stats.screen import chance_of, discoveries, rate_change, welch
from volver.store.engine import Columns
from volver.store.snapshot import Snapshot

MONTHS = """
SELECT
  parts.dimension,
  parts.code,
  customer_months.month,
  COUNT(*) AS customers,
  CAST(SUM(customer_months.orders) AS BIGINT) AS times,
  CAST(SUM(customer_months.orders * customer_months.orders) AS BIGINT) AS squared_times,
  CAST(SUM(customer_months.orders * COALESCE(earlier.orders, 0)) AS BIGINT) AS together,
  CAST(SUM(customer_months.margin) AS DOUBLE) AS margin,
  CAST(
    SUM(CAST(customer_months.margin AS DECIMAL(19,4)) * customer_months.margin) AS DOUBLE
  ) AS squared_margin
FROM customer_months
JOIN parts ON parts.n = customer_months.n
LEFT JOIN customer_months AS earlier
  ON earlier.n = customer_months.n AND earlier.month = customer_months.month - 1
WHERE customer_months.orders > 0
  AND customer_months.month >= $earliest AND customer_months.month <= $latest
GROUP BY parts.dimension, parts.code, customer_months.month
ORDER BY parts.dimension, parts.code, customer_months.month
"""
NEWCOMERS = """
SELECT parts.dimension, parts.code, v_month(histories.first_order) AS month, COUNT(*) AS times
FROM histories
JOIN parts ON parts.n = histories.n
WHERE v_month(histories.first_order) >= $earliest AND v_month(histories.first_order) <= $latest
GROUP BY parts.dimension, parts.code, v_month(histories.first_order)
ORDER BY parts.dimension, parts.code, month
"""
PRODUCTS = """
WITH bought AS (
  SELECT
    customer_id, product_id, v_month(day) AS month, SUM(times) AS times, SUM(margin) AS margin
  FROM product_lines
  WHERE NOT is_refund AND NOT product_id = ''
    AND v_month(day) >= $earliest AND v_month(day) <= $latest
  GROUP BY customer_id, product_id, v_month(day)
)
SELECT
  bought.product_id,
  bought.month,
  COUNT(*) AS customers,
  CAST(SUM(bought.times) AS BIGINT) AS times,
  CAST(SUM(bought.times * bought.times) AS BIGINT) AS squared_times,
  CAST(SUM(bought.times * COALESCE(earlier.times, 0)) AS BIGINT) AS together,
  CAST(SUM(bought.margin) AS DOUBLE) AS margin,
  CAST(
    SUM(CAST(bought.margin AS DECIMAL(19,4)) * bought.margin) AS DOUBLE
  ) AS squared_margin
FROM bought
LEFT JOIN bought AS earlier
  ON earlier.customer_id = bought.customer_id AND earlier.product_id = bought.product_id
  AND earlier.month = bought.month - 1
GROUP BY bought.product_id, bought.month
ORDER BY v_bytewise(bought.product_id), bought.month
"""
MEMBERS = """
SELECT histories.customer_id, customer_months.orders, customer_months.margin
FROM customer_months
JOIN parts ON parts.n = customer_months.n
JOIN histories ON histories.n = customer_months.n
WHERE parts.dimension = $dimension AND parts.code = $code AND customer_months.month = $month
ORDER BY v_bytewise(histories.customer_id)
"""
NEW_MEMBERS = """
SELECT histories.customer_id, histories.orders, histories.margin_to_date AS margin
FROM histories
JOIN parts ON parts.n = histories.n
WHERE parts.dimension = $dimension AND parts.code = $code
  AND v_month(histories.first_order) = $month
ORDER BY v_bytewise(histories.customer_id)
"""
IN_PART = """
SELECT histories.customer_id, histories.orders, histories.margin_to_date AS margin
FROM histories
JOIN parts ON parts.n = histories.n
WHERE parts.dimension = $dimension AND parts.code = $code
ORDER BY v_bytewise(histories.customer_id)
"""
BUYERS = """
SELECT customer_id, SUM(times) AS orders, SUM(margin) AS margin
FROM product_lines
WHERE NOT is_refund AND product_id = $product AND v_month(day) = $month
GROUP BY customer_id
ORDER BY v_bytewise(customer_id)
"""

FALSE_SHARE = 0.05
LOOK_BACK = 12
"""Months before the one that is compared with, from which usual swings are learnt."""
LEAST_COUNT = 10
"""In both months together: below, a rate tells nothing."""
LEAST_ORDERING = 20
"""Customers in each month from which means are compared."""
MIDDLE = 0.4549364
"""The median of the square of a normal deviate."""
DIMENSIONS: tuple[Dimension, ...] = ("all", "channel", "segment")
"""A dimension is kept as its place here; products have no code."""


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of figure by level and month; arrays of shape (levels, months)."""

    dimension: Dimension
    levels: tuple[str, ...]
    codes: tuple[int, ...]
    times: Vector
    squares: Vector
    """Sum over customers of the squares of their times."""
    together: Vector
    """Sum over customers of their times, times those of the month before."""
    customers: Vector
    margin: Vector
    squared: Vector
    has_margin: bool = True


def change_list(
    snapshot: Snapshot,
    channel: Trait | None,
    apart: Callable[[Snapshot], Parting] | None,
    level: float,
    false_share: float = FALSE_SHARE,
) -> ChangeList | NotEnough:
    """What moved. channel: of each customer; apart: parts whose sizes are compared.

    Writes `parts`, from which `members` takes the customers behind each change.
    """
    month = last_whole_month(snapshot.as_of)
    seen = month - (12 * snapshot.first_day.year + snapshot.first_day.month - 1)
    if seen < 1:
        return NotEnough("changes compare two whole months of orders", 2, max(seen, 0) + 1)
    snapshot.with_months()
    sizes, segment = _sizes(snapshot, apart, month, level) if apart else ((), None)
    keep_parts(snapshot, channel, segment)
    found = list(sizes)
    for series in _series(snapshot, month, min(seen, LOOK_BACK + 1), channel):
        found += compared(series, month, level)
    believed = discoveries(np.array([change.chance for change in found]), false_share)
    kept = [found[at] for at in np.flatnonzero(believed).tolist()]
    kept.sort(key=lambda change: (change.chance, change.dimension, change.level, change.measure))
    return ChangeList(month, month - 1, len(found), false_share, tuple(kept))


def keep_parts(snapshot: Snapshot, channel: Trait | None, segment: NDArray[np.intp] | None) -> None:
    """Write `parts`: everybody, and by channel and by segment where there are any."""
    n = int(snapshot.rows(CUSTOMERS)[0][0])
    everybody = np.zeros(n, np.intp)
    codes = [everybody, channel.code if channel else None, segment]
    given = [(place, code) for place, code in enumerate(codes) if code is not None]
    snapshot.store_columns(
        "parts",
        {
            "n": np.tile(np.arange(n, dtype=np.int32), len(given)),
            "dimension": np.repeat(np.array([place for place, _ in given], np.int32), n),
            "code": np.concatenate([code for _, code in given]).astype(np.int32),
        },
    )


def members(snapshot: Snapshot, change: Change, month: int) -> Columns:
    """The customers behind a change: customer_id, orders and margin."""
    if change.dimension == "product":
        return snapshot.columns(BUYERS, product=change.level, month=month)
    asked = {"size": IN_PART, "new": NEW_MEMBERS}.get(change.measure, MEMBERS)
    place = DIMENSIONS.index(change.dimension)
    return snapshot.columns(asked, dimension=place, code=change.code, month=month)


def compared(series: Series, month: int, level: float) -> Iterator[Change]:
    """The last month of a series against the one before: rates, then means."""
    days = np.array([days_of(m) for m in range(month - series.times.shape[1] + 1, month + 1)])
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    pairs = [
        rate_change(
            (series.times[:, at - 1], series.times[:, at]),
            (days[at - 1], days[at]),
            (series.squares[:, at - 1], series.squares[:, at]),
            series.together[:, at],
        )
        for at in range(1, len(days))
    ]
    enough = series.times[:, 1:] + series.times[:, :-1] >= LEAST_COUNT
    past = [(p[0] / p[1])[enough[:, at]] for at, p in enumerate(pairs[:-1])]
    usual = swing(past)
    ratio, error, _ = pairs[-1]
    error = error * usual
    chance = chance_of(ratio / error)
    for at in np.flatnonzero(enough[:, -1]).tolist():
        low, middle, high = np.exp(ratio[at] + np.array([-z, 0.0, z]) * error[at]).tolist()
        yield Change(
            series.dimension,
            series.levels[at],
            series.codes[at],
            "orders" if series.has_margin else "new",
            before=float(series.times[at, -2]),
            now=float(series.times[at, -1]),
            ratio=Estimate(middle, low, high, level),
            difference=None,
            chance=float(chance[at]),
        )
    if series.has_margin:
        yield from _means(series, z, level)


def swing(past: Sequence[Vector]) -> float:
    """How much wider earlier deviates were than chance alone would make them, 1 at least."""
    deviates = np.concatenate([np.zeros(0), *past])
    deviates = deviates[np.isfinite(deviates)]
    if len(deviates) < 6:  # too few to learn from
        return 1.0
    return max(1.0, float(np.sqrt(np.median(deviates**2) / MIDDLE)))


def _means(series: Series, z: float, level: float) -> Iterator[Change]:
    n = series.customers
    mean = series.margin / np.maximum(n, 1)
    variance = np.maximum(series.squared - n * mean**2, 0.0) / np.maximum(n - 1, 1)
    enough = np.minimum(n[:, 1:], n[:, :-1]) >= LEAST_ORDERING
    steps = range(1, n.shape[1])
    pairs = [
        welch(
            (mean[:, at - 1], mean[:, at]),
            (variance[:, at - 1], variance[:, at]),
            (n[:, at - 1], n[:, at]),
        )
        for at in steps
    ]
    usual = swing([(p[0] / p[1])[enough[:, at]] for at, p in enumerate(pairs[:-1])])
    difference, error, chance = pairs[-1]
    if usual > 1:
        chance = np.maximum(chance, chance_of(difference / (error * usual)))
    for at in np.flatnonzero(enough[:, -1] & np.isfinite(error)).tolist():
        half = z * usual * error[at]
        yield Change(
            series.dimension,
            series.levels[at],
            series.codes[at],
            "margin",
            before=float(mean[at, -2]),
            now=float(mean[at, -1]),
            ratio=None,
            difference=Estimate(
                float(difference[at]), float(difference[at] - half), float(difference[at] + half),
                level,
            ),
            chance=float(chance[at]),
        )  # fmt: skip


def _series(snapshot: Snapshot, month: int, back: int, channel: Trait | None) -> Iterator[Series]:
    asked = {"earliest": month - back, "latest": month}
    orders, new = snapshot.columns(MONTHS, **asked), snapshot.columns(NEWCOMERS, **asked)
    for place, dimension in enumerate(DIMENSIONS[:2]):
        if dimension == "channel" and channel is None:
            continue
        levels = channel.levels if dimension == "channel" and channel else ("",)
        for found, has_margin in ((orders, True), (new, False)):
            here = found["dimension"] == place
            rows = {name: column[here] for name, column in found.items()}
            yield _laid_out(
                dimension, levels, rows["code"], rows, (month - back, month), has_margin
            )
    found = snapshot.columns(PRODUCTS, **asked)
    products, code = np.unique(found["product_id"].astype(str), return_inverse=True)
    if len(products):
        yield _laid_out(
            "product", tuple(products.tolist()), code, found, (month - back, month), True
        )


def _laid_out(
    dimension: Dimension,
    levels: tuple[str, ...],
    code: NDArray[np.int64],
    found: Columns,
    ends: tuple[int, int],
    has_margin: bool,
) -> Series:
    first, shape = ends[0], (len(levels), ends[1] - ends[0] + 1)

    def grid(name: str) -> Vector:
        laid = np.zeros(shape)
        if name in found:
            laid[code, found["month"] - first] = found[name]
        return laid

    times = grid("times")
    squares = grid("squared_times") if has_margin else times
    codes = tuple(range(len(levels))) if dimension != "product" else (-1,) * len(levels)
    return Series(
        dimension, levels, codes, times, squares, grid("together"),
        grid("customers"), grid("margin"), grid("squared_margin"), has_margin,
    )  # fmt: skip


def _sizes(
    snapshot: Snapshot, apart: Callable[[Snapshot], Parting], month: int, level: float
) -> tuple[list[Change], NDArray[np.intp]]:
    """Sizes at the end of the last month against those a month earlier: came against left.

    And the part of each customer of the snapshot at that end; -1: not yet a customer then.
    """
    from scipy.special import ndtri

    last = snapshot.at(last_day(month))
    then = last.at(last_day(month - 1))
    before, after, place = apart(then), apart(last), last.places_of(then)
    k = len(after.parts)
    here = place >= 0
    stayed = before.code[here] == after.code[place[here]]
    still = np.bincount(before.code[here][stayed], minlength=k)
    start, end = np.bincount(before.code, minlength=k), np.bincount(after.code, minlength=k)
    came, left = end - still, start - still
    error = np.sqrt(np.maximum(came + left, 1))
    chance = chance_of((came - left) / error)
    half = float(ndtri((1 + level) / 2)) * error
    changes = [
        Change(
            dimension="segment",
            level=after.parts[at],
            code=at,
            measure="size",
            before=float(start[at]),
            now=float(end[at]),
            ratio=None,
            difference=Estimate(
                float(end[at] - start[at]),
                float(end[at] - start[at] - half[at]),
                float(end[at] - start[at] + half[at]),
                level,
            ),
            chance=float(chance[at]),
        )
        for at in np.flatnonzero(came + left >= LEAST_COUNT).tolist()
    ]
    known = snapshot.places_of(last)
    code = np.full(int(snapshot.rows(CUSTOMERS)[0][0]), -1, np.intp)
    code[known[known >= 0]] = after.code[known >= 0]
    return changes, code
