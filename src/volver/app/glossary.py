"""What figures and words mean, and how each figure is made: the source of the page of help."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from volver.describe.catalogue import METRICS, SOURCES
from volver.describe.measure import sql_of
from volver.present.help import UNITS, WORDS
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of the catalogue, in the reader's words."""

    slug: str
    title: str
    question: str
    unit: str
    caution: str
    is_estimate: bool
    """Whether it has an interval."""
    sql: str
    """As it is asked for each month."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word and what it means here."""

    slug: str
    title: str
    text: str


@lru_cache(maxsize=4)
def terms(language: str) -> tuple[Term, ...]:
    """Every figure, in the order people read them."""
    words = Words(language)
    return tuple(
        Term(
            slug=metric.slug,
            title=words.term(metric.title),
            question=words.term(metric.question),
            unit=words.say(UNITS[metric.unit]),
            caution=words.term(metric.caution),
            is_estimate=metric.is_estimate,
            sql=sql_of(SOURCES[metric.source], metric.parts, "month", None).strip(),
        )
        for metric in METRICS
    )


@lru_cache(maxsize=4)
def glossary(language: str) -> tuple[Word, ...]:
    """The words that figures are told in, in alphabetical order."""
    words = Words(language)
    told = [Word(f"word-{one.slug}", words.say(one.title), words.say(one.text)) for one in WORDS]
    return tuple(sorted(told, key=lambda one: one.title.casefold()))


@lru_cache(maxsize=4)
def meanings(language: str) -> Mapping[str, str]:
    """Where each title is explained: the title to the name of its place on the page of help."""
    found = {one.title: one.slug for one in glossary(language)}
    return found | {one.title: one.slug for one in terms(language)}
