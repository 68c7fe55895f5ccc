"""What agents note down: bounded, shown as text, told to nobody else, and in the figures."""

import logging
from pathlib import Path

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.desk import HERE, LATER, NEXT, form, listed, log, number_of, shop

from volver.app.clock import now
from volver.app.published import PublishedRun
from volver.app.run import run
from volver.app.today import today
from volver.app.workspace import LOGGED, Workspace
from volver.domain.ports import Quiet

pytestmark = pytest.mark.usefixtures("records")


def test_a_form_that_is_sent_twice_is_written_once(site: Site) -> None:
    """Two quick clicks are one contact."""
    from volver.server.contacts.models import LoggedContact

    agent, same = site.client("agent"), form()
    answers = [agent.post(f"{HERE}/log", same) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert LoggedContact.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "sold"}, {"customer": ""}, {"customer": "no such one"}, {"note": "x" * 2001},
        {"note": "bell \x07"}, {"promise": "something"}, {"promise_due": LATER},
        {"next_contact": "2001-01-01"}, {"next_contact": "9999-12-31"}, {"next_contact": "soon"},
        {"once": "1"}, {"result": "note"}, {"direction": "up"}, {"customer": "x" * 9000},
    ],
)  # fmt: skip
def test_what_cannot_be_noted_down_is_refused_in_words(site: Site, wrong: dict[str, str]) -> None:
    """And nothing of it is written, nor repeated."""
    from volver.server.contacts.models import LoggedContact

    answer = log(site.client("agent"), **wrong)
    assert answer.status_code in (404, 422)
    assert b"Traceback" not in answer.content
    assert not LoggedContact.objects.exists()


@pytest.mark.parametrize("place", ["undo", "kept", "solved"])
@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999", "1" * 30])
def test_a_number_of_nothing_is_answered_in_words(site: Site, place: str, number: str) -> None:
    """Never by a fall."""
    answer = site.client("agent").post(f"{HERE}/{place}", {"number": number})
    assert answer.status_code in (404, 422)


def test_nobody_takes_back_what_another_has_noted_down(site: Site) -> None:
    """But whoever leads the agents may; somebody of another workspace does not find it."""
    from volver.server.contacts.models import LoggedContact

    number = number_of(log(site.client("owner")))
    assert site.client("agent").post(f"{HERE}/undo", {"number": number}).status_code == 403
    stranger = site.client("stranger")
    assert stranger.post("/other/my-list/undo", {"number": number}).status_code == 404
    assert LoggedContact.objects.get().undone_at is None
    assert site.client("supervisor").post(f"{HERE}/undo", {"number": number}).status_code == 302


@pytest.mark.slow
def test_what_was_noted_down_reaches_the_figures(site: Site, own_shop: Path) -> None:
    """In the interactions after the next run, once however often; what was taken back is not."""
    from volver.server.contacts.export import bring_in

    agent, (who, other, *_) = site.client("agent"), listed(site)
    kept = number_of(log(agent, customer=who, result="no", note="canary", next_contact=LATER))
    gone = number_of(log(agent, customer=other))
    log(agent, customer=other, result="note", note="canary")
    agent.post(f"{HERE}/offer", form(customer=who, result="no", offer="A thing", product="P,1"))
    log(agent, customer=who, direction="in", is_complaint="1", is_open="1", promise='a "new" one',
        promise_due=LATER)  # fmt: skip

    def ran() -> list[tuple[object, ...]]:
        file = bring_in(shop())
        assert file is None or "canary" not in file.read_text("utf-8")
        run(Workspace.open(own_shop), now().date(), Quiet())
        with PublishedRun.open(own_shop) as opened:
            return opened.snapshot.rows(
                "SELECT interaction_id, customer_id, direction, outcome, product_id, is_complaint,"
                " promise, promise_due, next_contact, resolved_day IS NULL FROM interactions"
                " WHERE interaction_id LIKE 'volver-%' ORDER BY opened_at"
            )

    first = ran()
    assert [row[0] for row in first][:2] == [f"volver-{kept}", f"volver-{gone}"]
    assert [row[1:] for row in first] == [
        (who, "out", "no", None, False, None, None, NEXT, True),
        (other, "out", "answered", None, False, None, None, None, True),
        (who, "out", "no", "P,1", False, None, None, None, True),
        (who, "in", None, None, True, 'a "new" one', NEXT, None, True),
    ]
    assert ran() == first
    assert who in [
        one.customer_id for one, _ in today(own_shop, None, {}, "en").work.listed.left_out
    ]
    page = site.client("owner").get(f"/{SHOP}/customers/{who}").content.decode()
    assert page.count("new&#34; one") == 2  # once as agreed, once on the timeline
    agent.post(f"{HERE}/undo", {"number": gone})
    assert [row[0] for row in ran()] == [row[0] for row in first if row[0] != f"volver-{gone}"]
    for row in first:
        agent.post(f"{HERE}/undo", {"number": str(row[0]).removeprefix("volver-")})
    assert ran() == []
    assert not (own_shop / LOGGED).exists()


HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "=1+1")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_agents_write_is_shown_as_text(site: Site, text: str) -> None:
    """On the card, the lists and the supervisor's page."""
    from volver.server.contacts.models import LoggedContact

    agent = site.client("agent")
    log(
        agent,
        note=text,
        promise=text,
        promise_due=LATER,
        channel=text[:40],
        direction="in",
        is_open="1",
    )
    agent.post(f"{HERE}/offer", form(result="no", offer=text, product=text))
    LoggedContact.objects.filter(promise=text).update(promise_due="2020-01-01")
    for address in (f"/{SHOP}/customers/1", HERE, f"{HERE}/waiting", f"/{SHOP}/agents"):
        body = (
            site.client("owner" if "agents" in address else "agent").get(address).content.decode()
        )
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert ">49<" not in body


def test_the_note_is_in_no_log_and_no_trail(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Nor the customer: the trail says that something was noted down, and what kind of thing."""
    from volver.server.audit.models import Entry

    canary, who = "canary-5e1f", listed(site)[0]
    agent = site.client("agent")
    with caplog.at_level(logging.DEBUG):
        answer = log(agent, customer=who, note=canary, promise=canary, promise_due=LATER)
        log(agent, customer=who, note=canary, result="sold")
        log(agent, customer="nobody", note=canary)
        agent.post(f"{HERE}/offer", form(customer=who, result="no", offer=canary, product=canary))
        agent.post(f"{HERE}/kept", {"number": number_of(answer)})
        agent.post(f"{HERE}/undo", {"number": number_of(answer)})
    own = [one for one in caplog.records if not one.name.startswith("django.db")]
    assert canary not in "".join(one.getMessage() for one in own)
    told = list(Entry.objects.filter(workspace=SHOP).order_by("-number")[:4])
    assert [one.action for one in reversed(told)] == [
        "noted down",
        "noted down",
        "kept a promise",
        "took back",
    ]
    assert [one.subject for one in reversed(told)] == ["contact", "offer", "contact", "contact"]
    assert all(one.details == {} for one in told)
