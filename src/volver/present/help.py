"""The words of the page of help: what figures are told in, and the units they come in."""

from collections.abc import Mapping

from volver.domain.measure import Unit
from volver.present.glossary import PAGES, Page
from volver.present.sentence import Sentence

UNITS: Mapping[Unit, Sentence] = {
    Unit.COUNT: Sentence("a count"),
    Unit.MONEY: Sentence("money"),
    Unit.SHARE: Sentence("a share, in per cent"),
    Unit.RATIO: Sentence("a ratio"),
    Unit.MINUTES: Sentence("minutes"),
}
WORDS: tuple[Page, ...] = (
    *PAGES,
    Page(
        "p-alive",
        Sentence("P(alive)"),
        Sentence(
            "The probability that the relationship has not ended, given the orders so far. A low"
            " figure is a reason to look, not a fact about a person."
        ),
        (),
    ),
    Page(
        "interval",
        Sentence("Interval"),
        Sentence(
            "The range that should hold the truth in a stated share of cases. For one customer it"
            " is wide, for all together narrower; the page Forecast tells how often it held."
        ),
        (),
    ),
    Page(
        "at-stake",
        Sentence("Value at stake"),
        Sentence(
            "Value times the chance that the customer is gone: an order in which to look at"
            " customers, not a loss to come."
        ),
        (),
    ),
    Page(
        "cohort",
        Sentence("Cohort"),
        Sentence("The customers of one period of first order. A customer never changes cohort."),
        (),
    ),
    Page(
        "holdout",
        Sentence("Holdout"),
        Sentence(
            "People of a plan who are drawn by lot and left alone, so that what the plan brought"
            " can be told from what would have come anyway."
        ),
        (),
    ),
    Page(
        "basis",
        Sentence("Basis"),
        Sentence(
            "What a figure of money counts: revenue, or margin after the costs that are known. It"
            " stands under the title of every page."
        ),
        (),
    ),
    Page(
        "horizon",
        Sentence("Horizon"),
        Sentence("How far ahead a forecast looks. Nothing after it is in a value."),
        (),
    ),
)
"""In the glossary: those that can be found by name in every language, and a few more."""
