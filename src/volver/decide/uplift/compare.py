"""Every way to choose whom to treat, judged on halves that it has not learnt from.

Customers are cut into halves at random, several times. On one half everything is learnt, on the
other judged, and then the other way about. So each customer is judged by as many rules of a kind
as there are cuts, none of which has seen that customer; the value of a kind is that of its rules on
average.

Sources: Athey & Wager (2021), Econometrica 89(1), 133-161, for values by doubly robust scores;
Ascarza (2018), Journal of Marketing Research 55(1), 80-98, for why risk is no ground to choose by.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from volver.decide.uplift.advise import advise
from volver.decide.uplift.check import checked, lift
from volver.decide.uplift.learners import Learner, Places, catalogue, halves
from volver.decide.uplift.measures import Ordered, ordered, perfect, qini, sums
from volver.decide.uplift.money import Stakes, estimate
from volver.decide.uplift.policy import PLAIN, Rule, expected, judged, rules
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.uplift import (
    AT,
    SHARES,
    Candidate,
    Choice,
    Comparison,
    Experiment,
    Spread,
)

CUTS = 10
SEED = 20_180_201


@dataclass(slots=True)
class Tally:
    """What was seen of one candidate, summed over cuts."""

    value: Vector
    """Incremental margin of each customer under it. Shape (n,)."""
    treats: Vector
    """How many of its rules treat each. Shape (n,)."""
    qini: list[float] = field(default_factory=list)
    auuc: list[float] = field(default_factory=list)
    uplift_at: list[float] = field(default_factory=list)
    curve: list[Vector] = field(default_factory=list)

    def add(self, rule: Rule, which: Places, found: Ordered, best: Ordered, money: Vector) -> None:
        """One half. which: its places; found, best: its customers in the order of the rule, and
        in the perfect one; money: the score of each, shape (half,)."""
        self.value[which] += rule.treat * money
        self.treats[which] += rule.treat
        self.qini.append(qini(found, best))
        self.auuc.append(found.auuc())
        self.uplift_at.append(found.at(AT))
        first, total = sums(rule.order, money)
        reached = np.array(SHARES) * len(money)
        self.curve.append(np.interp(reached, first, total) / len(money))


def compare(
    of: Experiment,
    cost: Vector | float,
    margin: Vector | float,
    *,
    level: float = 0.95,
    cuts: int = CUTS,
    boosting: bool = False,
    seed: int = SEED,
) -> Comparison:
    """Compare learners with treating all, none, some at random, and those likely to respond.

    cost: of treating one customer; margin: of one unit of the outcome. Both in money, for all or
    for each, shape (n,): where the outcome is to stay, the margin is what each is worth from here.
    level: of intervals. cuts: into halves, each judged both ways; at least two. boosting: with
    learners on boosted trees, which takes far longer.
    """
    if cuts < 2:
        raise BadInput(
            what="One cut does not show how far rules disagree",
            where="cuts",
            next_step="Cut customers into halves at least twice.",
        )
    ratio = checked(of)
    learners = catalogue(of.is_binary, boosting)
    tallies = tally(of, Stakes.of(len(of), cost, margin), learners, cuts, seed)
    plain = "all" if worth(tallies, "all", cuts, level).low > 0 else "none"
    # Bonferroni: the best of many is looked at, and what chance gave it must not be its gain.
    each = 1 - (1 - level) / (len(tallies) - len(PLAIN))
    candidates = tuple(
        Candidate(
            code=code,
            share=float(one.treats.mean()) / cuts,
            value=worth(tallies, code, cuts, level),
            gain=worth(tallies, code, cuts, each, over=plain),
            qini=_spread(one.qini) if of.is_binary else None,
            auuc=_spread(one.auuc),
            uplift_at=_spread(one.uplift_at),
            curve=tuple(np.mean(one.curve, axis=0).tolist()),
        )
        for code, one in tallies.items()
    )
    found = lift(of, level)
    return Comparison(
        customers=len(of),
        treated=int(of.treated.sum()),
        sample_ratio=ratio,
        lift=found,
        halves=2 * cuts,
        level=level,
        candidates=candidates,
        advice=advise(candidates, found, plain),
    )


def tally(
    of: Experiment, stakes: Stakes, learners: Mapping[str, Learner], cuts: int, seed: int
) -> dict[str, Tally]:
    """All candidates on all halves, by their codes."""
    generator = np.random.default_rng(seed)
    found: dict[str, Tally] = {}
    for _ in range(cuts):
        for learns, which in halves(generator.permutation(len(of))):
            known, others = of.only(learns), of.only(which)
            here, ahead, arms = stakes.only(learns), stakes.only(which), expected(known)
            gain, money = here.money(judged(known, arms)), ahead.money(judged(others, arms))
            best = perfect(others)
            said = rules(known, gain, here, others.features, ahead, learners, generator)
            for code, rule in said.items():
                one = found.setdefault(code, Tally(np.zeros(len(of)), np.zeros(len(of))))
                one.add(rule, which, ordered(rule.score, others), best, money)
    return found


def worth(
    tallies: Mapping[str, Tally], code: str, cuts: int, level: float, over: str = "none"
) -> Estimate:
    """Incremental margin per customer of a candidate above another that is not learnt."""
    gained = (tallies[code].value - tallies[over].value) / cuts
    if code in PLAIN:
        return estimate(gained, level)
    noise = tallies["all"].value / cuts
    return estimate(gained, level, unsettled(tallies[code].treats, cuts) * (noise - noise.mean()))


def unsettled(treats: Vector, cuts: int) -> Vector:
    """How far the noise of one half steers the rules by which the other is judged. Shape (n,).

    Whoever seems to gain in one half by chance is treated in the other, and the other way about:
    so both halves of a cut are off to the same side, the more so the less rules agree on whom to
    treat (Luedtke & van der Laan 2016, Annals of Statistics 44(2), 713-742). For normal noise s
    and a rule that treats where an estimate is above 0, as a share p of halves do, the variance of
    the mean over all cuts is s^2 (p^2 + phi(q)^2) by Stein's lemma, with q the normal quantile of
    p: its second part is what customers judged one by one do not show.

    treats: how many of the cuts treat each; one cut alone shows no disagreement.
    """
    from scipy.special import ndtri

    density = np.exp(-(ndtri(treats / cuts) ** 2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray(density * np.sqrt(cuts / max(cuts - 1, 1)))


def choose(
    compared: Comparison,
    of: Experiment,
    cost: Vector | float,
    margin: Vector | float,
    features: Vector,
    cost_ahead: Vector | float | None = None,
    margin_ahead: Vector | float | None = None,
) -> Choice:
    """Whom of other customers to treat as advised, learnt from the whole experiment.

    cost, margin: as compared. features: of the customers to choose among, shape (m, k), in the
    order of the experiment's. cost_ahead, margin_ahead: theirs, where they are not the same.
    """
    ahead = Stakes.of(
        len(features),
        cost if cost_ahead is None else cost_ahead,
        margin if margin_ahead is None else margin_ahead,
    )
    by = compared.advice.by
    learners = catalogue(of.is_binary, boosting=by.endswith("_boosted"))
    chosen = {by: learners[by]} if by in learners else {}
    here, rows = Stakes.of(len(of), cost, margin), np.asarray(features, np.float64)
    gain = here.money(judged(of, expected(of)))
    generator = np.random.default_rng(SEED)
    rule = rules(of, gain, here, rows, ahead, chosen, generator)[by]
    lifted = np.full(len(features), compared.lift.difference.value)
    return Choice(rule.treat, rule.order if chosen else ahead.money(lifted))


def _spread(of: list[float]) -> Spread:
    return Spread(float(np.mean(of)), float(np.std(of, ddof=1)))
