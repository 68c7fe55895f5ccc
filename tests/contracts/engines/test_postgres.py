"""What can go wrong with a real PostgreSQL is told in words, and never with a password."""

import re
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pyarrow as pa
import pytest
from tests.contracts.engines.postgres import CLOSED, GUARDED

from volver.domain.errors import BadInput, Busy, NotFound, VolverError
from volver.store import open_source

pytestmark = pytest.mark.slow

SECRET = "hunter2/@:?"
ROWS = pa.table({"n": [1, 2], "text": ["a", None]})


@pytest.fixture(scope="module")
def shop(server):
    """A server with a shop in it, and users who may do more or less."""
    server.run("CREATE DATABASE company")
    company = replace(server, database="company")
    company.run(
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.orders AS SELECT i AS n, DATE '2024-01-01' + i AS day"
        " FROM generate_series(1, 1000) AS t(i)",
        "CREATE TABLE shop.salaries (n INT, amount INT)",
        f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{SECRET}'",
        "CREATE ROLE reader LOGIN",
        "GRANT USAGE ON SCHEMA shop TO reader",
        "GRANT SELECT ON shop.orders TO reader",
        "GRANT SELECT (n) ON shop.salaries TO reader",
        "CREATE TABLE shop.secrets (n INT)",
        "CREATE SCHEMA results AUTHORIZATION reader",
    )
    return company


@pytest.fixture
def reader(shop):
    """A user of no great rights."""
    engine = open_source(shop.url("reader"))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    "url",
    [
        "//me:{}@db.example/shop",
        "//me:un/escaped{}@db.example/shop",
        "//db.example/shop?password={}",
        "//db.example/shop?user=me&pass%77ord={}",
        "//db.example/shop?sslpassword={}",
        "//me@db.example:{}/shop?what",
        "//[db.example/{}",
    ],
)
def test_an_address_with_a_password_is_refused_and_not_shown(url):
    """However it got there; what cannot be read at all may hold one too."""
    with pytest.raises(BadInput) as caught:
        open_source("postgresql:" + url.format("hunter2"))
    assert "hunter2" not in str(caught.value)
    assert re.search("pgpass|postgresql://USER@HOST", caught.value.next_step)


@pytest.mark.parametrize(
    ("given", "said"),
    [("wrong" + SECRET, "does not accept this user with this password"), ("", "asks for a pass")],
)
def test_a_wrong_password_is_told_without_it(given, said, shop, monkeypatch):
    """It comes from the environment, as libpq takes it."""
    monkeypatch.setenv("PGPASSWORD", given)
    with pytest.raises(BadInput, match=said) as caught:
        open_source(shop.url(GUARDED, database=GUARDED))
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert GUARDED in caught.value.where


def test_the_right_password_opens(shop, monkeypatch):
    """Also one of characters that would have to be escaped in an address."""
    monkeypatch.setenv("PGPASSWORD", SECRET)
    engine = open_source(shop.url(GUARDED))
    assert engine.rows("SELECT 1 AS one") == [(1,)]
    engine.close()


def test_a_server_that_is_not_there_is_told(tmp_path):
    """By where it was looked for."""
    with pytest.raises(BadInput, match="no answer") as caught:
        open_source(f"postgresql:///shop?host={tmp_path}&port=1234")
    assert f"{tmp_path}:1234/shop" in caught.value.where


def test_a_database_that_is_not_there_is_told(shop):
    """A slip of the pen is the usual cause."""
    with pytest.raises(NotFound, match="There is no database shpo"):
        open_source(shop.url(database="shpo"))


def test_a_server_that_refuses_is_quoted(shop):
    """Its rules are for whoever runs it to change."""
    with pytest.raises(BadInput, match=r"lets nobody in: pg_hba\.conf rejects"):
        open_source(shop.url(database=CLOSED))


def test_a_user_who_is_not_there_is_told(shop):
    """In the server's words."""
    with pytest.raises(BadInput, match='role "nobody" does not exist'):
        open_source(shop.url("nobody"))


def test_a_table_that_went_away_is_told_with_those_that_are_there(reader):
    """Only those that this user may read."""
    with pytest.raises(NotFound, match=r"shop\.orders") as caught:
        reader.rows("SELECT n FROM shop.order_lines")
    assert "secrets" not in str(caught.value)


def test_a_column_that_is_not_there_is_told_with_those_that_are(reader):
    """Of the table that was asked; the engine answers the next query."""
    with pytest.raises(BadInput, match='column "paid" does not exist') as caught:
        reader.rows("WITH lines AS (SELECT paid FROM shop.orders) SELECT paid FROM lines")
    assert caught.value.next_step == "Name one of these: n, day."
    assert reader.rows("SELECT COUNT(*) AS n FROM shop.orders") == [(1000,)]


