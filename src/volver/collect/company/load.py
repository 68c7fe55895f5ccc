"""Read one file of what is known besides orders: all of it or nothing, and never twice."""

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from volver.collect import ledger, refuse, write
from volver.collect.company import records
from volver.collect.company.conventions import STAGED, Formats, find_formats
from volver.collect.company.layout import Layout, lay_out
from volver.collect.company.mapping import CompanyMapping
from volver.collect.company.repeats import mark_repeats
from volver.collect.company.typed import TYPED, typed_sql
from volver.collect.currency import reporting_currency
from volver.collect.job import Job
from volver.collect.report import LoadOptions, LoadReport, Note, malformed_counts
from volver.collect.source import ReadOptions, open_source
from volver.collect.sql import literal
from volver.collect.stage import Raw, hash_of_file, stage_file
from volver.domain.ports import Progress, Quiet
from volver.store.engine import Embedded
from volver.store.schema.company import VIEWS

VIEW = {view.name: view for view in VIEWS}


def load_company(
    engine: Embedded,
    path: Path,
    mapping: CompanyMapping,
    options: LoadOptions | None = None,
    *,
    now: datetime,
    reading: ReadOptions | None = None,
    progress: Progress | None = None,
    beside: Collection[str] = (),
) -> LoadReport:
    """Load one file. What the mapping leaves open is found out and noted, or asked for.

    Customers, products and the like are exported whole: a newer file takes the place of an
    earlier one of the same name and kind, and the note on it says so.
    now: the moment against which dates in the future are judged, UTC.
    beside: hashes of other loads that stay, where one file is read in several ways.
    Raises BadInput where the file or the mapping is not usable, Rejected where too many records
    are not; then nothing has changed.
    """
    progress = progress or Quiet()
    progress.step("read")
    job = job_of(path, mapping, options or LoadOptions(), now, reading, progress)
    with engine.transaction():
        write.prepare(engine, job.options.keep)
        before = ledger.loaded_before(engine, job.full_hash)
        if before is not None:
            return ledger.report_of(engine, before)
        replaced = _make_room(engine, job, mapping.kind, beside)
        raw = job.stage(engine)
        if not raw.sample:
            _refuse_empty(raw, replaced)
        progress.step("check")
        layout, whole = lay_out(raw, mapping)
        _stage(engine, raw, layout)
        return _settle(engine, raw, layout, whole, job, replaced)


def job_of(
    path: Path,
    mapping: CompanyMapping,
    options: LoadOptions,
    now: datetime,
    reading: ReadOptions | None,
    progress: Progress,
) -> Job:
    """One file to load; the same bytes may be read as several kinds."""
    source = open_source(path, reading or ReadOptions())
    return Job(
        source=path.name,
        content_hash=f"{hash_of_file(path)} {mapping.kind}",
        stage=lambda engine: stage_file(engine, path, source),
        mapping=mapping,
        options=options,
        now=now,
        progress=progress,
    )


def views_of(engine: Embedded) -> dict[str, str]:
    """The query of the records of each kind that there are any of, by the name of its view."""
    return {
        view.name: f"SELECT {', '.join(view.names)} FROM {view.name}_records"  # noqa: S608 - from the schema
        for view in VIEWS
        if engine.rows(f"SELECT 1 FROM {view.name}_records LIMIT 1")  # noqa: S608 - the same
    }


def _make_room(engine: Embedded, job: Job, kind: str, beside: Collection[str]) -> int:
    """Take earlier loads of this file away; how many rows they had."""
    taken = 0
    for load_id in ledger.earlier_loads(engine, job.source, kind):
        report = ledger.report_of(engine, load_id)
        if report.content_hash not in beside:
            taken += report.accepted
            ledger.remove(engine, load_id)
    same = ledger.same_content(engine, job.content_hash, beside)
    if same is not None:
        raise refuse.other_mapping(same, job.source)
    return taken


def _refuse_empty(raw: Raw, replaced: int) -> None:
    tally = raw.tally()
    if tally.malformed:
        counts = malformed_counts(tally.malformed)
        raise refuse.nothing_left(counts, tally.rows_in, raw.source)
    raise refuse.empty(raw.source, replaced)


def _stage(engine: Embedded, raw: Raw, layout: Layout) -> None:
    """The rows as they stand, in a table, so that each question is one query."""
    added = "".join(
        f", {sql} AS c{at}" for at, sql in enumerate(layout.added, start=len(raw.columns))
    )
    raw.keep(engine, STAGED, f"SELECT *{added} FROM {raw.rows}")  # noqa: S608 - texts are literals


