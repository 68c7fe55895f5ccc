"""Everything people read is there in English and in Spanish, with the same values in it."""

import re
import string
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po
from tests.present.messages import SOURCE, Message, all_messages

from volver.domain.estimate import NotEnough
from volver.present.elsewhere import SENTENCES
from volver.present.findings import became
from volver.present.sentence import Sentence
from volver.present.words import Words

SPANISH = files("volver.present") / "locale" / "es" / "LC_MESSAGES" / "volver.po"


@pytest.fixture(scope="module")
def spanish() -> dict[Message, tuple[str, ...]]:
    """The Spanish of each message: one form, or singular and plural."""
    with SPANISH.open("rb") as lines:
        found = read_po(lines, locale="es")
    return {
        message.id: (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for message in found
        if message.id
    }


def _places(text: str) -> set[str]:
    """The placeholders of a text, with their kinds."""
    return {f"{name}:{kind}" for _, name, kind, _ in string.Formatter().parse(text) if name}


def test_every_message_has_its_spanish(spanish: dict[Message, tuple[str, ...]]) -> None:
    """A new sentence needs its entry in locale/es/LC_MESSAGES/volver.po."""
    missing = {message for message in all_messages() if not all(spanish.get(message, ("",)))}
    assert not missing


def _windows(sentence: str) -> list[str]:
    """Every three words in a row of the longest piece without a value."""
    words = max(re.split(r"\{\w+\}", sentence), key=len).strip(" :.").split()
    return [" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))]


def test_what_rooms_say_is_still_said() -> None:
    """A sentence kept for translation stands in the source of some room, values aside."""
    # Adjacent literals are one text: join them before looking.
    source = "".join(
        re.sub(r"\"\s*f?\"", "", path.read_text("utf-8"))
        for path in SOURCE.rglob("*.py")
        if path.name != "elsewhere.py"
    )
    gone = {sentence for sentence in SENTENCES if not any(w in source for w in _windows(sentence))}
    assert not gone


def test_no_spanish_is_left_of_a_message_that_is_gone(
    spanish: dict[Message, tuple[str, ...]],
) -> None:
    """What nobody says needs no translation."""
    assert not set(spanish) - all_messages()


def test_a_translation_holds_the_same_values(spanish: dict[Message, tuple[str, ...]]) -> None:
    """A number lost in translation is a wrong report. A singular may say its "one" in a word."""
    for message, forms in spanish.items():
        english = (message,) if isinstance(message, str) else message
        for said, told in zip(english, forms, strict=True):
            unsaid = _places(said) - _places(told)
            assert unsaid <= ({"n:count"} if told != forms[-1] else set()), said
            assert not _places(told) - _places(said), said


def test_a_plural_follows_its_number() -> None:
    """One customer, two customers, no customers."""
    es = Words("es")
    said = [es.plural("{n:count} customer", "{n:count} customers", n) for n in (0, 1, 2)]
    assert said == ["0 clientes", "1 cliente", "2 clientes"]


def test_values_are_written_as_the_locale_writes_them() -> None:
    """The sentence says what a value is; the locale knows how it looks."""
    text = "{low:whole_money} and more"
    assert Words("en", "USD")(text, low=1500) == "$1,500 and more"
    assert Words("es", "EUR")(text, low=1500) == "1.500\N{NO-BREAK SPACE}€ y más"


def test_a_sentence_told_by_a_room_is_recognised_with_its_values() -> None:
    """Rooms write English with the values in; joined reasons are told one by one."""
    es = Words("es")
    told = "the default: MBG/NBD found no best fit; every order has brought the same amount"
    assert es.term(told) == (
        "el valor por defecto: MBG/NBD no encontró un mejor ajuste; "
        "todos los pedidos han aportado lo mismo"
    )
    assert Words("en").term(told) == told
    assert es.term("nobody has said this before") == "nobody has said this before"


def test_every_way_to_write_a_date_is_told() -> None:
    """A column may hold several."""
    told = "Dates are read as %Y-%m-%d; also as ISO 8601 with an offset; also as %d/%m/%Y"
    assert Words("es").term(told) == (
        "Las fechas se leen como %Y-%m-%d; también como ISO 8601 con diferencia horaria;"
        " también como %d/%m/%Y"
    )


def test_each_word_of_a_sum_follows_its_own_number() -> None:
    """One row is not rows."""
    assert became(1, 0, 2, Words("en")) == "1 accepted + 0 rejected + 2 duplicates"
    assert became(1, 0, 2, Words("es")) == "1 aceptada + 0 rechazadas + 2 duplicadas"


def test_a_number_told_in_english_is_written_as_the_reader_does() -> None:
    """Also inside a sentence that has a joint of its own."""
    es = Words("es")
    told = "Lines of 0.00; an order of 0.00 is an order: 2,515"
    assert es.term(told) == "Líneas de 0,00; un pedido de 0,00 es un pedido: 2.515"
    assert es.term("rejected: -1.837") == "rechazados: -1,837"
    assert es.term("rejected: 13%") == "rechazados: 13\N{NO-BREAK SPACE}%"
    assert es.term("rejected: 2011-06-06") == "rechazados: 2011-06-06"


def test_a_reason_for_no_number_says_what_it_would_take() -> None:
    """NotEnough is read, never drawn as a zero."""
    absent = NotEnough("one customer cannot tell what customers do", need=2, have=1)
    assert Words("en").why(absent) == (
        "One customer cannot tell what customers do. Needed: 2; there: 1."
    )
    assert Words("es").why(absent).endswith("Hacen falta 2; hay 1.")


def test_foreign_text_passes_as_it_is() -> None:
    """A customer's braces are text, never a place to fill."""
    words = Words("es")
    for text in ("{0.__class__}", "{{7*7}}", "{n:count}", "100 %"):
        assert words.say(text) == text
        assert words.term(text) == text


def test_a_placeholder_cannot_reach_into_a_value() -> None:
    """Even a template of ours names values and nothing behind them."""
    with pytest.raises(KeyError):
        Words("en").say(Sentence("{day.__class__}", {"day": 1}))
