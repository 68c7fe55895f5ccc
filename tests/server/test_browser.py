"""A day's work by clicking, in a real browser, and what a machine can check of every page."""

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page
from tests.doors.browsing import SLACK, violations
from tests.server.conftest import PASSWORD, SHOP

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.slow
HOST = "localhost"
LOOKS = [("en", "light", 1440), ("es", "dark", 320)]
EVERY_LOOK = pytest.mark.parametrize(
    "look",
    [
        pytest.param(
            seen, marks=() if seen in LOOKS else pytest.mark.long, id="-".join(map(str, seen))
        )
        for seen in product(["en", "es"], ["light", "dark"], [1440, 320])
    ],
)
MORE = (
    "customers/1",
    "plans/new",
    "segments/new",
    "budget?total=500",
    "figures?from=2024-03&to=2024-08",
    "definitions/change?annual_discount_rate=15&best_share=60",
    "start",
    "help",
    "find?search=1",
)
ACCOUNT = ("/account/2fa/", "/account/sessions/", "/account/password/change/", "/none")
"""Beside the menu."""


@pytest.fixture
def address(served: str) -> str:
    """Of the site."""
    return served


def _person(
    browser: Browser, address: str, who: str, look: tuple[str, str, int] = LOOKS[0]
) -> "BrowserContext":
    language, theme, width = look
    context = browser.new_context(
        locale={"en": "en-GB", "es": "es-ES"}[language],
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.fill("[name=login]", f"{who}@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    assert page.url.startswith(f"{address}/{SHOP}/")
    page.close()
    return context


def _open(context: "BrowserContext", address: str) -> tuple[Page, list[str]]:
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    _go(page, address)
    return page, complaints


def _go(page: Page, address: str) -> None:
    """Open a place, and wait until what is not folded is drawn."""
    page.goto(address)
    page.wait_for_function(
        "() => document.querySelectorAll('[data-chart]:not(details:not([open]) *)').length"
        " === document.querySelectorAll('[data-drawn]').length"
    )


@EVERY_LOOK
def test_every_page_of_an_owner(browser: Browser, address: str, look: tuple[str, str, int]) -> None:
    """No rule of accessibility broken, no scrolling sideways, one heading, no complaint."""
    context = _person(browser, address, "owner", look)
    # One page for all places: a browser that opens and closes hundreds forgets to answer.
    page, complaints = _open(context, f"{address}/{SHOP}/overview")
    places = [link.get_attribute("href") for link in page.query_selector_all("nav a") if link]
    places = [*dict.fromkeys(places), *(f"/{SHOP}/{place}" for place in MORE), *ACCOUNT]
    assert len(places) > 38
    for place in places:
        complaints.clear()
        _go(page, address + str(place))
        assert violations(page) == "", place
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= look[2] + SLACK, place
        assert page.locator("h1").count() == 1, place
        assert [text for text in complaints if "404" not in text] == [], place
    context.close()


@pytest.mark.parametrize("look", LOOKS, ids=["en", "es"])
def test_the_way_in(browser: Browser, address: str, look: tuple[str, str, int]) -> None:
    """The pages before somebody is known."""
    language, theme, width = look
    context = browser.new_context(
        locale={"en": "en-GB", "es": "es-ES"}[language],
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width, "height": 900},
    )
    for place in ("/welcome", "/account/login/", "/account/password/reset/"):
        page, complaints = _open(context, address + place)
        assert violations(page) == "", place
        assert page.evaluate("document.documentElement.scrollWidth") <= width + SLACK
        assert complaints == []
        assert page.locator("html").get_attribute("lang") == language
    context.close()


def test_a_days_work(browser: Browser, address: str) -> None:
    """An owner invites a marketer, who drafts a plan, which the owner approves; by clicking."""
    owner = _person(browser, address, "owner")
    page, _ = _open(owner, f"{address}/{SHOP}/overview")
    page.click("nav.menu >> text=People")
    page.fill("#id_email", "eva@example.com")
    page.select_option("#id_role", "marketer")
    page.click("text=Make a code")
    code = page.text_content("code") or ""

    eva = browser.new_context(locale="es-ES")
    hers = eva.new_page()
    hers.goto(f"{address}/welcome")
    for name, text in (("code", code), ("name", "Eva"), ("email", "eva@example.com")):
        hers.fill(f"[name={name}]", text)
    hers.fill("[name=password]", PASSWORD)
    hers.click("text=Entrar")
    hers.click("text=Plan nuevo")
    hers.fill("[name=name]", "primavera")
    hers.fill("[name=first_day]", "2027-01-01")
    hers.fill("[name=last_day]", "2027-03-01")
    hers.click("text=Crear borrador")
    assert hers.url.endswith("/plans/primavera")
    assert hers.locator("text=Un propietario tiene que aprobar").count() == 1

    page.goto(f"{address}/{SHOP}/plans/primavera")
    page.get_by_role("button", name="Approve").click()
    assert page.locator("text=Approved").count() >= 1
    page.click("nav.menu >> text=Trail")
    assert re.search(r"drafted a plan", page.text_content("main") or "")
    owner.close()
    eva.close()


def test_keys_alone_are_enough(browser: Browser, address: str) -> None:
    """Skip link first, then the tools, the menu, the search; a search by Enter."""
    context = _person(browser, address, "owner")
    page, _ = _open(context, f"{address}/{SHOP}/customers")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "search":
            break
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=1**")
    context.close()


@pytest.mark.parametrize("look", LOOKS, ids=["en", "es"])
def test_from_a_budget_to_a_plan_that_is_approved(
    browser: Browser, address: str, look: tuple[str, str, int]
) -> None:
    """By clicking; and every page on the way as it should be."""
    context = _person(browser, address, "owner", look)
    page, complaints = _open(context, f"{address}/{SHOP}/budget")

    def fine() -> None:
        assert violations(page) == "", page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= look[2] + SLACK, page.url
        assert page.locator("h1").count() == 1, page.url

    page.fill("[name=total]", "120")
    page.click("form.asks button")
    fine()
    page.fill("[name=name]", f"all-{look[0]}")
    page.fill("[name=first_day]", "2027-01-01")
    page.fill("[name=last_day]", "2027-03-01")
    page.click("#plans-of-it button")
    assert "/plans" in page.url
    fine()
    page.goto(f"{address}/{SHOP}/plans")
    fine()
    page.click(f".board a:has-text('all-{look[0]}')")
    page.click("main form.act button.strong")
    page.click("details.take >> nth=0")
    page.click("details.take >> nth=1")
    fine()
    for place in ("recommendations?customer=1", "prices?change=-10", "plans/new?segment=good"):
        page.goto(f"{address}/{SHOP}/{place}")
        fine()
    assert complaints == []
    context.close()
