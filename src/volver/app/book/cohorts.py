"""Cohorts: are new customers better than those before them?"""

from volver.app.book.asked import Asked
from volver.decide.classes import ORDER
from volver.describe.cohorts import (
    APART,
    Grown,
    acquire_spend,
    cohort_table,
    grow,
    usual_step,
    with_cac,
)
from volver.describe.split import splits_of
from volver.domain.cohorts import CohortBook, CohortTable, Measure


def find(asked: Asked) -> CohortBook:
    """Every measure by cohort, and cumulative margin by each split."""
    snapshot, level = asked.snapshot, asked.level
    spend = acquire_spend(snapshot)
    step = usual_step(snapshot)
    grown = grow(snapshot, step)
    basis = snapshot.shape.basis
    per_period: tuple[Measure, ...] = ("margin", "revenue", "orders")

    def so_far(of: Grown) -> CohortTable:
        if basis.is_margin:
            return with_cac(cohort_table(of, "margin", True, True, level), spend)
        return cohort_table(of, "revenue", True, True, level)

    parts = [
        grow(snapshot, usual_step(snapshot, len(split.names)), split)
        for split in splits_of(snapshot, ORDER)
    ]
    return CohortBook(
        step=step,
        tables=(
            so_far(grown),
            cohort_table(grown, "active", False, True, level),
            *(
                cohort_table(grown, measure, False, False, level)
                for measure in per_period[not basis.is_margin :]
            ),
        ),
        splits=tuple(map(so_far, parts)),
        apart=float(snapshot.rows(APART)[0][0]),
        basis=basis.label,
        has_spend=spend is not None,
        is_margin=basis.is_margin,
    )
