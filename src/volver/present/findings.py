"""The sentences that say what the figures mean; the report and the terminal share them."""

from math import isfinite

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.value import Step, ValueClass
from volver.present.backtest import Backtest, Candidate
from volver.present.costs import costs_told
from volver.present.records import Classes, Concentration, CustomerRow, Quality, ReportData
from volver.present.sentence import Sentence
from volver.present.words import Words

CLAIM = (0.2, 0.8)
"""The often-quoted rule: 80 % of future income from 20 % of customers."""

FADING = 0.8
"""Under this P(alive) a customer of high value is worth a call."""

CLASS_NAMES = {
    ValueClass.BEST: Sentence("Best"),
    ValueClass.POTENTIAL: Sentence("Potential"),
    ValueClass.GOOD: Sentence("Good"),
    ValueClass.NEVER_PROFITABLE: Sentence("Never profitable"),
}

CLASS_ACTIONS = {
    ValueClass.BEST: Sentence(
        "Thank them before you discount: first look at what is new, an invitation, a request to "
        "recommend you. Whether a price cut adds anything is a question for a test."
    ),
    ValueClass.POTENTIAL: Sentence(
        "Put the retention budget here first: a reason for the next order, offered once, well "
        "under what the customer is worth."
    ),
    ValueClass.GOOD: Sentence(
        "Keep in touch at low cost: the newsletter and the season's offers, no budget per person."
    ),
    ValueClass.NEVER_PROFITABLE: Sentence(
        "No paid advertising and no rewards; review minimum order and delivery terms for "
        "everybody, not for them alone."
    ),
}

STEP_NAMES = {
    Step.NONE: Sentence("No forecast"),
    Step.FORMULA: Sentence("Formula: margin per order times orders per year"),
    Step.COHORT: Sentence("Cohort: what customers with a like history did in the past"),
    Step.POOLED: Sentence("Pooled: one repeat rate for everybody"),
    Step.INDIVIDUAL: Sentence("Individual: a model that tells customers apart"),
}


def horizon(days: int, words: Words) -> str:
    """A length of time in the longest unit that fits it.

    >>> horizon(365, Words("en")), horizon(90, Words("es")), horizon(731, Words("en"))
    ('12 months', '90 días', '2 years')
    """
    years, months = round(days / 365.25), round(days / 30.4375)
    if years > 1 and abs(days - years * 365.25) < 1:
        return words.plural("{n:count} year", "{n:count} years", years)
    if months and abs(days - months * 30.4375) < 1 and days != 30:
        return words.plural("{n:count} month", "{n:count} months", months)
    return words.plural("{n:count} day", "{n:count} days", days)


def headline(data: ReportData, words: Words) -> str:
    """What the customer base is worth, in one sentence."""
    ahead, total = horizon(data.card.horizon_days, words), data.card.total_value
    if isinstance(total, NotEnough):
        return words("There is no forecast for the next {horizon} yet.", horizon=ahead)
    figures = {"customers": data.card.customers, "total": total.value, "horizon": ahead}
    if data.basis.is_margin:
        return words(
            "Your {customers:count} customers are expected to bring {total:whole_money} of margin "
            "in the next {horizon}.",
            **figures,
        )
    return words(
        "Your {customers:count} customers are expected to bring {total:whole_money} of revenue "
        "in the next {horizon}.",
        **figures,
    )


def sureness(estimate: Estimate, words: Words) -> str:
    """What the interval means."""
    if not (isfinite(estimate.low) and isfinite(estimate.high)):
        return words("How sure this is cannot be said: nothing has been tested yet.")
    return words(
        "The truth should lie between {low:whole_money} and {high:whole_money} in {level:percent} "
        "of forecasts like this one.",
        low=estimate.low,
        high=estimate.high,
        level=estimate.level,
    )


def basis(data: ReportData, words: Words) -> str:
    """What money counts here, and what part of it is assumed."""
    match data.basis.kind:
        case "revenue":
            return words(
                "Revenue: no cost given. What is left after costs is less, and the order of "
                "customers may differ. Give a cost column or a margin rate to see margin."
            )
        case "margin_from_cost":
            return words("Margin: revenue less the cost of each order line in the data.")
        case "margin_from_rate":
            return words(
                "Margin by assumption: {rate:percent} of revenue on every order, as set in the "
                "settings.",
                rate=data.basis.rate or 0.0,
            )
        case "margin_from_rates":
            return words(
                "Margin by assumption: a rate of revenue for each category, as set in the settings."
            )


def is_assumed(data: ReportData) -> bool:
    """Whether the basis is something other than costs from the data."""
    return data.basis.kind != "margin_from_cost"


