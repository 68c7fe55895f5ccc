"""What a made business offers to whoever writes its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from volver.worlds.columns import Table, Vector
from volver.worlds.market import Campaign, Market

ID_STRIDE = 10_000_000
"""Numbers of orders, interactions and answers, from one block to the next."""
ANNUAL_RATE = 0.10
"""Effective discount rate of true values."""

Sums = Mapping[str, Vector]


@dataclass(frozen=True, slots=True)
class Block:
    """What one block of customers adds to the files, and to the sums over all of them."""

    tables: Mapping[str, Sequence[Table]]
    """By the name of the file; `truth/...` is what no company knows."""
    sums: Sums
    """By name; added up over the blocks. `new`: new customers by channel; `treated`: people whom
    the campaign reached."""


class Business(Protocol):
    """One of the three, for one seed."""

    @property
    def market(self) -> Market:
        """Where it sells, to whom, and when."""
        ...

    @property
    def campaign(self) -> Campaign:
        """The one campaign to customers whose effect is known."""
        ...

    @property
    def arrivals(self) -> Vector:
        """The share of new customers who come before each day; shape (days + 1,)."""
        ...

    def block(self, number: int, customers: int, generator: np.random.Generator) -> Block:
        """Draw one block of customers and all that they did, prospects included."""
        ...

    def once(self, sums: Sums) -> Mapping[str, Table]:
        """The small tables, when all blocks are drawn."""
        ...
