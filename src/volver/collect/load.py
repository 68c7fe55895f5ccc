"""Read one file or frame into the canonical tables: all of it or nothing, and never twice."""

from datetime import datetime
from pathlib import Path

from volver.collect import ledger, refuse, write
from volver.collect.job import Job
from volver.collect.ledger import rejections, undo
from volver.collect.mapping import Mapping
from volver.collect.read import recipe_for, type_rows
from volver.collect.report import LoadOptions, LoadReport, Note, malformed_counts
from volver.collect.settle import settle
from volver.collect.source import ReadOptions, open_source
from volver.collect.stage import Raw, hash_of_file, stage_file
from volver.domain.ports import Progress, Quiet
from volver.store.engine import Embedded

__all__ = ["load", "rejections", "undo"]


def load(
    engine: Embedded,
    path: Path,
    mapping: Mapping | None = None,
    options: LoadOptions | None = None,
    *,
    now: datetime,
    reading: ReadOptions | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load one file. What the mapping leaves open is found out and noted, or asked for.

    now: the moment against which dates in the future are judged, UTC.
    Raises BadInput where the file or the mapping is not usable, Rejected where too many records
    are not; then nothing has changed.
    """
    progress = progress or Quiet()
    progress.step("read")
    source = open_source(path, reading or ReadOptions())
    job = Job(
        source=path.name,
        content_hash=hash_of_file(path),
        stage=lambda engine: stage_file(engine, path, source),
        mapping=mapping or Mapping(),
        options=options or LoadOptions(),
        now=now,
        progress=progress,
    )
    return run(engine, job)


def run(engine: Embedded, job: Job) -> LoadReport:
    """Do the whole job in one transaction."""
    keep = job.options.keep
    with engine.transaction():
        write.prepare(engine, keep)
        before = ledger.loaded_before(engine, job.full_hash)
        if before is not None:
            return ledger.report_of(engine, before)
        replaced = _make_room(engine, job)
        raw = job.stage(engine)
        if not raw.sample:
            return _load_nothing(engine, raw, job, replaced)
        job.progress.step("check")
        recipe, guesses = recipe_for(raw, job)
        recipe, found = type_rows(engine, raw, recipe)
        report = settle(engine, raw, recipe, found, guesses, job)
        if keep:
            write.apply_waiting_refunds(engine)
            write.drop(engine, "typed_rows")
    return report


def _make_room(engine: Embedded, job: Job) -> int:
    """Take earlier loads of this source away, if that was asked for; how many lines they had."""
    if not job.options.replace:
        same = ledger.same_content(engine, job.content_hash)
        if same is not None:
            raise refuse.other_mapping(same, job.source)
        return 0
    earlier = ledger.earlier_loads(engine, job.source)
    lines = sum(ledger.report_of(engine, load_id).accepted for load_id in earlier)
    for load_id in earlier:
        ledger.remove(engine, load_id)
    return lines


def _load_nothing(engine: Embedded, raw: Raw, job: Job, replaced: int) -> LoadReport:
    """A header without rows takes the place of earlier loads only when that is confirmed."""
    tally = raw.tally()
    if tally.malformed:
        raise refuse.nothing_left(malformed_counts(tally.malformed), tally.rows_in, job.source)
    if not (job.options.replace and job.options.confirm_empty):
        raise refuse.empty(job.source, replaced)
    report = LoadReport(
        load_id=ledger.next_id(engine),
        source=job.source,
        content_hash=job.full_hash,
        mapping=job.mapping,
        currency=job.options.currency,
        notes=(Note("empty", f"no rows; {replaced:,} lines were taken away", replaced),),
    )
    write.write_load(engine, report, (), {}, job.utc_now)
    return report
