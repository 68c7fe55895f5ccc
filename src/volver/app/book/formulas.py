"""What a customer is worth, and why formulas differ."""

from volver.app.book.asked import Asked
from volver.app.reports import concentration
from volver.describe.formulas.worth import worth
from volver.present.book.formulas import Found


def find(asked: Asked) -> Found:
    """Every formula on this run; the curves of concentration are those of the run."""
    found = worth(
        asked.snapshot,
        asked.findings.card,
        asked.settings.length,
        asked.settings.rate,
        asked.level,
        asked.settings.reporting_currency,
    )
    return Found(found, concentration(asked.findings.past), concentration(asked.findings.expected))
