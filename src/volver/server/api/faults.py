"""What went wrong with a request, told as problem+json."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from volver.domain.errors import BadInput, VolverError
from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.api.entry import too_much
from volver.server.looks import failed, missing, words_for
from volver.server.problems import NOT_AS_DESCRIBED, problem

LOG = logging.getLogger("volver.api")
MOST = 20
"""Faults of one request that are told."""
LONGEST = 120
"""Characters of the place of a fault."""
SAYS: Mapping[str, Sentence] = {
    "missing": Sentence("is missing"),
    "extra_forbidden": Sentence("is not known here"),
    "unknown": Sentence("is not known here"),
    "twice": Sentence("is given more than once"),
    "string_type": Sentence("is no text"),
    "string_too_long": Sentence("is longer than {max_length:count} characters"),
    "string_too_short": Sentence("is shorter than {min_length:count} characters"),
    "string_unicode": Sentence("is no text that can be written"),
    "day": Sentence("is no day, written such as 2026-11-22"),
    "whole": Sentence("is no whole number"),
    "int_type": Sentence("is no whole number"),
    "int_from_float": Sentence("is no whole number"),
    "float_type": Sentence("is no number"),
    "finite_number": Sentence("is no finite number"),
    "greater_than_equal": Sentence("is below {ge:decimal}"),
    "less_than_equal": Sentence("is above {le:decimal}"),
    "literal_error": Sentence("is none of: {expected:text}"),
    "dict_type": Sentence("is no object"),
    "model_attributes_type": Sentence("is no object"),
    "model_type": Sentence("is no object"),
}
"""By the kind of fault, as pydantic or `types` names it."""
OTHER = Sentence("is not as the schema describes it")


def not_as_described(faults: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """The answer to what the schema forbids, fault by fault."""
    words = words_for()
    told = list(_told(faults, words))
    error = BadInput(
        what="What was sent is not as the schema describes it",
        where=told[0]["where"] if told else "the request",
        next_step="Mend it; the schema is at /api/v1/openapi.json.",
    )
    return problem(error, words, 422, NOT_AS_DESCRIBED, told)


def _told(faults: Sequence[Mapping[str, Any]], words: Words) -> Iterator[dict[str, str]]:
    for fault in faults[:MOST]:
        kind = fault["type"]
        if kind == "value_error":  # what `types` raises says which
            kind = fault["ctx"]["error"]
        where = ".".join(str(part) for part in fault["loc"])[:LONGEST]
        said = SAYS.get(kind, OTHER)
        values = {k: v for k, v in fault.get("ctx", {}).items() if f"{{{k}:" in said.text}
        # A name that somebody made up may hold what no text can.
        shown = where.encode("utf-8", "backslashreplace").decode("utf-8")
        yield {"where": shown, "says": words.say(replace(said, values=values))}


def unreadable(request: HttpRequest) -> HttpResponse:
    """The answer to what is no JSON."""
    error = BadInput(
        what="The body is no JSON that can be read",
        where="the body",
        next_step="Send one JSON object in UTF-8, with finite numbers and every name once.",
    )
    return failed(request, error, 400)


def not_json(request: HttpRequest) -> HttpResponse:
    """The answer to another kind of content."""
    error = BadInput(
        what="Only JSON is read here",
        where="the header Content-Type",
        next_step="Send Content-Type: application/json",
    )
    return failed(request, error, 415)


def no_such_method(request: HttpRequest, allowed: list[str]) -> HttpResponse:
    """The answer to a method that an address does not have."""
    error = VolverError(
        what="This address does not answer to that method",
        where="the method",
        next_step=f"Use one of: {', '.join(allowed)}.",
    )
    answer = failed(request, error, 405)
    answer.headers["Allow"] = ", ".join(allowed)
    return answer


def told_by(api: NinjaAPI) -> None:
    """Have the API tell everything that can go wrong in this way."""
    tell: Any = api.add_exception_handler  # ninja's types take an error for its class
    tell(ValidationError, lambda _, error: not_as_described(error.errors))
    tell(VolverError, failed)
    tell(Http404, missing)
    tell(HttpError, lambda request, _: unreadable(request))
    tell(RequestDataTooBig, lambda request, _: too_much(request))
    tell(SuspiciousOperation, lambda request, _: unreadable(request))
    tell(Exception, _broken)


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A mistake of ours: told to the log in full, and to nobody else."""
    LOG.error("%s failed", request.resolver_match and request.resolver_match.route, exc_info=error)
    said = VolverError(
        what="Something went wrong on the server",
        where="the server",
        next_step="Try again; if it stays, tell whoever runs the server at what time it was.",
    )
    return failed(request, said, 500)
