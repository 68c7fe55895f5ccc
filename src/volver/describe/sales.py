"""Customers, orders and money."""

from volver.describe.metric import Metric, Middle, Quotient, Ratio, Share, Total, Unit

CUSTOMERS = Metric(
    slug="customers",
    title="Customers",
    question="How many customers have ordered and kept something?",
    unit=Unit.COUNT,
    source="orders",
    how=Total("customers", "customers"),
    sql="COUNT(*)",
    over="histories",
    caution="A customer whose every order was refunded to zero is not among them.",
)

NEW_CUSTOMERS = Metric(
    slug="new_customers",
    title="New customers",
    question="How many customers placed their first order?",
    unit=Unit.COUNT,
    source="orders",
    how=Total("new_customers", "new_customers"),
    caution="The first order in these data: who ordered before they begin looks new.",
)

RETURNING_SHARE = Metric(
    slug="returning_share",
    title="Returning customers",
    question="What share of the customers who ordered had ordered before the period?",
    unit=Unit.SHARE,
    source="orders",
    how=Share("returning_customers", "customers"),
    looks_back=True,
    caution="It rises when fewer new customers come: read it beside their number.",
)

ORDERS = Metric(
    slug="orders",
    title="Orders",
    question="How many orders were placed and not refunded to zero?",
    unit=Unit.COUNT,
    source="orders",
    how=Total("orders", "orders"),
    sql="SUM(CASE WHEN is_order THEN 1 ELSE 0 END)",
    over="net_orders",
    caution="An order of 0.00 counts; models count days with an order instead.",
)

GROSS_REVENUE = Metric(
    slug="gross_revenue",
    title="Revenue before refunds",
    question="How much did customers pay before anything was given back?",
    unit=Unit.MONEY,
    source="orders",
    how=Total("gross_revenue", "rows"),
    sql="SUM(gross_revenue)",
    over="net_orders",
    caution="Includes orders that were later refunded.",
)

REFUNDS = Metric(
    slug="refunds",
    title="Refunds",
    question="How much was given back to customers?",
    unit=Unit.MONEY,
    source="orders",
    how=Total("refunds", "rows"),
    sql="SUM(gross_revenue) - SUM(revenue)",
    over="net_orders",
    caution="Only refunds dated by the observation date.",
)

REVENUE = Metric(
    slug="revenue",
    title="Revenue",
    question="How much did customers pay after refunds?",
    unit=Unit.MONEY,
    source="orders",
    how=Total("revenue", "rows"),
    sql="SUM(revenue)",
    over="net_orders",
    caution="Revenue is not value: it knows no cost.",
)

MARGIN = Metric(
    slug="margin",
    title="Margin",
    question="How much was left after the costs that are known?",
    unit=Unit.MONEY,
    source="orders",
    how=Total("margin", "rows"),
    sql="SUM(margin)",
    over="net_orders",
    caution="As good as the cost behind it; the basis is named beside it.",
)

MARGIN_RATE = Metric(
    slug="margin_rate",
    title="Margin rate",
    question="How much of each unit of revenue was left as margin?",
    unit=Unit.SHARE,
    source="orders",
    how=Ratio("margin", "revenue", "rows", "margin2", "margin_revenue", "revenue2"),
    caution="By a rate from the settings it tells that rate again, and nothing of the goods.",
    least=2,
)

AVERAGE_ORDER_VALUE = Metric(
    slug="aov",
    title="Average order value",
    question="How much does one order bring in, after refunds?",
    unit=Unit.MONEY,
    source="orders",
    how=Ratio(
        "order_revenue", "orders", "customers", "order_revenue2", "order_revenue_orders", "orders2"
    ),
    sql="CAST(SUM(CASE WHEN is_order THEN revenue ELSE 0 END) AS DOUBLE)"
    " / NULLIF(SUM(CASE WHEN is_order THEN 1 ELSE 0 END), 0)",
    over="net_orders",
    caution="A mean: a few large orders can carry it. Read it beside the median.",
)

