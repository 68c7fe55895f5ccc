"""Who may ask the API for what, and that its figures are the library's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from tests.server.api_callers import BASE, PROBLEM, callers, key_of, sent, with_key
from tests.server.conftest import OTHER, SHOP, Site

from volver.app.plan import plan

if TYPE_CHECKING:
    from django.test import Client

OWNER, MARKETER, ANALYST = "owner", "marketer", "analyst"
SUPERVISOR, AGENT, READER = "supervisor", "agent", "reader"
ROLES = (OWNER, MARKETER, ANALYST, SUPERVISOR, AGENT, READER)
ALL_FIGURES = (OWNER, MARKETER, ANALYST, READER)
VALUES = (OWNER, MARKETER, ANALYST)
PLANS = (OWNER, MARKETER)
CARDS = (OWNER, MARKETER, ANALYST, SUPERVISOR, AGENT)


@dataclass(frozen=True)
class Line:
    """One operation: who may ask for it, and what is asked."""

    name: str
    allowed: tuple[str, ...]
    place: str
    query: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    method: str = "get"


WISH = {
    "name": "try", "segment": "best", "action": "no-such-action", "owner": "Ana",
    "first_day": "2027-01-01", "last_day": "2027-02-01",
}  # fmt: skip
MATRIX = (
    Line("me", ROLES, "/me"),
    Line("overview", ALL_FIGURES, "/overview"),
    Line("newest_run", ALL_FIGURES, "/runs/newest"),
    Line("models", VALUES, "/models"),
    Line("customers", VALUES, "/customers", "?limit=3"),
    Line("customer", CARDS, "/customers/1"),
    Line("offers", CARDS, "/offers/1"),
    Line("preview", VALUES, "/segments/preview", "?rule=orders+%3E%3D+2"),
    Line("related", ALL_FIGURES, "/related/none"),
    Line("sheets", ROLES, "/sheets"),
    Line("sheet", ALL_FIGURES, "/sheets/cohorts"),
    Line("service_sheet", (*VALUES, SUPERVISOR), "/service-sheets/service"),
    Line("model_sheet", VALUES, "/model-sheets/quality"),
    Line("kpis", ALL_FIGURES, "/kpis"),
    Line("kpi", ALL_FIGURES, "/kpis/aov", "?by=year"),
    Line("plans", PLANS, "/plans"),
    Line("plan", PLANS, "/plans/try"),
    Line("draft", PLANS, "/plans", body=WISH, method="post"),
    Line("approve", (OWNER,), "/plans/try/approve", method="post"),
    Line("start", PLANS, "/plans/try/start", method="post"),
    Line("close", PLANS, "/plans/try/close", method="post"),
)
LINES = pytest.mark.parametrize("line", MATRIX, ids=lambda one: one.name)
UNKNOWN = ("anonymous", "disabled person", "key of a disabled person", "key beyond its maker",
           "key that ended", "key past its day", "made-up key")  # fmt: skip
ELSEWHERE = ("stranger by session", "stranger by key", "nobody by session")
pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def everybody(site: Site, records: None) -> dict[str, "Client"]:
    """Whoever may come."""
    return callers(site)


def _asked(client: "Client", line: Line, workspace: str = SHOP) -> Any:
    address = f"/api/v1/{workspace}{line.place}{line.query}"
    if line.method == "post":
        return client.post(address, line.body, content_type="application/json")
    return client.get(address)


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    from volver.server.api.schema import description

    for place, item in description()["paths"].items():
        for method, operation in item.items():
            yield place, method, operation


def test_every_operation_stands_in_the_matrix(site: Site) -> None:
    """A new one has to say here who may ask for it; and what the schema says of it is the same."""
    told = {operation["operationId"]: (place, method) for place, method, operation in _operations()}
    assert set(told) == {line.name for line in MATRIX}
    for line in MATRIX:
        place, method = told[line.name]
        assert method == line.method
        assert place.count("/") == f"/api/v1/x{line.place}".count("/")
    for place, _, operation in _operations():
        line = next(one for one in MATRIX if one.name == operation["operationId"])
        assert operation["description"].endswith(f"For: {', '.join(line.allowed)}."), place


@LINES
def test_who_may_ask(everybody: dict[str, "Client"], line: Line) -> None:
    """Every caller, own workspace and another: a role gets its own, and nobody else anything."""
    cells = 0
    for name, client in everybody.items():
        own, other, absent = (_asked(client, line, place) for place in (SHOP, OTHER, "none"))
        role = name.partition(" ")[0]
        if name in UNKNOWN:
            expected = {401}
            assert [one.status_code for one in (other, absent)] == [401, 401], name
        elif name in ELSEWHERE:
            expected = {404}
            assert absent.status_code == 404
            assert own.content == absent.content, name
        else:
            expected = {200, 201, 404, 422} if role in line.allowed else {403}
            assert other.content == absent.content, name
            assert absent.status_code == 404
        assert own.status_code in expected, name
        if own.status_code >= 400:
            assert own.headers["Content-Type"] == PROBLEM
            assert {"type", "title", "status", "detail", "where", "next_step"} <= set(own.json())
        if role in line.allowed and line.method == "get" and line.name not in ("plan", "related"):
            assert own.status_code == 200, name
        cells += 1
    assert cells == 2 * len(ROLES) + len(UNKNOWN) + len(ELSEWHERE)


@LINES
def test_a_session_writes_with_its_token_alone(site: Site, line: Line) -> None:
    """A form on another site cannot write; a key needs no token, for a browser never sends it."""
    from django.test import Client

    from volver.server.accounts.models import User

    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.force_login(User.objects.get(email="owner@example.com"))
    refused = _asked(client, line).status_code == 403
    assert refused == (line.method == "post")
    program = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    program.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key_of(OWNER)}"
    assert _asked(program, line).status_code != 403


def test_what_is_not_declared_is_shut(site: Site, owner: "Client") -> None:
    """An operation that forgot to say for whom it is, is answered as one that is not there."""
    from django.http import Http404, HttpResponse
    from django.test import RequestFactory

    from volver.server.gate import Gatekeeper, gate_of

    def forgot(request: Any) -> HttpResponse:
        raise AssertionError("nobody comes here")

    forgot.gates = {"GET": None}  # type: ignore[attr-defined]  # as `doors` puts it there
    assert gate_of(forgot, "GET") is None
    with pytest.raises(Http404):
        Gatekeeper(lambda _: HttpResponse()).process_view(RequestFactory().get("/"), forgot, (), {})


def test_every_address_of_the_api_has_gates(site: Site) -> None:
    """None is reached but through `doors`."""
    from volver.server.api.doors import patterns

    assert all(
        gate is not None and gate.is_api
        for pattern in patterns()
        for gate in pattern.callback.gates.values()  # type: ignore[attr-defined]  # as above
    )
    assert len({str(pattern.pattern) for pattern in patterns()}) == len(
        {place for place, _, _ in _operations()}
    )


def test_a_key_ends_with_its_makers_place(site: Site) -> None:
    """Shut out, or made less than the key: it opens nothing from then on."""
    from volver.server.accounts.models import Membership

    program = with_key(site, key_of(MARKETER))
    held = Membership.objects.get(user__email="marketer@example.com")
    assert program.get(f"{BASE}/me").json()["role"] == MARKETER
    held.role = READER
    held.save()
    assert program.get(f"{BASE}/me").status_code == 401
    held.delete()
    assert program.get(f"{BASE}/me").status_code == 401


def test_a_key_is_shown_once_and_kept_as_a_hash(site: Site, owner: "Client") -> None:
    """Made on the page, used, ended on the page; the trail tells both and never the key."""
    import re

    from volver.server.audit.models import Entry
    from volver.server.keys.models import ApiKey

    before = Entry.objects.count()
    given = {"name": "<b>Excel</b>", "role": "reader", "until": _in_days(30)}
    page = owner.post(f"/{SHOP}/keys", given).content.decode()
    found = re.search(r"<code>(vk_[\w-]{43})</code>", page)
    assert found is not None
    assert "<b>Excel" not in page
    assert found[1] not in owner.get(f"/{SHOP}/keys").content.decode()
    held = ApiKey.objects.latest("pk")
    assert found[1] not in str(held.__dict__)
    program = with_key(site, found[1])
    assert program.get(f"{BASE}/me").json()["key"] == "<b>Excel</b>"
    assert owner.post(f"/{SHOP}/keys/{held.pk}/end").status_code == 302
    assert program.get(f"{BASE}/me").status_code == 401
    told = list(Entry.objects.filter(number__gt=before).order_by("number"))
    assert [one.action for one in told] == ["made a key", "ended a key"]
    assert found[1] not in str([one.__dict__ for one in told])


def _in_days(days: int) -> str:
    from datetime import timedelta

    from volver.app.clock import now

    return (now() + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize(
    "wrong", [{"until": "2020-01-01"}, {"until": "2999-01-01"}, {"role": "god"}, {"name": ""}]
)
def test_a_key_that_cannot_be(site: Site, owner: "Client", wrong: dict[str, str]) -> None:
    """Past its day at once, for ever, of no role or without a name."""
    given = {"name": "Excel", "role": "reader", "until": _in_days(30)} | wrong
    answer = owner.post(f"/{SHOP}/keys", given)
    assert answer.status_code == 422
    assert b"<code>vk_" not in answer.content


def test_a_key_is_offered_until_a_day_that_every_browser_reads(owner: "Client") -> None:
    """A field of a day takes it in one way, whatever the reader's language."""
    import re

    page = owner.get(f"/{SHOP}/keys", headers={"accept-language": "es"}).content.decode()
    assert re.search(r'name="until" value="\d{4}-\d\d-\d\d"', page)


