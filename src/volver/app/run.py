"""The whole job for a workspace: read, value, publish; safe to repeat."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from volver.app.ingest import ingest, with_currency
from volver.app.publish import card_of, values_to
from volver.app.refresh import Findings, refresh
from volver.app.reports import report_data
from volver.app.workspace import Workspace
from volver.collect.report import LoadReport
from volver.domain.ports import Progress
from volver.domain.run import Provenance
from volver.present.records import ReportData
from volver.present.report import render
from volver.store import open_engine
from volver.store.publish import write_json


@dataclass(frozen=True, slots=True)
class Published:
    """One published run and its figures."""

    folder: Path
    data: ReportData
    card: dict[str, Any]

    @property
    def report(self) -> Path:
        """The report, to open in a browser."""
        return self.folder / "report.html"


def run(workspace: Workspace, as_of: date | None, progress: Progress) -> Published:
    """Read, check, net, describe, predict, decide and publish."""
    engine = open_engine(workspace.database)
    try:
        loads = ingest(engine, workspace, progress)
        settings = with_currency(workspace.settings, loads)
        findings = refresh(engine, settings, as_of, progress)
        found = provenance(findings, loads)
        data = report_data(findings, loads, found, workspace.folder.resolve().name)
        card = card_of(findings, [plain_load(one) for one in loads])
        progress.step("publish")
        folder = workspace.runs.publish(
            found.run_id, lambda inside: _fill(inside, findings, data, card)
        )
    finally:
        engine.close()
    return Published(folder, data, card)


def provenance(findings: Findings, loads: Sequence[LoadReport]) -> Provenance:
    """What the numbers depend on."""
    return Provenance(
        version=version("volver"),
        as_of=findings.snapshot.as_of,
        data=" ".join(load.content_hash[:16] for load in loads),
        settings=asdict(findings.settings),
    )


def plain_load(load: LoadReport) -> dict[str, Any]:
    """One load for the model card."""
    return {
        "source": load.source,
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


def _fill(folder: Path, findings: Findings, data: ReportData, card: dict[str, Any]) -> None:
    values_to(findings, folder / "values.parquet")
    values_to(findings, folder / "values.csv")
    write_json(folder / "card.json", card)
    html = render(data, findings.settings.language)
    (folder / "report.html").write_text(html, "utf-8")
