"""Write docs/why/choice.md: python -m tests.truth.choice_figures

What the automatic choice would have taken at days in the past, and how every single family did in
the months that followed. The choice is made as anybody's would have been: by backtests on what was
known on that day. Needs the real data sets; takes some minutes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from tests.predict.test_real_shops import CDNOW, looked_at, retail
from tests.predict.worlds import asked
from tests.truth.seasons import real

from volver.domain.money import Basis
from volver.domain.ports import Quiet
from volver.domain.time import DiscountRate
from volver.predict.backtest import Backtest, _seen, _trials
from volver.predict.forecast import forecast
from volver.predict.purchases.stacked import parts
from volver.predict.scoring import Trial
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

PAGE = Path(__file__).parents[2] / "docs/why/choice.md"
JOURNEY = (
    "INSERT INTO order_lines (load_id, line, order_id, customer_id, ordered_at, day, revenue,"
    " is_refund) SELECT 1, row_number() OVER (), CAST(basket_id AS TEXT),"
    " CAST(household_id AS TEXT), MIN(transaction_timestamp),"
    " CAST(MIN(transaction_timestamp) AS DATE), CAST(SUM(sales_value) AS DECIMAL(18,4)), FALSE"
    " FROM read_parquet($file) GROUP BY basket_id, household_id"
)


@dataclass(frozen=True)
class Look:
    """One shop on one day of its past."""

    shop: str
    origin: date
    days: int
    trials: list[Trial]
    chosen: str

    def trial(self, name: str) -> Trial | None:
        """One candidate's."""
        return next((t for t in self.trials if t.score.candidate == name), None)

    @property
    def best(self) -> Trial:
        """The single family with the best log score, degenerate fits left out."""
        able = [
            t
            for t in self.trials
            if not t.score.is_baseline
            and t.score.rejected is None
            and len(parts(t.score.candidate)) == 1
        ]
        return max(able or self.trials, key=lambda t: t.score.log_score)

    @property
    def behind(self) -> tuple[float, float]:
        """How far the choice is below that, and the standard error of the paired difference."""
        chosen = self.trial(self.chosen)
        assert chosen is not None
        gap = self.best.log_scores - chosen.log_scores
        return float(gap.mean()), float(gap.std() / len(gap) ** 0.5)


def main() -> None:
    """Write the page."""
    PAGE.write_text("\n".join(page(list(looks()))) + "\n", "utf-8")


def shops() -> dict[str, tuple[Snapshot, int, int]]:
    """Each with the days that are foretold and those between the looks."""
    folder = Path(os.getenv("VOLVER_TEST_DATA", ""))
    plain = Shape(Basis("revenue"), False, False)
    cdnow = looked_at(CDNOW, folder / "cdnow/CDNOW_master.txt.gz", plain, date(1998, 6, 30))
    journey = looked_at(
        JOURNEY, folder / "complete_journey/transactions.parquet",
        Shape(Basis("revenue"), True, False), date(2017, 12, 31),
    )  # fmt: skip
    return {
        "CDNOW": (cdnow, 182, 91),
        "Online Retail": (retail(date(2011, 12, 9)), 91, 91),
        "Complete Journey": (journey, 91, 61),
        "Grocery": (real("grocery", folder / "r_packages"), 182, 91),
        "Apparel": (real("apparel", folder / "r_packages"), 364, 364),
    }


def origins(snapshot: Snapshot, days: int, step: int) -> Iterator[date]:
    """Up to three days in the past, with as many before as are foretold."""
    for back in (2, 1, 0):
        origin = snapshot.as_of - timedelta(days=days + back * step)
        if (origin - snapshot.first_day).days >= days:
            yield origin


def looks() -> Iterator[Look]:
    """Each shop on each of these days."""
    for name, (snapshot, days, step) in shops().items():
        for origin in origins(snapshot, days, step):
            question = asked(days=days)
            card = forecast(snapshot.at(origin), question, Quiet())
            undiscounted = replace(question, rate=DiscountRate(0.0))
            seen = _seen(snapshot, origin, undiscounted)
            tested = Backtest(tuple(_trials(seen, undiscounted)), days, False, seen={origin: seen})
            if len(parts(card.model)) > 1:
                tested = tested.with_stack(parts(card.model))
            yield Look(name, origin, days, list(tested.trials), card.model)
            print(name, origin, card.model, flush=True)  # noqa: T201 - it takes minutes


def page(found: list[Look]) -> Iterator[str]:
    """The tables."""
    yield "# The choice: what it took, and what it cost\n"
    yield "Made by `python -m tests.truth.choice_figures`. At each day the choice knew what was"
    yield "known then, and chose by backtests of its own; every family was fitted on the same."
    yield "Log score: the mean ln of the probability that was given to a customer's number of"
    yield "orders, nearer to 0 is better. Degenerate fits are left out of the best. Where models"
    yield "are better together than any alone, by more than one standard error, they forecast"
    yield "together, in shares that past origins taught (`predict/stack.py`).\n"
    head = "Shop, day, days ahead", "Customers", "Chosen", "Log score", "Best family"
    yield f"| {' | '.join(head)} | Log score | Behind, in standard errors |"
    yield "|---|---:|---|---:|---|---:|---:|"
    yield from table(found)
    yield from families(found)
    yield from against_bg(found)


def table(found: list[Look]) -> Iterator[str]:
    """One row for each look."""
    for look in found:
        chosen, best = look.trial(look.chosen), look.best
        assert chosen is not None
        gap, error = look.behind
        errors = "0" if gap <= 0 else f"{gap / error:.1f}"
        yield (
            f"| {look.shop}, {look.origin}, {look.days} | {chosen.score.customers:,} |"
            f" {chosen.score.title} | {chosen.score.log_score:.4f} | {best.score.title} |"
            f" {best.score.log_score:.4f} | {errors} |"
        )


def families(found: list[Look]) -> Iterator[str]:
    """Every candidate everywhere."""
    names = list(dict.fromkeys(t.score.candidate for look in found for t in look.trials))
    names = [name for name in names if len(parts(name)) == 1]
    yield "\n## Every candidate\n"
    yield "Log score, and by how much the total of orders was missed. In brackets: degenerate.\n"
    yield f"| Candidate | {' | '.join(f'{look.shop} {look.origin}' for look in found)} |"
    yield f"|---|{'---:|' * len(found)}"
    for name in names:
        cells = []
        for look in found:
            trial = look.trial(name)
            if trial is None:
                cells.append("-")
                continue
            text = f"{trial.score.log_score:.3f} {trial.score.bias:+.0%}"
            cells.append(f"({text})" if trial.score.rejected else text)
        yield f"| `{name}` | {' | '.join(cells)} |"


def against_bg(found: list[Look]) -> Iterator[str]:
    """The choice against always taking BG/NBD."""
    pairs = [
        (chosen.score, plain.score)
        for look in found
        if (chosen := look.trial(look.chosen)) and (plain := look.trial("bg-nbd"))
    ]
    ours, plain = (
        [np.mean([p[i].log_score for p in pairs]), np.mean([abs(p[i].bias) for p in pairs])]
        for i in (0, 1)
    )
    yield f"\n## Against always BG/NBD\n\nMean of {len(pairs)} looks.\n"
    yield "| | Log score | Miss of the total, either way |\n|---|---:|---:|"
    yield f"| the choice | {ours[0]:.4f} | {ours[1]:.1%} |"
    yield f"| BG/NBD | {plain[0]:.4f} | {plain[1]:.1%} |"


if __name__ == "__main__":
    main()
