"""Like customers once: distinct histories of opportunities, in one order."""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.domain.opportunity import OpportunityHistories, Whole


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
    columns = (histories.order_count, histories.opportunities, histories.last_with_order)
    rows, row = np.unique(np.stack(columns), axis=1, return_inverse=True)
    weight = np.bincount(row.reshape(-1), histories.count.astype(np.float64), rows.shape[1])
    x, n, t_x = rows.astype(np.int64)
    return Distinct(x, t_x, n, weight.astype(np.float64))
