"""Customers, orders and money."""

from volver.describe.metric import Metric, Unit

CUSTOMERS = Metric(
    slug="customers",
    title="Customers",
    question="How many customers have ordered and kept something?",
    unit=Unit.COUNT,
    sql="COUNT(*)",
    over="histories",
    caution="A customer whose every order was refunded to zero is not among them.",
)

ORDERS = Metric(
    slug="orders",
    title="Orders",
    question="How many orders were placed and not refunded to zero?",
    unit=Unit.COUNT,
    sql="SUM(CASE WHEN is_order THEN 1 ELSE 0 END)",
    over="net_orders",
    caution="An order of 0.00 counts; models count days with an order instead.",
)

GROSS_REVENUE = Metric(
    slug="gross_revenue",
    title="Revenue before refunds",
    question="How much did customers pay before anything was given back?",
    unit=Unit.MONEY,
    sql="SUM(gross_revenue)",
    over="net_orders",
    caution="Includes orders that were later refunded.",
)

REFUNDS = Metric(
    slug="refunds",
    title="Refunds",
    question="How much was given back to customers?",
    unit=Unit.MONEY,
    sql="SUM(gross_revenue) - SUM(revenue)",
    over="net_orders",
    caution="Only refunds dated by the observation date.",
)

REVENUE = Metric(
    slug="revenue",
    title="Revenue",
    question="How much did customers pay after refunds?",
    unit=Unit.MONEY,
    sql="SUM(revenue)",
    over="net_orders",
    caution="Revenue is not value: it knows no cost.",
)

MARGIN = Metric(
    slug="margin",
    title="Margin",
    question="How much was left after the costs that are known?",
    unit=Unit.MONEY,
    sql="SUM(margin)",
    over="net_orders",
    caution="As good as the cost behind it; the basis is named beside it.",
)

AVERAGE_ORDER_VALUE = Metric(
    slug="aov",
    title="Average order value",
    question="How much does one order bring in, after refunds?",
    unit=Unit.MONEY,
    sql="CAST(SUM(CASE WHEN is_order THEN revenue ELSE 0 END) AS DOUBLE)"
    " / NULLIF(SUM(CASE WHEN is_order THEN 1 ELSE 0 END), 0)",
    over="net_orders",
    caution="A mean: a few wholesale orders can carry it. Read it beside the median.",
)

MEDIAN_ORDER_VALUE = Metric(
    slug="aov_median",
    title="Median order value",
    question="How much does the order in the middle bring in, after refunds?",
    unit=Unit.MONEY,
    sql="v_median(CASE WHEN is_order THEN revenue END)",
    over="net_orders",
    caution="Half of the orders bring in less.",
)
