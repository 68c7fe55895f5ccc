"""The book in a browser: in two languages, light and dark, wide and narrow."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.doors.browsing import APPEARANCES, SLACK, open_page, violations
from tests.present.book.sample import sample

from volver.present.book.html import FEW_ROWS, MOST_ROWS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The book in both languages, with tables of every length, as files."""
    folder = tmp_path_factory.mktemp("books")
    paths = {language: folder / f"{language}.html" for language in ("en", "es")}
    for language, path in paths.items():
        path.write_text(sample(language, (1, FEW_ROWS + 1, MOST_ROWS + 1)), "utf-8")
    return paths


@APPEARANCES
def test_the_book_opens_anywhere_and_nothing_is_out_of_reach(
    browser: Browser, books: dict[str, Path], language: str, theme: str, width: int
) -> None:
    """No error, no request but the file, no sideways scrolling, folded or not; WCAG 2.2 AA."""
    opened = open_page(browser, books[language], theme, width)
    page = opened.page
    assert opened.requests == [books[language].as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width + SLACK
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width + SLACK
    assert opened.complaints == []
    page.close()
