"""By what customers can be told apart in a table of figures, and the code of each one's level.

These are tables for an engine to join; `split.py` has the same as arrays for cohorts and retention.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from volver.domain.errors import BadInput
from volver.domain.measure import OTHER, UNKNOWN, Period, first_of, month_of, written
from volver.domain.value import ValueClass
from volver.store.snapshot import Snapshot

MOST_LEVELS = 50
"""Levels of a split that are told by name; the others are put together."""
FIRST_MONTH = 12 * 1900
"""Before any order: a question without a start begins here."""
ATTRIBUTE = "attribute:"
COHORTS: dict[str, Period] = {
    "first_month": "month",
    "first_quarter": "quarter",
    "first_year": "year",
}
FACTS = """
SELECT
  histories.n, histories.customer_id, v_month(histories.first_order) AS first_month,
  customers.channel, customers.campaign, customers.country, customers.gender, customers.birth_year
FROM histories
LEFT JOIN customers ON customers.customer_id = histories.customer_id
UNION ALL
SELECT
  CAST(NULL AS INTEGER) AS n, customers.customer_id, CAST(NULL AS INTEGER) AS first_month,
  customers.channel, customers.campaign, customers.country, customers.gender, customers.birth_year
FROM customers
LEFT JOIN histories ON histories.customer_id = customers.customer_id
WHERE histories.n IS NULL
"""
BY_FACT = "SELECT n, customer_id, {level} AS level FROM customer_facts"
BY_COHORT = """
SELECT
  customer_facts.n, customer_facts.customer_id, CAST(cohorts.period AS TEXT) AS level
FROM customer_facts
LEFT JOIN periods AS cohorts ON cohorts.month = customer_facts.first_month
"""
BY_CLASS = """
SELECT customer_facts.n, customer_facts.customer_id, CAST(classes.class_code AS TEXT) AS level
FROM customer_facts
LEFT JOIN classes ON classes.n = customer_facts.n
"""
OF_ATTRIBUTE = "SELECT customer_id, label AS level FROM attributes WHERE name = $attribute"
BY_ATTRIBUTE = """
SELECT customer_facts.n, customer_facts.customer_id, attribute_levels.level
FROM customer_facts
LEFT JOIN attribute_levels ON attribute_levels.customer_id = customer_facts.customer_id
"""
NAMES = "SELECT name FROM attributes GROUP BY name"
LEVELS = """
SELECT code, level
FROM (
  SELECT
    CAST(ROW_NUMBER() OVER (ORDER BY people DESC, v_bytewise(level)) - 1 AS INTEGER) AS code,
    level
  FROM (
    SELECT level, COUNT(*) AS people
    FROM split_people
    WHERE level IS NOT NULL
    GROUP BY level
  ) AS counted
) AS numbered
WHERE code < $most
"""
CODES = """
SELECT
  split_people.n,
  split_people.customer_id,
  CAST(CASE WHEN split_people.level IS NULL THEN -1 ELSE COALESCE(split_levels.code, -2) END
    AS INTEGER) AS code
FROM split_people
LEFT JOIN split_levels ON split_levels.level = split_people.level
"""
NAMED = "SELECT code, level FROM split_levels"
_AGE = "$year - birth_year"
FACT_LEVELS = {
    "channel": "channel",
    "campaign": "campaign",
    "country": "country",
    "gender": "gender",
    "age_band": f"CASE WHEN {_AGE} < 25 THEN '0-24' WHEN {_AGE} < 35 THEN '25-34'"
    f" WHEN {_AGE} < 45 THEN '35-44' WHEN {_AGE} < 55 THEN '45-54'"
    f" WHEN {_AGE} < 65 THEN '55-64' WHEN {_AGE} >= 65 THEN '65+' END",
}
"""Splits by what is known of a customer; ages are those reached in the year of as_of."""
CLASS = "class"
OF_CUSTOMERS = (*FACT_LEVELS, CLASS, *COHORTS)
"""Splits that any figure of customers has; and `attribute:NAME`."""


@dataclass(frozen=True, slots=True)
class Split:
    """A split of customers, ready to be joined."""

    snapshot: Snapshot
    """With the tables split_codes and split_levels of this split."""
    names: dict[int, str]
    """The level by code."""


def split_of(snapshot: Snapshot, slug: str) -> Split:
    """Every known customer's level; kept in the snapshot, so that it is made once.

    Raises BadInput where there is no such split.
    """
    key = sha256(slug.encode()).hexdigest()[:12] if slug.startswith(ATTRIBUTE) else slug
    own = {"split_codes": f"codes_{key}", "split_levels": f"levels_{key}"}
    if own["split_codes"] not in snapshot.tables:
        made = _made(snapshot, slug)
        snapshot.tables.update({kept: made.tables[name] for name, kept in own.items()})
    tables = {name: snapshot.tables[kept] for name, kept in own.items()}
    split = replace(snapshot, tables={**snapshot.tables, **tables})
    names = {int(code): _name(slug, str(level)) for code, level in split.rows(NAMED)}
    return Split(split, {**names, -1: UNKNOWN, -2: OTHER})


def _made(snapshot: Snapshot, slug: str) -> Snapshot:
    """A snapshot with tables of its own: the codes and the levels."""
    snapshot.keep("customer_facts", FACTS)
    made = replace(snapshot, tables=dict(snapshot.tables))
    if slug in FACT_LEVELS:
        by = BY_FACT.format(level=FACT_LEVELS[slug])
    elif slug in COHORTS:
        made.store_columns("periods", calendar(month_of(snapshot.as_of), COHORTS[slug]))
        by = BY_COHORT
    elif slug == CLASS:
        _check_classes(snapshot)
        by = BY_CLASS
    else:
        _check_attribute(snapshot, slug)
        made.keep("attribute_levels", OF_ATTRIBUTE, attribute=slug.removeprefix(ATTRIBUTE))
        by = BY_ATTRIBUTE
    made.materialise("split_people", by, year=snapshot.as_of.year)
    made.materialise("split_levels", LEVELS, most=MOST_LEVELS)
    made.materialise("split_codes", CODES)
    return made


def calendar(last: int, period: Period, first: int = FIRST_MONTH) -> dict[str, NDArray[np.int32]]:
    """The period of each month from the first to the last, both included."""
    months = np.arange(first, last + 1, dtype=np.int32)
    starts = [first_of(month, period) for month in months.tolist()]
    return {"month": months, "period": np.array(starts, dtype=np.int32)}


def attributes_of(snapshot: Snapshot) -> tuple[str, ...]:
    """The splits by attribute that this snapshot has."""
    return tuple(sorted(f"{ATTRIBUTE}{row[0]}" for row in snapshot.rows(NAMES)))


def _check_classes(snapshot: Snapshot) -> None:
    if "classes" not in snapshot.tables:
        raise BadInput(
            what="Customers have no value class yet",
            where="--split class",
            next_step="Run volver run first: classes come with the forecast.",
        )


def _check_attribute(snapshot: Snapshot, slug: str) -> None:
    there = attributes_of(snapshot)
    if slug not in there:
        raise BadInput(
            what=f"Customers cannot be split by {slug[:60]}",
            where="--split",
            next_step=f"Choose one of: {', '.join((*OF_CUSTOMERS, *there))}.",
        )


def _name(slug: str, level: str) -> str:
    if slug in COHORTS:
        return written(int(level), COHORTS[slug])
    return list(ValueClass)[int(level)].value if slug == CLASS else level
