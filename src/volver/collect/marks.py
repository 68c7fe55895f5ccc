"""Good rows that are set aside for what other rows say: repeats, conflicts, orphaned refunds.

They are listed in the temporary table `marks`: n, line, rule. The rule `repeat` is no rejection.
"""

from dataclasses import dataclass

from volver.collect.recipe import Recipe
from volver.collect.report import LoadOptions
from volver.collect.sql import statement
from volver.store.engine import Embedded

REPEAT = "repeat"
CONFLICT = "order_conflict:order"
ORPHAN = "refund_of_unknown_order:refund_of"
MOST_SHARED_ORDERS = 0.05
"""Where fewer orders than this have several rows, a row is an order and not a line of one."""

_COUNT = "SELECT rule, COUNT(*) FROM marks GROUP BY rule"
_MAKE = "CREATE OR REPLACE TEMP TABLE marks (n BIGINT, line BIGINT, rule TEXT)"


@dataclass(frozen=True, slots=True)
class Marks:
    """How many rows are marked and why, and how many repeats were left in."""

    marked: int = 0
    repeats: int = 0
    conflicts: int = 0
    orphans: int = 0
    repeats_kept: int = 0


def mark(engine: Embedded, recipe: Recipe, options: LoadOptions) -> Marks:
    """Look at the rows together; only sources whose rows are hashed can be."""
    if not recipe.is_hashed:
        return Marks()
    engine.execute(_MAKE)
    kept = 0
    if options.drop_repeats or "line_id" in recipe.fields:
        engine.execute(_marking("mark_repeats"))
    elif _row_is_order(engine, recipe):
        engine.execute(_marking("mark_repeats"))
        engine.execute(_marking("mark_conflicts"))
    else:
        kept = int(engine.rows(statement("count_repeats"))[0][0])
    if options.keep and "order" in recipe.fields:
        _mark_against_earlier_loads(engine, recipe)
    if "refund_of" in recipe.fields:
        earlier = "SELECT order_id FROM order_lines" if options.keep else "SELECT NULL WHERE FALSE"
        engine.execute(_marking("mark_orphans", earlier=earlier))
    by_rule = {str(rule): int(count) for rule, count in engine.rows(_COUNT)}
    return Marks(
        marked=sum(by_rule.values()),
        repeats=by_rule.get(REPEAT, 0),
        conflicts=by_rule.get(CONFLICT, 0),
        orphans=by_rule.get(ORPHAN, 0),
        repeats_kept=kept,
    )


def _marking(name: str, **parts: str) -> str:
    return f"INSERT INTO marks {statement(name, **parts)}"


def _row_is_order(engine: Embedded, recipe: Recipe) -> bool:
    """Whether rows are whole orders: no field of lines is mapped, and numbers hardly come twice."""
    if "order" not in recipe.fields or {"product", "quantity", "category"} & set(recipe.fields):
        return False
    orders, shared = engine.rows(statement("shared_orders"))[0]
    return bool(shared <= MOST_SHARED_ORDERS * orders)


def _mark_against_earlier_loads(engine: Embedded, recipe: Recipe) -> None:
    product = "product_id" if "product" in recipe.fields else "NULL"
    engine.execute(_marking("mark_known_orders", product=product))
    engine.execute(_marking("mark_known_refunds", product=product))
