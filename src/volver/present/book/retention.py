"""Coming back and staying, on one page."""

from collections.abc import Iterator
from dataclasses import replace

from volver.domain.cohorts import (
    CohortStep,
    KeptTable,
    LateCustomer,
    LateLine,
    RetentionBook,
    SurvivalCurve,
)
from volver.domain.estimate import Estimate, NotEnough
from volver.present.book.cohorts import cohort_grid
from volver.present.book.part_names import class_caution, group_name, split_name, split_told
from volver.present.charts.cohorts import late_gaps, second_wait, staying
from volver.present.drawing import PAGE, Drawing
from volver.present.sentence import Sentence
from volver.present.sheet import Cell, Column, Grid, Sheet
from volver.present.words import Words

STEPS: dict[CohortStep, Sentence] = {
    "month": Sentence("Retention by counts, month by month"),
    "quarter": Sentence("Retention by counts, quarter by quarter"),
    "year": Sentence("Retention by counts, year by year"),
}


def sheet(found: RetentionBook, words: Words) -> Sheet:
    """How many come back or stay, and who is late?"""
    blocks: list[Grid | Drawing | str] = []
    needs: list[str] = []
    if any(table.rows for table in found.kept):
        blocks.append(
            words(
                "A customer of a day is whoever ordered in the {days:count} days up to it. "
                "Retention by counts is (customers at the end - new) / customers at the start; new "
                "are all who were not there at the start, those won back among them.",
                days=found.within,
            )
        )
    else:
        needs.append(
            words(
                "Retention by counts needs orders that reach {days:count} days back before a whole "
                "period begins.",
                days=found.within,
            )
        )
    blocks += [kept_grid(table, words) for table in found.kept if table.rows]
    if found.contracts:
        blocks.append(words("Under contract, a customer of a day is whose contract runs on it."))
        blocks += [kept_grid(table, words) for table in found.contracts if table.rows]
    if found.active is not None and found.active.rows:
        blocks.append(replace(cohort_grid(found.active, words), slug="retention_active"))
    if isinstance(found.tenure, NotEnough):
        needs.append(words.why(found.tenure))
    else:
        blocks.append(staying(found.tenure[0], words, PAGE))
        blocks.append(_tenures(found.tenure, words))
        blocks += _reasons(found.tenure[0], words)
    if isinstance(found.second, NotEnough):
        needs.append(words.why(found.second))
    else:
        blocks.append(second_wait(found.second, words, PAGE))
    if isinstance(found.late, NotEnough):
        needs.append(words.why(found.late))
    else:
        blocks += [late_gaps(found.late, words, PAGE), _late(found.late, words)]
    if found.late_customers:
        blocks.append(_customers(found, words))
    return Sheet(
        slug="retention",
        title=words("Retention"),
        question=words("How many come back or stay, and who is late?"),
        blocks=tuple(blocks),
        needs=tuple(needs),
    )


def kept_grid(table: KeptTable, words: Words) -> Grid:
    """The counts and the rate of each period."""
    rows: list[tuple[Cell, ...]] = []
    partial = set()
    by = [Column("group", split_name(table.by, words), "text")] if table.by else []
    for place, row in enumerate(table.rows):
        rate: tuple[Cell, ...] = (None, None, None)
        if isinstance(row.rate, Estimate):
            rate = (row.rate.value, row.rate.low, row.rate.high)
        name = [group_name(table.by, row.group, words)] if by else []
        rows.append(
            (row.start_day, row.end_day, *name, row.start, row.won, row.back, row.lost, row.end,
             *rate)
        )  # fmt: skip
        if row.is_partial:
            partial |= {(place, 1), (place, 7 + len(by))}
    columns = (
        Column("start_day", words("From the end of"), "day"),
        Column("end_day", words("To the end of"), "day"),
        *by,
        Column("start", words("Customers at the start"), "count"),
        Column("won", words("Won"), "count"),
        Column("won_back", words("Won back"), "count"),
        Column("lost", words("Lost"), "count"),
        Column("end", words("Customers at the end"), "count"),
        Column("retention", words("Retention by counts"), "share"),
        Column("low", words("Lower end"), "share"),
        Column("high", words("Upper end"), "share"),
    )
    title = words.say(STEPS[table.step])
    kind = "contracts" if table.within is None else "customers"
    slug = "".join(c if c.isascii() and c.isalnum() else "_" for c in table.by)
    if table.by:
        title = words("{what:text}, by {split:text}", what=title, split=split_told(table.by, words))
    return Grid(
        slug=f"retention_{kind}_{table.step}" + (f"_{slug}" if slug else ""),
        title=title,
        columns=columns,
        rows=tuple(rows),
        caution=" ".join(
            [
                words("Customers whose contract runs.")
                if table.within is None
                else words("Customers who ordered within {days:count} days.", days=table.within),
                *class_caution(table.by, words),
            ]
        ),
        partial=frozenset(partial),
    )


