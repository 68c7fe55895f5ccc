"""Like customers once: distinct histories of opportunities, in one order."""

from dataclasses import dataclass

from volver.domain.history import Vector
from volver.domain.opportunity import OpportunityHistories, Whole
from volver.stats.distinct import distinct_rows


@dataclass(frozen=True, slots=True)
class Distinct:
    """Distinct histories in order of (x, n, t_x), each with the customers it stands for.

    All arrays have shape (rows,).
    """

    x: Whole
    t_x: Whole
    n: Whole
    weight: Vector

    @property
    def customers(self) -> float:
        """Customers, not rows."""
        return float(self.weight.sum())

    def every(self, k: int) -> "Distinct":
        """One row in k, evenly through the order: a small likeness of the whole."""
        return Distinct(self.x[::k], self.t_x[::k], self.n[::k], self.weight[::k])


def collapse(histories: OpportunityHistories) -> Distinct:
    """Merge equal histories and put them in order, so that the order of rows cannot matter."""
    columns = histories.order_count, histories.opportunities, histories.last_with_order
    (x, n, t_x), weight = distinct_rows(columns, histories.count)
    return Distinct(x, t_x, n, weight)
