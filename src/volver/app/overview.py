"""The first page of a published run: six figures, what to do, and what should not wait."""

import json
from collections.abc import Iterator

from volver.app import clock
from volver.app.book.publish import OVERVIEW
from volver.app.plan import board
from volver.app.published import PublishedRun
from volver.domain.errors import NotFound
from volver.domain.overview import Findings, Overview
from volver.domain.segment_fields import CLASSES
from volver.present.overview import alerts, card, to_do
from volver.present.words import Words


def overview(run: PublishedRun, language: str | None = None) -> Overview:
    """What the run knows for the first page; plans are those of today.

    language: None: the workspace's. Raises NotFound for a run without a book.
    """
    found = run.remembered("overview", lambda: _findings(run))
    words = Words(language or run.workspace.settings.language, run.card["currency"])
    plans = board(run.workspace.folder)
    today = clock.now().date()
    overdue = [
        plan
        for plan in plans.plans
        if plan.state in ("approved", "running") and plan.proposal.last_day < today
    ]
    return Overview(
        run_id=run.run_id,
        as_of=run.snapshot.as_of,
        currency=run.card["currency"],
        cards=tuple(card(one, found, run.card["horizon_days"], words) for one in found.figures),
        to_do=to_do(found, _unplanned(run, plans.without), words),
        alerts=tuple(alerts(found, overdue, words)),
    )


def _findings(run: PublishedRun) -> Findings:
    held = run.folder / OVERVIEW
    if not held.is_file():
        raise NotFound(
            what="The newest run has no book",
            where=run.run_id,
            next_step="Run: volver run",
        )
    return Findings.from_dict(json.loads(held.read_text("utf-8")))


def _unplanned(run: PublishedRun, names: tuple[str, ...]) -> Iterator[tuple[str, float | None]]:
    """Segments without a plan, and what is expected of a value class; nobody's is no gap."""
    classes = run.card["classes"] or {}
    for name in names:
        if name not in CLASSES or name in run.workspace.segments:
            yield name, None
        elif classes.get(name, {}).get("customers"):
            yield name, classes[name]["value"]