AVERAGE_GROSS_VALUE = Metric(
    slug="aov_gross",
    title="Average order value before refunds",
    question="How much was one order worth when it was placed?",
    unit=Unit.MONEY,
    source="orders",
    how=Ratio("gross_revenue", "placed", "payers", "gross2", "gross_placed", "placed2"),
    caution="Orders that came back in full are among them: nobody kept this money.",
)

MEDIAN_ORDER_VALUE = Metric(
    slug="aov_median",
    title="Median order value",
    question="How much does the order in the middle bring in, after refunds?",
    unit=Unit.MONEY,
    source="baskets",
    how=Middle("middle", "baskets"),
    sql="v_median(CASE WHEN is_order THEN revenue END)",
    over="net_orders",
    caution="Half of the orders bring in less.",
)

MEDIAN_GROSS_VALUE = Metric(
    slug="aov_gross_median",
    title="Median order value before refunds",
    question="How much was the order in the middle worth when it was placed?",
    unit=Unit.MONEY,
    source="baskets",
    how=Middle("gross_middle", "baskets"),
    caution="Of orders that did not come back in full.",
)

RETURN_RATE = Metric(
    slug="return_rate",
    title="Return rate",
    question="Of what share of orders was something given back?",
    unit=Unit.SHARE,
    source="orders",
    how=Share("returned", "placed"),
    caution="Counted in the period of the order: late orders have had less time to come back.",
)

REFUND_RATE = Metric(
    slug="refund_rate",
    title="Refunded revenue",
    question="What share of what customers paid was given back?",
    unit=Unit.SHARE,
    source="orders",
    how=Quotient("refunds", "gross_revenue", "placed"),
    caution="Counted in the period of the order: late orders have had less time to come back.",
)

COST_TO_SERVE = Metric(
    slug="cost_to_serve",
    title="Cost to serve",
    question="How much did orders, returns and contacts cost?",
    unit=Unit.MONEY,
    source="profit",
    how=Total("cost", "rows"),
    caution="Only what has a cost, in the log or in the settings. People who have never kept an"
    " order are among the unknown.",
)

PROFIT = Metric(
    slug="profit",
    title="Margin after cost to serve",
    question="How much of the margin was left after serving the customers?",
    unit=Unit.MONEY,
    source="profit",
    how=Total("profit", "rows"),
    caution="Before marketing and fixed costs.",
)

LINES = Metric(
    slug="sales_lines",
    title="Order lines sold",
    question="How many lines of which products were ordered?",
    unit=Unit.COUNT,
    source="products",
    how=Total("lines", "lines"),
    caution="Lines, not pieces; what came back is among them.",
)

PRODUCT_REVENUE = Metric(
    slug="product_revenue",
    title="Revenue by product",
    question="How much did each product bring in, after refunds?",
    unit=Unit.MONEY,
    source="products",
    how=Total("revenue", "rows"),
    caution="A refund without a product counts as unknown.",
)

PRODUCT_MARGIN = Metric(
    slug="product_margin",
    title="Margin by product",
    question="How much of what each product brought in was left?",
    unit=Unit.MONEY,
    source="products",
    how=Total("margin", "rows"),
    caution="As good as the cost behind it; the basis is named beside it.",
)

PRODUCT_REFUNDS = Metric(
    slug="product_refund_rate",
    title="Refunded revenue by product",
    question="What share of what customers paid for each product was given back?",
    unit=Unit.SHARE,
    source="products",
    how=Quotient("refunds", "gross_revenue", "lines"),
    caution="Counted in the period of the order: late orders have had less time to come back.",
)

ATTENDED_ORDERS = Metric(
    slug="attended_orders",
    title="Orders after a contact",
    question="How many orders came within a week of a contact with an agent?",
    unit=Unit.COUNT,
    source="attended",
    how=Total("attended", "attended"),
    caution="After is not because: many would have ordered anyway. The latest agent counts.",
)

ATTENDED_MARGIN = Metric(
    slug="attended_margin",
    title="Margin after a contact",
    question="How much margin came within a week of a contact with an agent?",
    unit=Unit.MONEY,
    source="attended",
    how=Total("margin", "attended"),
    caution="After is not because: many would have ordered anyway. The latest agent counts.",
)
