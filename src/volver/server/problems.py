"""Refusals of the API as problem+json (RFC 9457): what, where, and what to do next."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from volver.domain.errors import VolverError
from volver.present.errors import told
from volver.present.sentence import Sentence
from volver.present.words import Words

PLACE = "/api/"
"""Where addresses of the API begin."""
MEDIA = "application/problem+json"
TITLES: Mapping[int, Sentence] = {
    400: Sentence("This cannot be read"),
    401: Sentence("Nobody is known by this"),
    403: Sentence("This is not allowed"),
    404: Sentence("This is not there"),
    405: Sentence("This address does not answer to that method"),
    409: Sentence("This cannot be done at the moment"),
    413: Sentence("This is too much at once"),
    415: Sentence("This is written in another way than JSON"),
    422: Sentence("This cannot be done as it was asked"),
    500: Sentence("This did not work"),
}
NOT_AS_DESCRIBED = "not-as-described"
"""The kind of a 422 for what the schema forbids; any other is about what was asked."""
KINDS: Mapping[int, str] = {
    400: "unreadable",
    401: "unknown",
    403: "not-allowed",
    404: "not-there",
    405: "no-such-method",
    409: "not-now",
    413: "too-much",
    415: "not-json",
    422: "cannot-be-done",
    500: "failed",
}


def is_api(request: HttpRequest) -> bool:
    """Whether somebody asks the API, and is to be answered in its way."""
    return request.path.startswith(PLACE)


def problem(
    error: VolverError,
    words: Words,
    status: int,
    kind: str | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:
    """An error of the product as the API tells it, in the reader's language.

    kind: the last part of `type`; None: the one that goes with the status.
    errors: where what was sent is not as the schema describes, and why.
    """
    said = told(error, words) or error
    plain: dict[str, Any] = {
        "type": f"urn:volver:problem:{kind or KINDS[status]}",
        "title": words.say(TITLES[status]),
        "status": status,
        "detail": said.what,
        "where": said.where,
        "next_step": said.next_step,
    }
    if errors:
        plain["errors"] = list(errors)
    answer = HttpResponse(json.dumps(plain), status=status, content_type=MEDIA)
    answer.headers["Content-Language"] = words.language
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="volver"'
    return answer
