"""Whether volver and lifetimes say the same: parameters and every customer's expected orders.

    python -m benchmarks.agreement VOLVER.json VOLVER.parquet LIFETIMES.json LIFETIMES.parquet

Prints the largest relative differences as JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

PURCHASES = ("r", "alpha", "a", "b")
"""Both print times in weeks."""
MONEY = {"p": "p", "q": "q", "gamma": "v"}
"""volver's letters, and lifetimes'."""


def parameters(card: dict[str, Any], peer: dict[str, float]) -> float:
    """The largest relative difference of a parameter."""
    ours = {name: card["parameters"][name] for name in PURCHASES}
    ours |= {theirs: card["money"]["parameters"][name] for name, theirs in MONEY.items()}
    return max(abs(value / peer[name] - 1) for name, value in ours.items())


def expected_orders(ours: Path, theirs: Path) -> tuple[int, float]:
    """How many customers both know, and the largest relative difference of expected orders."""
    known, peer = _by_customer(ours, "expected_orders"), _by_customer(theirs, "orders")
    if not np.array_equal(known[0], peer[0]):
        raise SystemExit("The two do not know the same customers.")
    return len(known[0]), float(np.max(np.abs(known[1] / peer[1] - 1)))


def _by_customer(path: Path, column: str) -> tuple[Any, Any]:
    table = pq.read_table(path, columns=["customer_id", column])
    names = pc.cast(table["customer_id"], "string").to_numpy()
    order = np.argsort(names)
    return names[order], table[column].to_numpy()[order]


def main() -> None:
    """Compare and print."""
    card, ours, peer, theirs = map(Path, sys.argv[1:])
    customers, orders = expected_orders(ours, theirs)
    worst = parameters(json.loads(card.read_text()), json.loads(peer.read_text()))
    print(json.dumps({"customers": customers, "parameters": worst, "orders": orders}))


if __name__ == "__main__":
    main()
