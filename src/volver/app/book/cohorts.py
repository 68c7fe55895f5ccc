"""Cohorts: are new customers better than those before them?"""

from volver.app.book.asked import Asked
from volver.decide.classes import ORDER
from volver.describe.cohorts import (
    APART,
    acquire_spend,
    cohort_table,
    customer_months,
    grow,
    usual_step,
    with_cac,
)
from volver.describe.split import splits_of
from volver.domain.cohorts import CohortBook


def find(asked: Asked) -> CohortBook:
    """Every measure by cohort, and cumulative margin by each split."""
    snapshot, level = asked.snapshot, asked.level
    months, spend = customer_months(snapshot), acquire_spend(snapshot)
    step = usual_step(months)
    grown = grow(months, step)
    splits = []
    for split in splits_of(snapshot, ORDER):
        parts = grow(months, usual_step(months, len(split.names)), split)
        splits.append(with_cac(cohort_table(parts, "margin", True, True, level), spend))
    return CohortBook(
        step=step,
        tables=(
            with_cac(cohort_table(grown, "margin", True, True, level), spend),
            cohort_table(grown, "active", False, True, level),
            cohort_table(grown, "margin", False, False, level),
            cohort_table(grown, "revenue", False, False, level),
            cohort_table(grown, "orders", False, False, level),
        ),
        splits=tuple(splits),
        apart=float(snapshot.rows(APART)[0][0]),
        basis=snapshot.shape.basis.label,
        has_spend=spend is not None,
    )
