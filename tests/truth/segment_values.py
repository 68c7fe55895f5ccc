"""What segments are said to be worth, beside what the year ahead then brought."""

from collections.abc import Iterator

import numpy as np
from tests.truth.businesses import Seen, Told

from volver.app.book.segments import find
from volver.decide.segments.members import members

OWN = {
    "all": "days_since_first >= 0",
    "came back": "repeat_count >= 3",
    "lately": "days_since_last <= 60",
    "late": "days_since_last > 60",
    "new": "days_since_first <= 365",
    "old": "days_since_first > 365",
}
"""Segments by behaviour; those by channel, class, gender and age are beside them."""


def values(seen: Seen) -> Iterator[Told]:
    """The value of each segment, against what those customers brought."""
    book = find(seen.asked)
    ids = seen.snapshot.columns("SELECT customer_id FROM histories ORDER BY n")["customer_id"]
    came = seen.files["truth/customers"].set_index("customer_id").came_value_12m
    brought = came.reindex(ids.astype(np.int64)).to_numpy()
    for row in (*book.own, *book.classes, *book.genders, *book.ages):
        kind = "behaviour" if row.segment.name in OWN else "channel"
        kind = kind if row in book.own else "class" if row in book.classes else "gender and age"
        chosen = members(seen.snapshot, row.segment.rule, seen.asked.segments)
        if len(chosen) and row.figures.interval is not None:
            yield Told(
                f"value by {kind}", row.segment.name, *row.figures.interval, brought[chosen].sum()
            )
