"""Every reason of selling is said in both languages, with figures that are the reason's own."""

import ast
import string
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from tests.decide.offers.sample_shop import product

from volver.decide.offers.price_ledger import Announced, Asked, PriceLedger, announce
from volver.decide.offers.prices import PriceLimits, promotion
from volver.domain.offer import Reason
from volver.present import offers
from volver.present.offers import REASONS, SELLING, disclosure, reduction, related, why
from volver.present.words import Words

ROOMS = [
    *(f"offers/{name}.py" for name in (
        "upsell", "three_options", "prices", "price_ledger", "price_rules", "elasticity",
        "rewards", "referrals", "rules", "rank", "for_customer",
    )),
    *(f"timing/{name}.py" for name in ("late", "channels", "first_days", "outbound")),
]  # fmt: skip
NBSP = "\xa0"


def made() -> list[tuple[str, ast.expr | None]]:
    """The code and the figures of each reason that these files make."""
    found = []
    for name in ROOMS:
        tree = ast.parse((files("volver.decide") / name).read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                code, *figures = node.args
                if isinstance(code, ast.Constant):
                    found.append((str(code.value), figures[0] if figures else None))
    return found


def places(code: str) -> set[str]:
    """What a sentence says."""
    return {name for _, name, _, _ in string.Formatter().parse(REASONS[code].text) if name}


def test_every_reason_has_its_sentence_and_its_figures():
    """A sentence that asks for a figure which the reason lacks could not be said."""
    reasons = made()
    assert len(reasons) > 35
    for code, figures in reasons:
        assert code in REASONS
        if figures is None:
            assert places(code) == set()
        elif isinstance(figures, ast.Dict):
            assert places(code) <= {key.value for key in figures.keys}


def test_no_sentence_is_left_of_a_reason_that_is_gone():
    """Those of the price ledger's options are made in a loop."""
    source = "".join((files("volver.decide") / name).read_text("utf-8") for name in ROOMS)
    assert [code for code in SELLING if f'"{code}"' not in source] == []


@pytest.mark.parametrize("code", REASONS)
def test_each_reason_is_said_in_both_languages(code):
    """And not in the same words."""
    kinds = {
        name: kind for _, name, kind, _ in string.Formatter().parse(REASONS[code].text) if name
    }
    values = {"day": "2024-06-01", "text": "Plus"}
    reason = Reason(code, {name: values.get(kind, 2.5) for name, kind in kinds.items()})
    said = [why(reason, Words(language)) for language in ("en", "es")]
    assert said[0] != said[1]
    assert not any("{" in one for one in said)


def test_reasons_in_words():
    """With the numbers of the locale."""
    capped = Reason("change_capped", {"share": 0.1, "before": 1234.5, "days": 30})
    assert why(capped, Words("en")) == "In 30 days a price moves by at most 10%, from €1,234.50."
    no = Reason("said_no", {"day": "2024-06-01", "days": 30})
    assert why(no, Words("es")) == "Dijo que no el 1 jun 2024: no se ofrece nada durante 30 días."


@pytest.mark.mission("X15")
def test_a_personal_price_says_so():
    """In the words of the directive: personalised, by automated decision-making."""
    assert disclosure(Words("en")) == (
        "This price was personalised for you on the basis of automated decision-making."
    )
    assert "decisión automatizada" in disclosure(Words("es"))


@pytest.mark.mission("X15")
def test_a_reduction_names_the_lowest_price_of_thirty_days():
    """10 a month ago, 12 now, 9 announced: a tenth less than 10, and not a quarter less than 12."""
    book = PriceLedger(
        (Asked("tea", date(2024, 5, 1), Decimal(10)), Asked("tea", date(2024, 5, 20), Decimal(12)))
    )
    found = announce(book, "tea", date(2024, 6, 1), Decimal(9))
    assert isinstance(found, Announced)
    told = reduction(found.price, found.prior, found.share, found.days, Words("es"))
    assert told == (
        f"9,00{NBSP}€, un 10{NBSP}% menos. Precio más bajo de los últimos 30 días: 10,00{NBSP}€."
    )


@pytest.mark.mission("X12")
def test_a_promotion_without_an_end_says_what_it_costs():
    """1 off each of 1,200 a year; 3 stays of each."""
    tea = product("tea", "drinks", "10", "6")
    found = promotion(tea, Decimal(9), 1200, PriceLimits(least_margin=Decimal(2)))
    figures = (found.floor, found.margin_per_piece, found.yearly_cost)
    assert offers.promotion(found.until, *figures, Words("en")) == (
        "Without an end: €1,200 a year on what would be sold anyway. Each piece still brings €3.00;"
        " the floor of the price is €8.00."
    )
    ends = offers.promotion(date(2024, 6, 30), *figures, Words("es"))
    assert ends.startswith(f"Hasta el 30 jun 2024: a razón de 1.200{NBSP}€ al año")


@pytest.mark.mission("X5")
def test_related_products_for_a_page_have_their_links():
    """In order and escaped; what is no link of a page, or has none, is left out."""
    names = {"b": "Cups & <more>", "a": "Filter", "c": "Bad", "d": "Other host", "e": "None"}
    links = {"a": "https:shop", "b": '/cups?a="1"', "c": "javascript:alert(1)", "d": "//else"}
    assert related(names, links, Words("es")) == (
        '<section class="volver-related"><h2>Va bien con lo que ya tiene</h2><ul>'
        '<li><a href="/cups?a=&quot;1&quot;">Cups &amp; &lt;more&gt;</a></li>'
        '<li><a href="https:shop">Filter</a></li></ul></section>'
    )
    assert related({"c": "Bad"}, links, Words("en")) == ""
