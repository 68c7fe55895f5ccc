"""One HTML file that answers a shop owner's questions, in their order, and needs no network."""

from dataclasses import dataclass

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.evidence import Evidence
from volver.present import charts, findings, glossary, page
from volver.present.backtest import Backtest, backtest_of
from volver.present.drawing import PAGE, Drawing
from volver.present.newcomers import explained, new_customers
from volver.present.records import AliveCell, ClassRow, MetricRow, ReportData
from volver.present.runtime import bundle as runtime_bundle
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Card:
    """One of the figures under the headline."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class ClassCard:
    """One class: who is in it, and what to do; or why nobody is."""

    name: str
    count: str
    value: str
    rule: str
    action: str
    ceiling: str
    empty: str


def render(data: ReportData, locale: str = "en") -> str:
    """The report as one self-contained HTML page."""
    words = Words(locale, data.currency)
    titles = section_titles(data, words)
    tested = backtest_of(data.card) if data.is_forecast else None
    drawings = _drawings(data, tested, words)
    style, script = page.asset("report.css"), page.asset("report.js")
    runtime = runtime_bundle() if drawings else ""
    return (
        page.environment()
        .get_template("report.html.j2")
        .render(
            data=data,
            words=words,
            f=words.formats,
            findings=findings,
            metric_text=metric_text,
            is_number=lambda answer: isinstance(answer, Estimate),
            tested=tested,
            titles=titles,
            contents=list(titles.items()),
            headline=_headline(data, words),
            step=findings.first_step(data, words),
            cards=answer_cards(data, tested, words),
            class_cards=class_cards(data, words),
            newcomers=data.card.new_customers and new_customers(data.card.new_customers, words),
            explained=explained(words),
            definitions=glossary.definitions(data, words),
            making=glossary.making(data, words),
            charts={drawing.name: drawing for drawing in drawings},
            specs=page.specs(drawings),
            style=style,
            runtime=runtime,
            script=script,
            policy=page.policy([style], [runtime, script]),
        )
    )


def section_titles(data: ReportData, words: Words) -> dict[str, str]:
    """The sections that these figures fill, in the order of a shop owner's questions."""
    titles = {"worth": words("What are the customers worth?")}
    if data.past or data.expected:
        titles["concentration"] = words("Who holds that value?")
    if data.is_forecast:
        titles["tests"] = words("How good were such forecasts before?")
    if data.classes:
        titles["classes"] = words("What to do with whom?")
    if data.top:
        titles["customers"] = words("Which customers come first?")
    if data.card.new_customers:
        titles["newcomers"] = words("What is a new customer worth?")
    titles["metrics"] = words("What has happened so far?")
    titles["words"] = words("What do the words mean?")
    titles["data"] = words("How good are the data?")
    return titles


def answer_cards(data: ReportData, tested: Backtest | None, words: Words) -> list[Card]:
    """The three answers that follow the headline; each opens a section below."""
    f = words.formats
    cards = []
    orders = data.card.total_orders
    if isinstance(orders, Estimate):
        span = f.span(f.number(orders.low), f.number(orders.high))
        cards.append(Card(words("Orders to come"), f.number(orders.value), span))
    if data.expected:
        share = f.percent(data.expected.top_fifth)
        cards.append(
            Card(
                words("Held by the top {top:percent}", top=0.2),
                share,
                words("of the expected value"),
            )
        )
    if tested and tested.with_interval:
        said = words(
            "{hits:count} of {origins:count}", hits=tested.hits, origins=tested.with_interval
        )
        cards.append(Card(words("Past tests that held"), said, words("inside the interval")))
    return cards


def class_cards(data: ReportData, words: Words) -> list[ClassCard]:
    """The four classes in words."""
    return [_class_card(data, row, words) for row in data.classes.rows] if data.classes else []


def _class_card(data: ReportData, row: ClassRow, words: Words) -> ClassCard:
    assert data.classes is not None
    kind, f = row.value_class, words.formats
    ceiling = ""
    if row.customers and row.value > 0:
        ceiling = words(
            "On average {mean:money} each: spending more than that on one of them cannot pay off.",
            mean=row.value / row.customers,
        )
    return ClassCard(
        name=words.say(findings.CLASS_NAMES[kind]),
        count=words.plural("{n:count} customer", "{n:count} customers", row.customers),
        value=f.whole_money(row.value) if row.customers else "",
        rule=findings.class_rule(data.classes, kind, words),
        action=words.say(findings.CLASS_ACTIONS[kind]),
        ceiling=ceiling,
        empty="" if row.customers else findings.why_empty(data, data.classes, kind, words),
    )


def metric_text(row: MetricRow, words: Words) -> str:
    """A metric's value in its unit; a dash where there is none."""
    f = words.formats
    if row.value is None:
        return "–"
    match row.unit:
        case "count":
            return f.number(row.value)
        case "money":
            return f.money(row.value)
        case "share":
            return f.percent(row.value, 1)
        case _:
            return f.number(row.value, 2)


def _headline(data: ReportData, words: Words) -> tuple[str, str, str]:
    """The headline, cut where its amount stands so that the page can set it off."""
    said = findings.headline(data, words)
    if isinstance(data.card.total_value, NotEnough):
        return said, "", ""
    return said.partition(words.formats.whole_money(data.card.total_value.value))


def _drawings(data: ReportData, tested: Backtest | None, words: Words) -> list[Drawing]:
    """The charts that these figures can fill."""
    drawn: list[Drawing] = []
    if data.past or data.expected:
        drawn.append(charts.concentration(data.expected, data.past, words, PAGE))
    if data.distribution:
        drawn.append(charts.distribution(data.distribution, words, PAGE))
    if tested:
        drawn.append(charts.backtest(tested, words, PAGE))
    if data.evidence:
        drawn += _evidence(data.evidence, words)
    if data.season:
        drawn.append(charts.season(data.season, words, PAGE))
    if data.classes:
        drawn.append(charts.classes(data.classes, words, PAGE))
    if _tells_apart(data.alive):
        drawn.append(charts.alive(data.alive, words, PAGE))
    return drawn


def _evidence(found: Evidence, words: Words) -> list[Drawing]:
    """The charts of the last test; a simple rule has no orders day by day."""
    by_customer = [
        draw(found, words, PAGE) for draw in (charts.past_orders, charts.calibration, charts.pit)
    ]
    if found.tracking is None:
        return by_customer
    over_time = [
        draw(found.tracking, words, PAGE) for draw in (charts.tracking, charts.tracking_total)
    ]
    return over_time + by_customer


def _tells_apart(cells: tuple[AliveCell, ...]) -> bool:
    """Whether P(alive) differs between customers; a single column would say nothing."""
    return len({cell.alive_low for cell in cells if cell.customers}) > 1
