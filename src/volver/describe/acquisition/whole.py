"""The sheet of acquisition: channels, cohorts and customers, what they cost and what they bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.describe.acquisition import break_even, cac, payback, ranks
from volver.describe.acquisition.break_even import STATES
from volver.describe.acquisition.cac import Spent
from volver.describe.acquisition.people import UNITS, People, Whole, as_date, codes, people
from volver.describe.acquisition.referral import referral
from volver.describe.acquisition.worth import Worth, retention_cost, share_kept, worth
from volver.domain.acquisition import (
    PAYBACK_MONTHS,
    Acquisition,
    Cac,
    Ceiling,
    Channel,
    CohortRow,
    Curve,
    Won,
)
from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.time import DiscountRate, Horizon
from volver.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Question:
    """What the settings ask of the sheet."""

    horizon: Horizon
    """Of the forecasts."""
    rate: DiscountRate
    level: float
    total: Answer
    """The forecast's value of all customers."""
    forecast_level: float = 0.9
    """Of the intervals of single customers' forecasts."""
    payback_months: int = PAYBACK_MONTHS


@dataclass(frozen=True, slots=True)
class _Looked:
    """Everything that the parts of the sheet share."""

    ask: Question
    customers: People
    spend: Spent
    costs: Cac
    new: NDArray[np.bool_]
    """Customers who came while spend was known; shape (n,)."""
    group: Whole
    """The channel of each of them, as a place in `names`; below 0 for who came before."""
    names: list[str | None]
    pace: break_even.Pace
    ltv: Worth
    capped: Worth
    """What comes within the months of payback."""
    retention: Vector

    def units(self, channel: str | None) -> int:
        """Spend through a channel, in ten thousandths."""
        return int(self.spend.amount[_is(self.spend.channel, channel)].sum())


def acquisition(snapshot: Snapshot, ask: Question) -> Acquisition:
    """All of it. snapshot: with histories; with forecasts where there are any."""
    customers = people(snapshot, ask.forecast_level)
    spend, retain = cac.spent(snapshot)
    costs = cac.cac(spend, customers)
    new = customers.first >= cac.window_begins(spend, customers)
    place, names = codes(customers.channel)
    kept = share_kept(customers, place, len(names))[place]
    days = ask.horizon.days
    looked = _Looked(
        ask=ask,
        customers=customers,
        spend=spend,
        costs=costs,
        new=new,
        group=np.where(new, place, -1),
        names=names,
        pace=break_even.Pace.of(customers, days, kept),
        ltv=worth(customers, ask.rate, days, kept, ask.total),
        capped=worth(
            customers,
            ask.rate,
            days,
            kept,
            ask.total,
            payback.day_after_months(ask.payback_months),
        ),
        retention=retention_cost(customers, retain, ask.rate),
    )
    months = cac.months(customers.first)
    whole, by_channel, by_month = _curves(looked, months)
    everybody = np.where(new, 0, -1)
    return Acquisition(
        basis=snapshot.shape.basis.label,
        is_after_service=bool(customers.service.any()),
        as_of=snapshot.as_of,
        horizon_days=days,
        annual_rate=ask.rate.annual,
        level=ask.level,
        payback_months=ask.payback_months,
        cac=costs,
        whole=_channels(looked, everybody, (costs.blended,), [whole], is_all=True)[0],
        channels=_channels(
            looked,
            _by_row(looked, costs.by_channel),
            costs.by_channel,
            [by_channel.get(row.channel) for row in costs.by_channel],
        ),
        cohorts=_cohorts(looked, months, by_month),
        ceilings=_ceilings(looked),
        inversion=ranks.inversion(customers),
        referral=referral(snapshot, customers, looked.ltv, costs.by_channel, ask.level),
    )


def charged(looked: _Looked) -> Whole:
    """What each customer cost, in ten thousandths: their channel's CAC, and where nobody knows the
    channel the blended one; 0 for who came before any spend is known. Shape (n,)."""
    counts = np.bincount(looked.group[looked.new], minlength=len(looked.names))
    bars = [
        break_even.bar_per_customer(looked.units(name), int(count)) if name is not None else 0
        for name, count in zip(looked.names, counts, strict=True)
    ]
    if looked.new.any():
        whole = int(looked.spend.amount.sum())
        bars[-1] = break_even.bar_per_customer(whole, int(looked.new.sum()))
    return np.where(looked.new, np.array(bars, dtype=np.int64)[looked.group], 0)


