"""Customers under contract, month after month: a telephone company and a SaaS are two of them.

At each renewal, every `term` months, a customer leaves with a chance theta of their own, theta ~
Beta(a, b): the shifted-beta-geometric. Besides, each month a payment may fail for good, and a
complaint of the month before may make anybody leave at once. Who stays may take more or less.

Source: Fader & Hardie (2007), "How to project customer retention", J. Interactive Marketing 21(1),
76-90.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from volver.worlds.columns import Flags, Vector, Whole, pick, whole
from volver.worlds.market import Campaign, Market
from volver.worlds.people import People
from volver.worlds.service import Loyalty, Service

RUNNING = 1_000_000
"""The month in which a contract ends that has not ended."""
FAILED_PAYMENT, AFTER_COMPLAINT = "payment failed", "service"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a customer signs."""

    name: str
    category: str
    share: float
    """Of new customers over all months."""
    term: int
    """Months from one renewal to the next."""
    unit: float
    """Recurring revenue of one unit in a month, in money: a seat, or a cent."""
    units: tuple[float, float]
    """Mean and standard deviation of the units at the beginning: gamma, in whole ones."""
    leaving: tuple[float, float]
    """(a, b): theta ~ Beta(a, b), at each renewal."""
    started: tuple[float, float]
    """Contracts began the share A ~ Beta(...) of the time before the last day."""
    fails: float
    """Chance in a month that a payment fails for good."""
    scares: float
    """Chance to leave at once in the month after a complaint."""


