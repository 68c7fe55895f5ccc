"""What pymc-marketing does with a file of orders, by the calls its documentation shows.

    python peer_pymc.py ORDERS.parquet VALUES.parquet AS_OF HORIZON_WEEKS ANNUAL_RATE KIND

Its fastest fit is taken (method="map": one best point, no posterior), with its own default priors.
Writes the forecasts, and the parameters beside them as VALUES.json.
"""

import json
import sys
from pathlib import Path

import pandas as pd
from pymc_marketing import clv


def main() -> None:
    """From orders to forecasts."""
    orders_path, out, as_of, weeks, annual, kind = sys.argv[1:]
    # Dates as numbers: reading them as Python objects would cost the peer seconds.
    orders = pd.read_parquet(orders_path, to_pandas_kwargs={"date_as_object": False})
    people = clv.rfm_summary(
        orders,
        "customer_id",
        "date",
        "amount",
        observation_period_end=as_of,
        time_unit="D",
        time_scaler=7,  # weeks that keep their days
        sort_transactions=kind == "shuffled",  # "to improve computational efficiency"
    )

    purchases = clv.BetaGeoModel()
    purchases.fit(data=people, method="map", progressbar=False)
    spend = clv.GammaGammaModel()
    spend.fit(data=people[people["frequency"] > 0], method="map", progressbar=False)

    values = people[["customer_id"]].copy()
    values["p_alive"] = purchases.expected_probability_alive(people).squeeze().to_numpy()
    orders_to_come = purchases.expected_purchases(people, future_t=float(weeks))
    values["orders"] = orders_to_come.squeeze().to_numpy()
    values["value"] = (
        spend.expected_customer_lifetime_value(
            transaction_model=purchases,
            data=people,
            future_t=12,
            discount_rate=(1 + float(annual)) ** (1 / 12) - 1,
            time_unit="W",
        )
        .squeeze()
        .to_numpy()
    )
    values.to_parquet(out)
    posterior = {**purchases.fit_result.data_vars, **spend.fit_result.data_vars}
    parameters = {str(k): float(v.squeeze()) for k, v in posterior.items()}
    Path(out).with_suffix(".json").write_text(json.dumps(parameters))


if __name__ == "__main__":
    main()
