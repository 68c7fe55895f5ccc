"""Segments: the company's own, the four classes, and by gender and age."""

from volver.app.book.asked import Asked
from volver.decide.segments.figures import segment_book
from volver.describe.acquisition.cac import known_costs
from volver.domain.segment_figures import Paid, SegmentBook


def find(asked: Asked) -> SegmentBook:
    """Every segment with its figures; CAC is that of acquisition."""
    return segment_book(
        asked.snapshot,
        asked.segments,
        asked.settings.level,
        asked.findings.card.total_value,
        Paid.of(known_costs(asked.snapshot)),
    )
