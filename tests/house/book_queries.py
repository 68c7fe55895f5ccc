"""The queries of what happened and of what customers are to us, by the place of their text."""

from tests.store.shop import END

from volver.decide import behaviour, changes, classes, stages, tiers, traits
from volver.decide.offers import baskets as offer_baskets
from volver.decide.offers import for_customer, knowledge, known, price_list, programmes
from volver.decide.plans import draft as plans
from volver.decide.plans import people as planned
from volver.decide.segments import figures, members, standing, worth
from volver.decide.segments.compile import compile_rule
from volver.decide.segments.plain import segments_of
from volver.decide.timing import channels, late, promised, today
from volver.decide.timing import known as of_day
from volver.decide.uplift import window
from volver.describe import (
    cohorts,
    consistency,
    contact_sources,
    funnel,
    griefs,
    inbound,
    journey,
    lists,
    losses,
    occasions,
    people,
    quality,
    retention,
    split,
    splits,
)
from volver.describe import gaps as waits
from volver.describe import measure as measures
from volver.describe import sources as of_metrics
from volver.describe.acquisition import cac, referral
from volver.describe.acquisition import people as acquired
from volver.describe.attribution import table as touches
from volver.describe.catalogue import HEADLINE, SOURCES
from volver.describe.formulas import profit as formula_profit
from volver.describe.formulas import worth as formula_worth
from volver.describe.formulas import year as formula_year
from volver.describe.metric import query

Queries = dict[str, str]
"""The name of each query's golden file, and its SQL."""


def metric_queries() -> Queries:
    """One query for each view that metrics read."""
    overs = dict.fromkeys(metric.over for metric in HEADLINE)
    return {
        f"metrics_over_{over}": query([metric for metric in HEADLINE if metric.over == over])
        for over in overs
    }


def measure_queries() -> Queries:
    """Every part of every source: as a whole, by customers and by a column of its own."""
    asked: Queries = {}
    for name, source in SOURCES.items():
        parts = tuple(source.parts)
        asked[f"measure_{name}"] = measures.sql_of(source, parts, "quarter", None)
        if source.by_month:
            asked[f"measure_{name}_by_month"] = measures.sql_of(source, parts, "month", None)
        if source.key:
            asked[f"measure_{name}_by_customers"] = measures.sql_of(
                source, parts, "year", "channel"
            )
        for own in list(source.own)[:1]:
            asked[f"measure_{name}_by_{own}"] = measures.sql_of(source, parts, "month", own)
    return asked


def split_queries() -> Queries:
    """Who is of which level, by what is known of them."""
    return {
        f"split_by_{slug}": splits.BY_FACT.format(level=level)
        for slug, level in splits.FACT_LEVELS.items()
    }


def breach_queries() -> Queries:
    """Contacts that were late, by what they were late with."""
    usual = contact_sources.USUAL
    return {
        f"breaches_of_{what}": lists.BREACHES.format(
            what=what, target=contact_sources.within(getattr(usual, what))
        )
        for what in ("response", "resolution")
    }


SEGMENTS = segments_of(
    {
        "keen": {"rule": "orders >= 2 or value > 500 and p_alive >= 0.2"},
        "overdue": {
            "rule": 'days_since_last >= 0 and not (channel = "it\'s" or'
            " first_order before 2024-02-19) or birth_year is missing"
        },
        "busy": {
            "rule": 'orders in last 20 days >= 1 and (bought_product "p" or subscribed "pro" or'
            ' bought_category "hats" in last 30 days or interactions "call" < 2)'
        },
        "scored": {
            "rule": 'not (nps < 3 and csat < 2) and (attribute "plan" = "pro" or years_old < 60)'
            " or complaints in last 90 days > 1 or value_at_stake != 0 and mrr >= 0"
        },
        "nested": {
            "rule": 'not in segment "overdue" and cost_to_serve > 0 and revenue > 1.5 and'
            ' (value_class in ("best", "good") or complaint_open or referred)'
        },
    }
)
RULES = {name: compile_rule(one.rule, END, SEGMENTS) for name, one in SEGMENTS.items()}
PARAMETERS = {
    given.replace("given", name): value
    for name, query in RULES.items()
    for given, value in query.parameters.items()
}
"""What those rules ask with."""


