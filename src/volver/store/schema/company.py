"""What a company knows besides its orders. Nothing but orders is required: each may be empty."""

from volver.store.schema.table import MONEY, Column, Table

CUSTOMERS = Table(
    name="customers",
    kind="view",
    written_by="store",
    one_row="one person or company that is known, customer or prospect",
    key=("customer_id",),
    columns=(
        Column("customer_id", "TEXT", "the customer, as in the orders"),
        Column("first_contact", "DATE", "day of the first contact, where known", nullable=True),
        Column("channel", "TEXT", "the channel that brought them", nullable=True),
        Column("campaign", "TEXT", "the campaign that brought them", nullable=True),
        Column("referred_by", "TEXT", "the customer who recommended us", nullable=True),
        Column("country", "TEXT", "country or region", nullable=True),
        Column("gender", "TEXT", "as the source writes it", nullable=True),
        Column("birth_year", "BIGINT", "year of birth", nullable=True),
    ),
)

ATTRIBUTES = Table(
    name="attributes",
    kind="view",
    written_by="store",
    one_row="one attribute of a customer that has no column of its own in customers",
    key=("customer_id", "name"),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("name", "TEXT", "the attribute, as the mapping names it"),
        Column("label", "TEXT", "its value as text"),
        Column("number", "DOUBLE", "its value where it is a number", nullable=True),
    ),
)

PRODUCTS = Table(
    name="products",
    kind="view",
    written_by="store",
    one_row="one product of the catalogue",
    key=("product_id",),
    columns=(
        Column("product_id", "TEXT", "the product, as in the orders"),
        Column("name", "TEXT", "what it is called", nullable=True),
        Column("category", "TEXT", "its category", nullable=True),
        Column("brand", "TEXT", "its brand", nullable=True),
        Column("price", MONEY, "list price of one piece, reporting currency", nullable=True),
        Column("cost", MONEY, "cost of one piece, reporting currency", nullable=True),
    ),
)

SPEND = Table(
    name="spend",
    kind="view",
    written_by="store",
    one_row="money spent on one day for one purpose, channel and campaign",
    key=("day", "purpose", "category", "channel", "campaign"),
    columns=(
        Column("day", "DATE", "the day it was spent for"),
        Column("amount", MONEY, "reporting currency; a credit note is below zero"),
        Column("purpose", "TEXT", "acquire or retain"),
        Column("category", "TEXT", "marketing, advertising, commissions or other"),
        Column("channel", "TEXT", "the channel", nullable=True),
        Column("campaign", "TEXT", "the campaign", nullable=True),
    ),
)

INTERACTIONS = Table(
    name="interactions",
    kind="view",
    written_by="store",
    one_row="one thing that a customer or an agent did that is not an order",
    key=("interaction_id",),
    columns=(
        Column("interaction_id", "TEXT", "the source's number, or the line it stands on"),
        Column("customer_id", "TEXT", "the customer; absent: not known", nullable=True),
        Column("opened_at", "TIMESTAMP", "when it was opened, UTC"),
        Column("day", "DATE", "that day in the company's time zone"),
        Column("channel", "TEXT", "phone, e-mail, chat, web, search ...", nullable=True),
        Column("campaign", "TEXT", "the campaign behind it", nullable=True),
        Column("direction", "TEXT", "in or out", nullable=True),
        Column("type", "TEXT", "visit, open, click, call, ticket, return ...", nullable=True),
        Column("reason", "TEXT", "why they got in touch", nullable=True),
        Column("area", "TEXT", "the area of the company it falls to", nullable=True),
        Column("is_complaint", "BOOLEAN", "whether it is a complaint"),
        Column("response_minutes", "DOUBLE", "from opening to the first response", nullable=True),
        Column("resolved_day", "DATE", "day it was resolved", nullable=True),
        Column("resolution_minutes", "DOUBLE", "from opening to the resolution", nullable=True),
        Column("state", "TEXT", "as the source writes it", nullable=True),
        Column("agent", "TEXT", "who handled it", nullable=True),
        Column("owner", "TEXT", "who answers for it", nullable=True),
        Column("outcome", "TEXT", "how it ended", nullable=True),
        Column("promise", "TEXT", "what was promised", nullable=True),
        Column("promise_due", "DATE", "by when", nullable=True),
        Column("next_contact", "DATE", "when to get in touch again", nullable=True),
        Column("product_id", "TEXT", "the product it was about", nullable=True),
        Column("cost", MONEY, "what it cost, reporting currency", nullable=True),
    ),
)

SUBSCRIPTIONS = Table(
    name="subscriptions",
    kind="view",
    written_by="store",
    one_row="one stretch of a subscription at one amount: a change ends one and starts the next",
    key=("subscription_id", "started"),
    columns=(
        Column("subscription_id", "TEXT", "the subscription"),
        Column("customer_id", "TEXT", "the customer"),
        Column("started", "DATE", "first day at this amount"),
        Column("ended", "DATE", "first day no longer at it; absent: it runs", nullable=True),
        Column("amount", MONEY, "recurring revenue in a month, reporting currency"),
        Column("plan", "TEXT", "the plan", nullable=True),
        Column("reason", "TEXT", "why it ended", nullable=True),
        Column("involuntary", "BOOLEAN", "it ended because a payment failed", nullable=True),
    ),
)

