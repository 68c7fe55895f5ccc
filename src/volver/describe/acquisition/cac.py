"""What new customers cost: spend to acquire over first orders, of the same channel and period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.describe.acquisition.people import UNITS, People, Whole, as_date, days, people
from volver.domain.acquisition import Cac, Won
from volver.store.snapshot import Snapshot

SPENT = """
SELECT
  day, purpose, category, channel, campaign,
  CAST(CAST(SUM(amount) AS DECIMAL(28,4)) * 10000 AS BIGINT) AS amount
FROM spend
GROUP BY day, purpose, category, channel, campaign
ORDER BY
  day, v_bytewise(purpose), v_bytewise(category),
  v_bytewise(COALESCE(channel, '')), v_bytewise(COALESCE(campaign, ''))
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """Rows of spend; money in ten thousandths. Each shape (rows,)."""

    day: Whole
    category: NDArray[Any]
    channel: NDArray[Any]
    campaign: NDArray[Any]
    amount: Whole

    def where(self, chosen: NDArray[np.bool_]) -> "Spent":
        """Some of the rows."""
        return Spent(
            self.day[chosen],
            self.category[chosen],
            self.channel[chosen],
            self.campaign[chosen],
            self.amount[chosen],
        )


def spent(snapshot: Snapshot) -> tuple[Spent, Spent]:
    """What was spent to acquire, and what to retain."""
    found = snapshot.columns(SPENT)
    rows = Spent(
        days(found["day"]),
        found["category"],
        found["channel"],
        found["campaign"],
        found["amount"].astype(np.int64),
    )
    acquires = found["purpose"] == "acquire"
    return rows.where(acquires), rows.where(~acquires)


def known_costs(snapshot: Snapshot) -> Cac:
    """What new customers cost, by itself."""
    return cac(spent(snapshot)[0], people(snapshot, 0.9, moves=False))


def months(column: Whole) -> Whole:
    """Days since 1970 as 12 x year + month - 1."""
    return column.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 12 * 1970


def month_begins(month: int) -> int:
    """The first day of a month, in days since 1970."""
    return int(np.datetime64(month - 12 * 1970, "M").astype("datetime64[D]").astype(np.int64))


def window_begins(spend: Spent, customers: People) -> int:
    """From when on customers are counted: the month of the first spend, else of the first order."""
    if not len(spend.day) and not len(customers):
        return customers.as_of
    first = spend.day if len(spend.day) else customers.first
    return month_begins(int(months(first[first == first.min()][:1])[0]))


def cac(spend: Spent, customers: People) -> Cac:
    """All of it; every row is kept, those with nothing to divide by too."""
    since = window_begins(spend, customers)
    new = customers.first >= since
    by_channel = rows_by(spend, customers, new, (spend.channel,), (customers.channel,))
    paying = {row.channel for row in by_channel if row.channel is not None and row.total > 0}
    paid = np.isin(customers.channel.astype(str), sorted(map(str, paying))) & new
    paid &= np.array([name is not None for name in customers.channel], bool)
    with_channel = spend.where(np.array([name in paying for name in spend.channel], bool))
    return Cac(
        since=as_date(since),
        blended=won(spend, int(new.sum())),
        paid=won(with_channel, int(paid.sum())),
        by_channel=by_channel,
        by_campaign=rows_by(
            spend,
            customers,
            new,
            (spend.channel, spend.campaign),
            (customers.channel, customers.campaign),
        ),
        by_month=_by_month(spend, with_channel, customers, new, paid),
        before=int((~new).sum()),
    )


def won(spend: Spent, count: int, **named: Any) -> Won:
    """These rows of spend and so many customers."""
    sums: dict[str, int] = {}
    for category, amount in zip(spend.category, spend.amount, strict=True):
        sums[category] = sums.get(category, 0) + int(amount)
    return Won({name: sums[name] / UNITS for name in sorted(sums)}, count, **named)


def last_day(month: int) -> date:
    """The last day of a month."""
    return as_date(month_begins(month + 1) - 1)


def rows_by(
    spend: Spent,
    customers: People,
    new: NDArray[np.bool_],
    spend_by: Sequence[NDArray[Any]],
    customers_by: Sequence[NDArray[Any]],
    names: Sequence[str] = ("channel", "campaign"),
) -> tuple[Won, ...]:
    """One row for each channel, or channel and campaign, that has spend or customers.

    names: what the columns are of a row; `new` says which customers count.
    """
    counts: dict[tuple[Any, ...], int] = {}
    for key in zip(*(column[new] for column in customers_by), strict=True):
        counts[key] = counts.get(key, 0) + 1
    places: dict[tuple[Any, ...], list[int]] = {key: [] for key in counts}
    for line, key in enumerate(zip(*spend_by, strict=True)):
        places.setdefault(key, []).append(line)
    rows = []
    for key, lines in places.items():
        chosen = np.zeros(len(spend.day), bool)
        chosen[lines] = True
        named = dict(zip(names, key, strict=False))
        rows.append(won(spend.where(chosen), counts.get(key, 0), **named))
    return tuple(sorted(rows, key=lambda row: (-row.total, row.channel or "", row.campaign or "")))


def _by_month(
    spend: Spent,
    with_channel: Spent,
    customers: People,
    new: NDArray[np.bool_],
    paid: NDArray[np.bool_],
) -> tuple[tuple[Won, Won], ...]:
    came = months(customers.first)
    of_spend, of_paid = months(spend.day), months(with_channel.day)
    return tuple(
        (
            won(spend.where(of_spend == month), int((new & (came == month)).sum()), month=month),
            won(
                with_channel.where(of_paid == month),
                int((paid & (came == month)).sum()),
                month=month,
            ),
        )
        for month in sorted({*of_spend.tolist(), *came[new].tolist()})
    )
