"""What a rule comes to before it is a segment: how many fit it, and what they are worth."""

from dataclasses import dataclass
from datetime import date

from volver.app.published import PublishedRun
from volver.app.segments import answer, rule_in
from volver.decide.segments.worth import Worth
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
    figures: Worth


def segment_preview(run: PublishedRun, rule: str, language: str) -> SegmentPreview:
    """The customers of a run who fit a rule. rule: as people write it, or as JSON.

    Raises BadInput where it is none, or asks for what the company has not given; Busy where it
    takes too long.
    """
    currency = run.card["currency"]
    found = answer(run, rule_in(rule, run.workspace.segments), Words(language, currency))
    return SegmentPreview(
        run_id=run.run_id,
        as_of=run.snapshot.as_of,
        currency=currency,
        sentence=found.sentence,
        everybody=found.worth.of,
        level=found.level,
        figures=found.worth,
    )
