"""Every query of the product, by the place in the source where its text stands."""

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import get_args

from tests.store.shop import END

from volver.app import opportunity_sources, refresh, reports
from volver.app import publish as app_publish
from volver.collect.bind import Bound
from volver.collect.in_place import lines as in_place_lines
from volver.collect.in_place import read as in_place
from volver.collect.in_place.table import Table
from volver.collect.mapping import Mapping
from volver.decide import behaviour, changes, classes, reasons, stages, tiers, traits
from volver.decide.segments import figures, members, standing
from volver.decide.segments.compile import compile_rule
from volver.decide.segments.plain import segments_of
from volver.describe import (
    cohorts,
    consistency,
    contact_sources,
    funnel,
    griefs,
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
from volver.domain.money import Basis, BasisKind
from volver.predict import base, baselines, card, setting
from volver.predict.challenger import features
from volver.predict.evidence import alive, gaps, tracking
from volver.predict.groups import profiles
from volver.predict.season import models as seasons
from volver.store import collapse, facts, kept, orders, parts, publish, snapshot, views
from volver.store.schema import company
from volver.store.snapshot import Snapshot
from volver.store.views import Shape
from volver.store.views.company import company_views

SOURCE = Path(str(files("volver")))
NOT_RENDERED = ("collect", "store/engines")
RENDERED_ALL_THE_SAME = "collect/in_place"
"""Files are read into the embedded engine, and an adapter speaks its own engine's SQL; tables are
read by any engine."""

SHAPES = [
    Shape(Basis(kind, 0.35), order_ids, refunds)
    for kind, order_ids, refunds in product(get_args(BasisKind), (True, False), (True, False))
]
REASON, TEXTS = reasons.reason_sql(str, ",", ".")
PARAMETERS = {
    "as_of": date(2024, 12, 31),
    "rate": 0.35,
    "below": 2**31,
    "origin": date(2023, 12, 31),
    "until": date(2024, 12, 31),
    "start": date(2023, 12, 31),
    "since": date(2024, 2, 1),
    "most": 20,
    "first": 0,
    "last": 4_999,
    "customer": "O'Neill",
    "enough": 4,
    "usual": 30,
    "level": 0.9,
    "horizon_days": 365,
    "annual_rate": 0.1,
    "year": 2024,
    "days": 7,
    "attribute": "plan",
    "earliest": 24_280,
    "latest": 24_300,
    "month": 24_289,
    "dimension": 0,
    "n": 0,
    "code": 0,
    "product": "p",
    "look": 90,
    "back": 180,
    **dict(zip(("late_a", "late_b", "late_c", "late_d"), consistency.LATE, strict=True)),
    **dict.fromkeys(("why", "currency", "basis", "model", "step"), "a text"),
    **TEXTS,
    "this_year": 2024,
}
"""A value for every parameter, as golden files show them."""

Queries = dict[str, str]
"""The name of each query's golden file, and its SQL."""


def view_queries() -> Queries:
    """The text of every view, the priced lines once for each basis."""
    texts = {path.stem: views.text(path.stem) for path in (SOURCE / "store/views").glob("*.sql")}
    del texts["priced_lines"]
    for shape in SHAPES:
        texts[f"priced_lines_{shape.basis.kind}"] = views.definitions(shape)["priced_lines"]
    return texts


def company_queries() -> Queries:
    """What is known besides orders, and where nothing is known."""
    records = {view.name: f"SELECT * FROM {view.name}_records" for view in company.VIEWS}
    known = company_views(records)
    nobody = company_views({})["interactions"]
    counted = f"SELECT COUNT(*), COUNT(opened_at), MAX(day) FROM ({nobody}) AS nobody"
    return known | {"interactions_of_nobody": counted}


def whole_query() -> str:
    """The histories with all their views, as an engine gets them."""
    shape = Shape(Basis("margin_from_cost", 0.35), has_order_ids=True, has_refunds=True)
    return Snapshot(None, PARAMETERS["as_of"], shape).sql(views.histories(shape))


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


def values_queries() -> Queries:
    """The published table, with reasons and without."""
    return {
        "values": publish.values_sql(REASON, classified=True),
        "values_for_a_spreadsheet": publish.values_sql(REASON, True, guard_formulas=True),
        "values_point_only": publish.values_sql("$why", classified=False),
        "values_with_next_orders": publish.values_sql(REASON, True, extra=publish.NEXT),
        "values_top": publish.values_sql(REASON, classified=True, only=app_publish.TOP),
    }


def columns_queries() -> Queries:
    """A table of columns, as it stands and for a spreadsheet."""
    names = ("line", "customer_id", "expected_orders")
    return {
        "columns": publish.columns_sql(names, "customer_id"),
        "columns_for_a_spreadsheet": publish.columns_sql(names, "customer_id", guard_formulas=True),
    }


def in_place_tables() -> dict[str, Table]:
    """Tables of a company as they are mapped; order_lines stands in for each of them."""
    names = {"customer": "customer_id", "order": "order_id", "product": "product_id"}
    whole = {**names, "date": "ordered_at", "amount": "revenue", "category": "category"}
    mapped = {
        "line": (whole | {"cost": "cost", "refund_of": "refund_of"}, Mapping(zone="UTC")),
        "piece": (
            {**names, "date": "day", "quantity": "line", "unit_price": "revenue"},
            Mapping(statuses={"shoes": "excluded"}),
        ),
        "currency": (
            {**whole, "currency": "category", "status": "product_id"},
            Mapping(rates={"USD": 0.86}, statuses={"p": "counts", "q": "excluded"}),
        ),
    }
    kinds = {"ordered_at": "time", "day": "day", "line": "whole", "revenue": "decimal"}
    kinds |= {"cost": "decimal"}
    return {
        name: Table(
            "order_lines",
            "order_lines",
            mapping,
            {
                field: Bound(field, column, at, kinds.get(column, "text"))
                for at, (field, column) in enumerate(columns.items())
            },
        )
        for name, (columns, mapping) in mapped.items()
    }


def in_place_queries(text: str) -> Queries:
    """One query over the judged rows of each table."""
    slug = {in_place.FOUND: "found", in_place.CURRENCIES: "currencies", in_place.WORDS: "words"}
    needs = {in_place.CURRENCIES: "currency", in_place.WORDS: "status"}
    return {
        f"in_place_{slug[text]}_by_{name}": text.replace(
            "/* judged */", in_place_lines.judged_sql(table, PARAMETERS["until"])
        )
        for name, table in in_place_tables().items()
        if text not in needs or needs[text] in table.fields
    }


def in_place_rows() -> str:
    """Every row, and when it was written."""
    return in_place_lines.rows_sql(
        in_place_tables()["line"], Bound("date", "ordered_at", 0, "time")
    )


def kept_queries(text: str) -> Queries:
    """Which customers have something new: by load, and by when rows were written."""
    since = datetime.combine(PARAMETERS["origin"], time())
    of_table = in_place_lines.lines_sql(in_place_tables()["line"], 1, PARAMETERS["until"])
    marks = {
        "load": (kept.Loads(((0, "file", 3),)), orders.OWN_TABLE, orders.OWN_TABLE),
        "time": (kept.Changes("so", since, PARAMETERS["until"]), of_table, in_place_rows()),
    }
    slug = {kept.NEW: "new", kept.LINES_OF_NEW: "lines_of_new"}[text]
    return {
        f"kept_{slug}_by_{by}": text.format(lines=lines, rows=rows, is_new=mark.since(mark.text()))
        for by, (mark, lines, rows) in marks.items()
    }


def in_place_line_queries() -> Queries:
    """The lines of each table."""
    return {
        f"in_place_lines_by_{name}": in_place_lines.lines_sql(table, 1, PARAMETERS["until"])
        for name, table in in_place_tables().items()
    }


SEGMENTS = segments_of(
    {
        "keen": {"rule": "orders >= 2 or value > 500 and p_alive >= 0.2"},
        "late": {
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
            "rule": 'not in segment "late" and cost_to_serve > 0 and revenue > 1.5 and'
            ' (value_class in ("best", "good") or complaint_open or referred)'
        },
    }
)
RULES = {name: compile_rule(one.rule, END, SEGMENTS) for name, one in SEGMENTS.items()}
PARAMETERS |= {
    given.replace("given", name): value
    for name, query in RULES.items()
    for given, value in query.parameters.items()
}


def segment_queries(asked: str) -> Queries:
    """Segments that between them ask in every way; each has parameters of its own."""
    return {
        f"segment_{name}_{asked.lower()}": getattr(members, asked).format(
            rule=query.sql.replace("$given", f"${name}")
        )
        for name, query in RULES.items()
    }


LISTED: dict[str, Queries] = {
    "store.views._MARGIN": view_queries(),
    "store.snapshot.Snapshot._here": {"histories_whole": whole_query()},
    "store.snapshot.Snapshot.sample": {},
    "store.snapshot.NET_ORDERS": {"net_orders": snapshot.NET_ORDERS},
    "store.snapshot.KNOWN": {"known": snapshot.KNOWN},
    "store.snapshot.SAMPLE": {"sample": snapshot.SAMPLE},
    "store.snapshot.OUTCOMES": {"outcomes": snapshot.OUTCOMES},
    "predict.season.models.ORDERS_BY_DAY": {"orders_by_day": seasons.ORDERS_BY_DAY},
    "store.collapse.ORDERS": {"collapse_orders": collapse.ORDERS},
    "store.parts.HOW_MANY": {"how_many_orders": parts.HOW_MANY},
    "store.parts.IDS": {"ids_of_orders": parts.IDS},
    "store.facts.FACTS": {"facts": facts.FACTS},
    "store.facts.UNRATED": {"unrated": facts.UNRATED},
    "store.publish.joined_sql": {"joined": publish.joined_sql(classified=True)},
    "store.publish.values_sql": values_queries(),
    "store.publish.columns_sql": columns_queries(),
    "store.publish.write_back": {},
    "store.publish.fingerprint": {"fingerprint": "SELECT * FROM histories ORDER BY n"},
    "store.orders.OWN_TABLE": {"own_table": orders.OWN_TABLE},
    "store.shelf.HELD": {},
    "store.views.company._view": company_queries(),
    "store.orders.costs_sql": {"costs": orders.costs_sql({"contact": {"it's": 4.5, "*": 0.1}})},
    "store.orders.rates_sql": {"rates": orders.rates_sql({"it's": 0.345, "b": 1e-7})},
    "store.orders.OrderLines.fetched": {},
    "store.kept.NEW": kept_queries(kept.NEW),
    "store.kept.LINES_OF_NEW": kept_queries(kept.LINES_OF_NEW),
    "store.kept.LOADS": {},
    "store.kept.LAST_DAY": {},
    "store.kept.NUMBERED": {},
    "store.kept.Kept._is_new": {},
    "store.kept.Kept._renew": {},
    "store.kept.Kept._replace_all": {},
    "collect.in_place.lines.rows_sql": {"in_place_rows": in_place_rows()},
    "collect.in_place.read.LATEST": {
        "in_place_latest": in_place.LATEST.replace("/* rows */", in_place_rows())
    },
    "collect.in_place.lines.lines_sql": in_place_line_queries(),
    "collect.in_place.lines.judged_sql": {},
    "collect.in_place.lines.typed_sql": {},
    "collect.in_place.read.FOUND": in_place_queries(in_place.FOUND),
    "collect.in_place.read.CURRENCIES": in_place_queries(in_place.CURRENCIES),
    "collect.in_place.read.WORDS": in_place_queries(in_place.WORDS),
    "store.publish.FIND": {"find": publish.FIND},
    "describe.metric.query": metric_queries(),
    "describe.measure.BY_CUSTOMER": measure_queries(),
    "describe.measure.BY_OWN": {},
    "describe.measure.UNSPLIT": {},
    "describe.measure.NEEDED": {"needed": measures.NEEDED.format(view="histories")},
    "describe.measure._NEEDS": {
        "needed_costs": measures.NEEDED.format(view=measures._NEEDS["service_costs"][0])
    },
    "describe.sources._WIDE": {},
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
    "describe.cohorts.MONTHS": {"cohort_months": cohorts.MONTHS},
    "describe.cohorts.BORN": {"cohort_born": cohorts.BORN},
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
    "predict.base.BASE": {"base": base.BASE},
    "predict.base.GAPS": {"gaps": base.GAPS},
    "predict.challenger.features.TRACES": {"traces": features.TRACES},
    "predict.groups.profiles.ATTRIBUTES": {"attributes": profiles.ATTRIBUTES},
    "predict.base.SQUARES": {"squares": base.SQUARES},
    "predict.card.LEFT_OUT": {"left_out": card.LEFT_OUT},
    "predict.baselines.SINCE": {"since": baselines.SINCE},
    "predict.evidence.tracking.BORN": {"born": tracking.BORN},
    "predict.evidence.tracking.REPEATS": {"repeats": tracking.REPEATS},
    "predict.evidence.gaps.RHYTHMS": {"rhythms": gaps.RHYTHMS},
    "predict.evidence.alive.ALIVE": {"alive": alive.ALIVE},
    "predict.evidence.alive.ORDERED": {"ordered": alive.ORDERED},
    "predict.setting.OF_SOME": {"setting_of_some": setting.OF_SOME},
    "predict.setting.CUSTOMERS": {"setting_customers": setting.CUSTOMERS},
    "decide.classes.VALUED": {"valued": classes.VALUED},
    "store.snapshot.PLACES": {"places": snapshot.PLACES},
    "decide.behaviour.BEHAVIOUR": {"behaviour": behaviour.BEHAVIOUR},
    "decide.behaviour.EXPECTED": {"expected_values": behaviour.EXPECTED},
    "decide.behaviour.EARNED": {"earned": behaviour.EARNED},
    "decide.stages.BEFORE_LAST": {"before_last": stages.BEFORE_LAST},
    "decide.stages.WHO": {"who": stages.WHO},
    "decide.tiers.CUSTOMERS": {"customers_known": tiers.CUSTOMERS},
    "decide.traits.KNOWN": {"traits_known": traits.KNOWN},
    "decide.traits.NAMED": {"traits_named": traits.NAMED},
    "decide.traits.OF_FIRST_SALE": {"traits_of_first_sale": traits.OF_FIRST_SALE},
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
    "app.opportunity_sources.OCCASIONS": {"occasions_of": opportunity_sources.OCCASIONS},
    "app.refresh.MARGINS": {"margins": refresh.MARGINS},
    "app.refresh.EXPECTED": {"expected": refresh.EXPECTED},
    "decide.segments.compile.compile_rule": segment_queries("LISTED"),
    "decide.segments.compile._Query.rows": {},
    "decide.segments.members.COUNTED": {
        "segment_count": segment_queries("COUNTED")["segment_nested_counted"]
    },
    "decide.segments.members.ROWS": {
        "segment_customers": segment_queries("ROWS")["segment_keen_rows"]
    },
    "decide.segments.figures.PEOPLE": {"segment_people": figures.PEOPLE},
    "decide.segments.figures.STAKES": {"segment_stakes": figures.STAKES},
    "decide.segments.standing.GENDERS": {"segment_genders": standing.GENDERS},
    "app.publish.TOP": {"top": app_publish.TOP},
    "app.publish.UPCOMING": {"upcoming": app_publish.UPCOMING},
    "app.reports.FORECASTS": {"forecasts": reports.FORECASTS},
    "describe.acquisition.people.PEOPLE": {"acquired_people": acquired.PEOPLE},
    "describe.acquisition.people.MOVED": {"acquired_moved": acquired.MOVED},
    "describe.acquisition.people.SERVED": {"acquired_served": acquired.SERVED},
    "describe.acquisition.people.EXPECTED": {"acquired_expected": acquired.EXPECTED},
    "describe.acquisition.cac.SPENT": {"spent": cac.SPENT},
    "describe.acquisition.referral.INVITED": {"invited": referral.INVITED},
    "describe.attribution.table.TOUCHES": {"touches": touches.TOUCHES},
    "describe.attribution.table.SINCE": {"new_since": touches.SINCE},
}
QUERIES: Queries = {name: sql for queries in LISTED.values() for name, sql in queries.items()}


def places() -> Iterator[str]:
    """Where in the source a text holds a SELECT: the function or the constant around it."""
    for path in sorted(SOURCE.rglob("*.py")):
        inside = path.relative_to(SOURCE)
        name = inside.as_posix()
        if name.startswith(RENDERED_ALL_THE_SAME) or not name.startswith(NOT_RENDERED):
            module = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
            yield from _selects(ast.parse(path.read_text("utf-8")), module)


def _selects(node: ast.AST, place: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield from _selects(child, f"{place}.{name}")
            case ast.Assign(targets=[ast.Name(id=name)]) if isinstance(node, ast.Module):
                yield from _selects(child, f"{place}.{name}")
            case ast.Expr(value=ast.Constant()):
                pass  # a docstring
            case ast.Constant(value=str(text)) if re.search(r"\bSELECT\b", text):
                yield place
            case _:
                yield from _selects(child, place)
