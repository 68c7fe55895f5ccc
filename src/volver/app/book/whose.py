"""Who stands behind a row of the book: the one place where cells become rules.

A row of customers that the rule language can name leads to the list of them, where they can be
saved as a segment. Rows of which it cannot, such as the stages, which go by each customer's own
gaps, lead nowhere.
"""

from collections.abc import Collection, Sequence
from typing import Any

from volver.decide.segments.check import check
from volver.decide.segments.members import EVERYBODY
from volver.decide.segments.write import written
from volver.domain.cohorts import MONTHS_IN, CohortBook, CohortTable, first_day
from volver.domain.errors import BadInput
from volver.domain.newcomers import OTHER, UNKNOWN
from volver.domain.segment import All, AnyOf, Condition, Rule
from volver.domain.segment_figures import SegmentBook
from volver.domain.value import ValueClass
from volver.present.book.cohorts import cohort_grid
from volver.present.book.part_names import CLASS
from volver.present.words import Words

TRAITS = ("channel", "campaign", "country", "gender")
"""Traits that rules know by the same name."""
Rows = tuple[str, ...]
"""A rule for each row of a table; "" where there is none."""


def whose(sheet: str, records: Any, company: Collection[str]) -> dict[str, Rows]:
    """The rules of a sheet's rows, by the slug of their table.

    company: the views of what is known besides orders.
    """
    if sheet == "segments" and isinstance(records, SegmentBook):
        return _segments(records)
    if sheet == "cohorts" and isinstance(records, CohortBook):
        return _cohorts(records, TRAITS if "customers" in company else ())
    return {}


def _segments(records: SegmentBook) -> dict[str, Rows]:
    named = {
        "segments": [row.segment.rule for row in records.own],
        "value-classes": [row.segment.rule for row in records.classes],
        "genders": [row.segment.rule for row in records.genders],
        "ages": [row.segment.rule for row in records.ages],
    }
    known = {row.segment.name for row in records.own}
    return {slug: _texts([*rules, EVERYBODY], known) for slug, rules in named.items() if rules}


def _cohorts(records: CohortBook, traits: Collection[str]) -> dict[str, Rows]:
    words, found = Words(), {}
    for table in (*records.tables, *records.splits):
        slug = cohort_grid(table, words).slug
        found[slug] = _texts([_cohort(table, row.start, row.group, traits) for row in table.rows])
    return found


def _cohort(table: CohortTable, start: int, group: str, traits: Collection[str]) -> Rule | None:
    """traits: those that customers have; one that came with orders is no field of rules."""
    ends: list[Rule] = [
        Condition("first_order", ">=", (first_day(start),)),
        Condition("first_order", "<", (first_day(start + MONTHS_IN[table.step]),)),
    ]
    if not table.by:
        return All(tuple(ends))
    if table.by == CLASS and group in set(ValueClass):
        return All((*ends, Condition("value_class", "=", (group,))))
    if table.by in traits and group != OTHER:
        level = Condition(table.by, "=", (group,))
        missing = AnyOf((Condition(table.by, "is missing"), level))  # both are in that group
        return All((*ends, missing if group == UNKNOWN else level))
    return None


def _texts(rules: Sequence[Rule | None], segments: Collection[str] = ()) -> Rows:
    return tuple("" if rule is None else _text(rule, segments) for rule in rules)


def _text(rule: Rule, segments: Collection[str]) -> str:
    """As people would write it; "" where a source's own word cannot stand in a rule."""
    try:
        return written(check(rule, segments))
    except BadInput:
        return ""
