"""What pages promise of each other: cells lead to customers, titles to help, figures to a day."""

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.test_segments import as_it_was, counted, text_of

from volver.app.book.publish import open_book
from volver.app.glossary import terms
from volver.app.published import PublishedRun
from volver.app.segment_file import save
from volver.app.segments import answer, rule_in
from volver.app.workspace import Workspace
from volver.present.book.leaf import COUNTED
from volver.present.words import Words

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["as_it_was"]
pytestmark = pytest.mark.usefixtures("records", "as_it_was")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_cell_leads_to_those_whom_it_counts(site: Site, language: str) -> None:
    """As many customers behind each rule of the book as its cell says."""
    run, seen = PublishedRun.open(site.shop), set()
    with run:
        for leaf in open_book(site.shop, language).leaves:
            for grid in leaf.grids:
                at = [column.name for column in grid.columns].index(COUNTED) if leaf.whose.get(
                    grid.slug
                ) else -1  # fmt: skip
                for number, row in enumerate(grid.rows if at >= 0 else ()):
                    rule = leaf.rule_behind(grid.slug, number, COUNTED)
                    if rule:
                        seen.add(grid.slug)
                        asked = rule_in(rule, run.workspace.segments)
                        assert answer(run, asked, Words(language)).worth.customers == row[at], rule
    assert {"value-classes", "cohorts_active", "cohorts_margin_so_far_channel"} <= seen


def test_who_may_not_rank_customers_is_led_nowhere(site: Site, owner: "Client") -> None:
    """A reader sees the figures, and no way to a list."""
    assert "customers?rule=" in owner.get(f"/{SHOP}/segments").content.decode()
    shown = site.client("reader").get(f"/{SHOP}/segments").content.decode()
    assert "customers?" not in shown
    assert "New segment" not in shown


def test_the_quick_sums_are_those_of_the_book(site: Site) -> None:
    """Value, its interval and margin of each class, as the published sheet has them."""
    leaf = open_book(site.shop, "en").leaf("segments")
    grid = next(one for one in leaf.grids if one.slug == "value-classes")
    names = [column.name for column in grid.columns]
    with PublishedRun.open(site.shop) as run:
        for number, row in enumerate(grid.rows):
            told = dict(zip(names, row, strict=True))
            rule = rule_in(leaf.rule_behind(grid.slug, number, COUNTED), run.workspace.segments)
            worth = answer(run, rule, Words("en")).worth
            assert worth.value == pytest.approx(told["value"])
            assert worth.interval == pytest.approx((told["value_low"], told["value_high"]))
            assert worth.margin == pytest.approx(told["margin"])


def test_a_filtered_list_can_be_saved(site: Site, owner: "Client") -> None:
    """As the rule that says the same; a search by name is no rule."""
    page = owner.get(f"/{SHOP}/customers?class=best&rule=orders >= 2").content.decode()
    found = re.search(r'href="(/shop/segments/new\?[^"]+)"', page)
    assert found
    again = owner.get(unescape(found[1])).content.decode()
    assert text_of(again) == 'value_class = "best" and orders >= 2'
    assert f"{counted(again)} customer" in page
    for asked in ("", "?search=1", "?class=best&search=1"):
        assert "segments/new" not in owner.get(f"/{SHOP}/customers{asked}").content.decode()


def test_the_forecast_is_that_of_the_run(site: Site, owner: "Client") -> None:
    """Bands around the total of the model card, the wider around the narrower."""
    card = json.loads((Workspace.open(site.shop).runs.latest() / "card.json").read_text("utf-8"))
    leaf = open_book(site.shop, "en").leaf("forecast")
    (narrow, wide) = next(one for one in leaf.grids if one.slug == "ahead").rows
    assert (narrow[0], wide[0]) == (0.8, 0.95)
    assert narrow[5] == wide[5] == card["total_value"]["value"]
    assert wide[4] < narrow[4] < narrow[5] < narrow[6] < wide[6]
    scores = [one for one in card["score_card"]["scores"] if one["candidate"] == card["model"]]
    record = next(one for one in leaf.grids if one.slug == "record-orders").rows
    assert [(row[0].isoformat(), row[2], row[5]) for row in record] == [
        (one["origin"], one["total_orders"]["forecast"], one["total_orders"]["actual"])
        for one in sorted(scores, key=lambda one: one["origin"])
    ]
    f = Words("en", card["currency"]).formats
    shown = owner.get(f"/{SHOP}/forecast").content.decode()
    assert f.money(card["total_value"]["value"]) in shown


def test_help_explains_every_figure(site: Site, owner: "Client") -> None:
    """In both languages; titles in tables lead there, and the key can be switched off."""
    for language in ("en", "es"):
        page = owner.get(f"/{SHOP}/help", headers={"accept-language": language})
        text = unescape(page.content.decode())
        for one in terms(language):
            assert f'id="{one.slug}"' in text
            assert one.question in text
        sheet = owner.get(f"/{SHOP}/figures", headers={"accept-language": language})
        targets = re.findall(r'href="/shop/help#([\w-]+)"', sheet.content.decode())
        assert "margin" in targets
        assert all(f'id="{one}"' in text for one in targets)
    agent = site.client("agent")
    assert "keys" in agent.get(f"/{SHOP}/help").content.decode()
    assert "volver/keys" in agent.get(f"/{SHOP}/find").content.decode()
    agent.post("/look", {"keys": "off", "next": f"/{SHOP}/help"})
    assert "volver/keys" not in agent.get(f"/{SHOP}/find").content.decode()


def test_every_page_of_figures_says_of_what_day_it_is(site: Site, owner: "Client") -> None:
    """Date, basis and horizon under the title."""
    save(site.shop, "dated", "orders >= 2", "", "eva")
    for place in ("overview", "customers", "segments", "segments/dated", "segments/new", "forecast",
                  "value", "cohorts", "models"):  # fmt: skip
        text = owner.get(f"/{SHOP}/{place}").content.decode()
        assert re.search(r'<p class="basis terms">As of [^<]+money counts', text), place
