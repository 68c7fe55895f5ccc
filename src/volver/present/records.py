"""What a report is made of: the figures of one published run, as frozen records.

Shares run from 0 to 1, money is in the report's currency and on its basis, and a figure that
could not be had is a NotEnough: never a zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.money import Basis
from volver.domain.run import Provenance
from volver.domain.time import DiscountRate, Horizon, Unit
from volver.domain.value import Step, ValueClass
from volver.present.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Concentration:
    """How unevenly customers hold a total, most valuable customers first."""

    customers_share: tuple[float, ...]
    """Shares of customers, rising from 0 to 1."""
    money_share: tuple[float, ...]
    """Share of the total that those customers hold."""
    top_fifth: float
    """Share of the total held by the most valuable 20 % of customers."""
    gini: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Customers whose value lies from `low` up to, not including, `high`."""

    low: float
    high: float
    customers: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many customers have which value; what is not above zero stands apart."""

    bins: tuple[Bin, ...]
    zero: int = 0
    below_zero: int = 0
    median: float | None = None


@dataclass(frozen=True, slots=True)
class AliveCell:
    """Customers in one band of P(alive) and one band of value."""

    alive_low: float
    alive_high: float
    value_low: float | None
    """None where the band has no lower end."""
    value_high: float | None
    """None where the band has no upper end."""
    customers: int
    value: float
    """What they are expected to bring together."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A forecast made from a day in the past, and what came."""

    day: date
    days: int
    customers: int
    orders: Estimate
    orders_fact: float
    money: Estimate | None = None
    money_fact: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How one candidate did over all origins."""

    name: str
    """As on the command line, such as "bg-nbd" or "last-year"."""
    title: str
    """As people call it; baselines are translated."""
    is_baseline: bool
    total_error: float
    """Mean over origins of |forecast - fact| / fact, for all orders together."""
    customer_error: float | None = None
    """Mean absolute error per customer, in orders."""
    coverage: float | None = None
    """Share of customers whose orders fell inside their interval."""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Backtest:
    """Forecasts from past days against what came, with the baselines beside them."""

    origins: tuple[Origin, ...]
    scores: tuple[Score, ...]
    level: float


@dataclass(frozen=True, slots=True)
class Track:
    """Orders counted up to a day: what came and what the model says."""

    day: date
    actual: float | None
    model: float | None


@dataclass(frozen=True, slots=True)
class Tracking:
    """Cumulative repeat orders, actual against model; the model saw the days up to `fitted_to`."""

    points: tuple[Track, ...]
    fitted_to: date


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One of the four classes."""

    value_class: ValueClass
    customers: int
    value: float
    """What the class is expected to bring together."""
    past: float
    """What it brought so far."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The four classes in their order, and the rule that fills them."""

    rows: tuple[ClassRow, ...]
    best_share: float
    """The best are the smallest group that holds this share of the value of all."""
    upside_chance: float
    """The chance of reaching the value of the best from which a customer is potential."""
    least_of_best: float | None
    """The smallest value among the best; None where nobody has a value above zero."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer of the table of the most valuable."""

    customer_id: str
    orders: int
    last_order: date
    past: float
    value: Estimate | None
    p_alive: float | None
    value_class: ValueClass | None
    reason: Sentence | str


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One figure of what happened; its English words are said in the report's language."""

    slug: str
    title: str
    question: str
    unit: Literal["count", "money", "share", "ratio"]
    value: float | None
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """One file and what became of its rows."""

    source: str
    rows_in: int
    accepted: int
    rejected: int
    duplicates: int
    anonymous: int = 0


@dataclass(frozen=True, slots=True)
class Quality:
    """What a person should know about the data behind the figures."""

    loads: tuple[Load, ...]
    rejections: tuple[tuple[Sentence | str, int], ...] = ()
    """Rules that rows broke, and how many broke each."""
    notes: tuple[Sentence | str, ...] = ()
    anonymous_revenue: float | None = None
    """Net revenue of lines without a customer: in no customer's figures."""


@dataclass(frozen=True, slots=True)
class Made:
    """How the figures were made, so that they can be made again."""

    provenance: Provenance
    step: Step
    model: str
    """The model or baseline that was chosen, as people call it."""
    why: Sentence | NotEnough | str
    """Why this step and no better one."""
    parameters: Mapping[str, float] = field(default_factory=dict)
    parameter_unit: Unit = "day"


@dataclass(frozen=True, slots=True)
class ReportData:
    """All figures of the report and of the terminal summary: the same for both."""

    shop: str
    as_of: date
    since: date
    """Day of the first order that counts."""
    horizon: Horizon
    rate: DiscountRate
    level: float
    currency: str
    basis: Basis
    customers: int
    total: Answer
    """What all customers are expected to bring within the horizon, discounted."""
    orders: Answer
    """How many orders they are expected to place."""
    classes: Classes | None
    """None where there is no forecast to class by."""
    top: tuple[CustomerRow, ...]
    metrics: tuple[MetricRow, ...]
    quality: Quality
    made: Made
    past: Concentration | None = None
    expected: Concentration | None = None
    distribution: Distribution | None = None
    backtest: Backtest | NotEnough | None = None
    tracking: Tracking | None = None
    alive: tuple[AliveCell, ...] = ()

    @property
    def is_forecast(self) -> bool:
        """Whether the data could carry a forecast at all."""
        return self.made.step is not Step.NONE
