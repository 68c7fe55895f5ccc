"""What is asked of a forecast."""

from dataclasses import dataclass

from volver.domain.errors import BadInput
from volver.domain.time import DiscountRate, Horizon, Unit
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED, SEASONAL
from volver.predict.purchases.stacked import parts
from volver.predict.season.clock import Event

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Question:
    """How far ahead, at what rate, how sure, and by which model."""

    horizon: Horizon
    rate: DiscountRate
    level: float = 0.9
    """The share of intervals that should hold the truth."""
    model: str = AUTO
    """A name of the catalogue, several such as "80% mbg-nbd + 20% nbd", or "auto": the backtest
    chooses."""
    unit: Unit = "week"
    """The unit in which parameters are printed."""
    upside_chance: float = 0.2
    """`value_upside` is reached or passed with this chance."""
    events: tuple[Event, ...] = ()
    """Days that are said to be unlike others, past ones and ones to come."""
    challenger: bool = False
    """Whether boosting may challenge the model that is chosen; it takes time."""
    point_only: bool = False
    """Expectations only: no intervals and no backtest."""

    def __post_init__(self) -> None:
        names = (AUTO, *CANDIDATES, *SEASONAL, *GROUPED)
        asked = parts(self.model)
        able = names if len(asked) == 1 else (*CANDIDATES, *SEASONAL)
        if not all(part in able for part in asked):
            raise BadInput(
                what=f"There is no model called {self.model[:40]!r}",
                where="forecast.model",
                next_step=f"Give one of: {', '.join(names)}.",
            )

    @property
    def days(self) -> int:
        """Length of the horizon."""
        return self.horizon.days
