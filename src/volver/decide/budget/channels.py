"""A budget to win customers: each channel up to where its next customer costs what all others' do.

What a channel wins for its spend follows a curve with a ceiling, and what one may pay for a
customer has a ceiling of its own: the margin expected by the payback month (see
`domain.acquisition`). It is the *next* customer that must not cost more, which is stricter than the
average: a channel whose mean CAC is fine can be losing money on its last customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from volver.decide.budget.allocate import LEVEL
from volver.domain.allocation import AcquisitionPlan, ChannelSpend, Left, Vector
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.response import Ceiling

STEPS = 200
HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Source:
    """A channel that wins customers."""

    channel: str
    curve: Ceiling
    """Customers won in the period by its spend."""
    value: Estimate
    """Discounted margin of one of its customers, before CAC: the `ltv` of the sheet."""
    ceiling: float
    """The most that one of them may cost."""
    now: float = 0.0
    """Spend today."""


def plan_channels(sources: Sequence[Source], total: float, level: float = LEVEL) -> AcquisitionPlan:
    """The split of a total that brings most margin after spend.

    The interval takes the values of all channels to be wrong together, as they come of one
    forecast; it holds no doubt about the curves.
    """
    if total < 0:
        raise BadInput(
            what="A cost or a budget is below zero",
            where="budget",
            next_step="Give what an action costs and what may be spent as amounts of 0 or more.",
        )
    value = np.array([source.value.value for source in sources])
    most = _spends(sources, np.minimum(value, [source.ceiling for source in sources]))
    low, high = 0.0, max((s.curve.marginal(0) * s.value.value for s in sources), default=0.0)
    is_bound = float(most.sum()) > total
    spend = most
    for _ in range(STEPS if is_bound else 0):
        price = (low + high) / 2
        spend = np.minimum(most, _spends(sources, value / (1 + price)))
        low, high = (price, high) if spend.sum() > total else (low, price)
    if is_bound:
        spend = np.minimum(most, _spends(sources, value / (1 + high)))
    wins = np.array([s.curve.rate(x) for s, x in zip(sources, spend, strict=True)])
    stops = (spend >= most * (1 - HAIR)) & (
        np.array([source.ceiling for source in sources]) < value
    )
    capped = bool(stops.any())
    left = Left.NOTHING if is_bound else Left.CEILINGS if capped else Left.NOTHING_PAYS
    z = NormalDist().inv_cdf((1 + level) / 2)
    error = [
        (s.value.high - s.value.low) / 2 / NormalDist().inv_cdf((1 + s.value.level) / 2)
        for s in sources
    ]
    middle, reach = float(wins @ value - spend.sum()), z * float(wins @ np.array(error))
    return AcquisitionPlan(
        channels=tuple(
            _channel(source, float(x), bool(stop))
            for source, x, stop in zip(sources, spend, stops, strict=True)
        ),
        total=total,
        left=left,
        margin=Estimate(middle, middle - reach, middle + reach, level),
        next_euro=1 + high if is_bound and high > 0 else None,
    )


def _spends(sources: Sequence[Source], most_paid: Vector) -> Vector:
    """Spend up to a next customer of this cost, by channel."""
    return np.array(
        [
            source.curve.spend_where(1 / paid) if paid > 0 else 0.0
            for source, paid in zip(sources, most_paid.tolist(), strict=True)
        ]
    )


def _channel(source: Source, spend: float, at_ceiling: bool) -> ChannelSpend:
    customers = source.curve.rate(spend)
    return ChannelSpend(
        channel=source.channel,
        spend=spend,
        customers=customers,
        margin=customers * source.value.value - spend,
        next_customer=1 / source.curve.marginal(spend),
        ceiling=source.ceiling,
        at_ceiling=at_ceiling,
        now=source.now,
        next_euro_now=source.value.value * source.curve.marginal(source.now),
    )
