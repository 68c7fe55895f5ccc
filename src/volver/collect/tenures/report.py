"""What became of the records of a file of tenures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from volver.collect import refuse
from volver.collect.report import RuleCount, malformed_counts
from volver.collect.text_table import TextTable


@dataclass(frozen=True, slots=True)
class TenureReport:
    """Every record is accepted, rejected or a duplicate."""

    source: str
    content_hash: str
    rows_in: int
    accepted: int
    rejected: int
    duplicates: int
    rules: tuple[RuleCount, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One record that was set aside: where in the table, and which rule it broke."""

    at: int
    rule: str
    column: str
    value: str | None


def report_on(
    table: TextTable,
    faults: Sequence[Fault],
    duplicates: int,
    notes: Sequence[str],
    max_rejected_share: float,
) -> TenureReport:
    """Count; raises Rejected where more records are at fault than the limit allows."""
    counts = Counter(fault.rule for fault in faults)
    first = {fault.rule: fault for fault in reversed(faults)}
    rules = (
        *(
            RuleCount(
                rule, count, int(table.lines[first[rule].at]), first[rule].column, first[rule].value
            )
            for rule, count in counts.most_common()
        ),
        *malformed_counts(table.malformed),
    )
    rejected = len(faults) + len(table.malformed)
    accepted = table.rows_in - rejected - duplicates
    if accepted <= 0:
        raise refuse.nothing_left(rules, table.rows_in, table.source)
    refuse.too_many(rules, table.rows_in, max_rejected_share, table.source)
    return TenureReport(
        source=table.source,
        content_hash=table.content_hash,
        rows_in=table.rows_in,
        accepted=accepted,
        rejected=rejected,
        duplicates=duplicates,
        rules=rules,
        notes=(*table.notes, *notes),
    )
