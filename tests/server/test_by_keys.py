"""Every page gone through by Tab alone: what can be used is come to, in its order, and is seen."""

import pytest
from playwright.sync_api import Browser, Page
from tests.server.conftest import SHOP
from tests.server.test_browser import ACCOUNT, LOOKS, MORE, _go, _open, _person, address

__all__ = ["address"]
pytestmark = pytest.mark.slow
MOST = 90
"""Steps on one page: a table of cohorts has hundreds of links, all alike."""
LISTED = """() => {
  const made = (radio) => [...document.getElementsByName(radio.name)].find((one) => one.checked);
  const usable = 'a[href], button, input, select, textarea, summary';
  window.listed = [...document.querySelectorAll(usable)]
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden')
    .filter((one) => one.type !== 'radio' || (made(one) || one) === one)
    .filter((one) => one.checkVisibility({visibilityProperty: true}));
  document.activeElement.blur();
  return window.listed.length;
}"""
"""Whatever can be used by a mouse; of choices that exclude each other, the one that is made."""
HELD = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const place = one.getBoundingClientRect();
  const line = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return [
    window.listed.indexOf(one),
    line || style.boxShadow !== 'none',
    place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth,
  ];
}"""
"""Which of them has the focus, whether a line says so, and whether it is on the screen."""


def walked(page: Page) -> None:
    """Step through a page; a table that scrolls stands in no list and takes a step too."""
    count = page.evaluate(LISTED)
    wanted = min(count, MOST)
    come_to: list[int] = []
    for _ in range(2 * wanted + 40):
        page.keyboard.press("Tab")
        at, has_line, is_there = page.evaluate(HELD)
        if at >= 0 and at not in come_to[-1:]:  # a day, a month and a year take a step each
            where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            assert has_line, f"{page.url}: nothing marks {where}"
            assert is_there, f"{page.url}: off the screen: {where}"
            come_to.append(at)
        if len(come_to) == wanted:
            break
    assert come_to == list(range(wanted)), page.url


@pytest.mark.parametrize(
    "look",
    [pytest.param(LOOKS[0], id="en"), pytest.param(LOOKS[1], id="es", marks=pytest.mark.long)],
)
def test_every_page_by_tab_alone(
    browser: Browser, address: str, look: tuple[str, str, int]
) -> None:
    """From the skip link on; nothing holds the focus, and nothing that can be used is left out."""
    context = _person(browser, address, "owner", look)
    page, _ = _open(context, f"{address}/{SHOP}/overview")
    places = [link.get_attribute("href") for link in page.query_selector_all("nav a") if link]
    for place in [*dict.fromkeys(places), *(f"/{SHOP}/{place}" for place in MORE), *ACCOUNT]:
        _go(page, address + str(place))
        walked(page)
    context.close()
