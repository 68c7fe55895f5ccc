"""The builder of rules in a real browser: answers while one types, and what a machine can check."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Response, expect
from tests.doors.browsing import SLACK, violations
from tests.server.conftest import SHOP, Site
from tests.server.test_browser import LOOKS, _open, _person, address

from volver.app.segment import ask
from volver.app.workspace import FILE

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["address"]
pytestmark = pytest.mark.slow
MOST_BYTES = 20_000
"""Of an answer that comes into a page, as it is before it is compressed."""


def test_the_newest_answer_wins_and_the_focus_stays(
    browser: Browser, address: str, site: Site
) -> None:
    """Typed fast, in lines and as text; nothing that is typed in is taken away. What comes into
    the page meanwhile is no second page, and small."""
    context = _person(browser, address, "owner")
    page, complaints = _open(context, f"{address}/{SHOP}/segments/new")
    came: list[Response] = []
    page.on("response", lambda one: came.append(one) if "hx-request" in one.request.headers else 0)
    page.select_option("#g0l0-field", "orders")
    page.wait_for_selector("#g0l0-operator")
    page.select_option("#g0l0-operator", ">=")
    page.focus("#g0l0-value")
    page.keyboard.type("98765", delay=60)
    for _ in range(5):
        page.keyboard.press("Backspace", delay=40)
    page.keyboard.type("2")
    expect(page.locator("#rule")).to_have_value("orders >= 2")
    twice = _counted(site, "orders >= 2")
    expect(page.locator("#count")).to_contain_text(f"{twice} ")
    assert page.evaluate("document.activeElement.id") == "g0l0-value"
    assert page.input_value("#g0l0-value") == "2"
    expect(page.locator("#status")).to_contain_text(str(twice))

    _typed(page, 'orders >= 2 or value_class = "best"')
    both = _counted(site, 'orders >= 2 or value_class = "best"')
    expect(page.locator("#count")).to_contain_text(f"{both} ")
    expect(page.locator("#lines .line")).to_have_count(2)
    assert page.evaluate("document.activeElement.id") == "rule"
    assert page.input_value("#rule") == 'orders >= 2 or value_class = "best"'
    _typed(page, "orders >= 2 or")
    expect(page.locator("#answer")).to_contain_text("The rule ends where volver expects")
    assert page.input_value("#rule") == "orders >= 2 or"
    assert complaints == []
    assert page.locator("h1").count() == 1
    assert len(came) >= 4
    assert max(len(one.body()) for one in came) < MOST_BYTES
    context.close()


def _typed(page: "Page", text: str) -> None:
    page.focus("#rule")
    page.keyboard.press("Control+A")
    page.keyboard.type(text, delay=15)


def _counted(site: Site, rule: str) -> int:
    return ask(site.shop, rule, None, "report", None, "en").customers


@pytest.mark.parametrize("look", LOOKS, ids=["en", "es"])
def test_pages_of_segments_and_help(
    browser: Browser, address: str, site: Site, look: tuple[str, str, int]
) -> None:
    """A segment is saved by clicking; each page is accessible and does not scroll sideways."""
    before = (site.shop / FILE).read_bytes()
    context = _person(browser, address, "owner", look)
    try:
        page, complaints = _open(context, f"{address}/{SHOP}/segments/new?rule=orders >= 2")
        page.click("button[value=add-group]")
        expect(page.locator("#g1l0-field")).to_be_focused()
        assert violations(page) == ""
        page.fill("#name", "Twice")
        page.click("button[value=save]")
        page.wait_for_url("**/segments/Twice", wait_until="load")
        page.keyboard.press("/")
        expect(page.locator("#seek")).to_be_focused()
        places = ("segments/Twice", "segments/change/Twice", "segments", "forecast", "help",
                  "customers?rule=orders >= 2")  # fmt: skip
        for place in places:
            page, complaints = _open(context, f"{address}/{SHOP}/{place}")
            assert violations(page) == "", place
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= look[2] + SLACK, place
            assert page.locator("h1").count() == 1
            assert complaints == [], place
            page.close()
    finally:
        (site.shop / FILE).write_bytes(before)
        context.close()
