"""What the tables of a contest hold, for whoever enters it."""

from volver.present.words import Words


def readme(days: int, level: float, words: Words) -> str:
    """The README.md beside the tables. days: the window's; level: that of our intervals."""
    share = words.formats.percent(level)
    columns = (
        ("line", words("number of the row")),
        ("customer_id", words("the customer, as in the orders")),
        ("origin", words("the last day whose orders a forecast may know")),
    )
    outcomes = (
        ("window_days", words("length of the window after the origin, days")),
        ("active", words("1 with an order in the window, else 0")),
        ("actual_orders", words("days with an order in the window")),
        ("actual_margin", words("what these orders brought, after refunds and costs")),
        ("recently_active", words("1 with an order in a window as long before the origin, else 0")),
    )
    forecasts = (
        ("expected_orders", words("expected days with an order in the window")),
        ("value", words("expected margin in the window, not discounted")),
        ("p_active", words("probability of at least one order; optional")),
        (
            "expected_orders_low, expected_orders_high",
            words("interval of the number of orders; optional; ours is of {share}", share=share),
        ),
        (
            "value_low, value_high",
            words("interval of the margin; optional; ours is of {share}", share=share),
        ),
    )
    parts = [
        f"# {words('Forecasts on the same days')}",
        words(
            "At each origin a forecast knows the orders up to that day and nothing later, and tells"
            " what each customer will do in the {days:count} days that follow.",
            days=days,
        ),
        f"## outcomes.parquet: {words('what came')}",
        _listed((*columns, *outcomes)),
        f"## forecasts/: {words('what was forecast, one file for each candidate')}",
        _listed((*columns, *forecasts)),
        f"## marks.json: {words('how every candidate did')}",
        words(
            "To see your own forecasts beside these, write a file with the columns of forecasts"
            " (line may be left out) for every customer of an origin, then run:"
        ),
        "    volver backtest --score mine.parquet",
        words(
            "AUROC of active and MAE of the margin among customers with recently_active = 1 answer"
            " the questions of RelBench's user-churn and user-ltv."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _listed(rows: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"- {name}: {text}" for name, text in rows)


def header(words: Words) -> list[str]:
    """The head of the table of marks."""
    return [
        words("Candidate"),
        words("Origin"),
        words("AUROC, active"),
        words("AUROC, recently active"),
        words("MAE, recently active"),
        words("Error"),
        words("Bias"),
    ]
