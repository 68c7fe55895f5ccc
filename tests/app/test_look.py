"""Looking changes nothing, and every way of looking shows the same run."""

from dataclasses import replace

import pytest
from tests.app.shop import AS_OF, write_shop

from volver.app.look import backtest, explain, report
from volver.app.run import run
from volver.domain.errors import NotFound
from volver.domain.ports import Quiet
from volver.present.report import render


def test_another_language_shows_the_same_figures_and_moves_nothing(published):
    """The run looked from a day that was asked for; its reports all do."""
    here, shown = published
    before = sorted(here.runs.folder.rglob("*"))
    assert report(here.folder, "es", None).read_text("utf-8") == render(shown.data, "es")
    assert report(here.folder, None, None).read_text("utf-8") == render(shown.data, "en")
    assert here.runs.latest() == shown.folder
    assert sorted(here.runs.folder.rglob("*")) == before


def test_a_report_is_copied_where_it_is_wanted(published, tmp_path):
    """In the language that was asked for."""
    here, shown = published
    out = report(here.folder, "es", tmp_path / "informe.html")
    assert out == tmp_path / "informe.html"
    assert out.read_text("utf-8") == render(shown.data, "es")


@pytest.mark.slow
def test_a_run_in_another_language_is_still_shown_in_that_of_the_workspace(tmp_path):
    """report.html is in the run's own language; the others stand beside it."""
    here = write_shop(tmp_path)
    settings = replace(here.settings, language="es")
    folder = run(replace(here, settings=settings), AS_OF, Quiet()).folder
    assert report(tmp_path, None, None) == folder / "report.en.html"
    assert report(tmp_path, "es", None) == folder / "report.html"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["card.json", "values.parquet", "report.html"])
def test_a_run_that_was_changed_is_told_and_not_shown(tmp_path, name):
    """What is shown is what was published; running again mends it."""
    here = write_shop(tmp_path)
    folder = run(here, AS_OF, Quiet()).folder
    (folder / name).write_bytes(b"junk")
    for look in (
        lambda: report(tmp_path, None, None),
        lambda: backtest(tmp_path, None),
        lambda: explain(tmp_path, "1", None),
    ):
        with pytest.raises(NotFound, match="volver run"):
            look()
    assert run(here, AS_OF, Quiet()).folder == folder
    assert report(tmp_path, None, None).read_bytes() != b"junk"
