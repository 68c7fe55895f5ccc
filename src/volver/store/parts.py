"""Histories as a table, whatever the orders: in one reading, or part by part of the customers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from math import ceil
from typing import Protocol

import numpy as np

from volver.store.collapse import ORDERS, Told, collapse, room
from volver.store.engine import Cell, Embedded

HOW_MANY = "SELECT COUNT(*) FROM net_orders"
IDS = "SELECT customer_id FROM net_orders"
SAMPLE = 20_000
"""Rows that say where parts of about as many rows begin and end."""
SLACK = 1.25
"""Parts are made for so many times the rows, since a sample decides how many each has."""
ALONE = 1.5
"""Rows of a part that are held for each row of a batch: no other is read meanwhile."""


class Asked(Protocol):
    """A query with the views that it names, and the parameters that it takes."""

    def __call__(self, sql: str, given: Mapping[str, Cell]) -> tuple[str, dict[str, Cell]]:
        """Given parameters come with those of the snapshot."""


def store_histories(
    engine: Embedded, table: str, asked: Asked, as_of: date, told: Told, lines: int = 0
) -> bool:
    """Make the table `histories`; False, and no table, where it must be left to the database.

    told: how many rows have been read; lines: how many there are at most, where that is known.
    """
    rows = room(engine.own_memory)
    with engine.batches(*asked(ORDERS, {})) as orders:
        found = collapse(orders, rows, told, lines)
    if found is not None:
        return engine.store_batches(table, found.batches(as_of)) > 0
    count = lines or int(engine.rows(*asked(HOW_MANY, {}))[0][0])
    if count <= rows:
        return False  # what was refused for another reason than its length is in parts as well
    rows = int(ALONE * rows)
    edges = _edges(engine, asked, ceil(SLACK * count / rows))
    read = n = 0
    for sql, given in _parts(edges):
        with engine.batches(*asked(sql, given)) as orders:
            found = collapse(orders, rows, partial(_told_of_more, told, read))
        if found is None:
            engine.execute(f"DROP TABLE IF EXISTS {table}")
            return False
        read += int(found.totals.orders.sum())
        n += engine.store_batches(table, found.batches(as_of, n), grow=n > 0)
    return n > 0


def _told_of_more(told: Told, before: int, rows: int) -> None:
    told(before + rows)


def _parts(edges: Sequence[int | str]) -> Iterator[tuple[str, dict[str, Cell]]]:
    limits = {"low": "customer_id >= $low", "high": "customer_id < $high"}
    for low, high in pairwise([None, *edges, None]):
        given: dict[str, Cell] = {
            name: edge for name, edge in (("low", low), ("high", high)) if edge is not None
        }
        chosen = " AND ".join(limits[name] for name in given)
        yield f"{ORDERS} WHERE {chosen}" if given else ORDERS, given


def _edges(engine: Embedded, asked: Asked, parts: int) -> list[int | str]:
    """Ids at which parts of the customers begin, the first part left out."""
    ids = np.sort(engine.sample(*asked(IDS, {}), SAMPLE)["customer_id"])
    chosen = np.unique(ids[np.arange(1, parts) * len(ids) // parts])
    return [edge if isinstance(edge, str) else int(edge) for edge in chosen]