@dataclass(frozen=True, slots=True)
class Dealings:
    """What holds for all plans; chances are of one month."""

    plans: tuple[Plan, ...]
    cost: float
    """Of what is sold, as a share of revenue."""
    grows: tuple[float, float]
    """Chance, and by what share of the units."""
    shrinks: tuple[float, float]
    contacts: float
    """Chance of a contact with the desk."""
    credited: float
    """Share of complaints after which a part of the month's invoice is paid back."""
    credit: float
    """That part."""
    reasons: Mapping[str, float]
    """Why people say that they leave, with shares; beside payments and complaints."""
    service: Service
    loyalty: Loyalty

    @property
    def growth(self) -> float:
        """How recurring revenue of those who stay grows in a month, expected."""
        return self.grows[0] * self.grows[1] - self.shrinks[0] * self.shrinks[1]

    @property
    def complains(self) -> float:
        """Chance of a complaint in a month."""
        return self.contacts * self.service.complaint_share

    @property
    def words(self) -> tuple[str, ...]:
        """All reasons, in the order of their numbers."""
        return (FAILED_PAYMENT, AFTER_COMPLAINT, *self.reasons)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Months of a market, from the month of its first day."""

    market: Market

    @property
    def months(self) -> int:
        """How many there are."""
        return int(self.month(np.array([self.market.days - 1.0]))[0]) + 1

    def month(self, day: Vector) -> Whole:
        """In which month a day lies. Days since the first day."""
        days = np.datetime64(self.market.first_day) + np.floor(day).astype("timedelta64[D]")
        begin = np.datetime64(self.market.first_day).astype("datetime64[M]")
        return np.asarray((days.astype("datetime64[M]") - begin).astype(np.int64))

    def day(self, month: Whole, day_of_month: Whole) -> Vector:
        """The day of a month, as days since the first day."""
        begin = np.datetime64(self.market.first_day)
        first = (begin.astype("datetime64[M]") + month).astype("datetime64[D]")
        return np.asarray((first - begin).astype(np.float64) + day_of_month - 1)


@dataclass(frozen=True, slots=True)
class Drivers:
    """What drives each customer; arrays of shape (buyers,)."""

    plan: Whole
    theta: Vector
    """Chance to leave at each renewal."""
    units: Whole
    """At the beginning."""
    start: Whole
    """Month of the beginning."""
    day_of_month: Whole
    """Of renewals and invoices: 1 to 28."""


def plan_shares(dealings: Dealings, calendar: Calendar, began: Mapping[str, Vector]) -> Vector:
    """Weights of the plans among those who begin in each month. Shape (months, plans).

    began: by plan, the share of its contracts that began before each day.
    """
    days = np.arange(calendar.market.days, dtype=float)
    month = calendar.month(days)
    columns = [
        np.bincount(month, plan.share * np.diff(began[plan.name])) for plan in dealings.plans
    ]
    return np.stack(columns, axis=1)


def draw_drivers(
    dealings: Dealings,
    calendar: Calendar,
    weights: Vector,
    people: People,
    generator: np.random.Generator,
) -> Drivers:
    """Draw them. weights: those of `plan_shares`. A channel's effects: `leaving` multiplies the
    odds of the mean theta, `value` the units."""
    size = people.buyers
    first, channel = people.first[:size], people.channel[:size]
    start = calendar.month(first)
    reached = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    plan = (generator.random(size)[:, None] >= reached[start]).sum(axis=1)
    ab = np.array([one.leaving for one in dealings.plans])[plan]
    odds = np.exp(np.array([one.leaving for one in calendar.market.channels])[channel])
    worth = np.exp(np.array([one.value for one in calendar.market.channels])[channel])
    mean, spread = np.array([one.units for one in dealings.plans])[plan].T
    shape = (mean / spread) ** 2
    units = whole(worth * generator.gamma(shape, mean / shape), generator)
    day = np.datetime64(calendar.market.first_day) + np.floor(first).astype("timedelta64[D]")
    day_of_month = (day - day.astype("datetime64[M]")).astype(np.int64) + 1
    return Drivers(
        plan=plan,
        theta=generator.beta(ab[:, 0] * odds, ab[:, 1]),
        units=np.maximum(units, 1),
        start=start,
        day_of_month=np.minimum(day_of_month, 28),
    )


@dataclass(frozen=True, slots=True)
class Lives:
    """What came of the contracts of a block; places are of buyers in the block."""

    end: Whole
    """Month in which each ended, RUNNING where it did not. Shape (buyers,)."""
    reason: Whole
    """Place in Dealings.words; -1: none. Shape (buyers,)."""
    units: Whole
    """At the end, or now. Shape (buyers,)."""
    complained: Flags
    """Whether they complained in the last month. Shape (buyers,)."""
    arm: Whole
    """1 treated, 0 held out, -1 not eligible. Shape (buyers,)."""
    kept: Vector
    """Shape (2, buyers): chance to be kept through the campaign, held out and treated, as it stood
    when it began; 1 where not eligible."""
    billed: tuple[Whole, Whole, Whole]
    """Invoices: place, month, units."""
    changed: tuple[Whole, Whole, Whole]
    """Beginnings and changes: place, month, units from then on."""
    asked: tuple[Whole, Whole, Whole]
    """Contacts: place, month, reason; those of the last month may lie beyond the last day."""


def live(
    dealings: Dealings,
    calendar: Calendar,
    campaign: Campaign,
    drivers: Drivers,
    lift: Vector,
    eligible: Flags,
    generator: np.random.Generator,
) -> Lives:
    """Live through all months.

    lift: by buyer, what the campaign takes off theta while it works, as a share.
    eligible: who may take part, if still there when it begins.
    """
    size = len(drivers.plan)
    works = campaign_months(calendar, campaign)
    treated = generator.random(size) >= campaign.holdout
    arm = np.full(size, -1)
    kept = np.ones((2, size))
    end, reason = np.full(size, RUNNING), np.full(size, -1)
    units, complained = drivers.units.copy(), np.zeros(size, dtype=bool)
    billed: list[tuple[Whole, Whole, Whole]] = []
    changed: list[tuple[Whole, Whole, Whole]] = []
    asked: list[tuple[Whole, Whole, Whole]] = []
    alive = np.zeros(0, dtype=np.int64)
    order = np.argsort(drivers.start, kind="stable")
    bounds = np.searchsorted(drivers.start[order], np.arange(calendar.months + 1))
    says = pick(np.array(list(dealings.reasons.values())), size, generator) + 2
    shares = np.array([one.share for one in dealings.service.reasons])
    complaint = np.array([one.is_complaint for one in dealings.service.reasons])
    for month in range(calendar.months):
        if month == works.start:
            some = alive[eligible[alive]]
            arm[some] = treated[some]
            for one in (0, 1):
                stays = survival(dealings, drivers, complained, some, month, len(works), one * lift)
                kept[one, some] = stays[:, -1]
        less = lift[alive] * (arm[alive] == 1) * (month in works)
        chance = leaving(dealings, drivers, complained, alive, month, less)
        leaves = generator.random(chance.shape) < chance
        left = leaves.any(axis=0)
        gone = alive[left]
        end[gone] = month
        first = leaves[:, left].argmax(axis=0)
        reason[gone] = np.where(first == 2, says[gone], first)
        alive = alive[~left]
        changes, units[alive] = moved(dealings, units[alive], generator)
        new = order[bounds[month] : bounds[month + 1]]
        changed += [_now(alive[changes], month, units), _now(new, month, units)]
        alive = np.concatenate([alive, new])
        billed.append(_now(alive, month, units))
        callers = alive[generator.random(len(alive)) < dealings.contacts]
        why = pick(shares, len(callers), generator)
        asked.append((callers, np.full(len(callers), month), why))
        complained[:] = False
        complained[callers] = complaint[why]
    return Lives(
        end, reason, units, complained, arm, kept, _joined(billed), _joined(changed), _joined(asked)
    )


def _now(who: Whole, month: int, units: Whole) -> tuple[Whole, Whole, Whole]:
    return who, np.full(len(who), month), units[who]


def _joined(parts: list[tuple[Whole, Whole, Whole]]) -> tuple[Whole, Whole, Whole]:
    who, month, units = (np.concatenate(column) for column in zip(*parts, strict=True))
    return who, month, units


def leaving(
    dealings: Dealings,
    drivers: Drivers,
    complained: Flags,
    who: Whole,
    month: int,
    less: Vector | float = 0.0,
) -> Vector:
    """The chance that each leaves in a month: by a payment that fails, after a complaint, at a
    renewal. less: what is taken off theta, as a share; shape (who,). Shape (3, who)."""
    plan = drivers.plan[who]
    terms, fails, scares = (
        np.array([getattr(one, name) for one in dealings.plans])[plan]
        for name in ("term", "fails", "scares")
    )
    renews = (month - drivers.start[who]) % terms == 0
    return np.stack([fails, scares * complained[who], renews * drivers.theta[who] * (1 - less)])


def moved(dealings: Dealings, units: Whole, generator: np.random.Generator) -> tuple[Flags, Whole]:
    """Who takes more or less this month, and what all have then."""
    drawn = generator.random(len(units))
    up, by = dealings.grows
    down, less = dealings.shrinks
    share = by * (drawn < up) - less * ((drawn >= up) & (drawn < up + down))
    after = np.maximum(whole(units * (1 + share), generator), 1)
    return after != units, after


def campaign_months(calendar: Calendar, campaign: Campaign) -> range:
    """The months in which the campaign works: whole ones."""
    begin = (campaign.day - calendar.market.first_day).days
    first, last = calendar.month(np.array([begin, begin + campaign.days - 1], dtype=float))
    return range(int(first), int(last) + 1)


def survival(
    dealings: Dealings,
    drivers: Drivers,
    complained: Flags,
    who: Whole,
    month: int,
    months: int,
    lift: Vector,
) -> Vector:
    """Chance to be still there after each of `months` months, from `month` on, with what is known
    before it. Shape (who, months)."""
    plan = drivers.plan[who]
    terms, fails, scares = (
        np.array([getattr(one, name) for one in dealings.plans])[plan]
        for name in ("term", "fails", "scares")
    )
    stays = np.ones((len(who), months))
    for ahead in range(months):
        renews = (month + ahead - drivers.start[who]) % terms == 0
        upset = complained[who] if ahead == 0 else dealings.complains
        leaving = renews * drivers.theta[who] * (1 - lift[who])
        stays[:, ahead] = (1 - fails) * (1 - scares * upset) * (1 - leaving)
    return np.asarray(np.cumprod(stays, axis=1), dtype=np.float64)
