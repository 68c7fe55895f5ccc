"""The page on the data: each thing that does not fit, how often, and what to do about it."""

from volver.domain.quality import DataQuality
from volver.present.sheet import Column, Grid, Sheet
from volver.present.words import Words


def sheet(quality: DataQuality, words: Words) -> Sheet:
    """What was looked for, found or not; and the attributes that are not known of everybody."""
    names = _names(words)
    blocks = [
        Grid(
            slug="anomalies",
            title=words("What does not fit together"),
            columns=(
                Column("anomaly", words("What"), "text"),
                Column("found", words("Found"), "count"),
                Column("among", words("Among"), "count"),
                Column("share", words("Share"), "share"),
                Column("advice", words("What to do"), "text"),
            ),
            rows=tuple(
                (names[one.slug][0], one.found, one.among, one.share, names[one.slug][1])
                for one in sorted(quality.anomalies, key=lambda one: one.found == 0)
            ),
        )
    ]
    if quality.attributes:
        blocks.append(
            Grid(
                slug="missing_attributes",
                title=words("Attributes that are not known of everybody"),
                columns=(
                    Column("attribute", words("Attribute"), "text"),
                    Column("missing", words("Missing"), "count"),
                    Column("customers", words("Customers"), "count"),
                    Column("share", words("Share"), "share"),
                ),
                rows=tuple(
                    (one.attribute, one.missing, one.customers, one.missing / one.customers)
                    for one in quality.attributes
                ),
            )
        )
    return Sheet(
        slug="quality",
        title=words("The data"),
        question=words("What in the data does not fit together?"),
        blocks=tuple(blocks),
        finding=_finding(quality, names, words),
    )


def _finding(quality: DataQuality, names: dict[str, tuple[str, str]], words: Words) -> str:
    there = [names[one.slug][0] for one in quality.anomalies if one.found]
    looked = len(quality.anomalies)
    if not there:
        return words("Nothing was found by {looked:count} checks.", looked=looked)
    return words(
        "{n:count} of {looked:count} checks found something: {what:text}.",
        n=len(there),
        looked=looked,
        what="; ".join(there),
    )


def _names(words: Words) -> dict[str, tuple[str, str]]:
    """Each anomaly in words, and what to do."""
    return {
        "unknown_customer": (
            words("Orders of customers that the table of customers does not have"),
            words("Export all customers; until then these orders have no channel or attribute."),
        ),
        "margin_below_zero": (
            words("Orders with a margin below zero"),
            words("Look at their costs and discounts: each one of them loses money."),
        ),
        "free_subscription": (
            words("Subscriptions with an amount of 0"),
            words("Say whether these are trials; they count as customers and bring nothing."),
        ),
        "several_running": (
            words("Customers with several running subscriptions"),
            words("Check that a change of plan ends the old one; else revenue counts twice."),
        ),
        "left_and_runs": (
            words("Customers marked as having left whose subscription runs"),
            words("Correct one of the two; figures of subscriptions go by the dates."),
        ),
        "stays_and_ended": (
            words("Customers marked as staying whose every subscription has ended"),
            words("Correct one of the two; figures of subscriptions go by the dates."),
        ),
        "product_without_cost": (
            words("Products without a cost"),
            words("Fill in the cost, so that their margin is known."),
        ),
        "contact_without_customer": (
            words("Interactions without a customer"),
            words("Ask for the customer at each contact; these count in totals only."),
        ),
        "spend_without_customer": (
            words("Channels with spend that brought no known customer"),
            words("Name channels alike in spend and customers, or stop paying for them."),
        ),
        "customer_without_spend": (
            words("Channels that brought customers and have no spend"),
            words("Add their spend, or leave it so where they are free; then CAC is not too low."),
        ),
    }
