"""The orders that are measured: made up from a stated seed, written once.

Each customer orders at a rate of their own, rate ~ Gamma(r, alpha) per week, and after each
repeat order leaves with a chance of their own, chance ~ Beta(a, b). First orders come evenly over
914 days. Amounts ~ Gamma(p, scale), with scale ~ Gamma(q, gamma) for each customer. One order in
twenty is split in two on the same day, as shops do with deliveries.

    python -m benchmarks.workload orders 1000000
    python -m benchmarks.workload text
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.places import SEED, TEXT_CUSTOMERS, orders_file, text_file

FIRST_DAY = (date(2022, 7, 1) - date(1970, 1, 1)).days
DAYS = 914
"""Up to and without 2024-12-31, the day on which everybody looks back."""
R, ALPHA, A, B = 0.9, 4.5, 0.8, 9.0
P, Q, GAMMA = 6.25, 3.74, 15.44
SPLIT_SHARE = 0.05
ROW_GROUP = 1 << 20
"""Orders that are written at a time."""

NOTE_EVERY = 100
NOTE = '"leave with ""the neighbour"",\nthen ring twice"'
BROKEN_EVERY = 1_000
BROKEN = '12" vinyl'
OPEN_EVERY = 1_000_000
OPEN = '"back soon'

Column = np.ndarray[Any, Any]


def draw_visits(customers: int, rng: np.random.Generator) -> tuple[Column, Column]:
    """Who came, and on which day from 0: everybody's first visit, then the second ones, ..."""
    rate = rng.gamma(R, 1 / ALPHA, customers) / 7  # a day
    leaves = rng.beta(A, B, customers)
    who, when = np.arange(customers), rng.uniform(0, DAYS, customers)
    stays = np.ones(customers, np.bool_)  # nobody leaves before the first repeat order
    visits = []
    while len(who):
        visits.append((who, when.astype(np.int32)))
        who, when = who[stays], when[stays]
        when = when + rng.exponential(1, len(who)) / rate[who]
        in_time = when < DAYS
        who, when = who[in_time], when[in_time]
        stays = rng.uniform(size=len(who)) >= leaves[who]
    whos, whens = zip(*visits, strict=True)
    return np.concatenate(whos), np.concatenate(whens)


def draw_orders(customers: int, seed: int) -> tuple[Column, Column, Column]:
    """Customer, day from 0 and amount of every order, by day and within a day in no order."""
    rng = np.random.default_rng([seed, customers])
    who, day = draw_visits(customers, rng)
    scale = rng.gamma(Q, 1 / GAMMA, customers)
    amount = np.maximum(rng.gamma(P, 1.0, len(who)) / scale[who], 0.02)
    split = rng.uniform(size=len(who)) < SPLIT_SHARE
    part = np.where(split, rng.uniform(0.2, 0.8, len(who)), 1.0)
    who = np.concatenate([who, who[split]])
    day = np.concatenate([day, day[split]])
    amount = np.concatenate([amount * part, (amount * (1 - part))[split]])
    mixed = rng.permutation(len(who))
    order = mixed[np.argsort(day[mixed], kind="stable")]
    return who[order], day[order], np.maximum(np.round(amount[order], 2), 0.01)


def orders_table(who: Column, day: Column, amount: Column) -> pa.Table:
    """Some orders as a table."""
    ids = pa.array(who + 1, pa.int64())  # shops write 0 where they know nobody
    dates = pa.array(day + np.int32(FIRST_DAY), pa.int32()).cast(pa.date32())
    return pa.table({"customer_id": ids, "date": dates, "amount": amount})


def with_names(table: pa.Table) -> pa.Table:
    """The same orders, their customers' ids written such as CUST-000000123."""
    padded = pc.utf8_lpad(pc.cast(table["customer_id"], pa.string()), width=9, padding="0")
    return table.set_column(0, "customer_id", pc.binary_join_element_wise("CUST-", padded, ""))


def write_orders(customers: int, only_sorted: bool = False) -> None:
    """Write the three Parquet files of one size, or the one that is sorted, group by group."""
    drawn = draw_orders(customers, SEED)
    groups = [slice(a, a + ROW_GROUP) for a in range(0, len(drawn[0]), ROW_GROUP)]

    def in_order() -> Iterator[pa.Table]:
        return (orders_table(*(column[group] for column in drawn)) for group in groups)

    _write_parquet(in_order(), orders_file(customers, "sorted"))
    if only_sorted:
        return
    _write_parquet(map(with_names, in_order()), orders_file(customers, "strings"))
    mixed = np.random.default_rng([SEED, customers, 1]).permutation(len(drawn[0]))
    shuffled = (orders_table(*(column[mixed[group]] for column in drawn)) for group in groups)
    _write_parquet(shuffled, orders_file(customers, "shuffled"))


def write_texts() -> None:
    """Write the big CSV file twice: clean, and with a column of notes that people typed."""
    table = orders_table(*draw_orders(TEXT_CUSTOMERS, SEED))
    columns = [pc.cast(column, pa.string()) for column in table.columns]
    _write_lines(columns, "customer_id,date,amount\n", text_file("clean"))
    notes = np.full(len(table), "", dtype=object)
    notes[::NOTE_EVERY] = NOTE
    notes[BROKEN_EVERY // 2 :: BROKEN_EVERY] = BROKEN
    notes[OPEN_EVERY // 2 :: OPEN_EVERY] = OPEN
    columns.append(pa.chunked_array([pa.array(notes, pa.string())]))
    _write_lines(columns, "customer_id,date,amount,note\n", text_file("broken"))


def _write_parquet(groups: Iterable[pa.Table], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = iter(groups)
    first = next(coming)
    with pq.ParquetWriter(path, first.schema, compression="snappy") as file:
        for group in chain([first], coming):
            file.write_table(group, row_group_size=ROW_GROUP)


def _write_lines(columns: list[pa.ChunkedArray], header: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    *front, last = columns
    lines = pc.binary_join_element_wise(*front, pc.binary_join_element_wise(last, "\n", ""), ",")
    with path.open("wb") as file:
        file.write(header.encode())
        for chunk in lines.chunks:  # the lines lie end to end in the array's own bytes
            file.write(chunk.buffers()[2][: _bytes_of(chunk)])


def _bytes_of(lines: pa.Array) -> int:
    return int(pc.sum(pc.binary_length(lines)).as_py() or 0)


def main() -> None:
    """Write what is asked for: `orders CUSTOMERS`, `orders CUSTOMERS sorted` or `text`."""
    if sys.argv[1:] == ["text"]:
        write_texts()
    else:
        write_orders(int(sys.argv[2]), only_sorted=sys.argv[3:] == ["sorted"])


if __name__ == "__main__":
    main()