def _settle(
    engine: Embedded, raw: Raw, layout: Layout, mapping: CompanyMapping, job: Job, replaced: int
) -> LoadReport:
    """Type and judge the rows, and write one load."""
    formats = find_formats(engine, layout, mapping, raw.source)
    load_id = ledger.next_id(engine)
    record = records.columns(mapping, load_id, job.utc_now.year + 5)
    sql = typed_sql(layout, mapping, formats, record, raw, job.utc_now)
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {TYPED} AS {sql}")
    totals, currency = _money(engine, mapping, job)
    duplicates = mark_repeats(
        engine, raw, layout, mapping, record, drop_repeats=job.options.drop_repeats
    )
    write.write_company_rejections(engine, raw, load_id, TYPED)
    rules = write.count_rules(engine, load_id)
    rows_in, rejected = raw.tally().rows_in, sum(rule.count for rule in rules)
    refuse.too_many(rules, rows_in, job.options.max_rejected_share, raw.source)
    accepted = _write(engine, layout, mapping, record, load_id)
    if accepted == 0 and rules:
        raise refuse.nothing_left(rules, rows_in, raw.source)
    report = LoadReport(
        load_id=load_id,
        source=raw.source,
        kind=mapping.kind,
        content_hash=job.full_hash,
        rows_in=rows_in,
        accepted=accepted,
        rejected=rejected,
        duplicates=duplicates,
        rules=rules,
        notes=(*raw.notes(), *_notes(engine, layout, mapping, formats, duplicates, replaced)),
        mapping=mapping,
        currency=currency,
        currency_totals=totals,
    )
    if rows_in != accepted + rejected + duplicates:
        raise AssertionError(f"records are not conserved: {report}")
    write.write_load(engine, report, raw.columns, {}, job.utc_now)
    for table in (STAGED, TYPED):
        write.drop(engine, table)
    return report


def _money(
    engine: Embedded, mapping: CompanyMapping, job: Job
) -> tuple[dict[str, Decimal], str | None]:
    """The totals by currency; raises BadInput where there are several and no rates."""
    if "currency" not in {*mapping.columns, *mapping.always}:
        return {}, job.options.currency
    found = engine.rows(
        f"SELECT currency, SUM(paid) FROM {TYPED} WHERE rule IS NULL GROUP BY currency"  # noqa: S608 - our own name
        " ORDER BY currency"
    )
    totals = {str(code): Decimal(total or 0) for code, total in found}
    return totals, reporting_currency(totals, job.options.currency, mapping.rates, job.source)


def _write(
    engine: Embedded,
    layout: Layout,
    mapping: CompanyMapping,
    record: records.Record,
    load_id: int,
) -> int:
    """Make records of the good rows; how many rows are good."""
    good = f"FROM {TYPED} WHERE rule IS NULL AND NOT is_repeat"
    place = f"{load_id} AS load_id, line"
    names = VIEW[mapping.kind].names
    if layout.channels:
        for channel, bound in layout.channels.items():
            amount = f"f_{bound.field}"
            held = {"amount": f"{amount} AS amount", "channel": f"{literal(channel)} AS channel"}
            chosen = ", ".join(held.get(name, name) for name in names)
            engine.execute(
                f"INSERT INTO spend_records SELECT {place}, {chosen} {good}"
                f" AND {amount} IS NOT NULL"
            )
    elif mapping.kind != "attributes" or not layout.attributes:
        chosen = ", ".join(names)
        engine.execute(f"INSERT INTO {mapping.kind}_records SELECT {place}, {chosen} {good}")
    for name, bound in layout.attributes.items():
        label = f"f_{bound.field}"
        engine.execute(
            f"INSERT INTO attributes_records SELECT {place}, customer_id, {literal(name)}, {label},"
            f" {label}_number {good} AND {label} IS NOT NULL"
        )
    return int(engine.rows(f"SELECT COUNT(*) {good}")[0][0])


def _notes(
    engine: Embedded,
    layout: Layout,
    mapping: CompanyMapping,
    formats: Formats,
    duplicates: int,
    replaced: int,
) -> Iterator[Note]:
    """How columns were understood, and what the rows hold that changes how figures are read."""
    for guess in layout.guesses:
        yield Note("mapping", guess.sentence)
    ways = dict.fromkeys(name for how in formats.dates.values() for name in how.names)
    if ways:
        yield Note("date_format", f"Dates are read as {'; also as '.join(ways)}")
    if mapping.kind == "spend":
        for name, usual in (("purpose", "acquire"), ("category", "marketing")):
            if name not in layout.fields:
                yield Note("assumed", f"No column says the {name}: all of it is taken as {usual}")
    counted = [
        ("repeats", duplicates, "Lines left out: they repeat one that is here"),
        ("replaced", replaced, "Rows of an earlier file of this name, whose place this one takes"),
    ]
    if "customer_id" in VIEW[mapping.kind].names:
        without = engine.rows(
            f"SELECT COUNT(*) FROM {TYPED} WHERE rule IS NULL AND customer_id IS NULL"  # noqa: S608 - our own name
        )
        counted.append(("anonymous", int(without[0][0]), "Rows without a customer"))
    for id_, count, text in counted:
        if count:
            yield Note(id_, f"{text}: {count:,}", count)
