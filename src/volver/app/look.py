"""Look at what was published: the report, one customer, the score card."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from volver.app.run import report_in
from volver.app.settings import settings_with
from volver.app.workspace import Workspace
from volver.domain.card import SeasonCard
from volver.domain.errors import NotFound
from volver.domain.evidence import AliveHistory
from volver.domain.upcoming import Upcoming
from volver.predict.evidence.alive import alive_since
from volver.predict.explain import take_apart
from volver.predict.purchases.model import Foretelling
from volver.predict.restore import restored
from volver.predict.upcoming import upcoming
from volver.present.upcoming import tell_upcoming
from volver.present.words import Words
from volver.store import open_engine
from volver.store.publish import find_customer, is_whole


def report(folder: Path, language: str | None, out: Path | None) -> Path:
    """The newest report, in the workspace's language or in the one that is asked for."""
    here = Workspace.open(folder)
    wanted = settings_with(here.settings, language=language).language
    path = report_in(wanted, whole_run(here))
    if out is not None:
        shutil.copyfile(path, out)
        path = out
    return path


@dataclass(frozen=True, slots=True)
class Scores:
    """The score card as people read it, and as it stands in the model card."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    why: str
    plain: Mapping[str, Any]


def backtest(folder: Path, language: str | None) -> Scores:
    """The score card of the newest run."""
    here = Workspace.open(folder)
    return scores_of(newest_card(here), language or here.settings.language)


def scores_of(card: Mapping[str, Any], language: str) -> Scores:
    """The score card of a model card."""
    words = Words(language, card["currency"])
    f = words.formats
    scores = card["score_card"]["scores"]
    header = [
        words("Candidate"),
        words("Origin"),
        words("Log score"),
        words("Error"),
        words("Bias"),
    ]
    rows = [
        [
            words.term(one["title"]),
            one["origin"],
            f.number(one["log_score"], 4),
            f.number(one["mae"], 3),
            f.percent(one["bias"], 1),
        ]
        for one in scores
    ]
    return Scores(header, rows, words.term(card["score_card"]["why"]), card["score_card"])


@dataclass(frozen=True, slots=True)
class Explained:
    """One customer's value and the parts it is made of."""

    title: str
    rows: Sequence[tuple[str, str]]
    sentences: Sequence[str]
    plain: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The published row and its three parts."""
        return dict(self.plain)


def explain(folder: Path, customer: str, language: str | None) -> Explained:
    """How long, how often and how much, and what may come next: one customer's value."""
    here = Workspace.open(folder)
    with closing(open_engine()) as engine:
        row = find_customer(engine, whole_run(here) / "values.parquet", customer)
    if row is None:
        raise no_such_customer()
    words = Words(language or here.settings.language, row["currency"])
    return explained(row, newest_card(here), words)


def no_such_customer() -> NotFound:
    """Nobody has this id."""
    return NotFound(
        what="There is no such customer in the newest run",
        where="the customer's id",
        next_step="Write the id as in the orders; volver run takes in new ones.",
    )


def explained(row: Mapping[str, Any], card: Mapping[str, Any], words: Words) -> Explained:
    """One published row taken apart. card: the model card of its run."""
    f = words.formats
    parts = take_apart(row)
    ahead, since = _upcoming(row, card)
    rows = [
        (words("How long: P(alive)"), _or_dash(parts.p_alive, f.percent)),
        (
            words("How often: expected orders"),
            _or_dash(parts.expected_orders, lambda v: f.number(v, 2)),
        ),
        (
            words("How much: discounted value per order"),
            _or_dash(parts.margin_per_order, f.money),
        ),
        (words("Value within the horizon"), _or_dash(row["value"], f.money)),
        (words("Lower end"), _or_dash(row["value_low"], f.money)),
        (words("Upper end"), _or_dash(row["value_high"], f.money)),
        (words("Past value"), f.money(float(row["margin_to_date"]))),
        (words("Basis"), words.term(row["basis"])),
        (words("Model"), f"{row['model']} ({row['step']})"),
    ]
    said = [row["reason"], *tell_upcoming(ahead, since, row["as_of"], words)]
    plain = {
        **row,
        "discounted_margin_per_order": parts.margin_per_order,
        "next_orders": None if ahead is None else asdict(ahead),
        "p_alive_since_last_order": None
        if since is None
        else dict(zip(map(str, since.days), since.p_alive, strict=True)),
    }
    return Explained(str(row["customer_id"]), rows, said, plain)


def _upcoming(
    row: Mapping[str, Any], card: Mapping[str, Any]
) -> tuple[Upcoming | None, AliveHistory | None]:
    """What a customer may do next, and P(alive) since their last order."""
    model = model_of(card)
    if model is None:
        return None, None
    as_of, first = row["as_of"], row["first_order"]
    history = (row["repeat_count"], (row["last_order"] - first).days, (as_of - first).days)
    found = upcoming(
        model, history, row["horizon_days"], row["level"], row["annual_rate"], row["value"]
    )
    return found, alive_since(model, history, str(row["customer_id"]), as_of)


def model_of(card: Mapping[str, Any]) -> Foretelling | None:
    """The model of repeat purchases behind a published card; None where a simple rule forecasts."""
    season = card.get("season")
    return restored(
        card["model"],
        card["parameters"],
        card["unit"],
        None if season is None else SeasonCard.from_dict(season),
    )


def _or_dash(value: float | None, write: Any) -> str:
    return "-" if value is None else str(write(value))


def newest_card(here: Workspace) -> dict[str, Any]:
    """The model card of the newest run."""
    card: dict[str, Any] = json.loads((whole_run(here) / "card.json").read_text("utf-8"))
    return card


def whole_run(here: Workspace) -> Path:
    """The newest run, as it was published."""
    newest = here.runs.latest()
    if not is_whole(newest):
        raise NotFound(
            what="The newest run has been changed since it was published",
            where=newest.name,
            next_step="Run: volver run. It writes the run again; the orders are untouched.",
        )
    return newest