ANSWERS = Table(
    name="answers",
    kind="view",
    written_by="store",
    one_row="one answer to one question of a survey",
    key=("answer_id",),
    columns=(
        Column("answer_id", "TEXT", "the source's number, or the line it stands on"),
        Column("customer_id", "TEXT", "who answered; absent: not known", nullable=True),
        Column("day", "DATE", "the day of the answer"),
        Column("kind", "TEXT", "nps (0-10), csat (1-5), ces (1-7), choice or text"),
        Column("question", "TEXT", "what was asked", nullable=True),
        Column("score", "DOUBLE", "the answer as a number", nullable=True),
        Column("answer", "TEXT", "the answer in words", nullable=True),
        Column("channel", "TEXT", "the channel that the answer is about", nullable=True),
    ),
)

CONTACT_COSTS = Table(
    name="contact_costs",
    kind="derived",
    written_by="app",
    one_row="one unit cost that the settings name",
    key=("kind", "channel"),
    columns=(
        Column("kind", "TEXT", "contact, order or return"),
        Column("channel", "TEXT", "the channel it holds for; '*': every other one"),
        Column("cost", MONEY, "of one, reporting currency"),
    ),
)

SERVICE_COSTS = Table(
    name="service_costs",
    kind="view",
    written_by="store",
    one_row="what one customer cost to serve on one day, by kind of cost",
    key=("customer_id", "day", "kind"),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("day", "DATE", "the day"),
        Column("kind", "TEXT", "contact, order or return"),
        Column("times", "BIGINT", "contacts, orders or returns"),
        Column("cost", MONEY, "reporting currency; a contact whose cost nobody states counts 0"),
    ),
)

CUSTOMER_MONTHS = Table(
    name="customer_months",
    kind="derived",
    written_by="store",
    one_row="one customer in one calendar month with an order or a refund",
    key=("n", "month"),
    columns=(
        Column(
            "n",
            "INTEGER",
            "row number of histories; -1: all customers who kept nothing they bought, as one",
        ),
        Column("month", "INTEGER", "12 x year + month - 1: 24288 is January 2024"),
        Column("orders", "BIGINT", "net orders"),
        Column("is_first", "INTEGER", "1 in the month of the first order, else 0"),
        Column("placed", "BIGINT", "orders, those that came back in full among them"),
        Column("returned", "BIGINT", "orders of which something was given back"),
        Column("order_revenue", MONEY, "after refunds, without refunds that fit no order"),
        Column("gross_revenue", MONEY, "before refunds"),
        Column("revenue", MONEY, "after refunds"),
        Column("margin", MONEY, "after refunds and costs, by the basis of the snapshot"),
    ),
)

PRODUCT_LINES = Table(
    name="product_lines",
    kind="view",
    written_by="store",
    one_row="one customer and product on one day, sold or given back",
    key=("customer_id", "product_id", "day", "sold_on", "is_refund"),
    columns=(
        Column("customer_id", "TEXT", "the customer"),
        Column("product_id", "TEXT", "the product; empty: not known"),
        Column("day", "DATE", "the day of the sale, or of the refund"),
        Column("sold_on", "DATE", "day of the order that it belongs to"),
        Column("is_refund", "BOOLEAN", "whether it was given back"),
        Column("times", "BIGINT", "lines"),
        Column("revenue", MONEY, "below zero for refunds"),
        Column("margin", MONEY, "by the basis of the snapshot"),
    ),
)

PARTS = Table(
    name="parts",
    kind="derived",
    written_by="decide",
    one_row="one customer in one way to part customers",
    key=("n", "dimension"),
    columns=(
        Column("n", "INTEGER", "row number of histories"),
        Column("dimension", "INTEGER", "which way, from 0"),
        Column("code", "INTEGER", "the part, from 0"),
    ),
)

VIEWS = (CUSTOMERS, ATTRIBUTES, PRODUCTS, SPEND, INTERACTIONS, SUBSCRIPTIONS, ANSWERS)
"""What a source may hold besides orders, by the name that volver.toml gives its kind."""


def records_of(view: Table) -> Table:
    """The table that a source's accepted rows are kept in; its view ends with `as_of`."""
    place = (
        Column("load_id", "INTEGER", "the load it came with"),
        Column("line", "BIGINT", "physical line where the record starts, from 1"),
    )
    return Table(
        name=f"{view.name}_records",
        kind="table",
        written_by="collect",
        one_row=f"one accepted row of a source of {view.name}",
        key=("load_id", "line"),
        columns=(*place, *view.columns),
    )


RECORDS = tuple(records_of(view) for view in VIEWS)
TABLES = (*RECORDS, *VIEWS, CONTACT_COSTS, SERVICE_COSTS, CUSTOMER_MONTHS, PRODUCT_LINES, PARTS)
