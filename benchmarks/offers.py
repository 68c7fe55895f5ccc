"""Next offers for many customers: the time, the memory, and one look-up.

    python -m benchmarks.offers 100000 10000

A made-up log: ten purchases for each customer over two years. Products have tastes: each customer
has one of 200, and takes two purchases of three from its products, one of three from all, in both
cases more often the popular ones; every third purchase is one of theirs again. The lists are made
from columns in memory, as they come from the store, chances and look-up tables included. How long
the store takes to bring them is measured beside it where --store is given.
"""

import argparse
import resource
import sys
import time

import numpy as np

from volver.decide.offers.baskets import Baskets, Products, baskets
from volver.decide.offers.next_products import NextProducts, next_products

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


def log(customers: int, products: int) -> Baskets:
    """Those purchases as baskets."""
    n, product, day = drawn(customers, products)
    key = np.unique((n.astype(np.int64) * DAYS + day) * products + product)
    n, product = (key // (DAYS * products)).astype(np.int32), (key % products).astype(np.int32)
    day = (key // products % DAYS).astype(np.int32)
    names = tuple(f"p{at}" for at in range(products))
    kinds = np.arange(products, dtype=np.int32) % 100
    price = np.linspace(5, 50, products)
    told = Products(
        names, kinds, tuple(f"k{at}" for at in range(100)), price, price * 0.4, price * 0
    )
    return Baskets(n, product, day, told, np.arange(customers), DAYS - 1)


def from_store(customers: int, products: int) -> Baskets:
    """The same through DuckDB: order lines, views, histories, columns."""
    from datetime import date

    from volver.domain.money import Basis
    from volver.store import open_engine
    from volver.store.schema.tables import ORDER_LINES
    from volver.store.snapshot import Snapshot
    from volver.store.views import Shape

    n, product, day = drawn(customers, products)
    first = np.datetime64("2023-01-01")
    engine = open_engine()
    engine.store_columns("drawn", {"n": n, "product": product, "day": first + day})
    engine.execute(ORDER_LINES.ddl())
    engine.execute(
        "INSERT INTO order_lines (load_id, line, customer_id, ordered_at, day, product_id,"
        " category, revenue, is_refund) SELECT 1, row_number() OVER (), concat('c', n),"
        " CAST(day AS TIMESTAMP), CAST(day AS DATE), concat('p', product),"
        " concat('k', product % 100), 10, FALSE FROM drawn"
    )
    del n, product, day
    started = time.perf_counter()
    shape = Shape(Basis("revenue"), has_order_ids=False, has_refunds=False)
    found = baskets(Snapshot(engine, date(2024, 12, 31), shape).with_histories())
    print(f"from the store: {time.perf_counter() - started:.1f} s")
    return found


def main() -> None:
    """Print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("customers", type=int)
    parser.add_argument("products", type=int)
    parser.add_argument("--store", action="store_true", help="bring the orders through the store")
    asked = parser.parse_args()
    make = from_store if asked.store else log
    bought = make(asked.customers, asked.products)
    print(f"{len(bought.n):,} lines, {bought.count:,} baskets, {bought.customers:,} customers")
    wall, cpu = time.perf_counter(), time.process_time()
    found = next_products(bought, 0.8)
    assert isinstance(found, NextProducts)
    print(
        f"lists: {time.perf_counter() - wall:.1f} s by the clock,"
        f" {time.process_time() - cpu:.1f} s of processor;"
        f" {len(found.again.n):,} again, {len(found.new.n):,} new,"
        f" {len(found.discovery.pairs):,} pairs kept"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    wall_times, cpu_times = [], []
    for n in np.random.default_rng(1).integers(bought.customers, size=LOOK_UPS).tolist():
        wall, cpu = time.perf_counter(), time.process_time()
        found.of(n)
        wall_times.append(time.perf_counter() - wall)
        cpu_times.append(time.process_time() - cpu)
    for name, times in (("by the clock", wall_times), ("of processor", cpu_times)):
        middle, slow = np.quantile(times, [0.5, 0.99]) * 1e3
        print(f"look-up {name}: median {middle:.1f} ms, 99 of 100 within {slow:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
