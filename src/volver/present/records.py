"""What a report is made of: the figures of one published run, as frozen records.

Shares run from 0 to 1, money is in the report's currency and on its basis, and a figure that
could not be had is absent: never a zero.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from volver.domain.card import ModelCard
from volver.domain.evidence import Evidence, SeasonShape
from volver.domain.money import Basis
from volver.domain.run import Provenance
from volver.domain.value import Step, ValueClass


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
    """One customer of the table of the most valuable; as in the published values."""

    customer_id: str
    orders: int
    last_order: date
    margin_to_date: float
    value: float | None
    value_low: float | None
    value_high: float | None
    p_alive: float | None
    expected_orders: float | None
    """Within the horizon."""
    value_class: ValueClass | None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One figure of what happened; its English words are said in the report's language."""

    slug: str
    title: str
    question: str
    unit: Literal["count", "money", "share", "ratio", "minutes"]
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
class Remark:
    """What was noted while one file was read."""

    source: str
    text: str
    """An English sentence."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Where the costs of order lines come from: how many lines have which."""

    own: int
    by_product: int
    """None of their own, and that of their product."""
    by_rate: int
    """Neither: they go by a margin rate."""
    is_stated: bool
    """The rate is one of the settings, and not the mean of the lines that have a cost."""

    @property
    def are_filled_in(self) -> bool:
        """Whether any line has no cost of its own."""
        return self.by_product + self.by_rate > 0


@dataclass(frozen=True, slots=True)
class Quality:
    """What a person should know about the data behind the figures."""

    loads: tuple[Load, ...]
    rejections: tuple[tuple[str, int], ...] = ()
    """Rules that rows broke, in English words, and how many broke each."""
    notes: tuple[Remark, ...] = ()
    anonymous_revenue: float | None = None
    """Net revenue of lines without a customer: in no customer's figures."""
    costs: Costs | None = None
    """None where no line has a cost."""


@dataclass(frozen=True, slots=True)
class ReportData:
    """All figures of the report and of the terminal summary: the same for both."""

    shop: str
    currency: str
    basis: Basis
    card: ModelCard
    provenance: Provenance
    metrics: tuple[MetricRow, ...]
    top: tuple[CustomerRow, ...]
    quality: Quality
    classes: Classes | None = None
    """None where there is no forecast to class by."""
    past: Concentration | None = None
    """Of margin to date."""
    expected: Concentration | None = None
    """Of value."""
    distribution: Distribution | None = None
    """Of value."""
    alive: tuple[AliveCell, ...] = ()
    evidence: Evidence | None = None
    """How the forecast did when it was last tested."""
    season: SeasonShape | None = None
    """None where the model that forecasts runs by the calendar."""

    @property
    def is_forecast(self) -> bool:
        """Whether the data could carry a forecast at all."""
        return self.card.step is not Step.NONE
