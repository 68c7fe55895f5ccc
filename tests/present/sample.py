"""A made-up shop with 4,372 customers whose figures agree with each other."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from volver.describe.catalogue import METRICS
from volver.describe.concentration import concentration
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.money import Basis
from volver.domain.run import Provenance
from volver.domain.time import DiscountRate, Horizon
from volver.domain.value import Step, ValueClass
from volver.present.binning import alive_cells, distribution_of
from volver.present.records import (
    Backtest,
    Classes,
    ClassRow,
    Concentration,
    CustomerRow,
    Load,
    Made,
    MetricRow,
    Origin,
    Quality,
    ReportData,
    Score,
    Track,
    Tracking,
)
from volver.present.sentence import Sentence

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
    return {"repeats": repeats, "silent": silent, "alive": alive, "value": value, "past": past}


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
        days = int(WORLD["silent"][i])
        orders = int(WORLD["repeats"][i]) + 1
        rows.append(
            CustomerRow(
                customer_id=str(12346 + 7 * rank * (rank + 3)),
                orders=orders,
                last_order=AS_OF - timedelta(days=days),
                past=float(WORLD["past"][i]),
                value=Estimate(value, value * 0.48, value * 1.67, 0.9),
                p_alive=float(WORLD["alive"][i]),
                value_class=ValueClass.BEST,
                reason=Sentence(
                    "{orders:count} orders, the last one {days:count} days before the "
                    "observation date.",
                    {"orders": orders, "days": days},
                ),
            )
        )
    return tuple(rows)


def _concentration(of: str) -> Concentration:
    found = concentration(WORLD[of])
    assert found is not None
    return Concentration(found.customers_share, found.money_share, found.top_fifth, found.gini)


def _backtest() -> Backtest:
    def origin(day: date, people: int, orders: tuple[float, float, float], fact: float) -> Origin:
        money = Estimate(orders[0] * 36.2, orders[1] * 34.1, orders[2] * 38.4, 0.9)
        return Origin(
            day, 90, people, Estimate(*orders, 0.9), fact, money=money, money_fact=fact * 37.9
        )

    return Backtest(
        origins=(
            origin(date(2011, 3, 14), 2061, (2310, 2105, 2520), 2447),
            origin(date(2011, 6, 12), 2903, (3125, 2890, 3366), 3054),
            origin(date(2011, 9, 10), 3512, (3698, 3440, 3962), 4283),
        ),
        scores=(
            Score("mbg-nbd", "MBG/NBD", False, 0.071, 0.94, 0.91, chosen=True),
            Score("bg-nbd", "BG/NBD", False, 0.083, 0.95, 0.90),
            Score("pareto-nbd", "Pareto/NBD", False, 0.078, 0.94, 0.90),
            Score("cohort-mean", "Mean of the cohort", True, 0.118, 1.37, None),
            Score("last-year", "Last year again", True, 0.214, 1.22, None),
        ),
        level=0.9,
    )


def _tracking() -> Tracking:
    start = date(2010, 12, 6)
    points = []
    actual = 0.0
    for week in range(53):
        day = start + timedelta(weeks=week)
        actual += 18 + 5.2 * week + 22 * np.sin(week / 3.1) + (90 if week > 44 else 0)
        model = 16.5 * week + 2.72 * week**2
        points.append(Track(day, float(actual), float(model)))
    return Tracking(tuple(points), date(2011, 9, 10))


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

SAMPLE = ReportData(
    shop="Vajilla & Co.",
    as_of=AS_OF,
    since=date(2010, 12, 1),
    horizon=Horizon.parse("12m"),
    rate=DiscountRate(0.10),
    level=0.9,
    currency="EUR",
    basis=Basis("margin_from_rate", 0.35),
    customers=CUSTOMERS,
    total=Estimate(TOTAL, TOTAL * 0.89, TOTAL * 1.12, 0.9),
    orders=Estimate(15_412, 14_690, 16_180, 0.9),
    classes=_classes(),
    top=_top(),
    metrics=tuple(
        MetricRow(m.slug, m.title, m.question, m.unit.value, FIGURES[m.slug], m.caution)
        for m in METRICS
    ),
    quality=Quality(
        loads=(
            Load("orders-2011.csv", 541_909, 534_129, 2_512, 5_268, 132_220),
            Load("refunds.xlsx", 9_288, 9_251, 37, 0, 383),
        ),
        rejections=(
            (Sentence("the amount is not a number"), 2_512),
            (Sentence("the date is after the file was read"), 37),
        ),
        notes=(
            Sentence(
                "The file starts on {since:day}: customers who bought before that day look new, "
                "so their rate is known less well.",
                {"since": date(2010, 12, 1)},
            ),
        ),
        anonymous_revenue=1_447_682.12,
    ),
    made=Made(
        provenance=Provenance("0.1.0", AS_OF, "9c1185a5c5e9fc54612808977ee8f548", {}),
        step=Step.INDIVIDUAL,
        model="MBG/NBD",
        why=Sentence(
            "{customers:count} customers with a second order and {origins:count} origins to test "
            "on are enough to tell customers apart.",
            {"customers": 2873, "origins": 3},
        ),
        parameters={"r": 0.8412, "alpha": 9.7739, "a": 0.1123, "b": 2.5371},
        parameter_unit="week",
    ),
    past=_concentration("past"),
    expected=_concentration("value"),
    distribution=distribution_of(WORLD["value"]),
    backtest=_backtest(),
    tracking=_tracking(),
    alive=alive_cells(WORLD["alive"], WORLD["value"]),
)

_FEW = NotEnough("Too few customers have ordered a second time.", 20, 3)

EMPTY_HANDED = replace(
    SAMPLE,
    basis=Basis("revenue"),
    customers=41,
    total=_FEW,
    orders=_FEW,
    classes=None,
    top=tuple(replace(row, value=None, p_alive=None, value_class=None) for row in SAMPLE.top[:5]),
    made=replace(SAMPLE.made, step=Step.NONE, model="–", why=_FEW, parameters={}),
    expected=None,
    distribution=None,
    backtest=_FEW,
    tracking=None,
    alive=(),
)
"""The same shop in its first weeks: figures of what happened, and a reason for no forecast."""
