"""Customers whose margins have a known truth: with losses, and with spend that goes with rates."""

import numpy as np
from scipy import stats

from volver.predict.base import Base
from volver.predict.order_value.normal_margin import NormalMargin

LOSING = NormalMargin(mu=10.0, kappa=0.7, a=3.0, b=400.0)
"""One order in three is a loss."""


def known(orders):
    """A base, with its squares, of the margins of each customer's orders, the first one first."""
    repeats = [np.asarray(of_one[1:], dtype=float) for of_one in orders]
    x = np.array([len(of_one) for of_one in repeats])
    mean = np.array([of_one.mean() if len(of_one) else np.nan for of_one in repeats])
    squares = np.array([((of_one - of_one.mean()) ** 2).sum() if len(of_one) else 0.0
                        for of_one in repeats])  # fmt: skip
    first = np.array([of_one[0] for of_one in orders], dtype=float)
    return Base(x, 20 * x, np.full(len(x), 400), mean, first, squares=squares)


def losing(customers, seed, model=LOSING, more=0):
    """Customers of a normal-inverse-gamma; the base, their own means, and `more` orders to come,
    shape (customers, more)."""
    generator = np.random.default_rng(seed)
    n = generator.geometric(0.35, customers)
    spread = 1 / np.sqrt(generator.gamma(model.a, 1 / model.b, customers))
    own = generator.normal(model.mu, spread / model.kappa**0.5)
    orders = [generator.normal(m, s, k) for m, s, k in zip(own, spread, n, strict=True)]
    later = generator.normal(own[:, None], spread[:, None], (customers, more))
    return known(orders), own, later


def together(customers, seed, rank, scatter=None):
    """Customers whose rate and spend hang together by a Gaussian copula: the base, and the orders
    and the margin of the year to come.

    An MBG/NBD world as LEAVING of worlds.py. scatter: orders are lognormal about a customer's mean
    with this deviation of their logs, instead of gamma.
    """
    generator = np.random.default_rng(seed)
    rate_score = generator.normal(size=customers)
    score = rank * rate_score + (1 - rank**2) ** 0.5 * generator.normal(size=customers)
    rate = stats.gamma.ppf(stats.norm.cdf(rate_score), 0.7) / 60.0
    nu = stats.gamma.ppf(stats.norm.cdf(-score), 4.0) / 15.0
    first_day = generator.integers(0, 540, customers)
    length = 730 + 365 - first_day
    stays = generator.geometric(generator.beta(0.8, 2.5, customers)) - 1
    repeats = generator.poisson(rate * length)
    who = np.repeat(np.arange(customers), repeats)
    when = np.sort(who + generator.random(len(who))) - who
    place = np.arange(len(who)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    who, when = who[place < stays[who]], when[place < stays[who]]
    day = first_day[who] + np.maximum(1, np.ceil(when * length[who])).astype(int)

    def drawn(customer):
        if scatter is None:
            return generator.gamma(6.0, 1 / nu[customer])
        logs = generator.normal(-(scatter**2) / 2, scatter, len(customer))
        return 6.0 / nu[customer] * np.exp(logs)

    margin, first = drawn(who), drawn(np.arange(customers))
    key, at = np.unique(who * 4000 + day, return_inverse=True)
    who, day, margin = key // 4000, key % 4000, np.bincount(at, margin)
    past = day <= 730
    x = np.bincount(who[past], minlength=customers)
    total = np.bincount(who[past], margin[past], customers)
    last = first_day.copy()
    np.maximum.at(last, who[past], day[past])
    mean = np.where(x > 0, total / np.maximum(x, 1), np.nan)
    base = Base(x, last - first_day, 730 - first_day, mean, first)
    orders = np.bincount(who[~past], minlength=customers)
    return base, orders, np.bincount(who[~past], margin[~past], customers)
