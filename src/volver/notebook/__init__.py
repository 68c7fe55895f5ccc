"""The names a notebook imports."""

from volver.notebook.plans import Plans, plans
from volver.notebook.renewals import Renewals, renewals
from volver.notebook.values import Values, value

__all__ = ["Plans", "Renewals", "Values", "plans", "renewals", "value"]
