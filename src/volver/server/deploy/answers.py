"""What the server really answers: asked from within, and looked at as a browser would."""

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.request import validate_host
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils.translation import get_language, override

from volver.present.sentence import Sentence
from volver.server.deploy.lines import Facts, Line

YEAR = 365 * 24 * 60 * 60
SIGN_IN = "/account/login/"
STRANGE = "not-ours.example.com"


def answer(facts: Facts, secure: bool = True) -> HttpResponseBase:
    """The page of sign-in, as somebody gets it who asks by the site's name."""
    made = RequestFactory(headers={"host": facts.site.hosts[0]})
    asked: HttpRequest = made.get(SIGN_IN, secure=secure)
    if secure:
        asked.META["HTTP_X_FORWARDED_PROTO"] = "https"
    handler = BaseHandler()
    handler.load_middleware()
    with override(get_language()):
        return handler.get_response(asked)


def _cookies(facts: Facts, wanted: str) -> bool:
    cookies = answer(facts).cookies
    return bool(cookies) and all(cookie[wanted] for cookie in cookies.values())


def _strict_policy(facts: Facts) -> bool:
    policy = answer(facts).headers.get("Content-Security-Policy", "")
    return "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy


def _https_for_a_year(facts: Facts) -> bool:
    said = answer(facts).headers.get("Strict-Transport-Security", "")
    return f"max-age={YEAR}" in said


def _sends_to_https(facts: Facts) -> bool:
    return answer(facts, secure=False).headers.get("Location", "").startswith("https://")


def _in_no_frame(facts: Facts) -> bool:
    headers = answer(facts).headers
    return (
        headers.get("X-Frame-Options") == "DENY"
        and headers.get("X-Content-Type-Options") == "nosniff"
    )


LINES = (
    Line(
        Sentence("Whoever asks without https is sent to https"),
        _sends_to_https,
        Sentence("Write https = true in site.toml."),
    ),
    Line(
        Sentence("Browsers are told to ask by https alone, for a year"),
        _https_for_a_year,
        Sentence("Write https = true in site.toml."),
    ),
    Line(
        Sentence("Cookies travel by https alone"),
        lambda facts: _cookies(facts, "secure"),
        Sentence("Write https = true in site.toml."),
    ),
    Line(
        Sentence("Scripts cannot read cookies"),
        lambda facts: _cookies(facts, "httponly"),
        Sentence("Serve with volver.server.settings, where they are shut to scripts."),
    ),
    Line(
        Sentence("Pages run no script and load nothing from elsewhere"),
        _strict_policy,
        Sentence("See that the proxy leaves Content-Security-Policy as it is."),
    ),
    Line(
        Sentence("Pages can be shown in nobody else's frame"),
        _in_no_frame,
        Sentence("See that the proxy leaves X-Frame-Options as it is."),
    ),
    Line(
        Sentence("Whoever asks by another name is refused"),
        lambda _: not validate_host(STRANGE, settings.ALLOWED_HOSTS),
        Sentence('Write hosts = ["clv.example.com"] in site.toml.'),
    ),
)
