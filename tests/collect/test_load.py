"""A load is all or nothing, is never done twice, and can be taken back."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.loading import NOW, lines, load_file, load_text, notes, rules
from tests.collect.reading import MESSY

from volver.collect import settle as settling
from volver.collect.ledger import rejections, undo
from volver.collect.mapping import Mapping
from volver.domain.errors import BadInput, NotFound
from volver.store import open_engine
from volver.store.engine import Engine

HEADER = "order_id,customer_id,order_date,amount\n"
TABLES = ("loads", "rejections", "order_lines", "refunds_waiting")


def orders(numbers: range, amount: str = "10.00") -> str:
    """One order a line."""
    return "".join(f"{1000 + n},c{n % 7},2026-01-{1 + n % 28:02d},{amount}\n" for n in numbers)


@pytest.fixture
def shop(tmp_path: Path) -> Engine:
    """A workspace's database with nothing in it."""
    return open_engine(tmp_path / "volver.duckdb")


def content(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table of loads."""
    return {name: engine.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in TABLES}


def test_the_same_file_is_loaded_once(shop: Engine, tmp_path: Path) -> None:
    """A23: the second time says so and does nothing."""
    first = load_text(shop, tmp_path, HEADER + orders(range(40)), keep=True)
    before = content(shop)
    again = load_text(shop, tmp_path, HEADER + orders(range(40)), name="copy.csv", keep=True)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert content(shop) == before
    for name in ("load_id", "rows_in", "accepted", "rules", "notes", "mapping", "first_day"):
        assert getattr(again, name) == getattr(first, name)


def test_the_same_content_under_another_mapping_is_refused(shop: Engine, tmp_path: Path) -> None:
    """A23: it would count twice."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), keep=True)
    with pytest.raises(BadInput, match="as load 1") as told:
        load_text(shop, tmp_path, HEADER + orders(range(40)), keep=True, zone="Europe/Madrid")
    assert "volver data undo 1" in told.value.next_step


def test_an_order_that_comes_again_is_one_order(shop: Engine, tmp_path: Path) -> None:
    """A24: two exports that overlap; what is the same is counted and left out."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), name="a.csv", keep=True)
    report = load_text(shop, tmp_path, HEADER + orders(range(30, 50)), name="b.csv", keep=True)
    assert (report.accepted, report.duplicates, report.rejected) == (10, 10, 0)
    assert notes(report)["repeats"] == 10
    assert shop.rows("SELECT COUNT(*), COUNT(DISTINCT order_id) FROM order_lines") == [(50, 50)]


def test_an_order_that_comes_again_with_another_amount_is_a_conflict(
    shop: Engine, tmp_path: Path
) -> None:
    """A25: the first stays, the second is set aside under a name; nobody wins in silence."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), name="a.csv", keep=True)
    text = HEADER + orders(range(1), "12.00") + orders(range(40, 60))
    report = load_text(shop, tmp_path, text, name="b.csv", keep=True)
    assert rules(report) == {"order_conflict": 1}
    assert shop.rows("SELECT revenue FROM order_lines WHERE order_id = '1000'") == [(Decimal(10),)]
    told = rejections(shop)[0]
    assert (told["source"], told["line"], told["column"]) == ("b.csv", 2, "order_id")
    assert told["raw"] == "1000,c0,2026-01-01,12.00"


def test_one_file_with_an_order_twice(shop: Engine, tmp_path: Path) -> None:
    """A24, A25: where a row is an order, equal rows are one and unequal ones are set aside."""
    twice = orders(range(1)) + orders(range(1, 2), "12.00")
    report = load_text(shop, tmp_path, HEADER + orders(range(60)) + twice, keep=True)
    assert (report.accepted, report.duplicates) == (59, 1)
    assert rules(report) == {"order_conflict": 2}


def test_lines_of_one_order_are_no_repeats(tmp_path: Path) -> None:
    """Several rows a number are lines of an order; equal ones are kept and counted."""
    engine = open_engine()
    report = load_text(engine, tmp_path, HEADER + orders(range(3)) * 2)
    assert (report.accepted, report.duplicates) == (6, 0)
    assert notes(report)["repeats_kept"] == 3


def test_repeats_without_order_numbers_are_dropped_when_asked(tmp_path: Path) -> None:
    """Two equal lines may be two purchases: only a person knows."""
    text = "customer_id,order_date,amount\n" + "ann,2026-01-02,5\n" * 3
    assert load_text(open_engine(), tmp_path, text).accepted == 3
    report = load_text(open_engine(), tmp_path, text, drop_repeats=True)
    assert (report.accepted, report.duplicates) == (1, 2)


def test_a_newer_file_without_order_numbers_is_not_added_in_silence(
    shop: Engine, tmp_path: Path
) -> None:
    """Its old records could not be told from new ones; replacing is asked for."""
    text = "customer_id,order_date,amount\nann,2026-01-02,5\n"
    load_text(shop, tmp_path, text, keep=True)
    more = text + "bob,2026-01-03,6\n"
    with pytest.raises(BadInput, match="without order numbers"):
        load_text(shop, tmp_path, more, keep=True)
    load_text(shop, tmp_path, more, keep=True, replace=True)
    assert lines(shop, "revenue") == [Decimal(5), Decimal(6)]


def test_a_header_alone_replaces_nothing_unless_confirmed(shop: Engine, tmp_path: Path) -> None:
    """A02: the error says how many lines would go."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), keep=True)
    with pytest.raises(BadInput, match="would delete 40 lines"):
        load_text(shop, tmp_path, HEADER, keep=True, replace=True)
    assert len(lines(shop)) == 40
    report = load_text(shop, tmp_path, HEADER, keep=True, replace=True, confirm_empty=True)
    assert (report.accepted, lines(shop)) == (0, [])


def test_new_columns_and_new_types_are_shown_and_gone_along_with(
    shop: Engine, tmp_path: Path
) -> None:
    """A43: the note has the old and the new type."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), name="orders_01.csv", keep=True)
    text = HEADER.replace("amount", "amount,note") + "A-100,ann,2026-02-02,5,hello\n"
    report = load_text(shop, tmp_path, text, name="orders_02.csv", keep=True)
    told = " ".join(note.text for note in report.notes)
    assert "Columns new since load 1: 'note'" in told
    assert "held whole numbers up to load 1 and holds text now" in told


def test_undo_takes_back_one_load_and_no_other(shop: Engine, tmp_path: Path) -> None:
    """As if it had never been."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), name="a.csv", keep=True)
    before = content(shop)
    bad = "99,zoe,never,1\n"
    load_text(shop, tmp_path, HEADER + bad + orders(range(40, 80)), name="b.csv", keep=True)
    taken = undo(shop, 2)
    assert (taken.source, taken.accepted, taken.rejected) == ("b.csv", 40, 1)
    assert content(shop) == before
    with pytest.raises(NotFound, match="no load 2"):
        undo(shop, 2)


def test_an_error_in_the_middle_leaves_everything_as_it_was(
    shop: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines and rejections are written, then the last step fails."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), name="a.csv", keep=True)
    before = content(shop)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(settling.write, "write_load", fail)
    with pytest.raises(OSError, match="disk full"):
        load_text(shop, tmp_path, HEADER + orders(range(40, 80)), name="b.csv", keep=True)
    assert content(shop) == before


def test_a_refused_file_leaves_everything_as_it_was(shop: Engine, tmp_path: Path) -> None:
    """The same for an error of the reader, which comes up through the database."""
    load_text(shop, tmp_path, HEADER + orders(range(40)), name="a.csv", keep=True)
    before = content(shop)
    mixed = "1,a,2026-01-02,5,EUR\n2,b,2026-01-02,5,USD\n"
    text = HEADER.replace("amount", "amount,currency") + mixed
    with pytest.raises(BadInput, match="2 currencies"):
        load_text(shop, tmp_path, text, name="b.csv", keep=True)
    with pytest.raises(BadInput, match="cut off"):
        load_file(shop, MESSY / "orders" / "34_truncated.csv.gz", keep=True)
    assert content(shop) == before


CELLS = st.sampled_from(
    [
        *("", "ann", "1", "2026-01-02", "2026-02-30", "03/04/2026", "25/12/2025", "2031-01-01"),
        *("5", "-5", "1,5", "1.234", "NaN", "1e400", "(3)", "€5", "n/a", "0000-00-00"),
        *('"', "a,b", "\x00"),
    ]
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=30)


@pytest.mark.slow
@given(rows=ROWS, drop=st.booleans())
@settings(max_examples=60)
def test_every_record_is_accepted_rejected_or_a_repeat(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], drop: bool
) -> None:
    """Whatever is in the file; or it is refused as a whole and nothing is there."""
    engine = open_engine()
    text = HEADER + orders(range(5)) + "".join(",".join(row) + "\n" for row in rows)
    try:
        report = load_text(engine, tmp_path_factory.mktemp("load"), text, drop_repeats=drop)
    except BadInput:
        return
    kept = engine.rows("SELECT COUNT(*) FROM order_lines")[0][0]
    aside = engine.rows("SELECT COUNT(*) FROM rejections")[0][0]
    assert report.rows_in == kept + aside + report.duplicates
    assert (kept, aside) == (report.accepted, report.rejected)


def test_a_mapping_goes_to_plain_values_and_back() -> None:
    """It lives in volver.toml."""
    mapping = Mapping(
        columns={"customer": "Cust ID"}, decimal="comma", statuses={"on hold": "excluded"}
    )
    assert Mapping.from_dict(mapping.to_dict()) == mapping
    assert Mapping().to_dict() == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"client": "x"}},
        {"decimal": "dot"},
        {"date_format": "european"},
        {"date_format": "%Q"},
        {"date_format": "%d.%m"},
        {"date_format": "%Y-%m-%d %z"},
        {"rates": {"EUR": 0}},
        {"rates": {"ZZZ": 1}},
        {"zone": "Madrid"},
        {"statuses": {"paid": "yes"}},
        {"colums": {}},
    ],
)
def test_a_wrong_setting_of_a_mapping_is_named(wrong: dict[str, Any]) -> None:
    """With the words that would be right."""
    with pytest.raises(BadInput) as told:
        Mapping.from_dict(wrong)
    assert told.value.next_step


def test_nothing_is_kept_unless_asked(tmp_path: Path) -> None:
    """A look at a file leaves the workspace's tables alone."""
    engine = open_engine(tmp_path / "volver.duckdb")
    load_text(engine, tmp_path, HEADER + orders(range(5)))
    engine.close()
    assert all(not rows for rows in content(open_engine(tmp_path / "volver.duckdb")).values())
    assert NOW.tzinfo


@pytest.mark.parametrize("name", ["cost", "spent"])
def test_a_cost_is_in_the_reporting_currency_whatever_its_column_is_called(name, tmp_path):
    """Two dollars at half a euro each."""
    text = f"who,day,paid,{name},money\nana,2026-01-02,10.00,2.00,USD\n"
    columns = {"customer": "who", "date": "day", "amount": "paid", "cost": name}
    engine = open_engine()
    load_text(
        engine, tmp_path, text, columns=columns | {"currency": "money"}, rates={"USD": 0.5},
        currency="EUR",
    )  # fmt: skip
    assert engine.rows("SELECT revenue, cost FROM order_lines") == [(5, 1)]
    engine.close()


BACK = """order_id,customer_id,order_date,product,amount,quantity,Género devuelto
1,ana,2026-01-03,tea,30.00,3,no
2,ana,2026-01-04,tea,-10.00,1,Sí
3,ana,2026-01-05,tea,-10.00,,no
4,ana,2026-01-06,tea,-10.00,-1,
"""


def test_whether_goods_came_back_and_how_many_pieces_is_read(shop: Engine, tmp_path: Path) -> None:
    """Guessed by its name; of a sale nothing can come back, and an empty cell is not known."""
    report = load_text(shop, tmp_path, BACK, keep=True)
    assert report.mapping.columns["goods_back"] == "Género devuelto"
    assert lines(shop, "goods_back, quantity") == [
        (None, 3),
        (True, 1),
        (False, None),
        (None, -1),
    ]


def test_what_is_neither_yes_nor_no_is_set_aside(shop: Engine, tmp_path: Path) -> None:
    """Where a person says that the column tells whether goods came back; by itself none is."""
    text = BACK.replace("Sí", "perhaps")
    assert "goods_back" not in load_text(shop, tmp_path, text).mapping.columns
    told = load_text(shop, tmp_path, text, columns={"goods_back": "Género devuelto"})
    assert rules(told) == {"truth_unreadable": 1}


def test_a_line_without_a_column_of_pieces_is_one_piece(shop: Engine, tmp_path: Path) -> None:
    """Nothing else can be meant by a product and what was paid for it."""
    text = "".join(f"{','.join(row.split(',')[:5])}\n" for row in BACK.splitlines())
    load_text(shop, tmp_path, text, keep=True)
    assert lines(shop, "quantity") == [1, 1, 1, 1]


def test_a_workspace_older_than_these_columns_gains_them(tmp_path: Path) -> None:
    """What was read before has pieces that nobody knows, and goods that came back."""
    path = tmp_path / "volver.duckdb"
    older = open_engine(path)
    load_text(older, tmp_path, HEADER + orders(range(2)), keep=True)
    for name in ("order_lines", "refunds_waiting"):
        older.execute(f"ALTER TABLE {name} DROP COLUMN goods_back")
        older.execute(f"ALTER TABLE {name} DROP COLUMN quantity")
    older.close()
    engine = open_engine(path)
    load_text(engine, tmp_path, HEADER + orders(range(2, 3)), name="later.csv", keep=True)
    assert lines(engine, "quantity, goods_back") == [(None, None), (None, None), (1, None)]
