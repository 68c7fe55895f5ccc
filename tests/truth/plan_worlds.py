"""Businesses whose customers' true answers to every action are known: what a plan is judged by.

A world has customers of a few kinds. Each has a margin at stake and a risk of leaving; an action
keeps a share of those who would leave. That share differs by action and by kind of customer, it
falls for those who are almost gone, and some kinds are woken by some actions and leave sooner, so
that neither risk nor value alone says whom to treat. Everything that a planner sees of the answers
is one past campaign whose arms were drawn at random. Nothing here knows how a plan is made.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

CUSTOMERS, CAMPAIGN = 5000, 20_000
ACTIONS = ("mail", "call", "gift", "discount")
SAVED = np.array([0.10, 0.30, 0.40, 0.35])
"""Share of those who would leave that an action keeps, on average over worlds and kinds."""
FEE = np.array([0.30, 6.0, 12.0, 0.0])
"""Cost of an action for one customer, money."""
SHARE = np.array([0.0, 0.0, 0.0, 0.05])
"""Cost of an action as a share of the margin at stake."""


@dataclass(frozen=True)
class Campaign:
    """What is known of the past: who was in which arm, and who stayed."""

    segment: np.ndarray
    arm: np.ndarray
    """0 is the holdout, 1 the first action."""
    kept: np.ndarray


@dataclass(frozen=True)
class PlanWorld:
    """The customers of today; all but `effect` is known to who plans."""

    actions: tuple[str, ...]
    segments: int
    segment: np.ndarray
    """Kind and half by risk, from 0. Shape (n,)."""
    stake: np.ndarray
    """Margin lost if they leave. Shape (n,)."""
    risk: np.ndarray
    """Of leaving, if nobody does anything. Shape (n,)."""
    cost: np.ndarray
    """Shape (n, k)."""
    effect: np.ndarray
    """What each action adds to the chance that they stay. Shape (n, k)."""
    budget: float
    campaign: Campaign

    @property
    def net(self):
        """True incremental margin less cost, shape (n, k)."""
        return self.effect * self.stake[:, None] - self.cost

    def worth(self, choice):
        """True expected net margin of a plan; choice: place of the action, -1 for none."""
        some = np.flatnonzero(choice >= 0)
        return float(self.net[some, choice[some]].sum())

    def spent(self, choice):
        """What the plan costs."""
        some = np.flatnonzero(choice >= 0)
        return float(self.cost[some, choice[some]].sum())

    def best(self):
        """No plan within the budget is worth more: the lowest Lagrangian bound.

        At any price of money the sum of what is best for each customer, plus the budget at that
        price, is an upper bound; Everett (1963), Operations Research 11(3), 399-417.
        """

        def bound(log_price):
            price = np.exp(log_price)
            return price * self.budget + np.maximum(self.net - price * self.cost, 0).max(1).sum()

        ends = np.log([1e-4, 1e4])
        return float(minimize_scalar(bound, bounds=ends, method="bounded",
                                     options={"xatol": 1e-9}).fun)  # fmt: skip

    def ranked(self, order):
        """What a ranking brings: one action for all, down the list, until the money is gone.

        The rival is told which action does best on its list, which nobody is in truth.
        """
        most = 0.0
        for k in range(len(self.actions)):
            paid = np.cumsum(self.cost[order, k]) <= self.budget
            won = np.cumsum(self.net[order, k])[paid]
            if len(won):
                most = max(most, float(won[-1]))
        return most

    def rivals(self, generator):
        """What the usual ways of choosing are truly worth."""
        return {
            "risk": self.ranked(np.argsort(-self.risk, kind="stable")),
            "value": self.ranked(np.argsort(-self.stake, kind="stable")),
            "random": self.ranked(generator.permutation(len(self.risk))),
        }


def plan_world(seed, customers=CUSTOMERS, campaign=CAMPAIGN):
    """One world: how many kinds, how they differ and how much money there is, all drawn."""
    generator = np.random.default_rng([seed, 6])
    kinds, k = int(generator.integers(3, 6)), int(generator.integers(2, 5))
    some = np.sort(generator.permutation(len(ACTIONS))[:k])
    mix = generator.dirichlet(np.full(kinds, 5.0))
    mean_risk = generator.uniform(0.10, 0.55, kinds)
    median_stake = np.exp(generator.normal(np.log(80), 0.4, kinds))
    fade = generator.uniform(0.0, 1.5)
    strength = SAVED[some] * generator.uniform(0.6, 1.4, k)
    of_kind = generator.gamma(2.0, 0.5, (kinds, 1))
    of_both = generator.gamma(2.0, 0.5, (kinds, k))
    saved = strength * (0.6 * of_kind + 0.4 * of_both)
    woken = generator.random((kinds, k)) < 0.15
    saved = np.where(woken, -0.3 * strength, saved)
    edge = np.array([np.median(generator.beta(6 * m, 6 * (1 - m), 4001)) for m in mean_risk])

    def people(n):
        kind = generator.choice(kinds, n, p=mix)
        risk = generator.beta(6 * mean_risk[kind], 6 * (1 - mean_risk[kind]))
        stake = median_stake[kind] * np.exp(generator.normal(0, 0.8, n))
        effect = saved[kind] * (risk * (1 - risk) ** fade)[:, None]
        segment = 2 * kind + (risk > edge[kind])
        return segment, risk, stake, np.minimum(effect, 0.9 * risk[:, None])

    segment, risk, _, effect = people(campaign)
    arm = generator.integers(0, k + 1, campaign)
    gained = np.where(arm > 0, effect[np.arange(campaign), np.maximum(arm - 1, 0)], 0.0)
    kept = generator.random(campaign) < 1 - risk + gained
    past = Campaign(segment, arm, kept)
    segment, risk, stake, effect = people(customers)
    cost = FEE[some] + SHARE[some] * stake[:, None]
    net = effect * stake[:, None] - cost
    at = net.argmax(1)
    wished = cost[np.arange(customers), at][net.max(1) > 0].sum()
    budget = float(generator.uniform(0.15, 0.6) * wished)
    names = tuple(ACTIONS[a] for a in some)
    return PlanWorld(names, 2 * kinds, segment, stake, risk, cost, effect, budget, past)
