"""What lifetimes does with a file of orders, by the calls its documentation shows.

    python peer_lifetimes.py ORDERS.parquet VALUES.parquet AS_OF HORIZON_WEEKS ANNUAL_RATE KIND

Writes the forecasts, and the parameters beside them as VALUES.json.
"""

import json
import sys
from pathlib import Path

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data


def main() -> None:
    """From orders to forecasts."""
    orders_path, out, as_of, weeks, annual, _ = sys.argv[1:]
    # Dates as numbers: reading them as Python objects would cost the peer seconds.
    orders = pd.read_parquet(orders_path, to_pandas_kwargs={"date_as_object": False})
    people = summary_data_from_transaction_data(
        orders,
        "customer_id",
        "date",
        "amount",
        observation_period_end=as_of,
        freq="D",
        freq_multiplier=7,  # weeks that keep their days
    )
    frequency, recency, age = people["frequency"], people["recency"], people["T"]

    purchases = BetaGeoFitter(penalizer_coef=0.0)
    purchases.fit(frequency, recency, age)
    again = people[frequency > 0]
    spend = GammaGammaFitter(penalizer_coef=0.0)
    spend.fit(again["frequency"], again["monetary_value"])

    values = pd.DataFrame(index=people.index)
    values["p_alive"] = purchases.conditional_probability_alive(frequency, recency, age)
    values["orders"] = purchases.conditional_expected_number_of_purchases_up_to_time(
        float(weeks), frequency, recency, age
    )
    values["value"] = spend.customer_lifetime_value(
        purchases,
        frequency,
        recency,
        age,
        people["monetary_value"],
        time=12,
        discount_rate=(1 + float(annual)) ** (1 / 12) - 1,
        freq="W",
    )
    values.reset_index().to_parquet(out)
    parameters = {**purchases.params_, **spend.params_}
    Path(out).with_suffix(".json").write_text(json.dumps(parameters))


if __name__ == "__main__":
    main()
