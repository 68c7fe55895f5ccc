"""Segments that every company has: the four classes, and customers by gender and age.

Gender and age are for reports and budgets (MISSION G1); see `BARRED_FROM`.
"""

from volver.domain.segment import All, Condition, Not, Segment
from volver.domain.segment_fields import CLASSES as CLASS_NAMES
from volver.store.snapshot import Snapshot

GENDERS = """
SELECT gender
FROM customer_traits
WHERE gender IS NOT NULL
GROUP BY gender
ORDER BY COUNT(*) DESC, v_bytewise(gender)
LIMIT $most
"""
MOST_GENDERS = 8
"""Spellings beyond these are put together."""
BANDS = ((0, 24), (25, 34), (35, 44), (45, 54), (55, 64))

CLASSES = tuple(Segment(name, Condition("value_class", "=", (name,))) for name in CLASS_NAMES)


def _band(low: int, high: int) -> Segment:
    ends = (Condition("years_old", ">=", (low,)), Condition("years_old", "<=", (high,)))
    return Segment(f"{low}-{high}", All(ends))


AGES = (
    *(_band(low, high) for low, high in BANDS),
    Segment("65+", Condition("years_old", ">=", (65,))),
    Segment("", Condition("years_old", "is missing")),
)
"""By the year of birth alone; whoever was born after the observation date is in none."""


def genders(snapshot: Snapshot) -> tuple[Segment, ...]:
    """One for each gender as the source writes it; "" for whose is not known."""
    if "customers" not in snapshot.company:
        return ()
    rows = snapshot.with_prepared("customer_traits").rows(GENDERS, most=MOST_GENDERS)
    levels = [str(row[0]) for row in rows if str(row[0]).isprintable() and 0 < len(row[0]) <= 200]
    named = tuple(Segment(level, Condition("gender", "=", (level,))) for level in levels)
    others = Segment("…", All(tuple(Not(one.rule) for one in named)))
    is_whole = len(levels) == len(rows) < MOST_GENDERS or not named
    missing = Segment("", Condition("gender", "is missing"))
    return (*named, *(() if is_whole else (others,)), missing)
