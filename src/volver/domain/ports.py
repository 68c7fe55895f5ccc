"""What the inside asks of the outside world."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from volver.domain.plan import Event


class Progress(Protocol):
    """Told what is being done; a terminal draws it, a notebook and a pipe do not."""

    def step(self, name: str, done: float | None = None) -> None:
        """Say what is being done now.

        name: a key of the message catalogue, such as "read" or "fit".
        done: the share of this step that is done, 0 to 1, where it is known.
        """


class Quiet:
    """Progress nobody watches."""

    def step(self, name: str, done: float | None = None) -> None:
        """Say nothing."""


class PlanStore(Protocol):
    """Where plans are kept: what happened to each, in order, and nothing is ever taken out."""

    def names(self) -> list[str]:
        """Of all plans, in alphabetical order."""

    def events(self, name: str) -> Sequence[Event]:
        """What happened to a plan; raises NotFound where there is none of that name."""

    def all_events(self) -> Mapping[str, Sequence[Event]]:
        """What happened to every plan, in alphabetical order of their names."""

    def append(self, name: str, event: Event, known: int) -> None:
        """Add what happened.

        known: how many events the writer has seen; raises Busy where there are more by now, so
        that nobody approves what somebody else has changed meanwhile.
        """
