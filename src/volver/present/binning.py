"""A few dozen figures out of a million: what a chart may carry.

A chart is handed bins, curves and cells, never one point per customer.
"""

from itertools import pairwise

import numpy as np

from volver.domain.history import Vector
from volver.present.records import AliveCell, Bin, Distribution

ALIVE_BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def doubling_edges(low: float, high: float) -> list[float]:
    """Edges ..., 1, 2, 4, 8, ... that hold everything from `low` to `high`.

    Each bin is as wide as the next on a logarithmic axis, so that heights compare.

    >>> doubling_edges(3, 16)
    [2.0, 4.0, 8.0, 16.0, 32.0]
    """
    first, last = int(np.floor(np.log2(low))), int(np.floor(np.log2(high))) + 1
    return [float(2.0**power) for power in range(first, last + 1)]


def distribution_of(values: Vector) -> Distribution | None:
    """Customers by value, each bin twice as wide as the last.

    The least thousandth shares the first bin; what rounds to no cent counts as zero.
    """
    if len(values) == 0:
        return None
    positive = values[values >= 0.01]
    below = int(np.sum(values <= -0.01))
    bins: tuple[Bin, ...] = ()
    if len(positive):
        edges = doubling_edges(float(np.quantile(positive, 0.001)), float(positive.max()))
        counts, _ = np.histogram(np.maximum(positive, edges[0]), bins=edges)
        bins = tuple(
            Bin(low, high, int(n)) for (low, high), n in zip(pairwise(edges), counts, strict=True)
        )
    return Distribution(
        bins=bins,
        zero=len(values) - len(positive) - below,
        below_zero=below,
        median=float(np.median(values)),
    )


def alive_cells(p_alive: Vector, values: Vector, bands: int = 4) -> tuple[AliveCell, ...]:
    """Customers by P(alive) and value; value bands hold equal shares of the customers."""
    if len(values) == 0:
        return ()
    cuts = np.unique(np.quantile(values, np.linspace(0, 1, bands + 1)[1:-1]))
    band = np.searchsorted(cuts, values, side="right")
    alive = np.clip(np.searchsorted(ALIVE_BANDS, p_alive, side="right") - 1, 0, 4)
    cells = []
    for column, (alive_low, alive_high) in enumerate(pairwise(ALIVE_BANDS)):
        for row in range(len(cuts) + 1):
            inside = (band == row) & (alive == column)
            cells.append(
                AliveCell(
                    alive_low=alive_low,
                    alive_high=alive_high,
                    value_low=float(cuts[row - 1]) if row else None,
                    value_high=float(cuts[row]) if row < len(cuts) else None,
                    customers=int(inside.sum()),
                    value=float(values[inside].sum()),
                )
            )
    return tuple(cells)
