"""A ready table of opportunities: a row for each customer, or for each kind of customer."""

from collections.abc import Mapping
from pathlib import Path

from volver.collect.files.layout import ReadOptions
from volver.collect.incidence import read_incidence
from volver.collect.tables import Table, Wanted, read_table
from volver.domain.opportunity import OpportunityHistories

WANTED = (
    Wanted("customer", "who it was", ("customer id", "cust id", "customer", "id", "client id",
           "id cliente", "cliente", "donor id", "donor", "donante", "member id"), is_text=True),
    Wanted("orders", "at how many opportunities there was an order", (
        "orders", "order count", "x", "frequency", "repeat count", "p1x", "pedidos", "compras",
        "frecuencia", "donations", "donaciones")),
    Wanted("last", "the last opportunity with an order, counted from 1", (
        "last", "last with order", "t x", "tx", "recency", "ultima", "ultimo", "recencia")),
    Wanted("periods", "how many opportunities there were", (
        "periods", "opportunities", "n", "t", "n cal", "n periods", "periodos", "oportunidades")),
    Wanted("weights", "how many customers the row stands for", (
        "weights", "weight", "customers", "count", "custs", "n custs", "num custs", "people",
        "donors", "clientes", "pesos", "peso"), default=1),
)  # fmt: skip


def read_opportunities(
    path: Path,
    stated: Mapping[str, str],
    max_rejected_share: float,
    incidence: bool = False,
    reading: ReadOptions | None = None,
) -> Table:
    """The accepted rows, as whole numbers.

    stated: columns by field of WANTED; the others are guessed.
    incidence: in place of orders, last and periods the file has a column of 0 and 1 for each
        opportunity, in order.
    Raises Rejected where too many rows are at fault.
    """
    read = read_incidence if incidence else read_table
    return _checked(read(path, WANTED, stated, reading)).checked(max_rejected_share)


def histories_of(table: Table) -> OpportunityHistories:
    """The rows as histories, in their order."""
    return OpportunityHistories(
        *(table[field] for field in ("orders", "last", "periods", "weights"))
    )


def _checked(table: Table) -> Table:
    """Without rows that cannot be, and without customers told twice."""
    x, last, n = table["orders"], table["last"], table["periods"]
    table = table.without(
        (x > last) | (last > n) | ((x == 0) != (last == 0)) | (table["weights"] == 0),
        "counts_disagree",
    )
    return table.once("customer")
