"""In which setting customers order: under contract, at fixed times, or whenever they like.

Asked of the orders themselves before anything is forecast, and never in the way: what is found is
said, with the command that is made for it, and the user decides. The two questions are those of
Fader & Hardie (2009), Journal of Interactive Marketing 23(1), 61-69, figure 2: is leaving seen
(contractual or not), and when can customers order (discrete or continuous).

Traces of a contract: nearly all gaps of nearly all customers are one and the same period, payments
are as large as the one before, and nobody comes back after a gap. Traces of fixed times, either is
enough: the orders of all fall on few days of the calendar (events, appeals, a market); or those of
each are whole periods apart (a monthly box, each on their own day). What no day can show is a shop
that only keeps the year of an order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.card import SettingCard, SettingKind
from volver.domain.history import Vector
from volver.domain.opportunity import Whole
from volver.predict.opportunities.calendar import Days, Every
from volver.store.snapshot import Snapshot

ENOUGH = 50
"""Repeat orders without which nothing is said."""
CROWDED = 0.5
"""Half as many days with an order as chance would use, or fewer: the calendar decides."""
REGULAR = 0.8
"""Of the gaps that chance would not put there, this share at whole periods: a rhythm."""
SAME_POINT = 2
"""Days no further apart than this are one point: an appeal takes a few days to be answered."""
ONE_PERIOD = 0.95
"""Share of gaps of one period from which on payments are due, not chosen."""
SAME_AMOUNT = 0.8
"""Share of payments as large as the one before; prices and plans change now and then."""
COME_BACK = 0.03
"""At most this share of gaps is longer: who has stopped paying is gone."""
SOME = 5_000
"""Customers that are looked at, of more."""

RHYTHMS: tuple[tuple[Every, float, float], ...] = (
    ("year", 365.25, 15.0),
    ("month", 365.25 / 12, 3.0),
    ("week", 7.0, 0.0),
)
"""A period, its length and how far from a multiple of it a gap may be, in days."""

OF_SOME = """
SELECT histories.n AS customer, net_orders.day, CAST(SUM(net_orders.revenue) AS DOUBLE) AS paid
FROM net_orders
JOIN histories ON histories.customer_id = net_orders.customer_id
WHERE net_orders.is_order
  AND histories.n >= $first AND histories.n <= $last
GROUP BY histories.n, net_orders.day
"""
"""Neighbours in the order of their ids: an engine passes over all others at a glance, which it
could not if every hundredth were wanted."""

CUSTOMERS = "SELECT COUNT(*) FROM histories"

CONTINUOUS = "customers order on any day, and nobody says when they leave"
TOO_FEW = "too few repeat orders to see whether customers order at fixed times"


@dataclass(frozen=True, slots=True)
class Traces:
    """What the orders show, in figures."""

    days: int
    """Days with any order."""
    span: int
    """Days from the first order to the last."""
    by_chance: float
    """Days that as many orders at random would use."""
    rhythm: Every
    """The period whose whole multiples hold most gaps."""
    length: float
    """Its length, days."""
    at_rhythm: float
    """Share of gaps at whole multiples of it."""
    excess: float
    """The same less what chance puts there, 0 to 1."""
    usual: int
    """The gap in the middle, days."""
    one_period: float
    """Share of gaps that are as long as that."""
    longer: float
    """Share of gaps of more than one and a half times that."""
    same_amount: float
    """Share of payments as large as the customer's last."""
    spacing: int
    """Usual days from one point of the calendar with orders to the next."""

    @property
    def crowding(self) -> float:
        """Days with an order over those that chance would use, at most 1."""
        return min(self.days / self.by_chance, 1.0)

    @property
    def kind(self) -> SettingKind:
        """The setting that they speak for."""
        if (
            self.one_period >= ONE_PERIOD
            and self.longer <= COME_BACK
            and self.same_amount >= SAME_AMOUNT
        ):
            return "contractual"
        if self.crowding <= CROWDED or self.excess >= REGULAR:
            return "discrete"
        return "continuous"

    @property
    def every(self) -> Every | None:
        """How far apart orders may be; None where they may be any time."""
        if self.kind == "continuous":
            return None
        if self.kind == "contractual":
            return _named(self.usual)
        return self.rhythm if self.excess >= REGULAR else _named(self.spacing)

    @property
    def evidence(self) -> tuple[str, str]:
        """What speaks for it, in sentences."""
        return (
            f"Days with an order: {self.days:,} of {self.span:,}; as many orders at random would"
            f" use {self.by_chance:,.0f}",
            f"Gaps between orders of a customer at whole multiples of {self.length:.0f} days:"
            f" {100 * self.at_rhythm:.0f}%",
        )


