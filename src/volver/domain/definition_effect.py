"""What another definition would do to the value of all customers, as far as a run can tell."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from volver.domain.value import ValueClass

Told = Literal["counted", "interval", "classes", "beside", "none", "run"]
"""What a change does to the total: it is counted anew; only its interval or the classes move; it is
no part of value; it has no effect here; only a new run can tell."""


@dataclass(frozen=True, slots=True)
class Total:
    """Value of all customers within the horizon, reporting currency."""

    value: float
    low: float | None
    """Ends of the interval; None where only a new run can tell."""
    high: float | None
    level: float
    horizon_days: int
    classes: Mapping[ValueClass, int] | None
    """Customers in each class; None where only a new run can tell."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Old and new, by the customers of one run."""

    run_id: str
    currency: str
    told: Mapping[str, Told]
    """What each change does, by the name of its setting."""
    before: Total | None
    """By the definitions in force; None where the run cannot tell."""
    after: Total | None
    """With every change that is counted; those that are not leave it as it is."""
    is_by_run: bool
    """Whether the run was made by the definitions in force."""
    retests: bool
    """Whether a run would test models anew at the other horizon, and may choose another one."""

    @property
    def waits(self) -> tuple[str, ...]:
        """Settings of which only a new run can tell what they do."""
        return tuple(name for name, what in self.told.items() if what == "run")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a record."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Effect":
        """Inverse of `to_dict`."""
        return cls(**{**plain, "before": _total(plain["before"]), "after": _total(plain["after"])})


def _total(plain: Mapping[str, Any] | None) -> Total | None:
    if plain is None:
        return None
    held = plain["classes"]
    classes = None if held is None else {ValueClass(name): n for name, n in held.items()}
    return Total(**{**plain, "classes": classes})
