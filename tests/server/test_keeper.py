"""The worker that lives in the server: what falls in it is logged, and it goes on."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server import tiny
from tests.server.conftest import SHOP, Site

from volver.app.clock import now

if TYPE_CHECKING:
    from volver.server.jobs.worker import Worker

RECORDS = pytest.mark.usefixtures("records")
SECRET = "ana@example.com"


class Enough(BaseException):
    """Ends what would go on for ever."""


def test_what_falls_is_logged_without_its_words_and_begins_again(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """Where it fell and what kind of error it was; its words may be somebody's."""
    from volver.server.jobs.keeper import AGAIN, again_and_again

    waited: list[float] = []

    def work() -> None:
        if len(waited) == 2:
            raise Enough
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(SECRET) from error

    with caplog.at_level(logging.ERROR), pytest.raises(Enough):
        again_and_again("worker", work, waited.append)
    assert waited == [AGAIN, AGAIN]
    assert len(caplog.records) == 2
    for word in ("The worker fell", "KeyError", "ValueError", Path(__file__).name, "in work"):
        assert word in caplog.text
    assert SECRET not in caplog.text


@RECORDS
def test_a_worker_that_falls_leaves_no_process_and_its_job_to_the_next(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has let go of its lock, so that the job is told as one that was stopped."""
    from volver.server.accounts.models import Workspace
    from volver.server.jobs import queue, worker
    from volver.server.jobs.models import Job

    job = queue.ask(Workspace.objects.get(slug=SHOP), "refresh")
    seen: list[int] = []

    def fall(self: "Worker", job: Job, child: "tiny.Process", last: object) -> bool:
        seen.append(child.pid)
        raise ValueError

    monkeypatch.setattr(worker.Worker, "_watch", fall)
    with pytest.raises(ValueError), worker.Worker(site.folder) as it:  # noqa: PT011 - our own
        it.once()
    assert not tiny.alive(seen[0])
    assert not list((site.folder / queue.LOCKS).glob(f"{it.name}*"))
    job.refresh_from_db()
    assert job.state == "running"
    assert queue.find_lost(site.folder) == [job]
    job.refresh_from_db()
    assert (job.state, job.what) == ("failed", "This was stopped before it was done")


@RECORDS
def test_a_run_is_told_and_in_the_trail_or_neither(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed between the two has done neither."""
    from volver.server.accounts.models import Workspace
    from volver.server.audit import chain
    from volver.server.audit.models import Entry
    from volver.server.jobs import queue
    from volver.server.jobs.worker import _done

    queue.ask(Workspace.objects.get(slug=SHOP), "refresh", SECRET)
    job = queue.claim("w", now())
    assert job is not None

    def fall(*_: object, **__: object) -> None:
        raise Enough

    with monkeypatch.context() as patch:
        patch.setattr(chain, "record", fall)
        with pytest.raises(Enough):
            _done(job, "a-run")
    job.refresh_from_db()
    assert job.state == "running"
    _done(job, "a-run")
    assert (job.state, job.run) == ("done", "a-run")
    told = Entry.objects.filter(action="published a run", subject="a-run")
    assert [one.actor for one in told] == [SECRET]


@pytest.mark.slow
def test_the_server_is_one_process(site: Site, tmp_path: Path) -> None:
    """It looks after its own jobs; what it would need for calculating them is not loaded."""
    from volver.server.jobs import queue

    own = tiny.make(tmp_path / "alone")
    log = tmp_path / "log"
    with tiny.server(own, tmp_path / "site", tiny.free_port(), log) as server:
        tiny.until(lambda: queue.has_worker(tmp_path / "site"), 10)
        assert tiny.children(server.pid) == []
        loaded = Path(f"/proc/{server.pid}/maps").read_text("utf-8")
        assert "_sqlite3" in loaded
        for heavy in ("/pandas/", "/scipy/stats/", "/sklearn/"):
            assert heavy not in loaded
    assert not queue.has_worker(tmp_path / "site")
    assert "fell" not in log.read_text("utf-8")
