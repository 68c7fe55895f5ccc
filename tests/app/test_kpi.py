"""volver kpi and the sheets of figures, over a published run."""

import csv
import json

import pytest
from tests.app.shop import AS_OF
from typer.testing import CliRunner

from volver.app.kpi import COLUMNS, kpi
from volver.app.run import Published
from volver.app.workspace import Workspace
from volver.cli.main import app
from volver.describe.catalogue import METRICS
from volver.domain.errors import BadInput


def asked(published: tuple[Workspace, Published], *given: str) -> str:
    """What the command prints."""
    here, _ = published
    done = CliRunner().invoke(app, ["kpi", *given, "-w", str(here.folder)])
    assert done.exit_code == 0, done.output
    return done.stdout


def recount(published: tuple[Workspace, Published]) -> dict[str, tuple[int, float]]:
    """Orders and revenue by month, by a loop over the file."""
    found: dict[str, tuple[int, float]] = {}
    with (published[0].folder / "orders.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["order_date"] <= AS_OF.isoformat() and row["order_date"] != "2024-02-30":
                orders, revenue = found.get(row["order_date"][:7], (0, 0.0))
                found[row["order_date"][:7]] = (orders + 1, revenue + float(row["amount"]))
    return found


def test_revenue_by_month_is_that_of_the_file(published):
    """Month by month, to the cent; the last has not ended."""
    rows = json.loads(asked(published, "revenue", "--by", "month", "--json"))["rows"]
    told = {row["period"]: row["value"] for row in rows if row["n"]}
    counted = recount(published)
    assert told == pytest.approx({month: revenue for month, (_, revenue) in counted.items()})
    assert rows[-1]["partial"] is True
    orders = json.loads(asked(published, "orders", "--by", "month", "--json"))["rows"]
    assert {r["period"]: r["value"] for r in orders if r["n"]} == {
        month: number for month, (number, _) in counted.items()
    }


def test_alone_it_lists_the_catalogue(published):
    """In the reader's language."""
    listed = json.loads(asked(published, "--json"))
    assert [row["slug"] for row in listed] == [metric.slug for metric in METRICS]
    assert "¿Cuántos clientes hicieron su primer pedido?" in asked(
        published, "--json", "--lang", "es"
    )


def test_the_sql_is_printed_alone(published):
    """As it is run, all that it names included."""
    told = asked(published, "revenue", "--by", "month", "--split", "first_year", "--sql")
    assert told.startswith("WITH ")
    assert "SUM(revenue) AS revenue" in told
    assert "split_codes" in told


def test_a_file_holds_what_was_asked(published, tmp_path):
    """Plain numbers and ISO months."""
    out = tmp_path / "aov.csv"
    asked(published, "aov", "--by", "quarter", "--from", "2024-01", "--to", "2024-03",
          "--out", str(out))  # fmt: skip
    with out.open(encoding="utf-8-sig") as lines:
        (row,) = csv.DictReader(lines)
    assert tuple(row) == COLUMNS
    months = [found for month, found in recount(published).items() if month[:4] == "2024"]
    first = [recount(published)[f"2024-0{n}"] for n in (1, 2, 3)]
    assert len(months) > 3
    assert row["period"] == "2024-Q1"
    mean = sum(money for _, money in first) / sum(orders for orders, _ in first)
    assert float(row["value"]) == pytest.approx(mean)
    assert float(row["low"]) < mean < float(row["high"])


def test_by_value_class_and_by_the_model(published):
    """Both are of the run; its classes add up."""
    here, _ = published
    whole = kpi(here, "margin", "whole", None, None, None, None).records[0]["value"]
    parts = kpi(here, "margin", "whole", "class", None, None, None).records
    assert sum(row["value"] for row in parts) == pytest.approx(whole)
    assert 0 < kpi(here, "churn_modelled", "whole", None, None, None, None).records[0]["value"] < 1


def test_what_is_lacking_is_said(published):
    """In words, without a figure."""
    found = kpi(published[0], "nps", "whole", None, None, None, "es")
    assert found.lacks == "Esta cifra necesita respuestas de clientes."
    assert found.records == ()


@pytest.mark.parametrize(
    ("slug", "by", "split", "since"),
    [
        ("shoe_size", "whole", None, None),
        ("aov", "fortnight", None, None),
        ("aov", "whole", "shoe size", None),
        ("aov", "whole", None, "2024-13"),
        ("aov", "whole", None, "spring"),
    ],
)
def test_what_is_not_there_is_refused(published, slug, by, split, since):
    """With what to do."""
    with pytest.raises(BadInput) as refused:
        kpi(published[0], slug, by, split, since, None, None)
    assert refused.value.next_step


def test_the_book_has_the_sheets(published):
    """With figures, and with what they would need."""
    told = json.loads((published[1].folder / "book.en.json").read_text("utf-8"))
    leaves = {leaf["slug"]: leaf for leaf in told["leaves"]}
    assert {"kpis", "service", "subscriptions"} <= set(leaves)
    assert leaves["service"]["needs"]
    assert leaves["subscriptions"]["needs"]
