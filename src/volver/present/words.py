"""Everything people read, in English and in Spanish.

English is written where it is used; `locale/<language>/LC_MESSAGES/volver.po` holds the rest.
Catalogues are read as they are, so that no compiled file has to be kept in step with them.
"""

import gettext
import string
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from volver.domain.estimate import NotEnough
from volver.present.formats import Formats
from volver.present.sentence import Sentence


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The messages of one language; English needs none."""
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("volver.present") / "locale" / language / "LC_MESSAGES" / "volver.po"
    with source.open("rb") as lines:
        messages = read_po(lines, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class _Filler(string.Formatter):
    """Fills `{name:kind}` through the locale; no placeholder may reach into a value."""

    def __init__(self, formats: Formats) -> None:
        self.formats = formats

    def get_field(
        self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[Any, str]:
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        return self.formats.text(value, format_spec)


class Words:
    """One language's words and one locale's numbers.

    >>> words = Words("es", currency="EUR")
    >>> words.plural("{n:count} customer", "{n:count} customers", 4372)
    '4.372 clientes'
    """

    def __init__(self, locale: str = "en", currency: str = "EUR") -> None:
        self.formats = Formats(locale, currency)
        self.language = self.formats.language
        self._catalogue = catalogue(self.language)
        self._filler = _Filler(self.formats)

    def __call__(self, text: str, /, **values: object) -> str:
        """Say a text; placeholders are filled from `values`."""
        return self._filler.vformat(self._catalogue.gettext(text), (), values)

    def plural(self, one: str, many: str, n: float, /, **values: object) -> str:
        """Say the form that goes with `n`, which fills `{n:count}`."""
        form = self._catalogue.ngettext(one, many, round(n))
        return self._filler.vformat(form, (), {"n": n, **values})

    def term(self, text: str) -> str:
        """A name or a note without placeholders, in this language where it is known."""
        return self._catalogue.gettext(text) if text else ""

    def say(self, sentence: Sentence | str) -> str:
        """Say a sentence written elsewhere; plain text passes as it is, braces and all."""
        if isinstance(sentence, str):
            return sentence
        return self(sentence.text, **sentence.values)

    def why(self, absent: NotEnough) -> str:
        """Why there is no number, and how much it would take."""
        return self(
            "{why} Needed: {need:count}; there: {have:count}.",
            why=self.term(absent.why).rstrip(".") + ".",
            need=absent.need,
            have=absent.have,
        )


NAMES = (
    "Last year again",
    "Mean of the cohort",
    "Same rate for everybody",
)
"""Names written elsewhere that are said through `Words.term`."""
