"""The page on the data: each thing that does not fit, how often, and what to do about it."""

from dataclasses import dataclass

from volver.domain.quality import DataQuality
from volver.present.costs import costs_grid
from volver.present.records import Quality
from volver.present.sheet import Column, Grid, Sheet
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class DataPage:
    """What does not fit together, and what became of each row that was read."""

    found: DataQuality
    read: Quality | None = None
    """None where nobody tells how the data came in."""


def sheet(page: DataPage, words: Words) -> Sheet:
    """What was looked for, found or not; the attributes that are not known of everybody; and what
    the files held when they were read."""
    names, quality = _names(words), page.found
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
    own = {
        "first_contact": words("First contact"),
        "channel": words("Channel"),
        "country": words("Country"),
        "gender": words("Gender"),
        "birth_year": words("Year of birth"),
    }
    gaps = [one for one in quality.attributes if one.missing]
    if gaps:
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
                    (own.get(one.attribute, one.attribute), one.missing, one.customers,
                     one.missing / one.customers)
                    for one in gaps
                ),
            )
        )  # fmt: skip
    if page.read is not None:
        blocks += _read(page.read, words)
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


def _read(read: Quality, words: Words) -> list[Grid]:
    """What became of the rows of each file, why some were set aside, and what was noted."""
    grids = [
        Grid(
            slug="files_read",
            title=words("Files read"),
            columns=(
                Column("file", words("File"), "text"),
                Column("rows_read", words("Rows read"), "count"),
                Column("accepted", words("Accepted"), "count"),
                Column("rejected", words("Rejected"), "count"),
                Column("duplicates", words("Duplicates"), "count"),
                Column("anonymous", words("Without a customer"), "count"),
            ),
            rows=tuple(
                (one.source, one.rows_in, one.accepted, one.rejected, one.duplicates, one.anonymous)
                for one in read.loads
            ),
        )
    ]
    if read.rejections:
        grids.append(
            Grid(
                slug="rejected_rows",
                title=words("Why rows were set aside"),
                columns=(
                    Column("rule", words("Reason"), "text"),
                    Column("rows", words("Rows"), "count"),
                ),
                rows=tuple((words.term(rule), times) for rule, times in read.rejections),
            )
        )
    if read.costs is not None:
        grids.append(costs_grid(read.costs, words))
    if read.notes:
        grids.append(
            Grid(
                slug="noted",
                title=words("Noted while reading"),
                columns=(
                    Column("file", words("File"), "text"),
                    Column("note", words("Note"), "text"),
                ),
                rows=tuple((note.source, words.term(note.text)) for note in read.notes),
            )
        )
    return grids


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
        "order_of_nothing": (
            words("Orders of 0.00"),
            words("Samples, gifts or mistakes: they count as orders and bring nothing."),
        ),
        "came_back_whole": (
            words("Orders that came back in full"),
            words("They are no orders in any figure; look for those undone within minutes."),
        ),
        "refunded_too_much": (
            words("Orders refunded by more than they cost"),
            words("Look whether the refund names the right order."),
        ),
        "refund_without_order": (
            words("Refunds that fit no order"),
            words("They lower the customer's money and no order's; give the order they refund."),
        ),
        "line_without_product": (
            words("Order lines without a product"),
            words("Fill in the product; until then these lines are in no figure by product."),
        ),
        "unknown_product": (
            words("Order lines of products that the table of products does not have"),
            words("Export all products; until then these lines have no category."),
        ),
        "never_ordered": (
            words("Known customers who have never ordered"),
            words("Prospects, or customers whose number is written another way: look at a few."),
        ),
        "contact_long_before": (
            words("Interactions more than a year before the first order of all"),
            words("Check their dates: they may be on another calendar than the orders."),
        ),
        "answer_long_before": (
            words("Answers more than a year before the first order of all"),
            words("Check their dates: they may be on another calendar than the orders."),
        ),
        "left_without_event": (
            words("Customers marked as having left without an event that says so"),
            words("Correct one of the two; figures of subscriptions go by the dates."),
        ),
        "stays_with_event": (
            words("Customers marked as staying with an event that says they left"),
            words("Correct one of the two; figures of subscriptions go by the dates."),
        ),
        "began_on_last_day": (
            words("Subscriptions that began on the last day of the data"),
            words("They have paid nothing yet: leave them out where you divide by what was paid."),
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
