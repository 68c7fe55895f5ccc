"""One page of the list of customers, from any place of it on, in the same time.

A page begins after the last row of the one before (Winand, Use The Index, Luke: the seek method):
rows are told apart by what they are sorted by and by their number in the histories, so a page
neither counts what lies before it nor depends on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from volver.domain.customers import Sort
from volver.store.engine import Cell, Row
from volver.store.snapshot import Snapshot

FARTHEST = 1e308
"""Beyond every figure: what is not known comes last, whichever way a list is sorted."""
KEYS: Mapping[Sort, str] = {
    "value_at_stake": "customer_list.value_at_stake",
    "value": "customer_list.value",
    "margin": "customer_list.margin_to_date",
    "revenue": "customer_list.revenue",
    "last_order": "0 - customer_list.days_since_last",
    "p_alive": "customer_list.p_alive",
    "orders": "customer_list.orders",
    "rank_gap": "customer_list.margin_rank - customer_list.revenue_rank",
}
"""What each way to sort goes by."""
COUNT = "SELECT COUNT(*) FROM customer_list{only}"
COLUMNS = (
    "n", "customer_id", "class_code", "first_order", "last_order", "orders", "repeat_count",
    "margin_to_date", "revenue", "revenue_rank", "margin_rank", "value", "value_low", "value_high",
    "p_alive", "value_at_stake",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Only:
    """Which customers a list is narrowed down to; None: all."""

    class_code: int | None = None
    members: str | None = None
    """The table in the engine that holds their `n`."""

    def on(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the members by their name in queries."""
        if self.members is None:
            return snapshot
        return replace(snapshot, tables={**snapshot.tables, "members": self.members})

    @property
    def joined(self) -> str:
        """Behind the name of the list."""
        return " JOIN members ON members.n = customer_list.n" if self.members else ""

    @property
    def where(self) -> list[str]:
        """What holds for each."""
        return [] if self.class_code is None else ["customer_list.class_code = $code"]

    @property
    def given(self) -> dict[str, Cell]:
        """What is bound."""
        return {} if self.class_code is None else {"code": self.class_code}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a sorted list, and whether one goes back from it."""

    key: float
    n: int
    back: bool = False


def count(snapshot: Snapshot, only: Only) -> int:
    """How many customers a list has on all its pages."""
    where = f" WHERE {' AND '.join(only.where)}" if only.where else ""
    sql = COUNT.format(only=only.joined + where)
    return int(only.on(snapshot).rows(sql, **only.given)[0][0])


def page_sql(sort: Sort, descending: bool, only: Only, after: Place | None) -> str:
    """The query of the rows of one page: what they are sorted by, and `n`.

    It binds $most, $last (what stands for an unknown figure), and of a place $key and $n.
    """
    back = after is not None and after.back
    key = f"COALESCE(CAST({KEYS[sort]} AS DOUBLE), $last)"
    falls = descending != back
    where = list(only.where)
    if after is not None:
        beyond, after_n = ("<" if falls else ">"), ("<" if back else ">")
        tied = f"{key} = $key AND customer_list.n {after_n} $n"
        where += [f"{key} {beyond}= $key", f"({key} {beyond} $key OR ({tied}))"]
    held = f" WHERE {' AND '.join(where)}" if where else ""
    return (
        f"SELECT {key} AS sorted_by, customer_list.n"  # noqa: S608 - our own words
        f" FROM customer_list{only.joined}{held}"
        f" ORDER BY sorted_by{' DESC' if falls else ''}, customer_list.n{' DESC' if back else ''}"
        " LIMIT $most"
    )


def page(
    snapshot: Snapshot, sort: Sort, descending: bool, only: Only, after: Place | None, most: int
) -> list[Place]:
    """The rows of one page, in the order of the list; at most `most`."""
    given: dict[str, Cell] = {"most": most, "last": -FARTHEST if descending else FARTHEST}
    if after is not None:
        given |= {"key": after.key, "n": after.n}
    found = only.on(snapshot).rows(
        page_sql(sort, descending, only, after), **{**given, **only.given}
    )
    rows = [Place(float(key), int(n)) for key, n in found]
    return rows[::-1] if after is not None and after.back else rows


def rows_sql(reason: str, rows: int) -> str:
    """The query of what a list shows of so many customers, whose numbers are $n_a, $n_b …

    reason: an expression as `decide.reasons` makes it; it may name $why and horizon_days.
    """
    numbers = ", ".join(f"$n_{name}" for name in _names(rows))
    return (
        f"SELECT {', '.join(COLUMNS)}, {reason} AS reason FROM ("  # noqa: S608 - our own words
        f"SELECT {', '.join(COLUMNS)}, $why AS why,"
        " CAST($horizon_days AS INTEGER) AS horizon_days"
        f" FROM customer_list WHERE n IN ({numbers})) AS told"
    )


def rows(
    snapshot: Snapshot, places: list[Place], reason: str, given: Mapping[str, Cell]
) -> list[Row]:
    """What a list shows of the customers at some places, in their order: COLUMNS and the reason."""
    if not places:
        return []
    numbers = dict(zip((f"n_{name}" for name in _names(len(places))), places, strict=True))
    asked = {**given, **{name: place.n for name, place in numbers.items()}}
    found = {row[0]: row for row in snapshot.rows(rows_sql(reason, len(places)), **asked)}
    return [found[place.n] for place in places]


def _names(count: int) -> Iterator[str]:
    """So many names of two letters."""
    return (chr(ord("a") + at // 26) + chr(ord("a") + at % 26) for at in range(count))
