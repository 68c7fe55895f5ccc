"""Who of a company may come in: whoever is known here, or was invited, by a verified e-mail."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import get_language

from volver.app.clock import now
from volver.domain.errors import BadInput, VolverError
from volver.server.accounts.models import Invitation, Membership, User
from volver.server.audit.chain import record
from volver.server.looks import failed

LONGEST = 120
"""Characters of a name."""


class ByInvitation(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs himself up by having an account with the company."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find who it is, before anybody is signed in; refuse whoever is nobody here."""
        claims = sociallogin.account.extra_data["id_token"]
        email = str(claims.get("email", "")).lower()
        verified = claims.get("email_verified") is True
        if sociallogin.is_existing:
            return
        user = _let_in(email, str(claims.get("name", ""))) if verified and email else None
        if user is None:
            record(request, "company's sign-in refused", "")
            _refuse(
                request,
                VolverError(
                    what="Nobody has invited you",
                    where="your company's sign-in",
                    next_step="Ask an owner of the workspace to invite the address that your"
                    " company knows you by.",
                ),
                403,
            )
        if not user.last_login:
            record(request, "came in by the company's sign-in", user.email)
        sociallogin.connect(request, user)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        """Whatever was wrong with the answer, nobody is signed in; the page does not say what."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))
        record(request, "company's sign-in refused", "")
        _refuse(
            request,
            BadInput(
                what="Your company's sign-in gave no answer that could be believed",
                where="your company's sign-in",
                next_step="Begin again from the page of sign-in.",
            ),
            403,
        )


def _refuse(request: HttpRequest, error: VolverError, status: int) -> NoReturn:
    raise ImmediateHttpResponse(failed(request, error, status))


@transaction.atomic
def _let_in(email: str, name: str) -> User | None:
    """The user of a verified e-mail, with what open invitations grant; None for nobody."""
    user = User.objects.filter(email=email).first()
    open_ones = Invitation.objects.select_for_update().filter(
        email=email, used=None, expires__gt=now()
    )
    invited = list(open_ones)
    if user is None and invited:
        known = "".join(filter(str.isprintable, name))[:LONGEST]
        user = User.objects.create_user(email, None, name=known, language=get_language() or "")
    if user is None or not user.is_active:
        return None
    for one in invited:
        Membership.objects.update_or_create(
            user=user, workspace=one.workspace, defaults={"role": one.role}
        )
        one.used = now()
        one.save(update_fields=["used"])
    return user
