"""volver segment: ask the newest run who fits a rule, and how many they are."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from volver.app.workspace import Workspace
from volver.decide.segments.compile import Compiled
from volver.decide.segments.members import EVERYBODY, compiled, count, customer_ids
from volver.decide.segments.plain import from_json, rule_of, to_plain
from volver.decide.segments.write import written
from volver.domain.errors import BadInput
from volver.domain.segment import Purpose, Rule
from volver.present.rules import sentence
from volver.present.words import Words
from volver.store import open_engine
from volver.store.grids import FORMATS, Format, write_grid
from volver.store.shelf import from_shelf


@dataclass(frozen=True, slots=True)
class Answer:
    """A rule, read back in words, and what the newest run says of it."""

    rule: Rule
    sentence: str
    summary: str
    customers: int
    everybody: int
    query: Compiled
    written: Path | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "rule": written(self.rule),
            "structure": to_plain(self.rule),
            "sentence": self.sentence,
            "customers": self.customers,
            "of": self.everybody,
            "sql": self.query.sql,
            "parameters": dict(self.query.parameters),
            "written": None if self.written is None else str(self.written),
        }


def ask(
    folder: Path,
    rule: str | None,
    name: str | None,
    purpose: Purpose,
    out: Path | None,
    language: str | None,
) -> Answer:
    """Who fits a rule, or a segment that volver.toml names.

    rule: as people write it, or as JSON; out: a new .csv or .parquet for their ids.
    """
    here = Workspace.open(folder)
    wanted = _rule(here, rule, name)
    words = Words(language or here.settings.language, here.settings.reporting_currency)
    kind = None if out is None else _format(out)
    with closing(open_engine()) as engine:
        snapshot = from_shelf(engine, here.runs.latest())
        query = compiled(snapshot, wanted, here.segments, purpose)
        found = count(snapshot, wanted, here.segments, purpose)
        everybody = count(snapshot, EVERYBODY)
        if out is not None and kind is not None:
            ids = customer_ids(snapshot, wanted, here.segments, purpose)
            write_grid(["customer_id"], [(one,) for one in ids], out, kind)
    summary = words(
        "{found:count} of {all:count} customers on {day:day}.",
        found=found,
        all=everybody,
        day=snapshot.as_of,
    )
    return Answer(wanted, sentence(wanted, words), summary, found, everybody, query, out)


def _rule(here: Workspace, rule: str | None, name: str | None) -> Rule:
    if (rule is None) == (name is None):
        raise BadInput(
            what="Give a rule, or the name of a segment, and not both",
            where="--name",
            next_step="Such as: volver segment 'orders >= 3', or volver segment --name best.",
        )
    if rule is None:
        return rule_of({"segment": name}, here.segments)
    if rule.lstrip().startswith("{"):
        return from_json(rule, here.segments)
    return rule_of(rule, here.segments)


def _format(out: Path) -> Format:
    for kind, ending in FORMATS.items():
        if out.suffix.lower() == ending:
            return kind
    raise BadInput(
        what=f"{out.name} is no name of a table that volver writes",
        where="--out",
        next_step="Give a name such as members.csv, members.xlsx or members.parquet.",
    )
