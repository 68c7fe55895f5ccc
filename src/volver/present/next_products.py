"""Why a product is suggested to a customer, in words."""

from volver.present.sentence import Sentence

NEXT_REASONS: dict[str, Sentence] = {
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
