"""One row for each version of a workspace's definitions."""

from typing import ClassVar

from django.db import models

from volver.server.accounts.models import User, Workspace

LONGEST_NOTE = 1_000
"""Characters."""
KINDS = ("found", "by hand", "saved", "brought back")
"""As volver.toml had it before the first change here, changed in the file by somebody, saved on the
page, or an earlier one once more."""


class Version(models.Model):
    """What the definitions were from a moment on. Rows are added and never changed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    """From 1 within a workspace, without a gap."""
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """None: whoever wrote volver.toml, which the file does not say."""
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    again = models.PositiveIntegerField(null=True)
    """The version that was brought back."""
    values = models.JSONField()
    """All definitions by name, as TOML holds them; see `domain.definition.STATED`."""
    changes = models.JSONField()
    """What is not as in the version before: name, old and new."""
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    """Why."""
    effect = models.JSONField(null=True)
    """What it was shown to do to the total value; see `domain.definition_effect`. None: there was
    no run to show it by, or nobody was shown anything."""

    class Meta:
        """Two people cannot both save the next one."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "number"], name="versions_in_a_row")
        ]

    def __str__(self) -> str:
        return f"{self.workspace}: definitions {self.number}"
