"""What an action changes, how sure we are of it and how we know; and what more money would change.

An effect is what one action does to one customer of a segment: to the chance that they stay, or to
their margin. It comes of an experiment, of the literature, or is assumed: then it is a range that
somebody gave, and says so wherever it is shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

from volver.domain.errors import BadInput

Outcome = Literal["kept", "value", "margin"]
"""What changes: the chance to be kept over the horizon, 0 to 1; the value of a customer, as a share
of it; or margin per customer, money."""
Origin = Literal["experiment", "literature", "assumed"]
"""How an effect is known, the best first."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action does to one customer of a segment, beyond what would come anyway."""

    action: str
    segment: str
    outcome: Outcome
    mean: float
    standard_error: float
    origin: Origin
    people: int = 0
    """Whom it was measured on; 0 where it was not."""

    def range(self, level: float = 0.95) -> tuple[float, float]:
        """Low and high end of the interval of this level."""
        reach = NormalDist().inv_cdf((1 + level) / 2) * self.standard_error
        return self.mean - reach, self.mean + reach


def assumed(
    action: str, segment: str, outcome: Outcome, low: float, high: float, level: float = 0.9
) -> Effect:
    """Somebody's range as a normal prior: so sure they are that the truth lies in it.

    >>> effect = assumed("call", "late", "kept", 0.02, 0.10)
    >>> round(effect.mean, 4), round(effect.standard_error, 4), effect.origin
    (0.06, 0.0243, 'assumed')

    Raises BadInput where the range has no width.
    """
    if not low < high:
        raise BadInput(
            what=f"The assumed range from {low:g} to {high:g} has no width",
            where=f"effect of {action} on {segment}",
            next_step="Give two ends between which the effect almost surely lies, the lower first.",
        )
    error = (high - low) / 2 / NormalDist().inv_cdf((1 + level) / 2)
    return Effect(action, segment, outcome, (low + high) / 2, error, "assumed")


