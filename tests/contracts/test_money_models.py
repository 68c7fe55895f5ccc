"""Every model of margins passes this suite."""

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.predict.margins import losing, together

from volver.domain.history import Vector
from volver.predict.base import Base
from volver.predict.ladder import purchase_model
from volver.predict.money.model import GammaGammaMoney
from volver.predict.money.normal import NormalMoney
from volver.predict.money.paced import PacedMoney
from volver.predict.money.plain import SameAmount, ShrunkenMean
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.order_value.normal_margin import NormalMargin
from volver.predict.order_value.paced import PacedGammaGamma
from volver.predict.outlook import Outlook
from volver.predict.purchases.mbg_nbd import MbgNbd

pytestmark = pytest.mark.slow


def gaining(customers=600, seed=1):
    """Customers without a loss, whose spend goes with their rate."""
    base = together(customers, seed, 0.5)[0]
    return replace(base, squares=np.where(base.x > 1, base.x * np.nan_to_num(base.mean) ** 2, 0))


def with_losses(customers=600, seed=1):
    """Customers of whom one order in three is a loss, with the ages of the others."""
    base, like = losing(customers, seed)[0], gaining(customers, seed)
    return replace(base, t_x=np.where(base.x > 0, like.age, 0), age=like.age)


def gamma_gamma(base):
    """As it is used where nothing depends."""
    return GammaGammaMoney(GammaGamma.fit(base.spend))


def paced(base):
    """With the order rate in it."""
    rates = purchase_model(base, "mbg-nbd").model
    return PacedMoney(PacedGammaGamma.fit(base, GammaGamma.fit(base.spend), rates))


def one_amount(base):
    """Everybody brings what the first customer first brought."""
    return SameAmount(float(np.median(base.first)))


FITS = {
    "Gamma-Gamma": (gamma_gamma, gaining),
    "Gamma-Gamma by order rate": (paced, gaining),
    "normal-inverse-gamma": (NormalMoney.fit, with_losses),
    "shrunken mean": (ShrunkenMean.fit, with_losses),
    "one amount": (one_amount, with_losses),
}
every_model = pytest.mark.parametrize("name", FITS)


@pytest.fixture(scope="module")
def fitted():
    """Each model by name, with the base it was fitted to."""
    bases = {name: make() for name, (_, make) in FITS.items()}
    return {name: (FITS[name][0](base), base) for name, base in bases.items()}


def changed(base, rows=None, unit=1.0):
    """The same customers in another order, or their money in another unit."""
    rows = np.arange(len(base)) if rows is None else rows
    parts = (getattr(base, part)[rows] for part in ("x", "t_x", "age", "mean", "first", "squares"))
    x, t_x, age, mean, first, squares = parts
    return Base(x, t_x, age, unit * mean, unit * first, squares=unit**2 * squares)


def answers(money, base, orders=3.0) -> Vector:
    """Expectation, quantiles and root of the second moment of three orders. Shape (5, n)."""
    three = np.full(len(base), orders)
    second = money.second_moment(base, three, three**2)
    ends = [money.sum_at(q, base, three) for q in (0.05, 0.5, 0.95)]
    return np.array([money.per_order(base), *ends, np.sqrt(second)])


@every_model
def test_models_are_known_by_their_title(name, fitted):
    """What the card and the backtest call them."""
    assert fitted[name][0].title == name


@every_model
def test_the_order_of_customers_cannot_matter(name, fitted):
    """Shuffled rows: the same answer for each customer."""
    money, base = fitted[name]
    rows = np.random.default_rng(3).permutation(len(base))
    other = changed(base, rows)
    found = answers(FITS[name][0](other), other)
    assert found == pytest.approx(answers(money, base)[:, rows], rel=1e-6)


@every_model
@pytest.mark.parametrize("unit", [0.01, 1000.0])
def test_the_currency_cannot_matter(name, unit, fitted):
    """Cents or thousands: answers in the same money, and noise in its square."""
    money, base = fitted[name]
    other = changed(base, unit=unit)
    again = FITS[name][0](other)
    assert answers(again, other) / unit == pytest.approx(answers(money, base), rel=1e-4)
    ones = np.ones(len(base))
    noise = money.noise(base, ones)
    assert again.noise(other, ones) / unit**2 == pytest.approx(noise, rel=1e-3)


