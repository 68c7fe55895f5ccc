"""What a customer is worth by each formula, and the way from one to the next."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.money import Basis


class Formula(StrEnum):
    """The five that textbooks teach, and the model."""

    CHAIN = "chain"
    """Average purchase x purchases a year x years."""
    RESALE = "resale"
    """(Average purchase x resale rate) x lifetime - CAC."""
    PRICE = "price"
    """Net price x purchases a year x years."""
    FORECAST = "forecast"
    """Future income, discounted."""
    MARGIN = "margin"
    """Margin from the first contact on, after cost to serve and CAC."""
    MODEL = "model"
    """Value as the forecast has it, customer by customer."""


class Change(StrEnum):
    """One named difference between a formula and the next."""

    REPEATS_ONLY = "repeats_only"
    LESS_CAC = "less_cac"
    CAC_BACK = "cac_back"
    ALL_ORDERS = "all_orders"
    NET = "net"
    HORIZON = "horizon"
    DISCOUNT = "discount"
    MARGIN = "margin"
    LESS_SERVICE = "less_service"
    SERVICE_BACK = "service_back"
    ORDERS = "orders"
    OWN = "own"


class Lever(StrEnum):
    """What can be moved a little, to see what the total does."""

    RETENTION = "retention"
    ORDER_VALUE = "order_value"
    FREQUENCY = "frequency"
    CAC = "cac"
    GOODS = "goods"
    SERVICE = "service"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Year:
    """What the last year of trade came to; money in reporting currency."""

    first: date
    last: date
    customers: int
    """Who ordered in it."""
    new: int
    """Whose first order is in it."""
    orders: int
    repeat_orders: int
    """Orders on a later day than the customer's first."""
    gross_revenue: Decimal
    """Before refunds; what was paid for orders refunded to zero is in it."""
    revenue: Decimal
    margin: Decimal
    acquisition: Decimal | None
    """Spend of purpose acquire; None where none is recorded."""
    service: Decimal | None
    """Cost to serve; None where no cost is stated."""
    revenue_error: float
    """Standard error of revenue per customer, over its mean."""
    margin_error: float
    """The same for margin."""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long customers stay, from two spans of equal length, one after the other."""

    days: int
    """Of each span; the second ends on the observation date."""
    before: int
    """Customers who ordered in the first span."""
    kept: int
    """Of them, those who ordered in the second too."""
    kept_margin: Decimal
    """Their margin in the second span."""
    won: int
    """Customers whose first order is in the second span."""
    won_margin: Decimal
    """Their margin in it."""
    retention_spend: Decimal | None
    """Spend of purpose retain in the second span; None where none is recorded."""

    @property
    def retention(self) -> float:
        """Active share a year on: the share kept over a span, carried to 365 days."""
        return float((self.kept / self.before) ** (365 / self.days))

    @property
    def years(self) -> float:
        """Average life: 1 / churn of a year. Infinite where nobody stayed away."""
        return 1 / (1 - self.retention) if self.kept < self.before else float("inf")


@dataclass(frozen=True, slots=True)
class Parts:
    """One average customer, as the formulas see them.

    Rates are per year; money in reporting currency.
    """

    gross_order: float
    """Average purchase before refunds."""
    net_order: float
    """Average purchase after refunds."""
    orders_per_year: float
    repeat_orders_per_year: float
    """The resale rate: orders after the first, per customer and year."""
    retention: float
    """Share of customers who are still there a year on."""
    years: float
    """Average life."""
    months: int
    """The horizon of the forecasts."""
    rate: float
    """Effective annual discount rate."""
    margin_share: float | None = None
    """Margin per unit of net revenue; None where no cost of goods is known."""
    service_per_year: float | None = None
    """Cost to serve per customer and year; None where no cost is stated."""
    cac: float | None = None
    """Blended CAC; None where no spend is recorded."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The five numbers of the chain formula, each from the ones before it."""

    order_value: float
    orders_per_year: float
    customer_value: float
    """Of a year."""
    years: float
    lifetime_value: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one formula says; the doubt is that of retention and of money per customer."""

    formula: Formula
    answer: Answer
    basis: str
    """What its money counts, in words."""
    notice: str = ""
    """What a reader must know of that basis; empty where it is the usual one."""


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One change and what it does to the figure."""

    change: Change
    amount: Decimal
    level: Decimal
    """The figure after it."""
    arrives: Formula | None
    """The formula that is reached with it, if one is."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """From the first formula to the last; amounts in whole coins, so that they sum exactly."""

    start: Formula
    first: Decimal
    steps: tuple[BridgeStep, ...]

    @property
    def stops(self) -> dict[Formula, Decimal]:
        """The figure of each formula on the way."""
        return {self.start: self.first} | {
            step.arrives: step.level for step in self.steps if step.arrives is not None
        }


@dataclass(frozen=True, slots=True)
class Shift:
    """One lever moved a little, all else equal."""

    lever: Lever
    change: float
    """Of the value of a customer; money."""
    share: float | None
    """The same over that value; None where that is zero."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How each component moves the value of a customer, the strongest first."""

    formula: Formula
    """Margin, or the forecast of revenue where no margin is known."""
    value: float
    shifts: tuple[Shift, ...]
    elasticity: float
    """Change of value in per cent when retention grows by one per cent, with no horizon."""


