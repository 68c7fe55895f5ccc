"""Next offers for many customers: the time, the memory, and one look-up.

    python -m benchmarks.offers --write
    python -m benchmarks.offers --customers 100000

A made-up log: ten purchases for each customer over two years. Products have tastes: each customer
has one of 200, and takes two purchases of three from its products, one of three from all, in both
cases more often the popular ones; every third purchase is one of theirs again. It lies in the
store's table of order lines, from which views, histories and columns are made; then the lists of
all customers, chances and look-up tables included; then customers are looked up one by one.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import numpy as np

from benchmarks.measure import PEAK_UNIT
from benchmarks.places import RESULTS
from benchmarks.results import MET, circumstances, publish
from benchmarks.run import all_versions
from volver.decide.offers.baskets import Baskets, baskets
from volver.decide.offers.next_products import NextProducts, next_products
from volver.domain.money import Basis
from volver.store import open_engine
from volver.store.schema.tables import ORDER_LINES
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

START, END = "<!-- offers: written by benchmarks/offers.py -->", "<!-- end of offers -->"
SECONDS, GIGABYTES, MILLISECONDS = 300.0, 4.0, 20.0
"""Goals: for orders and lists together; at the most; for one look-up."""
DAYS, PER_CUSTOMER, TASTES = 730, 10, 200
LOOK_UPS = 500
SEED = 20261123


def drawn(customers: int, products: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer, product and day of each purchase, in no order."""
    random = np.random.default_rng(SEED)
    lines = customers * PER_CUSTOMER
    n = np.repeat(np.arange(customers, dtype=np.int32), PER_CUSTOMER)
    taste = random.integers(TASTES, size=customers)[n]
    # A share of 1 in k to the k-th product, near enough.
    place = (products ** random.random(lines)).astype(np.int64) - 1
    of_taste = (place // TASTES * TASTES + taste) % products
    product = np.where(random.random(lines) < 2 / 3, of_taste, place)
    earlier = n.astype(np.int64) * PER_CUSTOMER + random.integers(PER_CUSTOMER, size=lines)
    product = np.where(random.random(lines) < 1 / 3, product[earlier], product)
    return n, product.astype(np.int32), random.integers(DAYS, size=lines).astype(np.int32)


def in_store(customers: int, products: int) -> Snapshot:
    """Those purchases as order lines of an engine in memory."""
    n, product, day = drawn(customers, products)
    engine = open_engine()
    engine.store_columns(
        "drawn", {"n": n, "product": product, "day": np.datetime64("2023-01-01") + day}
    )
    engine.execute(ORDER_LINES.ddl())
    engine.execute(
        "INSERT INTO order_lines (load_id, line, customer_id, ordered_at, day, product_id,"
        " category, revenue, is_refund) SELECT 1, row_number() OVER (), concat('c', n),"
        " CAST(day AS TIMESTAMP), CAST(day AS DATE), concat('p', product),"
        " concat('k', product % 100), 10, FALSE FROM drawn"
    )
    engine.execute("DROP TABLE drawn")
    return Snapshot(engine, date(2024, 12, 31), Shape(Basis("revenue"), False, False))


def main() -> None:
    """Make the log, measure, print, and write the section of RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.offers")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--write", action="store_true", help="write into RESULTS.md")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    rows = list(_measured(asked.customers, asked.products))
    head = ("| What | By the clock | Of processor | Goal | |", "|---|---:|---:|---:|---|")
    text = "\n".join((*circumstances(all_versions([]), 1, load, seed=SEED), "", *head, *rows))
    print(text)
    if asked.write:
        publish(text, RESULTS, START, END)


def _measured(customers: int, products: int) -> Iterator[str]:
    """A row for each figure; goals are held against the processor, which others cannot slow."""
    snapshot = in_store(customers, products)
    made = _peak()
    bought, *brought = _timed(lambda: baskets(snapshot.with_histories()))
    what = f"{len(bought.n):,} lines of {bought.customers:,} customers, from the store"
    yield f"| {what} | {brought[0]:.1f} s | {brought[1]:.1f} s | | |"
    found, *listed = _timed(lambda: _lists(bought))
    what = f"{len(found.again.n):,} to buy again, {len(found.new.n):,} new, from"
    what += f" {len(found.discovery.pairs):,} pairs of {products:,} products"
    yield f"| {what} | {listed[0]:.1f} s | {listed[1]:.1f} s | | |"
    wall, cpu = (one + other for one, other in zip(brought, listed, strict=True))
    yield _row("both", f"{wall:.1f} s", f"{cpu:.1f} s", f"{SECONDS:.0f} s", cpu < SECONDS)
    peak = _peak()
    told = f"peak memory; {made:.2f} GB of it held by making the log before"
    yield _row(told, f"{peak:.2f} GB", "", f"{GIGABYTES:.0f} GB", peak < GIGABYTES)
    some = np.random.default_rng(1).integers(bought.customers, size=LOOK_UPS).tolist()
    took = np.array([_timed(lambda n=n: found.of(n))[1:] for n in some]) * 1e3  # type: ignore[misc]  # bound now
    for what, share in (("median", 0.5), ("99 of 100 within", 0.99)):
        wall, cpu = np.quantile(took, share, axis=0)
        name, goal = f"{LOOK_UPS} look-ups of one customer: {what}", f"{MILLISECONDS:.0f} ms"
        yield _row(name, f"{wall:.1f} ms", f"{cpu:.1f} ms", goal, cpu < MILLISECONDS)


def _lists(bought: Baskets) -> NextProducts:
    found = next_products(bought, 0.8)
    assert isinstance(found, NextProducts)
    return found


T = TypeVar("T")


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """What it gave, seconds by the clock and of all processors."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def _peak() -> float:
    """Gigabytes that this process has held at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT / 1e9


def _row(what: str, wall: str, cpu: str, goal: str, is_met: bool) -> str:
    return f"| {what} | {wall} | {cpu} | {goal} | {MET[is_met]} |"


if __name__ == "__main__":
    main()
