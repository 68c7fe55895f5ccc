"""Ask for a job, take the next one, stop one; and find those whose worker is gone.

Each step is one statement that says what it expects, so that two who do it at once cannot both.
A worker holds a lock on a file of its own as long as it lives, which the system lets go of
however it ends: a job whose worker's lock is free is done by nobody any more.
"""

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from volver.app.clock import now
from volver.domain.errors import Busy, VolverError
from volver.server.accounts.models import Workspace
from volver.server.jobs.models import (
    CANCELLED,
    DONE,
    FAILED,
    IMPORT,
    QUEUED,
    REFRESH,
    RUNNING,
    UNDO,
    Job,
)

KINDS = (REFRESH, IMPORT, UNDO)
LOCKS = "workers"
"""The folder of the site with a file for each worker."""
OLD = 24 * 60 * 60
"""Seconds after which a lock that nobody holds is swept away."""
MOST_WAITING = 20
"""Jobs of one workspace."""


def ask(workspace: Workspace, kind: str, by: str = "", upload: str = "") -> Job:
    """Put a job at the end of the queue; a refresh that waits already serves for another one.

    Raises Busy where many wait.
    """
    waiting = Job.objects.filter(workspace=workspace, state=QUEUED)
    if kind == REFRESH and (held := waiting.filter(kind=REFRESH).first()):
        return held
    if waiting.count() >= MOST_WAITING:
        raise Busy(
            what="Many jobs of this workspace are waiting",
            where="the runs of this workspace",
            next_step="Wait until some of them are done, or cancel them.",
        )
    try:
        with transaction.atomic():
            return Job.objects.create(
                workspace=workspace, kind=kind, asked_by=by, asked=now(), upload=upload
            )
    except IntegrityError:  # somebody asked for the same refresh at the same moment
        return waiting.get(kind=REFRESH)


def claim(worker: str, at: datetime) -> Job | None:
    """Take the job that has waited longest in a workspace where none is running."""
    busy = Job.objects.filter(state=RUNNING).values("workspace")
    for job in Job.objects.filter(state=QUEUED).exclude(workspace__in=busy).order_by("pk"):
        try:
            with transaction.atomic():
                taken = Job.objects.filter(pk=job.pk, state=QUEUED).update(
                    state=RUNNING, worker=worker, started=at
                )
        except IntegrityError:  # another worker has just begun one of this workspace
            continue
        if taken:
            return Job.objects.select_related("workspace").get(pk=job.pk)
    return None


def cancel(job: Job) -> bool:
    """Stop a job: at once where it waits, soon where it runs; whether there was one to stop."""
    waited = Job.objects.filter(pk=job.pk, state=QUEUED)
    if waited.update(state=CANCELLED, ended=now()):
        return True
    return bool(Job.objects.filter(pk=job.pk, state=RUNNING).update(stopping=True))


def end(job: Job, state: str, error: VolverError | None = None, run: str = "") -> bool:
    """Write down how a job that runs has ended; False where somebody has done so before."""
    told: dict[str, Any] = {"state": state, "ended": now(), "run": run[:64]}
    if state == DONE:
        told["share"] = 1.0
    if error is not None:
        told |= {"what": error.what, "where": error.where, "next_step": error.next_step}
    ended = Job.objects.filter(pk=job.pk, state=RUNNING, worker=job.worker).update(**told)
    job.refresh_from_db()
    return bool(ended)


def stopped() -> VolverError:
    """What is said of a job whose process is gone."""
    return VolverError(
        what="This was stopped before it was done",
        where="the server or this job was ended from outside",
        next_step="Start it again; what was published before stands as it was.",
    )


def find_lost(site: Path) -> list[Job]:
    """Write jobs whose worker is gone down as failed; which."""
    lost = []
    for job in Job.objects.filter(state=RUNNING).select_related("workspace"):
        if not _lives(site, job.worker) and end(job, FAILED, stopped()):
            lost.append(job)
    return lost


def sign_in(site: Path, worker: str) -> int:
    """Hold the lock of a worker from now on; the handle, for `sign_out`."""
    place = site / LOCKS
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob("*.lock"):
        is_old = now().timestamp() - left.stat().st_mtime > OLD  # a new one may not be locked yet
        if is_old and not _lives(site, left.stem):
            left.unlink(missing_ok=True)
    handle = os.open(place / f"{worker}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def sign_out(site: Path, worker: str, handle: int) -> None:
    """Let go of it: what this worker has begun and not ended is found by the next one."""
    (site / LOCKS / f"{worker}.lock").unlink(missing_ok=True)
    os.close(handle)


def has_worker(site: Path) -> bool:
    """Whether anybody is there to do what waits."""
    return any(_lives(site, lock.stem) for lock in (site / LOCKS).glob("*.lock"))


def _lives(site: Path, worker: str) -> bool:
    try:
        handle = os.open(site / LOCKS / f"{worker}.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)
