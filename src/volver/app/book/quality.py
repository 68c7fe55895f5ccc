"""The page on the data: what does not fit together, and how it came in."""

from volver.app.book.asked import Asked
from volver.describe.quality import data_quality
from volver.present.book.quality import DataPage


def find(asked: Asked) -> DataPage:
    """The anomalies of the run's data."""
    return DataPage(data_quality(asked.snapshot), asked.read)
