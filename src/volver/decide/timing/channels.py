"""The channel on which each customer gets in touch most, and how sure that is.

A customer's own contacts by channel, drawn to the shares of all customers, which count as much as
`OTHERS` contacts: of one call nobody is a caller yet. The interval is that of a beta distribution.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from volver.domain.due import Channel
from volver.domain.estimate import Estimate
from volver.store.snapshot import Snapshot

OTHERS = 4.0
"""Contacts that the shares of all count for."""
CHANNELS = """
SELECT customer_id, channel, CAST(COUNT(*) AS BIGINT) AS times
FROM interactions
WHERE customer_id IS NOT NULL AND channel IS NOT NULL AND NOT v_word(direction) = 'out'
  AND v_word(type) NOT IN ('visit', 'open', 'click', 'view')
GROUP BY customer_id, channel
ORDER BY v_bytewise(customer_id), v_bytewise(channel)
"""


def channels(snapshot: Snapshot, level: float = 0.9) -> list[Channel]:
    """One for each customer who has ever got in touch, in the order of their ids."""
    return preferred([(str(w), str(c), int(n)) for w, c, n in snapshot.rows(CHANNELS)], level)


def preferred(contacts: Iterable[tuple[str, str, int]], level: float = 0.9) -> list[Channel]:
    """The same from customer, channel and times; rows of one customer stand together."""
    rows = list(contacts)
    of_all: dict[str, int] = {}
    for _, channel, times in rows:
        of_all[channel] = of_all.get(channel, 0) + times
    total = sum(of_all.values())
    common = {channel: times / total for channel, times in of_all.items() if total}
    return [
        _preferred(who, {channel: times for _, channel, times in own}, common, level)
        for who, own in groupby(rows, key=itemgetter(0))
    ]


def _preferred(who: str, own: dict[str, int], common: dict[str, float], level: float) -> Channel:
    from scipy.special import betaincinv

    n = sum(own.values())
    weights = {channel: own.get(channel, 0) + OTHERS * share for channel, share in common.items()}
    best = max(sorted(weights), key=lambda channel: weights[channel])
    hits, rest = weights[best], n + OTHERS - weights[best]
    # Where there is one channel for everybody nothing else can be.
    ends = [
        float(betaincinv(hits, rest, end)) if rest > 0 else 1.0
        for end in ((1 - level) / 2, (1 + level) / 2)
    ]
    return Channel(who, best, Estimate(hits / (n + OTHERS), ends[0], ends[1], level), n)
