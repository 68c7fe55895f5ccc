"""What customers cost to win, what they bring back, and when: by channel, campaign and cohort.

Money is in the reporting currency, on the basis that `Acquisition` names. A channel or a campaign
of None is one that nobody knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from volver.domain.estimate import Answer, Estimate

CATEGORIES = ("marketing", "advertising", "commissions", "other")
"""What spend to acquire consists of."""
PAYBACK_MONTHS = 12
"""Within how many months a customer should pay back, where nobody says otherwise."""
USUAL_RATIO = 3.0
"""LTV:CAC of "3:1": a convention of the trade, not a finding. So are the 12 months."""
REFERRAL = "referral"
"""The channel of customers whom another one brought, where no other channel is named."""


@dataclass(frozen=True, slots=True)
class Won:
    """Spend to acquire and the new customers of the same channel and period."""

    spend: Mapping[str, float]
    """By category; one that is not there is 0."""
    customers: int
    """With their first order in the period; nobody who came before it."""
    channel: str | None = None
    campaign: str | None = None
    month: int | None = None

    @property
    def total(self) -> float:
        """Spend of all categories."""
        return sum(self.spend.values())

    @property
    def cac(self) -> float | None:
        """Spend per new customer; None where there is no new customer to divide by."""
        return self.total / self.customers if self.customers else None

    def without(self, category: str) -> float | None:
        """The same without one category of spend."""
        left = sum(money for name, money in self.spend.items() if name != category)
        return left / self.customers if self.customers else None


@dataclass(frozen=True, slots=True)
class Cac:
    """Acquisition cost: every sum of rows is the total, to the cent."""

    since: date
    """The first day of the month of the first spend; who came before is not counted."""
    blended: Won
    """All spend to acquire over all new customers."""
    paid: Won
    """Spend with a channel over the new customers of channels with spend."""
    by_channel: tuple[Won, ...]
    """Channels with most spend first; those without spend or without new customers too."""
    by_campaign: tuple[Won, ...]
    by_month: tuple[tuple[Won, Won], ...]
    """Blended and paid, month after month."""
    before: int
    """Customers who came before `since`: nobody knows what they cost."""


class Covered(StrEnum):
    """Whether margin has paid for the acquisition."""

    ON = "on"
    """On a date."""
    NOT_YET = "not_yet"
    """Not so far; at the model's pace or at the pace seen, within the horizon."""
    NEVER = "never_at_this_rate"
    """Not so far, and at neither pace within the horizon."""
    FREE = "no_spend"
    """Nothing was spent, or nobody knows what."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """When cumulative margin first covered what the acquisition cost.

    NEVER: margin to date, and the larger of what the model expects to the horizon and what the pace
    since the first orders would bring in that time, together stay below the cost.
    """

    state: Covered
    cost: float
    margin: float
    """To date."""
    ahead: float
    """The larger of the two, to the horizon."""
    day: date | None = None
    """The day on which margin first covered the cost; None unless the state is ON."""

    @property
    def below_again(self) -> bool:
        """Whether margin has since fallen under the cost again."""
        return self.state is Covered.ON and self.margin < self.cost


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative margin per customer by months since the first order, against CAC.

    A month is there only if every customer of the curve has lived it.
    """

    customers: int
    cac: float | None
    """Of the same customers."""
    margin: tuple[Estimate, ...]
    """After 1, 2, ... months; the interval is that of a mean over customers."""
    until: date
    """Customers won up to this day are in the curve."""

    @property
    def month(self) -> int | None:
        """The first month whose mean covers CAC; None: not within these months."""
        return self._first([point.value for point in self.margin])

    @property
    def earliest(self) -> int | None:
        """The first month in which the upper end covers CAC."""
        return self._first([point.high for point in self.margin])

    @property
    def latest(self) -> int | None:
        """The first month in which even the lower end covers CAC."""
        return self._first([point.low for point in self.margin])

    def _first(self, reached: list[float]) -> int | None:
        if self.cac is None or self.cac <= 0:
            return None
        return next((k for k, money in enumerate(reached, 1) if money >= self.cac), None)


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel, or all of them: what its customers cost and what they bring."""

    won: Won
    revenue: float
    """To date, of these customers."""
    margin: float
    """To date, cost to serve taken off where it is known."""
    service: float
    """Cost to serve to date."""
    first_margin: float
    """Of the first orders, cost to serve not taken off."""
    ltv: Answer
    """Value at the first order of the mean customer: see docs/why/acquisition.md."""
    mroi: Answer
    """(LTV - CAC) / (CAC + discounted retention spend), per customer."""
    retention_spend: float
    """Discounted to the first order, per customer."""
    ceiling: Answer
    """Expected discounted margin by the payback month: the most that one may cost."""
    break_even: BreakEven
    curve: Curve
    customers: Mapping[Covered, int]
    """How many of its customers have covered their own CAC."""

    @property
    def ratio(self) -> Answer | None:
        """LTV:CAC; None where nothing was spent."""
        cac = self.won.cac
        if not cac or cac < 0 or not isinstance(self.ltv, Estimate):
            return None
        ltv = self.ltv
        return Estimate(ltv.value / cac, ltv.low / cac, ltv.high / cac, ltv.level)

    @property
    def is_over(self) -> bool:
        """The alert: a customer costs more than the ceiling."""
        cac = self.won.cac
        return cac is not None and isinstance(self.ceiling, Estimate) and cac > self.ceiling.value

    @property
    def is_surely_over(self) -> bool:
        """The same beyond the upper end of the ceiling."""
        cac = self.won.cac
        return cac is not None and isinstance(self.ceiling, Estimate) and cac > self.ceiling.high


@dataclass(frozen=True, slots=True)
class CohortRow:
    """Customers by the month of their first order, of one channel or of all."""

    won: Won
    """With its month, and its channel unless `is_all`."""
    is_all: bool
    margin: float
    """To date."""
    months_lived: int
    """By every customer of the month; below zero is no number: 0 where it has not ended."""
    curve: Curve | None
    """Of all channels together."""
    break_even: BreakEven


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a customer of one segment may cost; the segment is known when they are won."""

    segment: str | None
    customers: int
    most: Answer


