"""What a table is: its columns, their types, their meaning."""

from dataclasses import dataclass
from typing import Literal

MONEY = "DECIMAL(18,4)"
Kind = Literal["table", "view", "derived", "published"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its SQL type, what it means and in what unit."""

    name: str
    type: str
    meaning: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: who writes it, what one row is, and its columns."""

    name: str
    kind: Kind
    written_by: str
    one_row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def ddl(self) -> str:
        """The statement that creates the table where it does not exist."""
        body = ", ".join(
            f"{c.name} {c.type}{'' if c.nullable else ' NOT NULL'}" for c in self.columns
        )
        return f"CREATE TABLE IF NOT EXISTS {self.name} ({body})"
