"""The report as a person meets it: in a browser, in two languages, light and dark, wide and narrow.

The file is opened from disk, as one that came by mail.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.doors.browsing import APPEARANCES, SLACK, WIDTHS, open_page, violations
from tests.present.sample import EMPTY_HANDED, SAMPLE

from volver.present.report import render

pytestmark = pytest.mark.slow

CHARTS = 7
FOLDED = 3
"""Charts that are drawn once their part is unfolded."""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report in both languages, and one without a forecast, as files."""
    folder = tmp_path_factory.mktemp("reports")
    written = {
        "en": render(SAMPLE, "en"),
        "es": render(SAMPLE, "es"),
        "none": render(EMPTY_HANDED, "en"),
    }
    paths = {name: folder / f"{name}.html" for name in written}
    for name, html in written.items():
        paths[name].write_text(html, "utf-8")
    return paths


def _unfold(page: Page) -> None:
    """Open every part and every table; what was folded is drawn now."""
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    page.wait_for_function(
        f"() => document.querySelectorAll('[data-drawn]').length === {CHARTS + FOLDED}"
    )


@APPEARANCES
def test_the_report_opens_anywhere_and_asks_for_nothing(
    browser: Browser, reports: dict[str, Path], language: str, theme: str, width: int
) -> None:
    """No error, no request but the file itself, no sideways scrolling, every chart drawn."""
    opened = open_page(browser, reports[language], theme, width)
    page = opened.page
    assert opened.complaints == []
    assert opened.requests == [reports[language].as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width + SLACK
    marks = page.eval_on_selector_all(
        "[data-drawn]", "all => all.map(one => one.querySelectorAll('svg.marks path').length)"
    )
    assert len(marks) == CHARTS
    assert min(marks) >= 1
    page.close()


@APPEARANCES
def test_nothing_is_out_of_reach(
    browser: Browser, reports: dict[str, Path], language: str, theme: str, width: int
) -> None:
    """WCAG 2.2 AA as far as a machine can check it, with everything unfolded."""
    page = open_page(browser, reports[language], theme, width).page
    _unfold(page)
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width + SLACK
    page.close()


@WIDTHS
def test_text_in_charts_keeps_its_size_and_its_place(
    browser: Browser, reports: dict[str, Path], width: int
) -> None:
    """On a phone charts grow narrower, never smaller, and no label is cut off."""
    page = open_page(browser, reports["es"], "light", width).page
    _unfold(page)
    texts = page.eval_on_selector_all(
        "[data-drawn] svg text",
        """all => all.filter(one => one.textContent.trim()
            && getComputedStyle(one).opacity !== "0"
            && one.closest("[opacity='0']") === null).map(one => {
          const box = one.getBoundingClientRect();
          const frame = one.ownerSVGElement.getBoundingClientRect();
          return [parseFloat(getComputedStyle(one).fontSize), one.textContent,
                  box.left - frame.left, frame.right - box.right];
        })""",
    )
    assert len(texts) > 40
    for size, text, left, right in texts:
        assert size >= 12, text
        assert left >= -SLACK, text
        assert right >= -SLACK, text
    page.close()


def test_the_theme_can_be_changed_and_charts_follow(
    browser: Browser, reports: dict[str, Path]
) -> None:
    """One button, no redraw, and nothing is stored about the reader."""
    page = open_page(browser, reports["en"], "light", 1440).page
    bar = page.locator("#figure-classes svg .mark-rect path").last
    colour = "one => getComputedStyle(one).fill"
    before, drawn = bar.evaluate(colour), bar.get_attribute("d")
    page.get_by_role("button").click()
    assert bar.evaluate(colour) != before
    assert bar.get_attribute("d") == drawn
    page.get_by_role("button").click()
    assert bar.evaluate(colour) == before
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    page.close()


def test_the_keyboard_reaches_everything(browser: Browser, reports: dict[str, Path]) -> None:
    """Skip link, theme, contents, then what can be unfolded; focus can be seen."""
    page = open_page(browser, reports["en"], "light", 1440).page
    here = "document.activeElement"
    stops: list[str] = []
    while "BODY" not in stops and len(stops) < 50:
        page.keyboard.press("Tab")
        stops.append(page.evaluate(f"{here}.tagName"))
        outline = page.evaluate(f"getComputedStyle({here}).outlineStyle")
        assert outline != "none" or stops[-1] == "BODY", stops
    assert stops[:2] == ["A", "BUTTON"]
    assert stops.count("SUMMARY") == CHARTS + 1  # the tables, and what is folded
    assert stops[-1] == "BODY"
    page.close()


def test_a_wider_window_widens_the_charts(browser: Browser, reports: dict[str, Path]) -> None:
    """A phone that is turned round shows the same chart, wider."""
    page = open_page(browser, reports["en"], "light", 390).page
    width = "document.querySelector('[data-drawn] svg').getBoundingClientRect().width"
    narrow = page.evaluate(width)
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_function(f"() => {width} > {narrow}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 844 + SLACK
    page.close()


def test_a_report_without_forecast_opens_too(browser: Browser, reports: dict[str, Path]) -> None:
    """The same promises for a shop in its first weeks."""
    opened = open_page(browser, reports["none"], "dark", 320)
    assert opened.complaints == []
    assert opened.requests == [reports["none"].as_uri()]
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320 + SLACK
    opened.page.close()


def test_it_prints(browser: Browser, reports: dict[str, Path]) -> None:
    """A handful of pages, charts within the paper."""
    page = open_page(browser, reports["es"], "dark", 1440).page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") <= 12
    page.close()
