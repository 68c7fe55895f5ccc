"""From a ready table to a forecast: the printed donors through the product's own door."""

import csv
import json
import sys

import pytest
from pyarrow import parquet as pq

from volver.app.opportunities import forecast
from volver.app.opportunity_sources import every_of, from_table, period_of
from volver.cli import main as door
from volver.domain.errors import BadInput, Rejected
from volver.domain.settings import Settings

ROWS = """frequency,recency,periods,weights
0,0,6,3464
1,1,6,1091
1,2,6,277
1,3,6,129
1,4,6,78
1,5,6,119
1,6,6,129
2,2,6,613
2,3,6,255
2,4,6,155
2,5,6,173
2,6,6,234
3,3,6,322
3,4,6,181
3,5,6,225
3,6,6,357
4,4,6,240
4,5,6,284
4,6,6,512
5,5,6,335
5,6,6,728
6,6,6,1203
"""
"""The donors of Fader, Hardie & Shang (2010)."""


@pytest.fixture
def donations(tmp_path, monkeypatch):
    """The printed table as a file, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "donations.csv"
    path.write_text(ROWS, "utf-8")
    return path


@pytest.fixture
def typed(monkeypatch, capsys):
    """Type a command; its exit code, and what it said."""

    def run(*given):
        monkeypatch.setattr(sys, "argv", ["volver", *given])
        monkeypatch.setenv("COLUMNS", "120")
        with pytest.raises(SystemExit) as end:
            door.main()
        return end.value.code or 0, capsys.readouterr()

    return run


def test_the_printed_table_runs_as_it_is(donations, typed):
    """Its columns are guessed, its parameters and cells are those of the paper."""
    code, said = typed("opportunities", "donations.csv", "--periods-ahead", "10", "--json")
    card = json.loads(said.out)
    assert code == 0
    assert card["parameters"] == pytest.approx(
        {"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}, abs=5e-4
    )
    assert card["log_likelihood"] == pytest.approx(-33225.6, abs=0.05)
    assert card["rows_in"] == card["accepted"] + card["rejected"] + card["duplicates"] == 22
    assert card["customers"] == 11_104
    cells = {(one["order_count"], one["last_with_order"]): one for one in card["histories"]}
    assert cells[2, 4]["p_alive"] == pytest.approx(0.59, abs=5e-3)
    assert cells[4, 5]["expected_orders"] == pytest.approx(3.628, abs=5e-4)
    people = [one["expected_customers"] for one in card["orders_seen"]]
    assert [people[0], people[6]] == pytest.approx([3454.9, 1253.1], abs=0.05)
    assert card["discounted_orders"] is None
    total = card["total_orders"]
    assert total["low"] < total["value"] < total["high"]


def test_the_summary_is_calm_and_in_the_readers_language(donations, typed):
    """Headline, parameters, two grids and what is taken for granted."""
    code, said = typed("opportunities", "donations.csv", "--period", "year")
    assert code == 0
    assert said.out.startswith("Orders expected at the next 6 opportunities: ")
    assert "Discounted at 10% a year" in said.out
    assert "donations.csv: 22 rows = 22 accepted + 0 rejected + 0 duplicates" in said.out
    assert "At each opportunity a customer orders once or not at all" in said.out
    _, said = typed("opportunities", "donations.csv", "--periods-ahead", "1", "--lang", "es")
    assert said.out.startswith("Pedidos esperados en la próxima oportunidad: ")
    assert "3.454,9" in said.out


@pytest.mark.parametrize("name", ["forecast.csv", "forecast.parquet"])
def test_a_row_is_written_for_each_row(donations, typed, name):
    """With P(alive), expected orders, their interval, and what they are worth today."""
    code, said = typed("opportunities", "donations.csv", "--period", "year", "--out", name)
    assert code == 0
    assert said.out.rstrip().endswith(name)
    if name.endswith(".csv"):
        with (donations.parent / name).open() as lines:
            rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(lines)]
    else:
        rows = pq.read_table(donations.parent / name).to_pylist()
    assert [row["line"] for row in rows] == list(range(2, 24))
    for row in rows:
        assert row["orders_low"] <= row["expected_orders"] + 1
        assert row["expected_orders"] <= row["orders_high"] + 1
        assert row["discounted_orders"] < row["expected_orders"]
        assert row["discounted_orders"] < row["residual_orders"]
        assert 0 < row["any_order"] < row["p_alive"] < 1


def test_whoever_is_named_keeps_their_name_and_no_formula_runs(tmp_path, typed, monkeypatch):
    """A customer may be called anything."""
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"c{i},{i % 3},{2 * (i % 3)},8\n" for i in range(60))
    (tmp_path / "boxes.csv").write_text(f"id,x,t_x,n\n=1+1,2,5,8\n{rows}", "utf-8")
    code, _ = typed("opportunities", "boxes.csv", "--out", "o.csv")
    assert code == 0
    with (tmp_path / "o.csv").open() as lines:
        names = [row["customer_id"] for row in csv.DictReader(lines)]
    assert names[:2] == ["'=1+1", "c0"]


def test_columns_of_0_and_1_come_to_the_same(donations, tmp_path, typed):
    """The donors one by one, year by year, in place of the printed table."""
    lines = ["id,y1,y2,y3,y4,y5,y6"]
    for row in ROWS.split()[1:]:
        x, last, n, people = map(int, row.split(","))
        years = ["1"] * (x - 1) + ["0"] * (n - x) if x else ["0"] * n
        if x:
            years.insert(last - 1, "1")
        lines += [f"d{len(lines) + i},{','.join(years)}" for i in range(people)]
    (tmp_path / "years.csv").write_text("\n".join(lines) + "\n", "utf-8")
    _, one = typed("opportunities", "donations.csv", "--json")
    code, other = typed("opportunities", "years.csv", "--incidence", "--json")
    assert code == 0
    a, b = json.loads(one.out), json.loads(other.out)
    assert a["parameters"] == b["parameters"]
    assert a["histories"] == b["histories"]
    assert a["total_orders"] == b["total_orders"]


def test_a_rate_needs_a_period_and_a_period_is_one_of_three():
    """The unit of a rate is never guessed."""
    with pytest.raises(BadInput, match="how far apart"):
        period_of(None, 0.1, None)
    with pytest.raises(BadInput, match="not a period"):
        period_of("day", None, None)
    assert period_of("week", 0.1, None) == "week"
    assert period_of(None, 0.1, "month") == "month"
    assert period_of(None, None, 28) is None
    with pytest.raises(BadInput, match="not a period"):
        every_of("28")


@pytest.mark.parametrize("ahead", [0, -3, 1001])
def test_as_many_opportunities_ahead_as_are_not_usable_are_refused(donations, ahead):
    """None, or more than anybody would plan."""
    with pytest.raises(BadInput, match="opportunities ahead are not usable"):
        forecast(from_table(donations, {}, 0.05), Settings(), ahead)


def test_rows_that_cannot_be_are_rejected_and_told(tmp_path):
    """Within the limit the others are forecast; above it nothing is."""
    path = tmp_path / "few.csv"
    path.write_text(ROWS + "3,2,6,5\n", "utf-8")
    found = forecast(from_table(path, {}, 0.05), Settings())
    assert found.card.rules == {"counts_disagree": 1}
    assert found.card.rows_in == found.card.accepted + found.card.rejected == 23
    path.write_text(ROWS + "3,2,6,5\n1,0,6,2\n0,3,6,2\n", "utf-8")
    with pytest.raises(Rejected, match="3 of 25 records"):
        forecast(from_table(path, {}, 0.05), Settings())


def test_a_weekly_rate_is_that_of_the_year(donations):
    """52.18 weeks at the weekly rate are one year at 10 %."""
    by = {period: forecast(from_table(donations, {}, 0.05), Settings(), 4, period).card
          for period in ("week", "month", "year")}  # fmt: skip
    assert by["week"].discounted_orders > by["month"].discounted_orders
    assert by["month"].discounted_orders > by["year"].discounted_orders
    assert by["year"].discounted_orders < by["year"].total_orders.value


def test_too_few_who_came_back_are_no_ground_for_a_forecast(tmp_path):
    """A reason in place of numbers that look like some."""
    path = tmp_path / "none.csv"
    path.write_text("x,t_x,n,custs\n0,0,6,50\n1,2,6,3\n", "utf-8")
    with pytest.raises(BadInput, match="3 customers with an order"):
        forecast(from_table(path, {}, 0.05), Settings())


def test_a_file_of_orders_is_counted_by_period(tmp_path, typed, monkeypatch):
    """What is lost is told, and so is what the days show."""
    monkeypatch.chdir(tmp_path)
    lines = ["customer,date,amount"]
    for who in range(60):
        months = range(1, 13) if who % 3 == 0 else range(1, 6 + who % 7, 1 + who % 2)
        lines += [f"c{who:02d},2024-{month:02d}-05,10.00" for month in months]
        lines += [f"c{who:02d},2024-{month:02d}-05,3.00" for month in months][:1]
    lines += ["c00,2024-03-06,10.00", "late,2025-01-05,1.00"]
    (tmp_path / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8")
    given = ("orders.csv", "--every", "month", "--as-of", "2025-01-10", "--json", "--out", "o.csv")
    code, said = typed("opportunities", *given)
    card = json.loads(said.out)
    assert code == 0
    assert card["rows_in"] == len(lines) - 1
    assert card["customers"] == 60
    assert card["most_opportunities"] == 11
    assert card["period"] == "month"
    notes = " | ".join(card["notes"])
    assert "Orders in a period that already has one count once: 1 (" in notes
    assert "Customers who first ordered after the last whole period are left out: 1" in notes
    assert "Days with an order: 14 of 367" in notes
    with (tmp_path / "o.csv").open() as rows:
        first = next(csv.DictReader(rows))
    assert (first["customer_id"], first["order_count"], first["opportunities"]) == (
        "c00",
        "11",
        "11",
    )
