"""Who takes which job, when refreshes are due, and what pages say of how it went."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.server.conftest import OTHER, SHOP, Site

from volver.domain.errors import Busy, VolverError

if TYPE_CHECKING:
    from django.test import Client

    from volver.server.accounts.models import Workspace

RECORDS = pytest.mark.usefixtures("records")
AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def shop(site: Site) -> "Workspace":
    """The workspace of the tests, as the server knows it."""
    from volver.server.accounts.models import Workspace

    return Workspace.objects.get(slug=SHOP)


@pytest.fixture
def emptied(site: Site) -> Iterator[None]:
    """Jobs that other threads see too; none is left."""
    from volver.server.jobs.models import Job

    yield
    Job.objects.all().delete()


@RECORDS
def test_a_refresh_that_waits_serves_for_another_one(shop: "Workspace") -> None:
    """Whoever clicks twice has one; one that runs already is followed by one more."""
    from volver.server.jobs import queue

    first = queue.ask(shop, "refresh", "a@example.com")
    assert queue.ask(shop, "refresh", "b@example.com").pk == first.pk
    assert queue.claim("w", AT) == first
    second = queue.ask(shop, "refresh")
    assert second.pk != first.pk
    assert queue.claim("w", AT) is None


@RECORDS
def test_jobs_of_two_workspaces_run_beside_each_other(shop: "Workspace") -> None:
    """And those of one workspace in the order in which they were asked for."""
    from volver.server.accounts.models import Workspace
    from volver.server.jobs import queue

    other = Workspace.objects.get(slug=OTHER)
    asked = [queue.ask(shop, "import"), queue.ask(shop, "refresh"), queue.ask(other, "refresh")]
    assert [queue.claim(name, AT) for name in "ab"] == [asked[0], asked[2]]
    assert queue.claim("c", AT) is None
    first = asked[0]
    first.refresh_from_db()
    assert queue.end(first, "done")
    assert queue.claim("c", AT) == asked[1]


def test_no_job_is_taken_twice(site: Site, shop: "Workspace", emptied: None) -> None:
    """Four workers at once, forty jobs: each is done once, one at a time."""
    from django.db import connections

    from volver.server.jobs import queue
    from volver.server.jobs.models import Job

    Job.objects.bulk_create(Job(workspace=shop, kind="import", asked=AT) for _ in range(40))
    done: list[int] = []
    at_once: list[int] = []

    def work(name: str) -> None:
        try:
            while Job.objects.filter(state="queued").exists():
                job = queue.claim(name, AT)
                if job is not None:
                    at_once.append(Job.objects.filter(state="running").count())
                    done.append(job.pk)
                    assert queue.end(job, "done")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == sorted(set(done))
    assert len(done) == 40
    assert set(at_once) == {1}


@RECORDS
def test_a_waiting_job_is_cancelled_and_an_ended_one_stays(shop: "Workspace") -> None:
    """One that runs is asked to stop."""
    from volver.server.jobs import queue
    from volver.server.jobs.models import Job

    job = queue.ask(shop, "refresh")
    assert queue.cancel(job)
    assert not queue.cancel(job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert queue.claim("w", AT) is None
    runs = queue.ask(shop, "refresh")
    queue.claim("w", AT)
    assert queue.cancel(runs)
    assert Job.objects.get(pk=runs.pk).stopping


@RECORDS
def test_many_waiting_jobs_are_enough(shop: "Workspace") -> None:
    """Whoever asks for more is told."""
    from volver.server.jobs import queue

    for _ in range(queue.MOST_WAITING):
        queue.ask(shop, "import")
    with pytest.raises(Busy, match="waiting"):
        queue.ask(shop, "import")


@RECORDS
def test_what_a_worker_left_is_found(site: Site, shop: "Workspace") -> None:
    """Not what one who lives is doing."""
    import os

    from volver.server.jobs import queue

    job = queue.ask(shop, "refresh")
    handle = queue.sign_in(site.folder, "alive")
    queue.claim("alive", AT)
    assert queue.find_lost(site.folder) == []
    assert queue.has_worker(site.folder)
    os.close(handle)  # as the system does when a process ends
    assert queue.find_lost(site.folder) == [job]
    job.refresh_from_db()
    assert (job.state, job.what) == ("failed", "This was stopped before it was done")
    assert not queue.end(job, "done")


@RECORDS
def test_whoever_listens_hears_how_a_job_ended(shop: "Workspace") -> None:
    """Also where another listener fails."""
    from volver.server.jobs import queue
    from volver.server.jobs.finished import finished, job_finished

    heard: list[Any] = []

    def broken(**_: Any) -> None:
        raise ValueError

    def listener(job: Any, **_: Any) -> None:
        heard.append(job)

    job_finished.connect(broken)
    job_finished.connect(listener)
    try:
        job = queue.ask(shop, "refresh")
        finished(job)
    finally:
        job_finished.disconnect(broken)
        job_finished.disconnect(listener)
    assert heard == [job]


def _due(shop: "Workspace", at: datetime) -> int:
    from volver.server.jobs.models import Job
    from volver.server.jobs.schedule import ask_for_what_is_due

    found = len(ask_for_what_is_due(at))
    Job.objects.filter(workspace=shop).update(state="done")
    return found


def _set(shop: "Workspace", at: datetime, **given: Any) -> Any:
    from volver.server.jobs.models import Schedule

    return Schedule.objects.create(workspace=shop, last=at, **given)


@RECORDS
def test_every_day_at_an_hour_of_the_company(shop: "Workspace") -> None:
    """Once each day, by its own clock, also where summer time begins in between."""
    _set(shop, AT, kind="daily", hour=6, zone="Europe/Madrid")
    begun = []
    moment = AT
    while moment < AT + timedelta(days=25):
        if _due(shop, moment):
            begun.append(moment)
        moment += timedelta(minutes=30)
    assert len(begun) == 25
    assert {one.hour for one in begun if one.day < 29 and one.month == 3} == {5}
    assert {one.hour for one in begun if one.month == 4} == {4}


@RECORDS
def test_missed_hours_are_made_up_once(shop: "Workspace") -> None:
    """After days without a server: one refresh, then the next at its time."""
    held = _set(shop, AT, kind="hours", every=6)
    assert _due(shop, AT + timedelta(hours=5, minutes=59)) == 0
    assert _due(shop, AT + timedelta(days=9, hours=1)) == 1
    assert _due(shop, AT + timedelta(days=9, hours=2)) == 0
    held.refresh_from_db()
    assert held.last == AT + timedelta(days=9)
    assert _due(shop, AT + timedelta(days=9, hours=6)) == 1
    held.kind, held.zone, held.hour = "daily", "UTC", 3
    held.save()
    assert _due(shop, AT + timedelta(days=30)) == 1
    assert _due(shop, AT + timedelta(days=30)) == 0


@RECORDS
def test_one_that_runs_serves_for_one_that_is_due(shop: "Workspace") -> None:
    """Nobody queues behind himself; and off is off."""
    from volver.server.jobs import queue
    from volver.server.jobs.schedule import ask_for_what_is_due

    held = _set(shop, AT, kind="hours", every=1)
    queue.ask(shop, "refresh")
    assert ask_for_what_is_due(AT + timedelta(hours=2)) == []
    held.kind = "off"
    held.save()
    assert ask_for_what_is_due(AT + timedelta(hours=20)) == []


@RECORDS
@pytest.mark.parametrize(("kind", "hour", "every"), [("daily", 6, 1), ("hours", 0, 7)])
def test_the_next_moment_is_the_one_that_comes(
    shop: "Workspace", kind: str, hour: int, every: int
) -> None:
    """What the page promises is what the worker does."""
    from volver.server.jobs.schedule import following, moment

    held = _set(shop, AT, kind=kind, hour=hour, every=every, zone="Europe/Madrid")
    said = following(held, AT)
    assert said is not None
    assert moment(held, said - timedelta(seconds=1)) is None
    assert moment(held, said) == said


def _ended(shop: "Workspace", state: str, error: VolverError | None = None) -> Any:
    from volver.app.clock import now
    from volver.server.jobs import queue

    job = queue.ask(shop, "refresh", "owner@example.com")
    queue.claim("w", now())
    job.refresh_from_db()
    queue.end(job, state, error)
    return job


@RECORDS
def test_a_failed_refresh_is_said_on_every_page(
    site: Site, shop: "Workspace", owner: "Client"
) -> None:
    """And that older figures are shown, and of when; why is for those who may do something."""
    error = Busy(
        what="Another volver process is writing to this workspace",
        where="held by process 7",
        next_step="Wait until it has finished, or stop it; published runs stay readable.",
    )
    assert "Calculated on" in owner.get(f"/{SHOP}/value").content.decode()
    _ended(shop, "failed", error)
    for place in ("overview", "value", "cohorts", "customers", "plans", "models", "data"):
        text = owner.get(f"/{SHOP}/{place}").content.decode()
        assert text.count(" failed.") == 1, place
        assert "What you see was calculated on" in text
        assert "See why" in text
    reader = site.client("reader").get(f"/{SHOP}/value").content.decode()
    assert " failed." in reader
    assert f'"/{SHOP}/runs"' not in reader
    page = owner.get(f"/{SHOP}/runs", headers={"accept-language": "es"}).content.decode()
    assert "Otro proceso de volver" in page
    assert "fallido" in page
    _ended(shop, "done")
    assert " failed." not in owner.get(f"/{SHOP}/value").content.decode()


@RECORDS
def test_a_run_from_the_terminal_is_newer_than_a_failure(
    site: Site, shop: "Workspace", owner: "Client"
) -> None:
    """What was published since is what was wanted."""
    import os

    _ended(shop, "failed", VolverError("It broke", "here", "Do it again."))
    pointer = site.shop / ".volver" / "runs" / "latest"
    before = pointer.stat()
    try:
        later = before.st_mtime + 3600
        os.utime(pointer, (later, later))
        assert " failed." not in owner.get(f"/{SHOP}/value").content.decode()
    finally:
        os.utime(pointer, ns=(before.st_atime_ns, before.st_mtime_ns))


@RECORDS
def test_the_frame_asks_one_question_more(site: Site, shop: "Workspace", owner: "Client") -> None:
    """What every page says of its figures costs one query."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    owner.get(f"/{SHOP}/reports")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        owner.get(f"/{SHOP}/reports")
    assert sum("jobs_job" in one["sql"] for one in asked.captured_queries) == 1