def test_a_plan_from_draft_to_close(site: Site) -> None:
    """As on the pages: by the same functions, with the same entries of the trail."""
    from volver.server.audit.models import Entry

    before = Entry.objects.count()
    owner, marketer = (with_key(site, key_of(who)) for who in (OWNER, MARKETER))
    wish = WISH | {"name": "by-key", "action": "call", "budget": 100.5, "capacity": 40}
    made = sent(marketer, "/plans", wish)
    assert made.status_code == 201
    assert made.json()["proposal"]["constraints"]["budget"] == 100.5
    assert sent(marketer, "/plans/by-key/approve", {}).status_code == 403
    assert sent(marketer, "/plans/by-key/start", {}).status_code == 422
    assert sent(owner, "/plans/by-key/approve", {"note": "yes"}).json()["state"] == "approved"
    assert sent(owner, "/plans/by-key/approve", {}).status_code == 422
    assert sent(marketer, "/plans/by-key/start", {}).json()["state"] == "running"
    assert sent(marketer, "/plans/by-key/close", {}).json()["state"] == "closed"
    found = plan(site.shop, "by-key")
    assert found.approved_by == "owner"
    told = owner.get(f"{BASE}/plans/by-key").json()
    assert [event["kind"] for event in told["events"]] == [event.kind for event in found.events]
    assert "by-key" in [one["proposal"]["name"] for one in owner.get(f"{BASE}/plans").json()]
    entries = Entry.objects.filter(number__gt=before, subject="by-key").order_by("number")
    assert [(one.action, one.actor, one.details["key"]) for one in entries] == [
        ("drafted a plan", "marketer@example.com", "of marketer"),
        ("plan approved", "owner@example.com", "of owner"),
        ("plan started", "marketer@example.com", "of marketer"),
        ("plan closed", "marketer@example.com", "of marketer"),
    ]


def test_a_list_that_is_begun_stands_in_the_trail(site: Site) -> None:
    """Once for all its pages: whoever walks through takes the customers away."""
    from volver.server.audit.models import Entry

    program = with_key(site, key_of(ANALYST))
    before = Entry.objects.filter(action="exported").count()
    page = program.get(f"{BASE}/customers?limit=100").json()
    program.get(f"{BASE}/customers?limit=100&cursor={page['next']}")
    assert Entry.objects.filter(action="exported").count() == before + 1


def test_errors_are_in_the_readers_language(site: Site) -> None:
    """Also what is wrong with single fields."""
    program = with_key(site, key_of(OWNER))
    answer = program.get(f"{BASE}/customers?limit=0", headers={"accept-language": "es"})
    assert answer.headers["Content-Language"] == "es"
    told = answer.json()
    assert told["title"] == "Esto no se puede hacer como se pidió"
    assert told["errors"] == [{"where": "query.limit", "says": "está por debajo de 1,0"}]


def test_the_description_is_for_anybody(site: Site) -> None:
    """Without a key, for tools that send none; and it names nobody."""
    answer = site.client().get("/api/v1/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"
    assert f"/{SHOP}/" not in answer.content.decode()
    assert "For: owner" in answer.content.decode()
