"""Who may open what: every address x every role, with strangers and those who are shut out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import OTHER, SHOP, Site

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

OWNER, MARKETER, ANALYST = "owner", "marketer", "analyst"
SUPERVISOR, AGENT, READER = "supervisor", "agent", "reader"
ROLES = (OWNER, MARKETER, ANALYST, SUPERVISOR, AGENT, READER)
ALL_FIGURES = (OWNER, MARKETER, ANALYST, READER)
VALUES = (OWNER, MARKETER, ANALYST)
PLANS = (OWNER, MARKETER)
RUNS = (OWNER, ANALYST)
DESK = (OWNER, SUPERVISOR, AGENT)


@dataclass(frozen=True)
class Line:
    """One address: who may open it."""

    name: str
    allowed: tuple[str, ...]
    method: str = "get"
    args: tuple[object, ...] = ()


MATRIX = (
    Line("overview", ALL_FIGURES),
    Line("customers", VALUES),
    Line("find", (OWNER, MARKETER, ANALYST, SUPERVISOR, AGENT)),
    Line("card", (OWNER, MARKETER, ANALYST, SUPERVISOR, AGENT), args=("1",)),
    Line("segments", ALL_FIGURES),
    Line("personas", ALL_FIGURES),
    Line("journey", ALL_FIGURES),
    Line("value", ALL_FIGURES),
    Line("figures", ALL_FIGURES),
    Line("cohorts", ALL_FIGURES),
    Line("retention", ALL_FIGURES),
    Line("acquisition", ALL_FIGURES),
    Line("definitions", ALL_FIGURES),
    Line("change_definitions", RUNS),
    Line("change_definitions", RUNS, "post"),
    Line("interactions", (OWNER, MARKETER, ANALYST, SUPERVISOR)),
    Line("data", VALUES),
    Line("models", VALUES),
    Line("reports", ALL_FIGURES),
    Line("report", VALUES),
    Line("whole_book", ALL_FIGURES),
    Line("take", VALUES, args=("definition", "no-such-table", "csv")),
    Line("plans", PLANS),
    Line("draft", PLANS),
    Line("draft", PLANS, "post"),
    Line("plan", PLANS, args=("try",)),
    Line("approve", (OWNER,), "post", ("try",)),
    Line("start", PLANS, "post", ("try",)),
    Line("close", PLANS, "post", ("try",)),
    Line("remark", PLANS, "post", ("try",)),
    Line("take_plan", VALUES, args=("try", "audience", "csv")),
    Line("recommendations", VALUES),
    Line("prices", PLANS),
    Line("take_prices", PLANS, args=("csv",)),
    Line("budget", PLANS),
    Line("budget_plans", PLANS, "post"),
    Line("goals", ALL_FIGURES),
    Line("set_goal", (OWNER,), "post"),
    Line("close_goal", (OWNER,), "post", (0,)),
    Line("people", (OWNER,)),
    Line("people", (OWNER,), "post"),
    Line("change_role", (OWNER,), "post", (0,)),
    Line("shut_out", (OWNER,), "post", (0,)),
    Line("trail", (OWNER,)),
    Line("keys", (OWNER,)),
    Line("keys", (OWNER,), "post"),
    Line("end_key", (OWNER,), "post", (0,)),
    Line("forecast", ALL_FIGURES),
    Line("help", ROLES),
    Line("new_segment", VALUES),
    Line("new_segment", VALUES, "post"),
    Line("change_segment", VALUES, args=("none",)),
    Line("change_segment", VALUES, "post", ("none",)),
    Line("delete_segment", VALUES, "post", ("none",)),
    Line("segment", ALL_FIGURES, args=("none",)),
    Line("segment_members", VALUES, args=("none",)),
    Line("begin", ROLES),
    Line("runs", RUNS),
    Line("refresh", RUNS, "post"),
    Line("plan_refreshes", (OWNER,), "post"),
    Line("stop", RUNS, "post", (0,)),
    Line("upload", RUNS, "post"),
    Line("take_back", RUNS, "post", ("none",)),
    Line("rejected", RUNS, args=("none",)),
    Line("rejected_file", RUNS, args=("none",)),
    Line("my_list", DESK),
    Line("inbound_list", DESK),
    Line("take_next", DESK, "post"),
    Line("log_contact", DESK, "post"),
    Line("answer_offer", DESK, "post"),
    Line("set_next_contact", DESK, "post"),
    Line("undo_contact", DESK, "post"),
    Line("promise_kept", DESK, "post"),
    Line("contact_solved", DESK, "post"),
    Line("agents", (OWNER, SUPERVISOR)),
    Line("give_customers", (OWNER, SUPERVISOR), "post"),
    Line("move_customers", (OWNER, SUPERVISOR), "post"),
    Line("webhooks", (OWNER,)),
    Line("webhooks", (OWNER,), "post"),
    Line("test_webhook", (OWNER,), "post", (0,)),
    Line("end_webhook", (OWNER,), "post", (0,)),
    Line("settings", (OWNER,)),
    Line("trial_letter", (OWNER,), "post"),
)
OPEN = {"welcome", "look", "home", "forgotten"}
OPEN |= {"openapi"}  # the same on every server
OPEN |= {"sessions", "end_session", "end_others"}
OPEN |= {"openid_connect_login", "openid_connect_callback"}
"""Addresses outside a workspace: the way in."""
LINES = pytest.mark.parametrize("line", MATRIX, ids=lambda one: f"{one.method}-{one.name}")
pytestmark = pytest.mark.usefixtures("records")


def _asked(client: "Client", line: Line, workspace: str = SHOP) -> "HttpResponse":
    from django.urls import reverse

    address = reverse(line.name, args=[workspace, *line.args])
    return client.post(address) if line.method == "post" else client.get(address)


def _routes() -> Iterator[tuple[str, object]]:
    from django.urls import URLPattern, get_resolver

    for one in get_resolver().url_patterns:
        if isinstance(one, URLPattern):
            yield str(one.name), one.callback


def test_every_address_stands_in_the_matrix(site: Site) -> None:
    """A new address has to say here who may open it."""
    assert {name for name, _ in _routes()} == {line.name for line in MATRIX} | OPEN


def test_what_is_not_declared_is_shut(site: Site, owner: "Client") -> None:
    """A view that nobody has declared is answered as one that is not there."""
    from django.http import HttpResponse
    from django.test import RequestFactory

    from volver.server.gate import Gatekeeper, Http404

    asked = RequestFactory().get("/")
    with pytest.raises(Http404):
        Gatekeeper(lambda _: HttpResponse()).process_view(asked, lambda _: HttpResponse(), (), {})


@LINES
@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_is_its_own(site: Site, line: Line, role: str) -> None:
    """Allowed is never refused, and the rest always is, without a word of what is there."""
    answer = _asked(site.client(role), line)
    if role in line.allowed:
        assert answer.status_code not in (403, 500)
        assert "/account/login" not in answer.headers.get("Location", "")
    else:
        assert answer.status_code == 403
        assert b"<table" not in answer.content


@LINES
def test_a_stranger_is_sent_to_sign_in(site: Site, line: Line) -> None:
    """Also somebody who was shut out of the whole server."""
    for who in (None, "gone"):
        answer = _asked(site.client(who), line)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/?next=/")


@LINES
def test_somebody_elses_workspace_is_not_there(site: Site, line: Line) -> None:
    """Whether it is there or not is answered in the same words."""
    for who, place in (("stranger", SHOP), ("nobody", SHOP), ("owner", OTHER)):
        found = _asked(site.client(who), line, place)
        absent = _asked(site.client(who), line, "no-such-workspace")
        assert (found.status_code, absent.status_code) == (404, 404)
        assert _said(found, place) == _said(absent, "no-such-workspace")


def _said(answer: "HttpResponse", place: str) -> str:
    """A page without what differs anyway: its address, and the token of its forms."""
    text = answer.content.decode().replace(place, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@LINES
def test_only_the_method_that_is_meant(site: Site, owner: "Client", line: Line) -> None:
    """A link cannot approve, and nothing is deleted by a method that nobody declared."""
    from django.urls import reverse

    address = reverse(line.name, args=[SHOP, *line.args])
    both = {one.method for one in MATRIX if one.name == line.name}
    for method in {"get", "post", "put", "delete", "patch"} - both:
        assert getattr(owner, method)(address).status_code == 405


def test_a_form_from_elsewhere_is_refused(site: Site) -> None:
    """Every write wants the token that only our own pages carry."""
    from django.test import Client
    from django.urls import reverse

    from volver.server.accounts.models import User

    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.force_login(User.objects.get(email="owner@example.com"))
    for line in MATRIX:
        if line.method == "post":
            answer = client.post(reverse(line.name, args=[SHOP, *line.args]))
            assert answer.status_code == 403, line.name


def test_a_refusal_is_written_down(site: Site) -> None:
    """With the route, never with what stood in the address."""
    from volver.server.audit.models import Entry

    site.client(AGENT).get(f"/{SHOP}/customers?search=Marta")
    last = Entry.objects.latest("number")
    assert (last.action, last.actor) == ("refused", "agent@example.com")
    assert "Marta" not in str(last.details)
