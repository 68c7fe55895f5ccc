"""BG/BB: at each of a row of fixed opportunities a customer orders or not, until they leave."""

from dataclasses import astuple, dataclass
from typing import ClassVar, Self

import numpy as np

from volver.domain.history import Vector
from volver.domain.opportunity import OpportunityHistories, Whole
from volver.predict.opportunities import future
from volver.predict.opportunities.collapse import Distinct, collapse
from volver.predict.opportunities.silence import blocks, gone, log_odds_gone
from volver.predict.purchases.model import Fitted
from volver.stats.likelihood import Objective, maximise
from volver.stats.special import exceeding, softplus

LEAVE_ALIKE = "customers leave alike: gamma and delta run to infinity together"
ORDER_ALIKE = "customers order alike: alpha and beta run to infinity together"
LIMITS = {
    "no detectable dropout: delta runs to infinity": (0, 0, 0, 1),
    "no detectable dropout: gamma runs to zero": (0, 0, -1, 0),
    "no detectable dropout: gamma / delta runs to zero": (0, 0, -1, 1),
    "no detectable dropout: delta runs to infinity ahead of gamma": (0, 0, 1, 2),
    "nobody detectably stays: gamma / delta runs to infinity": (0, 0, 1, -1),
    LEAVE_ALIKE: (0, 0, 1, 1),
    ORDER_ALIKE: (1, 1, 0, 0),
    "whoever is there orders every time: beta runs to zero": (0, -1, 0, 0),
    "whoever is there orders every time: alpha / beta runs to infinity": (1, -1, 0, 0),
    "hardly anybody came back: alpha runs to zero": (-1, 0, 0, 0),
    "hardly anybody came back: alpha / beta runs to zero": (-1, 1, 0, 0),
}
"""Where the likelihood can run flat, as directions in (ln alpha, ln beta, ln gamma, ln delta)."""

HOMOGENEOUS = (LEAVE_ALIKE, ORDER_ALIKE)
"""Limits that are models themselves: the mean chances stay pinned down, and so do expectations."""

SEARCH_ROWS = 10_000
"""The search for the optimum sees about this many distinct rows; the finish sees all."""


