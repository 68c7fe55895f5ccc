"""Tables and their columns, in the order an order travels."""

from volver.store.schema import by_customer, company, listed, measures
from volver.store.schema.table import MONEY, Column, Table

LOADS = Table(
    name="loads",
    kind="table",
    written_by="collect",
    one_row="one file read once; the same content is never loaded twice",
    key=("load_id",),
    columns=(
        Column("load_id", "INTEGER", "number of the load, from 1"),
        Column("source", "TEXT", "file name without its folder"),
        Column("kind", "TEXT", "orders, customers, products, spend ..."),
        Column("content_hash", "TEXT", "SHA-256 of the file's bytes and of the mapping"),
        Column("loaded_at", "TIMESTAMP", "when the load was committed, UTC"),
        Column("rows_in", "BIGINT", "records found in the file"),
        Column("accepted", "BIGINT", "records that became order lines"),
        Column("rejected", "BIGINT", "records set aside, each with a reason"),
        Column("duplicates", "BIGINT", "records dropped as declared repeats"),
        Column("anonymous", "BIGINT", "accepted lines without a customer"),
        Column("mapping", "TEXT", "how columns were read, as JSON"),
        Column("notes", "TEXT", "what a person should know about this file, as JSON"),
    ),
)

REJECTIONS = Table(
    name="rejections",
    kind="table",
    written_by="collect",
    one_row="one source record that was not accepted",
    key=("load_id", "line", "rule"),
    columns=(
        Column("load_id", "INTEGER", "the load it belongs to"),
        Column("line", "BIGINT", "physical line where the record starts, from 1"),
        Column("column_name", "TEXT", "the source column at fault", nullable=True),
        Column("value", "TEXT", "the value at fault, cut and escaped", nullable=True),
        Column("rule", "TEXT", "id of the rule it broke"),
        Column("raw", "TEXT", "the record's text as it stood, cut at 2,000 characters"),
    ),
)

ORDER_LINES = Table(
    name="order_lines",
    kind="table",
    written_by="collect",
    one_row="one accepted line of an order or of a refund",
    key=("load_id", "line"),
    columns=(
        Column("load_id", "INTEGER", "the load it came with"),
        Column("line", "BIGINT", "physical line where the record starts, from 1"),
        Column(
            "order_id",
            "TEXT",
            "the shop's order number; absent: each line is an order",
            nullable=True,
        ),
        Column(
            "customer_id",
            "TEXT",
            "the customer after identities are joined; absent: anonymous",
            nullable=True,
        ),
        Column("ordered_at", "TIMESTAMP", "the moment, UTC"),
        Column("day", "DATE", "the day in the company's time zone"),
        Column("product_id", "TEXT", "the product", nullable=True),
        Column("category", "TEXT", "the category that margin rates go by", nullable=True),
        Column(
            "revenue",
            MONEY,
            "what was paid, reporting currency, tax not included; a refund is below zero",
        ),
        Column("cost", MONEY, "cost of the line, reporting currency", nullable=True),
        Column("is_refund", "BOOLEAN", "money back, dated by itself"),
        Column("refund_of", "TEXT", "the order a refund names", nullable=True),
        Column(
            "attributes",
            "TEXT",
            "levels of the attributes that the mapping names as groups, as JSON; absent: none",
            nullable=True,
        ),
        Column(
            "quantity",
            "DECIMAL(18,6)",
            "pieces; 1 where the source has no column of them; absent: not known",
            nullable=True,
        ),
        Column(
            "goods_back",
            "BOOLEAN",
            "whether the goods of a refund came back; absent: not known, and taken as yes",
            nullable=True,
        ),
    ),
)

MARGIN_RATES = Table(
    name="margin_rates",
    kind="derived",
    written_by="app",
    one_row="one category of products, where the settings name rates by category",
    key=("category",),
    columns=(
        Column("category", "TEXT", "the category of an order line"),
        Column("rate", "DOUBLE", "margin per unit of revenue"),
    ),
)