def test_who_may_not_read_a_table_is_told_what_to_ask_for(reader, shop):
    """As a statement, which then is enough."""
    with pytest.raises(BadInput, match="reader may not read") as early:
        reader.relation("shop.secrets")
    with pytest.raises(BadInput, match="reader may not read") as late:
        reader.rows("SELECT n FROM shop.secrets")
    assert str(early.value) == str(late.value)
    shop.run(early.value.next_step.partition(": ")[2])
    assert open_and_ask(shop.url("reader"), "SELECT n FROM shop.secrets") == []
    shop.run("REVOKE SELECT ON shop.secrets FROM reader")


def test_columns_that_may_not_be_read_are_none(reader):
    """A right may be given column by column."""
    assert reader.describe(reader.relation("shop.salaries")) == {"n": "whole"}


def test_the_case_of_letters_matters_only_where_two_names_differ_by_it(shop):
    """People write Orders for orders, and mean it where there is both."""
    shop.run('CREATE TABLE shop."Sales" (a INT)', 'CREATE TABLE shop."Twice" (a INT)',
             "CREATE TABLE shop.twice (b INT)")  # fmt: skip
    engine = open_source(shop.url())
    assert engine.relation("SHOP.ORDERS") == '"shop"."orders"'
    assert engine.relation("sales") == '"shop"."Sales"'
    assert engine.relation("shop.Twice") == '"shop"."Twice"'
    assert engine.relation("shop.twice") == '"shop"."twice"'
    with pytest.raises(NotFound, match=r"shop\.Twice"):
        engine.relation("shop.TWICE")
    engine.close()


@pytest.mark.parametrize("how", ["pg_terminate_backend", "pg_cancel_backend"])
def test_a_connection_that_is_lost_in_the_middle_is_told(how, reader, shop):
    """Not a row too few without a word; a query that was stopped leaves the connection."""
    [(process,)] = shop.run("SELECT pid FROM pg_stat_activity WHERE usename = 'reader'")

    def read():
        wide = "x" * 1000
        sql = f"SELECT a.n, '{wide}' AS text FROM shop.orders AS a, shop.orders AS b"
        with reader.batches(sql) as found:
            next(found)
            shop.run(f"SELECT {how}({process})")
            for _ in found:
                pass

    with pytest.raises(VolverError, match="Nothing was published") as caught:
        read()
    if how == "pg_cancel_backend":
        assert isinstance(caught.value, Busy)
        assert reader.rows("SELECT COUNT(*) AS n FROM shop.orders") == [(1000,)]
    else:
        assert caught.value.what == "The connection to the database was lost"
        with pytest.raises(VolverError, match="connection to the database was lost"):
            reader.rows("SELECT 1 AS one")
        with pytest.raises(VolverError, match="connection to the database was lost"):
            reader.relation("shop.orders")


def test_a_query_that_takes_longer_than_allowed_is_told(shop):
    """With how to allow more."""
    url = shop.url("reader", options="-c statement_timeout=200")
    with pytest.raises(Busy, match=r"ALTER ROLE \"reader\" SET statement_timeout"):
        open_and_ask(url, "SELECT COUNT(*) AS n FROM shop.orders AS a, shop.orders AS b,"
                          " shop.orders AS c, shop.orders AS d")  # fmt: skip


def test_a_session_that_waited_too_long_is_told(shop):
    """A server may end a transaction in which nothing happens."""
    engine = open_source(shop.url("reader", options="-c idle_in_transaction_session_timeout=50"))
    time.sleep(0.5)
    with pytest.raises(VolverError, match="Nothing was published"):
        engine.rows("SELECT 1 AS one")
    engine.close()


def test_a_query_that_cannot_be_answered_is_told_in_the_servers_words(reader):
    """Whatever it is."""
    with pytest.raises(BadInput, match="invalid input syntax for type"):
        reader.rows("SELECT CAST($text AS INT) AS n", {"text": "many"})


@pytest.mark.parametrize(
    "value",
    [
        "DATE 'infinity'",
        "CAST('NaN' AS NUMERIC)",
        "CAST(1 AS NUMERIC) / 3",
        "CAST(1e36 AS NUMERIC(40, 3))",
    ],
)
def test_a_value_that_cannot_be_held_is_told_by_its_column(value, shop):
    """Rounding it without a word would be worse."""
    shop.run("DROP VIEW IF EXISTS shop.odd", f"CREATE VIEW shop.odd AS SELECT {value} AS strange")
    with pytest.raises(BadInput, match="A value of column strange cannot be read"):
        open_and_ask(shop.url(), "SELECT strange FROM shop.odd")


