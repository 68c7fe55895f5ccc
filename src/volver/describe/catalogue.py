"""Every metric, in the order people read them, and what they are counted from."""

from volver.describe import (
    contact_sources,
    frequency,
    recurring,
    sales,
    satisfaction,
    service,
    sources,
)
from volver.describe.metric import Metric
from volver.describe.sources import Source

HEADLINE: tuple[Metric, ...] = (
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
"""What a report says of the whole data under its headline."""
OF_ORDERS: tuple[Metric, ...] = (
    sales.CUSTOMERS,
    sales.NEW_CUSTOMERS,
    sales.RETURNING_SHARE,
    sales.ORDERS,
    sales.GROSS_REVENUE,
    sales.REFUNDS,
    sales.REVENUE,
    sales.MARGIN,
    sales.MARGIN_RATE,
    sales.AVERAGE_ORDER_VALUE,
    sales.MEDIAN_ORDER_VALUE,
    sales.AVERAGE_GROSS_VALUE,
    sales.MEDIAN_GROSS_VALUE,
    frequency.PURCHASE_FREQUENCY,
    frequency.REPEAT_SHARE,
    sales.RETURN_RATE,
    sales.REFUND_RATE,
    sales.COST_TO_SERVE,
    sales.PROFIT,
)
OF_SALES: tuple[Metric, ...] = (
    sales.LINES,
    sales.PRODUCT_REVENUE,
    sales.PRODUCT_MARGIN,
    sales.PRODUCT_REFUNDS,
    sales.ATTENDED_ORDERS,
    sales.ATTENDED_MARGIN,
)
OF_SERVICE: tuple[Metric, ...] = (
    service.CONTACTS,
    service.OUTGOING,
    service.COMPLAINTS,
    service.COMPLAINT_SHARE,
    service.RESPONSE_TIME,
    service.RESPONSE_ON_TIME,
    service.RESOLUTION_TIME,
    service.RESOLUTION_ON_TIME,
    service.REPEAT_CONTACT,
    service.UNANSWERED,
)
OF_ANSWERS: tuple[Metric, ...] = (
    satisfaction.CSAT,
    satisfaction.CSAT_ANSWERS,
    satisfaction.NPS,
    satisfaction.NPS_ANSWERS,
    satisfaction.CES,
    satisfaction.CES_ANSWERS,
)
WATERFALL: tuple[Metric, ...] = (
    recurring.MRR_START,
    recurring.MRR_NEW,
    recurring.MRR_EXPANSION,
    recurring.MRR_REACTIVATED,
    recurring.MRR_CONTRACTION,
    recurring.MRR_CHURNED,
    recurring.MRR,
)
OF_SUBSCRIPTIONS: tuple[Metric, ...] = (
    *WATERFALL,
    recurring.NRR,
    recurring.GRR,
    recurring.QUICK_RATIO,
    recurring.ARPA,
    recurring.SUBSCRIBERS,
    recurring.CHURN,
    recurring.CHURN_INVOLUNTARY,
    recurring.CHURN_VOLUNTARY,
)
METRICS: tuple[Metric, ...] = (
    *OF_ORDERS,
    *OF_SALES,
    *OF_SERVICE,
    *OF_ANSWERS,
    *OF_SUBSCRIPTIONS,
    recurring.CHURN_MODELLED,
)
BY_SLUG: dict[str, Metric] = {metric.slug: metric for metric in METRICS}

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        sources.ORDERS,
        sources.BASKETS,
        sources.FIRSTS,
        sources.PROFIT,
        sources.PRODUCTS,
        sources.ATTENDED,
        sources.ALIVE,
        contact_sources.contacts(),
        contact_sources.ANSWERED,
        contact_sources.RECURRING,
    )
}


def with_targets(targets: contact_sources.Targets) -> dict[str, Source]:
    """The sources with a company's own targets for contacts."""
    return {**SOURCES, "contacts": contact_sources.contacts(targets)}
