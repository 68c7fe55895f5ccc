"""What nobody should send, and writes that are sent again: a clear answer, and no second effect."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.server.api_callers import BASE, PROBLEM, key_of, sent, with_key
from tests.server.conftest import OTHER, Site
from tests.server.test_api import WISH

from volver.app.plan import plan

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def program(site: Site, records: None) -> "Client":
    """An owner's program."""
    return with_key(site, key_of("owner"))


def _posted(client: "Client", body: bytes, kind: str = "application/json") -> Any:
    return client.generic("POST", f"{BASE}/plans", body, content_type=kind)


def _wish(name: str, raw: str) -> bytes:
    """A draft with one field as it is written here."""
    fields = {key: json.dumps(value) for key, value in WISH.items()} | {name: raw}
    return ("{" + ", ".join(f'"{key}": {value}' for key, value in fields.items()) + "}").encode()


NUMBERS = ("1e400", "-1e400", "NaN", "Infinity", "-1", "1e13", "9223372036854775808", '"1"', "true",
           "[]", "9" * 5000)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=lambda one: one[:20])
@pytest.mark.parametrize("name", ["budget", "capacity", "holdout_share"])
def test_only_finite_numbers_within_bounds(program: "Client", name: str, number: str) -> None:
    """What is no number of its kind is refused, and the field is named where it can be read."""
    answer = _posted(program, _wish(name, number))
    assert answer.status_code in (400, 422)
    told = answer.json()
    assert told["type"].endswith(("not-as-described", "unreadable"))
    if answer.status_code == 422:
        assert told["where"] == f"body.wish.{name}"


@pytest.mark.parametrize("number", ["0", "-0", "-0.0", "1e-400", "0.0"])
def test_numbers_next_to_nothing_are_nothing(program: "Client", number: str) -> None:
    """Understood as 0, and refused for what the workspace has not got, not for their form."""
    told = _posted(program, _wish("budget", number)).json()
    assert told["type"].endswith("cannot-be-done")
    assert "no-such-action" in told["detail"]


TEXTS = {
    "NUL": "a\x00b", "lone surrogate": "\ud800", "right to left": "\u202eevil",
    "long": "x" * 10_000, "emoji": "👩‍👩‍👧", "blank": "   ", "formula": "=cmd|'/C calc'!A0",
    "template": "{{7*7}}",
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["name", "segment", "action", "owner", "goal"])
def test_odd_texts_are_refused_or_shown_as_they_are(
    program: "Client", name: str, text: str
) -> None:
    """Never a fall, and what comes back is valid JSON."""
    answer = _posted(program, _wish(name, json.dumps(TEXTS[text])))
    assert answer.status_code == 422
    json.dumps(answer.json(), ensure_ascii=False).encode()
    if text in ("NUL", "lone surrogate", "long"):
        assert answer.json()["where"] == f"body.wish.{name}"


@pytest.mark.parametrize(
    "day",
    ['"2027-13-01"', "20000", '"2027-01-01T00:00:00"', '"01/02/2027"', "null", '"²027-01-01"'],
)
def test_a_day_is_written_one_way(program: "Client", day: str) -> None:
    """Not as a number of seconds, and not as somebody's country has it."""
    answer = _posted(program, _wish("first_day", day))
    assert (answer.status_code, answer.json()["where"]) == (422, "body.wish.first_day")


BODIES = {
    "deep lists": b"[" * 100_000,
    "closed deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "nothing": b"",
    "no JSON": b"name=try",
    "half": b'{"name": "try"',
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "not UTF-8": b'{"name": "\xff"}',
    "UTF-16": '{"name": "try"}'.encode("utf-16"),
    "a name twice": b'{"name": "a", "name": "b"}',
    "a name that is not known": _wish("workspace_id", "7"),
    "a role": _wish("role", '"admin"'),
    "a name with a lone surrogate": _wish("\\ud800", "1"),
}


