"""The funnel: in which stage is everybody, and how many go on?"""

from volver.app.book.asked import Asked
from volver.describe.funnel import funnel
from volver.describe.people import people
from volver.domain.estimate import NotEnough
from volver.domain.journey import Funnel, FunnelRules


def find(asked: Asked) -> Funnel | NotEnough:
    """By the rules that come with volver."""
    return funnel(asked.snapshot, people(asked.snapshot), FunnelRules(), asked.level)
