"""Everything people read, in English and in Spanish.

English is written where it is used; `locale/<language>/LC_MESSAGES/volver.po` holds the rest.
Catalogues are read as they are, so that no compiled file has to be kept in step with them.
"""

import gettext
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from volver.domain.estimate import NotEnough
from volver.present.formats import Formats
from volver.present.sentence import Sentence

Pattern = tuple[re.Pattern[str], str]


@cache
def catalogue(language: str) -> tuple[gettext.NullTranslations, tuple[Pattern, ...]]:
    """The messages of one language, and those with placeholders as patterns of English.

    English needs none.
    """
    if language == "en":
        return gettext.NullTranslations(), ()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("volver.present") / "locale" / language / "LC_MESSAGES" / "volver.po"
    with source.open("rb") as lines:
        messages = read_po(lines, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    known = gettext.GNUTranslations(compiled)
    singular = [message.id for message in messages if isinstance(message.id, str)]
    # The more a sentence says by itself, the earlier it is tried.
    told = sorted(filter(_is_told, singular), key=lambda english: -len(_PLACE.sub("", english)))
    return known, tuple((_pattern(english), known.gettext(english)) for english in told)


_ENGLISH_NUMBER = re.compile(
    r"(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)(?:\.(?P<decimals>[0-9]+))?)(?P<percent>%)?"
)
_PLACE = re.compile(r"\{(\w+)\}")


def _is_told(english: str) -> bool:
    """Whether a sentence has places for values that a room has already written out."""
    return _PLACE.search(english) is not None and ":" not in "".join(
        field for _, field, kind, _ in string.Formatter().parse(english) if field and kind
    )


def _pattern(english: str) -> re.Pattern[str]:
    """Matches the English sentence with any values in its places."""
    pieces = _PLACE.split(english)
    return re.compile(
        "".join(
            f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece)
            for place, piece in enumerate(pieces)
        ),
        re.DOTALL,
    )


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


_NEED = Sentence("{why:text}. Needed: {need:count}; there: {have:count}.")


class Words:
    """One language's words and one locale's numbers.

    >>> words = Words("es", currency="EUR")
    >>> words.plural("{n:count} customer", "{n:count} customers", 4372)
    '4.372 clientes'
    """

    def __init__(self, locale: str = "en", currency: str = "EUR") -> None:
        self.formats = Formats(locale, currency)
        self.language = self.formats.language
        self._catalogue, self._patterns = catalogue(self.language)
        self._filler = _Filler(self.formats)

    def __call__(self, text: str, /, **values: object) -> str:
        """Say a text; placeholders are filled from `values`."""
        return self._filler.vformat(self._catalogue.gettext(text), (), values)

    def plural(self, one: str, many: str, n: float, /, **values: object) -> str:
        """Say the form that goes with `n`, which fills `{n:count}`."""
        form = self._catalogue.ngettext(one, many, round(n))
        return self._filler.vformat(form, (), {"n": n, **values})

    def term(self, text: str) -> str:
        """Say an English text that stands elsewhere, its values already in it.

        Looked up as it is, then among the sentences with `{places}` for values; what nobody has
        translated stays English.

        >>> Words("es").term("Decoded as cp1252, a guess: the text is not UTF-8.")
        'Leído como cp1252, por conjetura: el texto no es UTF-8.'
        """
        said = self._catalogue.gettext(text) if text else ""
        if said != text:
            return said
        joined = "; " in text
        for pattern, translated in self._patterns:
            # A sentence that ends before the joint must not swallow what stands behind it.
            if joined and "; " not in translated:
                continue
            if found := pattern.fullmatch(text):
                values = {name: self.term(value) for name, value in found.groupdict().items()}
                return self._filler.vformat(translated, (), values)
        first, joint, rest = text.partition("; ")
        return f"{self.term(first)}; {self.term(rest)}" if joint else self.respelt(text)

    def respelt(self, text: str) -> str:
        """A number as English writes it, written as the locale does; other text as it is."""
        found = _ENGLISH_NUMBER.fullmatch(text)
        if found is None:
            return text
        decimals = len(found["decimals"] or "")
        value = float(found["number"].replace(",", ""))
        if found["percent"]:
            return self.formats.percent(value / 100, decimals)
        return self.formats.number(value, decimals)

    def say(self, sentence: Sentence | str) -> str:
        """Say a sentence written elsewhere; plain text passes as it is, braces and all."""
        if isinstance(sentence, str):
            return sentence
        return self(sentence.text, **sentence.values)

    def why(self, absent: NotEnough) -> str:
        """Why there is no number, and how much it would take."""
        why = self.term(absent.why).rstrip(".")
        why = why[:1].upper() + why[1:]  # rooms write reasons that can stand within a sentence
        if (absent.need, absent.have) == (1, 0):
            return f"{why}."  # nothing is there at all, and the reason says of what
        figures = {"why": why, "need": absent.need, "have": absent.have}
        return self.say(replace(_NEED, values=figures))
