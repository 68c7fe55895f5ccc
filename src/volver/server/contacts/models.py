"""What was noted down of a customer, and who has a customer on their list."""

import uuid
from typing import ClassVar

from django.db import models

from volver.domain.my_list import KINDS, OUTCOMES
from volver.server.accounts.models import User, Workspace

LONGEST_ID = 400
LONGEST_NOTE = 2_000
LONGEST_PROMISE = 300
LONGEST_NAME = 200
"""Characters: of a customer's id, a note, a promise, and the name of an offer."""
LONGEST_CHANNEL = 40


def once() -> str:
    """A mark of a form that was shown, so that sending it twice writes it once."""
    return uuid.uuid4().hex


class Task(models.Model):
    """A customer on an agent's list; at most one open one for each customer."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    customer = models.CharField(max_length=LONGEST_ID)
    agent = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tasks")
    given_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who put it there; the agent, where they took it themselves."""
    given_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    """When it was done, or taken from the list; None: it waits."""

    class Meta:
        """Two agents never have the same customer: the database itself keeps that."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "customer"],
                condition=models.Q(closed_at=None),
                name="one_agent_each",
            )
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"  # never the customer: this text may end in a log


class LoggedContact(models.Model):
    """One thing that somebody noted down. Rows are added; taking back marks one, and no more."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    customer = models.CharField(max_length=LONGEST_ID)
    at = models.DateTimeField()
    day = models.DateField()
    """That day in the company's time zone."""
    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    """Who answers for what was agreed: the agent, until a supervisor gives it to another."""
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in KINDS])
    direction = models.CharField(max_length=3, choices=[("out", "out"), ("in", "in")])
    channel = models.CharField(max_length=LONGEST_CHANNEL, blank=True)
    outcome = models.CharField(max_length=16, blank=True, choices=[(o, o) for o in OUTCOMES])
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    promise = models.CharField(max_length=LONGEST_PROMISE, blank=True)
    promise_due = models.DateField(null=True)
    kept_at = models.DateTimeField(null=True)
    says_next = models.BooleanField(default=False)
    next_contact = models.DateField(null=True)
    offer = models.CharField(max_length=LONGEST_NAME, blank=True)
    product = models.CharField(max_length=LONGEST_NAME, blank=True)
    is_complaint = models.BooleanField(default=False)
    is_open = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    """The task that it closed."""
    once = models.CharField(max_length=32, unique=True, default=once)

    class Meta:
        """Asked for by customer, and by day."""

        indexes: ClassVar = [
            models.Index(fields=["workspace", "customer"], name="contacts_of_customer"),
            models.Index(fields=["workspace", "day"], name="contacts_of_day"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"  # never what was noted down: this text may end in a log
