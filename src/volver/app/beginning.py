"""How far a workspace has come: data, what value is made of, costs, a first run, a first plan."""

from dataclasses import dataclass
from pathlib import Path

from volver.app.plan import plan_files
from volver.app.workspace import Workspace
from volver.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is there and what is missing; each is a step of a beginning."""

    orders: bool
    """Files or tables of orders are named, or were uploaded."""
    margin: bool
    """It is said what part of revenue is margin, by settings; orders may say so by their costs."""
    costs: bool
    """It is said what a contact, an order or a return costs."""
    run: bool
    """A run has been published."""
    plan: bool
    """There is a plan."""


def beginning(folder: Path) -> Beginning:
    """Look at a workspace; raises what opening it raises."""
    here = Workspace.open(folder)
    settings = here.settings
    return Beginning(
        orders=bool(here.sources or here.tables),
        margin=settings.margin_rate is not None or bool(settings.margin_rates),
        costs=bool(settings.unit_costs),
        run=_has_run(here),
        plan=bool(plan_files(here).names()),
    )


def _has_run(here: Workspace) -> bool:
    try:
        return here.runs.latest().is_dir()
    except NotFound:
        return False
