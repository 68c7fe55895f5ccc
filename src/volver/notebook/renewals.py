"""How long customers under contract stay, in a few lines."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from volver.app.settings import settings_with
from volver.domain.ports import Quiet
from volver.present.words import Words

if TYPE_CHECKING:
    from volver.app.renewals import Renewals as Renewed
    from volver.present.drawing import Drawing


@dataclass(frozen=True, slots=True)
class RenewalCharts:
    """Charts of renewals that show themselves."""

    _found: "Renewed"
    _language: str

    def survival(self, group: str | None = None) -> "Drawing":
        """How long customers stay, seen and by the model; the first group where none is named."""
        from volver.present.charts.survival import survival

        cards = {card.group: card for card in self._found.data.cards}
        if group is not None and group not in cards:
            raise ValueError(f"There is no group {group!r}; there are: {', '.join(cards)}.")
        card = next(iter(cards.values())) if group is None else cards[group]
        return survival(card, Words(self._language, self._found.data.currency))


@dataclass(frozen=True, slots=True)
class Renewals:
    """How long customers under contract stay: the model card, the table and the charts."""

    _found: "Renewed"
    _language: str

    @property
    def card(self) -> dict[str, Any]:
        """Models, curves and figures as plain values, group by group."""
        return self._found.card

    @property
    def charts(self) -> RenewalCharts:
        """Charts that show themselves."""
        return RenewalCharts(self._found, self._language)

    def write(self, path: str | Path) -> int:
        """Write the table as .parquet or .csv; how many rows."""
        return self._found.write(Path(path))


def renewals(
    file: str | Path,
    *,
    tenure: str | None = None,
    ended: str | None = None,
    customer: str | None = None,
    value: str | None = None,
    reason: str | None = None,
    entered: str | None = None,
    by: str | None = None,
    period: Any = None,
    ended_is: tuple[str, ...] = (),
    lang: str = "en",
    **given: Any,
) -> Renewals:
    """Look at subscriptions, one row a customer, or at a table of cohorts.

    tenure, ended and the others: columns of a file of subscriptions; none for cohorts.
    period: day, week, month or year. given: settings (horizon="5y", margin_rate=0.35, ...).

    Raises VolverError, which says what happened, where, and what to do next.
    """
    from volver.app.renewals import RenewalFile
    from volver.app.renewals import renewals as look

    columns = {"customer": customer, "tenure": tenure, "ended": ended, "reason": reason,
               "entered": entered, "by": by}  # fmt: skip
    asked = RenewalFile.of(Path(file), columns, value, period, ended_is=ended_is)
    usual = {"horizon": asked.usual_horizon}
    return Renewals(look(asked, settings_with(language=lang, **usual | given), Quiet()), lang)
