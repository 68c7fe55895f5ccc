"""An agent's list: in order, without money, and nobody contacted twice or against their wish."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.desk import HERE, LATER, agent_of, listed, log, number_of, shop, shown

from volver.app.clock import now
from volver.app.plan import Wish, arms_of, draft_plan, plan
from volver.app.workspace import Workspace

pytestmark = pytest.mark.usefixtures("records")


def test_an_agent_takes_the_next_of_the_list(site: Site) -> None:
    """In the order of the library's list, ten at a time, and nobody that it leaves out."""
    agent, expected = site.client("agent"), listed(site)
    assert len(expected) > 20
    assert shown(agent) == []
    assert agent.post(f"{HERE}/take").status_code == 302
    assert shown(agent) == expected[:10]
    owner = site.client("owner")
    owner.post(f"{HERE}/take")
    assert shown(owner) == expected[10:20]


def test_there_is_no_money_and_no_rank_on_the_list(site: Site) -> None:
    """No sum in any form, no class, and no figure of what a contact brings."""
    agent = site.client("agent")
    agent.post(f"{HERE}/take")
    text = agent.get(HERE).content.decode().partition("<main")[2]
    assert "€" not in text
    assert not re.search(r"\d[.,]\d\d\b", text)
    assert not re.search(
        r"(?i)\b(value|rank|margin|gain)\b", re.sub(r"value=|whatever they are worth", "", text)
    )


def test_a_contact_leaves_the_list_and_comes_back_when_it_is_taken_back(site: Site) -> None:
    """At once, for everybody; and to where it was."""
    agent = site.client("agent")
    agent.post(f"{HERE}/take")
    first, *rest = shown(agent)
    answer = log(agent, customer=first)
    assert shown(agent) == rest
    page = agent.get(answer.headers["Location"]).content.decode()
    assert "Noted down: Answered." in page
    back = agent.post(f"{HERE}/undo", {"number": number_of(answer)})
    assert "Undone" in agent.get(back.headers["Location"]).content.decode()
    assert shown(agent) == [first, *rest]
    assert agent.post(f"{HERE}/undo", {"number": number_of(answer)}).status_code == 404


@pytest.mark.parametrize(
    ("result", "days"), [("answered", 30), ("no", 30), ("yes", 30), ("no_answer", 1)]
)
def test_how_long_somebody_is_left_in_peace(site: Site, result: str, days: int) -> None:
    """A no as long as the selling rules say; who was not reached is tried again tomorrow."""
    from volver.app.my_list import days_list, still_free
    from volver.server.contacts.log import logged_of
    from volver.server.readers import run_of

    first = listed(site)[0]
    log(site.client("agent"), customer=first, result=result)
    noted, run = logged_of(shop()), days_list(run_of(site.shop))
    day = noted[-1].day

    def is_free(after: int) -> bool:
        free = still_free(run, noted, day + timedelta(days=after))
        return first in [one.customer_id for one in free]

    assert not is_free(days - 1)
    assert is_free(days)


def test_two_contacts_in_a_month_are_enough(site: Site) -> None:
    """Tried twice without an answer, somebody is left in peace until a month after the first."""
    from volver.app.my_list import days_list, still_free
    from volver.server.contacts.log import logged_of
    from volver.server.contacts.models import LoggedContact
    from volver.server.readers import run_of

    first, agent = listed(site)[0], site.client("agent")
    for _ in range(2):
        log(agent, customer=first, result="no_answer")
    early = LoggedContact.objects.order_by("pk").first()
    assert early is not None
    LoggedContact.objects.filter(pk=early.pk).update(day=early.day - timedelta(days=10))
    noted, run = logged_of(shop()), days_list(run_of(site.shop))
    for after, free in ((1, False), (19, False), (20, True)):
        day = early.day + timedelta(days=after)
        held = [one.customer_id for one in still_free(run, noted, day)]
        assert (first in held) == free, after


def test_what_was_agreed_comes_on_its_day(site: Site) -> None:
    """Coming, then today, then overdue; and the next contact settles it."""
    from volver.server.contacts.models import LoggedContact

    agent, first = site.client("agent"), listed(site)[0]
    log(agent, customer=first, result="call_back", next_contact=LATER)
    text = agent.get(HERE).content.decode()
    assert "Coming" in text
    assert first not in shown(agent)
    for days, title in ((0, "Today"), (1, "Overdue")):
        day = now().date() - timedelta(days=days)
        LoggedContact.objects.update(next_contact=day)
        assert f"<h2>{title} " in agent.get(HERE).content.decode()
        assert shown(agent) == [first]
        assert shown(site.client("owner")) == []  # it is the agent's
    log(agent, customer=first)
    assert shown(agent) == []


