"""Simulation-based calibration: a truth drawn, a world made of it, a fit, and where the truth lies.

Log parameters are drawn from a normal prior, a shop from the model with them, and the model is
fitted to the shop. The rank of the truth among draws from the fit's Laplace approximation is as
likely to be anything as anything else, if the approximation is right; so is the rank of what
follows from the parameters. The prior is narrow beside nothing: it only varies the truth, the fit
knows nothing of it, so the ranks also say whether maximum likelihood leans to one side.

Source: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), Validating Bayesian Inference
Algorithms with Simulation-Based Calibration, arXiv:1804.06788; bands by Kolmogorov's distribution.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields

import numpy as np
from scipy.stats import kstwo
from tests.contracts.test_renewal_models import TRUTH
from tests.contracts.test_renewal_models import drawn as drawn_tenures
from tests.predict.worlds import MODEL_OF
from tests.truth.seasons import CALENDAR, Known

from volver.domain.history import Histories, Pace, Spend
from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.opportunities.draw import draw_new
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.catalogue import CANDIDATES, NEEDS_GAPS, SEASONAL
from volver.predict.purchases.model import expected_orders
from volver.predict.renewals.catalogue import RENEWAL_MODELS, WHOLE
from volver.predict.renewals.model import survival
from volver.stats.simulate import World, simulate, summarise

SPREAD = 0.25
"""Standard deviation of the prior of each log parameter: a factor of 1.6 each way."""
DRAWS, FORECAST_DRAWS = 99, 19
"""Of the Laplace approximation: ranks are 0 .. 99; 0 .. 19 of what follows, which costs more."""
ARRIVALS, AS_OF, AHEAD = 1000, 4000, 1500
"""Days in which customers come, that are seen, and that are foretold: orders are slow, so that
hardly two fall on one day and a day is short."""
SLOWER = {"nbd": 10, "nbd-season": 10, "bg-nbd-season": 10, "mbg-nbd-season": 10}
"""Times as slow: two letters are pinned down so well that the one order in two hundred which falls
on the day of another, and is one with it, shows as a seventh of a standard error. On a clock orders
crowd in the season, and more of them fall together."""
ALARM = 1e-3
"""How often all bands of one model together would be left by chance alone."""

Simulated = Callable[[np.ndarray, int, np.random.Generator], object]


@dataclass(frozen=True)
class Subject:
    """A model to be calibrated."""

    letters: tuple[str, ...]
    """Of the parameters, as people write them."""
    centre: np.ndarray
    """Of the prior, on logs."""
    world: Callable[[np.ndarray, int, np.random.Generator], object]
    """Parameters and customers, to data."""
    fit: Callable[[object], object]
    """Data to a fitted model."""
    says: Callable[[object], float]
    """What follows from the parameters and is bet on."""
    of: Callable[[np.ndarray], object]
    """Log parameters to a model."""


@dataclass
class Ranks:
    """Where the truth lies among the draws, by letter and of the "forecast"."""

    by_name: dict[str, np.ndarray]
    """(rank + a uniform number) / (draws + 1), each of shape (worlds,)."""
    ridges: int
    """Fits whose likelihood was flat in some direction; they count with the others."""
    errors: dict[str, np.ndarray] = field(default_factory=dict)
    """(estimate - truth) / standard error, by letter."""

    def distances(self) -> dict[str, float]:
        """Largest distance of the distribution of ranks from uniform, by name."""
        return {name: from_uniform(placed) for name, placed in self.by_name.items()}

    def band(self) -> float:
        """The distance that one of the names would pass by chance once in 1 / ALARM times."""
        return band(len(next(iter(self.by_name.values()))), len(self.by_name))


def from_uniform(values: np.ndarray) -> float:
    """Kolmogorov's distance of numbers in (0, 1) from uniform."""
    n = len(values)
    ordered = np.sort(values)
    return float(max((np.arange(1, n + 1) / n - ordered).max(), (ordered - np.arange(n) / n).max()))


