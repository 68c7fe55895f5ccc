"""What people note down of customers, and the list of a day that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from volver.domain.customer_card import CardEvent
from volver.domain.offer import Reason
from volver.domain.selling import Refusal

Outcome = Literal["answered", "no_answer", "call_back", "no", "yes", "wrong_number"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Kind = Literal["contact", "note", "date", "offer"]
"""A contact; a note or a promise; the next date alone; an offer that was answered."""
KINDS: tuple[Kind, ...] = get_args(Kind)
OWN = "volver-"
"""What the number of an interaction begins with that was noted down on the pages."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One thing that somebody noted down. What was taken back is none."""

    id: str
    """As the interaction is numbered, once it is in the figures: OWN and a number."""
    customer_id: str
    at: datetime
    """UTC."""
    day: date
    """That day in the company's time zone."""
    agent: str
    kind: Kind
    direction: Literal["out", "in"]
    channel: str = ""
    outcome: Outcome | None = None
    note: str = ""
    promise: str = ""
    promise_due: date | None = None
    is_kept: bool = False
    """Whether the promise was kept."""
    says_next: bool = False
    """Whether it says when to get in touch again, be it never: the last that does holds."""
    next_contact: date | None = None
    offer: str = ""
    """What was offered, by name."""
    product: str = ""
    """The product's number, where it has one."""
    is_complaint: bool = False
    is_open: bool = False
    """Whether somebody still waits for an answer."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of one customer beside the newest run, as of a day."""

    day: date
    contacts: tuple[date, ...] = ()
    """Days on which we got in touch."""
    refusals: tuple[Refusal, ...] = ()
    complaint_open: bool = False
    rests_until: date | None = None
    """First day on which they may be on a list again; None: nothing was heard that says so."""


@dataclass(frozen=True, slots=True)
class ToContact:
    """Somebody of the list of a day, without a word of money."""

    customer_id: str
    why: Reason
    action: str
    channel: str
    by: date | None
    """The last day on which it is still in time; None: nobody says."""
    contacts: tuple[date, ...] = ()
    """Days on which we got in touch, by the newest run."""
    usual_channel: str = ""
    """By which they get in touch most; "" where they never have."""


@dataclass(frozen=True, slots=True)
class DaysList:
    """Whom the newest run lists, in its order, and what was said beside."""

    day: date
    contacts: tuple[ToContact, ...]
    knows_consent: bool
    has_actions: bool


@dataclass(frozen=True, slots=True)
class Due:
    """Something that was agreed with a customer, and its day."""

    customer_id: str
    day: date
    what: Literal["next_contact", "promise"]
    logged: str
    """The number of what was noted down."""
    text: str = ""
    """Of the promise."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What was agreed, by how it stands to the day."""

    overdue: Sequence[Due]
    today: Sequence[Due]
    coming: Sequence[Due]
    """Within a fortnight."""
    later: Sequence[Due]


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a timeline: what the run has, or what was noted down."""

    day: date
    event: CardEvent | None
    logged: Logged | None


@dataclass(frozen=True, slots=True)
class AgentsDay:
    """What one agent did on a day, and what waits."""

    by_outcome: Mapping[Outcome, int]
    notes: int
    overdue: int
    """Promises whose day is past."""

    @property
    def contacts(self) -> int:
        """Of the day."""
        return sum(self.by_outcome.values())
