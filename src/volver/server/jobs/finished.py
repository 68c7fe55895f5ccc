"""What happens when a job has ended, however it did: whoever wants to know connects to the signal.

    @receiver(job_finished)
    def tell(job: Job, **_: Any) -> None: ...

It is sent in the worker's process, once for each job that ran. A job that failed holds its error.
"""

import logging

from django.dispatch import Signal

from volver.server.jobs.models import Job

job_finished = Signal()
"""Sent with `job`."""
LOG = logging.getLogger(__name__)


def finished(job: Job) -> None:
    """Tell whoever wants to know; one who fails keeps no other from hearing it."""
    for receiver, answer in job_finished.send_robust(sender=Job, job=job):
        if isinstance(answer, Exception):
            name = getattr(receiver, "__name__", "a receiver")
            LOG.error("%s failed over job %s: %s", name, job.pk, type(answer).__name__)
