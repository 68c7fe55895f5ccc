"""Where a PostgreSQL server is, and what is said when it lets nobody in."""

from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from volver.domain.errors import BadInput, NotFound, VolverError

SECONDS_TO_CONNECT = 10
_SECRETS = {"password", "sslpassword", "oauth_client_secret"}


@dataclass(frozen=True, slots=True)
class Address:
    """What the settings say of a server; libpq adds PGPASSWORD, ~/.pgpass and service files."""

    known: dict[str, str]

    @classmethod
    def of(cls, url: str) -> "Address":
        """Read a URL. Raises BadInput where it is none or holds a password; shows neither."""
        try:
            known = conninfo_to_dict(url)
        except psycopg.Error:
            raise BadInput(
                what="The engine's address cannot be read",
                where="engine",
                next_step="Write postgresql://USER@HOST:PORT/DATABASE; within a part, @ is %40 and"
                " / is %2F.",
            ) from None
        # Whoever forgets to escape a password has it read as something else.
        before_host = url.partition("?")[0].rpartition("@")[0].partition("://")[2]
        if _SECRETS & set(known) or ":" in before_host:
            raise BadInput(
                what="The engine's address holds a password",
                where="engine",
                next_step="Take it out, and put it in ~/.pgpass, in a service file or in the"
                " environment as PGPASSWORD.",
            )
        return cls({name: str(value) for name, value in known.items()})

    def __str__(self) -> str:
        """As a person may see it: user@host:port/database, as far as it is known."""
        user, port = self.known.get("user"), self.known.get("port")
        host = self.known.get("host") or self.known.get("service") or "the local server"
        return (
            (f"{user}@" if user else "")
            + (f"{host}:{port}" if port else host)
            + (f"/{self.known['dbname']}" if "dbname" in self.known else "")
        )

    def connect(self) -> psycopg.Connection[TupleRow]:
        """A new connection, on which a transaction begins only where it is told to."""
        given = {"connect_timeout": str(SECONDS_TO_CONNECT), "application_name": "volver"}
        try:
            # A prepared statement would be lost behind a pool of connections.
            return psycopg.connect(
                **(given | self.known),  # type: ignore[arg-type]  # all are texts
                autocommit=True,
                prepare_threshold=None,
            )
        except psycopg.OperationalError as error:
            raise self._refused(error) from None

    def _refused(self, error: psycopg.OperationalError) -> VolverError:
        """Why nobody came in; a server that speaks another language is quoted."""
        said = str(error).strip()
        if error.pgconn and error.pgconn.needs_password:
            return BadInput(
                what="The database asks for a password, and there is none",
                where=str(self),
                next_step="Put it in ~/.pgpass, in a service file or in the environment as"
                " PGPASSWORD.",
            )
        if "FATAL" not in said:
            return BadInput(
                what="There is no answer from the database's server",
                where=str(self),
                next_step="Check host and port, that the server runs, and that a firewall lets this"
                " machine through.",
            )
        if f'database "{self.known.get("dbname")}"' in said and "pg_hba" not in said:
            return NotFound(
                what=f"There is no database {self.known['dbname']} on this server, or this user may"
                " not enter it",
                where=str(self),
                next_step="Correct its name in engine, or ask for the right: GRANT CONNECT ON"
                " DATABASE.",
            )
        if "password authentication failed" in said:
            return BadInput(
                what="The database does not accept this user with this password",
                where=str(self),
                next_step="Correct PGPASSWORD or the line in ~/.pgpass, or the user in engine.",
            )
        return BadInput(
            what=f"The database lets nobody in: {said.rpartition('FATAL:')[2].strip()}",
            where=str(self),
            next_step="Correct the user in engine, or ask whoever runs the server.",
        )
