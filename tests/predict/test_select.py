"""Which candidate forecasts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.predict.test_plain import plain
from tests.predict.worlds import asked

from volver.predict.backtest import Backtest
from volver.predict.scoring import Came, Trial, judge
from volver.predict.select import choose

TITLES = {
    "bg-nbd": "BG/NBD", "mbg-nbd": "MBG/NBD", "nbd": "NBD", "pareto-nbd": "Pareto/NBD",
    "cohort-mean": "Mean of the cohort", "history-mean": "Own mean, as many as came back",
    "same-rate": "Same rate for everybody", "last-year": "Last year again",
    "challenger": "Two-part boosting",
}  # fmt: skip
CUSTOMERS = 400


def trial(name, mean, origin=date(2024, 1, 1), noise=0.1, rejected=None):
    """A candidate with this mean log score, customers scattering by `noise` about it."""
    wave = noise * np.sin(np.arange(CUSTOMERS) * (1 + len(name)))
    came = Came(origin, 90, np.zeros(2, dtype=np.int64), np.zeros(2))
    found = judge(name, TITLES[name], plain([1, 1], [1, 1]), came, name not in MODELS, rejected)
    scores = mean + wave - wave.mean()
    return Trial(replace(found.score, log_score=float(scores.mean())), scores, found.pit)


MODELS = ("bg-nbd", "mbg-nbd", "pareto-nbd", "nbd", "challenger")


def chosen(*trials, **question):
    """The choice among these."""
    return choose(asked(**question), Backtest(trials, 90, sampled=False))


def why(found):
    """What speaks for the first."""
    return found.why[found.order[0]]


def test_the_best_mean_log_score_wins():
    """And the sentence names both scores."""
    found = chosen(
        trial("bg-nbd", -1.2), trial("mbg-nbd", -1.0), trial("nbd", -1.5), trial("cohort-mean", -2)
    )
    assert found.order[0] == "mbg-nbd"
    assert "MBG/NBD has a mean log score of -1.000" in why(found)
    assert "-2.000" in why(found)


def test_the_simplest_within_one_standard_error_takes_its_place():
    """Two parameters, 0.001 behind, where the error is 0.005."""
    found = chosen(trial("bg-nbd", -1.0), trial("mbg-nbd", -1.2), trial("nbd", -1.001))
    assert found.order[0] == "nbd"
    assert "simpler than BG/NBD" in why(found)


def test_four_origins_know_more_than_one():
    """0.004 behind, where the error of one origin is 0.005 and that of four is half as much."""
    days = [date(2024, month, 1) for month in (1, 2, 3, 4)]
    four = [trial(n, mean, day) for day in days for n, mean in (("bg-nbd", -1), ("nbd", -1.004))]
    assert chosen(*four[-2:]).order[0] == "nbd"
    assert chosen(*four).order[0] == "bg-nbd"


def test_of_equals_the_model_in_which_one_time_buyers_leave_is_taken():
    """BG/NBD would have to be better by more than chance; so would Pareto/NBD, which is slower."""
    assert chosen(trial("bg-nbd", -1.0), trial("mbg-nbd", -1.001)).order[0] == "mbg-nbd"
    assert chosen(trial("pareto-nbd", -1.0), trial("mbg-nbd", -1.001)).order[0] == "mbg-nbd"
    assert chosen(trial("bg-nbd", -1.0), trial("pareto-nbd", -1.001)).order[0] == "pareto-nbd"


def test_a_degenerate_fit_is_rejected_with_words():
    """However good its score."""
    ridge = "no detectable dropout: b runs to infinity"
    found = chosen(trial("bg-nbd", -0.5, rejected=ridge), trial("nbd", -1.0))
    assert found.order[0] == "nbd"
    assert f"rejected: BG/NBD: {ridge}" in why(found)
    assert found.order[-1] != found.order[0]


def test_a_fit_is_judged_by_its_last_origin():
    """Degenerate on a year of data, sound on two."""
    early, late = date(2023, 1, 1), date(2024, 1, 1)
    found = chosen(
        trial("mbg-nbd", -1.0, early, rejected="ridge"), trial("nbd", -1.2, early),
        trial("mbg-nbd", -1.0, late), trial("nbd", -1.2, late),
    )  # fmt: skip
    assert found.order[0] == "mbg-nbd"


def test_a_baseline_that_clearly_beats_all_models_steps_the_ladder_down():
    """By more than one standard error; the model stays next in line."""
    found = chosen(trial("mbg-nbd", -1.5), trial("history-mean", -1.0), trial("cohort-mean", -2))
    assert found.order[:2] == ("history-mean", "cohort-mean")
    assert "mbg-nbd" in found.order


def test_a_baseline_that_is_hardly_better_does_not():
    """Within one standard error the model stands: it tells customers apart."""
    assert chosen(trial("mbg-nbd", -1.0), trial("history-mean", -0.999)).order[0] == "mbg-nbd"


def test_last_year_again_is_shown_but_never_forecasts():
    """It knows nobody new."""
    found = chosen(trial("mbg-nbd", -1.5), trial("last-year", -0.5), trial("cohort-mean", -1.7))
    assert "last-year" not in found.order
    assert [score.candidate for score in found.score_card.scores if score.is_baseline] == [
        "last-year", "cohort-mean",
    ]  # fmt: skip


def test_all_rejected_leaves_the_baselines():
    """With both reasons."""
    found = chosen(
        trial("bg-nbd", -1, rejected="ridge one"), trial("nbd", -1, rejected="ridge two"),
        trial("mbg-nbd", -1, rejected="ridge one"), trial("pareto-nbd", -1, rejected="ridge one"),
        trial("cohort-mean", -2), trial("same-rate", -3),
    )  # fmt: skip
    assert found.order[:2] == ("cohort-mean", "same-rate")
    assert "ridge one" in why(found)
    assert "ridge two" in why(found)


def test_who_names_a_model_gets_it_with_all_scores_beside():
    """The score card is the same."""
    trials = trial("bg-nbd", -1.2), trial("mbg-nbd", -1.0)
    found = chosen(*trials, model="bg-nbd")
    assert found.order == ("bg-nbd",)
    assert len(found.score_card.scores) == 2


@pytest.mark.parametrize("model", ["auto", "nbd"])
def test_without_a_backtest_the_default_is_said_to_be_one(model):
    """And why nothing was scored."""
    found = choose(asked(model=model), "no backtest was asked for")
    assert found.order[0] == ("mbg-nbd" if model == "auto" else "nbd")
    assert found.score_card.scores == ()
    assert found.score_card.why == "no backtest was asked for"


def test_origins_without_every_candidate_do_not_count():
    """A baseline that had no past window at the first origin."""
    early, late = date(2023, 1, 1), date(2024, 1, 1)
    found = chosen(
        trial("mbg-nbd", -9.0, early),
        trial("mbg-nbd", -1.0, late), trial("cohort-mean", -1.5, late),
    )  # fmt: skip
    assert "at 1 origin" in why(found)
    assert found.order[0] == "mbg-nbd"


def test_a_model_that_could_not_be_fitted_then_is_tried_now():
    """Too few had come back at the origin; the baseline is next in line."""
    found = chosen(trial("cohort-mean", -1.0), trial("same-rate", -1.5))
    assert found.order == (
        "mbg-nbd", "pareto-nbd", "bg-nbd", "nbd", "cohort-mean", "same-rate",
    )  # fmt: skip
    assert (
        found.why["cohort-mean"] == "Mean of the cohort has a mean log score of -1.000 at 1 origin"
    )
    assert why(found) == "the default: it could not be scored"


def halves(name, first, second, customers=CUSTOMERS):
    """A trial with one log score for half of the customers, and one for the other half."""
    found = trial(name, -1.0, noise=0.0)
    scores = np.repeat([first, second], customers // 2)
    return replace(found, score=replace(found.score, log_score=scores.mean()), log_scores=scores)


def test_models_that_know_different_customers_forecast_together():
    """Each gives 0.5 to what came of one half of the customers and 0.1 to the other; together 0.3
    to all. The better one of them alone is next, should one of them fail."""
    first = halves("bg-nbd", np.log(0.5), np.log(0.1))
    second = halves("nbd", np.log(0.1), np.log(0.5))
    found = chosen(first, second)
    assert found.order[:2] == ("50% nbd + 50% bg-nbd", "nbd")
    assert "has a mean log score of -1.204 at 1 origin; alone NBD has -1.498; together they" in why(
        found
    )


def test_one_model_is_enough_where_more_gain_less_than_a_thousandth():
    """0.40 to all where each gives 0.416 to one half and 0.384 to the other: a gain of 0.0008, and
    of 10,000 customers a sure one. Twice as far apart it is worth the words."""
    for apart, alone in ((0.04, True), (0.08, False)):
        more, less = np.log(0.4 * (1 + apart)), np.log(0.4 * (1 - apart))
        first, second = halves("bg-nbd", more, less, 10_000), halves("nbd", less, more, 10_000)
        assert (chosen(first, second).order[0] == "nbd") == alone


def test_a_degenerate_model_has_no_share():
    """What it says of the past is not what it would say of the future."""
    first = halves("bg-nbd", np.log(0.5), np.log(0.1))
    second = halves("mbg-nbd", np.log(0.1), np.log(0.5))
    ridge = replace(second, score=replace(second.score, rejected="customers order alike"))
    assert chosen(first, ridge).order[0] == "bg-nbd"


def test_a_model_that_was_asked_for_forecasts_alone():
    """And a stack that was asked for, together; without a season it is the same without one."""
    first = halves("bg-nbd", np.log(0.5), np.log(0.1))
    second = halves("nbd", np.log(0.1), np.log(0.5))
    assert chosen(first, second, model="nbd").order == ("nbd",)
    found = chosen(first, second, model="70% mbg-nbd-season + 30% nbd").order
    assert found == ("70% mbg-nbd-season + 30% nbd", "70% mbg-nbd + 30% nbd")
