"""Writes that carry a key of their own happen once, however often they are sent.

The first one reserves the key, and its answer is kept with it. What was refused before anything
was done frees the key again. A process that ended between the two leaves the key reserved; after
a while it may be tried anew, since a plan refuses to be approved or started twice by itself.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from volver.app.clock import now
from volver.domain.errors import BadInput, Busy
from volver.server.accounts.models import User, hash_of
from volver.server.api.faults import not_as_described
from volver.server.gate import Asked
from volver.server.keys.models import Kept
from volver.server.looks import failed

HEADER = "Idempotency-Key"
LONGEST = 255
KEPT = timedelta(hours=48)
"""How long an answer is given again; a day is promised."""
LOST = timedelta(minutes=10)
"""After which nobody waits for an answer that is not there."""
REPLAYED = "Idempotency-Replayed"


def once(request: Asked, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a write; again with the same key: what was answered."""
    key = request.headers.get(HEADER)
    if key is None:
        return answer()
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable() and " " not in key):
        return not_as_described([{"type": "key", "loc": ("header", HEADER)}])
    kept, is_new = _reserved(request, key)
    if not is_new:
        return _again(request, kept)
    found = answer()
    if getattr(request, "is_begun", False):
        kept.status = found.status_code
        kept.content_type = found.headers["Content-Type"]
        kept.answer = found.content.decode()
        kept.save()
    else:
        kept.delete()  # refused at the border: nothing was done
    return found


def begun(request: HttpRequest) -> None:
    """What was asked is as the schema describes it, and is now being done."""
    request.is_begun = True  # type: ignore[attr-defined]  # read by `once`


def _reserved(request: Asked, key: str) -> tuple[Kept, bool]:
    at = now()
    Kept.objects.filter(at__lt=at - KEPT).delete()
    assert isinstance(request.user, User)
    whose = {"workspace": request.workspace, "user": request.user, "key_hash": hash_of(key)}
    Kept.objects.filter(**whose, status=None, at__lt=at - LOST).delete()
    return Kept.objects.get_or_create(**whose, defaults={"asked": _asked(request), "at": at})


def _asked(request: Asked) -> str:
    told = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(told).hexdigest()


def _again(request: Asked, kept: Kept) -> HttpResponse:
    if kept.asked != _asked(request):
        error = BadInput(
            what="This key was used for something else",
            where=f"the header {HEADER}",
            next_step="Use a new key for each write, and the same only to send the same again.",
        )
        return failed(request, error, 409)
    if kept.status is None:
        busy = Busy(
            what="The first request with this key is still being answered",
            where=f"the header {HEADER}",
            next_step="Send the same again in some seconds.",
        )
        return failed(request, busy)
    answer = HttpResponse(kept.answer, status=kept.status, content_type=kept.content_type)
    answer.headers[REPLAYED] = "true"
    return answer