@dataclass(frozen=True, slots=True)
class Rank:
    """One customer whose place by revenue differs from that by margin after cost to serve."""

    customer_id: str
    revenue: float
    margin: float
    service: float
    by_revenue: int
    """1: brings most."""
    by_margin: int
    expected: float | None
    """Expected margin to the horizon, where there is a forecast."""


@dataclass(frozen=True, slots=True)
class Inversion:
    """Customers whose two ranks are furthest apart, from both ends."""

    customers: int
    dear: tuple[Rank, ...]
    """Much income, little left: placed far lower by margin than by revenue."""
    quiet: tuple[Rank, ...]
    """The reverse."""


@dataclass(frozen=True, slots=True)
class Referral:
    """Customers who bring customers."""

    customers: int
    referred: int
    advocates: int
    """Customers who have brought at least one."""
    invitations: int
    """Interactions of type invite or invitation; 0: none is known."""
    referred_ltv: Answer
    other_ltv: Answer
    difference: Answer
    """Mean referred less mean other. Selection, not an effect: likes recommend to likes."""
    won: Won
    """The channel `referral`: its spend and its customers."""

    @property
    def rate(self) -> float:
        """Share of customers whom another one brought."""
        return self.referred / self.customers if self.customers else 0.0

    @property
    def sent(self) -> float:
        """i: invitations per customer."""
        return self.invitations / self.customers if self.customers else 0.0

    @property
    def conversion(self) -> float | None:
        """c: new customers per invitation; None where no invitation is known."""
        return self.referred / self.invitations if self.invitations else None

    @property
    def k(self) -> float:
        """K = i x c: new customers that one customer brings."""
        return self.rate  # in which the invitations cancel, so that it is known without them

    @property
    def per_seed(self) -> float | None:
        """Customers that come of one who came by themselves: 1 / (1 - K); None from K = 1 on."""
        return 1 / (1 - self.k) if self.k < 1 else None


@dataclass(frozen=True, slots=True)
class Acquisition:
    """The whole sheet."""

    basis: str
    """What margin counts."""
    is_after_service: bool
    """Whether any cost to serve is known, and so taken off."""
    as_of: date
    horizon_days: int
    annual_rate: float
    level: float
    payback_months: int
    cac: Cac
    whole: Channel
    """All channels together, at the blended CAC."""
    channels: tuple[Channel, ...]
    cohorts: tuple[CohortRow, ...]
    ceilings: tuple[Ceiling, ...]
    """By country."""
    inversion: Inversion
    referral: Referral | None
    """None where no customer has anybody who recommended us."""

    @property
    def over(self) -> tuple[Channel, ...]:
        """Channels that raise the alert."""
        return tuple(channel for channel in self.channels if channel.is_over)
