"""Customers in parts, each customer in exactly one, and how they move between them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Parting:
    """Which part each customer is in."""

    slug: str
    """What parts them: rfm, tiers, classes or stages."""
    parts: tuple[str, ...]
    code: NDArray[np.intp]
    """The place of each customer's part, in the order of `histories.n`. Shape (n,)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part as a whole."""

    name: str
    customers: int
    margin: float
    """To date."""
    value: float | None
    """Expected within the horizon; None without a forecast."""


@dataclass(frozen=True, slots=True)
class Move:
    """Those who were in one part on the first day and in another, or the same, on the last."""

    origin: str
    to: str
    customers: int
    share: Estimate
    """Of those who were in the first."""
    before: float
    """Their margin in the year up to the first day, or in as long as orders reached back then."""
    after: float
    """Their margin in as long a time up to the last."""


@dataclass(frozen=True, slots=True)
class State:
    """One part over the whole time."""

    name: str
    before: int
    after: int
    """Customers on the first and on the last day, new ones included."""
    arrived: int
    """Of those on the last day, who were no customers yet on the first."""
    gone: int
    """Of those on the first day, who have kept nothing that they bought."""
    reward: float | None
    """Mean margin between the days of a customer who began here; None where nobody did."""
    in_the_end: float | None
    """Share of today's customers here in the end, if every such time moves them like this one; None
    where some came to a part that nobody began in, so that nothing tells how it goes on."""
    worth: float | None
    """Discounted margin of a customer from here on, under the same condition."""
    net_change: float | None
    """(came less left) / sqrt(came + left): beyond 2 or so either way is more than chance."""


@dataclass(frozen=True, slots=True)
class Migration:
    """Moves between two days."""

    slug: str
    first: date
    last: date
    moves: tuple[Move, ...]
    """Those that somebody made."""
    states: tuple[State, ...]
    closed: tuple[tuple[str, ...], ...]
    """Groups of parts that nobody left, once in."""
    periods: tuple[int, ...]
    """Of each closed group; above 1 customers went round in it."""
    annual_rate: float
    span: int
    """Days whose margin is told of each day, up to it."""
