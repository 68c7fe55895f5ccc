"""The list of customers: searched, narrowed down, sorted, a page at a time."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import isfinite
from typing import get_args

from volver.app.plan_store import arm_files, plan_store
from volver.app.published import PublishedRun
from volver.decide.classes import ORDER
from volver.decide.customers.page import COLUMNS, Only, Place, count, page, rows
from volver.decide.customers.search import meant
from volver.decide.reasons import reason_sql
from volver.decide.segments.compile import letters
from volver.decide.segments.members import compiled
from volver.decide.segments.plain import from_json, rule_of
from volver.domain.customers import (
    LARGEST_PAGE,
    CustomerLine,
    CustomersPage,
    CustomersQuery,
    Sort,
)
from volver.domain.errors import BadInput
from volver.domain.plan import plan_of
from volver.domain.segment import All, Rule
from volver.domain.value import ValueClass
from volver.present.words import Words
from volver.store.engine import Cell, Row

MOST = 2**31
"""Customers whose numbers a list can tell apart."""
IN_PLAN = """
SELECT customer_list.n
FROM customer_list
JOIN plan_arms ON plan_arms.customer_id = customer_list.customer_id
"""
Narrowed = tuple[str, Mapping[str, Cell]]
"""A query of customers' `n`, and what it binds."""


def customers(
    run: PublishedRun, query: CustomersQuery, language: str | None = None
) -> CustomersPage:
    """One page of a run's customers.

    language: of the reasons; None: the workspace's.
    Raises BadInput for a rule, a segment or a cursor that is none, NotFound for such a plan.
    """
    only, asked = _only(run, query)
    start = _start(run, query)
    sort = _sort(query)
    found = run.remembered(
        ("page", asked, sort, query.descending, start.place, query.size),
        lambda: page(run.snapshot, sort, query.descending, only, start.place, query.size + 1),
    )
    back = start.place is not None and start.place.back
    more = len(found) > query.size
    shown = found[-query.size :] if back else found[: query.size]
    before = max(start.before - len(shown), 0) if back else start.before
    has_next, has_previous = (True, more) if back else (more, before > 0)
    words = Words(language or run.workspace.settings.language, run.card["currency"])
    return CustomersPage(
        run_id=run.run_id,
        as_of=run.snapshot.as_of,
        currency=run.card["currency"],
        level=run.card["level"],
        horizon_days=run.card["horizon_days"],
        lines=run.remembered(
            ("lines", words.language, words.formats.locale, *shown),
            lambda: tuple(lines(run, shown, words)),
        ),
        total=run.remembered(("count", asked), lambda: count(run.snapshot, only)),
        first=before + 1 if shown else 0,
        next=_cursor(run, query, shown[-1], before + len(shown), back=False)
        if shown and has_next
        else None,
        previous=_cursor(run, query, shown[0], before, back=True)
        if shown and has_previous
        else None,
    )


def lines(run: PublishedRun, places: list[Place], words: Words) -> Iterator[CustomerLine]:
    """What a list shows of the customers at some places, in their order."""
    thousands, point = words.formats.marks
    reason, texts = reason_sql(words.term, thousands, point)
    told = {"why": words.term(run.card["why"]), "horizon_days": run.card["horizon_days"]}
    for row in rows(run.snapshot, places, reason, {**told, **texts}):
        yield _line(row)


def _line(row: Row) -> CustomerLine:
    named = dict(zip((*COLUMNS, "reason"), row, strict=True))
    del named["n"], named["repeat_count"]
    code = named.pop("class_code")
    return CustomerLine(value_class=None if code is None else ORDER[code], **named)


def _sort(query: CustomersQuery) -> Sort:
    return next(sort for sort in get_args(Sort) if sort == query.sort)


def _only(run: PublishedRun, query: CustomersQuery) -> tuple[Only, object]:
    """Which customers, and what that depends on."""
    code = None if query.value_class is None else ORDER.index(ValueClass(query.value_class))
    parts = list(_narrowed(run, query))
    if not parts:
        return Only(code), code
    joined = " ".join(
        f"JOIN ({part}) AS part_{letters(at)} ON part_{letters(at)}.n = customer_list.n"
        for at, (part, _) in enumerate(parts)
    )
    sql = f"SELECT customer_list.n FROM customer_list {joined}"  # noqa: S608 - our own words
    given = {name: value for _, binds in parts for name, value in binds.items()}
    asked = (sql, *sorted(given.items()))
    return Only(code, run.members(asked, sql, given)), (code, asked)


def _narrowed(run: PublishedRun, query: CustomersQuery) -> Iterator[Narrowed]:
    """What a list is narrowed down to besides a value class."""
    segments = run.workspace.segments
    rules: list[Rule] = []
    if query.segment is not None:
        rules.append(rule_of({"segment": query.segment}, segments))
    if query.rule is not None:
        is_json = query.rule.lstrip().startswith("{")
        rules.append((from_json if is_json else rule_of)(query.rule, segments))
    if rules:
        rule = rules[0] if len(rules) == 1 else All(tuple(rules))
        found = compiled(run.snapshot, rule, segments)
        yield found.sql, found.parameters
    if query.plan is not None:
        yield _in_plan(run, query.plan)
    if text := query.search.strip():
        yield meant(text, run.snapshot)


def _in_plan(run: PublishedRun, name: str) -> Narrowed:
    plan = plan_of(plan_store(run.workspace).events(name))
    snapshot, lists = run.snapshot, arm_files(run.workspace)
    snapshot.engine.view_file("arms", lists.path(name, plan.expected.audience), numbered=False)
    snapshot.tables["plan_arms"] = "arms"
    # Bound to nothing: it tells one plan's list of members from another's.
    return IN_PLAN, {"audience": plan.expected.audience}


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a page begins."""

    place: Place | None = None
    before: int = 0
    """Rows of the list before that place; going back, before the page it was on."""


def _start(run: PublishedRun, query: CustomersQuery) -> _Start:
    if query.cursor is None:
        return _Start()
    try:
        mark, key, n, before, back = json.loads(urlsafe_b64decode(query.cursor.encode()))
        is_place = (type(key), type(n), type(before), type(back)) == (float, int, int, bool)
    except (ValueError, TypeError, RecursionError):  # no Base64, no JSON, not five things
        is_place = False
    if not is_place or not isfinite(key) or not (0 <= n < MOST and 0 <= before < MOST):
        raise BadInput(
            what="This is no place in a list of customers",
            where="cursor",
            next_step="Begin with the first page: leave the cursor out.",
        )
    if mark != _mark(run, query):
        raise BadInput(
            what="This place is one of another list: of another question, or of an earlier run",
            where="cursor",
            next_step="Begin with the first page: leave the cursor out.",
        )
    return _Start(Place(key, n, back), before)


def _cursor(run: PublishedRun, query: CustomersQuery, at: Place, before: int, back: bool) -> str:
    told = json.dumps([_mark(run, query), at.key, at.n, before, back])
    return urlsafe_b64encode(told.encode()).decode()


def _mark(run: PublishedRun, query: CustomersQuery) -> str:
    """Of a run and a question, wherever its pages begin and however long they are."""
    asked = replace(query, cursor=None, size=LARGEST_PAGE)
    return sha256(f"{run.run_id} {asked}".encode()).hexdigest()[:12]
