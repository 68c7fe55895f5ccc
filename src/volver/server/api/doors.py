"""How an operation is declared: its address, who may ask for it, and what it answers.

    @get("/customers", May.RANK_CUSTOMERS, CustomersPage)
    def customers(request: Asked, ...) -> CustomersPage: ...

What is declared in any other way has no gate, and is answered as one that is not there.
"""

import json
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from volver.server.api import faults
from volver.server.api.once import begun, once
from volver.server.gate import Asked, Gate
from volver.server.roles import May

JSON = "application/json"


class Strict(Parser):
    """JSON as its standard has it: UTF-8, no NaN, and no name twice in one object."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises ValueError, or RecursionError, for anything else."""
        text = request.body.decode("utf-8")
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_once)


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


class Finite(JSONRenderer):
    """No answer holds what is no number; better none at all."""

    json_dumps_params = {"allow_nan": False}  # noqa: RUF012 - as ninja has it


api = NinjaAPI(
    title="volver",
    version="1",
    description=f"What the pages of volver show and do, for programs. Made by {version('volver')}.",
    openapi_url=None,  # `schema` answers it
    docs_url=None,  # its pages come from another server
    urls_namespace="api",
    parser=Strict(),
    renderer=Finite(),
)
faults.told_by(api)
GATES: dict[tuple[str, str], Gate] = {}
"""Who may ask, by path and method."""


def get(place: str, may: May | None, answer: Any) -> Callable[[Any], Any]:
    """Declare an operation that reads. may: None is everybody who belongs to the workspace."""
    return _operation("GET", place, may, {200: answer})


def post(place: str, may: May, answer: Any, status: int = 200) -> Callable[[Any], Any]:
    """Declare an operation that writes; it takes an Idempotency-Key."""
    return _operation("POST", place, may, {status: answer})


def _operation(method: str, place: str, may: May | None, answers: Any) -> Callable[[Any], Any]:
    def declare(view: Any) -> Any:
        GATES[place, method] = Gate(may, is_api=True)

        @wraps(view)
        def run(request: Asked, **given: Any) -> Any:
            begun(request)
            return view(request, **given)

        title, _, rest = (view.__doc__ or "").partition("\n")
        api.api_operation(
            [method],
            place,
            response=answers,
            operation_id=view.__name__,
            summary=title.rstrip("."),
            description=rest.strip(),
        )(run)
        return view

    return declare


def patterns() -> list[URLPattern]:
    """The addresses of all operations, each behind its gate."""
    views = api.default_router.path_operations
    by_route = {
        place.lstrip("/").replace("{", "<").replace("}", ">"): (place, view.operations)
        for place, view in views.items()
    }
    found = []
    for pattern in api.urls[0]:
        route = str(pattern.pattern)
        if route in by_route:
            place, operations = by_route[route]
            found.append(path(route, _behind(pattern.callback, place, operations), name=route))
    return found


def _behind(view: Any, place: str, operations: list[Operation]) -> Any:
    methods = [method for one in operations for method in one.methods]
    known = {method: _known(one) for one in operations for method in one.methods}

    def answered(request: Asked, **given: Any) -> HttpResponse:
        method = request.method or ""
        if method not in methods:
            return faults.no_such_method(request, methods)
        strange = [
            {"type": "unknown" if name not in known[method] else "twice", "loc": ("query", name)}
            for name, values in request.GET.lists()
            if name not in known[method] or len(values) > 1
        ]
        if strange:
            return faults.not_as_described(strange)
        if method == "GET":
            return view(request, **given)  # type: ignore[no-any-return]  # ninja's own view
        if request.content_type != JSON:
            return faults.not_json(request)
        return once(request, lambda: view(request, **given))

    answered.gates = {method: GATES.get((place, method)) for method in methods}  # type: ignore[attr-defined]  # as `gate` on a page
    answered.csrf_exempt = True  # type: ignore[attr-defined]  # where a session writes, `entry` asks for its token
    return answered


def _known(operation: Operation) -> set[str]:
    """The names that an address of an operation may carry."""
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }
