"""The values of a run at another horizon or discount rate, without fitting anything again.

Expected margin per order does not depend on either, so that each customer's value moves by

    discounted expected orders at the other terms / discounted expected orders at the run's

with the model that the run has fitted. Intervals of a customer move by the same where only the
rate does: discounting enters them as that ratio (`outlook`), and numbers of orders stay.
"""

import numpy as np

from volver.domain.history import Vector
from volver.domain.value import Step
from volver.predict.base import BASE, Base
from volver.predict.purchases.model import Foretelling
from volver.predict.value import even_discount
from volver.store.snapshot import Snapshot

Terms = tuple[int, float]
"""Horizon in days, and effective annual discount rate."""
EVEN = (Step.FORMULA, Step.COHORT, Step.POOLED)
"""Steps that spread orders evenly over the horizon; see `plain`."""


def can_move(model: Foretelling | None, step: Step, run: Terms, other: Terms) -> bool:
    """Whether values can be told at other terms; see `moved`."""
    return other == run or model is not None or (step in EVEN and run[0] == other[0])


def moved(
    snapshot: Snapshot, model: Foretelling | None, step: Step, run: Terms, other: Terms
) -> Vector | float | None:
    """What each customer's value is multiplied by; None where only a new run can tell.

    model: the one behind the run's card; None where no model that can be restored forecasts.
    Returns shape (n,) in the order of the histories, or one factor for all.
    """
    if other == run:
        return 1.0
    if model is not None:
        base = Base.of(snapshot.columns(BASE))
        before, after = (_discounted(model, base, *terms) for terms in (run, other))
        ratio = np.divide(after, before, out=np.ones_like(before), where=before > 0)
        return ratio[base.row]
    if not can_move(model, step, run, other):
        return None
    return even_discount(*other) / even_discount(*run)


def _discounted(model: Foretelling, base: Base, days: int, annual: float) -> Vector:
    """Discounted expected orders per row of like histories, given alive. Shape (m,)."""
    rows = base.rows
    found = np.zeros(len(rows.x))
    for phase, share in enumerate(model.phase_if_alive(rows.x, rows.t_x, rows.age)):
        by_pair = (
            model.discounted_if_alive(rows.pair_x, rows.pair_age, days, annual, phase)
            if annual > 0
            else model.expected_if_alive(rows.pair_x, rows.pair_age, days, phase)
        )
        found += share * by_pair[rows.pair]
    return found
