"""Records of keys: which programs may ask what, and what was answered to which write."""

import secrets
from datetime import datetime
from typing import ClassVar

from django.db import models

from volver.server.accounts.models import ROLES, Membership, User, Workspace, hash_of
from volver.server.roles import GRANTED, Role

MARK = "vk_"
"""How every key begins, so that one is known where it has no business to be."""
SHOWN = 8
"""Characters of a key that are kept as they are, to tell one from another."""


class ApiKey(models.Model):
    """A program's way in. The key itself is shown once; only its hash is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="keys")
    maker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="keys")
    """Who answers for it: it ends with their place in the workspace."""
    name = models.CharField(max_length=60)
    """Which program it is for."""
    role = models.CharField(max_length=16, choices=ROLES)
    begins = models.CharField(max_length=16)
    key_hash = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    @classmethod
    def make(
        cls, held: Membership, name: str, role: Role, at: datetime, until: datetime
    ) -> tuple["ApiKey", str]:
        """Write a key of a member down; it, and the key as it is shown once."""
        key = MARK + secrets.token_urlsafe(32)
        made = cls.objects.create(
            workspace=held.workspace,
            maker=held.user,
            name=name,
            role=role,
            begins=key[:SHOWN],
            key_hash=hash_of(key),
            made=at,
            expires=until,
        )
        return made, key

    @classmethod
    def of(cls, key: str, at: datetime) -> "ApiKey | None":
        """The key that somebody shows; None where it is not known, or opens nothing any more."""
        found = (
            cls.objects.select_related("workspace", "maker")
            .filter(key_hash=hash_of(key), ended=None, expires__gt=at, maker__is_active=True)
            .first()
        )
        return found if found is not None and found.may_stand else None

    @property
    def may_stand(self) -> bool:
        """Whether it may do no more than its maker may by now."""
        held = Membership.objects.filter(user=self.maker, workspace=self.workspace).first()
        return held is not None and GRANTED[Role(self.role)] <= GRANTED[Role(held.role)]

    def __str__(self) -> str:
        return f"{self.name}: {self.role}"


class Kept(models.Model):
    """What was answered to a write that carried an Idempotency-Key."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    key_hash = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    """SHA-256 over method, address and body."""
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    """None as long as the answer is not there yet."""
    content_type = models.CharField(max_length=80, default="")
    answer = models.TextField(default="")

    class Meta:
        """One answer for each workspace, person and key."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "user", "key_hash"], name="one_answer_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workspace}: {self.status}"
