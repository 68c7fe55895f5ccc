"""What a plan may not promise: service by value. It says so, and leaves it to people (mission R3).

Value decides on marketing and sales, and on service never: whoever gets in touch is served in turn.
A goal or an action that speaks of service and of an order in it is named. Words tell little, so
this is a warning and no lock; the list is open, and small enough to read.
"""

import re
import unicodedata
from collections.abc import Iterator

SERVICE = ("service", "serve", "support", "helpdesk", "queue", "hotline", "complaint", "ticket",
           "answer", "response", "reply", "wait", "waiting", "call centre", "call center",
           "servicio", "soporte", "cola", "atencion", "atender", "queja", "reclamacion",
           "incidencia", "respuesta", "responder", "espera", "esperar")  # fmt: skip
"""Words of service, in English and in Spanish."""
ORDER = ("first", "faster", "priority", "prioritise", "prioritize", "prioritised", "prioritized",
         "ahead", "before others", "skip", "jump", "later", "slower", "last", "vip", "express",
         "preferential", "exclusive", "dedicated", "premium", "primero", "primera", "antes",
         "rapido", "rapida", "prioridad", "prioritario", "prioritaria", "priorizar", "preferente",
         "despues", "lento", "lenta", "exclusivo", "exclusiva", "dedicado", "dedicada")  # fmt: skip
"""Words that put some before others, or behind them."""


def service_by_value(*texts: str) -> tuple[str, ...]:
    """The words that speak of service in an order, by text; empty where none does both.

    >>> service_by_value("Priority support for the best"), service_by_value("They come back first")
    (('support', 'priority'), ())
    """
    return tuple(dict.fromkeys(word for text in texts for word in _both(text)))


def _both(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    found = [[word for word in words if _says(plain, word)] for words in (SERVICE, ORDER)]
    if all(found):
        for words in found:
            yield from words


def _says(plain: str, word: str) -> bool:
    """Whether a text has a word, in its plural too."""
    return re.search(rf"\b{re.escape(word)}(?:s|es)?\b", plain) is not None