def band(n: int, tests: int = 1) -> float:
    """A distance of n numbers from uniform that is passed by chance in ALARM of cases, all tests
    together (Bonferroni)."""
    return float(kstwo.ppf(1 - ALARM / tests, n))


def ranks(subject: Subject, worlds: int, customers: int, seed: int) -> Ranks:
    """Draw, simulate, fit and rank, so many times."""
    generator = np.random.default_rng(seed)
    names = (*subject.letters, "forecast")
    found = np.empty((worlds, len(names)))
    errors = np.empty((worlds, len(subject.letters)))
    ridges = 0
    for n in range(worlds):
        truth = subject.centre + SPREAD * generator.standard_normal(len(subject.centre))
        fitted = subject.fit(subject.world(truth, customers, generator))
        where, covariance = fitted.fit.log_parameters, fitted.fit.covariance
        ridges += fitted.fit.ridge is not None
        draws = generator.multivariate_normal(where, covariance, DRAWS)
        told = np.array([subject.says(subject.of(draw)) for draw in draws[:FORECAST_DRAWS]])
        rank = np.append(
            (draws < truth).sum(axis=0), (told < subject.says(subject.of(truth))).sum()
        )
        sizes = np.append(np.full(len(truth), DRAWS), FORECAST_DRAWS) + 1
        found[n] = (rank + generator.random(len(names))) / sizes
        errors[n] = (where - truth) / np.sqrt(np.diag(covariance))
    return Ranks(
        dict(zip(names, found.T, strict=True)), ridges,
        dict(zip(subject.letters, errors.T, strict=True)),
    )  # fmt: skip


# Purchases -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shop:
    """Customers of a purchase model as a shop sees them, and what they did then."""

    histories: Histories
    came: np.ndarray
    clock: Known | None
    days: float

    @property
    def columns(self) -> tuple[np.ndarray, ...]:
        """x, t_x, T; on the clock where there is one."""
        h = self.histories
        x, t_x, age = (v.astype(float) for v in (h.repeat_count, h.first_to_last, h.age))
        if self.clock is None:
            return x, t_x, age
        return x, self.clock.first_to_last(t_x, age), self.clock.age(age)

    @property
    def ahead(self) -> float:
        """Days foretold; on the clock where there is one."""
        return self.days if self.clock is None else float(self.clock.at(np.array([self.days]))[0])


def centre_of(name: str) -> np.ndarray:
    """An order in 400 days or so; one in four leaves after each, or one in 1,700 on each day."""
    base, usual = name.removesuffix("-season"), 400.0 * SLOWER.get(name, 1)
    if base == "nbd":
        return np.log([0.9, usual])
    b = 1500.0 if base == "pareto-nbd" else 2.5
    return np.log([0.9, usual / phases_of(base), 0.9, b])


def phases_of(name: str) -> int:
    """k of the worlds of regular orders."""
    return 3 if name in NEEDS_GAPS else 1


def shop(
    name: str, logs: np.ndarray, customers: int, generator: np.random.Generator, clocked: bool
) -> Shop:
    """A world of a model of purchases."""
    if name == "nbd":
        leaving, rest = "after_repeats", (1e-9, 1.0)  # nobody leaves in a life of orders
    else:
        plain = name.replace("cnbd-k", "nbd")
        leaving = next(when for when, model in MODEL_OF.items() if model == plain)
        rest = tuple(np.exp(logs[2:]).tolist())
    slower = SLOWER.get(f"{name}-season" if clocked else name, 1)
    world = World(
        *np.exp(logs[:2]).tolist(), *rest, leaving, p=6.0, q=4.0, gamma=15.0,
        phases=phases_of(name), season=CALENDAR if clocked else (),
    )  # fmt: skip
    arrivals, as_of, ahead = (days * slower for days in (ARRIVALS, AS_OF, AHEAD))
    orders, truth = simulate(world, customers, arrivals, as_of, ahead, generator)
    x, t_x, age, _ = summarise(orders, as_of)
    gaps = None
    if name in NEEDS_GAPS:
        seen = np.unique(np.stack([orders.customer, orders.day])[:, orders.day <= as_of], axis=1)
        gaps = float(np.log(np.diff(seen[1])[np.diff(seen[0]) == 0]).sum())
    clock = Known(CALENDAR, as_of) if clocked else None
    pace = Pace(clock.age(np.arange(int(age.max()) + 1)), 0.0) if clock else None
    return Shop(
        Histories(x, t_x, age, np.ones_like(x), gaps, pace), truth.future_orders, clock, ahead
    )


