"""Retention: how many come back or stay, how long it takes, and who is late."""

from volver.app.book.asked import Asked
from volver.decide.classes import ORDER
from volver.describe.cohorts import cohort_table, grow, usual_step
from volver.describe.gaps import late_customers, late_line, second_order
from volver.describe.occasions import occasions
from volver.describe.retention import (
    Spans,
    by_cohort,
    contracts,
    kept,
    shop_spans,
    tenures,
    usual_window,
)
from volver.describe.split import Split, splits_of
from volver.domain.cohorts import CohortStep, KeptTable, LateLine, RetentionBook
from volver.domain.estimate import NotEnough


def find(asked: Asked) -> RetentionBook:
    """Counts, active share and survival beside each other, waits and late customers."""
    snapshot, level = asked.snapshot, asked.level
    orders, held = occasions(snapshot), contracts(snapshot)
    within = asked.settings.customer_days or usual_window(orders)
    late = late_line(orders)
    return RetentionBook(
        kept=_tables(shop_spans(orders, within), splits_of(snapshot, ORDER), level),
        contracts=_tables(held.spans, held.splits, level) if held else (),
        active=cohort_table(grow(snapshot, usual_step(snapshot)), "active", False, True, level),
        second=second_order(orders, level),
        tenure=tenures(held, level) if held else NotEnough("no contracts are on record", 1, 0),
        late=late,
        late_customers=tuple(late_customers(snapshot, late)) if isinstance(late, LateLine) else (),
        within=within,
        basis=snapshot.shape.basis.label,
    )


def _tables(spans: Spans, splits: tuple[Split, ...], level: float) -> tuple[KeptTable, ...]:
    steps: tuple[CohortStep, ...] = ("month", "quarter", "year")
    whole = [kept(spans, step, None, level) for step in steps]
    # Parts are shown by the longest period that the data hold.
    step: CohortStep = next((table.step for table in reversed(whole) if table.rows), "year")
    return (*whole, *(kept(spans, step, split, level) for split in (by_cohort(spans), *splits)))
