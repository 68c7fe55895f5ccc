"""Does the jobs of a site, one after the other.

Each job runs in a process of its own, so that it can be stopped at any moment and takes its
memory along when it ends. Several workers may serve one site; none does what another one does.
"""

import json
import os
import queue as lines_of
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from volver.app.clock import now
from volver.domain.errors import VolverError

if TYPE_CHECKING:
    from volver.server.jobs.models import Job

PAUSE = 1.0
"""Seconds between looks at an empty queue."""
LOOK = 0.3
"""Seconds between looks at whether a job is to be stopped."""
GRACE = 5.0
"""Seconds that a job is given to end when it is asked to."""


class Worker:
    """One worker of a site; it holds its lock until it is left, or its process ends."""

    def __init__(self, site: Path, clock: Callable[[], datetime] = now) -> None:
        from volver.server.jobs import queue

        self.site = site
        self.name = secrets.token_hex(16)
        self._clock = clock
        self._lock = queue.sign_in(site, self.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        from volver.server.jobs import queue

        queue.sign_out(self.site, self.name, self._lock)

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
            finished(job)
        return job

    def forever(self) -> None:
        """Until the process is ended, or something falls."""
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
            _done(job, last["run"])
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
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
        return was_stopped


@contextmanager
def _child(job: "Job") -> "Iterator[subprocess.Popen[str]]":
    """The process that calculates a job; it is over afterwards, also where its watcher fell."""
    command = [sys.executable, "-m", "volver.server.jobs.child", job.kind, job.workspace.folder]
    with subprocess.Popen(
        [*command, job.upload],
        stdin=subprocess.PIPE,  # at its end when this process is, and then so is the child
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        process_group=0,  # Ctrl-C in a terminal is for this process, which takes the child along
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # noqa: TID251 - a setting of numpy's
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def _lines(out: IO[str]) -> "lines_of.Queue[dict[str, Any] | None]":
    """What the child says, as it says it; None at its end."""
    said: lines_of.Queue[dict[str, Any] | None] = lines_of.Queue()

    def read() -> None:
        with suppress(ValueError):  # closed, since whoever watched has fallen
            for line in out:
                with suppress(ValueError):  # the child was ended in the midst of a line
                    said.put(json.loads(line))
        said.put(None)

    threading.Thread(target=read, daemon=True).start()
    return said


def _next(said: "lines_of.Queue[dict[str, Any] | None]") -> dict[str, Any] | None:
    """The next line; nothing in it where none came for a while."""
    try:
        return said.get(timeout=LOOK)
    except lines_of.Empty:
        return {}


def _done(job: "Job", run: str) -> None:
    """What was published goes into the trail, under whoever asked for it: both or neither."""
    from django.db import transaction

    from volver.server.audit.chain import record
    from volver.server.jobs import models, queue

    request: Any = SimpleNamespace(workspace=job.workspace)
    with transaction.atomic():
        if queue.end(job, models.DONE, run=run) and run:
            record(request, "published a run", run, actor=job.asked_by)
