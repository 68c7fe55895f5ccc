"""Workers and their children are killed at any moment: what was published stands, and is told."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server import tiny
from tests.server.conftest import Site, forget

from volver.app.plan import plans_of
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
    """By the worker that `volver serve` starts: progress moves; nothing of what was stopped."""
    _more(place, 101)
    runs = Folder.open(Path(place.folder)).runs
    before = runs.latest()
    with tiny.worker(site.folder) as worker:
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
        worker.kill()


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
        one.kill()
        other.kill()


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


def _kill_round(site: Site, place: "Workspace", owner: "Client", chance: random.Random) -> str:
    """Begin a refresh, approve a plan meanwhile, kill somebody; whom."""
    from volver.server.jobs import queue

    victim, after = chance.choice(["worker", "child", "both"]), chance.uniform(0.05, LATEST)
    name = f"plan-{chance.randrange(10**9)}"
    with tiny.worker(site.folder) as worker:
        job = _ask(place)
        tiny.until(lambda: _running(job) and bool(tiny.children(worker.pid)))
        end = time.monotonic() + after
        _approve(owner, name)
        time.sleep(max(0.0, end - time.monotonic()))
        children = tiny.children(worker.pid)
        if victim != "worker":
            for child in children:
                os.kill(child, signal.SIGKILL)
        if victim != "child":
            worker.kill()
            worker.wait()
            tiny.until(lambda: not any(_alive(child) for child in children), 10)
            queue.find_lost(site.folder)
        tiny.until(lambda: tiny.ended(job))
        worker.kill()
    assert job.state in ("failed", "done")
    if job.state == "failed":
        assert job.what == "This was stopped before it was done"
    return name


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _approve(owner: "Client", name: str) -> None:
    wish = {
        "name": name, "segment": "best", "action": "call", "goal": "", "owner": "Ana",
        "first_day": "2027-01-01", "last_day": "2027-02-01", "holdout": "10",
    }  # fmt: skip
    assert owner.post(f"/{NAME}/plans/new", wish).status_code == 302
    assert owner.post(f"/{NAME}/plans/{name}/approve", {"note": ""}).status_code == 302


def _killed(site: Site, place: "Workspace", owner: "Client", rounds: int, seed: int) -> None:
    from volver.server.audit.chain import broken_at
    from volver.server.jobs.models import Job

    chance, folder = random.Random(seed), Path(place.folder)
    runs, names = Folder.open(folder).runs, []
    for n in range(rounds):
        if n % 3 == 0:
            _more(place, seed * 1000 + n)
        names.append(_kill_round(site, place, owner, chance))
        assert is_whole(runs.latest())
        assert owner.get(f"/{NAME}/value").status_code == 200
        assert not Job.objects.filter(state="running").exists()
    approved = [plan.name for plan in plans_of(folder) if plan.state == "approved"]
    assert set(names) <= set(approved)
    assert broken_at() is None
    # Nothing half-done is in the way of the next one.
    with tiny.worker(site.folder) as worker:
        job = _ask(place)
        tiny.until(lambda: tiny.ended(job))
        worker.kill()
    assert (job.state, job.error) == ("done", None)
    assert owner.get(f"/{NAME}/value").content.decode().count(" failed.") == 0


def test_five_kills(site: Site, place: "Workspace", owner: "Client") -> None:
    """At random moments, worker or child or both, while plans are approved."""
    _killed(site, place, owner, 5, 1)


@pytest.mark.long
def test_a_hundred_kills(site: Site, place: "Workspace", owner: "Client") -> None:
    """The same, a hundred times."""
    _killed(site, place, owner, 100, 2)


def test_the_worker_ends_with_the_server(site: Site, place: "Workspace") -> None:
    """Its input is at its end when the server is killed; so is that of its child."""
    job = _ask(place)
    with tiny.worker(site.folder) as worker:
        tiny.until(lambda: _running(job) and bool(tiny.children(worker.pid)))
        children = tiny.children(worker.pid)
        assert worker.stdin is not None
        worker.stdin.close()
        assert worker.wait(10) == 1
        tiny.until(lambda: not any(_alive(child) for child in children), 10)
