"""Runs: a folder of files that appears whole or not at all.

    .volver/runs/<run id>/values.parquet values.csv card.json report.html ... SHA256SUMS
    .volver/runs/latest          the id of the newest run, replaced in one step

Readers look only at what `latest` names. A killed run leaves a folder whose name begins with a
dot; the next run sweeps it away.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from volver.domain.errors import NotFound
from volver.store.engine import Cell, Embedded, Engine
from volver.store.listing import FORMULA_STARTS
from volver.store.schema import VALUES
from volver.store.snapshot import Snapshot

FIND = (
    f"SELECT {', '.join(VALUES.names)} FROM published"  # noqa: S608 - our own names
    " WHERE CAST(customer_id AS TEXT) = $customer"
)
NEXT = ("next_order_low", "next_order", "next_order_high", "chance_30d")
"""What the published table says of the next order, where that is asked for."""
TOGETHER = 20_480
"""Rows of the published table that are read together: a card wants one of them, and an analyst all;
five milliseconds of a million customers' for the card, and nothing lost for the analyst."""
SUMS = "SHA256SUMS"
_FORMULA = ", ".join(f"'{c}'" if c.isprintable() else f"chr({ord(c)})" for c in FORMULA_STARTS)


def values_sql(
    reason: str,
    classified: bool,
    guard_formulas: bool = False,
    only: str | None = None,
    rows: str | None = None,
    extra: Sequence[str] = (),
) -> str:
    """The published table, in order of customer; parameters bind the constants of the run.

    only: a query of the row numbers to show; None shows all.
    guard_formulas: put a quote before text that a spreadsheet would run.
    rows: what holds the rows in order of n, named `valued`; None joins the tables and sorts.
    extra: columns of `next_orders` to put at the end; see NEXT.
    """
    order = " ORDER BY n" if rows is None else ""
    rows = rows or f"({joined_sql(classified, only=only, extra=extra)}) AS valued"
    written = {
        "value_class": "CASE class_code WHEN 0 THEN 'best' WHEN 1 THEN 'potential'"
        " WHEN 2 THEN 'good' WHEN 3 THEN 'never_profitable' END",
        "reason": reason,
    }
    if guard_formulas:
        written["customer_id"] = _guarded("customer_id")
    chosen = ", ".join(f"{written.get(name, name)} AS {name}" for name in (*VALUES.names, *extra))
    return (
        f"SELECT {chosen} FROM (SELECT valued.*,"  # noqa: S608 - ours
        " CAST($level AS DOUBLE) AS level, $why AS why, CAST($until AS DATE) AS as_of,"
        " CAST($horizon_days AS INTEGER) AS horizon_days,"
        " CAST($annual_rate AS DOUBLE) AS annual_rate, $currency AS currency, $basis AS basis,"
        f" $model AS model, $step AS step FROM {rows}) AS told{order}"
    )


def joined_sql(
    classified: bool,
    only: str | None = None,
    in_step: bool = False,
    extra: Sequence[str] = (),
) -> str:
    """What is known and foretold of each customer.

    extra: columns of `next_orders`.

    in_step: the derived tables lie row by row in order of n, as an engine in this process keeps
    them, and are laid side by side.
    """
    beside = ["forecasts", *(["classes"] if classified else [])]
    beside += ["next_orders"] if extra else []
    joins = (
        f"POSITIONAL JOIN {t}" if in_step else f"JOIN {t} ON {t}.n = histories.n" for t in beside
    )
    return (
        "SELECT histories.*, forecasts.p_alive, forecasts.expected_orders,"  # noqa: S608 - ours
        " forecasts.expected_orders_low, forecasts.expected_orders_high, forecasts.value,"
        " forecasts.value_low, forecasts.value_high,"
        f" {'classes.class_code' if classified else 'CAST(NULL AS INTEGER)'} AS class_code"
        f"{''.join(f', next_orders.{name}' for name in extra)}"
        f" FROM histories {' '.join(joins)}"
        f"{f' WHERE histories.n IN ({only})' if only else ''}"
    )


def _guarded(name: str) -> str:
    return (
        f"CASE WHEN substr(CAST({name} AS TEXT), 1, 1) IN ({_FORMULA})"
        f" THEN concat('''', {name}) ELSE CAST({name} AS TEXT) END"
    )


def write_values(
    snapshot: Snapshot,
    reason: str,
    classified: bool,
    path: Path,
    constants: Mapping[str, Cell],
    extra: Sequence[str] = (),
) -> int:
    """Write the published table as .parquet or .csv; how many rows. extra: as in `values_sql`."""
    guard = path.suffix == ".csv"
    rows = _in_order(snapshot, classified, extra)
    sql = values_sql(reason, classified, guard_formulas=guard, rows=rows, extra=extra)
    return snapshot.write_file(sql, path, TOGETHER, **constants)


def columns_sql(names: Sequence[str], customer: str | None, guard_formulas: bool = False) -> str:
    """The columns of a table named `published`, in the order of its lines.

    customer: the column that holds text of other people, if any.
    """
    chosen = [
        f"{_guarded(name)} AS {name}" if name == customer and guard_formulas else name
        for name in names
    ]
    return f"SELECT {', '.join(chosen)} FROM published ORDER BY line"  # noqa: S608 - our own names


