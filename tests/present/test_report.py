"""The report says the same as the figures it was given, in both languages, and runs nothing."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from tests.present.sample import EMPTY_HANDED, SAMPLE

from volver.domain.card import ScoreCard
from volver.domain.money import Basis
from volver.domain.value import Step
from volver.present.records import Costs, Load, Quality, Remark, ReportData
from volver.present.report import render
from volver.present.summary import summarize

BOTH = pytest.mark.parametrize("language", ["en", "es"])
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "{% include 'x' %}",
    "{n:count}",
    "=cmd|'/C calc'!A0",
    "</script><script>alert(1)</script>",
    "<!--<script>",
)


class _Text(HTMLParser):
    """The text of a page as a reader sees it, and its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def page() -> _Text:
    """The English report of the sample."""
    return _Text(render(SAMPLE))


def _read(data: ReportData, language: str = "en") -> str:
    return _Text(render(data, language)).text


@BOTH
def test_the_first_sentence_answers_what_the_base_is_worth(language: str) -> None:
    """Customers, money and horizon, and how sure it is, before anything else."""
    text = _read(SAMPLE, language)
    figures = {
        "en": ("4,372 customers", "€464,464", "12 months", "€413,373", "€520,200"),
        "es": ("4.372 clientes", "464.464 €", "12 meses", "413.373 €", "520.200 €"),
    }[language]
    start = text[:900]
    assert all(figure in start for figure in figures)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("basis", "said"),
    [
        (Basis("revenue"), "Revenue: no cost given."),
        (Basis("margin_from_rate", 0.35), "Margin by assumption: 35% of revenue"),
        (Basis("margin_from_rates"), "a rate of revenue for each category"),
        (Basis("margin_from_cost"), "Margin: revenue less the cost"),
    ],
)
def test_what_money_counts_is_said_beside_the_figure(basis: Basis, said: str) -> None:
    """Revenue never passes for margin, nor an assumption for a fact."""
    html = render(replace(SAMPLE, basis=basis))
    assert said in _Text(html).text
    assert ('class="basis assumed"' in html) == (basis.kind != "margin_from_cost")


@BOTH
def test_a_run_without_forecast_says_why_and_shows_no_expectation(language: str) -> None:
    """There is a reason where a number would be, and what happened is still shown."""
    html = render(EMPTY_HANDED, language)
    text = _Text(html).text
    assert {"en": "Needed: 20; there: 3.", "es": "Hacen falta 20; hay 3."}[language] in text
    assert {"en": "Average order value", "es": "Importe medio por pedido"}[language] in text
    assert {"en": "P(alive)", "es": "P(activo)"}[language] not in text
    assert 'id="classes"' not in html
    assert 'id="tests"' not in html


def test_a_forecast_that_could_not_be_tested_says_so() -> None:
    """No backtest, no chart of one, and the reason instead."""
    untested = replace(
        SAMPLE.card, score_card=ScoreCard((), 0, 0, False, "no backtest was asked for")
    )
    html = render(replace(SAMPLE, card=untested), "es")
    assert "no se pidió probar con el pasado" in _Text(html).text
    assert 'id="figure-backtest"' not in html


@pytest.mark.slow
def test_an_empty_class_says_what_it_would_need(page: _Text) -> None:
    """Nobody in a class is a finding with a reason, not a blank."""
    assert "It would need a cost column" in page.text
    costed = replace(SAMPLE, basis=Basis("margin_from_cost"))
    assert "Nobody is expected to lose money" in _read(costed)


def test_a_note_names_the_file_that_it_is_about(page: _Text) -> None:
    """On the page and in the terminal, where several files were read."""
    said = "orders-2011.csv: Decoded as cp1252, a guess: the text is not UTF-8."
    assert said in page.text
    assert said in summarize(SAMPLE).notes


