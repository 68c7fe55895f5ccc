"""Sign-ins, failed or not, go into the trail."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from volver.server.audit.chain import record


@receiver(user_logged_in)
def signed_in(request: HttpRequest, **_: Any) -> None:
    """Somebody signed in."""
    record(request, "signed in", "")


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    """Somebody signed out."""
    if user is not None:
        record(request, "signed out", "", actor=user.email)


@receiver(user_login_failed)
def failed(request: HttpRequest | None, **_: Any) -> None:
    """Somebody did not; what they typed may be another's address or a password, and is not kept."""
    record(request, "sign-in failed", "")