def test_what_was_agreed_long_ago_still_holds(site: Site) -> None:
    """A promise of last year is overdue; a day that a later contact settled does not come back."""
    from volver.server.contacts.models import LoggedContact

    agent, past = site.client("agent"), now() - timedelta(days=300)
    log(agent, customer="1", result="note", promise="a new lamp", promise_due=LATER)
    log(agent, customer="2", result="call_back", next_contact=LATER)
    for customer in ("2", "3"):
        log(agent, customer=customer, result="answered")
    log(agent, customer="3", result="call_back", next_contact=LATER)
    for days, row in enumerate(LoggedContact.objects.order_by("pk")):
        at = past + timedelta(days=days)
        agreed = at.date() + timedelta(days=9)
        due = agreed if row.promise else None
        day = agreed if row.next_contact else None
        LoggedContact.objects.filter(pk=row.pk).update(
            at=at, day=at.date(), promise_due=due, next_contact=day
        )
    assert sorted(shown(agent)) == ["1", "3"]


def test_a_call_back_without_a_day_is_for_tomorrow(site: Site) -> None:
    """One click is enough."""
    from volver.server.contacts.models import LoggedContact

    log(site.client("agent"), result="call_back")
    row = LoggedContact.objects.latest("pk")
    assert row.next_contact == row.day + timedelta(days=1)


def test_a_promise_waits_until_it_is_kept(site: Site) -> None:
    """A call in between does not settle it."""
    from volver.server.contacts.models import LoggedContact

    agent = site.client("agent")
    number = number_of(log(agent, promise="a new invoice", promise_due=LATER))
    LoggedContact.objects.update(promise_due=now().date() - timedelta(days=5))
    log(agent, result="no_answer")
    assert "a new invoice" in agent.get(HERE).content.decode()
    assert "a new invoice" in site.client("supervisor").get(f"/{SHOP}/agents").content.decode()
    assert agent.post(f"{HERE}/kept", {"number": number}).status_code == 302
    assert "a new invoice" not in agent.get(HERE).content.decode()
    assert "a new invoice" in agent.get(f"/{SHOP}/customers/1").content.decode()


def test_the_supervisor_gives_and_moves(site: Site) -> None:
    """So many to one, and all of it to another; only to those of the desk."""
    lead, agent, owner = site.client("supervisor"), agent_of(), agent_of("owner")
    address = f"/{SHOP}/agents"
    assert lead.post(f"{address}/give", {"agent": agent.pk, "customers": 5}).status_code == 302
    given = shown(site.client("agent"))
    assert given == listed(site)[:5]
    log(site.client("agent"), customer=given[0], promise="soon", promise_due=LATER)
    assert lead.post(f"{address}/move", {"before": agent.pk, "after": owner.pk}).status_code == 302
    assert shown(site.client("agent")) == []
    assert shown(site.client("owner")) == given[1:]
    assert "soon" in site.client("owner").get(HERE).content.decode()
    reader = agent_of("reader")
    assert lead.post(f"{address}/give", {"agent": reader.pk, "customers": 5}).status_code == 404
    assert lead.post(f"{address}/give", {"agent": agent.pk, "customers": 101}).status_code == 422
    assert lead.post(f"{address}/move", {"before": 0, "after": ""}).status_code == 422


def test_the_supervisor_sees_who_did_what(site: Site) -> None:
    """As many as were noted down, by name and by how they ended."""
    agent = site.client("agent")
    for result in ("no", "no", "yes"):
        log(agent, result=result)
    text = site.client("supervisor").get(f"/{SHOP}/agents").content.decode()
    rows = re.findall(r'<th scope="row">([^<]+)</th>((?:<td.*?</td>)+)', text)
    cells = {name: re.findall(r"<td[^>]*>(\d+)", row) for name, row in rows}
    assert list(cells) == sorted(cells, key=str.lower)
    # on the list, contacts, answered, no answer, call back, no, yes, wrong number, notes, overdue
    assert cells["agent"] == ["0", "3", "0", "0", "0", "2", "1", "0", "0", "0"]
    assert cells["owner"] == ["0"] * 10


@pytest.mark.slow
def test_the_held_out_are_on_no_list(site: Site, own_shop: Path) -> None:
    """A plan that is drafted this morning takes its holdout off the list, and off every agent's."""
    agent = site.client("agent")
    agent.post(f"{HERE}/take")
    before = shown(agent)
    wish = Wish(
        "held", "late", "call", "Eva", date(2030, 1, 1), date(2030, 3, 1), holdout_share=0.5
    )
    draft_plan(own_shop, wish, "owner@example.com")
    arms = arms_of(Workspace.open(own_shop), plan(own_shop, "held"))
    held_out = {who for who, arm in arms if arm == "holdout"}
    assert held_out & set(before)
    left = shown(agent)
    assert left == [who for who in before if who not in held_out]
    agent.post(f"{HERE}/take")
    assert len(shown(agent)) > len(left)
    assert not held_out & set(shown(agent))