@every_model
def test_everything_is_finite_on_extreme_customers(name, fitted):
    """From nobody's second order to 10,000 of them, from a hundredth of a cent to a billion."""
    x = np.array([0, 0, 1, 1, 10_000, 10_000, 3, 3])
    age = np.array([0, 7300, 1, 7300, 10_001, 7300, 9, 9])
    mean = np.array([np.nan, np.nan, 1e-4, 1e9, 1e-4, 1e9, 0.0, 20.0])
    first = np.array([1e9, 1e-4, 20.0, 20.0, 1e9, 20.0, 0.0, 1e-4])
    squares = np.where(x > 1, x * np.nan_to_num(mean) ** 2, 0.0)
    base = Base(x, np.where(x > 0, age, 0), age, mean, first, squares=squares)
    assert np.isfinite(answers(fitted[name][0], base)).all()
    assert np.isfinite(fitted[name][0].noise(base, np.ones(len(x))))


@every_model
def test_quantiles_of_a_sum_rise_and_have_its_moments(name, fitted):
    """Of one order and of four: mean and second moment from 4,000 quantiles in the middles."""
    money, base = fitted[name]
    some = changed(base, np.flatnonzero(base.x > 2)[:12])
    levels = (np.arange(4000) + 0.5) / 4000
    for orders in (1.0, 4.0):
        many = np.full(len(some), orders)
        found = np.array([money.sum_at(float(q), some, many) for q in levels])
        assert (np.diff(found, axis=0) >= 0).all()
        assert found.mean(axis=0) == pytest.approx(orders * money.per_order(some), rel=0.02)
        second = money.second_moment(some, many, many**2)
        assert (found**2).mean(axis=0) == pytest.approx(second, rel=0.06)


@every_model
def test_the_total_of_unsure_numbers_is_in_line_with_its_quantiles(name, fitted):
    """An outlook's mean and spread from its own quantiles, no orders among them."""
    money, base = fitted[name]
    model = MbgNbd(r=1.5, alpha=60.0, a=0.8, b=6.0)
    alive = model.p_alive(*(part.astype(float) for part in (base.x, base.t_x, base.age))) > 0.5
    some = changed(base, np.flatnonzero((base.x > 1) & alive)[:20])
    purchases = replace(purchase_model(gaining(), "mbg-nbd"), model=model)
    sure = replace(purchases, fit=replace(purchases.fit, covariance=np.zeros((4, 4))))
    outlook = Outlook(some, sure, money, 365, 0.0)
    levels = (np.arange(1000) + 0.5) / 1000
    found = np.array([outlook.value_at(float(q)) for q in levels])
    assert (np.diff(found, axis=0) >= -1e-9 * np.abs(found).max()).all()
    assert found.mean(axis=0) == pytest.approx(outlook.value, rel=0.05, abs=2.0)
    spread = np.sqrt(outlook.variances[1])
    assert found.std(axis=0) == pytest.approx(spread, rel=0.1)


@every_model
def test_parameters_are_numbers_that_make_the_model_again(name, fitted):
    """Saved as JSON and loaded: the same expectations."""
    money, base = fitted[name]
    kept = json.loads(json.dumps(money.parameters(), allow_nan=False))
    if name == "Gamma-Gamma":
        found = GammaGamma(**kept).expected(base.x.astype(float), base.mean)
    elif name == "Gamma-Gamma by order rate":
        rates = MbgNbd(kept.pop("r"), kept.pop("alpha"), 1.0, 1.0)
        model = PacedGammaGamma(plain=GammaGamma(kept["p"], kept["q"], kept["gamma"]),
                                beta=kept["beta"], rates=rates)  # fmt: skip
        found = PacedMoney(replace(money.fitted, model=model)).per_order(base)
    elif name == "normal-inverse-gamma":
        found = NormalMargin(**kept).expected(base.occasions, base.mean_margin)
    else:
        found = type(money)(**kept).per_order(base)
    assert found == pytest.approx(money.per_order(base))
