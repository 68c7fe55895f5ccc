"""A made-up shop with 4,372 customers whose figures agree with each other."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from volver.describe.catalogue import HEADLINE
from volver.describe.concentration import concentration
from volver.domain.card import Coverage, ModelCard, MoneyCard, Score, ScoreCard, Total
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.evidence import (
    Evidence,
    Frequency,
    Period,
    Pit,
    Promise,
    Tracking,
)
from volver.domain.money import Basis
from volver.domain.newcomers import NewCustomer, NewCustomers
from volver.domain.run import Provenance
from volver.domain.value import Step, ValueClass
from volver.present.binning import alive_cells, distribution_of
from volver.present.records import (
    Classes,
    ClassRow,
    Concentration,
    CustomerRow,
    Load,
    MetricRow,
    Quality,
    Remark,
    ReportData,
)  # fmt: skip

AS_OF = date(2011, 12, 9)
CUSTOMERS = 4372


def _world() -> dict[str, np.ndarray]:
    random = np.random.default_rng(20111209)
    repeats = random.negative_binomial(0.9, 0.17, CUSTOMERS)
    order = random.lognormal(4.6, 0.55, CUSTOMERS)
    silent = np.minimum(random.exponential(95, CUSTOMERS), 373)
    alive = np.where(repeats > 0, 1 / (1 + np.exp((silent - 190) / 45)), 0.45)
    expected = alive * (0.35 + repeats) / (373 + 120) * 365
    value = expected * order * 0.35 * 0.955
    value[silent > 371] = 0.0
    past = (repeats + 1) * order * 0.35 * random.lognormal(0, 0.15, CUSTOMERS)
    return {
        "repeats": repeats,
        "silent": silent,
        "alive": alive,
        "expected": expected,
        "value": value,
        "past": past,
    }


WORLD = _world()
LARGEST = np.argsort(-WORLD["value"])
_SORTED = WORLD["value"][LARGEST]
LEAST = float(_SORTED[np.searchsorted(np.cumsum(_SORTED), _SORTED.sum() / 2)])


def _classes() -> Classes:
    value, past = WORLD["value"], WORLD["past"]
    best = value >= LEAST
    potential = ~best & (value * 2.1 >= LEAST)
    nobody = np.zeros(CUSTOMERS, bool)

    def row(kind: ValueClass, who: np.ndarray) -> ClassRow:
        return ClassRow(kind, int(who.sum()), float(value[who].sum()), float(past[who].sum()))

    return Classes(
        rows=(
            row(ValueClass.BEST, best),
            row(ValueClass.POTENTIAL, potential),
            row(ValueClass.GOOD, ~best & ~potential),
            row(ValueClass.NEVER_PROFITABLE, nobody),
        ),
        best_share=0.5,
        upside_chance=0.2,
        least_of_best=LEAST,
    )


def _top() -> tuple[CustomerRow, ...]:
    rows = []
    for rank, i in enumerate(LARGEST[:20]):
        value = float(WORLD["value"][i])
        orders = int(WORLD["repeats"][i]) + 1
        last = AS_OF - timedelta(days=int(WORLD["silent"][i]))
        alive = float(WORLD["alive"][i])
        rows.append(
            CustomerRow(
                customer_id=str(12346 + 7 * rank * (rank + 3)),
                orders=orders,
                last_order=last,
                margin_to_date=float(WORLD["past"][i]),
                value=value,
                value_low=value * 0.48,
                value_high=value * 1.67,
                p_alive=alive,
                expected_orders=float(WORLD["expected"][i]),
                value_class=ValueClass.BEST,
            )
        )
    return tuple(rows)


def _score(
    names: tuple[str, str], origin: date, orders: tuple[float, ...], quality: tuple[float, ...]
) -> Score:
    forecast, low, high, actual = orders
    mae, inside, top_tenth = quality
    simple = names[0] in ("cohort-mean", "last-year")
    return Score(
        candidate=names[0],
        title=names[1],
        is_baseline=simple,
        origin=origin,
        days=90,
        customers=3512,
        rejected=None,
        log_score=-0.91,
        brier=0.17,
        crps=14.2,
        bias=forecast / actual - 1,
        mae=mae,
        rmse=1.6 * mae,
        top_tenth=top_tenth,
        top_fifth=0.59,
        gini=0.71,
        pit=0.02,
        coverage=() if simple else (Coverage(0.8, inside - 0.1, inside - 0.1, 3.0, 120.0),),
        total_orders=Total(forecast, low, high, actual),
        total_margin=Total(forecast * 36.2, low * 34.1, high * 38.4, actual * 37.9),
    )


def _scores() -> tuple[Score, ...]:
    days = (date(2011, 3, 14), date(2011, 6, 12), date(2011, 9, 10))
    came = (2447.0, 3054.0, 4283.0)
    candidates = {
        ("mbg-nbd", "MBG/NBD"): ((2310, 3125, 3698), (0.94, 0.91, 0.44)),
        ("bg-nbd", "BG/NBD"): ((2281, 3158, 3640), (0.95, 0.90, 0.44)),
        ("pareto-nbd", "Pareto/NBD"): ((2296, 3140, 3655), (0.94, 0.90, 0.44)),
        ("cohort-mean", "Mean of the cohort"): ((2190, 3410, 3590), (1.37, 0.0, 0.31)),
        ("last-year", "Last year again"): ((1830, 2410, 3421), (1.22, 0.0, 0.36)),
    }
    return tuple(
        _score(names, day, (f, f * 0.925, f * 1.075, fact), quality)
        for names, (forecasts, quality) in candidates.items()
        for day, f, fact in zip(days, forecasts, came, strict=True)
    )


def _concentration(of: str) -> Concentration:
    found = concentration(WORLD[of])
    assert found is not None
    return Concentration(found.customers_share, found.money_share, found.top_fifth, found.gini)


def _evidence() -> Evidence:
    """A test of 90 days, in which the forecast of a quarter before Christmas fell short."""
    start, weeks = date(2010, 12, 1), []
    for week in range(53):
        came = 18 + 5.2 * week + 22 * np.sin(week / 3.1) + (90 if week > 44 else 0)
        day = start + timedelta(weeks=week + 1)
        weeks.append(Period(day, max(round(came), 0), 16.5 + 5.44 * week))
    model = (0.31, 0.62, 0.94, 1.21, 1.53, 1.87, 2.12, 4.46)
    actual = (0.29, 0.66, 1.07, 1.33, 1.49, 2.11, 2.38, 4.91)
    people = (1189, 612, 431, 318, 249, 190, 151, 372)
    promised = (0.04, 0.09, 0.15, 0.21, 0.29, 0.38, 0.48, 0.6, 0.74, 0.93)
    came = (0.05, 0.08, 0.17, 0.2, 0.33, 0.41, 0.47, 0.63, 0.79, 0.94)
    return Evidence(
        model="MBG/NBD",
        origin=date(2011, 9, 10),
        days=90,
        frequencies=tuple(map(Frequency, range(8), people, actual, model)),
        pit=Pit(
            (0.088, 0.094, 0.097, 0.101, 0.098, 0.1, 0.103, 0.101, 0.099, 0.119),
            0.0858,
            0.1142,
            3512,
        ),
        promises=tuple(
            Promise(p, c, max(p - 0.07, 0.0), min(p + 0.07, 1.0), 351)
            for p, c in zip(promised, came, strict=True)
        ),
        tracking=Tracking(tuple(weeks), 7, date(2011, 9, 10), 3512),
    )


ORDERS = int((WORLD["repeats"] + 1).sum())
REVENUE = float(WORLD["past"].sum()) / 0.35
FIGURES = {
    "customers": CUSTOMERS,
    "orders": ORDERS,
    "gross_revenue": REVENUE * 1.071,
    "refunds": REVENUE * 0.071,
    "revenue": REVENUE,
    "margin": REVENUE * 0.35,
    "aov": REVENUE / ORDERS,
    "aov_median": 96.15,
    "purchase_frequency": ORDERS / CUSTOMERS,
    "repeat_share": float((WORLD["repeats"] > 0).mean()),
}
TOTAL = float(WORLD["value"].sum())

WHY = (
    "MBG/NBD has a mean log score of -0.910 at 3 origins, Mean of the cohort -1.021; "
    "simpler than BG/NBD and within one standard error of it"
)


def _newcomer(
    levels: tuple[str, ...], customers: int, orders: float, value: Estimate
) -> NewCustomer:
    before = Estimate(value.value + 30.5, value.low + 30, value.high + 31, value.level)
    return NewCustomer(levels, customers, orders, 29.4, 30.5, value, before)


CARD = ModelCard(
    model="mbg-nbd",
    title="MBG/NBD",
    step=Step.INDIVIDUAL,
    why=WHY,
    parameters={"r": 0.8412, "alpha": 9.7739, "a": 0.1123, "b": 2.5371},
    standard_errors={"r": 0.031, "alpha": 0.044, "a": 0.12, "b": 0.15},
    unit="week",
    log_likelihood=-48_122.7,
    status="converged",
    money=MoneyCard("Gamma-Gamma", {"p": 6.25, "q": 3.74, "v": 154.4}, None),
    total_orders=Estimate(15_412, 14_690, 16_180, 0.9),
    total_value=Estimate(TOTAL, TOTAL * 0.89, TOTAL * 1.12, 0.9),
    score_card=ScoreCard(_scores(), 90, 3512, False, WHY),
    as_of=AS_OF,
    first_day=date(2010, 12, 1),
    customers=CUSTOMERS,
    repeat_buyers=2873,
    repeat_orders=18_817,
    horizon_days=365,
    annual_rate=0.10,
    level=0.9,
    upside_chance=0.2,
    notes=("the interval of the margin comes from the number of orders alone",),
    new_customers=NewCustomers(
        by=("Canal",),
        title="MBG/NBD with groups",
        rows=(
            _newcomer(("web",), 3210, 3.2, Estimate(94.1, 88.2, 100.4, 0.9)),
            _newcomer(("unknown",), 1150, 1.4, Estimate(31.7, 28.3, 35.6, 0.9)),
            _newcomer(("other",), 12, 2.1, Estimate(55.5, 31.2, 98.8, 0.9)),
            _newcomer((), 0, 2.2, Estimate(57.3, 24.6, 133.1, 0.9)),
        ),
        spreads={"ordering": 0.31, "leaving": 0.12, "order value": 0.05},
        notes=(
            'Canal has 41 levels: the 24 largest are kept, the others are put together as "other"',
        ),
    ),
)

SAMPLE = ReportData(
    shop="Vajilla & Co.",
    currency="EUR",
    basis=Basis("margin_from_rate", 0.35),
    card=CARD,
    provenance=Provenance("0.1.0", AS_OF, "9c1185a5c5e9fc54612808977ee8f548", {}),
    metrics=tuple(
        MetricRow(m.slug, m.title, m.question, m.unit.value, FIGURES[m.slug], m.caution)
        for m in HEADLINE
    ),
    top=_top(),
    quality=Quality(
        loads=(
            Load("orders-2011.csv", 541_909, 534_129, 2_512, 5_268, 132_220),
            Load("refunds.xlsx", 9_288, 9_251, 37, 0, 383),
        ),
        rejections=(
            ("the record has no number here", 2_512),
            ("the record has no date", 37),
        ),
        notes=(Remark("orders-2011.csv", "Decoded as cp1252, a guess: the text is not UTF-8."),),
        anonymous_revenue=1_447_682.12,
    ),
    classes=_classes(),
    past=_concentration("past"),
    expected=_concentration("value"),
    distribution=distribution_of(WORLD["value"]),
    alive=alive_cells(WORLD["alive"], WORLD["value"]),
    evidence=_evidence(),
)

_FEW = NotEnough("one customer cannot tell what customers do", 20, 3)

EMPTY_HANDED = replace(
    SAMPLE,
    basis=Basis("revenue"),
    card=replace(
        CARD,
        model="none",
        title="none",
        step=Step.NONE,
        why=_FEW.why,
        parameters={},
        standard_errors={},
        money=None,
        total_orders=_FEW,
        total_value=_FEW,
        score_card=ScoreCard((), 0, 0, False, _FEW.why),
        customers=41,
        notes=(),
    ),
    top=tuple(
        replace(row, value=None, value_low=None, value_high=None, p_alive=None, value_class=None)
        for row in SAMPLE.top[:5]
    ),
    classes=None,
    expected=None,
    distribution=None,
    alive=(),
    evidence=None,
)
"""The same shop in its first weeks: figures of what happened, and a reason for no forecast."""