@dataclass(frozen=True, slots=True)
class BgBb:
    """A fitted BG/BB: chance to order ~ Beta(alpha, beta), to leave ~ Beta(gamma, delta).

    Before each opportunity a customer leaves for good with chance theta; one who is still there
    orders with chance p, at most once. p and theta are each customer's own, constant and
    independent. The likelihood of x orders, the last at opportunity t_x of n, is

        B(alpha+x, beta+n-x)/B(alpha, beta) B(gamma, delta+n)/B(gamma, delta)
        + sum over t = t_x .. n-1 of
          B(alpha+x, beta+t-x)/B(alpha, beta) B(gamma+1, delta+t)/B(gamma, delta),

    there at n the first term, left after t opportunities the others. Given that somebody is there,
    p ~ Beta(alpha+x, beta+n-x) and theta ~ Beta(gamma, delta+n), independent: all that lies ahead
    follows from these two. Time is counted in opportunities, and the order that made somebody a
    customer is not among them.

    Source: Fader, Hardie & Shang (2010), Customer-base analysis in a discrete-time noncontractual
    setting, Marketing Science 29(6), 1086-1108.

    >>> donations = BgBb(alpha=1.204, beta=0.750, gamma=0.657, delta=2.783)
    >>> donations.p_alive(np.array([0, 6]), np.array([0, 6]), np.array([6, 6])).round(2)
    array([0.11, 0.93])
    """

    name: ClassVar[str] = "bg-bb"
    title: ClassVar[str] = "BG/BB"

    alpha: float
    beta: float
    gamma: float
    delta: float

    @classmethod
    def fit(cls, histories: OpportunityHistories) -> Fitted[Self]:
        """Maximise the likelihood over collapsed histories; a ridge is told, never raised."""
        rows = collapse(histories)
        step = len(rows.x) // SEARCH_ROWS
        fit = maximise(
            objective(rows),
            starts(rows),
            histories.customers,
            LIMITS,
            small=objective(rows.every(step)) if step > 1 else None,
        )
        return Fitted(cls.from_log_parameters(fit.log_parameters), fit)

    def parameters(self) -> dict[str, float]:
        """alpha, beta, gamma, delta: pure numbers, per opportunity."""
        letters = ("alpha", "beta", "gamma", "delta")
        return dict(zip(letters, astuple(self), strict=True))

    @property
    def log_parameters(self) -> Vector:
        """ln alpha, ln beta, ln gamma, ln delta."""
        return np.log(astuple(self))

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """Inverse of `log_parameters`."""
        return cls(*np.exp(logs).tolist())

    def log_likelihood(self, histories: OpportunityHistories) -> float:
        """Log-likelihood of which opportunities brought orders, without a counting constant: it
        is that of one sequence, not of all that share (x, t_x, n)."""
        rows = collapse(histories)
        return objective(rows)(self.log_parameters)[0] * rows.customers

    def p_alive(self, x: Whole, t_x: Whole, n: Whole, ahead: int = 1) -> Vector:
        """Probability of being there at opportunity n + ahead.

        x (orders), t_x (last opportunity with an order), n (opportunities so far): shape (n,).
        ahead: 1, the next one, is what the literature calls P(alive); 0 is
        just after the last one. Returns shape (n,), in [0, 1].
        """
        x, t_x, n = (np.asarray(part, np.int64) for part in (x, t_x, n))
        odds = log_odds_gone(blocks(x, t_x, n), len(x), self._four)
        alive = softplus(-odds)[1]
        return np.asarray(alive * self.stays(n, ahead)[:, -1] if ahead else alive)

    def stays(self, n: Whole, ahead: int) -> Vector:
        """P(there at n + m | there at n) for m = 1 .. ahead. Shape (n, ahead)."""
        return future.stays(self.gamma, self.delta, n, ahead)

    def expected_if_alive(self, x: Whole, n: Whole, ahead: int) -> Vector:
        """Expected orders at the next `ahead` opportunities, for who is there at n. Shape (n,)."""
        return self.discounted_if_alive(x, n, ahead, 0.0)

    def discounted_if_alive(self, x: Whole, n: Whole, ahead: int, rate: float) -> Vector:
        """The same with an order at opportunity n + m divided by (1 + rate)^m. Shape (n,).

        rate: effective rate of one period, the time between two opportunities.
        """
        chance = (self.alpha + x) / (self.alpha + self.beta + n)
        staying = future.discounted_stays(self.gamma, self.delta, n, ahead, rate)
        return np.asarray(chance * staying)

    def squared_if_alive(self, x: Whole, n: Whole, ahead: int) -> Vector:
        """E[X^2] of the orders at the next `ahead` opportunities, for who is there at n.

        Shape (n,). Two orders at opportunities i < j need somebody there at j:
        E[X(X-1)] = 2 E[p^2] sum over j of (j - 1) P(there at n + j).
        """
        trials = self.alpha + self.beta + n
        both = (self.alpha + x) / trials * (self.alpha + x + 1) / (trials + 1)
        pairs = future.weighted_stays(self.gamma, self.delta, n, np.arange(ahead, dtype=np.float64))
        return np.asarray(self.expected_if_alive(x, n, ahead) + 2 * both * pairs)

    def residual_if_alive(self, x: Whole, n: Whole, rate: float) -> Vector:
        """Discounted orders over all opportunities to come (DERT), for who is there at n.

        Infinite at a rate of zero unless gamma is above 1: too many would stay for good. Shape
        (n,). Eq. 14 of the paper given alive, as a recursion in place of its 2F1.
        """
        chance = (self.alpha + x) / (self.alpha + self.beta + n)
        return np.asarray(chance * future.endless_stays(self.gamma, self.delta, n, rate))

    def at_least_if_alive(self, x: Whole, n: Whole, ahead: int, most: int) -> Vector:
        """P(X >= k) for k = 1 .. most orders at the next `ahead` opportunities, there at n.

        Shape (n, most). With most = ahead it is the whole distribution.
        """
        a, b = self._order_chance(x, n)
        return future.at_least(a, b, lambda rows: self.stays(n[rows], ahead), ahead, most)

    def next_order_if_alive(self, x: Whole, n: Whole, ahead: int, skipped: int = 0) -> Vector:
        """P(the first order after `skipped` opportunities comes at skipped + m), m = 1 .. ahead.

        For who is there at n. Shape (n, ahead). The sum over m is the chance of any order in the
        window; what is missing from 1 is the chance of none.
        """
        a, b = self._order_chance(x, n)
        staying = self.stays(n, skipped + ahead)[:, skipped:]
        return np.asarray(staying * np.exp(future.log_first(a, b, ahead)))

    def expected_new(self, ahead: int) -> float:
        """Expected orders of a new customer at their first `ahead` opportunities."""
        none = np.zeros(1, dtype=np.int64)
        return float(self.expected_if_alive(none, none, ahead)[0])

    def residual_new(self, rate: float) -> float:
        """Discounted orders of a new customer over all opportunities; infinite where they are."""
        none = np.zeros(1, dtype=np.int64)
        return float(self.residual_if_alive(none, none, rate)[0])

    def distribution_new(self, ahead: int) -> Vector:
        """P(X = k) for k = 0 .. ahead orders of a new customer. Shape (ahead + 1,)."""
        none = np.zeros(1, dtype=np.int64)
        found: Vector = future.exactly(self.at_least_if_alive(none, none, ahead, ahead))[0]
        return found

    def _order_chance(self, x: Whole, n: Whole) -> tuple[Vector, Vector]:
        """The posterior of p, for who is there at n: Beta(a, b)."""
        return self.alpha + np.asarray(x, np.float64), self.beta + np.asarray(n - x, np.float64)

    @property
    def _four(self) -> tuple[float, float, float, float]:
        return self.alpha, self.beta, self.gamma, self.delta


