"""What an order cost, by hand: its own cost, its product's, a rate; and goods that are gone."""

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from volver.app.run import Published, run
from volver.app.workspace import Workspace
from volver.domain.ports import Quiet
from volver.present.records import Costs

# order                                      cost                            margin
# 1  ana   2 tea for 30                      2 x 4.10, its product's         21.80
# 2  ana   1 cup for 12                      5.00, its own                    7.00
# 3  ben   1 tea for 15, which came back     4.10, and back                  10.90 - 10.90
# 5  cleo  3 tea for 45, one paid back,      3 x 4.10, and nothing back      32.70 - 15.00
#          its goods are gone
# 7  dan   1 box for 20                      nobody knows: 75 % by the rate   5.00
# 8  dan   1 cup for 12, half paid back,     5.00, its own, and 0 back        7.00 -  6.00
#          and the refund says that its cost is 0
ORDERS = """order_id,customer_id,order_date,product_id,quantity,amount,cost,refund_of,goods_back
1,ana,2025-01-03,tea,2,30.00,,,
2,ana,2025-02-03,cup,1,12.00,5.00,,
3,ben,2025-02-01,tea,1,15.00,,,
4,ben,2025-02-11,tea,-1,-15.00,,3,yes
5,cleo,2025-02-05,tea,3,45.00,,,
6,cleo,2025-02-09,tea,1,-15.00,,5,No
7,dan,2025-02-05,box,1,20.00,,,
8,dan,2025-02-06,cup,1,12.00,5.00,,
9,dan,2025-02-20,cup,1,-6.00,0,8,
"""
PRODUCTS = """product_id,product_name,cost
tea,Green tea,4.10
cup,Cup,6.00
box,Gift box,
"""
SETTINGS = """
[economics]
currency = "EUR"
margin_rate = 0.25

[[sources]]
file = "orders.csv"

[[sources]]
kind = "products"
file = "products.csv"
"""
MARGINS = {"ana": "28.80", "cleo": "17.70", "dan": "6.00"}  # ben has kept nothing


def published(folder: Path, products: str = PRODUCTS) -> Published:
    """A run over the files."""
    texts = {"orders.csv": ORDERS, "products.csv": products, "volver.toml": SETTINGS}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return run(Workspace.open(folder), None, Quiet())


def margins(found: Published) -> dict[str, Decimal]:
    """Margin to date by customer, of the published table."""
    rows = pq.read_table(found.folder / "values.parquet").to_pylist()
    return {row["customer_id"]: row["margin_to_date"] for row in rows}


@pytest.mark.slow
def test_margins_are_those_on_paper_to_the_cent(tmp_path: Path) -> None:
    """And the run says how many lines had which cost."""
    found = published(tmp_path)
    assert margins(found) == {who: Decimal(paid) for who, paid in MARGINS.items()}
    assert found.data.quality.costs == Costs(own=3, by_product=5, by_rate=1, is_stated=True)


@pytest.mark.slow
def test_a_new_cost_of_a_product_reaches_margins_that_were_kept(tmp_path: Path) -> None:
    """Tea at 5.10 in the next run: ana's two cost 2.00 more, cleo's three 3.00."""
    published(tmp_path)
    found = published(tmp_path, PRODUCTS.replace("4.10", "5.10"))
    assert margins(found) == {
        "ana": Decimal("26.80"),
        "cleo": Decimal("14.70"),
        "dan": Decimal("6.00"),
    }
