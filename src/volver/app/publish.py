"""What a run leaves behind: values, model card and report."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from volver.app.refresh import Findings
from volver.collect.report import LoadReport
from volver.decide.reasons import reason_sql
from volver.domain.definition import values_of
from volver.domain.run import Provenance
from volver.predict.upcoming import store_next_orders
from volver.present.words import Words
from volver.store.engine import Cell, Row
from volver.store.publish import NEXT, fingerprint, values_sql, write_values
from volver.store.schema import VALUES

TOP = "SELECT n FROM forecasts ORDER BY value DESC NULLS LAST, n LIMIT $most"

UPCOMING = """
SELECT
  customer_id, p_alive, chance_30d, chance_90d, chance_ever, next_order_low, next_order,
  next_order_high, residual_orders
FROM next_orders
JOIN histories ON histories.n = next_orders.n
JOIN forecasts ON forecasts.n = next_orders.n
ORDER BY next_orders.n
"""


def words_of(findings: Findings) -> Words:
    """How to speak to the reader of this run."""
    return Words(findings.settings.language, findings.settings.reporting_currency)


def values_to(findings: Findings, path: Path, next_order: bool = False) -> int:
    """Write every customer's row as .parquet or .csv; how many.

    next_order: with columns for the next order, which take longer.
    """
    if next_order:
        store_next_orders(findings.snapshot, findings.card)
    reason, texts = _reason(findings)
    return write_values(
        findings.snapshot,
        reason,
        findings.classes is not None,
        path,
        {**constants(findings), **texts},
        NEXT if next_order else (),
    )


def next_orders_of(findings: Findings) -> Any:
    """The table of next orders as Arrow, for a notebook."""
    store_next_orders(findings.snapshot, findings.card)
    return findings.snapshot.arrow(UPCOMING)


def table_of(findings: Findings) -> Any:
    """The published table as Arrow, for a notebook."""
    reason, texts = _reason(findings)
    sql = values_sql(reason, findings.classes is not None)
    return findings.snapshot.arrow(sql, **{**constants(findings), **texts})


def most_valuable(findings: Findings, most: int) -> list[dict[str, Any]]:
    """The rows of the most valuable customers, as in the published table."""
    reason, texts = _reason(findings)
    sql = values_sql(reason, findings.classes is not None, only=TOP)
    asked = {**constants(findings), **texts, "most": most}
    rows: list[Row] = findings.snapshot.rows(sql, **asked)
    named = [dict(zip(VALUES.names, row, strict=True)) for row in rows]
    return sorted(named, key=lambda row: -(row["value"] or 0.0))


def constants(findings: Findings) -> dict[str, Cell]:
    """What is the same in every row of the published table."""
    card = findings.card
    return {
        "level": card.level,
        "why": words_of(findings).term(card.why),
        "until": findings.snapshot.as_of,
        "horizon_days": card.horizon_days,
        "annual_rate": card.annual_rate,
        "currency": findings.settings.reporting_currency,
        "basis": findings.snapshot.shape.basis.label,
        "model": card.model,
        "step": str(card.step),
    }


ELSEWHERE = ("engine", "results", "memory_limit")
"""Settings that say where orders lie and what a run may take, on which no number depends."""


def provenance(findings: Findings, loads: Sequence[LoadReport]) -> Provenance:
    """What the numbers depend on."""
    data = " ".join(load.content_hash[:16] for load in loads)
    if findings.settings.engine is not None:
        # A table has no bytes to take a sum of: what came of it tells it from another state.
        card = json.dumps(findings.card.to_dict(), default=str)
        scores = hashlib.sha256(card.encode()).hexdigest()[:16]
        data = f"{data} {fingerprint(findings.snapshot)[:16]} {scores}"
    settings = asdict(findings.settings)
    return Provenance(
        version=version("volver"),
        as_of=findings.snapshot.as_of,
        data=data,
        settings={name: value for name, value in settings.items() if name not in ELSEWHERE},
    )


def plain_load(load: LoadReport) -> dict[str, Any]:
    """One load for the model card."""
    return {
        "source": load.source,
        "kind": load.kind,
        "content_hash": load.content_hash,
        "rows_in": load.rows_in,
        "accepted": load.accepted,
        "rejected": load.rejected,
        "duplicates": load.duplicates,
        "anonymous": load.anonymous,
        "rules": {rule.rule: rule.count for rule in load.rules},
        "notes": [note.text for note in load.notes],
        "mapping": load.mapping.to_dict(),
    }


def card_of(findings: Findings, loads: Sequence[LoadReport]) -> dict[str, Any]:
    """The model card as plain values: forecast, basis, classes and counts of the data."""
    classes = findings.classes
    return {
        **findings.card.to_dict(),
        "currency": findings.settings.reporting_currency,
        "language": findings.settings.language,
        "basis": findings.snapshot.shape.basis.label,
        "definition": findings.definition().mark,
        "definitions": values_of(findings.settings),
        "metrics": {figure.metric.slug: figure.value for figure in findings.figures},
        "classes": None
        if classes is None
        else {
            "rule_version": classes.rule.version,
            "best_share": classes.rule.best_share,
            "upside_chance": classes.rule.upside_chance,
            "least_of_best": classes.least_of_best,
            **{
                str(one.name): {"customers": one.customers, "value": one.value}
                for one in classes.summaries
            },
        },
        "data": {
            "lines": findings.facts.lines,
            "anonymous_lines": findings.facts.anonymous_lines,
            "anonymous_revenue": findings.facts.anonymous_revenue,
            "lines_without_cost": findings.facts.lines_without_cost
            if findings.facts.has_cost
            else None,
            "lines_by_product": findings.facts.lines_by_product,
            "loads": [plain_load(load) for load in loads],
        },
    }


def _reason(findings: Findings) -> tuple[str, Mapping[str, str]]:
    if findings.figures == ():  # a point forecast explains nothing
        return "$why", {}
    words = words_of(findings)
    translate: Callable[[str], str] = words.term
    thousands, point = words.formats.marks
    return reason_sql(translate, thousands, point)
