"""A draft: who is in the plan, who is left out and why, who is held out, and what it may bring."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from volver.decide.budget.asset import DAYS_OF_MONTH, arrival, as_asset
from volver.decide.plans.assign import HOLDOUT, TREATED, places
from volver.decide.plans.people import everybody
from volver.decide.plans.power import power
from volver.domain.estimate import Estimate
from volver.domain.plan import Action, Constraints, Expected, Left, Payback, Proposal
from volver.domain.plan_events import fingerprint
from volver.store.arms import Arms, Ids
from volver.store.coder import arrow, in_parts, strings
from volver.store.snapshot import Snapshot

RANGE = 0.9
"""The share of cases in which the range of an action's effect holds the truth."""
MARGINS = "SELECT n, CAST(margin AS DOUBLE) AS margin FROM customer_days WHERE day > $since"
"""Not summed by the engine, which takes several times the room for that."""


@dataclass(frozen=True, slots=True)
class Run:
    """The run whose figures a plan rests on."""

    name: str
    currency: str
    horizon_days: int
    level: float
    value_error: float
    """Standard error of the value of all customers, as a share of it."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What is expected, and who is in which arm, those first of whom most is expected."""

    expected: Expected
    arms: Arms


def draft(
    snapshot: Snapshot,
    run: Run,
    proposal: Proposal,
    members: NDArray[np.int32],
    taken: Ids,
) -> Drafted:
    """Draw up a plan for the members of a segment, by their `n`.

    taken: ids of customers whom another plan that is approved or running has already.

    The margin that the action adds is its effect times the value of those treated. Its interval
    holds what is not known of the effect, and of the value of all.
    """
    action = proposal.action
    people = everybody(snapshot, proposal.constraints.days_between, taken, members)
    value, there = people.value, np.ones(len(people.n), bool)
    gain = np.maximum(value, 0.0)
    gain *= action.mean
    gain -= action.cost
    left: list[Left] = []
    for why, keeps in {**people.keeps, "costs more than it brings": gain > 0}.items():
        left.append(Left(why, int((there & ~keeps).sum())))
        there &= keeps
    order = np.flatnonzero(there)
    order = order[np.lexsort((order, -gain[order]))]
    ids = people.ids_of(order)
    held = places(proposal.name, in_parts(ids)) < proposal.holdout_share
    room = within(action, proposal.constraints)
    fits = np.cumsum(~held) <= room if room is not None else np.ones(len(order), bool)
    left.append(Left("beyond budget or capacity", int((~fits).sum())))
    order, held = order[fits], held[fits]
    names = strings([TREATED, HOLDOUT]).take(arrow(held.astype(np.int8)))
    arms = Arms(ids.take(arrow(np.flatnonzero(fits))), names)
    treated = order[~held]
    worth = _worth(run, action, value[treated])
    lift = action.mean * float(value[order].mean()) * _part(run, proposal) if len(order) else 0.0
    spread = _spread(snapshot, proposal, people.n[order])
    expected = Expected(
        run=run.name,
        as_of=snapshot.as_of,
        currency=run.currency,
        horizon_days=run.horizon_days,
        members=len(members),
        left=tuple(one for one in left if one.customers),
        treated=len(treated),
        holdout=len(order) - len(treated),
        value=worth.value,
        at_stake=_at_stake(value[treated], people.stays[treated]),
        cost=worth.cost,
        margin=worth.margin,
        net=worth.net,
        chance=worth.chance,
        power=power(len(treated), len(order) - len(treated), spread, lift),
        audience=fingerprint(arms),
        payback=_payback(run, proposal, worth) if len(treated) else None,
    )
    return Drafted(expected, arms)


@dataclass(frozen=True, slots=True)
class Worth:
    """What treating some customers adds to their value, and what it costs."""

    value: float
    cost: float
    margin: Estimate
    net: Estimate
    chance: float


def share_error(total: Estimate) -> float:
    """The standard error of a total as a share of it; 0 of a total that is not above 0.

    >>> round(share_error(Estimate(100.0, 83.55, 116.45, 0.9)), 3)
    0.1
    """
    reach = NormalDist().inv_cdf((1 + total.level) / 2)
    return (total.high - total.low) / (2 * reach) / total.value if total.value > 0 else 0.0


def within(action: Action, constraints: Constraints) -> int | None:
    """How many can be treated; None where nothing constraints it."""
    money = None
    if constraints.budget is not None and action.cost > 0:
        money = int(constraints.budget / action.cost + 1e-9)
    given = [room for room in (money, constraints.capacity) if room is not None]
    return min(given) if given else None


def window(as_of: date, proposal: Proposal) -> date:
    """The day after which a stretch of the past begins that is as long as the plan."""
    return as_of - timedelta(days=(proposal.last_day - proposal.first_day).days + 1)


def _at_stake(value: NDArray[np.float64], stays: NDArray[np.float64]) -> float | None:
    """Value at stake of those treated, in money; None unless P(alive) is known of each of them.

    Not every model says who is still a customer, and one that does may not say it of everybody.
    They keep their value, so they stay in the plan; a sum over some of them would be read as that
    of all. The sheet of segments does the same.
    """
    return float((value * (1 - stays)).sum()) if np.isfinite(stays).all() else None


def _worth(run: Run, action: Action, value: NDArray[np.float64]) -> Worth:
    total, cost = float(value.sum()), action.cost * len(value)
    z_range, z = (NormalDist().inv_cdf((1 + share) / 2) for share in (RANGE, run.level))
    of_effect = (action.high - action.low) / (2 * z_range)
    of_total = run.value_error * total
    # The variance of a product of two things that are independent.
    spread = math.sqrt(
        (of_effect * total) ** 2 + (action.mean * of_total) ** 2 + (of_effect * of_total) ** 2
    )
    margin = action.mean * total
    low, high = margin - z * spread, margin + z * spread
    chance = 1 - NormalDist(margin, spread).cdf(cost) if spread > 0 else float(margin > cost)
    return Worth(
        total,
        cost,
        Estimate(margin, low, high, run.level),
        Estimate(margin - cost, low - cost, high - cost, run.level),
        chance,
    )


def _payback(run: Run, proposal: Proposal, worth: Worth) -> Payback:
    """The margin is taken to come evenly over the horizon, as it is where power is told."""
    months = max(round(run.horizon_days / DAYS_OF_MONTH), 1)
    found = as_asset(worth.cost, worth.net, arrival(months, 1.0).tolist(), proposal.first_day)
    return Payback(found.payback, found.earliest, found.latest)


def _part(run: Run, proposal: Proposal) -> float:
    """The part of the horizon that the plan lasts, over which value is taken to come evenly."""
    days = (proposal.last_day - proposal.first_day).days + 1
    return min(days / run.horizon_days, 1.0)


def _spread(snapshot: Snapshot, proposal: Proposal, who: NDArray[np.int32]) -> float:
    """Standard deviation of margins in a stretch of the past that is as long as the plan."""
    if len(who) < 2:
        return 0.0
    prepared = snapshot.with_prepared("customer_days")
    found = prepared.columns(MARGINS, since=window(snapshot.as_of, proposal))
    margin = np.bincount(found["n"], found["margin"], 1 + int(who.max()))
    return float(np.std(margin[who], ddof=1))
