"""The list of customers: every page of it is what sorting the published table would show."""

from dataclasses import replace
from datetime import date
from itertools import cycle
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.app.customers import customers
from volver.app.published import PublishedRun
from volver.app.workspace import Workspace
from volver.domain.customers import SORTS, CustomersQuery
from volver.domain.errors import BadInput, NotFound, VolverError
from volver.store import open_engine
from volver.store.shelf import FILE, FOLDER


@pytest.fixture(scope="module")
def table(made_shop):
    """The published values and what each customer paid, read by other means."""
    engine = open_engine()
    newest = Workspace.open(made_shop).runs.latest()
    engine.view_file("published", newest / "values.parquet", numbered=False)
    engine.attach("shelf", newest / FOLDER / FILE)
    rows = [
        dict(zip(names, row, strict=True))
        for names in [[str(row[0]) for row in engine.rows("DESCRIBE published")]]
        for row in engine.rows("FROM published ORDER BY customer_id")
    ]
    paid = dict.fromkeys((row["customer_id"] for row in rows), 0)
    for customer, revenue in engine.rows("SELECT customer_id, revenue FROM shelf.net_orders"):
        if customer in paid:
            paid[customer] += revenue
    cost = dict.fromkeys(range(len(rows)), 0)
    for n, amount in engine.rows("SELECT n, cost FROM shelf.customer_costs"):
        cost[n] += amount
    engine.close()
    kept = [row["margin_to_date"] - cost[n] for n, row in enumerate(rows)]
    revenue = [paid[row["customer_id"]] for row in rows]
    for n, row in enumerate(rows):
        row["revenue"] = float(revenue[n])
        row["revenue_rank"] = 1 + sum(other > revenue[n] for other in revenue)
        row["margin_rank"] = 1 + sum(other > kept[n] for other in kept)
        row["rank_gap"] = row["margin_rank"] - row["revenue_rank"]
        row["margin"] = row["margin_to_date"] = float(row["margin_to_date"])
        gone = None if row["p_alive"] is None else 1 - row["p_alive"]
        row["value_at_stake"] = None if gone is None else max(row["value"], 0.0) * gone
    return rows


def walk(opened, query, limit=10_000):
    """Every page from the first to the last."""
    pages = [customers(opened, query)]
    while pages[-1].next is not None and len(pages) < limit:
        pages.append(customers(opened, replace(query, cursor=pages[-1].next)))
    return pages


def expected(table, sort, descending):
    """Customers in the order of a list, by plain sorting: what is not known comes last."""
    known = [row for row in table if row[sort] is not None]
    ordered = sorted(known, key=lambda row: row[sort], reverse=False)
    if descending:  # equals stay in the order of their ids
        ordered = [row for key in sorted({row[sort] for row in known}, reverse=True)
                   for row in known if row[sort] == key]  # fmt: skip
    return [row["customer_id"] for row in (*ordered, *(r for r in table if r[sort] is None))]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", SORTS)
def test_a_walk_visits_everybody_once_in_the_order_that_sorting_gives(
    opened, table, sort, descending
):
    """Under every way to sort, ties and unknown figures included, and back again."""
    query = CustomersQuery(sort=sort, descending=descending, size=37)
    pages = walk(opened, query)
    visited = [line.customer_id for page in pages for line in page.lines]
    assert visited == expected(table, sort, descending)
    assert [page.first for page in pages] == list(range(1, len(table) + 1, 37))
    assert {page.total for page in pages} == {len(table)}
    at = len(pages) - 1
    page = pages[at]
    while page.previous is not None:
        page = customers(opened, replace(query, cursor=page.previous))
        at -= 1
        assert page == pages[at]
    assert at == 0


