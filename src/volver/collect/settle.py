"""Judge the typed rows together, then write what is accepted and what is not."""

from volver.collect import drift, ledger, notes, refuse, write
from volver.collect.currency import reporting_currency, totals_by_currency
from volver.collect.guess import Guess
from volver.collect.job import Job
from volver.collect.marks import Marks, mark
from volver.collect.recipe import Recipe
from volver.collect.report import LoadReport, RuleCount
from volver.collect.stage import Raw
from volver.collect.summary import Summary, summarise
from volver.store.engine import Embedded


def settle(
    engine: Embedded, raw: Raw, recipe: Recipe, found: Summary, guesses: list[Guess], job: Job
) -> LoadReport:
    """Write one load; raises BadInput or Rejected where the source as a whole is not usable."""
    if "status" in recipe.fields:
        refuse.unknown_statuses(engine, recipe.fields["status"].column, job.source)
    totals = totals_by_currency(engine, recipe)
    currency = reporting_currency(totals, job.options.currency, recipe.rates, job.source)
    marks = mark(engine, recipe, job.options)
    if marks.marked:
        found = summarise(engine, recipe, marked=True)
    load_id = ledger.next_id(engine)
    write.write_rejections(engine, raw, recipe, load_id, found, marks)
    rules = write.count_rules(engine, load_id)
    _refuse(engine, raw, recipe, found, rules, job)
    write.write_lines(engine, recipe, load_id, found, keep=job.options.keep, marks=marks)
    kinds = drift.kinds_of_ids(engine, recipe) if job.options.keep else {}
    tally = raw.tally()
    report = LoadReport(
        load_id=load_id,
        source=job.source,
        content_hash=job.full_hash,
        rows_in=tally.rows_in,
        accepted=found.good,
        rejected=found.broken + len(tally.malformed) + marks.conflicts + marks.orphans,
        duplicates=marks.repeats,
        anonymous=found.anonymous,
        rules=rules,
        notes=(
            *raw.notes(),
            *notes.on_reading(recipe, guesses),
            *notes.on_rows(engine, recipe, found, marks),
            *drift.on_drift(engine, raw, recipe, kinds),
        ),
        mapping=recipe.mapping,
        currency=currency,
        currency_totals=totals,
        first_day=found.first_day,
        last_day=found.last_day,
        has_order_ids="order" in recipe.fields,
        has_refunds=found.refunds > 0,
        has_cost=found.with_cost > 0,
        has_category="category" in recipe.fields,
    )
    _check_conserved(report, found, marks)
    write.write_load(engine, report, raw.columns, kinds, job.utc_now)
    return report


def _refuse(
    engine: Embedded,
    raw: Raw,
    recipe: Recipe,
    found: Summary,
    rules: tuple[RuleCount, ...],
    job: Job,
) -> None:
    rows_in = raw.tally().rows_in
    refuse.too_many(rules, rows_in, job.options.max_rejected_share, job.source)
    if found.good == 0 and rules:
        raise refuse.nothing_left(rules, rows_in, job.source)
    if job.options.keep and "order" not in recipe.fields and found.first_day:
        for load_id in ledger.earlier_loads(engine, job.source):
            until = ledger.report_of(engine, load_id).last_day
            if until and until >= found.first_day:
                raise refuse.overlap(job.source, load_id, until)


def _check_conserved(report: LoadReport, found: Summary, marks: Marks) -> None:
    """Every record is somewhere; if not, our own queries are wrong and nothing may be kept."""
    counted = report.accepted + report.rejected + report.duplicates
    malformed = report.rejected - found.broken - marks.conflicts - marks.orphans
    kept = sum(count.count for count in report.rules)
    if not (report.rows_in == counted == found.rows + marks.marked + malformed) or (
        kept != report.rejected
    ):
        raise AssertionError(f"records are not conserved: {report}")
