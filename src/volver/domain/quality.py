"""What does not fit together in the data: named and counted, never hidden."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One thing that does not fit, and how often."""

    slug: str
    found: int
    among: int
    """How many could have it."""

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.found / self.among


@dataclass(frozen=True, slots=True)
class Missing:
    """An attribute, and for how many customers it is not known."""

    attribute: str
    missing: int
    customers: int


@dataclass(frozen=True, slots=True)
class DataQuality:
    """What was looked for and could be: without customers nothing is said about them."""

    anomalies: tuple[Anomaly, ...]
    attributes: tuple[Missing, ...]
