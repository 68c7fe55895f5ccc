"""Customers who were brought by customers, and what they are worth beside the others."""

import numpy as np

from volver.describe.acquisition.people import People
from volver.describe.acquisition.worth import Worth
from volver.domain.acquisition import REFERRAL, Referral, Won
from volver.domain.estimate import Answer, Estimate
from volver.store.snapshot import Snapshot

INVITED = """
SELECT COUNT(*) FROM interactions WHERE v_word(type) IN ('invite', 'invitation')
"""


def referral(
    snapshot: Snapshot, customers: People, worths: Worth, channels: tuple[Won, ...], level: float
) -> Referral | None:
    """Over all customers, whenever they came; None where nobody is said to have been referred.

    The interval of the difference is that of two means of different people (Welch), with the doubt
    of the forecast left out, which moves both alike.
    """
    referred = np.array([name is not None for name in customers.referred_by], bool)
    if not referred.any():
        return None
    others, ours = worths.mean(np.where(referred, 1, 0), 2, level)
    known = set(customers.customer_id.astype(str).tolist())
    advocates = {str(name) for name in customers.referred_by[referred]} & known
    return Referral(
        customers=len(customers),
        referred=int(referred.sum()),
        advocates=len(advocates),
        invitations=int(snapshot.rows(INVITED)[0][0]),
        referred_ltv=ours,
        other_ltv=others,
        difference=_difference(worths, referred, ours, others, level),
        won=next((row for row in channels if row.channel == REFERRAL), Won({}, 0, REFERRAL)),
    )


def _difference(
    worths: Worth,
    referred: np.ndarray[tuple[int], np.dtype[np.bool_]],
    ours: Answer,
    others: Answer,
    level: float,
) -> Answer:
    from scipy.special import stdtrit

    if not isinstance(ours, Estimate):
        return ours
    if not isinstance(others, Estimate):
        return others
    whole = worths.past + worths.ahead
    variances, sizes = [], []
    for chosen in (referred, ~referred):
        own = worths.own[chosen]
        variances.append((whole[chosen].var(ddof=1) + own.mean()) / len(own))
        sizes.append(len(own))
    total = sum(variances)
    freedom = total**2 / max(
        sum(v**2 / (n - 1) for v, n in zip(variances, sizes, strict=True)), 1e-300
    )
    half = float(stdtrit(max(freedom, 1.0), (1 + level) / 2) * np.sqrt(total))
    mean = ours.value - others.value
    return Estimate(mean, mean - half, mean + half, level)
