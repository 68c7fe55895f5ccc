"""What the terminal says, it says in the reader's language."""

import io
import sys

import pytest
from tests.app.shop import SETTINGS, write_shop

from volver.cli.commands import data
from volver.cli.output import Bar
from volver.collect.checks import rule
from volver.present.progress import STEPS


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        """It is a terminal."""
        return True


@pytest.mark.parametrize(("language", "label"), [("en", STEPS["fit"]), ("es", "Ajustando")])
def test_progress_is_told_in_the_language_of_the_reader(language, label, monkeypatch):
    """The same step, in either."""
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    with Bar(watched=True, language=language) as bar:
        bar.step("fit")
    assert label in seen.getvalue()


def test_loads_are_told_in_the_language_of_the_workspace(tmp_path, capsys):
    """What was read, what was set aside, what was taken back."""
    write_shop(tmp_path)
    (tmp_path / "volver.toml").write_text('language = "es"\n' + SETTINGS, "utf-8")
    data.rejected(tmp_path)
    assert capsys.readouterr().out == "No se apartó ninguna fila.\n"
    data.check(tmp_path)
    said = capsys.readouterr().out
    assert " aceptadas + 1 rechazada + 0 duplicadas; líneas sin cliente: 0" in said
    assert "  1 × date_unreadable" in said
    assert "se lee de la columna" in said


def test_what_to_do_about_a_rejected_row_is_told_in_the_language_of_the_workspace(
    tmp_path, capsys, monkeypatch
):
    """The names of columns and rules stay: they are typed, and searched for."""
    row = {"source": "a.csv", "line": 2, "column": "day", "value": "", "rule": "date_missing"}
    row["advice"] = rule("date_missing").advice
    monkeypatch.setattr("volver.app.ingest.rejected", lambda _: [dict(row)])
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "volver.toml").write_text('language = "es"\n', "utf-8")
    data.rejected(tmp_path)
    assert "Poner la fecha en el origen, o dejar fuera el registro." in capsys.readouterr().out
    data.rejected(tmp_path, json=True)
    assert "Fill the date in the source" in capsys.readouterr().out
