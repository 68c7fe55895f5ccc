"""A number looks the same wherever a reader of one locale meets it."""

from datetime import date

import pytest

from volver.domain.errors import BadInput
from volver.present.formats import Formats

SPACE = "\N{NO-BREAK SPACE}"


def test_spanish_numbers_have_points_for_thousands_and_a_comma_for_decimals() -> None:
    """Four digits are grouped too: a table that groups some of its numbers is hard to scan."""
    es = Formats("es", "EUR")
    assert es.number(4372) == "4.372"
    assert es.number(-1234567.891, 2) == "-1.234.567,89"
    assert es.money(2838.114) == f"2.838,11{SPACE}€"
    assert es.whole_money(464463.7) == f"464.464{SPACE}€"
    assert es.percent(0.643) == f"64{SPACE}%"
    assert es.percent(0.643, 1) == f"64,3{SPACE}%"


def test_english_numbers_have_commas_for_thousands_and_a_point_for_decimals() -> None:
    """The same numbers for the other half of the readers."""
    en = Formats("en", "EUR")
    assert en.number(4372) == "4,372"
    assert en.money(2838.114) == "€2,838.11"
    assert en.whole_money(-464463.7) == "-€464,464"
    assert en.percent(0.643) == "64%"
    assert en.percent(0.643, 1) == "64.3%"


@pytest.mark.parametrize(
    ("locale", "currency", "written"),
    [
        ("en-GB", "GBP", "£1,235"),
        ("es-MX", "MXN", "$1,235"),
        ("es_ES", "EUR", f"1.235{SPACE}€"),
        ("en", "JPY", "¥1,235"),
    ],
)
def test_a_region_may_be_named(locale: str, currency: str, written: str) -> None:
    """A locale brings its own place for the currency."""
    assert Formats(locale, currency).whole_money(1234.56) == written


def test_coins_follow_the_currency() -> None:
    """A yen has no smaller coin, a dinar has a thousand."""
    assert Formats("en", "JPY").money(1234.5) in ("¥1,234", "¥1,235")
    assert Formats("en", "KWD").money(1234.5).endswith("1,234.500")


def test_a_sum_that_rounds_to_nothing_is_not_less_than_nothing() -> None:
    """Minus zero is a rounding, and would be read as a loss."""
    assert Formats("en", "EUR").whole_money(-0.2) == "€0"


def test_a_date_has_its_month_in_letters() -> None:
    """9/12 is a December day to one reader and a September day to the next."""
    day = date(2011, 12, 9)
    assert Formats("en").day(day) == "Dec 9, 2011"
    assert Formats("en-GB").day(day) == "9 Dec 2011"
    assert Formats("es").day(day) == "9 dic 2011"


def test_a_language_that_nobody_wrote_is_refused() -> None:
    """Half a translation would be worse than an error that names the choice."""
    for name in ("de", "xx", "", "../es"):
        with pytest.raises(BadInput):
            Formats(name).number(1)


def test_a_placeholder_of_no_known_kind_is_a_mistake_of_ours() -> None:
    """It is found by the tests, never shown to a reader."""
    with pytest.raises(ValueError, match="no placeholder of kind"):
        Formats("en").text(3, "furlongs")
