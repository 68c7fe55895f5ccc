"""The sheet of recurring revenue and churn."""

from volver.app.book.asked import Asked
from volver.app.book.kpis import MONTHS
from volver.describe.catalogue import BY_SLUG, OF_SUBSCRIPTIONS, WATERFALL
from volver.describe.lists import waterfall
from volver.describe.measure import Span, told
from volver.domain.service import SubscriptionFigures


def find(asked: Asked) -> SubscriptionFigures:
    """The waterfall and the rates month by month; churn by contract and by the model apart."""
    here, level = asked.snapshot, asked.level
    lately = Span.lately(here.as_of, MONTHS)
    rates = [metric for metric in OF_SUBSCRIPTIONS if metric not in WATERFALL]
    by_month = told(here, rates, "month", span=lately, level=level)
    is_there = all(metric.lacks is None for metric in by_month)
    return SubscriptionFigures(
        level=level,
        months=tuple(waterfall(here, "month", span=lately)) if is_there else (),
        by_month=by_month,
        modelled=told(here, [BY_SLUG["churn_modelled"]], level=level),
    )
