"""How well an order of customers puts those first whom a treatment changes most.

Customers of one score stand together: no order among them is made up. Where chances of treatment
differ, a customer counts as many times as makes both arms like all.

Sources: Radcliffe (2007), Direct Marketing Analytics Journal 3, 14-21, for the Qini curve;
Devriendt, Guns & Verbeke (2020), Learning to rank for uplift modeling, IEEE TKDE, for the curve of
uplift. Normalised as `qini_auc_score` of scikit-uplift 0.5.1 does with its negative effects.
"""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.domain.uplift import Experiment, Flags


@dataclass(frozen=True, slots=True)
class Ordered:
    """Sums over the first customers of an order, at each end of a tie, from none to all."""

    first: Vector
    """How many they are; shape (cuts,)."""
    treated: Vector
    """How many of them were treated, weighted."""
    holdout: Vector
    outcome_treated: Vector
    outcome_holdout: Vector

    @classmethod
    def by(cls, score: Vector, outcome: Vector, treated: Flags, propensity: Vector) -> "Ordered":
        """Highest score first. All of shape (n,)."""
        rate = propensity.mean()
        with_it = np.where(treated, rate / propensity, 0.0)
        without = np.where(treated, 0.0, (1 - rate) / (1 - propensity))
        return cls(*sums(score, with_it, without, with_it * outcome, without * outcome))

    def at(self, share: float) -> float:
        """Difference in mean outcome among the first; of a tie the part that is needed."""
        reached = share * self.first[-1]
        n1, n0, y1, y0 = (
            float(np.interp(reached, self.first, part))
            for part in (self.treated, self.holdout, self.outcome_treated, self.outcome_holdout)
        )
        return (y1 / n1 if n1 else 0.0) - (y0 / n0 if n0 else 0.0)

    def qini_area(self) -> float:
        """Between the Qini curve and the line of a random order."""
        curve = self.outcome_treated - self.outcome_holdout * _by(self.treated, self.holdout)
        return _above_line(self.first, curve)

    def auuc(self) -> float:
        """The mean over shares treated of the incremental outcome per customer, above a random
        order: the area between the curve of uplift and its line, by the square of n."""
        means = _by(self.outcome_treated, self.treated) - _by(self.outcome_holdout, self.holdout)
        return _above_line(self.first, means * self.first) / float(self.first[-1]) ** 2


def ordered(score: Vector, of: Experiment) -> Ordered:
    """Customers of an experiment, highest score first."""
    return Ordered.by(score, of.outcome, of.treated, of.propensity)


def perfect(of: Experiment) -> Ordered:
    """The order that has the treated with an outcome first, and those in the holdout with one
    last: where outcomes are 0 or 1, none has a larger Qini area."""
    return ordered(np.where(of.treated, of.outcome, -of.outcome), of)


def qini(found: Ordered, best: Ordered) -> float:
    """The normalised Qini coefficient of an outcome of 0 or 1: the area between the Qini curve
    and that of a random order, by the same area of the perfect order."""
    most = best.qini_area()
    return found.qini_area() / most if most > 0 else 0.0


def sums(order: Vector, *of: Vector) -> tuple[Vector, ...]:
    """How many are first, from none to all, at each end of a tie, and sums over them.

    order: the highest first, shape (n,). of: what is summed, shape (n,) each. All that comes back
    has one shape.

    >>> [part.tolist() for part in sums(np.array([2.0, 3.0, 2.0]), np.array([1.0, 10.0, 100.0]))]
    [[0.0, 1.0, 3.0], [0.0, 10.0, 111.0]]
    """
    place = np.argsort(-order, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(order[place]) != 0, True))
    return (
        np.append(0.0, ends + 1.0),
        *(np.append(0.0, np.cumsum(part[place])[ends]) for part in of),
    )


def _by(top: Vector, under: Vector) -> Vector:
    return np.divide(top, under, out=np.zeros_like(top), where=under > 0)


def _above_line(first: Vector, curve: Vector) -> float:
    return float(np.trapezoid(curve, first) - first[-1] * curve[-1] / 2)
