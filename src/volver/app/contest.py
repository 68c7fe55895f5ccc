"""volver backtest --export and --score: others' forecasts beside ours, on the same days."""

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from volver.app.ingest import orders_of
from volver.app.look import newest_card
from volver.app.refresh import look, question
from volver.app.workspace import Workspace
from volver.collect.forecasts import matched, read_forecasts
from volver.domain.errors import BadInput
from volver.domain.forecast import Forecast
from volver.domain.ports import Progress
from volver.predict.contest import Marks, Window, forecasts, marks, windows
from volver.present.contest import header, readme
from volver.present.words import Words
from volver.store import open_engine
from volver.store.engine import Embedded
from volver.store.publish import write_columns, write_json

THEIRS = "theirs"
"""What others' forecasts are called beside ours."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How every forecast did at every origin."""

    marks: tuple[Marks, ...]
    words: Words

    @property
    def header(self) -> list[str]:
        """The head of the table of marks."""
        return header(self.words)

    @property
    def rows(self) -> list[list[str]]:
        """A row for each candidate and origin."""
        f = self.words.formats
        return [
            [
                one.candidate,
                one.origin.isoformat(),
                f.number(one.auroc, 3),
                f.number(one.auroc_recent, 3),
                f.number(one.mae_margin_recent, 2),
                f.number(one.mae_orders, 3),
                f.percent(one.bias_orders, 1),
            ]
            for one in self.marks
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain values; what is not finite is None."""
        return {
            "marks": [
                {
                    key: None if isinstance(value, float) and not math.isfinite(value) else value
                    for key, value in (asdict(one) | {"origin": one.origin.isoformat()}).items()
                }
                for one in self.marks
            ]
        }


def contest(
    folder: Path,
    export: Path | None,
    theirs: Path | None,
    challenger: bool,
    language: str | None,
    progress: Progress,
) -> Standing:
    """Forecast again from every day of the backtest of the newest run, and give marks.

    export: a folder that is made for the tables; theirs: a file of others' forecasts.
    """
    here = Workspace.open(folder)
    if export is not None and export.exists() and (not export.is_dir() or any(export.iterdir())):
        raise BadInput(
            what=f"{export.name} is there already, and it is not an empty folder",
            where="--export",
            next_step="Give the name of a new folder, such as contest.",
        )
    table = None if theirs is None else read_forecasts(theirs)
    card = newest_card(here)
    words = Words(language or here.settings.language, here.settings.reporting_currency)
    settings = here.settings
    if challenger:
        settings = replace(settings, challenger=True)
    with closing(open_engine(here.database)) as engine, ExitStack() as opened:
        orders = orders_of(engine, here, progress, opened)[0] if here.tables else None
        snapshot, _ = look(engine, settings, date.fromisoformat(card["as_of"]), orders)
        asked = question(settings)
        found = windows(snapshot, asked)
        if not found:
            raise BadInput(
                what="The orders are too young to look back on",
                where="the orders",
                next_step="Wait until there are four weeks of them.",
            )
        known = {window.origin: window.customers for window in found}
        entered = {} if table is None else matched(table, known)
        ours = []
        for done, window in enumerate(found):
            progress.step("backtest", done / len(found))
            ours.append(forecasts(window, asked, card["model"]))
        standing = Standing(
            tuple(
                marks(name, forecast, window)
                for window, own in zip(found, ours, strict=True)
                for name, forecast in {**own, **_theirs(entered, window)}.items()
            ),
            words,
        )
        if export is not None:
            _export(engine, export, list(zip(found, ours, strict=True)), settings.level, words)
            write_json(export / "marks.json", standing.to_dict())
    return standing


def _theirs(entered: Mapping[date, Forecast], window: Window) -> dict[str, Forecast]:
    return {THEIRS: entered[window.origin]} if window.origin in entered else {}


def _export(
    engine: Embedded,
    folder: Path,
    found: Sequence[tuple[Window, Mapping[str, Forecast]]],
    level: float,
    words: Words,
) -> None:
    """One table of what came, one of each candidate's forecasts, and what the columns mean."""
    (folder / "forecasts").mkdir(parents=True, exist_ok=True)
    came = [(window, _came(window)) for window, _ in found]
    _write(engine, folder / "outcomes.parquet", came)
    for name in dict.fromkeys(name for _, own in found for name in own):
        told = [(window, own[name]) for window, own in found if name in own]
        _write(engine, folder / "forecasts" / f"{name}.parquet", told)
    (folder / "README.md").write_text(readme(found[0][0].days, level, words), "utf-8")


def _came(window: Window) -> dict[str, Any]:
    return {
        "window_days": np.full(len(window.orders), window.days),
        "active": (window.orders > 0).astype(np.int64),
        "actual_orders": window.orders.astype(np.int64),
        "actual_margin": window.margin,
        "recently_active": window.recent.astype(np.int64),
    }


def _write(engine: Embedded, path: Path, told: Sequence[tuple[Window, Mapping[str, Any]]]) -> None:
    """Columns of every origin under each other."""
    parts = [
        {
            "customer_id": window.customers,
            "origin": np.full(len(window.orders), window.origin.isoformat(), dtype=object),
            **columns,
        }
        for window, columns in told
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    line = {"line": np.arange(1, len(columns["origin"]) + 1)}
    write_columns(engine, line | columns, path, "customer_id")
