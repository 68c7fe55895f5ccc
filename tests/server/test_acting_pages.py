"""Plans, budget, recommendations and prices: the library's figures, and every step of a plan."""

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.test_pages import HOSTILE, _tables

from volver.app.budget import budget
from volver.app.offers import offers
from volver.app.plan import export, plan
from volver.app.prices import PriceWish, prices
from volver.app.published import PublishedRun
from volver.app.recommendations import recommendations
from volver.present.book.cells import said
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
DAYS = {"first_day": "2027-01-01", "last_day": "2027-02-01", "holdout": "10"}


def _drafted(client: "Client", name: str, **more: str) -> None:
    given = {"name": name, "segment": "best", "action": "call", "owner": "Eva", **DAYS, **more}
    answer = client.post(f"/{SHOP}/plans/new", given)
    assert answer.status_code == 302, answer.content


def _agree(text: str, sheets: "Sequence[Sheet]", words: Words) -> None:
    """Every cell of every table of the sheets stands on the page, as its reader sees it."""
    shown, seen = _tables(text), 0
    for sheet in sheets:
        for grid in (one for one in sheet.blocks if isinstance(one, Grid) and one.rows):
            told = [
                [said(cell, col.unit, words) for cell, col in zip(row, grid.columns, strict=True)]
                for row in grid.rows[:60]
            ]
            assert shown[f"table-{grid.slug}"][1:] == told, grid.slug
            seen += 1
        for one in (one for one in sheet.blocks if isinstance(one, str)):
            assert one in unescape(text)
    assert seen


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_budget_is_the_librarys(site: Site, owner: "Client", language: str) -> None:
    """Split, scenarios and sentences, within the reach of a channel; and no command to type."""
    found = budget(site.shop, 200.0, {"phone": 30}, language, commands=False)
    address = f"/{SHOP}/budget?total=200&reach.phone=30"
    text = owner.get(address, headers={"accept-language": language}).content.decode()
    _agree(text, found.shown.sheets, found.shown.words)
    calls = [line.customers for line in found.scenarios[1].lines if line.action == "call"]
    assert sum(calls) == 30
    assert "volver plan" not in text


@pytest.mark.parametrize("asked", ["total=-1", "total=nan", "total=x", "total=1&reach.phone=1.5"])
def test_a_budget_that_cannot_be_is_told_at_its_field(owner: "Client", asked: str) -> None:
    """Nothing is calculated."""
    answer = owner.get(f"/{SHOP}/budget?{asked}")
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert b"<table" not in answer.content


def test_plans_are_made_of_a_budget(site: Site, owner: "Client") -> None:
    """A marketer's: a draft for each line, none of them approved, each in the trail."""
    from volver.server.audit.models import Entry

    marketer, before = site.client("marketer"), Entry.objects.count()
    given = {"total": "200", "reach.phone": "", "name": "summer", "owner": "Eva", **DAYS}
    answer = marketer.post(f"/{SHOP}/budget/plans", given)
    assert answer.status_code == 302
    names = re.findall(r"names=([\w-]+)", answer.headers["Location"])
    lines = budget(site.shop, 200.0, {}, "en").scenarios[1].lines
    assert len(names) == len(lines) > 1
    found = [plan(site.shop, name) for name in names]
    assert {one.state for one in found} == {"draft"}
    assert {one.proposal.segment for one in found} == {line.segment for line in lines}
    told = Entry.objects.filter(number__gt=before, action="drafted a plan")
    assert sorted(told.values_list("subject", flat=True)) == sorted(names)
    beside = marketer.get(answer.headers["Location"]).content.decode()
    assert all(f'href="/{SHOP}/plans/{name}"' in beside for name in names)
    for wrong in ({"owner": ""}, {"total": "no"}, {"last_day": "2020-01-01"}, {"total": "0"}):
        again = marketer.post(f"/{SHOP}/budget/plans", {**given, "name": "other", **wrong})
        assert again.status_code == 422, wrong
        if "total" not in wrong:
            assert 'value="other"' in again.content.decode()  # what was written is still there


def test_plans_stand_beside_each_other(site: Site, owner: "Client") -> None:
    """Those that were chosen, each once; not a hundred of them, nor one that is not there."""
    for name in ("one", "two"):
        _drafted(owner, name)
    text = owner.get(f"/{SHOP}/plans?names=one&names=two&names=one").content.decode()
    assert [row[0] for row in _tables(text)["table-plans-expected"][1:]] == ["one", "two"]
    assert owner.get(f"/{SHOP}/plans?names=one&names=gone").status_code == 404
    many = "&".join(f"names=p{n}" for n in range(9))
    assert owner.get(f"/{SHOP}/plans?{many}").status_code == 422


def test_a_segment_and_a_finding_begin_a_plan(site: Site, owner: "Client") -> None:
    """By the address; what was found stays with the plan, and a rule takes a segment's place."""
    asked = "segment=good&action=call&goal=Come+back&finding=late&rule=orders+>+1"
    text = owner.get(f"/{SHOP}/plans/new?{asked}").content.decode()
    assert '<option value="good" selected>' in text
    assert 'value="Come back"' in text
    _drafted(owner, "ruled", rule="orders > 1", finding="the late list")
    assert plan(site.shop, "ruled").proposal.segment == "orders > 1"
    assert "the late list" in owner.get(f"/{SHOP}/plans/ruled").content.decode()
    given = {"name": "bad", "segment": "best", "action": "call", "owner": "Eva", **DAYS}
    answer = owner.post(f"/{SHOP}/plans/new", {**given, "rule": "shoe_size > 40"})
    assert answer.status_code == 422
    assert 'value="shoe_size &gt; 40"' in answer.content.decode()


