"""When somebody is due, what is at stake with them, and who is contacted today."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.offer import Reason
from volver.domain.plan import Action


@dataclass(frozen=True, slots=True)
class Late:
    """A customer whose silence is longer than their own late line."""

    customer_id: str
    last_order: date
    days_since_last: int
    late_after: float
    """Days of silence that mean something for this customer."""
    own_gap: float | None
    """Mean days between their orders; None: too few for a pace of their own."""
    p_alive: float
    value: float
    at_stake: float
    """Value x (1 - P(alive))."""
    next_low: date | None
    """Of those who order in the horizon; None, as the next two, where no model says."""
    next_order: date | None
    next_high: date | None
    chance_30d: float | None

    @property
    def days_late(self) -> float:
        """Days beyond the line."""
        return self.days_since_last - self.late_after


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a customer gets in touch most."""

    customer_id: str
    channel: str
    share: Estimate
    """Of their contacts, drawn to the share that the channel has among all."""
    contacts: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be contacted today, in one way."""

    customer_id: str
    at_stake: float
    """Margin that the contact works on."""
    helps: float
    """Chance that the contact brings it, or the share of it that it adds, as measured or assumed.
    """
    cost: float = 0.0
    """Of the contact."""
    channel: str = ""
    contacts: tuple[date, ...] = ()
    """Days on which we got in touch."""
    refused: date | None = None
    """Day of the last no."""
    complaint_open: bool = False
    consents: bool = True
    suppressed: bool = False
    """A reason not to write that is stronger than any list."""
    action: str = ""
    """What is done, as volver.toml names it."""
    why: Reason | None = None
    """Why now."""
    by: date | None = None
    """The last day on which it is still in time; None: nobody says."""

    @property
    def gain(self) -> float:
        """Expected margin that the contact keeps, less its cost."""
        return self.at_stake * self.helps - self.cost


@dataclass(frozen=True, slots=True)
class DayList:
    """Whom to contact today, in order, and why the others are not on the list."""

    day: date
    contacts: tuple[Candidate, ...]
    left_out: tuple[tuple[Candidate, Reason], ...]


Purpose = Literal["thank", "arrived", "first_use", "listen", "replenish", "discover", "review"]


@dataclass(frozen=True, slots=True)
class Step:
    """One contact of a plan."""

    after: int
    """Days from the first order."""
    purpose: Purpose
    cost: float = 0.0
    sells: bool = False
    """Whether something is offered; such steps keep to the selling rules."""


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """What a new customer gets in their first days, and what it may cost."""

    customer_id: str
    first_order: date
    ceiling: float
    """The most that may be spent on it."""
    steps: tuple[tuple[date, Step], ...]
    dropped: tuple[Step, ...]
    """Those that the ceiling does not pay for."""

    @property
    def cost(self) -> float:
        """Of all steps."""
        return sum(step.cost for _, step in self.steps)


Owing = Literal["promise", "contact"]
"""What is owed: something that was promised, or to get in touch again."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that the company said it would do, due or overdue. Nothing of it knows a value."""

    interaction_id: str
    """In which it was said."""
    customer_id: str | None
    """None where nobody is named."""
    kind: Owing
    due: date
    since: date
    """The day on which it was said."""
    channel: str | None = None
    owner: str | None = None
    what: str | None = None
    """In the words of who promised."""


@dataclass(frozen=True, slots=True)
class DayWork:
    """What there is to do on one day, and for whom."""

    listed: DayList
    actions: tuple[Action, ...]
    late: tuple[Late, ...]
    newcomers: tuple[ContactPlan, ...]
    """Those in their first ninety days, who came last first."""
    held_out: int
    """Customers in the holdout of a plan: never listed, and counted nowhere else."""
    waiting: int
    """Customers whom a plan has that is not due on this day."""
    knows_consent: bool
    """Whether anything says who allows to be contacted."""
    no_lines: NotEnough | None = None
    """Why nobody can be called late."""
    owed: tuple[Owed, ...] = ()
    """Promises that are due, the longest due first: apart from the list, and before it."""
