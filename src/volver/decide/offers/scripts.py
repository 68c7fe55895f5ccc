"""What agents may say: a check for words that belittle, and how often each agent's offer is taken.

The better one is sold by what it adds, never by running down the other (rule X11): the customer may
have bought it last week. The texts themselves are in `present.scripts`, in both languages.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from volver.domain.estimate import Estimate, NotEnough
from volver.stats.intervals import share_band

LEAST_ANSWERS = 10
"""Of an agent or a product, for a rate."""
TERMS = {
    "en": (
        r"cheapo?", r"cheap and nasty", r"inferior", r"worse", r"worst", r"bad", r"mediocre",
        r"rubbish", r"junk", r"trash", r"garbage", r"crap(?:py)?", r"lousy", r"useless",
        r"worthless", r"pathetic", r"(?:poor|low|bad)[ -]quality", r"second[ -]rate",
        r"third[ -]rate", r"low[ -]end", r"bottom of the (?:range|line)", r"outdated", r"obsolete",
        r"old[ -]fashioned", r"bare[ -]bones", r"no frills", r"flimsy", r"shoddy", r"tacky",
        r"not good enough", r"falls? short", r"settl(?:e|ing) for", r"only the basic",
        r"just the basic", r"a waste of money", r"regret", r"amateur", r"poor man'?s",
    ),
    "es": (
        r"barat(?:o|a|os|as|ucho|ucha|uchos|uchas|ija|ijas)", r"inferior(?:es)?", r"peor(?:es)?",
        r"mal[oa]s?", r"mediocres?", r"basuras?", r"porqueria(?:s)?", r"chapuza(?:s)?", r"birrias?",
        r"cutres?", r"inutil(?:es)?", r"(?:mala|baja|poca|peor) calidad", r"de segunda(?: fila)?",
        r"de tercera(?: fila)?", r"gama baja", r"del monton", r"anticuad[oa]s?", r"obsolet[oa]s?",
        r"desfasad[oa]s?", r"pasad[oa]s? de moda", r"se (?:le )?quedan? (?:muy )?cort[oa]s?",
        r"no vale(?:n)? (?:nada|la pena)", r"poca cosa", r"conformarse", r"se conform[ae]",
        r"sol[oa] lo basico", r"tirar el dinero", r"arrepentir(?:a|se)", r"flojit?[oa]s?",
        r"de aficionad[oa]s?", r"de pobres?",
    ),
}  # fmt: skip
"""Words that run something down, without accents; regular expressions of whole words."""
_PATTERN = {
    # The longest first, so that what is found is the whole of it.
    language: re.compile(rf"\b(?:{'|'.join(sorted(terms, key=len, reverse=True))})\b")
    for language, terms in TERMS.items()
}


@dataclass(frozen=True, slots=True)
class Belittling:
    """A word that runs something down."""

    language: str
    text: str
    """As it stands in what was checked."""
    start: int
    """Its first character, from 0."""


def belittling(text: str) -> tuple[Belittling, ...]:
    """Every word of a text that runs something down, in the order of the text, in both languages.

    >>> [found.text for found in belittling("El otro es peor y se queda corto.")]
    ['peor', 'se queda corto']
    """
    plain = _plain(text)
    found = [
        Belittling(language, text[match.start() : match.end()], match.start())
        for language, pattern in _PATTERN.items()
        for match in pattern.finditer(plain)
    ]
    once = {(one.start, one.text): one for one in found}
    return tuple(sorted(once.values(), key=lambda one: (one.start, one.language)))


def _plain(text: str) -> str:
    """Small letters without accents, letter for letter, so that places stay."""
    return "".join(_bare(letter) for letter in text)


def _bare(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one offer."""

    agent: str
    product_id: str
    accepted: bool


def acceptance(
    answers: Iterable[Answered], by: str = "agent", level: float = 0.9
) -> dict[str, Estimate | NotEnough]:
    """The share of offers that were taken, by agent or by product, with Wilson's interval.

    by: "agent" or "product_id". Agents are met by different customers: a rate is no grade.
    """
    counts: dict[str, list[bool]] = {}
    for answer in answers:
        counts.setdefault(getattr(answer, by), []).append(answer.accepted)
    return {name: _rate(taken, level) for name, taken in sorted(counts.items())}


def _rate(taken: list[bool], level: float) -> Estimate | NotEnough:
    n = len(taken)
    if n < LEAST_ANSWERS:
        return NotEnough("too few offers were answered", LEAST_ANSWERS, n)
    return Estimate(sum(taken) / n, *share_band(sum(taken), n, level), level)
