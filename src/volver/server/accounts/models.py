"""Records of people: who there is, where they belong, and who was asked in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from volver.server.roles import Role

VALID = timedelta(days=7)
"""How long an invitation stands."""
ROLES = [(role.value, role.value) for role in Role]


class People(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "User":
        """A new person."""
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person who signs in."""

    username = None  # type: ignore[assignment]  # the e-mail is the name
    first_name = None  # type: ignore[assignment]  # one name is enough
    last_name = None  # type: ignore[assignment]  # one name is enough
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()  # type: ignore[assignment]  # not by user name

    def get_full_name(self) -> str:
        """As others see this person."""
        return self.name or self.email

    get_short_name = get_full_name

    def __str__(self) -> str:
        return self.get_full_name()


class Workspace(models.Model):
    """A company's folder that this server shows."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    folder = models.CharField(max_length=1024)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody's role in a workspace."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=ROLES)

    class Meta:
        """One role for each person and workspace."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "workspace"], name="one_role_each")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Invitation(models.Model):
    """A code that lets one person in, once; only its hash is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    email = models.EmailField(blank=True)
    """Whom it is for; the first owner's names nobody."""
    role = models.CharField(max_length=16, choices=ROLES)
    code_hash = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    @classmethod
    def make(cls, workspace: Workspace, role: Role, at: datetime, email: str = "") -> str:
        """Write an invitation down; the code, which is shown once and to be handed over."""
        code = secrets.token_urlsafe(18)
        cls.objects.create(
            workspace=workspace,
            email=email.lower(),
            role=role,
            code_hash=hash_of(code),
            expires=at + VALID,
        )
        return code

    def __str__(self) -> str:
        return f"{self.workspace}: {self.role}"


def hash_of(code: str) -> str:
    """SHA-256: a code of 144 random bits needs no slow hash."""
    return hashlib.sha256(code.strip().encode()).hexdigest()
