"""Workers, servers and their jobs end at any moment: what was published stands, and is told."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server import tiny
from tests.server.conftest import Site, forget
from tests.server.crowd import (
    AGAIN,
    APPROVED,
    APPROVING,
    ASKED,
    PAGES,
    VICTIMS,
    Browser,
    Crowd,
    Processes,
)

from volver.app.plan import plans_of
from volver.app.plans_kept import arms_of
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
LONGEST_START = 3.0
"""Seconds into the start of a server, up to which it is killed; it is about to answer then."""
LONGEST_ANSWER = 0.1
"""Seconds after a plan was sent, up to which somebody is killed; some are answered before."""
LONGEST_WAIT = 1.5
"""Seconds after a step of a job was told, up to which somebody is killed."""


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
    beside = told.with_suffix(".next")
    beside.write_text(told.read_text("utf-8") + f'[[sources]]\nfile = "{file.name}"\n', "utf-8")
    beside.replace(told)  # somebody may be reading it


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
    with closing(open_engine(here.database)), Worker(site.folder) as worker:
        worker.once()
    assert tiny.ended(job)
    assert job.what == "Another volver process is writing to this workspace"
    assert str(os.getpid()) in job.where
    assert is_whole(here.runs.latest())


def _killed(
    site: Site, place: "Workspace", owner: "Client", log: Path, rounds: int, seed: int
) -> Counter[tuple[str, str]]:
    """Kill so often, each of VICTIMS in turn, while a plan is sent.

    How often each was killed and the job ended so, and how many plans were never answered.
    """
    chance, port, ended = random.Random(seed), tiny.free_port(), Counter[tuple[str, str]]()
    browser = Browser(port, owner)
    with Processes(Path(place.folder), site.folder, port, log) as processes:
        with Crowd(port, NAME, owner, seed) as crowd:
            known: set[str] = set()
            for n in range(rounds):
                if n % 2 == 0:
                    _more(place, seed * 1000 + n)
                victim = VICTIMS[n % len(VICTIMS)]
                job = _asked(browser, place)
                _wait_in(job, chance)
                if crowd.sends.wait(5):
                    time.sleep(chance.uniform(0, LONGEST_ANSWER))
                processes.kill(victim)
                if victim == AGAIN:
                    processes.kill_starting(chance.uniform(0, LONGEST_START))
                processes.begin()
                said = dict(crowd.plans)
                tiny.until(lambda: tiny.ended(job))  # noqa: B023 - it is over within the round
                _told(job)
                known = _plans_stand(Path(place.folder), said, known)
                for page in PAGES:
                    assert browser.get(f"/{NAME}/{page}")[0] == 200
                assert crowd.is_there()
                ended[victim, job.state] += 1
        ended["plans", "unanswered"] = _unanswered(crowd)
        # Nothing half-done is in the way of the next one.
        job = _asked(browser, place)
        tiny.until(lambda: tiny.ended(job))
        assert (job.state, job.error) == ("done", None)
        assert browser.get(f"/{NAME}/value")[1].count(" failed.") == 0
    assert {status for _, status in crowd.answers} == {200, 302}
    assert min(crowd.answers[page, 200] for page in PAGES) >= rounds
    assert list(crowd.plans.values()).count(APPROVED) >= rounds
    runs = Folder.open(Path(place.folder)).runs
    assert list(runs.folder.glob(".*")) == []
    said_by_both = log.read_text("utf-8")
    assert "Traceback" not in said_by_both
    assert " fell" not in said_by_both
    return ended


def _unanswered(crowd: Crowd) -> int:
    """Plans that were asked for or approved, and nobody knows whether."""
    return sum(step in (ASKED, APPROVING) for step in crowd.plans.values())


def _asked(browser: Browser, place: "Workspace") -> "Job":
    """A refresh, as an owner starts it; it runs by now."""
    from volver.server.jobs.models import Job

    assert browser.get(f"/{NAME}/runs")[0] == 200
    assert browser.post(f"/{NAME}/runs/refresh", {}) == 302
    job = Job.objects.filter(workspace=place).latest("pk")
    tiny.until(lambda: not _waits(job))
    return job


def _waits(job: "Job") -> bool:
    job.refresh_from_db()
    return job.state == "queued"


def _wait_in(job: "Job", chance: random.Random) -> None:
    """Until a moment of some step of a job, or just after its end."""
    share, more = chance.uniform(0, 0.95), chance.uniform(0, LONGEST_WAIT)
    tiny.until(lambda: tiny.ended(job) or job.share >= share)
    time.sleep(more)


def _told(job: "Job") -> None:
    """A job is done, with its run and its entry in the trail, or it says that it was stopped."""
    from volver.server.audit.models import Entry
    from volver.server.jobs.models import Job

    runs = Folder.open(Path(job.workspace.folder)).runs
    assert is_whole(runs.latest())
    assert job.state in ("done", "failed")
    if job.state == "failed":
        assert job.what == "This was stopped before it was done"
    else:
        assert is_whole(runs.folder / job.run)
        assert Entry.objects.filter(action="published a run", subject=job.run).exists()
    assert not Job.objects.filter(workspace=job.workspace, state="running").exists()


def _plans_stand(folder: Path, said: Mapping[str, str], known: set[str]) -> set[str]:
    """What was answered is there; the rest wholly or not at all, in the trail as in the plans.

    said: how far each plan had come by the answers. known: plans whose lists were read before.
    """
    from django.db import transaction

    from volver.server.audit.chain import broken_at
    from volver.server.audit.models import Entry

    with transaction.atomic():  # the crowd goes on meanwhile
        assert broken_at() is None
        plans = {plan.name: plan for plan in plans_of(folder)}
        told = Counter(
            Entry.objects.filter(
                workspace=NAME, action__in=("drafted a plan", "plan approved")
            ).values_list("action", "subject")
        )
    states = {name: plan.state for name, plan in plans.items()}
    assert told == Counter(
        [("drafted a plan", name) for name in states]
        + [("plan approved", name) for name, state in states.items() if state == "approved"]
    )
    assert set(states.values()) <= {"draft", "approved"}
    for name, step in said.items():
        if step == APPROVED:
            assert states[name] == "approved"
        elif step != ASKED:
            assert name in states
    for name in plans.keys() - known:
        arms_of(Folder.open(folder), plans[name])  # which is an error where the list is not whole
    return set(plans)


def test_five_kills(site: Site, place: "Workspace", owner: "Client", tmp_path: Path) -> None:
    """Of a server, its worker, its job or all at once, under load: what was answered stands."""
    _killed(site, place, owner, tmp_path / "log", 5, 1)


@pytest.mark.long
def test_a_hundred_kills(site: Site, place: "Workspace", owner: "Client", tmp_path: Path) -> None:
    """The same, a hundred times: jobs were stopped, and jobs were done, whoever was killed."""
    ended = _killed(site, place, owner, tmp_path / "log", 100, 2)
    assert ended["plans", "unanswered"] >= 10
    assert {state for _, state in ended} == {"done", "failed", "unanswered"}
    assert {victim for victim, state in ended if state == "failed"} == set(VICTIMS)


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
