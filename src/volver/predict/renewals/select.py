"""Which model of renewals: the simplest that no richer one beats by more than chance.

The candidates lie one inside the other, so twice the gain in log-likelihood says whether a
parameter more tells the truth or follows noise.

Source: the likelihood-ratio test; where the simpler model lies on the edge of the richer (no
spread between customers, nobody who never leaves) its distribution is half a point at zero: Self &
Liang (1987), JASA 82, 605-610, case 5. This is how Fader et al. (2018), Journal of Interactive
Marketing 43, 1-16, choose between sBG and BdW.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.domain.tenure import Tenures
from volver.predict.purchases.model import Fitted
from volver.predict.question import AUTO
from volver.predict.renewals import catalogue
from volver.predict.renewals.life_table import LifeTable, life_table
from volver.predict.renewals.model import NEVER_LEAVES, OWN, RenewalModel

CHANCE = 0.05
"""A gain that chance makes more often than this is none; shared by the models that are tried."""

ENDS_PER_PARAMETER = 10
"""Customers who left, for each parameter, before a richer model is tried."""
ON_THE_EDGE = (frozenset({OWN}), frozenset({NEVER_LEAVES}))
"""What a richer model knows more, of which the simpler one is an end and no place inside."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A simpler model against a richer one on the same tenures."""

    simpler: str
    richer: str
    ratio: float
    """Twice the gain in log-likelihood."""
    p_value: float
    """How often chance alone would gain as much."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The model chosen, what speaks for it, and the others."""

    fitted: Fitted[RenewalModel]
    why: str
    fits: dict[str, Fitted[RenewalModel]]
    """Of every candidate tried, by name, simplest first."""
    comparisons: tuple[Comparison, ...]


def choose(tenures: Tenures, model: str = AUTO, never_leaves: bool = False) -> Choice | NotEnough:
    """Fit the candidates and choose, or fit the one that was asked for.

    never_leaves: try models in which a share of customers never leaves.
    """
    table = life_table(tenures)
    ends = round(float((tenures.count * tenures.ended).sum()))
    if ends == 0:
        return NotEnough("nobody has left yet, so nothing tells how long customers stay", 1, 0)
    if model != AUTO:
        fitted = _named(model).fit(tenures)
        return Choice(fitted, "the model that was asked for", {model: fitted}, ())
    candidates, left_out = _candidates(tenures, table, ends, never_leaves)
    fits = {kind.name: kind.fit(tenures) for kind in candidates}
    usable = [name for name, found in fits.items() if found.fit.converged]
    first = next(iter(fits))
    names = usable if first in usable else [first, *usable]
    pairs = [(fits[a], fits[b]) for a in names for b in names]
    comparisons = [compare(a, b) for a, b in pairs if a.model.features < b.model.features]
    # Of unbeaten ones the simplest; of equally simple ones the likelier.
    unbeaten = [name for name in names if not is_beaten(name, comparisons)]
    chosen = min(unbeaten, key=lambda n: (len(fits[n].model.features), -fits[n].fit.log_likelihood))
    said = [*_said(chosen, fits, comparisons), *left_out]
    said += [_why_not(fits[n]) for n in fits if n not in names]
    return Choice(fits[chosen], "; ".join(said), fits, tuple(comparisons))


def compare(simpler: Fitted[RenewalModel], richer: Fitted[RenewalModel]) -> Comparison:
    """The likelihood-ratio test of two fits to the same tenures."""
    from scipy.special import chdtrc

    ratio = max(2 * (richer.fit.log_likelihood - simpler.fit.log_likelihood), 0.0)
    more = len(richer.fit.log_parameters) - len(simpler.fit.log_parameters)
    p_value = float(chdtrc(more, ratio))
    if richer.model.features - simpler.model.features in ON_THE_EDGE:
        p_value = p_value / 2 if ratio > 0 else 1.0
    return Comparison(simpler.model.name, richer.model.name, ratio, p_value)


def _named(model: str) -> type[RenewalModel]:
    if model not in catalogue.RENEWAL_MODELS:
        raise BadInput(
            what=f"There is no model of renewals called {model[:40]!r}",
            where="--model",
            next_step=f"Use auto, or one of: {', '.join(catalogue.RENEWAL_MODELS)}.",
        )
    return catalogue.RENEWAL_MODELS[model]


def _candidates(
    tenures: Tenures, table: LifeTable, ends: int, never_leaves: bool
) -> tuple[list[type[RenewalModel]], list[str]]:
    """Models that the data can carry, simplest first, and why the others are left out."""
    family: Sequence[type[RenewalModel]] = catalogue.WHOLE if tenures.is_whole else catalogue.EXACT
    if never_leaves:
        family = (*catalogue.EXACT, *catalogue.NEVER)
    able, left_out = [family[0]], []
    for kind in family[1:]:
        need = ENDS_PER_PARAMETER * (1 + len(kind.features))
        if table.seen < kind.needs:
            left_out.append(f"{kind.title} needs {kind.needs} periods: there are {table.seen}")
        elif ends < need:
            left_out.append(f"{kind.title} needs {need} customers who left: there are {ends}")
        else:
            able.append(kind)
    return able, left_out


def is_beaten(name: str, comparisons: Sequence[Comparison]) -> bool:
    """Whether a richer model gains more than chance would; the more that try, the more it must
    gain (Bonferroni)."""
    tried = [c.p_value for c in comparisons if c.simpler == name]
    return bool(tried) and min(tried) < CHANCE / len(tried)


def _said(
    chosen: str, fits: dict[str, Fitted[RenewalModel]], comparisons: Sequence[Comparison]
) -> list[str]:
    said = []
    for c in comparisons:
        p = f"{c.p_value:.3f}" if c.p_value >= 0.001 else "below 0.001"
        if c.richer == chosen and is_beaten(c.simpler, comparisons):
            said.append(
                f"{_title(fits[chosen])} fits better than {_title(fits[c.simpler])} (p {p})"
            )
        elif c.simpler == chosen:
            said.append(f"{_title(fits[c.richer])} gains no more than chance would (p {p})")
    return said or ["there is nothing to compare it with"]


def _why_not(fitted: Fitted[RenewalModel]) -> str:
    title = _title(fitted)
    return f"{title}: {fitted.fit.ridge}" if fitted.fit.ridge else f"{title} found no best fit"


def _title(fitted: Fitted[RenewalModel]) -> str:
    return fitted.model.title
