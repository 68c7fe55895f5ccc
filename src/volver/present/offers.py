"""Why something is offered or not, what a price must say, and the plan of the first days."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from volver.domain.due import ContactPlan, Purpose
from volver.domain.offer import Reason
from volver.present.next_products import NEXT_REASONS
from volver.present.sentence import Sentence
from volver.present.words import Words

SAFE = re.compile(r"https?:|/(?!/)")
"""How a link begins that may stand on a page."""
SELLING: dict[str, Sentence] = {
    "step_up": Sentence(
        "{product:text} is of the same sort as {owned:text}. It costs {price:money}; they usually"
        " pay {usual:money}, and by {purchases:count} purchases of their own up to {ceiling:money}"
        " is within reach."
    ),
    "not_in_catalogue": Sentence("{product:text} is not in the catalogue."),
    "no_own_prices": Sentence(
        "They have bought nothing of {category:text} at a known price, so nothing tells what is"
        " within reach."
    ),
    "no_better": Sentence(
        "In {category:text} there is nothing better of the sort of {product:text}."
    ),
    "none_in_reach": Sentence(
        "The price of {price:money} is beyond {ceiling:money}, the dearest within their reach."
    ),
    "no_gain": Sentence(
        "Nothing better within reach brings more than the {margin:money} of {product:text}."
    ),
    "no_cheaper_option": Sentence(
        "Nothing of the same sort is {step:percent} cheaper than {product:text} at {price:money}:"
        " the first of three options is missing."
    ),
    "no_dearer_option": Sentence(
        "Nothing of the same sort is {step:percent} dearer than {product:text} at {price:money}:"
        " the last of three options is missing."
    ),
    "nothing_to_upgrade": Sentence(
        "They buy nothing again that the catalogue knows with a category, a price and a cost."
    ),
    "brings_nothing": Sentence("It brings no more than would come anyway."),
    "no_prior_price": Sentence(
        "No earlier price of {product:text} is known, so no reduction may be announced."
    ),
    "no_reduction": Sentence(
        "{price:money} is not below {lowest:money}, the lowest price of the last {days:count} days:"
        " no reduction may be announced."
    ),
    "changed_lately": Sentence(
        "The price changed on {day:day} and stays for at least {days:count} days."
    ),
    "change_capped": Sentence(
        "In {days:count} days a price moves by at most {share:percent}, from {before:money}."
    ),
    "at_ceiling": Sentence("The ceiling is {ceiling:money}."),
    "at_floor": Sentence("The floor is {floor:money}, at a unit cost of {cost:money}."),
    "below_floor": Sentence("{price:money} is below the floor of {floor:money}."),
    "no_room": Sentence(
        "No price keeps every limit: at least {least:money}, at most {most:money}. A person has to"
        " look."
    ),
    "inelastic": Sentence(
        "The elasticity is {value:decimal} ({low:decimal} to {high:decimal}): sales hardly follow"
        " the price, and no best price follows from it."
    ),
    "elasticity_unclear": Sentence(
        "The elasticity may lie anywhere from {low:decimal} to {high:decimal}, on both sides of -1:"
        " no best price follows from it."
    ),
    "reward_pays": Sentence(
        "A reward that costs us {worth:money} may cost up to {most:money}: {share:percent} of those"
        " who take it would not have ordered otherwise."
    ),
    "reward_too_dear": Sentence(
        "A reward that costs us {worth:money} may cost {most:money} at most: only {share:percent}"
        " of those who take it would not have ordered otherwise."
    ),
    "referral_pays": Sentence(
        "Each friend who comes brings {brings:money} after rewards of {rewards:money}; one customer"
        " who is asked brings {friends:decimal} friends."
    ),
    "referral_loses": Sentence(
        "Rewards of {rewards:money} for a friend are more than the {most:money} that a friend"
        " brings beyond what would come anyway."
    ),
    "complaint_open": Sentence("A complaint is open: first it is resolved, nothing is offered."),
    "said_no": Sentence("They said no on {day:day}: nothing is offered for {days:count} days."),
    "said_no_to_this": Sentence(
        "They said no to this on {day:day}: it is not offered again for {days:count} days."
    ),
    "contacted_enough": Sentence(
        "We got in touch {contacts:count} times in the last {days:count} days, which is enough."
    ),
    "not_for_them": Sentence("They said that {what:text} is not for them."),
    "asked_for": Sentence("They said that they look for {what:text}."),
    "no_link": Sentence("Nothing that they have bought speaks for {product:text}."),
    "not_bought": Sentence("It rests on {product:text}, which they have not bought."),
    "rated_low": Sentence(
        "{product:text} is rated {rating:decimal} of 5 by {ratings:count} buyers."
    ),
    "sent_back": Sentence("{share:percent} of {product:text} are sent back."),
    "another_sort": Sentence("{product:text} is not of the same sort as what they have."),
    "later": Sentence("Its moment comes in {days:count} days."),
    "held_back": Sentence(
        "Ratings and returns worse than usual take {penalty:money} off what it would bring."
    ),
    "suppressed": Sentence("They are not to be written to."),
    "no_consent": Sentence("They have not agreed to be contacted."),
    "not_worth_it": Sentence(
        "{at_stake:money} at stake, a chance of {helps:percent} that a contact helps, and its cost"
        " of {cost:money}: it does not pay."
    ),
    "no_capacity": Sentence(
        "It would be worth {gain:money}, and today's contacts are used up."
    ),
}  # fmt: skip
"""Why an upgrade, a price or a reward is advised, and why an offer is not made; by code."""

REASONS = SELLING | NEXT_REASONS
"""By code; each figure that a sentence says is one of the reason's."""

