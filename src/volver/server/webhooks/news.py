"""What is told of a refresh that has ended, and of the alerts that it found."""

from contextlib import closing
from pathlib import Path
from typing import Any

from django.dispatch import receiver

from volver.server.jobs.finished import job_finished
from volver.server.jobs.models import DONE, FAILED, REFRESH, Job
from volver.server.webhooks.deliver import announce
from volver.server.webhooks.events import Event, Fact


@receiver(job_finished)
def tell(job: Job, **_: Any) -> None:
    """Of a refresh; imports are nobody else's matter."""
    if job.kind != REFRESH:
        return
    if job.state == DONE:
        announce(job.workspace, Event.REFRESH_FINISHED, {"run": job.run, **_seconds(job)})
        _tell_alerts(job)
    elif job.state == FAILED:
        facts = {"step": job.step, "problem": job.what, **_seconds(job)}
        announce(job.workspace, Event.REFRESH_FAILED, facts)


def _seconds(job: Job) -> dict[str, Fact]:
    if job.started is None or job.ended is None:
        return {}
    return {"seconds": round((job.ended - job.started).total_seconds(), 1)}


def _tell_alerts(job: Job) -> None:
    """As the first page shows them, in the workspace's own language."""
    # Both take 60 MB, which a worker that waits has no use for.
    from volver.app.overview import overview
    from volver.app.published import PublishedRun

    with closing(PublishedRun.open(Path(job.workspace.folder))) as run:
        alerts = overview(run, run.workspace.settings.language).alerts
    for one in alerts:
        announce(job.workspace, Event.ALERT, {"sheet": one.sheet or "", "text": one.text})
