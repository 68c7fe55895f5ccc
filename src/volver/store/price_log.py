"""The log of prices as a file: a line for each thing that happened; nothing is ever taken out.

    .volver/prices.jsonl

What a power cut left of a last line is no event: it is cut off before the next one is written.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from volver.domain.errors import BadInput
from volver.domain.price_log import PriceEvent, PriceLine
from volver.store.plans import held


class PriceLog:
    """The log of one workspace."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def events(self) -> list[PriceEvent]:
        """The oldest first; none where there is no file."""
        if not self._path.is_file():
            return []
        return self._read(self._path.read_bytes())

    def append(self, event_of: Callable[[list[PriceEvent]], PriceEvent]) -> PriceEvent:
        """Add what follows on all that is there; nobody else writes meanwhile."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with held(self._path) as handle:
            there = os.pread(handle, os.fstat(handle).st_size, 0)
            whole = there[: there.rfind(b"\n") + 1]
            event = event_of(self._read(whole))
            line = json.dumps(asdict(event), ensure_ascii=False, default=_plain)
            os.ftruncate(handle, len(whole))
            os.pwrite(handle, line.encode() + b"\n", len(whole))
            os.fsync(handle)
        return event

    def _read(self, there: bytes) -> list[PriceEvent]:
        try:
            whole, _, _ = there.decode().rpartition("\n")
            return [_event(json.loads(line)) for line in whole.split("\n") if line]
        except (ValueError, KeyError, TypeError, ArithmeticError):
            raise BadInput(
                what="The log of prices has been changed by hand, or by another version",
                where=self._path.name,
                next_step="Put back what it was, or move it away.",
            ) from None


def _plain(told: Any) -> str:
    if isinstance(told, datetime):
        return told.isoformat()
    if isinstance(told, Decimal):
        return str(told)
    raise TypeError(type(told).__name__)


def _event(plain: Mapping[str, Any]) -> PriceEvent:
    lines = tuple(
        PriceLine(one["product_id"], Decimal(one["old"]), Decimal(one["new"]),
                  tuple(one["reasons"]))
        for one in plain["lines"]
    )  # fmt: skip
    return PriceEvent(**{**plain, "at": datetime.fromisoformat(plain["at"]), "lines": lines})
