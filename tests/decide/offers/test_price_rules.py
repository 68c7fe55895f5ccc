"""Rules that move prices: nothing is taken up unseen, and who let it is written down."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.decide.offers.sample_shop import product

from volver.decide.offers.price_ledger import Asked, PriceLedger
from volver.decide.offers.price_rules import Outlook, PriceRule, simulate, take_up
from volver.decide.offers.prices import PriceLimits
from volver.decide.segments.parse import parse
from volver.domain.errors import BadInput

D = Decimal
DAY = date(2024, 6, 1)
SHOP = [product("tea", "drinks", "10", "5"), product("mug", "cups", "8", "6")]
LIMITS = PriceLimits(least_margin=D(1), most_change=D("0.2"))
BOOK = PriceLedger(tuple(Asked(one.product_id, date(2024, 1, 1), one.price) for one in SHOP))
SALE = [PriceRule("drinks", D("-0.1"), frozenset({"drinks"})), PriceRule("rest", D("-0.2"))]
OUTLOOK = Outlook({"tea": 100.0, "mug": 50.0}, {"drinks": -2.0})


@pytest.mark.mission("X15")
def test_a_simulation_by_hand():
    """Tea at 9: 100 x 0.9^-2 = 123.46 pieces at 4 are 493.83, before 500.

    Mugs at 8 less a fifth would be 6.40; the floor is 7. Fifty of them bring 50 and not 100, if
    nobody buys more.
    """
    found = simulate(SALE, SHOP, LIMITS, BOOK, DAY, OUTLOOK)
    told = {row.advice.product_id: row for row in found.rows}
    assert (told["tea"].advice.price, told["mug"].advice.price) == (D(9), D(7))
    assert told["tea"].margin_before == 500
    assert told["tea"].margin_after == pytest.approx(100 / 0.81 * 4)
    assert (told["mug"].margin_before, told["mug"].margin_after) == (100, 50)
    assert [told[name].assumes_same_pieces for name in ("tea", "mug")] == [False, True]
    assert found.gain == pytest.approx(100 / 0.81 * 4 - 500 - 50)


@pytest.mark.mission("X15")
def test_nothing_is_taken_up_unseen():
    """Not with another rule, another limit, another day, or by nobody."""
    found = simulate(SALE, SHOP, LIMITS, BOOK, DAY, OUTLOOK)
    others = [replace(SALE[0], change=D("-0.15")), SALE[1]]
    looser = replace(LIMITS, least_margin=D(0))
    for rules, limits, by, day in [
        (others, LIMITS, "Eva", DAY),
        (SALE, looser, "Eva", DAY),
        (SALE, LIMITS, "Eva", date(2024, 6, 2)),
        (SALE, LIMITS, " ", DAY),
    ]:
        with pytest.raises(BadInput):
            take_up(rules, limits, found, BOOK, by, day)


@pytest.mark.mission("X15")
def test_the_log_says_who_let_which_rule_set_which_price():
    """Old and new, and what held it back."""
    found = simulate(SALE, SHOP, LIMITS, BOOK, DAY, OUTLOOK)
    book, log = take_up(SALE, LIMITS, found, BOOK, "Eva", DAY)
    assert [(one.by, one.rule, one.product_id, one.old, one.new, one.reasons) for one in log] == [
        ("Eva", "rest", "mug", D(8), D(7), ("at_floor",)),
        ("Eva", "drinks", "tea", D(10), D(9), ()),
    ]
    assert (book.on("tea", DAY), book.on("mug", DAY)) == (D(9), D(7))
    assert book.entries[: len(BOOK.entries)] == BOOK.entries


@pytest.mark.mission("G1", "X15")
@pytest.mark.parametrize("rule", ['gender = "f"', "orders >= 2 and not years_old > 60"])
def test_no_price_rule_asks_for_what_the_law_protects(rule):
    """Also where it stands deep within."""
    rules = [PriceRule("theirs", D("-0.1"), audience=parse(rule))]
    with pytest.raises(BadInput, match="may not decide on prices"):
        simulate(rules, SHOP, LIMITS, BOOK, DAY, OUTLOOK)


@pytest.mark.mission("X15")
def test_prices_of_some_are_personalised_and_seen_by_group():
    """A tenth off for ana and bo of four. Of the women one of two pays 0.9: 0.95 on average."""
    rules = [PriceRule("loyal", D("-0.1"), audience=parse("orders >= 3"))]
    outlook = Outlook(
        {"tea": 100.0}, {}, {"loyal": frozenset({"ana", "bo"})}, ["ana", "bo", "cy", "di"],
        {"ana": "f", "di": "f", "bo": "m"},
    )  # fmt: skip
    found = simulate(rules, SHOP[:1], LIMITS, BOOK, DAY, outlook)
    (row,) = found.rows
    assert (row.share, row.advice.must_disclose, row.advice.inputs) == (0.5, True, ("orders",))
    assert row.margin_after == pytest.approx(0.5 * 400 + 0.5 * 500)
    assert dict(found.by_group) == pytest.approx({"f": 0.95, "m": 0.9, "?": 1.0})
    book, log = take_up(rules, LIMITS, found, BOOK, "Eva", DAY)
    assert log[0].inputs == ("orders",)
    assert book.on("tea", DAY) == D(10)  # nobody's price but theirs has changed
