"""The description of the API (OpenAPI 3.1), with every answer that can come back."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.openapi import get_schema

from volver.server.api import customers, plans, products, sheets, workspace
from volver.server.api.doors import GATES, api
from volver.server.api.once import HEADER, LONGEST, REPLAYED
from volver.server.gate import open_page
from volver.server.problems import MEDIA, TITLES
from volver.server.roles import GRANTED

OPERATIONS = (workspace, customers, products, sheets, plans)
"""Modules whose operations there are: imported, they are declared."""
PREFIX = "api/v1/{workspace}/"
READS = (400, 401, 403, 404, 405, 409, 413, 422, 500)
WRITES = (*READS[:-2], 415, *READS[-2:])
PROBLEM = {
    "title": "Problem",
    "description": "What went wrong, in the language of Accept-Language (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "where", "next_step"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:volver:problem:[a-z-]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened."},
        "where": {"type": "string"},
        "next_step": {"type": "string", "description": "What to do next."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "says"],
                "properties": {"where": {"type": "string"}, "says": {"type": "string"}},
            },
        },
    },
}


@cache
def description() -> dict[str, Any]:
    """The schema as ninja makes it, and what is the same of every operation."""
    made = json.loads(json.dumps(get_schema(api, PREFIX)))
    made["components"]["schemas"]["Problem"] = PROBLEM
    made["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key of the page of keys."}
    }
    made["security"] = [{"key": []}]
    for place, item in made["paths"].items():
        for method, operation in item.items():
            _complete(place, method.upper(), operation)
    del made["servers"]
    return dict(made)


def _complete(place: str, method: str, operation: dict[str, Any]) -> None:
    gate = GATES[_declared(place), method]
    roles = [role.value for role, may in GRANTED.items() if gate.may is None or gate.may in may]
    told = f"For: {', '.join(roles)}."
    operation["description"] = "\n\n".join(filter(None, [operation.get("description"), told]))
    operation["x-may"] = None if gate.may is None else gate.may.value
    operation["parameters"] = [*_shared(method), *operation["parameters"]]
    for answer in operation["responses"].values():
        if method == "POST":
            answer["headers"] = {REPLAYED: {"schema": {"const": "true"}}}
    for status in WRITES if method == "POST" else READS:
        operation["responses"][str(status)] = {
            "description": TITLES[status].text,
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _declared(place: str) -> str:
    """The path as it was declared, before ninja took the kinds of its parts out."""
    bare = place.removeprefix(f"/{PREFIX.rstrip('/')}")
    return next(known for known, _ in GATES if known.replace("{path:", "{") == bare)


def _shared(method: str) -> Iterator[dict[str, Any]]:
    yield {
        "in": "path",
        "name": "workspace",
        "required": True,
        "description": "As it stands in the addresses of its pages.",
        "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,50}$"},
    }
    if method == "POST":
        yield {
            "in": "header",
            "name": HEADER,
            "required": False,
            "description": "Sent again with the same key, a write happens once. Kept for two days.",
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                "pattern": "^[!-~]+$",
            },
        }


@open_page()
def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for anybody: it is the same on every server, and says nothing of this one.

    Tools that read it send no key, and to hide what is in the published source protects nobody.
    """
    return HttpResponse(json.dumps(description()), content_type="application/json")
