"""Customer lifetime value from the orders a company already has.

>>> import volver
>>> [name for name in sorted(volver.__all__) if name.islower()]
['plans', 'renewals', 'value']
"""

from typing import TYPE_CHECKING, Any

from volver.domain.errors import VolverError
from volver.domain.estimate import Estimate, NotEnough

if TYPE_CHECKING:
    from volver.notebook import Plans, Renewals, Values, plans, renewals, value

__all__ = [
    "Estimate", "NotEnough", "Plans", "Renewals", "Values", "VolverError", "plans", "renewals",
    "value",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the notebook's names on first use, so that `import volver` is instant."""
    if name in ("Plans", "Renewals", "Values", "plans", "renewals", "value"):
        from volver import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'volver' has no attribute {name!r}")
