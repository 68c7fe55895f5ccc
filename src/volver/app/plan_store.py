"""Where the plans of a workspace are kept: in its files, or in the records of a server.

This is the one place that decides. A server that shows a workspace takes its plans over once, with
`hand_over`, and notes so in the workspace; from then on whoever asks is led to the records, or is
told where they are.
"""

from pathlib import Path

from volver.app.keepers import KEEPERS
from volver.app.workspace import Workspace
from volver.domain.errors import BadInput
from volver.domain.plan import Event
from volver.domain.plan_events import KeptElsewhere
from volver.domain.ports import PlanStore
from volver.store.arms import ArmFiles
from volver.store.plans import PlanFiles

FOLDER = Path(".volver") / "plans"


def plan_store(here: Workspace) -> PlanStore:
    """The plans of a workspace, wherever they are kept.

    Raises BadInput where a server keeps them and its records are not at hand.
    """
    files = PlanFiles(here.folder / FOLDER)
    note = files.note()
    for keeper in KEEPERS:
        found = keeper(here.folder, note)
        if found is not None:
            return found
    if note is not None:
        raise BadInput(
            what="The plans of this workspace are kept in the records of its server",
            where=note.site,
            next_step="Open its page of plans; the command line needs:"
            " pip install 'volver[server]'",
        )
    return files


def arm_files(here: Workspace) -> ArmFiles:
    """The lists of who is in which arm of a plan, which lie in the workspace."""
    return ArmFiles(here.folder / FOLDER)


def hand_over(folder: Path, to: KeptElsewhere) -> dict[str, list[Event]]:
    """Note in a workspace who keeps its plans from now on; what happened to each until now.

    Raises Busy where another server keeps them, BadInput where a file of theirs was changed.
    """
    return PlanFiles(folder / FOLDER).hand_over(to)
