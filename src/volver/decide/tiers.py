"""Tiers of value by amounts that people may edit, and what the tiers were on earlier days.

Thresholds are proposed once: the amounts from which the richest hold half, four fifths and 19 of 20
parts of all value above zero, to two digits. From then on they are fixed.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from volver.decide.behaviour import earned, expected
from volver.decide.rfm import two_digits
from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.parts import Parting
from volver.domain.tiers import NAMES, Tier, TierDay, TierRule, Tiers
from volver.store.snapshot import Snapshot

SHARES = (0.5, 0.8, 0.95)
CUSTOMERS = "SELECT COUNT(*) FROM histories"


def tier_rule(thresholds: Sequence[float]) -> TierRule:
    """A rule from amounts in any order. Raises BadInput where there are none, or too many."""
    falling = tuple(sorted({float(amount) for amount in thresholds}, reverse=True))
    if not 1 <= len(falling) < len(NAMES) or not np.isfinite(falling).all():
        raise BadInput(
            what="These thresholds make no tiers",
            where="tiers",
            next_step=f"Give one to {len(NAMES) - 1} different amounts such as [500, 100, 20].",
        )
    return TierRule(falling)


def proposed_tiers(money: Vector, shares: Sequence[float] = SHARES) -> TierRule | None:
    """Amounts from which the richest hold these shares; None where nobody is above zero."""
    held = np.sort(money[money > 0])[::-1]
    if len(held) == 0:
        return None
    running = np.cumsum(held)
    # A hair below, so that rounding in the sum asks for nobody more.
    at = np.searchsorted(running, np.asarray(shares) * running[-1] * (1 - 1e-12))
    return tier_rule([two_digits(float(held[place])) for place in at])


def tier_codes(money: Vector, rule: TierRule) -> NDArray[np.intp]:
    """The place of each customer's tier, 0 the top: at or above its threshold. Shape (n,)."""
    rising = np.asarray(rule.thresholds[::-1])
    return len(rising) - np.searchsorted(rising, money, side="right")


def tier_day(day: date, money: Vector, rule: TierRule) -> TierDay:
    """The tiers of one day."""
    code, k = tier_codes(money, rule), len(rule.names)
    size, held = np.bincount(code, minlength=k), np.bincount(code, money, k)
    return TierDay(
        day,
        tuple(
            Tier(name, least, int(size[at]), float(held[at]))
            for at, (name, least) in enumerate(
                zip(rule.names, (*rule.thresholds, None), strict=True)
            )
        ),
    )


def past_tiers(money: Vector, rule: TierRule) -> Parting:
    """Each customer's tier by the margin of a year, for migration."""
    return Parting("tiers", rule.names, tier_codes(money, rule))


def tiers(
    snapshot: Snapshot, days: Sequence[date] = (), rule: TierRule | None = None
) -> Tiers | None:
    """Tiers by expected margin today, and by the margin of a year today and on earlier days.

    rule: None: proposed, for each basis from its own amounts of today.
    None where nobody has brought or will bring anything.
    """
    value = expected(snapshot)
    year = earned(snapshot, int(snapshot.rows(CUSTOMERS)[0][0]))
    past_rule = rule or proposed_tiers(year)
    found = rule or (past_rule if value is None else proposed_tiers(value))
    if past_rule is None or found is None:
        return None
    past = [tier_day(snapshot.as_of, year, past_rule)]
    for day in sorted(days, reverse=True):
        then = snapshot.at(day)
        size = int(then.rows(CUSTOMERS)[0][0])
        past.append(tier_day(then.as_of, earned(then, size), past_rule))
    return Tiers(
        rule=found,
        expected=None if value is None else tier_day(snapshot.as_of, value, found),
        past_rule=past_rule,
        past=tuple(past),
    )
