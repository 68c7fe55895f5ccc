"""One group's forecast of renewals, from its tenures to its card."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.renewal import PastTest, PeriodRow, RenewalCard, Rival, TenureRow
from volver.domain.tenure import Tenures
from volver.domain.value import Step
from volver.predict.question import AUTO
from volver.predict.renewals import outlook
from volver.predict.renewals.causes import causes
from volver.predict.renewals.curves import Curve, curves, kept, residual
from volver.predict.renewals.life_table import life_table
from volver.predict.renewals.outlook import Ahead
from volver.predict.renewals.select import Choice, choose
from volver.predict.totals import excess_miss
from volver.stats.likelihood import Fit
from volver.stats.survival import kept_band, kept_so_far

ONE_RATE = ("geometric", "exponential")
MOST_PERIODS = 120
"""Periods that the curves show."""
FEWEST_TO_TEST = 6
"""Periods that must have been seen before the last third is held back for a test."""
ENOUGH_TO_TEST = 30
"""Customers at a renewal whose share says something."""
UNBOUNDED = 1e6
"""More renewals than anybody will see are as good as infinite, and said so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How far ahead, at what rate, how sure, and by which model."""

    periods: int
    """The horizon, in periods."""
    discount: float
    """Present value of one a period from now."""
    due: float = 1.0
    """Periods until the next renewal, 0 to 1."""
    level: float = 0.9
    model: str = AUTO
    never_leaves: bool = False
    fit_periods: int | None = None
    """Learn from the first so many periods only; the others test the forecast."""


@dataclass(frozen=True, slots=True)
class Found:
    """The card, and what is ahead of each customer who is still there, in their order."""

    card: RenewalCard
    ahead: Ahead | None


def forecast(
    group: str, tenures: Tenures, asked: Asked, running: Vector, worth: Vector | None
) -> Found:
    """Choose a model, look ahead, and say how sure it is.

    running: tenures of the customers to look ahead for, shape (n,).
    worth: what a renewal of each brings, shape (n,); None where nobody said.
    """
    learnt = tenures.seen_until(asked.fit_periods) if asked.fit_periods else tenures
    choice = choose(learnt, asked.model, asked.never_leaves)
    if isinstance(choice, NotEnough):
        return Found(_nothing(group, tenures, choice, asked, worth is not None), None)
    found, test = None, _past_test(tenures, asked)
    missed = excess_miss([test.total], asked.level) if test else 0.0
    renewals: Answer = NotEnough("nobody is still there", 1, 0)
    staying = value = renewals
    if len(running):
        found = outlook.ahead(
            choice.fitted, running, asked.periods, asked.discount, asked.due, asked.level
        )
        one = np.ones(len(running))
        totals = partial(outlook.total, found, level=asked.level, missed=missed)
        renewals = totals(outlook.RENEWALS, one)
        staying = totals(outlook.STAYING, one)
        staying = replace(staying, high=min(staying.high, float(len(running))))
        if worth is not None:
            value = totals(outlook.DISCOUNTED, worth)
    leaving = len(running) - staying.value if isinstance(staying, Estimate) else None
    model, fit = choice.fitted.model, choice.fitted.fit
    letters = model.parameters()
    errors = np.sqrt(np.diag(fit.covariance)).tolist()
    card = RenewalCard(
        group=group,
        customers=tenures.customers,
        running=float((tenures.count * ~tenures.ended).sum()),
        ended=float((tenures.count * tenures.ended).sum()),
        periods_seen=life_table(tenures).seen,
        step=Step.POOLED if model.name in ONE_RATE else Step.INDIVIDUAL,
        model=model.name,
        title=model.title,
        why=choice.why,
        parameters=letters,
        standard_errors=dict(zip(letters, errors, strict=True)),
        log_likelihood=fit.log_likelihood,
        status=_status(fit),
        rivals=tuple(Rival(c.simpler, c.richer, c.ratio, c.p_value) for c in choice.comparisons),
        periods=_periods(choice, tenures, asked),
        tenures=_tenures(choice, tenures, asked),
        renewals=renewals,
        staying=staying,
        value=None if worth is None else value,
        causes=causes(tenures, asked.level, leaving),
        test=test,
        missed=float(np.sqrt(missed)),
    )
    return Found(card, found)


def _status(fit: Fit) -> str:
    return fit.ridge or ("converged" if fit.converged else "no best fit was found")


def _nothing(
    group: str, tenures: Tenures, why: NotEnough, asked: Asked, has_worth: bool
) -> RenewalCard:
    return RenewalCard(
        group=group, customers=tenures.customers, running=tenures.customers, ended=0.0,
        periods_seen=life_table(tenures).seen, step=Step.NONE, model="none", title="none",
        why=why.why, parameters={}, standard_errors={}, log_likelihood=None,
        status="no model was fitted", rivals=(), periods=(), tenures=(), renewals=why,
        staying=why, value=why if has_worth else None,
        causes=causes(tenures, asked.level, None), test=None, missed=0.0,
    )  # fmt: skip


def _periods(choice: Choice, tenures: Tenures, asked: Asked) -> tuple[PeriodRow, ...]:
    table = life_table(tenures)
    count = min(max(len(table.at_risk), 1) + asked.periods, MOST_PERIODS)
    found = curves(choice.fitted, count, asked.level)
    seen = kept_so_far(table.at_risk, table.ended)
    low, high = kept_band(table.at_risk, table.ended, asked.level)

    def at(curve: Curve, place: int) -> Estimate:
        value, low, high = (float(v[place]) for v in (curve.value, curve.low, curve.high))
        return Estimate(value, low, high, asked.level)

    def observed(place: int) -> Estimate | None:
        if place >= len(seen) or table.at_risk[place] <= 0:
            return None
        return Estimate(float(seen[place]), float(low[place]), float(high[place]), asked.level)

    return tuple(
        PeriodRow(
            place + 1,
            at(found.survival, place),
            at(found.retention, place),
            observed(place),
            float(table.at_risk[place]) if place < len(table.at_risk) else 0.0,
        )
        for place in range(count)
    )


def _tenures(choice: Choice, tenures: Tenures, asked: Asked) -> tuple[TenureRow, ...]:
    """A few tenures from a new customer to the oldest seen."""
    longest = int(np.floor(tenures.last.max(initial=0)))
    steps = (0, 1, 2, 3, 5, 7, 10, 12, 18, 24, 36, 48, 60, 72, 120, 180, 240, 365, 730, 1095)
    shown = np.array([float(step) for step in steps if step <= longest])
    model = choice.fitted.model
    within = kept(model, shown, asked.periods).sum(axis=1)
    without_end = residual(model, shown, 1.0)
    derl = residual(model, shown, asked.discount, asked.due)
    return tuple(
        TenureRow(int(t), float(w), float(e) if e < UNBOUNDED else np.inf, float(d))
        for t, w, e, d in zip(shown, within, without_end, derl, strict=True)
    )


def _past_test(tenures: Tenures, asked: Asked) -> PastTest | None:
    """Fit on the early periods, forecast the last one that was seen.

    The interval holds the share that customers at hand would show: doubt in the fit and the
    chance of as many customers as were seen.
    """
    table = life_table(tenures)
    at_risk = table.at_risk
    known = asked.fit_periods or (2 * table.seen) // 3
    # The last period must have been seen in enough customers to be a test of anything.
    until = int((at_risk >= ENOUGH_TO_TEST).sum())
    if asked.fit_periods is None:  # as far ahead as is asked about
        until = min(until, known + asked.periods)
    if table.seen < FEWEST_TO_TEST or not 0 < known < until:
        return None
    choice = choose(tenures.seen_until(known), asked.model, asked.never_leaves)
    if isinstance(choice, NotEnough):
        return None
    seen = kept_so_far(at_risk, table.ended)
    if seen[known - 1] <= 0:
        return None
    look = outlook.ahead(
        choice.fitted, np.array([float(known)]), until - known, 1.0, 1.0, asked.level
    )
    people = np.full(max(int(at_risk[known]), 1), 1.0)
    one = Ahead(
        **{name: getattr(look, name) for name in Ahead.__dataclass_fields__ if name != "place"},
        place=np.zeros(len(people), dtype=np.int64),
    )
    total = outlook.total(one, outlook.STAYING, people, asked.level)
    count = len(people)
    forecast = Estimate(total.value / count, total.low / count, min(total.high / count, 1.0),
                        asked.level)  # fmt: skip
    share = float(seen[until - 1] / seen[known - 1])
    return PastTest(known, until, choice.fitted.model.title, forecast, share)