@dataclass(frozen=True, slots=True)
class Components:
    """A forecast taken apart; their product is the mean value of a customer."""

    value: Estimate
    """Mean of all customers, within the horizon."""
    alive: float | None
    """How long: mean P(alive) on the observation date; None where the model says nothing of it."""
    orders: float
    """How often: expected orders within the horizon, per customer alive, or per customer where
    `alive` is None."""
    margin_per_order: float
    """How much: discounted margin of one of them."""


@dataclass(frozen=True, slots=True)
class Clv:
    """Past and expected, of all customers together and in the mean."""

    customers: int
    past: Decimal
    """Margin to date, not discounted."""
    expected: Estimate
    """Value within the horizon, from the observation date on."""

    @property
    def total(self) -> Estimate:
        """Both; what is past is not in doubt."""
        past, ahead = float(self.past), self.expected
        return Estimate(past + ahead.value, past + ahead.low, past + ahead.high, ahead.level)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to count constant payments: Fader & Hardie, note 024."""

    includes_first: bool
    at_start: bool
    """Cash is booked at the start of a period; else at its end."""
    value: float


@dataclass(frozen=True, slots=True)
class Replacing:
    """What it costs to lose a customer and win another, against keeping one."""

    cac: float
    """Blended, of the last year."""
    lost_margin: float
    """Margin of a customer who was kept, in the second span of `Stay`."""
    won_margin: float
    """Margin of a customer won, in the same span: what the replacement brings back."""
    retention_cost: float
    """Retention spend per customer kept, in the same span."""
    days: int
    """Of that span."""

    @property
    def times(self) -> float:
        """CAC and lost margin, over the cost of keeping."""
        return (self.cac + self.lost_margin) / self.retention_cost

    @property
    def net_times(self) -> float:
        """The same, with what the replacement brings taken off."""
        return (self.cac + self.lost_margin - self.won_margin) / self.retention_cost


class Kind(StrEnum):
    """Where a person stands when cost to serve is set against income."""

    PROFIT = "profit"
    LOSS = "loss"
    KEPT_NOTHING = "kept_nothing"
    """Ordered, and everything came back."""
    NO_ORDER = "no_order"
    """Known, or cost something, and never ordered."""


@dataclass(frozen=True, slots=True)
class ProfitRow:
    """Income less cost to serve, of one group or one customer, to date."""

    name: str
    """A `Kind`, or the customer's id."""
    customers: int
    income: Decimal
    service: Decimal

    @property
    def profit(self) -> Decimal:
        """What is left."""
        return self.income - self.service


@dataclass(frozen=True, slots=True)
class Profit:
    """Everybody is in one group; the groups sum to the total to the coin."""

    groups: tuple[ProfitRow, ...]
    lowest: tuple[ProfitRow, ...]
    """The customers with the largest losses."""

    @property
    def total(self) -> ProfitRow:
        """The sum of the groups."""
        return ProfitRow(
            "total",
            sum(row.customers for row in self.groups),
            sum((row.income for row in self.groups), Decimal(0)),
            sum((row.service for row in self.groups), Decimal(0)),
        )


@dataclass(frozen=True, slots=True)
class Worth:
    """Everything the sheet says of what a customer is worth."""

    as_of: date
    horizon_days: int
    rate: float
    level: float
    basis: Basis
    year: Year | NotEnough
    stay: Stay | NotEnough
    parts: Parts | NotEnough
    chain: Chain | NotEnough
    results: tuple[Result, ...]
    """Each formula as it is meant."""
    otherwise: tuple[Result, ...]
    """Formulas switched to another basis, on demand: each with its notice."""
    bridge: Bridge | NotEnough
    sensitivity: Sensitivity | NotEnough
    components: Components | NotEnough
    clv: Clv | NotEnough
    variants: tuple[Variant, ...]
    """Empty where there are no parts."""
    replacing: Replacing | NotEnough
    profit: Profit
    has_service_costs: bool
