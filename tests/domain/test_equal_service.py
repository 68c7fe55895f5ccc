"""A goal that orders service by value is named, in both languages; others are left alone."""

import pytest

from volver.domain.equal_service import ORDER, SERVICE, service_by_value


@pytest.mark.mission("R3")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Priority support for the best", ("support", "priority")),
        ("Our best skip the queue", ("queue", "skip")),
        ("Answers faster for who pays more", ("answer", "faster")),
        ("Atención preferente para los mejores", ("atencion", "preferente")),
        ("RESPONDER ANTES a los mejores", ("responder", "antes")),
        ("Las quejas de los peores, después", ("queja", "despues")),
    ],
)
def test_service_in_an_order_is_named(text, words):
    """Wherever it stands, with its accents or without them."""
    assert service_by_value(text) == words
    assert service_by_value("They come back", text) == words


@pytest.mark.parametrize(
    "text",
    [
        "They come back first", "Thank them for their order", "A gift before the summer", "",
        "Better support for everybody", "Que vuelvan antes del verano", "Atención para todos",
        "Contact the late first", "First order again",
    ],
)  # fmt: skip
def test_selling_in_an_order_is_what_a_plan_is_for(text):
    """And service without an order is for all."""
    assert service_by_value(text) == ()


def test_the_lists_are_plain_words_that_can_be_found():
    """In small letters and without accents, as texts are compared; none is in both."""
    for word in (*SERVICE, *ORDER):
        assert word == word.lower()
        assert word.isascii()
    assert set(SERVICE).isdisjoint(ORDER)
