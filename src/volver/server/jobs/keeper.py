"""A worker as threads of this process: of the server, or of `volver work`.

A job is calculated in a process of its own, so that these threads do little but wait: a second
process for them took 88 MiB. What falls in one of them is logged, and it begins again.
"""

import logging
import os
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from volver.app.clock import now
from volver.server.jobs.worker import Worker

LOG = logging.getLogger(__name__)
AGAIN = 2.0
"""Seconds before what has fallen begins again."""
TELL = 5.0
"""Seconds between looks at what other programs are to be told."""


def keep_worker(site: Path) -> threading.Thread:
    """Begin a worker for a site; it ends with this process, however that ends.

    The records have to be at hand: see `connect`.
    """
    _thread("teller", _tell)
    return _thread("worker", lambda: _work(site))


def serve_jobs(site: Path) -> None:
    """Do what there is to do for a site, until the process is ended."""
    connect(site)
    keep_worker(site).join()


def connect(site: Path) -> None:
    """Have the records of a site at hand, in a process that serves no pages."""
    import django

    os.environ["VOLVER_SITE"] = str(site.resolve())  # noqa: TID251 - see the server's settings
    os.environ["DJANGO_SETTINGS_MODULE"] = "volver.server.settings"  # noqa: TID251 - as above
    django.setup()
    from volver.server.plans.apps import keep_plans

    keep_plans()


def _thread(name: str, work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=again_and_again, args=(name, work), daemon=True, name=name)
    thread.start()
    return thread


def again_and_again(
    name: str, work: Callable[[], None], sleep: Callable[[float], None] = time.sleep
) -> None:
    """Do what does not end by itself, and begin it again where it falls."""
    from django.db import connections

    while True:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - it would end the thread, and nobody would know
            LOG.error("The %s fell, and begins again in %g s\n%s", name, AGAIN, _told(error))
        connections.close_all()  # of this thread; the next ones are new
        sleep(AGAIN)


def _work(site: Path) -> None:
    """A worker that has fallen leaves its job to be found by the next one."""
    with Worker(site) as worker:
        worker.forever()


def _tell() -> None:
    """Send what waits for other programs, however long a job takes meanwhile."""
    from django.db import close_old_connections

    from volver.server.webhooks.deliver import deliver_due

    while True:
        close_old_connections()
        deliver_due(now())
        time.sleep(TELL)


def _told(error: BaseException) -> str:
    """Where it fell and with what kind of error. Its words may hold what somebody has typed."""
    cause = error.__cause__ or error.__context__
    before = "" if cause is None else f"{_told(cause)}\n"
    return before + "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