def test_a_character_that_postgresql_has_not_is_refused(reader, shop):
    """In a query, which would end there, and in a table."""
    with pytest.raises(BadInput, match="NUL"):
        reader.rows("SELECT $text AS text", {"text": "a\0b"})
    reader.write_table("results.scores", ROWS.to_batches())
    with pytest.raises(BadInput, match="cannot answer"):
        reader.write_table("results.scores", pa.table({"n": [1], "text": ["a\0b"]}).to_batches())
    assert shop.run("SELECT COUNT(*) FROM results.scores") == [(2,)]


def test_reading_can_write_nothing(reader, shop):
    """Not even through a function of the company's own."""
    shop.run("CREATE OR REPLACE FUNCTION shop.v_sum() RETURNS INT LANGUAGE sql"
             " AS 'DELETE FROM shop.orders RETURNING 1'")  # fmt: skip
    shop.run("CREATE OR REPLACE VIEW shop.sly AS SELECT shop.v_sum() AS n")
    shop.run("GRANT SELECT ON shop.sly TO reader", "GRANT DELETE ON shop.orders TO reader")
    with pytest.raises(BadInput, match="read-only transaction"):
        reader.rows("SELECT n FROM shop.sly")
    assert shop.run("SELECT COUNT(*) FROM shop.orders") == [(1000,)]


def test_settings_of_a_role_change_no_answer(shop):
    """Dates, doubles, backslashes and zones as some servers have them."""
    odd = ["datestyle=SQL,DMY", "timezone=America/Caracas", "extra_float_digits=-5",
           "standard_conforming_strings=off", "transform_null_equals=on"]  # fmt: skip
    engine = open_source(shop.url(options=" ".join(f"-c {setting}" for setting in odd)))
    given = {"d": date(2024, 3, 2), "x": 0.1 + 0.2, "s": "a\\'b\\n", "nothing": None}
    sql = "SELECT $d AS d, $x AS x, $s AS s, 1 = $nothing AS unknown"
    assert engine.rows(sql, given) == [(date(2024, 3, 2), 0.1 + 0.2, "a\\'b\\n", None)]
    engine.close()


def test_a_moment_is_the_same_whatever_zone_it_was_written_in(shop):
    """On the days on which clocks change: 02:30 that never was, and 02:30 that was twice."""
    moments = ["2024-03-31 01:59:59+01", "2024-03-31 03:00:00+02", "2024-10-27 02:30:00+02",
               "2024-10-27 02:30:00+01", "2024-03-31 02:30:00 Europe/Berlin"]  # fmt: skip
    rows = ", ".join(f"({n}, '{moment}')" for n, moment in enumerate(moments))
    shop.run("CREATE TABLE shop.clock (n INT, at TIMESTAMPTZ)")
    shop.run(f"INSERT INTO shop.clock VALUES {rows}")
    engine = open_source(shop.url(options="-c timezone=Europe/Berlin"))
    assert engine.describe('"shop"."clock"') == {"n": "whole", "at": "instant"}
    utc = [(0, 59, 59), (1, 0, 0), (0, 30, 0), (1, 30, 0), (1, 30, 0)]
    days = [(2024, 3, 31)] * 2 + [(2024, 10, 27)] * 2 + [(2024, 3, 31)]
    expected = [datetime(*day, *time, tzinfo=UTC) for day, time in zip(days, utc, strict=True)]
    assert [row[0] for row in engine.rows("SELECT at FROM shop.clock ORDER BY n")] == expected
    engine.close()


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("VARCHAR(9)", "text"), ("CHAR(3)", "text"), ("NAME", "text"), ("SMALLINT", "whole"),
        ("NUMERIC", "decimal"), ("NUMERIC(40,2)", "decimal"), ("REAL", "double"), ("UUID", "other"),
        ("JSONB", "other"), ("TIME", "other"), ("INT[]", "other"), ("BYTEA", "other"),
    ],
)  # fmt: skip
def test_a_column_of_any_type_is_described(kind, holds, shop):
    """What is no type of ours is another, which is read as its text."""
    shop.run("DROP TABLE IF EXISTS shop.typed", f"CREATE TABLE shop.typed (a {kind})")
    engine = open_source(shop.url())
    assert engine.describe(engine.relation("shop.typed")) == {"a": holds}
    assert engine.rows("SELECT a FROM shop.typed") == []
    engine.close()


