"""What the peers may choose, tried on the week where our weights were chosen too.

python -m tests.truth.offer_tuning

Recall of ten on the basket after TUNED, last baskets left out. The best of each goes into
offer_peers.py; the weeks of the tests are not looked at.
"""

import os
from pathlib import Path

from tests.truth.offer_peers import als, item_knn
from tests.truth.offer_scores import TUNED, after, journey, scored

KNN = [(neighbours,) for neighbours in (2, 3, 5, 20, 50)]
"""Neighbours."""
ALS = [
    (128, 10.0, 1.0, 4),
    (128, 30.0, 1.0, 4),
    *((64, 10.0, 1.0, rounds) for rounds in (4, 8)),
    *((32, penalty, trust, 4) for penalty in (1.0, 10.0) for trust in (0.1, 1.0, 10.0)),
]
"""Factors, penalty, what a basket adds to the confidence, rounds."""


def main() -> None:
    """Print recall, NDCG and recall of the new for each choice."""
    folder = Path(os.getenv("VOLVER_TEST_DATA", "")) / "complete_journey"
    held = after(journey(folder), TUNED, True)
    for name, peer, grid in (("item-kNN", item_knn, KNN), ("ALS", als, ALS)):
        for chosen in grid:
            found = scored(held, peer(held.train, *chosen))
            parts = (found.recall, found.ndcg, found.explore_recall)
            print(name, *chosen, *(f"{part:.4f}" for part in parts), flush=True)  # noqa: T201 - it takes minutes


if __name__ == "__main__":
    main()
