"""To the company's sign-in, and back."""

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from volver.domain.errors import VolverError
from volver.server.gate import open_page
from volver.server.looks import failed
from volver.server.openid import providers
from volver.server.openid.provider import Strict

View = type[OAuth2LoginView] | type[OAuth2CallbackView]


@open_page()
def begin(request: HttpRequest) -> HttpResponseBase:
    """Send somebody there."""
    return _with_the_company(request, OAuth2LoginView)


@open_page()
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Somebody comes from there, with an answer or without."""
    return _with_the_company(request, OAuth2CallbackView)


def _with_the_company(request: HttpRequest, view: View) -> HttpResponseBase:
    known = providers(settings.SITE)
    if not known:
        raise Http404
    name = known["openid_connect"]["APPS"][0]["provider_id"]
    try:
        answer: HttpResponseBase = view.adapter_view(Strict(request, name))(request)
    except (OSError, KeyError, ValueError):  # no answer, or none of a server of OpenID Connect
        error = VolverError(
            what="There is no answer from your company's sign-in",
            where="your company's sign-in",
            next_step="Try again later, or sign in with your password.",
        )
        return failed(request, error, 502)
    return answer
