"""An analyst's day by clicking: a figure, its query, its file, its customers, a segment."""

import csv
import io

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.doors.browsing import SLACK, violations
from tests.server.conftest import SHOP, Site
from tests.server.test_browser import LOOKS, _open, _person, address

from volver.app.workspace import FILE

__all__ = ["address"]
pytestmark = pytest.mark.slow
SAYS = {
    "en": {"cohorts": "Cohorts", "how": "How each figure is made", "take": "Take the tables away",
           "save": "Save", "definitions": "Definitions"},
    "es": {"cohorts": "Cohortes", "how": "Cómo se hace cada cifra", "take": "Descargar las tablas",
           "save": "Guardar", "definitions": "Definiciones"},
}  # fmt: skip


def _is_well(page: Page, width: int) -> None:
    assert violations(page) == "", page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width + SLACK, page.url
    assert page.locator("h1").count() == 1, page.url


@pytest.mark.parametrize("look", LOOKS, ids=["en", "es"])
def test_a_day_by_clicking(
    browser: Browser, address: str, site: Site, look: tuple[str, str, int]
) -> None:
    """Cohorts; how they are made; whom a cell counts; a file; those customers as a segment."""
    says = SAYS[look[0]]
    before = (site.shop / FILE).read_bytes()
    context = _person(browser, address, "analyst", look)
    try:
        page, complaints = _open(context, f"{address}/{SHOP}/overview")
        _by_menu(page, says["cohorts"])
        at_cohorts = page.url
        page.click(f"text={says['how']}")
        assert "/help" in page.url
        page.locator("main details:has(pre) > summary").first.click()
        expect(page.locator("main pre").first).to_contain_text("SELECT")
        _is_well(page, look[2])

        page.goto(at_cohorts)
        page.click(f"text={says['take']}")
        with page.expect_download() as coming:
            page.locator("details.take[open] a", has_text="CSV").first.click()
        rows = list(csv.reader(io.StringIO(coming.value.path().read_text("utf-8-sig"))))
        assert len(rows) > 2
        assert {len(row) for row in rows} == {len(rows[0])}

        cells = "td a[href*='/customers?']"
        page.locator(f"main details:has({cells}) > summary").first.click()
        page.locator(f"main {cells}:visible").first.click()
        assert "/customers?" in page.url
        _is_well(page, look[2])
        page.locator("main a[href*='segments/new?rule=']").first.click()
        page.fill("#name", f"cohort {look[0]}")
        page.get_by_role("button", name=says["save"], exact=True).click()
        page.wait_for_url(f"**/segments/cohort%20{look[0]}", wait_until="load")
        _is_well(page, look[2])
        _by_menu(page, says["definitions"])
        _is_well(page, look[2])
        assert complaints == []
    finally:
        (site.shop / FILE).write_bytes(before)
        context.close()


def _by_menu(page: Page, entry: str) -> None:
    """As somebody finds it: on a phone the menu is folded."""
    menu = page.locator("nav.menu")
    if not menu.is_visible():
        page.click("details.pocket > summary")
        menu = page.locator("details.pocket nav")
    menu.get_by_role("link", name=entry, exact=True).click()
    page.wait_for_load_state()
