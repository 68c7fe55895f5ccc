"""What is known of each customer, by their number in the histories, so that rules are quick.

Each is made when it is first asked for; see `Snapshot.with_prepared`.
"""

from volver.store.schema.table import MONEY, Column, Table

N = Column("n", "INTEGER", "row number of histories")


def _table(name: str, one_row: str, key: tuple[str, ...], *columns: Column) -> Table:
    return Table(name, "derived", "store", one_row, key, (N, *columns))


PREPARED = (
    _table(
        "customer_days",
        "one customer on one day with an order or a loose refund",
        ("n", "day"),
        Column("day", "DATE", "the day"),
        Column("orders", "BIGINT", "net orders"),
        Column("revenue", MONEY, "after refunds"),
        Column("margin", MONEY, "after refunds and costs, by the basis of the snapshot"),
    ),
    _table(
        "customer_products",
        "one customer and one product that they have bought, sent back or not",
        ("n", "product_id", "category"),
        Column("product_id", "TEXT", "the product", nullable=True),
        Column("category", "TEXT", "the order's own, else the catalogue's", nullable=True),
        Column("first_day", "DATE", "day they first bought it"),
        Column("last_day", "DATE", "day they last bought it"),
    ),
    _table(
        "customer_traits",
        "one customer of whom more is known than their orders",
        ("n",),
        Column("first_contact", "DATE", "day of the first contact", nullable=True),
        Column("channel", "TEXT", "the channel that brought them", nullable=True),
        Column("campaign", "TEXT", "the campaign that brought them", nullable=True),
        Column("referred_by", "TEXT", "the customer who recommended us", nullable=True),
        Column("country", "TEXT", "country or region", nullable=True),
        Column("gender", "TEXT", "as the source writes it", nullable=True),
        Column("birth_year", "BIGINT", "year of birth", nullable=True),
    ),
    _table(
        "customer_labels",
        "one attribute of one customer",
        ("n", "name"),
        Column("name", "TEXT", "the attribute"),
        Column("label", "TEXT", "its value as text"),
        Column("number", "DOUBLE", "its value where it is a number", nullable=True),
    ),
    _table(
        "customer_interactions",
        "one customer on one day with interactions of one type",
        ("n", "day", "type"),
        Column("day", "DATE", "the day"),
        Column("type", "TEXT", "visit, open, click, call, ticket ...", nullable=True),
        Column("interactions", "BIGINT", "how many"),
        Column("complaints", "BIGINT", "those that are complaints"),
        Column("open_complaints", "BIGINT", "complaints that are not resolved yet"),
    ),
    _table(
        "customer_scores",
        "the last score of one customer to one kind of question",
        ("n", "kind"),
        Column("kind", "TEXT", "nps, csat, ces ..."),
        Column("day", "DATE", "the day of the answer"),
        Column("score", "DOUBLE", "the answer as a number"),
    ),
    _table(
        "customer_plans",
        "one customer and one plan that they are subscribed to on the observation date",
        ("n", "plan"),
        Column("plan", "TEXT", "the plan", nullable=True),
        Column("subscriptions", "BIGINT", "subscriptions that run"),
        Column("amount", MONEY, "their recurring revenue in a month"),
        Column("started", "DATE", "day the oldest of them began at its present amount"),
    ),
    _table(
        "customer_costs",
        "one customer on one day on which they cost something to serve",
        ("n", "day"),
        Column("day", "DATE", "the day"),
        Column("cost", MONEY, "contacts, orders and returns, reporting currency"),
    ),
)
