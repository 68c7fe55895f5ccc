"""Sign-ins, failed or not, and what becomes of an account go into the trail."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from allauth.mfa.signals import authenticator_reset as codes_anew
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from volver.server.accounts.models import User
from volver.server.audit.chain import record


@receiver(user_logged_in)
def signed_in(request: HttpRequest, **_: Any) -> None:
    """Somebody signed in; their session is listed from now on, so that it can be ended."""
    if "REMOTE_ADDR" in request.META:
        UserSession.objects.create_from_request(request)
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


@receiver(authentication_failed)
def second_factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    """The password was right, and what came after it was not."""
    record(request, "second factor failed", "", actor=user.email)


@receiver([password_changed, password_set])
def changed_password(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody changed their own."""
    record(request, "changed a password", "", actor=user.email)


@receiver(password_reset)
def set_password_anew(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody came by a letter and chose another."""
    record(request, "set a password anew", "", actor=user.email)


@receiver(authenticator_added)
def added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A second factor, a passkey, or codes for the day when both are lost."""
    record(request, "added a second factor", str(authenticator.type), actor=user.email)


@receiver(authenticator_removed)
def removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """One of them is gone."""
    record(request, "removed a second factor", str(authenticator.type), actor=user.email)


@receiver(codes_anew)
def renewed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """New recovery codes; the old ones end."""
    record(request, "renewed recovery codes", "", actor=user.email)
