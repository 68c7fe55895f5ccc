"""The sheet of the contact centre and of what customers say."""

from volver.app.book.asked import Asked
from volver.app.book.kpis import MONTHS
from volver.describe.catalogue import OF_ANSWERS, OF_SERVICE
from volver.describe.lists import breaches
from volver.describe.measure import Span, told
from volver.domain.service import ServiceFigures

MOST = 100
"""Late contacts that are listed."""


def find(asked: Asked) -> ServiceFigures:
    """Every figure of contacts and answers: as a whole, by month, channel and agent."""
    here, level, wanted = asked.snapshot, asked.level, (*OF_SERVICE, *OF_ANSWERS)
    return ServiceFigures(
        level=level,
        whole=told(here, wanted, level=level),
        by_month=told(here, wanted, "month", span=Span.lately(here.as_of, MONTHS), level=level),
        by_channel=told(here, wanted, split="contact_channel", level=level),
        by_agent=told(here, wanted, split="agent", level=level),
        breaches=tuple(breaches(here, most=MOST)),
    )
