"""Whom to treat, by what was seen: something learnt only where it surely beats treating all or
none, and otherwise whichever of these two pays."""

from collections.abc import Sequence

from volver.decide.uplift.policy import PLAIN
from volver.domain.estimate import Estimate
from volver.domain.offer import Reason
from volver.domain.uplift import Advice, Candidate, Lift

CLEARLY = 2.0
"""Standard deviations between halves by which an order must be better than a random one."""


def advise(candidates: Sequence[Candidate], lift: Lift, all_or_none: str) -> Advice:
    """The advice and its reasons.

    all_or_none: "all" where treating all surely pays, else "none"; gains are counted from it.
    """
    everybody = next(one for one in candidates if one.code == "all")
    learnt = [one for one in candidates if one.code not in PLAIN]
    winners = [
        one
        for one in learnt
        if one.gain.low > 0 and one.value.value > max(everybody.value.value, 0.0)
    ]
    best = max(winners or learnt, key=lambda one: one.value.value)
    beaten = "beats" if winners else "no_better_than"
    reasons = [
        Reason("lift", _figures(lift.difference)),
        Reason(_of_everybody(everybody.value), _figures(everybody.value)),
        Reason(f"{beaten}_{all_or_none}", _figures(best.gain) | _who(best)),
    ]
    order = _best_order(learnt)
    if order is None:
        reasons.append(Reason("no_order"))
    elif not winners and all_or_none == "all":
        reasons.append(Reason("order", {"value": order.uplift_at.mean} | _who(order)))
    return Advice(
        do="target" if winners else ("all" if all_or_none == "all" else "none"),
        by=best.code if winners else all_or_none,
        order=order.code if order else None,
        reasons=tuple(reasons),
    )


def _of_everybody(value: Estimate) -> str:
    if value.low > 0:
        return "all_pays"
    return "all_loses" if value.high < 0 else "all_unproven"


def _best_order(learnt: Sequence[Candidate]) -> Candidate | None:
    """Which puts first those whom the treatment changes most; None if none clearly does."""
    best = max(learnt, key=lambda one: one.auuc.mean)
    return best if best.auuc.mean > CLEARLY * best.auuc.deviation else None


def _figures(of: Estimate) -> dict[str, float | str]:
    return {"value": of.value, "low": of.low, "high": of.high}


def _who(candidate: Candidate) -> dict[str, float | str]:
    return {"candidate": candidate.code, "share": candidate.share}
