"""One fit by lifetimes, by the calls its documentation shows.

    python fit_lifetimes.py MODEL HISTORIES.parquet FIT.json

Equal histories are handed over once, with how many customers share them, as its fitters allow; a
fit of a few customers goes before. Neither is in the seconds.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter

FEW = 1_000


def main() -> None:
    """Fit a few, then all."""
    model, histories, out = sys.argv[1:]
    people = pd.read_parquet(histories)
    if model == "gamma-gamma":
        people = people[people["x"] > 0]
        fitter, columns, weights = GammaGammaFitter, ["x", "mean"], {}
    else:
        people = people.groupby(["x", "t_x", "age"]).size().reset_index(name="customers")
        people[["t_x", "age"]] /= 7  # weeks that keep their days
        fitter, columns, weights = BetaGeoFitter, ["x", "t_x", "age"], {"weights": "customers"}

    def fit(some: pd.DataFrame) -> dict[str, float]:
        given = {name: some[column] for name, column in weights.items()}
        fitted = fitter(penalizer_coef=0.0)
        fitted.fit(*(some[column] for column in columns), **given)
        return dict(fitted.params_)

    fit(people.sample(FEW, random_state=1))
    start, used = time.perf_counter(), time.process_time()
    found = fit(people)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    if "v" in found:
        found["gamma"] = found.pop("v")
    Path(out).write_text(json.dumps({"seconds": seconds, "cpu": cpu, "parameters": found}))


if __name__ == "__main__":
    main()
