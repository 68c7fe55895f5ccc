"""Whoever opens an engine closes it: its threads must not outlive the answer."""

from collections.abc import Callable

import pytest
from tests.app.shop import write_shop

from volver.app.ingest import check, rejected, take_back
from volver.app.look import explain
from volver.app.run import run
from volver.app.setup import setup
from volver.app.workspace import Workspace
from volver.domain.errors import VolverError
from volver.domain.ports import Quiet
from volver.store.engines.duckdb import DuckDbEngine


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[DuckDbEngine]:
    """The engines that are open now; those that a test opens come and go here."""
    now: list[DuckDbEngine] = []
    start, close = DuckDbEngine.__init__, DuckDbEngine.close

    def starting(engine: DuckDbEngine, *given: object, **named: object) -> None:
        start(engine, *given, **named)
        now.append(engine)

    def closing(engine: DuckDbEngine) -> None:
        close(engine)
        now.remove(engine)

    monkeypatch.setattr(DuckDbEngine, "__init__", starting)
    monkeypatch.setattr(DuckDbEngine, "close", closing)
    return now


WISHES: dict[str, Callable[[Workspace], object]] = {
    "check": lambda here: check(here, Quiet()),
    "run": lambda here: run(here, None, Quiet()),
    "rejected": rejected,
    "take back": lambda here: take_back(here, 1),
    "init": lambda here: setup(here.folder, replace_file=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("wish", WISHES)
def test_no_engine_stays_open(wish, opened, tmp_path):
    """Whether the wish comes to a good end or not."""
    here = write_shop(tmp_path)
    try:
        WISHES[wish](here)
    except VolverError:
        assert wish == "take back"  # nothing has been loaded yet
    assert opened == []


@pytest.mark.parametrize("wish", ["check", "run", "init"])
def test_no_engine_stays_open_where_the_file_is_refused(wish, opened, tmp_path):
    """The same after an error."""
    here = write_shop(tmp_path)
    (tmp_path / "orders.csv").write_text("nothing,here\n1,2\n", "utf-8")
    with pytest.raises(VolverError):
        WISHES[wish](here)
    assert opened == []


@pytest.mark.slow
@pytest.mark.parametrize("customer", ["c2", "nobody"])
def test_a_customer_that_was_looked_up_leaves_no_engine_open(customer, opened, published):
    """Found or not."""
    here, _ = published
    try:
        assert explain(here.folder, customer, None).title == customer
    except VolverError:
        assert customer == "nobody"
    assert opened == []
