"""When a source is not loaded, and what is said then."""

from datetime import date

from volver.collect.checks import rule as rule_of
from volver.collect.report import RuleCount
from volver.collect.sql import statement
from volver.collect.statuses import ask_about
from volver.domain.errors import BadInput, Rejected
from volver.store.engine import Embedded

SHOWN_RULES = 5


def unknown_statuses(engine: Embedded, column: str, source: str) -> None:
    """Raise BadInput where a status column has words whose use nobody has said."""
    found = engine.rows(statement("statuses"))
    if found:
        words = [(str(word), int(count), int(line)) for word, count, line in found]
        raise ask_about(words, column, source)


def too_many(rules: tuple[RuleCount, ...], rows_in: int, share: float, source: str) -> None:
    """Raise Rejected where more records are at fault than the limit allows, or none is left."""
    faulty = [count for count in rules if rule_of(count.rule).is_fault]
    faults = sum(count.count for count in faulty)
    if faults <= share * rows_in:
        return
    reasons = "; ".join(_reason(count) for count in faulty[:SHOWN_RULES])
    raise Rejected(
        what=f"{faults:,} of {rows_in:,} records of {source} are rejected, more than the"
        f" {100 * share:g} % allowed; nothing was loaded",
        where=f"{source}: {reasons}",
        next_step=f"{rule_of(faulty[0].rule).advice}"
        " Or allow more with max_rejected_share, for example 0.2.",
    )


def _reason(count: RuleCount) -> str:
    column = f", column {count.column}" if count.column else ""
    value = f", {count.value!r}" if count.value is not None else ""
    says = rule_of(count.rule).says
    if count.line == 0:  # a table has no lines
        return f"{count.count:,} x {count.rule} (in column {count.column}: {says})"
    return f"{count.count:,} x {count.rule} (first on line {count.line}{column}{value}: {says})"


def nothing_left(rules: tuple[RuleCount, ...], rows_in: int, source: str) -> Rejected:
    """Every record was set aside, if only by its status."""
    reasons = "; ".join(_reason(count) for count in rules[:SHOWN_RULES])
    return Rejected(
        what=f"None of the {rows_in:,} records of {source} counts; nothing was loaded",
        where=f"{source}: {reasons}",
        next_step=rule_of(rules[0].rule).advice,
    )


def empty(source: str, lines_to_lose: int) -> BadInput:
    """A header and no rows."""
    if lines_to_lose:
        return BadInput(
            what=f"{source} has a header and no rows; replacing would delete {lines_to_lose:,}"
            " lines that are loaded now",
            where=source,
            next_step="Export the file again; an empty one replaces nothing by itself.",
        )
    return BadInput(
        what=f"{source} has a header and no rows",
        where=source,
        next_step="Export the file again; the orders may be on another sheet or in another file.",
    )


def other_mapping(load_id: int, source: str) -> BadInput:
    """The same bytes, read in another way: they would count twice."""
    return BadInput(
        what=f"The content of {source} was loaded before with another mapping, as load {load_id}",
        where=source,
        next_step=f"Take that load back first: volver data undo {load_id}.",
    )


def overlap(source: str, load_id: int, until: date) -> BadInput:
    """A newer file of the same name whose records cannot be told from those already here."""
    return BadInput(
        what=f"{source} was loaded before with other content (load {load_id}, up to {until}), and"
        " without order numbers its records cannot be told from new ones",
        where=source,
        next_step=f"Take the earlier load back if this file has all of it (volver data undo"
        f" {load_id}), or map the order number.",
    )
