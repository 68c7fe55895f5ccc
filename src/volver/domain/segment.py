"""A segment is a rule with a name; a rule is a tree of conditions on what is known of a customer.

A condition is true, false, or unknown where what it asks about is missing. `not` turns true into
false and leaves unknown; `and` is false where one part is false, `or` true where one is true, and
else unknown where one part is (Kleene's logic, which is SQL's). A segment holds those for whom its
rule is true, so every customer is in a rule, in its negation, or of those of whom it is not known.
`is missing` is never unknown, and nor is `in segment`: a customer is in a segment or is not.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Value = str | int | float | date
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "is true", "is missing"]
Purpose = Literal["report", "budget", "marketing", "price", "service"]
"""What a segment is used for."""
BARRED_FROM: frozenset[Purpose] = frozenset({"price", "service"})
"""Uses for which gender and age are barred (Directive 2004/113/EC; MISSION G1)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is asked about one field, such as `orders in last 90 days >= 3`."""

    field: str
    operator: Operator
    values: tuple[Value, ...] = ()
    """One; several for `in`; none for `is true` and `is missing`."""
    of: str | None = None
    """Which product, attribute, plan or type of interaction, for fields that ask."""
    days: int | None = None
    """Only what happened in so many days up to the observation date, that day included."""


@dataclass(frozen=True, slots=True)
class InSegment:
    """Whether a customer is in another segment."""

    segment: str


@dataclass(frozen=True, slots=True)
class All:
    """Every one of several rules."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of several rules."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a rule; unknown where the rule is."""

    rule: "Rule"


Rule = Condition | InSegment | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Segment:
    """A named rule."""

    name: str
    rule: Rule
    description: str = ""
    version: str = ""
    """Eight hex digits of its rule and of the rules of the segments that it names."""
