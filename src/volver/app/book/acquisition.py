"""What customers cost and bring, and which channels stood before their first orders."""

from volver.app.book.asked import Asked
from volver.describe.acquisition.cac import known_costs
from volver.describe.acquisition.whole import Question, acquisition
from volver.describe.attribution.table import attribution
from volver.domain.acquisition import Acquisition
from volver.domain.attribution import Attribution
from volver.domain.estimate import NotEnough
from volver.domain.time import DiscountRate, Horizon


def find(asked: Asked) -> Acquisition:
    """The sheet of acquisition."""
    card = asked.findings.card
    return acquisition(
        asked.snapshot,
        Question(
            horizon=Horizon(card.horizon_days),
            rate=DiscountRate(card.annual_rate),
            level=asked.level,
            total=card.total_value,
            forecast_level=card.level,
        ),
    )


def find_attribution(asked: Asked) -> Attribution | NotEnough:
    """The sheet of attribution."""
    return attribution(asked.snapshot, known_costs(asked.snapshot))
