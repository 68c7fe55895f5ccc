"""Cohorts, waits and a funnel that are made up, for charts and sheets."""

from datetime import date, timedelta

from volver.domain.cohorts import CohortRow, CohortTable, LateLine, Passed, SurvivalCurve
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.evidence import GapBin
from volver.domain.journey import Funnel, FunnelRules, FunnelStep, Placed, StageCount

FIRST = 24288  # January 2024


def _row(cohort: int) -> CohortRow:
    known = 9 - cohort
    values = [12.5 + (3 - 0.1 * cohort) * age for age in range(known)]
    return CohortRow(
        start=FIRST + cohort,
        group="",
        size=120 - cohort,
        values=(*values, *[None] * cohort),
        bands=(*[(v - 1, v + 1) for v in values], *[None] * cohort),
        partial=known - 1,
        cac=14.0 + cohort,
        payback=2 if cohort < 6 else None,
    )


COHORTS = CohortTable("margin", "month", True, True, "", 0.9, tuple(map(_row, range(9))))
SURVIVED = SurvivalCurve(
    group="",
    people=400,
    events=230,
    points=tuple(
        Passed(
            round(k * 30.4375),
            400 - 30 * k,
            Estimate(0.94**k, max(0.94**k - 0.01 * k, 0), min(0.94**k + 0.01 * k, 1), 0.9),
        )
        for k in range(13)
    ),
    median=352,
    median_low=331,
    median_high=None,
    reasons=(("price", 0.3), ("moved", 0.2)),
)
LATE = LateLine(
    bins=tuple(GapBin(14 * k, 14 * k + 14 if k < 12 else None, 900 - 70 * k) for k in range(13)),
    gaps=6_240,
    waiting=1_800,
    usual=41,
    line=133,
    uncorrected=121,
    back=0.81,
    reach=371,
)


def _step(start: str, to: str, judged: int, on: int) -> FunnelStep:
    rate = Estimate(on / judged, on / judged - 0.02, on / judged + 0.02, 0.9)
    return FunnelStep(start, to, judged + 40, judged, on, rate, 6.5)


FUNNEL = Funnel(
    rules=FunnelRules(labels={"need": "Asked for a quote"}),
    people=1_240,
    counts=(
        StageCount("awareness", "known", 40, None, None),
        StageCount("need", "call, chat", 200, date(2024, 1, 1), date(2024, 9, 30)),
        StageCount("purchase", "first order", 1_000, date(2024, 1, 3), date(2024, 9, 30)),
    ),
    steps=(
        _step("awareness", "interest", 1_200, 800),
        _step("interest", "need", 760, 300),
        _step("need", "purchase", 260, 90),
        FunnelStep(
            "purchase", "come_back", 130, 0, 0, NotEnough("nobody has been there", 1, 0), None
        ),
    ),
    unseen=12,
    loop=(_step("purchase", "Attracted again", 90, 40),),
    latest=tuple(
        Placed(f"c{k}", "purchase", "first order", date(2024, 9, 30) - timedelta(days=k))
        for k in range(4)
    ),
    level=0.9,
)
