"""Segments: the company's own, the four classes, and by gender and age."""

from volver.app.book.asked import Asked
from volver.decide.segments.figures import segment_book
from volver.domain.segment_figures import SegmentBook


def find(asked: Asked) -> SegmentBook:
    """Every segment with its figures.

    What customers of each channel cost to win is for acquisition to say; see `segment_book`.
    """
    return segment_book(
        asked.snapshot, asked.segments, asked.settings.level, asked.findings.card.total_value
    )
