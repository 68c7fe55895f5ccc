"""volver segment: the newest run is asked, and nothing else is read or written."""

import csv
import json
import shutil
import sys

import pyarrow.parquet as pq
import pytest

from volver.app.segment import ask
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.errors import BadInput

SEGMENTS = """
[segments.keen]
rule = "orders >= 5"
description = "They come back"

[segments."keen, of late"]
rule = {all = [{segment = "keen"}, {field = "days_since_last", operator = "<=", value = 90}]}
"""
LATE = 'in segment "keen" and days_since_last <= 90'


@pytest.fixture(scope="module")
def folder(published, tmp_path_factory):
    """A copy of the shop, with segments in its volver.toml."""
    here = tmp_path_factory.mktemp("segments") / "shop"
    shutil.copytree(published[0].folder, here)
    with (here / "volver.toml").open("a", encoding="utf-8") as file:
        file.write(SEGMENTS)
    return here


def values(folder):
    """The published rows, read without us."""
    run = Workspace.open(folder).runs.latest()
    return pq.read_table(run / "values.parquet").to_pylist()


def fits(row, late):
    """The two segments, in plain Python over the published table."""
    days = (row["as_of"] - row["last_order"]).days
    return row["orders"] >= 5 and (not late or days <= 90)


@pytest.mark.mission("G3")
@pytest.mark.parametrize(
    ("rule", "name", "late"),
    [(LATE, None, True), (None, "keen", False), (None, "keen, of late", True)],
)
def test_the_count_is_that_of_the_published_table(folder, rule, name, late):
    """By rule, by name, and by a segment of segments."""
    rows = values(folder)
    found = ask(folder, rule, name, "report", None, None)
    assert found.customers == sum(fits(row, late) for row in rows) > 0
    assert found.everybody == len(rows)


@pytest.mark.parametrize("rule", ["value > 20 and p_alive < 0.9", 'value_class = "best"'])
def test_what_the_run_forecast_can_be_asked(folder, rule):
    """From the tables that it put by."""
    rows = values(folder)
    wanted = sum(
        row["value_class"] == "best"
        if "class" in rule
        else row["value"] > 20 and row["p_alive"] < 0.9
        for row in rows
    )
    assert ask(folder, rule, None, "report", None, None).customers == wanted


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_members_are_written_as_a_table(folder, tmp_path, ending):
    """In order of the customer's id."""
    out = tmp_path / f"members.{ending}"
    ask(folder, LATE, None, "marketing", out, None)
    if ending == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            found = [row["customer_id"] for row in csv.DictReader(file)]
    else:
        found = pq.read_table(out).column("customer_id").to_pylist()
    assert found == sorted(row["customer_id"] for row in values(folder) if fits(row, late=True))


def test_the_book_has_a_page_of_segments(folder):
    """With the figures of the run; the four classes part everybody."""
    run = Workspace.open(folder).runs.latest()
    leaves = json.loads((run / "book.en.json").read_text("utf-8"))["leaves"]
    assert "segments" in [leaf["slug"] for leaf in leaves]


@pytest.mark.parametrize(
    ("rule", "name", "what"),
    [
        (None, None, "Give a rule"),
        ("orders >= 1", "keen", "Give a rule"),
        (None, "kene", "no segment called 'kene'"),
        ("orders >= 1; DROP TABLE histories", None, "';' means nothing"),
        ('{"all": []}', None, "empty"),
        ("complaints > 0", None, "nothing of interactions"),
    ],
)
def test_a_mistake_is_told(folder, rule, name, what):
    """In words, whatever is wrong."""
    with pytest.raises(BadInput, match=what):
        ask(folder, rule, name, "report", None, None)


def test_a_table_that_nobody_writes_is_refused_first(folder, tmp_path):
    """And no file is left."""
    with pytest.raises(BadInput, match="no name of a table"):
        ask(folder, LATE, None, "report", tmp_path / "members.exe", None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[segments]\nkeen = 3", "A segment is a table"),
        ('[segments.a]\nrule = "ordrs > 1"', "ordrs"),
        ("[segments.a]\nrule = 'in segment \"a\"'", "name each other: a > a"),
        ('[segments.a]\nrule = "orders > 1"\nrule = "orders > 2"', "cannot be read"),
        ('[segments.a]\nrule = "orders > 1"\n[segments.a]\nrule = "orders > 2"', "cannot be read"),
        (f"[segments.a]\nrule = {'[' * 5000}{']' * 5000}", "volver.toml cannot be read"),
        (f"[segments.a]\nrule = {'{not = ' * 200}3{'}' * 200}", "groups within each other"),
        ("segments = 3", "segments is a table"),
    ],
)
def test_a_mistake_in_volver_toml_is_named_with_its_place(tmp_path, text, what):
    """The file, the segment and the character."""
    (tmp_path / "volver.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=what) as found:
        Workspace.open(tmp_path)
    assert found.value.where.startswith("volver.toml") or "name each other" in found.value.what


def test_the_command_says_the_rule_the_count_and_the_query(folder, monkeypatch, capsys):
    """In the reader's language; --count prints a number alone, --json everything."""

    def run(*given):
        monkeypatch.setattr(sys, "argv", ["volver", "segment", *given, "-w", str(folder)])
        with pytest.raises(SystemExit) as end:
            door.main()
        shown = capsys.readouterr()
        return end.value.code or 0, shown.out, shown.err

    code, out, _ = run(LATE, "--lang", "es", "--sql")
    assert code == 0
    assert out.startswith("Clientes con: en el segmento «keen» y Días desde el último pedido:")
    assert "FROM histories" in out
    assert "$given_a = 5" in out
    code, out, _ = run(LATE, "--count")
    assert int(out) == sum(fits(row, late=True) for row in values(folder))
    code, out, _ = run(LATE, "--json")
    plain = json.loads(out)
    assert plain["rule"] == LATE
    assert run(json.dumps(plain["structure"]), "--json")[1] == out
    code, out, err = run("gender = 'f'", "--purpose", "price", "--lang", "es")
    assert code == 2
    assert "no puede decidir sobre precios" in err
    assert out == ""
