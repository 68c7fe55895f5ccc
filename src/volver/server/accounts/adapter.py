"""How allauth is told that nobody lets himself in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


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
