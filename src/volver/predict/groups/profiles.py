"""Which customers are alike in what is known of them from their first order: groups, profiles.

A group is a level of one attribute, such as the channel web; a profile is one level of each. Every
customer has one profile. Attributes whose value is missing have a level of their own.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from volver.domain.newcomers import OTHER, UNKNOWN
from volver.predict.purchases.grouped import Effects
from volver.store.snapshot import Snapshot

ATTRIBUTES = """
SELECT histories.n, customer_attributes.attributes
FROM histories
LEFT JOIN customer_attributes
  ON customer_attributes.customer_id = histories.customer_id
ORDER BY histories.n
"""

MOST_LEVELS = 25
"""Levels of one attribute that have effects of their own."""
MOST_PROFILES = 40
"""Profiles at most: each is a model with tables of its own."""

Levels = Mapping[str, str]
"""The level by attribute."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The profiles of n customers."""

    attributes: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    """By attribute, in alphabetical order."""
    profiles: tuple[tuple[str, ...], ...]
    """The level of each attribute, by profile."""
    profile: NDArray[np.intp]
    """Each customer's. Shape (n,)."""
    notes: tuple[str, ...] = ()
    """What was done to attributes that could not be taken as they are, in words."""

    @property
    def customers(self) -> NDArray[np.int64]:
        """By profile. Shape (profiles,)."""
        return np.bincount(self.profile, minlength=len(self.profiles))

    @property
    def effects(self) -> Effects:
        """One feature for each level: being of it."""
        features = [
            (f"{attribute}: {level}", [profile[k] == level for profile in self.profiles])
            for k, attribute in enumerate(self.attributes)
            for level in self.levels[k]
        ]
        return Effects(
            tuple(name for name, _ in features),
            np.array([of for _, of in features], dtype=np.float64).T,
        )

    def members(self) -> list[NDArray[np.intp]]:
        """The customers of each profile, in order."""
        order = np.argsort(self.profile, kind="stable")
        return np.split(order, np.cumsum(self.customers)[:-1])


def groups_of(snapshot: Snapshot) -> Groups | str | None:
    """The groups of a snapshot's customers; why there are none; None where none were named."""
    if not snapshot.shape.has_attributes:
        return None
    return grouped(snapshot.columns(ATTRIBUTES)["attributes"].tolist())


def grouped(texts: Sequence[str | None]) -> Groups | str:
    """Groups from the attributes of each customer, as JSON; or why there are none."""
    codes: dict[str | None, int] = {}
    code = np.array([codes.setdefault(text, len(codes)) for text in texts], dtype=np.intp)
    found = [_read(text) for text in codes]
    customers = np.bincount(code, minlength=len(found)).tolist()
    names = sorted(set(chain.from_iterable(found)))
    notes: list[str] = []
    kept: list[str] = []
    for name in names:
        if len({levels.get(name, UNKNOWN) for levels in found}) > 1:
            kept.append(name)
        else:
            notes.append(f"{name} tells nobody apart: all customers are of one level")
    if not kept:
        return "no groups: every customer is of one and the same"
    most, many = MOST_LEVELS, True
    while many:
        merged, said = _merged(found, customers, kept, most)
        most, many = max(most // 2, 2), len(set(merged)) > MOST_PROFILES and most > 2
    profiles = sorted(set(merged))
    place = {levels: k for k, levels in enumerate(profiles)}
    return Groups(
        attributes=tuple(kept),
        levels=tuple(tuple(sorted({levels[k] for levels in profiles})) for k in range(len(kept))),
        profiles=tuple(profiles),
        profile=np.array([place[levels] for levels in merged], dtype=np.intp)[code],
        notes=(*notes, *said),
    )


def _read(text: str | None) -> Levels:
    plain = json.loads(text) if text else {}
    return {name: str(level) for name, level in plain.items() if level is not None}


def _merged(
    found: Sequence[Levels], customers: Sequence[int], names: Sequence[str], most: int
) -> tuple[list[tuple[str, ...]], list[str]]:
    """The levels of each, the smallest as "other" where there are more than so many."""
    columns: list[list[str]] = []
    notes: list[str] = []
    for name in names:
        levels = [one.get(name, UNKNOWN) for one in found]
        size: Counter[str] = Counter()
        for level, count in zip(levels, customers, strict=True):
            size[level] += count
        if len(size) > most:
            kept = set(_largest(size, most - 1))
            levels = [level if level in kept else OTHER for level in levels]
            notes.append(
                f"{name} has {len(size):,} levels: the {most - 1} largest are kept, the others are"
                f' put together as "{OTHER}"'
            )
        columns.append(levels)
    return list(zip(*columns, strict=True)), notes


def _largest(size: Counter[str], most: int) -> Iterator[str]:
    """The levels with the most customers; of equals those first in the alphabet."""
    yield from sorted(size, key=lambda level: (-size[level], level))[:most]
