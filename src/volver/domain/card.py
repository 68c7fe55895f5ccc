"""What a forecast says of itself: which model, why, how it did, and what it does not know."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal

from volver.domain.estimate import Answer, Estimate
from volver.domain.newcomers import NewCustomers
from volver.domain.time import Unit
from volver.domain.value import Step


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often intervals of one level held what came; randomised at their ends."""

    level: float
    orders: float
    """Share of customers whose number of orders was inside."""
    margin: float
    """Share of customers whose margin was inside."""
    orders_width: float
    """Median width, orders."""
    margin_width: float
    """Median width, money."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over all customers, as forecast and as it came."""

    forecast: float
    low: float | None
    """None where no interval can be given."""
    high: float | None
    actual: float

    @property
    def inside(self) -> bool | None:
        """Whether the interval held what came; None without an interval."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.actual <= self.high


@dataclass(frozen=True, slots=True)
class Score:
    """How one candidate did at one origin, on customers known by then."""

    candidate: str
    title: str
    is_baseline: bool
    origin: date
    """Last day whose facts the candidate knew."""
    days: int
    """Length of the test window after the origin."""
    customers: int
    rejected: str | None
    """Why it may not be chosen, in words; None where it may."""
    log_score: float
    """Mean log of the probability given to the number of orders that came; higher is better."""
    brier: float
    """Mean squared error of the probability of any order; lower is better."""
    crps: float
    """Mean continuous ranked probability score of the margin, money; lower is better."""
    bias: float
    """Forecast over actual orders of all, less 1."""
    mae: float
    """Mean absolute error of the expected orders per customer."""
    rmse: float
    """Root mean squared error of the expected orders per customer."""
    top_tenth: float
    """Share of the margin that came from the tenth with the highest forecast."""
    top_fifth: float
    """The same for the highest fifth."""
    gini: float
    """Concentration of the margin when ordered by forecast over that when ordered by itself."""
    pit: float
    """Largest gap between the randomised PIT of the counts and a uniform; 0 is perfect."""
    coverage: tuple[Coverage, ...]
    total_orders: Total
    total_margin: Total


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """The out-of-sample scores of every candidate at every origin."""

    scores: tuple[Score, ...]
    """Baselines always beside the models."""
    window_days: int
    customers: int
    """Customers that were scored at the last origin."""
    sampled: bool
    """Whether those are a sample of all."""
    why: str
    """Why this candidate was chosen, or why nothing could be scored."""


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """The model of order value."""

    title: str
    parameters: Mapping[str, float]
    why: str | None
    """Why it is not the usual model, or what speaks for it; None where it is taken unasked."""
    first_orders: Estimate | None = None
    """Margin of first orders over that of repeat orders, less 1; None where it cannot be told."""
    spend_and_orders: Estimate | None = None
    """Rank correlation of a first order's margin with the number of orders that followed."""
    tested: tuple[str, ...] = ()
    """Both in words."""


@dataclass(frozen=True, slots=True)
class Band:
    """Orders and value of all customers within one interval."""

    level: float
    orders_low: float
    orders_high: float
    value_low: float
    value_high: float


SettingKind = Literal["contractual", "discrete", "continuous", "unknown"]
"""Under contract; at fixed times; whenever they like; too few orders to say."""


@dataclass(frozen=True, slots=True)
class SettingCard:
    """How customers seem to order, by the days and amounts of their orders; never a decision."""

    kind: SettingKind
    every: str | None
    """How far apart orders seem to be: week, month, year or a number of days; None where they may
    come any day."""
    reason: str
    """In words, with the command that is made for it."""
    evidence: tuple[str, ...] = ()
    """What the days show, in sentences."""


@dataclass(frozen=True, slots=True)
class SeasonCard:
    """What was learnt of the pace of orders through the year; see `predict.season.Clock`."""

    as_of: date
    """The day that a trend and days are counted from."""
    waves: tuple[tuple[float, float], ...]
    """Log pace of the year: cosine and sine of one wave a year, of two, and so on."""
    events: tuple[tuple[str, date, date, float], ...]
    """Name, first and last day, and effect on the log pace."""
    trend: float
    """Change of the log pace per year until as_of."""
    days: int
    """Days of history that it was learnt from."""

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "SeasonCard":
        """Read what `ModelCard.to_dict` wrote."""
        return cls(
            as_of=date.fromisoformat(plain["as_of"]),
            waves=tuple((float(cosine), float(sine)) for cosine, sine in plain["waves"]),
            events=tuple(
                (name, date.fromisoformat(first), date.fromisoformat(last), float(effect))
                for name, first, last, effect in plain["events"]
            ),
            trend=plain["trend"],
            days=plain["days"],
        )


WITHOUT_TIME = ("renewals",)
"""Models whose parameters are those of a renewal, whenever that is."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything a reader needs to judge a forecast; kept beside it as JSON."""

    model: str
    """Name of the chosen model or baseline; "none" where there is no forecast."""
    title: str
    step: Step
    why: str
    """Why this step of the ladder and this model, in words."""
    parameters: Mapping[str, float]
    """By their letters in the paper; times in `unit`."""
    standard_errors: Mapping[str, float]
    """Of the logs of the parameters."""
    unit: Unit
    log_likelihood: float | None
    status: str
    """How the fit went, in words."""
    money: MoneyCard | None
    total_orders: Answer
    """Expected orders of all customers, with interval."""
    total_value: Answer
    """Value of all customers, with interval."""
    score_card: ScoreCard
    as_of: date
    first_day: date
    customers: int
    repeat_buyers: int
    repeat_orders: int
    horizon_days: int
    annual_rate: float
    level: float
    upside_chance: float
    notes: tuple[str, ...]
    season: SeasonCard | None = None
    """The clock that the model runs on; None where it runs by the calendar."""
    setting: SettingCard | None = None
    """None where no more than expectations were asked for."""
    new_customers: NewCustomers | None = None
    """What customers are worth who have only just come; None where no groups were named."""
    bands: tuple[Band, ...] = ()
    """Of all customers together, at several levels; none where no interval is known."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, text and numbers; what is not finite is None."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def to_json(self) -> str:
        """The same as JSON text, in a fixed order."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class ForecastBook:
    """A forecast of all customers together, and how those of the past did."""

    card: ModelCard
    past_level: float
    """Of the intervals of past totals."""


def _plain(thing: Any) -> Any:
    if is_dataclass(thing):
        plain = {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
        return plain | {"inside": thing.inside} if isinstance(thing, Total) else plain
    if isinstance(thing, Mapping):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [_plain(value) for value in thing]
    if isinstance(thing, float):
        return float(thing) if math.isfinite(thing) else None
    if isinstance(thing, date):
        return thing.isoformat()
    return str(thing) if isinstance(thing, Step) else thing
