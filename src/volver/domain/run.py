"""One execution: what it saw, what it used, and how to find it again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a run depends on; equal provenance gives equal numbers."""

    version: str
    as_of: date
    data: str
    """Fingerprint of the order lines."""
    settings: Mapping[str, Any]

    @property
    def run_id(self) -> str:
        """The observation date and a short fingerprint of all the rest."""
        rest = json.dumps(
            [self.version, self.data, dict(self.settings)], sort_keys=True, default=str
        )
        return f"{self.as_of.isoformat()}-{hashlib.sha256(rest.encode()).hexdigest()[:10]}"
