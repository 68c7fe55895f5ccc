"""How far the figures of a run can be trusted, asked for when somebody looks."""

from volver.app.refresh import Findings, question
from volver.domain.evidence import AliveHistory, AliveMatrix, Evidence, Gaps
from volver.domain.history import Vector
from volver.predict.base import BASE, Base
from volver.predict.draws import draw_columns
from volver.predict.evidence import alive, gaps
from volver.predict.evidence.last_test import evidence
from volver.predict.ladder import climb
from volver.predict.restore import restored


def evidence_of(findings: Findings) -> Evidence | None:
    """How the forecast did when it was last tested; None where nothing could be."""
    return evidence(findings.snapshot, question(findings.settings), findings.card)


def alive_matrix_of(findings: Findings) -> AliveMatrix | None:
    """P(alive) over today's customers; None where nothing is said of it."""
    return alive.alive_matrix(findings.snapshot)


def alive_history_of(findings: Findings, customer: str) -> AliveHistory | None:
    """P(alive) of one customer over time; None where nothing is said of it."""
    card = findings.card
    model = restored(card.model, card.parameters, card.unit, card.season)
    return alive.alive_history(findings.snapshot, model, customer)


def gaps_of(findings: Findings) -> Gaps | None:
    """Days between orders; None where nobody has come back."""
    return gaps.gaps(findings.snapshot)


def draws_of(findings: Findings, count: int) -> dict[str, Vector]:
    """Draws of the parameters of the model that forecasts; none where a simple rule does."""
    base = Base.of(findings.snapshot.columns(BASE))
    card = findings.card
    rung = climb(findings.snapshot, base, question(findings.settings), (card.model,), {})
    if rung.without_groups is None:
        return {}
    return draw_columns(rung.without_groups, base.histories, card.unit, count)
