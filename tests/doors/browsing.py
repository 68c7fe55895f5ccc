"""Pages opened from disk in a real browser, with what they complain of and ask for."""

from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

UNFOLDED = "[data-chart]:not(details:not([open]) *)"
SLACK = 1
"""Pixels that a rounding may add to a width."""
WIDTHS = pytest.mark.parametrize("width", [1440, 390, 320])
_PAIRED = {("en", "light", 390), ("en", "dark", 1440), ("es", "light", 1440), ("es", "dark", 320)}
"""Every width, and each language in each theme; the rest are for `make long`."""
APPEARANCES = pytest.mark.parametrize(
    ("language", "theme", "width"),
    [
        pytest.param(*seen, marks=() if seen in _PAIRED else pytest.mark.long)
        for seen in product(["en", "es"], ["light", "dark"], [1440, 390, 320])
    ],
)


@dataclass
class Opened:
    """A page that was opened, and what went over its wires and its console."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def open_page(browser: Browser, path: Path, theme: str, width: int) -> Opened:
    """Open a file, and wait until every chart that is not folded is drawn."""
    scheme = "dark" if theme == "dark" else "light"
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    opened = Opened(page)
    page.on("console", lambda message: opened.complaints.append(message.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("request", lambda request: opened.requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_function(
        f"() => document.querySelectorAll('{UNFOLDED}').length"
        " === document.querySelectorAll('[data-drawn]').length"
    )
    return opened


def violations(page: Page) -> str:
    """What breaks WCAG 2.2 AA as far as a machine can check it; "" where nothing does."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return found.generate_report() if found.violations_count else ""
