"""What a pass over the typed rows finds, as one record."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from volver.collect.recipe import Recipe
from volver.collect.sql import statement
from volver.collect.typed import kept
from volver.store.engine import Engine


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


def summarise(engine: Engine, recipe: Recipe, *, marked: bool = False) -> Summary:
    """One scan over `typed_rows`, the marked ones left out."""
    columns = kept(recipe)
    written = [
        name
        for name, field in (
            ("customer_id", "customer"),
            ("order_id", "order"),
            ("product_id", "product"),
        )
        if field in recipe.fields and recipe.fields[field].is_text
    ]
    lost = " OR ".join(
        f"(contains({name}, 'E+') AND regexp_full_match({name}, '[0-9][.,][0-9]+E[+][0-9]+'))"
        for name in written
    )
    sql = statement(
        "summary",
        unmarked="WHERE n NOT IN (SELECT n FROM marks)" if marked else "",
        lost=lost or "FALSE",
        with_cost="COUNT(cost) FILTER (broken IS NULL)" if "cost" in columns else "0",
    )
    return Summary(*engine.rows(sql)[0])
