"""volver plan: draft, compare, approve, start, close, and hand over who is in a plan."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from volver.app.clock import now
from volver.app.effects import effects_of
from volver.app.look import newest_card
from volver.app.plan_store import arm_files, plan_store
from volver.app.plans_kept import all_plans, arms_of, members_of
from volver.app.shown import Shown
from volver.app.shown import write_page as write
from volver.app.workspace import FILE, Workspace
from volver.decide.plans.assign import HOLDOUT
from volver.decide.plans.draft import Run, draft, share_error
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.plan import (
    Action,
    Constraints,
    Event,
    Kind,
    Plan,
    Proposal,
    actions_of,
    after,
    plan_of,
    without_plan,
)
from volver.domain.plan_events import checked_name
from volver.domain.segment_fields import CLASSES
from volver.present.plan import best_of, compared
from volver.present.plan import board as board_sheet
from volver.present.plan import sheet as plan_sheet
from volver.present.sheet import Sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.arms import NOBODY, Arms, Ids, together
from volver.store.grids import FORMATS, format_named, write_grid
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot

AUDIENCE, TASKS = "audience", "tasks"
"""Files of an export: who is in which arm, and what is to be done for whom, by when."""

MEMORY = 240_000_000
"""Bytes, of which a third are the engine's, where nobody has the run open."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A plan that somebody wants drafted."""

    name: str
    segment: str
    """The name of a segment or of a value class, `late`, or a rule."""
    action: str
    """As volver.toml names it."""
    owner: str
    first_day: date
    last_day: date
    goal: str = ""
    budget: float | None = None
    capacity: int | None = None
    holdout_share: float = 0.1
    days_between: int = 30
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What is being done for each segment; those without a plan first."""

    currency: str
    without: tuple[str, ...]
    plans: tuple[Plan, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"without": list(self.without), "plans": [one.to_dict() for one in self.plans]}


def board(folder: Path) -> Board:
    """Every plan, and every segment and value class that has none."""
    here = Workspace.open(folder)
    plans = tuple(all_plans(here))
    names = (*here.segments, *CLASSES)
    return Board(here.settings.reporting_currency, tuple(without_plan(names, plans)), plans)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draft that is drawn up and not yet put by."""

    plan: Plan
    """As it stands once it is put by."""
    event: Event
    known: int
    """Events of an earlier draft of that name, when this one was drawn up."""
    arms: Arms


def draft_plan(folder: Path, wish: Wish, by: str, besides: Ids = NOBODY) -> Plan:
    """Draw up a plan by the figures of the newest run, and put it by as a draft.

    besides: ids of customers who are another draft's. A draft of the same name is drawn up anew.
    Raises BadInput where something of the wish cannot be, and where the run has no forecast.
    """
    drawn = draw_up(folder, wish, by, besides)
    put_by(folder, [drawn])
    return drawn.plan


def draw_up(
    folder: Path, wish: Wish, by: str, besides: Ids = NOBODY, opened: Snapshot | None = None
) -> Drawn:
    """The same without putting it by: what takes long is done before anybody is kept waiting.

    opened: the newest run, where somebody has it open and its tables at hand already.
    """
    here = Workspace.open(folder)
    proposal = _proposal(here, wish)
    store = plan_store(here)
    earlier = store.events(wish.name) if wish.name in store.names() else []
    with _newest(here, opened) as snapshot:
        who = members_of(here, snapshot, wish.segment)
        action = effects_of(here, snapshot).on(wish.segment, proposal.action)
        proposal = replace(proposal, action=action)
        others = together([taken(here, wish.name), besides])
        drafted = draft(snapshot, run_of(here), proposal, who, others)
    event = Event(now(), by, "drafted", proposal=proposal, expected=drafted.expected)
    found = after(plan_of(earlier) if earlier else None, event)
    return Drawn(found, event, len(earlier), drafted.arms)


@contextmanager
def _newest(here: Workspace, opened: Snapshot | None) -> Iterator[Snapshot]:
    if opened is not None:
        yield replace(opened, tables=dict(opened.tables))  # what a plan adds goes with it
        return
    with closing(open_engine(memory=MEMORY)) as engine:
        yield from_shelf(engine, here.runs.latest())


def put_by(folder: Path, drawn: Sequence[Drawn]) -> None:
    """Keep drafts. Raises Busy where somebody has changed one of them since it was drawn up."""
    here = Workspace.open(folder)
    store, lists = plan_store(here), arm_files(here)
    for one in drawn:
        checked_name(one.plan.name)
        lists.keep(one.plan.name, one.arms)  # before the plan that names it
        store.append(one.plan.name, one.event, one.known)


def plan(folder: Path, name: str) -> Plan:
    """One plan as it stands."""
    return plan_of(plan_store(Workspace.open(folder)).events(name))


def happened(
    folder: Path, name: str, kind: Kind, by: str, note: str = "", observed: float | None = None
) -> Plan:
    """Approve, start, close or remark upon a plan; raises BadInput where that cannot be now."""
    store = plan_store(Workspace.open(folder))
    events = store.events(name)
    event = Event(now(), by, kind, note=note, observed=observed)
    found = after(plan_of(events), event)
    store.append(name, event, known=len(events))
    return found


