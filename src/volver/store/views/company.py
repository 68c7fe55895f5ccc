"""What is known besides orders, as it was known on the observation date."""

from collections.abc import Mapping

from volver.store.schema.company import VIEWS
from volver.store.schema.table import Table

_KNOWN_BY = {
    "customers": "first_contact IS NULL OR first_contact <= $as_of",
    "spend": "day <= $as_of",
    "interactions": "day <= $as_of",
    "subscriptions": "started <= $as_of",
    "answers": "day <= $as_of",
}
_ONLY_IF = {
    "interactions": {
        **dict.fromkeys(("resolved_day", "resolution_minutes", "state"), "resolved_day <= $as_of"),
        # A log of calls has no days of resolution: what came of a call is known on its day.
        "outcome": "resolved_day IS NULL OR resolved_day <= $as_of",
    },
    "subscriptions": dict.fromkeys(("ended", "reason", "involuntary"), "ended <= $as_of"),
}
"""What was not known yet before it happened: by column, the condition that it hangs on."""


def company_views(records: Mapping[str, str]) -> dict[str, str]:
    """A view for each kind of source, empty where the company has none.

    records: the query of the accepted rows by the name of the view, with its columns.
    """
    return {table.name: _view(table, records.get(table.name)) for table in VIEWS}


def _view(table: Table, records: str | None) -> str:
    if records is None:
        columns = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in table.columns)
        return f"SELECT {columns} FROM (SELECT 1 AS one) AS nothing WHERE one = 0"  # noqa: S608 - from the schema
    only_if = _ONLY_IF.get(table.name, {})
    columns = ", ".join(
        f"CASE WHEN {only_if[name]} THEN {name} END AS {name}" if name in only_if else name
        for name in table.names
    )
    known = f" WHERE {_KNOWN_BY[table.name]}" if table.name in _KNOWN_BY else ""
    return f"SELECT {columns} FROM ({records}) AS records{known}"  # noqa: S608 - from the schema