def test_a_plan_ends_with_what_was_measured(site: Site, owner: "Client", tmp_path: Path) -> None:
    """From a draft to its lists, byte for byte the library's, to what came of it."""
    _drafted(owner, "whole")
    at, analyst = f"/{SHOP}/plans/whole", site.client("analyst")
    assert owner.get(f"{at}/audience.csv").status_code == 422  # nobody has approved
    owner.post(f"{at}/remark", {"note": "Not on Sundays"})
    owner.post(f"{at}/remark", {"note": "  "})  # says nothing, and is not kept
    owner.post(f"{at}/approve", {"note": "Yes"})
    for kind in ("csv", "csv-es"):
        for path in export(site.shop, "whole", tmp_path / kind, kind):
            what = path.stem.removeprefix("whole-")
            assert analyst.get(f"{at}/{what}.{kind}").content == path.read_bytes()
    assert owner.get(f"{at}/audience.exe").status_code == 404
    assert owner.get(f"{at}/values.csv").status_code == 404
    owner.post(f"{at}/start")
    assert owner.post(f"{at}/close", {"observed": "1e400"}).status_code == 422
    assert plan(site.shop, "whole").state == "running"
    assert owner.post(f"{at}/close", {"observed": "-12.5"}).status_code == 302
    found = plan(site.shop, "whole")
    kinds = [one.kind for one in found.events]
    assert kinds == ["drafted", "noted", "approved", "started", "closed"]
    assert found.observed == -12.5
    text = owner.get(at).content.decode()
    assert "Measured: -£12" in text or "Measured: -£13" in text
    assert "Not on Sundays" in text


def test_recommendations_are_the_librarys(site: Site, owner: "Client") -> None:
    """Pairs, ladder, options, bundles and rules, and the offers of one customer."""
    with PublishedRun.open(site.shop) as run:
        found = recommendations(run, None, "en")
        other = recommendations(run, found.products[0][0], "en")
    text = owner.get(f"/{SHOP}/recommendations?customer=1").content.decode()
    _agree(text, [*found.sheets, *offers(site.shop, "1", "en").sheets], found.words)
    assert f'<option value="{found.meant}" selected>' in text
    text = owner.get(f"/{SHOP}/recommendations", {"product": found.products[0][0]}).content.decode()
    _agree(text, other.sheets, found.words)
    assert owner.get(f"/{SHOP}/recommendations?customer=nobody").status_code == 404
    assert (
        "not in the catalogue" in owner.get(f"/{SHOP}/recommendations?product=x").content.decode()
    )


def test_prices_are_the_librarys(site: Site, owner: "Client", tmp_path: Path) -> None:
    """What is asked stands in the address; the file of it is the library's too."""
    wish = PriceWish(change=-0.1, audience="orders > 1", least_margin_share=0.2)
    found = prices(site.shop, wish, "en").shown
    asked = "change=-10&audience=orders+>+1&least_margin=20&most_change=10"
    text = owner.get(f"/{SHOP}/prices?{asked}").content.decode()
    _agree(text, found.sheets, found.words)
    assert "automated decision-making" in text
    address = re.search(r'href="([^"]+prices\.csv[^"]*)"', text)
    assert address is not None
    file = owner.get(unescape(address[1]))
    assert file.status_code == 200
    (grid, *_) = [one for one in found.sheets[0].blocks if isinstance(one, Grid)]
    assert len(file.content.decode("utf-8-sig").splitlines()) == len(grid.rows) + 1


@pytest.mark.parametrize(
    "asked",
    ["change=x", "change=-100", "least_margin=100", "audience=gender+=+'f'", "audience=orders+>+1",
     "category=none", "change=-10&audience=)"],
)  # fmt: skip
def test_prices_that_cannot_be_are_told(owner: "Client", asked: str) -> None:
    """What the law protects decides on nobody's price; what was asked stays in the form."""
    answer = owner.get(f"/{SHOP}/prices?{asked}&most_change=10")
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode() or "empty error" in answer.content.decode()
    assert b"table-prices" not in answer.content


def test_what_people_write_about_plans_is_shown_as_text(site: Site, owner: "Client") -> None:
    """In every field that is free, wherever it comes back."""
    text = "".join(HOSTILE)
    _drafted(owner, "hostile", goal=text, owner=text, finding=text)
    for step in ("remark", "approve", "start", "close"):
        owner.post(f"/{SHOP}/plans/hostile/{step}", {"note": text})
    asked = {name: text for name in ("name", "segment", "action", "rule", "goal", "finding")}
    shop = {"total": "100", "name": text, "goal": text, "owner": text, **DAYS}
    pages = [
        owner.get(f"/{SHOP}/plans/hostile"),
        owner.get(f"/{SHOP}/plans"),
        owner.get(f"/{SHOP}/plans", {"names": ["hostile", text]}),
        owner.get(f"/{SHOP}/plans/new", asked),
        owner.post(f"/{SHOP}/plans/new", {**asked, **DAYS}),
        owner.get(f"/{SHOP}/budget", {"total": text, "reach.phone": text}),
        owner.post(f"/{SHOP}/budget/plans", shop),
        owner.get(f"/{SHOP}/recommendations", {"product": text}),
        owner.get(f"/{SHOP}/recommendations", {"customer": text}),
        owner.get(f"/{SHOP}/prices", {"category": text, "audience": text, "change": text}),
        owner.get(f"/{SHOP}/prices", {"category": text, "change": "-5"}),
    ]
    for answer in pages:
        body = answer.content.decode()
        assert answer.status_code < 500
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert ">49<" not in body
