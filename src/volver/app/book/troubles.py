"""What was lost and to whom, how goods turned out, and what hurts customers."""

from volver.app.book.asked import Asked
from volver.decide.stages import in_stage
from volver.describe.consistency import consistency
from volver.describe.griefs import griefs
from volver.describe.losses import lost_customers, lost_subscriptions
from volver.domain.estimate import NotEnough
from volver.domain.loss import Losses, Troubles
from volver.domain.stages import Stage


def find(asked: Asked) -> Troubles:
    """The troubles of one run."""
    snapshot, areas = asked.snapshot, asked.settings.loss_areas
    told = asked.stages
    lost: Losses | NotEnough
    if isinstance(told, NotEnough):
        lost = told
    else:
        lost = lost_customers(snapshot, in_stage(told, Stage.LAPSED), asked.level, areas)
    return Troubles(
        subscriptions=lost_subscriptions(snapshot, asked.level, areas),
        customers=lost,
        consistency=consistency(snapshot, asked.level),
        griefs=griefs(snapshot, asked.level),
    )