def _by_row(looked: _Looked, rows: tuple[Won, ...]) -> Whole:
    """Of each customer the row of their channel, or below 0; shape (n,)."""
    place = {row.channel: at for at, row in enumerate(rows)}
    of_code = np.array([place.get(name, -1) for name in looked.names], dtype=np.int64)
    return np.where(looked.group >= 0, of_code[looked.group], -1)


def _channels(
    looked: _Looked,
    group: Whole,
    rows: tuple[Won, ...],
    columns: Sequence[Curve | None],
    is_all: bool = False,
) -> tuple[Channel, ...]:
    """A record for each row of spend and customers; is_all: the one row is of all channels."""
    count, customers, level = len(rows), looked.customers, looked.ask.level
    bars = np.array(
        [round(row.total * UNITS) if is_all or row.channel is not None else 0 for row in rows],
        dtype=np.int64,
    )
    covered = break_even.break_even_rows(customers, group, bars, looked.pace)
    states = break_even.break_evens(
        customers, np.where(looked.new, np.arange(len(customers)), -1), charged(looked), looked.pace
    )[0]
    inside = looked.new & (group >= 0)
    cells = np.bincount(group[inside] * len(STATES) + states[inside], minlength=count * len(STATES))
    ltv = looked.ltv.mean(group, count, level)
    ceilings = looked.capped.mean(group, count, level)
    found = []
    for at, row in enumerate(rows):
        chosen = group == at
        moves = chosen[customers.who]
        kept = float(looked.retention[chosen].mean()) if chosen.any() else 0.0
        cost = row.cac if is_all or row.channel is not None else None
        found.append(
            Channel(
                won=row,
                revenue=_money(customers.revenue[moves]),
                margin=_money(customers.kept[moves]),
                service=_money(customers.service[moves]),
                first_margin=float(customers.first_margin[chosen].sum()),
                ltv=ltv[at],
                mroi=_mroi(ltv[at], cost, kept),
                retention_spend=kept,
                ceiling=ceilings[at],
                break_even=covered[at],
                curve=columns[at] or Curve(0, None, (), looked.costs.since),
                customers=dict(zip(STATES, cells.reshape(count, -1)[at].tolist(), strict=True)),
            )
        )
    return tuple(found)


def _mroi(ltv: Answer, cost: float | None, retention: float) -> Answer:
    if not isinstance(ltv, Estimate):
        return ltv
    if cost is None or cost + retention <= 0:
        return NotEnough("nothing is known to have been spent on winning or keeping them", 1, 0)
    value, low, high = (
        (money - cost) / (cost + retention) for money in (ltv.value, ltv.low, ltv.high)
    )
    return Estimate(value, low, high, ltv.level)


def _curves(looked: _Looked, months: Whole) -> tuple[Curve, dict[str | None, Curve], list[Curve]]:
    """Of all channels and of each, as long as the older half of the customers has lived, and of the
    months of first orders, as long as all of the month has lived: looked.costs.by_month's order."""
    customers, as_of, spend = looked.customers, looked.customers.as_of, looked.spend
    whole, whole_length = _older_half(customers, np.where(looked.new, 0, -1), 1)
    each, each_length = _older_half(customers, looked.group, len(looked.names))
    rows = [int(row.month or 0) for row, _ in looked.costs.by_month]
    last = np.array([cac.month_begins(month + 1) - 1 for month in rows], dtype=np.int64)
    born = np.where(looked.new, np.searchsorted(np.array(rows, dtype=np.int64), months), -1)
    lived = np.where(last <= as_of, payback.months_lived(np.maximum(as_of - last, 0)), 0)
    points = payback.curves(
        customers, (whole, each, born), (whole_length, each_length, lived), looked.ask.level
    )

    def curve(at: int, group: Whole, length: int, mine: NDArray[np.bool_], found: Any) -> Curve:
        until = as_of - max(payback.day_after_months(length), 0)
        count = int((group == at).sum())
        cost = _money(spend.amount[mine & (spend.day <= until)]) / count if count else None
        return Curve(count, cost, found[at], as_date(until))

    channels = {}
    for at, name in enumerate(looked.names):
        mine = _is(spend.channel, name) & (name is not None)
        channels[name] = curve(at, each, int(each_length[at]), mine, points[1])
    counts = np.bincount(born[born >= 0], minlength=len(rows)).tolist()
    cohorts = [
        Curve(count, row.cac, found, as_date(min(int(end), as_of)))
        for (row, _), count, found, end in zip(
            looked.costs.by_month, counts, points[2], last, strict=True
        )
    ]
    every = np.ones(len(spend.day), dtype=bool)
    return curve(0, whole, int(whole_length[0]), every, points[0]), channels, cohorts


