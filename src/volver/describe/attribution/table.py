"""Rules of attribution side by side, from the touches before each customer's first order."""

from collections.abc import Callable

import numpy as np

from volver.describe.attribution import markov, rules
from volver.describe.attribution.paths import Paths
from volver.domain.acquisition import Cac
from volver.domain.attribution import Attribution, Credit
from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.store.snapshot import Snapshot

TOUCHES = """
WITH touches AS (
  SELECT
    interactions.customer_id,
    interactions.channel,
    histories.n,
    histories.first_order,
    histories.first_margin,
    v_days_between(interactions.day, COALESCE(histories.first_order, $as_of)) AS days,
    ROW_NUMBER() OVER (
      PARTITION BY interactions.customer_id
      ORDER BY interactions.opened_at, v_bytewise(interactions.interaction_id)
    ) AS place
  FROM interactions
  LEFT JOIN histories ON histories.customer_id = interactions.customer_id
  WHERE interactions.customer_id IS NOT NULL
    AND interactions.channel IS NOT NULL
    AND NOT interactions.is_complaint
    AND (histories.first_order IS NULL OR interactions.day <= histories.first_order)
    AND (histories.first_order IS NULL OR histories.first_order >= $since)
)
SELECT
  CAST(place AS BIGINT) AS place,
  channel,
  CAST(days AS BIGINT) AS days,
  CAST(CASE WHEN n IS NULL THEN 0 ELSE 1 END AS BIGINT) AS converted,
  CAST(COALESCE(first_margin, 0) AS DOUBLE) AS value
FROM touches
ORDER BY v_bytewise(customer_id), place
"""
SINCE = "SELECT COUNT(*) FROM histories WHERE first_order >= $since"

Rule = Callable[[Paths, Vector], Vector]
SUMMED: dict[str, Rule] = {
    "first": rules.first,
    "last": rules.last,
    "linear": rules.linear,
    "position": rules.position,
    "time_decay": rules.time_decay,
    "shapley": rules.shapley,
}
CHAINS = {"markov": 1, "markov_2": 2}


def attribution(snapshot: Snapshot, costs: Cac) -> Attribution | NotEnough:
    """The rules on the touches of customers who are new since spend is known, and of prospects.

    A touch is an interaction with a channel that is no complaint, up to the day of the first order.
    costs: whose spend stands beside the credit.
    """
    paths = touched(snapshot, costs)
    converted = int(paths.converted.sum())
    if not converted:
        return NotEnough("no customer has an interaction before a first order", 1, 0)
    spend = {row.channel: row.total for row in costs.by_channel}
    known = any(spend.values())
    conversions, value = credits(paths, paths.converted), credits(paths, paths.value)
    removal = markov.chain(paths).removal
    order = np.argsort(-conversions["linear"], kind="stable").tolist()
    new = int(snapshot.rows(SINCE, since=costs.since)[0][0])
    return Attribution(
        rows=tuple(
            Credit(
                channel=paths.channels[at],
                spend=spend.get(paths.channels[at], 0.0) if known else None,
                conversions={rule: float(credit[at]) for rule, credit in conversions.items()},
                value={rule: float(credit[at]) for rule, credit in value.items()},
                removal=float(removal[at]),
            )
            for at in order
        ),
        paths=len(paths),
        touches=len(paths.steps),
        converted=converted,
        untouched=new - converted,
    )


def credits(paths: Paths, credit: Vector) -> dict[str, Vector]:
    """What each rule gives to each channel, shape (channels,); credit: of each path."""
    found = {
        name: rule(paths, credit)
        for name, rule in SUMMED.items()
        if name != "time_decay" or paths.days is not None
    }
    for name, order in CHAINS.items():
        removal = markov.chain(paths, order).removal
        found[name] = markov.credit_by_removal(removal, float(credit.sum()))
    return found


def touched(snapshot: Snapshot, costs: Cac) -> Paths:
    """One path for each customer and prospect with a touch."""
    found = snapshot.columns(TOUCHES, since=costs.since)
    begins = np.flatnonzero(found["place"] == 1)
    names = sorted(set(found["channel"].tolist()))
    place = {name: at for at, name in enumerate(names)}
    converted = found["converted"][begins].astype(float)
    return Paths(
        channels=tuple(names),
        steps=np.array([place[name] for name in found["channel"]], dtype=np.int64),
        starts=begins.astype(np.int64),
        converted=converted,
        value=found["value"][begins].astype(float),
        lost=1.0 - converted,
        days=found["days"].astype(float),
    )