@RECORDS
def test_a_refresh_is_asked_for_watched_and_stopped(shop: "Workspace", owner: "Client") -> None:
    """The part that a script swaps is the part that a page without scripts shows."""
    from volver.app.clock import now
    from volver.server.audit.models import Entry
    from volver.server.jobs import queue
    from volver.server.jobs.models import Job

    assert owner.post(f"/{SHOP}/runs/refresh").status_code == 302
    job = queue.claim("w", now())
    assert job is not None
    assert job.asked_by == "owner@example.com"
    Job.objects.filter(pk=job.pk).update(step="fit", share=0.61)
    page = owner.get(f"/{SHOP}/runs").content.decode()
    part = owner.get(f"/{SHOP}/runs", headers={"HX-Request": "true"}).content.decode()
    for text in (page, part):
        assert "61% Fitting" in text
        assert 'hx-trigger="every 2s"' in text
        assert "Look again" in text
    assert "<html" not in part
    assert owner.post(f"/{SHOP}/runs/{job.pk}/stop").status_code == 302
    assert "being stopped" in owner.get(f"/{SHOP}/runs").content.decode()
    queue.end(job, "cancelled")
    after = owner.get(f"/{SHOP}/runs").content.decode()
    assert "cancelled" in after
    assert "hx-trigger" not in after
    told = [one.action for one in Entry.objects.order_by("-number")[:2]]
    assert told == ["stopped a job", "started a refresh"]


