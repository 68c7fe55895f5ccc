"""Addresses that are told what happened, and what each was told."""

import base64
import hashlib
import hmac
import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models

from volver.server.accounts.models import Workspace

LONGEST_ADDRESS = 500
"""Characters."""
STATES = [(state, state) for state in ("waiting", "delivered", "given up")]


def new_salt() -> str:
    """What makes the secret of one address differ from every other's."""
    return secrets.token_hex(32)


class Hook(models.Model):
    """An address, and which events it asked for."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="hooks")
    address = models.CharField(max_length=LONGEST_ADDRESS)
    events = models.JSONField(default=list)
    salt = models.CharField(max_length=64, default=new_salt)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    @property
    def secret(self) -> str:
        """What the receiver checks signatures with.

        Made of the server's secret and the salt, so that the records alone sign nothing.
        """
        key = hashlib.sha256(b"volver webhook " + settings.SECRET_KEY.encode()).digest()
        made = hmac.new(key, self.salt.encode(), hashlib.sha256).digest()
        return "whsec_" + base64.urlsafe_b64encode(made).decode().rstrip("=")

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class Delivery(models.Model):
    """One event for one address, until it is heard or given up."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.CharField(max_length=40)
    """The same at every try, and for every address that is told."""
    event = models.CharField(max_length=40)
    body = models.TextField()
    """As it is sent, to the letter: the signature is over it."""
    state = models.CharField(max_length=12, choices=STATES, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    """Of the last try: a status, or a word of `guard.Outcome`."""

    class Meta:
        """An event is told to an address once; what is due is found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hook", "event_id"], name="told_once")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="what_is_due")]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
