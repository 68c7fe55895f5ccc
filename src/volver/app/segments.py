"""Segments on pages: a rule as a form and as text, what it means today, and who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from volver.app.plan import plans_of
from volver.app.published import PublishedRun
from volver.app.workspace import Workspace
from volver.decide.segments.builder import (
    IS,
    JOINS,
    MOST_GROUPS,
    MOST_LINES,
    SEGMENT,
    Form,
    Group,
    Line,
    Read,
    form_of,
    operators_of,
    read,
    takes_value,
)
from volver.decide.segments.compile import Segments, compile_rule
from volver.decide.segments.members import customer_ids
from volver.decide.segments.plain import from_json, named_in, rule_of
from volver.decide.segments.worth import Worth, everybody, worth
from volver.decide.segments.write import written
from volver.domain.customers import CustomersQuery
from volver.domain.errors import BadInput, NotFound
from volver.domain.estimate import Estimate
from volver.domain.plan import Plan
from volver.domain.segment import All, Condition, InSegment, Rule, Segment
from volver.domain.segment_fields import BY_NAME, FIELDS
from volver.present.rules import sentence
from volver.present.words import Words
from volver.store.grids import write_grid
from volver.store.newest import Newest

__all__ = [
    "FIELDS",
    "IS",
    "JOINS",
    "MOST_GROUPS",
    "MOST_LINES",
    "SEGMENT",
    "Form",
    "Group",
    "Line",
    "Read",
    "operators_of",
    "takes_value",
]
LONGEST_WAIT = 2.0
"""Seconds after which a count is given up: who types will have changed the rule by then."""
_ASKED = Newest(LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule in every form, and what it means in a run."""

    rule: Rule
    text: str
    sentence: str
    worth: Worth
    level: float
    """Of the interval of the value."""
    sql: str


def rule_from(form: Form, segments: Segments) -> Read:
    """What the lines of a form say; raises BadInput where they say nothing."""
    return read(form, segments)


def rule_in(text: str, segments: Segments) -> Rule:
    """The rule of a text as people write it, or as JSON."""
    is_json = text.lstrip().startswith("{")
    return from_json(text, segments) if is_json else rule_of(text, segments)


def as_form(rule: Rule) -> Form | None:
    """The lines of a rule; None where a form cannot show it."""
    return form_of(rule)


def as_text(rule: Rule) -> str:
    """The one way to write a rule."""
    return written(rule)


def answer(run: PublishedRun, rule: Rule, words: Words, asker: object = None) -> Answer:
    """What a rule means in a run: how many customers, and what they are worth.

    asker: whose newer question ends this one; None: nobody's. Raises BadInput for a rule that
    cannot be asked here, Busy where it takes too long or a newer question came.
    """
    segments, level = run.workspace.segments, run.card["level"]
    with _ASKED.asked_by(object() if asker is None else asker, run.snapshot.engine):
        whole = run.remembered("everybody", lambda: everybody(run.snapshot))
        found = worth(run.snapshot, rule, segments, whole, level, _total(run))
    sql = compile_rule(rule, run.snapshot.as_of, segments).sql
    return Answer(rule, written(rule), sentence(rule, words), found, level, sql)


def _total(run: PublishedRun) -> Estimate | None:
    total = run.card["total_value"]
    known = "value" in total and None not in total.values()
    return Estimate(**total) if known else None


def segment_named(run: PublishedRun, name: str) -> Segment:
    """A segment of volver.toml; raises NotFound where there is none of the name."""
    found = run.workspace.segments.get(name)
    if found is None:
        raise NotFound(
            what=f"There is no segment called {name[:40]!r}",
            where="segments",
            next_step="Go back to the list of segments.",
        )
    return found


def members_file(run: PublishedRun, name: str) -> bytes:
    """The ids of the customers of a segment as CSV, in the order of the histories."""
    segment = segment_named(run, name)
    ids = customer_ids(run.snapshot, segment.rule, run.workspace.segments)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "members.csv"
        write_grid(["customer_id"], [(one,) for one in ids], path, "csv")
        return path.read_bytes()


def plans_with(folder: Path, names: Mapping[str, object]) -> dict[str, list[Plan]]:
    """The plans of each segment, those that have ended too; a plan may name a segment in a rule."""
    found: dict[str, list[Plan]] = {name: [] for name in names}
    known = Workspace.open(folder).segments
    for plan in plans_of(folder):
        for name in set(_meant(plan.proposal.segment, known)) & set(found):
            found[name].append(plan)
    return found


def _meant(segment: str, known: Segments) -> list[str]:
    if segment in known:
        return [segment]
    try:
        return named_in(rule_of(segment, known))
    except BadInput:  # a value class, or `late`
        return []


def rule_of_list(query: CustomersQuery, segments: Segments) -> Rule | None:
    """Who a list of customers is about, as a rule; None where no rule can say it.

    A search by name and the people of a plan are lists, not rules.
    """
    if query.search.strip() or query.plan is not None:
        return None
    parts: list[Rule] = []
    if query.value_class is not None:
        parts.append(Condition("value_class", "=", (query.value_class,)))
    if query.segment is not None:
        parts.append(InSegment(query.segment))
    if query.rule is not None:
        parts.append(rule_in(query.rule, segments))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def choices_of(name: str) -> tuple[str, ...]:
    """The only texts that a field holds, where they are known."""
    return BY_NAME[name].choices if name in BY_NAME else ()


def kind_of(name: str) -> str:
    """What a field holds, as `domain.segment_fields` says; "" of no field."""
    return BY_NAME[name].kind if name in BY_NAME else ""


def asks_of(name: str) -> tuple[str | None, bool, bool]:
    """Of a field: what the text behind it says, whether it must, and whether days may stand there.

    >>> asks_of("bought_product"), asks_of("orders")
    (('product', True, True), (None, False, True))
    """
    known = BY_NAME.get(name)
    if known is None:
        return None, False, False
    return known.asks, known.must_ask, known.windowed


def fields_of(run: PublishedRun) -> tuple[str, ...]:
    """The fields that a rule of this run can ask for, in the order people read them."""
    there = {*run.snapshot.tables, *run.snapshot.company, ""}
    return tuple(one.name for one in FIELDS if one.needs in there)


def title_of(name: str, words: Words) -> str:
    """A field in the reader's words."""
    return words.term(BY_NAME[name].title)
