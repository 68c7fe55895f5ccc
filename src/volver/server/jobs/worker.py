"""Does the jobs of a site, one after the other: python -m volver.server.jobs.worker SITE.

Each job runs in a process of its own, so that it can be stopped at any moment and takes its
memory along when it ends. Several workers may serve one site; none does what another one does.
"""

import argparse
import json
import os
import queue as lines_of
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any

from volver.app.clock import now
from volver.domain.errors import VolverError
from volver.server.jobs.parent import end_with_parent

if TYPE_CHECKING:
    from volver.server.jobs.models import Job

PAUSE = 1.0
"""Seconds between looks at an empty queue."""
LOOK = 0.3
"""Seconds between looks at whether a job is to be stopped."""
TELL = 5.0
"""Seconds between looks at what other programs are to be told."""
GRACE = 5.0
"""Seconds that a job is given to end when it is asked to."""


class Worker:
    """One worker of a site; it holds its lock as long as it lives."""

    def __init__(self, site: Path, clock: Callable[[], datetime] = now) -> None:
        from volver.server.jobs import queue

        self.site = site
        self.name = secrets.token_hex(16)
        self._clock = clock
        self._lock = queue.sign_in(site, self.name)

    def once(self) -> "Job | None":
        """Find what was lost, ask for what is due, and do one job; which, or None."""
        from volver.server.jobs import queue, schedule
        from volver.server.jobs.finished import finished

        for lost in queue.find_lost(self.site):
            finished(lost)
        schedule.ask_for_what_is_due(self._clock())
        job = queue.claim(self.name, now())
        if job is not None:
            self._do(job)
            _write_down(job)
            finished(job)
        return job

    def forever(self) -> None:
        """Until the process is ended."""
        from django.db import close_old_connections

        while True:
            close_old_connections()
            if self.once() is None:
                time.sleep(PAUSE)

    def _do(self, job: "Job") -> None:
        from volver.server.contacts.export import bring_in
        from volver.server.jobs import models, queue

        last: dict[str, Any] = {}
        if job.kind == models.REFRESH:
            bring_in(job.workspace)  # what agents noted down is in the figures from now on
        with _child(job) as child:
            was_stopped = self._watch(job, child, last)
        if "run" in last:
            queue.end(job, models.DONE, run=last["run"])
        elif was_stopped:
            queue.end(job, models.CANCELLED)
        elif "what" in last:
            error = SimpleNamespace(**last)
            fault = VolverError(error.what, error.where, error.next_step)
            queue.end(job, models.FAILED, fault)
        else:
            queue.end(job, models.FAILED, queue.stopped())

    def _watch(self, job: "Job", child: "subprocess.Popen[str]", last: dict[str, Any]) -> bool:
        """Write down how far it is, and stop it where that is asked; whether it was stopped."""
        from volver.server.jobs.models import Job

        assert child.stdout is not None
        said, mine = _lines(child.stdout), Job.objects.filter(pk=job.pk)
        was_stopped, looked = False, time.monotonic()
        while (line := _next(said)) is not None:
            if line:
                last.clear()
                last.update(line)
            if "step" in line:
                mine.update(step=str(line["step"])[:32], share=float(line["share"]))
            if not was_stopped and time.monotonic() - looked >= LOOK:
                looked = time.monotonic()
                if mine.filter(stopping=True).exists():
                    was_stopped = True
                    child.terminate()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
        return was_stopped


def _child(job: "Job") -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "volver.server.jobs.child", job.kind, job.workspace.folder]
    return subprocess.Popen(
        [*command, job.upload],
        stdin=subprocess.PIPE,  # at its end when this process is, and then so is the child
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # noqa: TID251 - a setting of numpy's
    )


def _lines(out: IO[str]) -> "lines_of.Queue[dict[str, Any] | None]":
    """What the child says, as it says it; None at its end."""
    said: lines_of.Queue[dict[str, Any] | None] = lines_of.Queue()

    def read() -> None:
        for line in out:
            try:
                said.put(json.loads(line))
            except ValueError:
                continue  # the child was ended in the midst of a line
        said.put(None)

    threading.Thread(target=read, daemon=True).start()
    return said


def _next(said: "lines_of.Queue[dict[str, Any] | None]") -> dict[str, Any] | None:
    """The next line; nothing in it where none came for a while."""
    try:
        return said.get(timeout=LOOK)
    except lines_of.Empty:
        return {}


def _write_down(job: "Job") -> None:
    """What was published goes into the trail, under whoever asked for it."""
    from volver.server.audit.chain import record

    request: Any = SimpleNamespace(workspace=job.workspace)
    if job.run:
        record(request, "published a run", job.run, actor=job.asked_by)


def main() -> None:
    """Serve a site until the process is ended."""
    asked = argparse.ArgumentParser(description="Does the jobs of a site.")
    asked.add_argument("site", type=Path)
    asked.add_argument("--with-parent", action="store_true", help="end when the input does")
    given = asked.parse_args()
    signal.signal(
        signal.SIGINT, signal.SIG_IGN if given.with_parent else signal.default_int_handler
    )
    if given.with_parent:
        end_with_parent()
    serve_jobs(given.site)


def serve_jobs(site: Path) -> None:
    """Do what there is to do for a site, until the process is ended."""
    from volver.server.jobs.keeper import connect

    connect(site)
    threading.Thread(target=_tell_forever, daemon=True).start()
    Worker(site).forever()


def _tell_forever() -> None:
    """Send what waits for other programs, however long a job takes meanwhile."""
    from django.db import close_old_connections

    from volver.server.webhooks.deliver import deliver_due

    while True:
        close_old_connections()
        deliver_due(now())
        time.sleep(TELL)


if __name__ == "__main__":
    main()