def of_purchases(name: str) -> Subject:
    """A model of the catalogue, on the world's own clock where it has one."""
    clocked = name in SEASONAL
    base = name.removesuffix("-season")
    kind = CANDIDATES[base]
    model = kind.of(phases_of(base)) if base in NEEDS_GAPS else kind

    def fit(seen: Shop) -> object:
        # At the world's own k: which k is best is a choice, and no Laplace approximation's affair.
        return model.fit_phases(seen.histories) if base in NEEDS_GAPS else kind.fit(seen.histories)

    return Subject(
        tuple(f.name for f in fields(kind)),
        centre_of(name),
        lambda logs, customers, generator: shop(base, logs, customers, generator, clocked),
        fit,
        lambda one: one.expected_new(AHEAD),
        model.from_log_parameters,
    )


def pit_of_purchases(name: str, customers: int, seed: int) -> np.ndarray:
    """Randomised PIT of the orders that came, by a model fitted to what came before."""
    generator = np.random.default_rng(seed)
    subject = of_purchases(name)
    seen = subject.world(subject.centre, customers, generator)
    model = subject.fit(seen).model
    x, t_x, age = seen.columns
    most = int(seen.came.max()) + 1
    alive, share = model.p_alive(x, t_x, age), model.phase_if_alive(x, t_x, age)
    reached = np.zeros((customers, most + 1))
    for phase in range(model.phases):
        at_least = model.at_least_if_alive(x, age, seen.ahead, most, phase)
        reached[:, 1:] += (alive * share[phase])[:, None] * at_least
    reached[:, 0] = 1
    rows = np.arange(customers)
    here, above = reached[rows, seen.came], reached[rows, seen.came + 1]
    assert expected_orders(model, x, t_x, age, seen.ahead).sum() > 0
    return 1 - here + generator.random(customers) * (here - above)


# Opportunities, renewals, order values ---------------------------------------------------------

OPPORTUNITIES, OPPORTUNITIES_AHEAD = 12, 6


def _opportunity_world(logs: np.ndarray, customers: int, generator: np.random.Generator) -> object:
    n = generator.integers(1, OPPORTUNITIES + 1, customers)
    model = BgBb.from_log_parameters(logs)
    return draw_new(model, n, OPPORTUNITIES_AHEAD, generator)


BG_BB = Subject(
    tuple(f.name for f in fields(BgBb)),
    np.log([1.2, 0.8, 0.7, 2.8]),
    _opportunity_world,
    lambda world: BgBb.fit(world.histories),
    lambda model: model.expected_new(OPPORTUNITIES_AHEAD),
    BgBb.from_log_parameters,
)


def pit_of_opportunities(customers: int, seed: int) -> np.ndarray:
    """Randomised PIT of the orders at the opportunities ahead."""
    generator = np.random.default_rng(seed)
    world = BG_BB.world(BG_BB.centre, customers, generator)
    model, h = BG_BB.fit(world).model, world.histories
    alive = model.p_alive(h.order_count, h.last_with_order, h.opportunities, ahead=0)
    at_least = model.at_least_if_alive(
        h.order_count, h.opportunities, OPPORTUNITIES_AHEAD, OPPORTUNITIES_AHEAD
    )
    none = np.zeros((customers, 1))
    reached = np.hstack([none + 1, alive[:, None] * at_least, none])
    rows = np.arange(customers)
    here, above = reached[rows, world.future_orders], reached[rows, world.future_orders + 1]
    return 1 - here + generator.random(customers) * (here - above)


