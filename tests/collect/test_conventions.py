"""How dates and numbers are written: found, stated, or asked for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.loading import lines, load_text

from volver.collect import zones
from volver.domain.errors import BadInput
from volver.store import open_engine

DATES = [
    ("2010-12-02", "2010-12-02 00:00:00"),
    ("2010-12-02 12:16", "2010-12-02 12:16:00"),
    ("2010-12-02T12:16:09", "2010-12-02 12:16:09"),
    ("2010-12-02 12:16:09.123456", "2010-12-02 12:16:09.123456"),
    ("2010-12-02T12:16:09.1234567", "2010-12-02 12:16:09.123456"),
    ("2010/12/02", "2010-12-02 00:00:00"),
    ("2010.12.2 9:05", "2010-12-02 09:05:00"),
    ("20101202", "2010-12-02 00:00:00"),
    ("20101202T121600", "2010-12-02 12:16:00"),
    ("20101202T121600Z", "2010-12-02 12:16:00"),
    ("02 Dec 2010", "2010-12-02 00:00:00"),
    ("2-dec-2010 12:16", "2010-12-02 12:16:00"),
    ("December 2, 2010", "2010-12-02 00:00:00"),
    ("Dec 2, 2010 1:16 PM", "2010-12-02 13:16:00"),
    ("31/12/2010", "2010-12-31 00:00:00"),
    ("31.12.2010 12:16:09", "2010-12-31 12:16:09"),
    ("12/31/2010 1:16 PM", "2010-12-31 13:16:00"),
    ("12/31/2010, 1:16:09 pm", "2010-12-31 13:16:09"),
    ("40514", "2010-12-02 00:00:00"),
    ("40514.51111111", "2010-12-02 12:16:00"),
    ("1291292160", "2010-12-02 12:16:00"),
    ("1291292160000", "2010-12-02 12:16:00"),
    ("2010-12-02T12:16:00Z", "2010-12-02 12:16:00"),
    ("2010-12-02 12:16:00 UTC", "2010-12-02 12:16:00"),
    ("2010-12-02T13:16:00+01:00", "2010-12-02 12:16:00"),
    ("2010-12-02T07:16:00-0500", "2010-12-02 12:16:00"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "moment"), DATES)
def test_an_unmistakable_date_is_read_whatever_stands_beside_it(
    text: str, moment: str, tmp_path: Path
) -> None:
    """Alone in its column, and among dates that are written in another way."""
    for other in ("", "2011-01-01,1,x\n"):
        engine = open_engine()
        load_text(engine, tmp_path, f'order_date,amount,customer_id\n{other}"{text}",5,ann\n')
        assert str(lines(engine, "ordered_at")[-1]) == moment


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        *("soon", "2010-13-01", "2010-02-30", "32/01/2010", "10-12-02", "2010-12-02 25:00", "12"),
        *("2010-12-02 1:16 XM", "2010-12-02 12:16:00+99:99", "2010-12-02 (BC)"),
    ],
)
def test_what_is_no_date_is_never_made_one(text: str, tmp_path: Path) -> None:
    """The database's own casts would take some of these."""
    engine = open_engine()
    text = f'order_date,amount,customer_id\n2011-01-31,5,ann\n"{text}",5,ann\n'
    report = load_text(engine, tmp_path, text)
    assert [rule.rule for rule in report.rules] == ["date_unreadable"]


def test_a_pattern_is_the_only_way_once_it_is_stated(tmp_path: Path) -> None:
    """Two-digit years are read by nobody's guess."""
    engine = open_engine()
    text = "order_date,amount,customer_id\n02.12.10,5,ann\n2010-12-03,5,ann\n"
    report = load_text(engine, tmp_path, text, date_format="%d.%m.%y")
    assert [str(day) for day in lines(engine, "day")] == ["2010-12-02"]
    assert report.rejected == 1


def test_years_of_two_digits_are_read_where_the_order_is_stated(tmp_path: Path) -> None:
    """Beside years of four digits too, as AdventureWorks writes them; unstated they are nobody's
    guess."""
    text = "order_date,amount,customer_id\n01-02-21,5,ann\n01/18/2021,5,ann\n01-18-21,5,bob\n"
    engine = open_engine()
    load_text(engine, tmp_path, text, date_format="month-first")
    days = ["2021-01-02", "2021-01-18", "2021-01-18"]
    assert [str(day) for day in lines(engine, "day")] == days
    engine = open_engine()
    report = load_text(engine, tmp_path, text)
    assert (report.accepted, report.rejected) == (1, 2)


