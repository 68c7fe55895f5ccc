"""Which channels customers came by before they bought, and how rules share out the credit."""

from collections.abc import Mapping
from dataclasses import dataclass

RULES = (
    "first", "last", "linear", "position", "time_decay", "markov", "markov_2", "shapley",
)  # fmt: skip
"""In the order in which they stand side by side."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What every rule gives to one channel."""

    channel: str
    spend: float | None
    """To acquire, through this channel; None where no spend is known at all."""
    conversions: Mapping[str, float]
    """By rule; a rule that could not be used is not there. Each rule's sum is that of all paths."""
    value: Mapping[str, float]
    """Margin of the first orders, shared in the same way."""
    removal: float | None
    """Share of conversions lost without the channel, by the Markov chain of order 1."""

    def cac(self, rule: str) -> float | None:
        """Spend over the new customers that the rule gives it; None where it gives none."""
        won = self.conversions.get(rule, 0.0)
        return self.spend / won if self.spend is not None and won > 0 else None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Rules side by side; none of them is causal."""

    rows: tuple[Credit, ...]
    """Channels with the most linear credit first."""
    paths: int
    """Customers and prospects with at least one touch before the first order."""
    touches: int
    converted: int
    """Of the paths, how many ended in a first order."""
    untouched: int
    """Customers who ordered without any touch that is known; no rule can give credit for them."""
