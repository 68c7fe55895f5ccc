"""Worlds whose truth we know: orders drawn from the models, to see whether it comes back."""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]

Leaving = Literal["after_repeats", "after_orders", "at_any_time"]
"""When a customer may leave: BG/NBD, MBG/NBD and Pareto/NBD, in this order."""


@dataclass(frozen=True, slots=True)
class World:
    """What a simulated shop is made of; rates per day, money in any one currency.

    Source: BG/NBD, Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284; MBG/NBD,
    Batislam, Denizel & Filiztekin (2007), IJRM 24(3), 201-209; of several phases, Reutterer,
    Platzer & Schroeder (2021), IJRM 38(1), 194-215; Pareto/NBD, Schmittlein, Morrison &
    Colombo (1987), Management Science 33(1), 1-24; Gamma-Gamma, Fader, Hardie & Lee (2005), JMR
    42(4), 415-430.
    """

    r: float
    alpha: float
    """Rate of events ~ Gamma(r, alpha): r / alpha orders a day on average, or that over k."""
    a: float
    b: float
    """Chance to leave ~ Beta(a, b); where they leave at any time, leaving rate ~ Gamma(a, b)."""
    leaving: Leaving
    p: float
    q: float
    gamma: float
    """Order value ~ Gamma(p, nu) with nu ~ Gamma(q, gamma)."""
    cost_share: float = 0.0
    """Costs of an order, as a share of its value."""
    refund_chance: float = 0.0
    """Chance that an order is paid back in full; its costs are lost."""
    phases: int = 1
    """k: orders come at every k-th event, so that gaps scatter by 1 / sqrt(k) of their mean."""
    season: tuple[float, ...] = ()
    """How much faster than usual the living order, week by week from day 0 on and then again from
    its beginning; empty: always alike. Above 0, and one in the mean if rates are to be those of
    r and alpha."""


