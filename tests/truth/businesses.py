"""Made businesses read as their owner's files are, and what is told of them beside what is true."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tests.worlds.made import frames

from volver.app.book.asked import Asked
from volver.app.demo_business import make_business
from volver.app.ingest import ingest, ingest_company
from volver.app.refresh import look, refresh
from volver.app.workspace import Workspace
from volver.collect.company.load import views_of
from volver.domain.estimate import Estimate
from volver.domain.ports import Quiet
from volver.domain.settings import Settings
from volver.store import open_engine
from volver.store.snapshot import Snapshot
from volver.worlds.make import business
from volver.worlds.market import Market

Files = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Seen:
    """One made business: what it is, what its files say, and what was found of it."""

    name: str
    market: Market
    files: Files
    snapshot: Snapshot
    settings: Settings
    asked: Asked | None
    """None: nothing was forecast."""


@dataclass(frozen=True)
class Told:
    """One figure with its interval, and the truth."""

    figure: str
    part: str
    low: float
    high: float
    truth: float

    @classmethod
    def of(cls, figure: str, part: str, found: Any, truth: float) -> "Told":
        """From an estimate; a reason why there is none has no place here."""
        assert isinstance(found, Estimate), (figure, part, found)
        return cls(figure, part, found.low, found.high, truth)

    @property
    def inside(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high


@contextmanager
def seen(
    name: str,
    customers: int,
    seed: int,
    folder: Path,
    segments: Mapping[str, str] | None = None,
) -> Iterator[Seen]:
    """Make a business, and read and look at it as `volver run` does.

    Of each business the steps of its own way to the purchase are the stages, as its owner would
    write. The shop has asked some of its customers what kind they are: that is its attribute
    `persona`.

    segments: rules by name; with them every channel is a segment too, and everybody is forecast.
    """
    make_business(name, customers, seed, folder, Quiet())
    files, market = frames(folder), business(name, seed).market
    _ask_for_personas(files, folder)
    _name_segments(market, segments, folder)
    here = Workspace.open(folder)
    settings = replace(
        here.settings,
        stages=[
            {"stage": stage, "types": [step]}
            for stage, step in zip(("awareness", "interest", "need"), market.steps, strict=True)
        ],
        stage_days=90 if market.days_to_order < 30 else 270,
    )
    with closing(open_engine(memory=settings.memory)) as engine:
        ingest(engine, here, Quiet())
        ingest_company(engine, here, settings, Quiet(), keep=True)
        company = views_of(engine)
        asked = None
        if segments:
            found = refresh(engine, settings, market.last_day, Quiet(), company=company)
            snapshot = found.snapshot.with_months()
            asked = Asked(snapshot, settings, found, here.segments)
        else:
            snapshot = look(engine, settings, market.last_day, company=company)[0].with_months()
        yield Seen(name, market, files, snapshot, settings, asked)


ASKED_FOR = 3
"""One customer in so many has said what kind they are."""


def _ask_for_personas(files: Files, folder: Path) -> None:
    truth = files["truth/customers"]
    if "persona" not in truth:
        return
    some = truth[truth.customer_id % ASKED_FOR == 0]
    table = pa.table({"customer": some.customer_id, "persona": some.persona.astype(str)})
    pq.write_table(table, folder / "asked.parquet")
    with (folder / "volver.toml").open("a", encoding="utf-8") as toml:
        toml.write(
            '\n[[sources]]\nfile = "asked.parquet"\nkind = "attributes"\n'
            'columns = {customer = "customer"}\nattributes = {persona = "persona"}\n'
        )


def _name_segments(market: Market, segments: Mapping[str, str] | None, folder: Path) -> None:
    rules = {f"by {name}": f'channel = "{name}"' for name in market.names} | dict(segments or {})
    with (folder / "volver.toml").open("a", encoding="utf-8") as toml:
        toml.writelines(f"\n[segments.'{name}']\nrule = '{rule}'\n" for name, rule in rules.items())