@pytest.mark.parametrize("body", BODIES)
def test_odd_bodies_are_refused(program: "Client", body: str) -> None:
    """At once, whatever they are."""
    answer = _posted(program, BODIES[body])
    assert answer.status_code in ((400, 422) if BODIES[body] else (415,))  # nothing is of no kind
    assert answer.headers["Content-Type"] == PROBLEM
    assert not answer.json()["type"].endswith("cannot-be-done")


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/xml", "application/json-patch+json"],
)  # fmt: skip
def test_only_json_is_read(program: "Client", kind: str) -> None:
    """What a form can send is not."""
    assert _posted(program, _wish("budget", "1"), kind).status_code == 415


@pytest.mark.parametrize("who", ["program", "session", "anonymous"])
def test_sixty_megabytes_are_refused_unread(site: Site, who: str) -> None:
    """By what the request says of its length."""
    client = {
        "program": lambda: with_key(site, key_of("owner")),
        "session": lambda: site.client("owner"),
        "anonymous": lambda: site.client(),
    }[who]()
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        answer = _posted(client, b"x" * 60_000_000, kind)
        assert (answer.status_code, answer.headers["Content-Type"]) == (413, PROBLEM)


@pytest.mark.parametrize(
    "asked",
    ["limit=0", "limit=-1", "limit=1e9", "limit=201", "limit=1.0", "limit= 1", "limit=1_0",
     "limit=%D9%A1", "limit=9223372036854775808", "limit=1&limit=2", "limits=1",
     "sort=name;drop table x", "value_class=king", "order=up", "cursor=AAAA", "cursor=" + "A" * 401,
     "segment=nobody", "rule=1) or (1", "rule=" + "(" * 3000, "search=%00", "search=" + "x" * 201,
     "rule=read_text('/etc/passwd') = 1", "plan=../../etc", "workspace=other"],
)  # fmt: skip
def test_what_cannot_be_asked_of_the_list(program: "Client", asked: str) -> None:
    """With the place of the mistake, never a fall."""
    answer = program.get(f"{BASE}/customers?{asked}")
    assert answer.status_code == 422
    assert answer.json()["where"]


@pytest.mark.parametrize("months", ["since=0000-01", "until=9999-12", "since=2024-13", "split=x'y"])
def test_what_cannot_be_asked_of_a_figure(program: "Client", months: str) -> None:
    """Months that no calendar has, and splits that there are not."""
    assert program.get(f"{BASE}/kpis/revenue?{months}").status_code == 422


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options", "trace"])
def test_other_methods_are_named(program: "Client", method: str) -> None:
    """With those that there are."""
    answer = getattr(program, method)(f"{BASE}/plans")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("place", ["", "/", "/nothing", "/plans/a/b", "/customers/"])
def test_what_is_not_there_is_told_as_a_problem(program: "Client", place: str) -> None:
    """Also where no operation is."""
    answer = program.get(f"{BASE}{place}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic dTpw", "vk_x", "Bearer vk_é", "Bearer " + "x" * 5000]
)
def test_a_header_that_is_no_key(site: Site, header: str) -> None:
    """Known by nothing; a session that comes along does not help."""
    client = site.client("owner")
    answer = client.get(f"{BASE}/me", headers={"authorization": header})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_in_the_address_opens_nothing(site: Site) -> None:
    """It would stand in logs and histories."""
    key = key_of("owner")
    for name in ("key", "api_key", "access_token"):
        assert site.client().get(f"{BASE}/me?{name}={key}").status_code == 401


