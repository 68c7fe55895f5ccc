"""What other definitions would do to the total value, by a published run and without a new one.

What can be counted again from what the run has put by is counted:

    discount rate, horizon       each customer's value by the run's own fitted model
    margin rate                  in proportion, where one rate makes margin of all revenue
    level of intervals           where the run has told the total at that level, too
    best share, upside chance    from the values and intervals that the run has put by

Cost to serve and the days in which somebody counts as a customer are no part of value, and leave it
as it is. Of everything else only a new run can tell; it is said so, and never estimated.
"""

from dataclasses import replace

import numpy as np

from volver.app.look import model_of
from volver.app.published import PublishedRun
from volver.decide.classes import ORDER, VALUED, ClassRule, class_codes
from volver.domain.definition import COSTS, changes_between, definition, values_of
from volver.domain.definition_effect import Effect, Told, Total
from volver.domain.history import Vector
from volver.domain.money import Basis
from volver.domain.settings import Settings
from volver.domain.value import Step, ValueClass
from volver.predict.other_terms import can_move, moved

BESIDE = (*COSTS, "customer_days")
"""No part of value."""
OF_CLASSES = ("best_share", "upside_chance")
OF_BASIS = ("margin_rate", "margin_rates")
ONE_RATE = ("revenue", "margin_from_rate")
"""Bases under which margin is in proportion to revenue, alike for every line."""


def effect(run: PublishedRun, wanted: Settings) -> Effect:
    """What the definitions of `wanted` do to the total, beside those in force."""
    now = run.workspace.settings
    changed = changes_between(values_of(now), values_of(wanted))
    made_by = _made_by(run)
    told: dict[str, Told] = {}
    counted = now
    for name in changed:
        tried = replace(counted, **{name: getattr(wanted, name)})
        if name in BESIDE:
            told[name] = "beside"
        elif made_by is None or not (_counts(run, made_by, tried) or _counts(run, made_by, wanted)):
            told[name] = "run"
            continue
        else:
            told[name] = _does(run, made_by, name, counted, tried)
        counted = tried
    return Effect(
        run_id=run.run_id,
        currency=run.card["currency"],
        told=told,
        before=_total(run, made_by, now),
        after=_total(run, made_by, counted),
        is_by_run=made_by is not None and not _differs(run, made_by, now),
        retests="horizon" in told and wanted.model == "auto",
    )


def is_by_run(run: PublishedRun) -> bool:
    """Whether the newest run was made by the definitions that are in force."""
    made_by, now = _made_by(run), run.workspace.settings
    if "definitions" in run.card:
        return made_by is not None and not _differs(run, made_by, now)
    # A run of an earlier version: its mark tells of value, and nothing of what is beside it.
    parts = definition(_resolved(run, now), run.snapshot.shape.basis, run.snapshot.company)
    return parts.mark == run.card.get("definition")


def _made_by(run: PublishedRun) -> Settings | None:
    """The settings that the run was made by; None where it cannot be told.

    Its card holds them from this version on; what forecasts is not among them, and has to be as it
    is now, which the mark of the whole definition says.
    """
    held = run.card.get("definitions")
    if held is None or run.card["total_value"].get("value") is None:
        return None
    found = replace(run.workspace.settings, **held)
    mark = definition(found, run.snapshot.shape.basis, run.snapshot.company).mark
    return found if mark == run.card["definition"] else None


def _differs(run: PublishedRun, made_by: Settings, other: Settings) -> bool:
    found = changes_between(values_of(made_by), values_of(_resolved(run, other)))
    return bool(found.keys() - {"horizon"}) or made_by.length != other.length


def _resolved(run: PublishedRun, settings: Settings) -> Settings:
    """With the currency of the orders where none is stated."""
    return replace(settings, currency=settings.currency or run.card["currency"])


def _counts(run: PublishedRun, made_by: Settings, other: Settings) -> bool:
    """Whether the total by other settings can be counted from the run."""
    stays = (other.currency or made_by.currency) == made_by.currency
    return (
        stays
        and other.time_zone == made_by.time_zone
        and _scale(run, made_by, other) is not None
        and can_move(model_of(run.card), Step(run.card["step"]), _terms(made_by), _terms(other))
    )


def _does(run: PublishedRun, made_by: Settings, name: str, old: Settings, new: Settings) -> Told:
    """What a change that can be counted does."""
    if name == "level":
        return "interval"
    if name in OF_CLASSES:
        return "classes"
    if name == "horizon" and old.length == new.length:
        return "none"
    if name in OF_BASIS and _scale(run, made_by, old) == _scale(run, made_by, new):
        return "none"
    if name == "currency" and _resolved(run, old) == _resolved(run, new):
        return "none"
    return "counted" if name != "time_zone" else "none"


def _scale(run: PublishedRun, made_by: Settings, other: Settings) -> float | None:
    """What margin by other rates is of that by the run's; None where the lines have to be read."""
    before = run.snapshot.shape.basis
    has_cost = before.kind == "margin_from_cost"
    after = other.basis(has_cost)
    same = other.margin_rate == made_by.margin_rate and dict(other.margin_rates) == dict(
        made_by.margin_rates
    )
    if same or (has_cost and run.card["data"]["lines_without_cost"] == 0):
        return 1.0
    if before.kind not in ONE_RATE or after.kind not in ONE_RATE:
        return None
    old, new = _of_revenue(before), _of_revenue(after)
    return new / old if old > 0 and new > 0 else None


def _of_revenue(basis: Basis) -> float:
    """Margin per unit of revenue; revenue itself where there is no rate."""
    return 1.0 if basis.rate is None else basis.rate


def _terms(settings: Settings) -> tuple[int, float]:
    return settings.length.days, settings.annual_discount_rate


def _total(run: PublishedRun, made_by: Settings | None, other: Settings) -> Total | None:
    """The total by other settings; None where only a new run can tell."""
    if made_by is None or not _counts(run, made_by, other):
        return None
    scale, step = _scale(run, made_by, other), Step(run.card["step"])
    model, terms = model_of(run.card), (_terms(made_by), _terms(other))
    found = moved(run.snapshot, model, step, *terms)
    assert scale is not None  # `_counts` has seen to both
    assert found is not None
    columns = run.snapshot.columns(VALUED)
    by = np.asarray(found * scale)
    value = np.asarray(columns["value"], np.float64) * by
    ends = _ends(run, other.level) if by.ndim == 0 else None
    stays = terms[0][0] == terms[1][0] and other.level == made_by.level
    classes = None
    if stays and other.upside_chance == made_by.upside_chance and run.card["classes"] is not None:
        high, upside = (columns[name] * by for name in ("value_high", "value_upside"))
        classes = _classes(value, high, upside, other)
    return Total(
        value=float(value.sum()),
        low=None if ends is None else ends[0] * float(by),
        high=None if ends is None else ends[1] * float(by),
        level=other.level,
        horizon_days=other.length.days,
        classes=classes,
    )


def _ends(run: PublishedRun, level: float) -> tuple[float, float] | None:
    """The interval of the run's total at a level; None where the run has told none."""
    total = run.card["total_value"]
    told = {band["level"]: (band["value_low"], band["value_high"]) for band in run.card["bands"]}
    found = {**told, total["level"]: (total["low"], total["high"])}.get(level)
    return found if found is not None and None not in found else None


def _classes(
    value: Vector, high: Vector, upside: Vector, settings: Settings
) -> dict[ValueClass, int]:
    rule = ClassRule(settings.best_share, settings.upside_chance)
    codes, _ = class_codes(value, high, upside, rule)
    return {name: int((codes == code).sum()) for code, name in enumerate(ORDER)}
