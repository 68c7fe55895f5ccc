"""From raw rows to `typed_rows`, as often as a new way to write turns up in the source."""

from dataclasses import replace

from volver.collect import write
from volver.collect.bind import bind, bind_groups, twins
from volver.collect.conventions import from_failures, from_sample
from volver.collect.guess import Guess, propose
from volver.collect.job import Job
from volver.collect.mapping import Mapping
from volver.collect.recipe import Recipe
from volver.collect.stage import Raw
from volver.collect.summary import Summary, summarise
from volver.collect.typed import typed_sql
from volver.store.engine import Embedded


def recipe_for(raw: Raw, job: Job) -> tuple[Recipe, list[Guess]]:
    """What to read from which column: as stated, and as guessed where nothing was stated."""
    assert isinstance(job.mapping, Mapping)  # what is no order goes through `company`
    mapping, guesses = propose(raw, job.mapping)
    fields = bind(mapping, raw)
    recipe = Recipe(
        fields=fields,
        mapping=mapping,
        now=job.utc_now,
        clock_skew_days=job.options.clock_skew_days,
        twins=twins(fields, raw),
        groups=bind_groups(mapping, raw),
        is_hashed=job.options.drop_repeats or bool({"order", "line_id"} & set(fields)),
    )
    return recipe, guesses


def type_rows(engine: Embedded, raw: Raw, recipe: Recipe) -> tuple[Recipe, Summary]:
    """Type every row; the recipe comes back with the conventions that were found."""
    recipe = replace(
        recipe,
        formats=from_sample(engine, raw, recipe),
        # A view is computed anew by every query, so ids that need nothing should cost nothing:
        # they are taken as they are unless the scan finds one that is not tidy.
        ids_as_they_are=raw.read is None and recipe.fields["customer"].kind in ("text", "whole"),
    )
    while True:
        _make_typed_rows(engine, raw, recipe)
        found = summarise(engine, recipe)
        formats = from_failures(engine, raw, recipe) if found.broken else recipe.formats
        as_they_are = recipe.ids_as_they_are and found.tidied + found.anonymous == 0
        better = replace(recipe, formats=formats, ids_as_they_are=as_they_are)
        if better == recipe:
            return recipe, found
        # Comes to an end: formats only grow, and there are few ways to write a date.
        has_new_way, recipe = formats != recipe.formats, better
        if not has_new_way and recipe.fields["customer"].kind == "whole":
            _make_typed_rows(engine, raw, recipe)  # only 0 turns into nobody: the counts stand
            return recipe, found


def _make_typed_rows(engine: Embedded, raw: Raw, recipe: Recipe) -> None:
    """A table; for a Parquet file whose columns have types, a view that copies nothing."""
    write.drop(engine, "typed_rows")
    if raw.read is None and not recipe.has_written_date and not recipe.written_numbers:
        engine.execute(f"CREATE TEMP VIEW typed_rows AS {typed_sql(recipe, raw)}")
    else:
        raw.keep(engine, "typed_rows", typed_sql(recipe, raw))
