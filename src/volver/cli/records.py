"""Plans that a server keeps, for the commands."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from volver.app.keepers import add_keeper

if TYPE_CHECKING:
    from volver.domain.plan_events import KeptElsewhere
    from volver.domain.ports import PlanStore


def know_records() -> None:
    """Let every command find plans in a server's records; nothing is loaded before it is needed."""
    add_keeper(_records)


def _records(folder: Path, note: "KeptElsewhere | None") -> "PlanStore | None":
    if note is None or find_spec("django") is None:
        return None
    from volver.server.plans.outside import open_records

    return open_records(folder, note)
