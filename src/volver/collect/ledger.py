"""The tables of loads: write one, take one back, look at what was rejected."""

from datetime import datetime

from volver.collect.report import LoadOptions, LoadReport, Note
from volver.collect.sql import statement
from volver.collect.stage import Raw
from volver.collect.summary import Summary
from volver.collect.typed import Recipe
from volver.store.engine import Engine


def commit(
    engine: Engine,
    raw: Raw,
    recipe: Recipe,
    found: Summary,
    options: LoadOptions,
    now: datetime,
    notes: list[Note],
) -> LoadReport:
    """Make the accepted rows order lines."""
    load_id = 1
    as_is = statement("accepted", load_id=str(load_id))
    engine.execute(f"CREATE OR REPLACE TEMP VIEW order_lines AS {as_is}")
    return LoadReport(
        load_id=load_id,
        source=raw.source,
        content_hash=raw.content_hash,
        rows_in=raw.rows_in,
        accepted=found.good,
        rejected=found.broken + len(raw.malformed),
        duplicates=0,
        anonymous=found.anonymous,
        rules=(),
        notes=(*raw.notes, *notes),
        mapping=recipe.mapping,
        currency=options.currency,
        currency_totals={},
        first_day=found.first_day,
        last_day=found.last_day,
        has_order_ids="order" in recipe.fields,
        has_refunds=found.refunds > 0,
        has_cost=found.with_cost > 0,
        has_category="category" in recipe.fields,
    )


def undo(engine: Engine, load_id: int) -> LoadReport:
    """Take one load back: its lines and its rejections go."""
    raise NotImplementedError


def rejections(engine: Engine, load_id: int | None = None) -> list[dict[str, object]]:
    """The records set aside, of one load or of all, each with its rule and what to do."""
    raise NotImplementedError
