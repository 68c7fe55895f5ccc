"""Who holds the money: the Lorenz curve and what the top fifth brings."""

from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector

POINTS = 101


@dataclass(frozen=True, slots=True)
class Concentration:
    """How unequally money is spread over customers."""

    customers_share: tuple[float, ...]
    """Share of customers, largest first, 0 to 1; shape (101,)."""
    money_share: tuple[float, ...]
    """Share of all money that they hold; shape (101,)."""
    top_fifth: float
    """Share of the money held by the top 20 % of customers."""
    gini: float
    """0: all alike; 1: one holds everything. Customers below zero count as zero."""


def concentration(money: Vector) -> Concentration | None:
    """Concentration of one figure per customer, shape (n,); None where nothing is positive.

    >>> concentration(np.array([8.0, 1.0, 1.0, 0.0, 0.0])).top_fifth
    0.8
    """
    held = np.sort(np.maximum(money, 0.0))[::-1]
    total = held.sum()
    if len(held) == 0 or total <= 0:
        return None
    running = np.concatenate([[0.0], np.cumsum(held) / total])
    people = np.linspace(0.0, 1.0, len(running))
    at = np.linspace(0.0, 1.0, POINTS)
    shares = np.interp(at, people, running)
    return Concentration(
        customers_share=tuple(at.tolist()),
        money_share=tuple(shares.tolist()),
        top_fifth=float(np.interp(0.2, people, running)),
        gini=float(2 * np.trapezoid(running, people) - 1),
    )