def test_the_order_of_day_and_month_is_looked_for_in_the_whole_column(tmp_path: Path) -> None:
    """The first two thousand dates prove nothing; the last one does."""
    engine = open_engine()
    rows = "03/04/2010,5,ann\n" * 5000 + "25/12/2010,5,bob\n"
    load_text(engine, tmp_path, "order_date,amount,customer_id\n" + rows)
    assert str(lines(engine, "day")[0]) == "2010-04-03"


def test_a_contradiction_anywhere_in_the_column_is_found(tmp_path: Path) -> None:
    """Five thousand dates are day-first, one is month-first."""
    rows = "25/12/2010,5,ann\n" * 5000 + "12/25/2010,5,bob\n"
    with pytest.raises(BadInput, match="line 5002"):
        load_text(open_engine(), tmp_path, "order_date,amount,customer_id\n" + rows)


NUMBERS = [
    (["5", "1234.5"], ["5", "1234.5"]),
    (["1,234.50", "1,234,567.89", "7"], ["1234.5", "1234567.89", "7"]),
    (["1.234,50", "1.234.567,89", "7"], ["1234.5", "1234567.89", "7"]),
    (["0,85", "1.234"], ["0.85", "1234"]),
    (["0.85", "1,234"], ["0.85", "1234"]),
    (["1 234,50", "1\u00a0234,50", "1\u202f234,50"], ["1234.5"] * 3),
    (["1'234.50", "-3"], ["1234.5", "-3"]),
    (["1,23,456.00"], ["123456"]),
    (["€5", "5 €", "EUR 5", "5,50 eur"], ["5", "5", "5", "5.5"]),
    (["−7.25", "+2"], ["-7.25", "2"]),
    (["1e3", "2.5E2"], ["1000", "250"]),
    ([".5", "5."], ["0.5", "5"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("texts", "values"), NUMBERS)
def test_numbers_are_read_by_the_one_convention_of_their_column(
    texts: list[str], values: list[str], tmp_path: Path
) -> None:
    """The decimal sign is proved by one value and holds for all of the same sign of money."""
    engine = open_engine()
    rows = "".join(f'2026-01-02,"{text}",ann\n' for text in texts)
    load_text(engine, tmp_path, "order_date,amount,customer_id\n" + rows)
    assert lines(engine, "revenue") == [Decimal(value) for value in values]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["abc", "1-2", "5 kg", "1.2.3,4,5", "0x10", "--1", "1,2", "EUR"])
def test_what_is_no_number_is_never_made_one(text: str, tmp_path: Path) -> None:
    """Set aside by a rule, or the file is refused because two conventions meet."""
    engine = open_engine()
    rows = f'order_date,amount,customer_id\n2026-01-02,5.25,ann\n2026-01-02,"{text}",ann\n'
    report = load_text(engine, tmp_path, rows, decimal="point")
    assert [rule.rule for rule in report.rules] == ["number_unreadable"]


def test_a_decimal_sign_is_looked_for_in_the_whole_column(tmp_path: Path) -> None:
    """Whole numbers first, then one with a comma, then 1.234, which is over a thousand."""
    engine = open_engine()
    rows = "2026-01-02,5,ann\n" * 5000 + '2026-01-02,1.234,ann\n2026-01-02,"0,5",ann\n'
    load_text(engine, tmp_path, "order_date,amount,customer_id\n" + rows)
    assert lines(engine, "revenue")[-2:] == [Decimal(1234), Decimal("0.5")]


ZONES = ("Europe/Madrid", "America/Mexico_City", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
SECONDS = st.integers(0, 20_000 * 86_400)


@pytest.mark.slow
@given(seconds=SECONDS, zone=st.sampled_from(ZONES))
def test_zones_agree_with_the_standard_library(seconds: int, zone: str) -> None:
    """Both ways; a doubled hour is the first of the two, as Python's fold 0 has it."""
    moment = datetime(1972, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    local = moment.astimezone(ZoneInfo(zone))
    plain = [
        at.replace(tzinfo=None) for at in (moment, local, local.replace(fold=0).astimezone(UTC))
    ]
    to_local = zones.to_local(f"TIMESTAMP '{plain[0]}'", zone, 2027)
    to_utc = zones.to_utc(f"TIMESTAMP '{plain[1]}'", zone, 2027)
    assert open_engine().rows(f"SELECT {to_local}, {to_utc}") == [(plain[1], plain[2])]
