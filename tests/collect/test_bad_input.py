"""The catalogue of bad input, case by case: what is kept, what is set aside, and what is said."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.collect.loading import lines, load_file, load_text, notes, rules

from volver.collect.source import ReadOptions
from volver.domain.errors import BadInput, Rejected
from volver.store import open_engine

HEADER = "order_id,customer_id,order_date,amount\n"
GOOD = "1,ann,2026-01-02,10.00\n"
WITH_CURRENCY = "order_id,customer_id,order_date,amount,currency\n"

ONE_ROW_REJECTED = [
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03\n", "too_few_fields", id="A05"),
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03,1,234.50\n", "too_many_fields", id="A06"),
    pytest.param(HEADER + GOOD + "2,bob,notadate,5\n", "date_unreadable", id="A07"),
    pytest.param(HEADER + GOOD + "2,bob,2026-02-30,5\n", "date_unreadable", id="A08"),
    pytest.param(HEADER + GOOD + "2,bob,,5\n", "date_missing", id="no date"),
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03,\n", "number_missing", id="no amount"),
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03,NaN\n", "number_not_finite", id="A10 NaN"),
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03,inf\n", "number_not_finite", id="A10 inf"),
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03,-inf\n", "number_not_finite", id="A10 -inf"),
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03,1e400\n", "number_too_large", id="A11 1e400"),
    pytest.param(
        HEADER + GOOD + f"2,bob,2026-01-03,{'9' * 40}\n", "number_too_large", id="A11 40 digits"
    ),
    pytest.param(HEADER + GOOD + "2,bob,2026-01-03,(12.00)\n", "number_in_parentheses", id="A13"),
    pytest.param(HEADER + GOOD + "2,bo\x00b,2026-01-03,5\n", "nul_byte", id="A19"),
    pytest.param(
        WITH_CURRENCY + "1,ann,2026-01-02,10,EUR\n2,bob,2026-01-03,5,ZZZ\n",
        "currency_unknown",
        id="A33 ZZZ",
    ),
    pytest.param(
        WITH_CURRENCY + "1,ann,2026-01-02,10,EUR\n2,bob,2026-01-03,5,\n",
        "currency_unknown",
        id="A33 empty",
    ),
    pytest.param(
        WITH_CURRENCY + "1,ann,2026-01-02,10,EUR\n2,bob,2026-01-03,5,BTC\n",
        "currency_unknown",
        id="A33 BTC",
    ),
    pytest.param(
        WITH_CURRENCY + "1,ann,2026-01-02,100,JPY\n2,bob,2026-01-03,100.50,JPY\n",
        "currency_decimals",
        id="A34 JPY",
    ),
    pytest.param(
        WITH_CURRENCY + "1,ann,2026-01-02,1.5,KWD\n2,bob,2026-01-03,1.2345,KWD\n",
        "currency_decimals",
        id="A34 KWD",
    ),
    pytest.param(HEADER + GOOD + "2,bob,2031-01-03,5\n", "date_in_future", id="A37"),
    pytest.param(HEADER + GOOD + "2,bob,1970-01-01,5\n", "date_placeholder", id="A38 1970"),
    pytest.param(HEADER + GOOD + "2,bob,0001-01-01,5\n", "date_placeholder", id="A38 0001"),
    pytest.param(HEADER + GOOD + "2,bob,0000-00-00,5\n", "date_placeholder", id="A38 0000"),
]


@pytest.mark.parametrize(("text", "rule"), ONE_ROW_REJECTED)
def test_the_bad_row_is_set_aside_and_the_good_one_kept(
    text: str, rule: str, tmp_path: Path
) -> None:
    """The rule is named, the line is physical, the text is kept; the first row counts."""
    engine = open_engine()
    report = load_text(engine, tmp_path, text)
    assert rules(report) == {rule: 1}
    assert (report.rows_in, report.accepted, report.rejected) == (2, 1, 1)
    assert lines(engine, "line") == [2]
    line, raw = engine.rows("SELECT line, raw FROM rejections")[0]
    assert line == 3
    assert raw.startswith("2,bo")


def test_a_bad_byte_is_set_aside_with_its_offset(tmp_path: Path) -> None:
    """A14: one byte of another encoding costs its own row only."""
    engine = open_engine()
    path = tmp_path / "orders.csv"
    path.write_bytes((HEADER + GOOD).encode() + b"2,b\xffb,2026-01-03,5\n" + b"3,cy,2026-01-04,1\n")
    report = load_file(engine, path)
    assert rules(report) == {"bad_encoding": 1}
    assert lines(engine, "line") == [2, 4]


REFUSED: list[Any] = [
    pytest.param(HEADER, {}, "no rows", "again", id="A02"),
    pytest.param(
        "order_id,customer_id,order_date,amonut\n1,ann,2026-01-02,5\n",
        {},
        "No column of orders.csv is mapped to amount",
        "Nearest: amonut",
        id="A03",
    ),
    pytest.param(
        HEADER + GOOD,
        {"columns": {"amount": "total"}},
        "no column 'total'",
        "--map amount=",
        id="A03 mapped",
    ),
    pytest.param(
        HEADER + "1,ann,03/04/2026,5\n",
        {},
        "day-first or month-first",
        "--date-format",
        id="A09 ambiguous",
    ),
    pytest.param(
        HEADER + "1,ann,25/12/2025,5\n2,bob,12/25/2025,5\n",
        {},
        "day-first .* and month-first",
        "--date-format",
        id="A09 both",
    ),
    pytest.param(
        HEADER + '1,ann,2026-01-02,"1.234,50"\n2,bob,2026-01-03,"1,234.50"\n',
        {},
        "decimals in two ways",
        "--decimal",
        id="A12",
    ),
    pytest.param(
        HEADER + "1,ann,2026-01-02,1.234\n2,bob,2026-01-03,7.500\n",
        {},
        "thousands or one with three decimals",
        "--decimal",
        id="A12 unclear",
    ),
    pytest.param(
        HEADER.replace("amount", "amount,status") + "1,ann,2026-01-02,5,paid\n"
        "2,bob,2026-01-03,5,on hold\n",
        {},
        "'on hold'",
        '"on hold" = "counts"',
        id="A31",
    ),
    pytest.param(
        WITH_CURRENCY + "1,ann,2026-01-02,5,EUR\n2,bob,2026-01-03,7,USD\n",
        {},
        "5.00 EUR, 7.00 USD",
        "sources.rates",
        id="A32",
    ),
    pytest.param(
        WITH_CURRENCY + "1,ann,2026-01-02,5,EUR\n",
        {"currency": "GBP"},
        "in EUR, the figures in GBP",
        "EUR = <number>",
        id="A32 other",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "said", "what", "advice"), REFUSED)
def test_what_only_a_person_knows_is_asked_for(
    text: str, said: dict[str, Any], what: str, advice: str, tmp_path: Path
) -> None:
    """The error names the file and what to say; no order line is left behind."""
    engine = open_engine()
    with pytest.raises(BadInput, match=what) as told:
        load_text(engine, tmp_path, text, **said)
    assert advice in told.value.next_step
    assert "orders.csv" in str(told.value)
    assert str(tmp_path) not in str(told.value)


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("day-first", ["2025-12-25", "2026-04-03"]), ("month-first", ["2026-03-04"])],
)
def test_a_stated_order_holds_for_every_row(stated: str, kept: list[str], tmp_path: Path) -> None:
    """A09: a date that does not fit is rejected, never turned round."""
    engine = open_engine()
    text = HEADER + "1,ann,25/12/2025,5\n2,bob,03/04/2026,5\n"
    load_text(engine, tmp_path, text, date_format=stated)
    assert [str(day) for day in lines(engine, "day")] == kept


def test_one_day_over_twelve_decides_for_the_column(tmp_path: Path) -> None:
    """A09: 25/12 proves that 03/04 is the third of April."""
    engine = open_engine()
    load_text(engine, tmp_path, HEADER + "1,ann,03/04/2026,5\n2,bob,25/12/2025,5\n")
    assert [str(day) for day in lines(engine, "day")] == ["2026-04-03", "2025-12-25"]


@pytest.mark.parametrize(
    ("stated", "revenue"), [("comma", Decimal("1234.50")), ("point", Decimal("1234.50"))]
)
def test_a_stated_decimal_sign_holds_for_every_row(
    stated: str, revenue: Decimal, tmp_path: Path
) -> None:
    """A12: of two conventions one is read, and the other set aside."""
    engine = open_engine()
    text = HEADER + '1,ann,2026-01-02,"1.234,50"\n2,bob,2026-01-03,"1,234.50"\n'
    report = load_text(engine, tmp_path, text, decimal=stated)
    assert lines(engine, "revenue") == [revenue]
    assert rules(report) == {"number_unreadable": 1}


def test_signs_and_codes_around_a_number_are_taken_off(tmp_path: Path) -> None:
    """A13: €12.00 and 12.00 EUR are twelve euros, and the report says the currency."""
    engine = open_engine()
    text = HEADER + "1,ann,2026-01-02,€12.00\n2,bob,2026-01-03,12.00 EUR\n"
    report = load_text(engine, tmp_path, text)
    assert lines(engine, "revenue") == [Decimal(12), Decimal(12)]
    assert report.currency == "EUR"
    assert report.currency_totals == {"EUR": Decimal(24)}


def test_two_signs_of_money_are_two_currencies(tmp_path: Path) -> None:
    """A32: without a currency column the signs speak."""
    text = HEADER + "1,ann,2026-01-02,€12.00\n2,bob,2026-01-03,$12.00\n"
    with pytest.raises(BadInput, match="2 currencies"):
        load_text(open_engine(), tmp_path, text)


@pytest.mark.parametrize("number", ["1e3", "1E+3", "1_000"])
def test_what_stands_within_a_number_is_no_currency(number: str, tmp_path: Path) -> None:
    """An exponent beside amounts in euros is a thousand of them, not of a currency E."""
    engine = open_engine()
    text = HEADER + f"1,ann,2026-01-02,€12.00\n2,bob,2026-01-03,{number}\n"
    assert load_text(engine, tmp_path, text).currency == "EUR"
    assert lines(engine, "revenue") == [Decimal(12), Decimal(1000)]


def test_parentheses_are_negative_when_that_is_stated(tmp_path: Path) -> None:
    """A13."""
    engine = open_engine()
    text = HEADER + GOOD + "2,bob,2026-01-03,(12.00)\n"
    load_text(engine, tmp_path, text, parentheses_negative=True)
    assert lines(engine, "revenue") == [Decimal(10), Decimal(-12)]


def test_calculated_amounts_may_have_more_decimals_than_their_currency(tmp_path: Path) -> None:
    """A34: net of tax, 12.20 becomes 10.0826; a person says that this is meant."""
    engine = open_engine()
    text = WITH_CURRENCY + "1,ann,2026-01-02,10.0826,EUR\n"
    load_text(engine, tmp_path, text, calculated_amounts=True)
    assert lines(engine, "revenue") == [Decimal("10.0826")]


def test_columns_of_one_name_must_agree_or_be_told_apart(tmp_path: Path) -> None:
    """A04: both positions are named; where they differ the row is set aside."""
    text = "customer_id,order_date,amount,amount\nann,2026-01-02,5,5\nbob,2026-01-03,5,6\n"
    report = load_text(open_engine(), tmp_path, text)
    assert rules(report) == {"columns_differ": 1}
    assert any("3 and 4" in note.text for note in report.notes)


def test_a_column_can_be_mapped_by_its_position(tmp_path: Path) -> None:
    """A04."""
    engine = open_engine()
    text = "customer_id,order_date,amount,amount\nann,2026-01-02,5,6\n"
    load_text(engine, tmp_path, text, columns={"amount": "#4"})
    assert lines(engine, "revenue") == [Decimal(6)]


def test_columns_without_names_are_mapped_by_their_position(tmp_path: Path) -> None:
    """Three columns that have no name are not three columns of one name."""
    engine = open_engine()
    columns = {"customer": "#2", "date": "#3", "amount": "#4"}
    report = load_text(
        engine, tmp_path, GOOD * 2, columns=columns, reading=ReadOptions(header=False)
    )
    assert (report.rows_in, report.accepted) == (2, 2)


def test_an_order_without_a_customer_is_kept_and_counted_apart(tmp_path: Path) -> None:
    """A26: nobody is called nan."""
    engine = open_engine()
    rows = "".join(f"{n},{who},2026-01-02,5\n" for n, who in enumerate(["", "nan", "N/A", "0"]))
    report = load_text(engine, tmp_path, HEADER + rows + GOOD)
    assert report.anonymous == notes(report)["anonymous"] == 4
    assert lines(engine, "customer_id").count(None) == 4


def test_a_refund_is_a_negative_line_that_keeps_its_order(tmp_path: Path) -> None:
    """A28: it lowers its order and is no purchase."""
    engine = open_engine()
    report = load_text(engine, tmp_path, HEADER + GOOD + "1,ann,2026-01-09,-4.00\n")
    assert lines(engine, "order_id, is_refund, revenue") == [
        ("1", False, Decimal(10)),
        ("1", True, Decimal(-4)),
    ]
    assert report.has_refunds


def test_a_refund_larger_than_its_order_is_flagged(tmp_path: Path) -> None:
    """A29."""
    report = load_text(open_engine(), tmp_path, HEADER + GOOD + "1,ann,2026-01-09,-40.00\n")
    assert notes(report)["large_refunds"] == 1


REFUND_HEADER = "order_id,customer_id,order_date,amount,refund_of\n"


def test_a_refund_of_an_unknown_order_waits_until_the_order_comes(tmp_path: Path) -> None:
    """A30: set aside by the first load, applied by the second."""
    engine = open_engine(tmp_path / "volver.duckdb")
    first = REFUND_HEADER + "2,ann,2026-01-03,5,\nR1,ann,2026-01-09,-4,1\n"
    report = load_text(engine, tmp_path, first, name="a.csv", keep=True)
    assert rules(report) == {"refund_of_unknown_order": 1}
    load_text(engine, tmp_path, REFUND_HEADER + "1,ann,2026-01-02,10,\n", name="b.csv", keep=True)
    assert lines(engine, "order_id, revenue, refund_of") == [
        ("2", Decimal(5), None),
        ("R1", Decimal(-4), "1"),
        ("1", Decimal(10), None),
    ]
    assert engine.rows("SELECT COUNT(*) FROM rejections") == [(0,)]
    assert engine.rows("SELECT accepted, rejected FROM loads ORDER BY load_id") == [(2, 0), (1, 0)]


def test_a_refund_with_a_number_of_its_own_is_accepted(tmp_path: Path) -> None:
    """A30: C536379 names no order, so there is none to wait for."""
    engine = open_engine()
    report = load_text(engine, tmp_path, HEADER + GOOD + "C1,ann,2026-01-09,-4.00\n")
    assert report.rejected == 0


def test_orders_that_do_not_count_are_left_out_by_their_status(tmp_path: Path) -> None:
    """A31: excluded orders are rejections, and no fault of the file."""
    header = "order_id,customer_id,order_date,amount,status\n"
    excluded = "".join(
        f"{n},ann,2026-01-02,5,{word}\n"
        for n, word in enumerate(("cancelled", "TEST ", "unpaid", "Draft", "on hold"))
    )
    text = header + "9,ann,2026-01-02,5,Paid\n" + excluded
    statuses = {"On Hold": "excluded"}
    report = load_text(open_engine(), tmp_path, text, statuses=statuses, max_rejected_share=0.0)
    assert rules(report) == {"status_excluded": 5}
    assert report.accepted == 1


ZONE = "Europe/Madrid"


def test_two_orders_of_the_doubled_hour_are_kept_apart_and_reported(tmp_path: Path) -> None:
    """A35: 02:30 was twice on that day; the first of the two is taken, and counted."""
    engine = open_engine()
    text = HEADER + "1,ann,2025-10-26 02:30:00,5\n2,bob,2025-10-26 02:30:00,6\n"
    report = load_text(engine, tmp_path, text, zone=ZONE)
    assert [str(at) for at in lines(engine, "ordered_at")] == ["2025-10-26 00:30:00"] * 2
    assert notes(report)["ambiguous_times"] == 2


def test_a_time_that_never_was_is_moved_on_and_counted(tmp_path: Path) -> None:
    """A36: 02:30 was skipped; the moment is 03:30 summer time."""
    engine = open_engine()
    report = load_text(engine, tmp_path, HEADER + "1,ann,2026-03-29 02:30,5\n", zone=ZONE)
    assert [str(at) for at in lines(engine, "ordered_at")] == ["2026-03-29 01:30:00"]
    assert notes(report)["skipped_times"] == 1


def test_the_day_is_the_day_of_the_company(tmp_path: Path) -> None:
    """23:30 UTC is the next day in Madrid."""
    engine = open_engine()
    text = HEADER + "1,ann,2026-01-02T23:30:00Z,5\n2,bob,2026-07-02T00:30:00+02:00,5\n"
    load_text(engine, tmp_path, text, zone=ZONE)
    assert [str(day) for day in lines(engine, "day")] == ["2026-01-03", "2026-07-02"]


def test_too_many_bad_rows_load_nothing(tmp_path: Path) -> None:
    """The error counts, names the first line of each rule, and says what to do."""
    engine = open_engine(tmp_path / "volver.duckdb")
    bad = "".join(f"{n},bob,never,5\n" for n in range(2, 12))
    good = "".join(f"{n},ann,2026-01-02,5\n" for n in range(100))
    with pytest.raises(Rejected, match="10 of 110 records") as told:
        load_text(engine, tmp_path, HEADER + bad + good, keep=True, max_rejected_share=0.05)
    assert "10 x date_unreadable (first on line 2, column order_date, 'never'" in told.value.where
    assert engine.rows("SELECT COUNT(*) FROM loads") == [(0,)]


def test_a_file_of_malformed_records_alone_loads_nothing(tmp_path: Path) -> None:
    """No row could be read at all, so none could be typed either."""
    with pytest.raises(Rejected, match="None of the 2 records") as told:
        load_text(open_engine(), tmp_path, HEADER + "1,ann\n2\n")
    assert "2 x too_few_fields (first on line 2" in told.value.where


def test_the_advice_is_about_the_fault_and_not_about_what_was_left_out(tmp_path: Path) -> None:
    """Excluded orders may be many; they are no fault."""
    header = "customer_id,order_date,amount,status\n"
    text = header + "ann,2026-01-02,5,cancelled\n" * 9 + "ann,never,5,paid\n"
    with pytest.raises(Rejected, match="1 of 10 records") as told:
        load_text(open_engine(), tmp_path, text, max_rejected_share=0.05)
    assert "--date-format" in told.value.next_step


def test_a_file_whose_records_all_do_not_count_loads_nothing(tmp_path: Path) -> None:
    """Each is excluded by its status: a mapping that is worth a second look."""
    text = "customer_id,order_date,amount,status\nann,2026-01-02,5,cancelled\n"
    with pytest.raises(Rejected, match="None of the 1 records"):
        load_text(open_engine(), tmp_path, text)
