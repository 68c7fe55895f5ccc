"""What is told arrives once it can, signed, whole and late rather than never."""

import hashlib
import hmac
import json
import re
import ssl
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import OTHER, SHOP, Blocked, Site
from tests.server.receiver import Behaviour, Receiver, answer, receiver

from volver.app.clock import now
from volver.domain.errors import NotFound
from volver.server.webhooks.events import CHOICE, MAY_SAY, Event, checked
from volver.server.webhooks.guard import Guard

if TYPE_CHECKING:
    from django.test import Client

    from volver.server.webhooks.models import Delivery, Hook

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    """One receiver for the tests of this file."""
    with receiver(tmp_path_factory.mktemp("receiver")) as held:
        yield held


@pytest.fixture
def hook(site: Site, told: Receiver) -> "Hook":
    """The shop tells it everything; it has heard nothing and answers well."""
    from volver.server.accounts.models import Workspace
    from volver.server.webhooks.models import Hook

    told.heard.clear()
    told.behave = answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    return Hook.objects.create(
        workspace=Workspace.objects.get(slug=SHOP),
        address=told.address,
        events=[event.value for event in CHOICE],
        made_by="owner@example.com",
        made_at=now(),
    )


def _announced(hook: "Hook") -> "Delivery":
    from volver.server.webhooks.deliver import announce

    (one,) = announce(hook.workspace, Event.REFRESH_FINISHED, {"run": "r1", "customers": 250})
    return one


def test_what_arrives_is_signed_and_whole(hook: "Hook", told: Receiver) -> None:
    """Checked as a receiver would, with the secret and nothing of ours."""
    from volver.server.webhooks.deliver import deliver_due

    one = _announced(hook)
    assert deliver_due(now(), told.guard()) == {"delivered": 1}
    ((first, headers, body),) = told.heard
    assert first == "POST /hook?key=1 HTTP/1.1"
    assert headers["Host"] == f"hooks.example.com:{told.port}"
    said = json.loads(body)
    assert set(said) == {"id", "event", "workspace", "at", "data"}
    assert (said["id"], headers["Volver-Event-Id"]) == (one.event_id, one.event_id)
    assert (said["event"], said["workspace"]) == ("refresh.finished", SHOP)
    assert said["data"] == {"run": "r1", "customers": 250}
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["Volver-Signature"])
    assert found is not None
    assert abs(int(found[1]) - time.time()) < 60
    whole = found[1].encode() + b"." + body
    assert hmac.new(hook.secret.encode(), whole, hashlib.sha256).hexdigest() == found[2]
    assert deliver_due(now(), told.guard()) == {}
    assert len(told.heard) == 1


def _hang(line: ssl.SSLSocket) -> None:
    time.sleep(0.8)