def write_columns(
    engine: Embedded, columns: Mapping[str, NDArray[Any]], path: Path, customer: str | None = None
) -> int:
    """Write numpy columns of one length, among them `line`, as .parquet or .csv; how many rows."""
    engine.store_columns("published", columns)
    sql = columns_sql(tuple(columns), customer, guard_formulas=path.suffix == ".csv")
    return engine.write_file(sql, path)


def _in_order(snapshot: Snapshot, classified: bool, extra: Sequence[str]) -> str:
    """The rows side by side: a join and a sort of them take three times the memory."""
    beside = joined_sql(classified, in_step=True, extra=extra)
    if not classified:
        return f"({beside}) AS valued"
    # Reasons take long to write: all cores can do so from a table of its own.
    name = "valued_and_next" if extra else "valued"
    if name not in snapshot.tables:
        snapshot.materialise(name, beside)
    return f"{name} AS valued" if extra else name


class Runs:
    """The published runs of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def publish(self, run_id: str, fill: Callable[[Path], None], holds: Sequence[str] = ()) -> Path:
        """Fill a hidden folder, make it visible in one step and point `latest` to it.

        A run with the same id holds the same numbers, so one that stands whole, with every file
        that is named, is left as it is; one that was damaged since is made again.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sweep()
        target = self.folder / run_id
        if not (is_whole(target) and all((target / name).is_file() for name in holds)):
            hidden = self.folder / f".{run_id}"
            hidden.mkdir()
            fill(hidden)
            _sign(hidden)
            _flush(hidden)
            damaged = self.folder / f".{run_id}.damaged"
            if target.exists():
                target.rename(damaged)
            hidden.rename(target)
            _sync(self.folder)
            shutil.rmtree(damaged, ignore_errors=True)  # else the next run sweeps it
        pointer = self.folder / ".latest"
        pointer.write_text(run_id + "\n", "utf-8")
        _sync(pointer)
        pointer.replace(self.folder / "latest")
        _sync(self.folder)
        return target

    def latest(self) -> Path:
        """The folder of the newest published run."""
        pointer = self.folder / "latest"
        name = pointer.read_text("utf-8", "replace").strip() if pointer.is_file() else ""
        # A name and no path: what it says is never followed out of the folder of runs.
        if name in ("", "..") or name != Path(name).name or not (self.folder / name).is_dir():
            raise NotFound(
                what="Nothing has been published here yet",
                where="this workspace",
                next_step="Run: volver run",
            )
        return self.folder / name

    def sweep(self) -> None:
        """Remove what a killed run left behind; only the process that holds the store may."""
        for left in self.folder.glob(".*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def is_whole(run: Path) -> bool:
    """Whether a run's folder holds what was published, byte for byte.

    A folder that this process has read through is read again only where a file of it was written
    since, or another one is there.
    """
    sums = run / SUMS
    if not sums.is_file():
        return False
    written = _written(run)
    if _FOUND_WHOLE.get(run.resolve()) != written:
        if sums.read_text("utf-8") != _sums(run):
            return False
        _FOUND_WHOLE[run.resolve()] = written
    return True


_FOUND_WHOLE: dict[Path, tuple[tuple[str, int, int, int], ...]] = {}


def _written(run: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Each file of a folder, and what tells that it was written or replaced."""
    files = sorted(path for path in run.rglob("*") if path.is_file())
    found = [(str(path.relative_to(run)), path.stat()) for path in files]
    return tuple((name, told.st_ino, told.st_size, told.st_mtime_ns) for name, told in found)


def _sign(folder: Path) -> None:
    (folder / SUMS).write_text(_sums(folder), "utf-8")


def _sums(folder: Path) -> str:
    """As `sha256sum` writes and checks them."""
    lines = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name != SUMS:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a record as JSON, keys in the order given; a NaN is an error, never a token."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, default=str)
    path.write_text(text + "\n", "utf-8")


def _flush(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    """Have it on the disk before the next step, so that no power cut shows the steps reversed."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def find_customer(engine: Embedded, values: Path, customer: str) -> dict[str, Any] | None:
    """One row of a published table by the customer's id; None where there is no such row."""
    engine.view_file("published", values)
    rows = engine.rows(FIND, {"customer": customer})
    return dict(zip(VALUES.names, rows[0], strict=True)) if rows else None


def write_back(engine: Embedded, values: Path, source: Engine, table: str) -> int:
    """Put a published table into the company's database in one step; how many rows."""
    engine.view_file("published", values)
    with engine.batches("SELECT * EXCLUDE (file_row_number) FROM published") as found:
        return source.write_table(table, found)


def fingerprint(snapshot: Snapshot) -> str:
    """SHA-256 over the histories, in order of customer."""
    found = hashlib.sha256()
    with snapshot.engine.batches(snapshot.sql("SELECT * FROM histories ORDER BY n")) as batches:
        for batch in batches:
            for column in batch.columns:
                for buffer in filter(None, column.buffers()):
                    found.update(buffer)
    return found.hexdigest()
