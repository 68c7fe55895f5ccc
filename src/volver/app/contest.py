"""volver backtest --export and --score: others' forecasts beside ours, on the same days."""

import math
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from volver.app.look import newest_card
from volver.app.refresh import look, question
from volver.app.workspace import Workspace
from volver.collect.files.layout import ReadOptions
from volver.collect.mapping import shown_names
from volver.collect.text_table import TextTable, read_texts
from volver.domain.errors import BadInput
from volver.domain.history import Vector
from volver.domain.ports import Progress
from volver.predict.contest import (
    ENDS,
    NEEDED,
    OPTIONAL,
    Forecast,
    Marks,
    Window,
    forecasts,
    marks,
    windows,
)
from volver.present.contest import header, readme
from volver.present.words import Words
from volver.store import open_engine
from volver.store.engine import Engine
from volver.store.publish import write_columns, write_json

THEIRS = "theirs"
"""What others' forecasts are called beside ours."""
KEYS = ("customer_id", "origin")


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
    table = None if theirs is None else _read(theirs)
    card = newest_card(here)
    words = Words(language or here.settings.language, here.settings.reporting_currency)
    settings = here.settings
    if challenger:
        settings = replace(settings, challenger=True)
    with closing(open_engine(here.database)) as engine:
        snapshot, _ = look(engine, settings, date.fromisoformat(card["as_of"]))
        asked = question(settings)
        found = windows(snapshot, asked)
        if not found:
            raise BadInput(
                what="The orders are too young to look back on",
                where="the orders",
                next_step="Wait until there are four weeks of them.",
            )
        entered = {} if table is None or theirs is None else _matched(table, found, theirs.name)
        ours = []
        for done, window in enumerate(found):
            progress.step("backtest", done / len(found))
            ours.append(forecasts(window, asked, card["model"]))
        standing = Standing(
            tuple(
                marks(name, forecast, window)
                for window, own in zip(found, ours, strict=True)
                for name, forecast in {**own, **entered.get(window.origin, {})}.items()
            ),
            words,
        )
        if export is not None:
            _export(engine, export, list(zip(found, ours, strict=True)), settings.level, words)
            write_json(export / "marks.json", standing.to_dict())
    return standing


def _export(
    engine: Engine,
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


def _write(engine: Engine, path: Path, told: Sequence[tuple[Window, Mapping[str, Any]]]) -> None:
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


def _read(path: Path) -> TextTable:
    """A file of forecasts with the columns it needs."""
    raw = read_texts(path, ReadOptions())
    missing = [name for name in (*KEYS, *NEEDED) if name not in raw.columns]
    missing += [
        high if low in raw.columns else low
        for low, high in ENDS
        if (low in raw.columns) != (high in raw.columns)
    ]
    if missing:
        raise BadInput(
            what=f"{path.name} has no column {missing[0]}",
            where=f"{path.name} has the columns: {shown_names(raw.columns)}",
            next_step="Name the columns as in the README.md that --export writes.",
        )
    return raw


def _matched(
    raw: TextTable, found: Sequence[Window], file: str
) -> Mapping[date, Mapping[str, Forecast]]:
    """Their forecasts in the order of our customers, by origin. Every customer needs one.

    Origins that they leave out are left out; at least one must be there.
    """
    if raw.malformed:
        raise BadInput(
            what=f"{file} has {len(raw.malformed)} rows that cannot be read",
            where=_place(raw.malformed[0].line, file),
            next_step="Mend the row, or write the file as Parquet.",
        )
    columns = {name: raw.texts(at) for at, name in enumerate(raw.columns)}
    asked = {window.origin.isoformat(): window for window in found}
    days = [text.strip()[:10] for text in columns["origin"]]
    strange = next((at for at, day in enumerate(days) if day not in asked), None)
    if strange is not None:
        raise BadInput(
            what=f"{file} forecasts from {days[strange]}, which is no origin"
            if days[strange]
            else f"{file} has a forecast without an origin",
            where=_line(raw, strange, file),
            next_step=f"The origins are {', '.join(asked)}.",
        )
    numbers = {
        name: _numbers(raw, columns[name], name, file)
        for name in (*NEEDED, *OPTIONAL)
        if name in columns
    }
    _check(numbers, raw, file)
    places: dict[str, dict[str, int]] = {day: {} for day in days}
    for at, (who, day) in enumerate(zip(columns["customer_id"], days, strict=True)):
        if places[day].setdefault(who.strip(), at) != at:
            raise BadInput(
                what=f"{file} forecasts a customer twice from {day}",
                where=_line(raw, at, file),
                next_step="Give one row for each customer and origin.",
            )
    return {
        asked[day].origin: {THEIRS: _in_order(numbers, asked[day], place, file)}
        for day, place in places.items()
    }


def _in_order(
    numbers: Mapping[str, Vector], window: Window, place: Mapping[str, int], file: str
) -> Forecast:
    order = [place.get(who, -1) for who in window.customers]
    if (missing := order.count(-1)) or len(place) > len(order):
        extra = len(place) - (len(order) - missing)
        raise BadInput(
            what=f"{file} and the customers of {window.origin} are not the same: {missing} of them"
            f" are missing, and {extra} are others",
            where=file,
            next_step="Forecast the customers of outcomes.parquet, which --export writes.",
        )
    return {name: column[np.array(order, np.intp)] for name, column in numbers.items()}


def _numbers(raw: TextTable, texts: Sequence[str], name: str, file: str) -> Vector:
    found = np.full(len(texts), np.nan)
    for at, text in enumerate(texts):
        try:
            found[at] = float(text)
        except ValueError:
            break
    bad = np.flatnonzero(~np.isfinite(found))
    if len(bad):
        raise BadInput(
            what=f"{texts[bad[0]][:40]!r} is not a number",
            where=f"{_line(raw, int(bad[0]), file)}, {name}",
            next_step="Give a number with a decimal point in every row.",
        )
    return found


def _check(numbers: Mapping[str, Vector], raw: TextTable, file: str) -> None:
    """Raise BadInput for what cannot be: no number of orders is negative, no chance above 1."""
    chance = numbers.get("p_active", np.zeros(1))
    wrong = {
        "expected_orders is below 0": numbers["expected_orders"] < 0,
        "p_active is not between 0 and 1": (chance < 0) | (chance > 1),
    } | {
        f"{low} is above {high}": numbers[low] > numbers[high]
        for low, high in ENDS
        if low in numbers
    }
    for what, rows in wrong.items():
        if rows.any():
            raise BadInput(
                what=f"{file} tells what cannot be: {what}",
                where=_line(raw, int(np.flatnonzero(rows)[0]), file),
                next_step="Mend the row, or leave an optional column out.",
            )


def _line(raw: TextTable, at: int, file: str) -> str:
    return _place(int(raw.lines[at]), file)


def _place(line: int, file: str) -> str:
    return f"{file}, line {line}"
