"""Who is in a segment, and how many they are."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.decide.segments.compile import Compiled, Segments, compile_rule, conditions
from volver.decide.segments.plain import rule_of
from volver.domain.errors import BadInput
from volver.domain.segment import Purpose, Rule
from volver.domain.segment_fields import BY_NAME
from volver.store.schema.by_customer import PREPARED
from volver.store.snapshot import Snapshot

EVERYBODY = rule_of("orders >= 0")
MADE = ("forecasts", "classes")
"""What a run makes; the rest is brought by sources."""
COUNTED = "SELECT COUNT(*) FROM ({rule}) AS members"
LISTED = "{rule}\nORDER BY histories.n"
ROWS = """
SELECT histories.customer_id
FROM histories
JOIN ({rule}) AS members
  ON members.n = histories.n
ORDER BY histories.n
"""


def compiled(
    snapshot: Snapshot, rule: Rule, segments: Segments | None = None, purpose: Purpose = "report"
) -> Compiled:
    """The query of a rule on this snapshot, with the tables that it reads at hand.

    Raises BadInput as `compile_rule` does, and where a rule asks for what the company has not
    given: nobody could tell such an answer from a true one.
    """
    found = compile_rule(rule, snapshot.as_of, segments, purpose)
    for asked in conditions(rule, segments or {}):
        needs = BY_NAME[asked.field].needs
        there = snapshot.tables if needs in MADE else snapshot.company
        if needs and needs not in there:
            raise BadInput(
                what=f"The rule asks for {asked.field}, and there is nothing of {needs} here",
                where="the rule",
                next_step="Leave it out, or bring a source of it in volver.toml; volver run makes"
                " forecasts and classes.",
            )
    snapshot.with_prepared(*sorted(found.tables & {table.name for table in PREPARED}))
    return found


def count(
    snapshot: Snapshot, rule: Rule, segments: Segments | None = None, purpose: Purpose = "report"
) -> int:
    """How many customers are in a segment."""
    query = compiled(snapshot, rule, segments, purpose)
    found = snapshot.rows(COUNTED.format(rule=query.sql), **query.parameters)
    return int(found[0][0])


def members(
    snapshot: Snapshot, rule: Rule, segments: Segments | None = None, purpose: Purpose = "report"
) -> NDArray[np.int32]:
    """Who is in a segment: their `n` of the histories, from the smallest on."""
    query = compiled(snapshot, rule, segments, purpose)
    found: Mapping[str, NDArray[Any]] = snapshot.columns(
        LISTED.format(rule=query.sql), **query.parameters
    )
    return np.asarray(found["n"], np.int32)


def customer_ids(
    snapshot: Snapshot, rule: Rule, segments: Segments | None = None, purpose: Purpose = "report"
) -> list[str]:
    """Who is in a segment, by the customer's id, in the order of the histories."""
    query = compiled(snapshot, rule, segments, purpose)
    return [str(row[0]) for row in snapshot.rows(ROWS.format(rule=query.sql), **query.parameters)]
