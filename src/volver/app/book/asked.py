"""What every sheet of the book is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from volver.app.refresh import Findings
from volver.domain.segment import Segment
from volver.domain.settings import Settings
from volver.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """One run, looked at from every side. Each sheet is a function of this."""

    snapshot: Snapshot
    """With histories, forecasts, classes and customer_months."""
    settings: Settings
    findings: Findings
    level: float = 0.9
    """Of intervals."""
    segments: Mapping[str, Segment] = field(default_factory=dict)
    """Those that volver.toml names."""