def export(folder: Path, name: str, out: Path, as_format: str) -> list[Path]:
    """Write who is in which arm, and a task for everybody who is to be treated.

    Raises BadInput for a draft: nobody is contacted before a person has approved.
    """
    here = Workspace.open(folder)
    found = plan(folder, name)
    if found.state == "draft":
        raise BadInput(
            what="This plan is a draft: nobody is contacted before a person has approved",
            where=name,
            next_step=f"Run: volver plan approve {name} --by 'Ana Ruiz'",
        )
    arms = arms_of(here, found)
    proposal = found.proposal
    task = (
        proposal.action.name,
        proposal.action.channel,
        proposal.owner,
        proposal.first_day,
        proposal.last_day,
    )
    known = format_named(as_format)
    out.mkdir(parents=True, exist_ok=True)
    tables: dict[str, tuple[list[str], list[Any]]] = {
        AUDIENCE: (["customer_id", "arm"], list(arms)),
        TASKS: (
            ["customer_id", "action", "channel", "owner", "from", "until"],
            [(customer, *task) for customer, arm in arms if arm != HOLDOUT],
        ),
    }
    written = []
    for kind, (columns, rows) in tables.items():
        path = out / f"{name}-{kind}{FORMATS[known]}"
        write_grid(columns, rows, path, known)
        written.append(path)
    return written


def show_board(folder: Path, language: str | None) -> Shown:
    """What is being done for each segment, in the reader's words."""
    here = Workspace.open(folder)
    words = Words(language or here.settings.language, here.settings.reporting_currency)
    found = board(folder)
    return Shown((board_sheet(found.without, found.plans, words),), words)


def show_plans(
    folder: Path, names: list[str], language: str | None, commands: bool = True
) -> Shown:
    """Plans in the reader's words; several are also put beside each other.

    commands: whether to say with which command each plan goes on.
    """
    here = Workspace.open(folder)
    found = plans_of(folder, names)
    words = Words(language or here.settings.language, found[0].expected.currency)
    sheets = [plan_sheet(one, words, commands) for one in found]
    if len(found) > 1:
        title, question = words("Plans beside each other"), words("Which of them is to be done?")
        told = best_of(found, words)
        sheets.insert(0, Sheet("plans", title, question, compared(found, words), finding=told))
    return Shown(tuple(sheets), words)


def write_page(folder: Path, names: list[str], language: str | None, out: Path) -> None:
    """A page that an owner can decide from."""
    shown = show_plans(folder, names, language)
    write(Workspace.open(folder), shown, "Plans", out)


def plans_of(folder: Path, names: Sequence[str] | None = None) -> list[Plan]:
    """Several plans in the order that is asked for; all of them where none is named."""
    here = Workspace.open(folder)
    return list(all_plans(here)) if names is None else [plan(folder, name) for name in names]


def taken(here: Workspace, but: str | None = None) -> Ids:
    """Customers of other plans that are approved or running."""
    return together(
        arms_of(here, plan).customers
        for plan in all_plans(here)
        if plan.name != but and plan.state in ("approved", "running")
    )


def run_of(here: Workspace) -> Run:
    """The newest run, for plans that rest on it; raises BadInput where it has no forecast."""
    card = newest_card(here)
    total = card["total_value"]
    if "value" not in total:
        raise BadInput(
            what="The newest run has no forecast, so nothing can be said of what a plan brings",
            where="volver plan",
            next_step="See why in the report: volver report",
        )
    return Run(
        name=here.runs.latest().name,
        currency=card["currency"],
        horizon_days=card["horizon_days"],
        level=card["level"],
        value_error=share_error(Estimate(**total)),
    )


def _proposal(here: Workspace, wish: Wish) -> Proposal:
    if wish.last_day < wish.first_day:
        raise BadInput(
            what="The plan ends before it begins",
            where="--from, --until",
            next_step="Give two days, such as --from 2024-02-01 --until 2024-04-30.",
        )
    if not 0 <= wish.holdout_share <= 0.5:
        raise BadInput(
            what=f"{wish.holdout_share} is no share for a holdout",
            where="--holdout",
            next_step="Give a share from 0 to 0.5, such as 0.1.",
        )
    for what, amount in (("--budget", wish.budget), ("--capacity", wish.capacity)):
        if amount is not None and not 0 <= amount < 1e15:
            raise BadInput(
                what=f"{amount} is no limit that can be kept",
                where=what,
                next_step="Give an amount from 0 on.",
            )
    if not wish.owner.strip():
        raise BadInput(
            what="A plan needs somebody who answers for it",
            where="--owner",
            next_step="Give a name: --owner 'Ana Ruiz'",
        )
    return Proposal(
        name=wish.name,
        segment=wish.segment,
        goal=wish.goal,
        action=_action(here, wish.action),
        owner=wish.owner.strip(),
        first_day=wish.first_day,
        last_day=wish.last_day,
        constraints=Constraints(wish.budget, wish.capacity, wish.days_between),
        holdout_share=wish.holdout_share,
        finding=wish.finding,
    )


def _action(here: Workspace, name: str) -> Action:
    known = actions_of(here.settings.actions)
    if name not in known:
        raise BadInput(
            what=f"{FILE} has no action {name[:40]!r}",
            where="--action",
            next_step=f"Give one of: {', '.join(known)}."
            if known
            else "Name it under actions; see docs/how-to/plan.md.",
        )
    return known[name]
