"""volver prices --propose, --approve and volver price-log: who let which price change."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from volver.app.clock import now
from volver.app.look import newest_card
from volver.app.prices import Prices
from volver.app.shown import Shown
from volver.app.workspace import Workspace
from volver.domain.errors import BadInput
from volver.domain.price_log import PriceEvent, PriceLine, PriceStep
from volver.present.price_log import sheet
from volver.present.words import Words
from volver.store.price_log import PriceLog


@dataclass(frozen=True, slots=True)
class Logged:
    """The log, in words and as records."""

    events: tuple[PriceEvent, ...]
    shown: Shown

    @property
    def in_brief(self) -> Shown:
        """The same for a terminal: it is short."""
        return self.shown

    def to_dict(self) -> list[dict[str, Any]]:
        """Plain values, the oldest first."""
        return [asdict(one) for one in self.events]


def write_down(
    folder: Path, found: Prices, kind: PriceStep, by: str, audience: str | None
) -> PriceEvent:
    """Write down that prices are proposed, or approved as they were proposed last.

    Raises BadInput where nobody answers, nothing changes, or other prices were proposed.
    """
    if not by.strip():
        raise BadInput(
            what="Nobody answers for these prices",
            where=f"--{'propose' if kind == 'proposed' else 'approve'}",
            next_step="Name the person who takes them up.",
        )
    lines = tuple(
        PriceLine(one.product.product_id, one.current, one.price,
                  tuple(reason.code for reason in one.reasons))
        for one in found.rows if one.is_new and one.price is not None
    )  # fmt: skip
    if not lines:
        raise BadInput(
            what="No price would change, so there is nothing to write down",
            where="--propose",
            next_step="See why: volver prices",
        )
    whom = audience or ""
    version = hashlib.sha256(repr((whom, lines)).encode()).hexdigest()[:8]

    def event(earlier: list[PriceEvent]) -> PriceEvent:
        last = earlier[-1] if earlier else None
        is_open = last is not None and last.kind == "proposed" and last.version == version
        if kind == "approved" and not is_open:
            raise BadInput(
                what="These prices were not proposed as they stand",
                where="--approve",
                next_step="Propose them first, with the same options: volver prices --propose NAME",
            )
        return PriceEvent(now(), by.strip(), kind, version, lines, whom)

    return PriceLog(_path(Workspace.open(folder))).append(event)


def price_log(folder: Path, language: str | None) -> Logged:
    """What was proposed and approved, the newest first."""
    here = Workspace.open(folder)
    events = tuple(PriceLog(_path(here)).events())
    words = Words(language or here.settings.language, newest_card(here)["currency"])
    return Logged(events, Shown((sheet(events, words),), words))


def _path(here: Workspace) -> Path:
    return here.folder / ".volver" / "prices.jsonl"
