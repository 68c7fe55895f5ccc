"""What was lost in a year, by the area of the company that it falls to.

A loss falls to the area of its stated reason, where somebody has said which that is; else to the
area of the customer's last contact that has one, in the days before the loss; else to nobody.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.loss import AreaLoss, Kind, Losses
from volver.store.snapshot import Snapshot

ENDED = """
WITH lost AS (
  SELECT subscriptions.subscription_id, subscriptions.customer_id, subscriptions.ended,
    subscriptions.amount, subscriptions.reason
  FROM subscriptions
  LEFT JOIN subscriptions AS later
    ON later.subscription_id = subscriptions.subscription_id
    AND later.started >= subscriptions.ended
  WHERE subscriptions.ended > $start AND later.subscription_id IS NULL
), told AS (
  SELECT
    lost.subscription_id,
    interactions.area,
    ROW_NUMBER() OVER (
      PARTITION BY lost.subscription_id
      ORDER BY interactions.opened_at DESC, v_bytewise(interactions.interaction_id)
    ) AS place
  FROM lost
  JOIN interactions
    ON interactions.customer_id = lost.customer_id
    AND interactions.day <= lost.ended
    AND v_days_between(interactions.day, lost.ended) <= $look
  WHERE interactions.area IS NOT NULL
)
SELECT lost.reason, told.area, CAST(lost.amount AS DOUBLE) AS money
FROM lost
LEFT JOIN told ON told.subscription_id = lost.subscription_id AND told.place = 1
ORDER BY v_bytewise(lost.subscription_id)
"""
SILENT = """
WITH told AS (
  SELECT
    histories.n,
    interactions.area,
    interactions.reason,
    ROW_NUMBER() OVER (
      PARTITION BY histories.n
      ORDER BY interactions.opened_at DESC, v_bytewise(interactions.interaction_id)
    ) AS place
  FROM histories
  JOIN interactions ON interactions.customer_id = histories.customer_id
  WHERE interactions.area IS NOT NULL
    AND v_days_between(histories.last_order, interactions.day) >= 0 - $look
    AND v_days_between(histories.last_order, interactions.day) <= $look
)
SELECT n, area, reason FROM told WHERE place = 1 ORDER BY n
"""
LAST_YEARS = """
SELECT histories.n, CAST(SUM(net_orders.margin) AS DOUBLE) AS margin
FROM histories
JOIN net_orders ON net_orders.customer_id = histories.customer_id
WHERE v_days_between(net_orders.day, histories.last_order) < 365
GROUP BY histories.n
ORDER BY histories.n
"""
LOOK = 90
"""Days between a contact and a loss that may have to do with each other."""
YEAR = timedelta(days=365)


def lost_subscriptions(
    snapshot: Snapshot, level: float, area_of: Mapping[str, str] | None = None
) -> Losses | NotEnough:
    """Subscriptions that ended within a year and did not go on, by recurring revenue of a year."""
    found = snapshot.columns(ENDED, start=snapshot.as_of - YEAR, look=LOOK)
    reasons, areas = found["reason"].tolist(), found["area"].tolist()
    return by_area("subscriptions", reasons, areas, 12 * found["money"], level, area_of)


def lost_customers(
    snapshot: Snapshot,
    lapsed: NDArray[np.intp],
    level: float,
    area_of: Mapping[str, str] | None = None,
) -> Losses | NotEnough:
    """Customers who lapsed. lapsed: their rows of the histories."""
    margin, is_lost = snapshot.columns(LAST_YEARS), np.unique(lapsed)
    said = snapshot.columns(SILENT, look=LOOK)
    told = dict(
        zip(said["n"].tolist(), zip(said["area"], said["reason"], strict=True), strict=True)
    )
    money = dict(zip(margin["n"].tolist(), margin["margin"].tolist(), strict=True))
    pairs = [told.get(n, (None, None)) for n in is_lost.tolist()]
    return by_area(
        "customers",
        [reason for _, reason in pairs],
        [area for area, _ in pairs],
        np.array([money.get(n, 0.0) for n in is_lost.tolist()]),
        level,
        area_of,
    )


def by_area(
    kind: Kind,
    reasons: list[str | None],
    areas: list[str | None],
    money: NDArray[np.float64],
    level: float,
    area_of: Mapping[str, str] | None = None,
) -> Losses | NotEnough:
    """Losses by area. area_of: the area by reason. All of shape (losses,).

    The share of money is a ratio of sums; its interval is that of losses drawn anew, by the delta
    method: Cochran (1977), Sampling Techniques, section 2.11.
    """
    from scipy.special import ndtri

    total = float(money.sum())
    if len(reasons) == 0 or total <= 0:
        return NotEnough("nothing was lost in the last year that is known", 1, len(reasons))
    known = area_of or {}
    tags = [known.get(r or "", a) for r, a in zip(reasons, areas, strict=True)]
    z = float(ndtri((1 + level) / 2))
    found = []
    for area in dict.fromkeys(tags):
        here = np.array([tag == area for tag in tags])
        share = float(money[here].sum() / total)
        half = z * float(np.sqrt((((here - share) * money) ** 2).sum())) / total
        by_reason: dict[str | None, list[float]] = defaultdict(list)
        for at in np.flatnonzero(here).tolist():
            by_reason[reasons[at]].append(float(money[at]))
        found.append(
            AreaLoss(
                area=area,
                losses=int(here.sum()),
                money=float(money[here].sum()),
                share=Estimate(share, max(0.0, share - half), min(1.0, share + half), level),
                reasons=tuple(
                    sorted(
                        ((reason, len(of), sum(of)) for reason, of in by_reason.items()),
                        key=lambda row: (-row[2], row[0] or ""),
                    )
                ),
            )
        )
    found.sort(key=lambda row: (-row.money, row.area or ""))
    return Losses(kind, len(reasons), total, tuple(found))