def with_effects(
    world: World, ordering: float = 0.0, leaving: float = 0.0, value: float = 0.0
) -> World:
    """The world of a group whose rates and order values are e^effect times as high.

    Where customers leave with an order, it is the odds of the mean chance to leave that are.
    """
    at_any_time = world.leaving == "at_any_time"
    return replace(
        world,
        alpha=world.alpha * math.exp(-ordering),
        a=world.a * (1 if at_any_time else math.exp(leaving)),
        b=world.b * (math.exp(-leaving) if at_any_time else 1),
        gamma=world.gamma * math.exp(value),
    )


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders by customer and day; all arrays have shape (orders,)."""

    customer: Whole
    """0 .. customers - 1."""
    day: Whole
    """Whole days since the world began."""
    amount: Vector
    """Paid."""
    cost: Vector
    refund: Vector
    """Paid back: all or nothing."""

    @property
    def margin(self) -> Vector:
        """Paid, less paid back, less costs."""
        return self.amount - self.refund - self.cost


@dataclass(frozen=True, slots=True)
class Truth:
    """What no shop ever sees; all arrays have shape (customers,)."""

    rate: Vector
    """lambda: orders a day while alive."""
    leaving: Vector
    """p: after each order that is a chance to leave; or mu: the leaving rate per day."""
    mean_value: Vector
    """p / nu: expected value of an order."""
    alive: NDArray[np.bool_]
    """Whether still a customer at the end of day `as_of`."""
    future_orders: Whole
    """Days with an order in (as_of, as_of + horizon]."""
    future_margin: Vector
    """Margin of those orders."""


def simulate(
    world: World,
    customers: int,
    arrival_days: int,
    as_of: int,
    horizon: int,
    generator: np.random.Generator,
) -> tuple[Orders, Truth]:
    """Draw the orders of customers who arrive over some days, up to `as_of + horizon`.

    customers: how many; each has a first order on one of the days 0 .. arrival_days - 1.
    as_of: the last day that a forecast may see, at least arrival_days - 1.
    horizon: days after as_of that are drawn as well, and summed up in the truth.
    generator: the only source of chance; the same state gives the same world.

    Orders are sorted by customer and time, the first order included.
    """
    rate = generator.gamma(world.r, 1 / world.alpha, customers)
    leaving = _leaving(world, customers, generator)
    nu = generator.gamma(world.q, 1 / world.gamma, customers)
    first = generator.integers(0, arrival_days, customers) + generator.random(customers)
    length = as_of + horizon + 1 - first
    last_order = np.full(customers, np.inf)
    if world.leaving == "at_any_time":
        gone = first + generator.exponential(1 / leaving)
        length = np.minimum(length, gone - first)
    else:
        # A chance below 1e-12 never fires in a life of orders, and zero is no geometric chance.
        last_order = generator.geometric(np.maximum(leaving, 1e-12)).astype(np.float64)
        last_order -= world.leaving == "after_orders"
        gone = np.full(customers, np.inf)
    clock = _clock(world, as_of + horizon + 1)
    begin = clock.at(first)
    length = clock.at(first + length) - begin if world.season else length
    events = generator.poisson(rate * length)
    repeats = np.minimum(events // world.phases, last_order).astype(np.int64)

    customer = np.repeat(np.arange(customers), repeats + 1)
    start = np.cumsum(repeats + 1) - (repeats + 1)
    rank = np.arange(len(customer)) - start[customer]
    share = _first_of_uniforms(rank, start, events, repeats, world.phases, generator)
    day = np.floor(clock.day(begin[customer] + share * length[customer])).astype(np.int64)
    amount = generator.gamma(world.p, 1 / nu[customer])
    refunded = generator.random(len(customer)) < world.refund_chance
    orders = Orders(customer, day, amount, world.cost_share * amount, amount * refunded)

    future = day > as_of
    future_margin = np.bincount(customer[future], orders.margin[future], customers)
    made = np.bincount(customer[~future], minlength=customers) - 1
    new_day = np.append(True, (np.diff(customer) != 0) | (np.diff(day) != 0)) & future
    return orders, Truth(
        rate=rate,
        leaving=leaving,
        mean_value=world.p / nu,
        alive=(made < last_order) & (gone > as_of + 1),
        future_orders=np.bincount(customer[new_day], minlength=customers),
        future_margin=np.asarray(future_margin, dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class _Clock:
    """A Poisson process of changing pace is one of even pace on another clock: exact, no thinning.

    Source: the time change of Cinlar (1975), Introduction to Stochastic Processes, chapter 4.7.
    """

    edges: Vector
    """Days; empty where the pace is even."""
    reached: Vector
    """The clock at the edges."""

    def at(self, day: Vector) -> Vector:
        """The clock on a day. Any shape."""
        return np.interp(day, self.edges, self.reached) if len(self.edges) else day

    def day(self, at: Vector) -> Vector:
        """When the clock is there; inverse of `at`."""
        return np.interp(at, self.reached, self.edges) if len(self.edges) else at


def _clock(world: World, days: int) -> _Clock:
    if not world.season:
        return _Clock(np.zeros(0), np.zeros(0))
    edges = 7 * np.arange(days // 7 + 2, dtype=np.float64)
    paces = np.resize(np.array(world.season), len(edges) - 1)
    return _Clock(edges, np.append(0.0, np.cumsum(7 * paces)))


def _leaving(world: World, customers: int, generator: np.random.Generator) -> Vector:
    if world.leaving == "at_any_time":
        return generator.gamma(world.a, 1 / world.b, customers)
    return generator.beta(world.a, world.b, customers)


def summarise(orders: Orders, as_of: int) -> tuple[Whole, Whole, Whole, Vector]:
    """x, t_x, T (days) and the mean value of the repeat days, each of shape (customers,).

    Orders of one day are one occasion; only days up to as_of count. The mean is net of refunds
    and costs, and 0 where x is 0.
    """
    seen = orders.day <= as_of
    customer, day, margin = orders.customer[seen], orders.day[seen], orders.margin[seen]
    customers = int(orders.customer.max(initial=-1)) + 1
    starts = np.append(True, np.diff(customer) != 0)
    new_day = starts | np.append(True, np.diff(day) != 0)
    x = np.bincount(customer[new_day], minlength=customers) - 1
    first, last = day[starts], day[np.append(starts[1:], True)]
    repeated = np.bincount(customer, margin * (day > first[customer]), customers)
    return x, last - first, as_of - first, repeated / np.maximum(x, 1)


def _first_of_uniforms(
    rank: Whole,
    start: Whole,
    possible: Whole,
    repeats: Whole,
    phases: int,
    generator: np.random.Generator,
) -> Vector:
    """The earliest `repeats` of `possible` uniform times, in order, led by a zero; of several
    phases each, only the last is a time.

    Partial sums of exponentials over the sum of one more than there are times: exact, and nothing
    is drawn for customers who have left.
    """
    one = phases == 1  # the same as a gamma of shape 1, from another stream of numbers
    size = len(rank)
    gaps = generator.exponential(size=size) if one else generator.standard_gamma(phases, size)
    gaps[rank == 0] = 0.0
    reached = gaps.cumsum()
    reached -= np.repeat(reached[start], repeats + 1)
    beyond = generator.standard_gamma(possible + 1 - phases * repeats)
    whole = reached[start + repeats] + beyond
    return np.asarray(reached / np.repeat(whole, repeats + 1))