@RECORDS
def test_somebody_elses_job_is_not_there(site: Site, owner: "Client") -> None:
    """Nor can it be stopped."""
    from volver.server.accounts.models import Workspace
    from volver.server.jobs import queue

    theirs = queue.ask(Workspace.objects.get(slug=OTHER), "refresh")
    assert owner.post(f"/{SHOP}/runs/{theirs.pk}/stop").status_code == 404


@RECORDS
def test_when_is_set_by_the_owner(site: Site, shop: "Workspace", owner: "Client") -> None:
    """In the time zone of the company; what cannot be is refused."""
    from volver.server.jobs.models import Schedule

    given = {"kind": "daily", "hour": "6", "every": "6"}
    assert owner.post(f"/{SHOP}/runs/schedule", given).status_code == 302
    held = Schedule.objects.get(workspace=shop)
    assert (held.kind, held.hour, held.zone) == ("daily", 6, "Europe/London")
    assert "The next refresh starts on" in owner.get(f"/{SHOP}/runs").content.decode()
    for wrong in ({"hour": "24"}, {"every": "0"}, {"kind": "always"}, {"hour": "<script>"}):
        assert owner.post(f"/{SHOP}/runs/schedule", {**given, **wrong}).status_code == 422
    assert Schedule.objects.get(workspace=shop).hour == 6
    analyst = site.client("analyst").get(f"/{SHOP}/runs").content.decode()
    assert "Start a refresh" in analyst
    assert "Keep this" not in analyst


def test_progress_never_goes_back(tmp_path: Path) -> None:
    """Steps that come again keep the share of the whole where it was."""
    import io
    import json

    from volver.server.jobs.child import Told

    out = io.StringIO()
    told = Told(out)
    for name, done in (
        ("read", None),
        ("backtest", 0.5),
        ("check", None),
        ("fit", 2.0),
        ("x", 0.1),
    ):
        told.step(name, done)
    shares = [json.loads(line)["share"] for line in out.getvalue().splitlines()]
    assert shares == sorted(shares)
    assert max(shares) <= 1
