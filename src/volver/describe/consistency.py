"""Goods sent back, complaints and delays by product and month, beside who came back.

A buyer counts once in each month in which they bought the product, by the first such day: what of
that day's order was sent back, what was said of the product after it. Only months whose buyers have
all had the time to come back are looked at. Who buys more has more to complain of, so a toll of
complaints leans to the good.
"""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.loss import Consistency, Quality, Toll, Trouble
from volver.domain.month import last_whole_month
from volver.stats.intervals import share_band
from volver.store.engine import Columns
from volver.store.snapshot import Snapshot

TURNED_OUT = """
WITH bought AS (
  SELECT customer_id, product_id, v_month(day) AS month, MIN(day) AS day
  FROM product_lines
  WHERE NOT is_refund AND NOT product_id = ''
  GROUP BY customer_id, product_id, v_month(day)
), sent_back AS (
  SELECT bought.customer_id, bought.product_id, bought.month, COUNT(*) AS times
  FROM bought
  JOIN product_lines
    ON product_lines.customer_id = bought.customer_id
    AND product_lines.product_id = bought.product_id
    AND product_lines.sold_on = bought.day
  WHERE product_lines.is_refund AND v_days_between(bought.day, product_lines.day) <= $look
  GROUP BY bought.customer_id, bought.product_id, bought.month
), told AS (
  SELECT
    bought.customer_id, bought.product_id, bought.month,
    MAX(CASE WHEN interactions.is_complaint THEN 1 ELSE 0 END) AS complained,
    MAX(CASE
      WHEN interactions.promise_due < interactions.resolved_day THEN 1
      WHEN interactions.promise_due < $as_of AND interactions.resolved_day IS NULL THEN 1
      WHEN v_word(interactions.reason) IN ($late_a, $late_b, $late_c, $late_d) THEN 1
      ELSE 0
    END) AS delayed
  FROM bought
  JOIN interactions
    ON interactions.customer_id = bought.customer_id
    AND interactions.product_id = bought.product_id
    AND interactions.day >= bought.day
  WHERE v_days_between(bought.day, interactions.day) <= $look
  GROUP BY bought.customer_id, bought.product_id, bought.month
), back AS (
  SELECT bought.customer_id, bought.product_id, bought.month, COUNT(*) AS times
  FROM bought
  JOIN occasions ON occasions.customer_id = bought.customer_id AND occasions.day > bought.day
  WHERE v_days_between(bought.day, occasions.day) <= $back
  GROUP BY bought.customer_id, bought.product_id, bought.month
), judged AS (
  SELECT
    bought.product_id,
    bought.month,
    CASE WHEN sent_back.times IS NULL THEN 0 ELSE 1 END AS returned,
    COALESCE(told.complained, 0) AS complained,
    COALESCE(told.delayed, 0) AS was_late,
    CASE WHEN back.times IS NULL THEN 0 ELSE 1 END AS came_back
  FROM bought
  LEFT JOIN sent_back
    ON sent_back.customer_id = bought.customer_id
    AND sent_back.product_id = bought.product_id AND sent_back.month = bought.month
  LEFT JOIN told
    ON told.customer_id = bought.customer_id
    AND told.product_id = bought.product_id AND told.month = bought.month
  LEFT JOIN back
    ON back.customer_id = bought.customer_id
    AND back.product_id = bought.product_id AND back.month = bought.month
)
SELECT
  product_id, month, returned, complained, was_late AS delayed, came_back, COUNT(*) AS buyers
FROM judged
WHERE month <= $latest
GROUP BY product_id, month, returned, complained, was_late, came_back
ORDER BY v_bytewise(product_id), month, returned, complained, was_late, came_back
"""
LATE = ("late", "delay", "late delivery", "retraso")
"""Reasons of a contact that mean a delay, in small letters."""
LOOK, BACK = 90, 180
LEAST_BUYERS = 30
TROUBLES: tuple[Trouble, ...] = ("returned", "complained", "delayed")


