"""What takes seconds: one at a time, and none of a workspace that is too large for a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from volver.domain.errors import BadInput, Busy
from volver.server.gate import Asked
from volver.server.readers import run_of

MOST_CUSTOMERS = 1_000_000
"""For more of them a page would keep somebody waiting; the command does it."""
PATIENCE = 20
"""Seconds that somebody waits while the same is done for somebody else."""
_ONE_AT_A_TIME = Lock()


@contextmanager
def alone(request: Asked, command: str) -> Iterator[None]:
    """Wait for one's turn.

    command: what does the same without a page. Raises BadInput for a workspace that is too large,
    Busy where it is not one's turn for too long.
    """
    customers = run_of(request.folder).card["customers"]
    if customers > MOST_CUSTOMERS:
        raise BadInput(
            what=f"This takes longer for {customers} customers than a page can wait",
            where=request.path,
            next_step=f"Run: {command}",
        )
    with in_turn(request):
        yield


@contextmanager
def in_turn(request: Asked) -> Iterator[None]:
    """Wait for one's turn, however large the workspace; raises Busy as above."""
    if not _ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise Busy(
            what="The same is being calculated for somebody else",
            where=request.path,
            next_step="Try again in a minute.",
        )
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()