def _older_half(customers: People, group: Whole, count: int) -> tuple[Whole, Whole]:
    """Of each group those who have lived as many months as half of them have, and how many."""
    kept, lengths = np.full(len(group), -1), np.zeros(count, dtype=np.int64)
    for at in range(count):
        chosen = np.flatnonzero(group == at)
        if len(chosen):
            lived = payback.months_lived(customers.age[chosen])
            most = min(int(np.sort(lived)[len(lived) // 2]), payback.MOST_MONTHS)
            lengths[at] = most
            kept[chosen[lived >= most]] = at
    return kept, lengths


def _cohorts(looked: _Looked, months: Whole, curves: list[Curve]) -> tuple[CohortRow, ...]:
    """Month by month, all channels first and then each."""
    customers, spend = looked.customers, looked.spend
    columns = (cac.months(spend.day), spend.channel)
    names = ("month", "channel")
    rows = cac.rows_by(spend, customers, looked.new, columns, (months, customers.channel), names)
    place = {(row.month, row.channel): at for at, row in enumerate(rows)}
    pairs = zip(months.tolist(), customers.channel, strict=True)
    each = np.array([place.get(pair, -1) for pair in pairs], dtype=np.int64)
    whole = tuple(row for row, _ in looked.costs.by_month)
    by_month = np.array([row.month for row in whole], dtype=np.int64)
    found = [
        *_cohort_rows(looked, whole, np.searchsorted(by_month, months), curves),
        *_cohort_rows(looked, rows, each, None),
    ]
    return tuple(
        sorted(
            found,
            key=lambda row: (
                row.won.month, not row.is_all, -row.won.total, row.won.channel or ""
            ),
        )
    )  # fmt: skip


def _cohort_rows(
    looked: _Looked, rows: tuple[Won, ...], group: Whole, curves: list[Curve] | None
) -> list[CohortRow]:
    """curves: of the rows, where they are of all channels."""
    is_all, as_of = curves is not None, looked.customers.as_of
    bars = np.array(
        [round(row.total * UNITS) if is_all or row.channel is not None else 0 for row in rows],
        dtype=np.int64,
    )
    group = np.where(looked.new, group, -1)
    covered = break_even.break_even_rows(looked.customers, group, bars, looked.pace)
    since = [as_of - cac.month_begins(int(row.month or 0) + 1) + 1 for row in rows]
    lived = payback.months_lived(np.maximum(np.array(since, dtype=np.int64), -1))
    return [
        CohortRow(row, is_all, found.margin, int(months), curves[at] if curves else None, found)
        for at, (row, found, months) in enumerate(zip(rows, covered, lived, strict=True))
    ]


def _ceilings(looked: _Looked) -> tuple[Ceiling, ...]:
    """What a customer of each country may cost, the largest first."""
    place, names = codes(looked.customers.country)
    means = looked.capped.mean(place, len(names), looked.ask.level)
    counts = np.bincount(place, minlength=len(names)).tolist()
    rows = [Ceiling(*row) for row in zip(names, counts, means, strict=True) if row[1]]
    if all(row.segment is None for row in rows):
        return ()
    return tuple(sorted(rows, key=lambda row: (-row.customers, row.segment or "")))


def _is(column: NDArray[Any], name: str | None) -> NDArray[np.bool_]:
    return np.array([cell == name for cell in column], dtype=bool)


def _money(units: Whole) -> float:
    return int(units.sum()) / UNITS
