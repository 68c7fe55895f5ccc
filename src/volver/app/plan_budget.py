"""volver plan from-budget: a plan for each line of a budget's split."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from volver.app.budget import budget
from volver.app.plan import Wish, draft_plan
from volver.app.plans_kept import arms_of
from volver.app.workspace import Workspace
from volver.domain.errors import BadInput
from volver.domain.plan import Plan


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
    _, found, _ = budget(folder, spend.total, spend.contacts, None).scenarios
    lines = [line for line in found.lines if line.customers]
    if not lines:
        raise BadInput(
            what="The split spends nothing, so there is nothing to plan",
            where="volver plan from-budget",
            next_step=f"See why: volver budget {spend.total:g}",
        )
    here = Workspace.open(folder)
    drafted: list[Plan] = []
    theirs: set[str] = set()
    dearest_first = sorted(lines, key=lambda line: -line.spend / line.customers)
    for number, line in enumerate(dearest_first, 1):
        name = _name(wish.name, line.segment, line.action)
        is_taken = name in {plan.name for plan in drafted}  # "a b" and "a-b" are one name
        own = replace(
            wish,
            name=f"{name[:56]}-{number}" if is_taken else name,
            segment=line.segment,
            action=line.action,
            capacity=line.customers,
            finding=wish.finding or f"budget {spend.total:g}",
        )
        plan = draft_plan(folder, own, by, theirs)
        theirs |= {who for who, _ in arms_of(here, plan)}
        drafted.append(plan)
    return drafted


def _name(*parts: str) -> str:
    """Parts as the name of a plan.

    >>> _name("spring", "never_profitable", "Llamada telefónica")
    'spring-never-profitable-llamada-telefonica'
    """
    plain = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:60]