def class_rule(classes: Classes, kind: ValueClass, words: Words) -> str:
    """What puts a customer into a class."""
    least = classes.least_of_best or 0.0
    match kind:
        case ValueClass.BEST:
            return words(
                "The fewest customers who together hold {share:percent} of the expected value: "
                "{least:money} each or more.",
                share=classes.best_share,
                least=least,
            )
        case ValueClass.POTENTIAL:
            return words(
                "Not among the best, but with a chance of {chance:percent} or more of reaching "
                "{least:money}.",
                chance=classes.upside_chance,
                least=least,
            )
        case ValueClass.GOOD:
            return words("Everybody else.")
        case ValueClass.NEVER_PROFITABLE:
            return words("Below zero even at the upper end of the interval.")


def why_empty(data: ReportData, classes: Classes, kind: ValueClass, words: Words) -> str:
    """Why nobody is in a class, and what it would take."""
    if kind is ValueClass.NEVER_PROFITABLE:
        if data.basis.kind == "margin_from_cost":
            return words("Nobody is expected to lose money, by the costs in the data.")
        return words(
            "Nobody can be here yet: without costs per order every customer seems to pay off. "
            "It would need a cost column with goods, delivery and returns."
        )
    if classes.least_of_best is None:
        return words("Nobody is expected to bring anything within the horizon.")
    if kind is ValueClass.POTENTIAL:
        return words("Nobody else has such a chance.")
    return words("Everybody is in another class.")


def concentration(expected: Concentration | None, past: Concentration | None, words: Words) -> str:
    """How much the most valuable fifth of customers holds."""
    top = CLAIM[0]
    if expected:
        return words(
            "The most valuable {top:percent} of customers hold {share:percent} of the expected "
            "value.",
            top=top,
            share=expected.top_fifth,
        )
    if past:
        return words(
            "The most valuable {top:percent} of customers hold {share:percent} of the value to "
            "date.",
            top=top,
            share=past.top_fifth,
        )
    return words("There is no value yet to share out.")


def against_the_claim(
    expected: Concentration | None, past: Concentration | None, words: Words
) -> str:
    """Own data beside the 80/20 rule."""
    held = expected or past
    if held is None:
        return ""
    figures = {"share": held.top_fifth, "claim": CLAIM[1], "top": CLAIM[0]}
    gap = held.top_fifth - CLAIM[1]
    if abs(gap) < 0.03:
        said = words(
            "It is often claimed that {top:percent} of customers bring {claim:percent}; here it is "
            "{share:percent}, close to the claim.",
            **figures,
        )
    elif gap > 0:
        said = words(
            "It is often claimed that {top:percent} of customers bring {claim:percent}; here it is "
            "{share:percent}, so that losing one of the few hurts more.",
            **figures,
        )
    else:
        said = words(
            "It is often claimed that {top:percent} of customers bring {claim:percent}; here it is "
            "{share:percent}, so that the others matter more than the rule says.",
            **figures,
        )
    if not (expected and past):
        return said
    return f"{said} " + words(
        "So far, the top {top:percent} have brought {share:percent}.",
        top=CLAIM[0],
        share=past.top_fifth,
    )


def first_step(data: ReportData, words: Words) -> str:
    """Where to begin, with whom, and what is at stake."""
    rows = {row.value_class: row for row in data.classes.rows} if data.classes else {}
    potential, best = rows.get(ValueClass.POTENTIAL), rows.get(ValueClass.BEST)
    if potential and potential.customers:
        return words.plural(
            "Begin with the {n:count} potential customer: {value:whole_money} expected, and a fair "
            "chance of more.",
            "Begin with the {n:count} potential customers: {value:whole_money} expected, and a "
            "fair chance of more.",
            potential.customers,
            value=potential.value,
        )
    if best and best.customers:
        return words.plural(
            "Begin with the {n:count} best customer: {value:whole_money} expected.",
            "Begin with the {n:count} best customers: {value:whole_money} expected.",
            best.customers,
            value=best.value,
        )
    return ""


def backtest_finding(backtest: Backtest, words: Words) -> str:
    """How often what came fell inside the interval."""
    if not backtest.with_interval:
        return words("Forecasts from past days beside the orders that came.")
    if backtest.with_interval == 1:
        return (
            words("In the one past test the orders that came fell inside the interval.")
            if backtest.hits
            else words("In the one past test the orders that came fell outside the interval.")
        )
    return words(
        "In {hits:count} of {origins:count} past tests the orders that came fell inside the "
        "interval.",
        hits=backtest.hits,
        origins=backtest.with_interval,
    )


