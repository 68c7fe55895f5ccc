"""What was noted down reaches the figures: call this before each run."""

from pathlib import Path

from volver.app.logged import keep_logged
from volver.server.accounts.models import Workspace
from volver.server.contacts.log import logged_of


def bring_in(workspace: Workspace) -> Path | None:
    """Put what was noted down where the next run reads it; the file, or None where there is none.

    Safe to repeat: each row keeps its number. What was taken back is left out, and the next run
    forgets it.
    """
    return keep_logged(Path(workspace.folder), logged_of(workspace))
