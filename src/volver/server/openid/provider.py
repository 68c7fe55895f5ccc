"""allauth's OpenID Connect, stricter: no part of a token is believed unsigned.

allauth takes a token that came over TLS without looking at its signature, and sends no nonce. Here
the signature, the issuer, the audience, the time and the nonce are looked at each time.
"""

import hmac
import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from volver.server.openid import NONCE

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""All with a public key: what both sides know signs nothing here."""
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY = 60
"""Seconds by which two clocks may differ."""


class Strict(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """What is asked of the company's server, and what is believed of its answer."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where it sends people back to."""
        return request.build_absolute_uri(reverse("openid_connect_callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who has come. Raises OAuth2Error where the token is not to be believed."""
        nonce = request.session.pop(NONCE, "")
        try:
            claims = self._claims(kwargs["response"].get("id_token"), app)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The token is not to be believed") from error
        if not nonce or not hmac.compare_digest(str(claims["nonce"]), nonce):
            raise OAuth2Error("The token is for another request")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _claims(self, token: Any, app: Any) -> dict[str, Any]:
        wanted, stated = app.settings["server_url"], str(self.openid_config["issuer"])
        if stated.rstrip("/") != wanted.rstrip("/"):
            raise OAuth2Error("The server calls itself by another name")
        claims: dict[str, Any] = jwt.decode(
            token,
            self._key(jwt.get_unverified_header(token).get("kid")),
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=stated,
            leeway=LEEWAY,
            options={"require": NEEDED},
        )
        if isinstance(claims["aud"], list) and claims.get("azp") != app.client_id:
            raise OAuth2Error("The token was made for somebody else")
        return claims

    def _key(self, name: str | None) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        known = [key for key in answer.json()["keys"] if name in (None, key.get("kid"))]
        if len(known) != 1:
            raise OAuth2Error("The token is signed by an unknown key")
        return jwt.PyJWK(known[0])


class CompanySignIn(OpenIDConnectProvider):  # type: ignore[misc]  # allauth ships no types
    """The provider that allauth registers."""

    oauth2_adapter_class = Strict
    pkce_enabled_default = True

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Where it begins."""
        return reverse("openid_connect_login")

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **_: Any,
    ) -> HttpResponse:
        """Send somebody to the company's server, to sign in and for nothing else."""
        nonce = request.session[NONCE] = secrets.token_urlsafe(24)
        found: HttpResponse = super().redirect(
            request, "login", next_url, data, auth_params={"nonce": nonce}
        )
        return found


provider_classes = [CompanySignIn]
