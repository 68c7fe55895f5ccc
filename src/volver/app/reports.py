"""From the findings of a run to the figures of the report and of the terminal summary."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from volver.app.publish import most_valuable
from volver.app.refresh import Findings
from volver.collect.report import LoadReport
from volver.describe.concentration import Concentration
from volver.domain.evidence import Evidence
from volver.domain.run import Provenance
from volver.domain.value import ValueClass
from volver.predict.restore import season_shape
from volver.present import records
from volver.present.binning import alive_cells, distribution_of

TOP = 20
FORECASTS = "SELECT value, p_alive FROM forecasts ORDER BY n"


def report_data(
    findings: Findings,
    loads: Sequence[LoadReport],
    provenance: Provenance,
    shop: str,
    evidence: Evidence | None = None,
) -> records.ReportData:
    """Everything the report shows."""
    distribution, alive = _spread(findings)
    return records.ReportData(
        shop=shop,
        currency=findings.settings.reporting_currency,
        basis=findings.snapshot.shape.basis,
        card=findings.card,
        provenance=provenance,
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
        top=tuple(_customer(row) for row in most_valuable(findings, TOP)),
        quality=_quality(findings, loads),
        classes=_classes(findings),
        past=concentration(findings.past),
        expected=concentration(findings.expected),
        distribution=distribution,
        alive=alive,
        evidence=evidence,
        season=None if findings.card.season is None else season_shape(findings.card.season),
    )


def _spread(
    findings: Findings,
) -> tuple[records.Distribution | None, tuple[records.AliveCell, ...]]:
    if findings.classes is None:
        return None, ()
    found = findings.snapshot.columns(FORECASTS)
    known = np.isfinite(found["p_alive"])
    cells = alive_cells(found["p_alive"][known], found["value"][known])
    return distribution_of(found["value"]), cells


def concentration(held: Concentration | None) -> records.Concentration | None:
    """As present has it."""
    return None if held is None else records.Concentration(**asdict(held))


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


def _customer(row: dict[str, Any]) -> records.CustomerRow:
    return records.CustomerRow(
        customer_id=str(row["customer_id"]),
        orders=row["orders"],
        last_order=row["last_order"],
        margin_to_date=float(row["margin_to_date"]),
        value=row["value"],
        value_low=row["value_low"],
        value_high=row["value_high"],
        p_alive=row["p_alive"],
        value_class=None if row["value_class"] is None else ValueClass(row["value_class"]),
        expected_orders=row["expected_orders"],
    )


def _quality(findings: Findings, loads: Sequence[LoadReport]) -> records.Quality:
    rules: Counter[str] = Counter()
    for load in loads:
        rules.update({rule.rule: rule.count for rule in load.rules})
    known = findings.facts
    return records.Quality(
        loads=tuple(
            records.Load(
                source=load.source,
                rows_in=load.rows_in,
                accepted=load.accepted,
                rejected=load.rejected,
                duplicates=load.duplicates,
                anonymous=load.anonymous,
            )
            for load in loads
        ),
        rejections=tuple(rules.items()),
        # The report says itself how many lines are anonymous, with their revenue.
        notes=tuple(
            records.Remark(load.source, note.text)
            for load in loads
            for note in load.notes
            if note.id != "anonymous"
        ),
        anonymous_revenue=known.anonymous_revenue if known.anonymous_lines else None,
        costs=_costs(findings) if known.has_cost else None,
    )


def _costs(findings: Findings) -> records.Costs:
    known, settings = findings.facts, findings.settings
    return records.Costs(
        own=known.lines - known.lines_by_product - known.lines_without_cost,
        by_product=known.lines_by_product,
        by_rate=known.lines_without_cost,
        is_stated=settings.margin_rate is not None or bool(settings.margin_rates),
    )
