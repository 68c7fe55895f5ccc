"""What is asked of the list of customers, and one page of the answer."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from volver.domain.errors import BadInput
from volver.domain.value import ValueClass

Sort = Literal[
    "value_at_stake", "value", "margin", "revenue", "last_order", "p_alive", "orders", "rank_gap"
]
SORTS: tuple[Sort, ...] = get_args(Sort)
LARGEST_PAGE = 200
LONGEST_SEARCH = 200
"""Characters."""


@dataclass(frozen=True, slots=True)
class CustomersQuery:
    """Which customers, in what order, from where on. Raises BadInput for what cannot be asked."""

    search: str = ""
    """The beginning of an id, a whole order number, or the beginning of a name, an e-mail address
    or a telephone number where the company's customers have such attributes."""
    value_class: str | None = None
    segment: str | None = None
    """The name of a segment of volver.toml."""
    rule: str | None = None
    """A rule, as people write it for `volver segment`."""
    plan: str | None = None
    """The name of a plan: whoever is in it, in any arm."""
    sort: str = "value_at_stake"
    """`rank_gap`: how many places lower by margin than by revenue."""
    descending: bool = True
    size: int = 50
    cursor: str | None = None
    """Where a page begins, as the page before or after it tells; None: the first page."""

    def __post_init__(self) -> None:
        _one_of("sort", self.sort, SORTS)
        if self.value_class is not None:
            _one_of("value_class", self.value_class, tuple(map(str, ValueClass)))
        if type(self.size) is not int or not 1 <= self.size <= LARGEST_PAGE:
            raise BadInput(
                what=f"A page of {_shown(self.size)} customers cannot be shown",
                where="size",
                next_step=f"Give a whole number from 1 to {LARGEST_PAGE}.",
            )
        if type(self.descending) is not bool:
            raise _not("descending", self.descending, "true or false")
        for name in ("search", "segment", "rule", "plan", "cursor"):
            given = getattr(self, name)
            if not isinstance(given, str) and not (given is None and name != "search"):
                raise _not(name, given, "a text")
        if len(self.search) > LONGEST_SEARCH:
            raise BadInput(
                what=f"{len(self.search)} characters are too many to look for",
                where="search",
                next_step=f"Give at most {LONGEST_SEARCH}.",
            )


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer of a list."""

    customer_id: str
    value_class: ValueClass | None
    first_order: date
    last_order: date
    orders: int
    margin_to_date: float
    revenue: float
    revenue_rank: int
    """1 for the most; equals share the best place."""
    margin_rank: int
    """The same by margin less cost to serve."""
    value: float | None
    """Expected margin within the horizon, discounted."""
    value_low: float | None
    value_high: float | None
    p_alive: float | None
    value_at_stake: float | None
    reason: str

    @property
    def rank_gap(self) -> int:
        """How many places lower by margin than by revenue; below zero: higher."""
        return self.margin_rank - self.revenue_rank


@dataclass(frozen=True, slots=True)
class CustomersPage:
    """One page of the list, of the run that it names."""

    run_id: str
    as_of: date
    currency: str
    level: float
    """Of the intervals."""
    horizon_days: int
    lines: tuple[CustomerLine, ...]
    total: int
    """Customers that the query is about, on all pages."""
    first: int
    """Place of the first line in the list, from 1; 0 where there is none."""
    next: str | None
    """Cursor of the page after; None on the last."""
    previous: str | None
    """Cursor of the page before; None on the first."""


def _one_of(name: str, given: object, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise _not(name, given, f"one of: {', '.join(allowed)}")


def _not(name: str, given: object, allowed: str) -> BadInput:
    return BadInput(
        what=f"{_shown(given)} is not usable for {name}",
        where=name,
        next_step=f"Give {allowed}.",
    )


def _shown(given: object) -> str:
    """Cut, and with nothing in it that a terminal obeys."""
    return repr(given)[:40] if isinstance(given, str | bool | float | int) else type(given).__name__