def test_pages_of_any_size_are_one_list(opened, table):
    """Whatever it is narrowed down to, and though every page has a length of its own."""

    @settings(max_examples=30, deadline=None)
    @given(
        sort=st.sampled_from(SORTS),
        descending=st.booleans(),
        sizes=st.lists(st.integers(20, 200), min_size=1, max_size=5),
        value_class=st.sampled_from([None, "best", "potential", "good", "never_profitable"]),
        least=st.sampled_from([None, 1, 2, 5]),
    )
    def one_list(sort, descending, sizes, value_class, least):
        rule = None if least is None else f"orders >= {least}"
        query = CustomersQuery(
            value_class=value_class, rule=rule, sort=sort, descending=descending, size=sizes[0]
        )
        found, cursor, later = [], None, cycle(sizes)
        while True:
            page = customers(opened, replace(query, size=next(later), cursor=cursor))
            assert page.first == (len(found) + 1 if page.lines else 0)
            found += [line.customer_id for line in page.lines]
            if (cursor := page.next) is None:
                break
        fits = {
            row["customer_id"]
            for row in table
            if (value_class is None or row["value_class"] == value_class)
            and (least is None or row["orders"] >= least)
        }
        assert found == [one for one in expected(table, sort, descending) if one in fits]
        assert page.total == len(fits)

    one_list()


def test_a_line_shows_what_was_published(opened, table):
    """Every figure, and the reason word for word."""
    lines = {line.customer_id: line for p in walk(opened, CustomersQuery()) for line in p.lines}
    assert len(lines) == len(table)
    for row in table:
        line = lines[row["customer_id"]]
        for name in ("first_order", "last_order", "orders", "margin_to_date", "revenue", "value",
                     "revenue_rank", "margin_rank", "rank_gap", "value_low", "value_high",
                     "p_alive", "value_class", "value_at_stake", "reason"):  # fmt: skip
            told = getattr(line, name)
            assert told == row[name] or told == pytest.approx(row[name], rel=1e-12), name


def test_the_reasons_are_in_the_reader_s_language(opened):
    """Of one run, in either."""
    spanish = customers(opened, CustomersQuery(size=1), "es").lines[0].reason
    assert "Valor esperado" in spanish
    assert "Valor" not in customers(opened, CustomersQuery(size=1)).lines[0].reason


def test_a_customer_is_found_by_the_beginning_of_the_id_and_by_an_order(opened, table):
    """And nobody by the beginning of an order's number."""
    ids = [row["customer_id"] for row in table]
    for text in ("1", "29", ids[17]):
        page = customers(opened, CustomersQuery(search=f" {text} ", size=200))
        wanted = {one for one in ids if one.startswith(text)}
        assert {line.customer_id for line in page.lines} == wanted
        assert page.total == len(wanted)
    (key, customer), *_ = opened.snapshot.rows(
        "SELECT order_key, customer_id FROM net_orders WHERE is_order"
        " ORDER BY v_bytewise(order_key) DESC LIMIT 1"
    )
    by_order = customers(opened, CustomersQuery(search=key)).lines
    assert customer in {line.customer_id for line in by_order}
    assert customers(opened, CustomersQuery(search="nobody is called so")).total == 0


HOSTILE = (
    "%", "_", "'", "''; DROP TABLE histories; --", "\\", "\0", "\U0010ffff", "é", "a" * 200, "*",
    "{", "$text", "../../etc/passwd", "1' OR '1'='1",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_search_is_a_text_and_nothing_else(opened, table, text):
    """It finds who is called so, which is nobody, and changes nothing."""
    assert customers(opened, CustomersQuery(search=text)).total == 0
    assert customers(opened, CustomersQuery()).total == len(table)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("size", 0, "from 1 to 200"),
        ("size", -1, "from 1 to 200"),
        ("size", 201, "from 1 to 200"),
        ("size", 10**9, "from 1 to 200"),
        ("size", 1e9, "from 1 to 200"),
        ("size", True, "from 1 to 200"),
        ("size", "50", "from 1 to 200"),
        ("size", None, "from 1 to 200"),
        ("sort", "name; drop table", "value_at_stake, value, margin"),
        ("sort", "", "value_at_stake"),
        ("sort", None, "value_at_stake"),
        ("sort", ["value"], "value_at_stake"),
        ("descending", "no", "true or false"),
        ("value_class", "BEST", "best, potential, good, never_profitable"),
        ("search", "a" * 201, "at most 200"),
        ("search", None, "a text"),
        ("rule", 7, "a text"),
        ("cursor", b"", "a text"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_can(name, value, allowed):
    """Before anything is read."""
    with pytest.raises(BadInput) as told:
        CustomersQuery(**{name: value})
    assert allowed in told.value.next_step
    assert told.value.where == name


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "orders >= "},
        {"rule": "orders >= 3; DROP TABLE histories"},
        {"rule": '{"all": []}'},
        {"segment": "no such segment"},
        {"plan": "../../etc"},
        {"plan": "no-such-plan"},
    ],
)
def test_a_rule_or_a_name_that_is_none_is_told(opened, wrong):
    """As `volver segment` and `volver plan` tell it."""
    with pytest.raises((BadInput, NotFound)):
        customers(opened, CustomersQuery(**wrong))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.binary(max_size=60).map(lambda b: b.hex())))
