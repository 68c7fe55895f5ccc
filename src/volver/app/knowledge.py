"""What a run learns for offers from all customers: put by with it, and read once."""

from functools import lru_cache
from pathlib import Path

from volver.decide.offers.knowledge import Knowledge, learn, read, write
from volver.domain.estimate import NotEnough
from volver.store.snapshot import Snapshot

KNOWLEDGE = "offers.json"
"""In the folder of a run."""


def put_by_knowledge(snapshot: Snapshot, run: Path) -> None:
    """Learn what offers take from all customers, and write it into the folder of a run."""
    if "product_lines" not in snapshot.tables and not snapshot.is_at_home:
        return  # single orders lie in the company's database
    write(learn(snapshot), run / KNOWLEDGE)


def knowledge_of(run: Path, snapshot: Snapshot) -> Knowledge | NotEnough:
    """What a run has put by; learnt now, where it was made without."""
    path = run / KNOWLEDGE
    return _read(path) if path.is_file() else learn(snapshot)


@lru_cache(maxsize=2)
def _read(path: Path) -> Knowledge | NotEnough:
    """A published run never changes, and every thread may share what was learnt."""
    return read(path)
