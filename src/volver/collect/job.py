"""One source to load, and all that was said about it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from volver.collect.company.mapping import AnyMapping
from volver.collect.report import LoadOptions
from volver.collect.stage import Raw
from volver.domain.ports import Progress
from volver.store.engine import Embedded


@dataclass(frozen=True, slots=True)
class Job:
    """One source to load, and all that was said about it."""

    source: str
    content_hash: str
    stage: Callable[[Embedded], Raw]
    mapping: AnyMapping
    options: LoadOptions
    now: datetime
    progress: Progress

    @property
    def utc_now(self) -> datetime:
        """The moment of the load, UTC, without its zone, as the tables have it."""
        return self.now.astimezone(UTC).replace(tzinfo=None)

    @property
    def full_hash(self) -> str:
        """The content's hash, then the mapping's: the same bytes are found under any mapping."""
        mapping = hashlib.sha256(self.mapping.to_json().encode()).hexdigest()
        return f"{self.content_hash}-{mapping[:16]}"
