"""volver offers: what to offer one customer, by the newest run."""

from contextlib import closing
from pathlib import Path

from volver.app.knowledge import knowledge_of
from volver.app.look import newest_card
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.decide.offers.for_customer import offers_for
from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.present.offer_sheet import lacking, sheet
from volver.present.words import Words
from volver.store import open_engine
from volver.store.engine import Embedded
from volver.store.shelf import from_shelf
from volver.store.snapshot import Snapshot


def offers(folder: Path, customer: str, language: str | None) -> Shown:
    """What they buy again, what goes with what they have, a better one, and what is not offered.

    Raises BadInput where orders name no products, NotFound where nobody is called so.
    """
    here = Workspace.open(folder)
    card = newest_card(here)
    words = Words(language or here.settings.language, card["currency"])
    with closing(open_engine()) as engine:
        snapshot = with_lines(engine, here, "volver offers")
        known = knowledge_of(here.runs.latest(), snapshot)
        if isinstance(known, NotEnough):
            return Shown((lacking(known, words),), words)
        found = offers_for(snapshot, customer, here.settings.level, known)
    return Shown((sheet(found, words),), words)


def with_lines(engine: Embedded, here: Workspace, where: str) -> Snapshot:
    """The newest run's snapshot; raises BadInput where single orders are not at hand."""
    snapshot = from_shelf(engine, here.runs.latest())
    need_lines(snapshot, where)
    return snapshot


def need_lines(snapshot: Snapshot, where: str) -> None:
    """Raises BadInput where single orders are not at hand."""
    if "product_lines" not in snapshot.tables:
        raise BadInput(
            what="Offers are made from single orders, which lie in the company's database",
            where=where,
            next_step="Export the orders to a file, and name it as a source in volver.toml.",
        )
