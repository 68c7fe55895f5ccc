"""What moved in the last whole month beyond what chance moves."""

from volver.app.book.asked import Asked
from volver.decide.changes import change_list
from volver.decide.stages import stages_of
from volver.domain.change import ChangeList
from volver.domain.estimate import NotEnough


def find(asked: Asked) -> ChangeList | NotEnough:
    """Changes by channel, product and stage."""
    channel = next((t for t in asked.traits if t.name == "channel"), None)
    told = asked.stages
    apart = None if isinstance(told, NotEnough) else lambda s: stages_of(s, told.lines)
    return change_list(asked.snapshot, channel, apart, asked.level)
