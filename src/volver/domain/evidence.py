"""How far a forecast can be trusted, as plain figures: what models said and what came.

Counts are of customers or of occasions (days with an order), shares run from 0 to 1, times are
days.
"""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Period:
    """Repeat orders of all customers in one period."""

    until: date
    """The last day of the period, inclusive."""
    actual: int
    """Orders that came."""
    model: float
    """Orders that the model expects, from each customer's first day on."""


@dataclass(frozen=True, slots=True)
class Tracking:
    """Repeat orders by period, of the customers known when the model was fitted."""

    periods: tuple[Period, ...]
    """Periods that are over, in order; the first begins on the day of the first order."""
    days: int
    """Length of a period: 7, or 28 in a long history."""
    fitted_to: date
    """The last day whose orders the model saw; the test window follows."""
    customers: int

    @property
    def sums(self) -> tuple[Period, ...]:
        """The same, added up from the first day on."""
        actual = accumulate(period.actual for period in self.periods)
        model = accumulate(period.model for period in self.periods)
        days = (period.until for period in self.periods)
        return tuple(map(Period, days, actual, model))


@dataclass(frozen=True, slots=True)
class Frequency:
    """Customers who had come back equally often, and their orders in the test window."""

    repeats: int
    """x at the origin; in the last group this many or more."""
    customers: int
    actual: float
    """Mean orders that came, per customer."""
    model: float
    """Mean orders that were expected, per customer."""


@dataclass(frozen=True, slots=True)
class Pit:
    """Where the orders that came fell in their forecast distribution; a tenth in each is right."""

    shares: tuple[float, ...]
    """Share of customers in each tenth of the distribution, the lowest first."""
    low: float
    """If the forecast were right, all shares would lie from here ..."""
    high: float
    """... to here, by chance, in 19 of 20 cases."""
    customers: int


@dataclass(frozen=True, slots=True)
class Promise:
    """Customers who were promised about the same probability of at least one order."""

    promised: float
    """Mean probability that was forecast."""
    came: float
    """Share who did order."""
    low: float
    """If the promises were right, all groups would lie from here ..."""
    high: float
    """... to here, by chance, in 19 of 20 cases."""
    customers: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one forecast of the past did: made at an origin, tested on the days after it."""

    model: str
    """As the literature writes it."""
    origin: date
    """The last day that the forecast knew."""
    days: int
    """Length of the test window."""
    frequencies: tuple[Frequency, ...]
    pit: Pit
    promises: tuple[Promise, ...]
    """By tenths of the customers, the lowest probability first; like histories stay together."""
    tracking: Tracking | None
    """None where no model of repeat purchases forecasts."""


@dataclass(frozen=True, slots=True)
class AliveGroup:
    """Customers alike in how often they came back and in how long ago they were last here."""

    customers: int
    p_alive: float | None
    """Mean P(alive); None where there is nobody."""


@dataclass(frozen=True, slots=True)
class AliveMatrix:
    """Mean P(alive) of a shop's own customers by repeat orders and days since the last one."""

    repeats: tuple[int, ...]
    """The least x of each row, ascending; a row ends where the next begins."""
    since: tuple[int, ...]
    """The least days since the last order of each column, ascending; likewise."""
    groups: tuple[tuple[AliveGroup, ...], ...]
    """By row, then by column."""


@dataclass(frozen=True, slots=True)
class AliveHistory:
    """P(alive) of one customer on each day, by what was known then and by today's model."""

    customer_id: str
    days: tuple[date, ...]
    p_alive: tuple[float, ...]
    orders: tuple[date, ...]
    """Days with an order, the first one too."""


@dataclass(frozen=True, slots=True)
class GapBin:
    """Gaps of at least `low` and less than `high` days."""

    low: int
    high: int | None
    """None: any longer one, too."""
    gaps: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """Days from one order of a customer to the next, over all customers."""

    bins: tuple[GapBin, ...]
    gaps: int
    median: float
    """Half of all gaps are no longer, days."""
    judged: int
    """Customers with five orders or more: enough gaps to see a rhythm."""
    regular: int
    """Those of them whose gaps scatter by less than half of their mean."""
    by_chance: float
    """How many of them would look regular if they ordered at random."""
    regular_gap: float | None
    """Median over the regular of the mean gap, days; None where there are none."""


@dataclass(frozen=True, slots=True)
class SeasonShape:
    """How the pace of orders runs through the year: 1 is the mean of the year."""

    weeks: tuple[tuple[date, float], ...]
    """The first day of each week, in a year of 365 days from 1 January, and its pace."""
    events: tuple[tuple[str, date, date, float], ...]
    """Name, first and last day, and how many times as often customers order on them."""
    trend: float
    """Change of the pace per year until the last day that was known, 0.1 for a tenth more."""
    days: int
    """Days of history that it was learnt from."""