def updated(known: Effect, measured: Effect) -> Effect:
    """What is known after a measured lesson: means weighted by their precision.

    An effect that nothing was certain about becomes the lesson, and a lesson without people or with
    a wide interval changes little.

    >>> prior = assumed("call", "late", "kept", 0.02, 0.10)
    >>> lesson = Effect("call", "late", "kept", 0.01, 0.0243, "experiment", 4000)
    >>> after = updated(prior, lesson)
    >>> round(after.mean, 3), round(after.standard_error, 4), after.origin
    (0.035, 0.0172, 'experiment')
    """
    one, other = known.standard_error**-2, measured.standard_error**-2
    return replace(
        known,
        mean=(one * known.mean + other * measured.mean) / (one + other),
        standard_error=(one + other) ** -0.5,
        origin=measured.origin,
        people=known.people + measured.people,
    )


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What spend per person reaches: rate(s) = ceiling x (1 - exp(-pace x s)).

    Every euro adds less than the one before.

    Source: Blattberg & Deighton (1996), Manage marketing by the customer equity test, Harvard
    Business Review 74(4), 136-144.
    """

    ceiling: float
    """The rate that no money exceeds, 0 to 1; or, of a channel, the most customers it can win."""
    pace: float
    """k, per unit of money."""
    is_assumed: bool = True
    """Whether a person gave the ceiling, as in a calibration by two points."""

    @classmethod
    def through(cls, ceiling: float, spend: float, rate: float) -> "Ceiling":
        """The curve by two points: what is reached now, and what no money would exceed.

        >>> round(Ceiling.through(0.70, 10, 0.40).pace, 5)
        0.08473

        Raises BadInput where the rate is not between 0 and the ceiling, or nothing is spent.
        """
        if not (0 < rate < ceiling and spend > 0):
            raise BadInput(
                what=f"No curve reaches {rate:g} for {spend:g} and stays below {ceiling:g}",
                where="response curve",
                next_step="Give what is spent now, what it reaches, and a ceiling above that.",
            )
        return cls(ceiling, -math.log(1 - rate / ceiling) / spend)

    def rate(self, spend: float) -> float:
        """What this spend per person reaches."""
        return self.ceiling * -math.expm1(-self.pace * spend)

    def marginal(self, spend: float) -> float:
        """What one more unit of money adds to it."""
        return self.ceiling * self.pace * math.exp(-self.pace * spend)

    def spend_where(self, marginal: float) -> float:
        """The spend beyond which one more unit adds less than this; 0 where it never adds as much.

        With `marginal` = 1 / value it is the best spend: s* = ln(k c V) / k.
        """
        first = self.ceiling * self.pace
        return math.log(first / marginal) / self.pace if first > marginal > 0 else 0.0

    def headroom(self, spend: float, factor: float) -> "Ceiling":
        """The curve through the same point, with this many times the room above it, at most to 1.

        For curves of a rate: how much hangs on a ceiling that is assumed.
        """
        now = self.rate(spend)
        return Ceiling.through(min(now + factor * (self.ceiling - now), 1.0), spend, now)


@dataclass(frozen=True, slots=True)
class Optimum:
    """The spend per person at which one more euro brings back one euro."""

    spend: float
    rate: float
    worth: float
    """What a person is worth at it, spend taken off: net value, or CLV."""


def best_acquisition(curve: Ceiling, value: float) -> Optimum:
    """Spend per prospect that brings most: value x rate - spend. value: of a customer, money.

    >>> best = best_acquisition(Ceiling.through(0.70, 10, 0.40), 60)
    >>> round(best.spend, 3), round(best.rate, 4), round(best.worth, 3)
    (14.982, 0.5033, 15.216)
    """
    spend = curve.spend_where(1 / value) if value > 0 else 0.0
    return Optimum(spend, curve.rate(spend), value * curve.rate(spend) - spend)


def customer_worth(margin: float, retention: float, spend: float, annual_rate: float) -> float:
    """CLV = (m r - s) / (1 + i - r): margin m and spend s per year, retention r, interest i."""
    return (margin * retention - spend) / (1 + annual_rate - retention)


def best_retention(curve: Ceiling, margin: float, annual_rate: float) -> Optimum:
    """Spend per customer and year that makes a customer worth most.

    At it a euro more adds r'(s) (m + CLV) = 1: the margin of the year and all that follows.

    >>> best = best_retention(Ceiling.through(0.70, 10, 0.40), 100, 0.10)
    >>> round(best.spend, 3), round(best.rate, 4), round(best.worth, 3)
    (27.699, 0.633, 76.247)
    """
    low, high = 0.0, max(curve.spend_where(1e-12), 0.0)
    for _ in range(200):
        middle = (low + high) / 2
        worth = customer_worth(margin, curve.rate(middle), middle, annual_rate)
        low, high = (
            (middle, high) if curve.marginal(middle) * (margin + worth) > 1 else (low, middle)
        )
    spend = (low + high) / 2
    return Optimum(
        spend, curve.rate(spend), customer_worth(margin, curve.rate(spend), spend, annual_rate)
    )


def retention_elasticity(retention: float, annual_rate: float) -> float:
    """By how many per cent r / (1 + i - r) grows with one per cent of r: (1 + i) / (1 + i - r).

    >>> [round(retention_elasticity(r, 0.12), 3) for r in (0.6, 0.7, 0.8, 0.9)]
    [2.154, 2.667, 3.5, 5.091]
    """
    return (1 + annual_rate) / (1 + annual_rate - retention)


@dataclass(frozen=True, slots=True)
class Return:
    """Where a spend stands on its curve."""

    spend: float
    next_euro: float
    """Margin that one more unit of money brings back; below 1 it costs more than it brings."""
    best: float
    """The spend at which it brings back 1."""

    @property
    def is_past(self) -> bool:
        """The warning: the last euro spent brings back less than a euro."""
        return self.next_euro < 1 and self.spend > 0

    @property
    def too_much(self) -> float:
        """What is spent beyond the point of return."""
        return max(self.spend - self.best, 0.0)


def where_it_stands(curve: Ceiling, value: float, spend: float) -> Return:
    """The marginal return of a spend. value: of one more unit of the rate, money."""
    best = curve.spend_where(1 / value) if value > 0 else 0.0
    return Return(spend, value * curve.marginal(spend), best)


def sensitivity(
    curve: Ceiling, value: float, spend: float, factors: Sequence[float] = (0.5, 1.0, 1.5)
) -> list[tuple[float, Optimum]]:
    """The best spend to acquire if the room above what is reached now were half, as said, or more.

    Pairs of a ceiling and the optimum beneath it.
    """
    curves = [curve.headroom(spend, factor) for factor in factors]
    return [(one.ceiling, best_acquisition(one, value)) for one in curves]