REFUNDS_WAITING = Table(
    name="refunds_waiting",
    kind="table",
    written_by="collect",
    one_row="one refund that names an order which no load has brought yet",
    key=("load_id", "line"),
    columns=ORDER_LINES.columns,
)

NET_ORDERS = Table(
    name="net_orders",
    kind="view",
    written_by="store",
    one_row="one order after its refunds as known on the observation date, or one refund that "
    "fits no order",
    key=("customer_id", "order_key"),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("order_key", "TEXT", "the order's number or its line"),
        Column("day", "DATE", "day of the order in the company's time zone"),
        Column("gross_revenue", MONEY, "before refunds; 0 for a refund that fits no order"),
        Column("revenue", MONEY, "after refunds"),
        Column("margin", MONEY, "after refunds and costs, by the basis of the snapshot"),
        Column("is_order", "BOOLEAN", "an occasion: bought, and not refunded to zero"),
    ),
)

OCCASIONS = Table(
    name="occasions",
    kind="view",
    written_by="store",
    one_row="one day on which a customer ordered",
    key=("customer_id", "day"),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("day", "DATE", "the day"),
        Column("orders", "BIGINT", "net orders on that day"),
        Column("revenue", MONEY, "net revenue of that day's orders"),
        Column("margin", MONEY, "net margin of that day's orders"),
    ),
)

CUSTOMER_ATTRIBUTES = Table(
    name="customer_attributes",
    kind="view",
    written_by="store",
    one_row="one customer with a sale",
    key=("customer_id",),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("attributes", "TEXT", "the attributes of the first sale, as JSON", nullable=True),
    ),
)

DAY_TOTALS = Table(
    name="day_totals",
    kind="view",
    written_by="store",
    one_row="one day on which something was sold to a customer, kept or not",
    key=("customer_id", "day"),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("day", "DATE", "the day"),
        Column("orders", "BIGINT", "net orders on that day; 0 where all came back"),
        Column("occasion_margin", MONEY, "net margin of that day's orders"),
        Column("margin", MONEY, "the same, with what was lost on sales that came back"),
    ),
)

HISTORIES = Table(
    name="histories",
    kind="derived",
    written_by="store",
    one_row="one customer who has ordered by the observation date",
    key=("n",),
    columns=(
        Column("n", "INTEGER", "row number in order of customer_id, from 0"),
        Column("customer_id", "TEXT", "the customer"),
        Column("first_order", "DATE", "day of the first occasion"),
        Column("last_order", "DATE", "day of the last occasion"),
        Column("orders", "BIGINT", "net orders"),
        Column("repeat_count", "BIGINT", "x: occasions after the first"),
        Column("first_to_last", "BIGINT", "t_x: days"),
        Column("age", "BIGINT", "T: days from the first occasion to the observation date"),
        Column("margin_to_date", MONEY, "net margin, refunds that fit no order included"),
        Column(
            "mean_repeat_margin",
            "DOUBLE",
            "margin since the first occasion, per repeat occasion: what came back included",
            nullable=True,
        ),
        Column(
            "first_margin",
            "DOUBLE",
            "margin of the first occasion; all margin to date where it is the only one",
        ),
    ),
)

FORECASTS = Table(
    name="forecasts",
    kind="derived",
    written_by="predict",
    one_row="one customer of histories",
    key=("n",),
    columns=(
        Column("n", "INTEGER", "row number of histories"),
        Column(
            "p_alive", "DOUBLE", "probability that the relationship has not ended", nullable=True
        ),
        Column("expected_orders", "DOUBLE", "expected orders within the horizon", nullable=True),
        Column(
            "expected_orders_low", "DOUBLE", "lower end for the number of orders", nullable=True
        ),
        Column(
            "expected_orders_high", "DOUBLE", "upper end for the number of orders", nullable=True
        ),
        Column("value", "DOUBLE", "discounted expected margin within the horizon", nullable=True),
        Column("value_low", "DOUBLE", "lower end for the discounted margin", nullable=True),
        Column("value_high", "DOUBLE", "upper end for the discounted margin", nullable=True),
        Column(
            "value_upside",
            "DOUBLE",
            "discounted margin reached or passed with the chance that the settings name",
            nullable=True,
        ),
        Column(
            "p_stays",
            "DOUBLE",
            "probability that the contract still runs when the horizon ends; absent without one",
            nullable=True,
        ),
    ),
)

