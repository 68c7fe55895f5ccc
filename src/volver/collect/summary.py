"""What a pass over the typed rows finds, as one record."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from volver.collect.recipe import Recipe
from volver.collect.sql import statement
from volver.collect.typed import kept
from volver.store.engine import Embedded

_WRITTEN_IDS = {"customer_id": "customer", "order_id": "order", "product_id": "product"}


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and facts of the typed rows; what follows `broken` is about the other rows."""

    rows: int = 0
    broken: int = 0
    anonymous: int = 0
    tidied: int = 0
    lost_digits: int = 0
    refunds: int = 0
    free: int = 0
    with_cost: int = 0
    first_day: date | None = None
    last_day: date | None = None
    revenue: Decimal = Decimal(0)
    largest: Decimal = Decimal(0)

    @property
    def good(self) -> int:
        """Rows that broke no rule."""
        return self.rows - self.broken


def summarise(engine: Embedded, recipe: Recipe, *, marked: bool = False) -> Summary:
    """What the good rows of `typed_rows` hold, the marked ones left out."""
    chosen = "n NOT IN (SELECT n FROM marks)" if marked else "TRUE"
    found = _scan(engine, recipe, chosen)
    if found.broken == 0:
        return found
    good = _scan(engine, recipe, f"{chosen} AND broken IS NULL")
    return replace(good, rows=found.rows, broken=found.broken)


def _scan(engine: Embedded, recipe: Recipe, chosen: str) -> Summary:
    with_cost = "COUNT(cost)" if "cost" in kept(recipe) else "0"
    sql = statement("summary", lost=_lost(recipe), with_cost=with_cost, chosen=chosen)
    return Summary(*engine.rows(sql)[0])


def _lost(recipe: Recipe) -> str:
    """SQL: whether an id is a long number that a spreadsheet has rounded."""
    looks = [
        f"(contains({name}, 'E+') AND regexp_full_match({name}, '[0-9][.,][0-9]+E[+][0-9]+'))"
        for name, field in _WRITTEN_IDS.items()
        if field in recipe.fields
        and recipe.fields[field].is_text
        # An id that needs no tidying has neither a point nor a plus.
        and not (field == "customer" and recipe.ids_as_they_are)
    ]
    return " OR ".join(looks) or "FALSE"