def _drip(line: ssl.SSLSocket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\n":
        line.sendall(bytes([byte]))
        time.sleep(0.1)


def _huge(line: ssl.SSLSocket) -> None:
    for _ in range(2000):
        line.sendall(b"x" * 65536)


def _huge_body(line: ssl.SSLSocket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    _huge(line)


ANSWERS: dict[str, tuple[Behaviour, str, str]] = {
    "204": (answer("HTTP/1.1 204 No Content\r\n\r\n"), "204", "delivered"),
    "redirect inside": (
        answer("HTTP/1.1 301 Moved\r\nLocation: http://[::1]/latest/meta-data/\r\n\r\n"),
        "301",
        "waiting",
    ),
    "307 to itself": (answer("HTTP/1.1 307 Moved\r\nLocation: /hook\r\n\r\n"), "307", "waiting"),
    "429": (answer("HTTP/1.1 429 Slow down\r\nRetry-After: 0\r\n\r\n"), "429", "waiting"),
    "500": (answer("HTTP/1.1 500 Fell\r\n\r\n"), "500", "waiting"),
    "gone": (answer("HTTP/1.1 410 Gone\r\n\r\n"), "410", "given up"),
    "hangs": (_hang, "too slow", "waiting"),
    "drips": (_drip, "too slow", "waiting"),
    "hangs up": (lambda line: None, "no answer", "waiting"),
    "huge first line": (_huge, "no answer", "waiting"),
    "huge body": (_huge_body, "200", "delivered"),
    "no HTTP": (answer("SSH-2.0-hello\r\n"), "no answer", "waiting"),
    "no status": (answer("HTTP/1.1 2000 OK\r\n\r\n"), "no answer", "waiting"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_comes_to_an_end(
    hook: "Hook", told: Receiver, case: str, blocked: Blocked
) -> None:
    """In good time, with nothing followed, read to its end or kept."""
    from volver.server.webhooks.deliver import deliver_due

    told.behave, outcome, state = ANSWERS[case]
    one, began = _announced(hook), time.monotonic()
    deliver_due(now(), told.guard(patience=0.5))
    assert time.monotonic() - began < 3
    one.refresh_from_db()
    assert (one.outcome, one.state, len(told.heard)) == (outcome, state, 1)
    blocked("webhooks: hostile answers")


def test_a_certificate_has_to_be_trusted_and_the_names_own(
    hook: "Hook", told: Receiver, tmp_path: Path
) -> None:
    """An unknown authority, or the certificate of another name: nothing is sent."""
    assert told.guard(trusting=False).send(told.address, b"{}", {}) == "no trust"
    with receiver(tmp_path, "other.example.com") as other:
        assert other.guard().send(other.address, b"{}", {}) == "no trust"
        assert (other.heard, told.heard) == ([], [])
    assert other.guard().send(other.address, b"{}", {}) == "no connection"


def test_it_is_tried_again_later_and_later_and_then_given_up(hook: "Hook", told: Receiver) -> None:
    """Eight times over two days; the same id and body each time, each signed anew."""
    from volver.server.webhooks.deliver import WAITS, deliver_due

    one, at = _announced(hook), now()
    told.behave = answer("HTTP/1.1 500 Fell\r\n\r\n")
    for wait in WAITS:
        assert deliver_due(at, told.guard()) == {"waiting": 1}
        assert deliver_due(at + wait - timedelta(seconds=1), told.guard()) == {}
        at += wait
    assert deliver_due(at, told.guard()) == {"given up": 1}
    assert deliver_due(at + timedelta(days=9), told.guard()) == {}
    assert len(told.heard) == len(WAITS) + 1
    assert {body for _, _, body in told.heard} == {one.body.encode()}
    assert deliver_due(at + timedelta(days=31), told.guard()) == {}
    assert not type(one).objects.filter(pk=one.pk).exists()


def test_who_was_stopped_in_the_midst_tells_again(hook: "Hook", told: Receiver) -> None:
    """At least once: after the lease, and not before; two workers never tell the same."""
    from volver.server.webhooks.deliver import LEASE, deliver, deliver_due

    class Killed(BaseException):
        """The process is gone."""

    class Dying(Guard):
        def send(self, *_: object) -> str:
            raise Killed

    one, at = _announced(hook), now()
    with pytest.raises(Killed):
        deliver_due(at, Dying())
    assert deliver(one.pk, at, told.guard()) is None
    assert deliver_due(at + LEASE - timedelta(seconds=1), told.guard()) == {}
    assert deliver_due(at + LEASE, told.guard()) == {"delivered": 1}


def test_only_what_was_asked_for_is_told(hook: "Hook", told: Receiver) -> None:
    """By event and by workspace; nothing after the end."""
    from volver.server.accounts.models import Workspace
    from volver.server.webhooks.deliver import announce, deliver_due

    hook.events = ["alert"]
    hook.save()
    assert announce(hook.workspace, Event.REFRESH_FAILED) == []
    assert announce(Workspace.objects.get(slug=OTHER), Event.ALERT) == []
    (one,) = announce(hook.workspace, Event.ALERT, {"count": 2})
    hook.ended_at = now()
    hook.save()
    assert announce(hook.workspace, Event.ALERT) == []
    assert deliver_due(now(), told.guard()) == {"given up": 1}
    one.refresh_from_db()
    assert (one.outcome, told.heard) == ("ended", [])


def test_no_event_may_speak_of_a_customer() -> None:
    """What an event may say is listed, and the list names nobody."""
    for event in Event:
        assert not MAY_SAY[event] & {"customer", "customer_id", "email", "name", "phone"}
        with pytest.raises(ValueError, match="may not say"):
            checked(event, {"customer_id": "1"})
    assert checked(Event.ALERT, {"text": "x" * 999}) == {"text": "x" * 200}


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch, told: Receiver) -> None:
    """The pages take the test's receiver for a public one."""
    monkeypatch.setattr("volver.server.pages.webhooks.GUARD", told.guard())


@pytest.mark.usefixtures("public")
def test_an_owner_adds_tests_and_ends_one(site: Site, owner: "Client", told: Receiver) -> None:
    """The secret is shown once; each step is written down, the address's path and key are not."""
    from volver.server.audit.models import Entry
    from volver.server.webhooks.models import Hook

    told.heard.clear()
    told.behave = answer("HTTP/1.1 200 OK\r\n\r\n")
    place = f"/{SHOP}/webhooks"
    shown = owner.post(place, {"address": told.address, "events": ["alert", "plan.approved"]})
    hook = Hook.objects.get(ended_at=None)
    assert f"<code>{hook.secret}</code>" in shown.content.decode()
    assert hook.secret not in owner.get(place).content.decode()
    assert "key=1" not in owner.get(place).content.decode()
    assert "nothing yet" in owner.get(place).content.decode()
    assert owner.post(f"{place}/{hook.pk}/test").status_code == 302
    assert json.loads(told.heard[0][2])["event"] == "test"
    assert "A test: delivered (200)" in owner.get(place).content.decode()
    owner.post(f"{place}/{hook.pk}/end")
    assert owner.post(f"{place}/{hook.pk}/test").status_code == 404
    assert "Nobody is told yet" in owner.get(place).content.decode()
    done = list(Entry.objects.order_by("-number")[:3])
    assert [one.action for one in done] == [
        "ended a webhook", "tested a webhook", "added a webhook",
    ]  # fmt: skip
    assert {one.subject for one in done} == {"hooks.example.com"}


@pytest.mark.usefixtures("public")
def test_one_workspaces_webhooks_are_not_anothers(site: Site, hook: "Hook") -> None:
    """They are not there, whatever is done with them."""
    stranger = site.client("stranger")
    assert "hooks.example.com" not in stranger.get(f"/{OTHER}/webhooks").content.decode()
    for step in ("test", "end"):
        assert stranger.post(f"/{OTHER}/webhooks/{hook.pk}/{step}").status_code == 404
    hook.refresh_from_db()
    assert hook.ended_at is None


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"address": "https://[::1]/", "events": "alert"}, 422),
        ({"address": "http://example.com/", "events": "alert"}, 422),
        ({"address": "", "events": "alert"}, 422),
        ({"address": "https://example.com/"}, 422),
        ({"address": "https://example.com/", "events": "customers"}, 422),
        ({"address": "https://example.com/" + "x" * 500, "events": "alert"}, 422),
    ],
)
def test_what_cannot_be_told_is_not_kept(
    owner: "Client", given: dict[str, str], status: int
) -> None:
    """A clear answer, in both languages, and nothing is written down."""
    from volver.server.webhooks.models import Hook

    for language in ("en", "es"):
        answered = owner.post(f"/{SHOP}/webhooks", given, headers={"accept-language": language})
        assert answered.status_code == status
    assert not Hook.objects.exists()


