"""From a table of orders to values and to charts, in a few lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from volver.app.settings import day, settings_with
from volver.app.value import Valued, value_orders
from volver.domain.estimate import Answer
from volver.present.words import Words

if TYPE_CHECKING:
    from volver.domain.evidence import Evidence, Tracking
    from volver.domain.newcomers import NewCustomers
    from volver.present.drawing import Drawing
    from volver.present.grid import Grid

FIELDS = ("customer", "date", "amount", "order", "quantity", "unit_price", "cost", "status",
          "product", "category", "refund_of", "goods_back")  # fmt: skip
"""Arguments of `value` that name a column."""


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts that show themselves; the same as in the report."""

    _found: Valued
    _language: str

    def value(self) -> "Drawing":
        """How many customers have which value."""
        from volver.present.charts.spread import distribution

        return distribution(_there(self._found.data.distribution), self._words)

    def lorenz(self) -> "Drawing":
        """What share of the money the most valuable customers hold."""
        from volver.present.charts.spread import concentration

        return concentration(self._found.data.expected, self._found.data.past, self._words)

    def classes(self) -> "Drawing":
        """Customers and value by class."""
        from volver.present.charts.groups import classes

        return classes(_there(self._found.data.classes), self._words)

    def backtest(self) -> "Drawing":
        """Forecasts from past days against what came."""
        from volver.present.backtest import backtest_of
        from volver.present.charts.past import backtest

        return backtest(_there(backtest_of(self._found.data.card)), self._words)

    def tracking(self) -> "Drawing":
        """Repeat orders of each week, against what the model says."""
        from volver.present.charts.tracking import tracking

        return tracking(self._tracked, self._words)

    def tracking_total(self) -> "Drawing":
        """The same, added up."""
        from volver.present.charts.tracking import tracking_total

        return tracking_total(self._tracked, self._words)

    def past_orders(self) -> "Drawing":
        """Orders in the last test by how often customers had come back before it."""
        from volver.present.charts.promises import past_orders

        return past_orders(self._tested, self._words)

    def calibration(self) -> "Drawing":
        """The probability of an order that customers were promised, and who ordered."""
        from volver.present.charts.promises import calibration

        return calibration(self._tested, self._words)

    def pit(self) -> "Drawing":
        """Where what came fell in its forecast distribution."""
        from volver.present.charts.promises import pit

        return pit(self._tested, self._words)

    def alive_matrix(self) -> "Grid":
        """P(alive) by repeat orders and days since the last one."""
        from volver.present.grid import alive_matrix

        return alive_matrix(_there(self._found.alive_matrix()), self._words)

    def alive_history(self, customer: str) -> "Drawing":
        """P(alive) of one customer over time."""
        from volver.present.charts.rhythm import alive_history

        return alive_history(_there(self._found.alive_history(str(customer))), self._words)

    def between_orders(self) -> "Drawing":
        """Days from one order to the next."""
        from volver.present.charts.rhythm import between_orders

        found = self._found.gaps()
        if found is None:
            raise ValueError("Nobody has come back yet: there is no wait to draw.")
        return between_orders(found, self._words)

    def season(self) -> "Drawing":
        """The pace of orders through the year, where the model runs on its clock."""
        from volver.present.charts.season import season

        found = self._found.data.season
        if found is None:
            raise ValueError("The model runs by the calendar; see .card for why no season is used.")
        return season(found, self._words)

    @property
    def _tested(self) -> "Evidence":
        found = self._found.evidence
        if found is None:
            raise ValueError("There was no test of a forecast; see .card for the reason.")
        return found

    @property
    def _tracked(self) -> "Tracking":
        found = self._tested.tracking
        if found is None:
            raise ValueError("A simple rule forecasts: it has no orders week by week.")
        return found

    @property
    def _words(self) -> Words:
        return Words(self._language, self._found.data.currency)


@dataclass(frozen=True, slots=True)
class Values:
    """What customers are worth: the table, the totals, the model card and the charts."""

    _found: Valued
    _language: str

    @property
    def total(self) -> Answer:
        """Value of all customers, with interval; or why there is none."""
        return self._found.data.card.total_value

    @property
    def new_customers(self) -> "NewCustomers | None":
        """What customers are worth who have only just come, by group; None without groups."""
        return self._found.data.card.new_customers

    @property
    def card(self) -> dict[str, Any]:
        """The model card as plain values."""
        return self._found.card

    @property
    def charts(self) -> Charts:
        """Charts that show themselves."""
        return Charts(self._found, self._language)

    def to_arrow(self) -> Any:
        """One row for each customer, as a pyarrow table."""
        return self._found.arrow()

    def to_pandas(self) -> Any:
        """One row for each customer, as a pandas frame; needs pandas."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """One row for each customer, as a polars frame; needs polars."""
        import importlib

        return importlib.import_module("polars").from_arrow(self.to_arrow())

    def next_orders(self) -> Any:
        """When each customer orders next, if they do, and how likely; as a pyarrow table.

        Chances of an order in 30 and 90 days and ever (ten years); days from the observation date
        to the next order of those who order within the horizon, with both ends of the interval;
        discounted orders for as long as the relationship lasts. Null where a simple rule, a
        challenger or a model with groups forecasts: they say nothing of when.
        """
        return self._found.next_orders()

    def draws(self, count: int = 1000) -> dict[str, Any]:
        """Draws of the model's parameters by their letters, with log-likelihood and log weight.

        From the normal approximation of the fit; the weights are Pareto-smoothed, so that weighted
        means and quantiles are those of the likelihood itself. ArviZ takes the columns as they are:
        arviz.from_dict({"posterior": {name: column[None] for name, column in draws.items()}}).
        Empty where a simple rule forecasts.
        """
        return self._found.draws(count)

    def write(self, path: str | Path, next_order: bool = False) -> int:
        """Write the table as .parquet or .csv; how many rows.

        next_order: with columns for the next order, which take longer.
        """
        return self._found.write(Path(path), next_order)

    def __repr__(self) -> str:
        return f"Values({self._found.data.card.customers} customers, total {self.total})"


def value(
    orders: Any,
    *,
    as_of: str | None = None,
    currency: str | None = None,
    lang: str = "en",
    date_format: str | None = None,
    decimal: str | None = None,
    group: str | Sequence[str] = (),
    **given: Any,
) -> Values:
    """Value every customer of a table or a file of orders.

    orders: a pandas, polars or Arrow table, a DuckDB relation, or the path of a file.
    group: columns of attributes, such as the channel, that customers are compared by.
    given: columns by field (customer="id", date="day", amount="paid", cost=..., order=...) and
        settings (margin_rate=0.35, horizon="12m", level=0.9, model="auto", ...). A column that is
        not named is guessed.

    Raises VolverError, which says what happened, where, and what to do next.
    """
    columns = {field: given.pop(field) for field in FIELDS if given.get(field) is not None}
    settings = settings_with(currency=currency, language=lang, **given)
    stated = {"columns": columns, "date_format": date_format, "decimal": decimal}
    mapping = {key: value for key, value in stated.items() if value is not None}
    if names := [group] if isinstance(group, str) else list(group or ()):
        mapping["groups"] = {name: name for name in names}
    source = Path(orders) if isinstance(orders, str) else orders
    return Values(value_orders(source, mapping, settings, day(as_of)), lang)


def _there(figure: Any) -> Any:
    if figure is None:
        raise ValueError("There is no forecast to draw; see .total for the reason.")
    return figure
