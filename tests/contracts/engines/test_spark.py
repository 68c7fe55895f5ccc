"""What the contract does not ask, and Spark has of its own."""

import threading
import time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from py4j.protocol import Py4JError, Py4JNetworkError
from tests.contracts.engines.test_tables import NEW, OLD, QUERY, rows

from volver.domain.errors import BadInput, Busy, NotFound, VolverError
from volver.store import open_source
from volver.store.engines import spark_sessions as sessions

pytestmark = pytest.mark.slow


@pytest.fixture
def spark(spark_url):
    """A session of its own."""
    engine = open_source(spark_url)
    yield engine
    engine.close()


@pytest.mark.parametrize("settings", ["memory=2g", "spark.driver.memory", "spark.driver.memory="])
def test_what_is_no_setting_is_refused(settings):
    """Before anything is started."""
    with pytest.raises(BadInput, match="no setting of Spark's"):
        open_source(f"spark:local[2]?{settings}")


def test_files_are_read_as_they_were_first_seen(spark, tmp_path):
    """A file that comes later belongs to another state."""
    pq.write_table(OLD, tmp_path / "a.parquet")
    relation = spark.relation(f"{tmp_path}/*.parquet")
    assert spark.describe(relation) == {"n": "whole", "text": "text"}
    pq.write_table(NEW, tmp_path / "b.parquet")
    assert spark.relation(f"{tmp_path}/*.parquet") == relation
    assert spark.rows(QUERY.format(relation)) == rows(OLD)
    with pytest.raises(NotFound, match="There is no file"):
        spark.relation(f"{tmp_path}/none/*.parquet")


def test_a_file_is_replaced_whole(spark, tmp_path):
    """By one that was written beside it; nothing else is left."""
    path = tmp_path / "scores.parquet"
    assert spark.write_table(str(path), OLD.to_batches()) == 2

    def failing():
        yield from NEW.to_batches()
        raise KeyError("no more")

    with pytest.raises(KeyError):
        spark.write_table(str(path), failing())
    assert pq.read_table(path).equals(OLD)
    assert spark.write_table(str(path), NEW.to_batches()) == 3
    assert pq.read_table(path).equals(NEW)
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(BadInput, match="at one stroke"):
        spark.write_table(str(tmp_path / "folder/"), NEW.to_batches())


def test_what_others_made_is_not_replaced(spark):
    """Neither a table nor a view."""
    spark._session.sql("CREATE TABLE theirs AS SELECT 1 AS n")
    spark._session.sql("CREATE VIEW shown AS SELECT n FROM theirs")
    for name in ("theirs", "shown"):
        with pytest.raises(BadInput, match="volver did not make it"):
            spark.write_table(name, OLD.to_batches())
        assert spark.rows(f"SELECT n FROM {name}") == [(1,)]


def test_rows_are_kept_for_one_more_write(spark_url, spark):
    """Then who still reads them is told; and no table that nobody shows is left."""
    spark.write_table("kept.scores", OLD.to_batches())
    reader = open_source(spark_url)
    relation = reader.relation("kept.scores")
    spark.write_table("kept.scores", NEW.to_batches())
    assert reader.rows(QUERY.format(relation)) == rows(OLD)
    spark.write_table("kept.scores", NEW.to_batches())
    with pytest.raises(Busy, match="replaced"):
        reader.rows(QUERY.format(relation))
    reader.close()
    known = spark._session.sql("SHOW TABLES IN kept").collect()
    assert sum(row.tableName.startswith("scores") for row in known) == 3


def test_a_column_that_is_not_there_is_told_with_those_that_are(spark):
    """In a line, without what Spark prints around it."""
    spark.write_table("columns", OLD.to_batches())
    with pytest.raises(BadInput, match=r"`n`.*`text`") as caught:
        spark.rows("SELECT amount FROM columns")
    assert "\n" not in caught.value.what


def test_a_text_is_no_variable_of_the_session(spark):
    """Spark would look these up before it reads the query."""
    for text in ("${env:HOME}", "${spark.app.name}"):
        assert spark.rows("SELECT $text AS text", {"text": text}) == [(text,)]


def test_a_sum_of_products_is_not_rounded(spark):
    """Too wide for its type, Spark would cut off a decimal rather than say so."""
    value = "CAST('1234567.2345' AS DECIMAL(18,4))"
    sql = f"SELECT SUM({value} * {value}) - {value} * {value} AS n"
    assert spark.rows(f"{sql} FROM (SELECT 1 AS a UNION ALL SELECT 1 AS a) AS t") == [
        (Decimal("1234567.2345") ** 2,)
    ]


def test_closing_ends_what_still_runs(spark_url):
    """A query that nobody waits for holds a cluster."""
    engine = open_source(spark_url)
    engine.write_table("many", pa.table({"n": range(20_000)}).to_batches())
    sql = "SELECT SUM(a.n * b.n - c.n) AS n FROM many AS a, many AS b, many AS c"
    raised = []

    def ask():
        try:
            engine.rows(sql)
        except VolverError as error:
            raised.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while not engine._session.sparkContext.statusTracker().getActiveJobsIds():
        time.sleep(0.1)
    engine.close()
    asking.join(60)
    assert raised


@pytest.mark.parametrize(
    "error",
    [
        Py4JError("An error occurred while calling o78.getResult"),
        Py4JNetworkError("Answer from Java side is empty"),
        ConnectionRefusedError(111, "Connection refused"),
    ],
    ids=repr,
)
def test_a_spark_that_died_is_told(error):
    """As its client said it, in the middle of a query and before the next."""
    told = sessions.told(error, "query")
    assert told.what == "The connection to the database was lost"
    assert told.next_step.startswith("Nothing was published.")
