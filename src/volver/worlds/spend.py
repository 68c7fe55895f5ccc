"""What the company spends: to win customers, by day and channel, and to keep them."""

import numpy as np

from volver.worlds.columns import Money, Table, Vector, Words, cents, days_after
from volver.worlds.market import Campaign, Market
from volver.worlds.people import campaigns

CATEGORIES = ("marketing", "advertising", "commissions", "other")
PURPOSES = ("acquire", "retain")
NOISE = 0.15
"""Standard deviation of the logarithm of one day's spend."""


def spend_table(
    market: Market, arrivals: Vector, customers: int, generator: np.random.Generator
) -> tuple[Table, Vector]:
    """The rows of spend.parquet, but for campaigns to customers; and what winning customers cost,
    by channel, in money.

    Spend of a channel on a day = its planned CAC x the new customers expected on that day x noise
    whose mean is one, divided evenly over its campaigns and split by its categories; so spend over
    new customers tends to the planned CAC. Keeping customers costs the same every day. Money.
    """
    expected = customers * np.diff(arrivals)
    names = campaigns(market)
    rows: list[tuple[Vector, int, int, int, int]] = []
    for place, channel in enumerate(market.channels):
        whole = channel.cac * channel.share / market.shares.sum() * expected
        for campaign in channel.campaigns or ("",):
            noise = np.exp(generator.normal(-(NOISE**2) / 2, NOISE, len(expected)))
            for category, part in channel.spent_as.items():
                amount = whole * noise * part / max(len(channel.campaigns), 1)
                at = names.index(campaign) if campaign else -1
                rows.append((amount, 0, CATEGORIES.index(category), place, at))
    kept = np.full(len(expected), market.retains * customers / len(expected))
    rows.append((kept, 1, 0, -1, -1))
    day = np.tile(np.arange(len(expected), dtype=float), len(rows))
    columns = np.array([row[1:] for row in rows]).repeat(len(expected), axis=0)
    amount = cents(np.concatenate([row[0] for row in rows]))
    some = amount > 0
    to_win = columns[:, 0] == 0
    won = np.bincount(columns[to_win, 2], amount[to_win], len(market.channels)) / 100
    table: Table = {
        "day": days_after(market.first_day, day[some]),
        "amount": Money(amount[some]),
        "purpose": Words(columns[some, 0], PURPOSES),
        "category": Words(columns[some, 1], CATEGORIES),
        "channel": Words(columns[some, 2], market.names),
        "campaign": Words(columns[some, 3], names),
    }
    return table, won


def campaign_spend(market: Market, campaign: Campaign, treated: int) -> Table:
    """The row that a campaign to customers adds, once it is known whom it reached."""
    one = np.zeros(1, dtype=np.int64)
    return {
        "day": np.array([campaign.day], dtype="datetime64[D]"),
        "amount": Money(cents(np.array([campaign.cost * treated]))),
        "purpose": Words(one + 1, PURPOSES),
        "category": Words(one, CATEGORIES),
        "channel": Words(one - 1, market.names),
        "campaign": Words(one, (campaign.name,)),
    }
