"""One fit by pymc-marketing, by the calls its documentation shows.

    python fit_pymc.py MODEL HISTORIES.parquet FIT.json

Its fastest fit is taken (method="map": one best point, no posterior), with its own default priors.
A fit of a few customers goes before; the compilation that each fit of it needs is in the seconds.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd
from pymc_marketing import clv

MODELS = {
    "bg-nbd": clv.BetaGeoModel,
    "pareto-nbd": clv.ParetoNBDModel,
    "gamma-gamma": clv.GammaGammaModel,
}
FEW = 1_000


def main() -> None:
    """Fit a few, then all."""
    model, histories, out = sys.argv[1:]
    people = pd.read_parquet(histories)
    names = {"x": "frequency", "t_x": "recency", "age": "T", "mean": "monetary_value"}
    people = people.rename(columns=names)
    people[["recency", "T"]] /= 7  # weeks that keep their days
    people.insert(0, "customer_id", range(1, len(people) + 1))
    if model == "gamma-gamma":
        people = people[people["frequency"] > 0]
        columns = ["customer_id", "frequency", "monetary_value"]
    else:
        columns = ["customer_id", "frequency", "recency", "T"]

    def fit(some: pd.DataFrame) -> dict[str, float]:
        fitted = MODELS[model]()
        fitted.fit(data=some[columns].reset_index(drop=True), method="map", progressbar=False)
        found = fitted.fit_result.data_vars
        return {str(name): float(value.squeeze()) for name, value in found.items()}

    fit(people.sample(FEW, random_state=1))
    start, used = time.perf_counter(), time.process_time()
    found = fit(people)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    if "v" in found:
        found["gamma"] = found.pop("v")
    Path(out).write_text(json.dumps({"seconds": seconds, "cpu": cpu, "parameters": found}))


if __name__ == "__main__":
    main()
