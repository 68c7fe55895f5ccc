"""Tables are found by the names that people write, and replaced whole or not at all."""

import psycopg
import pyarrow as pa
import pytest
from tests.contracts.engines.cases import CASES
from tests.contracts.engines.test_answers import THINGS

from volver.domain.errors import BadInput, NotFound
from volver.store import open_source

pytestmark = pytest.mark.slow

OLD = pa.table({"n": [1, 2], "text": ["old", None]})
NEW = pa.table({"n": [3, 4, 5], "text": ["new", "", "newer"]})
QUERY = "SELECT n, text FROM {} ORDER BY n"


def rows(table: pa.Table) -> list[tuple]:
    """Those of a table of Arrow."""
    return [tuple(row.values()) for row in table.to_pylist()]


@pytest.mark.parametrize(
    "name", ["scores", "results.scores", 'results."Customer scores"', 'results."a""b;--"']
)
def test_a_table_is_found_by_its_name(name, case, written):
    """With its schema or without, however it is spelt; a query of it is answered."""
    if '"' in name and not case.any_name:
        with pytest.raises(BadInput, match="valid name"):
            written(name, OLD)
        return
    engine = written(name, OLD)
    assert engine.rows(QUERY.format(engine.relation(name))) == rows(OLD)


def test_a_table_that_is_not_there_is_told_with_those_that_are(written):
    """The most alike first."""
    engine = written("results.order_scores", OLD)
    with pytest.raises(NotFound, match=r"results\.order_scores") as caught:
        engine.relation("results.order_score")
    assert caught.value.what.startswith("There is no table results.order_score")


@pytest.mark.parametrize("name", ["", "a.b.c.d", "shop.", '"open'])
def test_what_is_no_name_is_refused(name, asked):
    """Before anything is asked."""
    with pytest.raises(BadInput):
        asked.relation(name)


def test_a_table_is_described_without_being_read(written):
    """By what its columns hold."""
    engine = written("things", THINGS)
    assert engine.describe(engine.relation("things")) == {
        "big": "whole", "small": "whole", "number": "double", "money": "decimal", "day": "day",
        "text": "text", "truth": "truth", "moment": "time", "instant": "instant",
    }  # fmt: skip


def test_a_table_that_is_written_again_holds_the_new_rows_only(written):
    """However many there were."""
    written("scores", OLD)
    assert written("scores", NEW).rows(QUERY.format("scores")) == rows(NEW)
    assert written("scores", NEW.slice(0, 0)).rows(QUERY.format("scores")) == []


def test_a_table_may_get_other_columns(written):
    """A newer version of volver says more."""
    written("scores", OLD)
    wider = NEW.append_column("score", pa.array([0.1, None, 0.3]))
    engine = written("scores", wider)
    assert engine.rows("SELECT n, text, score FROM scores ORDER BY n") == rows(wider)


def test_writing_says_how_many_rows(url):
    """Over all batches."""
    engine = open_source(url, write=True)
    assert engine.write_table("scores", [*NEW.to_batches(), *OLD.to_batches()]) == 5
    engine.close()


@pytest.mark.parametrize("columns", ["the same", "others"])
def test_a_writer_that_fails_leaves_the_old_rows(columns, written, url):
    """Its own error is what is raised."""
    written("scores", OLD)
    new = NEW if columns == "the same" else NEW.drop_columns("text")

    def failing():
        yield from new.to_batches()
        raise KeyError("no more")

    engine = open_source(url, write=True)
    with pytest.raises(KeyError, match="no more"):
        engine.write_table("scores", failing())
    engine.close()
    engine = open_source(url, write=True)
    assert engine.rows(QUERY.format("scores")) == rows(OLD)
    engine.close()


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.others_write], ids=lambda case: case.name, indirect=True
)
def test_queries_of_one_engine_see_one_state(written):
    """From the first query to the end, whatever others write meanwhile."""
    first = written("scores", OLD)
    assert first.rows(QUERY.format("scores")) == rows(OLD)
    second = written("scores", NEW)
    assert first.rows(QUERY.format("scores")) == rows(OLD)
    assert second.rows(QUERY.format("scores")) == rows(NEW)


def test_results_never_take_the_place_of_what_somebody_else_keeps(url, case):
    """A table of other columns that volver did not make."""
    if case.name == "spark":
        pytest.skip("test_spark.py makes such a table")
    engine = open_source(url, write=True)
    theirs = pa.table({"id": [1], "precious": ["text"]})
    engine.write_table("crm.kept", theirs.to_batches())
    if case.name == "postgres":
        with psycopg.connect(url) as theirs_too:
            theirs_too.execute("COMMENT ON TABLE crm.kept IS NULL")
    else:
        engine.execute("COMMENT ON TABLE crm.kept IS NULL")
    with pytest.raises(BadInput, match="volver did not make it"):
        engine.write_table("crm.kept", NEW.to_batches())
    engine.close()
    engine = open_source(url, write=True)
    assert engine.rows("SELECT id, precious FROM crm.kept") == [(1, "text")]
    engine.close()
