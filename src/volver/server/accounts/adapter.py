"""How allauth is told that nobody lets himself in, and how it sends letters."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from volver.app.clock import now
from volver.server.accounts.models import User
from volver.server.mail import letters, post


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """People come in by an invitation, through `welcome`; there is no other sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be sent there; what cannot be read as an address at all is not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # such as half an IPv6 number, which allauth would fall over
            return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """To the address that is known, which may be written otherwise than what was typed."""
        link = str(context["password_reset_url"])
        post.send_later(letters.new_password(post.words_of(user.email), link), user.email)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody what became of their account."""
        if post.is_set():
            when = now().strftime("%Y-%m-%d %H:%M")
            words = post.words_of(user.email)
            post.send_later(
                letters.notice(words, letters.NOTICES[template_prefix], when), user.email
            )
