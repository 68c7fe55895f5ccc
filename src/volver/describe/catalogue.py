"""Every metric, in the order people read them."""

from volver.describe import frequency, sales
from volver.describe.metric import Metric

METRICS: tuple[Metric, ...] = (
    sales.CUSTOMERS,
    sales.ORDERS,
    sales.GROSS_REVENUE,
    sales.REFUNDS,
    sales.REVENUE,
    sales.MARGIN,
    sales.AVERAGE_ORDER_VALUE,
    sales.MEDIAN_ORDER_VALUE,
    frequency.PURCHASE_FREQUENCY,
    frequency.REPEAT_SHARE,
)
