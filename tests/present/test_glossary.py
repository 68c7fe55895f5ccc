"""One page for one thing, whatever people call it."""

import pytest

from volver.present.glossary import _BY_NAME, PAGES, _plain, find
from volver.present.words import Words

NAMES = [
    "CLV", "CLTV", "LTV", "CVL", "valor de vida del cliente", "valor de por vida",
    "lifecycle value", "customer lifetime value", "Lifetime Value",
]  # fmt: skip


@pytest.mark.mission("F1")
@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_lifetime_value_finds_one_page(name):
    """In capitals or not, with the marks people put around it, a common typo among them."""
    for written in (name, name.upper(), f" «{name}» ", f"{name}?", name.replace(" ", "-")):
        found = find(written)
        assert found is not None
        assert found.slug == "lifetime-value"


@pytest.mark.mission("F1")
def test_the_page_is_told_in_both_languages():
    """The same page: its title and text in the reader's language."""
    page = find("CVL")
    english, spanish = Words("en"), Words("es")
    assert english.say(page.title) == "Customer lifetime value (CLV)"
    assert spanish.say(page.title) == "Valor de vida del cliente (CLV)"
    assert english.say(page.text) != spanish.say(page.text)
    assert find(spanish.say(page.title)) is None or find(spanish.say(page.title)) == page


def test_a_name_leads_to_one_page():
    """Two pages of one name would hide each other."""
    every = [_plain(name) for page in PAGES for name in page.names]
    assert len(every) == len(set(every))
    assert set(every) <= set(_BY_NAME)


def test_accents_are_not_minded_and_nonsense_finds_nothing():
    """A person types what the keyboard has."""
    assert find("coste de adquisicion").slug == "cac"
    assert find("") is None
    assert find("valor de mercado") is None
