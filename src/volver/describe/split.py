"""Customers told apart by what is known of them, as arrays: every split at once, few groups each.

Tables of metrics, which an engine counts, ask `splits.py` for one split with many levels.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.newcomers import OTHER, UNKNOWN
from volver.store.snapshot import Snapshot

KNOWN = """
SELECT histories.n, customers.channel, customers.campaign, customers.country, customers.gender
FROM histories
LEFT JOIN customers ON customers.customer_id = histories.customer_id
ORDER BY histories.n
"""
LABELS = """
SELECT histories.n, attributes.name, attributes.label
FROM histories
JOIN attributes ON attributes.customer_id = histories.customer_id
ORDER BY histories.n
"""
FROM_ORDERS = """
SELECT histories.n, customer_attributes.attributes
FROM histories
LEFT JOIN customer_attributes ON customer_attributes.customer_id = histories.customer_id
ORDER BY histories.n
"""
EVERYBODY = "SELECT COUNT(*) FROM histories"
CLASS = "SELECT class_code FROM classes ORDER BY n"

MOST = 8
"""Groups of one split; of more, the smallest are put together."""


@dataclass(frozen=True, slots=True)
class Split:
    """Every customer in exactly one group."""

    by: str
    names: tuple[str, ...]
    code: NDArray[np.intp]
    """Place in `names` of each customer. Shape (customers,), in the order of histories."""


def everybody(customers: int) -> Split:
    """All customers as one group without a name."""
    return Split("", ("",), np.zeros(customers, np.intp))


def split_of(by: str, labels: Sequence[str | None], most: int = MOST) -> Split:
    """A split from one label for each customer; None: not known.

    The largest groups come first, of equals by the alphabet.

    >>> split_of("channel", ["web", None, "web"]).names
    ('web', 'unknown')
    """
    places: dict[str, int] = {}
    code = np.array([places.setdefault(x or UNKNOWN, len(places)) for x in labels], np.intp)
    size = np.bincount(code, minlength=len(places))
    ranked = sorted(places, key=lambda name: (-size[places[name]], name))
    kept = ranked if len(ranked) <= most else [*ranked[: most - 1], OTHER]
    new = {name: k for k, name in enumerate(kept)}
    to = np.array([new.get(name, len(kept) - 1) for name in places], np.intp)
    return Split(by, tuple(kept), to[code] if len(code) else code)


def splits_of(snapshot: Snapshot, classes: Iterable[str] = ()) -> tuple[Split, ...]:
    """Every split that tells customers of the snapshot apart.

    classes: the names of the value classes by code, where customers are classed.
    """
    labels: dict[str, Sequence[str | None]] = {}
    names = tuple(map(str, classes))
    if names and "classes" in snapshot.tables:
        labels["class"] = [names[code] for code in snapshot.columns(CLASS)["class_code"].tolist()]
    if "customers" in snapshot.company:
        found = snapshot.columns(KNOWN)
        for by in ("channel", "campaign", "country", "gender"):
            labels[by] = _texts(found[by])
    if "attributes" in snapshot.company:
        labels |= _attributes(snapshot)
    if snapshot.shape.has_attributes:
        for by, of in _orders(snapshot).items():
            labels.setdefault(by, of)
    made = (split_of(by, of) for by, of in labels.items())
    return tuple(split for split in made if len(split.names) > 1)


def _texts(column: NDArray[np.object_]) -> list[str | None]:
    return [x if isinstance(x, str) else None for x in column.tolist()]


def _attributes(snapshot: Snapshot) -> Mapping[str, Sequence[str | None]]:
    found = snapshot.columns(LABELS)
    customers = int(snapshot.rows(EVERYBODY)[0][0])
    labels: dict[str, list[str | None]] = {}
    for n, name, label in zip(found["n"].tolist(), found["name"], found["label"], strict=True):
        labels.setdefault(name, [None] * customers)[n] = label
    return {name: labels[name] for name in sorted(labels)}


def _orders(snapshot: Snapshot) -> Mapping[str, Sequence[str | None]]:
    """Attributes that came with the first order."""
    texts = _texts(snapshot.columns(FROM_ORDERS)["attributes"])
    read = {text: json.loads(text) if text else {} for text in set(texts)}
    names = sorted({name for levels in read.values() for name in levels})
    return {
        name: [None if (x := read[text].get(name)) is None else str(x) for text in texts]
        for name in names
    }
