"""Customer lifetime value from the orders a company already has.

>>> import volver
>>> [name for name in sorted(volver.__all__) if name.islower()]
['bundles', 'plans', 'prices', 'renewals', 'today', 'uplift', 'value']
"""

from typing import TYPE_CHECKING, Any

from volver.domain.errors import VolverError
from volver.domain.estimate import Estimate, NotEnough

if TYPE_CHECKING:
    from volver.notebook import (
        Answer,
        Plans,
        Renewals,
        Values,
        bundles,
        plans,
        prices,
        renewals,
        today,
        uplift,
        value,
    )

__all__ = [
    "Answer", "Estimate", "NotEnough", "Plans", "Renewals", "Values", "VolverError", "bundles",
    "plans", "prices", "renewals", "today", "uplift", "value",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the notebook's names on first use, so that `import volver` is instant."""
    if name in __all__:  # the others of them are here already
        from volver import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'volver' has no attribute {name!r}")
