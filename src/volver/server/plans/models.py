"""One row for each thing that happened to a plan."""

from typing import ClassVar

from django.db import models

from volver.server.accounts.models import Workspace


class Origin(models.Model):
    """What these records are known by, wherever the server's folder lies: one row, made once."""

    mark = models.CharField(max_length=32, primary_key=True)

    def __str__(self) -> str:
        return self.mark


class TakenOver(models.Model):
    """A workspace whose plans are here, and no longer in its files."""

    workspace = models.OneToOneField(Workspace, on_delete=models.PROTECT, primary_key=True)

    def __str__(self) -> str:
        return str(self.workspace)


class Happened(models.Model):
    """Something that happened to a plan. Rows are added and never changed; see `records`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    plan = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    """From 1 within a plan, without a gap."""
    content = models.TextField()
    """The event as the library writes it down."""
    mark = models.CharField(max_length=64)
    """SHA-256 over the content and the mark of the row before."""

    class Meta:
        """Two writers cannot both be the next one."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "plan", "number"], name="one_after_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workspace}: {self.plan} {self.number}"
