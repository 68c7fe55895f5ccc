"""What every sheet of the book is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from volver.app.refresh import Findings
from volver.decide.stages import Stages, stages
from volver.decide.traits import Trait, traits
from volver.describe.people import People, people
from volver.domain.definition import Definition
from volver.domain.estimate import NotEnough
from volver.domain.segment import Segment
from volver.domain.settings import Settings
from volver.present.records import Quality
from volver.store.snapshot import Snapshot


@dataclass(frozen=True)
class Asked:
    """One run, looked at from every side. Each sheet is a function of this.

    What several sheets need is found once, when the first of them asks.
    """

    snapshot: Snapshot
    """With histories, forecasts, classes and customer_months."""
    settings: Settings
    findings: Findings
    segments: Mapping[str, Segment] = field(default_factory=dict)
    """Those that volver.toml names."""
    said: frozenset[str] = frozenset()
    """The settings that volver.toml states."""
    read: Quality | None = None
    """How the data came in; None where they were not read from files or tables."""

    @property
    def level(self) -> float:
        """Of intervals."""
        return self.settings.level

    @cached_property
    def definition(self) -> Definition:
        """What value is made of."""
        return self.findings.definition(self.said)

    @cached_property
    def people(self) -> People:
        """Everybody who is known, and what they did before and after their orders."""
        return people(self.snapshot)

    @cached_property
    def stages(self) -> Stages | NotEnough:
        """The stage of each customer."""
        return stages(self.snapshot)

    @cached_property
    def traits(self) -> tuple[Trait, ...]:
        """What tells customers apart besides their orders."""
        return traits(self.snapshot)
