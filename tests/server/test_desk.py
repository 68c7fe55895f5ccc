"""Two agents never have the same customer, who waits is served in turn, and the card keeps a no."""

import re
import threading
from datetime import timedelta

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.desk import HERE, form, listed, log, number_of

from volver.app.clock import now

AGENTS, EACH = 6, 15
RECORDS = pytest.mark.usefixtures("records")


@pytest.mark.slow
def test_two_agents_never_get_the_same_customer(site: Site) -> None:
    """Six take at the same moment, each in a thread of its own, from one list: nobody twice."""
    from django.db import connection
    from django.db.utils import OperationalError

    from volver.server.accounts.models import User, Workspace
    from volver.server.contacts.models import Task
    from volver.server.contacts.tasks import give

    people = [User.objects.create_user(f"t{n}@example.com", None) for n in range(AGENTS)]
    workspace = Workspace.objects.get(slug=SHOP)
    crowd = [str(n) for n in range(AGENTS * EACH + 5)]
    start, falls = threading.Barrier(AGENTS), list[BaseException]()

    def take(person: User) -> None:
        start.wait()
        try:
            assert give(workspace, person, person, crowd, EACH) == EACH
        except (AssertionError, OperationalError) as error:
            falls.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert falls == []
        held = list(Task.objects.filter(workspace=workspace).values_list("customer", "agent_id"))
        assert len(held) == len({customer for customer, _ in held}) == AGENTS * EACH
        assert {agent for _, agent in held} == {person.pk for person in people}
    finally:
        Task.objects.filter(agent__in=people).delete()
        User.objects.filter(pk__in=[person.pk for person in people]).delete()


@RECORDS
@pytest.mark.parametrize("direction", ["in", "out"])
def test_who_waits_is_on_the_page_and_leaves_it_when_solved(site: Site, direction: str) -> None:
    """What was noted down, beside what the company's files have open."""
    agent = site.client("agent")
    number = number_of(
        log(agent, direction=direction, is_open="1", is_complaint="1", note="the lamp is broken")
    )
    page = agent.get(f"{HERE}/waiting").content.decode()
    assert "the lamp is broken" in page
    card = agent.get(f"/{SHOP}/customers/1").content.decode()
    assert "A complaint is open" in card
    assert "What may be offered" not in card
    agent.post(f"{HERE}/solved", {"number": number})
    assert "the lamp is broken" not in agent.get(f"{HERE}/waiting").content.decode()
    assert "A complaint is open" not in agent.get(f"/{SHOP}/customers/1").content.decode()


def _offers(text: str) -> list[tuple[str, str]]:
    """The offers of a card, as its forms have them: name and number."""
    return re.findall(
        r'name="offer" value="([^"]*)">\s*<input type="hidden" name="product" value="([^"]*)"', text
    )


@RECORDS
@pytest.mark.mission("X9")
def test_after_a_no_nothing_is_offered_for_its_days(site: Site) -> None:
    """At once; the same product for longer than the others; and again when it is taken back."""
    from volver.server.contacts.models import LoggedContact

    agent = site.client("agent")
    who = next(
        one
        for one in listed(site)
        if _offers(agent.get(f"/{SHOP}/customers/{one}").content.decode())
    )
    place = f"/{SHOP}/customers/{who}"
    before = _offers(agent.get(place).content.decode())
    name, product = before[0]
    answer = agent.post(
        f"{HERE}/offer", form(customer=who, result="no", offer=name, product=product, back="card")
    )
    text = agent.get(answer.headers["Location"]).content.decode()
    assert answer.headers["Location"].startswith(place)
    assert _offers(text) == []
    assert "They said no on" in text
    for days, others in ((29, False), (31, True), (179, True)):
        LoggedContact.objects.update(day=now().date() - timedelta(days=days))
        left = _offers(agent.get(place).content.decode())
        assert product not in [number for _, number in left]
        assert bool(left) == others or len(before) == 1
    LoggedContact.objects.update(day=now().date())
    agent.post(f"{HERE}/undo", {"number": number_of(answer)})
    assert _offers(agent.get(place).content.decode()) == before


@RECORDS
def test_the_timeline_has_both_the_newest_first(site: Site) -> None:
    """Orders of the run and what was noted down; marketers read it and write nothing."""
    agent = site.client("agent")
    for note in ("first note", "second note"):
        log(agent, result="note", note=note)
    text = site.client("marketer").get(f"/{SHOP}/customers/1").content.decode()
    places = [text.index(one) for one in ("second note", "first note", ">Order<")]
    assert places == sorted(places)
    assert "my-list" not in text


@RECORDS
def test_the_next_day_is_set_on_the_card(site: Site) -> None:
    """And set again, and taken away; the last one holds."""
    agent, place = site.client("agent"), f"/{SHOP}/customers/1"
    for days in (3, 5):
        day = (now().date() + timedelta(days=days)).isoformat()
        sent = form(next_contact=day, back="card")
        assert agent.post(f"{HERE}/date", sent).headers["Location"].startswith(place)
        assert f'value="{day}"' in agent.get(place).content.decode()
    agent.post(f"{HERE}/date", form(next_contact=""))
    assert "Nothing is agreed." in agent.get(place).content.decode()


@RECORDS
def test_who_does_not_agree_is_not_to_be_contacted(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card says so, as an attribute of the company's files has it; else it says nothing."""
    from volver.app import customer_card
    from volver.decide.timing.known import consents

    assert consents([("Consent", " NO "), ("city", "no")]) is False
    assert consents([("consent", "yes")]) is True
    assert consents([("city", "no")]) is None
    agent, place = site.client("agent"), f"/{SHOP}/customers/1"
    assert "Do not contact" not in agent.get(place).content.decode()
    monkeypatch.setattr(customer_card, "_attributes", lambda *_: iter([("consent", "no")]))
    assert "Do not contact" in agent.get(place).content.decode()