def consistency(snapshot: Snapshot, level: float) -> Consistency | NotEnough:
    """Quality by product and by month; NotEnough where no product has buyers enough."""
    latest = last_whole_month(snapshot.as_of - timedelta(days=BACK))
    late = dict(zip(("late_a", "late_b", "late_c", "late_d"), LATE, strict=True))
    found = snapshot.columns(TURNED_OUT, look=LOOK, back=BACK, latest=latest, **late)
    buyers = int(found["buyers"].sum())
    if buyers < LEAST_BUYERS:
        return NotEnough("too few bought a known product long enough ago", LEAST_BUYERS, buyers)
    products, code = np.unique(found["product_id"].astype(str), return_inverse=True)
    months, when = np.unique(found["month"], return_inverse=True)
    by_product = list(_rows(found, code, products.tolist(), None, level))
    by_product.sort(key=lambda row: (-row.buyers, row.name))
    return Consistency(
        LOOK,
        BACK,
        products=tuple(by_product),
        months=tuple(_rows(found, when, [""] * len(months), months.tolist(), level)),
        tolls=tuple(_toll(found, trouble, level) for trouble in TROUBLES),
    )


def _rows(
    found: Columns, code: NDArray[np.intp], names: list[str], months: list[int] | None, level: float
) -> Iterator[Quality]:
    k, size = len(names), found["buyers"]
    total = np.bincount(code, size, k)
    with_it = {name: np.bincount(code, size * found[name], k) for name in (*TROUBLES, "came_back")}

    def share(name: str, at: int) -> Estimate:
        n, some = float(total[at]), float(with_it[name][at])
        return Estimate(some / n, *share_band(some, n, level), level)

    for at in range(k):
        if total[at] >= LEAST_BUYERS:
            yield Quality(
                name=names[at],
                month=None if months is None else months[at],
                buyers=int(total[at]),
                returned=share("returned", at),
                complained=share("complained", at),
                delayed=share("delayed", at),
                came_back=share("came_back", at),
            )


def _toll(found: Columns, trouble: Trouble, level: float) -> Toll:
    """The difference of shares within products and months, pooled.

    Source: Mantel-Haenszel risk difference with Sato's variance: Sato (1989), Biometrics 45,
    1323-1324.
    """
    place = np.unique(
        np.stack([np.unique(found["product_id"].astype(str), return_inverse=True)[1],
                  found["month"]]), axis=1, return_inverse=True,
    )[1].ravel()  # fmt: skip
    had = found[trouble] == 1
    size, back = found["buyers"].astype(float), found["buyers"] * found["came_back"]
    k = int(place.max(initial=-1)) + 1
    n = [np.asarray(np.bincount(place[side], size[side], k), np.float64) for side in (had, ~had)]
    a = [np.asarray(np.bincount(place[side], back[side], k), np.float64) for side in (had, ~had)]
    both = (n[0] > 0) & (n[1] > 0)
    if n[0][both].sum() < LEAST_BUYERS:
        answer: Answer = NotEnough(
            "too few buyers beside whom others had no such trouble",
            LEAST_BUYERS, int(n[0][both].sum()),
        )  # fmt: skip
    else:
        answer = _pooled([part[both] for part in n], [part[both] for part in a], level)
    return Toll(trouble, int(size[had].sum()), answer)


def _pooled(n: list[Vector], a: list[Vector], level: float) -> Estimate:
    from scipy.special import ndtri

    total = n[0] + n[1]
    weight = float((n[0] * n[1] / total).sum())
    difference = float(((a[0] * n[1] - a[1] * n[0]) / total).sum()) / weight
    p = (n[0] ** 2 * a[1] - n[1] ** 2 * a[0] + n[0] * n[1] * (n[1] - n[0]) / 2) / total**2
    q = (a[0] * (n[1] - a[1]) + a[1] * (n[0] - a[0])) / (2 * total)
    variance = max(float((difference * p.sum() + q.sum()) / weight**2), 0.0)
    half = float(ndtri((1 + level) / 2)) * variance**0.5
    return Estimate(difference, max(-1.0, difference - half), min(1.0, difference + half), level)
