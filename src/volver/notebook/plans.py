"""Plans of a workspace, in a few lines: draft, compare, approve, hand over."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from volver.app.plan import (
    Wish,
    draft_plan,
    export,
    happened,
    plans_of,
    show_board,
    show_plans,
)
from volver.app.settings import day
from volver.app.shown import Shown
from volver.domain.plan import Kind
from volver.notebook.answers import as_html


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sheets that show themselves, and the plans behind them."""

    _shown: Shown
    plans: tuple[dict[str, Any], ...]
    """As plain values."""

    def _repr_html_(self) -> str:
        return as_html(self._shown)


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of a workspace."""

    folder: Path
    language: str | None

    def board(self) -> Sheets:
        """Segments without a plan, and the plans there are."""
        found = plans_of(self.folder)
        plain = tuple(one.to_dict() for one in found)
        return Sheets(show_board(self.folder, self.language), plain)

    def draft(
        self,
        name: str,
        *,
        segment: str,
        action: str,
        owner: str,
        first: str,
        last: str,
        **rest: Any,
    ) -> Sheets:
        """Draw up a plan; see `volver plan draft`.

        first, last: days such as "2024-02-01". rest: goal, budget, capacity, holdout_share,
        days_between, finding.
        """
        wish = Wish(
            name=name,
            segment=segment,
            action=action,
            owner=owner,
            first_day=day(first, "first"),
            last_day=day(last, "last"),
            **rest,
        )
        draft_plan(self.folder, wish, owner)
        return self.compare(name)

    def compare(self, *names: str) -> Sheets:
        """One plan, or several beside each other."""
        found = plans_of(self.folder, names)
        plain = tuple(one.to_dict() for one in found)
        return Sheets(show_plans(self.folder, list(names), self.language), plain)

    def approve(self, name: str, *, by: str, note: str = "") -> Sheets:
        """A named person says yes."""
        return self._happened(name, "approved", by, note)

    def start(self, name: str, *, by: str, note: str = "") -> Sheets:
        """The first customer is contacted."""
        return self._happened(name, "started", by, note)

    def close(self, name: str, *, by: str, observed: float | None = None, note: str = "") -> Sheets:
        """It is over; observed: the incremental margin that was measured."""
        return self._happened(name, "closed", by, note, observed)

    def export(self, name: str, out: str | Path, *, as_format: str = "csv") -> list[Path]:
        """Write who is in which arm and the tasks; the files' paths."""
        return export(self.folder, name, Path(out), as_format)

    def _happened(
        self, name: str, kind: Kind, by: str, note: str, observed: float | None = None
    ) -> Sheets:
        happened(self.folder, name, kind, by, note, observed)
        return self.compare(name)


def plans(folder: str | Path, *, lang: str | None = None) -> Plans:
    """The plans of a workspace that has published a run.

    Raises VolverError, which says what happened, where, and what to do next.
    """
    return Plans(Path(folder), lang)
