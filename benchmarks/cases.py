"""What is measured: each program with each file it is given."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import PEERS
from benchmarks.places import AS_OF, FILES, HERE, TEXTS, WORK, orders_file, text_file

POINT = "volver, point"
FULL = "volver, full"
VOLVER = {
    POINT: ("--model", "bg-nbd", "--point-only"),
    FULL: ("--model", "auto"),
}
"""The same answer as the peers; and the model chosen by backtest, with intervals."""
ROWS, TABLES = "rows of text", "typed tables"
READERS = {ROWS: "rows", TABLES: "tables"}
GROUPS = ("lifetimes", "pymc-marketing", "point", "full", "text", "startup")
"""What `--cases` may name."""


@dataclass(frozen=True, slots=True)
class Case:
    """One command whose cost is taken; `customers` is 0 where there are no forecasts."""

    program: str
    file: str
    customers: int
    command: Sequence[str]

    @property
    def name(self) -> str:
        """Short, and fit for a file's name."""
        words = f"{self.program} {self.file} {self.customers or ''}".replace(",", "").split()
        return "-".join(words)


def out_file(program: str, file: str, customers: int) -> Path:
    """Where a program's forecasts go."""
    return WORK / "out" / f"{program.replace(', ', '-')}-{file}-{customers}.parquet"


def volver() -> str:
    """The command that was installed beside this Python."""
    return str(Path(sys.executable).with_name("volver"))


def volver_command(
    program: str, file: str, customers: int, memory_limit: str | None = None
) -> list[str]:
    """One of VOLVER on one of the files."""
    columns = ("--customer", "customer_id", "--date", "date", "--amount", "amount")
    question = ("--as-of", AS_OF, "--horizon", "12m", *VOLVER[program])
    out = ("--out", str(out_file(program, file, customers)))
    limit = () if memory_limit is None else ("--memory-limit", memory_limit)
    orders = str(orders_file(customers, file))
    return [volver(), "value", orders, *columns, *question, *limit, *out]


def forecast_cases(groups: Sequence[str], customers: int) -> list[Case]:
    """From a file of orders to a file of forecasts, in the order in which they take turns."""
    programs = [program for program in VOLVER if program.split(", ")[1] in groups]
    peers = [peer for peer in PEERS if peer.name in groups]
    cases = []
    for file in FILES:
        for peer in peers:
            command = peer.command(customers, file, out_file(peer.name, file, customers))
            cases.append(Case(peer.name, file, customers, command))
        for program in programs:
            command = volver_command(program, file, customers)
            cases.append(Case(program, file, customers, command))
    return cases


def text_cases(groups: Sequence[str]) -> list[Case]:
    """From the big CSV file to rows of text, and to typed tables."""
    if "text" not in groups:
        return []
    return [
        Case(
            step, file, 0, [sys.executable, str(HERE / "read_text.py"), word, str(text_file(file))]
        )
        for file in TEXTS
        for step, word in READERS.items()
    ]
