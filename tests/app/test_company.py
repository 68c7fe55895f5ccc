"""A folder that knows more than its orders: read, costed, taken back, guessed."""

from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from volver.app.ingest import check, rejected, take_back
from volver.app.refresh import refresh
from volver.app.run import run
from volver.app.setup import setup
from volver.app.workspace import Workspace
from volver.collect.company.load import views_of
from volver.domain.errors import BadInput
from volver.domain.ports import Quiet
from volver.domain.settings import Settings
from volver.store import open_engine

ORDERS = """order_id,customer_id,order_date,amount
1,ana,2025-01-03,100.00
2,ana,2025-03-01,50.00
3,ben,2025-02-01,80.00
4,ben,2025-02-11,-80.00
5,cleo,2025-02-05,20.00
"""
PEOPLE = """id cliente;fecha de alta;canal;segmento
ana;13/01/2025;búsqueda;oro
ben;15/01/2025;tv;plata
"""
CONTACTS = """ticket_id,customer_id,opened_at,closed_at,channel,cost
t1,ana,2025-01-05 10:00,2025-01-05 11:30,phone,
t2,ana,2025-03-01 09:00,,chat,
t3,cleo,2025-02-06 09:00,2025-02-07 09:00,phone,0.35
t4,cleo,2025-02-30 09:00,,phone,
"""
SETTINGS = """
[reading]
max_rejected_share = 0.5

[service]
contact_cost = {phone = 4.5, "*" = 1}
order_cost = 2.25
return_cost = {tv = 3}

[[sources]]
file = "orders.csv"

[[sources]]
kind = "customers"
file = "clientes.csv"
[sources.attributes]
segment = "segmento"

[[sources]]
kind = "interactions"
file = "contacts.csv"
"""
SERVICE = """
SELECT customer_id, kind, SUM(times) AS times, SUM(cost) AS cost
FROM service_costs
GROUP BY customer_id, kind
ORDER BY customer_id, kind
"""
LOADS = "SELECT load_id, kind FROM loads ORDER BY load_id"


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    """A shop whose customers and contacts are known."""
    for name, text in (
        ("orders.csv", ORDERS),
        ("clientes.csv", PEOPLE),
        ("contacts.csv", CONTACTS),
        ("volver.toml", SETTINGS),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    return Workspace.open(tmp_path)


@pytest.mark.mission("F9")
def test_what_each_customer_cost_to_serve(here: Workspace) -> None:
    """By hand, to the cent, from the settings and the log.

    ana: a phone call at 4.50, a chat at 1.00; two orders at 2.25. ben: his order was given back,
    so no order counts, and one return of who came by tv at 3.00. cleo: a call that says itself
    what it cost, 0.35; one order at 2.25, whatever channel brought her.
    """
    run(here, None, Quiet())
    with closing(open_engine(here.database)) as engine:
        company = views_of(engine)
        snapshot = refresh(engine, here.settings, None, Quiet(), True, company=company).snapshot
        found = snapshot.rows(SERVICE)
    assert found == [
        ("ana", "contact", 2, Decimal("5.5")),
        ("ana", "order", 2, Decimal("4.5")),
        ("ben", "return", 1, Decimal(3)),
        ("cleo", "contact", 1, Decimal("0.35")),
        ("cleo", "order", 1, Decimal("2.25")),
    ]


@pytest.mark.slow
@pytest.mark.mission("D3")
def test_nothing_but_orders_is_needed(here: Workspace, tmp_path: Path) -> None:
    """The forecast is the same with a log of interactions and without one."""
    (tmp_path / "volver.toml").write_text('[[sources]]\nfile = "orders.csv"\n', "utf-8")
    bare = run(Workspace.open(tmp_path), None, Quiet())
    rich = run(here, None, Quiet())
    for name in ("metrics", "model", "step"):
        assert bare.card[name] == rich.card[name]
    with closing(open_engine(here.database)) as engine:
        snapshot = refresh(engine, Settings(), None, Quiet(), True).snapshot
        assert snapshot.rows("SELECT COUNT(*) FROM interactions") == [(0,)]
        assert snapshot.rows("SELECT COUNT(*) FROM service_costs") == [(0,)]


@pytest.mark.slow
def test_a_second_run_reads_nothing_again(here: Workspace) -> None:
    """And `data check` and `data rejected` tell of every kind."""
    run(here, None, Quiet())
    run(here, None, Quiet())
    with closing(open_engine(here.database)) as engine:
        assert engine.rows(LOADS) == [(1, "orders"), (2, "customers"), (3, "interactions")]
    loads = check(here, Quiet())
    counts = [(load.kind, load.rows_in, load.accepted, load.rejected) for load in loads]
    assert counts == [("orders", 5, 5, 0), ("customers", 2, 2, 0), ("interactions", 4, 3, 1)]
    (told,) = rejected(here)
    assert (told["source"], told["line"], told["rule"]) == ("contacts.csv", 5, "date_unreadable")


@pytest.mark.slow
def test_a_load_of_customers_is_taken_back(here: Workspace) -> None:
    """The orders stay; the next run reads the file again."""
    run(here, None, Quiet())
    assert take_back(here, 2).kind == "customers"
    with closing(open_engine(here.database)) as engine:
        assert set(views_of(engine)) == {"interactions"}
        assert engine.rows("SELECT COUNT(*) FROM order_lines") == [(5,)]
    run(here, None, Quiet())
    with closing(open_engine(here.database)) as engine:
        assert set(views_of(engine)) == {"customers", "attributes", "interactions"}


@pytest.mark.slow
def test_what_is_known_later_is_not_known_on_an_earlier_day(here: Workspace) -> None:
    """A ticket that is closed the day after is open on its own day."""
    run(here, None, Quiet())
    with closing(open_engine(here.database)) as engine:
        company = views_of(engine)
        day = date(2025, 2, 6)
        found = refresh(engine, here.settings, day, Quiet(), True, company=company).snapshot
        state = "SELECT interaction_id, resolved_day FROM interactions ORDER BY interaction_id"
        assert found.rows(state) == [("t1", date(2025, 1, 5)), ("t3", None)]


def test_init_guesses_what_each_file_holds(here: Workspace, tmp_path: Path) -> None:
    """Orders as ever; the others by the names of their columns. What is written can be run."""
    found = setup(tmp_path, replace_file=True)
    assert [(one.source, one.kind) for one in found.read] == [
        ("clientes.csv", "customers"),
        ("contacts.csv", "interactions"),
        ("orders.csv", "orders"),
    ]
    again = Workspace.open(tmp_path)
    assert [source.kind for source in again.company] == ["customers", "interactions"]
    assert [source.path.name for source in again.sources] == ["orders.csv"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[[sources]]\nkind = "people"\nfile = "a.csv"', "the source a.csv: kind"),
        ('[[sources]]\nkind = "spend"\nfile = "a.csv"\nchanged = "x"', "mapping"),
        ('[[sources]]\nkind = "spend"\nfile = "a.csv"\nsheet = 3', "the source a.csv"),
        ("[service]\ncontact_cost = -1", "service.contact_cost"),
        ('[service]\norder_cost = {tv = "much"}', "service.order_cost"),
        ('engine = "duckdb:a.db"\n[[sources]]\nkind = "spend"\ntable = "spend"', "source spend"),
    ],
)
def test_a_mistake_is_named_by_its_key(tmp_path: Path, text: str, where: str) -> None:
    """In volver.toml a person finds it by that."""
    (tmp_path / "volver.toml").write_text(text + "\n", "utf-8")
    with pytest.raises(BadInput) as told:
        Workspace.open(tmp_path)
    assert where in told.value.where
