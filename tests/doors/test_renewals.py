"""volver renewals, from the command line to the table, in both languages."""

import csv
import json
import sys

import numpy as np
import pytest

from volver.cli import main as door

pytestmark = pytest.mark.slow

TABLE = "year,regular,high\n0,1000,1000\n1,631,869\n2,468,743\n3,382,653\n4,326,593\n" + (
    "5,289,551\n6,262,517\n7,241,491\n"
)


def table(path):
    """The rows of a table that was written."""
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in a folder of its own; what stood on stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*given, code=0):
        monkeypatch.setattr(sys, "argv", ["volver", "renewals", *map(str, given)])
        with pytest.raises(SystemExit) as end:
            door.main()
        shown = capsys.readouterr()
        assert (end.value.code or 0) == code, shown.err
        return shown

    return run


@pytest.fixture
def customers(tmp_path):
    """600 subscribers whose months until they leave are sBG; a fifth of the losses are cards."""
    generator = np.random.default_rng(3)
    end = generator.geometric(generator.beta(1.0, 6.0, 600))
    seen = generator.integers(0, 25, 600)
    with (tmp_path / "subs.csv").open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file)
        write.writerow(["id", "months", "left", "fee", "why", "plan"])
        for n in range(600):
            left = end[n] <= seen[n]
            why = ("card" if n % 5 == 0 else "voluntary") if left else ""
            row = [f"=C{n}", min(end[n], seen[n]), "yes" if left else "no", 10 + n % 3, why]
            write.writerow([*row, "ab"[n % 2]])
    return "subs.csv"


SUBSCRIPTIONS = ("--customer", "id", "--tenure", "months", "--ended", "left", "--value", "fee")


def test_a_table_of_cohorts_runs_as_it_is(run, tmp_path):
    """The published parameters come out of the command."""
    (tmp_path / "table.csv").write_text(TABLE, "utf-8")
    card = json.loads(run("table.csv", "--json", "--out", "curves.csv").out)
    regular, high = card["groups"]
    assert regular["parameters"]["alpha"] == pytest.approx(0.704, abs=5e-4)
    assert (regular["model"], high["model"]) == ("sbg", "bdw")
    assert card["period"] == "year"
    assert card["horizon_periods"] == 5
    rows = table(tmp_path / "curves.csv")
    assert [row["cohort"] for row in rows] == ["regular"] * 12 + ["high"] * 12
    assert float(rows[6]["seen"]) == pytest.approx(0.241)
    assert rows[11]["seen"] == ""


def test_customers_get_a_row_each_and_the_sum_adds_up(run, customers, tmp_path):
    """Those still there, in the order of the file; ids a spreadsheet would run are guarded."""
    card = json.loads(run(customers, *SUBSCRIPTIONS, "--out", "values.csv", "--json").out)
    rows = table(tmp_path / "values.csv")
    (group,) = card["groups"]
    assert len(rows) == group["running"]
    assert rows[0]["customer_id"].startswith("'=C")
    value = sum(float(row["value"]) for row in rows)
    assert value == pytest.approx(group["value"]["value"], rel=1e-9)
    for row in rows:
        assert float(row["value_low"]) <= float(row["value"]) <= float(row["value_high"]) + 1e-9
    data = card["data"]
    assert data["rows_in"] == data["accepted"] + data["rejected"] + data["duplicates"] == 600
    assert card["basis"] == "revenue: no cost given"


def test_a_margin_rate_makes_it_margin(run, customers):
    """0.4 of the revenue, and called margin."""
    revenue, margin = (
        json.loads(run(customers, *SUBSCRIPTIONS, *more, "--json").out)
        for more in ((), ("--margin-rate", "0.4"))
    )
    assert margin["basis"] == "margin: 40 % of revenue"
    both = [card["groups"][0]["value"]["value"] for card in (margin, revenue)]
    assert both[0] == pytest.approx(0.4 * both[1])


def test_a_rate_is_a_rate_per_year_whatever_the_period(run, customers):
    """10 % a year on monthly renewals: the k-th is divided by 1.1^(k/12)."""
    none, some = (
        json.loads(run(customers, *SUBSCRIPTIONS, "--annual-discount-rate", r, "--json").out)
        for r in ("0", "0.10")
    )
    values = [card["groups"][0]["value"]["value"] for card in (some, none)]
    assert 1.1**-1 < values[0] / values[1] < 1.1 ** -(1 / 12)


def test_the_summary_says_what_matters(run, customers):
    """Model and why, bands, value with its basis, reasons, and what became of the rows."""
    shown = run(customers, *SUBSCRIPTIONS, "--reason", "why", "--by", "plan")
    for words in ("600 customers", "Model: ", "Why: ", "Retention", "DERL", "voluntary",
                  "of revenue today", "Basis: revenue: no cost given",
                  "600 rows = 600 accepted + 0 rejected + 0 duplicates"):  # fmt: skip
        assert words in shown.out
    assert "revenue: no cost given" in shown.err


