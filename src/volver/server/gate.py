"""The one point where it is decided who may open what. What is not declared is shut.

A page says who may open it where it is defined:

    @page(May.READ)
    def overview(request: Asked) -> HttpResponse: ...

Its address begins with a workspace, whom one has to belong to. Somebody else's workspace is
answered as one that is not there, so that nobody learns who works with whom. An operation of the
API says it for each of its methods (`api.doors`), and is refused as programs understand it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.views.decorators.http import require_http_methods

from volver.server.accounts.models import Membership, User, Workspace
from volver.server.api.entry import identify
from volver.server.audit.chain import record
from volver.server.keys.models import ApiKey
from volver.server.roles import GRANTED, May, Role

View = Callable[..., HttpResponseBase]
SIGN_IN = ("allauth.account.", "allauth.mfa.")
"""Where the views of sign-in live, which look after themselves."""
OPENED = {
    "account_login", "account_logout", "account_inactive", "account_signup",
    "account_reauthenticate", "account_change_password", "account_set_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn",
    "mfa_remove_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn",
}  # fmt: skip
"""Those that we show. The e-mail is whom one was invited as: nobody gives himself another."""


class Asked(HttpRequest):
    """A request that came through the gate, which has put these onto it."""

    user: User
    workspace: Workspace
    role: Role
    folder: Path
    """Of the workspace."""
    key: ApiKey
    """With which a program asks the API; not there where a person does."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may pass: everybody, or who belongs to the workspace and may do this."""

    may: May | None
    is_open: bool = False
    is_api: bool = False
    """Whether programs ask, which show a key and are never sent to sign-in."""


def page(may: May | None, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Declare a view of a workspace, and who may open it; None is everybody who belongs to it."""

    def declare(view: View) -> View:
        return _declared(view, Gate(may), methods)

    return declare


def open_page(methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Declare a view that anybody may open, signed in or not."""

    def declare(view: View) -> View:
        return _declared(view, Gate(None, is_open=True), methods)

    return declare


def _declared(view: View, gate: Gate, methods: tuple[str, ...]) -> View:
    limited = wraps(view)(require_http_methods(list(methods))(view))
    limited.gate = gate  # type: ignore[attr-defined]  # a function carries what it declares
    return limited


def gate_of(view: View, method: str | None) -> Gate | None:
    """What a view declares, for a method where it differs; None where it declares nothing."""
    by_method: Mapping[str, Gate | None] | None = getattr(view, "gates", None)
    if by_method is not None:
        return by_method.get(method or "", REFUSES)
    found: Gate | None = getattr(view, "gate", None)
    return found


def is_sign_in(view: View) -> bool:
    """Whether a view is one of allauth's."""
    return str(getattr(view, "__module__", "")).startswith(SIGN_IN)


REFUSES = Gate(None, is_open=True)
"""Of a method that an operation does not have: the view itself says so."""


class Gatekeeper:
    """Middleware: stands before every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let through, send to sign-in, or refuse."""
        gate = gate_of(view, request.method)
        if gate is None:
            if is_sign_in(view) and _name(request) in OPENED:
                return None
            raise Http404
        if gate.is_open:
            return None
        if gate.is_api:
            answer = identify(request)
            if answer is not None:
                return answer
        elif not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return self._within(request, gate, kwargs)

    def _within(
        self, request: HttpRequest, gate: Gate, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        slug = kwargs.pop("workspace", None)
        if slug is not None:
            held = _membership(request, slug)
            if held is None:
                record(request, "refused", slug, {"address": _place(request)})
                raise Http404
            asked = cast(Asked, request)
            asked.workspace, asked.role = held.workspace, Role(held.role)
            asked.folder = Path(held.workspace.folder)
            if gate.may is not None and gate.may not in GRANTED[Role(held.role)]:
                record(request, "refused", gate.may.value, {"address": _place(request)})
                from volver.server.looks import refused

                return refused(request)
        elif gate.may is not None:
            raise Http404  # what needs a right needs a workspace that grants it
        return None


def _membership(request: HttpRequest, slug: str) -> Membership | ApiKey | None:
    """Who somebody is there; a key is what it was made for, and nowhere else."""
    key: ApiKey | None = getattr(request, "key", None)
    if key is not None:
        return key if key.workspace.slug == slug else None
    assert isinstance(request.user, User)  # `process_view` has seen to it
    return (
        Membership.objects.select_related("workspace")
        .filter(user=request.user, workspace__slug=slug)
        .first()
    )


def _name(request: HttpRequest) -> str:
    match: ResolverMatch | None = request.resolver_match
    return "" if match is None else match.url_name or ""


def _place(request: HttpRequest) -> str:
    """The route that was asked for: an address may hold a customer's name, a route does not."""
    match: ResolverMatch | None = request.resolver_match
    return "" if match is None else match.route
