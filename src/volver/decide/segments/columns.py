"""Where each field of a rule comes from: all the SQL that a rule can ever become.

What stands here is ours to the last letter; of a rule, only parameters go into a query.
"""

from dataclasses import dataclass

CLASS_NAME = (
    "CASE WHEN classes.class_code = 0 THEN 'best' WHEN classes.class_code = 1 THEN 'potential'"
    " WHEN classes.class_code = 2 THEN 'good' WHEN classes.class_code = 3 THEN 'never_profitable'"
    " END"
)
STAYS = "COALESCE(forecasts.p_stays, forecasts.p_alive)"
"""The chance that a customer is there; under contract, where that is seen, that they will be."""

AT_STAKE = (
    f"CASE WHEN forecasts.value > 0 THEN forecasts.value * (1 - {STAYS})"
    " WHEN forecasts.value <= 0 AND forecasts.p_alive IS NOT NULL THEN CAST(0 AS DOUBLE) END"
)
"""Expected margin at stake: value x (1 - P(alive)), what is expected of a customer times the chance
that they are gone, or under contract that they leave within the horizon; 0 where nothing is
expected. It is no forecast of a loss, since the value has that chance in it already: it ranks those
first of whom much is expected and little is sure."""

PLAIN: dict[str, str] = {
    "orders": "histories.orders",
    "repeat_count": "histories.repeat_count",
    "days_since_last": "(histories.age - histories.first_to_last)",
    "days_since_first": "histories.age",
    "first_order": "histories.first_order",
    "last_order": "histories.last_order",
    "margin": "CAST(histories.margin_to_date AS DOUBLE)",
    "value": "forecasts.value",
    "value_low": "forecasts.value_low",
    "value_high": "forecasts.value_high",
    "value_at_stake": AT_STAKE,
    "p_alive": "forecasts.p_alive",
    "expected_orders": "forecasts.expected_orders",
    "value_class": CLASS_NAME,
    "channel": "customer_traits.channel",
    "campaign": "customer_traits.campaign",
    "country": "customer_traits.country",
    "first_contact": "customer_traits.first_contact",
    "referred": "(customer_traits.referred_by IS NOT NULL)",
    "gender": "customer_traits.gender",
    "birth_year": "customer_traits.birth_year",
    "years_old": "($this_year - customer_traits.birth_year)",
}
"""Fields that one row by customer holds: the expression, its table named in it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A field that is gathered from several rows of a customer."""

    table: str
    aggregate: str
    about: str = ""
    """The column that the text behind the field's name is compared with."""
    day: str = ""
    """The column that `in last N days` looks at."""
    only: str = ""
    """A condition on the rows that always holds."""
    whole: str = "{found}"
    """What is made of it; {found} is NULL where a customer has no such row."""


COUNTED = "COALESCE({found}, 0)"
SPENT = "CAST(COALESCE({found}, 0) AS DOUBLE)"
ANY_SUCH = "(COALESCE({found}, 0) > 0)"
GATHERED: dict[str, Gathered] = {
    "orders": Gathered("customer_days", "SUM(orders)", day="day", whole=COUNTED),
    "revenue": Gathered("customer_days", "SUM(revenue)", day="day", whole=SPENT),
    "margin": Gathered("customer_days", "SUM(margin)", day="day", whole=SPENT),
    "bought_product": Gathered(
        "customer_products", "COUNT(*)", "product_id", "last_day", whole=ANY_SUCH
    ),
    "bought_category": Gathered(
        "customer_products", "COUNT(*)", "category", "last_day", whole=ANY_SUCH
    ),
    "attribute": Gathered("customer_labels", "MIN(label)", "name"),
    "interactions": Gathered(
        "customer_interactions", "SUM(interactions)", "type", "day", whole=COUNTED
    ),
    "last_interaction": Gathered("customer_interactions", "MAX(day)", "type"),
    "complaints": Gathered("customer_interactions", "SUM(complaints)", day="day", whole=COUNTED),
    "complaint_open": Gathered("customer_interactions", "SUM(open_complaints)", whole=ANY_SUCH),
    "nps": Gathered("customer_scores", "MIN(score)", only="kind = 'nps'"),
    "csat": Gathered("customer_scores", "MIN(score)", only="kind = 'csat'"),
    "ces": Gathered("customer_scores", "MIN(score)", only="kind = 'ces'"),
    "subscribed": Gathered("customer_plans", "SUM(subscriptions)", "plan", whole=ANY_SUCH),
    "mrr": Gathered("customer_plans", "SUM(amount)", "plan", whole=SPENT),
    "cost_to_serve": Gathered("customer_costs", "SUM(cost)", day="day", whole=SPENT),
}
NUMBER_OF_ATTRIBUTE = Gathered("customer_labels", "MIN(number)", "name")
