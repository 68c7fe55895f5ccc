"""Where customers stand: the grid, tiers and their history, stages, and reports by band."""

from volver.app.book.asked import Asked
from volver.decide.behaviour import behaviour, expected, parts_of
from volver.decide.rfm import rfm
from volver.decide.stages import examples
from volver.decide.tiers import tier_rule, tiers
from volver.decide.traits import bands
from volver.domain.estimate import NotEnough
from volver.domain.month import last_day, last_whole_month
from volver.domain.standing import StageBook, Standing

QUARTERS = (3, 6, 9, 12)
"""Months back of which the tiers are told."""


def find(asked: Asked) -> Standing:
    """Every way to part the customers of one run."""
    snapshot, chosen = asked.snapshot, asked.settings.tiers
    month = last_whole_month(snapshot.as_of)
    days = [last_day(month - back) for back in QUARTERS]
    return Standing(
        day=snapshot.as_of,
        rfm=rfm(snapshot),
        tiers=tiers(
            snapshot,
            [day for day in days if day >= snapshot.first_day],
            tier_rule(chosen) if chosen else None,
        ),
        stages=_stages(asked),
        bands=bands(snapshot, asked.traits),
    )


def _stages(asked: Asked) -> StageBook | NotEnough:
    found = asked.stages
    if isinstance(found, NotEnough):
        return found
    margin, value = behaviour(asked.snapshot)["margin"], expected(asked.snapshot)
    return StageBook(
        found.lines, parts_of(found.parting, margin, value), examples(asked.snapshot, found)
    )
