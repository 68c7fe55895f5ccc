"""What every page says of its figures: when they were calculated, and whether a refresh failed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from volver.app.workspace import FILE
from volver.app.workspace import Workspace as Folder
from volver.domain.errors import VolverError
from volver.server.accounts.models import Workspace
from volver.server.jobs.models import DONE, FAILED, REFRESH, Job

KEPT = 64
"""Workspaces whose time zone a process remembers."""


@dataclass(frozen=True, slots=True)
class News:
    """Of a workspace's figures; times are in its own zone."""

    calculated: datetime | None
    """When the newest run was published; None where there is none."""
    failed: datetime | None
    """When a refresh failed that would have made newer figures."""


def news_of(workspace: Workspace) -> News:
    """One query, and one look at the folder."""
    folder = Path(workspace.folder)
    zone = zone_of(folder)
    at = published_at(folder)
    last = (
        Job.objects.filter(workspace=workspace, kind=REFRESH, state__in=(DONE, FAILED))
        .order_by("-pk")
        .only("state", "started", "ended")
        .first()
    )
    failed = None
    if last is not None and last.state == FAILED and last.started and last.ended:
        # Whatever was published since, from a terminal perhaps, is newer than the failure.
        failed = last.ended.astimezone(zone) if at is None or at < last.started else None
    return News(None if at is None else at.astimezone(zone), failed)


def published_at(folder: Path) -> datetime | None:
    """When the newest run was published, UTC; None where there is none."""
    try:
        pointer = folder / ".volver" / "runs" / "latest"
        return datetime.fromtimestamp(pointer.stat().st_mtime, UTC)
    except OSError:
        return None


def has_run(folder: Path) -> bool:
    """Whether anything has been published."""
    return published_at(folder) is not None


def zone_of(folder: Path) -> ZoneInfo:
    """The time zone of a workspace; UTC where its settings cannot be read at the moment."""
    try:
        return _zone(folder, (folder / FILE).stat().st_mtime_ns)
    except OSError:
        return ZoneInfo("UTC")


@lru_cache(maxsize=KEPT)
def _zone(folder: Path, changed: int) -> ZoneInfo:
    """As of a state of its volver.toml."""
    try:
        return ZoneInfo(Folder.open(folder).settings.time_zone)
    except VolverError:
        return ZoneInfo("UTC")  # the pages that need the settings say what is wrong with them
