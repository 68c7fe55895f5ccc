"""Which candidate forecasts: the best by backtest, the simplest among equals."""

from dataclasses import dataclass

from volver.domain.card import ScoreCard
from volver.predict.question import AUTO, Question

PREFERRED = ("mbg-nbd", "bg-nbd")
"""Among equals, or untested. MBG/NBD first: under BG/NBD who never came back is never gone."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates to try, the best first, and what speaks for the first."""

    order: tuple[str, ...]
    why: str
    score_card: ScoreCard


def without_backtest(question: Question, reason: str) -> Choice:
    """The model that was asked for, or the default."""
    score_card = ScoreCard((), 0, 0, sampled=False, why=reason)
    if question.model != AUTO:
        return Choice((question.model,), "the model that was asked for", score_card)
    return Choice(PREFERRED, f"the default: {reason}", score_card)
