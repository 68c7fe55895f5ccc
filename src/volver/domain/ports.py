"""What the inside asks of the outside world."""

from typing import Protocol


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
