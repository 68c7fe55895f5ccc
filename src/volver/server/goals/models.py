"""One row for each goal; what stood when it was set, and when it was closed, never changes."""

from typing import cast

from django.db import models

from volver.domain.goal import Reading, Window
from volver.server.accounts.models import Workspace

WINDOWS = [(window, window) for window in ("year", "whole", "ahead")]


class Goal(models.Model):
    """Where a figure is to stand by a day. Amounts are in the figure's unit, shares from 0 to 1."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="goals")
    metric = models.CharField(max_length=60)
    """A figure of the catalogue, or the value of all customers; see `domain.goal`."""
    window = models.CharField(max_length=8, choices=WINDOWS)
    owner = models.CharField(max_length=120)
    """Who answers for it: a name, not an account."""
    area = models.CharField(max_length=120)
    target = models.FloatField()
    due = models.DateField()
    currency = models.CharField(max_length=3)
    definition = models.CharField(max_length=64, blank=True)
    """The mark of what value was made of; under another one figures may not be compared."""
    run = models.CharField(max_length=64)
    """That the first figure is of."""
    start = models.FloatField()
    start_low = models.FloatField(null=True)
    start_high = models.FloatField(null=True)
    start_level = models.FloatField(null=True)
    start_day = models.DateField()
    set_by = models.CharField(max_length=254)
    set_at = models.DateTimeField()
    end = models.FloatField(null=True)
    """Where the figure stood when the goal was closed; empty where it could not be told."""
    end_low = models.FloatField(null=True)
    end_high = models.FloatField(null=True)
    end_level = models.FloatField(null=True)
    end_day = models.DateField(null=True)
    closed_by = models.CharField(max_length=254, blank=True)
    closed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    """What was said when it was closed."""

    @property
    def over(self) -> Window:
        """What the figure is counted over."""
        return cast(Window, self.window)

    @property
    def first(self) -> Reading:
        """The figure when it was set."""
        return Reading(
            self.start, self.start_day, self.start_low, self.start_high, self.start_level
        )

    @property
    def last(self) -> Reading | None:
        """The figure when it was closed."""
        if self.end is None or self.end_day is None:
            return None
        return Reading(self.end, self.end_day, self.end_low, self.end_high, self.end_level)

    def __str__(self) -> str:
        return f"goal {self.pk}"
