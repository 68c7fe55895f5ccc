"""Whoever works in Spanish reads errors in Spanish, through the same door as everything else."""

import json
import re
import subprocess
import sys

import pytest

from volver.cli import main as door
from volver.domain.errors import BadInput

ENGLISH = re.compile(
    r"\b(the|is|are|of|and|there|no file|not|has|have|which|give|say|write|line|with|where|next)\b",
    re.IGNORECASE,
)
OPTION = re.compile(r"\bas_of\b|--[\w-]+")
"""Names of options stay as they are typed."""
HEADER = "customer,day,amount"
ORDERS = f"{HEADER}\nana,2024-01-05,10.00\nbea,2024-02-06,20.00\n"


COUNTS = "x,t_x,n\n1,2,6\n0,0,6\n"


@pytest.fixture
def told(monkeypatch, capsys, tmp_path):
    """Run a command in a folder of its own; its exit code and what stood on stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*given):
        monkeypatch.setattr(sys, "argv", ["volver", *given])
        with pytest.raises(SystemExit) as end:
            door.main()
        return end.value.code, capsys.readouterr()

    return run


def of(text, *given):
    """A file and the command that meets it."""
    return text, ("value", "orders.csv", *given, "--lang", "es")


def at_times(text, *given):
    """A table of orders at fixed opportunities and the command that meets it."""
    return text, ("opportunities", "veces.csv", *given, "--lang", "es")


def renewals(text, *given):
    """The same for renewals."""
    return text, ("renewals", "orders.csv", *given, "--lang", "es")


TENURES = "id,months,gone\nana,3,yes\nbea,4,no\n"
BOTH = ("--tenure", "months", "--ended", "gone")
CASES = {
    "no ended": renewals(TENURES, "--tenure", "months"),
    "no column": renewals(TENURES, "--tenure", "meses", "--ended", "gone"),
    "who left": renewals(TENURES.replace("yes", "quizá"), *BOTH),
    "a word for it": renewals(TENURES, *BOTH, "--ended-is", "baja"),
    "tenures": renewals("id,months,gone\n" + "ana,-3,yes\nbea,x,no\n" * 9, *BOTH),
    "customers twice": renewals(TENURES + "ana,5,no\n", *BOTH, "--customer", "id"),
    "a model of renewals": renewals(TENURES, *BOTH, "--model", "magia"),
    "a short horizon": renewals(TENURES, *BOTH, "--horizon", "2d"),
    "no cohorts": renewals(TENURES),
    "one column": renewals("año\n0\n1\n"),
    "a period": renewals("año,a\n0,100\n2,50\n"),
    "a cohort that grows": renewals("año,a\n0,100\n1,50\n2,60\n"),
    "a gap": renewals("año,a\n0,100\n1,\n2,60\n"),
    "no number": renewals("año,a\n0,100\n1,muchos\n"),
    "neither": renewals("año,a\n0,63.1\n1,50.0\n"),
    "no amount": renewals("año,a\n0,100\n1,50\n", "--value", "diez"),
    "no file": (None, ("value", "pedidos.csv", "--lang", "es")),
    "a horizon": of(ORDERS, "--horizon", "soon"),
    "a setting": of(ORDERS, "--level", "7"),
    "a rate": of(ORDERS, "--margin-rate", "35"),
    "a day": of(ORDERS, "--as-of", "ayer"),
    "a day to come": of(ORDERS, "--as-of", "2999-01-01"),
    "too early": of(ORDERS, "--as-of", "2001-01-01"),
    "a mapping": of(ORDERS, "--map", "quantity"),
    "no such field": of(ORDERS, "--map", "colour=day"),
    "no such column": of(ORDERS, "--customer", "cliente"),
    "a missing field": of("a,b\nana,1\n"),
    "rejected rows": of(HEADER + "\n" + "ana,hoy,1.00\nbea,2024-01-05,dos\n" * 30),
    "an unclear date": of(HEADER + "\nana,03/04/2024,5.00\nbea,05/06/2024,7.00\n"),
    "two decimal signs": of(HEADER + '\na,2024-01-05,"1.234,50"\nb,2024-01-06,"1,234.50"\n'),
    "two currencies": of(HEADER + ",currency\na,2024-01-05,10.00,EUR\nb,2024-01-06,1.00,USD\n"),
    "statuses": of(HEADER + ",status\na,2024-01-05,10.00,quizá\nb,2024-01-06,1.00,quizá\n"),
    "no rows": of(HEADER + "\n"),
    "empty": of(""),
    "an encoding": of(ORDERS, "--encoding", "klingon"),
    "a delimiter": of(ORDERS, "--delimiter", "ab"),
    "where to write": of(ORDERS, "--out", "valores.doc"),
    "no folder": of(ORDERS, "--out", "ahí/valores.csv"),
    "over itself": of(ORDERS, "--out", "orders.csv"),
    "a model": of(ORDERS, "--model", "magia"),
    "no counts": at_times("a,b\nana,1\n"),
    "no such count": at_times(COUNTS, "--orders", "dones"),
    "one column for two": at_times(COUNTS, "--orders", "n"),
    "rows that cannot be": at_times(COUNTS + "5,2,6\n"),
    "a count with decimals": at_times(COUNTS + "1.5,2,6\n,2,6\n"),
    "a customer twice": at_times("id,x,t_x,n\na,1,2,6\na,1,3,6\n"),
    "nobody came back": at_times("x,t_x,n\n0,0,6\n" * 3),
    "no whole period": (ORDERS, ("opportunities", "veces.csv", "--every", "year", "--lang", "es",
                                 "--as-of", "2024-03-01")),
    "options that do not go together": at_times(COUNTS, "--every", "month", "--orders", "x"),
    "an odd period": (ORDERS, ("opportunities", "veces.csv", "--every", "28", "--lang", "es")),
    "a period of opportunities": at_times(COUNTS, "--period", "siglo"),
    "a rate without a period": at_times(COUNTS, "--annual-discount-rate", "0.2"),
    "too far ahead": at_times(COUNTS, "--periods-ahead", "5000"),
    "no zeros and ones": at_times(COUNTS.replace("1", "7"), "--incidence"),
    "no workspace": (None, ("run", "--lang=es")),
    "no runs": (None, ("report", "-w", "tienda")),
    "broken settings": ('language = "es"\nhorizon = \n', ("run",)),
    "an unknown setting": ('language = "es"\nlanguag = "es"\n', ("run",)),
    "no source": ('language = "es"\n', ("run",)),
    "a source": ('language = "es"\n[[sources]]\nfile = "a.csv"\nheader = 3\n', ("run",)),
    "a zone": ('language = "es"\n[[sources]]\nfile = "a.csv"\nzone = "Luna"\n', ("run",)),
    "no load": ('language = "es"\n', ("data", "undo", "7")),
    "files that are no orders": ('language = "es"\n', ("init", ".", "--force")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_no_english_is_left(case, told, tmp_path):
    """Not in what happened, not in where, and not in what to do."""
    text, given = CASES[case]
    (tmp_path / "tienda").mkdir()
    (tmp_path / "tienda" / "volver.toml").write_text('language = "es"\n', "utf-8")
    (tmp_path / "notas.csv").write_text("a,b\n1,2\n", "utf-8")
    if text is not None:
        asks = given[0] in ("value", "opportunities", "renewals")
        name = given[1] if asks else "volver.toml"
        (tmp_path / name).write_text(text, "utf-8")
    code, shown = told(*given)
    assert code not in (0, None)
    assert "\n  dónde:" in shown.err
    assert "\n  siguiente:" in shown.err
    assert ENGLISH.findall(OPTION.sub("", shown.err)) == []


def test_the_json_error_says_the_same(told):
    """Its keys and its kind are for programs, and stay."""
    code, shown = told("value", "pedidos.csv", "--lang", "es", "--json")
    error = json.loads(shown.out)["error"]
    assert code == 2
    assert error["kind"] == "BadInput"
    assert error["what"] == "No hay ningún archivo llamado pedidos.csv"
    assert set(error) == {"kind", "what", "where", "next"}
    assert error["next"] in shown.err


def test_a_workspace_that_is_named_speaks_its_language(told, tmp_path):
    """Without a word about it on the command line; --lang is stronger."""
    (tmp_path / "tienda").mkdir()
    (tmp_path / "tienda" / "volver.toml").write_text('language = "es"\n', "utf-8")
    assert "Aquí todavía no se ha publicado nada" in told("report", "-w", "tienda")[1].err
    assert "Nothing has been" in told("report", "-w", "tienda", "--lang", "en")[1].err
    assert "'fr' no sirve para language" in told("report", "-w", "tienda", "--lang", "fr")[1].err


def test_an_error_without_spanish_is_english_throughout(told, monkeypatch):
    """Also the words around it."""

    def app():
        raise BadInput("Never said before", "here", "Split the file.")

    monkeypatch.setattr(door, "app", app)
    assert told("run", "--lang", "es")[1].err == (
        "Never said before\n  where: here\n  next:  Split the file.\n"
    )


def test_a_fault_of_the_catalogue_hides_no_error(told, monkeypatch):
    """English is better than an error about an error."""

    def broken(language):
        raise OSError(language)

    monkeypatch.setattr("volver.present.words.Words", broken)
    code, shown = told("value", "a.csv", "--lang", "es")
    assert code == 2
    assert shown.err.startswith("There is no file called a.csv\n  where: ")


def test_whoever_stops_a_command_reads_it_in_spanish(told, monkeypatch):
    """What was published stands."""

    def app():
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "app", app)
    code, shown = told("run", "--lang", "es")
    assert code == 130
    assert shown.err.startswith("Detenido. No se publicó nada")


@pytest.mark.slow
def test_an_english_error_loads_no_catalogue(tmp_path):
    """Nor what reads one: whoever mistypes a name is told at once."""
    code = (
        "import sys\nfrom volver.cli.main import main\nsys.argv = ['volver', 'value', 'a.csv']\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert done.code == 2\n"
        "print(*{'babel', 'volver.present.errors'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == ""
