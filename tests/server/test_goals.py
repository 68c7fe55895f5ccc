"""Goals: what the page says is what the library says, and what was set stays as it was."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.test_pages import _tables

from volver.app.clock import now
from volver.app.goals import whole_year
from volver.app.kpi import kpi
from volver.app.published import PublishedRun
from volver.app.workspace import Workspace
from volver.domain.measure import Unit, written
from volver.present.kpis import value_told
from volver.present.words import Words

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from volver.server.goals.models import Goal

pytestmark = pytest.mark.usefixtures("records")
DUE = now().date() + timedelta(days=200)
GIVEN = {
    "metric": "repeat_share", "window": "whole", "target": "90", "due": DUE.isoformat(),
    "owner": "Eva Ruiz", "area": "marketing",
}  # fmt: skip


def _set(client: "Client", **more: str) -> "HttpResponse":
    return client.post(f"/{SHOP}/goals/set", {**GIVEN, **more})


def _newest() -> "Goal":
    from volver.server.goals.models import Goal

    return Goal.objects.latest("pk")


def _lines(client: "Client", table: str = "goals", language: str = "en") -> list[list[str]]:
    """The rows of a table of the page, as a reader sees them."""
    answer = client.get(f"/{SHOP}/goals", headers={"accept-language": language})
    assert answer.status_code == 200
    return [
        [re.sub(r"\s+", " ", cell).strip() for cell in row]
        for row in _tables(answer.content.decode())[table][1:]
    ]


@pytest.mark.mission("T2")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("slug", "unit", "target"),
    [
        ("repeat_share", Unit.SHARE, "90"),
        ("margin", Unit.MONEY, "1000000"),
        ("customers", Unit.COUNT, "100000"),
        ("aov", Unit.MONEY, "1000"),
    ],
)
@pytest.mark.parametrize("window", ["year", "whole"])
def test_a_goal_starts_where_the_library_says(
    site: Site, owner: "Client", slug: str, unit: Unit, target: str, window: str, language: str
) -> None:
    """The same figure as `volver kpi`, for the whole or for twelve whole months, with interval."""
    assert _set(owner, metric=slug, window=window, target=target).status_code == 302
    since = until = None
    with PublishedRun.open(site.shop) as run:
        if window == "year":
            span = whole_year(run.snapshot)
            since, until = (written(month or 0, "month") for month in (span.first, span.last))
        words = Words(language, run.card["currency"])
    (row,) = kpi(Workspace.open(site.shop), slug, "whole", None, since, until, None).found.rows
    held = _newest()
    assert (held.start, held.start_low, held.start_high) == (row.value, row.low, row.high)
    line = _lines(owner, language=language)[-1]
    assert line[3].startswith(value_told(row.value, unit, words).replace("\xa0", " "))
    assert line[4].startswith(value_told(row.value, unit, words).replace("\xa0", " "))
    if row.low is not None:
        assert value_told(row.low, unit, words).replace("\xa0", " ") in line[4]
    assert line[1:3] == ["marketing", "Eva Ruiz"]


def test_the_total_value_is_that_of_the_forecast(site: Site, owner: "Client") -> None:
    """With its interval; whatever window is chosen, it looks ahead."""
    assert _set(owner, metric="total_value", target="9999999").status_code == 302
    held = _newest()
    with PublishedRun.open(site.shop) as run:
        told, words = run.card["total_value"], Words("en", run.card["currency"])
    assert (held.start, held.start_low, held.start_high, held.start_level) == tuple(
        told[name] for name in ("value", "low", "high", "level")
    )
    assert held.window == "ahead"
    line = _lines(owner)[-1]
    assert words.formats.money(told["value"]) in line[4]
    assert words.formats.money(told["high"]) in line[4]
    assert line[7].startswith("No newer figures have come since it was set.")


def test_later_figures_are_judged_by_the_time_that_has_gone(site: Site, owner: "Client") -> None:
    """A goal that was set a hundred days before the figures, half-way to its day."""
    _set(owner, metric="margin", target="1000000")
    held = _newest()
    as_of, value = held.start_day, held.start
    held.start_day, held.due = as_of - timedelta(days=100), as_of + timedelta(days=100)
    held.start, held.target = value - 300, value + 200  # three fifths of the way in half the time
    held.save()
    line = _lines(owner)[-1]
    assert line[6] == "60%"
    assert line[7].startswith("On the way: 50% of the time has gone, and 60% of the way is done.")
    held.start, held.target = value + 300, value + 600
    held.save()
    assert _lines(owner)[-1][7].startswith("Not on the way: the figure has moved away")


def test_a_goal_is_closed_with_what_it_came_to_and_stays(site: Site, owner: "Client") -> None:
    """Its last figure is frozen as well; once more changes nothing, and the trail has both."""
    from volver.server.audit.models import Entry

    _set(owner, area="service")
    held = _newest()
    place = f"/{SHOP}/goals/{held.pk}/close"
    assert owner.post(place, {"note": "good enough"}).status_code == 302
    assert owner.post(place, {"note": "changed my mind"}).status_code == 302
    held.refresh_from_db()
    assert (held.end, held.end_day) == (held.start, held.start_day)
    assert (held.note, held.closed_by) == ("good enough", "owner@example.com")
    line = _lines(owner, "closed-goals")[0]
    assert line[1] == "service"
    assert line[-1].endswith("good enough")
    told = Entry.objects.order_by("-number")[:2]
    assert [one.action for one in told] == ["closed a goal", "set a goal"]
    assert {one.subject for one in told} == {f"goal {held.pk}"}
    assert told[1].details == {"figure": "repeat_share", "target": 0.9, "by": DUE.isoformat()}


def test_no_address_takes_a_goal_out(owner: "Client") -> None:
    """Nor is one of another workspace closed from here."""
    from volver.server.accounts.models import Workspace as Shown

    _set(owner)
    held = _newest()
    held.workspace = Shown.objects.exclude(slug=SHOP).first()  # type: ignore[assignment]  # there is one
    held.save()
    assert owner.post(f"/{SHOP}/goals/{held.pk}/close").status_code == 404
    for method in ("delete", "put", "patch"):
        assert getattr(owner, method)(f"/{SHOP}/goals").status_code == 405
    held.refresh_from_db()
    assert held.closed_at is None


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("metric", "nonsense", "Choose a figure of the list."),
        ("due", "2020-01-01", "Give a day to come."),
        ("target", "nan", "Enter a number."),
        ("target", "", "This field is required."),
        ("owner", "", "This field is required."),
        ("area", " ", "This field is required."),
    ],
)
def test_a_mistake_is_told_and_nothing_is_set(
    owner: "Client", field: str, typed: str, said: str
) -> None:
    """And what was typed stays in the form."""
    from volver.server.goals.models import Goal

    before = Goal.objects.count()
    answer = _set(owner, **{field: typed})
    assert (answer.status_code, Goal.objects.count()) == (422, before)
    text = answer.content.decode()
    assert said in text
    assert field == "owner" or 'value="Eva Ruiz"' in text


def test_a_goal_is_not_where_the_figure_stands_already(owner: "Client") -> None:
    """There would be no way to go."""
    _set(owner)
    answer = _set(owner, target=repr(_newest().start * 100))
    assert answer.status_code == 422
    assert "The figure stands there already." in answer.content.decode()


def test_figures_under_another_definition_are_not_compared(owner: "Client") -> None:
    """What value includes has changed: the page says so and judges nothing."""
    _set(owner)
    held = _newest()
    held.definition = "another"
    held.save()
    line = _lines(owner)[-1]
    assert (line[4], line[6]) == ("–", "–")
    assert line[7].startswith("What value includes has changed since this goal was set.")


@pytest.mark.parametrize("who", ["marketer", "analyst", "reader"])
def test_others_read_and_change_nothing(site: Site, owner: "Client", who: str) -> None:
    """They see the same line, without a form; a reader sees no reasons of customers."""
    _set(owner)
    client = site.client(who)
    text = client.get(f"/{SHOP}/goals").content.decode().partition("<main")[2]
    assert "<form" not in text
    mine = [cell for cell in _lines(owner)[-1][:7]]
    assert _lines(client)[-1][:7] == mine
    assert ("Value lost, by area" in text) == (who != "reader")


def test_value_lost_by_area_is_that_of_the_book(site: Site, owner: "Client") -> None:
    """Row by row the table of the sheet of troubles."""
    goals = owner.get(f"/{SHOP}/goals").content.decode()
    book = owner.get(f"/{SHOP}/interactions").content.decode()
    shown = {k: v for k, v in _tables(goals).items() if k.startswith("table-losses")}
    assert shown
    assert shown == {k: _tables(book)[k] for k in shown}


def test_a_workspace_has_an_end_of_goals(owner: "Client") -> None:
    """The fifty-first is refused in words."""
    from volver.server.goals.models import Goal
    from volver.server.pages.goals import MOST

    _set(owner)
    held = _newest()
    for _ in range(MOST):
        held.pk = None
        held.save()
    before = Goal.objects.count()
    answer = _set(owner)
    assert (answer.status_code, Goal.objects.count()) == (422, before)
    assert f"There are {MOST} goals already" in answer.content.decode()


def test_a_year_is_twelve_months_that_have_ended(site: Site) -> None:
    """Of the month of the figures only where they are of its last day."""
    from dataclasses import replace

    with PublishedRun.open(site.shop) as run:
        for day, last in ((date(2025, 3, 30), "2025-02"), (date(2025, 3, 31), "2025-03")):
            span = whole_year(replace(run.snapshot, as_of=day))
            assert written(span.last or 0, "month") == last
            assert (span.last or 0) - (span.first or 0) == 11
