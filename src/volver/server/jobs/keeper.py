"""Keeps a worker beside the server: a process of its own, begun again should it end."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

AGAIN = 2.0
"""Seconds before a worker that has ended is begun again."""


def keep_worker(site: Path) -> threading.Thread:
    """Begin a worker for a site; it ends with this process, however that ends."""

    def keep() -> None:
        while True:
            command = [sys.executable, "-m", "volver.server.jobs.worker", str(site)]
            with subprocess.Popen([*command, "--with-parent"], stdin=subprocess.PIPE) as worker:
                worker.wait()
            time.sleep(AGAIN)

    thread = threading.Thread(target=keep, daemon=True, name="worker")
    thread.start()
    return thread


def connect(site: Path) -> None:
    """Have the records of a site at hand, in a process that serves no pages."""
    import django

    os.environ["VOLVER_SITE"] = str(site.resolve())  # noqa: TID251 - see the server's settings
    os.environ["DJANGO_SETTINGS_MODULE"] = "volver.server.settings"  # noqa: TID251 - as above
    django.setup()
    from volver.server.plans.apps import keep_plans

    keep_plans()
