"""What concerns the whole workspace: who asks, the first page, the newest run, and its models."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from pydantic import TypeAdapter

from volver.app.overview import overview as first_page
from volver.domain.card import Score
from volver.domain.estimate import Estimate
from volver.domain.overview import Overview
from volver.server.api.doors import get
from volver.server.gate import Asked
from volver.server.readers import run_of
from volver.server.roles import GRANTED, May, Role


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks, and what they may do here."""

    workspace: str
    """As it stands in addresses."""
    title: str
    role: Role
    may: list[May]
    key: str | None
    """The name of the key; None where somebody is signed in."""
    expires: datetime | None
    """When the key ends."""


@get("/me", None, Me)
def me(request: Asked) -> Me:
    """Who asks, and what they may do here."""
    key = getattr(request, "key", None)
    return Me(
        workspace=request.workspace.slug,
        title=request.workspace.name,
        role=request.role,
        may=sorted(GRANTED[request.role]),
        key=None if key is None else key.name,
        expires=None if key is None else key.expires,
    )


@get("/overview", May.READ, Overview)
def overview(request: Asked) -> Overview:
    """The first page: six figures, what to do, and what should not wait."""
    return first_page(run_of(request.folder), get_language() or "en")


@dataclass(frozen=True, slots=True)
class Run:
    """The newest published run, which every answer is taken from."""

    run_id: str
    as_of: date
    """Last day whose facts count."""
    is_whole: bool
    """Whether its files are, byte for byte, as they were published; another answers nothing."""
    currency: str
    basis: str
    """What counts as margin."""
    customers: int
    horizon_days: int
    annual_rate: float
    level: float
    """Of the intervals."""
    model: str
    step: str
    """How far down the ladder from a model of each customer to a plain rule it came."""
    value: Estimate | None
    """Of all customers; None where there is no forecast."""
    notes: list[str]
    """What a reader should know, in English."""


@get("/runs/newest", May.READ, Run)
def newest_run(request: Asked) -> Run:
    """The newest published run: its day, its model and its checks."""
    run = run_of(request.folder)
    card = run.card
    total = card["total_value"]
    return Run(
        run_id=run.run_id,
        as_of=run.snapshot.as_of,
        is_whole=True,  # `run_of` opens no other
        **{
            name: card[name]
            for name in (
                "currency", "basis", "customers", "horizon_days", "annual_rate", "level", "model",
                "step", "notes",
            )
        },
        value=Estimate(**total) if "value" in total else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Models:
    """The score card of the newest run: every candidate at every origin."""

    chosen: str
    why: str
    """In English."""
    window_days: int
    customers: int
    """That were scored at the last origin."""
    scores: list[Score]


SCORES = TypeAdapter(list[Score])


@get("/models", May.SEE_MODELS, Models)
def models(request: Asked) -> Models:
    """Which models were tried, how they did, and why one was chosen."""
    card = run_of(request.folder).card
    held = card["score_card"]
    return Models(
        chosen=card["model"],
        why=held["why"],
        window_days=held["window_days"],
        customers=held["customers"],
        scores=SCORES.validate_python(held["scores"]),
    )
