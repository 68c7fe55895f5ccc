"""Who got in touch and waits, in turn: of the newest run, and as people have noted down since."""

from collections.abc import Iterable

from volver.describe.inbound import deadline, waiting
from volver.domain.inbound import Waiting, in_turn
from volver.domain.my_list import Logged
from volver.store.snapshot import Snapshot


def inbound(snapshot: Snapshot, logged: Iterable[Logged]) -> list[Waiting]:
    """Everybody who waits, by deadline and arrival alone.

    logged: what was noted down. Where the run has it by now, the note holds: it may have been
    solved or taken back since.
    """
    noted = (_noted(one) for one in logged if one.is_open)
    return in_turn([*waiting(snapshot), *noted])


def _noted(one: Logged) -> Waiting:
    return Waiting(
        id=one.id,
        customer_id=one.customer_id,
        arrived=one.at,
        deadline=deadline(one.at, one.channel, True, one.promise_due),
        channel=one.channel,
        about=one.note,
        is_complaint=one.is_complaint,
        promise=one.promise,
    )