@pytest.mark.usefixtures("public")
def test_there_is_an_end_to_how_many(owner: "Client", told: Receiver) -> None:
    """Twenty in a workspace."""
    given = {"address": told.address, "events": "alert"}
    answered = [owner.post(f"/{SHOP}/webhooks", given).status_code for _ in range(21)]
    assert answered == [*[200] * 20, 422]


def test_a_plan_that_is_approved_is_announced(hook: "Hook", owner: "Client") -> None:
    """With its name, and nothing else of it."""
    plan = {
        "name": "told", "segment": "good", "action": "call", "owner": "Eva",
        "first_day": "2027-01-01", "last_day": "2027-02-01", "holdout": "10",
    }  # fmt: skip
    owner.post(f"/{SHOP}/plans/new", plan)
    assert owner.post(f"/{SHOP}/plans/told/approve").status_code == 302
    assert json.loads(hook.deliveries.get().body)["data"] == {"plan": "told"}
    owner.post(f"/{SHOP}/plans/told/start")
    assert hook.deliveries.count() == 1


def test_records_alone_sign_nothing(hook: "Hook") -> None:
    """The secret is made of the server's own, which the records do not hold."""
    from django.test import override_settings

    secret = hook.secret
    assert len(secret) >= 40
    assert not any(secret in str(value) for value in vars(hook).values())
    with override_settings(SECRET_KEY="x" * 50):
        assert hook.secret != secret


def test_the_command_needs_a_server_that_was_started(tmp_path: Path) -> None:
    """It says so."""
    from volver.server.webhooks.command import deliver_once

    with pytest.raises(NotFound, match="No server"):
        deliver_once(tmp_path)