@pytest.mark.parametrize(
    ("is_stated", "told"),
    [
        (True, "1,000 have their own, 20 that of their product, 3 go by the stated margin rate."),
        (False, "20 that of their product, 3 go by the mean margin of the lines that have one."),
    ],
)
def test_it_says_how_many_lines_had_which_cost(is_stated: bool, told: str) -> None:
    """Unless every line has its own."""
    costs = Costs(own=1000, by_product=20, by_rate=3, is_stated=is_stated)
    found = replace(SAMPLE, quality=replace(SAMPLE.quality, costs=costs))
    assert any(note.endswith(told) for note in summarize(found).notes)
    every = replace(SAMPLE.quality, costs=Costs(1000, 0, 0, is_stated))
    notes = summarize(replace(SAMPLE, quality=every)).notes
    assert not any("have their own" in note for note in notes)


def test_classes_steer_marketing_and_never_service(page: _Text) -> None:
    """Everybody gets the same service; the page says so where it says what to do."""
    assert "marketing and sales only: everybody gets the same service" in page.text


def test_foreign_text_is_shown_and_never_run(page: _Text) -> None:
    """From a file name, a customer id, a reason, a note, a rule or a card: it is text."""
    quality = Quality(
        loads=tuple(Load(text, 1, 1, 0, 0) for text in HOSTILE),
        rejections=tuple((text, 1) for text in HOSTILE),
        notes=tuple(Remark(text, text) for text in HOSTILE),
    )
    everything = " ".join(HOSTILE)
    html = render(
        replace(
            SAMPLE,
            shop=everything,
            quality=quality,
            card=replace(SAMPLE.card, why=everything, title=everything, notes=HOSTILE),
            top=tuple(replace(SAMPLE.top[0], customer_id=t) for t in HOSTILE),
        )
    )
    hostile = _Text(html)
    for text in HOSTILE:
        assert hostile.text.count(text) >= 8
    scripts = [tag for tag, _ in page.tags if tag == "script"]
    assert [tag for tag, _ in hostile.tags if tag == "script"] == scripts
    assert "img" not in {tag for tag, _ in hostile.tags}
    assert not any(name.startswith("on") for _, attrs in hostile.tags for name in attrs)


def test_the_page_asks_for_nothing_from_anywhere(page: _Text) -> None:
    """No address in any attribute that a browser would follow, and a policy that forbids it."""
    for tag, attrs in page.tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            target = attrs.get(name)
            assert target is None or target.startswith("#"), tag
    policies = [attrs["content"] for tag, attrs in page.tags if "http-equiv" in attrs]
    assert len(policies) == 1
    policy = policies[0] or ""
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_style_attribute_is_needed(page: _Text) -> None:
    """The policy would block it, and a theme could not change it."""
    assert not any("style" in attrs for _, attrs in page.tags)


def test_headings_go_down_one_step_at_a_time(page: _Text) -> None:
    """Who moves by headings finds one first and no gaps."""
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_entry_of_the_contents_leads_somewhere() -> None:
    """Also where sections are missing because figures are."""
    for data in (SAMPLE, EMPTY_HANDED):
        page = _Text(render(data))
        places = {attrs.get("id") for _, attrs in page.tags}
        links = {attrs["href"] for tag, attrs in page.tags if tag == "a"}
        assert {str(link)[1:] for link in links} <= places


@pytest.mark.slow
@BOTH
def test_rows_are_accounted_for(language: str) -> None:
    """Rows in = accepted + rejected + duplicates; a sum that fails is said aloud."""
    assert {"en": "551,197 rows read = ", "es": "551.197 filas leídas = "}[language] in _read(
        SAMPLE, language
    )
    lost = replace(SAMPLE, quality=Quality(loads=(Load("a.csv", 10, 8, 1, 0),)))
    assert "The sum does not come out: 1 rows." in _read(lost)


def test_no_english_is_left_in_a_spanish_report() -> None:
    """A sentence that nobody translated shows by its small words."""
    for data in (SAMPLE, EMPTY_HANDED):
        text = f" {_read(data, 'es').lower()} "
        assert not re.findall(r".{30} (?:the|of|and|is|are|to|by|with) .{30}", text)


