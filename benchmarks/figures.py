"""What was measured, kept so that it can be looked up by program, file and size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.cases import Case
from benchmarks.measure import Cost, typical
from benchmarks.peers import PEERS


@dataclass(slots=True)
class Figures:
    """Everything one run of the benchmark has found so far."""

    costs: dict[tuple[str, str, int], list[Cost]] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)
    """How many orders the file of each size holds."""
    agreement: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    records: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """What the reader counted in each text file."""
    startup: tuple[Cost, Cost, list[str]] | None = None
    remarks: list[str] = field(default_factory=list)
    """What could not be measured, in words."""

    def add(self, case: Case, cost: Cost) -> None:
        """Keep one round of one case."""
        self.costs.setdefault((case.program, case.file, case.customers), []).append(cost)

    def of(self, program: str, file: str, customers: int = 0) -> Cost | None:
        """The median cost; None where it was not measured."""
        costs = self.costs.get((program, file, customers))
        return typical(costs) if costs else None

    def fastest_peer(self, file: str, customers: int) -> Cost | None:
        """The cost of the peer that is first to answer with this file."""
        found = [self.of(peer.name, file, customers) for peer in PEERS]
        return min((cost for cost in found if cost), key=lambda cost: cost.wall, default=None)