def segment_queries(asked: str) -> Queries:
    """Segments that between them ask in every way; each has parameters of its own."""
    return {
        f"segment_{name}_{asked.lower()}": getattr(members, asked).format(
            rule=query.sql.replace("$given", f"${name}")
        )
        for name, query in RULES.items()
    }


LISTED: dict[str, Queries] = {
    "describe.metric.query": metric_queries(),
    "describe.measure.BY_CUSTOMER": measure_queries(),
    "describe.measure.BY_OWN": {},
    "describe.measure.UNSPLIT": {},
    "describe.measure.NEEDED": {"needed": measures.NEEDED.format(view="histories")},
    "describe.measure._NEEDS": {
        "needed_costs": measures.NEEDED.format(view=measures._NEEDS["service_costs"][0])
    },
    "describe.sources._WIDE": {},
    "describe.sources.FIRST_MONTH": {"first_month_of_orders": of_metrics.FIRST_MONTH},
    "describe.contact_sources.FIRST_MONTH": {
        "first_month_of_subscriptions": contact_sources.FIRST_MONTH
    },
    "describe.sources.ORDER_ROWS": {"order_rows": of_metrics.ORDER_ROWS},
    "describe.sources.BASKETS": {},
    "describe.sources.FIRSTS": {},
    "describe.sources.SERVICE_MONTHS": {"service_months": of_metrics.SERVICE_MONTHS},
    "describe.sources.PROFIT": {},
    "describe.sources.PRODUCTS": {},
    "describe.sources.ATTENDED_ORDERS": {"attended_orders": of_metrics.ATTENDED_ORDERS},
    "describe.sources.ATTENDED": {},
    "describe.sources.ALIVE": {},
    "describe.contact_sources.CONTACTS": {"contacts": contact_sources.CONTACTS},
    "describe.contact_sources.ANSWERS": {"survey_answers": contact_sources.ANSWERS},
    "describe.contact_sources.SUBSCRIPTIONS": {"subscription_rows": contact_sources.SUBSCRIPTIONS},
    "describe.contact_sources.contacts": {},
    "describe.contact_sources.ANSWERED": {},
    "describe.contact_sources._HELD": {},
    "describe.splits.FACTS": {"customer_facts": splits.FACTS},
    "describe.splits.BY_FACT": split_queries(),
    "describe.splits.BY_COHORT": {"split_by_cohort": splits.BY_COHORT},
    "describe.splits.BY_CLASS": {"split_by_class": splits.BY_CLASS},
    "describe.splits.OF_ATTRIBUTE": {"attribute_levels": splits.OF_ATTRIBUTE},
    "describe.splits.BY_ATTRIBUTE": {"split_by_attribute": splits.BY_ATTRIBUTE},
    "describe.splits.NAMES": {"attribute_names": splits.NAMES},
    "describe.splits.LEVELS": {"split_levels": splits.LEVELS},
    "describe.splits.CODES": {"split_codes": splits.CODES},
    "describe.splits.NAMED": {"split_names": splits.NAMED},
    "describe.lists.BREACHES": breach_queries(),
    "describe.inbound.OPEN": {"inbound": inbound.OPEN},
    "describe.cohorts.BORN": {"cohort_sizes_split": cohorts.born_sql(True) + cohorts.SIZES},
    "describe.cohorts.SIZES": {"cohort_sizes": cohorts.born_sql(False) + cohorts.SIZES},
    "describe.cohorts.SUMS": {
        "cohort_sums": cohorts.born_sql(False) + cohorts.sums_sql("margin", "quarter"),
        "cohort_active_months": cohorts.born_sql(False) + cohorts.sums_sql("active", "month"),
    },
    "describe.cohorts.ACTIVE": {
        "cohort_active": cohorts.born_sql(True) + cohorts.sums_sql("active", "year")
    },
    "describe.cohorts.EACH": {
        "cohort_each": cohorts.born_sql(True) + cohorts.EACH.format(measure="margin")
    },
    "describe.cohorts.APART": {"cohort_apart": cohorts.APART},
    "describe.cohorts.SPENT": {"cohort_spent": cohorts.SPENT},
    "describe.split.KNOWN": {"split_known": split.KNOWN},
    "describe.split.LABELS": {"split_labels": split.LABELS},
    "describe.split.FROM_ORDERS": {"split_from_orders": split.FROM_ORDERS},
    "describe.split.CLASS": {"split_class": split.CLASS},
    "describe.split.EVERYBODY": {"split_everybody": split.EVERYBODY},
    "describe.occasions.OCCASIONS": {"occasions_by_customer": occasions.OCCASIONS},
    "describe.retention.CONTRACTS": {"retention_contracts": retention.CONTRACTS},
    "describe.retention.KNOWN": {"retention_known": retention.KNOWN},
    "describe.gaps.LATE_CUSTOMERS": {"late_customers": waits.LATE_CUSTOMERS},
    "describe.people.TOUCHES": {"people_touches": people.TOUCHES},
    "describe.people.CONTACTS": {"people_contacts": people.CONTACTS},
    "describe.people.HOLDERS": {"people_holders": people.HOLDERS},
    "describe.funnel.IDS": {"people_ids": funnel.IDS},
    "describe.journey.WORTH": {"journey_worth": journey.WORTH},
    "describe.journey.SATISFIED": {"journey_satisfied": journey.SATISFIED},
    "describe.formulas.year.SPANNED": {"formula_spans": formula_year.SPANNED},
    "describe.formulas.year.SPREAD": {"formula_spread": formula_year.SPREAD},
    "describe.formulas.year.COSTS": {"formula_costs": formula_year.COSTS},
    "describe.formulas.profit.GROUPS": {"profit_groups": formula_profit.GROUPS},
    "describe.formulas.profit.LOWEST": {"profit_lowest": formula_profit.LOWEST},
    "describe.formulas.worth.AHEAD": {"formula_ahead": formula_worth.AHEAD},
    "describe.formulas.worth.TO_DATE": {"formula_to_date": formula_worth.TO_DATE},
    "describe.quality.ANOMALIES": {"anomalies": quality.ANOMALIES},
    "describe.quality.ATTRIBUTES": {"missing_attributes": quality.ATTRIBUTES},
    "describe.quality.OWN": {"missing_of_customers": quality.OWN},
    "decide.classes.VALUED": {"valued": classes.VALUED},
    "decide.behaviour.BEHAVIOUR": {"behaviour": behaviour.BEHAVIOUR},
    "decide.behaviour.EXPECTED": {"expected_values": behaviour.EXPECTED},
    "decide.behaviour.EARNED": {"earned": behaviour.EARNED},
    "decide.stages.BEFORE_LAST": {"before_last": stages.BEFORE_LAST},
    "decide.stages.WHO": {"who": stages.WHO},
    "decide.tiers.CUSTOMERS": {"customers_known": tiers.CUSTOMERS},
    "decide.traits.KNOWN": {"traits_known": traits.KNOWN},
    "decide.traits.NAMED": {"traits_named": traits.NAMED},
    "decide.traits.OF_FIRST_SALE": {"traits_of_first_sale": traits.OF_FIRST_SALE},
    "decide.offers.baskets.BOUGHT": {"offers_bought": offer_baskets.BOUGHT},
    "decide.offers.baskets.SOLD": {"offers_sold": offer_baskets.SOLD},
    "decide.offers.baskets.CATEGORIES": {"offers_categories": offer_baskets.CATEGORIES},
    "decide.offers.baskets.CUSTOMERS": {"offers_customers": offer_baskets.CUSTOMERS},
    "decide.changes.MONTHS": {"changes_months": changes.MONTHS},
    "decide.changes.NEWCOMERS": {"changes_newcomers": changes.NEWCOMERS},
    "decide.changes.PRODUCTS": {"changes_products": changes.PRODUCTS},
    "decide.changes.MEMBERS": {"changes_members": changes.MEMBERS},
    "decide.changes.NEW_MEMBERS": {"changes_new_members": changes.NEW_MEMBERS},
    "decide.changes.IN_PART": {"changes_in_part": changes.IN_PART},
    "decide.changes.BUYERS": {"changes_buyers": changes.BUYERS},
    "describe.losses.ENDED": {"losses_ended": losses.ENDED},
    "describe.losses.SILENT": {"losses_silent": losses.SILENT},
    "describe.losses.LAST_YEARS": {"losses_last_years": losses.LAST_YEARS},
    "describe.consistency.TURNED_OUT": {"turned_out": consistency.TURNED_OUT},
    "describe.griefs.CONTACTS": {"griefs_contacts": griefs.CONTACTS},
    "describe.griefs.IN_TOUCH": {"griefs_in_touch": griefs.IN_TOUCH},
    "describe.griefs.SAID": {"griefs_said": griefs.SAID},
    "decide.segments.compile.compile_rule": segment_queries("LISTED"),
    "decide.segments.compile._Query.rows": {},
    "decide.segments.members.COUNTED": {
        "segment_count": segment_queries("COUNTED")["segment_nested_counted"]
    },
    "decide.segments.members.ROWS": {
        "segment_customers": segment_queries("ROWS")["segment_keen_rows"]
    },
    "decide.segments.worth.SUMS": {"segment_sums": worth.SUMS},
    "decide.segments.figures.PEOPLE": {"segment_people": figures.PEOPLE},
    "decide.segments.figures.STAKES": {"segment_stakes": figures.STAKES},
    "decide.segments.standing.GENDERS": {"segment_genders": standing.GENDERS},
    "decide.plans.people.PEOPLE": {"plan_people": planned.PEOPLE},
    "decide.plans.people.WORTH": {"plan_worth": planned.WORTH},
    "decide.plans.people.IDS": {"plan_ids": planned.IDS},
    "decide.plans.people.COMPLAINTS": {"plan_complaints": planned.COMPLAINTS},
    "decide.plans.people.CONTACTED": {"plan_contacted": planned.CONTACTED},
    "decide.plans.draft.MARGINS": {"plan_margins": plans.MARGINS},
    "describe.acquisition.people.PEOPLE": {"acquired_people": acquired.PEOPLE},
    "describe.acquisition.people.MOVED": {"acquired_moved": acquired.MOVED},
    "describe.acquisition.people.SERVED": {"acquired_served": acquired.SERVED},
    "describe.acquisition.people.EXPECTED": {"acquired_expected": acquired.EXPECTED},
    "describe.acquisition.cac.SPENT": {"spent": cac.SPENT},
    "describe.acquisition.referral.INVITED": {"invited": referral.INVITED},
    "describe.attribution.table.TOUCHES": {"touches": touches.TOUCHES},
    "describe.attribution.table.SINCE": {"new_since": touches.SINCE},
    "decide.offers.for_customer.IS_KNOWN": {"offered_customer": for_customer.IS_KNOWN},
    "decide.offers.knowledge.OWN": {"offered_own": knowledge.OWN},
    "decide.offers.known.CATALOGUE": {"offered_catalogue": known.CATALOGUE},
    "decide.offers.known.PAID": {"prices_paid": known.PAID},
    "decide.offers.known.RATIOS": {"prices_of_all": known.RATIOS},
    "decide.offers.known.KEPT": {"products_kept": known.KEPT},
    "decide.offers.known.TOLD": {"told_us": known.TOLD},
    "decide.timing.late.LATE": {"beyond_own_line": late.LATE},
    "decide.timing.late.NUMBERED": {"numbered": late.NUMBERED},
    "decide.timing.known.TOLD": {"told_by_all": of_day.TOLD},
    "decide.timing.known.CONSENT": {"consent_told": of_day.CONSENT},
    "decide.offers.programmes.EXPECTED": {"expected_of_all": programmes.EXPECTED},
    "decide.timing.promised.OWED": {"promised_and_due": promised.OWED},
    "decide.timing.today.NEWCOMERS": {"newcomers": today.NEWCOMERS},
    "decide.uplift.window.WINDOW": {"campaign_window": window.WINDOW},
    "decide.offers.price_list.SALES": {"sales_by_day": price_list.SALES},
    "decide.timing.channels.CHANNELS": {"own_channels": channels.CHANNELS},
}
