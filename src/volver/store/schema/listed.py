"""What lists of customers are made from: written with a run, and read a page at a time."""

from volver.store.schema.table import Column, Table

CUSTOMER_RANKS = Table(
    name="customer_ranks",
    kind="derived",
    written_by="decide",
    one_row="one customer of histories",
    key=("n",),
    columns=(
        Column("n", "INTEGER", "row number of histories"),
        Column("revenue", "DOUBLE", "after refunds, to date"),
        Column("revenue_rank", "BIGINT", "1 for the most; equals share the best place"),
        Column("margin_rank", "BIGINT", "the same by margin less cost to serve"),
    ),
)

CUSTOMER_LIST = Table(
    name="customer_list",
    kind="derived",
    written_by="decide",
    one_row="one customer of histories, in their order",
    key=("n",),
    columns=(
        Column("n", "INTEGER", "row number of histories"),
        Column("customer_id", "TEXT", "the customer"),
        Column("class_code", "TINYINT", "place of the value class, from 0", nullable=True),
        Column("first_order", "DATE", "day of the first order"),
        Column("last_order", "DATE", "day of the last order"),
        Column("days_since_last", "BIGINT", "from the last order to the observation date"),
        Column("orders", "BIGINT", "net orders"),
        Column("repeat_count", "BIGINT", "days with an order after the first"),
        Column("margin_to_date", "DOUBLE", "after refunds"),
        Column("revenue", "DOUBLE", "after refunds, to date"),
        Column("revenue_rank", "BIGINT", "1 for the most; equals share the best place"),
        Column("margin_rank", "BIGINT", "the same by margin less cost to serve"),
        Column("p_alive", "DOUBLE", "probability that they are still a customer", nullable=True),
        Column("value", "DOUBLE", "discounted expected margin in the horizon", nullable=True),
        Column("value_low", "DOUBLE", "its lower end", nullable=True),
        Column("value_high", "DOUBLE", "its upper end", nullable=True),
        Column("value_at_stake", "DOUBLE", "value x (1 - P(alive)), from 0 on", nullable=True),
    ),
)

SEARCH_WORDS = Table(
    name="search_words",
    kind="derived",
    written_by="decide",
    one_row="one text by which a customer is found, in order of the text",
    key=("word", "kind", "n"),
    columns=(
        Column("word", "TEXT", "an order's number; or a name, address or telephone, in small"),
        Column("kind", "TEXT", "order or attribute"),
        Column("n", "INTEGER", "row number of histories"),
    ),
)

MEMBERS = Table(
    name="members",
    kind="derived",
    written_by="decide",
    one_row="one customer whom a list is narrowed down to",
    key=("n",),
    columns=(Column("n", "INTEGER", "row number of histories"),),
)

PLAN_ARMS = Table(
    name="plan_arms",
    kind="derived",
    written_by="app",
    one_row="one customer in a plan, as its file has them",
    key=("customer_id",),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("arm", "TEXT", "what is done for them, or holdout"),
    ),
)

TABLES = (CUSTOMER_RANKS, CUSTOMER_LIST, SEARCH_WORDS, MEMBERS, PLAN_ARMS)
