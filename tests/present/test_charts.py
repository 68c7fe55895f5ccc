"""Each chart draws, says what it found, and has a table twin with the same figures."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import vl_convert
from tests.present.sample import SAMPLE
from tests.present.sample_cohorts import COHORTS, FUNNEL, LATE, SURVIVED
from tests.present.sample_figures import GAPS, HISTORY, PAYBACK, SEASON, SURVIVAL
from tests.present.sample_formulas import BRIDGE, LEVERS

from volver.present import charts
from volver.present.backtest import backtest_of
from volver.present.drawing import PAGE, PAPER, TEXT_SIZE, Drawing, Palette
from volver.present.words import Words

TESTED = backtest_of(SAMPLE.card)
SEEN = SAMPLE.evidence
Draw = Callable[[Words, Palette], Drawing]
DRAWN: dict[str, Draw] = {
    "concentration": lambda w, p: charts.concentration(SAMPLE.expected, SAMPLE.past, w, p),
    "distribution": lambda w, p: charts.distribution(SAMPLE.distribution, w, p),
    "backtest": lambda w, p: charts.backtest(TESTED, w, p),
    "tracking": lambda w, p: charts.tracking(SEEN.tracking, w, p),
    "tracking_total": lambda w, p: charts.tracking_total(SEEN.tracking, w, p),
    "past_orders": lambda w, p: charts.past_orders(SEEN, w, p),
    "calibration": lambda w, p: charts.calibration(SEEN, w, p),
    "pit": lambda w, p: charts.pit(SEEN, w, p),
    "between_orders": lambda w, p: charts.between_orders(GAPS, w, p),
    "alive_history": lambda w, p: charts.alive_history(HISTORY, w, p),
    "season": lambda w, p: charts.season(SEASON, w, p),
    "payback": lambda w, p: charts.payback(PAYBACK, "search", w, p),
    "bridge": lambda w, p: charts.bridge(BRIDGE, w, p),
    "tornado": lambda w, p: charts.tornado(LEVERS, w, p),
    "survival": lambda w, p: charts.survival(SURVIVAL, w, p),
    "cohort_lines": lambda w, p: charts.cohort_lines(COHORTS, w, p),
    "staying": lambda w, p: charts.staying(SURVIVED, w, p),
    "second_wait": lambda w, p: charts.second_wait(SURVIVED, w, p),
    "late_gaps": lambda w, p: charts.late_gaps(LATE, w, p),
    "funnel": lambda w, p: charts.funnel(FUNNEL, w, p),
    "classes": lambda w, p: charts.classes(SAMPLE.classes, w, p),
    "alive": lambda w, p: charts.alive(SAMPLE.alive, w, p),
}
EVERY = pytest.mark.parametrize("name", DRAWN)
BOTH = pytest.mark.parametrize("language", ["en", "es"])


def test_every_public_chart_is_tested_here() -> None:
    """A new chart joins this suite by its name."""
    assert sorted(DRAWN) == sorted(charts.__all__)


@pytest.mark.slow
@EVERY
@BOTH
def test_a_chart_becomes_a_picture(name: str, language: str) -> None:
    """The specification compiles and draws marks, axes in the reader's language."""
    drawing = DRAWN[name](Words(language), PAPER)
    svg = vl_convert.vegalite_to_svg(drawing.chart.to_dict())
    assert svg.count("<path") > 3
    assert drawing.title[:20] in svg
    assert "NaN" not in svg
    assert "undefined" not in svg


@EVERY
@BOTH
def test_a_chart_states_its_finding_and_has_a_table_twin(name: str, language: str) -> None:
    """Who cannot see the picture reads the same in words."""
    drawing = DRAWN[name](Words(language), PAGE)
    assert drawing.name == name
    assert re.search(r"\d", drawing.title)
    assert drawing.title.endswith(".")
    assert len(drawing.description) > 30
    assert len(drawing.table.rows) >= 3
    assert {len(row) for row in drawing.table.rows} == {len(drawing.table.columns)}
    assert all(cell for row in drawing.table.rows for cell in row)


@EVERY
def test_a_chart_on_a_page_follows_its_theme_and_width(name: str) -> None:
    """No fixed colour, no fixed width, no text that a phone would shrink, no background."""
    spec = DRAWN[name](Words("en"), PAGE).page_spec()
    text = json.dumps(spec)
    assert spec["width"] == "container"
    assert spec["config"]["background"] == "transparent"
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text)
    sizes = [int(size) for size in re.findall(r'"\w*[fF]ontSize": (\d+)', text)]
    assert min(sizes) >= 12
    assert TEXT_SIZE >= 12


@EVERY
def test_a_chart_carries_few_rows(name: str) -> None:
    """Charts take bins, never one point per customer."""
    assert len(json.dumps(DRAWN[name](Words("en"), PAGE).page_spec())) < 60_000


@EVERY
def test_a_chart_names_no_address(name: str) -> None:
    """Nothing is fetched to draw it; the schema's name is no address that a browser opens."""
    spec = DRAWN[name](Words("en"), PAGE).page_spec()
    spec.pop("$schema", None)
    assert "http" not in json.dumps(spec)


def test_a_notebook_shows_a_drawing_by_itself() -> None:
    """The last line of a cell is enough."""
    drawing = DRAWN["classes"](Words("en"), PAPER)
    assert drawing._repr_mimebundle_()


def test_hostile_text_stays_text_in_an_axis() -> None:
    """Labels that become expressions are quoted as text of the chart's language."""
    assert SAMPLE.distribution is not None
    odd = replace(SAMPLE.distribution, below_zero=3)
    drawing = charts.distribution(odd, Words("es", "EUR"), PAPER)
    assert "&lt; 0" in vl_convert.vegalite_to_svg(drawing.chart.to_dict())


def test_zero_stands_apart_from_the_logarithmic_axis() -> None:
    """Customers worth nothing are counted, and not hidden among those worth a little."""
    assert SAMPLE.distribution is not None
    names = [row[0] for row in charts.distribution(SAMPLE.distribution, Words("en")).table.rows]
    assert names[0] == "zero"


def test_the_two_hues_can_be_told_apart_by_every_eye() -> None:
    """Blue and orange differ in lightness or in blueness under each kind of colour blindness."""
    first, second = (
        [int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (PAPER.first, PAPER.second)
    )
    # Red-green blindness leaves blue against yellow; blue-yellow blindness leaves red.
    assert abs((first[2] - max(first[:2])) - (second[2] - max(second[:2]))) > 100
    assert abs(first[0] - second[0]) > 100
