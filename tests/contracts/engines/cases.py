"""The engines that keep the contract. A new adapter adds a case here, and its fixture."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.contracts.engines import java, postgres


@dataclass(frozen=True, slots=True)
class Case:
    """An engine, and how the tests come to one."""

    name: str
    fixture: str
    """The fixture in conftest.py that gives the address of an empty database, for a test run."""
    missing: Callable[[], str | None]
    """What to run where a part of the system is missing; None where all is there."""
    others_write: bool
    """Whether others can write to a table while one reads it."""
    any_name: bool = True
    """Whether a table may have any name, and not of letters, digits and _ only."""
    in_process: bool = False
    """Whether the database would die with a process that is killed: then its queries are."""


CASES = [
    Case("duckdb", "duckdb_url", lambda: None, others_write=False),
    Case("postgres", "postgres_url", postgres.missing, others_write=True),
    Case("spark", "spark_url", java.missing, others_write=True, any_name=False, in_process=True),
]
