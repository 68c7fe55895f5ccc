"""From the findings of a run to the figures of the report and of the terminal summary."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from volver.app.publish import most_valuable
from volver.app.refresh import Findings
from volver.collect.report import LoadReport
from volver.describe.concentration import Concentration as Held
from volver.domain import card as cards
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.run import Provenance
from volver.domain.value import ValueClass
from volver.present import records
from volver.present.binning import alive_cells, distribution_of
from volver.present.sentence import Sentence

TOP = 20


def report_data(
    findings: Findings, loads: Sequence[LoadReport], provenance: Provenance, shop: str
) -> records.ReportData:
    """Everything the report shows."""
    card, settings = findings.card, findings.settings
    return records.ReportData(
        shop=shop,
        as_of=findings.snapshot.as_of,
        since=card.first_day,
        horizon=settings.length,
        rate=settings.rate,
        level=card.level,
        currency=settings.currency,
        basis=findings.snapshot.shape.basis,
        customers=card.customers,
        total=card.total_value,
        orders=card.total_orders,
        classes=_classes(findings),
        top=tuple(_customer(row) for row in most_valuable(findings, TOP)),
        metrics=tuple(
            records.MetricRow(
                slug=figure.metric.slug,
                title=figure.metric.title,
                question=figure.metric.question,
                unit=figure.metric.unit.value,
                value=figure.value,
                caution=figure.metric.caution,
            )
            for figure in findings.figures
        ),
        quality=_quality(findings, loads),
        made=records.Made(
            provenance=provenance,
            step=card.step,
            model=card.title,
            why=card.why,
            parameters=card.parameters,
            parameter_unit=card.unit,
        ),
        past=_concentration(findings.past),
        expected=_concentration(findings.expected),
        backtest=_backtest(card),
        **_spread(findings),
    )


def _spread(findings: Findings) -> dict[str, object]:
    if findings.classes is None:
        return {}
    found = findings.snapshot.columns("SELECT value, p_alive FROM forecasts ORDER BY n")
    value, alive = found["value"], found["p_alive"]
    known = np.isfinite(alive)
    return {
        "distribution": distribution_of(value),
        "alive": alive_cells(alive[known], value[known]),
    }


def _concentration(held: Held | None) -> records.Concentration | None:
    if held is None:
        return None
    curve = tuple(zip(held.customers_share, held.money_share, strict=True))
    return records.Concentration(curve, held.top_fifth, held.gini)


def _classes(findings: Findings) -> records.Classes | None:
    found = findings.classes
    if found is None:
        return None
    return records.Classes(
        rows=tuple(
            records.ClassRow(one.name, one.customers, one.value, one.margin_to_date)
            for one in found.summaries
        ),
        best_share=found.rule.best_share,
        upside_chance=found.rule.upside_chance,
        least_of_best=found.least_of_best,
    )


def _customer(row: dict[str, object]) -> records.CustomerRow:
    value, low, high = row["value"], row["value_low"], row["value_high"]
    return records.CustomerRow(
        customer_id=str(row["customer_id"]),
        orders=int(str(row["orders"])),
        last_order=_date(row["last_order"]),
        past=float(str(row["margin_to_date"])),
        value=None
        if value is None or low is None or high is None
        else Estimate(_float(value), _float(low), _float(high), _float(row["level"])),
        p_alive=None if row["p_alive"] is None else _float(row["p_alive"]),
        value_class=None if row["value_class"] is None else ValueClass(str(row["value_class"])),
        reason=str(row["reason"]),
    )


def _float(value: object) -> float:
    return float(str(value))


def _date(value: object) -> date:
    return date.fromisoformat(str(value)[:10])


def _backtest(card: cards.ModelCard) -> records.Backtest | NotEnough | None:
    scores = card.score_card.scores
    if not scores:
        return NotEnough(card.score_card.why, need=1, have=0)
    chosen = [score for score in scores if score.candidate == card.model]
    by_name: dict[str, list[cards.Score]] = {}
    for score in scores:
        by_name.setdefault(score.candidate, []).append(score)
    return records.Backtest(
        origins=tuple(_origin(score, card.level) for score in chosen if score.rejected is None),
        scores=tuple(_score(name, some, card) for name, some in by_name.items()),
        level=card.level,
    )


def _origin(score: cards.Score, level: float) -> records.Origin:
    return records.Origin(
        day=score.origin,
        days=score.days,
        customers=score.customers,
        orders=_estimate(score.total_orders, level),
        orders_fact=score.total_orders.actual,
        money=_estimate(score.total_margin, level),
        money_fact=score.total_margin.actual,
    )


def _estimate(total: cards.Total, level: float) -> Estimate:
    low = total.forecast if total.low is None else total.low
    high = total.forecast if total.high is None else total.high
    return Estimate(total.forecast, low, high, level)


def _score(name: str, some: Sequence[cards.Score], card: cards.ModelCard) -> records.Score:
    coverages = [c.orders for s in some for c in s.coverage if abs(c.level - card.level) < 1e-9]
    return records.Score(
        name=name,
        title=some[0].title,
        is_baseline=some[0].is_baseline,
        total_error=float(np.mean([abs(s.bias) for s in some])),
        customer_error=float(np.mean([s.mae for s in some])),
        coverage=float(np.mean(coverages)) if coverages else None,
        chosen=name == card.model,
    )


def _quality(findings: Findings, loads: Sequence[LoadReport]) -> records.Quality:
    rules: dict[str, int] = {}
    for load in loads:
        for rule in load.rules:
            rules[rule.rule] = rules.get(rule.rule, 0) + rule.count
    notes: list[Sentence | str] = [note.text for load in loads for note in load.notes]
    notes += findings.card.notes
    return records.Quality(
        loads=tuple(
            records.Load(
                load.source,
                load.rows_in,
                load.accepted,
                load.rejected,
                load.duplicates,
                load.anonymous,
            )
            for load in loads
        ),
        rejections=tuple(rules.items()),
        notes=tuple(notes),
        anonymous_revenue=findings.facts.anonymous_revenue
        if findings.facts.anonymous_lines
        else None,
    )