PURPOSES: dict[Purpose, Sentence] = {
    "thank": Sentence("Thank them for the first order"),
    "arrived": Sentence("Ask whether everything arrived well"),
    "first_use": Sentence("Help with the first use"),
    "listen": Sentence("Ask what they think, and listen"),
    "replenish": Sentence("Remind them of what runs out"),
    "discover": Sentence("Show what goes with what they have"),
    "review": Sentence("Look back on the first ninety days together"),
}


def why(reason: Reason, words: Words) -> str:
    """A reason in words.

    >>> why(Reason("at_ceiling", {"ceiling": 12.5}), Words("es"))
    'El techo es 12,50\\xa0€.'
    """
    figures: dict[str, object] = dict(reason.figures)
    if isinstance(day := figures.get("day"), str):
        figures["day"] = date.fromisoformat(day)
    return words.say(replace(REASONS[reason.code], values=figures))


def says_money(reason: Reason) -> bool:
    """Whether a reason's sentence holds an amount."""
    return ":money}" in REASONS[reason.code].text


def disclosure(words: Words) -> str:
    """What a customer is told before a price that a machine made for them (2011/83, 6(1)(ea))."""
    return words("This price was personalised for you on the basis of automated decision-making.")


def reduction(price: Decimal, prior: Decimal, share: Decimal, days: int, words: Words) -> str:
    """What is said of a reduction that is announced to everybody (98/6/EC, Article 6a)."""
    return words(
        "{price:money}, {share:percent} less. Lowest price of the last {days:count} days:"
        " {prior:money}.",
        price=price,
        share=share,
        days=days,
        prior=prior,
    )


def promotion(
    until: date | None, floor: Decimal, margin: Decimal, yearly_cost: Decimal, words: Words
) -> str:
    """What a promotion costs, whether or not it has an end."""
    figures = {"floor": floor, "margin": margin, "cost": yearly_cost}
    if until is None:
        return words(
            "Without an end: {cost:whole_money} a year on what would be sold anyway. Each piece"
            " still brings {margin:money}; the floor of the price is {floor:money}.",
            **figures,
        )
    return words(
        "Until {until:day}: at the pace of {cost:whole_money} a year on what would be sold anyway."
        " Each piece still brings {margin:money}; the floor of the price is {floor:money}.",
        until=until,
        **figures,
    )


def observational(words: Words) -> str:
    """Said beside every elasticity whose prices were not drawn by lot."""
    return words(
        "Measured from prices that people set for reasons of their own, so it may be far off; only"
        " prices drawn by lot would tell."
    )


def first_days(plan: ContactPlan, words: Words) -> list[str]:
    """The plan of a newcomer, a line for each step and one for the money."""
    lines = [
        f"{words.formats.day(day)}: {words.say(PURPOSES[step.purpose])}" for day, step in plan.steps
    ]
    spent = words(
        "It costs {cost:money} of the {ceiling:money} that it may cost.",
        cost=plan.cost,
        ceiling=plan.ceiling,
    )
    if not plan.dropped:
        return [*lines, spent]
    left = words.plural(
        "{n:count} step is left out: there is no money for it.",
        "{n:count} steps are left out: there is no money for them.",
        len(plan.dropped),
    )
    return [*lines, spent, left]


def related(names: Mapping[str, str], links: Mapping[str, str], words: Words) -> str:
    """A piece of HTML for a shop's own page: related products, each with its link (rule X5).

    names, links: by product, in the order in which they are shown. Everything is escaped, and only
    links within the shop's own site, or over http(s), are kept.
    """
    from html import escape

    items = [
        f'<li><a href="{escape(links[one], quote=True)}">{escape(name)}</a></li>'
        for one, name in names.items()
        if SAFE.match(links.get(one, ""))
    ]
    if not items:
        return ""
    title = escape(words("Goes well with what you have"))
    return f'<section class="volver-related"><h2>{title}</h2><ul>{"".join(items)}</ul></section>'
