"""Everybody who is known, customers and prospects, and what they did day by day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.describe.occasions import Occasions, day_number, day_numbers, occasions
from volver.store.snapshot import Snapshot

TOUCHES = """
SELECT
  COALESCE(histories.n, -1) AS n,
  CASE WHEN histories.n IS NULL THEN interactions.customer_id END AS other,
  interactions.day,
  v_word(interactions.type) AS type,
  interactions.channel,
  CASE WHEN v_word(interactions.direction) = 'out' THEN 1 ELSE 0 END AS is_ours
FROM interactions
LEFT JOIN histories ON histories.customer_id = interactions.customer_id
"""
CONTACTS = """
SELECT
  COALESCE(histories.n, -1) AS n,
  customers.customer_id,
  COALESCE(customers.first_contact, CAST('9999-12-31' AS DATE)) AS day
FROM customers
LEFT JOIN histories ON histories.customer_id = customers.customer_id
"""
HOLDERS = """
SELECT COALESCE(MIN(histories.n), -1) AS n, subscriptions.customer_id, MIN(started) AS day
FROM subscriptions
LEFT JOIN histories ON histories.customer_id = subscriptions.customer_id
GROUP BY subscriptions.customer_id
"""

Days = NDArray[np.int64]
Truth = NDArray[np.bool_]
NEVER = 10_000_000
"""A day that does not come."""


@dataclass(frozen=True, slots=True)
class Touches:
    """The interactions, by person and day. Arrays have shape (touches,)."""

    person: Days
    """-1: nobody knows who it was."""
    day: Days
    type: Days
    """Place in `types`."""
    channel: Days
    is_ours: Truth
    """We wrote or called, they did nothing."""
    types: tuple[str, ...]
    channels: tuple[str, ...]

    def of(self, names: Sequence[str], stage_is_first: bool) -> Truth:
        """Touches of these types; only those of their own doing, unless it is the first stage."""
        wanted = np.array([name in names for name in self.types], np.bool_)
        found = wanted[self.type] if len(self.types) else np.zeros(0, np.bool_)
        return np.asarray(found if stage_is_first else found & ~self.is_ours)


@dataclass(frozen=True, slots=True)
class People:
    """Customers first, in the order of histories, then whoever else is known; (people,)."""

    today: int
    """The observation date, in days since 1970, as all days here."""
    customers: int
    others: tuple[str, ...]
    orders: Occasions
    touches: Touches
    contact: Days
    """Day of the first contact that the list of customers names; NEVER: none."""
    is_listed: Truth
    """Whether they are in that list."""
    bought: Days
    """Day of the first order or of the first contract."""

    def __len__(self) -> int:
        return self.customers + len(self.others)


def people(snapshot: Snapshot) -> People:
    """Everybody of a snapshot."""
    orders = occasions(snapshot)
    places: dict[str, int] = {}

    def person(n: list[int], names: list[str | None]) -> Days:
        return np.array(
            [
                at
                if at >= 0
                else -1
                if name is None
                else orders.customers + places.setdefault(name, len(places))
                for at, name in zip(n, names, strict=True)
            ],
            np.int64,
        )

    touched, listed, held = (snapshot.columns(sql) for sql in (TOUCHES, CONTACTS, HOLDERS))
    who = person(touched["n"].tolist(), touched["other"].tolist())
    known = person(listed["n"].tolist(), listed["customer_id"].tolist())
    holders = person(held["n"].tolist(), held["customer_id"].tolist())
    size = orders.customers + len(places)
    contact, bought = np.full(size, NEVER), np.full(size, NEVER)
    contact[known] = np.minimum(day_numbers(listed["day"]), NEVER)
    contact[contact > day_number(snapshot.as_of)] = NEVER
    is_listed = np.zeros(size, np.bool_)
    is_listed[known] = True
    first = orders.is_first
    bought[orders.n[first]] = orders.day[first]
    bought[holders] = np.minimum(bought[holders], day_numbers(held["day"]))
    types, type_names = _coded(touched["type"].tolist())
    channels, channel_names = _coded(touched["channel"].tolist())
    days = day_numbers(touched["day"])
    order = np.lexsort((days, who))
    return People(
        today=day_number(snapshot.as_of),
        customers=orders.customers,
        others=tuple(places),
        orders=orders,
        touches=Touches(
            who[order], days[order], types[order], channels[order],
            touched["is_ours"].astype(np.bool_)[order], type_names, channel_names,
        ),
        contact=contact,
        is_listed=is_listed,
        bought=bought,
    )  # fmt: skip


def _coded(texts: list[str | None]) -> tuple[Days, tuple[str, ...]]:
    """A place for each text and the texts; absent ones are an empty text."""
    places: dict[str, int] = {}
    code = np.array([places.setdefault(text or "", len(places)) for text in texts], np.int64)
    return code, tuple(places)


def next_order(orders: Occasions, person: Days, day: Days) -> Days:
    """Day of the first occasion of each person on or after a day; NEVER: none yet."""
    width = NEVER + 1
    keys = orders.n * width + orders.day
    at = np.searchsorted(keys, person * width + day)
    inside = np.minimum(at, max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(len(person), NEVER)
    mine = (at < len(keys)) & (orders.n[inside] == person)
    return np.where(mine, orders.day[inside], NEVER)
