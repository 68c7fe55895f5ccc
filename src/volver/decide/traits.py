"""What is known of customers apart from what they buy, as levels; what is missing has its own."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.decide.behaviour import behaviour, expected
from volver.domain.likeness import AGE_BANDS, AGE_STARTS, PROTECTED, Band
from volver.domain.newcomers import OTHER, UNKNOWN
from volver.store.snapshot import Snapshot

KNOWN = """
SELECT
  histories.n,
  customers.channel,
  customers.campaign,
  customers.country,
  customers.gender,
  CASE WHEN customers.referred_by IS NULL THEN NULL ELSE 'yes' END AS referred,
  COALESCE(customers.birth_year, 0) AS birth_year
FROM histories
LEFT JOIN customers ON customers.customer_id = histories.customer_id
ORDER BY histories.n
"""
NAMED = """
SELECT histories.n, attributes.name, attributes.label
FROM attributes
JOIN histories ON histories.customer_id = attributes.customer_id
ORDER BY histories.n, v_bytewise(attributes.name)
"""
OF_FIRST_SALE = """
SELECT histories.n, customer_attributes.attributes
FROM histories
LEFT JOIN customer_attributes ON customer_attributes.customer_id = histories.customer_id
ORDER BY histories.n
"""
TEXTS = ("channel", "campaign", "country", "gender", "referred")
MOST_LEVELS = 25
"""Of one trait; smaller levels are put together."""
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing known of each customer."""

    name: str
    levels: tuple[str, ...]
    code: NDArray[np.intp]
    """The place of each customer's level. Shape (n,)."""

    @property
    def is_protected(self) -> bool:
        """Whether it may serve reports only."""
        return self.name in PROTECTED


def traits(snapshot: Snapshot) -> tuple[Trait, ...]:
    """Every trait that tells anybody apart, from the customers' file and from the orders'."""
    found = snapshot.columns(KNOWN)
    columns = {name: found[name].tolist() for name in TEXTS}
    if any(columns["referred"]):
        columns["referred"] = [level or "no" for level in columns["referred"]]
    for name, labels in _attributes(snapshot, len(found["n"])):
        columns.setdefault(name, labels)
    told = [coded(name, labels) for name, labels in columns.items()]
    told.append(Trait("age", AGE_BANDS, age_codes(found["birth_year"], snapshot.as_of.year)))
    return tuple(trait for trait in told if len(np.unique(trait.code)) > 1)


def coded(name: str, labels: Sequence[str | None]) -> Trait:
    """A trait from text by customer; the levels of the fewest customers as "other".

    >>> coded("channel", ["web", None, "web", "shop"]).levels
    ('web', 'shop', 'unknown')
    """
    size = Counter(labels)
    missing = size.pop(None, 0)
    largest = sorted(size, key=lambda level: (-size[level], str(level)))
    kept = largest if len(largest) <= MOST_LEVELS else largest[: MOST_LEVELS - 1]
    levels = [str(level) for level in kept]
    place: dict[str | None, int] = {level: at for at, level in enumerate(levels)}
    if len(kept) < len(largest):
        levels.append(OTHER)
    other = len(levels) - 1
    if missing:
        place[None] = len(levels)
        levels.append(UNKNOWN)
    return Trait(name, tuple(levels), np.array([place.get(one, other) for one in labels], np.intp))


def age_codes(birth_year: NDArray[np.int64], year: int) -> NDArray[np.intp]:
    """The age band of each customer in a year, by the year of birth alone; 0: not known."""
    age = year - birth_year
    code = np.searchsorted(AGE_STARTS, age, side="right")
    return np.where((age < 0) | (age > OLDEST), len(AGE_BANDS) - 1, code).astype(np.intp)


def bands(snapshot: Snapshot, found: Iterable[Trait]) -> tuple[Band, ...]:
    """Customers, margin and value by level of each trait."""
    margin, value = behaviour(snapshot)["margin"], expected(snapshot)
    rows = []
    for trait in found:
        k = len(trait.levels)
        size, brought = np.bincount(trait.code, minlength=k), np.bincount(trait.code, margin, k)
        worth = None if value is None else np.bincount(trait.code, value, k)
        rows += [
            Band(
                trait.name,
                level,
                int(size[at]),
                float(brought[at]),
                None if worth is None else float(worth[at]),
            )
            for at, level in enumerate(trait.levels)
            if size[at]
        ]
    return tuple(rows)


def _attributes(snapshot: Snapshot, customers: int) -> Iterator[tuple[str, list[str | None]]]:
    """By name, what each customer's attributes say; the customers' file before the orders'."""
    found = snapshot.columns(NAMED)
    by_name: dict[str, list[str | None]] = {}
    for n, name, label in zip(*(found[c].tolist() for c in ("n", "name", "label")), strict=True):
        by_name.setdefault(name, [None] * customers)[n] = label
    if snapshot.shape.has_attributes:
        texts = snapshot.columns(OF_FIRST_SALE)["attributes"].tolist()
        read = {text: json.loads(text) if text else {} for text in set(texts)}
        for name in sorted({name for levels in read.values() for name in levels}):
            levels = {text: read[text].get(name) for text in read}
            labels = [None if levels[t] is None else str(levels[t]) for t in texts]
            by_name.setdefault(name, labels)
    yield from by_name.items()
