"""Write docs/why/offers.md: python -m tests.truth.offer_figures

The Complete Journey, lists of ten products against the next basket, beside other recommenders in
the same run. Needs the real data; takes some minutes.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tests.truth import offer_peers as peers
from tests.truth.offer_scores import (
    CUTS,
    TUNED,
    Held,
    Scores,
    after,
    category_pairs,
    journey,
    last_basket,
    merged,
    rows_of,
    scored,
    shortened,
)

from volver.decide.offers.baskets import Baskets
from volver.decide.offers.next_products import lists, prepared

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/why/offers.md"
HEAD = Path(__file__).with_name("offers.md")
COLUMNS = (
    "| | recall@10 | NDCG@10 | hit@10 | recall of repeats | recall of new | repeats on the list"
    " | products shown |\n|---|---:|---:|---:|---:|---:|---:|---:|"
)
PEERS = {
    "popularity": peers.popularity,
    "popularity, new to them": lambda bought: peers.popularity(bought, only_new=True),
    "personal top": peers.personal_top,
    "item-kNN": peers.item_knn,
    "ALS": peers.als,
}


def ours(train: Baskets) -> dict[str, np.ndarray]:
    """The two lists, and one made of them."""
    again, new = lists(*prepared(train, None), 10)
    one, other = rows_of(again, train.customers), rows_of(new, train.customers)
    both = merged(one, other)
    return {"**replenish, then discover**": both, "**replenish**": one, "**discover**": other}


def rows(held: Held, all_peers: bool = True) -> dict[str, Scores]:
    """How each list did."""
    made = ours(held.train)
    made |= {name: peer(held.train) for name, peer in PEERS.items() if all_peers}
    return {name: scored(held, shown) for name, shown in made.items()}


def table(found: dict[str, Scores]) -> Iterator[str]:
    """The scores, a row for each list."""
    yield COLUMNS
    for name, s in found.items():
        shares = f"{s.repeat_share:.1%} | {s.coverage:.1%}"
        parts = (s.recall, s.ndcg, s.hit, s.repeat_recall, s.explore_recall)
        yield f"| {name} | " + " | ".join(f"{part:.4f}" for part in parts) + f" | {shares} |"


def about(held: Held) -> str:
    """Who is scored."""
    known = len(np.unique(held.train.product))
    return (
        f"{len(held.customers):,} households, {known:,} products sold before,"
        f" {held.repeat_share:.1%} of a basket bought before."
    )


def page(bought: Baskets, folder: Path) -> Iterator[str]:
    """The whole page."""
    yield HEAD.read_text("utf-8").rstrip()
    parts = {
        f"Where the weights were chosen: the basket after {TUNED}": after(bought, TUNED, True),
        "Each household's last basket": last_basket(bought),
    }
    parts |= {f"The basket after {cut}": after(bought, cut) for cut in CUTS}
    for title, held in parts.items():
        yield f"\n### {title}\n\n{about(held)}\n"
        yield from table(rows(held))
    yield "\n## Short histories\n"
    yield (
        f"The basket after {CUTS[1]} of households whose history was cut to their last baskets\n"
        "before it, in one run with the whole histories of seven tenths of all households.\n"
    )
    train, groups = shortened(after(bought, CUTS[1]))
    shown = ours(train)["**replenish, then discover**"]
    liked = peers.popularity(train)
    yield "| baskets known | households | recall@10 | popularity's |\n|---|---:|---:|---:|"
    for kept, held in groups.items():
        both = [scored(held, each).recall for each in (shown, liked)]
        yield f"| {kept} | {len(held.customers)} | {both[0]:.4f} | {both[1]:.4f} |"
    yield "\n## Categories that go together\n"
    found, names = category_pairs(folder)
    yield (
        f"{found.units:,} baskets by their number, {len(names)} categories; pairs in more than"
        " 0.2 % of them, the highest lifts.\n"
    )
    yield "| pair | lift | 90 % | support | leverage |\n|---|---:|---:|---:|---:|"
    often = np.flatnonzero((found.support > 0.002) & (found.first < found.second))
    low, high = found.lift_band(0.9)
    for at in often[np.argsort(-found.lift[often], kind="stable")][:8].tolist():
        pair = " + ".join(names[int(side[at])].lower() for side in (found.first, found.second))
        yield (
            f"| {pair} | {found.lift[at]:.1f} | {low[at]:.1f} to {high[at]:.1f}"
            f" | {found.support[at]:.2%} | {found.leverage[at]:.4f} |"
        )


def main() -> None:
    """Write the page."""
    folder = Path(os.getenv("VOLVER_TEST_DATA", "")) / "complete_journey"
    told: list[str] = []
    for line in page(journey(folder), folder):  # what is found is kept, should the rest fail
        told.append(line)
        PAGE.write_text("\n".join(told) + "\n", "utf-8")


if __name__ == "__main__":
    main()