SEEN = 24
"""Periods for which customers on a contract are watched, at most."""


def of_renewals(name: str) -> Subject:
    """A model of renewals; what it says is survival at half as long again as was seen."""
    kind = RENEWAL_MODELS[name]

    def world(logs: np.ndarray, customers: int, generator: np.random.Generator) -> object:
        model = kind.from_log_parameters(logs)
        seed = int(generator.integers(2**32))
        return drawn_tenures(model, customers, SEEN, seed, exact=kind not in WHOLE)

    return Subject(
        tuple(f.name for f in fields(kind)),
        np.log(TRUTH[name]),
        world,
        kind.fit,
        lambda model: float(survival(model, np.array([1.5 * SEEN]))[0]),
        kind.from_log_parameters,
    )


def pit_of_renewals(name: str, customers: int, seed: int) -> np.ndarray:
    """Randomised PIT of when the customers leave who are there after half of the time.

    Fitted to what was seen by then; who stays to the end of the watch left at some time after it.
    """
    kind = RENEWAL_MODELS[name]
    made_of = kind.from_log_parameters(np.log(TRUTH[name]))
    whole = drawn_tenures(made_of, customers, 2 * SEEN, seed, exact=kind not in WHOLE)
    cut = SEEN / 2
    early = whole.ended & (whole.last <= cut)
    model = kind.fit(type(whole).of(np.minimum(whole.last, cut), early)).model
    there = ~early
    last, ended = whole.last[there], whole.ended[there]
    since = np.full(len(last), cut)
    after = np.exp(model.log_kept(since, np.maximum(last, cut)))
    period = 1.0 if kind in WHOLE else 0.0
    before = np.exp(model.log_kept(since, np.maximum(last - period, cut)))
    uniforms = np.random.default_rng(seed).random(len(last))
    left = 1 - after - (before - after) * uniforms
    stayed = 1 - after * uniforms
    return np.where(ended, left, stayed)


def _spend_world(logs: np.ndarray, customers: int, generator: np.random.Generator) -> object:
    p, q, gamma = np.exp(logs)
    x = generator.geometric(0.3, customers)
    nu = generator.gamma(q, 1 / gamma, customers)
    return Spend(x, generator.gamma(p * x, 1 / nu) / x), generator.gamma(p, 1 / nu)


GAMMA_GAMMA = Subject(
    tuple(f.name for f in fields(GammaGamma)),
    np.log([6.0, 4.0, 15.0]),
    _spend_world,
    lambda seen: GammaGamma.fit(seen[0]),
    lambda model: float(model.expected(np.zeros(1), np.zeros(1))[0]),
    GammaGamma.from_log_parameters,
)


def pit_of_order_values(customers: int, seed: int) -> np.ndarray:
    """PIT of the value of the next order, by a model fitted to those before."""
    generator = np.random.default_rng(seed)
    spend, following = GAMMA_GAMMA.world(GAMMA_GAMMA.centre, customers, generator)
    model = GAMMA_GAMMA.fit((spend, following)).model
    x = spend.repeat_count.astype(float)
    return model.sum_cdf(np.ones(1), following / model.scale(x, spend.mean), x)


SUBJECTS: dict[str, Subject] = {
    **{name: of_purchases(name) for name in (*CANDIDATES, *SEASONAL)},
    BgBb.name: BG_BB,
    **{name: of_renewals(name) for name in RENEWAL_MODELS},
    GammaGamma.name: GAMMA_GAMMA,
}
PITS: dict[str, Callable[[int, int], np.ndarray]] = {
    **{n: lambda c, s, n=n: pit_of_purchases(n, c, s) for n in (*CANDIDATES, *SEASONAL)},
    BgBb.name: pit_of_opportunities,
    **{n: lambda c, s, n=n: pit_of_renewals(n, c, s) for n in RENEWAL_MODELS},
    GammaGamma.name: pit_of_order_values,
}
