"""How often customers come back."""

from volver.describe.metric import Metric, Ratio, Share, Unit

PURCHASE_FREQUENCY = Metric(
    slug="purchase_frequency",
    title="Orders per customer",
    question="How many orders has a customer placed over the whole period?",
    unit=Unit.RATIO,
    source="orders",
    how=Ratio("orders", "customers", "customers", "orders2", "orders", "customers"),
    sql="CAST(SUM(orders) AS DOUBLE) / NULLIF(COUNT(*), 0)",
    over="histories",
    caution="Over the whole data: customers who came late had less time.",
)

REPEAT_SHARE = Metric(
    slug="repeat_share",
    title="Repeat share",
    question="What share of customers has ordered on a second day?",
    unit=Unit.SHARE,
    source="firsts",
    how=Share("repeaters", "customers"),
    sql="CAST(SUM(CASE WHEN repeat_count > 0 THEN 1 ELSE 0 END) AS DOUBLE) / NULLIF(COUNT(*), 0)",
    over="histories",
    caution="Customers who came late had less time to return.",
)
