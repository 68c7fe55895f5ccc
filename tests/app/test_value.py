"""One file in, one table out: where the table may be written."""

from pathlib import Path

import pytest

from volver.app.value import check_out
from volver.domain.errors import BadInput


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """A file of orders."""
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\n", "utf-8")
    return path


def test_values_are_never_written_over_the_orders(orders: Path) -> None:
    """Under whichever name: what a company has is not replaced by what we made of it."""
    (orders.parent / "values.csv").symlink_to(orders)
    for name in ("orders.csv", "values.csv", f"../{orders.parent.name}/orders.csv"):
        with pytest.raises(BadInput, match="file of orders"):
            check_out(orders.parent / name, orders)
    check_out(orders.parent / "others.csv", orders)


def test_where_nothing_can_be_written_nothing_is_begun(
    orders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said before the orders are read, not after."""
    (orders.parent / "values.csv").mkdir()
    with pytest.raises(BadInput, match="it is a folder"):
        check_out(orders.parent / "values.csv", orders)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(BadInput, match="cannot be written"):
        check_out(orders.parent / "others.csv", orders)
