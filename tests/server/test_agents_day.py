"""An agent's day by clicking and by keys alone, in a real browser, in both languages."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.doors.browsing import SLACK, violations
from tests.server.conftest import PASSWORD, SHOP, Site
from tests.server.desk import LATER

pytestmark = pytest.mark.slow
HOST = "localhost"
TELLS = {
    "en": {"take": "Take the next ones", "no": "Said no", "undo": "Undo", "undone": "Undone",
           "noted": "Noted down: Answered.", "coming": "Coming", "note": "Only a note",
           "day": "Set the day", "agreed": "To be contacted again", "give": "Give the next ones"},
    "es": {"take": "Tomar los siguientes", "no": "Dijo que no", "undo": "Deshacer",
           "undone": "Deshecho", "noted": "Anotado: Contestó.", "coming": "Próximamente",
           "note": "Solo una nota", "day": "Fijar el día", "agreed": "Volver a contactar el",
           "give": "Asignar los siguientes"},
}  # fmt: skip


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """The site, served."""
    from waitress import create_server

    from volver.server.serve import THREADS
    from volver.server.wsgi import application

    server = create_server(application, host=HOST, port=0, threads=THREADS)
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://{HOST}:{port}"
    server.close()


@pytest.fixture(autouse=True)
def _untouched(site: Site) -> Iterator[None]:
    """What agents have done is gone after each test: the server has written it for good."""
    from volver.server.contacts.models import LoggedContact, Task

    yield
    LoggedContact.objects.all().delete()
    Task.objects.all().delete()


def _signed_in(
    browser: Browser, address: str, who: str, language: str, theme: str = "light", width: int = 1440
) -> Page:
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
    return page


def _is_well(page: Page, width: int) -> None:
    """No rule of accessibility broken, nothing to scroll sideways, one heading."""
    assert violations(page) == "", page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width + SLACK, page.url
    assert page.locator("h1").count() == 1


def _first(page: Page) -> str:
    return page.locator("[data-call] h3 a").first.inner_text()


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1440), ("es", "dark", 320)]
)
def test_a_day_by_clicking(
    browser: Browser, address: str, language: str, theme: str, width: int
) -> None:
    """The list is home; a no, taken back; an answer with a note; a day on the card; who waits."""
    say, complaints = TELLS[language], list[str]()
    page = _signed_in(browser, address, "agent", language, theme, width)
    page.on("console", lambda message: complaints.append(message.text))
    assert page.url == f"{address}/{SHOP}/my-list"
    _is_well(page, width)
    page.click(f"text={say['take']}")
    _is_well(page, width)
    first = _first(page)
    page.locator("[data-call]").first.get_by_role("button", name=say["no"]).click()
    assert _first(page) != first
    _is_well(page, width)
    page.get_by_role("button", name=say["undo"]).click()
    assert say["undone"] in (page.text_content("main") or "")
    assert _first(page) == first

    page.locator("[data-call] [name=note]").first.fill("asked for the blue one")
    page.locator("[data-call] [name=next_contact]").first.fill(LATER)
    page.locator("[data-call] button[value=answered]").first.click()
    assert say["noted"] in (page.text_content("main") or "")
    assert say["coming"] in (page.text_content("main") or "")
    page.get_by_role("link", name=first).click()
    assert "asked for the blue one" in (page.text_content("#timeline") or "")
    _is_well(page, width)
    page.fill("#note", "prefers mornings")
    page.get_by_role("button", name=re.compile(say["note"])).click()
    assert "prefers mornings" in (page.text_content("#timeline") or "")
    page.fill("#next_day", LATER)
    page.click(f"text={say['day']}")
    assert say["agreed"] in (page.text_content("#agreed") or "")
    page.goto(f"{address}/{SHOP}/my-list/waiting")
    _is_well(page, width)
    page.context.close()

    lead = _signed_in(browser, address, "supervisor", language, theme, width)
    lead.goto(f"{address}/{SHOP}/agents")
    _is_well(lead, width)
    lead.fill("#customers", "3")
    lead.click(f"text={say['give']}")
    assert lead.url == f"{address}/{SHOP}/agents"
    lead.context.close()
    assert complaints == []


def test_keys_alone_are_enough(browser: Browser, address: str) -> None:
    """From the skip link to the first customer by Tab; a number notes down, Enter takes back."""
    page = _signed_in(browser, address, "owner", "en")
    page.goto(f"{address}/{SHOP}/my-list")
    page.get_by_role("button", name="Take the next ones").press("Enter")
    page.wait_for_selector("[data-call]")
    page.goto(f"{address}/{SHOP}/my-list")
    first = _first(page)
    for wanted in ("skip", "main"):
        page.keyboard.press("Tab")
        held = page.evaluate("document.activeElement.className || document.activeElement.id")
        if wanted == "skip":
            assert held == "skip"
            page.keyboard.press("Enter")
    for _ in range(20):
        if page.evaluate("document.activeElement.textContent") == first:
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("2")
    page.wait_for_selector("text=Noted down: No answer.")
    assert _first(page) != first
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Undone")
    assert _first(page) == first
    page.locator("[data-call] [name=note]").first.focus()
    page.keyboard.type("4 of 6")  # a digit in a note is text
    assert page.locator("[data-call] [name=note]").first.input_value() == "4 of 6"
    page.context.close()


def test_it_works_without_scripts(browser: Browser, address: str) -> None:
    """Take, note down and take back with scripts switched off."""
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.fill("[name=login]", "supervisor@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{address}/{SHOP}/my-list")
    page.click("text=Take the next ones")
    first = _first(page)
    page.locator("[data-call] button[value=yes]").first.click()
    assert "Noted down: Said yes." in (page.text_content("main") or "")
    page.click("text=Undo")
    assert _first(page) == first
    context.close()
