"""Who may keep plans besides files, in this process; loads nothing, so that a door can say so."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from volver.domain.plan_events import KeptElsewhere
    from volver.domain.ports import PlanStore

    Keeper = Callable[[Path, KeptElsewhere | None], PlanStore | None]

KEEPERS: "list[Keeper]" = []
"""Each finds the store of a workspace's folder, given the note in it; None where it keeps none."""


def add_keeper(keeper: "Keeper", first: bool = False) -> None:
    """Let something besides files keep plans. first: it is asked before those that are known."""
    if keeper in KEEPERS:
        KEEPERS.remove(keeper)
    KEEPERS.insert(0 if first else len(KEEPERS), keeper)
