"""A small shop's folder, as a person has it."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from tests.predict.worlds import LEAVING

from volver.app.workspace import Workspace
from volver.stats.simulate import simulate

AS_OF = date(2024, 6, 1)
"""Some time before the last order: a run that looks at the last day shows other figures."""
AS_OF_ALL = date(2025, 6, 30)
"""A day after every order."""
SETTINGS = """
[economics]
currency = "EUR"

[[sources]]
file = "orders.csv"
"""


def write_shop(folder: Path) -> Workspace:
    """Orders of two years, one of them on a day that never was, and a volver.toml."""
    orders, _ = simulate(LEAVING, 40, 540, 730, 1, np.random.default_rng(3))
    lines = ["customer_id,order_date,amount"]
    for who, day, paid in zip(orders.customer, orders.day, orders.amount, strict=True):
        lines.append(f"c{who},{date(2023, 1, 1) + timedelta(days=int(day))},{paid:.2f}")
    lines.append("c1,2024-02-30,12.00")
    (folder / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "volver.toml").write_text(SETTINGS, "utf-8")
    return Workspace.open(folder)
