"""What customers suffer from, and what it costs: losses by area, goods sent back, complaints."""

from dataclasses import dataclass
from typing import Literal

from volver.domain.estimate import Answer, Estimate

Kind = Literal["subscriptions", "customers"]
Trouble = Literal["returned", "complained", "delayed"]


@dataclass(frozen=True, slots=True)
class AreaLoss:
    """What was lost to one area of the company."""

    area: str | None
    """None: nothing tells."""
    losses: int
    money: float
    share: Estimate
    """Of all money lost."""
    reasons: tuple[tuple[str | None, int, float], ...]
    """Reason, losses, money: the dearest first."""


@dataclass(frozen=True, slots=True)
class Losses:
    """Losses of a year by area."""

    kind: Kind
    """Subscriptions that ended, their recurring revenue of a year; or customers who lapsed by the
    rule of the stages, their margin in the year up to the last order."""
    losses: int
    money: float
    areas: tuple[AreaLoss, ...]
    """The dearest first."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How one product, or one month, turned out for its buyers.

    A buyer counts once in each month in which they bought the product. Shares of buyers.
    """

    name: str
    """The product; empty for a month."""
    month: int | None
    """12 x year + month - 1; None for a product."""
    buyers: int
    returned: Estimate
    """Sent some of it back within the look."""
    complained: Estimate
    delayed: Estimate
    """Had a promise about it broken, or got in touch for a delay."""
    came_back: Estimate
    """Ordered anything again within the time to come back."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What one kind of trouble goes with: buyers who had it against those who had not."""

    trouble: Trouble
    buyers: int
    """With the trouble."""
    difference: Answer
    """Of the share that came back, with less without, within products and months."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """Quality by product and by month, against who came back."""

    look_days: int
    back_days: int
    products: tuple[Quality, ...]
    """The most buyers first."""
    months: tuple[Quality, ...]
    tolls: tuple[Toll, ...]


@dataclass(frozen=True, slots=True)
class Grief:
    """One thing that customers got in touch for, or answered."""

    source: Literal["contact", "answer", "score"]
    asked: str
    """The question or kind of survey; empty for a contact."""
    said: str
    """The reason or the answer; of a score the channel it is about; empty: not told."""
    customers: int
    """Who got in touch for it; of a survey the answers that said so, or were unhappy."""
    complaints: int
    of: int
    """All who got in touch; all answers to the question."""
    share: Estimate
    margin: float | None
    """Margin to date of those customers; None for a survey."""


@dataclass(frozen=True, slots=True)
class Griefs:
    """What hurts customers and what they ask for, each list the most frequent first."""

    contacts: tuple[Grief, ...]
    wishes: tuple[Grief, ...]
    """Answers by choice."""
    unhappy: tuple[Grief, ...]
    """Low scores by kind of survey and channel."""
    texts: int
    """Answers in free text, which nobody has read here."""
