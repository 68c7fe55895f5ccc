"""The sheet of customers, orders and money."""

from volver.app.book.asked import Asked
from volver.describe.catalogue import BY_SLUG, OF_ORDERS, OF_SALES
from volver.describe.measure import Span, lacking, told
from volver.domain.measure import Told
from volver.domain.service import OrderFigures

MONTHS = 24
"""How far back a sheet looks month by month."""
NOT_AS_A_WHOLE = {
    "new_customers",
    "returning_share",
    "product_revenue",
    "product_margin",
    "product_refund_rate",
}
"""Over all time everybody was new once, and sales of all products are sales."""
BY_CHANNEL = (
    "customers", "orders", "revenue", "margin", "margin_rate", "aov",
    "aov_median", "purchase_frequency", "repeat_share", "return_rate", "profit",
)  # fmt: skip
BY_PRODUCT = ("sales_lines", "product_revenue", "product_margin", "product_refund_rate")
BY_AGENT = ("attended_orders", "attended_margin")


def find(asked: Asked) -> OrderFigures:
    """Every figure of orders: as a whole, by month, by channel; sales by category and agent."""
    here, level = asked.snapshot, asked.level
    lately = Span.lately(here.as_of, MONTHS)

    def split(slugs: tuple[str, ...], by: str) -> tuple[Told, ...]:
        return told(here, [BY_SLUG[slug] for slug in slugs], split=by, level=level)

    whole = [metric for metric in (*OF_ORDERS, *OF_SALES) if metric.slug not in NOT_AS_A_WHOLE]
    orders_here = [metric for metric in OF_ORDERS if lacking(here, metric) is None]
    return OrderFigures(
        basis=here.shape.basis.label,
        level=level,
        whole=told(here, whole, level=level),
        by_month=told(here, orders_here, "month", span=lately, level=level),
        by_channel=split(BY_CHANNEL, "channel"),
        by_product=split(BY_PRODUCT, "category"),
        by_agent=split(BY_AGENT, "agent"),
    )
