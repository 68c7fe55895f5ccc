"""Read one file or frame into the canonical tables: all of it or nothing, and never twice."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from volver.collect import ledger
from volver.collect.bind import bind
from volver.collect.conventions import from_failures, from_sample
from volver.collect.guess import propose
from volver.collect.ledger import rejections, undo
from volver.collect.mapping import Mapping
from volver.collect.report import LoadOptions, LoadReport, Note
from volver.collect.source import ReadOptions, open_source
from volver.collect.stage import Raw, hash_of_file, stage_file
from volver.collect.summary import Summary, summarise
from volver.collect.typed import Recipe, typed_sql
from volver.domain.ports import Progress, Quiet
from volver.store.engine import Engine

__all__ = ["load", "rejections", "undo"]

MOST_ROUNDS = 5
"""Looks at what could not be read; each one that goes on has found a new way to write."""


def load(
    engine: Engine,
    path: Path,
    mapping: Mapping | None = None,
    options: LoadOptions | None = None,
    *,
    now: datetime,
    reading: ReadOptions | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load one file. What the mapping leaves open is found out, reported, or asked for.

    now: the moment against which dates in the future are judged, UTC.
    Raises BadInput where the file or the mapping is not usable, Rejected where too many records
    are; then nothing has changed.
    """
    options = options or LoadOptions()
    watcher = progress or Quiet()
    source = open_source(path, reading or ReadOptions())
    with engine.transaction():
        watcher.step("read")
        raw = stage_file(engine, path, source, hash_of_file(path))
        watcher.step("check")
        return _load(engine, raw, mapping or Mapping(), options, now)


def _load(
    engine: Engine, raw: Raw, stated: Mapping, options: LoadOptions, now: datetime
) -> LoadReport:
    mapping, guesses = propose(engine, raw, stated)
    recipe = Recipe(
        fields=bind(mapping, raw),
        mapping=mapping,
        now=now,
        clock_skew_days=options.clock_skew_days,
        rates=options.rates,
    )
    recipe, found = _type_rows(engine, raw, recipe)
    notes = [Note("mapping", guess.sentence) for guess in guesses]
    return ledger.commit(engine, raw, recipe, found, options, now, notes)


def _type_rows(engine: Engine, raw: Raw, recipe: Recipe) -> tuple[Recipe, Summary]:
    """Type every row, and once more as long as a new way to write turns up."""
    recipe = replace(recipe, formats=from_sample(engine, raw, recipe))
    for _ in range(MOST_ROUNDS):
        _make_typed_rows(engine, raw, recipe)
        found = summarise(engine)
        if found.broken == 0:
            break
        formats = from_failures(engine, raw, recipe)
        if formats == recipe.formats:
            break
        recipe = replace(recipe, formats=formats)
    if raw.is_view and found.tidied == 0 and found.anonymous == 0:
        recipe = replace(recipe, ids_as_they_are=True)
        _make_typed_rows(engine, raw, recipe)
    return recipe, found


def _make_typed_rows(engine: Engine, raw: Raw, recipe: Recipe) -> None:
    """A table; for a Parquet file whose columns have types, a view that copies nothing."""
    read = [recipe.fields["date"], *(recipe.fields[name] for name in recipe.number_fields)]
    is_view = raw.is_view and not any(bound.is_text for bound in read)
    engine.execute("DROP VIEW IF EXISTS typed_rows" if not is_view else "SELECT 1")
    kind = "VIEW" if is_view else "TABLE"
    engine.execute(f"CREATE OR REPLACE TEMP {kind} typed_rows AS {typed_sql(recipe)}")
