"""Workers, servers and their jobs end at any moment: what was published stands, and is told."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server import tiny
from tests.server.conftest import Site, forget

from volver.app.run import run
from volver.app.workspace import Workspace as Folder
from volver.domain.ports import Quiet
from volver.store.publish import is_whole

if TYPE_CHECKING:
    from django.test import Client

    from volver.server.accounts.models import Workspace
    from volver.server.jobs.models import Job

pytestmark = pytest.mark.slow
NAME = "killed-shop"
LATEST = 5.0
"""Seconds into a job, up to which it is killed; some end before."""


@pytest.fixture(scope="module")
def place(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Workspace"]:
    """A workspace with a run, which other processes see too."""
    from volver.server.jobs.models import Job

    folder = tiny.make(tmp_path_factory.mktemp("kills") / NAME)
    run(Folder.open(folder), None, Quiet(), with_book=True)
    made = tiny.show(folder)
    yield made
    Job.objects.all().delete()
    forget(made)


def _ask(place: "Workspace") -> "Job":
    from volver.server.jobs import queue

    return queue.ask(place, "refresh", "owner@example.com")


def _running(job: "Job") -> bool:
    job.refresh_from_db()
    return job.state == "running"


def _more(place: "Workspace", seed: int) -> None:
    """Another day's orders, so that the next run is another one."""
    file = Path(place.folder) / f"more-{seed}.csv"
    file.write_text(tiny.orders(12, seed), "utf-8")
    told = Path(place.folder) / "volver.toml"
    told.write_text(told.read_text("utf-8") + f'[[sources]]\nfile = "{file.name}"\n', "utf-8")


def test_a_refresh_runs_and_one_is_cancelled_in_the_midst(
    site: Site, place: "Workspace", owner: "Client"
) -> None:
    """By `volver work`: progress moves; nothing of what was stopped."""
    _more(place, 101)
    runs = Folder.open(Path(place.folder)).runs
    before = runs.latest()
    with tiny.worker(site.folder):
        job = _ask(place)
        tiny.until(lambda: _running(job) and job.share > 0)
        first = job.share
        tiny.until(lambda: _running(job) and job.share > first)
        owner.post(f"/{NAME}/runs/{job.pk}/stop")
        tiny.until(lambda: tiny.ended(job))
        assert (job.state, job.error) == ("cancelled", None)
        assert runs.latest() == before
        again = _ask(place)
        tiny.until(lambda: tiny.ended(again))
        assert (again.state, again.run) == ("done", runs.latest().name)
        assert again.share == 1
        assert runs.latest() != before


def test_two_workers_share_what_there_is_to_do(site: Site, place: "Workspace") -> None:
    """A job is done once; the one that is killed leaves its job to be found by the other."""
    with tiny.worker(site.folder) as one, tiny.worker(site.folder) as other:
        job = _ask(place)
        tiny.until(lambda: _running(job) and job.share > 0)
        doing = [worker for worker in (one, other) if tiny.children(worker.pid)]
        assert len(doing) == 1
        doing[0].kill()
        tiny.until(lambda: tiny.ended(job))
        assert (job.state, job.what) == ("failed", "This was stopped before it was done")


def test_a_terminal_that_holds_the_file_is_named(site: Site, place: "Workspace") -> None:
    """A `volver run` beside the pages: the job fails with what to do, and the run stands."""
    from contextlib import closing

    from volver.server.jobs.worker import Worker
    from volver.store import open_engine

    here = Folder.open(Path(place.folder))
    job = _ask(place)
    with closing(open_engine(here.database)):
        Worker(site.folder).once()
    assert tiny.ended(job)
    assert job.what == "Another volver process is writing to this workspace"
    assert str(os.getpid()) in job.where
    assert is_whole(here.runs.latest())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_job_ends_with_its_server(
    site: Site, place: "Workspace", tmp_path: Path, how: signal.Signals
) -> None:
    """However that ends: the input of the job is at its end then. The next worker tells it."""
    log = tmp_path / "log"
    with tiny.server(Path(place.folder), site.folder, tiny.free_port(), log) as server:
        job = _ask(place)
        tiny.until(lambda: _running(job) and bool(tiny.children(server.pid)))
        children = tiny.children(server.pid)
        os.killpg(server.pid, how)  # as a terminal does
        server.wait(10)
        tiny.until(lambda: not any(map(tiny.alive, children)), 10)
    assert "Traceback" not in log.read_text("utf-8")
    with tiny.worker(site.folder):
        tiny.until(lambda: tiny.ended(job))
    assert (job.state, job.what) == ("failed", "This was stopped before it was done")
