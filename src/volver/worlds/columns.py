"""Columns of a made table, before they become a file: arrays, and what arrays cannot say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Moments = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Words:
    """Text of which there are few: for each row the place of its word, -1 for none."""

    at: Whole
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """Money in whole cents."""

    cents: Whole
    known: Flags | None = None
    """None: all of them."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """Numbers, days or marks of which some are absent."""

    values: Whole | Vector | Moments | Flags
    known: Flags


Column = Whole | Vector | Flags | Moments | Words | Money | Maybe
Table = Mapping[str, Column]


def moments(first_day: date, at: Vector) -> Moments:
    """The moments, to the second, that lie so many days after the first day began.

    The hours of a day are drawn together into 8 to 20 o'clock: nobody orders at night, and a day
    is the same in every time zone of Europe. Order is kept.
    """
    seconds = ((8 + 12 * (at - np.floor(at))) * 3600).astype(np.int64)
    days = days_after(first_day, at).astype("datetime64[s]")
    return np.asarray(days + seconds.astype("timedelta64[s]"))


def days_after(first_day: date, at: Vector) -> Moments:
    """The days on which those moments lie."""
    return np.asarray(np.datetime64(first_day) + np.floor(at).astype("timedelta64[D]"))


def cents(amount: Vector) -> Whole:
    """Money to the nearest cent."""
    return np.rint(100 * amount).astype(np.int64)


def whole(amount: Vector, generator: np.random.Generator) -> Whole:
    """Rounded at random to one of the two whole numbers beside it, so that the mean is kept."""
    return np.floor(amount + generator.random(len(amount))).astype(np.int64)


def pick(shares: Vector, size: int, generator: np.random.Generator) -> Whole:
    """Places 0, 1, ... drawn by their shares, which need not add up to one. Shape (size,)."""
    reached = np.cumsum(shares / shares.sum())
    reached[-1] = 1.0
    return np.searchsorted(reached, generator.random(size), side="right").astype(np.int64)


def pick_by_row(shares: Vector, rows: Whole, generator: np.random.Generator) -> Whole:
    """The same, each row by its own shares. shares: shape (kinds, places); rows: kind of each."""
    reached = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    beyond = generator.random(len(rows))[:, None] >= reached[rows]
    return np.asarray(beyond.sum(axis=1), dtype=np.int64)
