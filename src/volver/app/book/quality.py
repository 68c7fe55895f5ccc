"""The page on the data: what does not fit together."""

from volver.app.book.asked import Asked
from volver.describe.quality import data_quality
from volver.domain.quality import DataQuality


def find(asked: Asked) -> DataQuality:
    """The anomalies of the run's data."""
    return data_quality(asked.snapshot)
