"""Records of jobs, and of when a workspace is refreshed by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from volver.domain.errors import VolverError
from volver.server.accounts.models import Workspace

REFRESH, IMPORT, UNDO = "refresh", "import", "undo"
QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
OPEN = (QUEUED, RUNNING)
OFF, DAILY, HOURS = "off", "daily", "hours"


class Job(models.Model):
    """One wish; in each workspace one at a time is being done."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default=QUEUED)
    asked_by = models.CharField(max_length=254, blank=True)
    """The e-mail of who asked; "" for the clock."""
    asked = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    upload = models.CharField(max_length=32, blank=True)
    """The import that it is about."""
    step = models.CharField(max_length=32, blank=True)
    share = models.FloatField(default=0.0)
    """Of the whole job, 0 to 1, by its steps."""
    stopping = models.BooleanField(default=False)
    """Whether somebody asked for it to be stopped."""
    worker = models.CharField(max_length=32, blank=True)
    """Who does it."""
    run = models.CharField(max_length=64, blank=True)
    """The run that it published."""
    what = models.TextField(blank=True)
    where = models.TextField(blank=True)
    next_step = models.TextField(blank=True)

    class Meta:
        """One of a workspace runs, and one refresh waits: the database itself sees to it."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(state=RUNNING), name="one_job_runs"
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=Q(state=QUEUED, kind=REFRESH),
                name="one_refresh_waits",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "kind", "-id"], name="newest_of_a_kind"),
            models.Index(fields=["state"], name="jobs_by_state"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

    @property
    def error(self) -> VolverError | None:
        """What went wrong, in the product's words."""
        error = self
        return VolverError(error.what, error.where, error.next_step) if self.what else None

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"


class Schedule(models.Model):
    """When a workspace is refreshed by itself."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="schedule")
    kind = models.CharField(max_length=8, default=OFF)
    hour = models.PositiveSmallIntegerField(default=5)
    """Of the day, in `zone`, for DAILY."""
    every = models.PositiveSmallIntegerField(default=6)
    """Hours, for HOURS."""
    zone = models.CharField(max_length=64, default="UTC")
    last = models.DateTimeField()
    """The moment that was last seen to; those before it are over."""

    def __str__(self) -> str:
        return f"{self.workspace}: {self.kind}"
