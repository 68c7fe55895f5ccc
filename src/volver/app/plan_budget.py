"""volver plan from-budget: a plan for each line of a budget's split."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from volver.app.budget import budget
from volver.app.plan import Drawn, Wish, draw_up, put_by
from volver.domain.errors import BadInput
from volver.domain.plan import Plan
from volver.store.arms import NOBODY, together


@dataclass(frozen=True, slots=True)
class Spend:
    """A budget that plans are to be made of."""

    total: float
    contacts: Mapping[str, int]
    """By channel, the most people that it can reach."""


def plans_from_budget(folder: Path, spend: Spend, wish: Wish, by: str) -> list[Plan]:
    """Draft a plan for each class and action that the best split of a budget pays for.

    wish: what all of them share; its name begins theirs, its segment and action are not looked at.
    Nobody is in two of them: the dearest action is drafted first, as the split gives it to those of
    whom most is expected. Who is held out comes on top of those whom the split treats.

    Raises BadInput where nothing is worth the money, and as `draft_plan` does.
    """
    drawn = draw_from_budget(folder, spend, wish, by)
    put_by(folder, drawn)
    return [one.plan for one in drawn]


def draw_from_budget(folder: Path, spend: Spend, wish: Wish, by: str) -> list[Drawn]:
    """The same without putting the plans by."""
    _, found, _ = budget(folder, spend.total, spend.contacts, None).scenarios
    lines = [line for line in found.lines if line.customers]
    if not lines:
        raise BadInput(
            what="The split spends nothing, so there is nothing to plan",
            where="volver plan from-budget",
            next_step=f"See why: volver budget {spend.total:g}",
        )
    drawn: list[Drawn] = []
    theirs = NOBODY
    dearest_first = sorted(lines, key=lambda line: -line.spend / line.customers)
    for number, line in enumerate(dearest_first, 1):
        name = _name(wish.name, line.segment, line.action)
        is_taken = name in {one.plan.name for one in drawn}  # "a b" and "a-b" are one name
        own = replace(
            wish,
            name=f"{name[:56]}-{number}" if is_taken else name,
            segment=line.segment,
            action=line.action,
            capacity=line.customers,
            finding=wish.finding or f"budget {spend.total:g}",
        )
        one = draw_up(folder, own, by, theirs)
        theirs = together([theirs, one.arms.customers])
        drawn.append(one)
    return drawn


def _name(*parts: str) -> str:
    """Parts as the name of a plan.

    >>> _name("spring", "never_profitable", "Llamada telefónica")
    'spring-never-profitable-llamada-telefonica'
    """
    plain = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:60]