def test_a_decimal_of_any_scale_is_exact(shop):
    """Also one that has none, as sums have, and one of forty digits."""
    digits = "12345678901234567890123456789012345.678"
    shop.run("DROP TABLE IF EXISTS shop.typed")
    shop.run(f"CREATE TABLE shop.typed AS SELECT 1.005 AS a, {digits}::numeric(40,3) AS b")
    found = open_and_ask(shop.url(), "SELECT SUM(a) AS a, MIN(a) AS b FROM shop.typed")
    assert found == [(Decimal("1.005"), Decimal("1.005"))]
    assert open_and_ask(shop.url(), "SELECT b FROM shop.typed") == [(Decimal(digits),)]


def test_who_may_not_write_is_told_what_to_ask_for(reader, shop):
    """And what is enough; a schema of one's own is."""
    for table in ("shop.scores", "more.scores"):
        with pytest.raises(BadInput, match="reader may not write the table") as caught:
            reader.write_table(table, ROWS.to_batches())
        assert "CREATE SCHEMA" in caught.value.next_step
    assert reader.write_table("results.scores", ROWS.to_batches()) == 2


def test_a_table_that_was_made_for_it_is_enough(reader, shop):
    """No right to create anything, where whoever runs the database wants none given."""
    shop.run("CREATE TABLE shop.given (n BIGINT, text TEXT)",
             "GRANT SELECT, INSERT, DELETE ON shop.given TO reader")  # fmt: skip
    for rows in (ROWS, ROWS.slice(1)):
        reader.write_table("shop.given", rows.to_batches())
        assert shop.run("SELECT COUNT(*) FROM shop.given") == [(rows.num_rows,)]
    with pytest.raises(BadInput, match="volver did not make it"):
        reader.write_table("shop.given", pa.table({"other": [1]}).to_batches())


def test_rights_and_views_survive_a_second_writing(reader, shop):
    """Whoever looks at the results goes on looking."""
    reader.write_table("results.kept", ROWS.to_batches())
    shop.run("GRANT SELECT ON results.kept TO PUBLIC",
             "CREATE VIEW shop.seen AS SELECT n FROM results.kept")  # fmt: skip
    reader.write_table("results.kept", pa.table({"n": [7], "text": ["b"]}).to_batches())
    assert shop.run("SELECT n FROM shop.seen") == [(7,)]
    assert shop.run("SELECT has_table_privilege('guarded', 'results.kept', 'SELECT')") == [(True,)]
    with pytest.raises(BadInput, match="others hang on the old ones"):
        reader.write_table("results.kept", pa.table({"other": [1]}).to_batches())
    assert shop.run("SELECT n FROM shop.seen") == [(7,)]


def test_who_reads_while_it_is_written_sees_the_old_rows(reader, shop):
    """Without having to wait; and a second writer waits for the first."""
    reader.write_table("results.busy", ROWS.to_batches())
    seen = []
    second = threading.Thread(target=lambda: write_other(shop.url("reader")))

    def slowly():
        yield from ROWS.to_batches()
        seen.extend(shop.run("SELECT COUNT(*) FROM results.busy"))
        second.start()
        yield from ROWS.to_batches()

    assert reader.write_table("results.busy", slowly()) == 4
    second.join(timeout=60)
    assert seen == [(2,)]
    assert shop.run("SELECT n FROM results.busy") == [(9,)]


def write_other(url):
    """What another process would write."""
    engine = open_source(url, write=True)
    engine.write_table("results.busy", pa.table({"n": [9], "text": ["b"]}).to_batches())
    engine.close()


def test_a_writer_whose_connection_is_lost_leaves_the_old_rows(reader, shop):
    """All of them; the next time all is new."""
    reader.write_table("results.lost", ROWS.to_batches())
    end = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE mode = 'ShareRowExclusiveLock'"

    def slowly():
        yield from ROWS.to_batches()
        assert shop.run(end) == [(True,)]
        yield pa.record_batch({"n": [3] * 10**6, "text": ["b"] * 10**6})

    with pytest.raises(VolverError, match="all of its old rows, or all of the new"):
        reader.write_table("results.lost", slowly())
    assert shop.run("SELECT COUNT(*) FROM results.lost") == [(2,)]
    assert reader.write_table("results.lost", ROWS.to_batches()) == 2


def open_and_ask(url, sql):
    """One query of an engine of its own."""
    engine = open_source(url, write=True)
    try:
        return engine.rows(sql)
    finally:
        engine.close()


def test_no_error_of_the_driver_comes_through(reader):
    """Nobody outside this package knows psycopg."""
    for sql in ("SELECT n FROM nowhere", "SELECT nothing FROM shop.orders", "SELECT 1 / 0 AS n"):
        with pytest.raises(VolverError) as caught:
            reader.rows(sql)
        assert not isinstance(caught.value.__cause__, psycopg.Error)