def starts(rows: Distinct) -> list[Vector]:
    """Three first guesses of the log parameters: from about the share of opportunities with an
    order, if nobody had left, to a good deal more."""
    trials = max(float((rows.n * rows.weight).sum()), 1.0)
    share = float((rows.x * rows.weight).sum()) / trials
    guesses = [(1.2, 0.5, 4.0), (1.6, 1.0, 8.0), (2.4, 1.0, 1.0)]
    chances = [min(max(lift * share, 0.02), 0.95) for lift, _, _ in guesses]
    return [
        np.log([3 * p, 3 * (1 - p), gamma, delta])
        for p, (_, gamma, delta) in zip(chances, guesses, strict=True)
    ]


def objective(rows: Distinct) -> Objective:
    """Mean log-likelihood of the rows and its exact gradient, by log parameters.

    The term of those who are there is made of rising factorials, which collapse into sums over
    0 .. max n; only being gone needs the rows.
    """
    customers = max(rows.customers, 1.0)
    orders, misses = exceeding(rows.x, rows.weight), exceeding(rows.n - rows.x, rows.weight)
    trials = exceeding(rows.n, rows.weight)
    i, j, s = (np.arange(len(more)) for more in (orders, misses, trials))
    others = trials.copy()
    others[: len(misses)] -= misses
    silent = blocks(rows.x, rows.t_x, rows.n)

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        alpha, beta, gamma, delta = np.exp(logs)
        value, slope = gone(silent, rows.weight, (alpha, beta, gamma, delta))
        # What is missed is set against as many trials, so that long silences cancel nothing.
        value += (orders * np.log(alpha + i)).sum() - (misses * np.log1p(alpha / (beta + j))).sum()
        value -= (others * np.log(alpha + beta + s)).sum()
        value -= (trials * np.log1p(gamma / (delta + s))).sum()
        of_trials = (trials / (alpha + beta + s)).sum()
        of_leaving = (trials / (gamma + delta + s)).sum()
        slope += (
            alpha * ((orders / (alpha + i)).sum() - of_trials),
            beta * ((misses / (beta + j)).sum() - of_trials),
            -gamma * of_leaving,
            delta * ((trials / (delta + s)).sum() - of_leaving),
        )
        return float(value) / customers, slope / customers

    return mean_log_likelihood
