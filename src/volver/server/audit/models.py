"""One entry for each thing that somebody did."""

from django.db import models


class Entry(models.Model):
    """What somebody did. Entries are added and never changed; see `chain`."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """From 1, without a gap."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    """The e-mail of who did it; "" for nobody who is known."""
    workspace = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=254)
    """What it was done to: a plan's name, a route; never a customer."""
    details = models.JSONField(default=dict)
    mark = models.CharField(max_length=64)
    """HMAC-SHA-256 over the entry and the mark of the one before."""

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
