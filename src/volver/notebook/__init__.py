"""The names a notebook imports."""

from volver.notebook.answers import Answer, bundles, prices, today, uplift
from volver.notebook.plans import Plans, plans
from volver.notebook.renewals import Renewals, renewals
from volver.notebook.values import Values, value

__all__ = [
    "Answer", "Plans", "Renewals", "Values", "bundles", "plans", "prices", "renewals", "today",
    "uplift", "value",
]  # fmt: skip