def setting_of(snapshot: Snapshot) -> SettingCard:
    """The setting of a snapshot's orders, with the reason in words."""
    known = int(snapshot.rows(CUSTOMERS)[0][0])
    first = max(0, (known - SOME) // 2)
    found = snapshot.columns(OF_SOME, first=first, last=first + SOME - 1)
    traces = traces_of(
        found["customer"].astype(np.int64),
        found["day"].astype("datetime64[D]"),
        found["paid"].astype(np.float64),
    )
    return card_of(traces)


def card_of(traces: Traces | None) -> SettingCard:
    """What is said of the setting."""
    if traces is None:
        return SettingCard("unknown", None, TOO_FEW)
    every = None if traces.every is None else str(traces.every)
    if traces.kind == "contractual":
        reason = (
            f"orders look like payments under contract: {traces.one_period:.0%} of them come"
            f" {traces.usual} days after the one before, {traces.same_amount:.0%} are as large,"
            f" and {traces.longer:.1%} come after a longer gap. volver renewals is made for"
            " customers whose end is seen"
        )
    elif traces.kind == "discrete":
        reason = (
            f"orders come at fixed times: on {traces.days:,} days, where as many at random would"
            f" use {traces.by_chance:,.0f}, and {traces.at_rhythm:.0%} of gaps are whole multiples"
            f" of {traces.length:.0f} days. volver opportunities is made for such orders"
        )
    else:
        reason = CONTINUOUS
    return SettingCard(traces.kind, every, reason, traces.evidence)


def traces_of(customer: Whole, day: Days, paid: Vector) -> Traces | None:
    """Look at the orders of customers; None where there are too few repeat orders.

    customer, day, paid: shape (orders,), day as datetime64[D]; orders of one day are one.
    """
    order = np.lexsort((day, customer))
    who = np.asarray(customer)[order]
    when = np.asarray(day, "datetime64[D]")[order].astype(np.int64)
    new = np.append(True, (np.diff(who) != 0) | (np.diff(when) != 0))[: len(who)]
    total = np.bincount(np.cumsum(new) - 1, np.asarray(paid)[order], int(new.sum()))
    who, when = who[new], when[new]
    same = np.diff(who) == 0
    gaps = np.diff(when)[same]
    if len(gaps) < ENOUGH:
        return None
    used = np.unique(when)
    span = int(used[-1] - used[0]) + 1
    rhythm, length, slack, share, excess = _best_rhythm(gaps)
    usual = int(np.median(gaps))
    equal = np.abs(np.diff(total)[same]) <= 0.005 * np.abs(total[:-1][same])
    return Traces(
        days=len(used),
        span=span,
        by_chance=float(span * -np.expm1(-len(when) / span)),
        rhythm=rhythm,
        length=length,
        at_rhythm=share,
        excess=excess,
        usual=usual,
        one_period=float((np.abs(gaps - usual) <= slack).mean()),
        longer=float((gaps > 1.5 * usual).mean()),
        same_amount=float(equal.mean()),
        spacing=_spacing(used),
    )


def _best_rhythm(gaps: Whole) -> tuple[Every, float, float, float, float]:
    """The longest period whose multiples hold most gaps, else the one with most.

    Returns the period, its length, its slack, the share of gaps and that share less chance.
    """
    found = []
    for every, length, slack in RHYTHMS:
        times = np.maximum(np.round(gaps / length), 1)
        share = float((np.abs(gaps - times * length) <= slack).mean())
        chance = (2 * np.floor(slack) + 1) / length
        found.append((every, length, slack, share, max((share - chance) / (1 - chance), 0.0)))
    regular = [one for one in found if one[4] >= REGULAR]
    return regular[0] if regular else max(found, key=lambda one: one[4])


def _spacing(used: NDArray[np.int64]) -> int:
    """The most frequent distance between one point of the calendar and the next, in days."""
    begins = np.append(True, np.diff(used) > SAME_POINT)
    apart = np.diff(used[begins])
    if len(apart) == 0:
        return int(used[-1] - used[0]) + 1
    return int(np.median(apart))


def _named(days: int) -> Every:
    """A number of days as the calendar period that it is near to, if any."""
    for every, length, _ in RHYTHMS:
        if abs(days - length) <= 0.1 * length:
            return every
    return days
