"""Why a product is suggested to a customer, in words."""

from dataclasses import replace

from volver.domain.offer import Reason
from volver.present.sentence import Sentence
from volver.present.words import Words

REASONS: dict[str, Sentence] = {
    "buys_again": Sentence(
        "Purchases of {product:text} so far: {times:count}. The last was {days_since:count} days"
        " ago; usually {usual_gap:count} days pass, so the next is likely in {next_low:count} to"
        " {next_high:count} days."
    ),
    "bought_together": Sentence(
        "{share:percent} of customers with {owned:text} have {product:text} too, of all customers"
        " {share_of_all:percent}; {together:count} have both. It usually follows after {gap:count}"
        " days, and {days_since:count} have passed."
    ),
    "goes_with": Sentence(
        "{share:percent} of customers with {owned:text} have {product:text} too, of all customers"
        " {share_of_all:percent}; {together:count} have both."
    ),
    "popular_in_category": Sentence(
        "{product:text} is popular in {category:text}, of which they have something:"
        " {customers:count} customers have bought it."
    ),
    "popular_in_shop": Sentence(
        "Nothing is known that they have bought; {product:text} is popular, {customers:count}"
        " customers have bought it."
    ),
}


def why(reason: Reason, words: Words) -> str:
    """A reason in words.

    >>> figures = {"product": "Té", "category": "Bebidas", "customers": 1200.0}
    >>> why(Reason("popular_in_category", figures), Words("es"))
    'Té gusta en Bebidas, de donde ya tiene algo: lo han comprado 1.200 clientes.'
    """
    return words.say(replace(REASONS[reason.code], values=reason.figures))
