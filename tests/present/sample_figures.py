"""Figures of the made-up shop that only a notebook shows, and of a made-up contract."""

import math
from datetime import date, timedelta

from volver.domain.acquisition import Curve
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.evidence import AliveGroup, AliveHistory, AliveMatrix, GapBin, Gaps, SeasonShape
from volver.domain.renewal import PeriodRow, RenewalCard
from volver.domain.value import Step

GAPS = Gaps(
    bins=tuple(
        GapBin(7 * k, 7 * k + 7 if k < 26 else None, round(1900 * 0.87**k) + 40 * (k == 4))
        for k in range(27)
    ),
    gaps=14_600,
    median=33.0,
    judged=1_311,
    regular=287,
    by_chance=121.6,
    regular_gap=29.4,
)
MATRIX = AliveMatrix(
    repeats=(0, 1, 2, 3),
    since=(0, 7, 14, 28, 56, 112, 224),
    groups=tuple(
        tuple(
            AliveGroup(0, None) if x == 3 and late == 6 else AliveGroup(90, 0.98 - 0.04 * x * late)
            for late in range(7)
        )
        for x in range(4)
    ),
)
HISTORY = AliveHistory(
    customer_id="12346",
    days=tuple(date(2011, 1, 1) + timedelta(days=d) for d in range(0, 340)),
    p_alive=tuple(0.995 ** (d % 97) for d in range(0, 340)),
    orders=tuple(date(2011, 1, 1) + timedelta(days=d) for d in (0, 97, 194, 291)),
)

SEASON = SeasonShape(
    weeks=tuple(
        (
            date(2023, 1, 1) + timedelta(days=7 * k),
            1.0 - 0.6 * math.cos(2 * math.pi * (k - 20) / 52),
        )
        for k in range(52)
    ),
    events=(("sale", date(2010, 11, 26), date(2010, 11, 29), 1.8),),
    trend=-0.12,
    days=738,
)

PAYBACK = Curve(
    customers=412,
    cac=31.5,
    margin=tuple(
        Estimate(m, m - 3 - k / 4, m + 3 + k / 4, 0.9)
        for k, m in enumerate((18.2, 22.4, 25.9, 29.0, 31.8, 34.1, 36.0, 37.7, 39.1, 40.2))
    ),
    until=date(2011, 2, 9),
)


def _survival() -> RenewalCard:
    """A hundred customers of a contract, twelve periods of which were seen."""
    left = [1.0 - 0.05 * k for k in range(1, 13)] + [0.4 - 0.02 * k for k in range(1, 13)]
    rows = tuple(
        PeriodRow(
            period=k + 1,
            survival=Estimate(share, share * 0.97, min(share * 1.03, 1.0), 0.9),
            retention=Estimate(0.95, 0.94, 0.96, 0.9),
            seen=Estimate(share - 0.01, share - 0.04, share + 0.02, 0.9) if k < 12 else None,
            at_risk=1000.0 - 60 * k if k < 12 else 0.0,
        )
        for k, share in enumerate(left)
    )
    none = NotEnough("nobody is still there", 1, 0)
    return RenewalCard(
        group="all", customers=1040.0, running=600.0, ended=440.0, periods_seen=12,
        step=Step.INDIVIDUAL, model="sbg", title="sBG", why="it is the simplest", parameters={},
        standard_errors={}, log_likelihood=-1.0, status="converged", rivals=(), periods=rows,
        tenures=(), renewals=none, staying=none, value=None, causes=(), test=None, missed=0.0,
    )  # fmt: skip


SURVIVAL = _survival()