def _tenures(found: tuple[SurvivalCurve, ...], words: Words) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (
            split_name(curve.by, words) if curve.by else "",
            group_name(curve.by, curve.group, words),
            curve.people,
            curve.events,
            curve.median,
            curve.median_low,
            curve.median_high,
            curve.points[-1].day,
            curve.points[-1].share.value,
        )
        for curve in found
    ]
    return Grid(
        slug="tenures",
        title=words("How long contracts last"),
        columns=(
            Column("by", words("Told apart by"), "text"),
            Column("group", words("Group"), "text"),
            Column("contracts", words("Contracts"), "count"),
            Column("ended", words("Ended"), "count"),
            Column("median_days", words("Half have left after (days)"), "days"),
            Column("low", words("Lower end"), "days"),
            Column("high", words("Upper end"), "days"),
            Column("longest", words("Longest watched (days)"), "days"),
            Column("still_there", words("Still there by then"), "share"),
        ),
        rows=tuple(rows),
        caution=words("Empty: not reached yet. Who left and came back begins anew."),
    )


def _reasons(found: SurvivalCurve, words: Words) -> Iterator[Grid]:
    if not found.reasons:
        return
    yield Grid(
        slug="leaving_reasons",
        title=words("Why contracts end"),
        columns=(
            Column("reason", words("Reason"), "text"),
            Column("share", words("Of all who began, left for it"), "share"),
        ),
        rows=found.reasons,
        caution=words(
            "Reasons compete: who left for one can no longer leave for another. Contracts that "
            "still run are counted for as long as they were seen."
        ),
    )


def _late(found: LateLine, words: Words) -> Grid:
    return Grid(
        slug="late_line",
        title=words("When a customer is late"),
        columns=(
            Column("usual", words("Usual wait (days)"), "days"),
            Column("late_line", words("Late line (days)"), "days"),
            Column("uncorrected", words("From ended waits alone (days)"), "days"),
            Column("gaps", words("Waits that ended"), "count"),
            Column("waiting", words("Waits still open"), "count"),
            Column("came_back", words("Orders followed by another"), "share"),
            Column("reach", words("Longest wait seen (days)"), "days"),
        ),
        rows=(
            (found.usual, found.line, found.uncorrected, found.gaps, found.waiting, found.back,
             found.reach),
        ),
        caution=words(
            "Of those who come back within the longest wait that was seen, nine in ten do so by "
            "the late line. Customers with many orders weigh more than those with few."
        ),
    )  # fmt: skip


def _customers(found: RetentionBook, words: Words) -> Grid:
    return Grid(
        slug="late_customers",
        title=words("Customers past the day on which an order was due"),
        columns=(
            Column("customer_id", words("Customer"), "text"),
            Column("last_order", words("Last order"), "day"),
            Column("expected", words("Order was due"), "day"),
            Column("days_late", words("Days since then"), "days"),
            Column("by_own_gaps", words("By their own gaps"), "text"),
            Column("is_late", words("Beyond the late line"), "text"),
            Column("p_alive", words("P(alive)"), "share"),
            Column("value", words("Value at stake"), "money"),
            Column("margin_to_date", words("Margin to date"), "money"),
        ),
        rows=tuple(_customer(one, words) for one in found.late_customers),
        caution=words(
            "Those with the most at stake first. Due is the last order plus the mean of the "
            "customer's own gaps, or the usual wait where they have had fewer than three. Value: "
            "discounted margin expected within the horizon. Basis: {basis:text}.",
            basis=words.term(found.basis),
        ),
    )


def _customer(one: LateCustomer, words: Words) -> tuple[Cell, ...]:
    yes, no = words("yes"), words("no")
    return (
        one.customer_id, one.last_order, one.expected, one.days_late,
        yes if one.by_own_gaps else no, yes if one.is_late else no,
        one.p_alive, one.value, one.margin_to_date,
    )  # fmt: skip