NEXT_ORDERS = Table(
    name="next_orders",
    kind="derived",
    written_by="predict",
    one_row="one customer of histories, where next orders are asked for",
    key=("n",),
    columns=(
        Column("n", "INTEGER", "row number of histories"),
        Column("chance_30d", "DOUBLE", "probability of an order in the next 30 days", True),
        Column("chance_90d", "DOUBLE", "probability of an order in the next 90 days", True),
        Column("chance_ever", "DOUBLE", "probability of an order in the next ten years", True),
        Column(
            "next_order_low",
            "DOUBLE",
            "days from as_of to the next order, lower end: of those who order in the horizon",
            True,
        ),
        Column("next_order", "DOUBLE", "days from as_of by which half of those have ordered", True),
        Column("next_order_high", "DOUBLE", "days from as_of, upper end", True),
        Column(
            "residual_orders",
            "DOUBLE",
            "discounted expected orders for as long as the relationship lasts (DERT)",
            True,
        ),
    ),
)

CLASSES = Table(
    name="classes",
    kind="derived",
    written_by="decide",
    one_row="one customer of histories",
    key=("n",),
    columns=(
        Column("n", "INTEGER", "row number of histories"),
        Column("class_code", "TINYINT", "place of the value class among the four, from 0"),
    ),
)

VALUES = Table(
    name="values",
    kind="published",
    written_by="app",
    one_row="one customer, valued",
    key=("customer_id",),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("first_order", "DATE", "day of the first order"),
        Column("last_order", "DATE", "day of the last order"),
        Column("orders", "BIGINT", "net orders"),
        Column("repeat_count", "BIGINT", "days with an order after the first"),
        Column("margin_to_date", MONEY, "past value: margin to date, after refunds"),
        Column(
            "p_alive", "DOUBLE", "probability that the relationship has not ended", nullable=True
        ),
        Column("expected_orders", "DOUBLE", "expected orders within the horizon", nullable=True),
        Column(
            "expected_orders_low", "DOUBLE", "lower end for the number of orders", nullable=True
        ),
        Column(
            "expected_orders_high", "DOUBLE", "upper end for the number of orders", nullable=True
        ),
        Column("value", "DOUBLE", "discounted expected margin within the horizon", nullable=True),
        Column("value_low", "DOUBLE", "lower end for the discounted margin", nullable=True),
        Column("value_high", "DOUBLE", "upper end for the discounted margin", nullable=True),
        Column("level", "DOUBLE", "share of such intervals that should hold the truth"),
        Column("value_class", "TEXT", "best, potential, good or never_profitable", nullable=True),
        Column("reason", "TEXT", "why, in words; each number is in this row"),
        Column("as_of", "DATE", "last day whose facts count"),
        Column("horizon_days", "INTEGER", "length of the horizon, days"),
        Column("annual_rate", "DOUBLE", "effective annual discount rate"),
        Column("currency", "TEXT", "reporting currency, ISO 4217"),
        Column("basis", "TEXT", "what money counts here"),
        Column("model", "TEXT", "the model or baseline that was chosen"),
        Column("step", "TEXT", "individual, pooled, cohort, formula or none"),
    ),
)

TABLES = (
    LOADS,
    REJECTIONS,
    ORDER_LINES,
    REFUNDS_WAITING,
    MARGIN_RATES,
    NET_ORDERS,
    OCCASIONS,
    CUSTOMER_ATTRIBUTES,
    DAY_TOTALS,
    HISTORIES,
    FORECASTS,
    NEXT_ORDERS,
    CLASSES,
    *company.TABLES,
    *by_customer.PREPARED,
    *measures.TABLES,
    *listed.TABLES,
    VALUES,
)
