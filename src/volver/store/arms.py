"""Who is in which arm of a plan, as Parquet files that are named after the list's fingerprint.

    .volver/plans/win-back.3f9c21d07a55.parquet

Lists of customers lie in the workspace, wherever the plans themselves are kept: beside everything
else that is known of these customers, so that there is one place to look for somebody.
"""

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from volver.domain.errors import BadInput, NotFound
from volver.domain.plan_events import checked_name, fingerprint
from volver.store.coder import in_parts, strings

Ids: TypeAlias = pa.ChunkedArray
"""Customers' ids as Arrow's strings, which lie together. Shape (n,)."""


def ids_of(customers: Sequence[str]) -> Ids:
    """Python's own texts, as lists of customers are held."""
    return pa.chunked_array([strings(customers)])


NOBODY = ids_of([])
OLD = 24 * 60 * 60
"""Seconds after which a list that nobody finished is taken away: whoever wrote it was killed."""
MOST = 100_000
"""Ids that are searched for at a time: what they are searched in takes a hundred bytes for each."""
SHORT = 12
"""Characters of a fingerprint that stand in a file's name."""


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """Who is in which arm of a plan, in order; pairs of texts to whoever goes through it.

    Pairs of Python's own texts would take six times the room.
    """

    customers: Ids
    arm: pa.ChunkedArray | pa.Array
    """Names. Shape (n,)."""

    def __len__(self) -> int:
        return len(self.customers)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return zip(in_parts(self.customers), in_parts(self.arm), strict=True)


def together(lists: Iterable[Ids]) -> Ids:
    """Several lists of ids as one."""
    return pa.chunked_array([part for ids in lists for part in ids.chunks], pa.string())


def are_among(ids: Ids, others: Ids) -> NDArray[np.bool_]:
    """Which of these ids are among the others. Shape (n,)."""
    found = np.zeros(len(ids), bool)
    for at in range(0, len(others), MOST):
        some = others.slice(at, MOST).combine_chunks()
        found |= np.fromiter(in_parts(pc.is_in(ids, value_set=some)), bool, len(ids))
    return found


class ArmFiles:
    """The lists of one workspace; a list that was put by is never written over by another one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, arms: Arms) -> None:
        """Put by who is in which arm of a plan."""
        self._folder.mkdir(parents=True, exist_ok=True)
        written = self.path(name, fingerprint(arms))
        held = pa.Table.from_arrays([arms.customers, arms.arm], ["customer_id", "arm"])
        with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
            pq.write_table(held, file)
            file.flush()
            os.fsync(file.fileno())  # the plan that names it is kept for good a moment later
        Path(file.name).replace(written)
        self._sweep(written.stat().st_mtime)

    def _sweep(self, at: float) -> None:
        for left in self._folder.glob("*.part"):
            with suppress(FileNotFoundError):  # finished meanwhile, or swept by somebody else
                if at - left.stat().st_mtime > OLD:
                    left.unlink()

    def arms(self, name: str, expected: str) -> Arms:
        """Who is in which arm. expected: the list's fingerprint.

        Raises BadInput where the list is not the one of the fingerprint, NotFound where it is gone.
        """
        path = self.path(name, expected)
        if not path.is_file():
            raise _gone(path)
        try:
            arms = Arms(*pq.ParquetFile(path).read().columns)
        except pa.ArrowInvalid:
            arms = None
        if arms is None or fingerprint(arms) != expected:
            raise BadInput(
                what="The list of who is in this plan has been changed since it was put by",
                where=path.name,
                next_step="Put back what it was, or draft the plan anew.",
            )
        return arms

    def arm(self, name: str, mark: str, customer: str) -> str | None:
        """The arm of one customer; None where they are not in the plan.

        A card asks this of every plan, so a copy of the list lies beside it that is in order of
        customers and is searched where it lies. Raises NotFound where the list is gone.
        """
        path = self.path(name, mark)
        place = path.with_suffix(".arrow")
        if not place.is_file():
            self._sort(path, place)
        with pa.memory_map(str(place)) as file:
            listed = pa.ipc.open_file(file).read_all()
            ids = listed["customer_id"]
            at = bisect_left(range(len(ids)), customer, key=lambda n: ids[n].as_py())
            if at == len(ids) or ids[at].as_py() != customer:
                return None
            return str(listed["arm"][at].as_py())

    def _sort(self, path: Path, place: Path) -> None:
        if not path.is_file():
            raise _gone(path)
        listed = pq.ParquetFile(path).read().sort_by("customer_id").combine_chunks()
        with (
            NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file,
            pa.ipc.new_file(file, listed.schema) as out,
        ):
            out.write_table(listed)
        Path(file.name).replace(place)

    def path(self, name: str, mark: str) -> Path:
        """Where the list of a fingerprint lies, or will."""
        return self._folder / f"{checked_name(name)}.{mark[:SHORT]}.parquet"


def _gone(path: Path) -> NotFound:
    return NotFound(
        what="The list of who is in this plan is not there",
        where=path.name,
        next_step="Put the file back, or draft the plan anew.",
    )
