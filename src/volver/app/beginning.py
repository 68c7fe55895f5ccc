"""How far a workspace has come: data, what value is made of, costs, a first run, a first plan."""

import json
from dataclasses import dataclass
from pathlib import Path

from volver.app.plan_store import plan_store
from volver.app.workspace import Workspace
from volver.domain.errors import NotFound
from volver.domain.money import Basis


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is there and what is missing; each is a step of a beginning."""

    orders: bool
    """Files or tables of orders are named, or were uploaded."""
    margin: bool
    """It is known what part of revenue is margin, by settings or by the costs of orders."""
    costs: bool
    """It is said what a contact, an order or a return costs."""
    run: bool
    """A run has been published."""
    plan: bool
    """There is a plan."""


def beginning(folder: Path) -> Beginning:
    """Look at a workspace; raises what opening it raises."""
    here = Workspace.open(folder)
    settings, has_run = here.settings, _has_run(here)
    return Beginning(
        orders=bool(here.sources or here.tables),
        margin=settings.margin_rate is not None
        or bool(settings.margin_rates)
        or (has_run and _basis(here) != Basis("revenue").label),
        costs=bool(settings.unit_costs),
        run=has_run,
        plan=bool(plan_store(here).names()),
    )


def _basis(here: Workspace) -> str:
    card = json.loads((here.runs.latest() / "card.json").read_text("utf-8"))
    return str(card["basis"])


def _has_run(here: Workspace) -> bool:
    try:
        return here.runs.latest().is_dir()
    except NotFound:
        return False
