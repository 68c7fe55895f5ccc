"""Figures of a made business counted from its files by pandas: no code of the product's."""

import numpy as np
import pandas as pd
from tests.truth.businesses import Files

DAYS_IN_MONTH = 365.25 / 12
AS_OF = pd.Timestamp("2025-12-31")


def customers(files: Files) -> pd.DataFrame:
    """Who kept anything, by id: first day and channel. A refund counts on its order's day."""
    orders = kept_orders(files)
    first = orders[orders.counts].groupby("customer_id").day.min()
    channel = files["customers"].set_index("customer_id").channel.astype(str)
    return pd.DataFrame({"first": first, "channel": channel.reindex(first.index)})


def kept_orders(files: Files) -> pd.DataFrame:
    """Orders with what was left of each; counts: something was."""
    rows = files["orders"]
    money = rows.assign(
        amount=rows.amount.astype(float), margin=(rows.amount - rows.cost).astype(float)
    )
    sold = money[money.refund_of.isna()].set_index("order_id")
    back = money[money.refund_of.notna()].groupby("refund_of")[["amount", "margin"]].sum()
    back = back.reindex(sold.index, fill_value=0.0)
    return pd.DataFrame({
        "customer_id": sold.customer_id,
        "day": sold.ordered_at.dt.normalize(),
        "margin": sold.margin + back.margin,
        "counts": (back.amount == 0) | (sold.amount + back.amount > 0.004),
    })  # fmt: skip


def moves(files: Files) -> pd.DataFrame:
    """Margin and cost to serve of every customer who kept anything: id, age in days, money."""
    people, orders = customers(files), kept_orders(files)
    talks = files["interactions"]
    talks = talks[talks.cost.notna()]
    rows = pd.concat([
        orders[["customer_id", "day"]].assign(money=orders.margin),
        pd.DataFrame({
            "customer_id": talks.customer_id,
            "day": talks.opened_at.dt.normalize(),
            "money": -talks.cost.astype(float),
        }),
    ])  # fmt: skip
    rows = rows[rows.customer_id.isin(people.index)]
    age = (rows.day.to_numpy() - people["first"][rows.customer_id].to_numpy()) / np.timedelta64(
        1, "D"
    )
    return rows.assign(age=np.maximum(age, 0))


def whole_months(days: pd.Series) -> pd.Series:
    """Months lived within so many days, the first day among them."""
    return np.floor((days + 1) / DAYS_IN_MONTH).astype(int)


class Paybacks:
    """Cumulative margin by age, counted once for all channels."""

    def __init__(self, files: Files) -> None:
        self.people = customers(files)
        rows = moves(files)
        month = np.floor(rows.age / DAYS_IN_MONTH).astype(int)
        self.money = rows.money.groupby([rows.customer_id, month]).sum().unstack(fill_value=0.0)

    def of(self, channel: str, months: int) -> np.ndarray:
        """Mean after 1, 2, ... months of those won so many months ago or more."""
        here = self.people[self.people.channel == channel]
        old = here[whole_months((AS_OF - here["first"]).dt.days) >= months]
        sums = self.money.loc[old.index].sum().reindex(range(months), fill_value=0.0)
        return np.cumsum(sums.to_numpy()) / len(old)
