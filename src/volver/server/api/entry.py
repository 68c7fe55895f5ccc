"""Who asks the API: a program that shows a key, or somebody who is signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja.utils import check_csrf

from volver.app.clock import now
from volver.domain.errors import VolverError
from volver.server.keys.models import ApiKey
from volver.server.looks import failed

SAFE = ("GET", "HEAD", "OPTIONS")


def identify(request: HttpRequest) -> HttpResponse | None:
    """Put onto the request who asks, and by which key; or refuse.

    Whoever shows a key is known by it alone, whatever session comes along.
    """
    if too_long(request):
        return too_much(request)
    shown = request.headers.get("Authorization")
    if shown is not None:
        scheme, _, key = shown.partition(" ")
        held = ApiKey.of(key, now()) if scheme.lower() == "bearer" else None
        if held is None:
            return unknown(request)
        request.user = held.maker
        request.key = held  # type: ignore[attr-defined]  # what a request carries, see gate.Asked
        return None
    if not request.user.is_authenticated:
        return unknown(request)
    if request.method not in SAFE and check_csrf(request) is not None:
        return _without_token(request)
    return None


def too_long(request: HttpRequest) -> bool:
    """Whether the body is longer than is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    return not (length.isascii() and length.isdigit()) or int(length) > most


def too_much(request: HttpRequest) -> HttpResponse:
    """The answer to that."""
    error = VolverError(
        what="What was sent is longer than a million bytes",
        where="the body",
        next_step="Send less at once.",
    )
    return failed(request, error, 413)


def unknown(request: HttpRequest) -> HttpResponse:
    """The answer to nobody; the same for a key that never was, has ended or is past its day."""
    error = VolverError(
        what="Neither a key that opens anything nor a session came along",
        where="the header Authorization",
        next_step="Send Authorization: Bearer, a blank and a key. An owner makes one on the page"
        " of keys.",
    )
    return failed(request, error, 401)


def _without_token(request: HttpRequest) -> HttpResponse:
    error = VolverError(
        what="A write of a session needs the token that only our own pages carry",
        where="the header X-CSRFToken",
        next_step="Use a key: it needs no token.",
    )
    return failed(request, error, 403)
