"""Every query of the product, by the place in the source where its text stands."""

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import get_args

from tests.house import book_queries
from tests.house.book_queries import Queries

from volver.app import customer_card, customers, opportunity_sources, refresh, reports
from volver.app import publish as app_publish
from volver.app.book import overview
from volver.collect.bind import Bound
from volver.collect.in_place import lines as in_place_lines
from volver.collect.in_place import read as in_place
from volver.collect.in_place.table import Table
from volver.collect.mapping import Mapping
from volver.decide import reasons
from volver.decide.customers import page, search, write
from volver.describe import (
    consistency,
)
from volver.domain.money import Basis, BasisKind
from volver.predict import base, baselines, card, setting
from volver.predict.challenger import features
from volver.predict.evidence import alive, gaps, tracking
from volver.predict.groups import profiles
from volver.predict.renewals import contracts
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
SHAPES += [
    Shape(Basis("margin_from_cost", 0.35), True, True, has_product_costs=True, has_rates=True)
]
REASON, TEXTS = reasons.reason_sql(str, ",", ".")
PARAMETERS = book_queries.PARAMETERS | {
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
    "late": -1.0,
    "pace": -1.0,
    "own_from": 3,
    "product": "p",
    "before": 365,
    "begins": date(2024, 2, 1),
    "ends": date(2024, 2, 9),
    "fewer": 500,
    "look": 90,
    "back": 180,
    **dict(zip(("late_a", "late_b", "late_c", "late_d"), consistency.LATE, strict=True)),
    **dict.fromkeys(("why", "currency", "basis", "model", "step"), "a text"),
    **TEXTS,
    "this_year": 2024,
    "text": "O'N",
    "text_until": "O'N\U0010ffff",
    "small": "o'n",
    "small_until": "o'n\U0010ffff",
    "key": 1000.0,
    "name_a": "e-mail",
    "n_aa": 0,
    "n_ab": 7,
}
"""A value for every parameter, as golden files show them."""


def view_queries() -> Queries:
    """The text of every view, the priced lines once for each basis."""
    texts = {path.stem: views.text(path.stem) for path in (SOURCE / "store/views").glob("*.sql")}
    del texts["priced_lines"]
    for shape in SHAPES:
        refunds = "_refunded" if shape.has_refunds else ""
        rates = "_or_rates" if shape.has_rates else ""
        name = f"priced_lines_{shape.basis.kind}{rates}{refunds}"
        texts[name] = views.definitions(shape)["priced_lines"]
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


def page_queries() -> Queries:
    """The first page, the page after a place and the one before it, narrowed down and not."""
    only, after, before = page.Only(None, "members"), page.Place(1.5, 7), page.Place(1.5, 7, True)
    firsts = {
        f"customers_by_{sort}": page.page_sql(sort, True, page.Only(), None) for sort in page.KEYS
    }
    return firsts | {
        "customers_after": page.page_sql("value", True, only, after),
        "customers_after_rising": page.page_sql("value", False, page.Only(), after),
        "customers_before": page.page_sql("value", True, page.Only(0), before),
        "customers_before_rising": page.page_sql("value", False, page.Only(members="m"), before),
    }


LISTED: dict[str, Queries] = book_queries.LISTED | {
    "store.views._MARGIN": view_queries(),
    "store.views._OF_CATEGORY": {},
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
    "predict.base.BASE": {"base": base.BASE},
    "predict.base.GAPS": {"gaps": base.GAPS},
    "predict.challenger.features.TRACES": {"traces": features.TRACES},
    "predict.groups.profiles.ATTRIBUTES": {"attributes": profiles.ATTRIBUTES},
    "predict.renewals.contracts.CONTRACTS": {"contracts": contracts.CONTRACTS},
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
    "store.snapshot.PLACES": {"places": snapshot.PLACES},
    "decide.customers.write.KEPT": {"customers_kept": write.KEPT},
    "decide.customers.write.KEPT_AFAR": {"customers_kept_afar": write.KEPT_AFAR},
    "decide.customers.write.NAMES": {"attribute_names": write.NAMES},
    "decide.customers.write.BY_ORDER": {},
    "decide.customers.write.BY_ATTRIBUTE": {},
    "decide.customers.write.IN_ORDER": {
        "search_words": write.words_sql(has_order_ids=True, names=1) or "",
        "search_words_of_orders": write.words_sql(has_order_ids=True, names=0) or "",
    },
    "decide.customers.write.list_sql": {
        "customer_list": write.list_sql(classified=True),
        "customer_list_without_classes": write.list_sql(classified=False),
    },
    "decide.customers.page.COUNT": {
        "customers_count": page.COUNT.format(only=""),
        "customers_count_of_some": page.COUNT.format(only=page.Only(members="m").joined),
    },
    "decide.customers.page.page_sql": page_queries(),
    "decide.customers.page.rows_sql": {"customers_shown": page.rows_sql(REASON, 2)},
    "decide.customers.search.BY_ID": {},
    "decide.customers.search.BY_WORD": {},
    "decide.customers.search.MEANT": {
        "customers_meant": search.meant_sql(has_words=True),
        "customers_meant_by_id": search.meant_sql(has_words=False),
    },
    "app.customers.IN_PLAN": {"customers_in_plan": customers.IN_PLAN},
    "app.customers._only": {},
    "app.customer_card.NUMBER": {"card_number": customer_card.NUMBER},
    "app.customer_card.ORDERS": {"card_orders": customer_card.ORDERS},
    "app.customer_card.INTERACTIONS": {"card_interactions": customer_card.INTERACTIONS},
    "app.customer_card.TRAITS": {"card_traits": customer_card.TRAITS},
    "app.customer_card.ATTRIBUTES": {"card_attributes": customer_card.ATTRIBUTES},
    "app.book.overview.STAKE": {"overview_at_stake": overview.STAKE},
    "app.opportunity_sources.OCCASIONS": {"occasions_of": opportunity_sources.OCCASIONS},
    "app.refresh.MARGINS": {"margins": refresh.MARGINS},
    "app.refresh.EXPECTED": {"expected": refresh.EXPECTED},
    "app.publish.TOP": {"top": app_publish.TOP},
    "app.publish.UPCOMING": {"upcoming": app_publish.UPCOMING},
    "app.reports.FORECASTS": {"forecasts": reports.FORECASTS},
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