def test_a_mistake_of_ours_tells_nothing_of_itself(
    program: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log has it; whoever asked gets a problem."""
    from volver.server.api import workspace

    def broken(*_: object) -> None:
        raise RuntimeError("secret 123")

    monkeypatch.setattr(workspace, "first_page", broken)
    answer = program.get(f"{BASE}/overview")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert b"secret" not in answer.content


# Writes that are sent again


def _events(site: Site, name: str) -> int:
    return len(plan(site.shop, name).events)


def test_the_same_key_and_body_happen_once(site: Site, program: "Client") -> None:
    """Three times the same: one event, one entry of the trail, and the same answer."""
    from volver.server.audit.models import Entry

    wish = WISH | {"name": "once", "action": "call"}
    before = Entry.objects.count()
    answers = [sent(program, "/plans", wish, Idempotency_Key="k-1") for _ in range(3)]
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert [one.headers.get("Idempotency-Replayed") for one in answers] == [None, "true", "true"]
    assert (_events(site, "once"), Entry.objects.count()) == (1, before + 1)
    steps = [sent(program, "/plans/once/approve", {}, Idempotency_Key="k-2") for _ in range(3)]
    assert {one.status_code for one in steps} == {200}
    assert _events(site, "once") == 2
    refused = [sent(program, "/plans/once/approve", {}, Idempotency_Key="k-3") for _ in range(2)]
    assert [one.status_code for one in refused] == [422, 422]
    assert refused[1].headers["Idempotency-Replayed"] == "true"


def test_a_key_is_for_one_write(site: Site, program: "Client") -> None:
    """Another body, another address: refused, and the first answer stays."""
    wish = WISH | {"name": "one-write", "action": "call"}
    first = sent(program, "/plans", wish, Idempotency_Key="k")
    assert sent(program, "/plans", wish | {"goal": "x"}, Idempotency_Key="k").status_code == 409
    assert sent(program, "/plans/one-write/approve", {}, Idempotency_Key="k").status_code == 409
    assert sent(program, "/plans", wish, Idempotency_Key="k").content == first.content
    assert _events(site, "one-write") == 1


def test_a_key_is_ones_own(site: Site, program: "Client") -> None:
    """Somebody else's same word is another key, here and in another workspace."""
    wish = WISH | {"name": "mine", "action": "call"}
    sent(program, "/plans", wish, Idempotency_Key="k")
    marketer = with_key(site, key_of("marketer"))
    other = sent(marketer, "/plans", wish | {"goal": "x"}, Idempotency_Key="k")
    assert (other.status_code, "Idempotency-Replayed" in other.headers) == (201, False)
    stranger = with_key(site, key_of("stranger", workspace=OTHER))
    answer = stranger.post(
        f"/api/v1/{OTHER}/plans/mine/approve", {}, content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip
    assert answer.status_code == 404


def test_what_was_refused_at_the_border_frees_its_key(site: Site, program: "Client") -> None:
    """Nothing was done, so the mended body may come with the same key."""
    wish = WISH | {"name": "mended", "action": "call"}
    assert sent(program, "/plans", wish | {"budget": -1}, Idempotency_Key="k").status_code == 422
    assert sent(program, "/plans", wish, Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "é", "a\x7f"])
def test_a_key_that_is_none(program: "Client", key: str) -> None:
    """One to 255 printed characters without a blank."""
    assert sent(program, "/plans", WISH, Idempotency_Key=key).status_code == 422


def test_answers_are_kept_for_two_days(site: Site, program: "Client") -> None:
    """A day is promised; after two the key is free. One that was lost is free after minutes."""
    from datetime import timedelta

    from volver.server.keys.models import Kept

    wish = WISH | {"name": "kept", "action": "call"}
    for hours, times in ((25, 1), (49, 2)):
        sent(program, "/plans", wish, Idempotency_Key="k")
        held = Kept.objects.get()
        assert held.status == 201
        Kept.objects.update(at=held.at - timedelta(hours=hours))
        sent(program, "/plans", wish, Idempotency_Key="k")
        assert _events(site, "kept") == times
        Kept.objects.all().delete() if times == 2 else Kept.objects.update(at=held.at)
    sent(program, "/plans", wish, Idempotency_Key="lost")
    Kept.objects.update(status=None)
    assert sent(program, "/plans", wish, Idempotency_Key="lost").status_code == 409
    held = Kept.objects.get()
    Kept.objects.update(at=held.at - timedelta(minutes=11))
    assert sent(program, "/plans", wish, Idempotency_Key="lost").status_code == 201
