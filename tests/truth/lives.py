"""How long contracts of a made business last, from its facts alone: what a curve of survival tends
to when ever more customers are drawn.

A contract of plan p, channel c and age band g that began in month s is left after m months by

    S(m) = ((1 - fails)(1 - scares x complains))^m E[product over renewals r <= m of 1 - theta l(r)]

where theta ~ Beta(a e^leaving, b) and l(r) is what the campaign leaves of theta in the month of the
renewal. Those who began in month s are watched up to the last month, so the hazard of tenure m that
Kaplan-Meier tends to is that of all who began early enough. The expectation is by Gauss and Jacobi,
exact for so many renewals.
"""

from datetime import timedelta
from functools import cache

import numpy as np
from scipy.special import betainc, roots_jacobi

from volver.worlds.contract_business import ContractBusiness
from volver.worlds.make import business
from volver.worlds.market import BANDS

NODES = 40


def kept(name: str, channel: str | None) -> np.ndarray:
    """S of all contracts of a business, or of one channel's, after 0, 1, ... months of tenure."""
    names = business(name, 0).market.names
    alive, gone = sum(_counts(name, one) for one in names if channel in (None, one))
    hazard = np.divide(gone, alive, out=np.zeros(len(alive)), where=alive > 0)
    return np.cumprod(1 - hazard)


@cache
def _counts(name: str, of: str) -> np.ndarray:
    """Who is there before each month of tenure, and who leaves in it; shape (2, months)."""
    made = business(name, 0)
    channel = next(one for one in made.market.channels if one.name == of)
    months = 12 * (made.market.last_day.year - made.market.first_day.year + 1)
    alive, gone = np.zeros(months), np.zeros(months)
    for plan in made.dealings.plans:
        for start, weight in enumerate(_begun(made, plan, months)):
            for share, lift in _arms(made, start):
                left = _kept(made, plan, channel.leaving, start, months, lift)
                weighed = weight * channel.share * share * left
                alive[1 : months - start] += weighed[:-1]
                gone[1 : months - start] += weighed[:-1] - weighed[1:]
    return np.stack([alive, gone])


@cache
def _thetas(a: float, b: float, leaving: float) -> tuple[np.ndarray, np.ndarray]:
    """Chances to leave at a renewal, and their weights."""
    node, weight = roots_jacobi(NODES, b - 1, a * np.exp(leaving) - 1)
    return (1 + node) / 2, weight / weight.sum()


def _begun(made: ContractBusiness, plan, months: int) -> np.ndarray:
    """The share of all contracts that are of the plan and began in each month."""
    market = made.market
    first = np.datetime64(market.first_day)
    begins = (first.astype("datetime64[M]") + np.arange(months + 1)).astype("datetime64[D]")
    age = 1 - (begins - first).astype(float) / market.days
    return plan.share * -np.diff(betainc(*plan.started, age))


def _arms(made: ContractBusiness, start: int):
    """Shares of customers and what the campaign takes off theta for them."""
    market, campaign = made.market, made.campaign
    until = campaign.day - timedelta(days=campaign.least_age)
    month = 12 * (until.year - market.first_day.year) + until.month - 1
    assert until.day == 1, "a month is eligible as a whole, or not at all"
    if start >= month:
        return [(1.0, 0.0)]
    years = np.arange(market.born[0], market.born[1] + 1)
    ends = [market.born[1] + 1, *BANDS.values()]
    arms = [(campaign.holdout, 0.0)]
    for k, lift in enumerate(campaign.lifts.values()):
        share = float(((years < ends[k]) & (years >= ends[k + 1])).mean())
        arms.append(((1 - campaign.holdout) * share, lift))
    return arms


def _kept(
    made: ContractBusiness, plan, leaving: float, start: int, months: int, lift: float
) -> np.ndarray:
    """S of one kind of contract, as long as it is watched."""
    dealings, campaign = made.dealings, made.campaign
    theta, weight = _thetas(*plan.leaving, leaving)
    first = 12 * (campaign.day.year - made.market.first_day.year) + campaign.day.month - 1
    tenure = np.arange(months - start)
    works = (tenure + start >= first) & (tenure + start < first + round(campaign.days / 30.6))
    less = np.where(works, 1 - lift, 1.0) * ((tenure > 0) & (tenure % plan.term == 0))
    stays = weight @ np.cumprod(1 - np.outer(theta, less), axis=1)
    calm = (1 - plan.fails) * (1 - plan.scares * dealings.complains)
    return calm**tenure * stays