def test_any_text_as_a_cursor_is_refused(opened, text):
    """Nothing that was not given out is a place in the list."""
    with pytest.raises(BadInput, match="place"):
        customers(opened, CustomersQuery(cursor=text))


def test_a_place_in_one_list_is_none_in_another(opened):
    """Sorted otherwise, narrowed down otherwise: the pages would not fit together."""
    page = customers(opened, CustomersQuery(size=5))
    for other in ({"sort": "orders"}, {"descending": False}, {"search": "1"}):
        with pytest.raises(BadInput, match="another list"):
            customers(opened, CustomersQuery(size=5, cursor=page.next, **other))
    assert customers(opened, CustomersQuery(size=9, cursor=page.next)).first == 6


def test_more_lists_than_are_kept_stay_apart(opened, table):
    """Members of a list asked for long ago make room, and come back as they were."""
    for _ in range(2):
        for least in range(1, 9):
            page = customers(opened, CustomersQuery(rule=f"orders >= {least}", size=1))
            assert page.total == sum(row["orders"] >= least for row in table)


def test_a_run_is_read_and_nothing_else(opened, made_shop):
    """No query can leave the folder of the workspace, or change that."""
    engine = opened.snapshot.engine
    for sql in (
        "SELECT * FROM read_text('/etc/passwd')",
        f"SELECT * FROM read_text('{made_shop}/volver.toml')",
        "SET enable_external_access = true",
        f"ATTACH '{made_shop.parent}/x.duckdb'",
    ):
        with pytest.raises(Exception, match=r"(?i)permission|disabled|locked|cannot"):
            engine.rows(sql)


def test_a_run_knows_whether_it_is_the_newest(made_shop, tmp_path):
    """And is shown though it is not, and in another thread without another check."""
    with PublishedRun.open(made_shop) as first, first.again() as second:
        assert first.is_newest()
        assert second.run_id == first.run_id
        pointer = made_shop / ".volver" / "runs" / "latest"
        before = pointer.read_text()
        try:
            pointer.write_text("another\n")
            assert not first.is_newest()
            assert customers(second, CustomersQuery()).run_id == first.run_id
        finally:
            pointer.write_text(before)
    with pytest.raises(VolverError):
        PublishedRun.open(tmp_path)


def test_days_are_days_of_the_run(opened, table):
    """As of the run's last day."""
    page = customers(opened, CustomersQuery(sort="last_order", size=1))
    assert page.as_of == date.fromisoformat(page.run_id[:10])
    assert page.lines[0].last_order == max(row["last_order"] for row in table)


def test_threads_that_share_a_run_answer_as_one_does(made_shop):
    """Each has its own line to the tables, and all remember what one has found."""
    asked = [CustomersQuery(sort=sort, descending=down) for sort in SORTS for down in (True, False)]
    with PublishedRun.open(made_shop) as alone:
        expected = [customers(alone, one) for one in asked]
    whole = PublishedRun.open(made_shop)
    told: list[list[object]] = []

    def read() -> None:
        with whole.again() as run:
            told.append([customers(run, one) for one in asked])

    threads = [Thread(target=read) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    whole.close()
    assert told == [expected] * 4
