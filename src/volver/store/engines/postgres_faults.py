"""What PostgreSQL says when a query goes wrong, and what to do about it."""

from collections.abc import Sequence

import psycopg
from psycopg import errors

from volver.domain.errors import BadInput, Busy, VolverError

NOTHING_PUBLISHED = "Nothing was published."
TABLE_WHOLE = "The table holds all of its old rows, or all of the new ones."
_WAITING = ("25P03", "25P04", "57P05")
"""A session that did nothing, or a transaction, lasted longer than the server allows."""
_LOST = ("08", "57P01", "57P02")
_LATER = ("40", "53", "55", "57P03")
"""A conflict with other work, no room, a lock, or a server that is starting."""


def name(*parts: str) -> str:
    """A name as PostgreSQL reads it, every part in quotes."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def not_granted(user: str, tables: Sequence[tuple[str, str]]) -> BadInput:
    """This user may not read tables, each given as schema and name."""
    schemas = ", ".join(sorted({name(schema) for schema, _ in tables}))
    listed = ", ".join(name(*table) for table in tables)
    return BadInput(
        what=f"The user {user} may not read {listed}",
        where="table",
        next_step=f"Let their owner run: GRANT USAGE ON SCHEMA {schemas} TO {name(user)};"
        f" GRANT SELECT ON {listed} TO {name(user)};",
    )


def not_writable(user: str, table: str, schema: str, said: str) -> BadInput:
    """This user may not make or replace a table of results."""
    return BadInput(
        what=f"The user {user} may not write the table {table}: {said}",
        where="table",
        next_step=f"Let a schema be its own: CREATE SCHEMA {name(schema)} AUTHORIZATION"
        f" {name(user)}; or name another schema.",
    )


def no_column(said: str, tables: Sequence[str], columns: Sequence[str]) -> BadInput:
    """A query names a column that is not there; says which are."""
    return BadInput(
        what=f"The database has no such column: {said}",
        where=", ".join(tables),
        next_step=f"Name one of these: {', '.join(columns)}.",
    )


def lost(error: psycopg.Error, broken: bool) -> bool:
    """Whether the connection is gone, whatever was asked."""
    return broken or (error.sqlstate or "").startswith((*_LOST, *_WAITING))


def told(error: psycopg.Error, place: str, user: str, broken: bool, kept: str) -> VolverError:
    """Any error that needs no look at what is there. kept: what is as it should be all the same."""
    said = error.diag.message_primary or str(error).strip()
    state = error.sqlstate or ""
    if state in _WAITING:
        return BadInput(
            what=f"The database ended a session that waited longer than it allows: {said}",
            where=place,
            next_step=f"{kept} Let this user wait, ALTER ROLE"
            f" {name(user)} SET idle_in_transaction_session_timeout = 0; and run again.",
        )
    if lost(error, broken):
        return VolverError(
            what="The connection to the database was lost",
            where=place,
            next_step=f"{kept} Run again when the server can be reached.",
        )
    match error:
        case errors.QueryCanceled():
            return Busy(
                what=f"The database stopped a query: {said}",
                where=place,
                next_step=f"{kept} Run again; where a time limit ended it, give this"
                f" user more: ALTER ROLE {name(user)} SET statement_timeout = 0;",
            )
        case errors.DependentObjectsStillExist():
            return BadInput(
                what=f"The table has other columns now, and others hang on the old ones: {said}",
                where=place,
                next_step="Drop what hangs on it, or name another schema for the results.",
            )
        case _ if state.startswith(_LATER):
            return Busy(
                what=f"The database cannot answer now: {said}",
                where=place,
                next_step=f"{kept} Run again later.",
            )
    return BadInput(
        what=f"The database cannot answer: {said}",
        where=place,
        next_step="Correct the tables and columns that the settings name; the server's log tells"
        " the query.",
    )


def no_nul() -> BadInput:
    """A text that no column of PostgreSQL can hold."""
    return BadInput(
        what="A text holds a NUL character, which PostgreSQL does not know",
        where="query",
        next_step="Take the character out of the text.",
    )


def unreadable(column: str, said: str, place: str) -> BadInput:
    """A value that Arrow has no place for: infinity as a date, forty digits."""
    return BadInput(
        what=f"A value of column {column} cannot be read: {said}",
        where=place,
        next_step="Leave such rows out in a view, or cast the column there, for example to"
        " numeric(18,4).",
    )
