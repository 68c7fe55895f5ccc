"""Rewards and referrals in words: what they bring, to whom they are offered, who is left out."""

from collections.abc import Iterator

from volver.domain.programme import Offered
from volver.present.book.grids import columns, grid
from volver.present.offers import why
from volver.present.plan import LEFT as PEOPLE
from volver.present.sentence import Sentence
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words

TITLES = {
    "reward": (Sentence("Rewards"), Sentence("To whom does a reward pay, and what does it bring?")),
    "referral": (Sentence("Referrals"), Sentence("Does it pay to ask for friends?")),
}
LEFT = PEOPLE | {
    "reward_too_dear": Sentence("The reward costs more than it may for them"),
    "referral_loses": Sentence("Rewards cost more than a friend brings"),
}
BRIEF = {"offered": ("customer_id", "margin", "chance", "reason")}


def sheet(found: Offered, words: Words) -> Sheet:
    """The sheet, with every customer to whom it is offered."""
    title, question = TITLES[found.kind]
    blocks: tuple[Grid | str, ...] = (*_told(found, words), _offered(found, words),
                                      *_left(found, words))  # fmt: skip
    return Sheet(f"{found.kind}s", words.say(title), words.say(question), blocks)


def _told(found: Offered, words: Words) -> Iterator[str]:
    if found.offers:
        yield words(
            "Offered to {whom:text}, it costs {cost:whole_money} and is expected to bring"
            " {margin:whole_money} beyond that ({low:whole_money} to {high:whole_money}).",
            whom=words.plural("{n:count} customer", "{n:count} customers", len(found.offers)),
            cost=found.cost,
            margin=found.margin.value,
            low=found.margin.low,
            high=found.margin.high,
        )
    else:
        yield words("It pays to offer it to nobody.")
    if found.refused is not None:
        yield words("For instance: {why:text}", why=why(found.refused, words))
    if found.rests_on:
        yield words(
            "It rests on {count:count} people or invitations that were counted.",
            count=found.rests_on,
        )
    else:
        yield words("Its figures are assumed: a holdout would tell what is true of them.")
    if found.kind == "reward":
        yield words(
            "Expected margin with the offer, less the margin that would come without it: whoever"
            " would have ordered anyway takes the reward too."
        )
    else:
        yield words(
            "A friend is taken to be worth what a customer is in the mean; friends of friends are"
            " not counted."
        )


def _offered(found: Offered, words: Words) -> Grid:
    return grid(
        "offered",
        words("To whom it is offered"),
        columns(
            ("customer_id", words("Customer"), "text"),
            ("margin", words("Expected beyond its cost"), "money"),
            ("chance", words("Chance with it, or friends who come"), "ratio"),
            ("without", words("Chance without it"), "share"),
            ("cost", words("Cost of telling"), "money"),
            ("reason", words("Why"), "text"),
        ),
        (
            (
                one.customer_id,
                one.terms.incremental_margin,
                one.terms.chance_with,
                one.terms.chance_without,
                one.terms.cost,
                why(one.reason, words),
            )
            for one in found.offers
        ),
    )


def _left(found: Offered, words: Words) -> Iterator[Grid]:
    rows = [(words.say(LEFT[code]), count) for code, count in found.left.items() if count]
    if rows:
        yield grid(
            "left-out",
            words("To whom it is not offered"),
            columns(("why", words("Why"), "text"), ("customers", words("Customers"), "count")),
            rows,
        )
