"""What a day, a campaign, prices and bundles come to, in a line each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from volver.app.shown import Shown, write_tables
from volver.present.book.cells import said
from volver.present.sheet import Grid, Sheet
from volver.present.words import Words


@dataclass(frozen=True, slots=True)
class Answer:
    """Sheets that show themselves, and the records behind them."""

    _shown: Shown
    records: Any
    """As plain values."""

    def write(self, folder: str | Path, *, as_format: str = "csv") -> list[Path]:
        """Write every table: csv, csv-es, xlsx or parquet; the files' paths."""
        return write_tables(self._shown.sheets, as_format, Path(folder))

    def _repr_html_(self) -> str:
        return as_html(self._shown)


def as_html(shown: Shown) -> str:
    """Sheets as a notebook shows them; what people wrote is text there."""
    return "".join(_sheet(sheet, shown.words) for sheet in shown.sheets)


def _sheet(sheet: Sheet, words: Words) -> str:
    parts = [f"<h3>{escape(sheet.title)}</h3><p>{escape(sheet.question)}</p>"]
    for block in sheet.blocks:
        if isinstance(block, Grid):
            parts.append(_table(block, words))
        else:
            parts.append(f"<p>{escape(str(block))}</p>")
    return "".join(parts)


def _table(grid: Grid, words: Words) -> str:
    head = "".join(f"<th>{escape(column.title)}</th>" for column in grid.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(said(cell, column.unit, words))}</td>"
            for cell, column in zip(row, grid.columns, strict=True)
        )
        + "</tr>"
        for row in grid.rows
    )
    title = f"<caption>{escape(grid.title)}</caption>"
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def today(
    folder: str | Path,
    *,
    most: int | None = None,
    capacity: Mapping[str, int] | None = None,
    lang: str | None = None,
) -> Answer:
    """Whom to contact on the day after the newest run's last; who is late, and who is new.

    most: contacts that can be made. capacity: by channel, the most there.

    Raises VolverError, which says what happened, where, and what to do next.
    """
    from volver.app.today import today as look

    found = look(Path(folder), most, capacity or {}, lang)
    return Answer(found.shown, found.to_dict())


def uplift(
    file: str | Path,
    *,
    treated: str,
    chance: float,
    cost: float = 0.0,
    margin: float | None = None,
    outcome: str | None = None,
    features: Sequence[str] = (),
    workspace: str | Path | None = None,
    boosting: bool = False,
    lang: str = "en",
    level: float | None = None,
    currency: str | None = None,
    **more: Any,
) -> Answer:
    """Whom a campaign changed, every way to choose whom to treat in money, and the verdict.

    treated, outcome, features: columns of the file. chance: the share that was to be treated, by
    lot. cost: of treating one customer; margin: of one unit of the outcome. workspace: a folder
    whose orders tell what came, in place of outcome and margin; then customer, first and last too.
    more: customer, treated_is, holdout_is, first, last, as of `volver uplift`.

    Raises VolverError, which says what happened, where, and what to do next.
    """
    from volver.app.ingest import source_file
    from volver.app.settings import settings_with
    from volver.app.uplift import CampaignFile
    from volver.app.uplift import uplift as look

    settings = settings_with(language=lang, level=level, currency=currency)
    asked = CampaignFile.of(
        source_file(Path(), str(file)), settings,
        treated=treated, outcome=outcome, features=features, chance=chance, cost=cost,
        margin=margin, **more,
    )  # fmt: skip
    found = look(asked, settings, None if workspace is None else Path(workspace), boosting)
    return Answer(found.shown, found.to_dict())


def prices(
    folder: str | Path,
    *,
    history: str | Path | None = None,
    change: float | None = None,
    audience: str | None = None,
    lang: str | None = None,
    **more: Any,
) -> Answer:
    """The price of each product that the newest run's sales speak for, and what holds it back.

    history: a file of list prices. change: share of the price, such as -0.1. audience: a rule for
    who gets it. more: category, least_margin_share, most_change.

    Raises VolverError, which says what happened, where, and what to do next.
    """
    from volver.app.prices import PriceWish
    from volver.app.prices import prices as look

    path = None if history is None else Path(history)
    found = look(Path(folder), PriceWish(path, change, audience, **more), lang)
    return Answer(found.shown, found.to_dict())


def bundles(folder: str | Path, *, discount: float = 0.1, lang: str | None = None) -> Answer:
    """Pairs of products to sell as one, with what that would bring and give away.

    Raises VolverError, which says what happened, where, and what to do next.
    """
    from volver.app.prices import bundles as look

    found = look(Path(folder), discount, lang)
    return Answer(found.shown, found.to_dict())
