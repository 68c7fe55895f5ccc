"""One file of opportunities in; a forecast for each history and for all together out."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from volver.app.opportunity_sources import Gathered
from volver.app.value import check_out
from volver.domain.opportunity import Period
from volver.domain.opportunity_card import OpportunityCard
from volver.domain.ports import Progress
from volver.domain.settings import Settings
from volver.predict.opportunities import forecast as predicted
from volver.store import open_engine
from volver.store.publish import write_columns


@dataclass(frozen=True, slots=True)
class OpportunityForecast:
    """One table's forecast."""

    gathered: Gathered
    found: predicted.Found

    @property
    def card(self) -> OpportunityCard:
        """What the forecast says of itself."""
        return self.found.card

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """One number per accepted row, by the name of its column."""
        who = {} if self.gathered.customers is None else {"customer_id": self.gathered.customers}
        return {"line": self.gathered.lines, **who, **self.found.columns}

    def write(self, out: Path) -> int:
        """Write a row for each accepted row of the file, as .parquet or .csv; how many."""
        check_out(out, self.gathered.file)
        with closing(open_engine()) as engine:
            return write_columns(engine, self.columns, out, "customer_id")


def forecast(
    gathered: Gathered,
    settings: Settings,
    ahead: int | None = None,
    period: Period | None = None,
    progress: Progress | None = None,
) -> OpportunityForecast:
    """Fit and look ahead.

    ahead: opportunities; None: as many as there have been. period: the time between two of them;
    without it nothing can be discounted.
    """
    asked = predicted.Asked(ahead, period, settings.level, settings.annual_discount_rate)
    return OpportunityForecast(
        gathered, predicted.forecast(gathered.histories, gathered.received, asked, progress)
    )