def backtest_error(backtest: Backtest, words: Words) -> str:
    """How far off the forecast was, beside the best baseline, and whom it found."""
    ours, simple = backtest.chosen, backtest.best_baseline
    if ours.total_error is None:
        return words("No order came in the past tests: there is no total that a forecast missed.")
    total = words(
        "On average the forecast of all orders missed by {error:percent}.", error=ours.total_error
    )
    found = (
        words(
            "The {top:percent} of customers with the highest forecast brought {share:percent} of "
            "the money that came.",
            top=0.1,
            share=ours.top_tenth,
        )
        if ours.top_tenth is not None
        else ""
    )
    beside = "" if simple is None or simple.name == ours.name else _beside(ours, simple, words)
    return " ".join(sentence for sentence in (total, beside, found) if sentence)


def _beside(ours: Candidate, simple: Candidate, words: Words) -> str:
    """The chosen candidate against the simple rule that did best on the total."""
    if ours.total_error is None or simple.total_error is None:
        return ""
    figures = {
        "rule": words.term(simple.title),
        "error": simple.total_error,
        "theirs": words.formats.number(simple.customer_error, 2),
        "ours": words.formats.number(ours.customer_error, 2),
    }
    if simple.total_error > ours.total_error:
        return words("The best simple rule, “{rule}”, missed by {error:percent}.", **figures)
    if simple.customer_error > ours.customer_error:
        return words(
            "The simple rule “{rule}” did better on the total ({error:percent}) but worse on each "
            "customer: {theirs} orders off, against {ours}.",
            **figures,
        )
    return words(
        "The simple rule “{rule}” did better on the total: {error:percent}.",
        **figures,
    )


def customers_lead(data: ReportData, words: Words) -> str:
    """What the table of customers shows, and how to use it."""
    if not data.is_forecast:
        return words("Those who brought the most so far.")
    if any(row.p_alive is not None and row.p_alive < FADING for row in data.top):
        return words(
            "Begin with those whose value is high and whose P(alive) has fallen: there is "
            "something to lose, and time to act."
        )
    return words("Those who are expected to bring the most.")


def customer_reason(row: CustomerRow, words: Words) -> str:
    """What a customer's value is made of: how often so far, how often to come, how much."""
    said = words.plural(
        "{n:count} order, on {day:day}.",
        "{n:count} orders, the last on {day:day}.",
        row.orders,
        day=row.last_order,
    )
    if row.value is None or not row.expected_orders:
        return said
    return f"{said} " + words(
        "{orders:decimal} more expected, at {each:money}.",
        orders=row.expected_orders,
        each=row.value / row.expected_orders,
    )


def rows_add_up(quality: Quality, words: Words) -> str:
    """Rows in = accepted + rejected + duplicates; nothing is lost in silence."""
    rows = sum(load.rows_in for load in quality.loads)
    accepted = sum(load.accepted for load in quality.loads)
    rejected = sum(load.rejected for load in quality.loads)
    duplicates = sum(load.duplicates for load in quality.loads)
    read = words.plural("{n:count} row read", "{n:count} rows read", rows)
    said = f"{read} = {became(accepted, rejected, duplicates, words)}."
    missing = rows - accepted - rejected - duplicates
    if missing == 0:
        return said
    lost = words("The sum does not come out: {missing:count} rows.", missing=missing)
    return f"{said} {lost}"


def became(accepted: int, rejected: int, duplicates: int, words: Words) -> str:
    """What became of rows, as the right side of a sum; each word follows its own number."""
    return " + ".join(
        (
            words.plural("{n:count} accepted", "{n:count} accepted", accepted),
            words.plural("{n:count} rejected", "{n:count} rejected", rejected),
            words.plural("{n:count} duplicate", "{n:count} duplicates", duplicates),
        )
    )


def setting_notes(data: ReportData, words: Words) -> list[str]:
    """How customers seem to order, where another command is made for that."""
    found = data.card.setting
    if found is None or found.kind not in ("contractual", "discrete"):
        return []
    return [words.term(found.reason)]


def quality_notes(data: ReportData, words: Words) -> list[str]:
    """What a person should know about the data."""
    quality = data.quality
    anonymous = sum(load.anonymous for load in quality.loads)
    notes = [f"{note.source}: {words.term(note.text)}" for note in quality.notes]
    if quality.costs is not None and quality.costs.are_filled_in:
        notes.insert(0, costs_told(quality.costs, words))
    if not anonymous:
        return notes
    if quality.anonymous_revenue is None:
        said = words.plural(
            "{n:count} line names no customer: it is in no figure per customer.",
            "{n:count} lines name no customer: they are in no figure per customer.",
            anonymous,
        )
    else:
        said = words.plural(
            "{n:count} line with {revenue:whole_money} of revenue names no customer: it is in no "
            "figure per customer.",
            "{n:count} lines with {revenue:whole_money} of revenue name no customer: they are in "
            "no figure per customer.",
            anonymous,
            revenue=quality.anonymous_revenue,
        )
    return [said, *notes]
