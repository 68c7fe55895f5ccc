"""Every reason of a suggestion is said in both languages, with its own figures."""

import string

import pytest
from tests.decide.offers.test_next_products import MONTH, shop

from volver.decide.offers.next_products import Ask, next_products
from volver.domain.offer import Reason
from volver.present.next_products import NEXT_REASONS as REASONS
from volver.present.offers import why
from volver.present.words import Words

FIGURES = {
    "product": "Tea", "owned": "Pot", "category": "Drinks", "times": 7.0, "days_since": 3.0,
    "usual_gap": 14.2, "next_low": 8.9, "next_high": 13.1, "share": 0.5, "share_of_all": 0.125,
    "together": 40.0, "gap": 21.0, "customers": 80.0,
}  # fmt: skip


@pytest.mark.parametrize("code", REASONS)
def test_each_is_said_in_spanish_too(code):
    """And not in English there; a cut-off for each figure that it says."""
    english, spanish = (why(Reason(code, FIGURES), Words(one)) for one in ("en", "es"))
    assert english != spanish
    for name in [part[1] for part in string.Formatter().parse(REASONS[code].text) if part[1]]:
        assert name in FIGURES


@pytest.mark.mission("X1")
def test_whatever_is_suggested_can_be_said():
    """With the figures that it comes with."""
    found = next_products(shop(), 0.8, ask=Ask(window_days=MONTH))
    said = {one.reason.code: why(one.reason, Words("en")) for one in found.of(4)}
    assert said["bought_together"] == (
        "52% of customers with flour have yeast too, of all customers 17%; 110 have both."
        " It usually follows after 21 days, and 2 have passed."
    )
    assert said["buys_again"].startswith("Purchases of milk so far: 19. The last was ")
