"""Rewards and referrals for all customers: to whom they pay, and what all of them bring together.

The interval holds what is not known of the lift or of the share of invitations that is taken up,
and of the value of all customers; not the luck of single ones.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import NormalDist

import numpy as np

from volver.decide.offers.referrals import Programme, referral
from volver.decide.offers.rewards import reward
from volver.decide.plans.draft import RANGE, Run
from volver.decide.plans.people import Everybody, Mask
from volver.domain.estimate import Estimate
from volver.domain.offer import Reason, Recommendation
from volver.domain.programme import Offered, RewardWish
from volver.store.snapshot import Snapshot

EXPECTED = """
SELECT histories.n, forecasts.value, forecasts.expected_orders, next_orders.chance_30d
FROM histories
LEFT JOIN forecasts ON forecasts.n = histories.n
LEFT JOIN next_orders ON next_orders.n = histories.n
ORDER BY histories.n
"""
NO_FORECAST = "no forecast"


def rewards(
    snapshot: Snapshot, people: Everybody, among: Mask, wish: RewardWish, run: Run
) -> Offered:
    """To whom a reward pays. among: who is asked about. The snapshot has next orders."""
    found = snapshot.columns(EXPECTED)
    lift = sum(wish.lift) / 2
    offers: list[Recommendation] = []
    reasons: Counter[str] = Counter()
    told: Reason | None = None
    for at in _asked(people, among, reasons):
        chance, orders = float(found["chance_30d"][at]), float(found["expected_orders"][at])
        if not (np.isfinite(chance) and orders > 0):
            reasons[NO_FORECAST] += 1
            continue
        margin = float(people.value[at]) / orders
        made = reward(people.id_of(at), wish.worth, margin, chance, lift, wish.people, wish.cost)
        if isinstance(made, Reason):
            told = told or made
            reasons[made.code] += 1
        elif made.terms.incremental_margin <= 0:
            reasons["costs more than it brings"] += 1
        else:
            offers.append(made)
    most = _most_first(offers)
    terms = [one.terms for one in most]
    of_lift = sum(one.margin_with for one in terms)
    spread = (wish.lift[1] - wish.lift[0]) / 2 / NormalDist().inv_cdf((1 + RANGE) / 2)
    of_value = sum((one.chance_with - one.chance_without) * one.margin_without for one in terms)
    return Offered(
        "reward", most, dict(reasons), told,
        _margin(most, run, (spread * of_lift) ** 2 + (run.value_error * of_value) ** 2),
        sum(one.chance_with * wish.worth + wish.cost for one in terms), wish.people,
    )  # fmt: skip


def referrals(
    people: Everybody, among: Mask, programme: Programme, support: int, cost: float, run: Run
) -> Offered:
    """Asking for friends: all who may be asked, or nobody. support: invitations of the past."""
    reasons: Counter[str] = Counter()
    offers: list[Recommendation] = []
    told: Reason | None = None
    for at in _asked(people, among, reasons):
        made = referral(people.id_of(at), programme, support, cost)
        if isinstance(made, Reason):
            told = made
            reasons[made.code] += 1
        elif made.terms.incremental_margin <= 0:
            reasons["costs more than it brings"] += 1
        else:
            offers.append(made)
    count, taken = len(offers), programme.conversion
    of_taken = taken * (1 - taken) / support if support else 0.0
    brings, value = programme.friend_brings, programme.incremental * programme.friend_value
    variance = (count * programme.invitations * brings) ** 2 * of_taken
    variance += (count * programme.coefficient * value * run.value_error) ** 2
    rewards_each = (programme.reward + programme.friend_reward) / max(1 - programme.invalid, 1e-9)
    return Offered(
        "referral", tuple(offers), dict(reasons), told, _margin(offers, run, variance),
        count * (programme.coefficient * rewards_each + cost), support,
    )  # fmt: skip


def _asked(people: Everybody, among: Mask, reasons: Counter[str]) -> Iterator[int]:
    """Places of those whom nothing speaks against; the others are counted by reason."""
    there = among.copy()
    for why, keeps in people.keeps.items():
        reasons[why] += int((there & ~keeps).sum())
        there &= keeps
    yield from np.flatnonzero(there).tolist()


def _most_first(offers: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    return tuple(sorted(offers, key=lambda one: (-one.terms.incremental_margin, one.customer_id)))


def _margin(offers: Sequence[Recommendation], run: Run, variance: float) -> Estimate:
    total = sum(one.terms.incremental_margin for one in offers)
    reach = NormalDist().inv_cdf((1 + run.level) / 2) * variance**0.5
    return Estimate(total, total - reach, total + reach, run.level)
