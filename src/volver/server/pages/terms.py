"""The line under a heading: of what day the figures are, what money counts, how far they look."""

from volver.app.published import PublishedRun
from volver.app.shown import imprint_of
from volver.present.book.html import terms
from volver.present.words import Words


def terms_of(run: PublishedRun, words: Words) -> str:
    """The terms of a run, in one line; the book's own pages say the same."""
    return terms(imprint_of(run.workspace, run.folder, run.snapshot, run.card, words), words)