def test_it_says_the_same_in_spanish(run, customers, tmp_path):
    """No English is left, in the answer and in errors."""
    (tmp_path / "table.csv").write_text(TABLE.replace("1000", "100", 2), "utf-8")
    text = run(customers, *SUBSCRIPTIONS, "--reason", "why", "--lang", "es").out
    for words in ("600 clientes", "Modelo: ", "Por qué: ", "Retención", "Antigüedad",
                  "600 filas = 600 aceptadas"):  # fmt: skip
        assert words in text
    for english in (" the ", " of ", " left", "customers", " fits ", "expected"):
        assert english not in text
    assert "una cohorte nunca crece" in run("table.csv", "--lang", "es", code=2).err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--tenure", "months"), "Subscriptions need a column for --ended"),
        (("--tenure", "months", "--ended", "gone"), "no column 'gone'"),
        (("--tenure", "months", "--ended", "plan"), "does not say plainly who left"),
        (("--value", "ten"), "'ten' is not an amount"),
        ((), "holds no periods"),
        ((*SUBSCRIPTIONS, "--model", "magic"), "no model of renewals called 'magic'"),
        ((*SUBSCRIPTIONS, "--horizon", "3d"), "holds no whole period"),
        ((*SUBSCRIPTIONS, "--out", "values.doc"), "neither .parquet nor .csv"),
    ],
)
def test_what_is_not_usable_is_told(run, customers, given, said):
    """What, where and what next, with the code of input that is not usable."""
    error = run(customers, *given, code=2).err
    assert said in error
    assert "\n  next:" in error


def test_every_model_can_be_asked_for(run, customers):
    """By its name; the reason says so."""
    for model in ("geometric", "bdw", "weibull-gamma", "exponential-never"):
        card = json.loads(run(customers, *SUBSCRIPTIONS, "--model", model, "--json").out)
        assert card["groups"][0]["model"] == model
        assert card["groups"][0]["why"] == "the model that was asked for"


def test_groups_without_a_forecast_or_without_customers_are_told(run, tmp_path):
    """In plan a nobody has left, in plan b nobody is there: a reason, and no figure."""
    rows = "id,m,left,plan,fee\n" + "".join(f"a{n},{n % 5},no,a,9\n" for n in range(9))
    rows += "".join(f"b{n},{1 + n % 3},yes,b,9\n" for n in range(40))
    (tmp_path / "plans.csv").write_text(rows, "utf-8")
    given = ("plans.csv", "--customer", "id", "--tenure", "m", "--ended", "left", "--value", "fee")
    card = json.loads(run(*given, "--by", "plan", "--json", "--out", "v.csv").out)
    first, second = card["groups"]
    assert first["step"] == "none"
    assert first["renewals"]["why"].startswith("nobody has left yet")
    assert second["value"]["why"] == "nobody is still there"
    written = table(tmp_path / "v.csv")
    assert len(written) == 9
    assert {row["value"] for row in written} == {""}
    said = run(*given, "--by", "plan").out
    assert "Nobody has left yet" in said
    (tmp_path / "plans.csv").write_text(
        rows.replace(",no,", ",yes,").replace(",0,", ",4,"), "utf-8"
    )
    assert run(*given, "--out", "v.csv").out
    assert table(tmp_path / "v.csv") == []


def test_ibm_telco_runs(run, test_data):
    """7,043 customers of the telephone company, in one command."""
    card = json.loads(
        run(test_data("subscriptions/telco_customer_churn.csv"), "--customer", "customerID",
            "--tenure", "tenure", "--ended", "Churn", "--value", "MonthlyCharges",
            "--currency", "USD", "--json").out
    )  # fmt: skip
    (group,) = card["groups"]
    assert (group["customers"], group["ended"]) == (7043, 1869)
    assert group["value"]["low"] < group["value"]["value"] < group["value"]["high"]
    assert card["currency"] == "USD"


def test_the_published_table_runs(run, test_data):
    """Percent still there of two segments, learnt from seven years and tested on five more."""
    path = test_data("subscriptions/sbg_retention.csv")
    card = json.loads(run(path, "--fit-periods", 7, "--json").out)
    for group, alpha in zip(card["groups"], (0.704, None), strict=True):
        assert group["test"]["known"] == 7
        assert group["test"]["until"] == 12
        assert group["test"]["forecast"]["low"] < group["test"]["seen"]
        assert group["test"]["seen"] < group["test"]["forecast"]["high"]
        if alpha:
            assert group["parameters"]["alpha"] == pytest.approx(alpha, abs=5e-4)
    assert card["customers_assumed_per_cohort"] == 1000
