"""What a rule comes to before it is a segment: how many fit it, and what they are worth."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from volver.app.published import PublishedRun
from volver.decide.segments.figures import People, people
from volver.decide.segments.members import members
from volver.decide.segments.plain import from_json, rule_of
from volver.domain.estimate import Estimate
from volver.domain.segment_figures import SegmentFigures
from volver.present.rules import sentence
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class SegmentPreview:
    """A rule read back in words, and what the run says of it; money in the run's currency."""

    run_id: str
    as_of: date
    currency: str
    sentence: str
    """In the reader's language."""
    everybody: int
    """Customers of the run."""
    level: float
    """Of the interval."""
    figures: SegmentFigures


def segment_preview(run: PublishedRun, rule: str, language: str) -> SegmentPreview:
    """The customers of a run who fit a rule. rule: as people write it, or as JSON.

    Raises BadInput where it is none, or asks for what the company has not given.
    """
    segments = run.workspace.segments
    meant = (from_json if rule.lstrip().startswith("{") else rule_of)(rule, segments)
    everybody = run.remembered("people", lambda: _people(run))
    chosen = members(run.snapshot, meant, segments)
    return SegmentPreview(
        run_id=run.run_id,
        as_of=run.snapshot.as_of,
        currency=run.card["currency"],
        sentence=sentence(meant, Words(language, run.card["currency"])),
        everybody=len(everybody.margin),
        level=everybody.level,
        figures=everybody.figures(np.asarray(chosen, np.int64)),
    )


def _people(run: PublishedRun) -> People:
    total = run.card["total_value"]
    known = Estimate(**total) if "value" in total else None
    return people(run.snapshot, run.card["level"], known, None)
