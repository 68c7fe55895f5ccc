"""Write docs/why/challenger.md: python -m tests.truth.challenger_figures

Lets boosting challenge the chosen model on four real shops and on two that are made, and tells how
it came out. Needs the real data sets and scikit-learn; takes some minutes.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.predict.challenger.worlds import vouchers
from tests.predict.test_real_shops import CDNOW, looked_at, retail
from tests.predict.worlds import LEAVING, asked, sold
from tests.truth.choice_figures import JOURNEY
from tests.truth.seasons import real

from volver.domain.card import ModelCard, Score
from volver.domain.money import Basis
from volver.predict.challenger.duel import CHALLENGER
from volver.predict.forecast import forecast
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

PAGE = Path(__file__).parents[2] / "docs/why/challenger.md"
MARK = "<!-- figures: everything below is written by tests/truth/challenger_figures.py -->"


def main() -> None:
    """Write the figures under the words of the page."""
    words = PAGE.read_text("utf-8").partition(MARK)[0]
    PAGE.write_text("\n".join([words + MARK, "", *figures()]) + "\n", "utf-8")


def shops() -> Iterator[tuple[str, Snapshot, int]]:
    """Name, orders, and how many days ahead."""
    folder = Path(os.getenv("VOLVER_TEST_DATA", ""))
    plain, by_order = (Shape(Basis("revenue"), ids, False) for ids in (False, True))
    yield "Grocery", real("grocery", folder / "r_packages"), 182
    yield "Complete Journey", looked_at(
        JOURNEY, folder / "complete_journey/transactions.parquet", by_order, date(2017, 12, 31)
    ), 91  # fmt: skip
    yield "Online Retail", retail(date(2011, 12, 9)), 91
    yield "Simulated: MBG/NBD is the truth", sold(LEAVING, 3000, seed=1), 150
    yield "Simulated: half came for a voucher", vouchers(900), 150
    yield "CDNOW", looked_at(
        CDNOW, folder / "cdnow/CDNOW_master.txt.gz", plain, date(1998, 6, 30)
    ), 91  # fmt: skip


def figures() -> Iterator[str]:
    """One table, and who won."""
    yield "| Shop, origin, days | Customers | Against | Log score | its | CRPS | its | Bias | its |"
    yield "|---|---:|---|---:|---:|---:|---:|---:|---:|"
    verdicts = []
    for name, snapshot, days in shops():
        card = forecast(snapshot, asked(days, challenger=True))
        yield from rows(name, card)
        verdicts.append(f"- {name}: {verdict(card)}.")
        sys.stdout.write(verdicts[-1] + "\n")
        sys.stdout.flush()
    yield ""
    yield from verdicts


def rows(name: str, card: ModelCard) -> Iterator[str]:
    """The challenger and whom it met, at each origin that could teach it."""
    met = opponent(card)
    here = {s.origin: s for s in card.score_card.scores if s.candidate == met}
    for one in card.score_card.scores:
        if one.candidate == CHALLENGER and one.origin in here:
            its: Score = here[one.origin]
            yield (
                f"| {name}, {one.origin}, {one.days} | {one.customers:,} | {its.title} |"
                f" {one.log_score:.4f} | {its.log_score:.4f} | {one.crps:,.3f} | {its.crps:,.3f} |"
                f" {one.bias:+.1%} | {its.bias:+.1%} |"
            )


def opponent(card: ModelCard) -> str:
    """The candidate that the challenger met: the card names it by its title."""
    told = verdict(card).partition(" where ")[2]
    titles = {s.title: s.candidate for s in card.score_card.scores}
    return titles[max((title for title in titles if told.startswith(title + " has")), key=len)]


def verdict(card: ModelCard) -> str:
    """What the card says of the challenge."""
    return next(part for part in card.score_card.why.split("; ") if "challenger was tried" in part)


if __name__ == "__main__":
    main()
