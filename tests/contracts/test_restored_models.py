"""Whatever a card says of a model is enough to have it again, in any unit and through JSON."""

import json
from datetime import date

import numpy as np
import pytest
from tests.contracts.test_purchase_models import AGE, T_X, X, every_model, model_of

from volver.domain.card import SeasonCard
from volver.predict.purchases.catalogue import CANDIDATES, SEASONAL
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.stacked import Stacked
from volver.predict.restore import clock_on, restored, season_card
from volver.predict.season.clock import Clock, Event

pytestmark = pytest.mark.slow

LOGS = np.log([0.8, 30.0, 0.7, 2.0])
SALE = Event("sale", date(2024, 6, 1), date(2024, 6, 3))
CLOCK = Clock(date(2024, 5, 20), ((0.5, -0.2), (0.0, 0.3)), ((SALE, 0.7),), trend=0.1, days=900)


def read_back(model, unit, season=None):
    """The model from its parameters as they stand in a file of JSON."""
    letters = json.loads(json.dumps(model.parameters(unit)))
    return restored(model.name, letters, unit, season)


@every_model
@pytest.mark.parametrize("unit", ["day", "week"])
def test_a_model_written_as_json_says_the_same_when_it_is_read(kind, unit):
    """P(alive), and with it all the rest."""
    model = model_of(kind, LOGS, 2)
    again = read_back(model, unit)
    assert type(again) is type(model)
    assert again.log_parameters == pytest.approx(model.log_parameters, rel=1e-14)
    assert again.p_alive(X, T_X, AGE) == pytest.approx(model.p_alive(X, T_X, AGE), rel=1e-12)


@pytest.mark.parametrize("kind", SEASONAL.values(), ids=SEASONAL)
def test_a_clock_comes_back_with_its_model(kind):
    """With its events, its trend and its waves."""
    model = Clocked(model_of(kind, LOGS), CLOCK)
    plain = json.loads(json.dumps({"s": season_card(CLOCK)}, default=_as_on_the_card))["s"]
    season = SeasonCard.from_dict(plain)
    assert clock_on(season) == CLOCK
    again = read_back(model, "week", season)
    assert again.name == model.name
    assert again.p_alive(X, T_X, AGE) == pytest.approx(model.p_alive(X, T_X, AGE), rel=1e-12)


def _as_on_the_card(thing):
    from volver.domain.card import _plain

    return _plain(thing)


def test_a_stack_comes_back_with_all_its_models():
    """In their shares, with phases, and a clock where one runs on it."""
    kinds = [CANDIDATES["pareto-nbd"], CANDIDATES["mbg-cnbd-k"]]
    models = (
        Clocked(model_of(CANDIDATES["nbd"], LOGS), CLOCK),
        *(model_of(k, LOGS) for k in kinds),
    )
    stack = Stacked((0.5, 0.3, 0.2), models)
    again = read_back(stack, "week", season_card(CLOCK))
    assert again.name == stack.name
    assert again.shares == stack.shares
    assert again.p_alive(X, T_X, AGE) == pytest.approx(stack.p_alive(X, T_X, AGE), rel=1e-12)


def test_a_simple_rule_is_no_model():
    """Nor is a seasonal one without its season."""
    assert restored("cohort-mean", {}, "day", None) is None
    assert restored("mbg-nbd-season", {"r": 1.0}, "day", None) is None


@pytest.mark.parametrize("kind", SEASONAL.values(), ids=SEASONAL)
def test_on_an_earlier_day_a_clock_tells_what_one_of_that_day_would(kind):
    """The same season seen from a day 200 days back, without events and trend: no other past."""
    ago, waves = 200, ((0.5, -0.2), (0.0, 0.3))
    now = Clocked(model_of(kind, LOGS), Clock(date(2024, 5, 20), waves))
    then = Clocked(model_of(kind, LOGS), Clock(date(2023, 11, 2), waves))
    told = now.p_alive_then(X, T_X, AGE, np.full(len(X), float(ago)))
    assert told == pytest.approx(then.p_alive(X, T_X, AGE), rel=1e-9)
    assert now.p_alive_then(X, T_X, AGE, np.zeros(len(X))) == pytest.approx(
        now.p_alive(X, T_X, AGE), rel=1e-9
    )
