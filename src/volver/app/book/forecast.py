"""The forecast of all customers together, and how those of the past did."""

from volver.app.book.asked import Asked
from volver.domain.card import ForecastBook
from volver.predict.scoring import TOTAL_LEVEL


def find(asked: Asked) -> ForecastBook:
    """As the model card of the run has it."""
    return ForecastBook(asked.findings.card, TOTAL_LEVEL)
