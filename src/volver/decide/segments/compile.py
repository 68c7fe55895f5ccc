"""A rule as one query of the snapshot's tables, made of our own words and of parameters.

    SELECT histories.n FROM histories
    LEFT JOIN forecasts ON forecasts.n = histories.n
    LEFT JOIN (SELECT n, SUM(orders) AS found … GROUP BY n) AS part_a ON part_a.n = histories.n
    WHERE histories.orders >= $given_a AND …

A value of a rule is a parameter, whatever it holds; a field, an operator and a table come from
the lists in `columns` and here. SQL's logic of three values is that of rules.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import ascii_lowercase

from volver.decide.segments.check import check, check_count, check_depth
from volver.decide.segments.columns import GATHERED, NUMBER_OF_ATTRIBUTE, PLAIN, Gathered
from volver.domain.errors import BadInput
from volver.domain.segment import (
    BARRED_FROM,
    All,
    AnyOf,
    Condition,
    InSegment,
    Not,
    Purpose,
    Rule,
    Segment,
)
from volver.domain.segment_fields import BY_NAME, is_barred
from volver.store.engine import Cell

COMPARISON = {
    "=": "{column} = {value}",
    "!=": "NOT {column} = {value}",
    "<": "{column} < {value}",
    "<=": "{column} <= {value}",
    ">": "{column} > {value}",
    ">=": "{column} >= {value}",
    "in": "{column} IN ({value})",
    "is missing": "{column} IS NULL",
    "is true": "{column}",
}
Segments = Mapping[str, Segment]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query that returns the customers of a rule, as `n` of the histories."""

    sql: str
    parameters: Mapping[str, Cell]
    tables: frozenset[str]
    """The tables it reads, besides histories."""


def compile_rule(
    rule: Rule, as_of: date, segments: Segments | None = None, purpose: Purpose = "report"
) -> Compiled:
    """The query of a rule.

    as_of: the day that `in last N days` and ages are counted back from.
    segments: those that the rule may name.
    Raises BadInput for a rule that cannot be asked, and for one that asks for gender or age, or
    for an attribute that tells them, where the purpose is a price or service.
    """
    query = _Query(as_of, segments or {})
    check(rule, query.segments)
    if purpose in BARRED_FROM:
        _check_barred(conditions(rule, query.segments))
    where = query.condition(rule, 1)
    joins = "".join(f"\nLEFT JOIN {join}" for join in query.joins.values())
    sql = f"SELECT histories.n\nFROM histories{joins}\nWHERE {where}"
    return Compiled(sql, query.parameters, frozenset(query.tables))


def conditions(rule: Rule, segments: Segments) -> Iterator[Condition]:
    """Every condition of a rule, those of the segments that it names included."""
    waiting, done = [rule], set()
    while waiting:
        match waiting.pop():
            case Condition() as asked:
                yield asked
            case InSegment(name) if name not in done:
                done.add(name)
                waiting.append(segments[name].rule)
            case Not(inner):
                waiting.append(inner)
            case All(parts) | AnyOf(parts):
                waiting += parts


def _check_barred(asked: Iterator[Condition]) -> None:
    for one in asked:
        if is_barred(BY_NAME[one.field], one.of):
            raise BadInput(
                what=f"{one.of or one.field} may not decide on prices or service",
                where="the rule",
                next_step="Leave it out: gender and age are for reports, budgets and marketing.",
            )


@dataclass
class _Query:
    as_of: date
    segments: Segments
    parameters: dict[str, Cell] = field(default_factory=dict)
    joins: dict[str, str] = field(default_factory=dict)
    parts: dict[tuple[Gathered, str | None, int | None], str] = field(default_factory=dict)
    """The names of what is gathered, so that nothing is gathered twice."""
    tables: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)
    """Segments within which we stand."""
    count: int = 0

    def condition(self, rule: Rule, depth: int) -> str:
        """The rule as a condition of SQL."""
        check_depth(depth, "the rule")
        match rule:
            case Condition():
                self.count += 1
                check_count(self.count, "the rule")
                return self.compared(rule)
            case InSegment(name):
                return self.member(name, depth)
            case Not(inner):
                return f"NOT ({self.condition(inner, depth + 1)})"
            case All(parts):
                return " AND ".join(f"({self.condition(part, depth + 1)})" for part in parts)
            case AnyOf(parts):
                return " OR ".join(f"({self.condition(part, depth + 1)})" for part in parts)

    def member(self, name: str, depth: int) -> str:
        if name in self.open:
            raise cyclic([*self.open[self.open.index(name) :], name])
        self.open.append(name)
        inner = self.condition(self.segments[name].rule, depth + 1)
        self.open.pop()
        return f"COALESCE({inner}, FALSE)"

    def compared(self, asked: Condition) -> str:
        column = self.column(asked)
        values = ", ".join(self.given(value) for value in asked.values)
        return COMPARISON[asked.operator].format(column=column, value=values)

    def column(self, asked: Condition) -> str:
        if asked.days is None and asked.of is None and asked.field in PLAIN:
            column = PLAIN[asked.field]
            if "$this_year" in column:
                self.parameters["this_year"] = self.as_of.year
            table = next(t for t in PLAIN_TABLES if f"{t}." in column)
            if table != "histories":
                self.tables.add(table)
                self.joins[table] = f"{table} ON {table}.n = histories.n"
            return column
        is_number = asked.field == "attribute" and any(isinstance(v, float) for v in asked.values)
        return self.gathered(NUMBER_OF_ATTRIBUTE if is_number else GATHERED[asked.field], asked)

    def gathered(self, source: Gathered, asked: Condition) -> str:
        key = (source, asked.of, asked.days)
        if key not in self.parts:
            name = self.parts[key] = f"part_{letters(len(self.parts))}"
            self.tables.add(source.table)
            self.joins[name] = f"({self.rows(source, asked)}) AS {name} ON {name}.n = histories.n"
        return source.whole.format(found=f"{self.parts[key]}.found")

    def rows(self, source: Gathered, asked: Condition) -> str:
        wanted = [source.only] if source.only else []
        if asked.of is not None:
            wanted.append(f"{source.about} = {self.given(asked.of)}")
        if asked.days is not None:
            first = self.as_of - timedelta(days=asked.days)
            wanted.append(f"{source.day} > {self.given(first)}")
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        return f"SELECT n, {source.aggregate} AS found FROM {source.table}{where} GROUP BY n"  # noqa: S608 - our own words

    def given(self, value: Cell) -> str:
        name = f"given_{letters(len(self.parameters))}"
        self.parameters[name] = value
        return f"${name}"


PLAIN_TABLES = ("histories", "forecasts", "classes", "customer_traits")


def cyclic(names: Collection[str]) -> BadInput:
    """Segments that name each other in a ring."""
    return BadInput(
        what=f"These segments name each other: {' > '.join(names)}",
        where="segments",
        next_step="Write out one of them, so that none needs itself.",
    )


def letters(number: int) -> str:
    """A name for a number in small letters alone: parameters have no digits.

    >>> [letters(n) for n in (0, 25, 26, 701, 702)]
    ['a', 'z', 'aa', 'zz', 'aaa']
    """
    name = ""
    number += 1
    while number:
        number, place = divmod(number - 1, 26)
        name = ascii_lowercase[place] + name
    return name
