"""What metrics are counted from: prepared once for a snapshot, then asked by period and split."""

from volver.store.schema.table import MONEY, Column, Table

_MONTH = Column("month", "INTEGER", "12 x year + month - 1")
_CODE = Column("code", "INTEGER", "place of the level; -1: not known, -2: none of the largest")
_N = Column("n", "INTEGER", "row number of histories; absent: no customer of ours yet", True)
_OF_ALL = Column("n", "INTEGER", "row number of histories; -1: whoever has none")
_WHO = Column("customer_id", "TEXT", "the customer", nullable=True)
_CHANNEL = Column("contact_channel", "TEXT", "the channel it went through", nullable=True)
_AGENT = Column("agent", "TEXT", "who handled it", nullable=True)


def _derived(name: str, one_row: str, key: tuple[str, ...], *columns: Column) -> Table:
    return Table(name, "derived", "describe", one_row, key, columns)


PERIODS = _derived(
    "periods",
    "one calendar month that a question covers",
    ("month",),
    _MONTH,
    Column("period", "INTEGER", "first month of its month, quarter or year; 0: the whole"),
)
SPANS = _derived(
    "spans",
    "one period that a question covers",
    ("period",),
    Column("period", "INTEGER", "as in periods"),
    Column("opens", "DATE", "the day before its first"),
    Column("closes", "DATE", "its last day, or as_of"),
)
CUSTOMER_FACTS = _derived(
    "customer_facts",
    "one person or company that has ordered or is known",
    ("customer_id",),
    _N,
    _WHO,
    Column("first_month", "INTEGER", "month of the first order", nullable=True),
    Column("channel", "TEXT", "as in customers", nullable=True),
    Column("campaign", "TEXT", "as in customers", nullable=True),
    Column("country", "TEXT", "as in customers", nullable=True),
    Column("gender", "TEXT", "as in customers", nullable=True),
    Column("birth_year", "BIGINT", "as in customers", nullable=True),
)
ATTRIBUTE_LEVELS = _derived(
    "attribute_levels",
    "one customer with one attribute",
    ("customer_id",),
    _WHO,
    Column("level", "TEXT", "its value"),
)
SPLIT_PEOPLE = _derived(
    "split_people",
    "one person or company and the level of a split",
    ("customer_id",),
    _N,
    _WHO,
    Column("level", "TEXT", "the level", nullable=True),
)
SPLIT_LEVELS = _derived(
    "split_levels",
    "one of the largest levels of a split",
    ("code",),
    _CODE,
    Column("level", "TEXT", "the level"),
)
SPLIT_CODES = _derived(
    "split_codes",
    "one person or company and the code of the level",
    ("customer_id",),
    _N,
    _WHO,
    _CODE,
)
ORDER_ROWS = _derived(
    "order_rows",
    "one net order",
    (),
    _OF_ALL,
    _MONTH,
    Column("gross_revenue", MONEY, "before refunds"),
    Column("revenue", MONEY, "after refunds"),
)
SERVICE_MONTHS = _derived(
    "service_months",
    "what a customer cost to serve in a month",
    ("n", "month"),
    _OF_ALL,
    _MONTH,
    Column("cost", MONEY, "reporting currency"),
)
PRODUCT_MONTHS = Table(
    "product_months",
    "derived",
    "store",
    "one product in one month with an order or a refund",
    ("month", "product_id", "category"),
    (
        _MONTH,
        Column("product_id", "TEXT", "the product", nullable=True),
        Column("category", "TEXT", "of the line, or of the product", nullable=True),
        Column("lines", "BIGINT", "order lines sold"),
        Column("gross_revenue", MONEY, "before refunds"),
        Column("revenue", MONEY, "after refunds"),
        Column("margin", MONEY, "after refunds and costs, by the basis of the snapshot"),
    ),
)
CONTACTS = _derived(
    "contacts",
    "one contact with a customer: an interaction that is no visit, open, click or view",
    ("interaction_id",),
    Column("interaction_id", "TEXT", "as in interactions"),
    _WHO,
    Column("day", "DATE", "the day it was opened"),
    _MONTH,
    _CHANNEL,
    _AGENT,
    Column("reason", "TEXT", "why they got in touch", nullable=True),
    Column("area", "TEXT", "the area of the company it falls to", nullable=True),
    Column("type", "TEXT", "call, ticket, return ...", nullable=True),
    Column("is_out", "BOOLEAN", "it came from us"),
    Column("is_complaint", "BOOLEAN", "whether it is a complaint"),
    Column("response_minutes", "DOUBLE", "from opening to the first response", nullable=True),
    Column("resolution_minutes", "DOUBLE", "from opening to the resolution", nullable=True),
    Column("waited", "DOUBLE", "minutes from the end of its day to the end of as_of"),
    Column("is_repeat", "BOOLEAN", "an earlier one of the same customer within some days"),
)
SURVEY_ANSWERS = _derived(
    "survey_answers",
    "one answer with a score",
    ("answer_id",),
    Column("answer_id", "TEXT", "as in answers"),
    _WHO,
    _MONTH,
    Column("kind", "TEXT", "nps, csat or ces"),
    Column("score", "DECIMAL(18,4)", "the answer as a number"),
    _CHANNEL,
    Column("agent", "TEXT", "who had the customer's latest contact, some days before", True),
)
ATTENDED_ORDERS = _derived(
    "attended_orders",
    "one net order some days after a contact",
    (),
    _OF_ALL,
    _MONTH,
    _CHANNEL,
    Column("agent", "TEXT", "who had the latest contact before it", nullable=True),
    Column("revenue", MONEY, "after refunds"),
    Column("margin", MONEY, "after refunds and costs"),
)
SUBSCRIPTION_ROWS = _derived(
    "subscription_rows",
    "one stretch of a subscription at one amount",
    ("subscription_id", "started"),
    Column("subscription_id", "TEXT", "the subscription"),
    _WHO,
    Column("started", "DATE", "first day at this amount"),
    Column("ended", "DATE", "first day no longer at it", nullable=True),
    Column("amount", MONEY, "recurring revenue in a month"),
    Column("involuntary", "BOOLEAN", "it ended because a payment failed", nullable=True),
)

TABLES = (
    PERIODS, SPANS, CUSTOMER_FACTS, ATTRIBUTE_LEVELS, SPLIT_PEOPLE, SPLIT_LEVELS, SPLIT_CODES,
    ORDER_ROWS, SERVICE_MONTHS, PRODUCT_MONTHS, CONTACTS, SURVEY_ANSWERS, ATTENDED_ORDERS,
    SUBSCRIPTION_ROWS,
)  # fmt: skip