def test_equal_figures_give_an_equal_page() -> None:
    """Nothing in it depends on the moment."""
    assert render(SAMPLE, "es") == render(SAMPLE, "es")


@BOTH
def test_the_terminal_says_what_the_report_says(language: str) -> None:
    """Same sentences, same figures; a shop owner may read either."""
    text = _read(SAMPLE, language)
    summary = summarize(SAMPLE, language)
    for said in (summary.headline, *summary.sentences, *summary.notes):
        # The page sets the headline's amount off, which leaves a space around it.
        assert re.sub(r"\s+", "", said) in re.sub(r"\s+", "", text)
    for _, figure in summary.rows:
        plain = figure.split(" (")[0].split(" · ")[0].replace("\N{NO-BREAK SPACE}", " ")
        assert plain in text
    assert summary.classes is not None
    assert len(summary.classes.rows) == 4
    assert summary.top.rows[0][0] == SAMPLE.top[0].customer_id


def test_the_terminal_has_a_reason_where_there_is_no_forecast() -> None:
    """The same for a shop in its first weeks."""
    summary = summarize(EMPTY_HANDED)
    assert "no forecast" in summary.headline
    assert summary.classes is None
    assert "Needed: 20; there: 3." in summary.sentences[0]


def test_a_formula_without_intervals_claims_none() -> None:
    """A figure nobody has tested is shown as one."""
    total = replace(SAMPLE.card.total_value, low=float("nan"), high=float("nan"))
    card = replace(SAMPLE.card, step=Step.FORMULA, total_value=total, as_of=date(2011, 12, 9))
    assert "How sure this is cannot be said" in _read(replace(SAMPLE, card=card))


@pytest.mark.slow
def test_the_report_tells_of_the_last_test_what_there_is() -> None:
    """A simple rule has no orders week by week; without a test there is nothing to unfold."""
    assert SAMPLE.evidence is not None
    full = _read(SAMPLE)
    assert "3,921 repeat orders came; the model expected" in full
    assert "More on the test that began on Sep 10, 2011" in full
    simple = _read(replace(SAMPLE, evidence=replace(SAMPLE.evidence, tracking=None)))
    assert "repeat orders came; the model expected" not in simple
    assert "One-time buyers ordered 0.29 times" in simple
    assert "More on the test" not in _read(replace(SAMPLE, evidence=None))


@pytest.mark.slow
@BOTH
def test_new_customers_are_told_by_group(language: str) -> None:
    """In the report and in the terminal alike; a group never seen stands last, and has no name
    that could be taken for one."""
    said = {
        "en": ("a group never seen", "€94.10", "€24.60 – €133.10", "41 levels", "unknown"),
        "es": ("un grupo nunca visto", "94,10 €", "24,60 € – 133,10 €", "41 valores", "otros"),
    }[language]
    text = _read(SAMPLE, language)
    assert all(one in text for one in said)
    found = summarize(SAMPLE, language)
    assert found.newcomers is not None
    assert found.newcomers.columns[0] == "Canal"
    assert found.newcomers.rows[-1][0] == said[0]
    cells = [re.sub(r"\s", " ", cell) for row in found.newcomers.rows for cell in row]
    assert any(said[1] in cell for cell in cells)
    assert any(said[3] in note for note in found.notes)


def test_without_groups_there_is_no_word_of_them() -> None:
    """Neither a section nor an empty table."""
    alone = replace(SAMPLE, card=replace(SAMPLE.card, new_customers=None))
    assert "newcomers" not in render(alone)
    assert summarize(alone).newcomers is None


@pytest.mark.slow
def test_a_hostile_level_is_text() -> None:
    """A group's name comes from a file."""
    assert SAMPLE.card.new_customers is not None
    rows = SAMPLE.card.new_customers.rows
    for level in HOSTILE:
        found = replace(
            SAMPLE.card.new_customers, rows=(replace(rows[0], levels=(level,)), rows[-1])
        )
        page = _Text(render(replace(SAMPLE, card=replace(SAMPLE.card, new_customers=found))))
        assert level in page.text
        assert not any(tag == "img" for tag, _ in page.tags)
